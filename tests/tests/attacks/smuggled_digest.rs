//! A digest, a reference or a `SignedInfo` put where a search finds it first: `//ds:DigestValue` looks
//! everywhere, and the attacker's stands before the one that is signed. CVE-2024-45409 (ruby-saml);
//! a `SignedInfo` inside a wrapper, CVE-2025-29774 (xml-crypto). Here everything is found by its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml::Untrusted;

use crate::forge::{
    DS, ID, Recipe, after_issuer, after_start, at_the_end, evil, open, sha256, signature_of,
};

/// The forged message with the genuine signature, which does not fit.
fn forged() -> String {
    after_issuer(&evil(ID), signature_of(&Recipe::right().xml()))
}

fn evil_recipe() -> Recipe {
    Recipe { digest: sha256(evil(ID).as_bytes()), ..Recipe::right() }
}

/// Pieces that say the forged message's digest.
fn smuggled() -> [String; 3] {
    let digest = STANDARD.encode(evil_recipe().digest);
    [
        format!("<ds:DigestValue>{digest}</ds:DigestValue>"),
        evil_recipe().reference(),
        evil_recipe().signed_info(),
    ]
}

fn declared(piece: &str) -> String {
    let end = piece.find([' ', '>']).unwrap();
    if piece[..end].contains("SignedInfo") {
        return piece.to_owned();
    }
    format!("{} xmlns:ds=\"{DS}\"{}", &piece[..end], &piece[end..])
}

#[test]
fn a_piece_outside_the_signature_is_not_looked_at() {
    assert_eq!(open(&forged()), Err(Untrusted::Digest));
    for piece in smuggled().map(|piece| declared(&piece)) {
        let extensions = format!("<saml2p:Extensions>{piece}</saml2p:Extensions>");
        for odd in [
            at_the_end(&forged(), &extensions),
            after_start(&forged(), &extensions),
            after_start(&forged(), &piece),
            after_issuer(&forged(), &piece),
        ] {
            assert_eq!(open(&odd), Err(Untrusted::Digest));
        }
    }
}

#[test]
fn a_piece_inside_the_signature_is_one_too_many() {
    let start = format!("<ds:Signature xmlns:ds=\"{DS}\">");
    let first = |piece: &str| open(&forged().replacen(&start, &format!("{start}{piece}"), 1));
    let last = |piece: &str| {
        let signature = signature_of(&Recipe::right().xml()).to_owned();
        open(&after_issuer(&evil(ID), &at_the_end(&signature, piece)))
    };
    let [digest, reference, signed_info] = smuggled();
    for piece in [&digest, &reference] {
        assert_eq!(first(piece), Err(Untrusted::SignatureStructure));
        assert_eq!(last(piece), Err(Untrusted::SignatureStructure));
    }
    assert_eq!(first(&signed_info), Err(Untrusted::RepeatedPart));
    assert_eq!(last(&signed_info), Err(Untrusted::RepeatedPart));
    // In KeyInfo nobody looks.
    let key_info = smuggled().concat();
    let odd =
        Recipe { key_info: format!("<ds:KeyInfo>{key_info}</ds:KeyInfo>"), ..Recipe::right() };
    let signature = odd.xml();
    let forged = after_issuer(&evil(ID), signature_of(&signature));
    assert_eq!(open(&forged), Err(Untrusted::Digest));
}

/// Signed by the agency itself, so that the piece alone is the defect.
#[test]
fn a_piece_inside_signed_info_is_one_too_many() {
    let [digest, reference, signed_info] = smuggled();
    let inside = |recipe: Recipe| open(&recipe.xml());
    let parameter = |method: &str, piece: &str| method.replacen("></", &format!(">{piece}</"), 1);
    let right = Recipe::right();
    for piece in [&digest, &reference, &signed_info] {
        let odd =
            Recipe { digest_method: parameter(&right.digest_method, piece), ..Recipe::right() };
        assert_eq!(inside(odd), Err(Untrusted::AlgorithmParameters("SHA-256")));
        let odd = Recipe { method: parameter(&right.method, piece), ..Recipe::right() };
        assert_eq!(inside(odd), Err(Untrusted::AlgorithmParameters("RSA with SHA-256")));
        let canonicalization = parameter(&right.canonicalization, piece);
        let odd = Recipe { canonicalization, ..Recipe::right() };
        let refused = Untrusted::AlgorithmParameters("exclusive canonicalisation");
        assert_eq!(inside(odd), Err(refused));
        let odd = Recipe { transforms: format!("{}{piece}", right.transforms), ..Recipe::right() };
        assert_eq!(inside(odd), Err(Untrusted::Transforms));
        let odd = Recipe { transforms: format!("{piece}{}", right.transforms), ..Recipe::right() };
        assert_eq!(inside(odd), Err(Untrusted::Transforms));
    }
    let second = |piece: String| inside(Recipe { second_reference: piece, ..Recipe::right() });
    assert_eq!(second(reference), Err(Untrusted::SeveralReferences));
    assert_eq!(second(digest.clone()), Err(Untrusted::SignatureStructure));
    assert_eq!(second(signed_info), Err(Untrusted::SignatureStructure));
    // Two digests in the one reference, in both orders.
    let own = format!("<ds:DigestValue>{}</ds:DigestValue>", STANDARD.encode(&right.digest));
    for two in [format!("{digest}{own}"), format!("{own}{digest}")] {
        let odd = right.xml().replacen(&own, &two, 1);
        assert_eq!(open(&odd), Err(Untrusted::SignatureStructure));
    }
}

#[test]
fn a_signed_info_inside_a_wrapper_is_none() {
    let info = Recipe::right().signed_info();
    for (wrapper, error) in [
        ("WRAPPER", Untrusted::SignatureStructure),
        ("ds:WRAPPER", Untrusted::SignatureStructure),
        ("ds:Object", Untrusted::SignatureObject),
    ] {
        let wrapped = format!("<{wrapper}>{info}</{wrapper}>");
        let alone = Recipe::right().xml().replacen(&info, &wrapped, 1);
        assert_eq!(open(&alone), Err(error.clone()), "{wrapper}");
        let forged_beside =
            forged().replacen(&info, &format!("{wrapped}{}", evil_recipe().signed_info()), 1);
        assert_eq!(open(&forged_beside), Err(error), "{wrapper}");
    }
}
