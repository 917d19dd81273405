//! A method of the tests' own: a printed card with one-use codes.
//!
//! The proof that a method is a folder and one line: it brings its templates, words, tables and
//! configuration, and no crate of the house knows it. It is also the example for the manual's page
//! on adding a method, so it is small, but nothing in it is pretended.
//!
//! A card has a number of eight digits and a grid of codes, `A1` to `E8`. Who types a card number
//! is asked for the code at one position; each try uses the position up, right or wrong. A number
//! without a card is asked just the same.

use async_trait::async_trait;
use authenticators::store::{Event, record};
use authenticators::{
    Attempt, Authenticator, Blueprint, ConfigError, Evidence, Fault, Input, MethodId, Ports,
    Profile, Progress, Section, Step, Subject,
};
use citizens::{CitizenId, State};
use identity::{Factors, LevelOfAssurance};
use jiff::Timestamp;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use pages::{Language, Pack, Page};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use self::store::Cards;

mod store;

/// The card, as the house needs to know it.
pub const BLUEPRINT: Blueprint = Blueprint {
    id: METHOD,
    path: "tarjeta",
    selected_idp: "TARJETA",
    exclusion: "http://es.minhafp.clave/TarjetaIdP",
    profile: Profile {
        least: Factors::NONE,
        factors: Factors::POSSESSION.union(Factors::DYNAMIC),
        ceiling: LevelOfAssurance::Low,
    },
    pack: Pack {
        templates: &[
            ("card/number.html", include_str!("code_card/templates/number.html")),
            ("card/code.html", include_str!("code_card/templates/code.html")),
        ],
        messages: &[
            (Language::Es, include_str!("code_card/messages/es.ftl")),
            (Language::Ca, include_str!("code_card/messages/ca.ftl")),
            (Language::Gl, include_str!("code_card/messages/gl.ftl")),
            (Language::Eu, include_str!("code_card/messages/eu.ftl")),
            (Language::En, include_str!("code_card/messages/en.ftl")),
        ],
        samples,
    },
    migrations: &[("V1__card", include_str!("code_card/migrations/V1__card.sql"))],
    is_optional: false,
    build,
};

const METHOD: MethodId = MethodId::new("card");

/// Wrong codes in a row that end a card.
pub const TRIES: i16 = 3;

/// Configuration with which it can be built.
#[must_use]
pub fn section() -> Section {
    let values = json!({ "secret": "of which every code is printed" });
    Section::new(values.as_object().cloned().unwrap_or_default())
}

/// Gives a citizen the card of this number.
///
/// # Errors
/// When the database fails, or somebody has that card.
pub async fn issue(ports: &Ports, number: &str, citizen: CitizenId) -> Result<(), Fault> {
    Cards(ports.credentials.clone()).issue(number, citizen).await
}

/// What is printed on a card at a position (`B3`).
///
/// # Panics
/// When [`section`] cannot be read.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test's own configuration")]
pub fn printed(number: &str, position: &str) -> String {
    let config: Config = section().read().unwrap();
    code(&config.secret, number, position).unwrap()
}

