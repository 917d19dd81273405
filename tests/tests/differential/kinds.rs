//! The kinds of message that the hub opens, and what is compared in each. A new kind is a new line
//! in [`KINDS`]: mutations, signing and the oracle know nothing of what a message means.

use identity::{Comparison, LevelOfAssurance};
use saml::binding::{HTTP_POST, post_value};
use saml::namespaces::{ASSERTION, PROTOCOL};
use saml::request::NameIdPolicy;
use saml::write::Element;
use saml::{
    AuthnRequest, EntityId, LogoutRequest, Malformed, MessageId, NameId, Received,
    RequestedContext, Response, TrustedKeys, Untrusted,
};

use crate::agency::AGENCY;

/// What was read, in the order of [`Kind::values`]; each value as often as it is there.
pub(crate) type Reading = Vec<Vec<String>>;

pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Genuine ones, not signed yet; each has an `Issuer`, and the signature goes after it.
    pub(crate) messages: fn() -> Vec<Element>,
    /// What is compared, and the `XPath` from the root by which libxml2 reads it.
    pub(crate) values: &'static [(&'static str, &'static str)],
    /// Verified and read by us.
    open: fn(Received, &TrustedKeys) -> Result<Reading, Untrusted>,
    /// The name of the form's field that carries it.
    parameter: &'static str,
}

pub(crate) const KINDS: [Kind; 3] = [REQUEST, RESPONSE, LOGOUT];

const REQUEST: Kind = Kind {
    name: "AuthnRequest",
    messages: requests,
    values: &[
        ("root", "concat('{', namespace-uri(), '}', local-name())"),
        ("ID", "@ID"),
        ("Version", "@Version"),
        ("Issuer", "saml2:Issuer"),
        ("Destination", "@Destination"),
        ("AssertionConsumerServiceURL", "@AssertionConsumerServiceURL"),
        ("ProviderName", "@ProviderName"),
        ("ProtocolBinding", "@ProtocolBinding"),
        (
            "ForceAuthn",
            "normalize-space(@ForceAuthn) = 'true' or normalize-space(@ForceAuthn) = '1'",
        ),
        ("IsPassive", "normalize-space(@IsPassive) = 'true' or normalize-space(@IsPassive) = '1'"),
        ("NameIDPolicy", "saml2p:NameIDPolicy/@Format"),
        ("AuthnContextClassRef", "saml2p:RequestedAuthnContext/saml2:AuthnContextClassRef"),
    ],
    open: |received, keys| Ok(reading(received.open::<AuthnRequest>(keys)?.message())),
    parameter: "SAMLRequest",
};

const RESPONSE: Kind = Kind {
    name: "Response",
    messages: answers,
    values: &[
        ("root", "concat('{', namespace-uri(), '}', local-name())"),
        ("ID", "@ID"),
        ("InResponseTo", "@InResponseTo"),
        ("Destination", "@Destination"),
        ("Issuer", "saml2:Issuer"),
        ("StatusCode", "saml2p:Status/saml2p:StatusCode/@Value"),
        ("ID of the assertion", "saml2:Assertion/@ID"),
        ("NameID", "saml2:Assertion/saml2:Subject/saml2:NameID"),
        ("Audience", "saml2:Assertion/saml2:Conditions/saml2:AudienceRestriction/saml2:Audience"),
        (
            "AuthnContextClassRef",
            "saml2:Assertion/saml2:AuthnStatement/saml2:AuthnContext/saml2:AuthnContextClassRef",
        ),
        ("Attribute", "saml2:Assertion/saml2:AttributeStatement/saml2:Attribute/@Name"),
        (
            "AttributeValue",
            "saml2:Assertion/saml2:AttributeStatement/saml2:Attribute/saml2:AttributeValue",
        ),
    ],
    open: |received, keys| Ok(answered(received.open::<Response>(keys)?.message())),
    parameter: "SAMLResponse",
};

