//! Time and randomness enter the hub here, and nowhere else.

use jiff::Timestamp;

/// Asked once per request, in `http`: one request, one now.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Where keys, identifiers and references come from.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with bits that nobody can guess.
    ///
    /// # Errors
    /// When the source has none to give: then nothing may be issued.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The source of randomness failed.
#[derive(Debug, thiserror::Error)]
#[error("no randomness to be had")]
pub struct NoEntropy;

/// OpenSSL's generator.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        openssl::rand::rand_bytes(buffer).map_err(|_| NoEntropy)
    }
}

/// `N` random bytes.
///
/// # Errors
/// As [`Entropy::fill`].
pub fn random<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// 128 random bits in hexadecimal.
///
/// # Errors
/// As [`Entropy::fill`].
pub fn random_id(entropy: &dyn Entropy) -> Result<String, NoEntropy> {
    Ok(format!("{:032x}", u128::from_be_bytes(random(entropy)?)))
}
