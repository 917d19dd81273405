//! Version 2 of the PROXY protocol: a few octets before everything else, in which a proxy says from
//! whom it got the connection (haproxy: `doc/proxy-protocol.txt`, 2.2).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::timeout;

#[cfg(test)]
mod tests;

const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// How version 1 begins, which is text of any length.
const VERSION_1: &[u8] = b"PROXY ";
/// Octets after the fixed ones, at most: addresses, and what else the proxy knows of TLS.
const LONGEST: u16 = 1024;

/// Reads the introduction, and nothing beyond it: whom the proxy got the connection from; nobody,
/// where it speaks for itself, or of a kind of connection that has no address. It has to be there
/// within `patience`.
pub(super) async fn read<S: AsyncRead + Unpin>(
    stream: &mut S,
    patience: Duration,
) -> io::Result<Option<IpAddr>> {
    timeout(patience, read_all(stream)).await?
}

async fn read_all<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<IpAddr>> {
    let mut fixed = [0; 16];
    stream.read_exact(&mut fixed).await?;
    let header = Header::read(fixed)?;
    let mut rest = vec![0; usize::from(header.length)];
    stream.read_exact(&mut rest).await?;
    Ok(header.source(&rest)?)
}

/// The fixed part, as far as it says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    is_proxied: bool,
    family: Family,
    length: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Inet,
    Inet6,
    /// Without addresses that we could use.
    Other,
}

/// The proxy's introduction cannot be read; the operator can mend it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
enum BadIntroduction {
    #[error(
        "the proxy speaks version 1 of the PROXY protocol: let it speak version 2, as haproxy does with send-proxy-v2"
    )]
    Version1,
    #[error(
        "the proxy does not begin with the PROXY protocol: let it speak version 2, or take proxy_protocol out of the configuration"
    )]
    Missing,
    #[error("the proxy's introduction is not of version 2 of the PROXY protocol")]
    Version,
    #[error("the proxy's introduction is longer than {LONGEST} octets")]
    Long,
    #[error("the proxy's introduction is too short for its addresses")]
    Short,
}

impl From<BadIntroduction> for io::Error {
    fn from(bad: BadIntroduction) -> Self {
        Self::new(io::ErrorKind::InvalidData, bad)
    }
}

impl Header {
    fn read(fixed: [u8; 16]) -> Result<Self, BadIntroduction> {
        let Some(&[version_and_command, family, high, low]) = fixed.strip_prefix(&SIGNATURE) else {
            let is_old = fixed.starts_with(VERSION_1);
            return Err(if is_old { BadIntroduction::Version1 } else { BadIntroduction::Missing });
        };
        let is_proxied = match version_and_command {
            0x20 => false,
            0x21 => true,
            _ => return Err(BadIntroduction::Version),
        };
        let length = u16::from_be_bytes([high, low]);
        if length > LONGEST {
            return Err(BadIntroduction::Long);
        }
        let family = match family {
            0x11 => Family::Inet,
            0x21 => Family::Inet6,
            _ => Family::Other,
        };
        Ok(Self { is_proxied, family, length })
    }

    fn source(self, rest: &[u8]) -> Result<Option<IpAddr>, BadIntroduction> {
        // Source and destination, then both ports, then what we do not read.
        match self.family {
            _ if !self.is_proxied => Ok(None),
            Family::Other => Ok(None),
            Family::Inet => {
                let (source, after) =
                    rest.split_first_chunk::<4>().ok_or(BadIntroduction::Short)?;
                let whole = after.len() >= 4 + 2 + 2;
                whole.then(|| Some(Ipv4Addr::from(*source).into())).ok_or(BadIntroduction::Short)
            }
            Family::Inet6 => {
                let (source, after) =
                    rest.split_first_chunk::<16>().ok_or(BadIntroduction::Short)?;
                let whole = after.len() >= 16 + 2 + 2;
                whole.then(|| Some(Ipv6Addr::from(*source).into())).ok_or(BadIntroduction::Short)
            }
        }
    }
}
