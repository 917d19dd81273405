//! The kinds of message that the hub opens, and what is compared in each. A new kind is a new line
//! in [`KINDS`]: mutations, signing and the oracle know nothing of what a message means.

use identity::{Comparison, LevelOfAssurance};
use saml::binding::{HTTP_POST, post_value};
use saml::request::NameIdPolicy;
use saml::write::Element;
use saml::{
    AuthnRequest, EntityId, Malformed, MessageId, Received, RequestedContext, TrustedKeys,
    Untrusted,
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

pub(crate) const KINDS: [Kind; 1] = [Kind {
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
}];

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
