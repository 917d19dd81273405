//! What comes out of a ciphertext has not passed the gate, and a scanner in front of it has not seen it:
//! document types, comments in names, other elements, other quantities. It is a document of its own and
//! passes the same gate; a signature in it has to hold; and nothing outside can refer into it.
//! CVE-2016-5697 (ruby-saml, one of two elements of one reference was inside).

use saml::{Malformed, Untrusted};

use crate::answers::{
    ANA, ASSERTION_ID, RESPONSE_ID, answered, around, by_provider, plain_assertion, response,
    signed_assertion, signed_assertion_of,
};
use crate::forge::{Recipe, after_issuer, at_the_end, by_stranger, signature_of};
use crate::sealing::{Sealed, cipher_value, ciphertext};

fn sealing(plain: &str) -> Result<saml::Response, Untrusted> {
    answered(&Sealed::of(plain).xml())
}

#[test]
fn what_the_gate_refuses_it_refuses_here_as_well() {
    let own = plain_assertion();
    let cut = |inside: &str| own.replace(ANA, &format!("_a{inside}na"));
    for (plain, refused) in [
        (format!("<!DOCTYPE a [<!ENTITY x \"y\">]>{own}"), Malformed::Declaration),
        (format!("<!-- -->{own}"), Malformed::Declaration),
        (cut("<!-- -->"), Malformed::Declaration),
        (cut("<![CDATA[]]>"), Malformed::Declaration),
        (cut("<?x?>"), Malformed::ProcessingInstruction),
        (format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{own}"), Malformed::NotUtf8),
        (cut("\0"), Malformed::Character),
        (
            own.replacen("<saml2:Assertion ", "<saml2:Assertion xmlns:p=\"\" ", 1),
            Malformed::NamespaceDeclaration,
        ),
    ] {
        assert_eq!(sealing(&plain), Err(refused.into()));
    }
}

#[test]
fn quantities_are_counted_again() {
    let own = plain_assertion();
    let deep = format!("{}{}", "<a>".repeat(48), "</a>".repeat(48));
    assert_eq!(sealing(&at_the_end(&own, &deep)), Err(Malformed::TooDeep.into()));
    let wide = "<a/>".repeat(4096);
    assert_eq!(sealing(&at_the_end(&own, &wide)), Err(Malformed::TooManyElements.into()));
    // What is larger inside is larger outside, and does not come that far.
    let long = "a".repeat(256 * 1024);
    assert_eq!(sealing(&at_the_end(&own, &long)), Err(Malformed::TooLarge.into()));
}

#[test]
fn octets_that_are_no_text_are_refused() {
    let latin = b"<saml2:Assertion>Espa\xf1a</saml2:Assertion>";
    let octets =
        certs::ContentCipher::Aes256Gcm.seal(&crate::sealing::CONTENT_KEY, [1; 12], latin).unwrap();
    let odd = Sealed { data: cipher_value(&octets), ..Sealed::of("") };
    assert_eq!(answered(&odd.xml()), Err(Malformed::NotUtf8.into()));
}

#[test]
fn there_is_one_element_and_nothing_beside_it() {
    let own = plain_assertion();
    for plain in
        [format!("{own}{own}"), format!("{own}<x></x>"), format!("text{own}"), format!("{own}text")]
    {
        let refused = sealing(&plain);
        assert!(
            matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))),
            "{refused:?}"
        );
    }
    for plain in ["", " ", "text", "<saml2:Assertion>"] {
        assert_eq!(sealing(plain), Err(Malformed::NotWellFormed.into()), "{plain}");
    }
}

#[test]
fn what_is_no_assertion_is_refused() {
    let own = plain_assertion();
    for plain in [
        own.replace("saml2:Assertion", "saml2:assertion"),
        own.replace("SAML:2.0:assertion", "SAML:1.0:assertion"),
        format!("<x>{own}</x>"),
        around(&own),
        "<saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">_eva</saml2:NameID>"
            .to_owned(),
        Sealed::of(&own).xml(),
    ] {
        assert_eq!(sealing(&plain), Err(Malformed::WrongRoot.into()));
    }
}

