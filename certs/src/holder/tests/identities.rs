use identity::Represented;
use pki::{BMP, TELETEX};

use super::*;

fn identity(examined: &Examined) -> [&str; 4] {
    let identity = &examined.holder.identity;
    let first = identity.first_surname.as_deref().unwrap_or("-");
    [&identity.identifier, &identity.given_name, &identity.family_name, first]
}

/// Holder of a qualified certificate of some other issuer of the Union.
fn of(attributes: &[(&str, u8, &str)]) -> Result<Examined, Defect> {
    examined(&login(pki::name(attributes), &[NATURAL]))
}

#[test]
fn a_dnie_is_a_person_whose_key_is_in_the_card() {
    let found = examined_dnie(&dnie()).unwrap();
    assert_eq!(identity(&found), ["12345678Z", "MARÍA DEL MAR", "IBÁÑEZ DE LA PEÑA", "IBÁÑEZ"]);
    assert_eq!(found.holder.kind, CertificateKind::Person);
    assert_eq!(found.holder.represents, None);
    assert!(found.on_device);
    assert_eq!(found.policy, "2.16.724.1.2.2.2.4");
    assert_eq!(found.issuer, "AC RAÍZ DNIE");
    assert_eq!(found.serial, "9abc01");
    assert_eq!(found.path.len(), 2);
}

#[test]
fn a_dnie_of_a_later_version_of_the_policy_is_one_too() {
    let mut draft = dnie();
    draft.extensions[1] = pki::policies(&["2.16.724.1.2.2.2.4.2"]);
    assert_eq!(examined_dnie(&draft).unwrap().policy, "2.16.724.1.2.2.2.4.2");
    draft.extensions[1] = pki::policies(&["2.16.724.1.2.2.2.42"]);
    assert!(matches!(examined_dnie(&draft).unwrap_err(), Defect::UnknownPolicy { .. }));
}

#[test]
fn what_the_dnie_says_twice_must_agree() {
    let common = "IBÁÑEZ DE LA PEÑA, MARÍA DEL MAR (AUTENTICACIÓN)";
    for (surname, given, common) in [
        ("IBAÑ", "MARÍA DEL MAR", common),
        ("DE LA PEÑA", "MARÍA DEL MAR", common),
        ("IBÁÑEZ", "MARÍA", common),
        ("IBÁÑEZ", "MARÍA DEL MAR", "OTRA IBÁÑEZ, MARÍA DEL MAR (AUTENTICACIÓN)"),
    ] {
        let draft = with_subject(
            dnie(),
            &[
                (SERIAL, PRINTABLE, "12345678Z"),
                (SN, UTF8, surname),
                (GN, UTF8, given),
                (CN, UTF8, common),
            ],
        );
        assert_eq!(
            examined_dnie(&draft).unwrap_err(),
            Defect::DocumentsDisagree,
            "{surname} {given} {common}"
        );
    }
}

#[test]
fn a_certificate_of_fnmt_is_a_person_with_the_key_anywhere() {
    let found = examined(&fnmt()).unwrap();
    let expected = ["12345678Z", "JUAN", "ESPAÑOL DE LA FUENTE", "ESPAÑOL"];
    assert_eq!(identity(&found), expected);
    assert!(!found.on_device);
    assert_eq!(found.policy, FNMT_PERSON);
    let second = Draft {
        extensions: login(Vec::new(), &["1.3.6.1.4.1.5734.3.20.1.0"]).extensions,
        ..fnmt()
    };
    assert_eq!(identity(&examined(&second).unwrap())[2], "ESPAÑOL DE LA FUENTE");
}

#[test]
fn names_are_read_in_every_kind_of_string() {
    for (tag, surname) in
        [(UTF8, "PEÑA Ł"), (TELETEX, "PEÑA MUÑOZ"), (BMP, "PEÑA Ł"), (PRINTABLE, "PENA")]
    {
        let found =
            of(&[(SERIAL, PRINTABLE, "IDCES-12345678Z"), (GN, tag, "ANA"), (SN, tag, surname)]);
        assert_eq!(identity(&found.unwrap())[2], surname, "{tag:x}");
    }
    let broken = [(SERIAL, PRINTABLE, "12345678Z"), (GN, PRINTABLE, "ÑU"), (SN, UTF8, "PEÑA")];
    assert_eq!(of(&broken).unwrap_err(), Defect::Unreadable);
}

