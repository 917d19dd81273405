//! Every reason for which we refuse what xmlsec1 verifies, and why that is right. A reason that is
//! not here fails the run: perhaps somebody's genuine messages are refused.

use crate::comparison::Outcome;

/// Whether somebody has judged this kind of disagreement, and found us right.
///
/// What xmlsec1 verified for another element than the root says nothing of the root: it is right
/// to refuse such a message for whatever reason. Once there are kinds of message of which a part
/// may be signed alone, those need a line of their own here.
pub(crate) fn is_reviewed(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::OracleAlone { root: false, .. } => true,
        Outcome::OracleAlone { error, .. } => {
            REVIEWED.iter().any(|(known, _)| known == error) || is_of_a_family(error)
        }
        Outcome::BothAccept | Outcome::BothRefuse | Outcome::WeAlone | Outcome::ReadDifferently => {
            false
        }
    }
}

/// Our error where xmlsec1 verified the root, and why it is right.
const REVIEWED: &[(&str, &str)] = &[
    // The octets, before anything is parsed.
    (
        "Malformed(NotUtf8)",
        "libxml2 understands Latin-1 and UTF-16; here is one encoding, so that nobody sees other text",
    ),
    (
        "Malformed(Character)",
        "libxml2 stops at a NUL and never sees what follows; UTF-16 without a mark is full of them",
    ),
    ("Malformed(NotWellFormed)", "libxml2 reads XML 1.1 and 1.2 as if it were 1.0; we know 1.0"),
    (
        "Malformed(Declaration)",
        "comments, sections and document types: each has cut names short or changed what is read",
    ),
    (
        "Malformed(ProcessingInstruction)",
        "no message needs one, and it cuts a text in two as a comment does",
    ),
    (
        "Malformed(NamespaceDeclaration)",
        "the name of a namespace holds a reference or a character that parsers treat differently",
    ),
    // The signature.
    (
        "SeveralSignatures",
        "xmlsec1 was given the first one; which of them counts must not depend on the reader",
    ),
    (
        "MisplacedSignature",
        "a signature elsewhere than in the message's own children is where wrapping begins",
    ),
    ("SignatureObject", "xmlsec1 passes over an Object that nobody signed, and attacks hide in it"),
    (
        "SeveralReferences",
        "one that covers the root is enough for xmlsec1; a reader may follow another",
    ),
    (
        "Reference",
        "SAML Core 5.4.2: the reference is to the message's ID, not to nothing or an XPointer",
    ),
    (
        "RepeatedId",
        "only ID is an identifier to the oracle; to other readers Id, id and those in a namespace are",
    ),
    (
        "Transforms",
        "SAML Core 5.4.4: enveloped-signature and exclusive canonicalisation, and no others",
    ),
    ("Transform", "as above, by the name of the one that is not"),
    (
        "AlgorithmParameters",
        "parameters belong to algorithms that are not on the list; xmlsec1 passes over them",
    ),
    (
        "Canonicalization",
        "SAML Core 5.4.3 advises the exclusive form; the inclusive one signs what is around as well",
    ),
    (
        "PrefixList",
        "white space that only a reference can write: xmlsec1 does not split there, XML Schema does",
    ),
    ("SignatureAlgorithm", "SHA-1 and others that are no longer safe"),
    ("DigestAlgorithm", "SHA-1, MD5, SHA-224 and RIPEMD-160: no longer safe, or used by nobody"),
    ("SignatureEncoding", "an element inside the base64: xmlsec1 passes over it"),
    ("DigestEncoding", "an element inside the base64: xmlsec1 passes over it, others stop there"),
    // The content, at which xmlsec1 does not look.
    (
        "Malformed(WrongRoot)",
        "the agency signed something that is no request, at least not in the namespace of SAML",
    ),
    ("Malformed(Version)", "SAML Core 3.2.1: Version is compulsory, and is 2.0"),
    ("Malformed(Missing(\"IssueInstant\"))", "SAML Core 3.2.1: compulsory"),
    ("Malformed(Value(\"IssueInstant\"))", "not an instant in UTC or with an offset"),
    (
        "Malformed(Value(\"ForceAuthn\"))",
        "not a boolean; taken as false it would reuse a session that the agency did not want",
    ),
    ("Malformed(Value(\"IsPassive\"))", "not a boolean"),
    (
        "Malformed(Value(\"Comparison\"))",
        "not one of the four: which levels are meant would be a guess",
    ),
    ("Malformed(Value(\"AssertionConsumerServiceIndex\"))", "not a number"),
    (
        "Malformed(Name(\"ID\", Character))",
        "not a name, or one with combining characters, which no software makes",
    ),
    ("Malformed(Name(\"Issuer\", Character))", "a control character inside the name of the agency"),
    ("Malformed(Name(\"Issuer\", Empty))", "SAML Core 8.3.6: a URI, and nothing is none"),
    (
        "Malformed(NotText(\"Issuer\"))",
        "an element inside: readers differ in whether its text belongs to the name",
    ),
    (
        "Malformed(NotText(\"AuthnContextClassRef\"))",
        "an element inside: readers differ in whether its text belongs to the class",
    ),
    ("Malformed(Repeated(\"Issuer\"))", "the schema has one; readers differ in which they take"),
    (
        "Malformed(Repeated(\"NameIDPolicy\"))",
        "the schema has one; readers differ in which they take",
    ),
    (
        "Malformed(Repeated(\"RequestedAuthnContext\"))",
        "the schema has one; readers differ in which they take",
    ),
    ("Malformed(Repeated(\"Subject\"))", "the schema has one; readers differ in which they take"),
    (
        "Malformed(Unsupported(\"Subject\"))",
        "SAML Core 3.4.1.4: the answer would have to be about this subject",
    ),
    ("Malformed(Name(\"InResponseTo\", Character))", "not a name, so it answers no request"),
    ("Malformed(Name(\"InResponseTo\", Empty))", "as above"),
    (
        "Malformed(Excluding(\"AssertionConsumerServiceURL\", \"AssertionConsumerServiceIndex\"))",
        "SAML Core 3.4.1: mutually exclusive",
    ),
];

