//! Answers: pages and redirects, each with the headers of UX 7.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::LevelOfAssurance;
use pages::hub::{Cause, Refusal};
use pages::{Frame, Guard, Limit, Page, PageKind, security_headers};

use crate::fault::{Fault, chain};
use crate::http::visit::Visit;
use crate::journey::Open;
use crate::journey::browser::BrowserKey;
use crate::reference::Reference;
use crate::store::Environment;

/// What stands around a page of a journey; nothing by default.
#[derive(Default)]
pub(super) struct Wrap {
    pub(super) agency: Option<String>,
    pub(super) asks: Option<LevelOfAssurance>,
    pub(super) guard: Option<Guard>,
    /// What the forms of the page bring back.
    pub(super) kept: Option<String>,
    pub(super) cancel: Option<String>,
    pub(super) other_ways: Option<String>,
    pub(super) limit: Option<Limit>,
    /// The path of the form, where it is not that of the request.
    pub(super) path: Option<String>,
}

/// A response that ends a request before its handler has run to the end.
pub(super) struct Early(Box<Response>);

impl From<Response> for Early {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Early {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A page with the headers of its kind.
pub(super) fn page(
    visit: &Visit,
    status: StatusCode,
    kind: &PageKind,
    page: &Page,
    wrap: &Wrap,
) -> Response {
    match render(visit, page, wrap) {
        Ok(html) => respond(visit, status, kind, html),
        Err(error) => {
            tracing::error!(error = %chain(&error), "a page could not be made");
            let html = pages::render::LAST_RESORT.to_owned();
            respond(visit, StatusCode::INTERNAL_SERVER_ERROR, &PageKind::Input, html)
        }
    }
}

/// A page that says no, with a reference that the log has too.
pub(super) fn refuse(visit: &Visit, cause: Cause, wrap: &Wrap) -> Response {
    let reference = reference(visit);
    if may_log(visit) {
        tracing::info!(%reference, cause = cause.key(), "refused");
    }
    refuse_as(visit, cause, wrap, reference)
}

/// Lines in the log about what was refused, in one second of one node: whoever sends more of it
/// gains no more lines.
const LINES_PER_SECOND: u64 = 20;
static SECOND: AtomicI64 = AtomicI64::new(0);
static LINES: AtomicU64 = AtomicU64::new(0);

/// Whether one more line may be written in this second.
pub(super) fn may_log(visit: &Visit) -> bool {
    let second = visit.now.as_second();
    if SECOND.swap(second, Ordering::Relaxed) != second {
        LINES.store(0, Ordering::Relaxed);
    }
    LINES.fetch_add(1, Ordering::Relaxed) < LINES_PER_SECOND
}

/// The same with a reference that was logged already.
pub(super) fn refuse_as(visit: &Visit, cause: Cause, wrap: &Wrap, reference: String) -> Response {
    visit.hub.node.numbers.refused.count(&[("cause", cause.key())]);
    let refusal = Refusal { cause, reference, at: visit.now };
    let status = refusal.status();
    let mut response = page(visit, status, &PageKind::Input, &refusal.into(), wrap);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, LATER);
    }
    response
}

/// The same with another status than that of the page.
pub(super) fn refuse_with(visit: &Visit, status: StatusCode, cause: Cause) -> Response {
    let mut response = refuse(visit, cause, &Wrap::default());
    *response.status_mut() = status;
    response.headers_mut().remove(RETRY_AFTER);
    response
}

/// Seconds after which whoever was told that we are busy may come again.
const LATER: HeaderValue = HeaderValue::from_static("10");

/// The page for whoever is turned away, to be shown to many.
pub(super) fn turned_away_html(visit: &Visit, reference: String) -> Bytes {
    let refusal = Refusal { cause: Cause::Busy, reference, at: visit.now };
    match render(visit, &refusal.into(), &Wrap::default()) {
        Ok(html) => html.into(),
        Err(error) => {
            tracing::error!(error = %chain(&error), "a page could not be made");
            Bytes::from_static(pages::render::LAST_RESORT.as_bytes())
        }
    }
}

