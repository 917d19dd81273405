//! What every request of citizens and agencies goes through first: it is named for the log, its body is read within
//! bounds, and it gets a place or is told that there is none.
//!
//! A body is read before there is a place for the request, so that whoever sends slowly keeps nobody waiting.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use openssl::sha::sha256;
use pages::Language;
use pages::forms::LONGEST_BODY;
use pages::hub::{Cause, Information};
use tokio::time::{timeout, timeout_at};
use tracing::{Instrument as _, Span};

use crate::clock::random;
use crate::http::answer::{self, Wrap};
use crate::http::sso;
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::JourneyId;
use crate::node::load::{Class, Crowd};
use crate::node::numbers::RequestKind;

/// The body of a request takes this long at most to arrive.
const BODY: Duration = Duration::from_secs(15);
/// What is done about a request takes this long at most.
const WORK: Duration = Duration::from_secs(12);
/// Then it is given up, whoever waits.
const LONGEST_WORK: Duration = Duration::from_secs(20);
/// Octets of the request line and all headers together: a signed redirect has a few thousand.
const HEADERS: usize = 32 * 1024;
/// How many headers: browsers behind proxies send thirty.
const HEADER_LINES: usize = 100;
/// A body may have as much as this whatever others send.
const OWN: usize = 64 * 1024;
/// What all bodies that are longer may have together beyond that.
const SHARED: usize = 64 * 1024 * 1024;

/// What all requests share.
pub(super) struct Intake {
    hub: Arc<Hub>,
    /// Octets of long bodies that are being read.
    long_bodies: Arc<AtomicUsize>,
    /// The page that turns away, in each language, and the second for which it was made.
    turned_away: Mutex<BTreeMap<Language, (i64, Bytes)>>,
}

impl Intake {
    pub(super) fn new(hub: Arc<Hub>) -> Self {
        Self { hub, long_bodies: Arc::default(), turned_away: Mutex::default() }
    }
}

/// Takes a request in, and sees it off.
pub(super) async fn take_in(
    State(intake): State<Arc<Intake>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let kind = RequestKind::of(request.uri().path());
    let span = span(&intake.hub, request.uri().path());
    let served = async {
        let response = serve(&intake, kind, request, next).await;
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let status = response.status().as_u16();
        tracing::debug!(kind = kind.name(), status, milliseconds, "served");
        response
    };
    let response = served.instrument(span).await;
    let numbers = &intake.hub.node.numbers;
    let status = class_of(response.status());
    numbers.requests.count(&[("kind", kind.name()), ("status", status)]);
    numbers.durations(kind).count(begun.elapsed());
    response
}

/// What stands in each line of the log that is about this request: a name of its own, and one for its journey that
/// opens nothing.
fn span(hub: &Hub, path: &str) -> Span {
    let request = u64::from_be_bytes(random(hub.entropy.as_ref()).unwrap_or_default());
    let journey = path.strip_prefix("/t/").and_then(|rest| rest.split('/').next());
    let request = format!("{request:016x}");
    if let Some(id) = journey.and_then(JourneyId::from_path) {
        tracing::info_span!("request", request, journey = log_name(&id))
    } else {
        tracing::info_span!("request", request)
    }
}

/// The name of a journey in the log. Its id would do half of what opens it.
fn log_name(id: &JourneyId) -> String {
    let hash = sha256(&[&b"journey in the log"[..], id.as_bytes()].concat());
    format!("{:016x}", u64::from_be_bytes(*hash.first_chunk().unwrap_or(&[0; 8])))
}

fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        500.. => "5xx",
    }
}

async fn serve(intake: &Intake, kind: RequestKind, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = |parts: Parts| Visit::new(Arc::clone(&intake.hub), parts);
    let plain = Wrap::default();
    if has_too_much_before_the_body(&parts) {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return answer::refuse_with(&visit(parts), status, Cause::TooLarge);
    }
    let (body, taken) = match read(intake, kind, &parts, body).await {
        Ok(read) => read,
        Err(Unread::TooLarge) => return answer::refuse(&visit(parts), Cause::TooLarge, &plain),
        Err(Unread::Broken) => return answer::refuse(&visit(parts), Cause::BadForm, &plain),
        Err(Unread::Slow) => {
            return answer::refuse_with(&visit(parts), StatusCode::REQUEST_TIMEOUT, Cause::Busy);
        }
        Err(Unread::Full) => return turn_away(intake, kind, visit(parts), "bodies"),
    };
    let class = match kind {
        // It is in memory, and done sooner than anybody is told to wait.
        RequestKind::Asset => return next.run(Request::from_parts(parts, body)).await,
        RequestKind::Journey => Class::UnderWay,
        RequestKind::Sso | RequestKind::Metadata | RequestKind::Page => Class::New,
    };
    let crowd = parts.extensions.get::<Crowd>();
    let place = match intake.hub.node.load.place(class, crowd).await {
        Ok(place) => place,
        Err(full) => return turn_away(intake, kind, visit(parts), full.name()),
    };
    let begun = parts.clone();
    let request = Request::from_parts(parts, body);
    match timeout(WORK, to_its_end(next.run(request), (place, taken))).await {
        Ok(Some(response)) => response,
        Ok(None) => answer::refuse(&visit(begun), Cause::Problem, &plain),
        Err(_) => {
            tracing::error!(
                kind = kind.name(),
                seconds = WORK.as_secs(),
                "a request takes longer than anybody waits"
            );
            answer::refuse(&visit(begun), Cause::Busy, &plain)
        }
    }
}

