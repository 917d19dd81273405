//! Who joins, and how an agency changes: what applies at once, what waits for approval, what is undone.
//!
//! Read from the top: [`Registrar::take_in`] for metadata, [`Registrar::set_record`] for what the operator
//! decided, [`Registrar::approve`], [`Registrar::roll_back`] and [`Registrar::remove`]. All of them end in
//! steps that the store writes together, with who did it.
//!
//! - [`document`]: from a document to the agencies in it; [`follow`]: from a source, again and again
//! - `plan`: what is to be done, by what is other than before and by [`rule`]
//! - `neighbours`: what one agency may not share with another

pub mod document;
mod error;
pub mod follow;
mod neighbours;
mod outcome;
mod plan;
pub mod rule;

#[cfg(test)]
mod tests;

use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};
use metadata::{Endpoints, MetadataError, ServiceProvider};
use saml::EntityId;

use crate::agency::AgencyRecord;
use crate::clock::{Entropy, random};
use crate::store::Store;
use crate::store::agencies::Stored;
use crate::store::agency_steps::{ChangedMeanwhile, Step, WriteError};
use crate::store::proposals::{AgencyChange, Proposal};
pub use document::{Contents, DocumentError, LeftOut};
pub use error::RegistrarError;
pub use follow::Followed;
use neighbours::Neighbours;
pub use outcome::Outcome;
use plan::{Planned, State, endless, step_of};
pub use rule::{Approval, Voucher};

/// What decides about agencies, for one run of a command.
pub struct Registrar<'a> {
    /// Where they are.
    pub store: &'a Store,
    /// Which addresses of theirs are accepted.
    pub endpoints: Endpoints,
    /// How many operators have to approve.
    pub approval: Approval,
    /// For the codes of what waits.
    pub entropy: &'a dyn Entropy,
    /// The one instant of it.
    pub now: Timestamp,
}

/// Metadata of one agency, on its way in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The descriptor as received, or as it was cut out of an aggregate.
    pub descriptor: Vec<u8>,
    /// What it says.
    pub metadata: ServiceProvider,
    /// When the group around it ends.
    pub valid_until: Option<Timestamp>,
    /// Who stands behind it.
    pub voucher: Voucher,
}

impl Arrival {
    /// A descriptor that somebody brought; its signature is not looked at.
    ///
    /// # Errors
    /// [`MetadataError`].
    pub fn brought(descriptor: Vec<u8>, endpoints: Endpoints) -> Result<Self, MetadataError> {
        let metadata = ServiceProvider::read_with(&descriptor, endpoints)?;
        Ok(Self { descriptor, metadata, valid_until: None, voucher: Voucher::Nobody })
    }

    /// What the agency is to be: the record stays, and the source too unless another one brought this. A
    /// new agency gets a record of level low.
    fn wanted(&self, before: Option<&Stored>, source: Option<&str>) -> Stored {
        let low = || AgencyRecord::new(LevelOfAssurance::Low);
        Stored {
            descriptor: self.descriptor.clone(),
            record: before.map_or_else(low, |stored| stored.record.clone()),
            valid_until: self.valid_until,
            source: source
                .map(str::to_owned)
                .or_else(|| before.and_then(|stored| stored.source.clone())),
        }
    }
}

