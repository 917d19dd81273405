//! The way out: policy admits, the one finishing transaction records, the answer is signed.

use authenticators::{AttemptId, MethodId, Proof, Subject};
use citizens::Standing;
use identity::Identity;
use jiff::Timestamp;
use saml::name_id::PERSISTENT;
use saml::status::Status;
use saml::{ContentSecret, Dialect, Envelope, Manner, MessageId, NameId};

use crate::agency::Agency;
use crate::clock::{random, random_id};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::accept::AcceptedRequest;
use crate::journey::answer::{self, Admitted};
use crate::journey::stage::{Answer, Choosing, Chosen, Returning, Stage};
use crate::journey::{Held, Moved, Open, Stop, reopen};
use crate::policy::{Declined, Explanation, Grant, Policy};
use crate::store::{Finish, FinishError};
use crate::trace::TraceEntry;

impl Hub {
    /// Lets the policy admit a proof, by the person's standing now, and finishes the journey with
    /// what it says.
    pub(super) async fn admit(
        &self,
        held: &Held,
        chosen: Chosen,
        proof: Proof,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        match self.admit_as_known(held, &chosen, proof.clone(), now).await {
            // This node has not heard yet of a change of the agency or the policy: it asks, and decides
            // anew.
            Err(Stop::Overtaken) => {
                self.refresh_directory().await?;
                self.refresh_policy().await?;
                self.admit_as_known(held, &chosen, proof, now).await
            }
            done => done,
        }
    }

    async fn admit_as_known(
        &self,
        held: &Held,
        chosen: &Chosen,
        proof: Proof,
        now: Timestamp,
    ) -> Result<Moved, Stop> {
        let method = self.method_of(chosen)?;
        let Chosen { choosing: Choosing { request, because: offered, .. }, attempt, .. } = chosen;
        let agency = self.agency_of(request, now)?;
        let (identity, standing) = self.person(&proof).await?;
        let policy = self.policy.now();
        let admitted = policy.admit(
            request,
            &agency.terms(request.facts().service.as_ref()),
            (&method.blueprint.id, &method.blueprint.profile),
            proof,
            standing.as_ref(),
            now,
        );
        let outcome = match admitted {
            Ok(grant) => {
                let selected_idp = method.blueprint.selected_idp;
                self.granted(request, &policy, grant, (&identity, selected_idp), &agency, now)?
            }
            Err(Declined { status, because }) => {
                let attempt = Some((attempt.clone(), method.blueprint.id.clone()));
                self.declined(request, &policy, (status, because), attempt, now)?
            }
        };
        let (returning, mut entry) = outcome;
        entry.because = offered.clone().then(entry.because);
        self.finish(held, request, (agency.version, policy.id()), (returning, entry)).await?;
        Ok(Moved::Finished)
    }

    /// Who was proved, and how they stand.
    async fn person(&self, proof: &Proof) -> Result<(Identity, Option<Standing>), Stop> {
        match proof.who() {
            Subject::Registered(citizen) => {
                let identity = self.citizens.identity(*citizen).await?;
                let identity = identity.ok_or(Fault::Broken("the person is not registered"))?;
                Ok((identity, self.citizens.standing(*citizen).await?))
            }
            Subject::Certified(identity) | Subject::Foreign(identity) => {
                Ok((identity.clone(), None))
            }
        }
    }

    /// The person gives up, or ran out of time: the agency is told which.
    ///
    /// # Errors
    /// [`Stop`].
    pub(crate) async fn cancel(&self, open: Open, now: Timestamp) -> Result<Moved, Stop> {
        let Open { held, stage, expired } = open;
        let status = if expired { Status::expired() } else { Status::cancelled() };
        let Choosing { request, because, .. } = match stage {
            Stage::Choosing(choosing) => choosing,
            Stage::Authenticating(waiting) => waiting.chosen.choosing,
            Stage::Returning(_) => return Ok(Moved::Finished),
        };
        self.decline(&held, &request, &self.policy.now(), (status, because), now).await?;
        Ok(Moved::Finished)
    }

    /// Finishes a journey without an assertion; the request is used up all the same.
    pub(super) async fn decline(
        &self,
        held: &Held,
        request: &AcceptedRequest,
        policy: &Policy,
        decided: (Status, Explanation),
        now: Timestamp,
    ) -> Result<(), Stop> {
        let outcome = self.declined(request, policy, decided, None, now)?;
        let version = self.agency_of(request, now)?.version;
        self.finish(held, request, (version, policy.id()), outcome).await
    }

