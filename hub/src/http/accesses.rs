//! What was done in a person's name, for themselves, and «no he sido yo».

use std::collections::BTreeMap;
use std::sync::Arc;

use authenticators::accesses::{Happened, What};
use authenticators::{MethodId, Subject};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use pages::PageKind;
use pages::hub::{Access, AccessKind, Accesses, Disown};

use crate::fault::Fault;
use crate::http::answer::{self, Early, Wrap};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::policy::admit::in_good_standing;

/// So many are shown, and as many tries that failed.
const SHOWN: usize = 20;
/// Characters of a link's token at most; what is longer is none.
const LONGEST_TOKEN: usize = 64;

/// `GET /accesos`: for whoever has a session in this browser.
pub(super) async fn list(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    if let Some(response) = visit.language_change() {
        return response;
    }
    match accesses(&visit).await {
        Ok(list) => {
            let page = Accesses { list }.into();
            answer::page(&visit, StatusCode::OK, &PageKind::Input, &page, &Wrap::default())
        }
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}

/// Nothing: nobody whom we know has entered from this browser, or they may not any more.
async fn accesses(visit: &Visit) -> Result<Option<Vec<Access>>, Fault> {
    let hub = &visit.hub;
    let Some(key) = &visit.session else {
        return Ok(None);
    };
    let Some(session) = hub.session(key, visit.now).await? else {
        return Ok(None);
    };
    let Subject::Registered(citizen) = session.proof.who() else {
        return Ok(None);
    };
    let standing = hub.citizens.standing(*citizen).await?;
    if in_good_standing(&session.proof, standing.as_ref()).is_none() {
        return Ok(None);
    }
    let mut happened = hub.accesses.recent(*citizen, SHOWN).await?;
    // What a method left that this build no longer has cannot be called by its name.
    happened.retain(|one| hub.method(&MethodId::named(&one.method)).is_some());
    let attempts: Vec<&str> = happened.iter().filter_map(|one| one.attempt.as_deref()).collect();
    let agencies = hub.store.agencies_of(&attempts).await?;
    Ok(Some(happened.iter().map(|one| access(visit, one, &agencies)).collect()))
}

fn access(visit: &Visit, one: &Happened, agencies: &BTreeMap<String, String>) -> Access {
    let directory = visit.hub.directory.now();
    let agency = one.attempt.as_ref().and_then(|attempt| agencies.get(attempt));
    let named = |id: &String| {
        let id = saml::EntityId::new(id).ok()?;
        let agency = directory.find(&id)?;
        Some(agency.display_name(None, visit.language.code()).to_owned())
    };
    let what = match one.what {
        What::Entered => AccessKind::Entered,
        What::Failed => AccessKind::Failed,
        What::Halfway => AccessKind::Halfway,
        What::Changed => AccessKind::Changed,
        What::Locked => AccessKind::Locked,
        What::NewBrowser => AccessKind::NewBrowser,
    };
    let agency = agency.filter(|_| what == AccessKind::Entered).and_then(named);
    Access { at: one.at, what, method: one.method.clone(), agency }
}

/// `GET /no-he-sido-yo/{token}`: says what the button does. Whoever fetches it changes nothing, and reads
/// nothing of whom it is about.
pub(super) async fn ask(
    State(hub): State<Arc<Hub>>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    if let Some(response) = visit.language_change() {
        return response;
    }
    match disputed(&visit, &token).await {
        Ok(Some(_)) => disown(&visit, StatusCode::OK, Disown::Ask),
        Ok(None) => disown(&visit, StatusCode::GONE, Disown::Over),
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}

/// `POST /no-he-sido-yo/{token}`: the credential is blocked, sessions end, and then the link is used up. The
/// link is all that is needed: no page before it is guarded by more than that.
pub(super) async fn block(
    State(hub): State<Arc<Hub>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Early> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    visit.form(body).await?;
    Ok(match blocked(&visit, &token).await {
        Ok(true) => disown(&visit, StatusCode::OK, Disown::Done),
        Ok(false) => disown(&visit, StatusCode::GONE, Disown::Over),
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    })
}

async fn blocked(visit: &Visit, token: &str) -> Result<bool, Fault> {
    let Some(disputed) = disputed(visit, token).await? else {
        return Ok(false);
    };
    let hub = &visit.hub;
    if let Some(method) = hub.method(&disputed.method) {
        method.authenticator.block(disputed.citizen, visit.now).await?;
    }
    // Not this request's instant: whatever was under way when the block came is older than this one. The rows stay:
    // whom to tell when somebody leaves is in them, and nobody enters by them.
    hub.citizens.end_sessions(disputed.citizen, hub.clock.now()).await?;
    hub.notices.settled(token, visit.now).await?;
    tracing::info!("somebody said that it was not them: their sessions ended");
    Ok(true)
}

async fn disputed(
    visit: &Visit,
    token: &str,
) -> Result<Option<authenticators::notices::Disputed>, Fault> {
    if token.len() > LONGEST_TOKEN {
        return Ok(None);
    }
    Ok(visit.hub.notices.disputed(token, visit.now).await?)
}

fn disown(visit: &Visit, status: StatusCode, page: Disown) -> Response {
    answer::page(visit, status, &PageKind::Input, &page.into(), &Wrap::default())
}
