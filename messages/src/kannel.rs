//! A gateway for SMS that speaks as Kannel does: one request of HTTP, `sendsms`, and receipts at an address of ours.

use std::fmt::Write as _;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, USER_AGENT};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use openssl::ssl::{SslConnector, SslMethod};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::carrier::{Carrier, CarrierError, Handed, Letter};
use crate::gsm::{Coding, fit};
use crate::message::Address;

/// Octets of an answer that are read: a gateway says one sentence.
const LONGEST: usize = 4096;
/// What a receipt is wanted for (`dlr-mask`): there (1), not there (2), refused by the network (16).
const RECEIPTS: u8 = 1 | 2 | 16;

/// How a gateway is spoken to. It has no `Debug`: it has a password.
pub struct Gateway {
    /// Its name in the log and the numbers.
    pub name: String,
    /// The address of its `sendsms`.
    pub url: Uri,
    /// Who we are there.
    pub user: String,
    /// And the word for it.
    pub password: String,
    /// The sender that people see.
    pub from: String,
    /// How long it may take to answer.
    pub patience: Duration,
    /// Where it tells what became of a message: our address for receipts, without a slash at the end. Nothing: it
    /// is not asked to.
    pub receipts: Option<String>,
}

/// Brings SMS to a gateway.
pub struct Kannel(Gateway);

impl Kannel {
    /// Nothing: the address is not one of `https` with a host, or of `http` on this very machine. Password
    /// and codes are in what is asked.
    #[must_use]
    pub fn new(gateway: Gateway) -> Option<Self> {
        let host = gateway.url.host().unwrap_or_default();
        let is_here =
            host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let is_address = !host.is_empty()
            && match gateway.url.scheme_str() {
                Some("https") => true,
                Some("http") => is_here || host == "localhost",
                _ => false,
            }
            && gateway.url.query().is_none();
        is_address.then_some(Self(gateway))
    }

    /// Path and query of the request.
    fn asking(&self, phone: &str, letter: &Letter) -> String {
        let gateway = &self.0;
        let fitted = fit(&letter.text);
        let coding = match fitted.coding {
            Coding::Gsm => "0",
            Coding::Ucs2 => "2",
        };
        let mut asking = gateway.url.path().to_owned();
        let fields = [
            ("username", gateway.user.as_str()),
            ("password", &gateway.password),
            ("from", &gateway.from),
            ("to", phone),
            ("text", &fitted.text),
            ("charset", "UTF-8"),
            ("coding", coding),
        ];
        for (number, (name, value)) in fields.iter().enumerate() {
            let before = if number == 0 { '?' } else { '&' };
            let _ = write!(asking, "{before}{name}={}", escaped(value));
        }
        if let Some(receipts) = &gateway.receipts {
            let address = format!("{receipts}/{}/%d", letter.receipt);
            let _ = write!(asking, "&dlr-mask={RECEIPTS}&dlr-url={}", escaped(&address));
        }
        asking
    }

    async fn ask(&self, asking: &str, is_told: &mut bool) -> Result<StatusCode, CarrierError> {
        let url = &self.0.url;
        let host = url.host().unwrap_or_default();
        let is_secure = url.scheme_str() == Some("https");
        let port = url.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let stream =
            TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(away)?;
        if !is_secure {
            return self.exchange(stream, asking, is_told).await;
        }
        let connector = SslConnector::builder(SslMethod::tls_client()).map_err(away)?.build();
        let tls = connector.configure().and_then(|tls| tls.into_ssl(host)).map_err(away)?;
        let mut tls = SslStream::new(tls, stream).map_err(away)?;
        Pin::new(&mut tls).connect().await.map_err(away)?;
        self.exchange(tls, asking, is_told).await
    }

    async fn exchange<S>(
        &self,
        stream: S,
        asking: &str,
        is_told: &mut bool,
    ) -> Result<StatusCode, CarrierError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(away)?;
        // Ends with this function: dropping the set ends what is in it.
        let mut connections = JoinSet::new();
        connections.spawn(connection);
        let authority = self.0.url.authority().map_or("", |authority| authority.as_str());
        let request = Request::get(asking)
            .header(HOST, authority)
            .header(USER_AGENT, "zaguan")
            .body(String::new())
            // Its words would have the address in them.
            .map_err(|_| CarrierError::Refused("the request cannot be written".to_owned()))?;
        *is_told = true;
        let response = sender.send_request(request).await.map_err(|error| {
            if error.is_canceled() { away(error) } else { silent(&error.to_string()) }
        })?;
        let status = response.status();
        read_up(response).await?;
        Ok(status)
    }
}

