//! The way out: policy admits, the one finishing transaction records, the answer is signed.

use authenticators::accesses::{Before, Entering};
use authenticators::{AttemptId, MethodId, Proof, Subject};
use citizens::{CitizenId, Standing};
use identity::{Factors, Identity, SpanishId};
use jiff::Timestamp;
use saml::name_id::PERSISTENT;
use saml::status::Status;
use saml::{ContentSecret, Dialect, Envelope, Manner, MessageId, NameId};

use crate::agency::{Agency, ReleaseManner};
use crate::clock::{random, random_id};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::accept::AcceptedRequest;
use crate::journey::answer::{self, Admitted};
use crate::journey::device::DeviceKey;
use crate::journey::release::{self, About, Due, Going, Said};
use crate::journey::session::{Session, SessionKey, SessionNames, SessionSecret};
use crate::journey::stage::{
    Answer, Below, Choosing, Earlier, Explaining, Proved, Releasing, Replacing, Returning, Stage,
    Why,
};
use crate::journey::step_up::masked;
use crate::journey::{Brought, Held, Moved, Open, Stop, reopen};
use crate::policy::{
    Declined, Effect, Explanation, Grant, Policy, Requirement, Rule, Shortfall, TooLittle, Unused,
};
use crate::reference::Reference;
use crate::store::{Finish, FinishError, SessionStep};
use crate::trace::TraceEntry;

/// An answer that is fixed, and all that commits with it.
struct Fixed {
    returning: Returning,
    entry: TraceEntry,
    session: SessionStep,
}

/// A request that is about to be declined: what was decided, and by which policy.
pub(super) struct Declining {
    pub(super) status: Status,
    pub(super) because: Explanation,
    pub(super) attempt: Option<(AttemptId, MethodId)>,
    pub(super) policy: String,
    /// If the person was told one already.
    pub(super) reference: Option<Reference>,
}

impl Declining {
    /// By this policy.
    pub(super) fn by(policy: &Policy, status: Status, because: Explanation) -> Self {
        let policy = policy.version().to_owned();
        Self { status, because, attempt: None, policy, reference: None }
    }
}

impl Hub {
    /// Lets the policy admit what was proved, by the person's standing now, and goes where that leads: to
    /// the page that shows what goes out, to the one that says what is missing, or back to the agency.
    /// `said` is what the person answered to the first.
    pub(super) async fn admit(
        &self,
        held: Held,
        proved: Proved,
        said: Option<&Said>,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let mut next = self.admit_as_known(&held, &proved, said, now).await;
        // This node has not heard yet of a change of the agency or the policy: it asks, and decides anew.
        if matches!(next, Err(Stop::Overtaken)) {
            self.refresh_directory().await?;
            self.refresh_policy().await?;
            next = self.admit_as_known(&held, &proved, said, now).await;
        }
        let is_passive = proved.choosing.request.facts().is_passive;
        match next {
            Ok(After::Finished(open, begun)) => {
                let (session, device) =
                    begun.map(|Begun { session, device }| (session, device)).unzip();
                Ok(Moved::Finished { open, session, device: device.flatten() })
            }
            // No page may be shown (SAML Core 3.4.1).
            Ok(After::Show(_)) | Err(Stop::SessionOver) if is_passive => {
                let mut because = proved.choosing.because.clone();
                because.found(Rule::Passive, "a page would be needed", Effect::Decline);
                let declining = Declining::by(&self.policy.now(), Status::passive(), because);
                self.decline(&held, &proved.choosing, declining, now).await
            }
            Ok(After::Show(Ask::Choice(why))) => {
                let mut choosing = proved.choosing;
                choosing.because = choosing.because.then(why);
                self.show(held, Stage::Choosing(choosing), now).await
            }
            Err(Stop::SessionOver) => self.show(held, Stage::Choosing(proved.choosing), now).await,
            Ok(After::Show(Ask::Release(going, manner, why))) => {
                let name = |one: &Going| one.name.to_owned();
                let optional = going.iter().filter(|one| one.is_optional).map(name).collect();
                let shown = going.iter().map(name).collect();
                let releasing = Releasing { proved, shown, optional, manner, why };
                self.show(held, Stage::Releasing(releasing), now).await
            }
            Ok(After::Show(Ask::Replace { before, now: after })) => {
                let replacing = Replacing { proved, before, now: after };
                self.show(held, Stage::Replacing(replacing), now).await
            }
            Ok(After::Declined(declining, Some(shortfall), below)) if !is_passive => {
                let choosing = Choosing { below, ..proved.choosing };
                self.explain(held, choosing, *declining, shortfall, now).await
            }
            Ok(After::Declined(declining, ..)) => {
                self.decline(&held, &proved.choosing, *declining, now).await
            }
            Err(stop) => Err(stop),
        }
    }