    /// The one finishing transaction. If another submit of the same page was faster, its answer is
    /// the answer.
    async fn finish(
        &self,
        held: &Held,
        request: &AcceptedRequest,
        (agency, policy): (i64, i64),
        (returning, entry): (Returning, TraceEntry),
    ) -> Result<(), Stop> {
        let now = entry.at;
        let Held { id, key, version } = held;
        let stage = key.lock(id, &Stage::Returning(returning), self.entropy.as_ref())?;
        let entry = &entry;
        let finish = Finish { id, from: *version, stage: &stage, request, agency, policy, entry };
        match self.store.finish(&finish).await {
            Ok(()) => Ok(()),
            Err(FinishError::AlreadyUsed) => Err(Stop::Ended(request.facts().agency.clone())),
            Err(FinishError::AgencyGone) => Err(Stop::AgencyGone),
            Err(FinishError::Overtaken) => Err(Stop::Overtaken),
            Err(FinishError::Store(fault)) => Err(fault.into()),
            Err(FinishError::Conflict) => {
                let row = self.store.load(id).await?.ok_or(Stop::NotFound)?;
                match reopen(id.clone(), key.clone(), &row, now)?.stage {
                    Stage::Returning(_) => Ok(()),
                    Stage::Choosing(_) | Stage::Authenticating(_) => Err(Stop::StepDone),
                }
            }
        }
    }

    /// The answer of a grant, with all its ids and times. Consumes the grant: one assertion.
    fn granted(
        &self,
        request: &AcceptedRequest,
        policy: &Policy,
        grant: Grant,
        (identity, selected_idp): (&Identity, &str),
        agency: &Agency,
        now: Timestamp,
    ) -> Result<(Returning, TraceEntry), Stop> {
        let dialect = agency.record.dialect;
        let facts = request.facts();
        let (proof, level, because) = grant.spend();
        let envelope = self.envelope(request, now)?;
        let admitted = Admitted {
            identity,
            level,
            selected_idp,
            authenticated_at: proof.evidence().authenticated_at,
            assertion: self.message_id()?,
            session: self.message_id()?,
            name: self.name(request, identity, agency)?,
        };
        let assertion = answer::assertion(dialect, facts, admitted, now);
        let entry = TraceEntry {
            assertion_id: Some(assertion.id.clone()),
            attempt: Some(proof.attempt().clone()),
            method: Some(proof.method().clone()),
            level: Some(level),
            ..self.entry(request, policy, &envelope, "GRANTED", because)?
        };
        Ok((returning(request, dialect, envelope, Answer::Granted(Box::new(assertion))), entry))
    }

    /// What the agency is to call the person (SPEC SAML-43): kits find the document there; others get
    /// the name that they always get, if they ask for that, and else one for this session.
    fn name(
        &self,
        request: &AcceptedRequest,
        identity: &Identity,
        agency: &Agency,
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
            Dialect::Strict => NameId::transient(self.message_id()?.as_str().to_owned(), ours),
        })
    }

    /// The answer of a refusal.
    fn declined(
        &self,
        request: &AcceptedRequest,
        policy: &Policy,
        (status, because): (Status, Explanation),
        attempt: Option<(AttemptId, MethodId)>,
        now: Timestamp,
    ) -> Result<(Returning, TraceEntry), Stop> {
        let envelope = self.envelope(request, now)?;
        let dialect = self.agency_of(request, now)?.record.dialect;
        let (attempt, method) = attempt.unzip();
        let entry = TraceEntry {
            attempt,
            method,
            ..self.entry(request, policy, &envelope, status.token(), because)?
        };
        Ok((returning(request, dialect, envelope, Answer::Declined(status)), entry))
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
        request: &AcceptedRequest,
        policy: &Policy,
        envelope: &Envelope,
        outcome: &str,
        because: Explanation,
    ) -> Result<TraceEntry, Fault> {
        Ok(TraceEntry {
            at: envelope.issued,
            reference: random_id(self.entropy.as_ref())?,
            agency: request.facts().agency.clone(),
            request_id: request.facts().request_id.clone(),
            response_id: envelope.response_id.clone(),
            assertion_id: None,
            outcome: outcome.to_owned(),
            attempt: None,
            method: None,
            level: None,
            policy: policy.version().to_owned(),
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
        envelope,
        answer,
    }
}
