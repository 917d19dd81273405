//! The files that pages load: a fixed list, embedded, each named after its content.
//!
//! `pages/frontend/build` makes them; building this crate needs nothing but the files.

use http::HeaderValue;

/// An embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Where it is served. It has the first half of the content's SHA-256 in it, so a browser may
    /// keep it for ever.
    pub path: &'static str,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

impl Asset {
    /// Its `Content-Type`, as a header.
    #[must_use]
    pub fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static(self.content_type)
    }
}

include!("../assets/list.rs");

/// Every file there is.
pub const ALL: [Asset; 4] = [STYLE, SCRIPT, ICON, LICENCE];

/// The file served at this path, if it is one of ours.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    static FILES: [Asset; 4] = ALL;
    FILES.iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests;