    /// The page that says what is missing comes first.
    pub(super) async fn explain(
        &self,
        held: Held,
        choosing: Choosing,
        declining: Declining,
        shortfall: Shortfall,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let reference = Reference::generate(self.entropy.as_ref())?;
        // The trace has it once the agency is told; whoever closes the page is found by this line.
        let (agency, outcome) =
            (choosing.request.facts().agency.as_str(), declining.status.token());
        tracing::info!(%reference, agency, outcome, "what is missing was said to the person");
        let Declining { status, because, attempt, policy, .. } = declining;
        let explaining = Explaining {
            choosing,
            status,
            shortfall,
            because,
            attempt,
            policy,
            reference,
            at: now,
        };
        self.show(held, Stage::Explaining(explaining), now).await
    }

    pub(super) async fn show(
        &self,
        held: Held,
        stage: Stage,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        Ok(Moved::Asked(Box::new(self.advance(held, stage, now).await?)))
    }

    async fn admit_as_known(
        &self,
        held: &Held,
        proved: &Proved,
        said: Option<&Said>,
        now: Timestamp,
    ) -> Result<After, Stop> {
        let Proved { choosing, proof, by_session, replaces_another, .. } = proved;
        let (request, facts) = (&choosing.request, choosing.request.facts());
        let off = Fault::Broken("the method of a proof is off");
        let method = self.method(proof.method()).ok_or(off)?.blueprint;
        let agency = self.agency_of(request, now)?;
        let terms = agency.terms(facts.service.as_ref());
        let (identity, standing) = self.person(proof).await?;
        // What a browser proved before counts as long as it is the browser's session, and only where
        // neither record nor request wants a new login by now (SSO-1, SSO-2).
        let in_session = || by_session.as_ref() == held.session.as_ref();
        if by_session.is_some() && (!in_session() || !terms.allow_sso || facts.force_authn) {
            let mut because = Explanation::default();
            let why = if in_session() { Unused::Record } else { Unused::Another };
            because.found(Rule::Session, why.name(), Effect::Drop);
            return Ok(After::Show(Ask::Choice(because)));
        }
        // What builds on a session stands and falls with it, also on the pages after the method.
        let builds_on = proof.evidence().first_at.is_some() && choosing.stands_on_session();
        if builds_on && !self.still_counts(held, choosing, now).await? {
            let mut because = Explanation::default();
            because.found(Rule::Session, Unused::Another.name(), Effect::Drop);
            return Ok(After::Show(Ask::Choice(because)));
        }
        let policy = self.policy.now();
        let chosen = (&method.id, &method.profile);
        let admitted = policy.admit(request, &terms, chosen, proof.clone(), standing.as_ref(), now);
        let grant = match admitted {
            Ok(grant) => grant,
            // A session that would have done does not any more: there is still the choice.
            Err(declined) if by_session.is_some() => {
                return Ok(After::Show(Ask::Choice(declined.because)));
            }
            Err(Declined { status, shortfall, because }) => {
                let person = (&identity, standing.as_ref());
                let by = (policy.as_ref(), &terms);
                let below =
                    self.fell_short(proved, shortfall.as_ref(), by, person, &because, now).await?;
                let because = choosing.explanation().then(because);
                let declining = Declining {
                    attempt: Some((proof.attempt().clone(), method.id.clone())),
                    ..Declining::by(&policy, status, because)
                };
                return Ok(After::Declined(Box::new(declining), shortfall, below.map(Box::new)));
            }
        };
        // Nobody's session ends unawares.
        if by_session.is_none() && !replaces_another {
            let before = self.another_before(held, choosing, &identity, now).await?;
            if let Some(before) = before {
                return Ok(After::Show(Ask::Replace { before, now: masked(&identity) }));
            }
        }
        let going = release::going_out(
            About::new(proof.who(), &identity, standing.as_ref()),
            facts,
            &terms,
        );
        let (withheld, keep) = match self.release_due(proved, &going, said, now).await? {
            Due::No { withheld, keep } => (withheld, keep),
            Due::Yes(why) => {
                return Ok(After::Show(Ask::Release(going, terms.release, why)));
            }
        };
        let person = Person { identity: &identity, going: &going, withheld: &withheld };
        let SessionTurn { key, secret, step } =
            self.session_turn(held, proved, &identity, now).await?;
        let names = secret.names_for(&facts.agency)?;
        let fixed = self.granted(&policy, proved, (grant, names), (&person, &agency), now)?;
        let (mut fixed, mut device) = (Fixed { session: step, ..fixed }, None);
        let citizen = if by_session.is_none() { self.registered(proof.who()).await? } else { None };
        if let Some(citizen) = citizen {
            let (before, new) = self.accessed(held, proof, citizen, now).await?;
            (fixed.returning.before, device) = (Some(before), new);
        }
        let begins = matches!(fixed.session, SessionStep::Begun { .. });
        self.keep_release(proved, keep.as_ref()).await?;
        let by = Versions { agency: agency.version, policy: policy.id() };
        let (open, is_ours) = self.finish(held, request, by, fixed).await?;
        let begun = (begins && is_ours).then_some(Begun { session: key, device });
        Ok(After::Finished(Box::new(open), begun))
    }

