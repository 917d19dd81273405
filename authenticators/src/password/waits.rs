//! The tables of what has to be waited for: each function is one statement.
//!
//! A look at a password is taken before the hash, and until it is known how it ended there is no
//! other one for the same document from the same block of addresses, on no node. Statements lock
//! `password_waits` before `password_tries`, so that none waits for another in a circle.

use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};

use super::policy::{AddressLimit, PasswordPolicy};
use super::store::DocumentKey;
use crate::store::{StoreError, connect};

/// Names a block of addresses for a day without telling it.
pub(super) type BlockKey = [u8; 32];

/// For whom a try counts.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) document: DocumentKey,
    pub(super) block: BlockKey,
}

/// Why a try is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The last wrong password for this document from this block was too short a time ago.
    Pair { until: Timestamp, under_way: bool },
    /// Too many were wrong from this block.
    Block { until: Timestamp },
}

/// What has to be waited for, if anything. It reads only, so that whoever does not wait costs little.
pub(super) async fn in_force(
    pool: &Pool,
    names: &Names,
    is_exempt: bool,
    now: Timestamp,
) -> Result<Option<Wait>, StoreError> {
    const SQL: &str = "SELECT pair.until, pair.under_way, block.until
         FROM (SELECT $1::bytea AS document, $2::bytea AS block) AS asked
         LEFT JOIN credentials.password_waits AS pair
             ON pair.document = asked.document AND pair.block = asked.block AND pair.until > $3
         LEFT JOIN credentials.password_failures AS block
             ON block.block = asked.block AND block.until > $3 AND NOT $4";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    let row = client.query_one(&statement, &[&document, &block, &now, &is_exempt]).await?;
    let (pair, under_way): (Option<Timestamp>, Option<bool>) = (row.try_get(0)?, row.try_get(1)?);
    let block: Option<Timestamp> = row.try_get(2)?;
    let pair = pair.map(|until| Wait::Pair { until, under_way: under_way == Some(true) });
    Ok(block.map(|until| Wait::Block { until }).or(pair))
}

/// Takes a look at a password, and says which try of its document it is since the last right one.
/// Nothing is taken, counted or changed while there is something to wait for. Atomic: of any number
/// at once one gets the look. The wait for the next one begins at once, as if this one were wrong.
pub(super) async fn take_look(
    pool: &Pool,
    names: &Names,
    policy: &PasswordPolicy,
    now: Timestamp,
) -> Result<Option<u8>, StoreError> {
    const SQL: &str = "WITH look AS (
             INSERT INTO credentials.password_waits AS known
                 (document, block, failures, until, under_way)
             VALUES ($1, $2, 1, $3::timestamptz + least(2, $4::float8) * interval '1 second', true)
             ON CONFLICT (document, block) DO UPDATE SET
                 failures = least(known.failures + 1, 30),
                 until = $3 + least(2 ^ least(known.failures + 1, 30), $4::float8) * interval '1 second',
                 under_way = true
             WHERE known.until <= $3
             RETURNING 1)
         INSERT INTO credentials.password_tries AS known (document, taken, last_at)
         SELECT $1, 1, $3 FROM look
         ON CONFLICT (document) DO UPDATE SET taken = least(known.taken + 1, $5), last_at = $3
         RETURNING taken";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    let longest = policy.longest_wait.as_secs_f64();
    let most = i32::from(policy.tries) + 1;
    let row = client.query_opt(&statement, &[&document, &block, &now, &longest, &most]).await?;
    let taken: Option<i16> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(taken.map(|taken| u8::try_from(taken).unwrap_or(u8::MAX)))
}

/// How a look ended: if `right`, all tries are given back and nobody has to wait any more; if not,
/// the block has one failure more, unless it is exempt. The statement is the same either way.
pub(super) async fn settle(
    pool: &Pool,
    names: &Names,
    (right, is_exempt): (bool, bool),
    limit: &AddressLimit,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "WITH ended AS (
             UPDATE credentials.password_waits SET under_way = false
             WHERE document = $1 AND block = $2 AND NOT $3 RETURNING 1),
         lifted AS (
             DELETE FROM credentials.password_waits
             WHERE document = $1 AND block = $2 AND $3 RETURNING 1),
         counted AS (
             INSERT INTO credentials.password_failures AS known (block, counted, worn_at, until)
             SELECT $2, 1, $5::timestamptz + $6::float8 * interval '1 second', $5
             WHERE NOT $3 AND NOT $4
             ON CONFLICT (block) DO UPDATE SET
                 counted = known.counted + 1,
                 worn_at = greatest(known.worn_at, $5) + $6 * interval '1 second',
                 until = greatest(
                     known.until,
                     greatest(known.worn_at, $5) + (2 * $6 - $7::float8) * interval '1 second',
                     CASE WHEN (known.counted + 1) % $8 = 0
                         THEN $5 + $9::float8 * interval '1 second' END))
         DELETE FROM credentials.password_tries
         WHERE document = $1 AND $3
             AND (SELECT count(*) FROM ended) + (SELECT count(*) FROM lifted) >= 0";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    let wear = limit.wear().as_secs_f64();
    let window = limit.window.as_secs_f64();
    let pause = limit.pause.as_secs_f64();
    client
        .execute(
            &statement,
            &[
                &document,
                &block,
                &right,
                &is_exempt,
                &now,
                &wear,
                &window,
                &limit.most_a_day,
                &pause,
            ],
        )
        .await?;
    Ok(())
}

/// Gives a document all its tries back, wherever they were lost.
pub(super) async fn unlock(pool: &Pool, document: &DocumentKey) -> Result<(), StoreError> {
    const SQL: &str = "WITH lifted AS (
             DELETE FROM credentials.password_waits WHERE document = $1 RETURNING 1)
         DELETE FROM credentials.password_tries
         WHERE document = $1 AND (SELECT count(*) FROM lifted) >= 0";
    let client = connect(pool).await?;
    client.execute(SQL, &[&document.as_slice()]).await?;
    Ok(())
}

/// Forgets what was counted under the names of blocks that are no longer in use.
pub(super) async fn forget(pool: &Pool, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "WITH worn AS (
             DELETE FROM credentials.password_failures WHERE worn_at < $1)
         DELETE FROM credentials.password_waits WHERE until < $1";
    let client = connect(pool).await?;
    client.execute(SQL, &[&(now - KEPT)]).await?;
    Ok(())
}

/// A block has its name for a day.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
