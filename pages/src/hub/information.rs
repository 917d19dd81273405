//! The pages behind the footer's links.

use crate::Page;

/// A page that only informs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Information {
    /// What this is and what to do when something goes wrong.
    Help,
    /// What we do with data.
    Privacy,
    /// How accessible the pages are, and how to complain (RD 1112/2018).
    Accessibility,
}

impl Information {
    /// All of them, in the footer's order.
    pub const ALL: [Self; 3] = [Self::Help, Self::Privacy, Self::Accessibility];

    /// Where it is served.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Help => "/ayuda",
            Self::Privacy => "/privacidad",
            Self::Accessibility => "/accesibilidad",
        }
    }

    /// The page served at this path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.path() == path)
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
        }
    }
}

impl From<Information> for Page {
    fn from(information: Information) -> Self {
        Page::new(format!("{}.html", information.key()))
    }
}
