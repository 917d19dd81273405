//! Asks a service by HTTP whether a contrast datum is what is printed on a card.
//!
//! One `POST` for each question, with `{"document": "12345678Z", "kind": "date", "datum": "01-02-2030"}`; the
//! `kind` of a NIE's datum is `support_number`. The answer is 200 and `{"result": "match"}`, `"no_match"` or
//! `"unknown_document"`. Anything else, or nothing in time, is an outage, of which the log learns how it came and
//! nothing of what was asked or answered.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use citizens::{Contrast, IdentitySource, SourceAway};
use hub::Environment;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use identity::{ContrastDatum, DocumentKind, SpanishId};
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::commands::Error;
use crate::config::HttpSource;

#[cfg(test)]
mod tests;

/// The longest answer that is read.
const LONGEST_ANSWER: usize = 4 * 1024;
/// The longest token.
const LONGEST_TOKEN: u64 = 4 * 1024;
/// What others than the owner may not do with its file: they, anything; its group, write it.
const FORBIDDEN_MODE: u32 = 0o027;

/// The service at an address.
pub(crate) struct Service {
    address: Uri,
    host: String,
    port: u16,
    tls: Option<SslConnector>,
    authorization: HeaderValue,
    patience: Duration,
}

impl Service {
    /// Nothing is asked yet, so that a node starts also when the service is away.
    pub(crate) fn new(config: &HttpSource, environment: Environment) -> Result<Self, Error> {
        let address: Uri = config.url.parse().map_err(|_| "identity_source.url is no address")?;
        let host = address.host().ok_or("identity_source.url has no host")?.to_owned();
        if address.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("identity_source.url must hold no name or password: say token_file".into());
        }
        let is_demonstration = environment == Environment::Demonstration;
        let tls = match address.scheme_str() {
            Some("https") => Some(connector(config.ca.as_deref())?),
            Some("http") if is_demonstration && is_loopback(&host) => None,
            _ => return Err("identity_source.url must begin with https://".into()),
        };
        let port = address.port_u16().unwrap_or(if tls.is_some() { 443 } else { 80 });
        let authorization = bearer(&config.token_file)
            .map_err(|why| format!("token_file {}: {why}", config.token_file.display()))?;
        let patience = Duration::from_secs(config.timeout.clamp(1, 10).into());
        Ok(Self { address, host, port, tls, authorization, patience })
    }

    async fn ask(&self, question: &Question<'_>) -> Result<Contrast, Error> {
        let stream = self.connect().await?;
        match &self.tls {
            None => self.exchange(stream, question).await,
            Some(connector) => {
                let ssl = connector.configure()?.into_ssl(&self.host)?;
                let mut tls = SslStream::new(ssl, stream)?;
                Pin::new(&mut tls).connect().await?;
                self.exchange(tls, question).await
            }
        }
    }

    /// Where a connection is refused it is tried once more: a service that restarts does that for an instant.
    async fn connect(&self) -> Result<TcpStream, Error> {
        let to = (self.host.trim_matches(['[', ']']), self.port);
        match TcpStream::connect(to).await {
            Ok(stream) => Ok(stream),
            Err(_) => Ok(TcpStream::connect(to).await?),
        }
    }

    async fn exchange<S>(&self, stream: S, question: &Question<'_>) -> Result<Contrast, Error>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends with this function: dropping the set ends what is in it.
        let mut connections = JoinSet::new();
        connections.spawn(connection);
        answer(sender.send_request(self.request(question)?).await?).await
    }

    fn request(&self, question: &Question<'_>) -> Result<Request<Body>, Error> {
        let path = self.address.path_and_query().map_or("/", |path| path.as_str());
        let host = self.address.authority().map_or("", |authority| authority.as_str());
        let body = serde_json::to_vec(question)?;
        Ok(Request::post(path)
            .header(header::HOST, host)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, JSON)
            .header(header::ACCEPT, JSON)
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))?)
    }
}

#[async_trait]
impl IdentitySource for Service {
    async fn compare(
        &self,
        document: &SpanishId,
        datum: &ContrastDatum,
    ) -> Result<Contrast, SourceAway> {
        let kind = match document.kind() {
            DocumentKind::Dni => "date",
            DocumentKind::Nie => "support_number",
            DocumentKind::NifK | DocumentKind::NifL | DocumentKind::NifM => {
                return Ok(Contrast::UnknownDocument);
            }
        };
        let question = Question { document: document.as_str(), kind, datum: datum.as_str() };
        match timeout(self.patience, self.ask(&question)).await {
            Ok(Ok(contrast)) => Ok(contrast),
            Ok(Err(why)) => Err(SourceAway(why.to_string())),
            Err(_) => Err(SourceAway(format!(
                "it did not answer within {} seconds",
                self.patience.as_secs()
            ))),
        }
    }
}

const JSON: &str = "application/json";

/// What is asked. Personal data: not for logs.
#[derive(Serialize)]
struct Question<'a> {
    document: &'a str,
    kind: &'a str,
    datum: &'a str,
}

/// What is answered. Of a service that says more, the rest is nothing to us.
#[derive(Deserialize)]
struct Answer {
    result: Word,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Match,
    NoMatch,
    UnknownDocument,
}

async fn answer(response: Response<Incoming>) -> Result<Contrast, Error> {
    if response.status() != StatusCode::OK {
        return Err(format!("it answered {}", response.status().as_u16()).into());
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.and_then(|kind| kind.split(';').next()).map(str::trim) != Some(JSON) {
        return Err("its answer is not application/json".into());
    }
    let body = to_bytes(Body::new(response.into_body()), LONGEST_ANSWER)
        .await
        .map_err(|_| format!("its answer is longer than {LONGEST_ANSWER} bytes, or was cut off"))?;
    // What serde says of an answer could repeat it.
    let answer: Answer =
        serde_json::from_slice(&body).map_err(|_| "its answer has no result that is known")?;
    Ok(match answer.result {
        Word::Match => Contrast::Match,
        Word::NoMatch => Contrast::NoMatch,
        Word::UnknownDocument => Contrast::UnknownDocument,
    })
}

/// With an authority of its own, only that one is trusted: the service is no public site.
fn connector(ca: Option<&Path>) -> Result<SslConnector, Error> {
    let mut connector = SslConnector::builder(SslMethod::tls_client())?;
    if let Some(ca) = ca {
        let pem = fs::read(ca).map_err(|why| format!("identity_source.ca: {why}"))?;
        let mut store = X509StoreBuilder::new()?;
        for certificate in X509::stack_from_pem(&pem)? {
            store.add_cert(certificate)?;
        }
        connector.set_cert_store(store.build());
    }
    Ok(connector.build())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The header with the token of this file.
fn bearer(file: &Path) -> Result<HeaderValue, Error> {
    if fs::metadata(file)?.permissions().mode() & FORBIDDEN_MODE != 0 {
        return Err("others than its owner may use it: chmod 640".into());
    }
    let mut token = String::new();
    File::open(file)?.take(LONGEST_TOKEN).read_to_string(&mut token)?;
    let token = token.trim_end();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it must hold one token of visible ASCII characters".into());
    }
    let mut header = HeaderValue::try_from(format!("Bearer {token}"))?;
    header.set_sensitive(true);
    Ok(header)
}
