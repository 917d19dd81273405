//! Metadata, which an operator adds; what it costs must not depend on who wrote it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use metadata::MetadataError;
use saml::Malformed;

use crate::Family;
use crate::message::{declarations, each, tag};

pub(crate) const FAMILIES: &[Family] = &[
    Family::read("a key in each KeyDescriptor", 1250, |n| keys(n, false)),
    Family::lint("a key in each KeyDescriptor, unreadable", 1250, |n| (keys(n, false), n + 4)),
    Family::read("all keys in one KeyDescriptor", 4000, |n| keys(n, true)),
    Family::lint("all keys in one KeyDescriptor, unreadable", 2000, |n| (keys(n, true), n + 4)),
    Family::read("KeyDescriptors without a key", 4000, |n| {
        of("", &format!("{}{CONSUMER}", "<md:KeyDescriptor/>".repeat(n)))
    }),
    Family::lint("KeyDescriptors without a key, on one line", 4000, |n| {
        (of("", &format!("{}{CONSUMER}", "<md:KeyDescriptor/>".repeat(n))), n + 4)
    }),
    Family::lint("KeyDescriptors without a key, each on its line", 4000, |n| {
        (of("", &format!("{}{CONSUMER}", "<md:KeyDescriptor/>\n".repeat(n))), n + 4)
    }),
    Family::read("AssertionConsumerServices", 2000, |n| of("", &consumers(n))),
    Family::lint("AssertionConsumerServices", 2000, |n| (of("", &consumers(n)), 4)),
    Family::lint("AssertionConsumerServices with one index", 2000, |n| {
        (of("", &CONSUMER.repeat(n)), 5)
    }),
    Family::lint("AssertionConsumerServices without an index", 2000, |n| {
        (of("", &CONSUMER.replace("index", "x").repeat(n)), n + 4)
    }),
    Family::lint("AssertionConsumerServices of another binding", 4000, |n| {
        let others = "<md:AssertionConsumerService/>".repeat(n);
        (of("", &format!("{others}{CONSUMER}")), n + 4)
    }),
    Family::read("a name in each language", 4000, |n| {
        let name = |i: usize| format!("<mdui:DisplayName xml:lang='x{i}'>a</mdui:DisplayName>");
        named(&each(n, name))
    }),
    Family::read("many names in one language", 4000, |n| {
        named(&"<mdui:DisplayName xml:lang='es'>a</mdui:DisplayName>".repeat(n))
    }),
    Family::read("formats of names", 4000, |n| {
        let formats = "<md:NameIDFormat>x</md:NameIDFormat>".repeat(n);
        of("", &format!("{formats}{CONSUMER}"))
    }),
    Family::lint("signatures", 1000, |n| {
        let signature = "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>";
        (of(&signature.repeat(n), CONSUMER), n + 4)
    }),
    Family::read("roles of other protocols", 4000, |n| {
        let others = "<md:SPSSODescriptor protocolSupportEnumeration='x'/>".repeat(n);
        of(&others, CONSUMER)
    }),
    Family::read("a role of many protocols", 150_000, |n| {
        of("", CONSUMER).replace("Enumeration='", &format!("Enumeration='{}", "x ".repeat(n)))
    }),
    Family::read("comments", 25_000, |n| of(&"<!---->".repeat(n), CONSUMER)),
    Family::read("a long comment", 250_000, |n| {
        of(&format!("<!--{}-->", "- ".repeat(n / 2)), CONSUMER)
    }),
    Family::read("a certificate cut up by comments", 5000, |n| {
        let value = format!("{}MAMCAQE=", "<!---->".repeat(n));
        of("", &format!("{}{CONSUMER}", key(&certificate(&value))))
    }),
    Family::read("tags with as many attributes as one may have", 200, |n| {
        of(&tag("", 64).repeat(n), CONSUMER)
    }),
    Family::read("many in force, one more on each tag", 900, |n| {
        let declared = each(n, |i| format!("<p1:x xmlns:p='urn:{i}'/>"));
        of(&format!("<x{}>{declared}</x>", declarations(28, 0)), CONSUMER)
    }),
    Family::read("many in force, the last one used by all", 4000, |n| {
        let used = "<p24:x/>".repeat(n);
        of(&format!("<x{}>{used}</x>", declarations(25, 0)), CONSUMER)
    }),
    Family::read("a long namespace, of 64 attributes on each tag", 200, |n| {
        let declared = format!("<x xmlns:p='urn:{}'>", "u".repeat(508));
        of(&format!("{declared}{}</x>", tag("p:", 64).repeat(n)), CONSUMER)
    }),
    Family::aggregate("members", 800, |n| (group(&each(n, member)), n, 4 * n + 1)),
    Family::aggregate("members of one name", 800, |n| (group(&member(0).repeat(n)), 0, 5 * n + 1)),
    Family::aggregate("members, each in a group", 800, |n| {
        let inside = |i| format!("<md:EntitiesDescriptor>{}</md:EntitiesDescriptor>", member(i));
        (group(&each(n, inside)), n, 4 * n + 1)
    }),
    Family::aggregate("members that are no service providers", 4000, |n| {
        (group(&each(n, |i| format!("<md:EntityDescriptor entityID='urn:{i}'/>"))), 0, 1)
    }),
    Family::aggregate("a member that mentions prefixes and none of those outside", 100_000, |n| {
        let text = member(0).replace(
            "<md:SPSSO",
            &format!("<md:Extensions>{}</md:Extensions><md:SPSSO", "q9:".repeat(n)),
        );
        let outside =
            format!("<md:EntitiesDescriptor{}>{text}</md:EntitiesDescriptor>", declarations(24, 0));
        (group(&outside), 1, 5)
    }),
    Family::refuse("metadata that is too large", 2_000_000, |n| {
        let xml = of(&" ".repeat(1_048_576 + n), CONSUMER);
        (xml, MetadataError::Malformed(Malformed::TooLarge))
    }),
];

