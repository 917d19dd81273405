//! Messages that the fuzzer found, each with what it taught. Some are refused by us alone; the
//! others we once took, or read differently.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::agency::agency;
use crate::kinds::{KINDS, name_of};
use crate::oracle::Oracle;

struct Vector {
    file: &'static str,
    /// The name of our error.
    ours: &'static str,
    /// The oracle's word.
    theirs: &'static str,
    lesson: &'static str,
}

const VECTORS: [Vector; 11] = [
    Vector {
        file: "a_relative_namespace_on_signed_info.xml",
        ours: "Malformed(NamespaceDeclaration)",
        theirs: "refused",
        lesson: "added by anybody, seen by no digest: libxml2 has no canonical form of it, we had one",
    },
    Vector {
        file: "an_ampersand_in_a_namespace.xml",
        ours: "Malformed(NamespaceDeclaration)",
        theirs: "refused",
        lesson: "libxml2 2.9 keeps the reference in the name as it is written, we resolved it",
    },
    Vector {
        file: "neither_standalone_nor_not.xml",
        ours: "Malformed(NotWellFormed)",
        theirs: "malformed",
        lesson: "the parser behind the gate does not look into the XML declaration",
    },
    Vector {
        file: "two_byte_order_marks.xml",
        ours: "Malformed(NotWellFormed)",
        theirs: "malformed",
        lesson: "the gate dropped one and the parser behind it the other",
    },
    Vector {
        file: "a_colon_in_a_closing_tag.xml",
        ours: "Malformed(NotWellFormed)",
        theirs: "malformed",
        lesson: "roxmltree 0.21 takes a closing tag with a colon before its name, and the gate let it by",
    },
    Vector {
        file: "a_flag_with_a_no_break_space.xml",
        ours: "Malformed(Value(\"ForceAuthn\"))",
        theirs: "verified",
        lesson: "we trimmed what Unicode calls white space: ForceAuthn was true to us alone",
    },
    Vector {
        file: "a_nul_after_the_end.xml",
        ours: "Malformed(Character)",
        theirs: "verified",
        lesson: "lxml ends at a NUL, so that what follows may be anything",
    },
    Vector {
        file: "an_element_in_the_digest.xml",
        ours: "DigestEncoding",
        theirs: "verified",
        lesson: "xmlsec1 takes the text around an element, other libraries only the first piece",
    },
    Vector {
        file: "a_signature_deeper_down.xml",
        ours: "MisplacedSignature",
        theirs: "verified",
        lesson: "enveloped by the root is enough for xmlsec1; SAML Core 5.4 wants its child",
    },
    Vector {
        file: "another_version_of_xml.xml",
        ours: "Malformed(NotWellFormed)",
        theirs: "verified",
        lesson: "there is no XML 1.2, and libxml2 reads it as 1.0",
    },
    Vector {
        file: "the_identifier_a_second_time.xml",
        ours: "RepeatedId",
        theirs: "verified",
        lesson: "an id inside KeyInfo, where no signature reaches, is one more target for the reference",
    },
];

#[test]
fn what_was_found_once_stays_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/vectors");
    let mut oracle = Oracle::start();
    for vector in VECTORS {
        let octets = fs::read(folder.join(vector.file)).unwrap();
        oracle.ask([(0, octets.as_slice())].into_iter());
        let ours = KINDS[0].open(&octets, &agency().trusted).map_err(|error| name_of(&error));
        let said = (ours.unwrap_err(), oracle.answer().word().to_owned());
        let expected = (vector.ours.to_owned(), vector.theirs.to_owned());
        assert_eq!(said, expected, "{}: {}", vector.file, vector.lesson);
    }
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(files, VECTORS.iter().map(|vector| vector.file.to_owned()).collect());
}