fn build(section: &Section, ports: &Ports) -> Result<Box<dyn Authenticator>, ConfigError> {
    let Config { secret } = section.read()?;
    Ok(Box::new(Card { secret, ports: ports.clone(), cards: Cards(ports.credentials.clone()) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    secret: String,
}

struct Card {
    secret: String,
    ports: Ports,
    cards: Cards,
}

/// What is remembered between the pages.
#[derive(Serialize, Deserialize)]
enum Asked {
    Number,
    Code { number: String, place: i16 },
}

#[async_trait]
impl Authenticator for Card {
    async fn begin(&self, _: Attempt<'_>) -> Result<Step, Fault> {
        ask(number_page(), &Asked::Number)
    }

    async fn block(&self, citizen: CitizenId, _: Timestamp) -> Result<(), Fault> {
        self.cards.end(citizen).await
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        progress: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        let form = input.form()?;
        let field = |name| form.get(name).unwrap_or_default().trim();
        match progress.read()? {
            Asked::Number => self.ask_code(field("tarjeta")).await,
            Asked::Code { number, place } => {
                self.check(attempt, &number, place, field("codigo")).await
            }
        }
    }
}

impl Card {
    async fn ask_code(&self, typed: &str) -> Result<Step, Fault> {
        let number: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if number.len() != 8 || !number.bytes().all(|digit| digit.is_ascii_digit()) {
            return ask(number_page().with_error("tarjeta", "card-form"), &Asked::Number);
        }
        let place = self.cards.next_place(&number).await?;
        ask(code_page(place), &Asked::Code { number, place })
    }

    /// The same statements for every card, as the password's login.
    async fn check(
        &self,
        attempt: Attempt<'_>,
        number: &str,
        place: i16,
        typed: &str,
    ) -> Result<Step, Fault> {
        if typed.is_empty() {
            let page = code_page(place).with_error("codigo", "card-code-empty");
            return ask(page, &Asked::Code { number: number.to_owned(), place });
        }
        let open = self.cards.use_up(number, place).await?;
        let owner = self.cards.owner(number).await?;
        let standing = self.ports.citizens.standing(owner.unwrap_or(NOBODY)).await?;
        let active = standing.is_some_and(|standing| standing.state == State::Active);
        let expected = code(&self.secret, number, &position(place))?;
        let right = expected.len() == typed.len()
            && openssl::memcmp::eq(expected.as_bytes(), typed.as_bytes());

        let proved = owner.filter(|_| open && active && right);
        let event = Event {
            at: attempt.now(),
            attempt: Some(attempt.id()),
            citizen: owner,
            method: &METHOD,
            kind: "login",
            outcome: if proved.is_some() {
                "proved"
            } else if open {
                "wrong"
            } else {
                "closed"
            },
        };
        record(&self.ports.credentials, &event).await?;
        self.cards.settle(number, proved.is_some()).await?;
        match proved {
            Some(citizen) => Ok(prove(attempt, citizen)),
            None => ask(number_page().with_error("tarjeta", "card-wrong"), &Asked::Number),
        }
    }
}

const NOBODY: CitizenId = CitizenId(Uuid::nil());

fn ask(page: Page, asked: &Asked) -> Result<Step, Fault> {
    Ok(Step::Ask { page, progress: Progress::of(asked)? })
}

fn prove(attempt: Attempt<'_>, citizen: CitizenId) -> Step {
    let evidence = Evidence::at(attempt.now());
    attempt.prove(Subject::Registered(citizen), BLUEPRINT.profile.factors, evidence)
}

fn number_page() -> Page {
    Page::new("card/number.html")
}

fn code_page(place: i16) -> Page {
    Page::new("card/code.html").with("position", position(place))
}

fn samples() -> Vec<(&'static str, Page)> {
    vec![
        ("card-number", number_page()),
        ("card-form", number_page().with_error("tarjeta", "card-form")),
        ("card-wrong", number_page().with_error("tarjeta", "card-wrong")),
        ("card-code", code_page(11)),
        ("card-code-empty", code_page(11).with_error("codigo", "card-code-empty")),
    ]
}

/// Five columns; a card ends with `E8`, and nothing is printed beyond.
fn position(place: i16) -> String {
    let column =
        ["A", "B", "C", "D", "E"].into_iter().cycle().nth(usize::try_from(place % 5).unwrap_or(0));
    format!("{}{}", column.unwrap_or_default(), place / 5 + 1)
}

/// Six digits of an HMAC, so that nobody has to store them.
fn code(secret: &str, number: &str, position: &str) -> Result<String, Fault> {
    let key = PKey::hmac(secret.as_bytes()).map_err(Fault::failed)?;
    let mut signer = Signer::new(MessageDigest::sha256(), &key).map_err(Fault::failed)?;
    let printed = format!("{number} {position}");
    let mac = signer.sign_oneshot_to_vec(printed.as_bytes()).map_err(Fault::failed)?;
    let number = mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    Ok(format!("{:06}", number % 1_000_000))
}
