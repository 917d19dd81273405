//! The card's two tables: each function is one statement.

use authenticators::Fault;
use citizens::CitizenId;
use deadpool_postgres::{Client, Pool};
use uuid::Uuid;

use super::TRIES;

pub(super) struct Cards(pub(super) Pool);

impl Cards {
    pub(super) async fn issue(&self, number: &str, citizen: CitizenId) -> Result<(), Fault> {
        const SQL: &str = "INSERT INTO credentials.card (number, citizen) VALUES ($1, $2)";
        self.connect().await?.execute(SQL, &[&number, &citizen.0]).await.map_err(Fault::failed)?;
        Ok(())
    }

    /// Takes all their cards from somebody.
    pub(super) async fn end(&self, citizen: CitizenId) -> Result<(), Fault> {
        const SQL: &str = "DELETE FROM credentials.card WHERE citizen = $1";
        self.connect().await?.execute(SQL, &[&citizen.0]).await.map_err(Fault::failed)?;
        Ok(())
    }

    pub(super) async fn owner(&self, number: &str) -> Result<Option<CitizenId>, Fault> {
        const SQL: &str = "SELECT citizen FROM credentials.card WHERE number = $1";
        let client = self.connect().await?;
        let row = client.query_opt(SQL, &[&number]).await.map_err(Fault::failed)?;
        Ok(row.map(|row| CitizenId(row.get::<_, Uuid>(0))))
    }

    /// The position that will be asked next, for any number.
    pub(super) async fn next_place(&self, number: &str) -> Result<i16, Fault> {
        const SQL: &str = "SELECT coalesce((SELECT next FROM credentials.card_use WHERE number = $1), 0::smallint)";
        let client = self.connect().await?;
        let row = client.query_one(SQL, &[&number]).await.map_err(Fault::failed)?;
        Ok(row.get(0))
    }

    /// Uses a position up. True for the one who does it first, if the card has tries left; the try
    /// counts as wrong until [`Cards::settle`] says otherwise.
    pub(super) async fn use_up(&self, number: &str, place: i16) -> Result<bool, Fault> {
        const SQL: &str = "INSERT INTO credentials.card_use AS known (number, next, wrong)
             VALUES ($1, $2::smallint + 1, 1)
             ON CONFLICT (number) DO UPDATE SET next = $2::smallint + 1, wrong = known.wrong + 1
             WHERE known.next = $2::smallint
             RETURNING wrong";
        let client = self.connect().await?;
        let row = client.query_opt(SQL, &[&number, &place]).await.map_err(Fault::failed)?;
        Ok(row.is_some_and(|row| row.get::<_, i16>(0) <= TRIES))
    }

    pub(super) async fn settle(&self, number: &str, right: bool) -> Result<(), Fault> {
        const SQL: &str = "UPDATE credentials.card_use SET wrong = 0 WHERE number = $1 AND $2";
        let client = self.connect().await?;
        client.execute(SQL, &[&number, &right]).await.map_err(Fault::failed)?;
        Ok(())
    }

    async fn connect(&self) -> Result<Client, Fault> {
        self.0.get().await.map_err(Fault::failed)
    }
}
