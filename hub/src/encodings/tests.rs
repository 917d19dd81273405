//! Golden files of everything that is stored and read again, so that a node reads what the release before
//! wrote (DESIGN §9).
//!
//! `hub/encodings/{n}/` has one sample of each kind as one release wrote it: what is locked also as the
//! box that lies in the row, under a key that is no secret. A set is never changed. Whoever changes an
//! encoding writes the next set by `make encodings`, and sees in the difference what nodes of the release
//! before will find; sets that no node can meet any more may go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use authenticators::{
    Attempt, AttemptId, Circumstances, Evidence, MethodId, Profile, Progress, Proof, Step, Subject,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use citizens::CitizenId;
use identity::{Comparison, Factors, Identity, LevelOfAssurance};
use jiff::Timestamp;
use pages::Page;
use saml::request::RequestedContext;
use saml::status::Status;
use saml::{Assertion, Attribute, Dialect, EntityId, Envelope, MessageId, NameId, RelayState};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::agency::{AgencyRecord, ReleaseManner, ServiceCode};
use crate::clock::{Entropy, NoEntropy};
use crate::departure::accept::LogoutFacts;
use crate::departure::stage::Leaving;
use crate::departure::{DepartureId, tests as departures};
use crate::journey::JourneyId;
use crate::journey::accept::{AcceptedRequest, AskedAttribute, Namespace, RequestFacts};
use crate::journey::browser::{BrowserKey, Locked};
use crate::journey::session::{Content, SessionKey, SessionSecret};
use crate::journey::stage::{
    Answer, Authenticating, Below, Choosing, Chosen, Continuing, Explaining, Proved, Releasing,
    Replacing, Returning, Stage, Way, Why,
};
use crate::policy::{Effect, Explanation, Policy, Rule, Shortfall, TooLittle};
use crate::reference::Reference;

/// Says that the next set is to be written.
const WRITE: &str = "ZAGUAN_WRITE_ENCODINGS";
/// The key of the boxes: 32 bytes of 7.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
/// The journey of the boxes.
const JOURNEY: [u8; 16] = [7; 16];
const POLICY: &str = "policy.toml";

/// Not random, so that a box is the same each time.
struct Fixed;

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        buffer.fill(9);
        Ok(())
    }
}

fn now() -> Timestamp {
    "2026-03-02T09:15:00Z".parse().unwrap()
}

fn password() -> MethodId {
    MethodId::named("password")
}

fn attempt() -> AttemptId {
    AttemptId::from_bits([5; 16])
}

fn because() -> Explanation {
    let mut because = Explanation::default();
    because.found(Rule::AgencyLevel, "low", Effect::Keep);
    because.found(Rule::Excluded, "certificate", Effect::Drop);
    because.found(Rule::Passive, "a page would be needed", Effect::Decline);
    because
}

fn facts() -> RequestFacts {
    let entity = |text: &str| EntityId::new(text).unwrap();
    let state = |text: &str| RelayState::new(text).unwrap();
    RequestFacts {
        agency: entity("https://sede.example.test/metadata"),
        request_id: MessageId::new("_golden").unwrap(),
        issued: now(),
        service: Some(ServiceCode::parse("TASAS").unwrap()),
        consumer: "https://sede.example.test/acs".to_owned(),
        relay_state: Some(state("ñ=1&2")),
        unsupported_binding: false,
        name_id_format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned()),
        namespace: Namespace::Agency,
        about_somebody: false,
        attributes: vec![AskedAttribute {
            name: "http://eidas.europa.eu/attributes/naturalperson/CurrentGivenName".to_owned(),
            is_required: true,
            of_value: false,
        }],
        echo: Some(state("echo")),
        providers: vec![entity("https://hub.example.test/saml/metadata")],
        requested: Some(RequestedContext {
            comparison: Comparison::Minimum,
            classes: vec![LevelOfAssurance::Low.uri().to_owned()],
        }),
        is_passive: false,
        force_authn: true,
    }
}

