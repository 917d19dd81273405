//! What was found, told to an operator: one sentence for each finding, with the clause that it obeys.
//!
//! A leaf that knows nothing but findings, and has to say something of every rule with every effect:
//! what was stored once is read for years. What a newer release has stored under a name that this one
//! does not know is told as it is.

use serde::Deserialize as _;
use serde_json::Value;

use crate::policy::explain::{Effect, Finding, Rule};

#[cfg(test)]
mod tests;

/// Characters of what is not understood, at most.
const LONGEST_UNKNOWN: usize = 200;

/// A finding as a sentence, with the clause that it obeys.
#[must_use]
pub fn sentence(finding: &Finding) -> String {
    let Finding { rule, about, effect } = finding;
    let said = match effect {
        Effect::Keep => in_order(*rule, about),
        Effect::Drop => format!("{} is left out: {}", possibility(*rule, about), why_out(*rule)),
        Effect::Decline => format!("The request is declined: {}", why_not(*rule, about)),
    };
    format!("{said} ({}).", clause(*rule))
}

/// The findings of an explanation as it was stored, in the order in which they were made.
#[must_use]
pub fn stored(because: &Value) -> Vec<String> {
    match because.as_array() {
        Some(findings) => findings.iter().map(stored_one).collect(),
        None => vec![not_understood(because)],
    }
}

fn stored_one(stored: &Value) -> String {
    match Finding::deserialize(stored) {
        Ok(finding) => sentence(&finding),
        Err(_) => not_understood(stored),
    }
}

fn not_understood(stored: &Value) -> String {
    let text: String = stored.to_string().chars().take(LONGEST_UNKNOWN).collect();
    format!("Another release found what this one has no words for: {text}.")
}

/// What a rule says where it finds nothing to complain of.
fn in_order(rule: Rule, about: &str) -> String {
    match rule {
        Rule::Binding => format!("The answer can go as the request wants: {about}"),
        Rule::NameIdFormat => format!("People can be called as the request wants: {about}"),
        Rule::Recipient => format!("The answer can be encrypted: {about}"),
        Rule::Subject => format!("The request can be about whom it names: {about}"),
        Rule::RequiredAttribute => format!("The required attributes are to be had: {about}"),
        Rule::Excluded => format!("The method {about} is not excluded by the request"),
        Rule::NotListed => format!("The method {about} is one of those that the request lists"),
        Rule::RequestedLevel => format!("The level that the request asks for is {about}"),
        Rule::InForce => format!("The agency may ask now: {about}"),
        Rule::AgencyLevel => {
            format!("The operator's record asks for the level {about} at least")
        }
        Rule::RegistrationLevel => format!("The person's registration is enough: {about}"),
        Rule::AllowedMethods => format!("The operator's record allows the method {about}"),
        Rule::AgreedAttributes => format!("The required attributes are agreed: {about}"),
        Rule::Passive => format!("No page has to be shown: {about}"),
        Rule::Session => format!("The session of an earlier login reaches the level {about}"),
        Rule::Release => format!("The person was shown what goes out: {about}"),
        Rule::Attainable => {
            format!("The method {about} is offered: it can reach the level that is needed")
        }
        Rule::ChosenMethod => {
            format!("The proof was made with the method that was chosen, {about}")
        }
        Rule::Standing => format!("The person's registration is {about}"),
        Rule::CertificateKind => {
            format!("The operator's record accepts certificates of the kind {about}")
        }
        Rule::ProofAge => format!("What was proved is not too old: {about}"),
        Rule::Cooling => format!("The person's phone counts: {about}"),
        Rule::LevelReached => {
            format!("What was proved reaches the level {about}, which is enough")
        }
        Rule::StepUp => format!(
            "The method {about} is offered to the person who has entered: with their registration it can \
             reach the level that is needed"
        ),
        Rule::AnotherPerson => format!(
            "Somebody else had entered in this browser, and the person was asked first: {about}"
        ),
        Rule::Told => format!("The session at {about}"),
    }
}

/// What is out while others may be left.
fn possibility(rule: Rule, about: &str) -> String {
    match rule {
        Rule::Excluded
        | Rule::NotListed
        | Rule::AllowedMethods
        | Rule::Attainable
        | Rule::StepUp
        | Rule::ChosenMethod => format!("The method {about}"),
        Rule::Binding => format!("The binding {about}"),
        Rule::NameIdFormat => format!("The kind of name {about}"),
        Rule::RequiredAttribute | Rule::AgreedAttributes => format!("The attribute {about}"),
        Rule::RequestedLevel
        | Rule::AgencyLevel
        | Rule::ProofAge
        | Rule::Cooling
        | Rule::LevelReached => {
            format!("The level {about}")
        }
        Rule::RegistrationLevel | Rule::Standing => format!("The registration {about}"),
        Rule::Recipient => format!("The key {about}"),
        Rule::Subject => format!("The subject {about}"),
        Rule::InForce => format!("The service {about}"),
        Rule::Passive => format!("The page {about}"),
        Rule::Session => format!("The session of an earlier login ({about})"),
        Rule::Release => format!("What would go out ({about})"),
        Rule::CertificateKind => format!("The certificate of the kind {about}"),
        Rule::AnotherPerson => format!("The login of another person ({about})"),
        Rule::Told => format!("The session at {about}"),
    }
}

