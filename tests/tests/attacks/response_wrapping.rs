//! Signature wrapping of answers, where it was found first: the signature covers the genuine response
//! or assertion, moved to where nobody reads, and a forged one is read. Somorovsky et al., "On Breaking
//! SAML: Be Whoever You Want to Be" (2012), XSW1 and 2 around responses, 3 to 8 around assertions;
//! CVE-2011-1411 (`OpenSAML`), CVE-2020-5390 (pysaml2), CVE-2025-47949 (samlify), CVE-2026-47201
//! (authentik), CVE-2024-4985 and 9487 (GitHub, where assertions were encrypted).

use saml::{Malformed, Untrusted};

use crate::answers::{
    ASSERTION_ID, EVA, RESPONSE_ID, answered, around, by_provider, evil_assertion, open,
    plain_assertion, response, signed, signed_assertion,
};
use crate::forge::{Recipe, after_issuer, at_the_end, by_stranger, signature_of};

const EVIL_ID: &str = "_evil";

/// A forged response with this ID, without signature.
fn evil(id: &str) -> String {
    around(&evil_assertion("_a_evil")).replace(RESPONSE_ID, id)
}

/// The response as the provider signed it; what is in it is not signed once more.
fn genuine() -> String {
    signed(around(&plain_assertion()))
}

fn genuine_signature() -> String {
    signature_of(&genuine()).to_owned()
}

fn inside_an_object(xml: &str) -> String {
    format!("<ds:Object>{xml}</ds:Object>")
}

fn extensions(inside: &str) -> String {
    format!("<saml2p:Extensions>{inside}</saml2p:Extensions>")
}

#[test]
fn the_signature_of_another_response_does_not_fit() {
    let forged = after_issuer(&evil(RESPONSE_ID), &genuine_signature());
    assert_eq!(open(&forged), Err(Untrusted::Digest));
    let renamed = after_issuer(&evil(EVIL_ID), &genuine_signature());
    assert_eq!(open(&renamed), Err(Untrusted::Reference));
}

#[test]
fn xsw1_the_original_response_inside_the_signature() {
    let original = around(&plain_assertion());
    let wrapped = |id| open(&after_issuer(&evil(id), &at_the_end(&genuine_signature(), &original)));
    assert_eq!(wrapped(EVIL_ID), Err(Untrusted::SignatureStructure));
    assert_eq!(wrapped(RESPONSE_ID), Err(Untrusted::SignatureStructure));
}

#[test]
fn xsw2_the_original_response_beside_its_signature() {
    let original = around(&plain_assertion());
    for beside in
        [format!("{original}{}", genuine_signature()), format!("{}{original}", genuine_signature())]
    {
        assert_eq!(open(&after_issuer(&evil(EVIL_ID), &beside)), Err(Untrusted::Reference));
        assert_eq!(open(&after_issuer(&evil(RESPONSE_ID), &beside)), Err(Untrusted::RepeatedId));
    }
}

#[test]
fn a_signed_response_inside_a_forged_one() {
    for inside in [genuine(), extensions(&genuine())] {
        for id in [EVIL_ID, RESPONSE_ID] {
            let wrapped = at_the_end(&evil(id), &inside);
            assert_eq!(open(&wrapped), Err(Untrusted::MisplacedSignature));
        }
    }
    let object = inside_an_object(&around(&plain_assertion()));
    let wrapped = after_issuer(&evil(EVIL_ID), &at_the_end(&genuine_signature(), &object));
    assert_eq!(open(&wrapped), Err(Untrusted::SignatureObject));
}