fn choosing() -> Choosing {
    Choosing {
        request: AcceptedRequest::restored_from_facts(facts()),
        offered: vec![password(), MethodId::named("nod")],
        because: because(),
        began_at: now(),
        known_as: Some("A. M.".to_owned()),
        failed: Some((attempt(), password())),
        below: None,
    }
}

/// Somebody who has to show more than a session does.
fn stepping_up() -> Choosing {
    let way = Way { method: password(), only_the_rest: true };
    let below = Below {
        proof: proof(registered()),
        session: SessionKey::from_cookie(KEY),
        masked_name: "A*** M*** N***".to_owned(),
        needed: LevelOfAssurance::Substantial,
        reached: Some(LevelOfAssurance::Low),
        why: TooLittle::Level,
        registration_limits: true,
        ways: vec![way, Way { method: MethodId::named("nod"), only_the_rest: false }],
        because: because(),
    };
    Choosing { below: Some(Box::new(below)), ..choosing() }
}

fn proof(who: Subject) -> Proof {
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::Low,
    };
    let method = password();
    let client = authenticators::AddressBlock::default();
    let attempt =
        Attempt::new(attempt(), Circumstances::tried_out(now(), &client), (&method, &profile));
    match attempt.prove(who, Factors::KNOWLEDGE, Evidence::at(now())) {
        Step::Prove(proof) => proof,
        other @ (Step::Ask { .. } | Step::Leave { .. } | Step::Defer(_) | Step::Refuse(_)) => {
            panic!("{other:?}")
        }
    }
}

fn registered() -> Subject {
    Subject::Registered(CitizenId(Uuid::from_bytes([3; 16])))
}

fn identity() -> Identity {
    Identity {
        identifier: "12345678Z".to_owned(),
        given_name: "Ana".to_owned(),
        family_name: "Muñoz Núñez".to_owned(),
        first_surname: Some("Muñoz".to_owned()),
        date_of_birth: Some("1980-02-29".parse().unwrap()),
    }
}

fn returning(answer: Answer) -> Stage {
    let facts = facts();
    Stage::Returning(Returning {
        before: None,
        agency: facts.agency,
        relay_state: facts.relay_state,
        dialect: Dialect::Strict,
        envelope: Envelope {
            response_id: MessageId::new("_response").unwrap(),
            issued: now(),
            issuer: EntityId::new("https://hub.example.test/saml/metadata").unwrap(),
            destination: facts.consumer,
            in_response_to: facts.request_id,
        },
        answer,
        until: now() + Returning::SHOWN,
    })
}

fn assertion() -> Assertion {
    let ours = EntityId::new("https://hub.example.test/saml/metadata").unwrap();
    Assertion {
        id: MessageId::new("_assertion").unwrap(),
        not_before: Some(now()),
        not_on_or_after: now(),
        audience: "https://sede.example.test/metadata".to_owned(),
        one_time_use: true,
        name_id: NameId::transient("_t".to_owned(), &ours),
        address: Some("192.0.2.1".to_owned()),
        session_index: Some("_s".to_owned()),
        authn_instant: now(),
        context: LevelOfAssurance::Low.uri().to_owned(),
        authorities: vec![ours],
        attributes: vec![Attribute::one(
            "http://eidas.europa.eu/attributes/naturalperson/CurrentGivenName",
            "FirstName",
            "ANA",
        )],
    }
}

/// Somebody else had entered, in whose names this person does not go on.
fn replacing() -> Replacing {
    Replacing {
        proved: Proved {
            choosing: stepping_up(),
            proof: proof(registered()),
            by_session: SessionKey::from_cookie(KEY),
            secret: Some(secret()),
            replaces_another: true,
        },
        before: "L*** L***".to_owned(),
        now: "A*** M*** N***".to_owned(),
    }
}

/// Of a session in whose place another came.
fn secret() -> SessionSecret {
    SessionKey::from_cookie(KEY).unwrap().secret()
}

