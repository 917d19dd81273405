//! The Metadata Query Protocol (draft-young-md-query-21): one party's metadata from a service that
//! has those of many.

use std::fmt::Write as _;

use saml::EntityId;

#[cfg(test)]
mod tests;

/// Where a service at `base` has the metadata of a party (section 3.2.1): the name is one segment of
/// the path (RFC 3986 section 3.3), whatever it contains.
#[must_use]
pub fn query_address(base: &str, entity_id: &EntityId) -> String {
    let mut address = base.strip_suffix('/').unwrap_or(base).to_owned();
    address.push_str("/entities/");
    for byte in entity_id.as_str().bytes() {
        if is_segment_character(byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

fn is_segment_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}
