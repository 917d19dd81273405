//! The operator's record: how it is stored, what it means for a service, how grave its changes are.

use authenticators::MethodId;
use identity::{CertificateKind, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use metadata::{ProviderName, Risk};
use saml::{Deviation, Dialect, Signed};

use super::compare::compare;
use super::record::{BadRecord, BadServiceCode};
use super::*;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn low() -> AgencyRecord {
    AgencyRecord::new(LevelOfAssurance::Low)
}

/// One that says something of everything.
pub(crate) fn full() -> AgencyRecord {
    let code = ServiceCode::parse("tasas").unwrap();
    AgencyRecord {
        names: [("es".to_owned(), "Tráfico".to_owned())].into(),
        level: LevelOfAssurance::Substantial,
        registration: Some(RegistrationLevel::Advanced),
        methods: Some(vec![MethodId::named("password")]),
        attributes: Some(vec!["urn:one".to_owned()]),
        allow_sso: true,
        announce_sso: false,
        release: ReleaseManner::Informs,
        signed: Signed::Response,
        encryption: Encryption::parse("aes128-gcm/sha256").unwrap(),
        dialect: Dialect::Clave2,
        provider_name: Some(ProviderName::parse("Q2826000H_E04975701").unwrap()),
        deviations: vec![Deviation::EmptyReference],
        active: Period {
            from: Some(instant("2026-01-01T00:00:00Z")),
            until: Some(instant("2027-01-01T00:00:00Z")),
        },
        suspended: true,
        contacts: vec!["soporte@example.es".to_owned()],
        form_action_origins: vec!["https://tasas.example.es:8443".to_owned()],
        logout_returns: vec!["https://sede.example.es/clave/salida".to_owned()],
        certificates: vec![CertificateKind::Representative, CertificateKind::Employee],
        services: vec![ServiceRecord {
            consumers: vec!["https://sede.example.es/tasas".to_owned()],
            names: [("es".to_owned(), "Tasas".to_owned())].into(),
            level: Some(LevelOfAssurance::High),
            registration: Some(RegistrationLevel::Basic),
            methods: Some(vec![MethodId::named("certificate")]),
            attributes: Some(Vec::new()),
            allow_sso: Some(false),
            active: Period { from: None, until: Some(instant("2026-12-01T00:00:00Z")) },
            ..ServiceRecord::new(code)
        }],
    }
}

/// Golden: a release that cannot read this any more needs a migration.
const STORED: &str = r#"{"names":{"es":"Tráfico"},"level":"substantial","registration":"advanced","methods":["password"],"attributes":["urn:one"],"allow_sso":true,"announce_sso":false,"release":"Informs","signed":"Response","encryption":"aes128-gcm/sha256","dialect":"Clave2","provider_name":"Q2826000H_E04975701","deviations":["EmptyReference"],"active":{"from":"2026-01-01T00:00:00Z","until":"2027-01-01T00:00:00Z"},"suspended":true,"contacts":["soporte@example.es"],"form_action_origins":["https://tasas.example.es:8443"],"logout_returns":["https://sede.example.es/clave/salida"],"certificates":["representative","employee"],"services":[{"code":"TASAS","consumers":["https://sede.example.es/tasas"],"names":{"es":"Tasas"},"level":"high","registration":"basic","methods":["certificate"],"attributes":[],"allow_sso":false,"active":{"from":null,"until":"2026-12-01T00:00:00Z"}}]}"#;

#[test]
fn a_stored_record_is_read_as_it_was_written() {
    assert_eq!(serde_json::to_string(&full()).unwrap(), STORED);
    assert_eq!(serde_json::from_str::<AgencyRecord>(STORED).unwrap(), full());
    let migrated = r#"{"level":"low","dialect":"Strict","provider_name":null,"deviations":[]}"#;
    assert_eq!(serde_json::from_str::<AgencyRecord>(migrated).unwrap(), low());
}

#[test]
fn what_this_release_does_not_know_is_not_read_as_something_else() {
    for unknown in [
        STORED.replace("substantial", "middling"),
        STORED.replace("\"names\"", "\"name\""),
        STORED.replace("aes128-gcm", "aes128-cbc"),
        STORED.replace("\"TASAS\"", "\"TA SAS\""),
        STORED.replace("EmptyReference", "Everything"),
    ] {
        assert!(serde_json::from_str::<AgencyRecord>(&unknown).is_err(), "{unknown}");
    }
}

#[test]
fn the_code_of_a_service_is_what_stands_behind_the_semicolon_whatever_its_case() {
    let code = ServiceCode::parse("tasas").unwrap();
    for name in ["Q2826000H_E04975701;TASAS", "q2826000h_e04975701; tasas "] {
        assert_eq!(ServiceCode::of_provider_name(name), Some(code.clone()), "{name}");
    }
    for name in ["Q2826000H_E04975701", "Q2826000H_E04975701;", "Q2826000H_E04975701;a b"] {
        assert_eq!(ServiceCode::of_provider_name(name), None, "{name}");
    }
    for bad in ["", "a;b", &"x".repeat(41)] {
        assert_eq!(ServiceCode::parse(bad), Err(BadServiceCode), "{bad}");
    }
}

#[test]
fn a_service_has_its_own_terms_and_the_agencys_in_all_else() {
    let record = full();
    let code = record.services[0].code.clone();
    let agency = Terms::of(&record, None);
    let service = Terms::of(&record, Some(&code));
    assert_eq!(
        (agency.level, service.level),
        (LevelOfAssurance::Substantial, LevelOfAssurance::High)
    );
    assert!(agency.allows(&MethodId::named("password")));
    assert!(!service.allows(&MethodId::named("password")));
    assert!(agency.agrees("urn:one") && !service.agrees("urn:one"));
    assert_eq!((agency.allow_sso, service.allow_sso), (true, false));
    assert_eq!((agency.name("en"), service.name("en")), (Some("Tráfico"), Some("Tasas")));
    let plain = AgencyRecord { services: vec![ServiceRecord::new(code.clone())], ..full() };
    let plain = Terms::of(&plain, Some(&code));
    assert_eq!((plain.level, plain.name("es")), (LevelOfAssurance::Substantial, Some("Tráfico")));
    let unknown = ServiceCode::parse("OTRA").unwrap();
    assert_eq!(Terms::of(&record, Some(&unknown)).level, LevelOfAssurance::Substantial);
}

/// The risks of what is other, in order.
fn risks(known: &AgencyRecord, new: &AgencyRecord) -> Vec<Risk> {
    compare(known, new).into_iter().map(|difference| difference.risk).collect()
}

fn changed(change: impl FnOnce(&mut AgencyRecord)) -> AgencyRecord {
    let mut record = low();
    change(&mut record);
    record
}

#[test]
fn letting_in_more_or_giving_out_more_is_never_safe_and_the_way_back_always_is() {
    use Risk::{Grave, Notable, Safe};
    let [now, later] = ["2026-03-02T09:15:00Z", "2027-03-02T09:15:00Z"].map(instant);
    let period =
        |from, until| move |record: &mut AgencyRecord| record.active = Period { from, until };
    let methods = |names: &[&str]| Some(names.iter().map(|name| MethodId::named(name)).collect());
    let wide = [
        (Grave, changed(|r| r.level = LevelOfAssurance::High), low()),
        (Grave, changed(|r| r.registration = Some(RegistrationLevel::Basic)), low()),
        (Notable, changed(|r| r.methods = methods(&["pin"])), low()),
        (Grave, changed(|r| r.attributes = Some(Vec::new())), low()),
        (Notable, low(), changed(|r| r.allow_sso = true)),
        (Notable, changed(|r| r.suspended = true), low()),
        (Grave, low(), changed(|r| r.deviations = Deviation::ALL.to_vec())),
        (Notable, changed(period(None, Some(now))), changed(period(None, Some(later)))),
        (Notable, changed(period(Some(now), None)), low()),
    ];
    for (risk, narrow, wide) in wide {
        assert_eq!(risks(&narrow, &wide), [risk], "{wide:?}");
        assert_eq!(risks(&wide, &narrow), [Safe], "{narrow:?}");
        assert_eq!(risks(&wide, &wide), [], "{wide:?}");
    }
    let never = changed(|r| r.encryption = Encryption::Never);
    assert_eq!((risks(&low(), &never), risks(&never, &low())), (vec![Grave], vec![Notable]));
    let swapped =
        (changed(|r| r.methods = methods(&["a"])), changed(|r| r.methods = methods(&["b"])));
    assert_eq!(risks(&swapped.0, &swapped.1), [Notable], "one goes, another comes");
}

#[test]
fn a_service_that_asks_for_less_than_its_agency_is_as_grave_as_an_agency_that_does() {
    let code = ServiceCode::parse("TASAS").unwrap();
    let high = AgencyRecord { level: LevelOfAssurance::High, ..low() };
    let mut eased = high.clone();
    let service = ServiceRecord::new(code);
    eased.services.push(ServiceRecord { level: Some(LevelOfAssurance::Low), ..service });
    let sentences: Vec<_> =
        compare(&high, &eased).into_iter().map(|d| (d.risk, d.sentence)).collect();
    let expected = [
        (Risk::Safe, "The service TASAS has terms of its own.".to_owned()),
        (Risk::Grave, "The least level of the service TASAS is low and was high.".to_owned()),
    ];
    assert_eq!(sentences, expected);
}

#[test]
fn a_record_that_cannot_work_is_not_kept() {
    let bad = |change: fn(&mut AgencyRecord)| changed(change).check().unwrap_err();
    assert_eq!(full().check(), Ok(()));
    assert_eq!(bad(|r| r.dialect = Dialect::Clave2), BadRecord::Clave2WithoutName);
    assert_eq!(bad(|r| r.provider_name = full().provider_name), BadRecord::NameWithoutClave2);
    assert_eq!(bad(|r| r.methods = Some(Vec::new())), BadRecord::NoMethod);
    assert_eq!(
        bad(|r| r.contacts = vec!["nobody".to_owned()]),
        BadRecord::Contact("nobody".into())
    );
    for origin in [
        "http://sede.example.es",
        "https://",
        "https://sede.example.es/",
        "https://Sede.example.es",
        "https://sede..example.es",
        "https://sede.example.es:0",
        "https://sede.example.es:+8",
        "https://sede.example.es:",
        "https://sede.example.es;",
        "https://*.example.es",
        "https:",
        &format!("https://{}.es", "a.".repeat(99)),
    ] {
        let sends_on = AgencyRecord { form_action_origins: vec![origin.to_owned()], ..low() };
        assert_eq!(sends_on.check(), Err(BadRecord::Origin(origin.to_owned())), "{origin}");
    }
    let nine: Vec<_> = (0..9).map(|n| format!("https://s{n}.example.es")).collect();
    let many = AgencyRecord { form_action_origins: nine, ..low() };
    assert_eq!(many.check(), Err(BadRecord::TooMany("form-action origins", 8)));
    for name in ["", " ", "a\u{202e}b", &"x".repeat(201)] {
        let named = AgencyRecord { names: [("es".to_owned(), name.to_owned())].into(), ..low() };
        assert_eq!(named.check(), Err(BadRecord::Name), "{name:?}");
    }
    assert_eq!(
        bad(|r| {
            let until = instant("2026-01-01T00:00:00Z");
            r.active = Period { from: Some(until), until: Some(until) };
        }),
        BadRecord::Period
    );
    let twice = |r: &mut AgencyRecord| r.services = [full().services, full().services].concat();
    assert_eq!(bad(twice), BadRecord::Ambiguous("https://sede.example.es/tasas".to_owned()));
}

#[test]
fn a_record_that_sends_nobody_on_is_written_as_before() {
    let stored = serde_json::to_string(&low()).unwrap();
    assert!(!stored.contains("form_action_origins"), "{stored}");
}

#[test]
fn one_more_origin_to_which_people_are_sent_on_is_notable_and_one_less_is_safe() {
    let with = |origins: &[&str]| AgencyRecord {
        form_action_origins: origins.iter().map(|one| (*one).to_owned()).collect(),
        ..low()
    };
    let said = |known, new| -> Vec<_> {
        compare(&known, &new).into_iter().map(|d| (d.risk, d.sentence)).collect()
    };
    let sentence = |list| format!("The origins to which it sends people on are {list}.");
    let (one, two) = (with(&["https://a.es"]), with(&["https://a.es", "https://b.es"]));
    let both = (Risk::Notable, sentence("https://a.es, https://b.es"));
    assert_eq!(said(one.clone(), two.clone()), [both]);
    assert_eq!(said(two, one.clone()), [(Risk::Safe, sentence("https://a.es"))]);
    assert_eq!(said(one, low()), [(Risk::Safe, sentence("none"))]);
}

#[test]
fn the_ways_to_encrypt_are_read_as_they_are_written() {
    for text in ["metadata", "never", "aes128-gcm/sha1", "aes192-gcm/sha256", "aes256-gcm/sha1"] {
        assert_eq!(Encryption::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "aes256-cbc/sha1", "aes256-gcm", "aes256-gcm/md5", "Never"] {
        assert!(Encryption::parse(text).is_err(), "{text}");
    }
}
