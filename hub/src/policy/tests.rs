//! The whole space of factors, registrations, levels and comparisons, gone through.

mod cases;
mod changes;
mod files;
mod space;
mod times;

use std::sync::LazyLock;

use authenticators::{
    AddressBlock, Attempt, AttemptId, Circumstances, Evidence, MethodId, Profile, Proof, Step,
    Subject,
};
use citizens::{CitizenId, Standing, State};
use identity::{
    CertificateKind, Comparison, Factors, Holder, Identity, LevelOfAssurance, RegistrationLevel,
};
use jiff::Timestamp;
use saml::request::RequestedContext;
use saml::{Dialect, EntityId, MessageId};

use super::*;
use crate::agency::{AgencyRecord, Period, ServiceCode, ServiceRecord, Terms};
use crate::journey::accept::{AcceptedRequest, AskedAttribute, Namespace, RequestFacts};

static METHOD: MethodId = MethodId::new("any");
const REGISTRATIONS: [RegistrationLevel; 2] =
    [RegistrationLevel::Basic, RegistrationLevel::Advanced];
const COMPARISONS: [Comparison; 4] =
    [Comparison::Exact, Comparison::Minimum, Comparison::Better, Comparison::Maximum];

/// What every build begins with.
fn policy() -> &'static Policy {
    static EMBEDDED: LazyLock<Policy> = LazyLock::new(|| Policy::embedded().unwrap());
    &EMBEDDED
}

/// The methods of this build.
fn of_this_build() -> Vec<(&'static MethodId, &'static Profile)> {
    authenticators::BUILT_IN.iter().map(|one| (&one.id, &one.profile)).collect()
}

fn now() -> Timestamp {
    "2026-03-02T09:15:00Z".parse().unwrap()
}

fn all_factors() -> Vec<Factors> {
    Factors::every().collect()
}

/// Every way of asking: nothing, and each comparison with each level.
fn all_requests() -> Vec<AcceptedRequest> {
    let mut asked = vec![None];
    for comparison in COMPARISONS {
        for level in LevelOfAssurance::ALL {
            let classes = vec![level.uri().to_owned()];
            asked.push(Some(RequestedContext { comparison, classes }));
        }
    }
    asked.into_iter().map(request).collect()
}

fn request(requested: Option<RequestedContext>) -> AcceptedRequest {
    AcceptedRequest::restored_from_facts(facts(requested))
}

fn facts(requested: Option<RequestedContext>) -> RequestFacts {
    RequestFacts {
        agency: EntityId::new("https://sede.example.test").unwrap(),
        service: None,
        request_id: MessageId::new("_r").unwrap(),
        issued: now(),
        consumer: "https://sede.example.test/acs".to_owned(),
        relay_state: None,
        unsupported_binding: false,
        name_id_format: None,
        namespace: Namespace::Agency,
        about_somebody: false,
        attributes: Vec::new(),
        echo: None,
        providers: Vec::new(),
        requested,
        is_passive: false,
        force_authn: false,
    }
}

fn proof(method: &MethodId, profile: Profile, factors: Factors) -> Proof {
    let id = AttemptId::from_bits([7; 16]);
    let client = AddressBlock::default();
    let attempt = Attempt::new(id, Circumstances::tried_out(now(), &client), (method, &profile));
    let who = Subject::Registered(CitizenId(uuid::Uuid::nil()));
    match attempt.prove(who, factors, Evidence::at(now())) {
        Step::Prove(proof) => proof,
        other @ (Step::Ask { .. } | Step::Leave { .. } | Step::Refuse(_) | Step::Defer(_)) => {
            panic!("{other:?}")
        }
    }
}

fn standing(level: RegistrationLevel) -> Standing {
    Standing {
        state: State::Active,
        level,
        sessions_valid_after: Timestamp::UNIX_EPOCH,
        contact_changed_at: None,
    }
}

fn decide(
    request: &AcceptedRequest,
    agency: LevelOfAssurance,
    methods: &[(&MethodId, &Profile)],
) -> Decision {
    let record = AgencyRecord::new(agency);
    let ours = EntityId::new("https://hub.example.test").unwrap();
    let candidates = methods.iter().map(|(id, profile)| Candidate {
        id,
        profile,
        selected_idp: id.as_str(),
        exclusion: "urn:exclude:any",
    });
    policy().decide(request, &ours, &Terms::of(&record, None), candidates, None, now())
}