#[test]
fn several_attributes_may_stand_in_one_rdn() {
    let subject = pki::sequence(&[
        pki::rdn(&[(C, PRINTABLE, "ES")]),
        pki::rdn(&[(SN, UTF8, "PEÑA"), (GN, UTF8, "ANA"), (SERIAL, PRINTABLE, "12345678Z")]),
    ]);
    let found = examined(&login(subject, &[NATURAL])).unwrap();
    assert_eq!(identity(&found), ["12345678Z", "ANA", "PEÑA", "-"]);
}

#[test]
fn one_missing_name_is_taken_from_the_common_name() {
    for common in [
        "PEÑA DE LA O ANA - 12345678Z",
        "PEÑA DE LA O ANA - DNI 12345678Z",
        "PEÑA DE LA O ANA - NIF: 12345678Z",
        "PEÑA DE LA O ANA NIF:12345678Z",
        "ANA PEÑA DE LA O 12345678Z",
        "12345678Z ANA PEÑA DE LA O",
    ] {
        let found = of(&[(GN, UTF8, "ANA"), (CN, UTF8, common)]).unwrap();
        assert_eq!(identity(&found), ["12345678Z", "ANA", "PEÑA DE LA O", "-"], "{common}");
        let found = of(&[(SN, UTF8, "PEÑA DE LA O"), (CN, UTF8, common)]).unwrap();
        assert_eq!(identity(&found)[1], "ANA", "{common}");
    }
    let nameless = [(CN, UTF8, "PEÑA DE LA O ANA - 12345678Z")];
    assert_eq!(of(&nameless).unwrap_err(), Defect::NoDocument);
}

#[test]
fn spaces_are_one_and_names_with_commas_are_names() {
    let found =
        of(&[(SERIAL, UTF8, "12345678Z"), (GN, UTF8, " ANA   MARÍA "), (SN, UTF8, "PEÑA, JR.")]);
    assert_eq!(identity(&found.unwrap()), ["12345678Z", "ANA MARÍA", "PEÑA, JR.", "-"]);
}

#[test]
fn invisible_characters_are_refused() {
    for surname in ["PE\u{0}ÑA", "PEÑA\n", "PEÑA\u{202e}", "PE\u{200b}ÑA"] {
        let found = of(&[(SERIAL, UTF8, "12345678Z"), (GN, UTF8, "ANA"), (SN, UTF8, surname)]);
        assert_eq!(found.unwrap_err(), Defect::Unreadable, "{surname:?}");
    }
}

#[test]
fn every_form_of_a_spanish_number_is_read() {
    for (written, number) in [
        ("12345678Z", "12345678Z"),
        ("IDCES-12345678Z", "12345678Z"),
        ("PNOES-X1234567L", "X1234567L"),
        ("TINES-K1234567L", "K1234567L"),
    ] {
        let found = of(&[(SERIAL, PRINTABLE, written), (GN, UTF8, "ANA"), (SN, UTF8, "PEÑA")]);
        assert_eq!(identity(&found.unwrap())[0], number);
    }
}

#[test]
fn what_is_no_right_number_of_a_person_is_told_apart() {
    for (written, defect) in [
        ("12345678A", Defect::WrongDocument),
        ("IDCES-12345678A", Defect::WrongDocument),
        ("IDCES-1234567L", Defect::WrongDocument),
        ("IDCES-idces", Defect::WrongDocument),
        ("PASES-AAA123456", Defect::NoDocument),
        ("IDCUS-12345678", Defect::NoDocument),
        ("SI:ES-12345678Z", Defect::NoDocument),
        ("12345678", Defect::NoDocument),
        ("B12345674", Defect::NotAPerson),
        ("IDCES-B12345674", Defect::NotAPerson),
        ("VATES-B12345674", Defect::NotAPerson),
        ("NTRFR-123", Defect::NotAPerson),
    ] {
        let found = of(&[(SERIAL, PRINTABLE, written), (GN, UTF8, "ANA"), (SN, UTF8, "PEÑA")]);
        assert_eq!(found.unwrap_err(), defect, "{written}");
    }
}

