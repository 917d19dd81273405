//! What a change of the operator's record means: who may get in that could not before, and what goes
//! out that did not.

use std::collections::BTreeSet;

use authenticators::MethodId;
use metadata::Risk;
use saml::Deviation;
use serde::{Deserialize, Serialize};

use crate::agency::record::{AgencyRecord, Encryption, Period, ReleaseManner, ServiceCode};
use crate::agency::terms::Terms;

/// One thing that is not as it was.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Difference {
    /// How much depends on it.
    pub risk: Risk,
    /// What it is and what follows, as one sentence.
    pub sentence: String,
}

impl Difference {
    /// Of this risk.
    #[must_use]
    pub fn new(risk: Risk, sentence: impl Into<String>) -> Self {
        Self { risk, sentence: sentence.into() }
    }
}

impl From<metadata::Difference> for Difference {
    fn from(difference: metadata::Difference) -> Self {
        Self::new(difference.risk(), difference.to_string())
    }
}

/// All differences between two records, in the order of the record.
#[must_use]
pub fn compare(known: &AgencyRecord, new: &AgencyRecord) -> Vec<Difference> {
    let mut report = Report(Vec::new());
    report.about_terms("", &Terms::of(known, None), &Terms::of(new, None));
    report.about_pages(known, new);
    report.about_form(known, new);
    report.about_service_list(known, new);
    if known.contacts != new.contacts {
        report.add(Risk::Safe, format!("The contacts are {}.", list(&new.contacts)));
    }
    if known.form_action_origins != new.form_action_origins {
        let was = &known.form_action_origins;
        let within = new.form_action_origins.iter().all(|origin| was.contains(origin));
        let risk = if within { Risk::Safe } else { Risk::Notable };
        let origins = list(&new.form_action_origins);
        report.add(risk, format!("The origins to which it sends people on are {origins}."));
    }
    if known.logout_returns != new.logout_returns {
        let within = new.logout_returns.iter().all(|one| known.logout_returns.contains(one));
        let risk = if within { Risk::Safe } else { Risk::Notable };
        let returns = list(&new.logout_returns);
        report.add(
            risk,
            format!("The addresses to which people return after leaving are {returns}."),
        );
    }
    if known.certificates != new.certificates {
        let within = new.certificates.iter().all(|kind| known.certificates.contains(kind));
        let risk = if within { Risk::Safe } else { Risk::Notable };
        let kinds: Vec<_> = new.certificates.iter().map(|kind| kind.name().to_owned()).collect();
        let kinds = list(&kinds);
        report.add(risk, format!("The certificates accepted beside those of persons are {kinds}."));
    }
    // What makes no difference today may make one when something else changes.
    if report.0.is_empty() && known != new {
        let sentence = "The record says more or less of what holds in any case.";
        report.add(Risk::Safe, sentence.to_owned());
    }
    report.0
}

