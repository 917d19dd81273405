//! Changes are heard of at once: PostgreSQL tells who listens. Whoever does not hear, because the
//! connection broke, looks every second anyway.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio_postgres::{AsyncMessage, NoTls};

use crate::commands::Error;

/// How long after a broken connection it is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Passes on that something changed, until told to stop.
pub(crate) async fn news(
    database: String,
    news: watch::Sender<()>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            heard = listen(&database, &news) => if let Err(error) = heard {
                tracing::warn!(%error, "changes are not heard of at once for now");
            },
            _ = stopped.changed() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Until the connection breaks.
async fn listen(database: &str, news: &watch::Sender<()>) -> Result<(), Error> {
    let mut config: tokio_postgres::Config = database.parse()?;
    config.application_name("zaguan, listening").connect_timeout(AGAIN);
    config.keepalives_idle(Duration::from_secs(10)).tcp_user_timeout(Duration::from_secs(10));
    let (client, mut connection) = config.connect(NoTls).await?;
    let mut listening = pin!(client.batch_execute("LISTEN hub_generation"));
    let mut is_listening = false;
    loop {
        tokio::select! {
            done = &mut listening, if !is_listening => {
                done?;
                is_listening = true;
                // Whatever was said before anybody listened was not heard: look once.
                news.send_replace(());
            }
            message = poll_fn(|context| connection.poll_message(context)) => match message {
                Some(message) => if let AsyncMessage::Notification(_) = message? {
                    news.send_replace(());
                },
                None => return Err("the connection was closed".into()),
            },
        }
    }
}
