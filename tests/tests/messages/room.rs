//! An outbox in a database of its own, and messages for it.

use std::str::FromStr as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deadpool_postgres::{Manager, Pool};
use jiff::Timestamp;
use messages::outbox::Receipt;
use messages::{Account, Address, Carrier, Fate, Message, MessageId, Outbox, Postman, Refused};
use tests::database::{self, TestDatabase};
use tokio_postgres::{Config, NoTls};

use crate::carriers::Told;

pub(crate) const PHONE: &str = "+34600111222";
const KEY: [u8; 32] = [3; 32];

/// The outbox, and what time it is.
pub(crate) struct Room {
    pub(crate) database: TestDatabase,
    pub(crate) outbox: Outbox,
    now: Mutex<Timestamp>,
}

impl Room {
    pub(crate) async fn open() -> Self {
        let database = database::fresh().await;
        let outbox = Outbox::new(database.pool(), KEY);
        let now = Mutex::new("2026-11-27T10:00:00Z".parse().unwrap());
        Self { database, outbox, now }
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    pub(crate) fn wait(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The same outbox on another node.
    pub(crate) fn other_node(&self) -> Outbox {
        let config = Config::from_str(self.database.url()).unwrap();
        let manager = Manager::new(config, NoTls);
        Outbox::new(Pool::builder(manager).max_size(8).build().unwrap(), KEY)
    }

    pub(crate) async fn take(&self, message: &Message<'_>) -> Result<MessageId, Refused> {
        self.outbox.take(message, self.now()).await.unwrap()
    }

    pub(crate) async fn taken(&self) -> MessageId {
        self.take(&self.sms(PHONE)).await.unwrap()
    }

    pub(crate) async fn fate(&self, id: MessageId) -> Option<Fate> {
        self.outbox.fate(id).await.unwrap()
    }

    pub(crate) async fn receive(&self, token: &str, receipt: Receipt) -> bool {
        self.outbox.receive(token, receipt, self.now()).await.unwrap()
    }

    /// An SMS of use for ten minutes, on nobody's account.
    pub(crate) fn sms(&self, phone: &str) -> Message<'static> {
        Message {
            to: Address::Phone(phone.to_owned()),
            purpose: "code",
            subject: None,
            text: "Su código: 12345678".to_owned(),
            code: Some("12345678".to_owned()),
            until: self.now() + Duration::from_mins(10),
            account: Account::default(),
        }
    }

    pub(crate) fn postman(&self, carriers: &[&Arc<Told>]) -> Arc<Postman> {
        let carriers = carriers.iter().map(|told| Arc::clone(told) as Arc<dyn Carrier>).collect();
        Arc::new(Postman::new(self.outbox.clone(), carriers))
    }

    /// Whether anything of a letter is still kept of it.
    pub(crate) async fn is_kept(&self, id: MessageId) -> bool {
        let select = "SELECT letter IS NOT NULL FROM messages.outbox WHERE id = $1";
        self.database.connect().await.query_one(select, &[&id.0]).await.unwrap().get(0)
    }

    pub(crate) async fn rows(&self, table: &str) -> i64 {
        let select = format!("SELECT count(*) FROM messages.{table}");
        self.database.connect().await.query_one(&select, &[]).await.unwrap().get(0)
    }
}
