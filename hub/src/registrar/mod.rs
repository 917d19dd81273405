//! Who joins, and how an agency changes: what applies at once, what waits for approval, what is undone.
//!
//! Read from the top: [`Registrar::take_in`] for metadata, [`Registrar::set_record`] for what the operator
//! decided, [`Registrar::approve`], [`Registrar::roll_back`] and [`Registrar::remove`]. All of them end in
//! steps that the store writes together, with who did it; [`rule`] says which.

pub mod document;
pub mod follow;
pub mod rule;

#[cfg(test)]
mod tests;

use certs::Certificate;
use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};
use metadata::{Endpoints, MetadataError, Risk, ServiceProvider};
use saml::{Dialect, EntityId};

use crate::agency::compare::{self, Difference};
use crate::agency::{AgencyRecord, BadRecord};
use crate::clock::{Entropy, NoEntropy, random};
use crate::directory::Directory;
use crate::store::agencies::{AgencyChange, ChangedMeanwhile, Proposal, Step, Stored, WriteError};
use crate::store::{Store, StoreError};
pub use document::{Contents, DocumentError, LeftOut};
pub use follow::Followed;
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
}

/// What became of something wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is so already.
    Unchanged,
    /// The same, for longer.
    Renewed,
    /// It is so now.
    Applied {
        /// The agency was not there before.
        is_new: bool,
        /// What is other than before.
        differences: Vec<Difference>,
    },
    /// What was approved compares with what is no longer so: it waits no longer.
    Outdated,
    /// It cannot be so, for this reason; of many that arrive together the others are taken in.
    Refused(String),
    /// It waits until enough operators approve.
    Waiting {
        /// By which it is approved.
        code: String,
        /// The agency was not there before.
        is_new: bool,
        /// What would be other than it is.
        differences: Vec<Difference>,
        /// How many have to approve still.
        missing: usize,
    },
}

