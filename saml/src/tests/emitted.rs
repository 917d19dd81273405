//! What we emit is canonical as it stands, whole and per signed element, and says what it should.

use identity::{Comparison, LevelOfAssurance};
use roxmltree::Document;

use super::keys::{p256, recipient, rsa};
use super::messages::request;
use super::oracle::{Record, assert_libxml2_agrees};
use super::random_xml::Dice;
use crate::attributes::TYPE_PREFIXES;
use crate::c14n::{Form, canonicalize};
use crate::namespaces::{ASSERTION, METADATA, PROTOCOL, SIGNATURE, XML};
use crate::request::RequestedContext;
use crate::response::{Envelope, Manner, Signed, decline, respond};
use crate::status::Status;
use crate::write::{Element, Namespace, sign};
use crate::{
    Assertion, Attribute, AttributeValue, ContentSecret, Dialect, EntityId, LogoutRequest,
    LogoutResponse, MessageId, NameId, read,
};

const TEXTS: [&str; 9] = [
    "CARMEN",
    "ESPAÑOLA ESPAÑOLA",
    "<&>\"'",
    "a\tb\nc\rd",
    " around ",
    "漢字 𝒳",
    "]]>",
    "",
    "\u{0}\u{b}\u{fffe}",
];

fn envelope(dice: &mut Dice) -> Envelope {
    Envelope {
        response_id: MessageId::new("_resp51c3f0a8").unwrap(),
        issued: "2026-03-02T09:17:31.250Z".parse().unwrap(),
        issuer: EntityId::new("https://hub.example.test/?a=1&b=\"2\"").unwrap(),
        destination: format!("https://sede.ejemplo.test/acs?{}", dice.pick(&TEXTS)),
        in_response_to: MessageId::new("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770").unwrap(),
    }
}

fn assertion(dice: &mut Dice) -> Assertion {
    let value = |dice: &mut Dice| AttributeValue {
        text: dice.pick(&TEXTS).to_owned(),
        is_latin: dice.one_in(2),
    };
    let attribute = |dice: &mut Dice| Attribute {
        name: format!("http://es.minhafp.clave/{}", dice.pick(&TEXTS)),
        friendly_name: Some(dice.pick(&TEXTS).to_owned()),
        values: (0..dice.below(3)).map(|_| value(dice)).collect(),
    };
    let name = dice.pick(&TEXTS).to_owned();
    let issuer = EntityId::new("https://hub.example.test").unwrap();
    Assertion {
        id: MessageId::new("_a9d0e4").unwrap(),
        not_before: Some("2026-03-02T09:15:31Z".parse().unwrap()),
        not_on_or_after: "2026-03-02T09:22:31Z".parse().unwrap(),
        audience: "https://sede.ejemplo.test/metadata".to_owned(),
        one_time_use: dice.one_in(2),
        name_id: if dice.one_in(2) {
            NameId::persistent(name, &issuer, "https://sede.ejemplo.test/metadata")
        } else {
            NameId::transient(name, &issuer)
        },
        address: None,
        session_index: Some("_s77ab01".to_owned()),
        authn_instant: "2026-03-02T09:17:29Z".parse().unwrap(),
        context: LevelOfAssurance::Substantial.uri().to_owned(),
        authorities: vec![issuer],
        attributes: (0..dice.below(5)).map(|_| attribute(dice)).collect(),
    }
}

fn logout(dice: &mut Dice) -> Element {
    let recipient = recipient(false, false);
    let request = LogoutRequest {
        id: MessageId::new("_lo1f09").unwrap(),
        issue_instant: "2026-03-02T09:40:00Z".parse().unwrap(),
        issuer: Some(EntityId::new("https://sede.ejemplo.test/clave/logout-return").unwrap()),
        destination: None,
        not_on_or_after: Some("2026-03-02T09:45:00Z".parse().unwrap()),
        reason: Some(dice.pick(&TEXTS).to_owned()),
        name_id: assertion(dice).name_id,
        session_indexes: vec![dice.pick(&TEXTS).to_owned()],
    };
    let secret = dice.one_in(2).then(|| (&recipient, ContentSecret::new([9; 44])));
    request.to_element(secret).unwrap()
}

/// Random trees, with one prefix of two meanings and two prefixes of one.
fn random_element(dice: &mut Dice, depth: usize) -> Element {
    const NAMESPACES: [Namespace; 8] = [
        ASSERTION,
        METADATA,
        PROTOCOL,
        SIGNATURE,
        Namespace { prefix: "", uri: "urn:default" },
        Namespace { prefix: "", uri: "" },
        Namespace { prefix: "ds", uri: "urn:another" },
        Namespace { prefix: "x", uri: SIGNATURE.uri },
    ];
    let mut element = Element::new(NAMESPACES[dice.below(NAMESPACES.len())], "E");
    for local in ["b", "a", "ñ"] {
        if dice.one_in(3) {
            element = element.attribute(local, dice.pick(&TEXTS));
        }
    }
    if dice.one_in(4) {
        element = element.attribute_in(XML, "lang", "es");
    }
    if dice.one_in(4) {
        element = element.attribute_in(METADATA, "c", dice.pick(&TEXTS));
    }
    for _ in 0..dice.below(if depth < 5 { 4 } else { 1 }) {
        element = element.child(random_element(dice, depth + 1)).text(dice.pick(&TEXTS));
    }
    element
}

