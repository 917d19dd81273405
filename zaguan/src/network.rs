//! Networks, as an operator writes them: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    first: IpAddr,
    length: u8,
}

/// What an operator wrote is no network.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum BadNetwork {
    #[error("{0:?} is no network: write 10.0.0.0/8, 2001:db8::/32, or one address")]
    Form(String),
    #[error("{0} has bits beyond its length: write its first address")]
    Surplus(String),
}

impl Network {
    /// Whether an address is in it. An IPv4 address that came as an IPv6 one counts as what it is.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                agree(first.to_bits().into(), address.to_bits().into(), 32 - self.length)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                agree(first.to_bits(), address.to_bits(), 128 - self.length)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }

    /// Whether every address of its kind is in it.
    pub(crate) fn is_everything(&self) -> bool {
        self.length == 0
    }

    fn width(address: IpAddr) -> u8 {
        if address.is_ipv4() { 32 } else { 128 }
    }
}

/// Whether two addresses differ in their last `open` bits only.
fn agree(one: u128, other: u128, open: u8) -> bool {
    (one ^ other).checked_shr(open.into()).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let form = || BadNetwork::Form(text.to_owned());
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| form())?;
        // One IPv4 network has one way to be written.
        if first.to_canonical() != first {
            return Err(form());
        }
        let width = Self::width(first);
        let length = match length {
            None => width,
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().ok().filter(|length| *length <= width).ok_or_else(form)?
            }
            Some(_) => return Err(form()),
        };
        let bits = match first {
            IpAddr::V4(first) => u128::from(first.to_bits()) << 96,
            IpAddr::V6(first) => first.to_bits(),
        };
        if bits.checked_shl(length.into()).unwrap_or(0) != 0 {
            return Err(BadNetwork::Surplus(text.to_owned()));
        }
        Ok(Self { first, length })
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
