//! An agency's addresses.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::Problem;
use crate::offices::Office;
use crate::pages::{self, Language};
use crate::provider::{Answer, Sending};
use crate::renewal::Current;
use crate::visits::Visits;

/// Names the browser's requests under way. The hub's answer is posted from another site, so this
/// cookie must come along there.
const BROWSER: &str = "__Host-peticion";
/// Names the visit.
const VISIT: &str = "__Host-visita";
/// How the relay state of whoever asked for the agency's other host begins; the language comes behind it.
const ONWARD: &str = "sede/";
/// Bytes of a form.
const LARGEST: usize = 512 * 1024;

struct Agency {
    office: &'static Office,
    current: Arc<Current>,
    visits: Visits,
    policy: String,
    other: String,
}

/// All pages of an agency: those of its own host, and those of the other one, to which it sends people on who
/// asked for that. After a form's POST browsers follow there only if the page of the form names it.
pub(crate) fn hosts(current: Arc<Current>, office: &'static Office, port: u16) -> [Router; 2] {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {}; base-uri 'none'; \
         frame-ancestors 'none'",
        current.now().hub_origin()
    );
    let (visits, other) = (Visits::default(), office.other_url(port));
    let agency = Arc::new(Agency { office, current, visits, policy, other });
    let other = Router::new().route("/", get(arrived)).route("/estilo.css", get(style));
    let own = Router::new()
        .route("/", get(home))
        .route("/entrar", get(enter))
        .route("/entrar/formulario", get(enter_by_form))
        .route("/salir", post(leave))
        .route("/saml/metadata", get(metadata))
        .route("/saml/acs", post(receive))
        .route("/estilo.css", get(style))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::clone(&agency));
    [own, other.with_state(agency)]
}

type Shared = State<Arc<Agency>>;

async fn home(State(agency): Shared, uri: Uri, headers: HeaderMap) -> Response {
    let language = language(&uri, &headers);
    let answer = cookie(&headers, VISIT).and_then(|visit| agency.visits.find(&visit));
    agency.page(StatusCode::OK, pages::home(agency.office, language, answer.as_ref()))
}

async fn enter(
    State(agency): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let code = language(&uri, &headers).code();
    let onward = field(uri.query().unwrap_or_default(), "sede").is_some();
    let relay_state = if onward { format!("{ONWARD}{code}") } else { code.to_owned() };
    let sending = agency.current.now().by_redirect(&relay_state)?;
    let cookie = agency.remember(&sending, &headers)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, sending.address), (SET_COOKIE, cookie)]).into_response())
}

async fn enter_by_form(
    State(agency): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let language = language(&uri, &headers);
    let sending = agency.current.now().by_form()?;
    let cookie = agency.remember(&sending, &headers)?;
    let page = agency.page(StatusCode::OK, pages::form(agency.office, language, &sending));
    Ok(([(SET_COOKIE, cookie)], page).into_response())
}

