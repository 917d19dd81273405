//! Towards the answer: policy admits what was proved, or says what is missing; pages that are needed first are
//! shown; and the answer is fixed, in a session.

use authenticators::accesses::{Before, Entering};
use authenticators::{Proof, Subject};
use citizens::{CitizenId, Standing};
use identity::{Factors, Identity, SpanishId};
use jiff::Timestamp;
use saml::status::Status;

use crate::agency::ReleaseManner;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::device::DeviceKey;
use crate::journey::finish::{Person, Versions};
use crate::journey::give_up::Declining;
use crate::journey::release::{self, About, Due, Going, Said};
use crate::journey::session::{Session, SessionKey, SessionSecret};
use crate::journey::stage::{
    Below, Choosing, Earlier, Explaining, Proved, Releasing, Replacing, Stage, Why,
};
use crate::journey::step_up::masked;
use crate::journey::{Held, Moved, Open, Stop};
use crate::policy::{Declined, Effect, Explanation, Rule, Shortfall, Unused};
use crate::reference::Reference;
use crate::store::SessionStep;

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
        // This node has not heard yet of a change of the agency or the policy, or another tab has used the session
        // before: it asks, and decides anew.
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
        let mut fixed = self.granted(&policy, proved, (grant, names), (&person, &agency), now)?;
        fixed.session = step;
        let mut device = None;
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
        let (mut secret, mut used_at) = (None, None);
        if let Some(before) = &held.session {
            // The same person goes on: where they have been, and under which names, is not forgotten.
            let known = self.session_to_leave(before, now).await?;
            if let Some(known) = known
                && self.is_about(&known, person).await?
            {
                secret = Some(known.secret.clone());
                used_at = Some(known.used_at);
                lasting.clone_from(&known.lasting);
                agencies = known.with(agency);
            }
        }
        let before = held.session.as_ref().map(SessionKey::id).transpose()?;
        let replaces = before.map(|id| (id, used_at));
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

/// What an answer does to the browser's session, and what names are made of in it.
struct SessionTurn {
    key: SessionKey,
    secret: SessionSecret,
    step: SessionStep,
}