/// Why something wanted does not happen; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RegistrarError {
    /// No such agency.
    #[error("there is no agency {0}: agency-list shows those that there are")]
    NoAgency(EntityId),
    /// Nothing waits under this code.
    #[error("nothing waits for approval as {0}: agency-list shows what does, with its code now")]
    NothingWaits(String),
    /// The same operator again.
    #[error("{0} has approved of this already: another operator has to")]
    SameOperator(String),
    /// There is no earlier state, or none of this number.
    #[error("{0} has no such change to go back to: agency-show lists its changes by number")]
    NoSuchChange(EntityId),
    /// In the dialect `clave2` an answer says only by its address for whom it is.
    #[error(
        "{0} has one of its addresses for answers, and an agency of the dialect clave2 shares none"
    )]
    SharedAddress(EntityId),
    /// A provider name belongs to one agency.
    #[error("{0} has this provider name already")]
    SharedName(EntityId),
    /// A state that was, and whose metadata holds no longer.
    #[error("the metadata that {0} had then ended on {1}: add it anew with agency-add")]
    Ended(EntityId, Timestamp),
    /// Somebody else was trusted to sign what comes from there.
    #[error("{0} is followed already, with another signer: agency-unfollow it first")]
    OtherSigner(String),
    /// A service at an address that is not one of the agency's.
    #[error("{0} is none of its addresses for answers: agency-show lists them")]
    Address(String),
    /// The stored metadata is not read by this release.
    #[error("the stored metadata of {0} is not read: add it anew with agency-add")]
    Unreadable(EntityId, #[source] MetadataError),
    /// A record that cannot be kept.
    #[error(transparent)]
    Record(#[from] BadRecord),
    /// Somebody else was faster.
    #[error("{0} was changed or removed by somebody else meanwhile: look at it and try again")]
    Meanwhile(String),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoEntropy),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Agencies that are written in one transaction.
const PART: usize = 200;
/// How often a source may change an agency within 24 hours.
const MOST_A_DAY: i64 = 5;

/// What is written of one agency, and what is told about it.
struct Planned {
    entity_id: EntityId,
    what: &'static str,
    by: String,
    write: Write,
    outcome: Outcome,
}

enum Write {
    Nothing,
    Put { base: Option<i64>, wanted: Stored },
    Renew { base: i64, wanted: Stored },
    Propose(Box<Proposal>),
}

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
                let before = known.get(id);
                let record = before.map_or_else(
                    || AgencyRecord::new(LevelOfAssurance::Low),
                    |(_, stored)| stored.record.clone(),
                );
                match self.fits(&arrival.metadata, &record, &mut neighbours).await {
                    Ok(()) => {}
                    Err(RegistrarError::Store(fault)) => return Err(fault.into()),
                    Err(why) => {
                        let outcome = Outcome::Refused(why.to_string());
                        outcomes.push((id.clone(), outcome));
                        continue;
                    }
                }
                let source = source.map(str::to_owned);
                let source =
                    source.or_else(|| before.and_then(|(_, stored)| stored.source.clone()));
                let wanted = Stored {
                    descriptor: arrival.descriptor.clone(),
                    record,
                    valid_until: arrival.valid_until,
                    source,
                };
                let state = State { metadata: &arrival.metadata, wanted };
                let plan = self.plan(state, before, arrival.voucher, by, &draft);
                let plan = self.unless_waiting(plan, waiting.get(id));
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
        self.write(std::slice::from_ref(&planned)).await?;
        Ok(planned.outcome)
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
        let mut proposals = self.store.proposals(Some(code)).await?;
        proposals.retain(|proposal| only.is_none_or(|id| proposal.entity_id == *id));
        if proposals.is_empty() {
            return Err(RegistrarError::NothingWaits(code.to_owned()));
        }
        // One operator is one, however he writes his name.
        let is_by = |one: &String| one.to_lowercase() == by.to_lowercase();
        if proposals.iter().any(|proposal| proposal.approved_by.iter().any(is_by)) {
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
            let steps: Vec<_> = part.iter().zip(&decided).filter_map(approval).collect();
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

    /// Says no to what waits as `code`: it is forgotten, and kept that it was. Returns of which agencies.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn reject(&self, code: &str, by: &str) -> Result<Vec<EntityId>, RegistrarError> {
        let proposals = self.store.proposals(Some(code)).await?;
        if proposals.is_empty() {
            return Err(RegistrarError::NothingWaits(code.to_owned()));
        }
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
            return Ok(Outcome::Applied { is_new: false, differences: Vec::new() });
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
        self.write(std::slice::from_ref(&planned)).await?;
        Ok(planned.outcome)
    }

    /// Takes an agency out of the directory, and what waits of it. Never waits itself.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn remove(&self, id: &EntityId, by: &str) -> Result<(), RegistrarError> {
        // Also one that this release cannot read.
        if self.store.has_agency(id).await? {
            return self.commit(&[Step::Remove { entity_id: id, by }], Some(id)).await;
        }
        match self.store.proposals_for(&[id]).await?.remove(id) {
            Some(proposal) => {
                let step = Step::Reject { proposal: &proposal, by };
                self.commit(&[step], Some(id)).await
            }
            None => Err(RegistrarError::NoAgency(id.clone())),
        }
    }

    /// What an agency would be other than it is, if this metadata were taken in: nothing, if it is not
    /// known.
    ///
    /// # Errors
    /// [`RegistrarError`].
    pub async fn compare(
        &self,
        metadata: &ServiceProvider,
    ) -> Result<Option<Vec<Difference>>, RegistrarError> {
        let id = &metadata.entity_id;
        match self.store.agencies(&[id]).await?.remove(id) {
            None => Ok(None),
            Some((_, known)) => {
                Ok(Some(self.differences_of_metadata(&known, metadata, None, false)))
            }
        }
    }

    /// Says what is to be done so that an agency is as wanted.
    fn plan(
        &self,
        State { metadata, wanted }: State<'_>,
        before: Option<&(i64, Stored)>,
        voucher: Voucher,
        by: &str,
        code: &str,
    ) -> Planned {
        let entity_id = metadata.entity_id.clone();
        let is_new = before.is_none();
        let differences = match before {
            None => introduction(metadata, &wanted),
            Some((_, known)) => self.differences(known, metadata, &wanted, voucher),
        };
        let only_longer = |known: &Stored| {
            known.valid_until != wanted.valid_until || known.descriptor != wanted.descriptor
        };
        let base = before.map(|(version, _)| *version);
        let verdict = rule::decide(self.approval, &differences, voucher, by);
        let (write, outcome) = match (before, verdict) {
            (Some((version, known)), _) if differences.is_empty() => {
                // What says the same in other octets is kept if somebody stands behind it.
                if only_longer(known) && voucher != Voucher::Nobody {
                    (Write::Renew { base: *version, wanted }, Outcome::Renewed)
                } else {
                    (Write::Nothing, Outcome::Unchanged)
                }
            }
            (_, rule::Verdict::Apply) => {
                (Write::Put { base, wanted }, Outcome::Applied { is_new, differences })
            }
            (_, rule::Verdict::Wait { approved_by, missing }) => {
                let proposal = Proposal {
                    entity_id: entity_id.clone(),
                    code: code.to_owned(),
                    at: self.now,
                    proposed_by: by.to_owned(),
                    base,
                    wanted,
                    differences: differences.clone(),
                    approved_by,
                };
                let code = code.to_owned();
                let outcome = Outcome::Waiting { code, is_new, differences, missing };
                (Write::Propose(Box::new(proposal)), outcome)
            }
        };
        let what = if is_new { "added" } else { "changed" };
        Planned { entity_id, what, by: by.to_owned(), write, outcome }
    }

    fn differences(
        &self,
        known: &Stored,
        metadata: &ServiceProvider,
        wanted: &Stored,
        voucher: Voucher,
    ) -> Vec<Difference> {
        // That it holds for longer is nothing to speak of, if somebody stands behind it.
        let may_hold_longer = voucher != Voucher::Nobody;
        let until = wanted.valid_until;
        let mut all = self.differences_of_metadata(known, metadata, until, may_hold_longer);
        all.extend(compare::compare(&known.record, &wanted.record));
        // Whoever follows an agency can change it: nobody else takes that over.
        if let Some(address) = wanted.source.as_ref().filter(|_| known.source != wanted.source) {
            let sentence = format!("Its metadata is taken from {address} from now on.");
            all.push(Difference::new(Risk::Grave, sentence));
        }
        all
    }

    /// What is stored and cannot be read any more is as good as nothing: all of it is new.
    fn differences_of_metadata(
        &self,
        known: &Stored,
        metadata: &ServiceProvider,
        valid_until: Option<Timestamp>,
        may_hold_longer: bool,
    ) -> Vec<Difference> {
        let ends = |metadata: &ServiceProvider, group: Option<Timestamp>| ServiceProvider {
            valid_until: metadata.valid_until.into_iter().chain(group).min(),
            ..metadata.clone()
        };
        let Ok(before) = ServiceProvider::read_with(&known.descriptor, self.endpoints) else {
            let sentence = "What was known of it before is not read by this release.";
            return vec![Difference::new(Risk::Grave, sentence)];
        };
        let (mut before, after) = (ends(&before, known.valid_until), ends(metadata, valid_until));
        if may_hold_longer && is_longer(before.valid_until, after.valid_until) {
            before.valid_until = after.valid_until;
        }
        metadata::compare(&before, &after).into_iter().map(Difference::from).collect()
    }

    /// What waits already goes on waiting, with its code and whoever approved of it.
    fn unless_waiting(&self, planned: Planned, waiting: Option<&Proposal>) -> Planned {
        match (&planned.write, waiting) {
            (Write::Propose(new), Some(old)) if self.means_the_same(old, new) => {
                let outcome = old.outcome(self.approval.needed());
                Planned { write: Write::Nothing, outcome, ..planned }
            }
            // A source does not push aside what somebody else wants.
            (Write::Propose(new), Some(old))
                if new.proposed_by == follow::REFRESH && old.wanted.source != new.wanted.source =>
            {
                let why = format!("what waits as {} is to be decided first", old.code);
                Planned { write: Write::Nothing, outcome: Outcome::Refused(why), ..planned }
            }
            _ => planned,
        }
    }

    /// Whether whoever approved of one proposal has seen the other: all but when it ends is the same.
    fn means_the_same(&self, old: &Proposal, new: &Proposal) -> bool {
        let read = |proposal: &Proposal| {
            let read = ServiceProvider::read_with(&proposal.wanted.descriptor, self.endpoints);
            read.map(|metadata| endless(&metadata))
        };
        old.base == new.base
            && old.wanted.record == new.wanted.record
            && old.wanted.source == new.wanted.source
            && match (read(old), read(new)) {
                (Ok(old), Ok(new)) => metadata::compare(&old, &new).is_empty(),
                _ => false,
            }
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

    /// An address of an agency of the dialect `clave2` is nobody else's, and neither is its name.
    async fn fits(
        &self,
        metadata: &ServiceProvider,
        record: &AgencyRecord,
        neighbours: &mut Neighbours,
    ) -> Result<(), RegistrarError> {
        record.check()?;
        let is_of_clave2 = record.dialect == Dialect::Clave2;
        let kept = if is_of_clave2 { &mut neighbours.all } else { &mut neighbours.of_clave2 };
        let others = match kept {
            Some(known) => known,
            None => kept.insert(self.store.load_neighbours(self.endpoints, !is_of_clave2).await?),
        };
        if let Some(other) = others.sharing_an_address(metadata, record.dialect) {
            return Err(RegistrarError::SharedAddress(other.clone()));
        }
        match record.provider_name.as_ref().and_then(|name| others.named(name)) {
            Some(other) if other.metadata.entity_id != metadata.entity_id => {
                Err(RegistrarError::SharedName(other.metadata.entity_id.clone()))
            }
            _ => Ok(()),
        }
    }

    /// Eight characters that people can read out.
    fn code(&self) -> Result<String, RegistrarError> {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bits: [u8; 8] = random(self.entropy)?;
        let sign = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'2');
        Ok(bits.into_iter().map(|byte| char::from(sign(byte))).collect())
    }
}