/// Claims that a document equals its canonical form by libxml2.
fn whole(bytes: &[u8]) -> Record {
    let document = String::from_utf8(bytes.to_vec()).unwrap();
    Record {
        ours: document.clone(),
        document,
        apex: String::new(),
        without: String::new(),
        prefixes: Vec::new(),
        inclusive: false,
    }
}

/// The same, under the `PrefixList` that the dialect `clave2` signs with.
fn whole_with_types(bytes: &[u8]) -> Record {
    let prefixes = TYPE_PREFIXES.split(' ').map(str::to_owned).collect();
    Record { prefixes, ..whole(bytes) }
}

/// Claims that the element with this ID, without its signature, is in the document byte for byte
/// as libxml2 canonicalises it for the digest.
fn signed(bytes: &[u8], id: &str, dialect: Dialect) -> Record {
    let document = String::from_utf8(bytes.to_vec()).unwrap();
    let tree = Document::parse(&document).unwrap();
    let element = tree.descendants().find(|node| node.attribute("ID") == Some(id)).unwrap();
    let signature = read::child(element, SIGNATURE, "Signature").unwrap().unwrap();
    let range = element.range();
    let before = &document[range.start..signature.range().start];
    let after = &document[signature.range().end..range.end];
    let ours = format!("{before}{after}");
    let listed = if dialect == Dialect::Clave2 { TYPE_PREFIXES } else { "" };
    let prefixes: Vec<&str> = listed.split_ascii_whitespace().collect();
    let how = Form::exclusive(prefixes.clone()).without(signature.id());
    assert_eq!(canonicalize(element, &how), ours);
    Record {
        ours,
        apex: id.to_owned(),
        without: "signature".to_owned(),
        prefixes: prefixes.into_iter().map(str::to_owned).collect(),
        inclusive: false,
        document: document.clone(),
    }
}

#[test]
fn everything_emitted_is_canonical_by_libxml2_whole_and_per_signed_element() {
    let mut dice = Dice(11);
    let mut records = Vec::new();
    for _ in 0..150 {
        let key = if dice.one_in(2) { rsa() } else { p256() };
        let dialect = if dice.one_in(2) { Dialect::Strict } else { Dialect::Clave2 };
        let whole = if dialect == Dialect::Strict { whole } else { whole_with_types };
        let sealed = dice.one_in(3);
        let recipient = recipient(dice.one_in(2), dice.one_in(2));
        let manner = Manner {
            recipient: sealed.then(|| (&recipient, ContentSecret::new([7; 44]))),
            ..Manner::new(dialect, key)
        };
        let response = respond(&envelope(&mut dice), &assertion(&mut dice), manner).unwrap();
        records.extend([whole(&response), signed(&response, "_resp51c3f0a8", dialect)]);
        if !sealed {
            records.push(signed(&response, "_a9d0e4", dialect));
        }
        let manner = Manner::new(dialect, key);
        let refusal = decline(&envelope(&mut dice), &Status::cancelled(), manner).unwrap();
        records.extend([whole(&refusal), signed(&refusal, "_resp51c3f0a8", dialect)]);
        let mut request = request();
        request.provider_name = Some(dice.pick(&TEXTS).to_owned());
        request.requested = Some(RequestedContext {
            comparison: Comparison::Exact,
            classes: vec![dice.pick(&TEXTS).to_owned()],
        });
        let request = sign(request.to_element(), 1, key).unwrap().to_bytes();
        records.extend([
            whole(&request),
            signed(&request, "_6f1d0c2a9b7e4e0f8c53a1d4b2e69770", Dialect::Strict),
        ]);
        let logout = sign(logout(&mut dice), 1, dialect.signing(key)).unwrap().to_bytes();
        let answer = LogoutResponse { envelope: envelope(&mut dice), status: Status::success() };
        let answer = sign(answer.to_element(dialect), 1, dialect.signing(key)).unwrap().to_bytes();
        records.extend([whole(&logout), signed(&logout, "_lo1f09", dialect)]);
        records.extend([whole(&answer), signed(&answer, "_resp51c3f0a8", dialect)]);
    }
    records.extend((0..2_000).map(|_| whole(&random_element(&mut dice, 0).to_bytes())));
    assert_libxml2_agrees("emitted", &records);
}

