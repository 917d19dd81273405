//! The tables of what has to be waited for: each function is one statement.
//!
//! A look at a password is taken before the hash, and until it is known how it ended there is no
//! other one for the same document from the same block of addresses, on no node. Statements lock
//! `password_waits` before `password_tries`, so that none waits for another in a circle.

use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::types::ToSql;

use super::policy::PasswordPolicy;
use super::store::DocumentKey;
use crate::failures::{Failure, count_failure};
use crate::keys::Name;
use crate::store::{StoreError, connect};

/// For whom a try counts.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) document: DocumentKey,
    pub(super) block: Name,
}

/// Why a try is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The last wrong password for this document from this block was too short a time ago.
    Pair { until: Timestamp, under_way: bool },
    /// Too many were wrong from this block.
    Block { until: Timestamp },
}

/// What has to be waited for, if anything, and how many tries have been taken from the document. It
/// reads only, so that whoever does not wait costs little.
pub(super) async fn in_force(
    pool: &Pool,
    names: &Names,
    is_exempt: bool,
    now: Timestamp,
) -> Result<(Option<Wait>, u8), StoreError> {
    const SQL: &str = "SELECT pair.until, pair.under_way, block.until, tries.taken
         FROM (SELECT $1::bytea AS document, $2::bytea AS block) AS asked
         LEFT JOIN credentials.password_waits AS pair
             ON pair.document = asked.document AND pair.block = asked.block AND pair.until > $3
         LEFT JOIN credentials.failures AS block
             ON block.block = asked.block AND block.until > $3 AND NOT $4
         LEFT JOIN credentials.password_tries AS tries ON tries.document = asked.document";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    let row = client.query_one(&statement, &[&document, &block, &now, &is_exempt]).await?;
    let (pair, under_way): (Option<Timestamp>, Option<bool>) = (row.try_get(0)?, row.try_get(1)?);
    let block: Option<Timestamp> = row.try_get(2)?;
    let taken: Option<i16> = row.try_get(3)?;
    let pair = pair.map(|until| Wait::Pair { until, under_way: under_way == Some(true) });
    Ok((block.map(|until| Wait::Block { until }).or(pair), count(taken.unwrap_or_default())))
}

/// A look that has begun.
pub(super) enum Begun {
    /// It is this try of its document since the last right one.
    Counted(u8),
    /// It has taken no try: there are none left below the bound.
    Uncounted,
}

/// Begins a look at a password; it takes a try from the document if fewer than `below` have been taken.
/// Nothing is begun, counted or changed while there is something to wait for. Atomic: of any number
/// at once one gets the look. The wait for the next one begins at once, as if this one were wrong.
pub(super) async fn take_look(
    pool: &Pool,
    names: &Names,
    policy: &PasswordPolicy,
    below: i16,
    now: Timestamp,
) -> Result<Option<Begun>, StoreError> {
    const SQL: &str = "WITH look AS (
             INSERT INTO credentials.password_waits AS known
                 (document, block, failures, until, under_way)
             VALUES ($1, $2, 1, $3::timestamptz + least(2, $4::float8) * interval '1 second', true)
             ON CONFLICT (document, block) DO UPDATE SET
                 failures = least(known.failures + 1, 30),
                 until = $3 + least(2 ^ least(known.failures + 1, 30), $4::float8) * interval '1 second',
                 under_way = true
             WHERE known.until <= $3
             RETURNING 1),
         counted AS (
             INSERT INTO credentials.password_tries AS known (document, taken, last_at)
             SELECT $1, 1, $3 FROM look WHERE $6::smallint > 0
             ON CONFLICT (document) DO UPDATE SET taken = least(known.taken + 1, $5), last_at = $3
             WHERE known.taken < $6
             RETURNING taken)
         SELECT counted.taken FROM look LEFT JOIN counted ON true";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    let longest = policy.longest_wait.as_secs_f64();
    let most = i32::from(policy.tries) + 1;
    let with: [&(dyn ToSql + Sync); 6] = [&document, &block, &now, &longest, &most, &below];
    let Some(row) = client.query_opt(&statement, &with).await? else {
        return Ok(None);
    };
    let taken: Option<i16> = row.try_get(0)?;
    Ok(Some(taken.map_or(Begun::Uncounted, |taken| Begun::Counted(count(taken)))))
}

