//! The hub's part is played by its own crates, which share no code with what is tested.

use certs::SigningKey;
use metadata::Publication;
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use saml::binding::Binding as Published;
use saml::binding::{post_value, sign_redirect};
use saml::write::sign;
use saml::{
    Dialect, EntityId, Envelope, LogoutRequest, LogoutResponse, MessageId, NameId, Received,
    RelayState, SecondCode, Status,
};

use super::*;
use crate::offices::Office;
use crate::provider::Identity;
use crate::site::now;

const HUB: &str = "https://hub.localhost:8443/saml/metadata";
const HUB_LOGOUT: &str = "https://hub.localhost:8443/saml/slo";

impl Session {
    pub(crate) fn named(name: &str, index: Option<&str>) -> Self {
        let (name, index) = (name.to_owned(), index.map(str::to_owned));
        Self { name, attributes: Vec::new(), index }
    }
}

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn p256() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

/// A key as PEM, and a certificate for it.
fn pair(key: &PKey<Private>) -> (Vec<u8>, Vec<u8>) {
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    (key.private_key_to_pem_pkcs8().unwrap(), builder.build().to_pem().unwrap())
}

/// An agency, and the key of the hub that it knows.
struct House {
    hub: SigningKey,
    provider: Provider,
}

impl House {
    fn new(office: &str, hub: &PKey<Private>) -> Self {
        let (key, certificate) = pair(hub);
        let hub = SigningKey::from_pem(&key, &certificate).unwrap();
        let publication = Publication {
            entity_id: EntityId::new(HUB).unwrap(),
            sso_url: "https://hub.localhost:8443/saml/sso".to_owned(),
            slo_url: HUB_LOGOUT.to_owned(),
            display_names: std::collections::BTreeMap::new(),
            home: "https://hub.localhost:8443/".to_owned(),
            contact: None,
        };
        let valid = SignedDuration::from_hours(48);
        let keys = [hub.certificate()];
        let published = metadata::publish(&publication, &hub, keys, "_m", now(), valid).unwrap();
        let (key, certificate) = pair(&rsa());
        let office = Office::named(office).unwrap();
        let identity = Identity::new(office, 8446, &key, &certificate).unwrap();
        let provider = Provider::new(&identity, &String::from_utf8(published).unwrap()).unwrap();
        Self { hub, provider }
    }

    fn by_redirect(&self, request: &LogoutRequest) -> String {
        let xml = request.to_element(None).unwrap().to_bytes();
        let state = RelayState::new("es").unwrap();
        let parameter = saml::binding::Parameter::Request;
        sign_redirect(parameter, &xml, Some(&state), &self.hub).unwrap()
    }

    fn by_form(&self, request: &LogoutRequest) -> String {
        let signed = sign(request.to_element(None).unwrap(), 1, &self.hub).unwrap();
        form("SAMLRequest", &signed.to_bytes())
    }

    fn hear(&self, incoming: Incoming<'_>) -> Result<Heard, String> {
        self.provider.hear(incoming, now()).map_err(|problem| problem.to_string())
    }

    /// What the hub makes of a message of the agency.
    fn open<M: saml::Message>(&self, message: &Message) -> M {
        let received = if message.fields.is_empty() {
            let (address, query) = message.address.split_once('?').unwrap();
            assert_eq!(address, HUB_LOGOUT);
            Received::from_redirect(query).unwrap()
        } else {
            assert_eq!(message.address, HUB_LOGOUT);
            let escaped = |value: &str| value.replace('+', "%2B").replace('=', "%3D");
            let fields: Vec<String> =
                message.fields.iter().map(|(n, value)| format!("{n}={}", escaped(value))).collect();
            Received::from_post(fields.join("&").as_bytes()).unwrap()
        };
        let metadata = self.provider.metadata().unwrap();
        let agency = metadata::ServiceProvider::read(metadata.as_bytes()).unwrap();
        let keys = agency.signing_keys(now()).unwrap();
        received.open::<M>(&keys).unwrap().into_parts().0
    }
}

