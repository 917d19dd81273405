//! The key without which a stolen table of hashes cannot be guessed at.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use openssl::error::ErrorStack;
use openssl::md::Md;
use openssl::pkey::Id;
use openssl::pkey_ctx::PkeyCtx;
use thiserror::Error;

/// What others than the owner may not do with the file: they, anything; its group, write it.
const FORBIDDEN_MODE: u32 = 0o027;

/// 32 secret bytes that are kept outside the database (SPEC AUTH-09).
#[derive(Clone)]
pub struct Pepper(Arc<[u8; Pepper::LENGTH]>);

impl Pepper {
    /// Bytes; the file has twice as many hexadecimal digits.
    pub const LENGTH: usize = 32;

    /// Reads a file of 64 hexadecimal digits, of which the end of a line may follow.
    ///
    /// # Errors
    /// When it cannot be read, may be used by others than its owner (its group may read it), or holds anything else.
    pub fn read(file: &Path) -> Result<Self, PepperError> {
        let mode = fs::metadata(file)?.permissions().mode();
        if mode & FORBIDDEN_MODE != 0 {
            return Err(PepperError::Exposed);
        }
        let mut bytes = [0; Self::LENGTH];
        let text = fs::read_to_string(file)?;
        hexadecimal(text.trim_end(), &mut bytes).ok_or(PepperError::Form)?;
        Ok(Self::from_bytes(bytes))
    }

    /// From bytes that came another way.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(Arc::new(bytes))
    }

    /// A key for another purpose, from which the pepper cannot be learned (HKDF-SHA-256, RFC 5869).
    ///
    /// # Errors
    /// When OpenSSL refuses.
    pub fn derive(&self, purpose: &str) -> Result<[u8; Self::LENGTH], ErrorStack> {
        let mut key = [0; Self::LENGTH];
        let mut hkdf = PkeyCtx::new_id(Id::HKDF)?;
        hkdf.derive_init()?;
        hkdf.set_hkdf_md(Md::sha256())?;
        hkdf.set_hkdf_key(&*self.0)?;
        hkdf.add_hkdf_info(purpose.as_bytes())?;
        hkdf.derive(Some(&mut key))?;
        Ok(key)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &*self.0
    }
}

/// The pepper cannot be used; the operator can mend it.
#[derive(Debug, Error)]
pub enum PepperError {
    /// The file is not there, or not for us.
    #[error("it cannot be read")]
    Read(#[from] io::Error),
    /// Its mode lets others read it, or its group write it.
    #[error("others must not read it nor its group write it: chmod 640")]
    Exposed,
    /// It holds something else.
    #[error("it does not hold 64 hexadecimal digits")]
    Form,
}

/// Two digits a byte, and nothing else.
fn hexadecimal(digits: &str, bytes: &mut [u8]) -> Option<()> {
    if digits.len() != 2 * bytes.len() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(())
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(redacted)")
    }
}
