//! From the wire to a message that one of our agencies has signed: the same way for who serves and for who
//! explains.

use std::sync::Arc;

use jiff::Timestamp;
use saml::binding::Binding;
use saml::request::AuthnRequest;
use saml::{Dialect, Message, Received, Verified};

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
    // SPEC SAML-04: no kit of Cl@ve sends by redirect.
    if agency.record.dialect == Dialect::Clave2 && received.binding() != Binding::Post {
        return Err(Rejected::Binding);
    }
    let verified = open_as::<AuthnRequest>(received, agency, now)?;
    Ok((Arc::clone(agency), verified))
}

/// Opens a message with the keys of the agency that it claims to be from.
///
/// # Errors
/// [`Rejected`]; nothing of the message is to be believed then.
pub(crate) fn open_as<M: Message>(
    received: Received,
    agency: &Agency,
    now: Timestamp,
) -> Result<Verified<M>, Rejected> {
    let Agency { metadata, record, .. } = agency;
    let keys = metadata.signing_keys(now).map_err(Rejected::NoKey)?;
    Ok(received.open::<M>(&keys.forgiving(&record.deviations))?)
}
