//! Signing in with a PIN.

use std::sync::Arc;

use async_trait::async_trait;
use citizens::{CitizenId, State};
use identity::{RegistrationLevel, SpanishId};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use messages::{Account, Address, Fate, Message, MessageId, Outbox};
use pages::{Form, Language, Page, Pages};
use serde::{Deserialize, Serialize};

use super::pins::{Bound, Look, Pins, SENDS, Without};
use super::secret;
use super::store::Stored;
use super::views::{self, ACTION, DOCUMENT, KEY, PIN, Sending};
use super::{UserKey, WITH_KEY, WITHOUT_KEY};
use crate::codes::{end_of, spoken};
use crate::contract::{
    Attempt, Authenticator, Evidence, Fault, Input, Ports, Progress, Refusal, Step, Subject,
};
use crate::contrast::{Asked, Compared, Contrasts};
use crate::failures::Failures;
use crate::sms::{self, Words};

/// The method, ready to work.
pub struct Login {
    pins: Pins,
    contrasts: Contrasts,
    failures: Failures,
    outbox: Outbox,
    words: Arc<Pages>,
    host: String,
}

/// Where a person is.
#[derive(Serialize, Deserialize)]
enum At {
    /// The document is asked for.
    Document,
    /// What is printed on it is.
    Datum { document: String },
    /// They have shown it, and can ask for a PIN.
    Obtain(Asking),
    /// There is a PIN.
    Code { asking: Asking, message: Option<MessageId> },
    /// There is one that they got before they came.
    Own(Asking),
}

/// Whose PIN is asked for, and what it comes from.
#[derive(Clone, Serialize, Deserialize)]
struct Asking {
    citizen: CitizenId,
    seed: String,
    keyed: bool,
    tail: String,
    /// The user key as it was sealed when the PIN was made: another one has another PIN.
    #[serde(default)]
    sealed: String,
    /// Whether they had one already when they came.
    own: bool,
}

#[async_trait]
impl Authenticator for Login {
    async fn begin(&self, _: Attempt<'_>) -> Result<Step, Fault> {
        ask(views::document(""), &At::Document)
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        progress: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        let form = input.form()?;
        match progress.read()? {
            At::Document => document(form),
            At::Datum { document } => self.datum(&attempt, &document, form).await,
            At::Obtain(asking) if asking.own && form.get(ACTION) == Some("tengo") => {
                self.ask_own(&attempt, asking, &[]).await
            }
            At::Obtain(asking) => self.obtain(&attempt, asking, form).await,
            At::Own(asking) => self.enter_own(attempt, asking, form).await,
            At::Code { asking, message } if form.get(ACTION) == Some("sms") => {
                self.send(&attempt, asking, message).await
            }
            At::Code { asking, message } if attempt.is_outside() => {
                self.ask_again(&attempt, asking, message, &[]).await
            }
            At::Code { asking, message } => self.enter(attempt, asking, message, form).await,
        }
    }

    async fn block(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault> {
        self.pins.hold(citizen, now).await
    }

    /// Where a PIN is had beforehand, for whichever service it will be (RES15 4.1).
    fn has_page_outside(&self) -> bool {
        true
    }

    async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        self.contrasts.keep_house(now).await?;
        self.failures.keep_house(now).await?;
        self.pins.forget(now).await
    }
}

impl Login {
    pub(super) fn new(pins: Pins, ports: &Ports) -> Self {
        Self {
            pins,
            contrasts: Contrasts::new(ports),
            failures: Failures::new(ports),
            outbox: ports.outbox.clone(),
            words: Arc::clone(&ports.words),
            host: ports.host.clone(),
        }
    }