/// Takes a try from the document in a look that has begun without one, if `counts`; and says how many
/// have been taken. The statement is the same either way.
pub(super) async fn take_try(
    pool: &Pool,
    document: &DocumentKey,
    policy: &PasswordPolicy,
    counts: bool,
    now: Timestamp,
) -> Result<u8, StoreError> {
    const SQL: &str = "INSERT INTO credentials.password_tries AS known (document, taken, last_at)
         VALUES ($1, $2::smallint, $3)
         ON CONFLICT (document) DO UPDATE SET taken = least(known.taken + $2, $4::integer), last_at = $3
         RETURNING taken";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let most = i32::from(policy.tries) + 1;
    let row = client
        .query_one(&statement, &[&document.as_slice(), &i16::from(counts), &now, &most])
        .await?;
    Ok(count(row.try_get(0)?))
}

/// Ends a look that has told nothing, as if it had not begun.
pub(super) async fn call_off(pool: &Pool, names: &Names, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.password_waits
         SET failures = greatest(failures - 1, 0), until = $3, under_way = false
         WHERE document = $1 AND block = $2";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (names.document.as_slice(), names.block.as_slice());
    client.execute(&statement, &[&document, &block, &now]).await?;
    Ok(())
}

fn count(taken: i16) -> u8 {
    u8::try_from(taken).unwrap_or(u8::MAX)
}

/// How a look ended: if `right`, all tries are given back, unless more than `most` have been taken
/// meanwhile, which is a lock, and nobody has to wait any more; if not,
/// the block has one failure more, unless it is exempt. The statement is the same either way.
pub(super) async fn settle(
    pool: &Pool,
    document: &DocumentKey,
    (right, most): (bool, u8),
    failure: &Failure<'_>,
) -> Result<(), StoreError> {
    const SQL: &str = concat!(
        "WITH ended AS (
             UPDATE credentials.password_waits SET under_way = false
             WHERE document = $8 AND block = $1 AND NOT $9 RETURNING 1),
         lifted AS (
             DELETE FROM credentials.password_waits
             WHERE document = $8 AND block = $1 AND $9 RETURNING 1),
         counted AS (",
        count_failure!(),
        ")
         DELETE FROM credentials.password_tries
         WHERE document = $8 AND $9 AND taken <= $10
             AND (SELECT count(*) FROM ended) + (SELECT count(*) FROM lifted) >= 0"
    );
    let Failure { block, counts, limit, now } = failure;
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (document, block) = (document.as_slice(), block.as_slice());
    let (wear, window) = (limit.wear().as_secs_f64(), limit.window.as_secs_f64());
    let pause = limit.pause.as_secs_f64();
    let counts = *counts && !right;
    client
        .execute(
            &statement,
            &[
                &block,
                &counts,
                now,
                &wear,
                &window,
                &limit.most_a_day,
                &pause,
                &document,
                &right,
                &i16::from(most),
            ],
        )
        .await?;
    Ok(())
}

/// Takes all its tries from a document, wherever somebody tries it.
pub(super) async fn lock(
    pool: &Pool,
    document: &DocumentKey,
    tries: u8,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.password_tries (document, taken, last_at)
         VALUES ($1, $2, $3) ON CONFLICT (document) DO UPDATE SET taken = $2, last_at = $3";
    let client = connect(pool).await?;
    let all = i16::from(tries) + 1;
    client.execute(SQL, &[&document.as_slice(), &all, &now]).await?;
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

/// Forgets what was counted under the names of blocks that are no longer in use; also in the table in
/// which nodes of the release before count the failures of a block.
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