/// What is admitted for an agency that asks for this level and nothing else.
fn admit(
    request: &AcceptedRequest,
    agency: LevelOfAssurance,
    chosen: (&MethodId, &Profile),
    proof: Proof,
    standing: Option<&Standing>,
) -> Result<Grant, Declined> {
    let record = AgencyRecord::new(agency);
    policy().admit(request, &Terms::of(&record, None), chosen, proof, standing, now())
}

fn offers(decision: &Decision) -> bool {
    matches!(decision.verdict, Verdict::Offer(_))
}

/// The page where one chooses and the way out agree.
#[test]
fn a_method_is_offered_exactly_if_some_proof_of_it_would_be_admitted() {
    for request in all_requests() {
        for agency in LevelOfAssurance::ALL {
            for factors in all_factors() {
                for ceiling in LevelOfAssurance::ALL {
                    let profile = Profile { least: Factors::NONE, factors, ceiling };
                    let offered = offers(&decide(&request, agency, &[(&METHOD, &profile)]));
                    let admitted = all_factors().into_iter().any(|shown| {
                        REGISTRATIONS.into_iter().any(|registration| {
                            let proof = proof(&METHOD, profile, shown);
                            let standing = standing(registration);
                            let chosen = (&METHOD, &profile);
                            let verdict = admit(&request, agency, chosen, proof, Some(&standing));
                            verdict.is_ok()
                        })
                    });
                    assert_eq!(offered, admitted, "{request:?} {agency:?} {profile:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_granted_is_never_below_the_agency_nor_above_what_was_proved() {
    for request in all_requests() {
        for agency in LevelOfAssurance::ALL {
            for shown in all_factors() {
                for registration in REGISTRATIONS {
                    let profile = Profile {
                        least: Factors::NONE,
                        factors: shown,
                        ceiling: LevelOfAssurance::High,
                    };
                    let proof = proof(&METHOD, profile, shown);
                    let chosen = (&METHOD, &profile);
                    let standing = standing(registration);
                    let proved = policy().rules().level(&METHOD, shown, Some(registration));
                    let admitted = admit(&request, agency, chosen, proof, Some(&standing));
                    if let Ok(grant) = admitted {
                        let (_, level, because) = grant.spend();
                        assert!(level >= agency);
                        assert_eq!(Some(level), proved);
                        let last = because.findings().last().unwrap();
                        assert_eq!((last.rule, last.effect), (Rule::LevelReached, Effect::Keep));
                    }
                }
            }
        }
    }
}

fn declined(
    chosen: (&MethodId, &Profile),
    proof: Proof,
    standing: Option<&Standing>,
) -> (String, Rule) {
    let low = LevelOfAssurance::Low;
    let declined = admit(&request(None), low, chosen, proof, standing).unwrap_err();
    let rule = declined.because.findings().last().unwrap().rule;
    (declined.status.token().to_owned(), rule)
}

#[test]
fn a_proof_of_another_method_than_the_chosen_one_is_declined() {
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
    let other = MethodId::new("other");
    let proof = proof(&other, profile, Factors::KNOWLEDGE);
    let standing = standing(RegistrationLevel::Advanced);
    let verdict = declined((&METHOD, &profile), proof, Some(&standing));
    assert_eq!(verdict, ("AUTHN_FAILED".to_owned(), Rule::ChosenMethod));
}

/// A hostile method makes an attempt of its own with a profile that promises more.
#[test]
fn an_inflated_profile_counts_for_no_more_than_the_hubs_own() {
    let inflated = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE.union(Factors::POSSESSION).union(Factors::DYNAMIC),
        ceiling: LevelOfAssurance::High,
    };
    let registered = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::Low,
    };
    let proof = proof(&METHOD, inflated, inflated.factors);
    let standing = standing(RegistrationLevel::Advanced);
    let low = LevelOfAssurance::Low;
    let grant = admit(&request(None), low, (&METHOD, &registered), proof, Some(&standing)).unwrap();
    assert_eq!(grant.spend().1, low);
}

#[test]
fn only_an_active_person_whose_proof_was_not_overtaken_is_admitted() {
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
    let chosen = (&METHOD, &profile);
    let proof = || proof(&METHOD, profile, Factors::KNOWLEDGE);
    let active = standing(RegistrationLevel::Advanced);
    let refused = ("AUTHN_FAILED".to_owned(), Rule::Standing);
    assert_eq!(declined(chosen, proof(), None), refused);
    for state in [State::PendingSignature, State::Renounced, State::Revoked] {
        let standing = Standing { state, ..active };
        assert_eq!(declined(chosen, proof(), Some(&standing)), refused);
    }
    let later = now() + jiff::SignedDuration::from_secs(1);
    let overtaken = Standing { sessions_valid_after: later, ..active };
    assert_eq!(declined(chosen, proof(), Some(&overtaken)), refused);
    let just = Standing { sessions_valid_after: now(), ..active };
    let low = LevelOfAssurance::Low;
    assert!(admit(&request(None), low, chosen, proof(), Some(&just)).is_ok());
}

static CERTIFICATE: MethodId = MethodId::new("certificate");
const IN_A_FILE: Factors = Factors::POSSESSION.union(Factors::DYNAMIC);
const ON_A_CARD: Factors = IN_A_FILE.union(Factors::KNOWLEDGE).union(Factors::TAMPER_RESISTANT);
const CARDS: Profile =
    Profile { least: Factors::NONE, factors: ON_A_CARD, ceiling: LevelOfAssurance::High };

fn certified(kind: CertificateKind, factors: Factors) -> Proof {
    let identity = Identity {
        identifier: "12345678Z".to_owned(),
        given_name: "ANA".to_owned(),
        family_name: "MUÑOZ".to_owned(),
        first_surname: None,
        date_of_birth: None,
    };
    let who = Subject::Certified(Holder { kind, ..Holder::from(identity) });
    let client = AddressBlock::default();
    let around = Circumstances::tried_out(now(), &client);
    let attempt = Attempt::new(AttemptId::from_bits([7; 16]), around, (&CERTIFICATE, &CARDS));
    match attempt.prove(who, factors, Evidence::at(now())) {
        Step::Prove(proof) => proof,
        other @ (Step::Ask { .. } | Step::Leave { .. } | Step::Refuse(_) | Step::Defer(_)) => {
            panic!("{other:?}")
        }
    }
}

/// What a certificate reaches at an agency with this record, and by which rule it is refused.
fn weighed(
    record: &AgencyRecord,
    proof: Proof,
    standing: Option<&Standing>,
) -> Result<LevelOfAssurance, Rule> {
    let terms = Terms::of(record, None);
    let chosen = (&CERTIFICATE, &CARDS);
    match policy().admit(&request(None), &terms, chosen, proof, standing, now()) {
        Ok(grant) => Ok(grant.spend().1),
        Err(declined) => Err(declined.because.findings().last().unwrap().rule),
    }
}

/// SPEC 4.2, rows L9 to L11, and T-L6: whatever the holder is registered as.
#[test]
fn a_certificate_counts_by_its_key_and_not_by_the_registration() {
    let registered = [
        None,
        Some(standing(RegistrationLevel::Basic)),
        Some(standing(RegistrationLevel::Advanced)),
        Some(Standing { state: State::Renounced, ..standing(RegistrationLevel::Basic) }),
    ];
    for standing in registered {
        for least in [None, Some(RegistrationLevel::Advanced)] {
            let record =
                AgencyRecord { registration: least, ..AgencyRecord::new(LevelOfAssurance::Low) };
            let reached = |factors| {
                let proof = certified(CertificateKind::Person, factors);
                weighed(&record, proof, standing.as_ref())
            };
            assert_eq!(reached(IN_A_FILE), Ok(LevelOfAssurance::Substantial), "{standing:?}");
            assert_eq!(reached(ON_A_CARD), Ok(LevelOfAssurance::High), "{standing:?}");
            let less = Factors::POSSESSION;
            assert_eq!(reached(less), Err(Rule::LevelReached), "{standing:?}: no row says so");
        }
    }
    let high = AgencyRecord::new(LevelOfAssurance::High);
    let person = |factors| certified(CertificateKind::Person, factors);
    assert_eq!(weighed(&high, person(IN_A_FILE), None), Err(Rule::LevelReached));
    assert_eq!(weighed(&high, person(ON_A_CARD), None), Ok(LevelOfAssurance::High));
}

/// SPEC 4.2, rows L12 and L13.
#[test]
fn what_a_certificate_makes_of_its_holder_is_accepted_where_the_record_says_so_alone() {
    let low = || AgencyRecord::new(LevelOfAssurance::Low);
    for kind in CertificateKind::ALL {
        let weighed = |record: &AgencyRecord| weighed(record, certified(kind, IN_A_FILE), None);
        let plain = weighed(&low());
        let accepted = weighed(&AgencyRecord { certificates: vec![kind], ..low() });
        assert_eq!(accepted, Ok(LevelOfAssurance::Substantial), "{kind:?}");
        if kind == CertificateKind::Person {
            assert_eq!(plain, accepted);
            continue;
        }
        assert_eq!(plain, Err(Rule::CertificateKind), "{kind:?}");
        let others = CertificateKind::ALL.into_iter().filter(|other| *other != kind).collect();
        let others = AgencyRecord { certificates: others, ..low() };
        assert_eq!(weighed(&others), Err(Rule::CertificateKind), "{kind:?}");
    }
}

#[test]
fn whose_registration_the_administration_has_ended_does_not_enter_by_certificate_either() {
    let low = AgencyRecord::new(LevelOfAssurance::Low);
    let ended = Standing { state: State::Revoked, ..standing(RegistrationLevel::Advanced) };
    let proof = certified(CertificateKind::Person, ON_A_CARD);
    assert_eq!(weighed(&low, proof, Some(&ended)), Err(Rule::Standing));
}

#[test]
fn a_proof_by_certificate_is_overtaken_when_the_holder_ends_their_sessions() {
    let low = AgencyRecord::new(LevelOfAssurance::Low);
    let proof = || certified(CertificateKind::Person, ON_A_CARD);
    let ended = |at| Standing { sessions_valid_after: at, ..standing(RegistrationLevel::Basic) };
    assert_eq!(weighed(&low, proof(), Some(&ended(now()))), Ok(LevelOfAssurance::High));
    let later = ended(now() + jiff::SignedDuration::from_secs(1));
    assert_eq!(weighed(&low, proof(), Some(&later)), Err(Rule::Standing));
}

#[test]
fn an_offer_is_explained_as_fully_as_a_refusal() {
    let weak = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::Low,
    };
    let strong = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE.union(Factors::POSSESSION).union(Factors::DYNAMIC),
        ceiling: LevelOfAssurance::Substantial,
    };
    let other = MethodId::new("strong");
    let methods = [(&METHOD, &weak), (&other, &strong)];
    let decision = decide(&request(None), LevelOfAssurance::Substantial, &methods);
    let findings: Vec<_> =
        decision.because.findings().iter().map(|f| (f.rule, f.about.as_str(), f.effect)).collect();
    assert_eq!(
        findings,
        [
            (Rule::AgencyLevel, "substantial", Effect::Keep),
            (Rule::Attainable, "any", Effect::Drop),
            (Rule::Attainable, "strong", Effect::Keep),
        ]
    );
}

#[test]
fn what_the_request_asks_for_is_found_in_words_and_only_what_we_know_of_it() {
    let asked = |comparison, levels: &[LevelOfAssurance]| {
        let mut classes = vec!["urn:of:somebody".to_owned()];
        classes.extend(levels.iter().map(|level| level.uri().to_owned()));
        let request = request(Some(RequestedContext { comparison, classes }));
        let profile = Profile {
            least: Factors::NONE,
            factors: Factors::KNOWLEDGE,
            ceiling: LevelOfAssurance::Low,
        };
        let decision = decide(&request, LevelOfAssurance::Low, &[(&METHOD, &profile)]);
        let found = decision.because.findings()[1].clone();
        assert_eq!((found.rule, found.effect), (Rule::RequestedLevel, Effect::Keep));
        found.about
    };
    let (low, high) = (LevelOfAssurance::Low, LevelOfAssurance::High);
    assert_eq!(asked(Comparison::Exact, &[high, low, high]), "exactly low or high");
    assert_eq!(asked(Comparison::Minimum, &[low]), "at least low");
    assert_eq!(asked(Comparison::Better, &[low, high]), "more than low and high");
    assert_eq!(asked(Comparison::Maximum, &[high]), "at most high");
}

/// Whoever reads it learns nothing of the person but the registration.
#[test]
fn what_is_admitted_says_by_which_factors_and_which_registration() {
    let found = |least, registration, agency: LevelOfAssurance| {
        let record = AgencyRecord { registration: least, ..AgencyRecord::new(agency) };
        let factors = Factors::KNOWLEDGE.union(Factors::DYNAMIC);
        let profile = Profile { least: Factors::NONE, factors, ceiling: LevelOfAssurance::High };
        let (proof, standing) = (proof(&METHOD, profile, factors), standing(registration));
        let terms = Terms::of(&record, None);
        let chosen = (&METHOD, &profile);
        let request = request(None);
        let because = match policy().admit(&request, &terms, chosen, proof, Some(&standing), now())
        {
            Ok(grant) => grant.spend().2,
            Err(declined) => declined.because,
        };
        because.findings().iter().map(|f| (f.rule, f.about.clone(), f.effect)).collect::<Vec<_>>()
    };
    let common = [
        (Rule::ChosenMethod, "any".to_owned(), Effect::Keep),
        (Rule::Standing, "active".to_owned(), Effect::Keep),
    ];
    let after = |more: &[(Rule, &str, Effect)]| {
        let more = more.iter().map(|(rule, about, effect)| (*rule, (*about).to_owned(), *effect));
        common.clone().into_iter().chain(more).collect::<Vec<_>>()
    };
    let (basic, advanced) = (RegistrationLevel::Basic, RegistrationLevel::Advanced);
    let enough = "low, by factors knowledge, dynamic and registration advanced";
    assert_eq!(
        found(None, advanced, LevelOfAssurance::Low),
        after(&[(Rule::LevelReached, enough, Effect::Keep)])
    );
    assert_eq!(
        found(Some(basic), advanced, LevelOfAssurance::High),
        after(&[
            (Rule::RegistrationLevel, "advanced", Effect::Keep),
            (Rule::LevelReached, enough, Effect::Decline)
        ])
    );
    assert_eq!(
        found(Some(advanced), basic, LevelOfAssurance::Low),
        after(&[(Rule::RegistrationLevel, "basic", Effect::Decline)])
    );
}

fn asked(name: &str, is_required: bool, of_value: bool) -> AskedAttribute {
    AskedAttribute { name: name.to_owned(), is_required, of_value }
}

/// What follows when the request of these facts meets a weak and a strong method.
fn verdict(change: impl FnOnce(&mut RequestFacts)) -> Result<Vec<String>, String> {
    verdict_in(Dialect::Strict, change)
}

fn verdict_in(
    dialect: Dialect,
    change: impl FnOnce(&mut RequestFacts),
) -> Result<Vec<String>, String> {
    let mut facts = facts(None);
    change(&mut facts);
    let weak = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::Low,
    };
    let (first, second) = (MethodId::new("SEGSOC"), MethodId::new("PIN24H"));
    let candidate = |id, exclusion| Candidate {
        id,
        profile: &weak,
        selected_idp: MethodId::as_str(id),
        exclusion,
    };
    let candidates = [
        candidate(&first, "http://es.minhafp.clave/GISSIdP"),
        candidate(&second, "http://es.minhafp.clave/AEATIdP"),
    ];
    let ours = EntityId::new("https://hub.example.test").unwrap();
    let request = AcceptedRequest::restored_from_facts(facts);
    let record = AgencyRecord { dialect, ..AgencyRecord::new(LevelOfAssurance::Low) };
    let terms = Terms::of(&record, None);
    match policy().decide(&request, &ours, &terms, candidates.into_iter(), None, now()).verdict {
        Verdict::Offer(offer) | Verdict::Continue(_, offer) | Verdict::StepUp(_, offer) => {
            Ok(offer.iter().map(|id| id.as_str().to_owned()).collect())
        }
        Verdict::Decline(status) | Verdict::Explain(status, _) => Err(status.token().to_owned()),
    }
}

