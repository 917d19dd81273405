//! The deviation `empty_reference`: a partner refers to the whole document by an empty URI instead of
//! naming the message's `ID` (XML-DSig 4.4.3.3). For that partner the whole document is what is
//! signed; for everybody else it is refused, and a wrapped message is refused for all.

use saml::{AuthnRequest, Deviation, EntityId, Malformed, Received, TrustedKeys, Untrusted};

use crate::forge::{
    ID, Recipe, agency, at_the_end, form, open, open_forgiving, plain, request, trusted,
};

const FORGIVEN: &[Deviation] = &[Deviation::EmptyReference];

fn theirs() -> Recipe {
    Recipe { uri: String::new(), ..Recipe::right() }
}

fn forgiven(xml: &str) -> Result<AuthnRequest, Untrusted> {
    open_forgiving(xml.as_bytes(), FORGIVEN)
}

#[test]
fn what_the_partner_sends_opens() {
    assert_eq!(forgiven(&theirs().xml()), Ok(request()));
    // And what everybody sends still does.
    assert_eq!(forgiven(&Recipe::right().xml()), Ok(request()));
}

#[test]
fn the_same_from_anybody_else_is_refused() {
    assert_eq!(open(&theirs().xml()), Err(Untrusted::Reference));
    let other = [Deviation::InclusiveCanonicalization];
    let refused = open_forgiving(theirs().xml().as_bytes(), &other);
    assert_eq!(refused, Err(Untrusted::Reference));
    // Another agency with the very same key.
    let keys = trusted(&[&agency().certificate]);
    assert_eq!(keys.signer().as_str(), crate::forge::AGENCY);
    let certificate = certs::Certificate::from_der(agency().certificate.to_der().unwrap()).unwrap();
    let neighbour = EntityId::new("https://vecina.ejemplo.test/metadata").unwrap();
    let keys = TrustedKeys::new(neighbour, vec![certificate.into()]).unwrap();
    let received = Received::from_post(&form(theirs().xml().as_bytes())).unwrap();
    assert_eq!(received.open::<AuthnRequest>(&keys).unwrap_err(), Untrusted::Reference);
}

#[test]
fn every_other_reference_is_still_refused() {
    for uri in [
        " ".to_owned(),
        "#".to_owned(),
        "#_another".to_owned(),
        ID.to_owned(),
        "#xpointer(/)".to_owned(),
        format!("#xpointer(id('{ID}'))"),
        "http://127.0.0.1/".to_owned(),
    ] {
        let odd = Recipe { uri, ..Recipe::right() };
        assert_eq!(forgiven(&odd.xml()), Err(Untrusted::Reference));
    }
    let without = theirs().xml().replacen(" URI=\"\"", "", 1);
    assert_eq!(forgiven(&without), Err(Untrusted::Reference));
}

#[test]
fn the_whole_document_is_what_is_signed() {
    let changed = theirs().xml().replace("sede.ejemplo.test/acs", "evil.example/acs");
    assert_eq!(forgiven(&changed), Err(Untrusted::Digest));
    let appended = at_the_end(&theirs().xml(), "<x></x>");
    assert_eq!(forgiven(&appended), Err(Untrusted::Digest));
    // The message has an ID for whoever answers it, although its signature needs none.
    let nameless = plain().replacen(&format!(" ID=\"{ID}\""), "", 1);
    let nameless = Recipe { uri: String::new(), ..Recipe::over(nameless, ID) };
    assert_eq!(forgiven(&nameless.xml()), Err(Malformed::Missing("ID").into()));
    // Nothing is resolved by ID, so that one that comes twice misleads nobody.
    let twice = at_the_end(&plain(), &format!("<x ID=\"{ID}\"></x>"));
    let twice = Recipe { uri: String::new(), ..Recipe::over(twice, ID) };
    assert_eq!(forgiven(&twice.xml()), Ok(request()));
}