fn form(name: &str, xml: &[u8]) -> String {
    let value = post_value(xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("{name}={value}&RelayState=es")
}

fn request(office: &str) -> LogoutRequest {
    let issuer = EntityId::new(HUB).unwrap();
    let now = now();
    LogoutRequest {
        id: MessageId::new("_hub1").unwrap(),
        issue_instant: now,
        issuer: Some(issuer.clone()),
        destination: Some(format!("https://{office}.localhost:8446/saml/slo")),
        not_on_or_after: Some(now.checked_add(FRESH).unwrap()),
        reason: None,
        name_id: NameId::transient("_ana&co".to_owned(), &issuer),
        session_indexes: vec!["_s1".to_owned(), "_s2".to_owned()],
    }
}

fn leaving() -> Heard {
    Heard::Request(Leaving {
        id: "_hub1".to_owned(),
        name: "_ana&co".to_owned(),
        indexes: vec!["_s1".to_owned(), "_s2".to_owned()],
    })
}

#[test]
fn the_hub_is_heard_by_either_binding_whatever_its_kind_of_key() {
    for key in [rsa(), p256()] {
        let house = House::new("trafico", &key);
        let query = house.by_redirect(&request("trafico"));
        assert_eq!(house.hear(Incoming::Redirect(&query)), Ok(leaving()));
        let form = house.by_form(&request("trafico"));
        assert_eq!(house.hear(Incoming::Form(&form)), Ok(leaving()));
        assert_eq!(Incoming::Form(&form).relay_state().as_deref(), Some("es"));
    }
}

#[test]
fn nobody_else_is_heard() {
    let (house, other) = (House::new("trafico", &rsa()), House::new("trafico", &rsa()));
    let stranger = "the signature is not the hub's";
    let query = other.by_redirect(&request("trafico"));
    assert_eq!(house.hear(Incoming::Redirect(&query)), Err(stranger.to_owned()));
    let form = other.by_form(&request("trafico"));
    assert!(house.hear(Incoming::Form(&form)).unwrap_err().starts_with(stranger));

    let genuine = house.by_redirect(&request("trafico"));
    for (found, instead, why) in [
        ("RelayState=es", "RelayState=en", stranger),
        ("rsa-sha256", "rsa-sha512", stranger),
        ("rsa-sha256", "ecdsa-sha256", stranger),
        (
            "xmldsig-more%23rsa-sha256",
            "xmldsig-more%23rsa-sha224",
            "the signature is of a kind that is not accepted",
        ),
        ("&Signature=", "&Signatur=", "the query is not signed"),
        ("&RelayState=es", "&RelayState=es&RelayState=es", "RelayState is there twice"),
        ("&RelayState=es", "&SAMLResponse=x", "there are two messages in one query"),
    ] {
        assert!(genuine.contains(found), "{found} in {genuine}");
        let changed = genuine.replacen(found, instead, 1);
        assert_eq!(house.hear(Incoming::Redirect(&changed)), Err(why.to_owned()), "{instead}");
    }
    let unsigned = request("trafico").to_element(None).unwrap().to_bytes();
    assert!(house.hear(Incoming::Form(&form_of(&unsigned))).is_err());
}

fn form_of(xml: &[u8]) -> String {
    form("SAMLRequest", xml)
}

#[test]
fn a_message_for_another_of_another_or_of_another_time_is_refused() {
    let house = House::new("trafico", &rsa());
    let refused = |change: &dyn Fn(&mut LogoutRequest)| {
        let mut request = request("trafico");
        change(&mut request);
        let by_redirect = house.by_redirect(&request);
        let refused = house.hear(Incoming::Redirect(&by_redirect)).unwrap_err();
        let by_form = house.by_form(&request);
        assert_eq!(house.hear(Incoming::Form(&by_form)), Err(refused.clone()));
        refused
    };
    let ago = |minutes| now() - SignedDuration::from_mins(minutes);
    let elsewhere = "the message is meant for another address";
    assert_eq!(refused(&|request| request.destination = None), elsewhere);
    let hacienda = "https://hacienda.localhost:8446/saml/slo";
    assert_eq!(refused(&|request| request.destination = Some(hacienda.to_owned())), elsewhere);
    let issuer = "the message is not issued by the hub";
    assert_eq!(refused(&|request| request.issuer = None), issuer);
    let other = EntityId::new("https://other.test").unwrap();
    assert_eq!(refused(&|request| request.issuer = Some(other.clone())), issuer);
    let time = "the message is too old, or of a later time";
    assert_eq!(refused(&|request| request.issue_instant = ago(6)), time);
    assert_eq!(refused(&|request| request.issue_instant = ago(-6)), time);
    assert_eq!(refused(&|request| request.not_on_or_after = Some(ago(1))), "the message has ended");
}

#[test]
fn the_agency_asks_with_the_names_of_the_assertion() {
    let assertion = "<a:Assertion xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\"><a:Subject>\
        <a:NameID Format=\"urn:x\" NameQualifier=\"https://hub.test\">_ana&amp;co</a:NameID></a:Subject>\
        <a:AuthnStatement SessionIndex=\"_s1\"/></a:Assertion>";
    let session = Session::of(assertion).unwrap().unwrap();
    for (office, is_form) in [("trafico", false), ("hacienda", true), ("certificado", false)] {
        let house = House::new(office, &rsa());
        assert!(house.provider.can_leave_all());
        let message = house.provider.leaving(&session, "es", now()).unwrap();
        assert_eq!(!message.fields.is_empty(), is_form, "{office}");
        let request: LogoutRequest = house.open(&message);
        assert_eq!(request.id.as_str(), message.id);
        assert_eq!(request.destination.as_deref(), Some(HUB_LOGOUT));
        let issuer = format!("https://{office}.localhost:8446/saml/metadata");
        assert_eq!(request.issuer.unwrap().as_str(), issuer);
        assert_eq!(request.session_indexes, ["_s1"]);
        assert_eq!(
            request.name_id,
            NameId {
                format: Some("urn:x".to_owned()),
                value: "_ana&co".to_owned(),
                name_qualifier: Some("https://hub.test".to_owned()),
                sp_name_qualifier: None,
            }
        );
        assert!(request.not_on_or_after.is_some_and(|end| end > request.issue_instant));
    }
}

#[test]
fn the_agency_answers_as_it_was_asked() {
    let house = House::new("trafico", &rsa());
    let Heard::Request(asked) = leaving() else { panic!("it is a request") };
    for binding in [Binding::Redirect, Binding::Form] {
        let message = house.provider.answering(&asked, binding, Some("a b&c"), now()).unwrap();
        assert_eq!(message.fields.is_empty(), binding == Binding::Redirect);
        let response: LogoutResponse = house.open(&message);
        assert_eq!(response.envelope.in_response_to.as_str(), "_hub1");
        assert_eq!(response.envelope.destination, HUB_LOGOUT);
        assert_eq!(response.status.top, saml::TopCode::Success);
        assert_eq!(response.status.second, None);
    }
}

#[test]
fn the_answer_of_the_hub_says_how_much_has_ended() {
    let house = House::new("trafico", &p256());
    let partial = Status { second: Some(SecondCode::PartialLogout), ..Status::success() };
    let failed = Status { top: saml::TopCode::Responder, second: None, ..Status::success() };
    for (status, extent) in [
        (Status::success(), Extent::Everything),
        (partial, Extent::NotEverything),
        (failed, Extent::OnlyHere),
    ] {
        let response = LogoutResponse {
            envelope: Envelope {
                response_id: MessageId::new("_r").unwrap(),
                issued: now(),
                issuer: EntityId::new(HUB).unwrap(),
                destination: "https://trafico.localhost:8446/saml/slo".to_owned(),
                in_response_to: MessageId::new("_ours").unwrap(),
            },
            status,
        };
        let element = response.to_element(Dialect::Strict);
        let parameter = saml::binding::Parameter::Response;
        let query = sign_redirect(parameter, &element.to_bytes(), None, &house.hub).unwrap();
        let heard = Heard::Answer(Outcome { request: "_ours".to_owned(), extent });
        assert_eq!(house.hear(Incoming::Redirect(&query)), Ok(heard));
        let signed = sign(response.to_element(Dialect::Strict), 1, &house.hub).unwrap();
        let form = form("SAMLResponse", &signed.to_bytes());
        let heard = Heard::Answer(Outcome { request: "_ours".to_owned(), extent });
        assert_eq!(house.hear(Incoming::Form(&form)), Ok(heard));
        // In the other parameter it is nothing.
        let swapped = form.replacen("SAMLResponse", "SAMLRequest", 1);
        let refused = "what is signed is another message".to_owned();
        assert_eq!(house.hear(Incoming::Form(&swapped)), Err(refused));
    }
}

#[test]
fn metadata_says_where_and_how_each_agency_is_told() {
    for (office, binding) in [
        ("trafico", Published::Redirect),
        ("hacienda", Published::Post),
        ("certificado", Published::Redirect),
    ] {
        let metadata = House::new(office, &rsa()).provider.metadata().unwrap();
        let agency = metadata::ServiceProvider::read(metadata.as_bytes()).unwrap();
        let location = format!("https://{office}.localhost:8446/saml/slo");
        let service = metadata::LogoutService { binding, location, response_location: None };
        assert_eq!(agency.logout, [service]);
    }
}
