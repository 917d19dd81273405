//! A request out of a ticket, decided as the hub would decide it now: nothing is written, nobody enters.
//!
//! It goes the way of every request, by the same functions: [`trust::open`], `AcceptedRequest::accept`,
//! [`Policy::decide`], and for everybody who could come [`Policy::admit`]. Only the clock is another one: the
//! request is accepted at the instant at which it was made, and how old it is is told beside.

use std::sync::Arc;

use authenticators::{
    AddressBlock, Attempt, AttemptId, Blueprint, Circumstances, Evidence, Step, Subject,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use citizens::{CitizenId, Standing, State};
use identity::{Comparison, Identity, LevelOfAssurance, RegistrationLevel};
use jiff::{SignedDuration, Timestamp};
use saml::request::RequestedContext;
use saml::status::Status;
use saml::{Malformed, Received, Untrusted};

use crate::agency::Agency;
use crate::directory::Directory;
use crate::hub::Settings;
use crate::journey::accept::{AcceptedRequest, MAX_AGE, SKEW};
use crate::journey::rejected::Rejected;
use crate::policy::{Candidate, Decision, Declined, Effect, Policy, Rule, Verdict, sentences};
use crate::trust;

#[cfg(test)]
mod tests;

/// Octets of a file with a request; no message that the hub reads has as many.
pub const LONGEST: usize = 1024 * 1024;

/// Everything that decides about a request.
pub struct Rehearsal<'a> {
    /// Who may send citizens to us.
    pub directory: &'a Directory,
    /// What decides.
    pub policy: &'a Policy,
    /// Who we are.
    pub settings: &'a Settings,
    /// The methods, in the order in which they are offered.
    pub methods: Vec<&'static Blueprint>,
    /// The present instant.
    pub now: Timestamp,
}

/// What the hub would do with a request.
#[derive(Debug)]
pub struct Rehearsed {
    /// Who asks.
    pub agency: Arc<Agency>,
    /// What was asked.
    pub request: AcceptedRequest,
    /// What would be offered.
    pub decision: Decision,
    /// Who could enter with what would be offered.
    pub outlooks: Vec<Outlook>,
    now: Timestamp,
}

/// How it would end for somebody.
#[derive(Debug)]
pub struct Outlook {
    /// With which method, showing all that it can.
    pub method: &'static str,
    /// As whom; nothing: whoever has a certificate, registered or not.
    pub registration: Option<RegistrationLevel>,
    /// At which level, or why not.
    pub outcome: Result<LevelOfAssurance, Declined>,
}

/// A message as people find it in a ticket: its XML, the base64 of the field `SAMLRequest` or its whole
/// form, the address of a redirect or its query.
///
/// # Errors
/// [`Malformed`] if it is none of these.
pub fn brought(octets: &[u8]) -> Result<Received, Malformed> {
    let octets = octets.trim_ascii();
    if octets.starts_with(b"<") {
        return Received::from_post(&field(&STANDARD.encode(octets)));
    }
    let text = std::str::from_utf8(octets).map_err(|_| Malformed::NotUtf8)?;
    if !text.contains("SAMLRequest=") {
        let base64: String = text.split_ascii_whitespace().collect();
        return Received::from_post(&field(&base64));
    }
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let is_form = query.len() == text.len() && !query.contains("SigAlg=");
    let posted = is_form.then(|| Received::from_post(query.as_bytes()));
    posted.and_then(Result::ok).map_or_else(|| Received::from_redirect(query), Ok)
}

/// A form with this field alone.
fn field(base64: &str) -> Vec<u8> {
    let value = base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("SAMLRequest={value}").into_bytes()
}

