//! A method's own page outside a journey, at `/{path}`: for what a person can have before they come from an
//! agency (SPEC AUTH-24b). Nobody is proved there.
//!
//! Nothing is kept of it here. What the method has to remember travels in the page, under the browser's key; so
//! a form of it can be sent again, and what counts is in the method's tables.

use std::sync::Arc;

use authenticators::{
    Attempt, AttemptId, Blueprint, Circumstances, Input, MethodId, Progress, Refusal, Step,
};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use pages::forms::KEPT;
use pages::hub::Cause;
use pages::{Form, Guard, Page, PageKind};
use serde::{Deserialize, Serialize};

use crate::clock::random;
use crate::fault::Fault;
use crate::http::answer::{self, Early, Wrap};
use crate::http::visit::Visit;
use crate::hub::{Hub, Method};
use crate::journey::IDLE;
use crate::journey::browser::{BrowserKey, Locked};

/// What travels in the page.
#[derive(Serialize, Deserialize)]
struct Kept {
    attempt: AttemptId,
    progress: Progress,
    until: Timestamp,
}

/// `GET /{path}`: the first page of the method.
pub(super) async fn show(State(hub): State<Arc<Hub>>, request: Request) -> Result<Response, Early> {
    let (parts, _) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let method = method_of(&visit)?;
    if let Some(response) = visit.language_change() {
        return Err(response.into());
    }
    let begun = begin(&visit, method).await;
    let (key, attempt, step) = begun.map_err(|fault| failed(&visit, &fault))?;
    let response = follow(&visit, (method, &key), attempt, step);
    if visit.browser.is_some() {
        return Ok(response);
    }
    Ok(answer::with_cookie(response, BrowserKey::COOKIE, &key.to_cookie()))
}

/// `POST /{path}`: what the person answered to it.
pub(super) async fn answer(
    State(hub): State<Arc<Hub>>,
    request: Request,
) -> Result<Response, Early> {
    let (parts, body) = request.into_parts();
    let visit = Visit::new(hub, parts);
    let method = method_of(&visit)?;
    let form = visit.form(body).await?;
    let Some(key) = visit.browser.clone() else {
        return Err(answer::refuse(&visit, Cause::NoCookies, &Wrap::default()).into());
    };
    let kept = brought_back(&visit, (method, &key), &form)?;
    let step = {
        let attempt = attempt(&visit, method.blueprint, &kept.attempt);
        method.authenticator.resume(attempt, kept.progress, Input::Form(&form)).await
    };
    let step = step.map_err(|fault| failed(&visit, &fault.into()))?;
    Ok(follow(&visit, (method, &key), kept.attempt, step))
}

fn method_of(visit: &Visit) -> Result<&Method, Early> {
    let path = visit.uri.path().trim_start_matches('/');
    let found = visit.hub.methods.iter().find(|method| method.blueprint.path == path);
    found.ok_or_else(|| answer::refuse(visit, Cause::NotFound, &Wrap::default()).into())
}

async fn begin(visit: &Visit, method: &Method) -> Result<(BrowserKey, AttemptId, Step), Fault> {
    let entropy = visit.hub.entropy.as_ref();
    let key = match &visit.browser {
        Some(key) => key.clone(),
        None => BrowserKey::generate(entropy)?,
    };
    let id = AttemptId::from_bits(random(entropy)?);
    let step = method.authenticator.begin(attempt(visit, method.blueprint, &id)).await?;
    Ok((key, id, step))
}

/// An attempt that leads to nobody: whatever is shown is as good as it can be.
fn attempt<'a>(visit: &'a Visit, blueprint: &'a Blueprint, id: &AttemptId) -> Attempt<'a> {
    let around = Circumstances {
        language: visit.language,
        is_outside: true,
        ..Circumstances::tried_out(visit.now, &visit.client)
    };
    let method: &MethodId = &blueprint.id;
    Attempt::new(id.clone(), around, (method, &blueprint.profile))
}

/// What the page remembered, if it is ours, of this browser and not too old.
fn brought_back(
    visit: &Visit,
    (method, key): (&Method, &BrowserKey),
    form: &Form,
) -> Result<Kept, Early> {
    let path = method.blueprint.path;
    let refused = |cause| Early::from(answer::refuse(visit, cause, &Wrap::default()));
    let secret = key.secret_outside(path).map_err(|error| failed(visit, &error.into()))?;
    Guard::verify(&secret, path, form).map_err(|_| refused(Cause::CrossSite))?;
    let locked = URL_SAFE_NO_PAD.decode(form.get(KEPT).unwrap_or_default());
    let locked = Locked::from_row(locked.map_err(|_| refused(Cause::BadForm))?);
    let kept: Kept = key.unlock_outside(path, &locked).map_err(|_| refused(Cause::BadForm))?;
    if kept.until < visit.now {
        return Err(refused(Cause::Timeout { way_back: None }));
    }
    Ok(kept)
}

/// The page to which a step leads.
fn follow(
    visit: &Visit,
    (method, key): (&Method, &BrowserKey),
    attempt: AttemptId,
    step: Step,
) -> Response {
    let refused = |cause| answer::refuse(visit, cause, &Wrap::default());
    match step {
        Step::Ask { page, progress } => {
            let kept = Kept { attempt, progress, until: visit.now + IDLE };
            match wrap(visit, (method, key), &kept) {
                Ok(wrap) => asked(visit, &page, &wrap),
                Err(fault) => answer::fault(visit, &fault, &Wrap::default()),
            }
        }
        Step::Refuse(Refusal { message, until }) => {
            refused(Cause::Method { message, until, other_ways: None })
        }
        Step::Defer(until) => refused(Cause::TooMany { until: Some(until) }),
        Step::Prove(_) | Step::Leave { .. } => {
            let fault = Fault::Broken("a method went further than its page outside a journey");
            answer::fault(visit, &fault, &Wrap::default())
        }
    }
}

/// 422 with something to correct, 200 without.
fn asked(visit: &Visit, page: &Page, wrap: &Wrap) -> Response {
    let status =
        if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer::page(visit, status, &PageKind::Input, page, wrap)
}

fn wrap(visit: &Visit, (method, key): (&Method, &BrowserKey), kept: &Kept) -> Result<Wrap, Fault> {
    let path = method.blueprint.path;
    let locked = key.lock_outside(path, kept, visit.hub.entropy.as_ref())?;
    Ok(Wrap {
        guard: Some(Guard::issue(&key.secret_outside(path)?, path, 0)),
        kept: Some(URL_SAFE_NO_PAD.encode(locked.as_bytes())),
        ..Wrap::default()
    })
}

fn failed(visit: &Visit, fault: &Fault) -> Early {
    answer::fault(visit, fault, &Wrap::default()).into()
}
