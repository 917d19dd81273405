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
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;

use crate::Problem;
use crate::logout::{Heard, Incoming, Leaving, Message, Outcome};
use crate::offices::Office;
use crate::pages::{self, Language};
use crate::provider::Answer;
use crate::renewal::Current;
use crate::visits::{Asked, Visits};

/// Names the browser's requests under way. The hub's answer is posted from another site, so this
/// cookie must come along there.
const BROWSER: &str = "__Host-peticion";
/// Names the visit.
const VISIT: &str = "__Host-visita";
/// How the relay state of whoever asked for the agency's other host begins; the language comes behind it.
const ONWARD: &str = "sede/";
/// Where the hub says, by redirect or form, that somebody leaves.
pub(crate) const LOGOUT: &str = "/saml/slo";
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
    let hub: Vec<String> = current.now().hub_origins().into_iter().collect();
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self' {}; \
         base-uri 'none'; frame-ancestors 'none'",
        hub.join(" ")
    );
    let (visits, other) = (Visits::default(), office.other_url(port));
    let agency = Arc::new(Agency { office, current, visits, policy, other });
    let other = Router::new().route("/", get(arrived)).route("/estilo.css", get(style));
    let own = Router::new()
        .route("/", get(home))
        .route("/entrar", get(enter))
        .route("/entrar/formulario", get(enter_by_form))
        .route("/salir", post(leave))
        .route("/salir/todo", post(leave_all))
        .route("/saml/metadata", get(metadata))
        .route("/saml/acs", post(receive))
        .route(LOGOUT, get(hear_by_redirect).post(hear_by_form))
        .route("/estilo.css", get(style))
        .route("/enviar.js", get(script))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::clone(&agency));
    [own, other.with_state(agency)]
}

type Shared = State<Arc<Agency>>;

async fn home(State(agency): Shared, uri: Uri, headers: HeaderMap) -> Response {
    let language = language(&uri, &headers);
    let answer = cookie(&headers, VISIT).and_then(|visit| agency.visits.find(&visit));
    let leave_all = agency.current.now().can_leave_all();
    let page = pages::home(agency.office, language, answer.as_ref(), leave_all);
    agency.page(StatusCode::OK, page)
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
    let cookie = agency.remember(&sending.request, Asked::Who, &headers)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, sending.address), (SET_COOKIE, cookie)]).into_response())
}

