//! What a request brings, whatever it asks for.

use std::sync::Arc;

use authenticators::AddressBlock;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use jiff::Timestamp;
use pages::hub::Cause;
use pages::{Form, Language};

use crate::http::answer::{self, Early, Wrap};
use crate::hub::Hub;
use crate::journey::browser::BrowserKey;
use crate::journey::device::DeviceKey;
use crate::journey::handover::{CODE_FIELD, CodeKey};
use crate::journey::session::SessionKey;
use crate::journey::{Brought, Caller};

/// One request, one now.
pub(super) struct Visit {
    pub(super) hub: Arc<Hub>,
    pub(super) now: Timestamp,
    pub(super) language: Language,
    pub(super) browser: Option<BrowserKey>,
    pub(super) session: Option<SessionKey>,
    pub(super) device: Option<DeviceKey>,
    pub(super) uri: Uri,
    /// Where it comes from; whoever accepted the connection knows.
    pub(super) client: AddressBlock,
    headers: HeaderMap,
}

impl Visit {
    pub(super) fn new(hub: Arc<Hub>, parts: Parts) -> Self {
        Self {
            now: hub.clock.now(),
            language: Language::negotiate(&parts.headers),
            browser: cookie(&parts.headers, BrowserKey::COOKIE).and_then(BrowserKey::from_cookie),
            session: cookie(&parts.headers, SessionKey::COOKIE).and_then(SessionKey::from_cookie),
            device: cookie(&parts.headers, DeviceKey::COOKIE).and_then(DeviceKey::from_cookie),
            uri: parts.uri,
            client: parts.extensions.get().cloned().unwrap_or_default(),
            headers: parts.headers,
            hub,
        }
    }

    /// What the browser brought beside its key.
    pub(super) fn brought(&self) -> Brought {
        Brought { session: self.session.clone(), device: self.device.clone() }
    }

    /// Who it is from, as far as a method may know.
    pub(super) fn caller(&self) -> Caller<'_> {
        Caller { client: &self.client, language: self.language }
    }

    /// The path of the request. What a browser would read as the address of another site
    /// (`//host`, `/\host`) is none of ours and counts as `/`: it stands in links of the page.
    pub(super) fn path(&self) -> &str {
        let path = self.uri.path();
        if path.starts_with("//") || path.starts_with("/\\") { "/" } else { path }
    }

    /// `?lang=` on any page: kept in a cookie, and answered with the clean address.
    pub(super) fn language_change(&self) -> Option<Response> {
        let language = Language::asked_in(self.uri.query()?)?;
        let mut response = answer::see_other(self, self.path());
        response.headers_mut().append(SET_COOKIE, language.cookie());
        Some(response)
    }

    /// What the browser brings back from the certificate host.
    pub(super) fn code(&self) -> Option<CodeKey> {
        let mut fields = self.uri.query()?.split('&').filter_map(|field| field.split_once('='));
        fields.find(|(name, _)| *name == CODE_FIELD).and_then(|(_, code)| CodeKey::from_query(code))
    }

    /// The form that one of our own pages posted.
    pub(super) async fn form(&self, body: Body) -> Result<Form, Early> {
        if !pages::same_origin(&self.headers, &self.hub.settings.origin) {
            return Err(answer::refuse(self, Cause::CrossSite, &Wrap::default()).into());
        }
        let bytes = self.body(body, pages::forms::LONGEST_BODY).await?;
        Form::parse(&bytes)
            .map_err(|_| answer::refuse(self, Cause::BadForm, &Wrap::default()).into())
    }

    /// At most `limit` bytes of `application/x-www-form-urlencoded`.
    pub(super) async fn body(&self, body: Body, limit: usize) -> Result<Vec<u8>, Early> {
        let kind = self.headers.get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        let kind = kind.split(|&b| b == b';').next().unwrap_or_default().trim_ascii();
        if !kind.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            return Err(answer::refuse(self, Cause::UnsupportedType, &Wrap::default()).into());
        }
        match to_bytes(body, limit).await {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(_) => Err(answer::refuse(self, Cause::TooLarge, &Wrap::default()).into()),
        }
    }
}

/// The value of a cookie; of several with its name, none: somebody planted one.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}
