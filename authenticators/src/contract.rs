//! The contract between the hub and a method.
//!
//! This is a leaf module on purpose: a child module could build its ancestors' structs with
//! private fields, a sibling cannot. So [`Attempt::prove`] is the only maker of a [`Proof`].

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use citizens::{CitizenId, IdentitySource, Registry};
use identity::{CertificateKind, Factors, Holder, Identity, LevelOfAssurance, RegistrationLevel};
use jiff::Timestamp;
use messages::Outbox;
use pages::{Form, Language, Pack, Page, Pages};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::address::AddressBlock;
use crate::keys::Keys;
use crate::web::Web;

/// One way to prove who one is.
///
/// A method is asked twice: to begin, and to go on with what the browser brought back. It keeps
/// nothing in memory between the two: what it must remember is its [`Progress`], what counts or
/// is used once is in its own tables.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// Starts an attempt.
    async fn begin(&self, attempt: Attempt<'_>) -> Result<Step, Fault>;

    /// Goes on with what the browser brought back.
    async fn resume(
        &self,
        attempt: Attempt<'_>,
        progress: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault>;

    /// The person says that it was not them who entered: from now on nothing that they have of this method
    /// enters any more, until they or an office set it anew.
    async fn block(&self, citizen: CitizenId, now: Timestamp) -> Result<(), Fault>;

    /// What it does with certificates that browsers present at the certificate host, if it is a method
    /// of certificates.
    fn desk(&self) -> Option<&dyn CertificateDesk> {
        None
    }

    /// Whether it has a page of its own outside a journey, at `/{path}`. There it is begun and resumed as in one,
    /// in an attempt that [`is_outside`](Attempt::is_outside); it proves nothing there, and ends with a page that
    /// says what was done.
    fn has_page_outside(&self) -> bool {
        false
    }

    /// The queue in which its costly work waits, if it has one.
    fn queue(&self) -> Option<Queue> {
        None
    }

    /// Whether it asks only for what is missing of whoever has shown this before
    /// ([`Attempt::earlier`]).
    fn adds_to(&self, _earlier: &Proof) -> bool {
        false
    }

    /// Forgets what is of no use any more at `now`. Every node asks for it every ten minutes.
    async fn keep_house(&self, _now: Timestamp) -> Result<(), Fault> {
        Ok(())
    }
}

/// What a method does at the certificate host: a listener of its own, which a browser reaches with a ticket,
/// and which knows of no journey.
#[async_trait]
pub trait CertificateDesk: Send + Sync {
    /// The certificates, as DER, of the authorities that are named in the handshake, so that browsers offer
    /// only what may do; none: they offer all that they have.
    fn named(&self) -> Vec<Vec<u8>>;

    /// Looks at what was presented: the holder's certificate first, then whatever else came with it, as DER;
    /// nothing if none was. What it finds, also what is wrong, comes back as [`Input::Handed`], in the
    /// journey in which the ticket was made, and nowhere else.
    ///
    /// # Errors
    /// [`Fault`].
    async fn examine(&self, presented: &[Vec<u8>], now: Timestamp) -> Result<Progress, Fault>;
}

/// How a method's costly work waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Queue {
    /// As much is done or waits at once, at most.
    pub places: usize,
    /// As much is done or waits now.
    pub taken: usize,
    /// So often there was no place.
    pub refused: u64,
}

/// What a method answers.
#[must_use]
#[derive(Debug)]
pub enum Step {
    /// Show this page and wait.
    Ask {
        /// The page. With errors it is answered at once (422), without them after a 303.
        page: Page,
        /// What the method must remember until the answer.
        progress: Progress,
    },
    /// Send the browser to the certificate host; what is found there comes back as [`Input::Handed`].
    Leave {
        /// The page that stands here meanwhile.
        page: Page,
        /// What the method must remember until then.
        progress: Progress,
    },
    /// They are who they say they are.
    Prove(Proof),
    /// They are not, or cannot go on with this method.
    Refuse(Refusal),
    /// Too much has gone wrong where they come from: nothing was looked at, and nothing has changed.
    /// The same answer may come again, from this instant on.
    Defer(Timestamp),
}

