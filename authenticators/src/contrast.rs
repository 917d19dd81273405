//! The contrast datum, asked of whoever has not shown anything else: few tries a day, and the same words
//! for a wrong datum and for an unknown document.
//!
//! A try is taken before the source is asked, so that guesses made at the same time count like guesses
//! made one by one, and given back when the datum was right or the source could not say. The hub works
//! on a request to its end also when whoever sent it has gone, so who goes away gets neither a guess for
//! nothing nor loses a try to an outage; only a node that dies meanwhile has taken one for nothing.

use citizens::{Contrast, SourceAway};
use deadpool_postgres::Pool;
use identity::{ContrastDatum, ContrastError, DocumentKind, SpanishId};
use jiff::{SignedDuration, Timestamp};
use pages::{FieldError, Form, Page};

use crate::address::AddressBlock;
use crate::contract::{Fault, Ports};
use crate::failures::Failures;
use crate::keys::Name;
use crate::store::{StoreError, connect};

#[cfg(test)]
mod tests;

/// What is asked for, which depends on the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Of a DNI a date: of its validity, or of issue when it is permanent.
    Date,
    /// Of a NIE the card's support number.
    SupportNumber,
}

impl Asked {
    /// What is asked of the holder of a document of this kind; nothing if such documents bear none.
    #[must_use]
    pub fn of(kind: DocumentKind) -> Option<Self> {
        match kind {
            DocumentKind::Dni => Some(Self::Date),
            DocumentKind::Nie => Some(Self::SupportNumber),
            DocumentKind::NifK | DocumentKind::NifL | DocumentKind::NifM => None,
        }
    }

    /// What this form was filled in for, if its page had any of these fields.
    #[must_use]
    pub fn in_form(form: &Form) -> Option<Self> {
        match (form.get(DAY), form.get(SUPPORT)) {
            (Some(_), _) => Some(Self::Date),
            (None, Some(_)) => Some(Self::SupportNumber),
            (None, None) => None,
        }
    }

    /// The field to which an error belongs that is about all of it.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Date => DAY,
            Self::SupportNumber => SUPPORT,
        }
    }

    /// A page whose template has `contrast_fields`, with what was typed into them. What cannot be part of
    /// a datum is not repeated.
    #[must_use]
    pub fn on(self, page: Page, typed: Option<&Form>) -> Page {
        let fields = match self {
            Self::Date => [DAY, MONTH, YEAR].as_slice(),
            Self::SupportNumber => &[SUPPORT],
        };
        let page = page.with(CONTRAST, if self == Self::Date { "date" } else { "support" });
        fields.iter().fold(page, |page, field| {
            let text = typed.and_then(|form| form.get(field)).unwrap_or_default();
            let fit = text.len() <= LONGEST_FIELD && !text.chars().any(char::is_control);
            page.with(field, if fit { text } else { "" })
        })
    }

    /// Reads the fields of `contrast_fields`.
    ///
    /// # Errors
    /// What is wrong with them, and with which. Nobody has been asked, and nothing counted.
    pub fn read(self, form: &Form) -> Result<ContrastDatum, FieldError> {
        let field = |name| form.get(name).unwrap_or_default().trim();
        match self {
            Self::Date => {
                let typed = [field(DAY), field(MONTH), field(YEAR)].join(" ");
                date(&typed).map_err(|message| wrong(DAY, message))
            }
            Self::SupportNumber => ContrastDatum::parse(DocumentKind::Nie, field(SUPPORT))
                .map_err(|error| wrong(SUPPORT, support_message(error))),
        }
    }
}

/// The value of a page that says what `contrast_fields` shows.
const CONTRAST: &str = "contrast";
const DAY: &str = "dia";
const MONTH: &str = "mes";
const YEAR: &str = "ano";
const SUPPORT: &str = "soporte";
const LONGEST_FIELD: usize = 16;

fn date(typed: &str) -> Result<ContrastDatum, &'static str> {
    match ContrastDatum::parse(DocumentKind::Dni, typed) {
        Ok(date) if date.is_permanent_validity() => Err("contrast-date-permanent"),
        Ok(date) => Ok(date),
        Err(ContrastError::Empty) => Err("contrast-date-empty"),
        Err(ContrastError::Form(_) | ContrastError::NoDatum) => Err("contrast-date-form"),
    }
}

fn support_message(error: ContrastError) -> &'static str {
    match error {
        ContrastError::Empty => "contrast-support-empty",
        ContrastError::Form(_) | ContrastError::NoDatum => "contrast-support-form",
    }
}