impl Rehearsal<'_> {
    /// Does with a request what the hub would do.
    ///
    /// # Errors
    /// [`Rejected`] if the hub would show the page that says that it cannot be trusted.
    pub fn of(&self, received: Received) -> Result<Rehearsed, Rejected> {
        let (agency, verified) = trust::open(received, self.directory, self.now)?;
        let endpoints = [self.settings.sso_url(), self.settings.clave2_url()];
        let made = verified.message().issue_instant;
        let request = AcceptedRequest::accept(verified, &agency, &endpoints, made)?;
        let decision = self.decided(&agency, &request);
        let outlooks = match &decision.verdict {
            Verdict::Offer(offered)
            | Verdict::Continue(_, offered)
            | Verdict::StepUp(_, offered) => {
                let methods = self.methods.iter().filter(|method| offered.contains(&method.id));
                let pairs = methods.flat_map(|method| {
                    let whose = if self.is_for_anybody(method) { ANYBODY } else { REGISTERED };
                    whose.iter().map(|one| (*method, *one))
                });
                let outlook = |(method, one)| self.outlook(&agency, &request, method, one);
                pairs.filter_map(outlook).collect()
            }
            Verdict::Decline(_) | Verdict::Explain(..) => Vec::new(),
        };
        Ok(Rehearsed { agency, request, decision, outlooks, now: self.now })
    }

    /// Whether the policy counts what this method shows of people who are not registered.
    fn is_for_anybody(&self, method: &Blueprint) -> bool {
        let rules = self.policy.rules();
        rules.level(&method.id, method.profile.factors, None).is_some()
    }

    fn decided(&self, agency: &Agency, request: &AcceptedRequest) -> Decision {
        let terms = agency.terms(request.facts().service.as_ref());
        let methods = self.methods.iter().map(|method| Candidate::from(*method));
        let ours = &self.settings.entity_id;
        let mut decision = self.policy.decide(request, ours, &terms, methods, None, self.now);
        if agency.recipient().is_err() {
            decision.because.found(Rule::Recipient, "no key that can be used", Effect::Decline);
            decision.verdict = Verdict::Decline(Status::unavailable());
        }
        decision
    }

    /// Lets the policy admit somebody who shows all that the method can.
    fn outlook(
        &self,
        agency: &Agency,
        request: &AcceptedRequest,
        method: &'static Blueprint,
        registration: Option<RegistrationLevel>,
    ) -> Option<Outlook> {
        let Blueprint { id, profile, .. } = method;
        let service = request.facts().service.as_ref();
        let terms = agency.terms(service);
        let attempt = AttemptId::from_bits([0; 16]);
        let client = AddressBlock::default();
        let around = Circumstances::tried_out(self.now, &client);
        let attempt = Attempt::new(attempt, around, (id, profile));
        let evidence = Evidence::at(self.now);
        let (who, standing) = match registration {
            Some(level) => {
                let (state, sessions_valid_after) = (State::Active, Timestamp::MIN);
                let standing =
                    Standing { state, level, sessions_valid_after, contact_changed_at: None };
                (Subject::Registered(CitizenId::NOBODY), Some(standing))
            }
            None => (Subject::Certified(nobody().into()), None),
        };
        let Step::Prove(proof) = attempt.prove(who, profile.factors, evidence) else {
            return None;
        };
        let admitted =
            self.policy.admit(request, &terms, (id, profile), proof, standing.as_ref(), self.now);
        let outcome = admitted.map(|grant| grant.spend().1);
        Some(Outlook { method: id.as_str(), registration, outcome })
    }
}

/// Whom methods of this build can prove.
const REGISTERED: &[Option<RegistrationLevel>] =
    &[Some(RegistrationLevel::Basic), Some(RegistrationLevel::Advanced)];
/// And those of certificates.
const ANYBODY: &[Option<RegistrationLevel>] = &[None];

fn nobody() -> Identity {
    Identity {
        identifier: String::new(),
        given_name: String::new(),
        family_name: String::new(),
        first_surname: None,
        date_of_birth: None,
    }
}

impl Rehearsed {
    /// Whether somebody would be offered something.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        matches!(self.decision.verdict, Verdict::Offer(_))
    }

    /// Who asks what, in sentences.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        let facts = self.request.facts();
        let (agency, id) = (facts.agency.as_str(), facts.request_id.as_str());
        let name = self.agency.display_name(facts.service.as_ref(), "es");
        let mut told = vec![format!(
            "The request {id} is from {name} ({agency}), and its signature is in order."
        )];
        told.extend(facts.service.as_ref().map(|code| format!("It is for the service {code}.")));
        told.push(age(self.now.duration_since(facts.issued)));
        told.push(format!("Its answer would go to {}.", facts.consumer));
        told.extend(facts.requested.as_ref().map(wanted));
        told
    }

    /// What was found, and what follows, in sentences.
    #[must_use]
    pub fn found(&self) -> Vec<String> {
        let findings = self.decision.because.findings().iter();
        let mut told: Vec<_> = findings.map(sentences::sentence).collect();
        match &self.decision.verdict {
            Verdict::Offer(offered)
            | Verdict::Continue(_, offered)
            | Verdict::StepUp(_, offered) => {
                let names: Vec<_> = offered.iter().map(authenticators::MethodId::as_str).collect();
                told.push(format!("The hub would offer: {}.", names.join(", ")));
            }
            Verdict::Decline(status) => told.push(format!(
                "The hub would offer nothing, and tell the agency: {}.",
                status.message
            )),
            Verdict::Explain(status, _) => told.push(format!(
                "The hub would offer nothing, tell the person what is missing, and then the agency: {}.",
                status.message
            )),
        }
        told.extend(self.outlooks.iter().map(Outlook::sentence));
        told
    }
}