/// One try of one person with one method. A method learns from it what it needs to know of the
/// journey, and nothing else: not the request, not the agency's keys.
#[derive(Debug)]
pub struct Attempt<'a> {
    id: AttemptId,
    around: Circumstances<'a>,
    method: &'a MethodId,
    profile: &'a Profile,
}

/// What a method may know of the journey in which it is asked.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The one instant of this request.
    pub now: Timestamp,
    /// Where it comes from.
    pub client: &'a AddressBlock,
    /// The language that is being read.
    pub language: Language,
    /// The least level that the agency accepts.
    pub required: LevelOfAssurance,
    /// The agency's display name, as text.
    pub agency: &'a str,
    /// The agency's name for the accounts of messages.
    pub account: &'a str,
    /// Whether there is no journey, and nobody to be proved to.
    pub is_outside: bool,
    /// The kinds of certificates that the agency accepts beside those of a person.
    pub certificates: &'a [CertificateKind],
    /// What the person has proved before in this browser and still counts, if it is too little here.
    pub earlier: Option<&'a Proof>,
    /// Whether these factors, shown by a person of this registration, would be admitted.
    pub enough: &'a (dyn Fn(Factors, RegistrationLevel) -> bool + Send + Sync),
}

impl<'a> Circumstances<'a> {
    /// Those of nobody's journey, in which whatever is shown is enough: for trying out what would follow.
    #[must_use]
    pub fn tried_out(now: Timestamp, client: &'a AddressBlock) -> Self {
        Self {
            now,
            client,
            language: Language::Es,
            required: LevelOfAssurance::Low,
            agency: "",
            account: "",
            is_outside: false,
            certificates: &CertificateKind::ALL,
            earlier: None,
            enough: &|_, _| true,
        }
    }
}

impl fmt::Debug for Circumstances<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Circumstances").field("now", &self.now).finish_non_exhaustive()
    }
}

impl<'a> Attempt<'a> {
    /// Called by the hub. `admit` caps again by the hub's own registry of profiles, so an attempt
    /// that a hostile method makes for itself gains nothing.
    #[must_use]
    pub fn new(
        id: AttemptId,
        around: Circumstances<'a>,
        (method, profile): (&'a MethodId, &'a Profile),
    ) -> Self {
        Self { id, around, method, profile }
    }

    /// Stands in the hub's trace and in the method's event: the only bridge between the two.
    #[must_use]
    pub fn id(&self) -> &AttemptId {
        &self.id
    }

    /// The one instant of this request.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.around.now
    }

    /// The least level that the agency accepts.
    #[must_use]
    pub fn required(&self) -> LevelOfAssurance {
        self.around.required
    }

    /// The agency's display name, as text.
    #[must_use]
    pub fn agency(&self) -> &'a str {
        self.around.agency
    }

    /// Where it comes from.
    #[must_use]
    pub fn client(&self) -> &'a AddressBlock {
        self.around.client
    }

    /// The language that is being read.
    #[must_use]
    pub fn language(&self) -> Language {
        self.around.language
    }

    /// The agency on whose account messages are sent.
    #[must_use]
    pub fn account(&self) -> &'a str {
        self.around.account
    }

    /// Whether there is no journey: the person came to the method's own page.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.around.is_outside
    }

    /// Whether the agency accepts a certificate of this kind.
    #[must_use]
    pub fn accepts(&self, kind: CertificateKind) -> bool {
        kind == CertificateKind::Person || self.around.certificates.contains(&kind)
    }

    /// What the person has proved before in this browser and still counts, if it is too little here. Whoever
    /// builds on it proves the same person, and says when that was ([`Evidence::first_at`]).
    #[must_use]
    pub fn earlier(&self) -> Option<&'a Proof> {
        self.around.earlier
    }

    /// Whether these factors would be admitted if a person of this registration showed them: for asking
    /// nobody for more than it takes, and for asking it only of whom it helps. It grants nothing.
    #[must_use]
    pub fn enough(&self, factors: Factors, registration: RegistrationLevel) -> bool {
        (self.around.enough)(factors.intersection(self.profile.factors), registration)
    }

    /// The only way to make a [`Proof`]. A method says what was shown; it never names a level.
    /// Factors outside the method's profile are dropped.
    pub fn prove(self, who: Subject, factors: Factors, evidence: Evidence) -> Step {
        Step::Prove(Proof {
            method: self.method.clone(),
            attempt: self.id,
            who,
            factors: factors.intersection(self.profile.factors),
            evidence,
        })
    }
}

