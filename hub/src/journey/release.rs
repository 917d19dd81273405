//! What goes out to an agency, and whether the person has to see it first (UX 5.6, SPEC 3.3).

use authenticators::Subject;
use citizens::{CitizenId, Release, Standing};
use identity::{Identity, RegistrationLevel, Represented};
use jiff::{SignedDuration, Timestamp};
use saml::Attribute;
use saml::attributes::{
    DATE_OF_BIRTH, FAMILY_NAME, FIRST_NAME, FIRST_SURNAME, LEGAL_NAME, LEGAL_PERSON_IDENTIFIER,
    PERSON_IDENTIFIER, REGISTER_TYPE, RELAY_STATE, SELECTED_IDP,
};

use crate::agency::{ReleaseManner, Terms};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::accept::RequestFacts;
use crate::journey::stage::{Proved, Releasing, Why};

/// What a person was shown is good for this long (UX 5.6).
const REMEMBERED: SignedDuration = SignedDuration::from_hours(365 * 24);

/// An attribute of a person that goes out.
#[derive(Clone, Debug)]
pub(crate) struct Going {
    /// A URI.
    pub(crate) name: &'static str,
    friendly: &'static str,
    /// Its value.
    pub(crate) value: String,
    /// The agency can do without, and the person may keep it back.
    pub(crate) is_optional: bool,
}

/// The minimum data set, released always (SPEC SAML-33); and for whom a person acts, so that nobody takes them
/// for one who acts for themselves.
const MINIMUM: [&str; 5] =
    [PERSON_IDENTIFIER, FAMILY_NAME, FIRST_NAME, LEGAL_PERSON_IDENTIFIER, LEGAL_NAME];

/// Whom it is about, as far as it can go out.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    identity: &'a Identity,
    standing: Option<&'a Standing>,
    represents: Option<&'a Represented>,
}

impl<'a> About<'a> {
    /// Whoever was proved, as they are known now.
    pub(crate) fn new(
        who: &'a Subject,
        identity: &'a Identity,
        standing: Option<&'a Standing>,
    ) -> Self {
        match who {
            Subject::Registered(_) => Self { identity, standing, represents: None },
            // What they are registered as counts for nothing here.
            Subject::Certified(holder) => {
                Self { identity, standing: None, represents: holder.represents.as_ref() }
            }
            Subject::Foreign(_) => Self { identity, standing: None, represents: None },
        }
    }
}

/// The minimum data set; all else has to be asked for, agreed, and known.
pub(crate) fn going_out(about: About<'_>, facts: &RequestFacts, terms: &Terms<'_>) -> Vec<Going> {
    let goes = |one: Going| {
        if MINIMUM.contains(&one.name) {
            return Some(one);
        }
        let asked = facts.attributes.iter().find(|asked| asked.name == one.name)?;
        let is_optional = !asked.is_required && terms.release == ReleaseManner::Asks;
        terms.agrees(one.name).then_some(Going { is_optional, ..one })
    };
    known(about).filter_map(goes).collect()
}

/// What the page shows: what was decided to be shown, with the values of now.
pub(crate) fn shown(about: About<'_>, releasing: &Releasing) -> Vec<Going> {
    let Releasing { shown, optional, .. } = releasing;
    let has = |names: &[String], one: &Going| names.iter().any(|name| name == one.name);
    let shown = known(about).filter(|one| has(shown, one));
    shown.map(|one| Going { is_optional: has(optional, &one), ..one }).collect()
}

/// What we know of a person that can go out.
fn known(about: About<'_>) -> impl Iterator<Item = Going> {
    let About { identity, standing, represents } = about;
    let register = standing.map(|standing| match standing.level {
        RegistrationLevel::Basic => "BASIC".to_owned(),
        RegistrationLevel::Advanced => "ADVANCED".to_owned(),
    });
    let birth = identity.date_of_birth.map(|date| date.to_string());
    let all = [
        (PERSON_IDENTIFIER, "PersonIdentifier", Some(identity.identifier.clone())),
        (FAMILY_NAME, "FamilyName", Some(identity.family_name.clone())),
        (FIRST_NAME, "FirstName", Some(identity.given_name.clone())),
        (FIRST_SURNAME, "FirstSurname", identity.first_surname.clone()),
        (DATE_OF_BIRTH, "DateOfBirth", birth),
        (REGISTER_TYPE, "RegisterType", register),
        (
            LEGAL_PERSON_IDENTIFIER,
            "LegalPersonIdentifier",
            represents.map(|one| one.identifier.clone()),
        ),
        (LEGAL_NAME, "LegalName", represents.map(|one| one.name.clone())),
    ];
    all.into_iter().filter_map(|(name, friendly, value)| {
        Some(Going { name, friendly, value: value?, is_optional: false })
    })
}

