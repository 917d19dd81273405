//! What has been verified. This module has no children: a child could forge [`Verified`].

use crate::binding::Parameter;
use crate::encryption::Unsealer;
use crate::errors::Untrusted;
use crate::names::{EntityId, RelayState};
use crate::signature::SignedElement;
use crate::write::Namespace;

/// A message whose content is covered by a signature of a party in our metadata.
#[derive(Clone, Debug)]
pub struct Verified<M> {
    message: M,
    signer: EntityId,
    relay_state: Option<RelayState>,
}

/// A kind of message. Sealed; reading needs a [`SignedElement`], and only verification yields one.
pub trait Message: sealed::Sealed + Sized {
    /// The namespace of its root.
    const NAMESPACE: Namespace;
    /// The local name of its root.
    const NAME: &'static str;
    /// The parameter it travels in.
    const PARAMETER: Parameter;
    /// Reads it from the node that the signature covers; what is encrypted in there opens on the way.
    fn read(signed: &SignedElement<'_, '_>, unsealer: &Unsealer<'_>) -> Result<Self, Untrusted>;
}

pub(crate) mod sealed {
    /// Which messages there are is decided in this crate.
    pub trait Sealed {}
}

impl<M: Message> Verified<M> {
    /// The only way to make one: from a node that the verifier has vouched for.
    pub(crate) fn read(
        signed: &SignedElement<'_, '_>,
        unsealer: &Unsealer<'_>,
        relay_state: Option<RelayState>,
    ) -> Result<Self, Untrusted> {
        let message = M::read(signed, unsealer)?;
        Ok(Self { message, signer: signed.signer().clone(), relay_state })
    }
}

impl<M> Verified<M> {
    /// What the signer said.
    #[must_use]
    pub fn message(&self) -> &M {
        &self.message
    }

    /// Whose key verified it, by our metadata; not by what the message says.
    #[must_use]
    pub fn signer(&self) -> &EntityId {
        &self.signer
    }

    /// What the sender wants back. By HTTP-POST no signature covers it: return it, read nothing
    /// into it.
    #[must_use]
    pub fn relay_state(&self) -> Option<&RelayState> {
        self.relay_state.as_ref()
    }

    /// Message, signer and relay state.
    #[must_use]
    pub fn into_parts(self) -> (M, EntityId, Option<RelayState>) {
        (self.message, self.signer, self.relay_state)
    }
}