fn wrong(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

/// Compares what is typed with what is printed on the card, and counts.
#[derive(Clone)]
pub struct Contrasts {
    ports: Ports,
    failures: Failures,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// It is what is printed on the card.
    Match,
    /// It is not, or there is no such card.
    No,
    /// All tries of this document are used up; nothing was looked at.
    Spent {
        /// From when on there is another one.
        until: Timestamp,
    },
    /// Too much went wrong where they come from; nothing was looked at.
    Block {
        /// From when on it is looked at again.
        until: Timestamp,
    },
    /// The source cannot say now; nothing was counted.
    Away,
}

impl Contrasts {
    /// So many wrong data for one document within [`Contrasts::WINDOW`] (DESIGN §11).
    pub const TRIES: u8 = 5;

    /// A try counts from its instant for so long, whatever the day.
    pub const WINDOW: SignedDuration = SignedDuration::from_hours(24);

    /// With the house's source.
    #[must_use]
    pub fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), failures: Failures::new(ports) }
    }

    /// Takes a try, asks the source, and gives the try back if it was right or could not be answered.
    /// The same statements run whether there is such a document or not.
    ///
    /// # Errors
    /// [`Fault`]; the try may be lost then.
    pub async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
        client: &AddressBlock,
        now: Timestamp,
    ) -> Result<Compared, Fault> {
        if let Some(until) = self.failures.in_force(client, now).await? {
            return Ok(Compared::Block { until });
        }
        let pool = &self.ports.credentials;
        let name = self.name_of(document)?;
        if let Err(until) = take(pool, &name, now).await? {
            return Ok(Compared::Spent { until });
        }
        let compared = self.ask(document, datum).await;
        if let Ok(false) = compared {
            self.failures.count(client, now).await?;
            return Ok(Compared::No);
        }
        give_back(pool, &name, now).await?;
        Ok(if compared.is_ok() { Compared::Match } else { Compared::Away })
    }

    /// Whether it is what is printed on the card. Nothing is counted: for who counts in another way.
    pub(crate) async fn ask(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<bool, SourceAway> {
        let contrast = self.ports.identities.compare(document, datum).await?;
        Ok(contrast == Contrast::Match)
    }

    /// Forgets tries that count no longer. Each method that compares contrast data does it when it keeps
    /// house.
    ///
    /// # Errors
    /// [`Fault`] when the database fails.
    pub async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        Ok(forget(&self.ports.credentials, now).await?)
    }

    fn name_of(&self, document: &SpanishId) -> Result<Name, Fault> {
        self.ports.keys.name("contrast/1", &[document.as_str().as_bytes()])
    }
}

/// Takes a try, or says when there is one. Atomic: of any number at once as many get one as there are.
async fn take(
    pool: &Pool,
    document: &Name,
    now: Timestamp,
) -> Result<Result<(), Timestamp>, StoreError> {
    const SQL: &str = "WITH took AS (
             INSERT INTO credentials.contrast_tries AS known (document, taken, last_at)
             VALUES ($1, ARRAY[$2::timestamptz], $2)
             ON CONFLICT (document) DO UPDATE SET
                 taken = ARRAY(SELECT at FROM unnest(known.taken) AS at WHERE at > $3) || $2,
                 last_at = $2
             WHERE (SELECT count(*) FROM unnest(known.taken) AS at WHERE at > $3) < $4::bigint
             RETURNING 1)
         SELECT EXISTS (SELECT FROM took), min(at)
         FROM (SELECT unnest(taken) AS at FROM credentials.contrast_tries WHERE document = $1) AS tries
         WHERE at > $3::timestamptz";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    let (since, most) = (now - Contrasts::WINDOW, i64::from(Contrasts::TRIES));
    let row = client.query_one(&statement, &[&document.as_slice(), &now, &since, &most]).await?;
    if row.try_get(0)? {
        return Ok(Ok(()));
    }
    // Nothing is seen here of tries that were taken while this one was waiting for them.
    let oldest: Option<Timestamp> = row.try_get(1)?;
    Ok(Err(oldest.unwrap_or(now) + Contrasts::WINDOW))
}

/// Gives back a try that was taken at this instant.
async fn give_back(pool: &Pool, document: &Name, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credentials.contrast_tries
         SET taken = taken[:array_position(taken, $2) - 1] || taken[array_position(taken, $2) + 1:]
         WHERE document = $1 AND $2::timestamptz = ANY (taken)";
    let client = connect(pool).await?;
    let statement = client.prepare_cached(SQL).await?;
    client.execute(&statement, &[&document.as_slice(), &at]).await?;
    Ok(())
}

async fn forget(pool: &Pool, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM credentials.contrast_tries WHERE last_at < $1";
    let client = connect(pool).await?;
    client.execute(SQL, &[&(now - Contrasts::WINDOW)]).await?;
    Ok(())
}
