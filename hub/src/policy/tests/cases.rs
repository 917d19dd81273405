//! The worked cases of SPEC 4.5, each with what the policy of every build does for it.
//!
//! The methods that are still to come are stood for by profiles that show what SPEC 4.2 says they show.
//! What a case says of their pages, and of people whom we have not registered, waits for them; each says so.

use authenticators::{MethodId, Profile};
use citizens::Standing;
use identity::LevelOfAssurance::{self, High, Low, Substantial};
use identity::RegistrationLevel::{self, Advanced, Basic};
use identity::{CertificateKind, Comparison, Factors};
use saml::request::RequestedContext;
use saml::{Dialect, EntityId};

use super::{now, proof, request, standing};
use crate::agency::{AgencyRecord, Terms};
use crate::policy::decide::{Earlier, Unused};
use crate::policy::shortfall::Shortfall;
use crate::policy::{Candidate, Policy, Verdict};

const TWO: Factors = Factors::KNOWLEDGE.union(Factors::POSSESSION).union(Factors::DYNAMIC);
const CARD: Factors = TWO.union(Factors::TAMPER_RESISTANT);
const FILE: Factors = Factors::POSSESSION.union(Factors::DYNAMIC);

/// Row L1 of SPEC 4.2, and row L2 with the code.
static PERMANENTE: Method = Method::new("password", TWO, Substantial);
/// Rows L3 and L4.
static PIN: Method = Method::new("pin", TWO, Substantial);
/// Rows L9 to L11.
static CERTIFICATE: Method = Method::new("certificate", CARD, High);
/// Row L15, of a country whose means are notified as substantial.
static EIDAS: Method = Method::new("eidas", CARD, Substantial);

struct Method {
    id: MethodId,
    profile: Profile,
}

impl Method {
    const fn new(id: &'static str, factors: Factors, ceiling: LevelOfAssurance) -> Self {
        Self { id: MethodId::new(id), profile: Profile { least: Factors::NONE, factors, ceiling } }
    }
}

/// An agency, and by which policy it is served.
struct Service {
    record: AgencyRecord,
    asked: Option<RequestedContext>,
    policy: Policy,
}

/// What follows on the way out: the level that the assertion says, or what was missing and the status.
type Outcome = Result<LevelOfAssurance, (String, Option<Shortfall>)>;

impl Service {
    fn of(level: LevelOfAssurance) -> Self {
        let policy = Policy::embedded().unwrap();
        Self { record: AgencyRecord::new(level), asked: None, policy }
    }

    fn asking(comparison: Comparison, level: LevelOfAssurance) -> Self {
        let classes = vec![level.uri().to_owned()];
        Self { asked: Some(RequestedContext { comparison, classes }), ..Self::of(Low) }
    }

