//! What comes back from a page: a bounded form, the guard that proves it was our page, and where the
//! browser says it was posted from.

use std::fmt;

use http::HeaderMap;
use http::header::ORIGIN;
use openssl::memcmp;
use openssl::sha::{Sha256, sha256};
use thiserror::Error;

/// Longest body, in bytes.
pub const LONGEST_BODY: usize = 16 * 1024;
/// Most fields in one form.
pub const MOST_FIELDS: usize = 32;
/// Longest name of a field, in bytes as decoded.
const LONGEST_NAME: usize = 64;
/// Longest value of a field, in bytes as decoded.
const LONGEST_VALUE: usize = 4 * 1024;

/// Field that carries the version of the journey which the page was made for.
const VERSION: &str = "version";
/// Field that carries the guard's token.
const SEAL: &str = "sello";

/// Field that carries what a page had to remember.
pub const KEPT: &str = "estado";

/// A posted form (`application/x-www-form-urlencoded`).
#[derive(Clone, Eq, PartialEq)]
pub struct Form(Vec<(String, String)>);

/// Why a body is not a form of ours.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
pub enum FormError {
    /// Longer than [`LONGEST_BODY`].
    #[error("the form is too long")]
    TooLong,
    /// More than [`MOST_FIELDS`] fields.
    #[error("the form has too many fields")]
    TooManyFields,
    /// A name or value longer than any of ours.
    #[error("a field is too long")]
    FieldTooLong,
    /// Broken percent encoding, or not UTF-8.
    #[error("the form is not well encoded")]
    Encoding,
    /// The same name twice: readers could disagree on which one counts.
    #[error("a field is there twice")]
    Duplicate,
}

impl Form {
    /// Reads a body.
    ///
    /// # Errors
    /// The first limit or rule it breaks.
    pub fn parse(body: &[u8]) -> Result<Self, FormError> {
        if body.len() > LONGEST_BODY {
            return Err(FormError::TooLong);
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MOST_FIELDS {
                return Err(FormError::TooManyFields);
            }
            let (name, value) = field(pair)?;
            if fields.iter().any(|(earlier, _)| *earlier == name) {
                return Err(FormError::Duplicate);
            }
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    /// The value of a field, if it was sent. Empty is sent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Only the names are told: a value may be a password.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

fn field(pair: &[u8]) -> Result<(String, String), FormError> {
    let mut halves = pair.splitn(2, |byte| *byte == b'=');
    let name = decoded(halves.next().unwrap_or_default())?;
    let value = decoded(halves.next().unwrap_or_default())?;
    if name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE {
        return Err(FormError::FieldTooLong);
    }
    Ok((name, value))
}

fn decoded(encoded: &[u8]) -> Result<String, FormError> {
    let mut bytes = encoded.iter().copied();
    let mut plain = Vec::with_capacity(encoded.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => nibble(bytes.next())? << 4 | nibble(bytes.next())?,
            other => other,
        });
    }
    String::from_utf8(plain).map_err(|_| FormError::Encoding)
}

fn nibble(digit: Option<u8>) -> Result<u8, FormError> {
    match digit {
        Some(d @ b'0'..=b'9') => Ok(d - b'0'),
        Some(d @ b'a'..=b'f') => Ok(d - b'a' + 10),
        Some(d @ b'A'..=b'F') => Ok(d - b'A' + 10),
        _ => Err(FormError::Encoding),
    }
}

/// Proof that a form comes from a page we made for this browser: a MAC over what the form is for and
/// which version of the journey it was made for.
#[derive(Clone, Eq, PartialEq)]
pub struct Guard {
    version: u64,
    token: String,
}

/// Why a form is not from one of our pages.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
pub enum GuardError {
    /// The hidden fields are not there, or not as we write them.
    #[error("the form carries no guard")]
    Missing,
    /// Made for another browser, another purpose or another version.
    #[error("the form's guard is not ours")]
    Forged,
}

impl Guard {
    /// A guard for one page.
    ///
    /// `secret` is known to this browser and us alone; `purpose` is what the form may do (the journey's
    /// id and step); `version` is the version of the journey that the page shows.
    #[must_use]
    pub fn issue(secret: &[u8], purpose: &str, version: u64) -> Self {
        Self { version, token: seal(secret, purpose, version) }
    }

    /// The version which the posted page was made for.
    ///
    /// # Errors
    /// The form has no guard, or one that was made for something else.
    pub fn verify(secret: &[u8], purpose: &str, form: &Form) -> Result<u64, GuardError> {
        let version = form.get(VERSION).and_then(|v| v.parse().ok()).ok_or(GuardError::Missing)?;
        let token = form.get(SEAL).ok_or(GuardError::Missing)?;
        let expected = seal(secret, purpose, version);
        // Lengths are public; the bytes are compared in constant time.
        if token.len() == expected.len() && memcmp::eq(token.as_bytes(), expected.as_bytes()) {
            Ok(version)
        } else {
            Err(GuardError::Forged)
        }
    }

    /// The hidden fields, as name and value.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, String)> {
        [(VERSION, self.version.to_string()), (SEAL, self.token.clone())].into_iter()
    }
}

/// The token is as good as a password for ten minutes.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("version", &self.version).finish_non_exhaustive()
    }
}

fn seal(secret: &[u8], purpose: &str, version: u64) -> String {
    let message = [b"pages/form/1\0", purpose.as_bytes(), b"\0", &version.to_be_bytes()].concat();
    hex(&hmac_sha256(secret, &message))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map(char::from);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

/// HMAC (RFC 2104). Written out over OpenSSL's SHA-256 because OpenSSL's own HMAC may fail, and a page
/// should not be able to.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut padded = if key.len() > BLOCK { sha256(key).to_vec() } else { key.to_vec() };
    padded.resize(BLOCK, 0);
    let keyed = |pad: u8, message: &[u8]| {
        let mut hash = Sha256::new();
        hash.update(&padded.iter().map(|byte| byte ^ pad).collect::<Vec<_>>());
        hash.update(message);
        hash.finish()
    };
    keyed(0x5c, &keyed(0x36, message))
}

/// Whether this request may come from a page of ours: `Sec-Fetch-Site` and `Origin`, where they are
/// there, say so. `origin` is ours, as `https://host[:port]`. Where neither is there (old browsers) the
/// guard alone decides.
#[must_use]
pub fn same_origin(headers: &HeaderMap, origin: &str) -> bool {
    headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin")
        && headers.get_all(ORIGIN).iter().all(|from| from == origin)
}

#[cfg(test)]
mod tests;