/// A sender that encrypts a part of a document leaves declarations outside (XML Encryption 1.1, 4.3.3).
/// Nothing is put in for them: what was encrypted means what it says itself.
#[test]
fn a_namespace_from_outside_is_not_borrowed() {
    let declared = " xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"";
    let leaning = plain_assertion().replacen(declared, "", 1);
    assert_ne!(leaning, plain_assertion());
    let refused = sealing(&leaning);
    assert!(
        matches!(refused, Err(Untrusted::Malformed(Malformed::Syntax { line: 1, .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_signature_inside_has_to_hold() {
    assert_eq!(sealing(&signed_assertion()), Ok(response()));
    let inner = || Recipe { sign: by_provider, ..Recipe::over(plain_assertion(), ASSERTION_ID) };
    let by_a_stranger = Recipe { sign: by_stranger, ..inner() };
    assert_eq!(sealing(&by_a_stranger.xml()), Err(Untrusted::Signature));
    let changed = signed_assertion().replace(ANA, "_eva");
    assert_eq!(sealing(&changed), Err(Untrusted::Digest));
    for id in [RESPONSE_ID, "_other"] {
        let of_another = Recipe { uri: format!("#{id}"), ..inner() };
        assert_eq!(sealing(&of_another.xml()), Err(Untrusted::Reference));
    }
    let object = Recipe { object: "<ds:Object></ds:Object>".to_owned(), ..inner() };
    assert_eq!(sealing(&object.xml()), Err(Untrusted::SignatureObject));
}

#[test]
fn a_second_signature_inside_is_refused() {
    let own = signed_assertion();
    let signature = signature_of(&own);
    for twice in [after_issuer(&own, signature), at_the_end(&own, &format!("<x>{signature}</x>"))] {
        assert_eq!(sealing(&twice), Err(Untrusted::SeveralSignatures));
    }
    let elsewhere = at_the_end(&plain_assertion(), &format!("<x>{signature}</x>"));
    assert_eq!(sealing(&elsewhere), Err(Untrusted::MisplacedSignature));
    let wrapped = at_the_end(&plain_assertion().replace(ASSERTION_ID, "_evil"), &own);
    assert_eq!(sealing(&wrapped), Err(Untrusted::MisplacedSignature));
}

/// It is a document of its own: neither can the inside refer to the outside, nor the other way round.
#[test]
fn an_id_outside_and_the_same_inside_do_not_meet() {
    let same = plain_assertion().replace(ASSERTION_ID, RESPONSE_ID);
    let opened = sealing(&same).unwrap().assertion.unwrap();
    assert_eq!(opened.id.as_str(), RESPONSE_ID);
    let signed = signed_assertion_of(same, RESPONSE_ID);
    assert_eq!(sealing(&signed).unwrap().assertion.unwrap().id.as_str(), RESPONSE_ID);
}

#[test]
fn what_is_encrypted_inside_what_is_encrypted_is_not_passed_over() {
    let own = plain_assertion();
    let encrypted_attribute = own.replacen(
        "<saml2:AttributeStatement>",
        "<saml2:AttributeStatement><saml2:EncryptedAttribute></saml2:EncryptedAttribute>",
        1,
    );
    let refused = Malformed::Unsupported("EncryptedAttribute");
    assert_eq!(sealing(&encrypted_attribute), Err(refused.into()));
    assert_eq!(answered(&encrypted_attribute), Err(refused.into()));
    assert_eq!(sealing(&Sealed::of(&own).xml()), Err(Malformed::WrongRoot.into()));
    assert!(!ciphertext(&own).is_empty());
}

/// Line ends are put right before the gate, as outside.
#[test]
fn carriage_returns_are_line_ends_inside_as_well() {
    let broken = plain_assertion().replacen("><saml2:Subject>", ">\r\n<saml2:Subject>", 1);
    assert_eq!(sealing(&broken), Ok(response()));
    let signed = signed_assertion_of(broken.replace("\r\n", "\n"), ASSERTION_ID);
    assert_eq!(sealing(&signed.replace('\n', "\r")), Ok(response()));
}