/// What was shown, by whom, with which method. Only [`Attempt::prove`] makes one, and the hub brings
/// back what it kept of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    method: MethodId,
    attempt: AttemptId,
    who: Subject,
    factors: Factors,
    evidence: Evidence,
}

impl Proof {
    /// The method that made it.
    #[must_use]
    pub fn method(&self) -> &MethodId {
        &self.method
    }

    /// The attempt in which it was made.
    #[must_use]
    pub fn attempt(&self) -> &AttemptId {
        &self.attempt
    }

    /// Who it is.
    #[must_use]
    pub fn who(&self) -> &Subject {
        &self.who
    }

    /// What was shown.
    #[must_use]
    pub fn factors(&self) -> Factors {
        self.factors
    }

    /// When and how.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The one door by which a proof that the hub kept becomes one again. There is no `Deserialize`:
    /// whoever could call that could make one from anything. What comes through here was locked by a
    /// browser's key, and admission caps it again by the hub's own registry of profiles.
    ///
    /// # Errors
    /// As the deserializer says.
    pub fn restored_from_row<'de, D: Deserializer<'de>>(row: D) -> Result<Self, D::Error> {
        let ProofRow { method, attempt, who, factors, evidence } = ProofRow::deserialize(row)?;
        Ok(Self { method, attempt, who, factors, evidence })
    }
}

/// A proof as it was kept.
#[derive(Deserialize)]
struct ProofRow {
    method: MethodId,
    attempt: AttemptId,
    who: Subject,
    factors: Factors,
    evidence: Evidence,
}

/// Who was proved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// A person in our registry; who they are and their standing is asked there.
    Registered(CitizenId),
    /// A person whose certificate says who they are.
    Certified(Holder),
    /// A person of another country, as that country says.
    Foreign(Identity),
}

/// What is worth keeping of how it was proved. No personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The instant at which the last factor was shown (SAML Core 2.7.2, `AuthnInstant`).
    pub authenticated_at: Timestamp,
    /// When the first of the factors was shown, if that was in an earlier login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_at: Option<Timestamp>,
}

impl Evidence {
    /// All of it was shown in one login, which ended at this instant.
    #[must_use]
    pub fn at(authenticated_at: Timestamp) -> Self {
        Self { authenticated_at, first_at: None }
    }

    /// The last of it was shown at this instant, and the first at that one, in an earlier login.
    #[must_use]
    pub fn since(first_at: Timestamp, authenticated_at: Timestamp) -> Self {
        Self { authenticated_at, first_at: Some(first_at) }
    }

    /// How old it is: the instant at which the first of it was shown.
    #[must_use]
    pub fn oldest(&self) -> Timestamp {
        self.first_at.map_or(self.authenticated_at, |first| first.min(self.authenticated_at))
    }
}

/// This method did not prove the person, and another try of the same kind would not either.
/// Wrong input is no refusal: it is [`Step::Ask`] again, with the same words whatever was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Key of a message of the method's pack: its text is what happened, its attribute `.why` why,
    /// its attribute `.do` what to do now.
    pub message: String,
    /// An instant that the message can name as `{ $until }`, such as when a lock ends.
    pub until: Option<Timestamp>,
}

/// What a method must remember until the browser comes back; at most [`Progress::MAX`] bytes.
/// The hub keeps it encrypted under the browser's key and never looks inside.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress(Vec<u8>);

impl Progress {
    /// 4 KiB.
    pub const MAX: usize = 4096;

    /// Nothing to remember.
    pub const NONE: Self = Self(Vec::new());

    /// Writes what is to be remembered.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written, or is longer than [`Progress::MAX`].
    pub fn of<T: Serialize>(what: &T) -> Result<Self, Fault> {
        let bytes = serde_json::to_vec(what).map_err(Fault::failed)?;
        if bytes.len() > Self::MAX {
            return Err(Fault::failed("the method remembers more than 4 KiB"));
        }
        Ok(Self(bytes))
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`Fault`] when it was written by something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.0).map_err(Fault::failed)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Progress({} bytes)", self.0.len())
    }
}