#[async_trait]
impl Carrier for Kannel {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn goes_to(&self, to: &Address) -> bool {
        matches!(to, Address::Phone(_))
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let Address::Phone(phone) = &letter.to else {
            return Err(CarrierError::Refused("it brings SMS alone".to_owned()));
        };
        let asking = self.asking(phone, letter);
        let mut is_told = false;
        let answer = timeout(self.0.patience, self.ask(&asking, &mut is_told)).await;
        let status = match answer {
            Ok(answer) => answer?,
            Err(_) if is_told => return Err(silent("it took too long to answer")),
            Err(_) => return Err(CarrierError::Away("it could not be reached in time".to_owned())),
        };
        let said = format!("it answered {}", status.as_u16());
        match status {
            // Accepted, or kept by the gateway until its network takes it.
            StatusCode::ACCEPTED | StatusCode::OK => Ok(Handed::Over),
            status if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                Err(CarrierError::Refused(said))
            }
            _ => Err(CarrierError::Away(said)),
        }
    }
}

/// Takes the rest of an answer, so that the other end has said all, but no more than a gateway has to say.
async fn read_up(response: Response<Incoming>) -> Result<(), CarrierError> {
    let mut body = response.into_body();
    let mut octets = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|error| silent(&error.to_string()))?;
        octets += frame.data_ref().map_or(0, hyper::body::Bytes::len);
        if octets > LONGEST {
            return Err(silent("its answer is longer than any"));
        }
    }
    Ok(())
}

fn away(error: impl std::fmt::Display) -> CarrierError {
    CarrierError::Away(error.to_string())
}

fn silent(why: &str) -> CarrierError {
    CarrierError::Silent(why.to_owned())
}

/// As a query has it: letters, digits and four signs as they are, any other octet in hexadecimal.
fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |mut escaped, octet| {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            escaped.push(char::from(octet));
        } else {
            let _ = write!(escaped, "%{octet:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::message::MessageId;

    fn kannel(url: &str) -> Option<Kannel> {
        Kannel::new(Gateway {
            name: "one".to_owned(),
            url: url.parse().ok()?,
            user: "hub".to_owned(),
            password: "a&b".to_owned(),
            from: "Zaguán".to_owned(),
            patience: Duration::from_secs(1),
            receipts: Some("http://127.0.0.1:8442/recibo".to_owned()),
        })
    }

    #[test]
    fn what_is_asked_is_fitted_and_escaped() {
        let letter = Letter {
            id: MessageId(Uuid::from_u128(1)),
            to: Address::Phone("+34600111222".to_owned()),
            purpose: "code".to_owned(),
            subject: None,
            text: "Código & más: 1\n@hub #1".to_owned(),
            code: None,
            at: Timestamp::UNIX_EPOCH,
            receipt: "to-ken".to_owned(),
        };
        assert_eq!(
            kannel("https://gateway.example/cgi-bin/sendsms")
                .unwrap()
                .asking("+34600111222", &letter),
            "/cgi-bin/sendsms?username=hub&password=a%26b&from=Zagu%C3%A1n&to=%2B34600111222\
             &text=Codigo%20%26%20mas%3A%201%0A%40hub%20%231&charset=UTF-8&coding=0\
             &dlr-mask=19&dlr-url=http%3A%2F%2F127.0.0.1%3A8442%2Frecibo%2Fto-ken%2F%25d"
        );
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        assert!(kannel("http://127.0.0.1:13013/cgi-bin/sendsms").is_some());
        for wrong in [
            "ftp://gateway.example/",
            "/cgi-bin/sendsms",
            "https://gateway.example/?a=b",
            "http://gateway.example/cgi-bin/sendsms",
        ] {
            assert!(kannel(wrong).is_none(), "{wrong}");
        }
    }
}
