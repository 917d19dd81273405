//! The code by SMS that follows the right password, where one factor is too little.

use citizens::CitizenId;
use identity::{Factors, RegistrationLevel};
use jiff::Timestamp;
use messages::Fate;
use pages::{Form, Page};
use serde::{Deserialize, Serialize};

use super::METHOD;
use super::login::next;
use super::passwords::Passwords;
use crate::codes::{Checked, Code, Codes, Purpose, Sent, end_of, typed_digits};
use crate::contract::{Attempt, Evidence, Fault, Progress, Proof, Refusal, Step, Subject};
use crate::store::{Event, record};

/// The password alone.
pub(super) const ONE: Factors = Factors::KNOWLEDGE;
/// The password, and the code.
pub(super) const BOTH: Factors = ONE.union(Factors::POSSESSION).union(Factors::DYNAMIC);

const PURPOSE: Purpose = Purpose { name: "password-login", words: "password-sms" };
const CODE: &str = "codigo";
/// The button that asks for the SMS once more.
const AGAIN: &str = "otro";

/// What is remembered while the code is awaited. Who remembers nothing is asked for the password.
#[derive(Serialize, Deserialize)]
pub(super) struct Halfway {
    citizen: CitizenId,
    phone: String,
    /// When the password was right.
    since: Timestamp,
    expires: Timestamp,
    /// That was in an earlier login, which has to count until the code is typed.
    #[serde(default)]
    earlier: bool,
}

/// Whose password was right.
pub(super) struct Known {
    pub(super) citizen: CitizenId,
    /// When, if that was in an earlier login.
    since: Option<Timestamp>,
}

impl Known {
    /// It was right just now.
    pub(super) fn now(citizen: CitizenId) -> Self {
        Self { citizen, since: None }
    }
}

/// Whose password was right in an earlier login without the code.
pub(super) fn completed_by_code(earlier: &Proof) -> Option<Known> {
    let factors = earlier.factors();
    let lacks_code = factors.contains(ONE) && !factors.contains(Factors::POSSESSION);
    match earlier.who() {
        Subject::Registered(citizen) if *earlier.method() == METHOD && lacks_code => {
            Some(Known { citizen: *citizen, since: Some(earlier.evidence().oldest()) })
        }
        Subject::Registered(_) | Subject::Certified(_) | Subject::Foreign(_) => None,
    }
}

impl Halfway {
    /// Whether the password still counts. One of an earlier login does as long as that login does: who
    /// has left meanwhile, or entered anew in another tab, begins again.
    fn counts(&self, attempt: &Attempt<'_>) -> bool {
        let known = attempt.earlier().and_then(completed_by_code);
        !self.earlier || known.is_some_and(|known| known.citizen == self.citizen)
    }

    fn evidence(&self, now: Timestamp) -> Evidence {
        if self.earlier { Evidence::since(self.since, now) } else { Evidence::at(now) }
    }
}

/// Whether a person of this registration is asked for the code: if it takes it, and if it helps.
pub(super) fn is_asked(attempt: &Attempt<'_>, registration: RegistrationLevel) -> bool {
    !attempt.enough(ONE, registration) && attempt.enough(BOTH, registration)
}

/// The code by SMS.
pub(super) struct Second {
    codes: Codes,
}

impl Second {
    pub(super) fn new(codes: Codes) -> Self {
        Self { codes }
    }

    pub(super) async fn keep_house(&self, now: Timestamp) -> Result<(), Fault> {
        self.codes.keep_house(now).await
    }

    /// The password was right, now or in an earlier login: the code goes out.
    pub(super) async fn begin(
        &self,
        house: &Passwords,
        attempt: &Attempt<'_>,
        Known { citizen, since }: Known,
    ) -> Result<Step, Fault> {
        let contact = house.citizens.contact(citizen).await?.unwrap_or_default();
        let Some(phone) = contact.phone.as_deref().map(end_of) else {
            return Ok(refuse(NO_PHONE, None));
        };
        match self.codes.send(attempt, PURPOSE, citizen, &contact).await? {
            Sent::Yes(code) | Sent::Early(code) => {
                let (earlier, since) = (since.is_some(), since.unwrap_or(attempt.now()));
                let expires = code.expires;
                let halfway = Halfway { citizen, phone, since, expires, earlier };
                ask(self.page(&halfway, Some(code)), &halfway)
            }
            Sent::Budget { until } => Ok(refuse(TOO_MANY, Some(until))),
            Sent::NoMore => Ok(refuse(OVER, None)),
        }
    }