/// One after another, or `none`.
#[must_use]
pub fn list(texts: &[String]) -> String {
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

struct Report(Vec<Difference>);

impl Report {
    fn add(&mut self, risk: Risk, sentence: String) {
        self.0.push(Difference::new(risk, sentence));
    }

    /// What holds for the agency as such, or for a service (`of` is then ` of the service …`).
    fn about_terms(&mut self, of: &str, known: &Terms<'_>, new: &Terms<'_>) {
        if known.level != new.level {
            let risk = if new.level < known.level { Risk::Grave } else { Risk::Safe };
            let (was, is) = (known.level.name(), new.level.name());
            self.add(risk, format!("The least level{of} is {is} and was {was}."));
        }
        if known.registration != new.registration {
            let risk = if new.registration < known.registration { Risk::Grave } else { Risk::Safe };
            let is = new.registration.map_or("any", |level| level.name());
            self.add(risk, format!("The least registration{of} is {is}."));
        }
        let names = |methods: &[MethodId]| methods.iter().map(|m| m.as_str().to_owned()).collect();
        let sets = (known.methods.map(names), new.methods.map(names));
        self.about_set(&format!("The methods allowed{of} are"), sets, Risk::Notable);
        let sets = (known.attributes.map(<[_]>::to_vec), new.attributes.map(<[_]>::to_vec));
        self.about_set(&format!("The attributes agreed{of} are"), sets, Risk::Grave);
        match (known.allow_sso, new.allow_sso) {
            (false, true) => {
                self.add(Risk::Notable, format!("An earlier login may be used{of}."));
            }
            (true, false) => {
                self.add(Risk::Safe, format!("An earlier login may no longer be used{of}."));
            }
            (true, true) | (false, false) => {}
        }
        self.about_periods(of, known, new);
        if known.names() != new.names() {
            self.add(Risk::Safe, format!("The names for people{of} are others."));
        }
    }

    /// Names of what is allowed; nothing is everything. What is added has the risk, what is taken away
    /// none.
    fn about_set(
        &mut self,
        what: &str,
        (known, new): (Option<Vec<String>>, Option<Vec<String>>),
        wider: Risk,
    ) {
        let set = |names: &Option<Vec<String>>| {
            names.as_ref().map(|names| names.iter().cloned().collect::<BTreeSet<_>>())
        };
        let (was, is) = (set(&known), set(&new));
        if was == is {
            return;
        }
        let within = match (&is, &was) {
            (Some(is), Some(was)) => is.is_subset(was),
            (Some(_), None) => true,
            (None, _) => false,
        };
        let text = new.map_or("all".to_owned(), |names| list(&names));
        self.add(if within { Risk::Safe } else { wider }, format!("{what} {text}."));
    }

    fn about_periods(&mut self, of: &str, known: &Terms<'_>, new: &Terms<'_>) {
        let [known, new] = [known.period(), new.period()];
        if known == new {
            return;
        }
        let longer = new.from < known.from
            || match (new.until, known.until) {
                (None, Some(_)) => true,
                (Some(new), Some(known)) => new > known,
                (_, None) => false,
            };
        let Period { from, until } = new;
        let from = from.map_or("ever".to_owned(), |from| from.to_string());
        let until = until.map_or("further notice".to_owned(), |until| until.to_string());
        let risk = if longer { Risk::Notable } else { Risk::Safe };
        self.add(risk, format!("Requests{of} are accepted from {from} until {until}."));
    }

    /// How the agency is known, and how its answers are written.
    /// What people are asked and told.
    fn about_pages(&mut self, known: &AgencyRecord, new: &AgencyRecord) {
        match (known.release, new.release) {
            (ReleaseManner::Asks, ReleaseManner::Informs) => {
                let sentence = "People are told what goes out, and no longer asked.";
                self.add(Risk::Notable, sentence.to_owned());
            }
            (ReleaseManner::Informs, ReleaseManner::Asks) => {
                self.add(Risk::Safe, "People are asked before their data go out.".to_owned());
            }
            (ReleaseManner::Asks, ReleaseManner::Asks)
            | (ReleaseManner::Informs, ReleaseManner::Informs) => {}
        }
        match (known.announce_sso, new.announce_sso) {
            (true, false) => {
                let sentence = "Who comes with an earlier login is not asked the first time.";
                self.add(Risk::Notable, sentence.to_owned());
            }
            (false, true) => {
                let sentence = "Who comes with an earlier login is asked the first time.";
                self.add(Risk::Safe, sentence.to_owned());
            }
            (true, true) | (false, false) => {}
        }
    }

    fn about_form(&mut self, known: &AgencyRecord, new: &AgencyRecord) {
        match (known.suspended, new.suspended) {
            (false, true) => self.add(Risk::Safe, "It is suspended: no request is granted.".into()),
            (true, false) => self.add(Risk::Notable, "It is no longer suspended.".into()),
            (true, true) | (false, false) => {}
        }
        if (known.dialect, &known.provider_name) != (new.dialect, &new.provider_name) {
            let by = new.provider_name.as_ref().map_or("its entityID", |name| name.as_str());
            let dialect = new.dialect.name();
            self.add(Risk::Grave, format!("It speaks {dialect} and is known by {by}."));
        }
        if known.signed != new.signed {
            let what = new.signed.name();
            self.add(Risk::Notable, format!("What is signed in its answers is: {what}."));
        }
        if known.encryption != new.encryption {
            let (risk, sentence) = match new.encryption {
                Encryption::Never => (Risk::Grave, "Its answers are no longer encrypted.".into()),
                way @ (Encryption::AsMetadata | Encryption::By(..)) => {
                    (Risk::Notable, format!("Its answers are encrypted by {way}."))
                }
            };
            self.add(risk, sentence);
        }
        let names = |all: &[Deviation]| all.iter().map(|one| one.name().to_owned()).collect();
        let sets = (Some(names(&known.deviations)), Some(names(&new.deviations)));
        self.about_set("What it is forgiven is", sets, Risk::Grave);
    }

    /// What holds for each service that stands in one of the records.
    fn about_service_list(&mut self, known: &AgencyRecord, new: &AgencyRecord) {
        let all = known.services.iter().chain(&new.services).map(|service| &service.code);
        for code in all.collect::<BTreeSet<&ServiceCode>>() {
            let [was, is] = [known, new]
                .map(|record| record.services.iter().find(|service| service.code == *code));
            match (was, is) {
                (None, Some(_)) => {
                    self.add(Risk::Safe, format!("The service {code} has terms of its own."));
                }
                (Some(_), None) => {
                    self.add(Risk::Safe, format!("The service {code} has the agency's terms."));
                }
                (was, is) => {
                    let addresses = |one: Option<&crate::agency::ServiceRecord>| {
                        one.map(|service| service.consumers.clone()).unwrap_or_default()
                    };
                    if addresses(was) != addresses(is) {
                        let now = list(&addresses(is));
                        let what =
                            format!("The service {code} is known by these addresses: {now}.");
                        self.add(Risk::Notable, what);
                    }
                }
            }
            let terms = |record| Terms::of(record, Some(code));
            self.about_terms(&format!(" of the service {code}"), &terms(known), &terms(new));
        }
    }
}
