//! What the outbox locks, and the names that tell nothing without its key.
//!
//! AES-256-GCM under a key of each message's own, with the message's name as additional data; names and
//! tokens are HMAC-SHA-256 under keys of their own.

use openssl::cipher::Cipher;
use openssl::cipher_ctx::CipherCtx;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::memcmp;
use openssl::pkey::PKey;
use openssl::rand::rand_bytes;
use openssl::sign::Signer;

use crate::message::MessageId;

const NONCE: usize = 12;
const TAG: usize = 16;
/// Octets of a token's code: 128 bits.
const CODE: usize = 16;

/// The key that all nodes share.
#[derive(Clone)]
pub(crate) struct Seal([u8; 32]);

/// A name of 256 bits that tells nothing.
pub(crate) type Name = [u8; 32];

impl Seal {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Nonce, ciphertext, tag.
    pub(crate) fn lock(&self, id: MessageId, plain: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut nonce = [0; NONCE];
        rand_bytes(&mut nonce)?;
        let key = self.key_of(id)?;
        let mut context = CipherCtx::new()?;
        context.encrypt_init(Some(Cipher::aes_256_gcm()), Some(&key), Some(&nonce))?;
        context.cipher_update(id.0.as_bytes(), None)?;
        let mut locked = nonce.to_vec();
        context.cipher_update_vec(plain, &mut locked)?;
        context.cipher_final_vec(&mut locked)?;
        let mut tag = [0; TAG];
        context.tag(&mut tag)?;
        locked.extend_from_slice(&tag);
        Ok(locked)
    }

    /// Nothing: it was locked by another key, or for another message.
    pub(crate) fn open(&self, id: MessageId, locked: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = locked.split_at_checked(NONCE)?;
        let (body, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        self.opened(id, (nonce, body, tag)).ok()
    }

    fn opened(
        &self,
        id: MessageId,
        (nonce, body, tag): (&[u8], &[u8], &[u8]),
    ) -> Result<Vec<u8>, ErrorStack> {
        let key = self.key_of(id)?;
        let mut context = CipherCtx::new()?;
        context.decrypt_init(Some(Cipher::aes_256_gcm()), Some(&key), Some(nonce))?;
        context.set_tag(tag)?;
        context.cipher_update(id.0.as_bytes(), None)?;
        let mut plain = Vec::with_capacity(body.len());
        context.cipher_update_vec(body, &mut plain)?;
        context.cipher_final_vec(&mut plain)?;
        Ok(plain)
    }

    fn key_of(&self, id: MessageId) -> Result<[u8; 32], ErrorStack> {
        self.code("letter", &[id.0.as_bytes()])
    }

    /// The name of something that is counted.
    pub(crate) fn name(&self, budget: &str, what: &[u8]) -> Result<Name, ErrorStack> {
        self.code(budget, &[what])
    }

    /// What nobody can guess who was not told.
    pub(crate) fn token(&self, parts: &[&[u8]]) -> Result<[u8; CODE], ErrorStack> {
        let whole = self.code("receipt", parts)?;
        let mut code = [0; CODE];
        code.iter_mut().zip(whole).for_each(|(octet, from)| *octet = from);
        Ok(code)
    }

    /// Whether this is that token.
    pub(crate) fn is_token(&self, code: &[u8], parts: &[&[u8]]) -> bool {
        self.token(parts).is_ok_and(|ours| code.len() == CODE && memcmp::eq(&ours, code))
    }

    /// The length of each part stands before it, so that no two lists of parts have one code.
    fn code(&self, purpose: &str, parts: &[&[u8]]) -> Result<Name, ErrorStack> {
        let key = PKey::hmac(&self.0)?;
        let mut hmac = Signer::new(MessageDigest::sha256(), &key)?;
        for part in [purpose.as_bytes()].iter().chain(parts) {
            hmac.update(&(part.len() as u64).to_be_bytes())?;
            hmac.update(part)?;
        }
        let mut code = [0; 32];
        hmac.sign(&mut code)?;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn seal() -> Seal {
        Seal::new([7; 32])
    }

    #[test]
    fn a_letter_opens_under_its_own_key_and_name_alone() {
        let (one, other) = (MessageId(Uuid::from_u128(1)), MessageId(Uuid::from_u128(2)));
        let locked = seal().lock(one, b"+34600111222").unwrap();
        assert_eq!(seal().open(one, &locked), Some(b"+34600111222".to_vec()));
        assert_eq!(seal().open(other, &locked), None);
        assert_eq!(Seal::new([8; 32]).open(one, &locked), None);
        assert_eq!(seal().open(one, &locked[..20]), None);
        assert_eq!(seal().open(one, b""), None);
        let mut changed = locked.clone();
        changed[NONCE] ^= 1;
        assert_eq!(seal().open(one, &changed), None);
        assert!(!locked.windows(5).any(|part| part == b"60011"));
    }

    #[test]
    fn the_same_is_never_locked_twice_alike_and_always_named_alike() {
        let id = MessageId(Uuid::from_u128(1));
        assert_ne!(seal().lock(id, b"x").unwrap(), seal().lock(id, b"x").unwrap());
        let name = seal().name("phone", b"+34600111222").unwrap();
        assert_eq!(seal().name("phone", b"+34600111222").unwrap(), name);
        assert_ne!(seal().name("person", b"+34600111222").unwrap(), name);
    }

    #[test]
    fn a_token_is_that_of_its_parts() {
        let token = seal().token(&[b"ab", b"c"]).unwrap();
        assert!(seal().is_token(&token, &[b"ab", b"c"]));
        assert!(!seal().is_token(&token, &[b"a", b"bc"]));
        assert!(!seal().is_token(&token[..8], &[b"ab", b"c"]));
    }
}
