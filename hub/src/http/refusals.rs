//! Which page says each «no».

use authenticators::Refusal;
use axum::response::Response;
use pages::hub::Cause;
use saml::EntityId;

use crate::agency::ServiceCode;
use crate::http::answer::{self, Wrap};
use crate::http::stages::wrap_of;
use crate::http::visit::Visit;
use crate::journey::rejected::Rejected;
use crate::journey::stage::Stage;
use crate::journey::{JourneyId, Stop};

/// A message that is not acceptable.
pub(super) fn cause_of(rejected: &Rejected) -> Cause {
    match rejected {
        Rejected::Malformed(_) => Cause::MalformedRequest,
        Rejected::UnknownAgency => Cause::UnknownAgency,
        Rejected::TooOld | Rejected::FromTheFuture => Cause::StaleRequest,
        Rejected::Unasked => Cause::RequestUsed,
        Rejected::NoKey(_)
        | Rejected::Untrusted(_)
        | Rejected::Issuer
        | Rejected::Binding
        | Rejected::Destination
        | Rejected::Consumer => Cause::UntrustedRequest,
    }
}

/// A journey's page that cannot be shown, or a step that cannot be done.
pub(super) fn stopped(visit: &Visit, id: &JourneyId, stop: Stop) -> Response {
    let with =
        |agency: &EntityId| Wrap { agency: agency_name(visit, (agency, None)), ..Wrap::default() };
    match stop {
        Stop::NotFound | Stop::NotYours => {
            answer::refuse(visit, Cause::MidJourney, &Wrap::default())
        }
        Stop::NoCookies => answer::refuse(visit, Cause::NoCookies, &Wrap::default()),
        Stop::Forged => answer::refuse(visit, Cause::CrossSite, &Wrap::default()),
        Stop::StepDone => {
            let current = format!("/t/{id}");
            answer::refuse(visit, Cause::StepDone { current }, &Wrap::default())
        }
        Stop::Ended(agency) => answer::refuse(
            visit,
            Cause::Finished { agency_address: agency_address(visit, &agency) },
            &with(&agency),
        ),
        Stop::AgencyGone => answer::refuse(visit, Cause::UnknownAgency, &Wrap::default()),
        Stop::Expired(open) => {
            let way_back = Some(format!("/t/{id}/cancelar"));
            let wrap = wrap_of(visit, &open);
            answer::refuse(visit, Cause::Timeout { way_back }, &Wrap { cancel: None, ..wrap })
        }
        Stop::Refused(refusal, agency) => {
            let other_ways = Some(format!("/t/{id}"));
            let Refusal { message, until } = refusal;
            let cause = Cause::Method { message, until, other_ways };
            answer::refuse(visit, cause, &with(&agency))
        }
        Stop::Deferred(until, agency) => {
            answer::refuse(visit, Cause::TooMany { until: Some(until) }, &with(&agency))
        }
        Stop::Overtaken | Stop::SessionOver => answer::refuse(visit, Cause::Busy, &Wrap::default()),
        Stop::Fault(fault) => answer::fault(visit, &fault, &Wrap::default()),
    }
}

/// The name of an agency, or of its service, in the page's language.
pub(super) fn agency_name(
    visit: &Visit,
    (agency, service): (&EntityId, Option<&ServiceCode>),
) -> Option<String> {
    let directory = visit.hub.directory.now();
    let found = directory.find(agency)?;
    Some(found.display_name(service, visit.language.code()).to_owned())
}

/// Where an agency lives: the origin at which its metadata says that it reads our answers.
pub(super) fn agency_address(visit: &Visit, agency: &EntityId) -> Option<String> {
    let directory = visit.hub.directory.now();
    let consumer = directory.find(agency)?.metadata.consumer(None, None)?;
    Some(format!("{}/", consumer.origin()))
}

/// Whose journey it is, and for which service if one with terms of its own.
pub(super) fn agency_of(stage: &Stage) -> (&EntityId, Option<&ServiceCode>) {
    match stage.choosing() {
        Ok(choosing) => {
            let facts = choosing.request.facts();
            (&facts.agency, facts.service.as_ref())
        }
        Err(returning) => (&returning.agency, None),
    }
}
