//! The security headers of every answer (UX 7.1, 7.2).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// `Content-Type` of every page.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// What an answer is, as far as its headers are concerned.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum PageKind {
    /// A page, or a redirect of ours: forms go to ourselves alone.
    #[default]
    Input,
    /// The page that posts to the agency: its form goes to these origins alone, and they learn our
    /// origin and no path.
    Release {
        /// Origins (`https://host[:port]`) of the agency; `https:` for one that cannot tell. What is
        /// no origin is left out; with none left, the form goes nowhere.
        form_action: Vec<String>,
    },
    /// A page whose button leads through us to names below a host of ours: forms go to ourselves, and from
    /// there on to these.
    Leave {
        /// The host, with its port if it has one.
        below: String,
    },
    /// A page that tells an agency that the person leaves, or answers it: forms go to ourselves and to
    /// it, its script may ask whether it answers, and it learns our origin and no path.
    Telling {
        /// Origin of the agency that the script may ask; nothing: it asks nobody.
        origin: Option<String>,
        /// Origins that forms may go to, besides ourselves. What is no origin is left out.
        form_action: Vec<String>,
    },
    /// An embedded file, named after its content.
    Asset,
}

/// The headers for an answer of this kind on this host (`host` or `host:port`).
#[must_use]
pub fn security_headers(kind: &PageKind, host: &str) -> HeaderMap {
    let mut headers: HeaderMap = always().into_iter().collect();
    headers.insert(header::CONTENT_SECURITY_POLICY, content_security_policy(kind));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer_policy(kind)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control(kind)));
    if !is_loopback(host) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    headers
}

/// The origin of an absolute `http` or `https` address, for [`PageKind::Release`].
#[must_use]
pub fn origin_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let origin = format!("{}://{}", scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    is_origin(&origin).then_some(origin)
}

fn always() -> [(HeaderName, HeaderValue); 5] {
    let text = HeaderValue::from_static;
    [
        (header::X_FRAME_OPTIONS, text("DENY")),
        (header::X_CONTENT_TYPE_OPTIONS, text("nosniff")),
        (HeaderName::from_static("cross-origin-opener-policy"), text("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), text("same-origin")),
        (HeaderName::from_static("permissions-policy"), text(PERMISSIONS)),
    ]
}

const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), \
     otp-credentials=(self), camera=(), microphone=(), geolocation=()";

/// `form-action`, `base-uri` and `frame-ancestors` do not fall back to `default-src`.
fn content_security_policy(kind: &PageKind) -> HeaderValue {
    let targets = form_action(kind);
    let asked = connect_src(kind);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src {asked}; base-uri 'none'; frame-ancestors 'none'; \
         form-action {targets}; require-trusted-types-for 'script'"
    );
    // Only characters of an origin get in; nothing at all is allowed should that ever be wrong.
    HeaderValue::try_from(policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

fn form_action(kind: &PageKind) -> String {
    let form_action = match kind {
        PageKind::Leave { below } if is_origin(&format!("https://{below}")) => {
            return format!("'self' https://*.{below}");
        }
        PageKind::Input | PageKind::Asset | PageKind::Leave { .. } => return "'self'".to_owned(),
        PageKind::Telling { form_action, .. } => return with_ourselves(form_action),
        PageKind::Release { form_action } => form_action,
    };
    let origins: Vec<&str> = form_action
        .iter()
        .map(String::as_str)
        .filter(|origin| *origin == "https:" || is_origin(origin))
        .collect();
    if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") }
}

fn connect_src(kind: &PageKind) -> String {
    match kind {
        PageKind::Telling { origin, .. } => with_ourselves(origin),
        PageKind::Input | PageKind::Release { .. } | PageKind::Leave { .. } | PageKind::Asset => {
            "'self'".to_owned()
        }
    }
}

fn with_ourselves<'a>(origins: impl IntoIterator<Item = &'a String>) -> String {
    let origins = origins.into_iter().map(String::as_str).filter(|origin| is_origin(origin));
    std::iter::once("'self'").chain(origins).collect::<Vec<_>>().join(" ")
}

fn referrer_policy(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Release { .. } | PageKind::Telling { .. } => "strict-origin",
        PageKind::Input | PageKind::Leave { .. } | PageKind::Asset => "same-origin",
    }
}

fn cache_control(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Asset => "public, max-age=31536000, immutable",
        PageKind::Input
        | PageKind::Leave { .. }
        | PageKind::Release { .. }
        | PageKind::Telling { .. } => "no-store",
    }
}

/// Scheme, host and port, of the characters that these may have: nothing that could end the
/// directive or begin another.
fn is_origin(text: &str) -> bool {
    let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    authority.is_some_and(|authority| {
        !authority.is_empty()
            && authority
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
    })
}

/// A browser that learnt HSTS for a loopback name would refuse every other program there.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
