//! «En este navegador había entrado …»: somebody else has a session in this browser (UX 5.5).

use crate::Page;
use crate::page::presentable;

/// The page that asks before one person takes the place of another in this browser.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Replace {
    /// Path that the form posts to: `respuesta` is `cambiar` or `no`.
    pub action: String,
    /// Who has the session, as [`mask`](super::mask) leaves the name.
    pub before: String,
    /// Who has just proved who they are, likewise.
    pub now: String,
}

impl Replace {
    /// A made-up page.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            action: "/t/0123456789abcdef/cambio".to_owned(),
            before: "C*** E***".to_owned(),
            now: "J*** E***".to_owned(),
        };
        vec![("replace", page)]
    }
}

impl From<Replace> for Page {
    fn from(page: Replace) -> Self {
        Page::new("replace.html")
            .with("action", page.action)
            .with("before", presentable(&page.before))
            .with("now", presentable(&page.now))
    }
}
