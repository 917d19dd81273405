//! The deviation `inclusive_c14n`: a partner's library knows canonicalisation 1.0 alone, for
//! `SignedInfo`, as the second transform, or by leaving that away, which means the same (XML-DSig
//! 4.4.3.2). Then all namespaces in scope are signed, used or not. Signed here by hand and by `xmlsec1`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::hash::MessageDigest;
use saml::{AuthnRequest, Deviation, Untrusted};

use crate::forge::{
    DS, ENVELOPED, EXCLUSIVE, ID, INCLUSIVE, Recipe, agency, algorithm, open, open_forgiving,
    plain, request, rsa, sha256,
};

const FORGIVEN: &[Deviation] = &[Deviation::InclusiveCanonicalization];
const UNUSED: &str = " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
const ROOT: &str = " xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\"";

fn forgiven(xml: &str) -> Result<AuthnRequest, Untrusted> {
    open_forgiving(xml.as_bytes(), FORGIVEN)
}

/// The request with a namespace that nothing uses: the exclusive form leaves it out.
fn message() -> String {
    plain().replacen(ROOT, &format!("{ROOT}{UNUSED}"), 1)
}

/// Where the inclusive form is used: `SignedInfo`, and the transforms.
fn theirs(signed_info: bool, transforms: &str) -> Recipe {
    let exclusive = transforms.contains(EXCLUSIVE);
    let content = if exclusive { plain() } else { message() };
    let method = if signed_info { INCLUSIVE } else { EXCLUSIVE };
    Recipe {
        canonicalization: algorithm("CanonicalizationMethod", method),
        transforms: transforms.to_owned(),
        digest: sha256(content.as_bytes()),
        ..Recipe::over(message(), ID)
    }
}

/// Signed over the inclusive form of `SignedInfo`: what is in scope at the root is written there.
fn signed_inclusively(recipe: &Recipe) -> String {
    let start = format!("<ds:SignedInfo xmlns:ds=\"{DS}\"");
    let canonical = recipe.signed_info().replacen(&start, &format!("{start}{ROOT}{UNUSED}"), 1);
    with_value(&recipe.xml(), &rsa(&agency().key, MessageDigest::sha256(), canonical.as_bytes()))
}

fn with_value(xml: &str, value: &[u8]) -> String {
    let start = xml.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let end = xml.find("</ds:SignatureValue>").unwrap();
    format!("{}{}{}", &xml[..start], STANDARD.encode(value), &xml[end..])
}

fn transforms(second: &str) -> String {
    [algorithm("Transform", ENVELOPED), algorithm("Transform", second)].concat()
}

fn left_away() -> String {
    algorithm("Transform", ENVELOPED)
}

#[test]
fn what_the_partner_sends_opens() {
    for transforms in [transforms(INCLUSIVE), left_away(), transforms(EXCLUSIVE)] {
        assert_eq!(forgiven(&signed_inclusively(&theirs(true, &transforms))), Ok(request()));
        assert_eq!(forgiven(&theirs(false, &transforms).xml()), Ok(request()));
    }
    assert_eq!(forgiven(&Recipe::right().xml()), Ok(request()));
}

#[test]
fn the_same_from_anybody_else_is_refused() {
    let name = "inclusive canonicalisation 1.0";
    let signed_info = signed_inclusively(&theirs(true, &transforms(EXCLUSIVE)));
    let second = theirs(false, &transforms(INCLUSIVE)).xml();
    let none = theirs(false, &left_away()).xml();
    for (xml, refused) in [
        (signed_info, Untrusted::Canonicalization(name)),
        (second, Untrusted::Transform(name)),
        (none, Untrusted::Transforms),
    ] {
        assert_eq!(open(&xml), Err(refused.clone()));
        let other = open_forgiving(xml.as_bytes(), &[Deviation::EmptyReference]);
        assert_eq!(other, Err(refused));
    }
}

#[test]
fn all_that_is_in_scope_is_signed() {
    let own = signed_inclusively(&theirs(true, &left_away()));
    let without = own.replacen(UNUSED, "", 1);
    assert_eq!(forgiven(&without), Err(Untrusted::Signature));
    let content_alone = theirs(false, &left_away()).xml();
    assert_eq!(forgiven(&content_alone.replacen(UNUSED, "", 1)), Err(Untrusted::Digest));
    let changed = UNUSED.replace("XMLSchema", "Other");
    assert_eq!(forgiven(&content_alone.replacen(UNUSED, &changed, 1)), Err(Untrusted::Digest));
    // The exclusive form called inclusive is not what was signed.
    let exclusive = theirs(true, &transforms(EXCLUSIVE));
    assert_eq!(forgiven(&exclusive.xml()), Err(Untrusted::Signature));
}

#[test]
fn no_other_form_is_forgiven_with_it() {
    for (uri, name) in [
        (
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
            "inclusive canonicalisation 1.0 with comments",
        ),
        ("http://www.w3.org/2006/12/xml-c14n11", "inclusive canonicalisation 1.1"),
        (
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            "exclusive canonicalisation with comments",
        ),
        ("http://www.w3.org/2010/xml-c14n2", "canonicalisation 2.0"),
        ("", "(of an unknown name)"),
    ] {
        let canonicalization = algorithm("CanonicalizationMethod", uri);
        let odd = Recipe { canonicalization, ..Recipe::right() };
        assert_eq!(forgiven(&odd.xml()), Err(Untrusted::Canonicalization(name)));
        let odd = Recipe { transforms: transforms(uri), ..Recipe::right() };
        assert_eq!(forgiven(&odd.xml()), Err(Untrusted::Transform(name)));
    }
    let listing = format!(
        "><ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"xs\"></ec:InclusiveNamespaces></"
    );
    let with_a_list = transforms(INCLUSIVE).replace(
        &algorithm("Transform", INCLUSIVE),
        &algorithm("Transform", INCLUSIVE).replacen("></", &listing, 1),
    );
    let odd = theirs(false, &with_a_list).xml();
    let refused = Err(Untrusted::Transform("inclusive canonicalisation 1.0"));
    assert_eq!(forgiven(&odd), refused);
}

/// A file in the build folder, of this process alone.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("attacks-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

/// As a library does it that shares no code with us.
#[test]
fn what_xmlsec1_signs_that_way_opens_for_the_partner_alone() {
    let key = file("agency.key", &agency().key.private_key_to_pem_pkcs8().unwrap());
    let canonicalization = Untrusted::Canonicalization("inclusive canonicalisation 1.0");
    for (uri, forgiven_this, forgiven_nothing) in [
        (format!("#{ID}"), Ok(request()), canonicalization),
        (String::new(), Err(Untrusted::Reference), Untrusted::Reference),
    ] {
        let template = Recipe { uri, digest: Vec::new(), ..theirs(true, &left_away()) };
        let template = file("template.xml", with_value(&template.xml(), b"").as_bytes());
        let output = Command::new("xmlsec1")
            .args(["--sign", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest"])
            .arg("--privkey-pem")
            .arg(&key)
            .arg(&template)
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        let xml = String::from_utf8(output.stdout).unwrap();
        assert_eq!(open_forgiving(xml.as_bytes(), &Deviation::ALL), Ok(request()));
        assert_eq!(forgiven(&xml), forgiven_this);
        assert_eq!(open(&xml), Err(forgiven_nothing));
    }
}
