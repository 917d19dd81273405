//! The table of this method: each function is one statement, so that whatever counts or is used once is
//! counted and used once, however many come at the same time.

use citizens::CitizenId;
use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;

use crate::keys::Name;
use crate::store::{StoreError, connect};

/// A PIN that is to be.
pub(super) struct New<'a> {
    pub(super) citizen: CitizenId,
    /// Of the attempt that asks for it; nothing: asked for outside a journey.
    pub(super) name: Option<Name>,
    pub(super) digest: Name,
    pub(super) salt: &'a str,
    pub(super) keyed: bool,
    pub(super) until: Timestamp,
    pub(super) next_send: Timestamp,
}

/// What there is of a person.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) name: Option<Vec<u8>>,
    pub(super) salt: String,
    pub(super) keyed: bool,
    pub(super) until: Timestamp,
    pub(super) tries: i16,
    pub(super) sends: i16,
    pub(super) next_send: Timestamp,
    pub(super) used_at: Option<Timestamp>,
    pub(super) blocked_until: Timestamp,
    pub(super) held: bool,
}

impl Stored {
    /// Whether this PIN still enters, or will once it has been sent.
    pub(super) fn lives(&self, now: Timestamp) -> bool {
        self.used_at.is_none()
            && self.tries > 0
            && self.until > now
            && !self.held
            && self.blocked_until <= now
    }

    /// Whether it is the one of this name, or the one without.
    pub(super) fn is(&self, name: Option<&Name>) -> bool {
        self.name.as_deref() == name.map(Name::as_slice)
    }
}

/// Makes a PIN, which voids the one that there was. Nothing changes for whoever is blocked, nor when it
/// is the same PIN again.
pub(super) async fn make(
    pool: &Pool,
    new: &New<'_>,
    tries: i16,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.pin AS known
             (citizen, name, digest, salt, keyed, made_at, until, tries, sends, next_send, failures,
              blocked_until, held)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, '{}', $6, false)
         ON CONFLICT (citizen) DO UPDATE SET
             name = $2, digest = $3, salt = $4, keyed = $5, made_at = $6, until = $7, tries = $8,
             sends = 0, next_send = $9, posted_at = NULL, used_at = NULL
         WHERE NOT known.held AND known.blocked_until <= $6 AND known.digest <> $3";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let name = new.name.as_ref().map(Name::as_slice);
    let digest = new.digest.as_slice();
    client
        .execute(
            &statement,
            &[
                &new.citizen.0,
                &name,
                &digest,
                &new.salt,
                &new.keyed,
                &now,
                &new.until,
                &tries,
                &new.next_send,
            ],
        )
        .await?;
    Ok(())
}

/// What there is of a person.
pub(super) async fn find(pool: &Pool, citizen: CitizenId) -> Result<Option<Stored>, StoreError> {
    const SQL: &str = "SELECT name, salt, keyed, until, tries, sends, next_send,
             used_at, blocked_until, held
         FROM credentials.pin WHERE citizen = $1";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.query_opt(&statement, &[&citizen.0]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        name: row.try_get("name")?,
        salt: row.try_get("salt")?,
        keyed: row.try_get("keyed")?,
        until: row.try_get("until")?,
        tries: row.try_get("tries")?,
        sends: row.try_get("sends")?,
        next_send: row.try_get("next_send")?,
        used_at: row.try_get("used_at")?,
        blocked_until: row.try_get("blocked_until")?,
        held: row.try_get("held")?,
    })
}

/// Takes one of the sends of this very PIN, and says whether there was one to take: of any number at once
/// one gets it.
pub(super) async fn take_send(
    pool: &Pool,
    (citizen, name): (CitizenId, Option<&Name>),
    digest: &Name,
    (most, pause): (i16, SignedDuration),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE credentials.pin SET
             sends = sends + 1, next_send = $3::timestamptz + $5::float8 * interval '1 second'
         WHERE citizen = $1 AND name IS NOT DISTINCT FROM $2
             AND used_at IS NULL AND tries > 0 AND until > $3 AND NOT held AND blocked_until <= $3
             AND sends < $4 AND next_send <= $3 AND digest = $6";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let name = name.map(Name::as_slice);
    let pause = pause.as_secs_f64();
    let taken = client
        .execute(&statement, &[&citizen.0, &name, &now, &most, &pause, &digest.as_slice()])
        .await?;
    Ok(taken == 1)
}

