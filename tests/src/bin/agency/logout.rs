//! Leaving everything (SAML Profiles 4.4): asks the hub to end the session everywhere, and hears from it
//! that it ended.
//!
//! samael writes a `SessionIndex` where no schema has it and reads it where nobody writes it, so the
//! messages are written and read here; signatures by form are its affair.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node};
use samael::crypto::{Crypto, CryptoProvider as _};
use samael::metadata::{Endpoint, HTTP_POST_BINDING, HTTP_REDIRECT_BINDING};
use samael::traits::ToXml as _;

use crate::Problem;
use crate::pages::escaped;
use crate::provider::{PROTOCOL, Provider, SUCCESS, sentence};
use crate::redirect;
use crate::site::{field, random};

#[cfg(test)]
mod tests;

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PARTIAL: &str = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
/// A message is of use for so long, and a clock may be wrong by as much.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// SAML Bindings 3.4.3: bytes of a relay state.
const LONGEST_RELAY_STATE: usize = 80;

/// How an agency and the hub tell each other that somebody leaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Binding {
    Redirect,
    Form,
}

/// In which parameter a message travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Parameter {
    Request,
    Response,
}

/// What the hub calls a person in one session, as its assertion said it.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Session {
    pub(crate) name: String,
    /// Attributes of the `NameID`.
    attributes: Vec<(&'static str, String)>,
    pub(crate) index: Option<String>,
}

/// A signed message on its way to the hub through the browser.
pub(crate) struct Message {
    pub(crate) id: String,
    /// By redirect: where to send the browser. By form: where the form goes.
    pub(crate) address: String,
    /// By form only: the fields.
    pub(crate) fields: Vec<(&'static str, String)>,
}

/// What came through the browser, and how.
#[derive(Clone, Copy)]
pub(crate) enum Incoming<'a> {
    /// The query as it was received.
    Redirect(&'a str),
    /// The body of a form.
    Form(&'a str),
}

/// What the hub says, verified.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Heard {
    /// Somebody leaves.
    Request(Leaving),
    /// How far it came with our request.
    Answer(Outcome),
}

/// Whose sessions end.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Leaving {
    pub(crate) id: String,
    pub(crate) name: String,
    /// None means all of this person's.
    pub(crate) indexes: Vec<String>,
}

/// What came of our request.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) request: String,
    pub(crate) extent: Extent,
}

/// How much has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Extent {
    Everything,
    NotEverything,
    /// The hub did not do it.
    OnlyHere,
}

impl Binding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Redirect => HTTP_REDIRECT_BINDING,
            Self::Form => HTTP_POST_BINDING,
        }
    }
}

impl Parameter {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "SAMLRequest",
            Self::Response => "SAMLResponse",
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Request => "LogoutRequest",
            Self::Response => "LogoutResponse",
        }
    }
}

impl Session {
    /// Of a verified assertion.
    pub(crate) fn of(assertion: &str) -> Result<Option<Self>, Problem> {
        let document = Document::parse(assertion)?;
        let named = |name| document.descendants().find(|node| node.has_tag_name((ASSERTION, name)));
        let Some(name_id) = named("NameID") else { return Ok(None) };
        let attributes = ["Format", "NameQualifier", "SPNameQualifier", "SPProvidedID"]
            .into_iter()
            .filter_map(|name| Some((name, name_id.attribute(name)?.to_owned())))
            .collect();
        let index = named("AuthnStatement").and_then(|node| node.attribute("SessionIndex"));
        Ok(Some(Self { name: text(name_id), attributes, index: index.map(str::to_owned) }))
    }

    fn written(&self) -> String {
        let mut xml = "<saml2:NameID".to_owned();
        for (name, value) in &self.attributes {
            // Writing to a string cannot fail.
            let _ = write!(xml, " {name}=\"{}\"", escaped(value));
        }
        let _ = write!(xml, ">{}</saml2:NameID>", escaped(&self.name));
        if let Some(index) = &self.index {
            let _ = write!(xml, "<saml2p:SessionIndex>{}</saml2p:SessionIndex>", escaped(index));
        }
        xml
    }
}

impl<'a> Incoming<'a> {
    pub(crate) fn binding(self) -> Binding {
        match self {
            Self::Redirect(_) => Binding::Redirect,
            Self::Form(_) => Binding::Form,
        }
    }

