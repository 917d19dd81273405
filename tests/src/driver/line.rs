//! A browser's one connection, which it keeps as long as it holds, and its cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use http::{Method, Request};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::driver::Trouble;
use crate::hall::browser::{Answer, urlencoded};

/// After this people take it that nothing comes any more.
const PATIENCE: Duration = Duration::from_secs(40);
const LONGEST: usize = 1 << 22;

/// One connection at a time to one address.
pub struct Line {
    at: SocketAddr,
    origin: String,
    open: Option<SendRequest<Body>>,
    /// Its cookies.
    pub cookies: BTreeMap<String, String>,
    /// A header of each request.
    says: Option<&'static (String, String)>,
}

impl Line {
    /// A browser without cookies.
    #[must_use]
    pub fn new(at: SocketAddr, origin: &str) -> Self {
        Self { at, origin: origin.to_owned(), open: None, cookies: BTreeMap::new(), says: None }
    }

    /// One that says this in each request.
    pub(super) fn saying(at: SocketAddr, origin: &str, header: &'static (String, String)) -> Self {
        Self { says: Some(header), ..Self::new(at, origin) }
    }

    /// Loads a page.
    ///
    /// # Errors
    /// [`Trouble`] if the connection does not hold.
    pub async fn get(&mut self, path: &str) -> Result<Answer, Trouble> {
        self.send(Method::GET, path, None).await
    }

    /// Posts a form from one of the hub's own pages.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn post(
        &mut self,
        path: &str,
        fields: &[(String, String)],
    ) -> Result<Answer, Trouble> {
        self.send(Method::POST, path, Some(urlencoded(fields))).await
    }

    /// Sends it once. A connection that broke is made anew by the next.
    async fn send(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
    ) -> Result<Answer, Trouble> {
        let request = self.request(method, path, form);
        let answered = timeout(PATIENCE, self.answer(request)).await.unwrap_or(Err(Trouble::Late));
        if answered.is_err() {
            self.open = None;
        }
        answered
    }

    fn request(&self, method: Method, path: &str, form: Option<String>) -> Request<Body> {
        let host = self.origin.rsplit('/').next().unwrap();
        let mut request = Request::builder().method(method).uri(path).header(HOST, host);
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some((name, value)) = self.says {
            request = request.header(name, value);
        }
        let Some(form) = form else {
            return request.body(Body::empty()).unwrap();
        };
        request
            .header(ORIGIN, &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap()
    }

    async fn answer(&mut self, request: Request<Body>) -> Result<Answer, Trouble> {
        let line = self.line().await?;
        let response = line.send_request(request).await.map_err(|_| Trouble::Broke)?;
        let (parts, body) = response.into_parts();
        let body = to_bytes(Body::new(body), LONGEST).await.map_err(|_| Trouble::Broke)?;
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = String::from_utf8(body.to_vec()).unwrap();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// The connection that holds, or a new one.
    async fn line(&mut self) -> Result<&mut SendRequest<Body>, Trouble> {
        let holds = match &mut self.open {
            Some(open) => open.ready().await.is_ok(),
            None => false,
        };
        if !holds {
            let stream = TcpStream::connect(self.at).await.map_err(|_| Trouble::Refused)?;
            let _ = stream.set_nodelay(true);
            let made = handshake(TokioIo::new(stream)).await;
            let (open, connection) = made.map_err(|_| Trouble::Broke)?;
            #[expect(clippy::disallowed_methods, reason = "it ends with its connection")]
            tokio::spawn(connection);
            self.open = Some(open);
        }
        Ok(self.open.as_mut().unwrap())
    }
}
