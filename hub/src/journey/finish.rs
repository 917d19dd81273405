//! The way out: the answer is fixed in the one finishing transaction, and signed.

use identity::Identity;
use jiff::Timestamp;
use saml::name_id::PERSISTENT;
use saml::{ContentSecret, Dialect, Envelope, Manner, MessageId, NameId};

use crate::agency::Agency;
use crate::clock::{random, random_id};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::accept::AcceptedRequest;
use crate::journey::answer::{self, Admitted};
use crate::journey::give_up::Declining;
use crate::journey::release::{self, Going};
use crate::journey::session::SessionNames;
use crate::journey::stage::{Answer, Choosing, Proved, Returning, Stage};
use crate::journey::{Brought, Held, Open, Stop, reopen};
use crate::policy::{Effect, Explanation, Grant, Policy, Requirement, Rule};
use crate::reference::Reference;
use crate::store::{Finish, FinishError, SessionStep};
use crate::trace::TraceEntry;

/// An answer that is fixed, and all that commits with it.
pub(super) struct Fixed {
    pub(super) returning: Returning,
    entry: TraceEntry,
    pub(super) session: SessionStep,
}

/// By what an answer was decided. An assertion is fixed only if both are in force.
pub(super) struct Versions {
    pub(super) agency: i64,
    pub(super) policy: i64,
}

/// Whom it is about, and what of them goes out.
pub(super) struct Person<'a> {
    pub(super) identity: &'a Identity,
    pub(super) going: &'a [Going],
    pub(super) withheld: &'a [String],
}

impl Hub {
    /// The one finishing transaction, and where the journey stands then. If another submit of the same
    /// page was faster, its answer is the answer, and this says false.
    pub(super) async fn finish(
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
    pub(super) fn granted(
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

    /// The answer of a refusal.
    pub(super) fn declined(
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

    /// An `xs:ID` of 128 random bits (SAML Core 1.3.4).
    pub(crate) fn message_id(&self) -> Result<MessageId, Fault> {
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

/// Whether the agency is told the name that it always gets.
fn calls_by_lasting_name(answer: &Answer) -> bool {
    match answer {
        Answer::Granted(assertion) => assertion.name_id.format.as_deref() == Some(PERSISTENT),
        Answer::Declined(_) => false,
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