#[test]
fn an_attribute_of_exclusion_takes_its_method_away_and_never_adds_one() {
    let excluding = |names: &[&str]| {
        verdict(|facts| {
            let name =
                |short: &&str| asked(&format!("http://es.minhafp.clave/{short}"), false, false);
            facts.attributes = names.iter().map(name).collect();
        })
    };
    let both = Ok(vec!["SEGSOC".to_owned(), "PIN24H".to_owned()]);
    assert_eq!(excluding(&[]), both);
    assert_eq!(excluding(&["AFirmaIdP", "EIDASIdP", "CLVMOVILIdP"]), both);
    assert_eq!(excluding(&["GISSIdP"]), Ok(vec!["PIN24H".to_owned()]));
    let four = ["AFirmaIdP", "AEATIdP", "EIDASIdP", "CLVMOVILIdP"];
    assert_eq!(excluding(&four), Ok(vec!["SEGSOC".to_owned()]));
    let all = ["AFirmaIdP", "AEATIdP", "EIDASIdP", "CLVMOVILIdP", "GISSIdP"];
    assert_eq!(excluding(&all), Err("NO_AUTHENTICATOR".to_owned()));
}

#[test]
fn a_list_of_providers_narrows_unless_we_are_on_it() {
    let listing = |ids: &[&str]| {
        verdict(|facts| {
            facts.providers = ids.iter().map(|id| EntityId::new(id).unwrap()).collect();
        })
    };
    assert_eq!(listing(&["PIN24H", "https://other.example"]), Ok(vec!["PIN24H".to_owned()]));
    let both = Ok(vec!["SEGSOC".to_owned(), "PIN24H".to_owned()]);
    assert_eq!(listing(&["https://hub.example.test", "PIN24H"]), both);
    assert_eq!(listing(&["https://other.example"]), Err("NO_AUTHENTICATOR".to_owned()));
}

