//! On the way in: which methods can reach what is asked.

use authenticators::{Blueprint, MethodId, Profile, Proof};
use citizens::{Standing, State};
use identity::{Comparison, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use saml::attributes::{
    FAMILY_NAME, FIRST_NAME, PERSON_IDENTIFIER, RELAY_STATE, SELECTED_IDP, is_known,
};
use saml::name_id::{PERSISTENT, TRANSIENT, UNSPECIFIED, UNSPECIFIED_ALIAS};
use saml::request::RequestedContext;
use saml::status::Status;
use saml::{Dialect, EntityId};
use serde::{Deserialize, Serialize};

use crate::agency::Terms;
use crate::journey::accept::{AcceptedRequest, AskedAttribute, Namespace, RequestFacts};
use crate::policy::Policy;
use crate::policy::admit::{Scales, Shower, in_good_standing};
use crate::policy::explain::{Effect, Explanation, Rule};
use crate::policy::shortfall::{No, Shortfall};

/// What a request may write to get a transient name; writing nothing is another way.
const FOR_ONE_SESSION: [&str; 3] = [TRANSIENT, UNSPECIFIED, UNSPECIFIED_ALIAS];

/// What everybody gets who asks for it (SPEC SAML-33), agreed or not.
const MINIMUM: [&str; 5] = [PERSON_IDENTIFIER, FAMILY_NAME, FIRST_NAME, SELECTED_IDP, RELAY_STATE];

/// What is to be done with a request, and why.
#[derive(Debug)]
pub struct Decision {
    /// What is to be done.
    pub verdict: Verdict,
    /// Why.
    pub because: Explanation,
}

/// What is to be done with a request.
#[derive(Debug)]
pub enum Verdict {
    /// These methods can reach what is asked; at least one.
    Offer(Vec<MethodId>),
    /// The session will do, and reaches this level; these methods are for whoever wants another
    /// identity.
    Continue(LevelOfAssurance, Vec<MethodId>),
    /// What the person of the session proved is too little; these methods are for whoever is somebody
    /// else.
    StepUp(Short, Vec<MethodId>),
    /// Nothing can be done for it, and the person is told first.
    Explain(Status, Shortfall),
    /// Nothing can be done for it.
    Decline(Status),
}

/// Somebody proved who they are, and it is too little.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// Why.
    pub why: TooLittle,
    /// The least level that would do.
    pub needed: LevelOfAssurance,
    /// What it counts for here, if for anything.
    pub reached: Option<LevelOfAssurance>,
    /// With an advanced registration the same method would do.
    pub registration_limits: bool,
    /// The methods by which the same person can show enough.
    pub offers: Vec<MethodId>,
}

/// Why what was proved is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TooLittle {
    /// It does not reach the level.
    Level,
    /// It would if it were not so old.
    Age,
    /// The agency does not accept the method.
    Method,
}

/// Who proved too little.
#[derive(Clone, Copy, Debug)]
pub struct Someone<'a> {
    /// What they proved.
    pub proof: &'a Proof,
    /// How they stand now.
    pub standing: Option<&'a Standing>,
    /// The method that they used can show more.
    pub again: bool,
}

/// A method as the policy looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its name in the house.
    pub id: &'a MethodId,
    /// What it can show.
    pub profile: &'a Profile,
    /// Its name among agencies, by which a request may ask for it.
    pub selected_idp: &'a str,
    /// The attribute by which a request excludes it.
    pub exclusion: &'a str,
}

impl<'a> From<&'a Blueprint> for Candidate<'a> {
    fn from(blueprint: &'a Blueprint) -> Self {
        let Blueprint { id, profile, selected_idp, exclusion, .. } = blueprint;
        Self { id, profile, selected_idp, exclusion }
    }
}

/// What a browser proved before, as the policy looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// With which method.
    pub method: (&'a MethodId, &'a Profile),
    /// What.
    pub proof: &'a Proof,
    /// How the person stands now.
    pub standing: Option<&'a Standing>,
}