#[test]
fn of_all_places_of_a_number_no_two_may_disagree() {
    let subject = |serial, common| {
        let attributes = [
            (SERIAL, PRINTABLE, serial),
            (GN, UTF8, "JUAN"),
            (SN, UTF8, "ESPAÑOL"),
            (CN, UTF8, common),
        ];
        pki::name(&attributes)
    };
    let other = "00000000T";
    for (serial, common, beside) in [
        ("IDCES-12345678Z", "ESPAÑOL JUAN - 12345678Z", other),
        ("IDCES-12345678Z", "ESPAÑOL JUAN - 00000000T", "12345678Z"),
        ("IDCES-00000000T", "ESPAÑOL JUAN - 12345678Z", "12345678Z"),
        ("x", "ESPAÑOL JUAN - 00000000T", "12345678Z"),
        ("PNOFR-123", "ESPAÑOL JUAN", "12345678Z"),
        ("12345678Z", "00000000T JUAN ESPAÑOL", "12345678Z"),
    ] {
        let mut draft = login(subject(serial, common), &[FNMT_PERSON]);
        draft.extensions.push(pki::beside(&[("1.3.6.1.4.1.5734.1.4", UTF8, beside)]));
        assert_eq!(defect(&draft), Defect::DocumentsDisagree, "{serial} {common} {beside}");
    }
    let twice =
        [(SERIAL, UTF8, "12345678Z"), (SERIAL, UTF8, other), (GN, UTF8, "A"), (SN, UTF8, "B")];
    assert_eq!(of(&twice).unwrap_err(), Defect::DocumentsDisagree);
}

#[test]
fn a_number_beside_the_subject_suffices_and_must_be_right() {
    let subject = pki::name(&[(GN, UTF8, "JUAN"), (SN, UTF8, "ESPAÑOL")]);
    for (number, expected) in [
        ("12345678Z", None),
        ("12345678A", Some(Defect::WrongDocument)),
        ("otro", Some(Defect::WrongDocument)),
        ("B12345674", Some(Defect::NotAPerson)),
    ] {
        let mut draft = login(subject.clone(), &[FNMT_PERSON]);
        draft.extensions.push(fnmt_beside(number));
        assert_eq!(examined(&draft).err(), expected, "{number}");
    }
}

#[test]
fn a_representative_comes_with_the_company() {
    for (policy, kind) in [
        ("1.3.6.1.4.1.5734.3.11.1", CertificateKind::Representative),
        ("1.3.6.1.4.1.5734.3.11.2", CertificateKind::Representative),
        ("1.3.6.1.4.1.5734.3.11.3", CertificateKind::EntityRepresentative),
        ("2.16.724.1.3.5.8", CertificateKind::Representative),
        // The Union's policy alone does not say so, but the name does.
        (NATURAL, CertificateKind::Representative),
    ] {
        let found = examined(&representative(policy)).unwrap();
        assert_eq!(found.holder.kind, kind, "{policy}");
        let company = Represented { identifier: "B12345674".into(), name: "PRUEBAS, S.L.".into() };
        assert_eq!(found.holder.represents, Some(company));
        assert_eq!(identity(&found), ["12345678Z", "JUAN", "ESPAÑOL ESPAÑOL", "-"]);
    }
}

