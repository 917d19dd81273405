//! The trace: what was answered to whom and why, and no person (SPEC SEC-01, SEC-02).

use authenticators::{AttemptId, MethodId};
use identity::LevelOfAssurance;
use jiff::Timestamp;
use saml::{EntityId, MessageId};

use crate::agency::ServiceCode;
use crate::policy::Explanation;
use crate::reference::Reference;

/// One entry; it commits in the finishing transaction or not at all. There is no field for free
/// text, so that no personal data can get in.
#[derive(Debug)]
pub struct TraceEntry {
    /// When.
    pub at: Timestamp,
    /// Names the entry, for help desks and auditors.
    pub reference: Reference,
    /// Who asked.
    pub agency: EntityId,
    /// For which of its services, if for one that has terms of its own.
    pub service: Option<ServiceCode>,
    /// When the request arrived.
    pub began_at: Timestamp,
    /// What was asked.
    pub request_id: MessageId,
    /// What was answered.
    pub response_id: MessageId,
    /// The assertion in it, if there is one.
    pub assertion_id: Option<MessageId>,
    /// `GRANTED`, or the token of the status (SPEC 3.7).
    pub outcome: String,
    /// The attempt that also stands in the method's event.
    pub attempt: Option<AttemptId>,
    /// The method.
    pub method: Option<MethodId>,
    /// The level asserted.
    pub level: Option<LevelOfAssurance>,
    /// The least level that would have done.
    pub needed: Option<LevelOfAssurance>,
    /// It was a session that answered, not a login.
    pub reused: bool,
    /// The version of the policy that decided.
    pub policy: String,
    /// Why.
    pub because: Explanation,
}
