//! What is to be done so that an agency is as wanted: what is other than before, and what follows by the
//! [`rule`].

use certs::Certificate;
use jiff::Timestamp;
use metadata::{Risk, ServiceProvider};
use saml::EntityId;

use crate::agency::compare::{self, Difference};
use crate::registrar::{Outcome, Registrar, Voucher, follow, rule};
use crate::store::agencies::Stored;
use crate::store::agency_steps::{Put, Step};
use crate::store::proposals::Proposal;

/// How often a source may change an agency within 24 hours.
const MOST_A_DAY: i64 = 5;

/// What is written of one agency, and what is told about it.
pub(super) struct Planned {
    pub(super) entity_id: EntityId,
    /// As in the history.
    pub(super) what: &'static str,
    by: String,
    write: Write,
    pub(super) outcome: Outcome,
}

enum Write {
    Nothing,
    Put { base: Option<i64>, wanted: Stored },
    Renew { base: i64, wanted: Stored },
    Propose(Box<Proposal>),
}

impl Registrar<'_> {
    /// Says what is to be done so that an agency is as wanted.
    pub(super) fn plan(
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
                let outcome = Outcome::Applied { is_new, differences, dropped: None };
                (Write::Put { base, wanted }, outcome)
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
                let outcome =
                    Outcome::Waiting { code, is_new, differences, missing, dropped: None };
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

    /// What waits already goes on waiting, with its code and whoever approved of it. Something else puts an
    /// end to it, and says so.
    pub(super) fn beside_what_waits(
        &self,
        mut planned: Planned,
        waiting: Option<&Proposal>,
    ) -> Planned {
        let Some(old) = waiting else { return planned };
        match &planned.write {
            Write::Nothing | Write::Renew { .. } => planned,
            Write::Propose(new) if self.means_the_same(old, new) => {
                let outcome = old.outcome(self.approval.needed());
                Planned { write: Write::Nothing, outcome, ..planned }
            }
            // A source does not push aside what somebody else wants.
            Write::Propose(new)
                if new.proposed_by == follow::REFRESH && old.wanted.source != new.wanted.source =>
            {
                let why = format!(
                    "something else waits as {0}: approve or reject that first (agency-approve CHANGE={0})",
                    old.code
                );
                Planned { write: Write::Nothing, outcome: Outcome::Refused(why), ..planned }
            }
            Write::Propose(_) | Write::Put { .. } => {
                planned.outcome.instead_of(&old.code);
                planned
            }
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
}

/// The same, whenever it ends.
pub(super) fn endless(metadata: &ServiceProvider) -> ServiceProvider {
    ServiceProvider { valid_until: None, ..metadata.clone() }
}

/// From one end to a later one; that there is none any more is told.
fn is_longer(before: Option<Timestamp>, after: Option<Timestamp>) -> bool {
    before.zip(after).is_some_and(|(before, after)| before < after)
}

/// What an agency is to be.
pub(super) struct State<'a> {
    pub(super) metadata: &'a ServiceProvider,
    pub(super) wanted: Stored,
}

impl Planned {
    pub(super) fn step(&self) -> Option<Step<'_>> {
        let entity_id = &self.entity_id;
        match &self.write {
            Write::Nothing => None,
            Write::Renew { base, wanted } => Some(Step::Renew { entity_id, base: *base, wanted }),
            Write::Propose(proposal) => Some(Step::Propose(proposal)),
            Write::Put { base, wanted } => {
                let differences = self.outcome.differences();
                Some(Step::Put(Put {
                    entity_id,
                    base: *base,
                    wanted,
                    what: self.what,
                    proposed_by: &self.by,
                    approved_by: &[],
                    code: None,
                    differences,
                }))
            }
        }
    }

    /// A source may change an agency a few times a day; whoever does it all the time fills the history.
    pub(super) fn unless_often(self, times: i64) -> Self {
        if times < MOST_A_DAY || !matches!(self.write, Write::Put { .. }) {
            return self;
        }
        let why = format!(
            "its source has changed it {times} times within 24 hours: it is looked at again later"
        );
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

/// What an approval writes: the agency, if it is the last one needed; else that somebody approved. What
/// cannot be so now goes on waiting as it was.
pub(super) fn step_of<'a>((proposal, outcome): (&'a Proposal, &Outcome)) -> Option<Step<'a>> {
    let Proposal { entity_id, code, base, wanted, differences, approved_by, proposed_by, .. } =
        proposal;
    match outcome {
        Outcome::Applied { is_new, .. } => {
            let what = if *is_new { "added" } else { "changed" };
            Some(Step::Put(Put {
                entity_id,
                base: *base,
                wanted,
                what,
                proposed_by,
                approved_by,
                code: Some(code),
                differences,
            }))
        }
        Outcome::Waiting { .. } => Some(Step::Approve { entity_id, code, approved_by }),
        Outcome::Outdated => {
            Some(Step::Forget { entity_id, code, source: wanted.source.as_deref() })
        }
        Outcome::Unchanged | Outcome::Renewed | Outcome::Removed | Outcome::Refused(_) => None,
    }
}