impl Policy {
    /// Decides on the way in. `ours` is our entityID, which a request may list among those who may
    /// authenticate; `earlier` is the browser's session, if its time is not over.
    #[must_use]
    pub fn decide<'a>(
        &self,
        request: &AcceptedRequest,
        ours: &EntityId,
        terms: &Terms<'_>,
        methods: impl Iterator<Item = Candidate<'a>>,
        earlier: Option<Earlier<'_>>,
        now: Timestamp,
    ) -> Decision {
        let mut because = Explanation::default();
        let scales = self.scales(request, terms, now);
        let verdict = in_force(terms, now, &mut because).map_err(No::from);
        let verdict =
            verdict.and_then(|()| consider(&scales, ours, methods, earlier, &mut because));
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(No { status, shortfall: Some(shortfall), .. }) => {
                Verdict::Explain(status, shortfall)
            }
            Err(No { status, shortfall: None, .. }) => Verdict::Decline(status),
        };
        Decision { verdict, because }
    }

    /// The methods among these by which somebody who proved too little can show enough.
    #[must_use]
    pub fn further<'a>(
        &self,
        request: &AcceptedRequest,
        terms: &Terms<'_>,
        methods: impl Iterator<Item = Candidate<'a>>,
        someone: Someone<'_>,
        because: &mut Explanation,
        now: Timestamp,
    ) -> Vec<MethodId> {
        let allowed = methods.filter(|method| terms.allows(method.id));
        further(&self.scales(request, terms, now), allowed, someone, because)
    }
}

fn further<'a>(
    scales: &Scales<'_>,
    methods: impl Iterator<Item = Candidate<'a>>,
    someone: Someone<'_>,
    because: &mut Explanation,
) -> Vec<MethodId> {
    let mut offers = Vec::new();
    for method in methods {
        let adds = method.id != someone.proof.method() || someone.again;
        if adds && reaches(scales, method, someone.standing) {
            because.found(Rule::StepUp, method.id.as_str(), Effect::Keep);
            offers.push(method.id.clone());
        } else {
            because.found(Rule::StepUp, method.id.as_str(), Effect::Drop);
        }
    }
    offers
}

/// Whether a method reaches what is asked for somebody who stands so. What counts of people who are not
/// registered counts whatever they are registered as.
fn reaches(
    scales: &Scales<'_>,
    Candidate { id, profile, .. }: Candidate<'_>,
    standing: Option<&Standing>,
) -> bool {
    let active = standing.filter(|standing| standing.state == State::Active);
    let registration: Option<RegistrationLevel> = active.map(|standing| standing.level);
    let vouches = scales.rules.level(id, profile.factors, None).is_some();
    let changed = standing.and_then(|standing| standing.contact_changed_at);
    let shower = if vouches {
        Shower { registration: None, cools: false }
    } else {
        Shower { registration, cools: scales.times.cools(changed, scales.now) }
    };
    let registered =
        vouches || scales.terms.registration.is_none_or(|least| registration >= Some(least));
    let best = scales.best((id, profile), shower);
    let least = scales.rules.inevitable(id, profile.least);
    registered
        && scales
            .requirement()
            .is_ok_and(|asked| best.is_some_and(|best| asked.reachable_with(least, best)))
}

fn consider<'a>(
    scales: &Scales<'_>,
    ours: &EntityId,
    methods: impl Iterator<Item = Candidate<'a>>,
    earlier: Option<Earlier<'_>>,
    because: &mut Explanation,
) -> Result<Verdict, No> {
    let Scales { rules, request, terms, .. } = scales;
    let facts = request.facts();
    answerable(facts, terms, because)?;
    because.found(Rule::AgencyLevel, terms.level.name(), Effect::Keep);
    let Ok(requirement) = scales.requirement() else {
        because.found(Rule::RequestedLevel, "none that we know", Effect::Decline);
        return Err(Status::level_unknown().into());
    };
    if let Some(requested) = &facts.requested {
        because.found(Rule::RequestedLevel, in_words(requested), Effect::Keep);
    }
    let wanted = wanted(facts, ours, terms, methods, because)?;
    let weighed = earlier.map(|earlier| will_do(scales, &wanted, earlier, because));
    if facts.is_passive && !matches!(weighed, Some(Ok(_))) {
        because.found(Rule::Passive, "there is no session", Effect::Decline);
        return Err(Status::passive().into());
    }
    let mut offer = Vec::new();
    for Candidate { id, profile, .. } in &wanted {
        let best = rules.attainable(id, profile.factors).map(|level| level.min(profile.ceiling));
        let least = rules.inevitable(id, profile.least);
        if best.is_some_and(|best| requirement.reachable_with(least, best)) {
            because.found(Rule::Attainable, id.as_str(), Effect::Keep);
            offer.push((*id).clone());
        } else {
            because.found(Rule::Attainable, id.as_str(), Effect::Drop);
        }
    }
    if let Some(Ok(level)) = weighed {
        return Ok(Verdict::Continue(level, offer));
    }
    let needed = requirement.floor().unwrap_or(terms.level);
    if offer.is_empty() {
        let status = Status::level_not_reached(needed, None);
        return Err(No::because_of(Shortfall::Unattainable { needed }, status));
    }
    let (Some(Err(Some(lack))), Some(earlier)) = (weighed, earlier) else {
        return Ok(Verdict::Offer(offer));
    };
    let Lack { why, reached, registration_limits } = lack;
    let Earlier { method: (_, profile), proof, standing } = earlier;
    let again = why == TooLittle::Age || !proof.factors().contains(profile.factors);
    let someone = Someone { proof, standing, again };
    let able = wanted.into_iter().filter(|method| offer.contains(method.id));
    let offers = further(scales, able, someone, because);
    // Others could, with a registration that they do not have.
    let is_basic = standing.is_some_and(|one| one.level == RegistrationLevel::Basic);
    let registration_limits = registration_limits || (offers.is_empty() && is_basic);
    Ok(Verdict::StepUp(Short { why, needed, reached, registration_limits, offers }, offer))
}

