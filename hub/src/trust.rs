//! From the wire to a message that one of our agencies has signed: the same way for who serves and for who
//! explains.

use std::sync::Arc;

use jiff::Timestamp;
use saml::binding::Binding;
use saml::request::AuthnRequest;
use saml::{Dialect, Received, Verified};

use crate::agency::Agency;
use crate::directory::Directory;
use crate::journey::rejected::Rejected;

/// The way of trust: claims are good for looking up keys, keys open the message, and only the opened
/// message is read.
///
/// # Errors
/// [`Rejected`]; nothing of the message is to be believed then.
pub fn open(
    received: Received,
    directory: &Directory,
    now: Timestamp,
) -> Result<(Arc<Agency>, Verified<AuthnRequest>), Rejected> {
    let claimed = received.claims()?;
    let agency = directory.claimed(&claimed).ok_or(Rejected::UnknownAgency)?;
    let Agency { metadata, record, .. } = agency.as_ref();
    // SPEC SAML-04: no kit of Cl@ve sends by redirect.
    if record.dialect == Dialect::Clave2 && received.binding() != Binding::Post {
        return Err(Rejected::Binding);
    }
    let keys = metadata.signing_keys(now).map_err(Rejected::NoKey)?;
    let verified = received.open::<AuthnRequest>(&keys.forgiving(&record.deviations))?;
    Ok((Arc::clone(agency), verified))
}