    fn decide(&self, methods: &[&'static Method], earlier: Option<Earlier<'_>>) -> Offered {
        let candidates = methods.iter().map(|method| Candidate {
            id: &method.id,
            profile: &method.profile,
            selected_idp: method.id.as_str(),
            exclusion: "urn:exclude",
        });
        let ours = EntityId::new("https://hub.example.test").unwrap();
        let terms = Terms::of(&self.record, None);
        let request = request(self.asked.clone());
        let decision = self.policy.decide(&request, &ours, &terms, candidates, earlier, now());
        let names = |offer: Vec<MethodId>| offer.iter().map(|id| id.as_str().to_owned()).collect();
        match decision.verdict {
            Verdict::Offer(offer) | Verdict::StepUp(_, offer) => {
                let unused = Unused::in_explanation(&decision.because);
                Offered::Methods(names(offer), unused)
            }
            Verdict::Continue(level, _) => Offered::Session(level),
            Verdict::Explain(status, _) | Verdict::Decline(status) => {
                Offered::Nothing(status.token().to_owned())
            }
        }
    }

    fn offers(&self, methods: &[&'static Method]) -> Offered {
        self.decide(methods, None)
    }

    fn admit(&self, method: &Method, shown: Factors, standing: Option<&Standing>) -> Outcome {
        let terms = Terms::of(&self.record, None);
        let proof = proof(&method.id, method.profile, shown);
        let (request, chosen) = (request(self.asked.clone()), (&method.id, &method.profile));
        match self.policy.admit(&request, &terms, chosen, proof, standing, now()) {
            Ok(grant) => Ok(grant.spend().1),
            Err(no) => Err((no.status.token().to_owned(), no.shortfall)),
        }
    }

    /// Of whoever a certificate names, who is registered so.
    fn certified(&self, shown: Factors, registered: Option<&Standing>) -> Outcome {
        let terms = Terms::of(&self.record, None);
        let proof = super::certified(CertificateKind::Person, shown);
        let request = request(self.asked.clone());
        let chosen = (&CERTIFICATE.id, &CERTIFICATE.profile);
        match self.policy.admit(&request, &terms, chosen, proof, registered, now()) {
            Ok(grant) => Ok(grant.spend().1),
            Err(no) => Err((no.status.token().to_owned(), no.shortfall)),
        }
    }

    /// Of an active person of this registration.
    fn admits(&self, method: &Method, shown: Factors, registration: RegistrationLevel) -> Outcome {
        self.admit(method, shown, Some(&standing(registration)))
    }
}

#[derive(Debug, PartialEq)]
enum Offered {
    Methods(Vec<String>, Option<Unused>),
    Session(LevelOfAssurance),
    Nothing(String),
}

fn only(methods: &[&Method]) -> Offered {
    Offered::Methods(methods.iter().map(|method| method.id.as_str().to_owned()).collect(), None)
}

fn short(needed: LevelOfAssurance, reached: LevelOfAssurance, by_registration: bool) -> Outcome {
    let shortfall =
        Shortfall::Level { needed, reached: Some(reached), registration_limits: by_registration };
    Err(("LOA_NOT_REACHED".to_owned(), Some(shortfall)))
}

fn not_reached() -> Offered {
    Offered::Nothing("LOA_NOT_REACHED".to_owned())
}

#[test]
fn t_l1_a_basic_person_enters_a_low_service_with_a_pin() {
    let service = Service::of(Low);
    assert_eq!(service.offers(&[&PIN]), only(&[&PIN]));
    assert_eq!(service.admits(&PIN, TWO, Basic), Ok(Low));
    assert_eq!(service.admits(&PIN, Factors::POSSESSION, Basic), Ok(Low));
}

/// The page that offers to raise the registration is the journey's.
#[test]
fn t_l2_a_basic_person_is_told_after_the_pin_that_the_registration_is_what_limits() {
    let service = Service::of(Substantial);
    assert_eq!(service.offers(&[&PIN]), only(&[&PIN]));
    assert_eq!(service.admits(&PIN, TWO, Basic), short(Substantial, Low, true));
}

/// That the code is asked for waits for the password with a code.
#[test]
fn t_l3_an_advanced_person_enters_a_substantial_service_with_password_and_code() {
    let service = Service::of(Substantial);
    assert_eq!(service.offers(&[&PERMANENTE]), only(&[&PERMANENTE]));
    let alone = service.admits(&PERMANENTE, Factors::KNOWLEDGE, Advanced);
    assert_eq!(alone, short(Substantial, Low, false));
    assert_eq!(service.admits(&PERMANENTE, TWO, Advanced), Ok(Substantial));
}

/// That the code alone is asked for afterwards waits for the password with a code.
#[test]
fn t_l4_the_password_alone_is_asserted_as_low_and_its_session_is_not_enough_for_more() {
    let shared = |level| {
        let mut service = Service::of(level);
        service.record.allow_sso = true;
        service
    };
    let (low, substantial) = (shared(Low), shared(Substantial));
    let standing = standing(Advanced);
    let after = |shown, service: &Service| {
        let proof = proof(&PERMANENTE.id, PERMANENTE.profile, shown);
        let method = (&PERMANENTE.id, &PERMANENTE.profile);
        let earlier = Earlier { method, proof: &proof, standing: Some(&standing) };
        service.decide(&[&PERMANENTE], Some(earlier))
    };
    assert_eq!(low.admits(&PERMANENTE, Factors::KNOWLEDGE, Advanced), Ok(Low));
    assert_eq!(after(Factors::KNOWLEDGE, &low), Offered::Session(Low));
    let again = Offered::Methods(vec!["password".to_owned()], Some(Unused::Level));
    assert_eq!(after(Factors::KNOWLEDGE, &substantial), again);
    assert_eq!(after(TWO, &substantial), Offered::Session(Substantial));
}

/// The list of what is unavailable is the journey's. A means of another country notified as high waits
/// for eIDAS.
#[test]
fn t_l5_a_high_service_is_offered_the_card_alone() {
    let service = Service::of(High);
    assert_eq!(service.offers(&[&PERMANENTE, &PIN, &CERTIFICATE]), only(&[&CERTIFICATE]));
    assert_eq!(service.certified(CARD, None), Ok(High));
    assert_eq!(service.certified(FILE, None), short(High, Substantial, false), "a key in a file");
}

#[test]
fn t_l6_a_software_certificate_enters_a_substantial_service_that_wants_an_advanced_registration() {
    let mut service = Service::of(Substantial);
    service.record.registration = Some(Advanced);
    assert_eq!(service.offers(&[&CERTIFICATE]), only(&[&CERTIFICATE]));
    for registered in [None, Some(standing(Basic)), Some(standing(Advanced))] {
        assert_eq!(service.certified(FILE, registered.as_ref()), Ok(Substantial));
    }
}

#[test]
fn t_l7_nobody_has_to_be_registered_to_enter_with_a_certificate() {
    let service = Service::of(Low);
    assert_eq!(service.offers(&[&CERTIFICATE]), only(&[&CERTIFICATE]));
    assert_eq!(service.certified(FILE, None), Ok(Substantial));
    assert_eq!(service.certified(CARD, None), Ok(High));
}

/// The page with the ways to register waits for the PIN.
#[test]
fn t_l8_nobody_unregistered_enters_with_a_pin() {
    let service = Service::of(Low);
    assert_eq!(service.offers(&[&PIN]), only(&[&PIN]));
    let refused = ("AUTHN_FAILED".to_owned(), Some(Shortfall::Standing));
    assert_eq!(service.admit(&PIN, TWO, None), Err(refused));
}

/// The offer of the app, or of a key of one's own, waits for the PIN.
#[test]
fn t_l9_a_pin_by_sms_without_a_key_is_substantial_by_the_published_levels_alone() {
    let mut service = Service::of(Substantial);
    let alone = Factors::POSSESSION;
    assert_eq!(service.admits(&PIN, alone, Advanced), short(Substantial, Low, false));
    let text =
        Policy::EMBEDDED.replace("legacy_clave_levels = false", "legacy_clave_levels = true");
    service.policy = Policy::read(&text, 1).unwrap();
    assert_eq!(service.offers(&[&PIN]), only(&[&PIN]));
    assert_eq!(service.admits(&PIN, alone, Advanced), Ok(Substantial));
    assert_eq!(service.admits(&PIN, alone, Basic), short(Substantial, Low, true));
}

/// Its ceiling stands for what the country has notified; people of other countries wait for eIDAS.
#[test]
fn t_l10_a_means_notified_as_substantial_does_not_reach_a_high_service() {
    let service = Service::of(High);
    assert_eq!(service.offers(&[&EIDAS]), not_reached());
    assert_eq!(service.admits(&EIDAS, CARD, Advanced), short(High, Substantial, false));
}

/// That a new telephone does not count for some days waits for the password with a code: it shows then
/// what the password alone shows.
#[test]
fn t_l11_a_code_that_does_not_count_yet_leaves_low_and_a_certificate_is_enough() {
    let service = Service::of(Substantial);
    assert_eq!(service.offers(&[&PERMANENTE, &CERTIFICATE]), only(&[&PERMANENTE, &CERTIFICATE]));
    let password = service.admits(&PERMANENTE, Factors::KNOWLEDGE, Advanced);
    assert_eq!(password, short(Substantial, Low, false));
    assert_eq!(service.certified(FILE, None), Ok(Substantial));
}

#[test]
fn t_l12_exactly_low_is_answered_by_what_gives_exactly_low() {
    let service = Service::asking(Comparison::Exact, Low);
    assert_eq!(service.certified(CARD, None), short(Low, High, false));
    assert_eq!(service.certified(FILE, None), short(Low, Substantial, false));
    assert_eq!(service.admits(&PERMANENTE, Factors::KNOWLEDGE, Advanced), Ok(Low));
    assert_eq!(service.admits(&PIN, Factors::POSSESSION, Basic), Ok(Low));
}

#[test]
fn t_l13_in_the_dialect_of_clave_better_and_at_most_are_declined_whatever_is_reached() {
    for comparison in [Comparison::Better, Comparison::Maximum] {
        let mut service = Service::asking(comparison, Low);
        service.record.dialect = Dialect::Clave2;
        let unknown = "LOA_UNKNOWN".to_owned();
        assert_eq!(service.offers(&[&CERTIFICATE]), Offered::Nothing(unknown.clone()));
        assert_eq!(service.certified(CARD, None), Err((unknown, None)));
    }
}

/// As SAML Core 3.3.2.2.1 has it, for whoever speaks that.
#[test]
fn t_l13_elsewhere_they_are_weighed_and_what_nothing_reaches_is_declined() {
    let all = [&PERMANENTE, &PIN, &CERTIFICATE];
    let better = |level| Service::asking(Comparison::Better, level);
    assert_eq!(better(High).offers(&all), not_reached());
    assert_eq!(better(Substantial).offers(&all), only(&[&CERTIFICATE]));
    assert_eq!(better(Low).admits(&PERMANENTE, TWO, Advanced), Ok(Substantial));
    let at_most = Service::asking(Comparison::Maximum, Low);
    assert_eq!(at_most.admits(&PERMANENTE, TWO, Advanced), short(Low, Substantial, false));
    assert_eq!(at_most.admits(&PERMANENTE, Factors::KNOWLEDGE, Advanced), Ok(Low));
}
