//! Where an attempt comes from, as much of it as a method may know.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

#[cfg(test)]
mod tests;

/// A block of addresses, as one household or one office usually has: /24 of IPv4, /56 of IPv6.
///
/// No method learns the address itself, and nothing shows the block: whoever has to remember one
/// writes down an HMAC of it.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressBlock {
    octets: [u8; Self::LENGTH],
    is_exempt: bool,
}

impl AddressBlock {
    /// Octets of a block: the version of IP, and the first of its addresses as far as they agree.
    pub const LENGTH: usize = 8;

    /// The block of an address. An IPv4 address that came as an IPv6 one counts as what it is.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let mut octets = [0; Self::LENGTH];
        let (version, rest) = octets.split_at_mut(1);
        match address.to_canonical() {
            IpAddr::V4(address) => {
                version.fill(4);
                fill(rest, &address.octets(), 3);
            }
            IpAddr::V6(address) => {
                version.fill(6);
                fill(rest, &address.octets(), 7);
            }
        }
        Self { octets, is_exempt: false }
    }

    /// The same as a block of many people of whom the operator knows, such as an office: what goes
    /// wrong for all of them together is not counted.
    #[must_use]
    pub fn exempt(self) -> Self {
        Self { is_exempt: true, ..self }
    }

    /// Whether the operator has exempted it.
    #[must_use]
    pub fn is_exempt(&self) -> bool {
        self.is_exempt
    }

    /// What tells it from others.
    #[must_use]
    pub fn octets(&self) -> &[u8; Self::LENGTH] {
        &self.octets
    }
}

/// The first `count` octets of an address.
fn fill(block: &mut [u8], address: &[u8], count: usize) {
    for (place, octet) in block.iter_mut().zip(address).take(count) {
        *place = *octet;
    }
}

/// Where nobody said who asks, all are one block.
impl Default for AddressBlock {
    fn default() -> Self {
        Self::of(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl fmt::Debug for AddressBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressBlock(redacted)")
    }
}
