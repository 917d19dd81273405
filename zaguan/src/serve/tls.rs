//! TLS of our own: the certificate and its key may be replaced while the node runs.
//!
//! Both files are read every other second, and at once after SIGHUP. What they hold counts, not their times. What
//! cannot be used leaves the old pair in use; connections that are open keep the pair with which they began.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use certs::Certificate;
use hub::Hub;
use hub::node::tls::CurrentTls;
use jiff::Timestamp;
use openssl::pkey::PKey;
use openssl::sha::sha256;
use openssl::ssl::{
    AlpnError, SslAcceptor, SslAcceptorBuilder, SslContext, SslMethod, SslOptions,
    SslSessionCacheMode, SslVerifyMode, SslVersion, select_next_proto,
};
use openssl::x509::X509;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::commands::Error;

/// How often the files are read.
const LOOK: Duration = Duration::from_secs(2);
/// Octets of a file: a chain has some thousands.
const LONGEST: u64 = 1024 * 1024;

/// The pair in use, and where another one may come from.
pub(super) struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    asks: Asks,
    in_use: RwLock<InUse>,
}

/// What the other end is asked for.
#[derive(Debug)]
pub(super) enum Asks {
    /// Nothing.
    Nothing,
    /// A certificate, which it need not show. Whatever it shows is taken, for the method to look at.
    Certificate {
        /// The authorities (DER) that are named to it; none: browsers offer all that they have.
        of: Vec<Vec<u8>>,
    },
}

struct InUse {
    context: Arc<SslContext>,
    digest: [u8; 32],
}

/// What the files hold.
struct Held {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Pair {
    /// That of these files.
    pub(super) fn open(
        (certificate, key): (&Path, &Path),
        asks: Asks,
        hub: &Hub,
    ) -> Result<Self, Error> {
        let held = Held::read(certificate, key)?;
        let (context, shown) = held.build(&asks)?;
        asks.state(hub).put(shown);
        let in_use = InUse { context: Arc::new(context), digest: held.digest() };
        Ok(Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            asks,
            in_use: RwLock::new(in_use),
        })
    }

    /// What the next connection begins with.
    pub(super) fn context(&self) -> Arc<SslContext> {
        Arc::clone(&self.in_use.read().unwrap_or_else(PoisonError::into_inner).context)
    }

    /// Looks for another pair until told to stop.
    pub(super) async fn keep(
        self: Arc<Self>,
        hub: Arc<Hub>,
        mut hangup: watch::Receiver<()>,
        mut stopped: watch::Receiver<bool>,
    ) {
        let mut every = interval(LOOK);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unusable = None;
        let state = self.asks.state(&hub);
        loop {
            tokio::select! {
                _ = every.tick() => {}
                _ = hangup.changed() => {}
                _ = stopped.changed() => return,
            }
            let (pair, now) = (Arc::clone(&self), hub.clock.now());
            let Ok(looked) = spawn_blocking(move || pair.look(now)).await else { continue };
            match looked {
                Looked::Same => {
                    unusable = None;
                    state.is_well();
                }
                Looked::Other(certificate) => {
                    unusable = None;
                    tracing::info!("another TLS certificate is in use");
                    state.put(certificate);
                }
                Looked::Unusable(why) => {
                    // One file may have been written and the other not yet: the second look tells.
                    let is_told = state.problem().as_ref() == Some(&why);
                    if unusable.replace(why.clone()).as_ref() == Some(&why) && !is_told {
                        tracing::warn!("{why}");
                        state.keep(why);
                    }
                }
            }
        }
    }

    fn look(&self, now: Timestamp) -> Looked {
        let known = self.in_use.read().unwrap_or_else(PoisonError::into_inner).digest;
        let held = match Held::read(&self.certificate, &self.key) {
            Ok(held) if held.digest() == known => return Looked::Same,
            Ok(held) => held,
            Err(why) => return Looked::unusable(&why),
        };
        match held
            .build(&self.asks)
            .and_then(|(context, shown)| good_at(now, &shown).map(|()| (context, shown)))
        {
            Ok((context, shown)) => {
                let in_use = InUse { context: Arc::new(context), digest: held.digest() };
                *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = in_use;
                Looked::Other(shown)
            }
            Err(why) => Looked::unusable(why.as_ref()),
        }
    }
}

impl Asks {
    /// Nothing of an earlier connection is taken up: what it had shown would count again.
    fn prepare(&self, builder: &mut SslAcceptorBuilder) -> Result<(), Error> {
        let Self::Certificate { of } = self else {
            return Ok(());
        };
        builder.set_verify_callback(SslVerifyMode::PEER, |_, _| true);
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
        builder.set_options(SslOptions::NO_TICKET | SslOptions::NO_RENEGOTIATION);
        builder.set_num_tickets(0)?;
        for authority in of {
            builder.add_client_ca(X509::from_der(authority)?.as_ref())?;
        }
        Ok(())
    }

    /// Where it stands how the pair is.
    fn state<'a>(&self, hub: &'a Hub) -> &'a CurrentTls {
        match self {
            Self::Nothing => &hub.node.tls,
            Self::Certificate { .. } => &hub.node.certificate_tls,
        }
    }
}

/// What a look at the files finds.
enum Looked {
    Same,
    Other(Certificate),
    Unusable(String),
}

impl Looked {
    fn unusable(why: &dyn std::error::Error) -> Self {
        Self::Unusable(format!(
            "The TLS certificate that is in the files now cannot be used, and the one before it stays in use: {}.",
            hub::fault::chain(why)
        ))
    }
}

/// That browsers will take it.
fn good_at(now: Timestamp, certificate: &Certificate) -> Result<(), Error> {
    if certificate.not_after()? <= now {
        return Err("it has ended".into());
    }
    if certificate.not_before()? > now {
        return Err("it has not begun".into());
    }
    Ok(())
}

impl Held {
    fn read(certificate: &Path, key: &Path) -> io::Result<Self> {
        Ok(Self { certificate: read(certificate)?, key: read(key)? })
    }

    fn digest(&self) -> [u8; 32] {
        let length = (self.certificate.len() as u64).to_be_bytes();
        sha256(&[&length[..], &self.certificate, &self.key].concat())
    }

    /// TLS 1.2 and 1.3 by Mozilla's intermediate profile; HTTP/1.1.
    fn build(&self, asks: &Asks) -> Result<(SslContext, Certificate), Error> {
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
        let mut chain = X509::stack_from_pem(&self.certificate)
            .map_err(|_| "the certificate is no PEM")?
            .into_iter();
        let first = chain.next().ok_or("there is no certificate in its file")?;
        builder.set_certificate(&first)?;
        for authority in chain {
            builder.add_extra_chain_cert(authority)?;
        }
        let key = PKey::private_key_from_pem(&self.key).map_err(|_| "the key is no PEM")?;
        let fits = builder.set_private_key(&key).and_then(|()| builder.check_private_key());
        fits.map_err(|_| "the key is not that of the certificate")?;
        builder.set_alpn_select_callback(|_, offered| {
            select_next_proto(b"\x08http/1.1", offered).ok_or(AlpnError::NOACK)
        });
        asks.prepare(&mut builder)?;
        Ok((builder.build().into_context(), Certificate::from_pem(&self.certificate)?))
    }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.display()));
    let mut octets = Vec::new();
    File::open(file).and_then(|open| open.take(LONGEST).read_to_end(&mut octets)).map_err(named)?;
    Ok(octets)
}