#[test]
fn a_response_says_what_it_was_told_and_nothing_about_other_times() {
    let mut dice = Dice(3);
    let mut told = assertion(&mut dice);
    let issuer = EntityId::new("https://hub.example.test").unwrap();
    told.name_id = NameId::persistent("pairwise".to_owned(), &issuer, &told.audience);
    told.attributes =
        vec![Attribute::one("http://es.minhafp.clave/FirstSurname", "FirstSurname", "ESPAÑOLA")];
    let manner = Manner::new(Dialect::Strict, rsa());
    let xml = respond(&envelope(&mut dice), &told, manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    for part in [
        r#"IssueInstant="2026-03-02T09:17:31Z""#,
        r#"InResponseTo="_6f1d0c2a9b7e4e0f8c53a1d4b2e69770""#,
        r#"<saml2:Conditions NotBefore="2026-03-02T09:15:31Z" NotOnOrAfter="2026-03-02T09:22:31Z">"#,
        "<saml2:Audience>https://sede.ejemplo.test/metadata</saml2:Audience>",
        r#"SPNameQualifier="https://sede.ejemplo.test/metadata">pairwise</saml2:NameID>"#,
        r#"<saml2:AuthnStatement AuthnInstant="2026-03-02T09:17:29Z" SessionIndex="_s77ab01">"#,
        "<saml2:AuthnContextClassRef>http://eidas.europa.eu/LoA/substantial</saml2:AuthnContextClassRef>",
        r#"FriendlyName="FirstSurname" Name="http://es.minhafp.clave/FirstSurname" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml2:AttributeValue>ESPAÑOLA</saml2:AttributeValue>"#,
        r#"<saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></saml2p:StatusCode>"#,
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert_eq!(xml.matches("NotBefore").count(), 1);
    assert!(!xml.contains("xsi:type"));
}

#[test]
fn in_clave2_values_have_types_and_the_namespaces_of_types_on_them() {
    let mut dice = Dice(4);
    let mut told = assertion(&mut dice);
    told.one_time_use = true;
    told.attributes = vec![
        Attribute::one(crate::attributes::PERSON_IDENTIFIER, "PersonIdentifier", "12345678Z"),
        Attribute::one(crate::attributes::SELECTED_IDP, "SelectedIdP", "SEGSOC"),
        Attribute::one(crate::attributes::RELAY_STATE, "RelayState", "k3Tz81Qp"),
    ];
    let manner = Manner { signed: Signed::Response, ..Manner::new(Dialect::Clave2, rsa()) };
    let xml = respond(&envelope(&mut dice), &told, manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let value = |kind: &str, text: &str| {
        format!(
            "<saml2:AttributeValue xmlns:eidas-natural=\"http://eidas.europa.eu/attributes/naturalperson\" \
             xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"{kind}\">{text}</saml2:AttributeValue>"
        )
    };
    for part in [
        value("eidas-natural:PersonIdentifierType", "12345678Z"),
        value("xs:string", "SEGSOC"),
        value("eidas-natural:PersonIdentifierType", "k3Tz81Qp"),
        r#"Consent="urn:oasis:names:tc:SAML:2.0:consent:obtained""#.to_owned(),
        "<saml2:OneTimeUse></saml2:OneTimeUse>".to_owned(),
        r#"<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="eidas-natural xs">"#.to_owned(),
        r#"<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512">"#.to_owned(),
        r#"<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512">"#.to_owned(),
        "<saml2p:StatusMessage>urn:oasis:names:tc:SAML:2.0:status:Success</saml2p:StatusMessage>".to_owned(),
    ] {
        assert!(xml.contains(&part), "{part} in {xml}");
    }
    assert_eq!(xml.matches("<ds:Signature ").count(), 1);
}

#[test]
fn signing_twice_with_rsa_gives_the_same_answer() {
    let (mut one, mut other) = (Dice(5), Dice(5));
    let manner = || Manner::new(Dialect::Strict, rsa());
    let first = respond(&envelope(&mut one), &assertion(&mut one), manner()).unwrap();
    let second = respond(&envelope(&mut other), &assertion(&mut other), manner()).unwrap();
    assert_eq!(first, second);
}

#[test]
fn a_refusal_carries_its_codes_and_no_assertion() {
    let status =
        Status::level_not_reached(LevelOfAssurance::Substantial, Some(LevelOfAssurance::Low));
    let manner = Manner::new(Dialect::Strict, p256());
    let xml = decline(&envelope(&mut Dice(1)), &status, manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    assert!(xml.contains(
        "<saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Requester\">\
         <saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext\">"
    ));
    assert!(
        xml.contains(">LOA_NOT_REACHED: required substantial, obtained low</saml2p:StatusMessage>")
    );
    assert!(!xml.contains("Assertion"));
}

#[test]
fn debug_output_holds_nothing_about_the_person() {
    let mut told = assertion(&mut Dice(2));
    let issuer = EntityId::new("https://hub.example.test").unwrap();
    told.name_id = NameId::transient("12345678Z".to_owned(), &issuer);
    let shown = format!("{told:?} {:?}", told.name_id);
    assert!(!shown.contains("12345678Z") && !shown.contains("CARMEN"), "{shown}");
}