/// Agencies that are written in one transaction.
const PART: usize = 200;
impl Registrar<'_> {
    /// Takes in metadata: of one agency, or of many from one aggregate. `by` is the operator, or what
    /// looks at the source; `source` is followed from then on. A new agency gets a record of level low,
    /// with all methods and attributes.
    ///
    /// `progress` is told how many are done. What was written before a fault stays.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn take_in(
        &self,
        arrivals: &[Arrival],
        by: &str,
        source: Option<&str>,
        progress: impl Fn(usize),
    ) -> Result<Vec<(EntityId, Outcome)>, RegistrarError> {
        let code = self.code()?;
        // Under this one nothing can be approved of: nobody says yes to what goes on growing.
        let draft = format!("{code}, not whole yet");
        let mut neighbours = Neighbours::default();
        let mut outcomes = Vec::with_capacity(arrivals.len());
        for part in arrivals.chunks(PART) {
            let ids: Vec<&EntityId> = part.iter().map(|one| &one.metadata.entity_id).collect();
            let known = self.store.agencies(&ids).await?;
            let waiting = self.store.proposals_for(&ids).await?;
            let day = self.now - SignedDuration::from_hours(24);
            let changes = self.store.changes_by(follow::REFRESH, day, &ids).await?;
            let mut planned = Vec::with_capacity(part.len());
            for arrival in part {
                let id = &arrival.metadata.entity_id;
                let (before, waiting) = (known.get(id), waiting.get(id));
                let wanted = arrival.wanted(before.map(|(_, stored)| stored), source);
                match self.fits(&arrival.metadata, &wanted.record, &mut neighbours).await {
                    Ok(()) => {}
                    Err(RegistrarError::Store(fault)) => return Err(fault.into()),
                    Err(why) => {
                        outcomes.push((id.clone(), Outcome::Refused(why.to_string())));
                        continue;
                    }
                }
                let state = State { metadata: &arrival.metadata, wanted };
                let plan = self.plan(state, before, arrival.voucher, by, &draft);
                let plan = self.beside_what_waits(plan, waiting);
                let often = changes.get(id).copied().unwrap_or_default();
                planned.push(if by == follow::REFRESH { plan.unless_often(often) } else { plan });
            }
            self.write(&planned).await?;
            outcomes.extend(planned.into_iter().map(|one| (one.entity_id, one.outcome)));
            progress(outcomes.len());
        }
        self.store.recode(&draft, &code).await?;
        for (_, outcome) in &mut outcomes {
            outcome.recode(&draft, &code);
        }
        Ok(outcomes)
    }

    /// An agency as it is, with its version.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn known(&self, id: &EntityId) -> Result<(i64, Stored), RegistrarError> {
        let known: Option<(i64, Stored)> = self.store.agencies(&[id]).await?.remove(id);
        known.ok_or_else(|| RegistrarError::NoAgency(id.clone()))
    }

    /// Puts another record in the place of that of `known`, which the agency must still be.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn set_record(
        &self,
        id: &EntityId,
        known: (i64, Stored),
        record: AgencyRecord,
        by: &str,
    ) -> Result<Outcome, RegistrarError> {
        let metadata = self.read(id, &known.1.descriptor)?;
        let mut addresses = record.services.iter().flat_map(|service| &service.consumers);
        let theirs = |one: &String| metadata.consumers.iter().any(|known| known.location == *one);
        if let Some(unknown) = addresses.find(|one| !theirs(one)) {
            return Err(RegistrarError::Address(unknown.clone()));
        }
        let wanted = Stored { record, ..known.1.clone() };
        self.fits(&metadata, &wanted.record, &mut Neighbours::default()).await?;
        let code = self.code()?;
        let state = State { metadata: &metadata, wanted };
        let planned = self.plan(state, Some(&known), Voucher::Operator, by, &code);
        self.write_one(planned).await
    }

    /// Says yes to what waits as `code`: all of it, or of one agency. What enough operators said yes to
    /// applies.
    ///
    /// # Errors
    /// [`RegistrarError`]; nothing is approved then.
    pub async fn approve(
        &self,
        code: &str,
        only: Option<&EntityId>,
        by: &str,
        progress: impl Fn(usize),
    ) -> Result<Vec<(EntityId, Outcome)>, RegistrarError> {
        let mut proposals = self.waiting_as(code).await?;
        if let Some(id) = only {
            proposals.retain(|proposal| proposal.entity_id == *id);
            if proposals.is_empty() {
                return Err(RegistrarError::NotAmong(id.clone(), code.to_owned()));
            }
        }
        // One operator is one, however he writes his name.
        let is_by = |one: &String| one.to_lowercase() == by.to_lowercase();
        proposals.retain(|proposal| !proposal.approved_by.iter().any(is_by));
        if proposals.is_empty() {
            return Err(RegistrarError::SameOperator(by.to_owned()));
        }
        let mut neighbours = Neighbours::default();
        let mut outcomes = Vec::with_capacity(proposals.len());
        for part in proposals.chunks_mut(PART) {
            let ids: Vec<&EntityId> = part.iter().map(|one| &one.entity_id).collect();
            let known = self.store.agencies(&ids).await?;
            let mut decided = Vec::with_capacity(part.len());
            for proposal in part.iter_mut() {
                proposal.approved_by.push(by.to_owned());
                let version = known.get(&proposal.entity_id).map(|(version, _)| *version);
                decided.push(self.approved(proposal, version, &mut neighbours).await?);
            }
            let steps: Vec<_> = part.iter().zip(&decided).filter_map(step_of).collect();
            self.commit(&steps, part.first().map(|one| &one.entity_id)).await?;
            outcomes.extend(part.iter().map(|one| one.entity_id.clone()).zip(decided));
            progress(outcomes.len());
        }
        Ok(outcomes)
    }

    /// What becomes of a proposal that one more operator approved of.
    async fn approved(
        &self,
        proposal: &Proposal,
        version: Option<i64>,
        neighbours: &mut Neighbours,
    ) -> Result<Outcome, RegistrarError> {
        if proposal.base != version {
            return Ok(Outcome::Outdated);
        }
        let metadata = self.read(&proposal.entity_id, &proposal.wanted.descriptor)?;
        match self.fits(&metadata, &proposal.wanted.record, neighbours).await {
            Ok(()) => Ok(proposal.outcome(self.approval.needed())),
            Err(RegistrarError::Store(fault)) => Err(fault.into()),
            Err(why) => Ok(Outcome::Refused(why.to_string())),
        }
    }

    /// What waits under a code, which people may have written in small letters.
    async fn waiting_as(&self, code: &str) -> Result<Vec<Proposal>, RegistrarError> {
        let code = code.to_ascii_uppercase();
        let proposals = self.store.proposals(Some(&code)).await?;
        if proposals.is_empty() { Err(RegistrarError::NothingWaits(code)) } else { Ok(proposals) }
    }

    /// Says no to what waits as `code`: it is forgotten, and kept that it was. Returns of which agencies.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn reject(&self, code: &str, by: &str) -> Result<Vec<EntityId>, RegistrarError> {
        let proposals = self.waiting_as(code).await?;
        let steps: Vec<_> =
            proposals.iter().map(|proposal| Step::Reject { proposal, by }).collect();
        self.commit(&steps, proposals.first().map(|one| &one.entity_id)).await?;
        Ok(proposals.into_iter().map(|one| one.entity_id).collect())
    }

    /// Brings back what the agency was after the change of this number; without one, what it was before
    /// its newest change. An agency that was removed comes back; one that was not there before goes.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn roll_back(
        &self,
        id: &EntityId,
        to: Option<i64>,
        by: &str,
    ) -> Result<Outcome, RegistrarError> {
        let mut changes = self.store.changes_of(id).await?;
        changes.retain(|change| change.what != "rejected");
        let missing = || RegistrarError::NoSuchChange(id.clone());
        let goal: Option<&AgencyChange> = match to {
            Some(number) => {
                Some(changes.iter().find(|change| change.id == number).ok_or_else(missing)?)
            }
            None if changes.is_empty() => return Err(missing()),
            None => changes.get(1),
        };
        let Some(mut wanted) = goal.and_then(|change| change.after.clone()) else {
            self.remove(id, by).await?;
            return Ok(Outcome::Removed);
        };
        let mut metadata = self.read(id, &wanted.descriptor)?;
        let known = self.store.agencies(&[id]).await?.remove(id);
        if let Some((_, now)) = &known {
            // What means the same stays as it was renewed since, with its later end.
            let current = self.read(id, &now.descriptor)?;
            if metadata::compare(&endless(&metadata), &endless(&current)).is_empty() {
                wanted.descriptor.clone_from(&now.descriptor);
                wanted.valid_until = now.valid_until;
                metadata = current;
            }
        }
        let ends = metadata.valid_until.into_iter().chain(wanted.valid_until).min();
        if let Some(end) = ends.filter(|end| *end <= self.now) {
            return Err(RegistrarError::Ended(id.clone(), end));
        }
        if let Some(address) = &wanted.source
            && self.store.source(address).await?.is_none()
        {
            wanted.source = None;
        }
        self.fits(&metadata, &wanted.record, &mut Neighbours::default()).await?;
        let code = self.code()?;
        let state = State { metadata: &metadata, wanted };
        let mut planned = self.plan(state, known.as_ref(), Voucher::Operator, by, &code);
        planned.what = "rolled back";
        self.write_one(planned).await
    }

    /// Takes an agency out of the directory, and what waits of it. Never waits itself. False if there was
    /// no agency, and only what waited was taken back.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn remove(&self, id: &EntityId, by: &str) -> Result<bool, RegistrarError> {
        // Also one that this release cannot read.
        if self.store.has_agency(id).await? {
            self.commit(&[Step::Remove { entity_id: id, by }], Some(id)).await?;
            return Ok(true);
        }
        let waiting = self.store.proposals_for(&[id]).await?.remove(id);
        let proposal = waiting.ok_or_else(|| RegistrarError::NoAgency(id.clone()))?;
        self.commit(&[Step::Reject { proposal: &proposal, by }], Some(id)).await?;
        Ok(false)
    }

    /// Writes one, and says what it put an end to.
    async fn write_one(&self, planned: Planned) -> Result<Outcome, RegistrarError> {
        let id = &planned.entity_id;
        let waiting = self.store.proposals_for(&[id]).await?.remove(id);
        let planned = self.beside_what_waits(planned, waiting.as_ref());
        self.write(std::slice::from_ref(&planned)).await?;
        Ok(planned.outcome)
    }

    async fn write(&self, planned: &[Planned]) -> Result<(), RegistrarError> {
        let steps: Vec<Step<'_>> = planned.iter().filter_map(Planned::step).collect();
        self.commit(&steps, planned.first().map(|one| &one.entity_id)).await
    }

    async fn commit(
        &self,
        steps: &[Step<'_>],
        about: Option<&EntityId>,
    ) -> Result<(), RegistrarError> {
        if steps.is_empty() {
            return Ok(());
        }
        match self.store.write_agencies().await?.write(steps, self.now).await {
            Ok(()) => Ok(()),
            Err(WriteError::Store(fault)) => Err(fault.into()),
            Err(WriteError::Changed(ChangedMeanwhile)) => {
                let about = about.map_or_else(String::new, ToString::to_string);
                let about = if steps.len() > 1 { format!("{about}, or another") } else { about };
                Err(RegistrarError::Meanwhile(about))
            }
        }
    }

    fn read(&self, id: &EntityId, descriptor: &[u8]) -> Result<ServiceProvider, RegistrarError> {
        ServiceProvider::read_with(descriptor, self.endpoints)
            .map_err(|why| RegistrarError::Unreadable(id.clone(), why))
    }

    /// Eight characters that people can read out.
    fn code(&self) -> Result<String, RegistrarError> {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bits: [u8; 8] = random(self.entropy)?;
        let sign = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'2');
        Ok(bits.into_iter().map(|byte| char::from(sign(byte))).collect())
    }
}