#[test]
fn a_representative_of_nobody_or_of_two_is_refused() {
    let subject = |common: &str, id: Option<&str>| {
        let mut all = vec![
            (SERIAL, PRINTABLE, "IDCES-12345678Z"),
            (GN, UTF8, "JUAN"),
            (SN, UTF8, "ESPAÑOL"),
            (CN, UTF8, common),
        ];
        all.extend(id.map(|id| (ORG_ID, UTF8, id)));
        login(pki::name(&all), &["1.3.6.1.4.1.5734.3.11.1"])
    };
    let named = "12345678Z JUAN ESPAÑOL (R: B12345674)";
    for (common, id, expected) in [
        (named, None, None),
        ("JUAN ESPAÑOL", Some("VATES-B12345674"), None),
        ("JUAN ESPAÑOL", None, Some(Defect::NoDocument)),
        (named, Some("VATES-A12345674"), Some(Defect::DocumentsDisagree)),
        (named, Some("VATES-B12345670"), Some(Defect::WrongDocument)),
        ("12345678Z JUAN ESPAÑOL (R: X)", None, Some(Defect::WrongDocument)),
    ] {
        assert_eq!(examined(&subject(common, id)).err(), expected, "{common} {id:?}");
    }
}

#[test]
fn a_foreigner_has_the_number_of_their_country() {
    for (serial, expected) in [
        ("PASFR-12AB34567", "FR/ES/PAS-12AB34567"),
        ("IDCPT-12345678", "PT/ES/IDC-12345678"),
        ("PNOEE-38001085718", "EE/ES/38001085718"),
        ("TINIT-RSSMRA80A01H501U", "IT/ES/TIN-RSSMRA80A01H501U"),
    ] {
        let found = of(&[(SERIAL, UTF8, serial), (GN, UTF8, "Ana"), (SN, UTF8, "Peña")]).unwrap();
        assert_eq!(identity(&found), [expected, "Ana", "Peña", "-"]);
        assert_eq!(found.holder.kind, CertificateKind::Foreigner);
    }
    let odd = [(SERIAL, UTF8, "PNOFR-1 2"), (GN, UTF8, "Ana"), (SN, UTF8, "Peña")];
    assert_eq!(of(&odd).unwrap_err(), Defect::WrongDocument);
}

#[test]
fn a_foreigner_who_acts_for_a_company_is_refused() {
    let found = of(&[
        (SERIAL, UTF8, "PNOFR-12"),
        (GN, UTF8, "Ana"),
        (SN, UTF8, "Peña"),
        (CN, UTF8, "Ana Peña (R: B12345674)"),
    ]);
    assert_eq!(found.unwrap_err(), Defect::NoDocument);
}

#[test]
fn an_employee_is_one_by_the_policy_of_the_administrations() {
    let mut draft = login(fnmt_subject(), &["1.3.6.1.4.1.5734.3.3.4.4.2", "2.16.724.1.3.5.7.2"]);
    draft.extensions.push(pki::beside(&[
        ("2.16.724.1.3.5.7.2.4", UTF8, "12345678Z"),
        ("2.16.724.1.3.5.7.2.6", UTF8, "JUAN"),
        ("2.16.724.1.3.5.7.2.7", UTF8, "ESPAÑOL"),
        ("2.16.724.1.3.5.7.2.8", UTF8, "DE LA FUENTE"),
    ]));
    let found = examined(&draft).unwrap();
    assert_eq!(found.holder.kind, CertificateKind::Employee);
    assert_eq!(found.policy, "2.16.724.1.3.5.7.2");
    assert_eq!(identity(&found), ["12345678Z", "JUAN", "ESPAÑOL DE LA FUENTE", "ESPAÑOL"]);
}

#[test]
fn a_citizen_of_catcert_is_a_person() {
    let subject = pki::name(&[
        (GN, UTF8, "PERE"),
        (SN, UTF8, "PUIG SOLÀ - DNI 00000000T"),
        (CN, UTF8, "PERE PUIG SOLÀ - DNI 00000000T"),
        (SERIAL, PRINTABLE, "00000000T"),
    ]);
    let found = examined(&login(subject, &["1.3.6.1.4.1.15096.1.3.2.86.2"])).unwrap();
    assert_eq!(identity(&found), ["00000000T", "PERE", "PUIG SOLÀ", "-"]);
}