    /// Compares what is printed on the document. Until it is right nothing is told of whoever holds it.
    async fn datum(
        &self,
        attempt: &Attempt<'_>,
        document: &str,
        form: &Form,
    ) -> Result<Step, Fault> {
        let holder = SpanishId::parse(document).map_err(Fault::failed)?;
        let Some(asked) = Asked::of(holder.kind()) else {
            return refuse("pin-no-datum", None);
        };
        let again = |page: Page| ask(page, &At::Datum { document: document.to_owned() });
        let wrong = |typed, message| {
            again(views::datum(asked, typed).with_error(views::datum_field(asked), message))
        };
        let datum = match asked.read(form) {
            Ok(datum) => datum,
            Err(error) => {
                let page = views::datum(asked, Some(form));
                return again(page.with_error(&error.field, &error.message));
            }
        };
        let compared =
            self.contrasts.compare(&holder, &datum, attempt.client(), attempt.now()).await?;
        let citizen = self.pins.citizens.find(&holder).await?;
        self.tell(attempt, citizen, ("datum", outcome(compared))).await?;
        match compared {
            Compared::Match => self.matched(attempt, citizen).await,
            Compared::No => wrong(None, "pin-datum-wrong"),
            Compared::Away => wrong(Some(form), "pin-datum-away"),
            Compared::Spent { until } => refuse("pin-datum-spent", Some(until)),
            Compared::Block { until } => Ok(Step::Defer(next(Unit::Minute, until)?)),
        }
    }

    /// Who holds the document is told how its holder stands.
    async fn matched(
        &self,
        attempt: &Attempt<'_>,
        citizen: Option<CitizenId>,
    ) -> Result<Step, Fault> {
        let Some(citizen) = citizen else {
            return refuse("pin-unregistered", None);
        };
        let Some(standing) = self.pins.citizens.standing(citizen).await? else {
            return refuse("pin-unregistered", None);
        };
        if standing.state != State::Active {
            return refuse("pin-inactive", None);
        }
        let own = match self.pins.state(unbound(citizen), attempt.now()).await? {
            Err(Without::Blocked(until)) => return refuse("pin-blocked", Some(until)),
            Err(Without::Held) => return refuse("pin-held", None),
            Ok(stored) => stored.sends > 0 && !attempt.is_outside(),
            Err(Without::JustUsed { .. } | Without::Over) => false,
        };
        let Some((phone, _)) = self.phone(attempt, citizen).await? else {
            return refuse("pin-no-phone", None);
        };
        let keyed = self.asks_key(attempt, standing.level);
        let (tail, sealed) = (end_of(&phone), String::new());
        self.offer(Asking { citizen, seed: secret::seed()?, keyed, tail, sealed, own }, None)
    }

    /// Whether the key is what lacks: where the PIN alone is enough nobody has to think of one, and where
    /// even both are not, nobody has to for nothing. Outside a journey nobody knows what it will be for.
    fn asks_key(&self, attempt: &Attempt<'_>, level: RegistrationLevel) -> bool {
        match self.pins.user_key {
            UserKey::Off => false,
            UserKey::Required => true,
            UserKey::Optional if attempt.is_outside() => true,
            UserKey::Optional => {
                !attempt.enough(WITHOUT_KEY, level) && attempt.enough(WITH_KEY, level)
            }
        }
    }

    /// Where they are reached, and in which language.
    async fn phone(
        &self,
        attempt: &Attempt<'_>,
        citizen: CitizenId,
    ) -> Result<Option<(String, Language)>, Fault> {
        let contact = self.pins.citizens.contact(citizen).await?.unwrap_or_default();
        let language = spoken(&contact, attempt.language());
        Ok(contact.phone.map(|phone| (phone, language)))
    }

    /// The page on which a PIN is asked for, after something that went wrong perhaps.
    fn offer(&self, asking: Asking, wrong: Option<(&str, &str)>) -> Result<Step, Fault> {
        let salt = secret::salt(&self.pins.keys, &asking.seed)?;
        let page = views::obtain((asking.keyed, &salt), &asking.tail, asking.own);
        let page =
            wrong.into_iter().fold(page, |page, (field, message)| page.with_error(field, message));
        ask(page, &At::Obtain(asking))
    }

    /// Another one may be asked for: the last one is over.
    fn offer_another(&self, asking: Asking, message: &str) -> Result<Step, Fault> {
        let sealed = String::new();
        let asking = Asking { seed: secret::seed()?, own: false, sealed, ..asking };
        self.offer(asking, Some((ACTION, message)))
    }

