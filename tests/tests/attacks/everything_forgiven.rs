//! What is forgiven a partner must let no attack through: the signatures here are of that partner, with
//! an empty reference, the inclusive form and one transform, and the hub forgives whatever can be
//! forgiven. Wrapping, doubling, strangers, weak algorithms and programs are refused as ever. (All
//! other attacks of this corpus are opened with everything forgiven as well: see [`crate::forge::open`].)

use openssl::hash::MessageDigest;
use saml::{AuthnRequest, Deviation, Malformed, Untrusted};

use crate::forge::{
    ENVELOPED, EXCLUSIVE, ID, INCLUSIVE, Recipe, after_issuer, agency, algorithm, at_the_end,
    by_stranger, evil, open_forgiving, plain, request, rsa, sha256, signature_of,
};

const EVIL_ID: &str = "_evil";

fn open(xml: &str) -> Result<AuthnRequest, Untrusted> {
    open_forgiving(xml.as_bytes(), &Deviation::ALL)
}

/// A partner that needs both deviations. `SignedInfo` is in the exclusive form, which is signed here.
fn theirs() -> Recipe {
    let transforms = algorithm("Transform", ENVELOPED);
    Recipe { uri: String::new(), transforms, ..Recipe::right() }
}

fn signature() -> String {
    signature_of(&theirs().xml()).to_owned()
}

fn extensions(inside: &str) -> String {
    format!("<saml2p:Extensions>{inside}</saml2p:Extensions>")
}

#[test]
fn what_the_partner_sends_opens() {
    assert_eq!(open(&theirs().xml()), Ok(request()));
    let inclusive = algorithm("Transform", ENVELOPED) + &algorithm("Transform", INCLUSIVE);
    assert_eq!(open(&Recipe { transforms: inclusive, ..theirs() }.xml()), Ok(request()));
}

#[test]
fn xsw_with_the_signature_in_the_forged_message() {
    let object = format!("<ds:Object>{}</ds:Object>", plain());
    let in_key_info = format!("<ds:KeyInfo>{}</ds:KeyInfo>", plain());
    for id in [EVIL_ID, ID] {
        let forged = |inserted: &str| open(&after_issuer(&evil(id), inserted));
        let holding = |inside: &str| at_the_end(&signature(), inside);
        assert_eq!(forged(&signature()), Err(Untrusted::Digest));
        assert_eq!(forged(&holding(&plain())), Err(Untrusted::SignatureStructure));
        assert_eq!(forged(&holding(&object)), Err(Untrusted::SignatureObject));
        assert_eq!(forged(&holding(&in_key_info)), Err(Untrusted::Digest));
        for beside in [
            format!("{}{}", plain(), signature()),
            format!("{}{}", signature(), plain()),
            format!("{}{}", signature(), extensions(&plain())),
        ] {
            assert_eq!(forged(&beside), Err(Untrusted::Digest));
        }
    }
}

#[test]
fn xsw_with_the_signed_message_in_the_forged_one() {
    for id in [EVIL_ID, ID] {
        for inside in [theirs().xml(), extensions(&theirs().xml())] {
            let wrapped = at_the_end(&evil(id), &inside);
            assert_eq!(open(&wrapped), Err(Untrusted::MisplacedSignature));
        }
        let own = Recipe { sign: by_stranger, uri: String::new(), ..Recipe::over(evil(id), id) };
        let wrapped = at_the_end(&own.xml(), &theirs().xml());
        assert_eq!(open(&wrapped), Err(Untrusted::SeveralSignatures));
    }
}

#[test]
fn parts_that_come_twice_are_refused() {
    let xml = theirs().xml();
    for twice in [after_issuer(&xml, &signature()), at_the_end(&xml, &signature())] {
        assert_eq!(open(&twice), Err(Untrusted::SeveralSignatures));
    }
    let twice = Recipe { second_reference: theirs().reference(), ..theirs() };
    assert_eq!(open(&twice.xml()), Err(Untrusted::SeveralReferences));
    let by_id = Recipe { second_reference: Recipe::right().reference(), ..theirs() };
    assert_eq!(open(&by_id.xml()), Err(Untrusted::SeveralReferences));
    let info = theirs().signed_info();
    let twice = xml.replacen(&info, &info.repeat(2), 1);
    assert_eq!(open(&twice), Err(Untrusted::RepeatedPart));
    let twice =
        xml.replacen("<ds:DigestValue>", "<ds:DigestValue></ds:DigestValue><ds:DigestValue>", 1);
    assert_eq!(open(&twice), Err(Untrusted::SignatureStructure));
}

