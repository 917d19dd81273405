//! Who leaves, from which session, and whom that concerns under which names.

use authenticators::Subject;
use citizens::{CitizenId, Standing};
use identity::Identity;
use jiff::Timestamp;
use saml::{Dialect, EntityId, NameId};

use super::DepartureId;
use super::accept::{About, AcceptedLogout, NameHash};
use super::carry::GOOD_FOR;
use super::stage::{Ended, Farewell, Leaving, SessionEnd};
use crate::clock::random;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::browser::BrowserKey;
use crate::journey::session::{Session, SessionId, SessionKey};
use crate::policy::admit::in_good_standing;
use crate::store::departures::{DepartError, Departing};

/// Somebody with a session in this browser.
#[derive(Debug)]
pub(crate) struct Leaver {
    pub(crate) session: Session,
    /// As they are known now; nothing: they are not registered any more.
    pub(crate) identity: Option<Identity>,
    /// How they stand, if they are registered.
    pub(crate) standing: Option<Standing>,
    pub(crate) citizen: Option<CitizenId>,
}

impl Leaver {
    /// Whether they might still enter by it: for others it is good for leaving here, and for nothing else.
    pub(crate) fn is_in_good_standing(&self) -> bool {
        in_good_standing(&self.session.proof, self.standing.as_ref()).is_some()
    }
}

/// A session that is alive somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// When it began: with the last login in its browser, or the last step-up.
    pub begun_at: Timestamp,
    /// When an answer was last fixed in it.
    pub used_at: Timestamp,
    /// The agencies that were answered in it, the last one last.
    pub agencies: Vec<String>,
    /// It is the one of this browser.
    pub is_this: bool,
}