    /// There is no PIN of theirs that could enter.
    fn without(&self, asking: Asking, without: Without) -> Result<Step, Fault> {
        match without {
            Without::Blocked(until) => refuse("pin-blocked", Some(until)),
            Without::Held => refuse("pin-held", None),
            Without::JustUsed { until } => Ok(Step::Defer(next(Unit::Minute, until)?)),
            Without::Over => self.offer_another(asking, "pin-over"),
        }
    }

    /// Makes the PIN. Asked for twice it is the same.
    async fn obtain(
        &self,
        attempt: &Attempt<'_>,
        asking: Asking,
        form: &Form,
    ) -> Result<Step, Fault> {
        let salt = secret::salt(&self.pins.keys, &asking.seed)?;
        let sealed = match sealed_key(form, &salt, asking.keyed) {
            Ok(sealed) => sealed,
            Err(message) => return self.offer(asking, Some((KEY, message))),
        };
        let asking = Asking { sealed, ..asking };
        let code = self.code(attempt, &asking)?;
        let bound = bound(attempt, &asking);
        let state = self.pins.make(bound, (&salt, &code, asking.keyed), attempt.now()).await?;
        match state {
            Ok(stored) => {
                self.tell(attempt, Some(asking.citizen), ("code", "made")).await?;
                self.wait_or_enter(attempt, asking, (&stored, None), |page| page).await
            }
            Err(without) => self.without(asking, without),
        }
    }

    /// The page of a PIN that lives: the minute before the SMS, or the field after it.
    async fn wait_or_enter(
        &self,
        attempt: &Attempt<'_>,
        asking: Asking,
        (stored, message): (&Stored, Option<MessageId>),
        with: impl FnOnce(Page) -> Page,
    ) -> Result<Step, Fault> {
        let fate = match message {
            Some(message) => self.outbox.fate(message).await?,
            None => None,
        };
        let salt = secret::salt(&self.pins.keys, &asking.seed)?;
        let sending = Sending {
            tail: &asking.tail,
            valid: stored.until,
            next: next(Unit::Second, stored.next_send)?,
            sends: stored.sends,
            fate,
        };
        let page = match stored.sends {
            0 => views::wait(&sending),
            _ if attempt.is_outside() => views::on_its_way(&sending, asking.keyed),
            _ => views::code(&sending, asking.keyed, &salt),
        };
        ask(with(page), &At::Code { asking, message })
    }

    /// Sends the PIN by SMS, if it is time.
    async fn send(
        &self,
        attempt: &Attempt<'_>,
        asking: Asking,
        last: Option<MessageId>,
    ) -> Result<Step, Fault> {
        let (bound, now) = (bound(attempt, &asking), attempt.now());
        let taken = self.pins.take_send(bound, &self.code(attempt, &asking)?, now).await?;
        let stored = match self.pins.state(bound, now).await? {
            Ok(stored) => stored,
            Err(without) => return self.without(asking, without),
        };
        if !taken {
            let (message, until) = if stored.sends < SENDS {
                ("pin-early", stored.next_send)
            } else {
                ("pin-sends-over", stored.until)
            };
            let until = next(Unit::Second, until)?.to_string();
            let with = |page: Page| page.with("until", until).with_error(ACTION, message);
            return self.wait_or_enter(attempt, asking, (&stored, last), with).await;
        }
        match self.post(attempt, &asking, &stored).await {
            Ok(Posted::Taken(id)) => {
                // Where nothing was sent nobody is to guess.
                if self.outbox.fate(id).await? != Some(Fate::Failed) {
                    self.pins.posted(bound, now).await?;
                }
                self.tell(attempt, Some(asking.citizen), ("code", "sent")).await?;
                self.wait_or_enter(attempt, asking, (&stored, Some(id)), |page| page).await
            }
            Ok(Posted::NoPhone) => {
                self.pins.give_send_back(bound, now).await?;
                refuse("pin-no-phone", None)
            }
            Ok(Posted::Spent(until)) => {
                self.pins.give_send_back(bound, until).await?;
                self.tell(attempt, Some(asking.citizen), ("code", "spent")).await?;
                let stored = Stored { sends: stored.sends - 1, next_send: until, ..stored };
                let until = next(Unit::Minute, until)?.to_string();
                let with =
                    |page: Page| page.with("until", until).with_error(ACTION, "pin-sms-spent");
                self.wait_or_enter(attempt, asking, (&stored, last), with).await
            }
            Err(fault) => {
                self.pins.give_send_back(bound, now).await?;
                Err(fault)
            }
        }
    }

