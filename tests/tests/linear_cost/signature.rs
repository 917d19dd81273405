//! What stands in the signature, all of it looked at before any key is used.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml::Untrusted;

use crate::Family;
use crate::agency::{forged, genuine, request, with_digest, with_value};
use crate::message::{at_the_end, declarations, each};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

pub(crate) const FAMILIES: &[Family] = &[
    Family::fails("many signatures", 4000, |n| {
        let signatures = "<ds:Signature/>".repeat(n);
        let declared = "<x xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>";
        let xml = at_the_end(&request(), &format!("{declared}{signatures}</x>"));
        (forged(&xml), Untrusted::SeveralSignatures)
    }),
    Family::fails("many references", 4000, |n| {
        let references = format!("</ds:Reference>{}", "<ds:Reference/>".repeat(n));
        (forged(&request().replace("</ds:Reference>", &references)), Untrusted::SeveralReferences)
    }),
    Family::fails("many transforms", 4000, |n| {
        let transforms = format!("{}</ds:Transforms>", "<ds:Transform/>".repeat(n));
        (forged(&request().replace("</ds:Transforms>", &transforms)), Untrusted::Transforms)
    }),
    Family::fails("many parts of no name we know", 4000, |n| {
        let parts = format!("{}</ds:Signature>", "<ds:x/>".repeat(n));
        (forged(&request().replace("</ds:Signature>", &parts)), Untrusted::SignatureStructure)
    }),
    Family::fails("many objects", 4000, |n| {
        let objects = format!("{}</ds:Signature>", "<ds:Object/>".repeat(n));
        (forged(&request().replace("</ds:Signature>", &objects)), Untrusted::SignatureObject)
    }),
    Family::fails("a long digest", 75_000, |n| {
        let xml = with_digest(&request(), &STANDARD.encode(vec![0; n]));
        (forged(&xml), Untrusted::Signature)
    }),
    Family::fails("a long digest, signed", 75_000, |n| {
        let xml = with_digest(&request(), &STANDARD.encode(vec![0; n]));
        (genuine(&xml), Untrusted::Digest)
    }),
    Family::fails("a long signature", 75_000, |n| {
        (forged(&with_value(&request(), &STANDARD.encode(vec![1; n]))), Untrusted::Signature)
    }),
    Family::fails("a signature among white space", 125_000, |n| {
        let value = format!("{}{}", " \n".repeat(n / 2), STANDARD.encode([1; 256]));
        (forged(&with_value(&request(), &value)), Untrusted::Signature)
    }),
    Family::fails("a signature of references", 20_000, |n| {
        (forged(&with_value(&request(), &"&#65;".repeat(n / 4 * 4))), Untrusted::Signature)
    }),
    Family::fails("a signature by an elliptic key, over long white space", 75_000, |n| {
        let xml = request().replace("rsa-sha256", "ecdsa-sha256");
        let xml = with_value(&xml, &STANDARD.encode([1; 64]));
        (forged(&in_signed_info(&xml, &" ".repeat(n))), Untrusted::Signature)
    }),
    Family::fails("white space in SignedInfo", 100_000, |n| {
        (forged(&in_signed_info(&request(), &" ".repeat(n))), Untrusted::Signature)
    }),
    Family::fails("carriage returns by number in SignedInfo", 20_000, |n| {
        (forged(&in_signed_info(&request(), &"&#13;".repeat(n))), Untrusted::Signature)
    }),
    Family::fails("parts of SignedInfo with as many attributes as one may have", 4, |n| {
        let part = format!("{} Algorithm=", attributes(63));
        (forged(&request().replacen(" Algorithm=", &part, n)), Untrusted::Signature)
    }),
    Family::fails("namespaces on the parts of SignedInfo", 28, |n| {
        let part = format!("{} Algorithm=", declarations(n, 0));
        (forged(&request().replace(" Algorithm=", &part)), Untrusted::Signature)
    }),
    Family::fails("a PrefixList in SignedInfo, all in force", 28, |n| {
        let xml = with_prefix_list("CanonicalizationMethod", n);
        (forged(&xml), Untrusted::Signature)
    }),
    Family::fails("a PrefixList as long as the message", 125_000, |n| {
        let list = prefix_list(&"p".repeat(n));
        let end = "</ds:CanonicalizationMethod>";
        (forged(&request().replace(end, &format!("{list}{end}"))), Untrusted::PrefixList)
    }),
    Family::fails("too many prefixes in a PrefixList", 60_000, |n| {
        let list = prefix_list(&"p ".repeat(n));
        let end = "</ds:CanonicalizationMethod>";
        (forged(&request().replace(end, &format!("{list}{end}"))), Untrusted::PrefixList)
    }),
    Family::opens("a KeyInfo full of elements", 4000, |n| {
        let info = format!("<ds:KeyInfo>{}</ds:KeyInfo></ds:Signature>", "<x/>".repeat(n));
        request().replace("</ds:Signature>", &info)
    }),
    Family::opens("a PrefixList, all in force, and many elements", 4000, |n| {
        at_the_end(&with_prefix_list("Transform", 28), &"<x/>".repeat(n))
    }),
    Family::opens("a PrefixList, all in force, and one declared anew", 220, |n| {
        let declared = each(n, |i| format!("<x xmlns:p0='urn:{i}'/>"));
        at_the_end(&with_prefix_list("Transform", 28), &declared)
    }),
    Family::opens("a PrefixList of what is in force nowhere, and many elements", 4000, |n| {
        let list = prefix_list(&each(32, |i| format!("q{i} ")));
        let xml = in_last(&request(), "Transform", &list);
        at_the_end(&xml, &"<x/>".repeat(n))
    }),
];

fn attributes(count: usize) -> String {
    each(count, |i| format!(" a{i}=''"))
}

/// Text before the end of `SignedInfo`, which is canonicalised before a key is tried.
fn in_signed_info(request: &str, text: &str) -> String {
    request.replace("</ds:SignedInfo>", &format!("{text}</ds:SignedInfo>"))
}

/// So many prefixes in force in the whole message, all of them listed.
fn with_prefix_list(element: &str, count: usize) -> String {
    let listed = each(count, |i| format!("p{i} "));
    let xml = request().replacen(" ID=", &format!("{} ID=", declarations(count, 0)), 1);
    in_last(&xml, element, &prefix_list(&listed))
}

fn prefix_list(listed: &str) -> String {
    format!("<InclusiveNamespaces xmlns='{EXCLUSIVE}' PrefixList='{listed}'/>")
}

/// Inside the last element of a name.
fn in_last(xml: &str, element: &str, inserted: &str) -> String {
    let (before, after) = xml.split_at(xml.rfind(&format!("</ds:{element}>")).unwrap());
    format!("{before}{inserted}{after}")
}
