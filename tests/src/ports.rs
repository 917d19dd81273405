//! What methods are given in tests.

use std::sync::Arc;

use async_trait::async_trait;
use authenticators::hashing::Pepper;
use authenticators::web::{NoAnswer, Question, Web};
use authenticators::{Keys, Ports};
use citizens::{Registry, TableSource};
use deadpool_postgres::Pool;
use messages::Outbox;
use pages::{Pack, Pages};

/// The pepper of every house of the tests.
pub const PEPPER: [u8; 32] = [0x5a; 32];

/// Ports to this database, with the words of these packs.
///
/// # Panics
/// When the words cannot be read.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
pub fn ports(pool: &Pool, packs: &[Pack]) -> Ports {
    let keys = Keys::new(Pepper::from_bytes(PEPPER));
    let outbox = Outbox::new(pool.clone(), keys.key("messages/1").unwrap());
    Ports {
        citizens: Registry::new(pool.clone()),
        credentials: pool.clone(),
        identities: Arc::new(TableSource::new(pool.clone())),
        outbox,
        keys,
        words: Arc::new(Pages::new(packs).unwrap()),
        host: "hub.example.test".to_owned(),
        web: Arc::new(Nobody),
    }
}

/// No server answers.
struct Nobody;

#[async_trait]
impl Web for Nobody {
    async fn ask(&self, _: &Question<'_>) -> Result<Vec<u8>, NoAnswer> {
        Err(NoAnswer("nobody is asked".to_owned()))
    }
}
