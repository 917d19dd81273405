//! Each part of a signature left away, emptied or doubled: what a verifier counts on and never looked
//! for. CVE-2020-7711 (goxmldsig) and CVE-2020-7731 (gosaml2) ended the process; others skipped a check
//! that had nothing to check.

use saml::Untrusted;

use crate::forge::{Recipe, open};

/// The first element of this name inside the signature, whole.
fn element(name: &str) -> String {
    let (xml, end) = (Recipe::right().xml(), format!("</ds:{name}>"));
    let start =
        xml.find(&format!("<ds:{name}>")).or_else(|| xml.find(&format!("<ds:{name} "))).unwrap();
    xml[start..xml.find(&end).unwrap() + end.len()].to_owned()
}

fn replaced(found: &str, instead: &str) -> Untrusted {
    let xml = Recipe::right().xml();
    assert!(xml.contains(found), "{found}");
    open(&xml.replacen(found, instead, 1)).unwrap_err()
}

/// With the agency's key over whatever `SignedInfo` then is.
fn truly_signed(change: impl Fn(Recipe) -> Recipe) -> Untrusted {
    open(&change(Recipe::right()).xml()).unwrap_err()
}

#[test]
fn each_element_left_away_has_its_refusal() {
    let transforms = Untrusted::Transforms;
    let structure = Untrusted::SignatureStructure;
    for (name, refused) in [
        ("Signature", Untrusted::Unsigned),
        ("SignedInfo", structure.clone()),
        ("SignatureValue", structure.clone()),
        ("CanonicalizationMethod", structure.clone()),
        ("SignatureMethod", structure.clone()),
        ("Reference", structure.clone()),
        ("Transforms", transforms.clone()),
        ("Transform", transforms),
        ("DigestMethod", structure.clone()),
        ("DigestValue", structure),
    ] {
        assert_eq!(replaced(&element(name), ""), refused, "{name}");
    }
}

#[test]
fn each_element_doubled_has_its_refusal() {
    let structure = Untrusted::SignatureStructure;
    for (name, refused) in [
        ("Signature", Untrusted::SeveralSignatures),
        ("SignedInfo", Untrusted::RepeatedPart),
        ("SignatureValue", Untrusted::RepeatedPart),
        ("CanonicalizationMethod", structure.clone()),
        ("SignatureMethod", structure.clone()),
        ("Reference", Untrusted::SeveralReferences),
        ("Transforms", structure.clone()),
        ("Transform", Untrusted::Transforms),
        ("DigestMethod", structure.clone()),
        ("DigestValue", structure),
    ] {
        let own = element(name);
        assert_eq!(replaced(&own, &own.repeat(2)), refused, "{name}");
    }
}

#[test]
fn each_element_emptied_has_its_refusal() {
    let structure = Untrusted::SignatureStructure;
    for (name, refused) in [
        ("Signature", structure.clone()),
        ("SignedInfo", structure.clone()),
        ("Reference", Untrusted::Reference),
        ("Transforms", Untrusted::Transforms),
        ("SignatureValue", Untrusted::Signature),
        ("DigestValue", Untrusted::Signature),
    ] {
        let (own, qualified) = (element(name), format!("ds:{name}"));
        let declared = if name == "Signature" {
            " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
        } else {
            ""
        };
        let empty = format!("<{qualified}{declared}></{qualified}>");
        assert_eq!(replaced(&own, &empty), refused, "{name}");
    }
}

#[test]
fn each_algorithm_left_away_or_emptied_has_its_refusal() {
    for (name, none, unknown) in [
        (
            "CanonicalizationMethod",
            Untrusted::Canonicalization("(none is named)"),
            Untrusted::Canonicalization("(of an unknown name)"),
        ),
        (
            "SignatureMethod",
            Untrusted::SignatureAlgorithm("(none is named)"),
            Untrusted::SignatureAlgorithm("(of an unknown name)"),
        ),
        (
            "Transform",
            Untrusted::Transform("(none is named)"),
            Untrusted::Transform("(of an unknown name)"),
        ),
        (
            "DigestMethod",
            Untrusted::DigestAlgorithm("(none is named)"),
            Untrusted::DigestAlgorithm("(of an unknown name)"),
        ),
    ] {
        let own = element(name);
        assert_eq!(replaced(&own, &format!("<ds:{name}></ds:{name}>")), none);
        assert_eq!(replaced(&own, &format!("<ds:{name} Algorithm=\"\"></ds:{name}>")), unknown);
        let other_case = own.replace("Algorithm=", "algorithm=");
        assert_eq!(replaced(&own, &other_case), none);
    }
}

#[test]
fn parts_in_another_order_are_refused() {
    let structure = Untrusted::SignatureStructure;
    for (first, second) in [
        ("SignedInfo", "SignatureValue"),
        ("CanonicalizationMethod", "SignatureMethod"),
        ("SignatureMethod", "Reference"),
        ("Transforms", "DigestMethod"),
        ("DigestMethod", "DigestValue"),
    ] {
        let (first, second) = (element(first), element(second));
        let turned = replaced(&format!("{first}{second}"), &format!("{second}{first}"));
        assert_eq!(turned, structure);
    }
}

#[test]
fn a_digest_of_another_length_is_not_the_digest() {
    let whole = Recipe::right().digest;
    for digest in [
        Vec::new(),
        whole[..1].to_vec(),
        whole[..31].to_vec(),
        [whole.as_slice(), &[0]].concat(),
        [&[0], whole.as_slice()].concat(),
        vec![0; 32],
    ] {
        let refused = truly_signed(|right| Recipe { digest: digest.clone(), ..right });
        assert_eq!(refused, Untrusted::Digest, "{} octets", digest.len());
    }
}

fn whole(data: &[u8]) -> Vec<u8> {
    (Recipe::right().sign)(data)
}

#[test]
fn a_signature_of_another_length_is_none() {
    let with = |sign: fn(&[u8]) -> Vec<u8>| truly_signed(|right| Recipe { sign, ..right });
    for sign in [
        (|_| Vec::new()) as fn(&[u8]) -> Vec<u8>,
        |_| vec![0],
        |_| vec![0; 256],
        |_| vec![0xff; 256],
        |_| vec![0; 100_000],
        |data| whole(data)[..255].to_vec(),
        |data| [&[0], whole(data).as_slice()].concat(),
        |data| [whole(data).as_slice(), &[0]].concat(),
    ] {
        assert_eq!(with(sign), Untrusted::Signature);
    }
}
