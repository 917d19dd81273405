//! «Volviendo a …»: the page that carries the answer to the agency (UX 5.6, 7.2).

use jiff::Timestamp;

use crate::headers::origin_of;
use crate::{Page, PageKind};

/// The page whose one form posts the SAML response to the agency. The script presses its button;
/// without script the person does.
#[derive(Clone, Eq, PartialEq)]
pub struct Returning {
    /// The agency's assertion consumer, exactly as its metadata has it.
    pub consumer: String,
    /// The response, base64.
    pub saml_response: String,
    /// The agency's relay state, byte-exact, if it sent one.
    pub relay_state: Option<String>,
    /// When the person entered before, after a login of somebody whom we know.
    pub before: Option<Before>,
}

/// What a person is told of before (SPEC AUTH-11).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Before {
    /// When they entered the last time; nothing: never.
    pub last: Option<Timestamp>,
    /// Attempts since then in which nobody entered. If there are any, the page waits until it is read.
    pub failed: u32,
}

impl Returning {
    /// The headers this page needs: its form may go to the consumer and to the further origins that
    /// the agency declared, and nowhere else.
    #[must_use]
    pub fn kind(&self, further_origins: &[String]) -> PageKind {
        let mut form_action: Vec<String> = origin_of(&self.consumer).into_iter().collect();
        form_action.extend_from_slice(further_origins);
        PageKind::Release { form_action }
    }

    /// Made-up pages: of a session, of a first login, of another one, and after tries that failed.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let last = Some(Timestamp::constant(1_795_335_627, 0));
        let with = |before| Self { before: Some(before), ..Self::sample() };
        vec![
            ("returning", Self::sample()),
            ("returning-first", with(Before { last: None, failed: 0 })),
            ("returning-again", with(Before { last, failed: 0 })),
            ("returning-failed", with(Before { last, failed: 2 })),
        ]
    }

    fn sample() -> Self {
        Self {
            consumer: "https://sede.ejemplo.es/saml/acs".to_owned(),
            saml_response: "PHNhbWxwOlJlc3BvbnNlLz4=".to_owned(),
            relay_state: Some("a=1&b=\"2\"".to_owned()),
            before: None,
        }
    }
}

/// The response says who the person is.
impl std::fmt::Debug for Returning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Returning").field("consumer", &self.consumer).finish_non_exhaustive()
    }
}

impl From<Returning> for Page {
    fn from(returning: Returning) -> Self {
        let page = Page::new("returning.html")
            .with("consumer", returning.consumer)
            .with("saml_response", returning.saml_response);
        let page = match returning.relay_state {
            Some(relay_state) => page.with("relay_state", relay_state),
            None => page,
        };
        match returning.before {
            Some(Before { last, failed }) => page
                .with("before", if last.is_some() { "returning-again" } else { "returning-first" })
                .with("last", last.map(|at| at.to_string()))
                .with("failed", failed),
            None => page,
        }
    }
}
