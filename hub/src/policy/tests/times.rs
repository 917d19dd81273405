//! How old a proof may be, and what a new phone counts for.

use citizens::Standing;
use identity::{Factors, LevelOfAssurance, RegistrationLevel};
use jiff::{SignedDuration, Timestamp};

use super::{METHOD, now, proof, request, standing};
use crate::agency::{AgencyRecord, Terms};
use crate::policy::{
    Candidate, Effect, Explanation, Finding, Policy, Rule, Short, Someone, TooLittle, Verdict,
};
use authenticators::{MethodId, Profile};
use saml::EntityId;

const ALL: Profile = Profile {
    least: Factors::NONE,
    factors: Factors::KNOWLEDGE.union(Factors::POSSESSION).union(Factors::DYNAMIC),
    ceiling: LevelOfAssurance::Substantial,
};

fn cooling() -> Policy {
    Policy::read(&format!("{}\ncooling_hours = 24\n", Policy::EMBEDDED), 1).unwrap()
}

/// What somebody reaches with both factors, so many minutes later, and what lowers it.
fn reached(
    policy: &Policy,
    standing: &Standing,
    minutes: i64,
) -> (Option<LevelOfAssurance>, Vec<Rule>) {
    let proof = proof(&METHOD, ALL, ALL.factors);
    let later = now() + SignedDuration::from_mins(minutes);
    let record = AgencyRecord::new(LevelOfAssurance::Low);
    let terms = Terms::of(&record, None);
    let chosen = (&METHOD, &ALL);
    let admitted = policy.admit(&request(None), &terms, chosen, proof, Some(standing), later);
    let (level, because) = match admitted {
        Ok(grant) => {
            let (_, level, because) = grant.spend();
            (Some(level), because)
        }
        Err(declined) => (None, declined.because),
    };
    let lowers = |one: &&Finding| one.effect == Effect::Drop;
    (level, because.findings().iter().filter(lowers).map(|one| one.rule).collect())
}

#[test]
fn an_old_proof_counts_for_the_level_below_and_at_last_for_none() {
    let (policy, ana) = (Policy::embedded().unwrap(), standing(RegistrationLevel::Advanced));
    let (substantial, low) = (LevelOfAssurance::Substantial, LevelOfAssurance::Low);
    assert_eq!(reached(&policy, &ana, 0), (Some(substantial), vec![]));
    assert_eq!(reached(&policy, &ana, 120), (Some(substantial), vec![]));
    assert_eq!(reached(&policy, &ana, 121), (Some(low), vec![Rule::ProofAge]));
    assert_eq!(reached(&policy, &ana, 480), (Some(low), vec![Rule::ProofAge]));
    assert_eq!(reached(&policy, &ana, 481), (None, vec![Rule::ProofAge]));
}

#[test]
fn what_goes_by_a_new_phone_counts_for_low_until_it_is_old() {
    let changed = |hours| Standing {
        contact_changed_at: Some(now() - SignedDuration::from_hours(hours)),
        ..standing(RegistrationLevel::Advanced)
    };
    let (substantial, low) = (LevelOfAssurance::Substantial, LevelOfAssurance::Low);
    assert_eq!(reached(&cooling(), &changed(23), 0), (Some(low), vec![Rule::Cooling]));
    assert_eq!(reached(&cooling(), &changed(24), 0), (Some(substantial), vec![]));
    let policy = Policy::embedded().unwrap();
    assert_eq!(reached(&policy, &changed(0), 0), (Some(substantial), vec![]), "off by default");
}

/// What a session that lacks something leads to.
fn short(policy: &Policy, standing: &Standing, shown: Factors, later: Timestamp) -> Option<Short> {
    let proof = proof(&METHOD, ALL, shown);
    let record =
        AgencyRecord { allow_sso: true, ..AgencyRecord::new(LevelOfAssurance::Substantial) };
    let certificate =
        (MethodId::new("certificate"), Profile { ceiling: LevelOfAssurance::High, ..ALL });
    let candidates = [(&METHOD, &ALL), (&certificate.0, &certificate.1)];
    let candidates = candidates.into_iter().map(|(id, profile)| Candidate {
        id,
        profile,
        selected_idp: id.as_str(),
        exclusion: id.as_str(),
    });
    let earlier =
        crate::policy::Earlier { method: (&METHOD, &ALL), proof: &proof, standing: Some(standing) };
    let ours = EntityId::new("https://hub.example.test").unwrap();
    let terms = Terms::of(&record, None);
    let decision = policy.decide(&request(None), &ours, &terms, candidates, Some(earlier), later);
    match decision.verdict {
        Verdict::StepUp(short, _) => Some(short),
        Verdict::Offer(_) | Verdict::Continue(..) | Verdict::Explain(..) | Verdict::Decline(_) => {
            None
        }
    }
}

#[test]
fn a_session_lacks_the_level_or_is_too_old_and_each_person_has_their_own_ways_on() {
    let (policy, later) = (Policy::embedded().unwrap(), now() + SignedDuration::from_mins(121));
    let advanced = standing(RegistrationLevel::Advanced);
    let certificate = MethodId::new("certificate");
    let (needed, low) = (LevelOfAssurance::Substantial, Some(LevelOfAssurance::Low));
    let both = vec![METHOD.clone(), certificate.clone()];
    let lacks = |why, registration_limits, offers| {
        Some(Short { why, needed, reached: low, registration_limits, offers })
    };
    let knowledge = Factors::KNOWLEDGE;
    assert_eq!(
        short(&policy, &advanced, knowledge, now()),
        lacks(TooLittle::Level, false, both.clone())
    );
    assert_eq!(short(&policy, &advanced, ALL.factors, now()), None);
    assert_eq!(short(&policy, &advanced, ALL.factors, later), lacks(TooLittle::Age, false, both));
    // Whatever they show beside it, a basic registration stays at low; a certificate is no matter of it.
    let basic = standing(RegistrationLevel::Basic);
    assert_eq!(
        short(&policy, &basic, knowledge, now()),
        lacks(TooLittle::Level, true, vec![certificate.clone()])
    );
    // And so does a new phone.
    let changed = Standing { contact_changed_at: Some(now()), ..advanced };
    assert_eq!(
        short(&cooling(), &changed, knowledge, now()),
        lacks(TooLittle::Level, false, vec![certificate])
    );
}

#[test]
fn who_showed_all_that_a_method_can_is_not_offered_it_again() {
    let policy = Policy::embedded().unwrap();
    let record = AgencyRecord::new(LevelOfAssurance::Substantial);
    let (terms, asked) = (Terms::of(&record, None), request(None));
    let (proof, ana) =
        (proof(&METHOD, ALL, Factors::KNOWLEDGE), standing(RegistrationLevel::Advanced));
    let further = |again| {
        let candidate =
            Candidate { id: &METHOD, profile: &ALL, selected_idp: "ANY", exclusion: "urn:any" };
        let someone = Someone { proof: &proof, standing: Some(&ana), again };
        let (mut because, one) = (Explanation::default(), std::iter::once(candidate));
        policy.further(&asked, &terms, one, someone, &mut because, now())
    };
    assert_eq!((further(true), further(false)), (vec![METHOD.clone()], vec![]));
}
