//! Why: every decision says what it looked at and what followed, without naming a person.

use serde::{Deserialize, Serialize};

/// All findings of a decision, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation(Vec<Finding>);

/// One rule applied to one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// What it was applied to: a method, a level, a format. Never a person.
    pub about: String,
    /// What followed.
    pub effect: Effect,
}

/// The rules, each after the clause that it obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// We answer by HTTP-POST only (SAML Core 3.2.2.2, `UnsupportedBinding`).
    Binding,
    /// The NameID formats that we can give (SAML Core 3.4.1.1).
    NameIdFormat,
    /// An assertion is encrypted for an agency that has keys for that (decision 0010).
    Recipient,
    /// Our names for people are for one session, or cannot be read back, so no request can name one
    /// (SAML Core 3.4.1.4).
    Subject,
    /// The attributes without which there shall be no answer (SPEC SAML-19).
    RequiredAttribute,
    /// The methods that the request excludes by an attribute (SPEC SAML-30).
    Excluded,
    /// The methods that the request does not list in its `IDPList` (SAML Core 3.4.1.3).
    NotListed,
    /// The level that the request asks for (SAML Core 3.3.2.2.1).
    RequestedLevel,
    /// The agency may ask now: not suspended, and in its time (SPEC 3.7, `SP_NOT_ALLOWED`).
    InForce,
    /// The level that the operator's record of the agency asks for.
    AgencyLevel,
    /// The registration that the operator's record asks for (SPEC 4.4 no. 3).
    RegistrationLevel,
    /// The methods that the operator's record allows (SPEC 4.4 no. 2).
    AllowedMethods,
    /// The attributes that were agreed with the agency (SPEC 3.3).
    AgreedAttributes,
    /// No page may be shown, and there is no session (SAML Core 3.4.1, `IsPassive`).
    Passive,
    /// An earlier login of this browser, against all that a new one would have to meet (SPEC 3.9).
    Session,
    /// The person was shown what goes out, and said yes or no (UX 5.6).
    Release,
    /// The best that a method can reach against what is asked.
    Attainable,
    /// The proof comes from the method that the journey chose.
    ChosenMethod,
    /// The person may use their credentials at all.
    Standing,
    /// What a certificate makes of its holder (SPEC 4.2, rows L12 and L13).
    CertificateKind,
    /// What is too old for a level counts for the one below (SPEC 4.4 no. 4).
    ProofAge,
    /// Codes to a phone that is new count for low (SPEC F-082, row L18).
    Cooling,
    /// Factors × registration → level.
    LevelReached,
    /// The best that a method can reach for the person who has proved too little (SPEC 4.4 no. 4).
    StepUp,
    /// Whoever enters in a browser in which somebody else has entered is asked first (SPEC 3.9).
    AnotherPerson,
    /// What became of the session of an agency when somebody left (SAML Core 3.7.3.2).
    Told,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is in order.
    Keep,
    /// This possibility is out; others may be left.
    Drop,
    /// The request is answered with a status.
    Decline,
}

impl Explanation {
    /// Adds a finding.
    pub fn found(&mut self, rule: Rule, about: impl Into<String>, effect: Effect) {
        self.0.push(Finding { rule, about: about.into(), effect });
    }

    /// These findings, and what was found afterwards.
    #[must_use]
    pub fn then(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }

    /// The same findings of a try after which others are left.
    #[must_use]
    pub fn of_a_try(mut self) -> Self {
        let declined = self.0.iter_mut().filter(|one| one.effect == Effect::Decline);
        declined.for_each(|one| one.effect = Effect::Drop);
        self
    }

    /// Whether a rule made anything less, or declined it.
    #[must_use]
    pub fn has_lowered(&self, rule: Rule) -> bool {
        self.0.iter().any(|one| one.rule == rule && one.effect != Effect::Keep)
    }

    /// The findings.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0
    }
}
