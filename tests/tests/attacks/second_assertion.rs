//! Two assertions, one of them genuine: the verifier is content with the one, the reader takes the
//! other. CVE-2022-41912 (crewjam/saml), CVE-2021-28091 (Lasso), CVE-2026-25922 (authentik, the
//! unsigned one first), CVE-2026-2092 (Keycloak, the unsigned one encrypted). The response that holds
//! them is truly signed here, so that their number alone is the defect.

use saml::{Malformed, Untrusted};

use crate::answers::{
    answered, evil_assertion, plain_assertion, signed_assertion, signed_assertion_of,
};
use crate::sealing::Sealed;

fn two(first: &str, second: &str) -> Untrusted {
    answered(&format!("{first}{second}")).unwrap_err()
}

#[test]
fn a_second_assertion_is_refused_signed_or_not() {
    let other = || evil_assertion("_other");
    let repeated = Untrusted::from(Malformed::Repeated("Assertion"));
    assert_eq!(two(&plain_assertion(), &other()), repeated);
    assert_eq!(two(&other(), &plain_assertion()), repeated);
    assert_eq!(two(&signed_assertion(), &other()), repeated);
    assert_eq!(two(&other(), &signed_assertion()), repeated);
    let signed_other = signed_assertion_of(other(), "_other");
    assert_eq!(two(&signed_assertion(), &signed_other), Untrusted::SeveralSignatures);
}

#[test]
fn the_same_assertion_twice_is_refused() {
    let repeated = Untrusted::from(Malformed::Repeated("Assertion"));
    assert_eq!(two(&plain_assertion(), &plain_assertion()), repeated);
    assert_eq!(two(&signed_assertion(), &plain_assertion()), Untrusted::RepeatedId);
}

#[test]
fn one_encrypted_and_one_plain_exclude_each_other() {
    let excluding = Untrusted::from(Malformed::Excluding("Assertion", "EncryptedAssertion"));
    let sealed = Sealed::of(&evil_assertion("_other")).xml();
    assert_eq!(two(&sealed, &plain_assertion()), excluding);
    assert_eq!(two(&plain_assertion(), &sealed), excluding);
    assert_eq!(two(&sealed, &signed_assertion()), excluding);
}

#[test]
fn two_encrypted_ones_are_refused() {
    let sealed = Sealed::of(&plain_assertion()).xml();
    let repeated = Untrusted::from(Malformed::Repeated("EncryptedAssertion"));
    assert_eq!(two(&sealed, &sealed), repeated);
}