/// What the browser brought back.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The form of the page that the method asked for, already checked against forgery.
    Form(&'a Form),
    /// What the method's [`CertificateDesk`] found, after [`Step::Leave`].
    Handed(&'a Progress),
}

impl<'a> Input<'a> {
    /// The form, for methods that never send anybody away.
    ///
    /// # Errors
    /// [`Fault`] when it is something else.
    pub fn form(self) -> Result<&'a Form, Fault> {
        match self {
            Self::Form(form) => Ok(form),
            Self::Handed(_) => Err(Fault::failed("nothing can be handed to this method")),
        }
    }
}

/// Names a method, in configuration, in the trace and in addresses of forms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MethodId(Cow<'static, str>);

impl MethodId {
    /// A method's name in a [`Blueprint`].
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name that came from outside: good for looking up a method, and nothing else.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 128 random bits, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttemptId(String);

impl AttemptId {
    /// From the hub's randomness.
    #[must_use]
    pub fn from_bits(bits: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(bits)))
    }

    /// The text that stands in trace and event.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a method is, and the least and the most it can ever prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What everybody has shown who is through with it.
    pub least: Factors,
    /// All factors that it can show.
    pub factors: Factors,
    /// No proof of it ever counts for more.
    pub ceiling: LevelOfAssurance,
}

/// A method as data: everything of its own that the house needs. A plug-in is a folder that
/// exports one, and a line in [`crate::BUILT_IN`].
#[derive(Debug)]
pub struct Blueprint {
    /// Its name.
    pub id: MethodId,
    /// The last part of its pages' address, `/t/{journey}/{path}`: `[a-z]+`.
    pub path: &'static str,
    /// The value of the attribute `SelectedIdP` (SPEC 3.3).
    pub selected_idp: &'static str,
    /// The pseudo-attribute by which an agency excludes it (SPEC SAML-30).
    pub exclusion: &'static str,
    /// What it can show.
    pub profile: Profile,
    /// Its templates and messages. `method-{id}` is its name, the attribute `.hint` its line of help.
    pub pack: Pack,
    /// Its tables in the schema `credentials`: name `V{n}__{what}` and SQL, only ever appended to.
    pub migrations: &'static [(&'static str, &'static str)],
    /// Whether it is on only where the configuration has its section.
    pub is_optional: bool,
    /// Makes it from its section of the configuration.
    pub build: Build,
}

/// Makes a method from its section of the configuration.
pub type Build = fn(&Section, &Ports) -> Result<Box<dyn Authenticator>, ConfigError>;

/// A method's own section of the configuration, `[method.{id}]`; empty when there is none.
#[derive(Clone, Debug, Default)]
pub struct Section(serde_json::Map<String, serde_json::Value>);

impl Section {
    /// What the configuration file holds.
    #[must_use]
    pub fn new(values: serde_json::Map<String, serde_json::Value>) -> Self {
        Self(values)
    }

    /// Reads it as the method's own type, which should deny unknown fields.
    ///
    /// # Errors
    /// [`ConfigError`] naming the key that is missing, unknown or of another type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        serde_json::from_value(serde_json::Value::Object(self.0.clone()))
            .map_err(|error| ConfigError(error.to_string()))
    }
}

/// What a method may use of the house.
#[derive(Clone)]
pub struct Ports {
    /// Who is registered.
    pub citizens: Registry,
    /// Connections to the schema `credentials`.
    pub credentials: deadpool_postgres::Pool,
    /// Who knows what is printed on people's cards.
    pub identities: Arc<dyn IdentitySource>,
    /// What goes to phones and mailboxes.
    pub outbox: Outbox,
    /// Names for what is only counted.
    pub keys: Keys,
    /// The words of all messages, for what is not a page.
    pub words: Arc<Pages>,
    /// Host (and port) of this hub, as the address bar shows it.
    pub host: String,
    /// How other servers are asked.
    pub web: Arc<dyn Web>,
}

/// The configuration of a method cannot be used; the text says why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// A fault of ours: nothing was proved or refused.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// More work is waiting than can be done in time; nothing was counted against the person.
    #[error("the method is too busy")]
    Busy,
    /// What the method works with cannot be asked now: trying again may help.
    #[error("the method cannot ask what it needs")]
    Away(#[source] Box<dyn Error + Send + Sync>),
    /// Anything else; the source is for the log, never for the browser.
    #[error("the method failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl Fault {
    /// Wraps what went wrong.
    pub fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(source.into())
    }
}