impl Outlook {
    fn sentence(&self) -> String {
        let Self { method, registration, outcome } = self;
        let who = match registration {
            Some(registration) => format!("With {method}, registration {}", registration.name()),
            None => format!("With {method}, registered or not"),
        };
        match outcome {
            Ok(level) => format!("{who}: admitted at the level {}.", level.name()),
            Err(Declined { status, .. }) => {
                format!("{who}: not admitted; the agency would be told: {}.", status.message)
            }
        }
    }
}

/// What the request says about levels.
fn wanted(requested: &RequestedContext) -> String {
    let how = match requested.comparison {
        Comparison::Exact => "exactly one of",
        Comparison::Minimum => "at least",
        Comparison::Better => "more than",
        Comparison::Maximum => "at most",
    };
    let classes: Vec<_> = requested.classes.iter().map(|class| level_or_uri(class)).collect();
    let classes = if classes.is_empty() { "nothing".to_owned() } else { classes.join(", ") };
    format!("It asks for {how}: {classes}.")
}

fn level_or_uri(class: &str) -> &str {
    match LevelOfAssurance::from_uri(class) {
        Some(level) => level.name(),
        None => class,
    }
}

/// How old it is, and what the hub would say to that.
fn age(age: SignedDuration) -> String {
    if age > MAX_AGE + SKEW {
        format!(
            "It was made {} ago: the hub would refuse it ({} at most). Apart from that:",
            span(age),
            span(MAX_AGE)
        )
    } else if -age > SKEW {
        format!(
            "It was made {} ahead of our time: the hub would refuse it ({} at most). Apart from that:",
            span(-age),
            span(SKEW)
        )
    } else {
        format!("It was made {} ago, which is in order.", span(age.max(SignedDuration::ZERO)))
    }
}

/// A time in the largest unit of which there is a whole one.
fn span(time: SignedDuration) -> String {
    let seconds = time.as_secs();
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let unit = units.into_iter().find(|(_, length)| seconds >= *length);
    let (name, length) = unit.unwrap_or(("second", 1));
    let many = if seconds / length == 1 { "" } else { "s" };
    format!("{} {name}{many}", seconds / length)
}

/// What is to be done about a request that is not accepted.
#[must_use]
pub fn advice(rejected: &Rejected) -> &'static str {
    match rejected {
        Rejected::Malformed(_) => {
            "bring it as it was sent: its XML, the base64 of the field SAMLRequest, or the whole address of \
             a redirect"
        }
        Rejected::UnknownAgency => {
            "agency-list shows who is in the directory; an entityID is compared letter by letter"
        }
        Rejected::NoKey(_) => "renew the metadata of the agency with agency-add",
        Rejected::Untrusted(Untrusted::Unsigned) => {
            "the agency has to sign; of a redirect bring the whole address, where the signature is"
        }
        Rejected::Untrusted(Untrusted::Malformed(_)) => "the agency has to mend it",
        Rejected::Untrusted(_) => {
            "if it was brought letter by letter as it was sent, the agency signs with a key that its \
             metadata here does not have, or otherwise than we accept: agency-show lists its keys, \
             agency-add renews them"
        }
        Rejected::Issuer => "the agency has to name itself, and not another one, as the issuer",
        Rejected::Binding => {
            "kits of the dialect clave2 send by POST, or its record has to say strict"
        }
        Rejected::Destination => {
            "the agency has to send to the address of our metadata, and to name that as the Destination"
        }
        Rejected::Consumer => {
            "the agency has to name an address of its metadata, and of one service only; agency-show lists \
             them, agency-add renews them"
        }
        Rejected::Unasked => {
            "nothing has to be done: an answer to a request of ours came twice, or late"
        }
        Rejected::TooOld | Rejected::FromTheFuture => {
            "the clocks of the agency and ours have to agree"
        }
    }
}
