//! Two signatures: one library checks the first, the next believes the second.
//! CVE-2025-25291 and CVE-2025-25292 (ruby-saml, two parsers find two signatures, by a document type and
//! by namespaces), CVE-2025-24894 and 24895 (SPID and CIE for .NET, the first one is verified). With the
//! genuine value repeated: [`crate::decoy_signature`].

use saml::Untrusted;

use crate::forge::{after_issuer, at_the_end, open, signature_of, signed};

#[test]
fn a_second_signature_is_refused_wherever_it_stands() {
    let signed = signed();
    let signature = signature_of(&signed);
    let inside_the_first =
        signed.replacen("</ds:KeyInfo>", &format!("{signature}</ds:KeyInfo>"), 1);
    for twice in
        [after_issuer(&signed, signature), at_the_end(&signed, signature), inside_the_first]
    {
        assert_eq!(open(&twice), Err(Untrusted::SeveralSignatures));
    }
}
