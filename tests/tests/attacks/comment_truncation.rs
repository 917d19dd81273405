//! A comment inside a name: canonicalisation leaves it out, so the signature holds, and the reader
//! takes the text before it. Ludwig (2018), CERT VU#475445: CVE-2017-11427 (python-saml), 11428
//! (ruby-saml), 11429 (saml2-js), 11430 (omniauth-saml), CVE-2018-0489 (`XMLTooling`), CVE-2018-5387
//! (`SAMLBase`), CVE-2018-7340 (Duo); then CVE-2018-20857 (samlr), and still CVE-2026-40165 and
//! CVE-2026-57580 (authentik). SPEC T-S04.

use saml::{Malformed, Untrusted};

use crate::answers::{ANA, answered, plain_assertion, response};
use crate::forge::{AGENCY, open, signed};

#[test]
fn a_comment_in_a_name_is_refused() {
    let cut = AGENCY.replace("ejemplo", "ejem<!-- -->plo");
    assert_eq!(open(&signed().replace(AGENCY, &cut)), refused());
}

#[test]
fn a_comment_anywhere_is_refused() {
    let signed = signed();
    for commented in [
        format!("<!-- -->{signed}"),
        format!("{signed}<!-- -->"),
        signed.replacen("<ds:Signature", "<!----><ds:Signature", 1),
        signed.replacen("<ds:DigestValue>", "<ds:DigestValue><!---->", 1),
    ] {
        assert_eq!(open(&commented), refused());
    }
}

/// The names that this was found with: who somebody is, and what is said of them.
#[test]
fn a_comment_in_the_name_of_a_person_is_refused() {
    for (text, cut) in
        [(ANA, "_a<!-- -->na"), ("99999990S", "9<!---->9999990S"), ("Ana", "<!-- -->Ana")]
    {
        let odd = plain_assertion().replacen(&format!(">{text}<"), &format!(">{cut}<"), 1);
        assert_ne!(odd, plain_assertion());
        assert_eq!(answered(&odd), Err(Malformed::Declaration.into()));
    }
}

/// What a parser may hand out in pieces is read whole.
#[test]
fn a_name_written_in_pieces_is_read_whole() {
    let pieces = plain_assertion().replacen(">_ana<", ">_&#97;n&#x61;<", 1).replacen(
        ">99999990S<",
        ">\n 9999&#57;&#57;&#57;0S\t<",
        1,
    );
    assert_eq!(answered(&pieces), Ok(response()));
}

fn refused() -> Result<saml::AuthnRequest, Untrusted> {
    Err(Malformed::Declaration.into())
}