/// One of each, by name.
fn stages() -> Vec<(&'static str, Stage)> {
    let chosen = || Chosen { choosing: choosing(), method: password(), attempt: attempt() };
    let explaining = Explaining {
        choosing: choosing(),
        status: Status::passive(),
        shortfall: Shortfall::Level {
            needed: LevelOfAssurance::High,
            reached: Some(LevelOfAssurance::Low),
            registration_limits: true,
        },
        because: because(),
        attempt: Some((attempt(), password())),
        policy: "policy-1".to_owned(),
        reference: Reference::generate(&Fixed).unwrap(),
        at: now(),
    };
    let releasing = Releasing {
        proved: Proved {
            choosing: choosing(),
            proof: proof(registered()),
            by_session: None,
            secret: None,
            replaces_another: false,
        },
        shown: vec!["urn:one".to_owned(), "urn:two".to_owned()],
        optional: vec!["urn:two".to_owned()],
        manner: ReleaseManner::Asks,
        why: Why::NewAttributes,
    };
    let continuing = Continuing {
        choosing: choosing(),
        session: SessionKey::from_cookie(KEY).unwrap(),
        method: password(),
        level: LevelOfAssurance::Low,
        authenticated_at: now(),
        bounced: true,
    };
    let authenticating = Authenticating {
        chosen: chosen(),
        page: Page::new("password/login.html")
            .with("ask_datum", true)
            .with_error("clave", "password-wrong"),
        progress: Progress::of(&("asked", 1)).unwrap(),
    };
    vec![
        ("choosing", Stage::Choosing(choosing())),
        ("continuing", Stage::Continuing(continuing)),
        ("authenticating", Stage::Authenticating(authenticating)),
        ("explaining", Stage::Explaining(explaining)),
        ("releasing", Stage::Releasing(releasing)),
        ("stepping-up", Stage::Choosing(stepping_up())),
        ("replacing", Stage::Replacing(replacing())),
        ("returning-granted", returning(Answer::Granted(Box::new(assertion())))),
        ("returning-declined", returning(Answer::Declined(Status::cancelled()))),
    ]
}

/// One of each kind of person, by name.
fn sessions() -> [(&'static str, Content); 4] {
    let of = |who| Content { proof: proof(who), secret: None };
    [
        ("session-registered", of(registered())),
        ("session-certified", of(Subject::Certified(identity().into()))),
        ("session-foreign", of(Subject::Foreign(identity()))),
        ("session-going-on", Content { secret: Some(secret()), ..of(registered()) }),
    ]
}

/// What sets before this one have no sample of.
const LATER: [(&str, u32); 4] =
    [("stepping-up", 5), ("replacing", 5), ("session-going-on", 5), ("departure", 5)];

/// Whether a set has a sample of this name: since when there was such a thing.
fn has(set: u32, name: &str) -> bool {
    LATER.iter().all(|(later, since)| name != *later || set >= *since)
}

/// What is written today, by the name of its file.
fn today() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let (journey, key) = (JourneyId::from_bits(JOURNEY), BrowserKey::from_cookie(KEY).unwrap());
    for (name, stage) in stages() {
        files.insert(format!("{name}.json"), written(&stage));
        files.insert(format!("{name}.box"), boxed(&key.lock(&journey, &stage, &Fixed).unwrap()));
    }
    let session = SessionKey::from_cookie(KEY).unwrap();
    for (name, content) in sessions() {
        let (_, locked) = session.lock(&content.proof, content.secret.clone(), &Fixed).unwrap();
        files.insert(format!("{name}.json"), written(&content));
        files.insert(format!("{name}.box"), boxed(&locked));
    }
    let (departure, leaving) = (DepartureId::from_bits(JOURNEY), departures::leaving(now()));
    let locked = key.lock_departure(&departure, &leaving, &Fixed).unwrap();
    files.insert("departure.json".to_owned(), written(&leaving));
    files.insert("departure.box".to_owned(), boxed(&locked));
    files.insert("logout.json".to_owned(), written(&departures::facts(now())));
    files.insert("request.json".to_owned(), written(&facts()));
    files.insert("agency.json".to_owned(), written(&crate::agency::tests::full()));
    files.insert("because.json".to_owned(), written(&because()));
    files
}

