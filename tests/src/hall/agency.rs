//! A simulated agency: it asks, and it reads the answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::SigningKey;
use jiff::Timestamp;
use roxmltree::{Document, Node};
use saml::binding::Binding;
use saml::request::{AuthnRequest, RequestedContext};
use saml::{EntityId, MessageId, NameId, RelayState, binding, write};

use crate::hall::browser::Answer;
use crate::hall::keys::{self, Pair};
use crate::hall::{ENTITY_ID, ORIGIN};

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// An agency.
#[derive(Clone)]
pub struct Agency {
    /// Its entityID.
    pub entity_id: String,
    /// Where it reads answers.
    pub consumer: String,
    /// What it signs with.
    pub keys: Pair,
    /// How it is told that somebody left; nothing: it is not.
    pub logout: Option<Binding>,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The response's id.
    pub response_id: String,
    /// The request that it answers.
    pub in_response_to: String,
    /// The last part of the first status code, and of the second.
    pub status: (String, Option<String>),
    /// The status message.
    pub message: Option<String>,
    /// The assertion's id, if there is one.
    pub assertion_id: Option<String>,
    /// What the person is called.
    pub name: Option<NameId>,
    /// What the session is called.
    pub session: Option<String>,
    /// The level of assurance's URI.
    pub level: Option<String>,
    /// Friendly names and values, in order.
    pub attributes: Vec<(String, String)>,
    /// What came along.
    pub relay_state: Option<String>,
}

impl Agency {
    /// An agency with the keys of this process.
    #[must_use]
    pub fn new(entity_id: &str) -> Self {
        let origin = entity_id.rsplit_once('/').map_or(entity_id, |(origin, _)| origin);
        Self {
            entity_id: entity_id.to_owned(),
            consumer: format!("{origin}/acs"),
            keys: keys::agency().clone(),
            logout: None,
        }
    }

    /// The same, told that somebody left by this binding.
    #[must_use]
    pub fn told_by(self, binding: Binding) -> Self {
        Self { logout: Some(binding), ..self }
    }

    /// Its metadata.
    #[must_use]
    pub fn metadata(&self) -> String {
        format!(
            r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" entityID="{}"><md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="es">Sede de Ejemplo</mdui:DisplayName><mdui:DisplayName xml:lang="en">Example Office</mdui:DisplayName></mdui:UIInfo></md:Extensions><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{}<md:AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{}"/></md:SPSSODescriptor></md:EntityDescriptor>"#,
            self.entity_id,
            self.keys.base64,
            self.logout_service(),
            self.consumer
        )
    }

    /// A request in good order, made at `now`.
    #[must_use]
    pub fn request(&self, id: &str, now: Timestamp) -> AuthnRequest {
        AuthnRequest {
            issuer: Some(EntityId::new(&self.entity_id).unwrap()),
            destination: Some(format!("{ORIGIN}/saml/sso")),
            consumer_url: Some(self.consumer.clone()),
            protocol_binding: Some(binding::HTTP_POST.to_owned()),
            ..AuthnRequest::new(MessageId::new(id).unwrap(), now)
        }
    }

    /// The same, asking for levels.
    #[must_use]
    pub fn requiring(&self, id: &str, now: Timestamp, requested: RequestedContext) -> AuthnRequest {
        AuthnRequest { requested: Some(requested), ..self.request(id, now) }
    }

    /// The path and query of the redirect that carries it, signed.
    #[must_use]
    pub fn redirect(&self, request: &AuthnRequest, relay_state: Option<&str>) -> String {
        let xml = request.to_element().to_bytes();
        let state = relay_state.map(|state| RelayState::new(state).unwrap());
        let query = binding::sign_redirect(
            binding::Parameter::Request,
            &xml,
            state.as_ref(),
            &self.signing_key(),
        );
        format!("/saml/sso?{}", query.unwrap())
    }

    /// The fields of the form that carries it, signed.
    #[must_use]
    pub fn form(&self, request: &AuthnRequest, relay_state: Option<&str>) -> Vec<(String, String)> {
        let signed = write::sign(request.to_element(), 1, &*self.signing_key()).unwrap();
        let mut fields = vec![("SAMLRequest".to_owned(), STANDARD.encode(signed.to_bytes()))];
        fields.extend(relay_state.map(|state| ("RelayState".to_owned(), state.to_owned())));
        fields
    }

