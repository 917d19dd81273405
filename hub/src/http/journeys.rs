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
use crate::http::answer::{self, Early, Wrap};
use crate::http::refusals::{agency_name, agency_of, stopped};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::stage::{Authenticating, Choosing, Returning, Stage};
use crate::journey::{JourneyId, Moved, Open, Stop};
use crate::policy::{Explanation, Finding, Requirement, Rule};

/// `GET /t/{journey}`: wherever the journey stands.
pub(super) async fn show(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open) = opened(hub, &journey, request).await?;
    let response = match &open.stage {
        Stage::Choosing(choosing) => choose_page(&visit, &open, choosing),
        Stage::Authenticating(waiting) => to_step(&visit, &open.held.id, &waiting.chosen.method),
        Stage::Returning(_) => to_return(&visit, &open.held.id),
    };
    Ok(answer::keep_key(&visit, &open, response))
}

/// `GET /t/{journey}/{path}`: what a method asks.
pub(super) async fn step(
    State(hub): State<Arc<Hub>>,
    Path((journey, path)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open) = opened(hub, &journey, request).await?;
    let response = match &open.stage {
        Stage::Authenticating(Authenticating { chosen, page, .. })
            if path_of(&visit.hub, &chosen.method) == Some(&path) =>
        {
            method_page(&visit, &open, page)
        }
        // Back, after the end: nothing is replayed.
        Stage::Returning(returning) => {
            stopped(&visit, &open.held.id, Stop::Ended(returning.agency.clone()))
        }
        Stage::Choosing(_) | Stage::Authenticating(_) => {
            stopped(&visit, &open.held.id, Stop::StepDone)
        }
    };
    Ok(answer::keep_key(&visit, &open, response))
}

/// `GET /t/{journey}/volver`: the signed answer, in a form that goes to the agency.
pub(super) async fn give_back(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open) = opened(hub, &journey, request).await?;
    let response = match &open.stage {
        Stage::Returning(returning) => return_page(&visit, &open, returning).await,
        Stage::Choosing(_) | Stage::Authenticating(_) => {
            stopped(&visit, &open.held.id, Stop::StepDone)
        }
    };
    Ok(answer::keep_key(&visit, &open, response))
}

/// `POST /t/{journey}/elegir`: a method was chosen.
pub(super) async fn choose(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, form) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let method = MethodId::named(form.get("metodo").unwrap_or_default());
    let moved = visit.hub.choose(open, &method, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/{path}`: what the person answered to the method.
pub(super) async fn answer(
    State(hub): State<Arc<Hub>>,
    Path((journey, path)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, form) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let moved = visit.hub.answer(open, &path, &form, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/otra`: another method, please.
pub(super) async fn choose_again(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, _) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    Ok(match visit.hub.choose_again(open, visit.now).await {
        Ok(_) => answer::see_other(&visit, &format!("/t/{id}")),
        Err(stop) => stopped(&visit, &id, stop),
    })
}

/// `POST /t/{journey}/cancelar`: back to the agency without having proved anything.
pub(super) async fn cancel(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, _) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let moved = visit.hub.cancel(open, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// The journey for a GET; one that ran out of time only says so.
async fn opened(hub: Arc<Hub>, journey: &str, request: Request) -> Result<(Visit, Open), Early> {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let id = journey_id(&visit, journey)?;
    if let Some(response) = visit.language_change() {
        return Err(response.into());
    }
    match visit.hub.enter(id.clone(), visit.browser.clone(), visit.now).await {
        Ok(open) if open.expired => Err(stopped(&visit, &id, Stop::Expired(Box::new(open))).into()),
        Ok(open) => Ok((visit, open)),
        Err(stop) => Err(stopped(&visit, &id, stop).into()),
    }
}

/// The journey and the form for a POST from one of our pages.
async fn posted(
    hub: Arc<Hub>,
    journey: &str,
    request: Request,
) -> Result<(Visit, Open, Form), Early> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let id = journey_id(&visit, journey)?;
    let form = visit.form(body).await?;
    let browser = visit.browser.clone();
    match visit.hub.enter_by_form(id.clone(), browser, &form, visit.now).await {
        Ok(open) => Ok((visit, open, form)),
        Err(stop) => Err(stopped(&visit, &id, stop).into()),
    }
}

fn journey_id(visit: &Visit, journey: &str) -> Result<JourneyId, Early> {
    JourneyId::from_path(journey)
        .ok_or_else(|| answer::refuse(visit, Cause::NotFound, &Wrap::default()).into())
}

