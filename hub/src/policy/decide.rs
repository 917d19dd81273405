//! On the way in: which methods can reach what is asked.

use authenticators::{MethodId, Profile};
use identity::LevelOfAssurance;
use saml::response::TRANSIENT;
use saml::status::Status;

use crate::journey::accept::AcceptedRequest;
use crate::policy::explain::{Effect, Explanation, Rule};
use crate::policy::requirement::Requirement;
use crate::policy::{Policy, table};

/// The NameID formats that a request may ask for: a transient one, or leaving it to us.
const NAME_ID_FORMATS: [&str; 3] = [
    TRANSIENT,
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:unspecified",
];

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
    /// Nothing can be done for it.
    Decline(Status),
}

impl Policy {
    /// Decides on the way in.
    #[must_use]
    pub fn decide<'a>(
        &self,
        request: &AcceptedRequest,
        agency: LevelOfAssurance,
        methods: impl Iterator<Item = (&'a MethodId, &'a Profile)>,
    ) -> Decision {
        let mut because = Explanation::default();
        let verdict = match consider(request, agency, methods, &mut because) {
            Ok(offer) => Verdict::Offer(offer),
            Err(status) => Verdict::Decline(status),
        };
        Decision { verdict, because }
    }
}

fn consider<'a>(
    request: &AcceptedRequest,
    agency: LevelOfAssurance,
    methods: impl Iterator<Item = (&'a MethodId, &'a Profile)>,
    because: &mut Explanation,
) -> Result<Vec<MethodId>, Status> {
    let facts = request.facts();
    if facts.unsupported_binding {
        because.found(Rule::Binding, "not HTTP-POST", Effect::Decline);
        return Err(Status::unsupported_binding());
    }
    if let Some(format) = &facts.name_id_format
        && !NAME_ID_FORMATS.contains(&format.as_str())
    {
        because.found(Rule::NameIdFormat, "not one of ours", Effect::Decline);
        return Err(Status::name_id());
    }
    because.found(Rule::AgencyLevel, agency.name(), Effect::Keep);
    let Ok(requirement) = Requirement::new(agency, facts.requested.as_ref()) else {
        because.found(Rule::RequestedLevel, "none that we know", Effect::Decline);
        return Err(Status::level_unknown());
    };
    if facts.is_passive {
        because.found(Rule::Passive, "no session", Effect::Decline);
        return Err(Status::passive());
    }
    let mut offer = Vec::new();
    for (id, profile) in methods {
        let best = table::attainable(profile.factors).map(|level| level.min(profile.ceiling));
        if best.is_some_and(|best| requirement.reachable_with(best)) {
            because.found(Rule::Attainable, id.as_str(), Effect::Keep);
            offer.push(id.clone());
        } else {
            because.found(Rule::Attainable, id.as_str(), Effect::Drop);
        }
    }
    if offer.is_empty() {
        return Err(Status::level_not_reached(requirement.floor().unwrap_or(agency), None));
    }
    Ok(offer)
}