/// The same, whenever it ends.
fn endless(metadata: &ServiceProvider) -> ServiceProvider {
    ServiceProvider { valid_until: None, ..metadata.clone() }
}

/// From one end to a later one; that there is none any more is told.
fn is_longer(before: Option<Timestamp>, after: Option<Timestamp>) -> bool {
    before.zip(after).is_some_and(|(before, after)| before < after)
}

/// What an agency is to be.
struct State<'a> {
    metadata: &'a ServiceProvider,
    wanted: Stored,
}

impl Planned {
    fn step(&self) -> Option<Step<'_>> {
        let entity_id = &self.entity_id;
        match &self.write {
            Write::Nothing => None,
            Write::Renew { base, wanted } => Some(Step::Renew { entity_id, base: *base, wanted }),
            Write::Propose(proposal) => Some(Step::Propose(proposal)),
            Write::Put { base, wanted } => {
                let differences = self.outcome.differences();
                let (base, what) = (*base, self.what);
                let (proposed_by, approved_by) = (self.by.as_str(), &[][..]);
                Some(Step::Put {
                    entity_id,
                    base,
                    wanted,
                    what,
                    proposed_by,
                    approved_by,
                    code: None,
                    differences,
                })
            }
        }
    }
}

impl Planned {
    /// A source may change an agency a few times a day; whoever does it all the time fills the history.
    fn unless_often(self, times: i64) -> Self {
        if times < MOST_A_DAY || !matches!(self.write, Write::Put { .. }) {
            return self;
        }
        let why =
            format!("its source has changed it {times} times within 24 hours: it has to wait");
        Self { write: Write::Nothing, outcome: Outcome::Refused(why), ..self }
    }
}

