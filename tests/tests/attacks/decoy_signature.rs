//! A second signature that repeats the genuine `SignatureValue`: the verifier leaves out of the digest
//! whichever it finds by that value, with everything inside, and the forged content sits there.
//! `OneUptime` issue 2981 (2026, xml-crypto).

use saml::Untrusted;

use crate::forge::{after_issuer, after_start, at_the_end, evil, open, signature_of, signed};

#[test]
fn a_decoy_is_refused_wherever_it_stands_and_whatever_it_holds() {
    let genuine = signed();
    let signature = signature_of(&genuine);
    let value = {
        let end = "</ds:SignatureValue>";
        let start = signature.find("<ds:SignatureValue>").unwrap();
        &signature[start..signature.find(end).unwrap() + end.len()]
    };
    let object = format!("<ds:Object>{}</ds:Object>", evil("_evil"));
    let bare = signature.split("<ds:SignedInfo>").next().unwrap();
    for decoy in [
        at_the_end(signature, &object),
        format!("{bare}{value}{object}</ds:Signature>"),
        format!("{bare}{value}</ds:Signature>"),
        format!("{bare}</ds:Signature>"),
    ] {
        for odd in [
            after_issuer(&genuine, &decoy),
            after_start(&genuine, &decoy),
            at_the_end(&genuine, &decoy),
            at_the_end(&genuine, &format!("<saml2p:Extensions>{decoy}</saml2p:Extensions>")),
            genuine.replacen("</ds:KeyInfo>", &format!("{decoy}</ds:KeyInfo>"), 1),
            genuine.replacen("<ds:SignedInfo>", &format!("{decoy}<ds:SignedInfo>"), 1),
        ] {
            assert_ne!(odd, genuine);
            assert_eq!(open(&odd), Err(Untrusted::SeveralSignatures));
        }
    }
}