    pub(crate) fn relay_state(self) -> Option<String> {
        field(self.encoded(), "RelayState").filter(|state| state.len() <= LONGEST_RELAY_STATE)
    }

    /// Whether there is anything that could be a message.
    pub(crate) fn is_message(self) -> bool {
        let has = |parameter: Parameter| field(self.encoded(), parameter.name()).is_some();
        has(Parameter::Request) || has(Parameter::Response)
    }

    fn encoded(self) -> &'a str {
        match self {
            Self::Redirect(encoded) | Self::Form(encoded) => encoded,
        }
    }
}

impl Provider {
    /// Whether the hub says where it wants to be told that somebody leaves.
    pub(crate) fn can_leave_all(&self) -> bool {
        self.logout_service(self.identity.office.logout).is_some()
    }

    /// Asks to end a session everywhere.
    pub(crate) fn leaving(
        &self,
        session: &Session,
        relay_state: &str,
        now: Timestamp,
    ) -> Result<Message, Problem> {
        let binding = self.identity.office.logout;
        let service = self.logout_service(binding).ok_or("the hub does not say where to leave")?;
        let draft = Draft {
            parameter: Parameter::Request,
            to: &service.location,
            attribute: ("NotOnOrAfter", instant(now.checked_add(FRESH)?)),
            content: session.written(),
            relay_state: Some(relay_state),
        };
        self.message(binding, &draft, now)
    }

    /// Says that the sessions have ended.
    pub(crate) fn answering(
        &self,
        request: &Leaving,
        binding: Binding,
        relay_state: Option<&str>,
        now: Timestamp,
    ) -> Result<Message, Problem> {
        let service = self.logout_service(binding).ok_or("the hub does not say where to answer")?;
        let draft = Draft {
            parameter: Parameter::Response,
            to: service.response_location.as_ref().unwrap_or(&service.location),
            attribute: ("InResponseTo", request.id.clone()),
            content: format!(
                "<saml2p:Status><saml2p:StatusCode Value=\"{SUCCESS}\"></saml2p:StatusCode>\
                 </saml2p:Status>"
            ),
            relay_state,
        };
        self.message(binding, &draft, now)
    }

    /// Judges what is said to be the hub's, at `now`.
    pub(crate) fn hear(&self, incoming: Incoming<'_>, now: Timestamp) -> Result<Heard, Problem> {
        let (parameter, xml) = match incoming {
            Incoming::Redirect(query) => redirect::verified(query, &self.hub_keys)?,
            Incoming::Form(form) => self.verified_form(form)?,
        };
        let document = Document::parse(&xml)?;
        let message = document.root_element();
        if !message.has_tag_name((PROTOCOL, parameter.element())) {
            return Err("what is signed is another message".into());
        }
        self.check(message, now)?;
        match parameter {
            Parameter::Request => Ok(Heard::Request(request(message, now)?)),
            Parameter::Response => Ok(Heard::Answer(answer(message)?)),
        }
    }

    fn logout_service(&self, binding: Binding) -> Option<&Endpoint> {
        let roles = self.samael.idp_metadata.idp_sso_descriptors.iter().flatten();
        let mut services = roles.flat_map(|role| &role.single_logout_services);
        services.find(|service| service.binding == binding.name())
    }

    fn verified_form(&self, form: &str) -> Result<(Parameter, String), Problem> {
        let field = |parameter: Parameter| field(form, parameter.name());
        let (parameter, message) = match (field(Parameter::Request), field(Parameter::Response)) {
            (Some(message), None) => (Parameter::Request, message),
            (None, Some(message)) => (Parameter::Response, message),
            (Some(_), Some(_)) => return Err("there are two messages in one form".into()),
            (None, None) => return Err("there is no message in the form".into()),
        };
        let xml = String::from_utf8(STANDARD.decode(message)?)?;
        Ok((parameter, self.verified(&xml)?))
    }