const LOGOUT: Kind = Kind {
    name: "LogoutRequest",
    messages: leavings,
    values: &[
        ("root", "concat('{', namespace-uri(), '}', local-name())"),
        ("ID", "@ID"),
        ("Issuer", "saml2:Issuer"),
        ("Destination", "@Destination"),
        ("NameID", "saml2:NameID"),
        ("SessionIndex", "saml2p:SessionIndex"),
    ],
    open: |received, keys| Ok(leaving(received.open::<LogoutRequest>(keys)?.message())),
    parameter: "SAMLRequest",
};

impl Kind {
    /// As a browser would post it.
    pub(crate) fn open(&self, xml: &[u8], keys: &TrustedKeys) -> Result<Reading, Untrusted> {
        let value = post_value(xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let form = format!("{}={value}", self.parameter);
        let received = Received::from_post(form.as_bytes()).map_err(Untrusted::from)?;
        (self.open)(received, keys)
    }
}

/// The name of the error, without the place where the parser stopped or the algorithm that it names.
pub(crate) fn name_of(error: &Untrusted) -> String {
    if let Untrusted::Malformed(Malformed::Syntax { .. }) = error {
        return "Malformed(Syntax)".to_owned();
    }
    let told = format!("{error:?}");
    if matches!(error, Untrusted::Malformed(_)) {
        return told;
    }
    told.split('(').next().unwrap_or_default().to_owned()
}

fn reading(request: &AuthnRequest) -> Reading {
    let one = |value: &Option<String>| value.iter().cloned().collect();
    vec![
        vec!["{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest".to_owned()],
        vec![request.id.as_str().to_owned()],
        vec!["2.0".to_owned()],
        request.issuer.iter().map(|issuer| issuer.as_str().to_owned()).collect(),
        one(&request.destination),
        one(&request.consumer_url),
        one(&request.provider_name),
        one(&request.protocol_binding),
        vec![truth(request.force_authn)],
        vec![truth(request.is_passive)],
        request.name_id_policy.iter().filter_map(|policy| policy.format.clone()).collect(),
        request.requested.as_ref().map(|requested| requested.classes.clone()).unwrap_or_default(),
    ]
}

/// As Python writes it.
fn truth(value: bool) -> String {
    if value { "True" } else { "False" }.to_owned()
}

/// One with everything, one with little.
fn requests() -> Vec<Element> {
    let full = AuthnRequest {
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        provider_name: Some("Q2826000H_E04975701;Sede de España".to_owned()),
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        consumer_url: Some("https://sede.ejemplo.test/acs?a=1&b=2".to_owned()),
        protocol_binding: Some(HTTP_POST.to_owned()),
        force_authn: true,
        name_id_policy: Some(NameIdPolicy {
            format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned()),
            ..NameIdPolicy::default()
        }),
        requested: Some(RequestedContext {
            comparison: Comparison::Minimum,
            classes: [LevelOfAssurance::Substantial, LevelOfAssurance::High]
                .map(|level| level.uri().to_owned())
                .to_vec(),
        }),
        ..AuthnRequest::new(
            MessageId::new("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770").unwrap(),
            "2026-03-02T09:15:00Z".parse().unwrap(),
        )
    };
    let small = AuthnRequest {
        id: MessageId::new("a").unwrap(),
        provider_name: None,
        protocol_binding: None,
        force_authn: false,
        name_id_policy: None,
        requested: None,
        ..full.clone()
    };
    vec![full.to_element(), small.to_element()]
}

fn answered(response: &Response) -> Reading {
    let Response { envelope, status, assertion } = response;
    let about = assertion.as_ref();
    let attributes = || about.into_iter().flat_map(|assertion| &assertion.attributes);
    vec![
        vec!["{urn:oasis:names:tc:SAML:2.0:protocol}Response".to_owned()],
        vec![envelope.response_id.as_str().to_owned()],
        vec![envelope.in_response_to.as_str().to_owned()],
        vec![envelope.destination.clone()],
        vec![envelope.issuer.as_str().to_owned()],
        vec![status.top.uri().to_owned()],
        about.iter().map(|assertion| assertion.id.as_str().to_owned()).collect(),
        about.iter().map(|assertion| assertion.name_id.value.clone()).collect(),
        about.iter().map(|assertion| assertion.audience.clone()).collect(),
        about.iter().map(|assertion| assertion.context.clone()).collect(),
        attributes().map(|attribute| attribute.name.clone()).collect(),
        attributes()
            .flat_map(|attribute| &attribute.values)
            .map(|value| value.text.clone())
            .collect(),
    ]
}