    /// Hands the SMS to the outbox.
    async fn post(
        &self,
        attempt: &Attempt<'_>,
        asking: &Asking,
        stored: &Stored,
    ) -> Result<Posted, Fault> {
        let Some((phone, language)) = self.phone(attempt, asking.citizen).await? else {
            return Ok(Posted::NoPhone);
        };
        let pin = self.pin(attempt, asking)?;
        let key = if attempt.agency().is_empty() { "pin-own-sms" } else { "pin-sms" };
        let words = Words { key, agency: attempt.agency(), host: &self.host, code: &pin };
        let message = Message {
            to: Address::Phone(phone),
            purpose: "pin",
            subject: None,
            text: sms::text(&self.words, language, words)?,
            code: Some(pin.clone()),
            until: stored.until,
            account: Account {
                person: Some(asking.citizen.0),
                agency: Some(attempt.account()),
                block: Some(attempt.client().octets()),
                is_exempt: attempt.client().is_exempt(),
            },
        };
        let taken = self.outbox.take(&message, attempt.now()).await?;
        Ok(match taken {
            Ok(id) => Posted::Taken(id),
            Err(refused) => Posted::Spent(refused.until),
        })
    }

    /// Looks at what was typed.
    async fn enter(
        &self,
        attempt: Attempt<'_>,
        asking: Asking,
        message: Option<MessageId>,
        form: &Form,
    ) -> Result<Step, Fault> {
        let now = attempt.now();
        if let Some(until) = self.failures.in_force(attempt.client(), now).await? {
            return Ok(Step::Defer(next(Unit::Minute, until)?));
        }
        let salt = secret::salt(&self.pins.keys, &asking.seed)?;
        let code = match access_code(form, &salt, asking.keyed) {
            Ok(code) => code,
            Err(errors) => return self.ask_again(&attempt, asking, message, &errors).await,
        };
        match self.look(&attempt, bound(&attempt, &asking), &code).await? {
            Look::Right => Ok(prove(attempt, asking.citizen, asking.keyed)),
            Look::Wrong { blocked: Some(until), .. } => refuse("pin-blocked", Some(until)),
            Look::Wrong { tries: 0, .. } => self.offer_another(asking, "pin-tries-over"),
            Look::Wrong { .. } => {
                let wrong = wrong(asking.keyed);
                self.ask_again(&attempt, asking, message, &[(PIN, wrong)]).await
            }
            Look::Early(stored) => {
                self.wait_or_enter(&attempt, asking, (&stored, message), |page| page).await
            }
            Look::None(without) => self.without(asking, without),
        }
    }

    /// The field once more.
    async fn ask_again(
        &self,
        attempt: &Attempt<'_>,
        asking: Asking,
        message: Option<MessageId>,
        errors: &[(&str, &str)],
    ) -> Result<Step, Fault> {
        match self.pins.state(bound(attempt, &asking), attempt.now()).await? {
            Ok(stored) if stored.sends > 0 => {
                let tries = stored.tries;
                let with = |page: Page| with_errors(page.with("tries", tries), errors);
                self.wait_or_enter(attempt, asking, (&stored, message), with).await
            }
            Ok(stored) => {
                self.wait_or_enter(attempt, asking, (&stored, message), |page| page).await
            }
            Err(without) => self.without(asking, without),
        }
    }

