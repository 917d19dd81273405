//! What a qualified certificate says of itself (ETSI EN 319 412-5).

use super::Defect;
use crate::der::{OID, Reader, SEQUENCE};
use crate::parts::{Parts, STATEMENTS};

const COMPLIANCE: &str = "0.4.0.1862.1.1";
const ON_DEVICE: &str = "0.4.0.1862.1.4";
const TYPE: &str = "0.4.0.1862.1.6";
const FOR_SIGNATURES: &str = "0.4.0.1862.1.6.1";

/// The statements that matter here.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// That it is qualified.
    pub(super) is_qualified: bool,
    /// That its key is in a qualified device.
    pub(super) on_device: bool,
    /// What it is for: signatures, seals, web sites.
    types: Vec<String>,
}

impl Statements {
    /// None at all if the extension is missing.
    pub(super) fn of(parts: &Parts<'_>) -> Result<Self, Defect> {
        let all = parts.extensions.list(STATEMENTS, statement).ok_or(Defect::Unreadable)?;
        let mut said = Self::default();
        for (oid, content) in all {
            match oid.as_str() {
                COMPLIANCE => said.is_qualified = true,
                ON_DEVICE => said.on_device = true,
                TYPE => said.types.extend(types(content).ok_or(Defect::Unreadable)?),
                _ => {}
            }
        }
        Ok(said)
    }

    /// Whether it is for signatures, or does not say for what. Of several types one is not a person's.
    pub(super) fn are_of_a_person(&self) -> bool {
        self.types.iter().all(|one| one == FOR_SIGNATURES)
    }
}

/// Its OID, and what is behind that.
fn statement<'a>(from: &mut Reader<'a>) -> Option<(String, Reader<'a>)> {
    let mut statement = from.enter(SEQUENCE)?;
    Some((statement.oid()?, statement))
}

fn types(mut content: Reader<'_>) -> Option<Vec<String>> {
    let mut from = content.enter(SEQUENCE)?;
    let mut all = Vec::new();
    while from.next_tag() == Some(OID) {
        all.push(from.oid()?);
    }
    from.end()?;
    (!all.is_empty()).then_some(all)
}
