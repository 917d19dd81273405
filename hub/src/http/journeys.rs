//! The pages of a journey. A good POST is answered 303 to a GET of our own; so Back works, and no
//! page with input ever sends the browser to another site.

use std::sync::Arc;

use authenticators::MethodId;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pages::hub::{Cause, Choose, Offer, Unavailable, WhyNot};
use pages::{Form, Guard, Page, PageKind};

use crate::fault::Fault;
use crate::http::answer::{self, Wrap};
use crate::http::refusals::{agency_name, agency_of, stopped};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::stage::{Authenticating, Choosing, Returning, Stage};
use crate::journey::{JourneyId, Moved, Open, Stop};
use crate::policy::Requirement;

/// `GET /t/{journey}`: wherever the journey stands.
pub(super) async fn show(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Response {
    let (visit, id) = match arrive(hub, &journey, request) {
        Ok(arrived) => arrived,
        Err(response) => return response,
    };
    match opened(&visit, &id).await {
        Ok(open) => {
            let response = match &open.stage {
                Stage::Choosing(choosing) => choose_page(&visit, &open, choosing),
                Stage::Authenticating(waiting) => to_step(&visit, &id, &waiting.method),
                Stage::Returning(_) => to_return(&visit, &id),
            };
            answer::keep_key(&visit, &open, response)
        }
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `GET /t/{journey}/{step}`: what a method asks.
pub(super) async fn step(
    State(hub): State<Arc<Hub>>,
    Path((journey, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (visit, id) = match arrive(hub, &journey, request) {
        Ok(arrived) => arrived,
        Err(response) => return response,
    };
    match opened(&visit, &id).await {
        Ok(open) => match &open.stage {
            Stage::Authenticating(Authenticating {
                method,
                page: Some(page),
                ..
            }) if path_of(&visit.hub, method) == Some(&step) => method_page(&visit, &open, page),
            _ => stopped(&visit, &id, Stop::StepDone),
        },
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `POST /t/{journey}/elegir`: a method was chosen.
pub(super) async fn choose(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Response {
    let (visit, id, open, form) = match posted(hub, &journey, request).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    let method = MethodId::named(form.get("metodo").unwrap_or_default());
    match visit.hub.choose(open, &method, visit.now).await {
        Ok(moved) => follow(&visit, &id, moved),
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `POST /t/{journey}/{step}`: what the person answered to the method.
pub(super) async fn answer(
    State(hub): State<Arc<Hub>>,
    Path((journey, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (visit, id, open, form) = match posted(hub, &journey, request).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    match visit.hub.answer(open, &step, &form, visit.now).await {
        Ok(moved) => follow(&visit, &id, moved),
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `POST /t/{journey}/otra`: another method, please.
pub(super) async fn choose_again(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Response {
    let (visit, id, open, _) = match posted(hub, &journey, request).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    match visit.hub.choose_again(open, visit.now).await {
        Ok(_) => answer::see_other(&visit, &format!("/t/{id}")),
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `POST /t/{journey}/cancelar`: back to the agency without having proved anything.
pub(super) async fn cancel(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Response {
    let (visit, id, open, _) = match posted(hub, &journey, request).await {
        Ok(posted) => posted,
        Err(response) => return response,
    };
    match visit.hub.cancel(open, visit.now).await {
        Ok(moved) => follow(&visit, &id, moved),
        Err(stop) => stopped(&visit, &id, stop),
    }
}

/// `GET /t/{journey}/volver`: the signed answer, in a form that goes to the agency.
pub(super) async fn give_back(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Response {
    let (visit, id) = match arrive(hub, &journey, request) {
        Ok(arrived) => arrived,
        Err(response) => return response,
    };
    match opened(&visit, &id).await {
        Ok(open) => match &open.stage {
            Stage::Returning(returning) => return_page(&visit, &open, returning),
            Stage::Choosing(_) | Stage::Authenticating(_) => stopped(&visit, &id, Stop::StepDone),
        },
        Err(stop) => stopped(&visit, &id, stop),
    }
}

fn arrive(hub: Arc<Hub>, journey: &str, request: Request) -> Result<(Visit, JourneyId), Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let Some(id) = JourneyId::from_path(journey) else {
        return Err(answer::refuse(&visit, Cause::NotFound, Wrap::default()));
    };
    match visit.language_change() {
        Some(response) => Err(response),
        None => Ok((visit, id)),
    }
}

/// The journey for a GET; one that ran out of time only says so.
async fn opened(visit: &Visit, id: &JourneyId) -> Result<Open, Stop> {
    let open = visit
        .hub
        .enter(id.clone(), visit.browser.clone(), visit.now)
        .await?;
    if open.expired {
        Err(Stop::Expired(Box::new(open)))
    } else {
        Ok(open)
    }
}

/// The journey and the form for a POST from one of our pages.
async fn posted(
    hub: Arc<Hub>,
    journey: &str,
    request: Request,
) -> Result<(Visit, JourneyId, Open, Form), Response> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let Some(id) = JourneyId::from_path(journey) else {
        return Err(answer::refuse(&visit, Cause::NotFound, Wrap::default()));
    };
    let form = visit.form(body).await?;
    let browser = visit.browser.clone();
    match visit
        .hub
        .enter_by_form(id.clone(), browser, &form, visit.now)
        .await
    {
        Ok(open) => Ok((visit, id, open, form)),
        Err(stop) => Err(stopped(&visit, &id, stop)),
    }
}

fn follow(visit: &Visit, id: &JourneyId, moved: Moved) -> Response {
    match moved {
        Moved::Asked(open) => match &open.stage {
            Stage::Authenticating(Authenticating {
                page: Some(page), ..
            }) if !page.errors.is_empty() => method_page(visit, &open, page),
            Stage::Authenticating(waiting) => to_step(visit, id, &waiting.method),
            Stage::Choosing(_) | Stage::Returning(_) => stopped(visit, id, Stop::StepDone),
        },
        Moved::Left(url) => answer::see_other(visit, &url),
        Moved::Finished => to_return(visit, id),
    }
}

fn to_step(visit: &Visit, id: &JourneyId, method: &MethodId) -> Response {
    match path_of(&visit.hub, method) {
        Some(path) => answer::see_other(visit, &format!("/t/{id}/{path}")),
        None => answer::fault(visit, &Fault::Broken("the method is off"), Wrap::default()),
    }
}

fn to_return(visit: &Visit, id: &JourneyId) -> Response {
    answer::see_other(visit, &format!("/t/{id}/volver"))
}

fn choose_page(visit: &Visit, open: &Open, choosing: &Choosing) -> Response {
    let wrap = wrap_of(visit, open);
    let facts = choosing.request.facts();
    let directory = visit.hub.directory.now();
    let level = directory
        .find(&facts.agency)
        .and_then(|agency| Requirement::new(agency.record.level, facts.requested.as_ref()).ok())
        .and_then(|requirement| requirement.floor());
    let Some(level) = level else {
        return stopped(visit, &open.id, Stop::AgencyGone);
    };
    let offered = |id: &MethodId| choosing.offered.contains(id);
    let ids = || visit.hub.methods.iter().map(|method| &method.blueprint.id);
    let choose = Choose {
        action: format!("/t/{}/elegir", open.id),
        level,
        offers: ids()
            .filter(|id| offered(id))
            .map(|id| Offer {
                method: id.as_str().to_owned(),
            })
            .collect(),
        unavailable: ids()
            .filter(|id| !offered(id))
            .map(|id| Unavailable {
                method: id.as_str().to_owned(),
                because: WhyNot::LevelTooLow,
            })
            .collect(),
    };
    answer::page(
        visit,
        StatusCode::OK,
        &PageKind::Input,
        &choose.into(),
        &wrap,
    )
}

/// 422 with something to correct, 200 without.
fn method_page(visit: &Visit, open: &Open, page: &Page) -> Response {
    let status = if page.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    answer::page(visit, status, &PageKind::Input, page, &wrap_of(visit, open))
}

fn return_page(visit: &Visit, open: &Open, returning: &Returning) -> Response {
    let wrap = Wrap {
        cancel: None,
        ..wrap_of(visit, open)
    };
    let xml = match visit.hub.respond(returning) {
        Ok(xml) => xml,
        Err(error) => return answer::fault(visit, &error.into(), wrap),
    };
    let page = pages::hub::Returning {
        consumer: returning.envelope.destination.clone(),
        saml_response: STANDARD.encode(xml),
        relay_state: returning
            .relay_state
            .as_ref()
            .map(|state| state.as_str().to_owned()),
    };
    let kind = page.kind(&[]);
    answer::page(visit, StatusCode::OK, &kind, &page.into(), &wrap)
}

/// What stands around a page of this journey.
pub(super) fn wrap_of(visit: &Visit, open: &Open) -> Wrap {
    let id = &open.id;
    let guard = open
        .key
        .form_secret(id)
        .ok()
        .map(|secret| Guard::issue(&secret, &id.to_string(), open.version.unsigned_abs()));
    let another = match &open.stage {
        Stage::Authenticating(waiting) if waiting.offered.len() > 1 => {
            Some(format!("/t/{id}/otra"))
        }
        _ => None,
    };
    let path = match &open.stage {
        Stage::Authenticating(waiting) => path_of(&visit.hub, &waiting.method),
        Stage::Choosing(_) | Stage::Returning(_) => None,
    };
    Wrap {
        agency: agency_name(visit, agency_of(&open.stage)),
        guard,
        cancel: Some(format!("/t/{id}/cancelar")),
        other_ways: another,
        path: path.map(|path| format!("/t/{id}/{path}")),
    }
}

fn path_of<'a>(hub: &'a Hub, method: &MethodId) -> Option<&'a str> {
    hub.method(method).map(|method| method.blueprint.path)
}
