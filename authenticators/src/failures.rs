//! What goes wrong from one block of addresses: every method counts here, whatever it is that was wrong.

use deadpool_postgres::Pool;
use jiff::{SignedDuration, Timestamp};

use crate::address::AddressBlock;
use crate::contract::{Fault, Ports};
use crate::keys::{Keys, Name};
use crate::store::{StoreError, connect};

/// What a block of addresses may get wrong (SPEC 5.8). What goes right is not counted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AddressLimit {
    /// So many within [`AddressLimit::window`]; then one more each time that one has worn off.
    pub most_at_once: i32,
    /// A failure wears off in this time, divided by [`AddressLimit::most_at_once`].
    pub window: SignedDuration,
    /// Each time that so many have gone wrong in a day, nothing is looked at for a while.
    pub most_a_day: i32,
    /// For so long.
    pub pause: SignedDuration,
}

impl AddressLimit {
    /// The numbers of SPEC 5.8.
    pub const STANDARD: Self = Self {
        most_at_once: 30,
        window: SignedDuration::from_mins(10),
        most_a_day: 200,
        pause: SignedDuration::from_hours(1),
    };

    /// How long it takes for one failure to wear off.
    #[must_use]
    pub fn wear(&self) -> SignedDuration {
        self.window / self.most_at_once.max(1)
    }
}

/// The failures of all blocks.
#[derive(Clone)]
pub struct Failures {
    pool: Pool,
    keys: Keys,
    limit: AddressLimit,
}

impl Failures {
    /// Those of the house.
    #[must_use]
    pub fn new(ports: &Ports) -> Self {
        Self {
            pool: ports.credentials.clone(),
            keys: ports.keys.clone(),
            limit: AddressLimit::STANDARD,
        }
    }

    /// From when on something that comes from there is looked at again, if it is not now. A method asks
    /// before it compares a secret, and answers [`Step::Defer`](crate::Step::Defer) with it.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn in_force(
        &self,
        client: &AddressBlock,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Fault> {
        let name = self.name_of(client, now)?;
        Ok(in_force(&self.pool, &name, client.is_exempt(), now).await?)
    }

    /// Something was wrong; nothing is counted of an exempt block.
    ///
    /// # Errors
    /// [`Fault`] when the database fails: then nothing may be answered.
    pub async fn count(&self, client: &AddressBlock, now: Timestamp) -> Result<(), Fault> {
        let failure = Failure {
            block: self.name_of(client, now)?,
            counts: !client.is_exempt(),
            limit: &self.limit,
            now,
        };
        Ok(count(&self.pool, &failure).await?)
    }

    /// Forgets what was counted under the names of blocks that are no longer in use. Each method that
    /// counts here does it when it keeps house.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        Ok(forget(&self.pool, now).await?)
    }

    /// The name of a block of addresses, by a key that is another one every day (SPEC SEC-01).
    pub(crate) fn name_of(&self, client: &AddressBlock, now: Timestamp) -> Result<Name, Fault> {
        self.keys.name(&format!("failures/1/{}", now.strftime("%F")), &[client.octets()])
    }

    /// What a block may get wrong.
    pub(crate) fn limit(&self) -> &AddressLimit {
        &self.limit
    }
}

/// Something that was wrong, as the statement needs it.
pub(crate) struct Failure<'a> {
    pub(crate) block: Name,
    pub(crate) counts: bool,
    pub(crate) limit: &'a AddressLimit,
    pub(crate) now: Timestamp,
}

/// The statement that counts a failure, for methods in whose own statement it is a part. It takes the
/// block, whether it counts, the instant, and four numbers of the limit, as `$1` to `$7`.
macro_rules! count_failure {
    () => {
        "INSERT INTO credentials.failures AS known (block, counted, worn_at, until)
         SELECT $1::bytea, 1, $3::timestamptz + $4::float8 * interval '1 second', $3
         WHERE $2::boolean
         ON CONFLICT (block) DO UPDATE SET
             counted = known.counted + 1,
             worn_at = greatest(known.worn_at, $3) + $4 * interval '1 second',
             until = greatest(
                 known.until,
                 greatest(known.worn_at, $3) + (2 * $4 - $5::float8) * interval '1 second',
                 CASE WHEN (known.counted + 1) % $6::integer = 0
                     THEN $3 + $7::float8 * interval '1 second' END)"
    };
}
pub(crate) use count_failure;

async fn count(pool: &Pool, failure: &Failure<'_>) -> Result<(), StoreError> {
    let Failure { block, counts, limit, now } = failure;
    let client = connect(pool).await?;
    let statement = client.prepare_cached(count_failure!()).await?;
    let block = block.as_slice();
    let (wear, window) = (limit.wear().as_secs_f64(), limit.window.as_secs_f64());
    let pause = limit.pause.as_secs_f64();
    client
        .execute(&statement, &[&block, counts, now, &wear, &window, &limit.most_a_day, &pause])
        .await?;
    Ok(())
}

async fn in_force(
    pool: &Pool,
    block: &Name,
    is_exempt: bool,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "SELECT until FROM credentials.failures
         WHERE block = $1 AND until > $2 AND NOT $3::boolean";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let row = client.query_opt(&statement, &[&block.as_slice(), &now, &is_exempt]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

async fn forget(pool: &Pool, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.failures WHERE worn_at < $1";
    let client = connect(pool).await?;
    client.execute(SQL, &[&(now - KEPT)]).await?;
    Ok(())
}

/// A block has its name for a day.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
