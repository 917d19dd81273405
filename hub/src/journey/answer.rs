//! What an agency is told about a person, and how it is written for that agency.

use certs::SigningKey;
use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};
use saml::{Assertion, Attribute, Dialect, Manner, MessageId, NameId};

use crate::agency::Agency;
use crate::journey::accept::RequestFacts;

/// An assertion is good for this long (DESIGN §11).
const VALID: SignedDuration = SignedDuration::from_mins(5);
/// And from this long ago, for agencies whose clock is behind.
const BACKDATED: SignedDuration = SignedDuration::from_secs(120);

/// What was admitted, with the ids that the answer is to carry.
pub(super) struct Admitted {
    pub(super) level: LevelOfAssurance,
    pub(super) attributes: Vec<Attribute>,
    pub(super) authenticated_at: Timestamp,
    pub(super) assertion: MessageId,
    pub(super) session: MessageId,
    /// What the agency is to call the person.
    pub(super) name: NameId,
}

/// What is asserted to an agency that speaks this dialect.
pub(super) fn assertion(
    dialect: Dialect,
    facts: &RequestFacts,
    admitted: Admitted,
    now: Timestamp,
) -> Assertion {
    // SPEC SAML-45: kits find themselves by their address.
    let audience = match dialect {
        Dialect::Strict => facts.agency.as_str().to_owned(),
        Dialect::Clave2 => facts.consumer.clone(),
    };
    Assertion {
        id: admitted.assertion,
        not_before: Some(now - BACKDATED),
        not_on_or_after: now + VALID,
        audience,
        one_time_use: dialect == Dialect::Clave2,
        name_id: admitted.name,
        address: None,
        session_index: Some(admitted.session.as_str().to_owned()),
        authn_instant: admitted.authenticated_at,
        context: admitted.level.uri().to_owned(),
        authorities: Vec::new(),
        attributes: admitted.attributes,
    }
}

/// How an answer is written for an agency: in the dialect in which it was fixed, with a signature that
/// the agency says to read, over what the operator's record says.
pub(crate) fn manner<'a>(dialect: Dialect, agency: &Agency, key: &'a SigningKey) -> Manner<'a> {
    let signing = dialect.signing(key);
    let signing = match agency.metadata.scheme_with(key) {
        Some(scheme) => signing.by(scheme),
        None => signing,
    };
    Manner { dialect, signed: agency.record.signed, signing, recipient: None }
}
