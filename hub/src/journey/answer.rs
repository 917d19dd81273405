//! What an agency is told about a person, and how it is written for that agency.

use certs::SigningKey;
use identity::{Identity, LevelOfAssurance};
use jiff::{SignedDuration, Timestamp};
use saml::attributes::{FAMILY_NAME, FIRST_NAME, PERSON_IDENTIFIER, RELAY_STATE, SELECTED_IDP};
use saml::{Assertion, Attribute, Dialect, Manner, MessageId, NameId};

use crate::agency::Agency;
use crate::journey::accept::RequestFacts;

/// An assertion is good for this long (DESIGN §11).
const VALID: SignedDuration = SignedDuration::from_mins(5);
/// And from this long ago, for agencies whose clock is behind.
const BACKDATED: SignedDuration = SignedDuration::from_secs(120);

/// What was admitted, with the ids that the answer is to carry.
pub(super) struct Admitted<'a> {
    pub(super) identity: &'a Identity,
    pub(super) level: LevelOfAssurance,
    /// The method, by its name among agencies.
    pub(super) selected_idp: &'a str,
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
    admitted: Admitted<'_>,
    now: Timestamp,
) -> Assertion {
    let attributes = released(admitted.identity, admitted.selected_idp, facts);
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
        attributes,
    }
}

/// The minimum data set, released always (SPEC SAML-33); all else has to be asked for and agreed. What
/// the agency wants echoed is its own.
fn released(identity: &Identity, selected_idp: &str, facts: &RequestFacts) -> Vec<Attribute> {
    let mut attributes = vec![
        Attribute::one(PERSON_IDENTIFIER, "PersonIdentifier", &identity.identifier),
        Attribute::one(FAMILY_NAME, "FamilyName", &identity.family_name),
        Attribute::one(FIRST_NAME, "FirstName", &identity.given_name),
        Attribute::one(SELECTED_IDP, "SelectedIdP", selected_idp),
    ];
    let echo = facts.echo.as_ref();
    attributes.extend(echo.map(|echo| Attribute::one(RELAY_STATE, "RelayState", echo.as_str())));
    attributes
}

/// How an answer is written for an agency: in the dialect in which it was fixed, with a signature that
/// the agency says to read, over what the operator's record says.
pub(super) fn manner<'a>(dialect: Dialect, agency: &Agency, key: &'a SigningKey) -> Manner<'a> {
    let signing = dialect.signing(key);
    let signing = match agency.metadata.scheme_with(key) {
        Some(scheme) => signing.by(scheme),
        None => signing,
    };
    Manner { dialect, signed: agency.record.signed, signing, recipient: None }
}