/// What an agency is that nobody knows yet, for whoever approves of it.
fn introduction(metadata: &ServiceProvider, wanted: &Stored) -> Vec<Difference> {
    let grave = |sentence: String| Difference::new(Risk::Grave, sentence);
    let called = |certificate: &Certificate| -> String {
        certificate.fingerprint().chars().take(16).collect()
    };
    let mut all = vec![grave("The agency is new.".to_owned())];
    let locations = metadata.consumers.iter().map(|consumer| consumer.location.as_str());
    all.extend(locations.map(|location| grave(format!("It is answered at {location}."))));
    let signing = metadata.signing.iter();
    all.extend(signing.map(|key| grave(format!("It signs with the key {}.", called(key)))));
    let encryption = metadata.encryption.iter().map(|recipient| recipient.certificate.as_ref());
    all.extend(
        encryption
            .map(|key| grave(format!("Its answers are encrypted for the key {}.", called(key)))),
    );
    all.extend(
        wanted
            .source
            .as_ref()
            .map(|address| grave(format!("Its metadata is taken from {address} from now on."))),
    );
    all
}

impl Outcome {
    fn recode(&mut self, from: &str, to: &str) {
        if let Self::Waiting { code, .. } = self
            && code == from
        {
            to.clone_into(code);
        }
    }

    /// What is, or would be, other than before.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        match self {
            Self::Applied { differences, .. } | Self::Waiting { differences, .. } => differences,
            Self::Unchanged | Self::Renewed | Self::Outdated | Self::Refused(_) => &[],
        }
    }
}

impl Proposal {
    /// What becomes of it with those who approved of it by now.
    fn outcome(&self, needed: usize) -> Outcome {
        let (is_new, differences) = (self.base.is_none(), self.differences.clone());
        match needed.saturating_sub(self.approved_by.len()) {
            0 => Outcome::Applied { is_new, differences },
            missing => Outcome::Waiting { code: self.code.clone(), is_new, differences, missing },
        }
    }
}

/// What an approval writes: the agency, if it is the last one needed; else that somebody approved. What
/// cannot be so now goes on waiting as it was.
fn approval<'a>((proposal, outcome): (&'a Proposal, &Outcome)) -> Option<Step<'a>> {
    let Proposal { entity_id, code, base, wanted, differences, approved_by, proposed_by, .. } =
        proposal;
    match outcome {
        Outcome::Applied { is_new, .. } => {
            let what = if *is_new { "added" } else { "changed" };
            let base = *base;
            let code = Some(code.as_str());
            Some(Step::Put {
                entity_id,
                base,
                wanted,
                what,
                proposed_by,
                approved_by,
                code,
                differences,
            })
        }
        Outcome::Waiting { .. } => Some(Step::Approve { entity_id, code, approved_by }),
        Outcome::Outdated => {
            Some(Step::Forget { entity_id, code, source: wanted.source.as_deref() })
        }
        Outcome::Unchanged | Outcome::Renewed | Outcome::Refused(_) => None,
    }
}

/// Those with whom an agency may share no address and no name, read when first asked for.
#[derive(Default)]
struct Neighbours {
    of_clave2: Option<Directory>,
    all: Option<Directory>,
}