/// What a session lacks that would do otherwise.
struct Lack {
    why: TooLittle,
    reached: Option<LevelOfAssurance>,
    registration_limits: bool,
}

/// What a request asks for, as far as we know its levels.
fn in_words(requested: &RequestedContext) -> String {
    let (how, joined) = match requested.comparison {
        Comparison::Exact => ("exactly", " or "),
        Comparison::Minimum => ("at least", " or "),
        Comparison::Better => ("more than", " and "),
        Comparison::Maximum => ("at most", " or "),
    };
    let known: Vec<_> =
        requested.classes.iter().filter_map(|uri| LevelOfAssurance::from_uri(uri)).collect();
    let named = LevelOfAssurance::ALL.into_iter().filter(|level| known.contains(level));
    let named: Vec<_> = named.map(LevelOfAssurance::name).collect();
    format!("{how} {}", named.join(joined))
}

/// The level that a session reaches, if it will do (SPEC 3.9, SSO-1, 2, 4, 5, 6 and 8; its time is looked at before, and the
/// browser by its key): it is weighed as a new proof would be. If not, what it lacks, should that be all.
fn will_do(
    scales: &Scales<'_>,
    wanted: &[Candidate<'_>],
    Earlier { method, proof, standing }: Earlier<'_>,
    because: &mut Explanation,
) -> Result<LevelOfAssurance, Option<Lack>> {
    let (refused, lack) = if scales.request.facts().force_authn {
        (Unused::Request, None)
    } else if !scales.terms.allow_sso {
        (Unused::Record, None)
    } else if !wanted.iter().any(|candidate| candidate.id == method.0) {
        let lack = Lack { why: TooLittle::Method, reached: None, registration_limits: false };
        (Unused::Method, in_good_standing(proof, standing).map(|_| lack))
    } else {
        let mut apart = Explanation::default();
        match scales.weigh(method, proof, standing, &mut apart) {
            Ok(level) => {
                because.found(Rule::Session, level.name(), Effect::Keep);
                return Ok(level);
            }
            Err(no) => lacking(&no),
        }
    };
    because.found(Rule::Session, refused.name(), Effect::Drop);
    Err(lack)
}

/// Why a session that was weighed will not do, and what it lacks if it is only that. Whoever reached more than
/// is asked lacks nothing that they could show.
fn lacking(no: &No) -> (Unused, Option<Lack>) {
    match no.shortfall {
        Some(Shortfall::Level { needed, reached, registration_limits }) => {
            let (unused, why) = if no.too_old {
                (Unused::Age, TooLittle::Age)
            } else {
                (Unused::Level, TooLittle::Level)
            };
            let is_less = reached < Some(needed);
            (unused, is_less.then_some(Lack { why, reached, registration_limits }))
        }
        Some(Shortfall::Registration) => (Unused::Registration, None),
        Some(Shortfall::Unattainable { .. } | Shortfall::Standing | Shortfall::Method) | None => {
            (Unused::Standing, None)
        }
    }
}

/// Why a session will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// The request wants a new login (`ForceAuthn`).
    Request,
    /// The operator's record wants a new login.
    Record,
    /// Its method is left out.
    Method,
    /// It does not reach far enough.
    Level,
    /// It would reach far enough if it were not so old.
    Age,
    /// The registration does not.
    Registration,
    /// The person may not use it any more.
    Standing,
    /// The browser has another one by now.
    Another,
}

impl Unused {
    const ALL: [Self; 8] = [
        Self::Another,
        Self::Request,
        Self::Record,
        Self::Method,
        Self::Level,
        Self::Age,
        Self::Registration,
        Self::Standing,
    ];