async fn enter_by_form(
    State(agency): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let language = language(&uri, &headers);
    let sending = agency.current.now().by_form()?;
    let cookie = agency.remember(&sending.request, Asked::Who, &headers)?;
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
    let waiting = agency.waiting(Asked::Who, &headers);
    let response = field(&body, "SAMLResponse").unwrap_or_default();
    let visit = random()?;
    let begun = agency.open(&response, &waiting).await.and_then(|(request, answer)| {
        if !agency.visits.answered(&request) {
            return Err("this request was answered before".into());
        }
        if !agency.visits.begin(&visit, answer) {
            return Err("this session has ended meanwhile".into());
        }
        Ok(())
    });
    match begun {
        Ok(()) => {
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
    agency.end(&headers);
    (StatusCode::SEE_OTHER, [(LOCATION, "/".to_owned()), (SET_COOKIE, no_visit())]).into_response()
}

/// Ends the visit here, and asks the hub to end the session everywhere.
async fn leave_all(
    State(agency): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    let language = language(&uri, &headers);
    let session = match agency.end(&headers) {
        Some(Answer::Person(person)) => person.session,
        Some(Answer::Declined(_)) | None => None,
    };
    let Some(session) = session else {
        let home = format!("/?lang={}", language.code());
        return Ok(
            (StatusCode::SEE_OTHER, [(LOCATION, home), (SET_COOKIE, no_visit())]).into_response()
        );
    };
    let message = agency.current.now().leaving(&session, language.code(), now())?;
    let browser = agency.remember(&message.id, Asked::Leave, &headers)?;
    let cookies = AppendHeaders([(SET_COOKIE, no_visit()), (SET_COOKIE, browser)]);
    let page = agency.sent(language, &message, pages::asking);
    Ok((cookies, page).into_response())
}

async fn hear_by_redirect(
    State(agency): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Unavailable> {
    agency.hear(Incoming::Redirect(uri.query().unwrap_or_default()), &headers).await
}

async fn hear_by_form(
    State(agency): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Unavailable> {
    agency.hear(Incoming::Form(&String::from_utf8_lossy(&body)), &headers).await
}

async fn metadata(State(agency): Shared) -> Result<Response, Unavailable> {
    let xml = agency.current.now().metadata()?;
    Ok(([(CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response())
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("estilo.css")).into_response()
}

async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("enviar.js")).into_response()
}

impl Agency {
    /// What the hub says of leaving. What is not verified leads to a page and nothing else; a browser that
    /// only looks whether anybody is here finds that somebody is.
    async fn hear(
        &self,
        incoming: Incoming<'_>,
        headers: &HeaderMap,
    ) -> Result<Response, Unavailable> {
        if !incoming.is_message() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        let language = incoming.relay_state().as_deref().and_then(Language::from_code);
        let language = language.unwrap_or_else(|| preferred(headers));
        let heard = match self.judge(incoming).await {
            Ok(Heard::Request(leaving)) => return self.end_and_answer(incoming, leaving, language),
            Ok(Heard::Answer(outcome)) => self.expected(outcome, headers),
            Err(problem) => Err(problem),
        };
        Ok(match heard {
            Ok(outcome) => {
                self.page(StatusCode::OK, pages::left(self.office, language, outcome.extent))
            }
            Err(problem) => {
                eprintln!("A message about leaving was refused: {problem}");
                let page = pages::not_left(self.office, language, &problem.to_string());
                self.page(StatusCode::BAD_REQUEST, page)
            }
        })
    }

    fn end_and_answer(
        &self,
        incoming: Incoming<'_>,
        leaving: Leaving,
        language: Language,
    ) -> Result<Response, Unavailable> {
        let relay_state = incoming.relay_state();
        let binding = incoming.binding();
        let provider = self.current.now();
        let message = provider.answering(&leaving, binding, relay_state.as_deref(), now())?;
        self.visits.end_all(leaving);
        Ok(self.sent(language, &message, pages::answering))
    }

    /// An answer counts once, and in the browser that asked.
    fn expected(&self, outcome: Outcome, headers: &HeaderMap) -> Result<Outcome, Problem> {
        let waiting = self.waiting(Asked::Leave, headers);
        if waiting.contains(&outcome.request) && self.visits.answered(&outcome.request) {
            Ok(outcome)
        } else {
            Err("the answer answers no request of this browser".into())
        }
    }

    /// By redirect at once; by form with a page that posts it.
    fn sent(
        &self,
        language: Language,
        message: &Message,
        page: impl Fn(&Office, Language, &Message) -> String,
    ) -> Response {
        if message.fields.is_empty() {
            let headers = [(LOCATION, message.address.as_str()), (CACHE_CONTROL, "no-store")];
            (StatusCode::SEE_OTHER, headers).into_response()
        } else {
            self.page(StatusCode::OK, page(self.office, language, message))
        }
    }

    fn end(&self, headers: &HeaderMap) -> Option<Answer> {
        self.visits.end(&cookie(headers, VISIT)?)
    }

    fn waiting(&self, asked: Asked, headers: &HeaderMap) -> Vec<String> {
        match cookie(headers, BROWSER) {
            Some(browser) => self.visits.waiting(&browser, asked),
            None => Vec::new(),
        }
    }

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

    /// Judges a message about leaving; when that fails, by newer metadata of the hub, if there is any.
    async fn judge(&self, incoming: Incoming<'_>) -> Result<Heard, Problem> {
        let now = now();
        match self.current.now().hear(incoming, now) {
            Err(problem) => match self.current.renew().await {
                Ok(true) => self.current.now().hear(incoming, now),
                Ok(false) | Err(_) => Err(problem),
            },
            heard => heard,
        }
    }

    /// Binds a request to the browser it goes through, and gives the cookie that says so.
    fn remember(
        &self,
        request: &str,
        asked: Asked,
        headers: &HeaderMap,
    ) -> Result<String, Problem> {
        let browser = match cookie(headers, BROWSER) {
            Some(known) => known,
            None => random()?,
        };
        self.visits.sent(request, &browser, asked);
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

/// What takes the name of the visit from the browser.
fn no_visit() -> String {
    format!("{VISIT}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// What the time is.
#[expect(clippy::disallowed_methods, reason = "the agency has this clock and no other")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
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
pub(crate) fn field(encoded: &str, name: &str) -> Option<String> {
    let mut pairs = encoded.split('&').filter_map(|pair| pair.split_once('='));
    decoded(pairs.find(|(known, _)| *known == name)?.1)
}

pub(crate) fn decoded(encoded: &str) -> Option<String> {
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
