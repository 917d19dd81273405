//! Where an answer may be sent.

use std::net::{Ipv4Addr, Ipv6Addr};

use thiserror::Error;

#[cfg(test)]
mod tests;

/// Which addresses of agencies are accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Endpoints {
    /// Only those by https.
    HttpsOnly,
    /// Also http on a host that is this very machine. For the demonstration.
    LoopbackHttpToo,
}

/// Why nothing is sent to an address.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum BadLocation {
    /// More than 2,048 characters.
    #[error("the address is too long")]
    TooLong,
    /// A character that addresses do not have (RFC 3986 section 2).
    #[error("the address contains a character that addresses do not have")]
    Character,
    /// Neither https nor an accepted http.
    #[error("the address does not begin with https://")]
    NotHttps,
    /// No host, or one that is not written as a host.
    #[error("the host of the address is not well-formed")]
    Host,
    /// A user name before the host.
    #[error("the address contains a user name")]
    User,
    /// A fragment, which browsers never send.
    #[error("the address contains a fragment (#)")]
    Fragment,
}

const LONGEST: usize = 2048;

/// Lets an address pass to which answers may be sent.
pub(crate) fn check(address: &str, endpoints: Endpoints) -> Result<(), BadLocation> {
    if address.len() > LONGEST {
        return Err(BadLocation::TooLong);
    }
    if address.contains('#') {
        return Err(BadLocation::Fragment);
    }
    if !address.bytes().all(is_address_character) {
        return Err(BadLocation::Character);
    }
    let (secure, rest) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return Err(BadLocation::NotHttps),
    };
    let host = host(authority(rest))?;
    if secure || (endpoints == Endpoints::LoopbackHttpToo && is_loopback(host)) {
        Ok(())
    } else {
        Err(BadLocation::NotHttps)
    }
}

/// Scheme, host and port of an address that has passed: `https://host:port`.
pub(crate) fn origin(address: &str) -> &str {
    let start = address.find("://").map_or(0, |at| at + "://".len());
    let rest = address.get(start..).unwrap_or_default();
    address.get(..start + authority(rest).len()).unwrap_or(address)
}

/// The host of a web address; of anything else, all of it.
pub(crate) fn host_or_all(name: &str) -> &str {
    let rest = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"));
    rest.and_then(|rest| host(authority(rest)).ok()).unwrap_or(name)
}

fn authority(after_scheme: &str) -> &str {
    after_scheme.split(['/', '?']).next().unwrap_or_default()
}

fn host(authority: &str) -> Result<&str, BadLocation> {
    if authority.contains('@') {
        return Err(BadLocation::User);
    }
    let after_host = authority.rfind(']').map_or(0, |at| at + 1);
    let port = authority.get(after_host..).and_then(|rest| rest.rsplit_once(':'));
    let host = match port {
        Some((_, port)) if !is_port(port) => return Err(BadLocation::Host),
        Some((_, port)) => authority.get(..authority.len() - port.len() - 1).unwrap_or_default(),
        None => authority,
    };
    if is_name(host) || ipv6(host).is_some() { Ok(host) } else { Err(BadLocation::Host) }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_name(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 253
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}

fn ipv6(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// RFC 6761 section 6.3 gives `localhost` and all names below it to this machine.
fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || ipv6(host).is_some_and(|address| address.is_loopback())
}

fn is_address_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte)
}