fn follow(visit: &Visit, id: &JourneyId, moved: Result<Moved, Stop>) -> Response {
    match moved {
        Ok(Moved::Asked(open)) => match &open.stage {
            Stage::Authenticating(waiting) if !waiting.page.errors.is_empty() => {
                method_page(visit, &open, &waiting.page)
            }
            Stage::Authenticating(waiting) => to_step(visit, id, &waiting.chosen.method),
            Stage::Choosing(_) | Stage::Returning(_) => stopped(visit, id, Stop::StepDone),
        },
        Ok(Moved::Finished) => to_return(visit, id),
        Err(stop) => stopped(visit, id, stop),
    }
}

fn to_step(visit: &Visit, id: &JourneyId, method: &MethodId) -> Response {
    match path_of(&visit.hub, method) {
        Some(path) => answer::see_other(visit, &format!("/t/{id}/{path}")),
        None => answer::fault(visit, &Fault::Broken("the method is off"), &Wrap::default()),
    }
}

fn to_return(visit: &Visit, id: &JourneyId) -> Response {
    answer::see_other(visit, &format!("/t/{id}/volver"))
}

fn choose_page(visit: &Visit, open: &Open, choosing: &Choosing) -> Response {
    let wrap = wrap_of(visit, open);
    let facts = choosing.request.facts();
    let directory = visit.hub.directory.now();
    let Some(agency) = directory.find(&facts.agency) else {
        return stopped(visit, &open.held.id, Stop::AgencyGone);
    };
    let level = Requirement::least(agency.terms(facts.service.as_ref()).level, facts);
    let offered = |id: &MethodId| choosing.offered.contains(id);
    let ids = || visit.hub.methods.iter().map(|method| &method.blueprint.id);
    let choose = Choose {
        action: format!("/t/{}/elegir", open.held.id),
        level,
        offers: ids()
            .filter(|id| offered(id))
            .map(|id| Offer { method: id.as_str().to_owned() })
            .collect(),
        unavailable: ids()
            .filter(|id| !offered(id))
            .map(|id| Unavailable {
                method: id.as_str().to_owned(),
                because: why_not(&choosing.because, id),
            })
            .collect(),
    };
    answer::page(visit, StatusCode::OK, &PageKind::Input, &choose.into(), &wrap)
}

/// The agency does not want it, or it does not reach far enough.
fn why_not(because: &Explanation, method: &MethodId) -> WhyNot {
    let unwanted = |finding: &Finding| {
        matches!(finding.rule, Rule::Excluded | Rule::NotListed | Rule::AllowedMethods)
            && finding.about == method.as_str()
    };
    if because.findings().iter().any(unwanted) { WhyNot::Excluded } else { WhyNot::LevelTooLow }
}

/// 422 with something to correct, 200 without.
fn method_page(visit: &Visit, open: &Open, page: &Page) -> Response {
    let status =
        if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer::page(visit, status, &PageKind::Input, page, &wrap_of(visit, open))
}

async fn return_page(visit: &Visit, open: &Open, returning: &Returning) -> Response {
    let wrap = Wrap { cancel: None, ..wrap_of(visit, open) };
    let (fixed, now) = (returning.clone(), visit.now);
    let signed = visit.hub.sign_apart(move |hub| hub.respond(&fixed, now)).await;
    let xml = match signed.map_err(Stop::Fault).flatten() {
        Ok(xml) => xml,
        Err(stop) => return stopped(visit, &open.held.id, stop),
    };
    let page = pages::hub::Returning {
        consumer: returning.envelope.destination.clone(),
        saml_response: STANDARD.encode(xml),
        relay_state: returning.relay_state.as_ref().map(|state| state.as_str().to_owned()),
    };
    let kind = page.kind(&[]);
    answer::page(visit, StatusCode::OK, &kind, &page.into(), &wrap)
}

/// What stands around a page of this journey.
pub(super) fn wrap_of(visit: &Visit, open: &Open) -> Wrap {
    let id = &open.held.id;
    let guard = open
        .held
        .key
        .form_secret(id)
        .ok()
        .map(|secret| Guard::issue(&secret, &id.to_string(), open.held.version.unsigned_abs()));
    let another = match &open.stage {
        Stage::Authenticating(waiting) if waiting.chosen.choosing.offered.len() > 1 => {
            Some(format!("/t/{id}/otra"))
        }
        Stage::Choosing(_) | Stage::Authenticating(_) | Stage::Returning(_) => None,
    };
    let path = match &open.stage {
        Stage::Authenticating(waiting) => path_of(&visit.hub, &waiting.chosen.method),
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