#[test]
fn what_cannot_be_answered_is_declined_and_what_is_only_wished_for_is_not() {
    let attribute = |name: &str, is_required, of_value| {
        verdict(|facts| facts.attributes = vec![asked(name, is_required, of_value)]).err()
    };
    let refused = Some("ATTRIBUTE".to_owned());
    let person = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier";
    assert_eq!(attribute("urn:unknown", true, false), refused);
    assert_eq!(attribute("urn:unknown", false, false), None);
    assert_eq!(attribute(person, true, false), None);
    assert_eq!(attribute(person, true, true), refused, "this person only");
    let subject = verdict(|facts| facts.about_somebody = true);
    assert_eq!(subject, Err("SUBJECT".to_owned()));
}

#[test]
fn a_persistent_name_is_for_strict_agencies_and_for_themselves_alone() {
    let asking = |dialect, namespace| {
        verdict_in(dialect, |facts| {
            facts.name_id_format = Some(saml::name_id::PERSISTENT.to_owned());
            facts.namespace = namespace;
        })
        .err()
    };
    let refused = Some("NAMEID".to_owned());
    assert_eq!(asking(Dialect::Strict, Namespace::Agency), None);
    assert_eq!(asking(Dialect::Strict, Namespace::Others), refused);
    assert_eq!(asking(Dialect::Clave2, Namespace::Agency), refused);
}

