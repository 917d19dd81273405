//! Leaving: what agencies send, and the pages of a departure.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use pages::hub::{
    Carrier, Cause, Leave, Left, LeftSession, Telling, Told, ToldOutcome, WayBack, mask,
};
use pages::{Form, Guard, PageKind};
use saml::{EntityId, LogoutRequest, Malformed, Received};

use crate::departure::stage::{Outcome, SessionEnd};
use crate::departure::{Carried, DepartureId, Halt, Leaver, Open};
use crate::fault::{Fault, chain};
use crate::http::answer::{self, Early, Wrap};
use crate::http::refusals::{agency_address, agency_name, cause_of};
use crate::http::sso::LONGEST_POST;
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::browser::BrowserKey;
use crate::journey::rejected::Rejected;
use crate::journey::session::SessionKey;

/// The hub's own page about the session in this browser.
const PAGE: &str = "salir";
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// `GET /saml/slo`: HTTP-Redirect (SAML Bindings 3.4).
pub(super) async fn by_redirect(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let received = Received::from_redirect(visit.uri.query().unwrap_or_default());
    receive(&visit, received).await
}

/// `POST /saml/slo`: HTTP-POST (SAML Bindings 3.5).
pub(super) async fn by_post(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (parts, body): (_, Body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    match visit.body(body, LONGEST_POST).await {
        Ok(form) => receive(&visit, Received::from_post(&form)).await,
        Err(refused) => refused.into_response(),
    }
}

/// A request to log out, or an answer to ours. No cookie is read: the GET after the 303 brings them.
pub(super) async fn receive(visit: &Visit, received: Result<Received, Malformed>) -> Response {
    let kept = match received {
        Ok(received) => keep(visit, received).await,
        Err(malformed) => Ok(Err(malformed.into())),
    };
    match kept {
        Ok(Ok(id)) => answer::see_other(visit, &format!("/{PAGE}/{id}")),
        Ok(Err(rejected)) => {
            let reference = answer::reference(visit);
            if answer::may_log(visit) {
                let why = chain(&rejected);
                tracing::warn!(%reference, %why, "a message about leaving was rejected");
            }
            answer::refuse_as(visit, cause_of(&rejected), &Wrap::default(), reference)
        }
        Err(fault) => answer::fault(visit, &fault, &Wrap::default()),
    }
}

async fn keep(visit: &Visit, received: Received) -> Result<Result<DepartureId, Rejected>, Fault> {
    match received.claims_to_be::<LogoutRequest>() {
        Ok(true) => visit.hub.receive_logout(received, visit.now).await,
        Ok(false) => visit.hub.receive_farewell(received, visit.now).await,
        Err(malformed) => Ok(Err(malformed.into())),
    }
}

/// `GET /salir`: who has a session in this browser, and what ends with it.
pub(super) async fn ask(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    if let Some(response) = visit.language_change() {
        return response;
    }
    match asked(&visit).await {
        Ok(response) => response,
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}

async fn asked(visit: &Visit) -> Result<Response, Fault> {
    let hub = &visit.hub;
    let action = format!("/{PAGE}");
    let Some(leaver) = hub.leaver(visit.session.as_ref(), visit.now).await? else {
        if let Some(id) = hub.lost_departure(visit.browser.as_ref(), visit.now).await? {
            return Ok(answer::see_other(visit, &format!("/{PAGE}/{id}")));
        }
        let nobody =
            Leave { action, masked_name: None, since: None, agencies: Vec::new(), elsewhere: None };
        let kind = PageKind::Input;
        return Ok(answer::page(visit, StatusCode::OK, &kind, &nobody.into(), &Wrap::default()));
    };
    let key = match &visit.browser {
        Some(key) => key.clone(),
        None => BrowserKey::generate(hub.entropy.as_ref())?,
    };
    let page = Leave { action, ..leave(visit, &leaver).await? };
    let guard = Some(Guard::issue(&key.secret_outside(PAGE)?, PAGE, 0));
    let wrap = Wrap { guard, ..Wrap::default() };
    let response = answer::page(visit, StatusCode::OK, &PageKind::Input, &page.into(), &wrap);
    Ok(with_key(visit, &key, response))
}

async fn leave(visit: &Visit, leaver: &Leaver) -> Result<Leave, Fault> {
    let hub = &visit.hub;
    let Leaver { session, identity, .. } = leaver;
    // Nothing of whoever may not enter any more stands on a screen.
    let shown = identity.as_ref().filter(|_| leaver.is_in_good_standing());
    let elsewhere = match shown {
        Some(identity) => {
            let sessions = hub.live_sessions(identity, Some(&session.key), visit.now).await?;
            Some(sessions.iter().filter(|session| !session.is_this).count())
        }
        None => None,
    };
    let masked = shown.map(|one| mask(&format!("{} {}", one.given_name, one.family_name)));
    let agencies = session.agencies.iter().rev();
    Ok(Leave {
        action: String::new(),
        masked_name: Some(masked.unwrap_or_else(|| mask(""))),
        since: Some(session.proof.evidence().oldest()),
        agencies: agencies.map(|agency| name_of(visit, agency)).collect(),
        elsewhere,
    })
}

/// `POST /salir`: the session ends, here or everywhere.
pub(super) async fn begin(
    State(hub): State<Arc<Hub>>,
    request: Request,
) -> Result<Response, Early> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let form = visit.form(body).await?;
    let Some(key) = visit.browser.clone() else {
        return Err(answer::refuse(&visit, Cause::NoCookies, &Wrap::default()).into());
    };
    match begun(&visit, &key, &form).await {
        Ok(Some(id)) => {
            let response = answer::see_other(&visit, &format!("/{PAGE}/{id}"));
            Ok(answer::without_cookie(response, SessionKey::COOKIE))
        }
        Ok(None) => Ok(answer::see_other(&visit, &format!("/{PAGE}"))),
        Err(halt) => Ok(halted(&visit, halt)),
    }
}

/// Nothing: the session of this browser is another one by now, or none; the page tells.
async fn begun(visit: &Visit, key: &BrowserKey, form: &Form) -> Result<Option<DepartureId>, Halt> {
    let hub = &visit.hub;
    Guard::verify(&key.secret_outside(PAGE)?, PAGE, form).map_err(|_| Halt::Forged)?;
    let Some(leaver) = hub.leaver(visit.session.as_ref(), visit.now).await? else {
        return Ok(None);
    };
    let everywhere = form.get("respuesta") == Some("todas") && leaver.is_in_good_standing();
    Ok(hub.leave_now(key, leaver, everywhere, visit.now).await?)
}

/// `GET /salir/{departure}`: whom we tell now, or what has ended.
pub(super) async fn show(
    State(hub): State<Arc<Hub>>,
    Path(departure): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let visit = Visit::new(hub, request.into_parts().0);
    let id = departure_id(&visit, &departure)?;
    if let Some(response) = visit.language_change() {
        return Err(response.into());
    }
    let keys = (visit.browser.clone(), visit.session.clone());
    let open = match visit.hub.open_departure(id, keys, visit.now).await {
        Ok(open) => open,
        Err(halt) => return Err(halted(&visit, halt).into()),
    };
    let response = match page_of(&visit, &open) {
        Ok(response) => response,
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    };
    let response = if open.has_just_ended {
        answer::without_cookie(response, SessionKey::COOKIE)
    } else {
        response
    };
    Ok(with_key(&visit, &open.key, response))
}

/// `POST /salir/{departure}/saltar`: on without the agency that is being told.
pub(super) async fn skip(
    State(hub): State<Arc<Hub>>,
    Path(departure): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let id = departure_id(&visit, &departure)?;
    let form = visit.form(body).await?;
    match visit.hub.skip(id, visit.browser.clone(), &form).await {
        Ok(()) => Ok(answer::see_other(&visit, &format!("/{PAGE}/{departure}"))),
        Err(halt) => Ok(halted(&visit, halt)),
    }
}

fn page_of(visit: &Visit, open: &Open) -> Result<Response, Fault> {
    let wrap = Wrap { guard: open.guard(), ..Wrap::default() };
    if let Some((page, kind)) = telling(visit, open)? {
        return Ok(answer::page(visit, StatusCode::OK, &kind, &page.into(), &wrap));
    }
    let page = left(visit, open)?;
    let directory = visit.hub.directory.now();
    let asked_by = open.asked_by().and_then(|agency| directory.find(agency));
    let further = asked_by.map_or(&[][..], |agency| &agency.record.form_action_origins);
    let kind = with_further(page.kind(), further);
    let mut response = answer::page(visit, StatusCode::OK, &kind, &page.into(), &wrap);
    // Not the cookies: other tabs have journeys under way, and the browser keeps its name (decision 0035).
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    Ok(response)
}

/// Nothing: nobody is told now.
fn telling(visit: &Visit, open: &Open) -> Result<Option<(Telling, PageKind)>, Fault> {
    let Some(sent) = open.now() else {
        return Ok(None);
    };
    let directory = visit.hub.directory.now();
    let gone = || Fault::Broken("an agency that is told has no address for that");
    let agency = directory.find(&sent.agency).ok_or_else(gone)?;
    let (carried, probe) = visit.hub.carry_farewell(sent, agency, visit.now)?.ok_or_else(gone)?;
    let page = Telling {
        agency: name_of(visit, sent.agency.as_str()),
        to: carrier(carried),
        skip: format!("/{PAGE}/{}/saltar", open.id),
        waits: !open.is_fresh,
        probe,
        done: told(visit, open),
        to_come: open.to_come().map(|agency| name_of(visit, agency.as_str())).collect(),
    };
    let kind = with_further(page.kind(), &agency.record.form_action_origins);
    Ok(Some((page, kind)))
}

/// Where an agency's form goes, it may send people on (UX 7.2).
fn with_further(kind: PageKind, further: &[String]) -> PageKind {
    match kind {
        PageKind::Telling { origin, mut form_action } if !form_action.is_empty() => {
            form_action.extend_from_slice(further);
            PageKind::Telling { origin, form_action }
        }
        PageKind::Telling { .. }
        | PageKind::Input
        | PageKind::Release { .. }
        | PageKind::Leave { .. }
        | PageKind::Asset => kind,
    }
}

fn left(visit: &Visit, open: &Open) -> Result<Left, Fault> {
    let told = told(visit, open);
    let all_ended = told.iter().all(|one| one.outcome == ToldOutcome::Ended);
    // Who reads that there was nothing to end, reads it.
    let is_whole = all_ended && open.leaving.ended.session == SessionEnd::Ended;
    let back = visit.hub.way_back(open, visit.now)?.zip(open.asked_by());
    let ended = open.leaving.ended;
    Ok(Left {
        session: match ended.session {
            SessionEnd::Ended => LeftSession::Ended,
            SessionEnd::None => LeftSession::None,
            SessionEnd::Another => LeftSession::Another,
        },
        told,
        back: back.map(|(carried, agency)| WayBack {
            agency: name_of(visit, agency.as_str()),
            to: carrier(carried),
            by_itself: is_whole,
        }),
        by_certificate: ended.by_certificate,
        everywhere: ended.everywhere,
    })
}

fn told(visit: &Visit, open: &Open) -> Vec<Told> {
    let told = |(agency, outcome): (&EntityId, Outcome)| Told {
        agency: name_of(visit, agency.as_str()),
        outcome: match outcome {
            Outcome::NoTime => ToldOutcome::NoTime,
            Outcome::Ended => ToldOutcome::Ended,
            Outcome::NoAnswer => ToldOutcome::NoAnswer,
            Outcome::Refused => ToldOutcome::Refused,
            Outcome::Unsupported => ToldOutcome::Unsupported,
        },
        link: agency_address(visit, agency).filter(|_| outcome != Outcome::Ended),
    };
    open.told().into_iter().map(told).collect()
}

fn carrier(carried: Carried) -> Carrier {
    match carried {
        Carried::Link(address) => Carrier::Link(address),
        Carried::Form { action, fields } => {
            let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            Carrier::Form { action, fields }
        }
    }
}

/// The name of an agency; of one that is not in the directory any more, what it is called among machines.
fn name_of(visit: &Visit, agency: &str) -> String {
    let known = EntityId::new(agency).ok().and_then(|id| agency_name(visit, (&id, None)));
    known.unwrap_or_else(|| agency.to_owned())
}

fn departure_id(visit: &Visit, departure: &str) -> Result<DepartureId, Early> {
    DepartureId::from_path(departure)
        .ok_or_else(|| answer::refuse(visit, Cause::NotFound, &Wrap::default()).into())
}

/// A page of a departure that cannot be shown.
fn halted(visit: &Visit, halt: Halt) -> Response {
    let refused = |cause| answer::refuse(visit, cause, &Wrap::default());
    match halt {
        Halt::NotFound | Halt::NotYours => refused(Cause::NotFound),
        Halt::Ended => refused(Cause::Finished { agency_address: None }),
        Halt::OnTheWay(first) => answer::see_other(visit, &format!("/{PAGE}/{first}")),
        Halt::NoCookies => refused(Cause::NoCookies),
        Halt::Forged => refused(Cause::CrossSite),
        Halt::Used(agency) => {
            let agency = agency_name(visit, (&agency, None));
            answer::refuse(visit, Cause::RequestUsed, &Wrap { agency, ..Wrap::default() })
        }
        Halt::Fault(fault) => answer::fault(visit, &fault, &Wrap::default()),
    }
}

fn with_key(visit: &Visit, key: &BrowserKey, response: Response) -> Response {
    if visit.browser.is_some() {
        return response;
    }
    answer::with_cookie(response, BrowserKey::COOKIE, &key.to_cookie())
}