/// As it is encoded, only over several lines.
fn written<T: Serialize>(what: &T) -> String {
    serde_json::to_string_pretty(what).unwrap() + "\n"
}

fn boxed(locked: &Locked) -> String {
    STANDARD.encode(locked.as_bytes()) + "\n"
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("encodings")
}

/// The sets that are there, the newest last.
fn sets() -> Vec<u32> {
    let names = fs::read_dir(folder()).unwrap();
    let numbers = names.map(|name| name.unwrap().file_name().to_str().unwrap().parse().unwrap());
    let mut sets: Vec<u32> = numbers.collect();
    sets.sort_unstable();
    sets
}

/// The files of a set, but for the policy, which people write.
fn set(number: u32) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder().join(number.to_string())).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
    });
    files.filter(|(name, _)| name != POLICY).collect()
}

#[test]
fn what_is_stored_today_is_what_the_newest_golden_files_say() {
    let (today, newest) = (today(), sets().last().copied().unwrap_or_default());
    let golden = if newest == 0 { BTreeMap::new() } else { set(newest) };
    if today == golden {
        return;
    }
    if env::var_os(WRITE).is_some() {
        let next = folder().join((newest + 1).to_string());
        fs::create_dir(&next).unwrap();
        for (name, text) in &today {
            fs::write(next.join(name), text).unwrap();
        }
        let policy = folder().join(newest.to_string()).join(POLICY);
        fs::copy(policy, next.join(POLICY)).unwrap();
        return;
    }
    let changed = today.iter().filter(|(name, text)| golden.get(*name) != Some(*text));
    let changed: Vec<_> = changed.map(|(name, _)| name).collect();
    panic!(
        "what is stored is encoded otherwise than in hub/encodings/{newest}: {changed:?}. See that nodes of \
         the release before read it, and write the next set: make encodings"
    );
}

#[test]
fn what_an_earlier_release_stored_is_read() {
    for number in sets() {
        let files = set(number);
        let json = |name: &str| files.get(&format!("{name}.json")).unwrap().as_str();
        let locked = |name: &str| {
            let text = files.get(&format!("{name}.box")).unwrap().trim();
            Locked::from_row(STANDARD.decode(text).unwrap())
        };
        let (journey, key) = (JourneyId::from_bits(JOURNEY), BrowserKey::from_cookie(KEY).unwrap());
        for (name, _) in stages().into_iter().filter(|(name, _)| has(number, name)) {
            let from_text = reread::<Stage>(json(name));
            let from_box: Stage = key.unlock(&journey, &locked(name)).unwrap();
            assert_eq!(serde_json::to_value(&from_box).unwrap(), from_text, "{number}/{name}");
        }
        let session = SessionKey::from_cookie(KEY).unwrap();
        for (name, _) in sessions().into_iter().filter(|(name, _)| has(number, name)) {
            let from_text = reread::<Content>(json(name));
            let from_box = session.unlock(&session.id().unwrap(), &locked(name)).unwrap();
            assert_eq!(serde_json::to_value(&from_box).unwrap(), from_text, "{number}/{name}");
        }
        if has(number, "departure") {
            let from_text = reread::<Leaving>(json("departure"));
            let departure = DepartureId::from_bits(JOURNEY);
            let from_box: Leaving = key.unlock_departure(&departure, &locked("departure")).unwrap();
            assert_eq!(serde_json::to_value(&from_box).unwrap(), from_text, "{number}");
            reread::<LogoutFacts>(json("logout"));
        }
        reread::<RequestFacts>(json("request"));
        reread::<AgencyRecord>(json("agency"));
        reread::<Explanation>(json("because"));
        let policy = fs::read_to_string(folder().join(number.to_string()).join(POLICY)).unwrap();
        assert!(Policy::read(&policy, 1).is_ok(), "{number}/{POLICY}");
    }
}

/// Read, and written as today.
fn reread<T: DeserializeOwned + Serialize>(text: &str) -> Value {
    serde_json::to_value(serde_json::from_str::<T>(text).unwrap()).unwrap()
}
