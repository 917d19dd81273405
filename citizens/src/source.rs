//! Who knows what is printed on people's cards: asked live, one question at a time.

use async_trait::async_trait;
use deadpool_postgres::Pool;
use identity::{ContrastDatum, SpanishId};
use thiserror::Error;

use crate::store;

mod watched;

pub use watched::Watched;

/// Whoever knows the contrast data of documents. It is pluggable: the house has a table that is loaded
/// by a command, and asks a service by HTTP.
#[async_trait]
pub trait IdentitySource: Send + Sync {
    /// Compares what was typed with what is printed on the card, in time that tells nothing.
    ///
    /// # Errors
    /// [`SourceAway`]: nobody can say now, and it costs the person nothing.
    async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<Contrast, SourceAway>;

    /// How often it could not be asked since this process began, if somebody counts.
    fn failures(&self) -> u64 {
        0
    }
}

/// What came of it. People are told the same by the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contrast {
    /// It is what is printed on the card.
    Match,
    /// It is something else.
    NoMatch,
    /// There is no such document.
    UnknownDocument,
}

/// The source cannot be asked now. The text is for the log, and holds nothing of a person.
#[derive(Debug, Error)]
#[error("the source of contrast data cannot be asked: {0}")]
pub struct SourceAway(pub String);

/// The table `citizens.card`.
pub struct TableSource(Pool);

impl TableSource {
    /// In the database that `pool` connects to; [`migrate`](crate::migrate) has run.
    #[must_use]
    pub fn new(pool: Pool) -> Self {
        Self(pool)
    }
}

#[async_trait]
impl IdentitySource for TableSource {
    async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<Contrast, SourceAway> {
        let away = |error: store::StoreError| SourceAway(error.to_string());
        let client = self.0.get().await.map_err(|error| away(error.into()))?;
        let printed = store::card(&client, document).await.map_err(away)?;
        let Some(printed) = printed else {
            return Ok(Contrast::UnknownDocument);
        };
        let printed = ContrastDatum::parse(document.kind(), &printed)
            .map_err(|_| SourceAway("a card holds no contrast datum".to_owned()))?;
        Ok(if printed.matches(datum) { Contrast::Match } else { Contrast::NoMatch })
    }
}
