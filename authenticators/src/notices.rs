//! Notices: a person hears, by another channel than the one that was used, of what happened in their
//! name, and can say that it was not them.
//!
//! A notice is made of an event that is committed already, by whichever node comes first: nothing on
//! the way of a login waits for it, and nothing there tells whether anybody gets one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use citizens::{CitizenId, Contact};
use deadpool_postgres::Transaction;
use jiff::{SignedDuration, Timestamp};
use messages::{Account, Address, Message};
use openssl::rand::rand_bytes;
use openssl::sha::sha256;
use pages::Language;
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::codes::spoken;
use crate::contract::{Fault, MethodId, Ports};
use crate::store::{StoreError, connect};

/// «No he sido yo» may be said for so long.
pub const LIFE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// What is older than this when a node comes to it is not told any more.
const STALE: SignedDuration = SignedDuration::from_hours(24);
/// So many at a time.
const BATCH: usize = 50;
/// The start of the address, before the link's own part.
pub const PATH: &str = "/no-he-sido-yo/";

/// Tells people what happened in their name.
#[derive(Clone)]
pub struct Notices(Ports);

/// An event that is to be told.
struct Due {
    id: i64,
    at: Timestamp,
    citizen: CitizenId,
    method: String,
    kind: String,
    outcome: String,
}

impl Due {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get("at")?,
            citizen: CitizenId(row.try_get("citizen")?),
            method: row.try_get("method")?,
            kind: match row.try_get("kind")? {
                // A login that locked.
                "login" => "lock".to_owned(),
                kind => kind.to_owned(),
            },
            outcome: row.try_get("outcome")?,
        })
    }
}

/// What a link of a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// Whose.
    pub citizen: CitizenId,
    /// With which method.
    pub method: MethodId,
}

impl Notices {
    /// With these ports.
    #[must_use]
    pub fn new(ports: &Ports) -> Self {
        Self(ports.clone())
    }

    /// Tells what has not been told yet, one after the other, and says how many were. Two nodes do not
    /// tell the same; what the budget of a person has no room for comes again when it has.
    ///
    /// # Errors
    /// [`Fault`]; what was not told comes again.
    pub async fn tell(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut told = 0;
        while told < BATCH && self.tell_next(now).await? {
            told += 1;
        }
        Ok(told)
    }

    /// Whether there was one.
    async fn tell_next(&self, now: Timestamp) -> Result<bool, Fault> {
        const DUE: &str = "SELECT id, at, citizen, method, kind, outcome FROM credentials.event
             WHERE noticed_at IS NULL AND citizen IS NOT NULL
                 AND (kind IN ('browser', 'lock', 'set', 'unlock') OR outcome = 'locks') AND at > $1
                 AND (tell_after IS NULL OR tell_after <= $2)
             ORDER BY at LIMIT 1 FOR UPDATE SKIP LOCKED";
        const DONE: &str = "UPDATE credentials.event
             SET noticed_at = CASE WHEN $2::timestamptz IS NULL THEN $3::timestamptz END, tell_after = $2
             WHERE id = $1";
        let mut client = connect(&self.0.credentials).await?;
        let transaction = client.transaction().await.map_err(StoreError::from)?;
        let row = transaction.query_opt(DUE, &[&(now - STALE), &now]).await;
        let Some(row) = row.map_err(StoreError::from)? else {
            return Ok(false);
        };
        let due = Due::from_row(&row)?;
        let later = self.tell_one(&transaction, &due, now).await?;
        transaction.execute(DONE, &[&due.id, &later, &now]).await.map_err(StoreError::from)?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(true)
    }