#[test]
fn that_a_name_will_be_persistent_is_explained() {
    let mut facts = facts(None);
    facts.name_id_format = Some(saml::name_id::PERSISTENT.to_owned());
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::Low,
    };
    let request = AcceptedRequest::restored_from_facts(facts);
    let decision = decide(&request, LevelOfAssurance::Low, &[(&METHOD, &profile)]);
    let first = &decision.because.findings()[0];
    let said = (first.rule, first.about.as_str(), first.effect);
    assert_eq!(said, (Rule::NameIdFormat, "persistent", Effect::Keep));
}

/// A record of level low with this changed, and what follows on the way in and out for one method of one
/// factor and a person of this registration.
fn both_ways(
    registration: RegistrationLevel,
    service: Option<&ServiceCode>,
    change: impl FnOnce(&mut AgencyRecord),
) -> [(String, Option<Rule>); 2] {
    let mut record = AgencyRecord::new(LevelOfAssurance::Low);
    change(&mut record);
    let terms = Terms::of(&record, service);
    let profile = Profile {
        least: Factors::NONE,
        factors: Factors::KNOWLEDGE,
        ceiling: LevelOfAssurance::High,
    };
    let ours = EntityId::new("https://hub.example.test").unwrap();
    let candidate =
        Candidate { id: &METHOD, profile: &profile, selected_idp: "ANY", exclusion: "urn:exclude" };
    let request = request(None);
    let decision = policy().decide(&request, &ours, &terms, [candidate].into_iter(), None, now());
    let way_in = match decision.verdict {
        Verdict::Offer(_) | Verdict::Continue(..) | Verdict::StepUp(..) => {
            ("offered".to_owned(), None)
        }
        Verdict::Decline(status) | Verdict::Explain(status, _) => {
            let rule = decision.because.findings().last().map(|finding| finding.rule);
            (status.token().to_owned(), rule)
        }
    };
    let proof = proof(&METHOD, profile, Factors::KNOWLEDGE);
    let standing = standing(registration);
    let chosen = (&METHOD, &profile);
    let way_out = match policy().admit(&request, &terms, chosen, proof, Some(&standing), now()) {
        Ok(_) => ("granted".to_owned(), None),
        Err(declined) => {
            let rule = declined.because.findings().last().map(|finding| finding.rule);
            (declined.status.token().to_owned(), rule)
        }
    };
    [way_in, way_out]
}

