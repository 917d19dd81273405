//! A request to log out that nobody signed, or that has been used before: it ends sessions of people
//! whose name is known. Its checks are written last and forgotten first. gosaml2 GHSA-pcgw-qcv5-h8ch
//! (2026, unsigned requests taken); CVE-2023-40178 (node-saml, taken again and again after its
//! `NotOnOrAfter`).

use saml::{LogoutRequest, LogoutResponse, Malformed, Untrusted};

use crate::answers::{PROVIDER, REQUEST_ID, RESPONSE_ID, around, by_provider, open_as};
use crate::forge::{Recipe, after_issuer, at_the_end, by_stranger, signature_of};

const ID: &str = "_l1a2b3c4";

fn plain() -> String {
    format!(
        "<saml2p:LogoutRequest xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{ID}\" IssueInstant=\"2026-03-02T09:15:00Z\" NotOnOrAfter=\"2026-03-02T09:20:00Z\" Version=\"2.0\"><saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{PROVIDER}</saml2:Issuer><saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">_ana</saml2:NameID><saml2p:SessionIndex>_s1</saml2p:SessionIndex></saml2p:LogoutRequest>"
    )
}

fn signed() -> String {
    Recipe { sign: by_provider, ..Recipe::over(plain(), ID) }.xml()
}

fn evil(id: &str) -> String {
    plain().replace(ID, id).replace("_ana", "_eva").replace("_s1", "_s2")
}

fn open(xml: &str) -> Result<LogoutRequest, Untrusted> {
    open_as(xml, &[])
}

#[test]
fn whose_sessions_end_is_signed() {
    let opened = open(&signed()).unwrap();
    assert_eq!(
        (opened.name_id.value.as_str(), opened.session_indexes),
        ("_ana", vec!["_s1".to_owned()])
    );
    assert_eq!(open(&plain()), Err(Untrusted::Unsigned));
    let by_a_stranger = Recipe { sign: by_stranger, ..Recipe::over(plain(), ID) };
    assert_eq!(open(&by_a_stranger.xml()), Err(Untrusted::Signature));
    for (found, instead) in [("_ana", "_eva"), ("_s1", "_s2"), ("09:20", "23:20")] {
        assert_eq!(open(&signed().replacen(found, instead, 1)), Err(Untrusted::Digest));
    }
    let without = signed().replacen("<saml2p:SessionIndex>_s1</saml2p:SessionIndex>", "", 1);
    assert_eq!(open(&without), Err(Untrusted::Digest));
}

#[test]
fn a_wrapped_request_is_refused() {
    let genuine = signed();
    let signature = signature_of(&genuine);
    for (id, alone, beside) in [
        ("_evil", Untrusted::Reference, Untrusted::Reference),
        (ID, Untrusted::Digest, Untrusted::RepeatedId),
    ] {
        assert_eq!(open(&after_issuer(&evil(id), signature)), Err(alone));
        let both = format!("{signature}{}", plain());
        assert_eq!(open(&after_issuer(&evil(id), &both)), Err(beside));
        let inside = at_the_end(&evil(id), &genuine);
        assert_eq!(open(&inside), Err(Untrusted::MisplacedSignature));
        let in_the_signature = at_the_end(signature, &plain());
        let wrapped = after_issuer(&evil(id), &in_the_signature);
        assert_eq!(open(&wrapped), Err(Untrusted::SignatureStructure));
    }
}

/// Until when it may be used is read, for the caller's clock; what is no instant is refused.
#[test]
fn its_end_is_read() {
    assert_eq!(
        open(&signed()).unwrap().not_on_or_after,
        Some("2026-03-02T09:20:00Z".parse().unwrap())
    );
    let odd = plain().replace("2026-03-02T09:20:00Z", "never");
    let odd = Recipe { sign: by_provider, ..Recipe::over(odd, ID) };
    assert_eq!(open(&odd.xml()), Err(Malformed::Value("NotOnOrAfter").into()));
}

#[test]
fn sixty_five_sessions_are_too_many() {
    let of = |count: usize| {
        let index = "<saml2p:SessionIndex>_s1</saml2p:SessionIndex>";
        let many = at_the_end(&plain(), &index.repeat(count - 1));
        open(&Recipe { sign: by_provider, ..Recipe::over(many, ID) }.xml())
    };
    assert_eq!(of(64).unwrap().session_indexes.len(), 64);
    assert_eq!(of(65), Err(Malformed::TooMany("SessionIndex").into()));
}

#[test]
fn an_answer_to_it_is_signed_as_well() {
    let answer = around("").replace("saml2p:Response", "saml2p:LogoutResponse");
    assert_eq!(open_as::<LogoutResponse>(&answer, &[]), Err(Untrusted::Unsigned));
    let signed = Recipe { sign: by_provider, ..Recipe::over(answer.clone(), RESPONSE_ID) }.xml();
    let opened = open_as::<LogoutResponse>(&signed, &[]).unwrap();
    assert_eq!(opened.envelope.in_response_to.as_str(), REQUEST_ID);
    let failed = signed.replace("status:Success", "status:Responder");
    assert_eq!(open_as::<LogoutResponse>(&failed, &[]), Err(Untrusted::Digest));
}