/// Why it is out.
fn why_out(rule: Rule) -> &'static str {
    match rule {
        Rule::Binding => "we do not answer by it",
        Rule::NameIdFormat => "we call nobody so",
        Rule::Recipient => "nothing can be encrypted with it",
        Rule::Subject => "we do not recognise people by such a name",
        Rule::RequiredAttribute => "we do not have it",
        Rule::Excluded => "the request excludes it",
        Rule::NotListed => "the request lists who may authenticate, and this one is not among them",
        Rule::RequestedLevel => "the request does not ask for it",
        Rule::InForce => "it may not ask now",
        Rule::AgencyLevel | Rule::RegistrationLevel => {
            "the operator's record asks for a higher one"
        }
        Rule::AllowedMethods => "the operator's record does not allow it",
        Rule::AgreedAttributes => "it was not agreed with the agency",
        Rule::Passive => "the request wants no page shown",
        Rule::Session => "only a new login will do",
        Rule::Release => "the person keeps it back",
        Rule::Attainable => "the best that it can reach is not the level that is needed",
        Rule::ChosenMethod => "another one was chosen",
        Rule::Standing => "the person may not use their credentials now",
        Rule::CertificateKind => "the operator's record does not accept certificates of that kind",
        Rule::ProofAge => "what was proved is too old for it",
        Rule::Cooling => "the phone that was used is a new one of theirs",
        Rule::LevelReached => "it is not the level that is needed",
        Rule::StepUp => {
            "it adds nothing for the person who has entered, or not enough with their registration"
        }
        Rule::AnotherPerson => "the person wants to stay who they are",
        Rule::Told => "it may be open still",
    }
}

/// Why the agency gets a status and no assertion.
fn why_not(rule: Rule, about: &str) -> String {
    match rule {
        Rule::Binding => format!("it wants its answer by a binding that is {about}"),
        Rule::NameIdFormat => format!("the kind of name that it wants is {about}"),
        Rule::Recipient => {
            format!("the answer could not be encrypted, the agency's metadata has {about}")
        }
        Rule::Subject => format!("it is about one certain person, and {about}"),
        Rule::RequiredAttribute | Rule::AgreedAttributes => {
            format!("of the attributes that it requires there is {about}")
        }
        Rule::Excluded => format!("it excludes the method {about}"),
        Rule::NotListed => format!("it does not list the method {about}"),
        Rule::RequestedLevel => format!("of the levels that it asks for there is {about}"),
        Rule::InForce => format!("the agency, or this service of it, is {about}"),
        Rule::AgencyLevel => format!("the operator's record asks for the level {about}"),
        Rule::RegistrationLevel => format!(
            "the person's registration is {about}, and the operator's record asks for a higher one"
        ),
        Rule::AllowedMethods => format!("by the operator's record and the request, {about}"),
        Rule::Passive => format!("it wants no page shown, but {about}"),
        Rule::Session => format!("the session of an earlier login will not do: {about}"),
        Rule::Release => format!("the person saw what would go out, and it was {about}"),
        Rule::Attainable => {
            format!("the best that can be reached is not the level that is needed: {about}")
        }
        Rule::ChosenMethod => {
            format!("the proof was made with {about}, which is not the method that was chosen")
        }
        Rule::Standing => format!("the person's registration is {about}"),
        Rule::CertificateKind => {
            format!("the operator's record does not accept certificates of the kind {about}")
        }
        Rule::ProofAge => format!("what was proved is too old for the level {about}"),
        Rule::Cooling => format!("the phone that was used is too new for the level {about}"),
        Rule::LevelReached => {
            format!("the level that was reached is {about}, which is not the one that is needed")
        }
        Rule::StepUp => format!("the person who has entered had to show more, and it was {about}"),
        Rule::AnotherPerson => format!("somebody else had entered in this browser: {about}"),
        Rule::Told => format!("not every session could be ended: {about}"),
    }
}

/// What each rule obeys.
fn clause(rule: Rule) -> &'static str {
    match rule {
        Rule::Binding => "SAML Core 3.2.2.2",
        Rule::NameIdFormat => "SAML Core 3.4.1.1",
        Rule::Recipient => "decision 0010",
        Rule::Subject => "SAML Core 3.4.1.4",
        Rule::RequiredAttribute => "SPEC SAML-19",
        Rule::Excluded => "SPEC SAML-30",
        Rule::NotListed => "SAML Core 3.4.1.3",
        Rule::RequestedLevel => "SAML Core 3.3.2.2.1",
        Rule::InForce => "SPEC 3.7",
        Rule::AgencyLevel => "SPEC SAML-21",
        Rule::RegistrationLevel => "SPEC 4.4 no. 3",
        Rule::AllowedMethods => "SPEC 4.4 no. 2",
        Rule::AgreedAttributes => "SPEC 3.3",
        Rule::Passive => "SAML Core 3.4.1",
        Rule::Session | Rule::AnotherPerson => "SPEC 3.9",
        Rule::Release => "UX 5.6",
        Rule::Attainable | Rule::LevelReached => "SPEC 4.2",
        Rule::ChosenMethod => "DESIGN 3",
        Rule::Standing => "DESIGN 3 no. 11",
        Rule::CertificateKind => "SPEC 4.2 rows L12, L13",
        Rule::ProofAge | Rule::StepUp => "SPEC 4.4 no. 4",
        Rule::Cooling => "SPEC 4.2 row L18",
        Rule::Told => "SAML Core 3.7.3.2",
    }
}