    /// As it stands in the trace.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "the request wants a new login",
            Self::Record => "the record wants a new login",
            Self::Method => "its method is left out",
            Self::Level => "it does not reach the level",
            Self::Age => "it is too old for the level",
            Self::Registration => "the registration is too low",
            Self::Standing => "it does not count any more",
            Self::Another => "the browser has another one by now",
        }
    }

    /// Of a decision, if there was a session and it would not do.
    #[must_use]
    pub fn in_explanation(because: &Explanation) -> Option<Self> {
        let dropped = because.findings().iter();
        let mut dropped =
            dropped.filter(|one| one.rule == Rule::Session && one.effect == Effect::Drop);
        let about = &dropped.next()?.about;
        Self::ALL.into_iter().find(|one| one.name() == about)
    }
}

/// Whether the answer can have the form and the content that the request wants.
fn answerable(
    facts: &RequestFacts,
    terms: &Terms<'_>,
    because: &mut Explanation,
) -> Result<(), Status> {
    if facts.unsupported_binding {
        because.found(Rule::Binding, "not HTTP-POST", Effect::Decline);
        return Err(Status::unsupported_binding());
    }
    nameable(facts, terms, because)?;
    if facts.about_somebody {
        because.found(Rule::Subject, "names are not read back", Effect::Decline);
        return Err(Status::unknown_principal());
    }
    let unmet =
        |asked: &&AskedAttribute| asked.is_required && (asked.of_value || !is_known(&asked.name));
    if facts.attributes.iter().any(|asked| unmet(&asked)) {
        because.found(Rule::RequiredAttribute, "one that is not to be had", Effect::Decline);
        return Err(Status::attribute());
    }
    let refused = |asked: &&AskedAttribute| {
        asked.is_required && !MINIMUM.contains(&asked.name.as_str()) && !terms.agrees(&asked.name)
    };
    if facts.attributes.iter().any(|asked| refused(&asked)) {
        because.found(Rule::AgreedAttributes, "one that is not agreed", Effect::Decline);
        return Err(Status::attribute());
    }
    Ok(())
}

/// Whether people can be called as the request wants. Kits of Cl@ve find the person in a transient name,
/// so there is no other in their dialect (SPEC SAML-43).
///
/// SAML Core 3.4.1.1: without `AllowCreate` only an identifier that exists already may be given. Ours
/// are a function of the key and exist for everybody since the key does, so nothing is created and
/// nothing is to be allowed. `SPNameQualifier` asks for a name in another party's namespace, or in a
/// group's; there we give none.
fn nameable(
    facts: &RequestFacts,
    terms: &Terms<'_>,
    because: &mut Explanation,
) -> Result<(), Status> {
    let about = match facts.name_id_format.as_deref() {
        None => return Ok(()),
        Some(format) if FOR_ONE_SESSION.contains(&format) => return Ok(()),
        Some(PERSISTENT)
            if terms.dialect == Dialect::Strict && facts.namespace == Namespace::Agency =>
        {
            because.found(Rule::NameIdFormat, "persistent", Effect::Keep);
            return Ok(());
        }
        Some(PERSISTENT) if terms.dialect == Dialect::Strict => "of another namespace",
        Some(_) => "not one of ours",
    };
    because.found(Rule::NameIdFormat, about, Effect::Decline);
    Err(Status::name_id())
}

/// Whether the agency may ask at all, and this service of it.
pub(super) fn in_force(
    terms: &Terms<'_>,
    now: Timestamp,
    because: &mut Explanation,
) -> Result<(), Status> {
    if terms.is_active(now) {
        return Ok(());
    }
    because.found(Rule::InForce, "suspended, or not in its time", Effect::Decline);
    Err(Status::not_allowed())
}

/// The methods that the operator's record and the request leave: those that the record allows and the
/// request does not exclude, and of these the ones that it lists, if it lists any and not us. It can
/// only take away.
fn wanted<'a>(
    facts: &RequestFacts,
    ours: &EntityId,
    terms: &Terms<'_>,
    methods: impl Iterator<Item = Candidate<'a>>,
    because: &mut Explanation,
) -> Result<Vec<Candidate<'a>>, Status> {
    let all_listed = facts.providers.is_empty() || facts.providers.contains(ours);
    let mut wanted = Vec::new();
    for method in methods {
        let excluded = facts.attributes.iter().any(|asked| asked.name == method.exclusion);
        let listed = facts.providers.iter().any(|id| id.as_str() == method.selected_idp);
        if !terms.allows(method.id) {
            because.found(Rule::AllowedMethods, method.id.as_str(), Effect::Drop);
        } else if excluded {
            because.found(Rule::Excluded, method.id.as_str(), Effect::Drop);
        } else if !all_listed && !listed {
            because.found(Rule::NotListed, method.id.as_str(), Effect::Drop);
        } else {
            wanted.push(method);
        }
    }
    if wanted.is_empty() {
        because.found(Rule::AllowedMethods, "no method is left", Effect::Decline);
        return Err(Status::no_authenticator());
    }
    Ok(wanted)
}