/// That page.
pub(super) fn turned_away(visit: &Visit, html: Bytes) -> Response {
    let mut response = respond(visit, StatusCode::SERVICE_UNAVAILABLE, &PageKind::Input, html);
    response.headers_mut().insert(RETRY_AFTER, LATER);
    response
}

/// A fault of ours: the chain of causes to the log, a reference to the person. Of those that pass there
/// can be as many as there are requests, and they have no more lines than refusals.
pub(super) fn fault(visit: &Visit, fault: &Fault, wrap: &Wrap) -> Response {
    let reference = reference(visit);
    if !fault.is_passing() || may_log(visit) {
        tracing::error!(%reference, error = %chain(fault), "fault");
    }
    let cause = if fault.is_passing() { Cause::Busy } else { Cause::Problem };
    refuse_as(visit, cause, wrap, reference)
}

/// 303 to an address of ours.
pub(super) fn see_other(visit: &Visit, path: &str) -> Response {
    let mut response = respond(visit, StatusCode::SEE_OTHER, &PageKind::Input, String::new());
    match HeaderValue::from_str(path) {
        Ok(location) => {
            response.headers_mut().insert(LOCATION, location);
        }
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response
}

/// Gives the browser its key, unless it brought it.
pub(super) fn keep_key(visit: &Visit, open: &Open, response: Response) -> Response {
    if visit.browser.is_some() {
        return response;
    }
    with_cookie(response, BrowserKey::COOKIE, &open.held.key.to_cookie())
}

/// Gives the browser a key, until it is closed.
pub(super) fn with_cookie(response: Response, name: &str, value: &str) -> Response {
    with_set_cookie(response, format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax"))
}

/// Gives the browser a key for a year.
pub(super) fn with_lasting_cookie(response: Response, name: &str, value: &str) -> Response {
    const YEAR: u32 = 365 * 24 * 3600;
    let kept = format!("Max-Age={YEAR}; Path=/; Secure; HttpOnly; SameSite=Lax");
    with_set_cookie(response, format!("{name}={value}; {kept}"))
}

/// Takes a key from the browser.
pub(super) fn without_cookie(response: Response, name: &str) -> Response {
    let gone = "Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax";
    with_set_cookie(response, format!("{name}=; {gone}"))
}

fn with_set_cookie(mut response: Response, cookie: String) -> Response {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A reference for a page that no entry of the trace stands behind.
pub(super) fn reference(visit: &Visit) -> String {
    Reference::in_any_case(visit.hub.entropy.as_ref()).to_string()
}

fn render(visit: &Visit, page: &Page, wrap: &Wrap) -> Result<String, Fault> {
    let settings = &visit.hub.settings;
    let path = wrap.path.as_deref().unwrap_or(visit.path());
    let frame = Frame {
        agency: wrap.agency.as_deref(),
        asks: wrap.asks,
        guard: wrap.guard.clone(),
        kept: wrap.kept.as_deref(),
        cancel: wrap.cancel.as_deref(),
        other_ways: wrap.other_ways.as_deref(),
        limit: wrap.limit.clone(),
        demonstration: settings.environment == Environment::Demonstration,
        ..Frame::new(visit.language, settings.name(visit.language), settings.host(), path)
    };
    Ok(visit.hub.pages.render(&frame, page)?)
}

fn respond(visit: &Visit, status: StatusCode, kind: &PageKind, html: impl Into<Body>) -> Response {
    let mut response = Response::new(html.into());
    *response.status_mut() = status;
    response.headers_mut().extend(security_headers(kind, visit.hub.settings.host()));
    response.headers_mut().insert(CONTENT_TYPE, pages::headers::HTML);
    response
}