    /// What it signs with; read once in a process.
    #[must_use]
    pub fn signing_key(&self) -> Arc<SigningKey> {
        static READ: Mutex<BTreeMap<Vec<u8>, Arc<SigningKey>>> = Mutex::new(BTreeMap::new());
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        let Pair { key, certificate, .. } = &self.keys;
        let make = || Arc::new(SigningKey::from_pem(key, certificate).unwrap());
        Arc::clone(read.entry([&key[..], &certificate[..]].concat()).or_insert_with(make))
    }

    /// The response that the page of the return posts to us.
    ///
    /// # Panics
    /// If it is not for this agency.
    #[must_use]
    pub fn answer(&self, page: &Answer) -> String {
        let form = page.form(&self.consumer);
        let xml = STANDARD.decode(form.field("SAMLResponse").unwrap()).unwrap();
        String::from_utf8(xml).unwrap()
    }

    /// Reads what the page of the return posts to us. It must be meant for us, and from the hub.
    ///
    /// # Panics
    /// If it is not an answer to this agency.
    #[must_use]
    pub fn read(&self, page: &Answer) -> Told {
        let form = page.form(&self.consumer);
        let xml = self.answer(page);
        let document = Document::parse(&xml).unwrap();
        let response = document.root_element();
        assert!(response.has_tag_name((PROTOCOL, "Response")));
        assert_eq!(response.attribute("Destination"), Some(self.consumer.as_str()));
        let issuer = child(response, ASSERTION, "Issuer").unwrap();
        assert_eq!(issuer.text(), Some(ENTITY_ID));
        let assertion = child(response, ASSERTION, "Assertion");
        if let Some(assertion) = assertion {
            let audience =
                assertion.descendants().find(|n| n.has_tag_name((ASSERTION, "Audience")));
            assert_eq!(audience.unwrap().text(), Some(self.entity_id.as_str()));
        }
        told(response, assertion, form.field("RelayState"))
    }
}

fn told(
    response: Node<'_, '_>,
    assertion: Option<Node<'_, '_>>,
    relay_state: Option<&str>,
) -> Told {
    let status = child(response, PROTOCOL, "Status").unwrap();
    let top = child(status, PROTOCOL, "StatusCode").unwrap();
    let second = child(top, PROTOCOL, "StatusCode");
    let code =
        |n: Node<'_, '_>| n.attribute("Value").unwrap().rsplit(':').next().unwrap().to_owned();
    let text = |n: Node<'_, '_>| n.text().unwrap_or_default().to_owned();
    let within = |name: &str| {
        let assertion = assertion?;
        assertion.descendants().find(|node| node.has_tag_name((ASSERTION, name)))
    };
    let attributes = assertion.into_iter().flat_map(|assertion| {
        assertion.descendants().filter(|node| node.has_tag_name((ASSERTION, "Attribute")))
    });
    Told {
        response_id: response.attribute("ID").unwrap().to_owned(),
        in_response_to: response.attribute("InResponseTo").unwrap().to_owned(),
        status: (code(top), second.map(code)),
        message: child(status, PROTOCOL, "StatusMessage").map(text),
        assertion_id: assertion.map(|assertion| assertion.attribute("ID").unwrap().to_owned()),
        name: within("NameID").map(name_id),
        session: within("AuthnStatement")
            .and_then(|statement| statement.attribute("SessionIndex").map(str::to_owned)),
        level: within("AuthnContextClassRef").map(text),
        attributes: attributes
            .map(|a| {
                (
                    a.attribute("FriendlyName").unwrap().to_owned(),
                    text(a.first_element_child().unwrap()),
                )
            })
            .collect(),
        relay_state: relay_state.map(str::to_owned),
    }
}

fn name_id(node: Node<'_, '_>) -> NameId {
    let attribute = |name| node.attribute(name).map(str::to_owned);
    NameId {
        format: attribute("Format"),
        value: node.text().unwrap_or_default().to_owned(),
        name_qualifier: attribute("NameQualifier"),
        sp_name_qualifier: attribute("SPNameQualifier"),
    }
}

fn child<'a, 'i>(node: Node<'a, 'i>, namespace: &str, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name((namespace, name)))
}