/// A send has taken place.
pub(super) async fn posted(
    pool: &Pool,
    (citizen, name): (CitizenId, Option<&Name>),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.pin SET posted_at = coalesce(posted_at, $3)
         WHERE citizen = $1 AND name IS NOT DISTINCT FROM $2";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.execute(&statement, &[&citizen.0, &name.map(Name::as_slice), &now]).await?;
    Ok(())
}

/// Gives a send back that did not take place; the next one may be from this instant on.
pub(super) async fn give_send_back(
    pool: &Pool,
    (citizen, name): (CitizenId, Option<&Name>),
    next_send: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.pin SET sends = sends - 1, next_send = $3
         WHERE citizen = $1 AND name IS NOT DISTINCT FROM $2 AND sends > 0";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let name = name.map(Name::as_slice);
    client.execute(&statement, &[&citizen.0, &name, &next_send]).await?;
    Ok(())
}

/// When wrong PINs block.
pub(super) struct Limit {
    /// So many of them,
    pub(super) failures: i32,
    /// within this time,
    pub(super) window: SignedDuration,
    /// block as long as this.
    pub(super) pause: SignedDuration,
}

/// How a look at a PIN ended.
pub(super) struct Looked {
    pub(super) right: bool,
    pub(super) tries: i16,
    pub(super) blocked_until: Timestamp,
}

/// Looks at a PIN, uses it up if it is the right one, and takes a try if not; nothing: there was none to
/// look at. The digests are HMACs under the house's key, so the time that comparing them takes tells
/// nothing.
pub(super) async fn look(
    pool: &Pool,
    (citizen, name): (CitizenId, Option<&Name>),
    digest: &Name,
    limit: &Limit,
    now: Timestamp,
) -> Result<Option<Looked>, StoreError> {
    const SQL: &str = "UPDATE credentials.pin AS live SET
             tries = tries - 1,
             used_at = CASE WHEN digest = $3 THEN $4::timestamptz END,
             failures = CASE WHEN digest = $3 THEN '{}' ELSE $4 || ARRAY(
                 SELECT at FROM unnest(live.failures) AS at
                 WHERE at > $4 - $6::float8 * interval '1 second') END,
             blocked_until = CASE WHEN digest <> $3 AND 1 + (
                     SELECT count(*) FROM unnest(live.failures) AS at
                     WHERE at > $4 - $6 * interval '1 second') >= $5::integer
                 THEN $4 + $7::float8 * interval '1 second' ELSE blocked_until END
         WHERE citizen = $1 AND name IS NOT DISTINCT FROM $2 AND posted_at IS NOT NULL
             AND used_at IS NULL AND tries > 0 AND until > $4 AND NOT held AND blocked_until <= $4
         RETURNING digest = $3 AS is_right, tries, blocked_until";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let name = name.map(Name::as_slice);
    let digest = digest.as_slice();
    let (window, pause) = (limit.window.as_secs_f64(), limit.pause.as_secs_f64());
    let row = client
        .query_opt(
            &statement,
            &[&citizen.0, &name, &digest, &now, &limit.failures, &window, &pause],
        )
        .await?;
    let looked = |row: Row| {
        Ok(Looked {
            right: row.try_get("is_right")?,
            tries: row.try_get("tries")?,
            blocked_until: row.try_get("blocked_until")?,
        })
    };
    row.map(looked).transpose()
}

/// Ends the PIN that there is, and lets no other one be made until [`release`].
pub(super) async fn hold(
    pool: &Pool,
    citizen: CitizenId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credentials.pin
             (citizen, digest, salt, keyed, made_at, until, tries, sends, next_send, failures,
              blocked_until, held)
         VALUES ($1, '', '', false, $2, $2, 0, 0, $2, '{}', $2, true)
         ON CONFLICT (citizen) DO UPDATE SET tries = 0, held = true";
    let client = connect(pool).await?;
    client.execute(SQL, &[&citizen.0, &now]).await?;
    Ok(())
}

/// Lifts whatever keeps a person from having a PIN.
pub(super) async fn release(pool: &Pool, citizen: CitizenId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.pin WHERE citizen = $1";
    let client = connect(pool).await?;
    client.execute(SQL, &[&citizen.0]).await?;
    Ok(())
}

/// Forgets what is of no use any more: dead PINs of people of whom nothing counts or holds.
pub(super) async fn forget(pool: &Pool, before: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.pin
         WHERE until < $1 AND blocked_until < $1 AND NOT held";
    let client = connect(pool).await?;
    client.execute(SQL, &[&before]).await?;
    Ok(())
}