    /// By whom, for whom and when, of a verified message.
    fn check(&self, message: Node<'_, '_>, now: Timestamp) -> Result<(), Problem> {
        if message.attribute("Version") != Some("2.0") {
            return Err("the message is not of SAML 2.0".into());
        }
        if message.attribute("Destination") != Some(self.identity.logout_url().as_str()) {
            return Err("the message is meant for another address".into());
        }
        let issuer = child(message, (ASSERTION, "Issuer")).map(text);
        if issuer.is_none() || issuer != self.samael.idp_metadata.entity_id {
            return Err("the message is not issued by the hub".into());
        }
        let at: Timestamp =
            message.attribute("IssueInstant").ok_or("the message has no date")?.parse()?;
        if now.duration_since(at).abs() > FRESH {
            return Err("the message is too old, or of a later time".into());
        }
        Ok(())
    }

    fn message(
        &self,
        binding: Binding,
        draft: &Draft<'_>,
        now: Timestamp,
    ) -> Result<Message, Problem> {
        let id = format!("_{}", random()?);
        let signature = match binding {
            Binding::Redirect => String::new(),
            Binding::Form => self.signature(&id).to_string().map_err(sentence)?,
        };
        let issuer = self.samael.entity_id.as_deref().unwrap_or_default();
        let (xml, key) = (draft.written(&id, issuer, &signature, now), &self.identity.key);
        match binding {
            Binding::Redirect => {
                let Draft { parameter, to, relay_state, .. } = *draft;
                let address = redirect::signed(to, parameter, &xml, relay_state, key)?;
                Ok(Message { id, address, fields: Vec::new() })
            }
            Binding::Form => {
                let signed = Crypto::sign_xml(xml, &key.private_key_to_der()?).map_err(sentence)?;
                let relayed = draft.relay_state.map(|state| ("RelayState", state.to_owned()));
                let message = (draft.parameter.name(), STANDARD.encode(signed));
                let fields = std::iter::once(message).chain(relayed).collect();
                Ok(Message { id, address: draft.to.to_owned(), fields })
            }
        }
    }
}

/// What a message says beyond who and when.
struct Draft<'a> {
    parameter: Parameter,
    to: &'a str,
    attribute: (&'static str, String),
    content: String,
    relay_state: Option<&'a str>,
}

impl Draft<'_> {
    fn written(&self, id: &str, issuer: &str, signature: &str, now: Timestamp) -> String {
        let (element, (name, value)) = (self.parameter.element(), &self.attribute);
        format!(
            "<saml2p:{element} xmlns:saml2p=\"{PROTOCOL}\" xmlns:saml2=\"{ASSERTION}\" ID=\"{id}\" \
             Version=\"2.0\" IssueInstant=\"{}\" Destination=\"{}\" {name}=\"{}\">\
             <saml2:Issuer>{}</saml2:Issuer>{signature}{}</saml2p:{element}>",
            instant(now),
            escaped(self.to),
            escaped(value),
            escaped(issuer),
            self.content,
        )
    }
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn request(message: Node<'_, '_>, now: Timestamp) -> Result<Leaving, Problem> {
    let end = message.attribute("NotOnOrAfter").map(str::parse::<Timestamp>).transpose()?;
    if end.is_some_and(|end| end <= now) {
        return Err("the message has ended".into());
    }
    let name = child(message, (ASSERTION, "NameID")).ok_or("the message names nobody")?;
    let indexes = message.children().filter(|node| node.has_tag_name((PROTOCOL, "SessionIndex")));
    Ok(Leaving {
        id: message.attribute("ID").ok_or("the message has no ID")?.to_owned(),
        name: text(name),
        indexes: indexes.map(text).collect(),
    })
}

fn answer(message: Node<'_, '_>) -> Result<Outcome, Problem> {
    let request = message.attribute("InResponseTo").ok_or("the answer answers nothing")?.to_owned();
    let code = |node| child(node, (PROTOCOL, "StatusCode"));
    let top = child(message, (PROTOCOL, "Status")).and_then(code).ok_or("there is no status")?;
    let second = code(top).and_then(|code| code.attribute("Value"));
    let extent = match (top.attribute("Value"), second) {
        (_, Some(PARTIAL)) => Extent::NotEverything,
        (Some(SUCCESS), None) => Extent::Everything,
        (Some(_) | None, Some(_) | None) => Extent::OnlyHere,
    };
    Ok(Outcome { request, extent })
}

fn child<'a, 'x>(node: Node<'a, 'x>, name: (&str, &str)) -> Option<Node<'a, 'x>> {
    node.children().find(|child| child.has_tag_name(name))
}

/// Comments split a text; none of its parts counts alone.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect()
}