    /// The field for the PIN that they had already.
    async fn ask_own(
        &self,
        attempt: &Attempt<'_>,
        asking: Asking,
        errors: &[(&str, &str)],
    ) -> Result<Step, Fault> {
        match self.pins.state(unbound(asking.citizen), attempt.now()).await? {
            Ok(stored) => {
                let page = views::own((stored.keyed, &stored.salt), stored.until);
                let page = page.with("tries", stored.tries);
                ask(with_errors(page, errors), &At::Own(asking))
            }
            Err(without) => self.without(asking, without),
        }
    }

    /// Looks at what was typed for it. It is bound to the person only, whatever journey they are in.
    async fn enter_own(
        &self,
        attempt: Attempt<'_>,
        asking: Asking,
        form: &Form,
    ) -> Result<Step, Fault> {
        if let Some(until) = self.failures.in_force(attempt.client(), attempt.now()).await? {
            return Ok(Step::Defer(next(Unit::Minute, until)?));
        }
        let bound = unbound(asking.citizen);
        let Ok(stored) = self.pins.state(bound, attempt.now()).await? else {
            return self.ask_own(&attempt, asking, &[]).await;
        };
        let code = match access_code(form, &stored.salt, stored.keyed) {
            Ok(code) => code,
            Err(errors) => return self.ask_own(&attempt, asking, &errors).await,
        };
        match self.look(&attempt, bound, &code).await? {
            Look::Right => Ok(prove(attempt, asking.citizen, stored.keyed)),
            Look::Wrong { blocked: Some(until), .. } => refuse("pin-blocked", Some(until)),
            Look::Wrong { tries: 0, .. } => self.offer_another(asking, "pin-tries-over"),
            Look::Wrong { .. } => {
                self.ask_own(&attempt, asking, &[(PIN, wrong(stored.keyed))]).await
            }
            Look::Early(_) | Look::None(_) => self.ask_own(&attempt, asking, &[]).await,
        }
    }

    /// Looks at an access code, writes down how that ended, and counts a wrong one for where it comes from.
    async fn look(
        &self,
        attempt: &Attempt<'_>,
        bound: Bound<'_>,
        code: &str,
    ) -> Result<Look, Fault> {
        let look = self.pins.look(bound, code, attempt.now()).await?;
        self.tell(attempt, Some(bound.citizen), ("login", word(&look))).await?;
        if let Look::Wrong { blocked, .. } = look {
            if blocked.is_some() {
                self.tell(attempt, Some(bound.citizen), ("lock", "tries")).await?;
            }
            self.failures.count(attempt.client(), attempt.now()).await?;
        }
        Ok(look)
    }

    fn pin(&self, attempt: &Attempt<'_>, asking: &Asking) -> Result<String, Fault> {
        let binding = attempt.id().as_str().as_bytes();
        secret::pin(&self.pins.keys, binding, &asking.seed, &asking.sealed)
    }

    /// The access code that enters.
    fn code(&self, attempt: &Attempt<'_>, asking: &Asking) -> Result<String, Fault> {
        let salt = secret::salt(&self.pins.keys, &asking.seed)?;
        Ok(secret::access_code(&salt, &asking.sealed, &self.pin(attempt, asking)?))
    }

    async fn tell(
        &self,
        attempt: &Attempt<'_>,
        citizen: Option<CitizenId>,
        what: (&str, &str),
    ) -> Result<(), Fault> {
        self.pins.tell(Some(attempt.id()), citizen, what, attempt.now()).await
    }
}

/// What became of an SMS.
enum Posted {
    Taken(MessageId),
    Spent(Timestamp),
    NoPhone,
}

/// In a journey a PIN is bound to the attempt, outside to the person only.
fn bound<'a>(attempt: &'a Attempt<'_>, asking: &'a Asking) -> Bound<'a> {
    let to = (!attempt.is_outside()).then(|| (attempt.id(), asking.seed.as_str()));
    Bound { citizen: asking.citizen, to }
}

fn unbound(citizen: CitizenId) -> Bound<'static> {
    Bound { citizen, to: None }
}

fn prove(attempt: Attempt<'_>, citizen: CitizenId, keyed: bool) -> Step {
    let factors = if keyed { WITH_KEY } else { WITHOUT_KEY };
    let evidence = Evidence::at(attempt.now());
    attempt.prove(Subject::Registered(citizen), factors, evidence)
}

