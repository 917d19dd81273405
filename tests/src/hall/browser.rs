//! A simulated browser: it keeps cookies, reads forms, and says where a form was posted from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;

use authenticators::AddressBlock;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN as FROM, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt as _;

use crate::hall::ORIGIN;

/// A browser. A clone has the cookies that the first one had then, and is one more tab only as long
/// as neither gets new ones.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    client: Option<AddressBlock>,
    /// Its cookies.
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    fields: Vec<(String, String)>,
}

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router, client: None, cookies: BTreeMap::new() }
    }

    /// Comes from this address from now on; from none that is known, until then.
    pub fn come_from(&mut self, address: IpAddr) {
        self.client = Some(AddressBlock::of(address));
    }

    /// Talks to another node from now on, as a load balancer may decide.
    pub fn turn_to(&mut self, node: &Router) {
        self.router = node.clone();
    }

    /// Loads an address of the hub.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    /// Loads it, and goes on wherever it is sent.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let answer = self.get(path).await;
        self.follow(answer).await
    }

    /// Goes on wherever an answer sends it.
    pub async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            let Some(to) = answer.location() else {
                return answer;
            };
            answer = self.get(&to).await;
        }
        answer
    }

    /// Goes on from where a person is done with the hub, whatever it shows before it lets them go: what
    /// goes out, or what is missing.
    pub async fn press_on(&mut self, answer: Answer) -> Answer {
        let page = self.follow(answer).await;
        let next = if let Some(form) = page.find_form("/datos") {
            self.submit(&form, &[("respuesta", "enviar")]).await
        } else if let Some(form) = page.find_form("/cancelar")
            && page.status == StatusCode::FORBIDDEN
        {
            self.submit(&form, &[]).await
        } else {
            return page;
        };
        self.follow(next).await
    }

    /// Posts a form of one of the hub's own pages, as it stands with these fields filled in.
    pub async fn submit(&mut self, form: &Form, filled: &[(&str, &str)]) -> Answer {
        let mut fields = form.fields.clone();
        for (name, value) in filled {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let request = self
            .request("POST", &form.action)
            .header(FROM, ORIGIN)
            .header("sec-fetch-site", "same-origin");
        self.post(request, &fields).await
    }

    /// Posts fields from another site's page: no cookie goes along (`SameSite=Lax`).
    pub async fn post_from_elsewhere(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(FROM, "https://sede.example.test")
            .header("sec-fetch-site", "cross-site");
        self.post(request, fields).await
    }

    async fn post(
        &mut self,
        request: http::request::Builder,
        fields: &[(String, String)],
    ) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let body = Body::from(urlencoded(fields));
        self.send(request.header(CONTENT_TYPE, kind).body(body).unwrap()).await
    }

    fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = Request::builder().method(method).uri(path);
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// Sends any request, and keeps the cookies of the answer.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if let Some(client) = &self.client {
            request.extensions_mut().insert(client.clone());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 22).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

impl Answer {
    /// Where it sends the browser.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        Some(self.headers.get(LOCATION)?.to_str().unwrap().to_owned())
    }

    /// The form that goes to an address ending in `action`.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn form(&self, action: &str) -> Form {
        self.find_form(action).unwrap_or_else(|| panic!("no form to {action} in:\n{}", self.body))
    }

    /// The form that goes to an address ending in `action`, if there is one.
    #[must_use]
    pub fn find_form(&self, action: &str) -> Option<Form> {
        self.forms().find(|form| form.action.ends_with(action))
    }

    /// The form that carries a field, wherever it goes.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn form_with(&self, field: &str) -> Form {
        self.forms()
            .find(|form| form.field(field).is_some())
            .unwrap_or_else(|| panic!("no form with {field} in:\n{}", self.body))
    }

    /// The form that goes to an address ending in `action` and has no such field.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn form_without(&self, action: &str, field: &str) -> Form {
        self.forms()
            .find(|form| form.action.ends_with(action) && form.field(field).is_none())
            .unwrap_or_else(|| panic!("no form to {action} without {field} in:\n{}", self.body))
    }

    fn forms(&self) -> impl Iterator<Item = Form> {
        let forms = self.body.split("<form").skip(1);
        let forms = forms.filter_map(|rest| rest.split("</form>").next());
        forms.filter_map(|text| {
            let tag = text.split('>').next()?;
            let fields = text.split("<input").skip(1).filter_map(|input| {
                let input = input.split('>').next()?;
                let value = attribute(input, "value").unwrap_or_default();
                Some((attribute(input, "name")?, value))
            });
            Some(Form { action: attribute(tag, "action")?, fields: fields.collect() })
        })
    }

    /// Where the link goes that begins so, if there is one.
    #[must_use]
    pub fn link(&self, beginning: &str) -> Option<String> {
        let links = self.body.split("<a ").skip(1).filter_map(|rest| rest.split('>').next());
        links
            .filter_map(|tag| attribute(&format!(" {tag}"), "href"))
            .find(|address| address.starts_with(beginning))
    }

    /// The heading of the page.
    #[must_use]
    pub fn heading(&self) -> String {
        let after = self.body.split("<h1").nth(1).and_then(|rest| rest.split_once('>'));
        let heading = after.and_then(|(_, rest)| rest.split("</h1>").next()).unwrap_or_default();
        unescape(heading.trim())
    }
}

impl Form {
    /// What a field holds.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same without these fields.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.fields.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// All its fields as they stand.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(rest.split('"').next()?))
}

fn unescape(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    let text = text.replace("&#x2F;", "/").replace("&#x2f;", "/").replace("&#47;", "/");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Fields as a browser posts them.
pub(crate) fn urlencoded(fields: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        escape(&mut body, name);
        body.push('=');
        escape(&mut body, value);
    }
    body
}

fn escape(body: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            body.push(char::from(byte));
        } else {
            write!(body, "%{byte:02X}").unwrap();
        }
    }
}