    /// Remembers from which browser they enter, and says when they did before; and the name that the
    /// browser gets if it has none. Credentials come before the hub's own tables (DESIGN §1).
    async fn accessed(
        &self,
        held: &Held,
        proof: &Proof,
        citizen: CitizenId,
        now: Timestamp,
    ) -> Result<(Earlier, Option<DeviceKey>), Stop> {
        let new = match &held.device {
            Some(_) => None,
            None => Some(DeviceKey::generate(self.entropy.as_ref())?),
        };
        let device = held.device.as_ref().or(new.as_ref()).ok_or(Fault::Broken("no device"))?;
        let entering = Entering {
            citizen,
            attempt: proof.attempt(),
            method: proof.method(),
            browser: &device.name_for(citizen)?,
            by_phone: matches!(proof.who(), Subject::Registered(_))
                && proof.factors().contains(Factors::POSSESSION),
            now,
        };
        let Before { last, failed } = self.accesses.enter(&entering).await?;
        Ok((Earlier { last, failed }, new))
    }

    /// Who it is among those who are registered here, whoever vouches for them.
    pub(crate) async fn registered(&self, who: &Subject) -> Result<Option<CitizenId>, Fault> {
        match who {
            Subject::Registered(citizen) => Ok(Some(*citizen)),
            Subject::Certified(holder) => match SpanishId::parse(&holder.identity.identifier) {
                Ok(document) => Ok(self.citizens.find(&document).await?),
                Err(_) => Ok(None),
            },
            Subject::Foreign(_) => Ok(None),
        }
    }

    /// Who was proved, and how they stand.
    pub(crate) async fn person(
        &self,
        proof: &Proof,
    ) -> Result<(Identity, Option<Standing>), Fault> {
        match proof.who() {
            Subject::Registered(citizen) => {
                let person = self.citizens.person(*citizen).await?;
                let gone = Fault::Broken("the person is not registered");
                let (identity, standing) = person.ok_or(gone)?;
                Ok((identity, Some(standing)))
            }
            Subject::Certified(holder) => {
                let standing = self.citizens.standing_of(&holder.identity.identifier).await?;
                Ok((holder.identity.clone(), standing))
            }
            Subject::Foreign(identity) => Ok((identity.clone(), None)),
        }
    }

