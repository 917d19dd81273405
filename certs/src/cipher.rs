use openssl::error::ErrorStack;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};

/// A cipher for content: AES in Galois/Counter Mode, 96-bit nonce, 128-bit tag (XML Encryption 1.1
/// section 5.2.4). CBC cannot be expressed: what decrypts it without a check of integrity is an
/// oracle for its content (Jager and Somorovsky 2011).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ContentCipher {
    /// AES-128-GCM.
    Aes128Gcm,
    /// AES-192-GCM.
    Aes192Gcm,
    /// AES-256-GCM.
    Aes256Gcm,
}

/// Octets of the nonce, and of the tag.
const NONCE: usize = 12;
const TAG: usize = 16;

impl ContentCipher {
    /// Octets of a key: 16, 24 or 32.
    #[must_use]
    pub fn key_length(self) -> usize {
        match self {
            Self::Aes128Gcm => 16,
            Self::Aes192Gcm => 24,
            Self::Aes256Gcm => 32,
        }
    }

    /// `nonce ‖ ciphertext ‖ tag`. Nothing if the key has another length or OpenSSL refuses.
    ///
    /// A key must never meet the same nonce twice; here each key is used once.
    #[must_use]
    pub fn seal(self, key: &[u8], nonce: [u8; NONCE], plain: &[u8]) -> Option<Vec<u8>> {
        if key.len() != self.key_length() {
            return None;
        }
        self.try_seal(key, nonce, plain).ok()
    }

    /// What was sealed, if it was sealed with this key and nothing was changed since.
    #[must_use]
    pub fn open(self, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        if key.len() != self.key_length() {
            return None;
        }
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let (ciphertext, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        decrypt_aead(self.algorithm(), key, Some(nonce), &[], ciphertext, tag).ok()
    }

    fn try_seal(self, key: &[u8], nonce: [u8; NONCE], plain: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut tag = [0; TAG];
        let ciphertext = encrypt_aead(self.algorithm(), key, Some(&nonce), &[], plain, &mut tag)?;
        Ok([&nonce, ciphertext.as_slice(), &tag].concat())
    }

    fn algorithm(self) -> Cipher {
        match self {
            Self::Aes128Gcm => Cipher::aes_128_gcm(),
            Self::Aes192Gcm => Cipher::aes_192_gcm(),
            Self::Aes256Gcm => Cipher::aes_256_gcm(),
        }
    }
}
