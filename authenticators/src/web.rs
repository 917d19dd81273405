//! Asking other servers: those that say whether a certificate is still good.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

/// Asks a server one question. The program knows how; a method says what.
#[async_trait]
pub trait Web: Send + Sync {
    /// The answer's body, if it was answered 200.
    ///
    /// # Errors
    /// [`NoAnswer`]: whatever else happened, and an answer that is too long or came too late.
    async fn ask(&self, question: &Question<'_>) -> Result<Vec<u8>, NoAnswer>;
}

/// One question.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Whom: an http or https address, as a certificate names it.
    pub url: &'a str,
    /// What is sent by POST, with its media type; nothing: a GET.
    pub body: Option<(&'static str, &'a [u8])>,
    /// The longest answer that is read, in octets.
    pub longest: usize,
    /// From connecting to the end of the answer.
    pub within: Duration,
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Why there is no answer, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(pub String);