#[test]
fn strangers_and_changes_are_refused() {
    let stranger = Recipe { sign: by_stranger, ..theirs() };
    assert_eq!(open(&stranger.xml()), Err(Untrusted::Signature));
    let digest = Recipe { digest: sha256(evil(ID).as_bytes()), ..theirs() };
    assert_eq!(open(&digest.xml()), Err(Untrusted::Digest));
    let put_right = theirs().xml().replace(
        &signature(),
        &signature().replace(
            &theirs().reference(),
            &Recipe { digest: sha256(evil(ID).as_bytes()), ..theirs() }.reference(),
        ),
    );
    assert_eq!(open(&put_right), Err(Untrusted::Signature));
    assert_eq!(open(&plain()), Err(Untrusted::Unsigned));
    let other = plain().replace("AuthnRequest", "LogoutRequest");
    let other = Recipe { uri: String::new(), ..Recipe::over(other, ID) };
    assert_eq!(open(&other.xml()), Err(Malformed::WrongRoot.into()));
}

#[test]
fn weak_algorithms_are_refused() {
    let sha1 = algorithm("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
    let sign = |data: &[u8]| rsa(&agency().key, MessageDigest::sha1(), data);
    let weak = Recipe { method: sha1, sign, ..theirs() };
    assert_eq!(open(&weak.xml()), Err(Untrusted::SignatureAlgorithm("RSA with SHA-1")));
    let hmac = algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
    let weak = Recipe { method: hmac, ..theirs() };
    assert_eq!(open(&weak.xml()), Err(Untrusted::SignatureAlgorithm("HMAC with SHA-256")));
    let digest_method = algorithm("DigestMethod", "http://www.w3.org/2000/09/xmldsig#sha1");
    let weak = Recipe { digest_method, ..theirs() };
    assert_eq!(open(&weak.xml()), Err(Untrusted::DigestAlgorithm("SHA-1")));
}

#[test]
fn transforms_are_as_few_and_as_known_as_ever() {
    let with = |transforms: String| open(&Recipe { transforms, ..theirs() }.xml());
    let one = |uri: &str| algorithm("Transform", uri);
    for (uri, name) in [
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
        ("http://www.w3.org/2002/06/xmldsig-filter2", "XPath filter 2"),
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
        ("http://www.w3.org/2000/09/xmldsig#base64", "base64"),
        ("http://www.w3.org/2006/12/xml-c14n11", "inclusive canonicalisation 1.1"),
        ("urn:stranger", "(of an unknown name)"),
    ] {
        assert_eq!(with(one(uri)), Err(Untrusted::Transform(name)));
        assert_eq!(with(one(ENVELOPED) + &one(uri)), Err(Untrusted::Transform(name)));
        assert_eq!(with(one(uri) + &one(INCLUSIVE)), Err(Untrusted::Transform(name)));
        let three = one(ENVELOPED) + &one(uri) + &one(INCLUSIVE);
        assert_eq!(with(three), Err(Untrusted::Transforms));
    }
    // Without enveloped-signature the signature would be a part of what it signs.
    let alone = |name| Err(Untrusted::Transform(name));
    assert_eq!(with(one(INCLUSIVE)), alone("inclusive canonicalisation 1.0"));
    assert_eq!(with(one(EXCLUSIVE)), alone("exclusive canonicalisation"));
    let reversed = one(INCLUSIVE) + &one(ENVELOPED);
    assert_eq!(with(reversed), alone("inclusive canonicalisation 1.0"));
    let twice = with(one(ENVELOPED).repeat(2));
    assert_eq!(twice, alone("enveloped-signature"));
    assert_eq!(with(String::new()), Err(Untrusted::Transforms));
    let program = one(ENVELOPED).replacen("></", "><ds:XPath>not(//*)</ds:XPath></", 1);
    assert_eq!(with(program), Err(Untrusted::AlgorithmParameters("enveloped-signature")));
}

/// An assertion inside a response is not the whole document, whatever its reference says.
#[test]
fn an_empty_reference_of_an_assertion_inside_a_response_is_refused() {
    use crate::answers::{ASSERTION_ID, around, by_provider, keys, plain_assertion, signed};
    let inner = Recipe { sign: by_provider, ..Recipe::over(plain_assertion(), ASSERTION_ID) };
    let inner = Recipe { uri: String::new(), ..inner };
    let form = crate::forge::form_of(
        saml::binding::Parameter::Response,
        signed(around(&inner.xml())).as_bytes(),
    );
    let keys = keys().forgiving(&Deviation::ALL);
    let received = saml::Received::from_post(&form).unwrap();
    assert_eq!(received.open::<saml::Response>(&keys).unwrap_err(), Untrusted::Reference);
}
