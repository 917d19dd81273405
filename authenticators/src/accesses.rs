//! When somebody entered before, from which browsers, and what was tried in their name.

use citizens::CitizenId;
use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;

use crate::contract::{AttemptId, MethodId};
use crate::keys::Name;
use crate::store::{LOCKS, StoreError, connect};

/// A browser that was not used for so long is a new one again.
pub const BROWSER_KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// What is known of a person's entries. Cheap to clone.
#[derive(Clone)]
pub struct Accesses(Pool);

/// Somebody is about to enter.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    /// Who.
    pub citizen: CitizenId,
    /// In which attempt.
    pub attempt: &'a AttemptId,
    /// With which method.
    pub method: &'a MethodId,
    /// From which browser: a name that it has for this person alone.
    pub browser: &'a Name,
    /// Whether a phone of theirs was used for it: then that is not told by the phone.
    pub by_phone: bool,
    /// When.
    pub now: Timestamp,
}

/// What a person is told when they have entered (SPEC AUTH-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// When they entered the last time; nothing: never.
    pub last: Option<Timestamp>,
    /// Attempts since then, of whomever, in which something was wrong and nobody entered.
    pub failed: u32,
}

/// Something that happened with a person's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// In which attempt, if in one.
    pub attempt: Option<String>,
    /// With which method.
    pub method: String,
    /// What.
    pub what: What,
}

/// What happened, as a person wants to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody entered.
    Entered,
    /// Somebody tried to, and something was wrong.
    Failed,
    /// Somebody knew the password, and did not get further.
    Halfway,
    /// The credential was changed, or given its tries back.
    Changed,
    /// It was locked.
    Locked,
    /// It was the first time from that browser.
    NewBrowser,
}

impl What {
    /// By the event's own words; nothing: people need not know.
    fn of(kind: &str, outcome: &str) -> Option<Self> {
        match (kind, outcome) {
            ("login", "proved") => Some(Self::Entered),
            ("login", "halfway") => Some(Self::Halfway),
            ("lock", _) | ("login", LOCKS) => Some(Self::Locked),
            ("login", _) => Some(Self::Failed),
            ("set" | "unlock", _) => Some(Self::Changed),
            ("browser", _) => Some(Self::NewBrowser),
            _ => None,
        }
    }
}

impl Accesses {
    /// Those in the database that `pool` connects to.
    #[must_use]
    pub fn new(pool: Pool) -> Self {
        Self(pool)
    }

    /// Remembers the browser, and says what was before. If the browser is a new one that becomes an event,
    /// which is told to the person. One statement: it is in the way of every login.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enter(&self, entering: &Entering<'_>) -> Result<Before, StoreError> {
        const SQL: &str = "WITH before AS (
                 SELECT max(at) AS at FROM credentials.event
                 WHERE citizen = $1 AND kind = 'login' AND outcome = 'proved' AND attempt <> $2),
             since AS (
                 SELECT attempt, bool_or(outcome = 'proved') AS proved FROM credentials.event
                 WHERE citizen = $1 AND kind = 'login' AND attempt <> $2
                     AND at > coalesce((SELECT at FROM before), $5::timestamptz - interval '30 days')
                 GROUP BY attempt LIMIT 1000),
             known AS (
                 INSERT INTO credentials.browser AS known (citizen, name, used_at) SELECT $1, $4, $5
                 WHERE NOT EXISTS (SELECT FROM credentials.browser
                     WHERE citizen = $1 AND name = $4 AND used_at > $5::timestamptz - interval '1 day')
                 ON CONFLICT (citizen, name) DO UPDATE SET used_at = greatest(known.used_at, $5)
                 RETURNING xmax = 0 AS is_new),
             told AS (
                 INSERT INTO credentials.event (at, attempt, citizen, method, kind, outcome)
                 SELECT $5, $2, $1, $3, 'browser', CASE WHEN $6 THEN 'phone' ELSE 'new' END
                 FROM known WHERE is_new)
             SELECT before.at, (SELECT count(*) FROM since WHERE NOT proved) FROM before";
        let Entering { citizen, attempt, method, browser, by_phone, now } = entering;
        let client = connect(&self.0).await?;
        let statement = client.prepare_cached(SQL).await?;
        let (attempt, method, browser) = (attempt.as_str(), method.as_str(), browser.as_slice());
        let row = client
            .query_one(&statement, &[&citizen.0, &attempt, &method, &browser, now, by_phone])
            .await?;
        let failed: i64 = row.try_get(1)?;
        Ok(Before { last: row.try_get(0)?, failed: u32::try_from(failed).unwrap_or(u32::MAX) })
    }

    /// The last things that happened with a person's credentials, the newest first; at most so many, and as
    /// many tries that failed: those do not push the others out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recent(
        &self,
        citizen: CitizenId,
        most: usize,
    ) -> Result<Vec<Happened>, StoreError> {
        const SQL: &str = "(SELECT id, at, attempt, method, kind, outcome FROM credentials.event
              WHERE citizen = $1 AND (kind IN ('set', 'unlock', 'lock', 'browser')
                  OR kind = 'login' AND outcome IN ('proved', 'halfway'))
              ORDER BY at DESC, id DESC LIMIT $2)
             UNION ALL
             (SELECT id, at, attempt, method, kind, outcome FROM credentials.event
              WHERE citizen = $1 AND kind = 'login' AND outcome NOT IN ('proved', 'halfway')
              ORDER BY at DESC, id DESC LIMIT $2)
             ORDER BY at DESC, id DESC";
        let client = connect(&self.0).await?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = client.query(SQL, &[&citizen.0, &most]).await?;
        let mut happened = Vec::new();
        for row in &rows {
            happened.extend(happened_in(row)?);
        }
        Ok(happened)
    }

    /// Forgets browsers that have not been used for [`BROWSER_KEPT`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM credentials.browser WHERE used_at < $1";
        connect(&self.0).await?.execute(SQL, &[&(now - BROWSER_KEPT)]).await?;
        Ok(())
    }
}

fn happened_in(row: &Row) -> Result<Option<Happened>, StoreError> {
    let (kind, outcome): (&str, &str) = (row.try_get("kind")?, row.try_get("outcome")?);
    let Some(what) = What::of(kind, outcome) else {
        return Ok(None);
    };
    Ok(Some(Happened {
        at: row.try_get("at")?,
        attempt: row.try_get("attempt")?,
        method: row.try_get("method")?,
        what,
    }))
}

impl std::fmt::Debug for Accesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Accesses")
    }
}