/// The forged assertion around, before, after or inside the genuine one, as XSW3 to 8 have it.
fn wrapped_assertions(id: &str) -> [(&'static str, String); 8] {
    let (forged, genuine) = (evil_assertion(id), signed_assertion());
    let (original, signature) = (plain_assertion(), signature_of(&genuine));
    let holding = |inside: &str| after_issuer(&forged, &at_the_end(signature, inside));
    let advice = |inside: &str| format!("<saml2:Advice>{inside}</saml2:Advice>");
    [
        ("xsw3: forged, then genuine", format!("{forged}{genuine}")),
        ("xsw3 turned: genuine, then forged", format!("{genuine}{forged}")),
        ("xsw4: genuine inside forged", at_the_end(&forged, &genuine)),
        (
            "xsw5: forged with the signature, then the original",
            format!("{}{original}", after_issuer(&forged, signature)),
        ),
        ("xsw6: original inside the signature of the forged", holding(&original)),
        ("xsw7: forged in extensions", format!("{}{genuine}", extensions(&forged))),
        ("xsw8: original in an object of the forged", holding(&inside_an_object(&original))),
        ("genuine in the advice of the forged", at_the_end(&forged, &advice(&genuine))),
    ]
}

/// The provider signs assertions alone, or the attacker takes the signature of the response off.
#[test]
fn no_arrangement_of_assertions_opens_in_a_response_that_nobody_signed() {
    for (name, inside) in
        wrapped_assertions(EVIL_ID).iter().chain(&wrapped_assertions(ASSERTION_ID))
    {
        assert_eq!(open(&around(inside)), Err(Untrusted::MisplacedSignature), "{name}");
    }
}

/// The attacker signs the response that holds them.
#[test]
fn no_arrangement_of_assertions_opens_in_a_response_of_a_stranger() {
    for (name, inside) in
        wrapped_assertions(EVIL_ID).iter().chain(&wrapped_assertions(ASSERTION_ID))
    {
        let response = around(inside);
        let xml = Recipe { sign: by_stranger, ..Recipe::over(response, RESPONSE_ID) }.xml();
        let expected = match *name {
            // The inner signature is not where one may be.
            name if name.starts_with("xsw4") || name.starts_with("genuine in the advice") => {
                Untrusted::SeveralSignatures
            }
            _ => Untrusted::Signature,
        };
        assert_eq!(open(&xml), Err(expected), "{name}");
    }
}

/// Even a provider that signs whatever is given to it gets one assertion through at most, and that
/// with its own signature or with none.
#[test]
fn no_arrangement_of_assertions_opens_in_a_response_that_is_truly_signed() {
    let repeated = Err(Malformed::Repeated("Assertion").into());
    let expected = |id| {
        let with_the_genuine_id = id == ASSERTION_ID;
        let twice = |otherwise| {
            if with_the_genuine_id { Err(Untrusted::RepeatedId) } else { otherwise }
        };
        [
            twice(repeated.clone()),
            twice(repeated.clone()),
            Err(Untrusted::SeveralSignatures),
            twice(Err(Untrusted::Reference)),
            Err(Untrusted::SignatureStructure),
            // What stands in extensions is not read, and the genuine one is.
            twice(Ok(response())),
            Err(Untrusted::SignatureObject),
            Err(Untrusted::SeveralSignatures),
        ]
    };
    for id in [EVIL_ID, ASSERTION_ID] {
        for ((name, inside), expected) in wrapped_assertions(id).iter().zip(expected(id)) {
            assert_eq!(answered(inside), expected, "{name}");
        }
    }
}

#[test]
fn the_signature_of_another_assertion_does_not_fit() {
    let signature = signed_assertion();
    let signature = signature_of(&signature);
    let forged = |id| answered(&after_issuer(&evil_assertion(id), signature));
    assert_eq!(forged(ASSERTION_ID), Err(Untrusted::Digest));
    assert_eq!(forged(EVIL_ID), Err(Untrusted::Reference));
    // Nor does that of the response around it.
    let of_the_response = Recipe {
        sign: by_provider,
        uri: format!("#{RESPONSE_ID}"),
        ..Recipe::over(evil_assertion(ASSERTION_ID), ASSERTION_ID)
    };
    assert_eq!(answered(&of_the_response.xml()), Err(Untrusted::Reference));
}

#[test]
fn what_an_attacker_wants_would_be_told_apart() {
    let opened = answered(&evil_assertion(ASSERTION_ID)).unwrap();
    assert_eq!(opened.assertion.unwrap().name_id.value, EVA);
}
