//! Fetches the hub's metadata: from a file, or by HTTPS from a hub on this machine.

use std::net::Ipv4Addr;
use std::pin::Pin;
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_openssl::SslStream;

use crate::Problem;

/// A hub that starts at the same time as the agency is waited for: this often, this long apart.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);
/// One try.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes. The hub's own metadata has a few thousand.
const LARGEST: u64 = 1024 * 1024;

/// The text at `source`, a path or an `https://` URL; `ca` is the authority to trust, as PEM.
pub(crate) async fn patiently(source: &str, ca: Option<&str>) -> Result<String, Problem> {
    let mut last: Problem = "never tried".into();
    for _ in 0..TRIES {
        match once(source, ca).await {
            Ok(text) => return Ok(text),
            Err(problem) => last = problem,
        }
        sleep(PAUSE).await;
    }
    Err(format!("the hub's metadata at {source} cannot be read: {last}").into())
}

/// One try.
pub(crate) async fn once(source: &str, ca: Option<&str>) -> Result<String, Problem> {
    match source.strip_prefix("https://") {
        Some(rest) => timeout(PATIENCE, https(rest, ca)).await?,
        None => Ok(tokio::task::block_in_place(|| std::fs::read_to_string(source))?),
    }
}

/// HTTP/1.0, so that the answer comes in one piece and ends with the connection.
async fn https(rest: &str, ca: Option<&str>) -> Result<String, Problem> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "443"));
    let stream = connect(host, port.parse()?).await?;

    let mut tls = SslConnector::builder(SslMethod::tls_client())?;
    if let Some(ca) = ca {
        tls.set_ca_file(ca)?;
    }
    let mut stream = SslStream::new(tls.build().configure()?.into_ssl(host)?, stream)?;
    Pin::new(&mut stream).connect().await?;

    let request = format!("GET /{path} HTTP/1.0\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.take(LARGEST).read_to_string(&mut answer).await?;
    body(&answer)
}

/// Names below `localhost` are this machine (RFC 6761), whatever the resolver knows of them.
async fn connect(host: &str, port: u16) -> std::io::Result<TcpStream> {
    if host == "localhost" || host.ends_with(".localhost") {
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await
    } else {
        TcpStream::connect((host, port)).await
    }
}

fn body(answer: &str) -> Result<String, Problem> {
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer is not HTTP")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status == "200" {
        Ok(body.to_owned())
    } else {
        Err(format!("the hub answered {status}").into())
    }
}