impl Hub {
    /// Who has a session in this browser, also if it is too old to enter by.
    ///
    /// # Errors
    /// [`Fault`].
    pub(crate) async fn leaver(
        &self,
        session: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<Option<Leaver>, Fault> {
        let Some(key) = session else {
            return Ok(None);
        };
        let Some(session) = self.session_to_leave(key, now).await? else {
            return Ok(None);
        };
        let (identity, standing) = match self.person(&session.proof).await {
            Ok((identity, standing)) => (Some(identity), standing),
            Err(Fault::Broken(_)) => (None, None),
            Err(fault) => return Err(fault),
        };
        let citizen = self.registered(session.proof.who()).await?;
        Ok(Some(Leaver { session, identity, standing, citizen }))
    }

    /// The sessions of a person that are alive and not ended from elsewhere, the last used first. What was proved
    /// in them only the browsers know whose they are.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn live_sessions(
        &self,
        person: &Identity,
        this: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<Vec<LiveSession>, Fault> {
        let this = this.map(SessionKey::id).transpose()?;
        let mark = self.pairwise.mark(person)?;
        let standing = self.citizens.standing_of(&person.identifier).await?;
        let mut sessions = self.store.sessions_of(&mark, this.as_ref(), now).await?;
        sessions.retain(|session| {
            standing.is_none_or(|standing| session.begun_at >= standing.sessions_valid_after)
        });
        Ok(sessions)
    }

    /// Somebody leaves from a page of ours; `everywhere`: from all browsers in which they have a session. Nothing:
    /// their session is another one by now.
    ///
    /// # Errors
    /// [`Fault`].
    pub(crate) async fn leave_now(
        &self,
        key: &BrowserKey,
        leaver: Leaver,
        everywhere: bool,
        now: Timestamp,
    ) -> Result<Option<DepartureId>, Fault> {
        let id = DepartureId::from_bits(random(self.entropy.as_ref())?);
        let session = (leaver.session.key.id()?, leaver.session.used_at);
        let (identity, citizen) = (leaver.identity.clone(), leaver.citizen);
        let leaving = self.leaving(None, Some((leaver, everywhere)), now)?;
        // Theirs of this browser is the last: as long as anything fails they can say it again.
        if everywhere {
            self.end_elsewhere(citizen, identity.as_ref(), &session.0).await?;
        }
        let stage = key.lock_departure(&id, &leaving, self.entropy.as_ref())?;
        let departing = Departing {
            id: &id,
            stage: &stage,
            browser: &key.mark()?,
            session: Some(&session),
            request: None,
        };
        match self.store.depart(&departing, now).await {
            Ok(()) => {}
            Err(DepartError::Moved) => return Ok(None),
            Err(DepartError::Store(error)) => return Err(error.into()),
            Err(DepartError::Conflict | DepartError::AlreadyUsed) => {
                return Err(Fault::Broken("a departure of ours was begun before"));
            }
        }
        tracing::info!(everywhere, "somebody left from a page of ours");
        Ok(Some(id))
    }

    /// Ends the sessions of a person in all browsers but this one. The rows go, since clocks of nodes differ a little;
    /// and then what they proved before counts no more, here neither.
    ///
    /// # Errors
    /// [`Fault`]; it can be said again.
    async fn end_elsewhere(
        &self,
        citizen: Option<CitizenId>,
        identity: Option<&Identity>,
        this: &SessionId,
    ) -> Result<(), Fault> {
        if let Some(identity) = identity {
            self.store.end_sessions_of(&self.pairwise.mark(identity)?, this).await?;
        }
        // Not this request's instant: whatever was under way when it came is older than this one.
        if let Some(citizen) = citizen {
            self.citizens.end_sessions(citizen, self.clock.now()).await?;
        }
        Ok(())
    }

    /// The departure from which this browser was lost on the way, if there is one: a browser that goes back may pass
    /// over our page.
    ///
    /// # Errors
    /// [`Fault`].
    pub(crate) async fn lost_departure(
        &self,
        key: Option<&BrowserKey>,
        now: Timestamp,
    ) -> Result<Option<DepartureId>, Fault> {
        match key {
            Some(key) => Ok(self.store.departure_of(&key.mark()?, now - GOOD_FOR).await?),
            None => Ok(None),
        }
    }

    /// What a departure begins with: whom to tell, and under which names.
    pub(super) fn leaving(
        &self,
        asked: Option<AcceptedLogout>,
        leaver: Option<(Leaver, bool)>,
        now: Timestamp,
    ) -> Result<Leaving, Fault> {
        let asked_by = asked.as_ref().map(|asked| asked.facts().agency.clone());
        let mut ended = Ended::default();
        let mut to_come = Vec::new();
        if let Some((Leaver { session, identity, .. }, everywhere)) = leaver {
            let by_certificate = matches!(session.proof.who(), Subject::Certified(_));
            ended = Ended { session: SessionEnd::Ended, by_certificate, everywhere };
            // The next one last: the last visited is told first.
            for agency in &session.agencies {
                if let Ok(agency) = EntityId::new(agency)
                    && Some(&agency) != asked_by.as_ref()
                {
                    let names = self.names_at((&agency, now), &session, identity.as_ref())?;
                    to_come.push(Farewell { agency, names });
                }
            }
        }
        Ok(Leaving {
            asked,
            ended,
            to_come,
            now: None,
            done: Vec::new(),
            answer: None,
            told_until: None,
        })
    }

    /// What an agency was told that the person is called, and the session; nothing: it is gone, or has no address at
    /// which it is told that somebody leaves.
    fn names_at(
        &self,
        (id, now): (&EntityId, Timestamp),
        session: &Session,
        person: Option<&Identity>,
    ) -> Result<Option<(NameId, String)>, Fault> {
        let directory = self.directory.now();
        let Some(agency) = directory.find(id).filter(|agency| agency.told_at(now).is_some()) else {
            return Ok(None);
        };
        let ours = &self.settings.entity_id;
        let names = session.secret.names_for(id)?;
        let is_lasting = session.lasting.iter().any(|one| one == id.as_str());
        let name = match (agency.record.dialect, person) {
            (Dialect::Clave2, Some(person)) => NameId::transient(person.identifier.clone(), ours),
            (Dialect::Strict, Some(person)) if is_lasting => {
                NameId::persistent(self.pairwise.name(agency, person)?, ours, id.as_str())
            }
            (Dialect::Strict, _) if !is_lasting => {
                NameId::transient(names.person.as_str().to_owned(), ours)
            }
            (Dialect::Clave2 | Dialect::Strict, _) => return Ok(None),
        };
        Ok(Some((name, names.session.as_str().to_owned())))
    }

    /// Whether a request is about the session that this browser has: of another one it says nothing. A kit of Cl@ve
    /// names nobody: it has to have been there, and to say where people return to (SPEC SAML-63, SAML-65).
    pub(super) fn is_meant(
        &self,
        request: &AcceptedLogout,
        leaver: &Leaver,
    ) -> Result<bool, Fault> {
        let facts = request.facts();
        let Leaver { session, identity, .. } = leaver;
        let About::Named { name, sessions } = &facts.about else {
            return Ok(session.knows(&facts.agency) && facts.answer_to.is_some());
        };
        let names = session.secret.names_for(&facts.agency)?;
        if !sessions.is_empty() && !sessions.contains(&NameHash::of(names.session.as_str())) {
            return Ok(false);
        }
        let is_lasting = session.lasting.iter().any(|one| one == facts.agency.as_str());
        let directory = self.directory.now();
        let lasting = match (directory.find(&facts.agency), identity) {
            (Some(agency), Some(identity)) if is_lasting => {
                self.pairwise.name(agency, identity).ok()
            }
            (Some(_) | None, _) => None,
        };
        let known = [Some(names.person.as_str().to_owned()), lasting];
        Ok(known.into_iter().flatten().any(|known| *name == NameHash::of(&known)))
    }
}