    /// The person gives up, ran out of time, or has read why it is no: the agency is told which.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn cancel(&self, open: Open, now: Timestamp) -> Result<Moved, Stop> {
        let Open { held, stage, touched_at, expired } = open;
        let policy = self.policy.now();
        let status = if expired { Status::expired() } else { status_of_leaving(&stage) };
        let (choosing, declining) = match stage {
            returning @ Stage::Returning(_) => {
                return Ok(Moved::finished(Open { held, stage: returning, expired, touched_at }));
            }
            Stage::Explaining(Explaining {
                choosing,
                status,
                because,
                attempt,
                policy,
                reference,
                ..
            }) => {
                let reference = Some(reference);
                (choosing, Declining { status, because, attempt, policy, reference })
            }
            Stage::Choosing(choosing) => Self::given_up(choosing, &policy, status),
            Stage::Continuing(one) => Self::given_up(one.choosing, &policy, status),
            Stage::Authenticating(one) => Self::given_up(one.chosen.choosing, &policy, status),
            Stage::Replacing(one) => Self::given_up(one.proved.choosing, &policy, status),
            Stage::Releasing(one) => {
                let Proved { mut choosing, proof, .. } = one.proved;
                choosing.because = choosing.explanation();
                choosing.below = None;
                choosing.because.found(Rule::Release, "not sent", Effect::Decline);
                let (choosing, declining) = Self::given_up(choosing, &policy, status);
                let attempt = Some((proof.attempt().clone(), proof.method().clone()));
                (choosing, Declining { attempt, ..declining })
            }
        };
        self.decline(&held, &choosing, declining, now).await
    }

    fn given_up(choosing: Choosing, policy: &Policy, status: Status) -> (Choosing, Declining) {
        let mut because = choosing.explanation();
        let mut attempt = choosing.failed.clone();
        if let Some(below) = &choosing.below {
            because.found(Rule::StepUp, "not shown", Effect::Decline);
            let proof = Some(&below.proof).filter(|_| below.session.is_none());
            let tried = proof.map(|proof| (proof.attempt().clone(), proof.method().clone()));
            attempt = attempt.or(tried);
        }
        (choosing, Declining { attempt, ..Declining::by(policy, status, because) })
    }

    /// Finishes a journey without an assertion; the request is used up all the same.
    pub(super) async fn decline(
        &self,
        held: &Held,
        choosing: &Choosing,
        declining: Declining,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let request = &choosing.request;
        let agency = self.agency_of(request, now)?;
        let fixed = self.declined(choosing, &agency, declining, now)?;
        // Only an assertion is bound to a version of the policy.
        let by = Versions { agency: agency.version, policy: 0 };
        let (open, _) = self.finish(held, request, by, fixed).await?;
        Ok(Moved::finished(open))
    }

    /// The one finishing transaction, and where the journey stands then. If another submit of the same
    /// page was faster, its answer is the answer, and this says false.
    async fn finish(
        &self,
        held: &Held,
        request: &AcceptedRequest,
        by: Versions,
        Fixed { returning, entry, session: step }: Fixed,
    ) -> Result<(Open, bool), Stop> {
        let now = entry.at;
        let Held { id, key, session, device, version } = held;
        let by_lasting_name = calls_by_lasting_name(&returning.answer);
        let returning = Stage::Returning(returning);
        let stage = key.lock(id, &returning, self.entropy.as_ref())?;
        let finish = Finish {
            id,
            from: *version,
            stage: &stage,
            request,
            agency: by.agency,
            policy: by.policy,
            session: &step,
            by_lasting_name,
            entry: &entry,
        };
        match self.store.finish(&finish).await {
            Ok(()) => {
                self.count(&entry);
                let held = Held { version: version + 1, ..held.clone() };
                Ok((Open { held, stage: returning, expired: false, touched_at: now }, true))
            }
            Err(FinishError::AlreadyUsed) => Err(Stop::Ended(request.facts().agency.clone())),
            Err(FinishError::AgencyGone) => Err(Stop::AgencyGone),
            Err(FinishError::Overtaken) => Err(Stop::Overtaken),
            Err(FinishError::SessionOver) => Err(Stop::SessionOver),
            Err(FinishError::Store(fault)) => Err(fault.into()),
            Err(FinishError::Conflict) => {
                let row = self.store.load(id).await?.ok_or(Stop::NotFound)?;
                let (session, device) = (session.clone(), device.clone());
                let keys = (key.clone(), Brought { session, device });
                let open = reopen(id.clone(), keys, &row, now)?;
                if open.stage.choosing().is_ok() { Err(Stop::StepDone) } else { Ok((open, false)) }
            }
        }
    }

    fn count(&self, entry: &TraceEntry) {
        let numbers = &self.node.numbers;
        numbers.answers.count(&[("outcome", &entry.outcome)]);
        if let (Some(method), Some(level)) = (&entry.method, entry.level) {
            let session = if entry.reused { "used" } else { "new" };
            numbers.logins.count(&[
                ("method", method.as_str()),
                ("level", level.name()),
                ("session", session),
            ]);
        }
    }

    /// The answer of a grant, with all its ids and times. Consumes the grant: one assertion.
    fn granted(
        &self,
        policy: &Policy,
        proved: &Proved,
        (grant, names): (Grant, SessionNames),
        (person, agency): (&Person<'_>, &Agency),
        now: Timestamp,
    ) -> Result<Fixed, Stop> {
        let dialect = agency.record.dialect;
        let choosing = &proved.choosing;
        let facts = choosing.request.facts();
        let (proof, level, because) = grant.spend();
        let off = Fault::Broken("the method of a proof is off");
        let selected_idp = self.method(proof.method()).ok_or(off)?.blueprint.selected_idp;
        let Person { identity, going, withheld } = person;
        let envelope = self.envelope(&choosing.request, now)?;
        let admitted = Admitted {
            level,
            attributes: release::attributes(going, withheld, selected_idp, facts),
            authenticated_at: proof.evidence().authenticated_at,
            assertion: self.message_id()?,
            session: names.session,
            name: self.name(&choosing.request, identity, agency, &names.person)?,
        };
        let assertion = answer::assertion(dialect, facts, admitted, now);
        let mut before = choosing.explanation();
        if proved.replaces_another {
            before.found(Rule::AnotherPerson, "they go on", Effect::Keep);
        }
        let because = before.then(because);
        let entry = TraceEntry {
            assertion_id: Some(assertion.id.clone()),
            attempt: Some(proof.attempt().clone()),
            method: Some(proof.method().clone()),
            level: Some(level),
            reused: proved.by_session.is_some(),
            ..self.entry(choosing, agency, &envelope, ("GRANTED", policy.version(), because))?
        };
        let answer = Answer::Granted(Box::new(assertion));
        let returning = returning(&choosing.request, dialect, envelope, answer);
        Ok(Fixed { returning, entry, session: SessionStep::None })
    }

    /// The session in which it is answered: the one that brought the proof, or a new one in the place of
    /// the one that the browser has.
    async fn session_turn(
        &self,
        held: &Held,
        proved: &Proved,
        person: &Identity,
        now: Timestamp,
    ) -> Result<SessionTurn, Stop> {
        if let Some(key) = &proved.by_session {
            let secret = proved.secret.clone().unwrap_or_else(|| key.secret());
            let step = SessionStep::Used(key.id()?);
            return Ok(SessionTurn { key: key.clone(), secret, step });
        }
        let key = SessionKey::generate(self.entropy.as_ref())?;
        let agency = proved.choosing.request.facts().agency.as_str();
        let (mut agencies, mut lasting) = (vec![agency.to_owned()], Vec::new());
        let (mut secret, mut replaces) = (None, None);
        if let Some(before) = &held.session {
            replaces = Some(before.id()?);
            // The same person goes on: where they have been, and under which names, is not forgotten.
            let known = self.session_to_leave(before, now).await?;
            if let Some(known) = known
                && self.is_about(&known, person).await?
            {
                secret = Some(known.secret.clone());
                lasting.clone_from(&known.lasting);
                agencies = known.with(agency);
            }
        }
        let (id, content) = key.lock(&proved.proof, secret.clone(), self.entropy.as_ref())?;
        let secret = secret.unwrap_or_else(|| key.secret());
        let person = self.pairwise.mark(person)?;
        let step = SessionStep::Begun { id, content, agencies, lasting, person, replaces };
        Ok(SessionTurn { key, secret, step })
    }

    /// Whether a session is about this person, with whatever method they entered.
    async fn is_about(&self, session: &Session, person: &Identity) -> Result<bool, Fault> {
        match self.person(&session.proof).await {
            Ok((identity, _)) => Ok(identity.identifier == person.identifier),
            Err(Fault::Broken(_)) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// What the agency is to call the person (SPEC SAML-43): kits find the document there; others get
    /// the name that they always get, if they ask for that, and else one for this session.
    fn name(
        &self,
        request: &AcceptedRequest,
        identity: &Identity,
        agency: &Agency,
        for_session: &MessageId,
    ) -> Result<NameId, Stop> {
        let ours = &self.settings.entity_id;
        let facts = request.facts();
        let wants_persistent = facts.name_id_format.as_deref() == Some(PERSISTENT);
        Ok(match agency.record.dialect {
            Dialect::Clave2 => NameId::transient(identity.identifier.clone(), ours),
            Dialect::Strict if wants_persistent => {
                let name = self.pairwise.name(agency, identity)?;
                NameId::persistent(name, ours, facts.agency.as_str())
            }
            Dialect::Strict => NameId::transient(for_session.as_str().to_owned(), ours),
        })
    }

    /// The answer of a refusal.
    fn declined(
        &self,
        choosing: &Choosing,
        agency: &Agency,
        declining: Declining,
        now: Timestamp,
    ) -> Result<Fixed, Stop> {
        let Declining { status, because, attempt, policy, reference } = declining;
        let envelope = self.envelope(&choosing.request, now)?;
        let (attempt, method) = attempt.unzip();
        let mut entry =
            self.entry(choosing, agency, &envelope, (status.token(), &policy, because))?;
        (entry.attempt, entry.method) = (attempt, method);
        if let Some(told) = reference {
            entry.reference = told;
        }
        let answer = Answer::Declined(status);
        let returning = returning(&choosing.request, agency.record.dialect, envelope, answer);
        Ok(Fixed { returning, entry, session: SessionStep::None })
    }

    fn envelope(&self, request: &AcceptedRequest, now: Timestamp) -> Result<Envelope, Fault> {
        Ok(Envelope {
            response_id: self.message_id()?,
            issued: now,
            issuer: self.settings.entity_id.clone(),
            destination: request.facts().consumer.clone(),
            in_response_to: request.facts().request_id.clone(),
        })
    }

    fn entry(
        &self,
        choosing: &Choosing,
        agency: &Agency,
        envelope: &Envelope,
        (outcome, policy, because): (&str, &str, Explanation),
    ) -> Result<TraceEntry, Fault> {
        let facts = choosing.request.facts();
        let terms = agency.terms(facts.service.as_ref());
        Ok(TraceEntry {
            at: envelope.issued,
            reference: Reference::generate(self.entropy.as_ref())?,
            agency: facts.agency.clone(),
            service: facts.service.clone(),
            began_at: choosing.began_at,
            request_id: facts.request_id.clone(),
            response_id: envelope.response_id.clone(),
            assertion_id: None,
            outcome: outcome.to_owned(),
            attempt: None,
            method: None,
            level: None,
            needed: Some(Requirement::least(terms.level, facts)),
            reused: false,
            policy: policy.to_owned(),
            because,
        })
    }

    /// An `xs:ID` of 128 random bits (SAML Core 1.3.4).
    fn message_id(&self) -> Result<MessageId, Fault> {
        let id = format!("_{}", random_id(self.entropy.as_ref())?);
        MessageId::new(&id).map_err(|_| Fault::Broken("an id of ours is no NCName"))
    }

    /// Signs the answer that was fixed: always the same assertion, however often it is asked for,
    /// encrypted anew each time. How it is written, the agency's record and metadata say now.
    ///
    /// # Errors
    /// [`Stop`] when the agency has left, our key cannot sign, or none of the agency's can be encrypted
    /// for.
    pub(crate) fn respond(&self, returning: &Returning, now: Timestamp) -> Result<Vec<u8>, Stop> {
        let agency = self.agency_at(&returning.agency, &returning.envelope.destination, now)?;
        let keys = self.keys.now();
        let manner = answer::manner(returning.dialect, &agency, keys.active());
        Ok(match &returning.answer {
            // Suspended since it was fixed: it is not given out any more.
            Answer::Granted(_) if !agency.terms(None).is_active(now) => {
                return Err(Stop::AgencyGone);
            }
            Answer::Granted(assertion) => {
                let secret = ContentSecret::new(random(self.entropy.as_ref())?);
                let recipient = agency.recipient()?;
                let recipient = recipient.as_deref().map(|recipient| (recipient, secret));
                let manner = Manner { recipient, ..manner };
                saml::respond(&returning.envelope, assertion, manner)?
            }
            Answer::Declined(status) => saml::decline(&returning.envelope, status, manner)?,
        })
    }
}

/// By what an answer was decided. An assertion is fixed only if both are in force.
struct Versions {
    agency: i64,
    policy: i64,
}

/// What an answer does to the browser's session, and what names are made of in it.
struct SessionTurn {
    key: SessionKey,
    secret: SessionSecret,
    step: SessionStep,
}

/// What admission led to.
enum After {
    /// The answer is fixed, here, and this session began with it.
    Finished(Box<Open>, Option<Begun>),
    /// A page is needed first.
    Show(Ask),
    /// It was not enough.
    Declined(Box<Declining>, Option<Shortfall>, Option<Box<Below>>),
}

/// What the browser gets with a login.
struct Begun {
    session: SessionKey,
    device: Option<DeviceKey>,
}

/// A page that is needed first.
enum Ask {
    /// The choice of a method, and why the session will not do.
    Choice(Explanation),
    /// What goes out.
    Release(Vec<Going>, ReleaseManner, Why),
    /// Somebody else had entered in this browser: who, and who enters now.
    Replace { before: String, now: String },
}

/// Whom it is about, and what of them goes out.
struct Person<'a> {
    identity: &'a Identity,
    going: &'a [Going],
    withheld: &'a [String],
}

/// Whether the agency is told the name that it always gets.
fn calls_by_lasting_name(answer: &Answer) -> bool {
    match answer {
        Answer::Granted(assertion) => assertion.name_id.format.as_deref() == Some(PERSISTENT),
        Answer::Declined(_) => false,
    }
}

/// What the agency is told when a person leaves. Who proved too little did not just change their mind; nor did
/// who tried in vain.
fn status_of_leaving(stage: &Stage) -> Status {
    let choosing = match stage {
        Stage::Releasing(_) | Stage::Returning(_) => return Status::cancelled(),
        Stage::Choosing(choosing) => choosing,
        Stage::Continuing(continuing) => &continuing.choosing,
        Stage::Authenticating(waiting) => &waiting.chosen.choosing,
        Stage::Explaining(explaining) => &explaining.choosing,
        Stage::Replacing(replacing) => &replacing.proved.choosing,
    };
    match choosing {
        // It is not the level that is missing where the method is another one.
        Choosing { below: Some(below), .. } if below.why != TooLittle::Method => {
            Status::level_not_reached(below.needed, below.reached)
        }
        Choosing { failed: Some(_), .. } => Status::authn_failed(),
        Choosing { .. } => Status::cancelled(),
    }
}

fn returning(
    request: &AcceptedRequest,
    dialect: Dialect,
    envelope: Envelope,
    answer: Answer,
) -> Returning {
    let facts = request.facts();
    Returning {
        agency: facts.agency.clone(),
        relay_state: facts.relay_state.clone(),
        dialect,
        until: envelope.issued + Returning::SHOWN,
        before: None,
        envelope,
        answer,
    }
}