/// As it is asserted: what goes out, by which method, and what the agency wants echoed, which is its own.
pub(super) fn attributes(
    going: &[Going],
    withheld: &[String],
    selected_idp: &str,
    facts: &RequestFacts,
) -> Vec<Attribute> {
    let sent = going.iter().filter(|one| !withheld.iter().any(|name| name == one.name));
    let mut attributes: Vec<_> =
        sent.map(|one| Attribute::one(one.name, one.friendly, &one.value)).collect();
    attributes.push(Attribute::one(SELECTED_IDP, "SelectedIdP", selected_idp));
    let echo = facts.echo.as_ref();
    attributes.extend(echo.map(|echo| Attribute::one(RELAY_STATE, "RelayState", echo.as_str())));
    attributes
}

/// What the person said on the page that shows what goes out.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The names that were shown.
    pub(super) shown: Vec<String>,
    /// Those that could be kept back.
    pub(super) optional: Vec<String>,
    /// Of those that may be kept back, the ones that they give.
    pub(super) given: Vec<String>,
}

/// Whether the person has to see it first.
pub(super) enum Due {
    /// They saw it, and kept these back.
    No {
        /// Names of attributes.
        withheld: Vec<String>,
        /// To be kept before it goes out, if they saw it only now.
        keep: Option<Release>,
    },
    /// They have to.
    Yes(Why),
}

impl Hub {
    /// Whether the person has to see what goes out to this agency. Of people whom we have not registered
    /// nothing is kept, so they see it at each login.
    pub(super) async fn release_due(
        &self,
        proved: &Proved,
        going: &[Going],
        said: Option<&Said>,
        now: Timestamp,
    ) -> Result<Due, Fault> {
        let has = |names: &[String], name: &str| names.iter().any(|one| one == name);
        let covers = |shown: &[String]| going.iter().all(|one| has(shown, one.name));
        // What they kept back and the agency now needs is new to them as well.
        let needs = |kept_back: &dyn Fn(&str) -> bool| {
            going.iter().any(|one| !one.is_optional && kept_back(one.name))
        };
        if let Some(Said { shown, optional, given }) = said {
            if !covers(shown) || needs(&|name| has(optional, name) && !has(given, name)) {
                return Ok(Due::Yes(Why::NewAttributes));
            }
            let withheld: Vec<_> = going
                .iter()
                .filter(|one| one.is_optional && !has(given, one.name))
                .map(|one| one.name.to_owned())
                .collect();
            let shown = going.iter().map(|one| one.name.to_owned()).collect();
            let keep = Release { at: now, shown, withheld: withheld.clone() };
            return Ok(Due::No { withheld, keep: Some(keep) });
        }
        let Some(citizen) = self.remembered(proved.proof.who()).await? else {
            return Ok(Due::Yes(Why::FirstTime));
        };
        let agency = proved.choosing.request.facts().agency.as_str();
        let Some(known) = self.citizens.release(citizen, agency).await? else {
            return Ok(Due::Yes(Why::FirstTime));
        };
        if !covers(&known.shown) || needs(&|name| has(&known.withheld, name)) {
            return Ok(Due::Yes(Why::NewAttributes));
        }
        if now.duration_since(known.at) > REMEMBERED {
            return Ok(Due::Yes(Why::LongAgo));
        }
        Ok(Due::No { withheld: known.withheld, keep: None })
    }

    /// Keeps what the person was shown, before it goes out.
    pub(super) async fn keep_release(
        &self,
        proved: &Proved,
        release: Option<&Release>,
    ) -> Result<(), Fault> {
        let Some(release) = release else {
            return Ok(());
        };
        if let Some(citizen) = self.remembered(proved.proof.who()).await? {
            let agency = proved.choosing.request.facts().agency.as_str();
            self.citizens.keep_release(citizen, agency, release).await?;
        }
        Ok(())
    }

    /// Of whom it is kept what they saw. Whoever acts for another sees each time for whom.
    async fn remembered(&self, who: &Subject) -> Result<Option<CitizenId>, Fault> {
        match who {
            Subject::Certified(holder) if holder.represents.is_some() => Ok(None),
            Subject::Registered(_) | Subject::Certified(_) | Subject::Foreign(_) => {
                self.registered(who).await
            }
        }
    }
}