    /// What the person answered to the page of the code.
    pub(super) async fn resume(
        &self,
        house: &Passwords,
        attempt: Attempt<'_>,
        halfway: Halfway,
        form: &Form,
    ) -> Result<Step, Fault> {
        if !halfway.counts(&attempt) {
            return Ok(refuse(LEFT, None));
        }
        if form.get(AGAIN).is_some() {
            return self.again(house, &attempt, halfway).await;
        }
        let typed = form.get(CODE).unwrap_or_default();
        let Some(code) = typed_digits(typed) else {
            let wrong =
                if typed.trim().is_empty() { "password-code-empty" } else { "password-code-form" };
            return ask(self.page(&halfway, None).with_error(CODE, wrong), &halfway);
        };
        let now = attempt.now();
        let whose = (attempt.id(), halfway.citizen);
        let checked = self.codes.check(whose, PURPOSE, &code, now).await?;
        let outcome = match checked {
            Checked::Right => "proved",
            Checked::Wrong(_) => "wrong",
            Checked::Over => "over",
        };
        let event = Event {
            at: now,
            attempt: Some(attempt.id()),
            citizen: Some(halfway.citizen),
            method: &METHOD,
            kind: "login",
            outcome,
        };
        record(&house.pool, &event).await?;
        if checked != Checked::Right {
            house.failures.count(attempt.client(), now).await?;
        }
        match checked {
            // Said meanwhile that it was not them: what was right before counts no more.
            Checked::Right if overtaken(house, &halfway).await? => Ok(refuse(LEFT, None)),
            Checked::Right => {
                let who = Subject::Registered(halfway.citizen);
                Ok(attempt.prove(who, BOTH, halfway.evidence(now)))
            }
            Checked::Wrong(left) => {
                let page = self.page(&halfway, None).with("left", left);
                ask(page.with_error(CODE, "password-code-wrong"), &halfway)
            }
            Checked::Over => Ok(refuse(OVER, None)),
        }
    }

    async fn again(
        &self,
        house: &Passwords,
        attempt: &Attempt<'_>,
        halfway: Halfway,
    ) -> Result<Step, Fault> {
        let contact = house.citizens.contact(halfway.citizen).await?.unwrap_or_default();
        let fate = self.codes.fate(attempt.id(), PURPOSE, halfway.citizen).await?;
        let page = |code| {
            let page = self.page(&halfway, code);
            if fate == Some(Fate::Failed) { page.with("failed", true) } else { page }
        };
        match self.codes.send(attempt, PURPOSE, halfway.citizen, &contact).await? {
            Sent::Yes(code) => ask(self.page(&halfway, Some(code)).with("again", true), &halfway),
            Sent::Early(code) => {
                let until = next(jiff::Unit::Second, code.again)?.to_string();
                ask(
                    page(None).with("until", until).with_error(CODE, "password-code-early"),
                    &halfway,
                )
            }
            Sent::Budget { until } => {
                let until = next(jiff::Unit::Minute, until)?.to_string();
                ask(
                    page(None).with("until", until).with_error(CODE, "password-code-budget"),
                    &halfway,
                )
            }
            Sent::NoMore => ask(page(None).with_error(CODE, "password-code-no-more"), &halfway),
        }
    }

    fn page(&self, halfway: &Halfway, code: Option<Code>) -> Page {
        let expires = code.map_or(halfway.expires, |code| code.expires);
        let page = page(&halfway.phone, expires);
        self.noticed(page)
    }

    /// Where nothing is sent, the page says what the code is (SPEC F-066).
    fn noticed(&self, page: Page) -> Page {
        match self.codes.fixed() {
            Some(code) => page.with("fixed", code),
            None => page,
        }
    }
}

/// Whether sessions and proofs of before the password was typed have become worthless.
async fn overtaken(house: &Passwords, halfway: &Halfway) -> Result<bool, Fault> {
    let standing = house.citizens.standing(halfway.citizen).await?;
    Ok(standing.is_none_or(|standing| standing.sessions_valid_after > halfway.since))
}

fn page(phone: &str, expires: Timestamp) -> Page {
    Page::new("password/code.html").with("phone", phone).with("expires", expires.to_string())
}

fn ask(page: Page, halfway: &Halfway) -> Result<Step, Fault> {
    Ok(Step::Ask { page, progress: Progress::of(halfway)? })
}

fn refuse(message: &str, until: Option<Timestamp>) -> Step {
    Step::Refuse(Refusal { message: message.to_owned(), until })
}

const NO_PHONE: &str = "password-no-phone";
const TOO_MANY: &str = "password-code-too-many";
const OVER: &str = "password-code-over";
/// The code is good still, but the password before it counts no more.
const LEFT: &str = "password-code-left";

/// The page of the code with each thing that can be wrong, and the refusals.
pub(super) fn samples(
    at: Timestamp,
    refused: impl Fn(&str, Option<Timestamp>) -> Page,
) -> Vec<(&'static str, Page)> {
    let blank = || page("123", at);
    let wrong = |message| blank().with("until", at.to_string()).with_error(CODE, message);
    vec![
        ("password-code", blank()),
        ("password-code-again", blank().with("again", true)),
        ("password-code-failed", blank().with("failed", true)),
        ("password-code-fixed", blank().with("fixed", "11111111")),
        ("password-code-empty", wrong("password-code-empty")),
        ("password-code-form", wrong("password-code-form")),
        ("password-code-wrong", wrong("password-code-wrong").with("left", 2)),
        ("password-code-early", wrong("password-code-early")),
        ("password-code-budget", wrong("password-code-budget")),
        ("password-code-no-more", wrong("password-code-no-more")),
        ("refusal-password-no-phone", refused(NO_PHONE, None)),
        ("refusal-password-code-over", refused(OVER, None)),
        ("refusal-password-code-left", refused(LEFT, None)),
        ("refusal-password-code-too-many", refused(TOO_MANY, Some(at))),
    ]
}
