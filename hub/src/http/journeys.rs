//! The pages of a journey. A good POST is answered 303 to a GET of our own; so Back works, and no
//! page with input ever sends the browser to another site.

use std::sync::Arc;

use authenticators::MethodId;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use pages::Form;
use pages::hub::Cause;

use crate::http::answer::{self, Early, Wrap};
use crate::http::refusals::stopped;
use crate::http::stages::{self, GIVEN, RETURN};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::device::DeviceKey;
use crate::journey::session::SessionKey;
use crate::journey::stage::Stage;
use crate::journey::{JourneyId, Moved, Open, Stop};

/// `GET /t/{journey}`: wherever the journey stands.
pub(super) async fn show(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open) = opened(hub, &journey, request).await?;
    let response = match stages::step_of(&visit.hub, &open.stage) {
        None => stages::page_of(&visit, &open).await,
        Some(_) => to_page(&visit, &open.held.id, &open.stage),
    };
    Ok(answer::keep_key(&visit, &open, response))
}

/// `GET /t/{journey}/{step}`: what a method asks, what is missing, what goes out, or the way back. No
/// other step than the one at which the journey stands is shown, and after the end nothing is replayed.
pub(super) async fn step(
    State(hub): State<Arc<Hub>>,
    Path((journey, step)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Early> {
    at_step(hub, &journey, &step, request).await
}

/// `GET /t/{journey}/datos`: the same; its POST has a handler of its own.
pub(super) async fn data(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    at_step(hub, &journey, stages::DATA, request).await
}

/// `GET /t/{journey}/cambio`: the same.
pub(super) async fn another(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    at_step(hub, &journey, stages::REPLACE, request).await
}

async fn at_step(
    hub: Arc<Hub>,
    journey: &str,
    step: &str,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open) = opened(hub, journey, request).await?;
    if let Some(code) = visit.code() {
        let id = open.held.id.clone();
        let moved = visit.hub.collect(open, visit.caller(), (step, &code), visit.now).await;
        return Ok(follow(&visit, &id, moved));
    }
    let response = if stages::step_of(&visit.hub, &open.stage) == Some(step) {
        stages::page_of(&visit, &open).await
    } else {
        stopped(&visit, &open.held.id, open.stage.behind())
    };
    Ok(answer::keep_key(&visit, &open, response))
}

/// `POST /t/{journey}/datos`: the person lets it go out, or does not.
pub(super) async fn release(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, form) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let moved = match form.get("respuesta") {
        Some("enviar") => {
            let given = GIVEN.iter().filter(|(kind, _)| form.get(kind.checkbox()).is_some());
            let given = given.map(|(_, name)| (*name).to_owned()).collect();
            visit.hub.release(open, given, visit.now).await
        }
        // Anything else sends nothing.
        _ => visit.hub.cancel(open, visit.now).await,
    };
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/seguir`: on with the session, or not.
pub(super) async fn go_on(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, form) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let goes_on = form.get("respuesta") == Some("continuar");
    let moved = visit.hub.continue_with(open, goes_on, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/cambio`: on though somebody else had entered, or not.
pub(super) async fn replace(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, form) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    let goes_on = form.get("respuesta") == Some("cambiar");
    let moved = visit.hub.replace(open, goes_on, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/no-soy`: whoever sits there is not the one who entered, whose session ends.
pub(super) async fn not_me(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, _) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    match visit.hub.not_me(open, visit.now).await {
        Ok((moved, ends)) => {
            let response = follow(&visit, &id, Ok(moved));
            Ok(if ends { answer::without_cookie(response, SessionKey::COOKIE) } else { response })
        }
        Err(stop) => Ok(stopped(&visit, &id, stop)),
    }
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
    let moved = visit.hub.choose(open, visit.caller(), &method, visit.now).await;
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
    let moved = visit.hub.answer(open, visit.caller(), (&path, &form), visit.now).await;
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
    let moved = visit.hub.choose_again(open, visit.now).await;
    Ok(follow(&visit, &id, moved))
}

/// `POST /t/{journey}/tiempo`: more time for this step, please; the page says until when, and whether
/// that is the end.
pub(super) async fn more_time(
    State(hub): State<Arc<Hub>>,
    Path(journey): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (visit, open, _) = posted(hub, &journey, request).await?;
    let id = open.held.id.clone();
    Ok(match visit.hub.more_time(open, visit.now).await {
        Ok(open) => to_page(&visit, &id, &open.stage),
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
    let keys = (visit.browser.clone(), visit.brought());
    let entering = Box::pin(visit.hub.enter(id.clone(), keys, visit.now));
    let stop = match entering.await {
        Ok(open) if open.expired => Stop::Expired(Box::new(open)),
        Ok(open) => match Box::pin(visit.hub.look_again(open, visit.now)).await {
            Ok(Ok(open)) => return Ok((visit, open)),
            Ok(Err(moved)) => return Err(follow(&visit, &id, Ok(moved)).into()),
            Err(stop) => stop,
        },
        Err(stop) => stop,
    };
    if let Some(code) = visit.code()
        && let Err(fault) = visit.hub.burn(&code).await
    {
        return Err(answer::fault(&visit, &fault, &Wrap::default()).into());
    }
    Err(stopped(&visit, &id, stop).into())
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
    let keys = (visit.browser.clone(), visit.brought());
    match visit.hub.enter_by_form(id.clone(), keys, &form, visit.now).await {
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
        Ok(Moved::Asked(open)) => {
            if let Stage::Authenticating(waiting) = &open.stage
                && !waiting.page.errors.is_empty()
            {
                return stages::method_page(visit, &open, &waiting.page);
            }
            to_page(visit, id, &open.stage)
        }
        Ok(Moved::Left(to)) => answer::see_other(visit, &to),
        Ok(Moved::Finished { session, device, .. }) => {
            let mut response = answer::see_other(visit, &format!("/t/{id}/{RETURN}"));
            if let Some(key) = session {
                response = answer::with_cookie(response, SessionKey::COOKIE, &key.to_cookie());
            }
            match device {
                Some(key) => {
                    answer::with_lasting_cookie(response, DeviceKey::COOKIE, &key.to_cookie())
                }
                None => response,
            }
        }
        Err(stop) => stopped(visit, id, stop),
    }
}

/// 303 to the page of a stage.
fn to_page(visit: &Visit, id: &JourneyId, stage: &Stage) -> Response {
    match stages::step_of(&visit.hub, stage) {
        Some(step) => answer::see_other(visit, &format!("/t/{id}/{step}")),
        None => answer::see_other(visit, &format!("/t/{id}")),
    }
}
