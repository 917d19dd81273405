//! A mail server that takes our mails (SMTP).

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransportBuilder};
use lettre::{Address as MailAddress, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use thiserror::Error;

use crate::carrier::{Carrier, CarrierError, Handed, Letter};
use crate::message::Address;

/// How a mail server is spoken to. It has no `Debug`: it may have a password.
pub struct MailServer {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is locked.
    pub encryption: Encryption,
    /// Who we are there, and the word for it.
    pub login: Option<(String, String)>,
    /// The sender that people see: `Zaguán <no-responder@example.org>`.
    pub from: String,
    /// How long each step may take.
    pub patience: Duration,
}

/// How the way to a mail server is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// From the first octet on.
    Tls,
    /// After STARTTLS, without which nothing is sent.
    StartTls,
    /// Not at all: on the machine itself.
    None,
}

/// Brings mails to a mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A mail server cannot be spoken to as configured.
#[derive(Debug, Error)]
pub enum SmtpError {
    /// The sender is no address.
    #[error("the sender of mails is no mail address")]
    From(#[from] lettre::address::AddressError),
    /// TLS cannot be had.
    #[error("TLS to the mail server cannot be prepared")]
    Tls(#[from] smtp::Error),
}

impl Smtp {
    /// Nothing is said to the server yet.
    ///
    /// # Errors
    /// [`SmtpError`].
    pub fn new(server: MailServer) -> Result<Self, SmtpError> {
        let from = server.from.parse()?;
        let tls = match server.encryption {
            Encryption::None => Tls::None,
            Encryption::StartTls => Tls::Required(TlsParameters::new(server.host.clone())?),
            Encryption::Tls => Tls::Wrapper(TlsParameters::new(server.host.clone())?),
        };
        let builder: AsyncSmtpTransportBuilder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host)
                .port(server.port)
                .tls(tls)
                .timeout(Some(server.patience));
        let builder = match server.login {
            Some((user, password)) => builder.credentials(Credentials::new(user, password)),
            None => builder,
        };
        Ok(Self { transport: builder.build(), from })
    }

    fn mail(
        &self,
        to: MailAddress,
        letter: &Letter,
    ) -> Result<lettre::Message, lettre::error::Error> {
        let domain = self.from.email.domain();
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone().unwrap_or_default())
            // The same however often it is tried, so that mailboxes may know it again.
            .message_id(Some(format!("<{}@{domain}>", letter.id.0)))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
    }
}

#[async_trait]
impl Carrier for Smtp {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn goes_to(&self, to: &Address) -> bool {
        matches!(to, Address::Mail(_))
    }

    async fn carry(&self, letter: &Letter) -> Result<Handed, CarrierError> {
        let Address::Mail(to) = &letter.to else {
            return Err(CarrierError::Refused("it brings mails alone".to_owned()));
        };
        // Neither of these says why: the address would be in it.
        let never = || CarrierError::Refused("it is no mail that can be written".to_owned());
        let to = to.parse().map_err(|_| never())?;
        let mail = self.mail(to, letter).map_err(|_| never())?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(Handed::Over),
            Err(error) => Err(not_brought(&error)),
        }
    }
}

/// A mail that comes twice does no harm, and one that does not come may: whoever did not answer is asked again.
/// Servers repeat addresses in what they say, so only the code is told.
fn not_brought(error: &smtp::Error) -> CarrierError {
    let said = error.status().map(|code| format!("it answered {code}"));
    if error.is_permanent() {
        return CarrierError::Refused(said.unwrap_or_default());
    }
    let why = if error.is_timeout() { "it took too long" } else { "the connection failed" };
    CarrierError::Away(said.unwrap_or_else(|| why.to_owned()))
}
