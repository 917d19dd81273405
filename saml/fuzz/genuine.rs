//! What the party has said: every message that its keys ever signed. The seeds are made of these
//! (`examples/seeds.rs`), and nothing else may open.

use identity::Comparison;
use jiff::Timestamp;
use saml::extensions::{Extensions, RequestedAttribute, SpType};
use saml::request::{NameIdPolicy, RequestedConditions, Scoping};
use saml::{
    Assertion, Attribute, AttributeValue, AuthnRequest, EntityId, Envelope, LogoutRequest,
    LogoutResponse, MessageId, NameId, RelayState, RequestedContext, Response, SecondCode, Status,
    TopCode,
};

/// What it always sends along.
pub const RELAY_STATE: &str = "k3Tz81Qp ñ&=";
/// The address that every answer goes to.
pub const CONSUMER: &str = "https://sede.ejemplo.test/acs";
/// Who gives the answers.
pub const ISSUER: &str = "https://hub.example.test";
/// The request that they answer.
pub const ASKED: &str = "_6f1d0c2a";

/// A kind of message, and what of it is genuine.
pub trait Genuine: saml::Message + Clone + PartialEq {
    /// All that were ever signed.
    fn all() -> Vec<Self>;
}

/// The relay state of all of them.
pub fn relay_state() -> RelayState {
    RelayState::new(RELAY_STATE).unwrap()
}

impl Genuine for AuthnRequest {
    fn all() -> Vec<Self> {
        vec![short_request(), long_request()]
    }
}

impl Genuine for LogoutRequest {
    fn all() -> Vec<Self> {
        vec![LogoutRequest {
            id: id("_lo1f09"),
            issue_instant: at("2026-03-02T09:40:00Z"),
            issuer: Some(entity(ISSUER)),
            destination: Some("https://sede.ejemplo.test/slo".to_owned()),
            not_on_or_after: Some(at("2026-03-02T09:45:00Z")),
            reason: Some("urn:oasis:names:tc:SAML:2.0:logout:user".to_owned()),
            name_id: assertion().name_id,
            session_indexes: vec!["_s77ab01".to_owned(), "_s77ab02".to_owned()],
        }]
    }
}

impl Genuine for Response {
    fn all() -> Vec<Self> {
        vec![answer(), answer_without_scripts(), refusal()]
    }
}

impl Genuine for LogoutResponse {
    fn all() -> Vec<Self> {
        vec![LogoutResponse { envelope: envelope("_resp77"), status: refusal().status }]
    }
}

/// The least that a request says.
pub fn short_request() -> AuthnRequest {
    AuthnRequest {
        issuer: Some(entity("https://sede.ejemplo.test/metadata")),
        ..AuthnRequest::new(id(ASKED), at("2026-03-02T09:16:00Z"))
    }
}

/// All that a request can say.
pub fn long_request() -> AuthnRequest {
    AuthnRequest {
        id: id("_7a2e1d3b"),
        provider_name: Some("21114293V_E04995402".to_owned()),
        destination: Some("https://hub.example.test/sso".to_owned()),
        consent: Some("urn:oasis:names:tc:SAML:2.0:consent:obtained".to_owned()),
        consumer_url: Some(CONSUMER.to_owned()),
        attribute_index: Some(2),
        protocol_binding: Some(saml::binding::HTTP_POST.to_owned()),
        force_authn: true,
        extensions: extensions(),
        subject: Some(NameId { name_qualifier: None, ..assertion().name_id }),
        name_id_policy: Some(NameIdPolicy {
            format: Some(saml::name_id::PERSISTENT.to_owned()),
            sp_name_qualifier: Some("urn:otra".to_owned()),
            allow_create: true,
        }),
        conditions: Some(RequestedConditions {
            not_before: Some(at("2026-03-02T09:16:00Z")),
            not_on_or_after: Some(at("2026-03-02T09:26:00Z")),
            audiences: vec!["https://sede.ejemplo.test/metadata".to_owned()],
        }),
        requested: Some(RequestedContext {
            comparison: Comparison::Minimum,
            classes: vec!["http://eidas.europa.eu/LoA/low".to_owned()],
        }),
        scoping: Some(Scoping {
            proxy_count: Some(1),
            providers: vec![entity("https://idp.ejemplo.test")],
            requesters: vec![entity("https://otra.ejemplo.test")],
        }),
        ..short_request()
    }
}

fn extensions() -> Extensions {
    let attribute = |name: &str, values: &[&str]| RequestedAttribute {
        name: name.to_owned(),
        friendly_name: Some("nombre <&> 'raro'".to_owned()),
        is_required: values.is_empty(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    Extensions {
        sp_type: Some(SpType::Public),
        attributes: vec![
            attribute(saml::attributes::PERSON_IDENTIFIER, &[]),
            attribute(saml::attributes::RELAY_STATE, &["k3Tz81Qp", "a\tb\nc\rd"]),
        ],
    }
}

/// The answer that holds the one assertion.
pub fn answer() -> Response {
    Response {
        envelope: envelope("_resp51c3"),
        status: Status::success(),
        assertion: Some(assertion()),
    }
}

/// The same in the strict dialect, which does not say the script of a name.
fn answer_without_scripts() -> Response {
    let mut answer = answer();
    for attribute in answer.assertion.iter_mut().flat_map(|one| &mut one.attributes) {
        attribute.values.iter_mut().for_each(|value| value.is_latin = true);
    }
    answer
}

/// The answer that says no.
pub fn refusal() -> Response {
    let status = Status {
        top: TopCode::Responder,
        second: Some(SecondCode::NoAuthnContext),
        message: "LOA_NOT_REACHED: required substantial, obtained low".to_owned(),
    };
    Response { envelope: envelope("_resp52d4"), status, assertion: None }
}

/// The one assertion.
pub fn assertion() -> Assertion {
    Assertion {
        id: id("_a9d0e4"),
        not_before: Some(at("2026-03-02T09:15:31Z")),
        not_on_or_after: at("2026-03-02T09:22:31Z"),
        audience: "https://sede.ejemplo.test/metadata".to_owned(),
        one_time_use: true,
        name_id: NameId::persistent("_9f3c".to_owned(), &entity(ISSUER), "urn:sede"),
        address: Some("192.0.2.7".to_owned()),
        session_index: Some("_s77ab01".to_owned()),
        authn_instant: at("2026-03-02T09:17:29Z"),
        context: "http://eidas.europa.eu/LoA/substantial".to_owned(),
        authorities: vec![entity("https://idp.ejemplo.test")],
        attributes: vec![
            Attribute::one(saml::attributes::PERSON_IDENTIFIER, "PersonIdentifier", "12345678Z"),
            Attribute {
                name: saml::attributes::FAMILY_NAME.to_owned(),
                friendly_name: None,
                values: vec![
                    AttributeValue { text: "ESPAÑOLA <&> O'HARA".to_owned(), is_latin: true },
                    AttributeValue { text: "ΟΝΑΣΗΣ".to_owned(), is_latin: false },
                ],
            },
        ],
    }
}

fn envelope(response_id: &str) -> Envelope {
    Envelope {
        response_id: id(response_id),
        issued: at("2026-03-02T09:17:31Z"),
        issuer: entity(ISSUER),
        destination: CONSUMER.to_owned(),
        in_response_to: id(ASKED),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn id(text: &str) -> MessageId {
    MessageId::new(text).unwrap()
}

fn entity(text: &str) -> EntityId {
    EntityId::new(text).unwrap()
}