const CONSUMER: &str = "<md:AssertionConsumerService index='0' \
     Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://a.test/acs'/>";

/// A descriptor with something before its role, and something in it.
fn of(before: &str, inside: &str) -> String {
    format!(
        "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' \
         xmlns:ds='http://www.w3.org/2000/09/xmldsig#' \
         xmlns:mdui='urn:oasis:names:tc:SAML:metadata:ui' entityID='https://a.test'>{before}\
         <md:SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
         {inside}</md:SPSSODescriptor></md:EntityDescriptor>"
    )
}

/// A member without namespaces of its own, about which there are four findings.
fn member(number: usize) -> String {
    let one = of("", CONSUMER).replace("https://a.test'", &format!("https://a.test/{number}'"));
    let start = one.find(" xmlns:md=").unwrap();
    let end = one.find(" entityID=").unwrap();
    format!("{}{}", &one[..start], &one[end..])
}

fn group(inside: &str) -> String {
    format!(
        "<md:EntitiesDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' \
         xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>{inside}</md:EntitiesDescriptor>"
    )
}

fn named(names: &str) -> String {
    let extensions = format!("<md:Extensions><mdui:UIInfo>{names}</mdui:UIInfo></md:Extensions>");
    of("", &format!("{extensions}{CONSUMER}"))
}

/// Certificates that differ, and are no more than a sequence of an integer.
fn keys(count: usize, together: bool) -> String {
    let certificate = |i: usize| {
        let [.., high, middle, low] = i.to_be_bytes();
        certificate(&STANDARD.encode([0x30, 5, 2, 3, high, middle, low]))
    };
    let keys = if together {
        key(&each(count, certificate))
    } else {
        each(count, |i| key(&certificate(i)))
    };
    of("", &format!("{keys}{CONSUMER}"))
}

fn key(certificates: &str) -> String {
    format!(
        "<md:KeyDescriptor use='encryption'><ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>\
         </md:KeyDescriptor>"
    )
}

fn certificate(base64: &str) -> String {
    format!("<ds:X509Certificate>{base64}</ds:X509Certificate>")
}

fn consumers(count: usize) -> String {
    each(count, |i| CONSUMER.replace("'0'", &format!("'{i}'")))
}