/// The hub's answer. What is not verified leads to a page and nothing else.
async fn receive(
    State(agency): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Unavailable> {
    let body = String::from_utf8_lossy(&body);
    let relayed = field(&body, "RelayState").unwrap_or_default();
    let (site, code) = match relayed.strip_prefix(ONWARD) {
        Some(code) => (agency.other.as_str(), code),
        None => ("", relayed.as_str()),
    };
    let language = Language::from_code(code).unwrap_or_else(|| preferred(&headers));
    let waiting = match cookie(&headers, BROWSER) {
        Some(browser) => agency.visits.waiting(&browser),
        None => Vec::new(),
    };
    let response = field(&body, "SAMLResponse").unwrap_or_default();
    let opened = agency.open(&response, &waiting).await.and_then(|(request, answer)| {
        if agency.visits.answered(&request) {
            Ok(answer)
        } else {
            Err("this request was answered before".into())
        }
    });
    match opened {
        Ok(answer) => {
            let visit = random()?;
            agency.visits.begin(&visit, answer);
            let cookie = format!("{VISIT}={visit}; Path=/; Secure; HttpOnly; SameSite=Lax");
            let home = format!("{site}/?lang={}", language.code());
            Ok((StatusCode::SEE_OTHER, [(LOCATION, home), (SET_COOKIE, cookie)]).into_response())
        }
        Err(problem) => {
            eprintln!("An answer was refused: {problem}");
            let page = pages::refused(agency.office, language, &problem.to_string());
            Ok(agency.page(StatusCode::BAD_REQUEST, page))
        }
    }
}

async fn arrived(State(agency): Shared, uri: Uri, headers: HeaderMap) -> Response {
    agency.page(StatusCode::OK, pages::arrived(agency.office, language(&uri, &headers)))
}

/// Ends the visit here; the hub is not asked. A form of another site is not obeyed: the cookie of
/// the visit does not come with it.
async fn leave(State(agency): Shared, headers: HeaderMap) -> Response {
    if let Some(visit) = cookie(&headers, VISIT) {
        agency.visits.end(&visit);
    }
    let gone = format!("{VISIT}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    (StatusCode::SEE_OTHER, [(LOCATION, "/".to_owned()), (SET_COOKIE, gone)]).into_response()
}

async fn metadata(State(agency): Shared) -> Result<Response, Unavailable> {
    let xml = agency.current.now().metadata()?;
    Ok(([(CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response())
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("estilo.css")).into_response()
}

impl Agency {
    fn page(&self, status: StatusCode, html: String) -> Response {
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, &self.policy),
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        (status, headers, html).into_response()
    }

    /// Judges an answer; when that fails, by newer metadata of the hub, if there is any.
    async fn open(&self, field: &str, waiting: &[String]) -> Result<(String, Answer), Problem> {
        match self.current.now().open(field, waiting) {
            Err(problem) => match self.current.renew().await {
                Ok(true) => self.current.now().open(field, waiting),
                Ok(false) | Err(_) => Err(problem),
            },
            judged => judged,
        }
    }

    /// Binds a request to the browser it goes through, and gives the cookie that says so.
    fn remember(&self, sending: &Sending, headers: &HeaderMap) -> Result<String, Problem> {
        let browser = match cookie(headers, BROWSER) {
            Some(known) => known,
            None => random()?,
        };
        self.visits.sent(&sending.request, &browser);
        Ok(format!("{BROWSER}={browser}; Path=/; Secure; HttpOnly; SameSite=None"))
    }
}

/// Ours to repair: the person is told to try later, the log why.
struct Unavailable(Problem);

impl<P: Into<Problem>> From<P> for Unavailable {
    fn from(problem: P) -> Self {
        Self(problem.into())
    }
}

impl IntoResponse for Unavailable {
    fn into_response(self) -> Response {
        eprintln!("A page could not be made: {}", self.0);
        (StatusCode::INTERNAL_SERVER_ERROR, "Inténtalo más tarde. Try again later.").into_response()
    }
}

/// 128 random bits in hexadecimal.
pub(crate) fn random() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    openssl::rand::rand_bytes(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn language(uri: &Uri, headers: &HeaderMap) -> Language {
    field(uri.query().unwrap_or_default(), "lang")
        .as_deref()
        .and_then(Language::from_code)
        .unwrap_or_else(|| preferred(headers))
}

/// The first language of the browser's list that the agency speaks; Spanish if none.
fn preferred(headers: &HeaderMap) -> Language {
    let list = headers.get(ACCEPT_LANGUAGE).and_then(|list| list.to_str().ok()).unwrap_or_default();
    list.split(',')
        .find_map(|range| Language::from_code(range.trim().get(..2)?))
        .unwrap_or(Language::Es)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split("; "))
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// A field of a form or query.
fn field(encoded: &str, name: &str) -> Option<String> {
    let mut pairs = encoded.split('&').filter_map(|pair| pair.split_once('='));
    decoded(pairs.find(|(known, _)| *known == name)?.1)
}

fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}
