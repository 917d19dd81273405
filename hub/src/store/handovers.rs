//! Tickets to the certificate host, and what comes back by a code.

use jiff::{SignedDuration, Timestamp};

use crate::journey::JourneyId;
use crate::journey::browser::Locked;
use crate::store::{Store, StoreError};

/// SHA-256 of a ticket or a code.
pub type Hashed = [u8; 32];

/// Where a ticket was made.
#[derive(Debug)]
pub struct Ticket {
    /// In which attempt.
    pub attempt: String,
    /// In which journey.
    pub journey: JourneyId,
    /// Whether it is good: in time, and used now for the first time.
    pub is_good: bool,
}

impl Store {
    /// Keeps a ticket; what an earlier one of the same attempt led to is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_ticket(
        &self,
        (attempt, journey): (&str, &JourneyId),
        ticket: &Hashed,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO hub.handover (attempt, journey, ticket, until)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (attempt) DO UPDATE SET journey = $2, ticket = $3, until = $4,
                 used_at = NULL, code = NULL, found = NULL, code_until = NULL";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        let journey = journey.as_bytes();
        client.execute(&statement, &[&attempt, &journey, &ticket.as_slice(), &until]).await?;
        Ok(())
    }

    /// Uses a ticket up; nothing: there is none such.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_ticket(
        &self,
        ticket: &Hashed,
        now: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        const SQL: &str = "WITH known AS (
                 SELECT attempt, journey, used_at IS NULL AND until > $2 AS is_good
                 FROM hub.handover WHERE ticket = $1 FOR UPDATE),
             used AS (UPDATE hub.handover SET used_at = $2 WHERE ticket = $1 AND used_at IS NULL)
             SELECT attempt, journey, is_good FROM known";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        let Some(row) = client.query_opt(&statement, &[&ticket.as_slice(), &now]).await? else {
            return Ok(None);
        };
        let (attempt, journey, is_good) =
            (row.try_get(0)?, row.try_get::<_, &[u8]>(1)?, row.try_get(2)?);
        let Ok(journey) = journey.try_into() else {
            return Ok(None);
        };
        Ok(Some(Ticket { attempt, journey: JourneyId::from_bits(journey), is_good }))
    }

    /// Keeps what was found with a ticket that was used, for whoever brings the code; false: the person has
    /// asked for another ticket meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hand_over(
        &self,
        ticket: &Hashed,
        (code, found): (&Hashed, &Locked),
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE hub.handover SET code = $2, found = $3, code_until = $4
             WHERE ticket = $1 AND used_at IS NOT NULL AND code IS NULL";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        let (ticket, code) = (ticket.as_slice(), code.as_slice());
        let kept = client.execute(&statement, &[&ticket, &code, &found.as_bytes(), &until]).await?;
        Ok(kept == 1)
    }

    /// What was found in this attempt, once; nothing: the code is not good, or not any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn collect(
        &self,
        attempt: &str,
        code: &Hashed,
        now: Timestamp,
    ) -> Result<Option<Locked>, StoreError> {
        const SQL: &str = "DELETE FROM hub.handover
             WHERE attempt = $1 AND code = $2 AND code_until > $3 RETURNING found";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        let row = client.query_opt(&statement, &[&attempt, &code.as_slice(), &now]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(Locked::from_row))
    }

    /// What this code leads to is gone: it was brought where it does not belong.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn burn(&self, code: &Hashed) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM hub.handover WHERE code = $1";
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(SQL).await?;
        client.execute(&statement, &[&code.as_slice()]).await?;
        Ok(())
    }

    /// Forgets tickets that nobody uses any more.
    pub(super) async fn forget_handovers(&self, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM hub.handover WHERE until < $1";
        let client = self.pool.get().await?;
        client.execute(SQL, &[&(now - SignedDuration::from_mins(5))]).await?;
        Ok(())
    }
}