/// What an answer or a request to log out must say once, as text, and not in two ways: our error, the
/// parts it is about, and why.
const FAMILIES: &[(&str, &[&str], &str)] = &[
    (
        "Contradiction",
        &["InResponseTo", "Issuer", "Recipient"],
        "the answer and the assertion in it say different things",
    ),
    (
        "Missing",
        &[
            "Assertion",
            "Audience",
            "AudienceRestriction",
            "AuthnContext",
            "AuthnContextClassRef",
            "AuthnInstant",
            "AuthnStatement",
            "Conditions",
            "Destination",
            "ID",
            "InResponseTo",
            "Issuer",
            "Name",
            "NameID",
            "NotOnOrAfter",
            "Recipient",
            "Status",
            "StatusCode",
            "Subject",
            "SubjectConfirmation",
            "SubjectConfirmationData",
            "Value",
        ],
        "compulsory, by the schema or for a bearer (SAML Profiles 4.1.4.2)",
    ),
    (
        "NotText",
        &["AttributeValue", "Audience", "NameID", "SessionIndex"],
        "an element inside: readers differ in whether its text belongs to the value",
    ),
    (
        "Repeated",
        &[
            "Assertion",
            "Attribute",
            "AttributeStatement",
            "Audience",
            "AudienceRestriction",
            "AuthnContext",
            "AuthnContextClassRef",
            "AuthnStatement",
            "Conditions",
            "NameID",
            "Status",
            "StatusCode",
            "SubjectConfirmation",
            "SubjectConfirmationData",
        ],
        "the schema or our profile has one; readers differ in which they take",
    ),
    (
        "Unsupported",
        &["Condition", "SubjectConfirmation"],
        "a condition or a confirmation that we could not say is met (SAML Core 2.5.1)",
    ),
    (
        "Value",
        &["AuthnInstant", "NotOnOrAfter", "StatusCode"],
        "a value that its type does not have",
    ),
];

fn is_of_a_family(error: &str) -> bool {
    FAMILIES.iter().any(|(family, parts, _)| {
        parts.iter().any(|part| error == format!("Malformed({family}(\"{part}\"))"))
    })
}