fn no(token: &str, rule: Rule) -> (String, Option<Rule>) {
    (token.to_owned(), Some(rule))
}

fn yes() -> [(String, Option<Rule>); 2] {
    [("offered".to_owned(), None), ("granted".to_owned(), None)]
}

#[test]
fn an_agency_that_may_not_ask_now_gets_nothing_in_or_out() {
    use RegistrationLevel::Advanced;
    let refused = || [no("SP_NOT_ALLOWED", Rule::InForce), no("SP_NOT_ALLOWED", Rule::InForce)];
    let second = jiff::SignedDuration::from_secs(1);
    let period =
        |from, until| move |record: &mut AgencyRecord| record.active = Period { from, until };
    assert_eq!(both_ways(Advanced, None, |record| record.suspended = true), refused());
    assert_eq!(both_ways(Advanced, None, period(Some(now() + second), None)), refused());
    assert_eq!(both_ways(Advanced, None, period(None, Some(now()))), refused());
    assert_eq!(both_ways(Advanced, None, period(Some(now()), Some(now() + second))), yes());
}

#[test]
fn a_method_that_the_record_does_not_allow_is_neither_offered_nor_admitted() {
    use RegistrationLevel::Advanced;
    let only =
        |name| move |record: &mut AgencyRecord| record.methods = Some(vec![MethodId::new(name)]);
    let refused = no("NO_AUTHENTICATOR", Rule::AllowedMethods);
    assert_eq!(both_ways(Advanced, None, only("other")), [refused.clone(), refused]);
    assert_eq!(both_ways(Advanced, None, only("any")), yes());
}