    /// When it comes again, if it has to.
    async fn tell_one(
        &self,
        transaction: &Transaction<'_>,
        due: &Due,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Fault> {
        let Some(contact) = self.0.citizens.contact(due.citizen).await? else {
            return Ok(None);
        };
        let Some(to) = another_channel(&contact, &due.outcome) else {
            return Ok(None);
        };
        let link = self.link(transaction, due, now).await?;
        let language = spoken(&contact, Language::Es);
        let is_mail = matches!(to, Address::Mail(_));
        let words = &self.0.words;
        // A method that this build no longer has is called by its id.
        let method = words.say(language, &format!("method-{}", due.method), &[]);
        let method = method.unwrap_or_else(|_| due.method.clone());
        let args = [
            ("at", Value::from(due.at.to_string())),
            ("method", Value::from(method)),
            ("link", Value::from(link)),
        ];
        let key = format!("notice-{}", due.kind);
        let said = |key: &str| words.say(language, key, &args).map_err(Fault::failed);
        let message = Message {
            to,
            purpose: "notice",
            subject: if is_mail { Some(said(&format!("{key}.subject"))?) } else { None },
            text: if is_mail { said(&key)? } else { said(&format!("{key}.sms"))? },
            code: None,
            until: now + STALE,
            account: Account { person: Some(due.citizen.0), ..Account::default() },
        };
        match self.0.outbox.take(&message, now).await? {
            Ok(_) => Ok(None),
            // Whoever used the budget up must not keep the person from hearing of it.
            Err(refused) => Ok(Some(refused.until)),
        }
    }

    /// A link that only who gets the message knows.
    async fn link(
        &self,
        transaction: &Transaction<'_>,
        due: &Due,
        now: Timestamp,
    ) -> Result<String, Fault> {
        const SQL: &str = "INSERT INTO credentials.notice (token, citizen, method, made_at)
             VALUES ($1, $2, $3, $4)";
        let mut bits = [0; 20];
        rand_bytes(&mut bits).map_err(Fault::failed)?;
        let token = URL_SAFE_NO_PAD.encode(bits);
        let name = sha256(token.as_bytes());
        let citizen = due.citizen.0;
        let kept = transaction.execute(SQL, &[&name.as_slice(), &citizen, &due.method, &now]).await;
        kept.map_err(StoreError::from)?;
        Ok(format!("https://{}{PATH}{token}", self.0.host))
    }

    /// What a link is about; nothing: there is no such link, it is too old, or it was used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn disputed(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Disputed>, StoreError> {
        const SQL: &str = "SELECT citizen, method FROM credentials.notice
             WHERE token = $1 AND used_at IS NULL AND made_at > $2";
        let client = connect(&self.0.credentials).await?;
        let name = sha256(token.as_bytes());
        let row = client.query_opt(SQL, &[&name.as_slice(), &(now - LIFE)]).await?;
        let disputed = |row: Row| {
            let (citizen, method): (Uuid, &str) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Disputed { citizen: CitizenId(citizen), method: MethodId::named(method) })
        };
        row.map(disputed).transpose()
    }

    /// The link has done what it is for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settled(&self, token: &str, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE credentials.notice SET used_at = $2 WHERE token = $1";
        let client = connect(&self.0.credentials).await?;
        client.execute(SQL, &[&sha256(token.as_bytes()).as_slice(), &now]).await?;
        Ok(())
    }

    /// Forgets links that are too old.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM credentials.notice WHERE made_at < $1";
        connect(&self.0.credentials).await?.execute(SQL, &[&(now - LIFE)]).await?;
        Ok(())
    }
}

/// A mailbox, if there is one; a phone only if no phone was used for what is told. Whoever stole the
/// phone would read it there, and nobody else.
fn another_channel(contact: &Contact, outcome: &str) -> Option<Address> {
    let mail = contact.email.clone().map(Address::Mail);
    let phone = contact.phone.clone().filter(|_| outcome != "phone").map(Address::Phone);
    mail.or(phone)
}

impl std::fmt::Debug for Notices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notices")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_with_the_phone_is_not_told_by_the_phone() {
        let both = Contact {
            phone: Some("+34600000001".to_owned()),
            email: Some("ana@example.test".to_owned()),
            language: None,
        };
        let phone = Contact { email: None, ..both.clone() };
        let mail = Some(Address::Mail("ana@example.test".to_owned()));
        assert_eq!(another_channel(&both, "new"), mail);
        assert_eq!(another_channel(&both, "phone"), mail);
        let sms = Some(Address::Phone("+34600000001".to_owned()));
        assert_eq!(another_channel(&phone, "new"), sms);
        assert_eq!(another_channel(&phone, "phone"), None);
        assert_eq!(another_channel(&Contact::default(), "new"), None);
    }
}
