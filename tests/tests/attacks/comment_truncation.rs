//! A comment inside a name: canonicalisation leaves it out, so the signature holds, and the reader
//! takes the text before it. CVE-2017-11427 and its sisters in six libraries (Ludwig, 2018);
//! SPEC T-S04.

use saml::{Malformed, Untrusted};

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

fn refused() -> Result<saml::AuthnRequest, Untrusted> {
    Err(Malformed::Declaration.into())
}