fn leaving(request: &LogoutRequest) -> Reading {
    vec![
        vec!["{urn:oasis:names:tc:SAML:2.0:protocol}LogoutRequest".to_owned()],
        vec![request.id.as_str().to_owned()],
        request.issuer.iter().map(|issuer| issuer.as_str().to_owned()).collect(),
        request.destination.iter().cloned().collect(),
        vec![request.name_id.value.clone()],
        request.session_indexes.clone(),
    ]
}

/// One that says who it is. The response alone is signed: the assertion in it is covered by that.
fn answers() -> Vec<Element> {
    let saml = |local: &'static str| Element::new(ASSERTION, local);
    let samlp = |local: &'static str| Element::new(PROTOCOL, local);
    let issuer = || saml("Issuer").text(AGENCY);
    let consumer = "https://hub.example.test/saml/acs/pais";
    let attribute = |name: &str, values: &[&str]| {
        saml("Attribute")
            .attribute("Name", name)
            .children(values.iter().map(|value| saml("AttributeValue").text(*value)))
    };
    let data = saml("SubjectConfirmationData")
        .attribute("InResponseTo", "_q")
        .attribute("NotOnOrAfter", "2026-03-02T09:22:31Z")
        .attribute("Recipient", consumer);
    let confirmation = saml("SubjectConfirmation")
        .attribute("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer")
        .child(data);
    let subject = saml("Subject").child(saml("NameID").text("PT/ES/7c9e6679")).child(confirmation);
    let audience =
        saml("AudienceRestriction").child(saml("Audience").text("https://hub.example.test"));
    let context = saml("AuthnContext")
        .child(saml("AuthnContextClassRef").text("http://eidas.europa.eu/LoA/substantial"));
    let assertion = saml("Assertion")
        .attribute("ID", "_a9d0e4")
        .attribute("Version", "2.0")
        .attribute("IssueInstant", "2026-03-02T09:17:31Z")
        .child(issuer())
        .child(subject)
        .child(saml("Conditions").child(audience))
        .child(
            saml("AuthnStatement").attribute("AuthnInstant", "2026-03-02T09:17:29Z").child(context),
        )
        .child(saml("AttributeStatement").children([
            attribute(
                "http://eidas.europa.eu/attributes/naturalperson/CurrentGivenName",
                &["João", "Joao"],
            ),
            attribute(
                "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier",
                &["PT/ES/7c9e"],
            ),
        ]));
    let success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    let status = samlp("Status").child(samlp("StatusCode").attribute("Value", success));
    let response = samlp("Response")
        .attribute("ID", "_r")
        .attribute("Version", "2.0")
        .attribute("IssueInstant", "2026-03-02T09:17:31Z")
        .attribute("Destination", consumer)
        .attribute("InResponseTo", "_q")
        .child(issuer())
        .child(status)
        .child(assertion);
    vec![response]
}

fn leavings() -> Vec<Element> {
    let issuer = EntityId::new(AGENCY).unwrap();
    let request = LogoutRequest {
        id: MessageId::new("_lo1f09").unwrap(),
        issue_instant: "2026-03-02T09:40:00Z".parse().unwrap(),
        issuer: Some(issuer.clone()),
        destination: Some("https://hub.example.test/saml/slo".to_owned()),
        not_on_or_after: None,
        reason: None,
        name_id: NameId::transient("_t1f0d0c2a".to_owned(), &issuer),
        session_indexes: vec!["_s77ab01".to_owned(), "_s77ab02".to_owned()],
    };
    vec![request.to_element(None).unwrap()]
}