/// What was begun is done, also when whoever asked has gone: else somebody could guess, and go before the guess
/// is counted. What it `holds` is held until then. Nothing comes of it if it takes very much longer than anybody
/// waits, or fails.
async fn to_its_end<H: Send + 'static>(
    work: impl Future<Output = Response> + Send + 'static,
    holds: H,
) -> Option<Response> {
    let work = async move {
        let response = timeout(LONGEST_WORK, work).await;
        drop(holds);
        response.ok()
    };
    #[expect(clippy::disallowed_methods, reason = "it ends by itself")]
    let done = tokio::spawn(work.instrument(Span::current())).await;
    done.ok().flatten()
}

fn has_too_much_before_the_body(parts: &Parts) -> bool {
    let target = parts.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let octets = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    parts.headers.len() > HEADER_LINES || target + octets.sum::<usize>() > HEADERS
}

/// Whoever comes on a connection for which there is no room.
pub(super) async fn no_room(State(intake): State<Arc<Intake>>, request: Request) -> Response {
    let kind = RequestKind::of(request.uri().path());
    let visit = Visit::new(Arc::clone(&intake.hub), request.into_parts().0);
    turn_away(&intake, kind, visit, "connections")
}

/// A page that costs nothing to say: all who are turned away in one second, in one language, read the same one. It
/// names no address of theirs, and its reference stands in the log once.
fn turn_away(intake: &Intake, kind: RequestKind, mut visit: Visit, why: &'static str) -> Response {
    let numbers = &intake.hub.node.numbers;
    numbers.turned_away.count(&[("kind", kind.name()), ("why", why)]);
    let second = visit.now.as_second();
    let mut pages = intake.turned_away.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((made, html)) = pages.get(&visit.language)
        && *made == second
    {
        return answer::turned_away(&visit, html.clone());
    }
    visit.uri = Uri::from_static(Information::Help.path());
    let reference = answer::reference(&visit);
    tracing::warn!(%reference, why, "requests are turned away");
    let html = answer::turned_away_html(&visit, reference);
    pages.insert(visit.language, (second, html.clone()));
    answer::turned_away(&visit, html)
}

/// Why a body was not read.
enum Unread {
    TooLarge,
    Slow,
    Broken,
    Full,
}

/// The whole body, or somewhat more than a handler takes: then that one says so.
async fn read(
    intake: &Intake,
    kind: RequestKind,
    parts: &Parts,
    mut body: Body,
) -> Result<(Body, Taken), Unread> {
    let mut taken = Taken { of: Arc::clone(&intake.long_bodies), octets: 0 };
    if parts.method != Method::POST {
        return Ok((body, taken));
    }
    let limit = if kind == RequestKind::Sso { sso::LONGEST_POST } else { LONGEST_BODY };
    let declared = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > limit) {
        return Err(Unread::TooLarge);
    }
    let until = Instant::now() + BODY;
    let mut read = Vec::new();
    while read.len() <= limit {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let frame = timeout_at(until.into(), frame).await.map_err(|_| Unread::Slow)?;
        let Some(frame) = frame.transpose().map_err(|_| Unread::Broken)? else { break };
        if let Ok(octets) = frame.into_data() {
            taken.grow(read.len() + octets.len())?;
            read.extend_from_slice(&octets);
        }
    }
    Ok((Body::from(read), taken))
}

/// Room for a long body that a request has taken; it is given back when dropped.
struct Taken {
    of: Arc<AtomicUsize>,
    octets: usize,
}

impl Taken {
    fn grow(&mut self, to: usize) -> Result<(), Unread> {
        let more = to.saturating_sub(OWN).saturating_sub(self.octets);
        if more == 0 {
            return Ok(());
        }
        self.octets += more;
        let before = self.of.fetch_add(more, Ordering::Relaxed);
        if before + more > SHARED { Err(Unread::Full) } else { Ok(()) }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.of.fetch_sub(self.octets, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_have_a_bound_together_and_short_ones_are_not_asked() {
        let of = Arc::new(AtomicUsize::new(SHARED - 10));
        let mut long = Taken { of: Arc::clone(&of), octets: 0 };
        assert!(long.grow(OWN).is_ok());
        assert!(long.grow(OWN + 10).is_ok());
        assert!(Taken { of: Arc::clone(&of), octets: 0 }.grow(OWN).is_ok(), "a short one");
        assert!(matches!(long.grow(OWN + 11), Err(Unread::Full)));
        drop(long);
        assert_eq!(of.load(Ordering::Relaxed), SHARED - 10);
    }

    #[test]
    fn the_log_names_a_journey_by_what_opens_nothing() {
        let id = JourneyId::from_bits([7; 16]);
        let name = log_name(&id);
        assert_eq!(name.len(), 16);
        assert!(!id.to_string().contains(&name));
        assert_eq!(name, log_name(&id), "always the same");
        assert_ne!(name, log_name(&JourneyId::from_bits([8; 16])));
    }
}