#[test]
fn a_person_of_a_lower_registration_than_the_record_asks_is_told_so_on_the_way_out() {
    let advanced = |record: &mut AgencyRecord| {
        record.registration = Some(RegistrationLevel::Advanced);
    };
    let refused = no("REGISTRATION_LEVEL_NOT_REACHED", Rule::RegistrationLevel);
    let [way_in, way_out] = both_ways(RegistrationLevel::Basic, None, advanced);
    assert_eq!((way_in.0.as_str(), way_out), ("offered", refused));
    assert_eq!(both_ways(RegistrationLevel::Advanced, None, advanced), yes());
    let basic = |record: &mut AgencyRecord| record.registration = Some(RegistrationLevel::Basic);
    assert_eq!(both_ways(RegistrationLevel::Basic, None, basic), yes());
}

#[test]
fn a_services_own_terms_hold_for_it_and_the_agencys_where_it_has_none() {
    use RegistrationLevel::{Advanced, Basic};
    let code = ServiceCode::parse("tasas").unwrap();
    let with = |change: fn(&mut ServiceRecord)| {
        let code = code.clone();
        move |record: &mut AgencyRecord| {
            let mut service = ServiceRecord::new(code);
            change(&mut service);
            record.services.push(service);
        }
    };
    let high = with(|service| service.level = Some(LevelOfAssurance::High));
    let [(token, rule), _] = both_ways(Advanced, Some(&code), high.clone());
    assert_eq!((token.as_str(), rule), ("LOA_NOT_REACHED", Some(Rule::Attainable)));
    assert_eq!(both_ways(Advanced, None, high), yes(), "the agency as such asks for low");
    assert_eq!(both_ways(Basic, Some(&code), with(|_| {})), yes());
    let ended = with(|service| service.active.until = Some(now()));
    let refused = no("SP_NOT_ALLOWED", Rule::InForce);
    assert_eq!(both_ways(Advanced, Some(&code), ended.clone()), [refused.clone(), refused]);
    assert_eq!(both_ways(Advanced, None, ended), yes());
}
