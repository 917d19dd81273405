//! What others serve. Metadata from an address: https, bounded in time and size, no redirects, and no address inside
//! our own network.

use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use authenticators::web::{NoAnswer, Question, Web};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, Uri, header};
use hub::Environment;
use hub::fault::chain;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openssl::ssl::{SslConnector, SslMethod};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::commands::Error;
use crate::config::Config;

/// Which addresses may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Public ones only, by https.
    Public,
    /// Loopback ones only, by http as well: the demonstration.
    Loopback,
}

impl Reach {
    fn of(environment: Environment) -> Self {
        match environment {
            Environment::Production => Self::Public,
            Environment::Demonstration => Self::Loopback,
        }
    }
}

/// How much is waited for, and how long.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    octets: usize,
    patience: Duration,
}

impl Bounds {
    /// For metadata, also that of a whole federation: an aggregate of 10,000 entities has 43 MB.
    const METADATA: Self = Self { octets: 64 * 1024 * 1024, patience: Duration::from_mins(2) };
}

/// Whether it is an address, and not a file.
pub(crate) fn is_address(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

/// Metadata from a file or an https address. Without a configuration production's rules hold.
pub(crate) async fn document(config: Option<&Config>, from: &str) -> Result<Vec<u8>, Error> {
    let bounds = Bounds::METADATA;
    if is_address(from) {
        let environment =
            config.map_or(Environment::Production, |config| config.environment.into());
        let ca = config.and_then(|config| config.metadata_ca.as_deref());
        return get(from, Reach::of(environment), ca, bounds).await;
    }
    let mut bytes = Vec::new();
    File::open(from)
        .map_err(|why| format!("{from} cannot be opened: {why}"))?
        .take(bounds.octets as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The document at `address`. `ca` is trusted besides the system's authorities.
async fn get(
    address: &str,
    reach: Reach,
    ca: Option<&Path>,
    bounds: Bounds,
) -> Result<Vec<u8>, Error> {
    let address: Uri = address.parse()?;
    let seconds = bounds.patience.as_secs();
    timeout(bounds.patience, ask(&address, reach, ca, bounds.octets))
        .await
        .map_err(|_| format!("{address} did not answer within {seconds} seconds"))?
}

async fn ask(
    address: &Uri,
    reach: Reach,
    ca: Option<&Path>,
    limit: usize,
) -> Result<Vec<u8>, Error> {
    let host = address.host().ok_or("the address has no host")?;
    let secure = match (address.scheme_str(), reach) {
        (Some("https"), _) => true,
        (Some("http"), Reach::Loopback) => false,
        _ => return Err("metadata is fetched by https only: download it, and give the file".into()),
    };
    let request = Request::get(path_of(address))
        .header(header::HOST, authority_of(address))
        .header(header::ACCEPT, "application/samlmetadata+xml, application/xml, text/xml")
        .body(Body::empty())?;
    said(address, (host, secure), reach, ca, (request, limit)).await
}

/// What is answered to a request.
async fn said(
    address: &Uri,
    (host, secure): (&str, bool),
    reach: Reach,
    ca: Option<&Path>,
    (request, limit): (Request<Body>, usize),
) -> Result<Vec<u8>, Error> {
    let port = address.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let stream = connect(host, port, reach).await?;
    if secure {
        let mut connector = SslConnector::builder(SslMethod::tls_client())?;
        if let Some(ca) = ca {
            connector.set_ca_file(ca)?;
        }
        let mut tls = SslStream::new(connector.build().configure()?.into_ssl(host)?, stream)?;
        Pin::new(&mut tls).connect().await?;
        exchange(tls, address, (request, limit)).await
    } else {
        exchange(stream, address, (request, limit)).await
    }
}

fn path_of(address: &Uri) -> &str {
    address.path_and_query().map_or("/", |path| path.as_str())
}

fn authority_of(address: &Uri) -> &str {
    address.authority().map_or("", |authority| authority.as_str())
}

/// Asks on the methods' behalf, by http as well: what they ask for is signed by itself.
pub struct Asking(Reach);

impl Asking {
    /// In production the servers at public addresses, in the demonstration those on loopback.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self(Reach::of(environment))
    }

    async fn answer(&self, question: &Question<'_>) -> Result<Vec<u8>, Error> {
        let address: Uri = question.url.parse()?;
        let host = address.host().ok_or("the address has no host")?;
        let secure = match address.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the address is neither http nor https".into()),
        };
        let request = match question.body {
            None => Request::get(path_of(&address)).body(Body::empty()),
            Some((kind, body)) => Request::post(path_of(&address))
                .header(header::CONTENT_TYPE, kind)
                .header(header::CONTENT_LENGTH, body.len())
                .body(Body::from(body.to_vec())),
        };
        let mut request = request?;
        let authority = HeaderValue::from_str(authority_of(&address))?;
        request.headers_mut().insert(header::HOST, authority);
        said(&address, (host, secure), self.0, None, (request, question.longest)).await
    }
}

#[async_trait]
impl Web for Asking {
    async fn ask(&self, question: &Question<'_>) -> Result<Vec<u8>, NoAnswer> {
        match timeout(question.within, self.answer(question)).await {
            Ok(Ok(body)) => Ok(body),
            // What stands behind the host may say of whom it is about.
            Ok(Err(error)) => {
                let why = chain(error.as_ref());
                let address: Option<Uri> = question.url.parse().ok();
                let shown = address.map(|address| address.to_string()).unwrap_or_default();
                Err(NoAnswer(if shown.is_empty() { why } else { why.replace(&shown, "it") }))
            }
            Err(_) => Err(NoAnswer("no answer in time".to_owned())),
        }
    }
}

async fn connect(host: &str, port: u16, reach: Reach) -> Result<TcpStream, Error> {
    // RFC 6761, 6.3: these names are loopback ones, whatever the resolver knows.
    let addresses: Vec<SocketAddr> = if host == "localhost" || host.ends_with(".localhost") {
        vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]
    } else {
        lookup_host((host.trim_matches(['[', ']']), port)).await?.collect()
    };
    let allowed = |address: &SocketAddr| match reach {
        Reach::Public => is_public(address.ip()),
        Reach::Loopback => address.ip().is_loopback(),
    };
    // The addresses that were checked are the ones that are connected to.
    let usable: Vec<SocketAddr> = addresses.into_iter().filter(allowed).collect();
    if usable.is_empty() {
        return Err(format!(
            "{host} is not at an address that may be asked: download it, and give the file"
        )
        .into());
    }
    Ok(TcpStream::connect(usable.as_slice()).await?)
}

/// Neither loopback nor private, link-local, multicast or otherwise set apart.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
                || (a == 192 && b == 0))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            // Global unicast is 2000::/3; of it, 2002::/16 and 2001::/23 lead elsewhere.
            None => match v6.segments() {
                [0x2002, ..] => false,
                [0x2001, second, ..] if second < 0x0200 => false,
                [first, ..] => first & 0xe000 == 0x2000,
            },
        },
    }
}

async fn exchange<S>(
    stream: S,
    address: &Uri,
    (request, limit): (Request<Body>, usize),
) -> Result<Vec<u8>, Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this function: dropping the set ends what is in it.
    let mut connections = JoinSet::new();
    connections.spawn(connection);
    let response = sender.send_request(request).await?;
    if response.status() != StatusCode::OK {
        return Err(format!("{address} answered {}", response.status()).into());
    }
    let body = to_bytes(Body::new(response.into_body()), limit).await.map_err(|_| {
        format!("what {address} sends is longer than {limit} bytes, or was cut off")
    })?;
    Ok(body.to_vec())
}