fn wrong(keyed: bool) -> &'static str {
    if keyed { "pin-wrong-key" } else { "pin-wrong" }
}

fn with_errors(page: Page, errors: &[(&str, &str)]) -> Page {
    errors.iter().fold(page, |page, (field, message)| page.with_error(field, message))
}

/// Looks at the form only, so these answers count against nobody.
fn document(form: &Form) -> Result<Step, Fault> {
    let typed = form.get(DOCUMENT).unwrap_or_default();
    let document = match SpanishId::parse(typed) {
        Ok(document) => document,
        Err(error) => {
            let page = views::document(typed);
            return ask(page.with_error(DOCUMENT, views::document_message(error)), &At::Document);
        }
    };
    let Some(asked) = Asked::of(document.kind()) else {
        return refuse("pin-no-datum", None);
    };
    let document = document.as_str().to_owned();
    ask(views::datum(asked, None), &At::Datum { document })
}

/// The field in which a script puts the sealed user key.
const SEALED: &str = "clave-sellada";
/// And the one in which it puts the access code.
const ACCESS: &str = "codigo-de-acceso";

/// What stands for the user key; empty without one.
fn sealed_key(form: &Form, salt: &str, keyed: bool) -> Result<String, &'static str> {
    if !keyed {
        return Ok(String::new());
    }
    let typed = form.get(KEY).unwrap_or_default();
    match form.get(SEALED) {
        Some(sealed) if !sealed.is_empty() => {
            secret::read_digest(sealed).map(str::to_owned).ok_or("pin-key-form")
        }
        _ if typed.trim().is_empty() => Err("pin-key-empty"),
        _ => {
            secret::read_key(typed).map(|key| secret::sealed_key(salt, &key)).ok_or("pin-key-form")
        }
    }
}

/// The access code, or what is wrong with its form.
fn access_code(
    form: &Form,
    salt: &str,
    keyed: bool,
) -> Result<String, Vec<(&'static str, &'static str)>> {
    if let Some(code) = form.get(ACCESS).and_then(secret::read_digest).filter(|_| keyed) {
        return Ok(code.to_owned());
    }
    let sealed = sealed_key(form, salt, keyed).map_err(|message| (KEY, message));
    let typed = form.get(PIN).unwrap_or_default();
    let empty = typed.trim().is_empty();
    let pin = secret::read_pin(typed).ok_or((PIN, if empty { "pin-empty" } else { "pin-form" }));
    match (sealed, pin) {
        (Ok(sealed), Ok(pin)) => Ok(secret::access_code(salt, &sealed, &pin)),
        (sealed, pin) => Err(sealed.err().into_iter().chain(pin.err()).collect()),
    }
}

fn outcome(compared: Compared) -> &'static str {
    match compared {
        Compared::Match => "right",
        Compared::No => "wrong",
        Compared::Spent { .. } => "spent",
        Compared::Block { .. } => "deferred",
        Compared::Away => "away",
    }
}

fn word(look: &Look) -> &'static str {
    match look {
        Look::Right => "proved",
        Look::Wrong { .. } => "wrong",
        Look::Early(_) => "early",
        Look::None(Without::Blocked(_)) => "blocked",
        Look::None(Without::Held) => "held",
        Look::None(Without::JustUsed { .. } | Without::Over) => "over",
    }
}

/// An instant as a clock can show it, not before its time.
fn next(unit: Unit, instant: Timestamp) -> Result<Timestamp, Fault> {
    let up = TimestampRound::new().smallest(unit).mode(RoundMode::Ceil);
    instant.round(up).map_err(Fault::failed)
}

fn ask(page: Page, at: &At) -> Result<Step, Fault> {
    Ok(Step::Ask { page, progress: Progress::of(at)? })
}

fn refuse(message: &str, until: Option<Timestamp>) -> Result<Step, Fault> {
    let until = until.map(|until| next(Unit::Minute, until)).transpose()?;
    Ok(Step::Refuse(Refusal { message: message.to_owned(), until }))
}
