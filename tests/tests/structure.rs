//! The shape of the house, checked on its source: what a reviewer would otherwise have to see.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every Rust file below a folder of the workspace, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has Rust files");
    found
}

/// The files whose code (comments aside) has one of these words.
fn with_words(folder: &str, words: &[&str]) -> Vec<String> {
    let has = |text: &str| {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.into_iter().any(|line| words.iter().any(|word| line.contains(word)))
    };
    let mut files: Vec<String> = sources(folder)
        .into_iter()
        .filter(|(_, text)| has(text))
        .map(|(path, _)| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    files
}

fn dependencies(krate: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_crate_knows_only_those_above_it() {
    let order = [
        "identity",
        "certs",
        "saml",
        "metadata",
        "trusted_list",
        "citizens",
        "messages",
        "pages",
        "authenticators",
        "hub",
        "zaguan",
    ];
    let may_know: [&[&str]; 11] = [
        &[],
        &["identity"],
        &["identity", "certs"],
        &["identity", "certs", "saml"],
        &["identity", "certs", "saml"],
        &["identity"],
        &["identity", "citizens"],
        &["identity"],
        &["identity", "certs", "citizens", "messages", "pages"],
        &[
            "identity",
            "certs",
            "saml",
            "metadata",
            "citizens",
            "messages",
            "pages",
            "authenticators",
        ],
        &[
            "identity",
            "certs",
            "saml",
            "metadata",
            "trusted_list",
            "citizens",
            "messages",
            "pages",
            "authenticators",
            "hub",
        ],
    ];
    for (krate, may) in order.iter().zip(may_know) {
        for known in dependencies(krate) {
            let is_ours = order.contains(&known.as_str());
            assert!(!is_ours || may.contains(&known.as_str()), "{krate} must not know {known}");
        }
    }
}

#[test]
fn saml_is_pure() {
    let impure =
        ["async fn", "tokio", "std::fs", "std::net", "rand_bytes", "Timestamp::now", "SystemTime"];
    let files = with_words("saml/src", &impure);
    let not_tests: Vec<_> = files.iter().filter(|file| !file.contains("/tests")).collect();
    assert_eq!(not_tests, [""; 0]);
    assert!(!dependencies("saml").iter().any(|name| name == "tokio" || name == "axum"));
}

#[test]
fn sql_is_written_where_its_schema_is_owned() {
    let owners = [
        ("citizens", "citizens."),
        ("messages", "messages."),
        ("authenticators", "credentials."),
        ("hub", "hub."),
    ];
    for (krate, schema) in owners {
        for other in [
            "identity",
            "certs",
            "saml",
            "metadata",
            "trusted_list",
            "citizens",
            "messages",
            "pages",
            "authenticators",
            "hub",
        ] {
            if other == krate {
                continue;
            }
            let words: Vec<String> = ["FROM ", "INTO ", "UPDATE ", "JOIN "]
                .iter()
                .map(|verb| format!("{verb}{schema}"))
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let files = with_words(&format!("{other}/src"), &words);
            let not_tests: Vec<_> = files.iter().filter(|file| !file.contains("tests")).collect();
            assert_eq!(not_tests, [""; 0], "{other} reads the tables of {krate}");
        }
    }
}

#[test]
fn witnesses_are_declared_in_files_without_child_modules() {
    for (file, witness) in [
        ("saml/src/signature.rs", "pub struct SignedElement"),
        ("saml/src/verified.rs", "pub struct Verified"),
        ("hub/src/journey/accept.rs", "pub struct AcceptedRequest"),
        ("hub/src/departure/accept.rs", "pub struct AcceptedLogout"),
        ("hub/src/policy/admit.rs", "pub struct Grant"),
        ("authenticators/src/contract.rs", "pub struct Proof"),
    ] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(text.contains(witness), "{file} declares {witness}");
        let children: Vec<_> = text
            .lines()
            .filter(|l| {
                l.trim_start().starts_with("mod ") || l.trim_start().starts_with("pub mod ")
            })
            .collect();
        assert_eq!(children, [""; 0], "{file}");
        let folder = root().join(file).with_extension("");
        assert!(!folder.exists(), "{file} has no folder of children");
    }
}

#[test]
fn a_row_becomes_a_witness_again_only_in_the_store_and_in_its_own_file() {
    let files = with_words("hub/src", &["restored_from"]);
    let allowed = |file: &str| {
        file.starts_with("hub/src/store/")
            || file == "hub/src/journey/accept.rs"
            || file == "hub/src/journey/stage.rs"
            || file == "hub/src/journey/session.rs"
            || file == "hub/src/departure/accept.rs"
            || file == "hub/src/departure/stage.rs"
            || file.ends_with("tests.rs")
    };
    let others: Vec<_> = files.iter().filter(|file| !allowed(file)).collect();
    assert_eq!(others, [""; 0]);
    // A proof has its door where it is declared; only the hub goes through it.
    let door = with_words("authenticators/src", &["restored_from"]);
    assert_eq!(door, ["authenticators/src/contract.rs"]);
    for krate in ["saml", "pages", "zaguan"] {
        assert_eq!(with_words(&format!("{krate}/src"), &["restored_from"]), [""; 0]);
    }
}

/// Each method has a folder of its own, which has its id for a name.
fn methods() -> Vec<String> {
    let folder = root().join("authenticators/src");
    let methods: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("mod.rs").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(methods.contains(&"password".to_owned()));
    methods
}

#[test]
fn no_method_knows_another() {
    let methods = methods();
    for method in &methods {
        for other in methods.iter().filter(|other| *other != method) {
            let word = format!("::{other}::");
            let files = with_words(&format!("authenticators/src/{method}"), &[&word]);
            assert_eq!(files, [""; 0], "{method} knows {other}");
        }
    }
}

/// The files that name a method outside its folder, which methods, and why. A method that does without a
/// line here needs one file of the house alone: the first.
const NAME_A_METHOD: [(&str, &[&str], &str); 10] = [
    (
        "authenticators/src/lib.rs",
        &["certificate", "password", "pin"],
        "the list of methods: the one line that every method needs",
    ),
    (
        "hub/src/policy/default.toml",
        &["certificate"],
        "a rule of policy for what its issuer vouches for; all other rules are for any method",
    ),
    (
        "hub/src/policy/file.rs",
        &["password", "pin"],
        "the external table that Cl@ve has published is about these two by name (SPEC 4.2)",
    ),
    (
        "zaguan/src/config.rs",
        &["certificate"],
        "its section and that of the certificate host come together or not at all",
    ),
    (
        "zaguan/src/demonstration.rs",
        &["password"],
        "the citizens of the demonstration have passwords that everybody knows",
    ),
    ("Makefile", &["certificate", "password", "pin"], "operators unlock it"),
    ("zaguan/src/cli.rs", &["certificate", "password", "pin"], "operators unlock it"),
    ("zaguan/src/commands/mod.rs", &["certificate", "password", "pin"], "operators unlock it"),
    ("zaguan/src/commands/citizens.rs", &["certificate", "password", "pin"], "operators unlock it"),
    (
        "tasks/demo",
        &["certificate", "password", "pin"],
        "the demonstration's configuration: keys without a default",
    ),
];

/// Where the word is no method: a password of another system, a column, a module or a field of that name.
const OTHER_THINGS: [(&str, &str); 7] = [
    ("cards/src/lib.rs", "certificate"),
    ("certs/src/decryption_key.rs", "certificate"),
    ("certs/src/lib.rs", "certificate"),
    ("certs/src/signing_key.rs", "certificate"),
    ("hub/src/store/keys.rs", "certificate"),
    ("messages/src/kannel.rs", "password"),
    ("pages/templates/components.html", "password"),
];

/// The ways in which code, templates, words and configuration name a method.
fn ways_to_name(method: &str) -> Vec<String> {
    let capital = format!("{}{}", method[..1].to_uppercase(), &method[1..]);
    vec![
        format!("\"{method}\""),
        format!("'{method}'"),
        format!("\"{method}/"),
        format!("authenticators::{method}"),
        format!("{method}::BLUEPRINT"),
        format!("mod {method};"),
        format!("method.{method}"),
        format!("method-{method}"),
        format!("migrations_{method}"),
        format!("{method}_unlock"),
        format!("{method}-unlock"),
        format!("{capital}Unlock"),
    ]
}

/// Every text of the product below a folder that is neither a test nor a page to read: of what tests and
/// manual say of a method nothing else depends.
fn product(folder: &Path, found: &mut Vec<(String, String)>) {
    const NOT: [&str; 7] = ["target", "var", "tests", "fuzz", "encodings", "assets", "manual"];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with('.') || NOT.contains(&name) {
            continue;
        }
        let is_read = path.extension().is_some_and(|extension| extension == "md");
        if path.is_dir() {
            product(&path, found);
        } else if !is_read
            && name != "tests.rs"
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap();
            found.push((path.to_str().unwrap().to_owned(), text));
        }
    }
}

#[test]
fn no_file_outside_a_methods_folder_names_it_but_those_with_a_reason() {
    let mut files = Vec::new();
    product(&root(), &mut files);
    let mut naming = BTreeSet::new();
    for method in methods() {
        let folder = format!("authenticators/src/{method}/");
        let words = ways_to_name(&method);
        let names = |line: &str| {
            let is_remark = line.trim_start().starts_with("//");
            !is_remark && words.iter().any(|word| line.contains(word.as_str()))
        };
        let others = files.iter().filter(|(path, _)| !path.starts_with(&folder));
        for (path, _) in others.filter(|(_, text)| text.lines().any(names)) {
            naming.insert((path.clone(), method.clone()));
        }
    }
    let listed = NAME_A_METHOD.iter().flat_map(|(path, methods, reason)| {
        assert!(!reason.is_empty());
        methods.iter().map(|method| (*path, *method))
    });
    let listed = listed.chain(OTHER_THINGS);
    let listed: BTreeSet<_> =
        listed.map(|(path, method)| (path.to_owned(), method.to_owned())).collect();
    let without_reason: Vec<_> = naming.difference(&listed).collect();
    let no_more: Vec<_> = listed.difference(&naming).collect();
    assert!(without_reason.is_empty(), "{without_reason:?} name a method");
    assert!(no_more.is_empty(), "{no_more:?} do not name it any more");
}

#[test]
fn html_is_written_in_pages_and_in_the_templates_of_methods_alone() {
    for krate in
        ["identity", "certs", "saml", "metadata", "citizens", "authenticators", "hub", "zaguan"]
    {
        let files = with_words(&format!("{krate}/src"), &["<html", "<form", "<div", "<p>"]);
        let not_tests: Vec<_> = files.iter().filter(|file| !file.contains("tests")).collect();
        assert_eq!(not_tests, [""; 0], "{krate}");
    }
}

#[test]
fn no_level_of_assurance_is_written_as_text_outside_its_own_file() {
    for krate in
        ["certs", "saml", "metadata", "citizens", "pages", "authenticators", "hub", "zaguan"]
    {
        let files = with_words(&format!("{krate}/src"), &["eidas.europa.eu/LoA"]);
        let not_tests: Vec<_> = files.iter().filter(|file| !file.contains("tests")).collect();
        assert_eq!(not_tests, [""; 0], "{krate}");
    }
}

/// What a page of the manual names as proof.
#[derive(Default)]
struct Proofs {
    files: Vec<String>,
    /// File and test.
    tests: Vec<(String, String)>,
    /// Story of Chromium, and its name.
    stories: Vec<(String, String)>,
    /// What looks like a test and does not stand behind its file.
    astray: Vec<String>,
}

/// Reads `` `file.rs`: `one`, `two` and `three` `` and `` `story.mjs`, «name» `` out of running text.
fn proofs(text: &str) -> Proofs {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces: Vec<&str> = text.split('`').collect();
    let mut found = Proofs::default();
    let mut files: Vec<&str> = Vec::new();
    let mut has_tests = false;
    for piece in pieces.windows(3).step_by(2) {
        let &[before, span, after] = piece else { unreachable!() };
        let kind = Path::new(span).extension().and_then(|extension| extension.to_str());
        if kind == Some("rs") {
            if has_tests || before != ", " {
                files.clear();
            }
            has_tests = false;
            files.push(span);
            found.files.push(span.to_owned());
        } else if !files.is_empty()
            && (if has_tests { [", ", " and ", " to "].contains(&before) } else { before == ": " })
        {
            has_tests = true;
            found.tests.extend(files.iter().map(|file| ((*file).to_owned(), span.to_owned())));
        } else {
            files.clear();
            let is_name = |octet: u8| octet.is_ascii_lowercase() || b"_0123456789".contains(&octet);
            let is_product = span == "mod_auth_mellon";
            if span.bytes().all(is_name) && span.matches('_').count() > 1 && !is_product {
                found.astray.push(span.to_owned());
            }
        }
        if kind == Some("mjs") {
            found.files.push(span.to_owned());
            let mut rest = after;
            while let Some(named) = rest.strip_prefix(", «").or(rest.strip_prefix(": «")) {
                let (name, others) = named.split_once('»').unwrap();
                found.stories.push((span.to_owned(), name.to_owned()));
                rest = others;
            }
        }
    }
    found
}

/// Where the manual's file lies: in `tests/tests`, or as it says.
fn named_file(file: &str) -> Option<String> {
    let places = [root().join("tests/tests").join(file), root().join(file)];
    places.iter().find_map(|path| fs::read_to_string(path).ok())
}

/// By an attribute, or in a list that a macro makes tests of.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = lines.iter().position(|line| line.contains(&format!("fn {name}(")));
    let by_attribute = declared.is_some_and(|at| {
        let above = lines[..at].iter().rev();
        let attributes = ["#[test]", "#[tokio::test"];
        above
            .take_while(|line| line.starts_with("#["))
            .any(|line| attributes.iter().any(|attribute| line.starts_with(attribute)))
    });
    by_attribute || (text.contains("macro_rules!") && lines.contains(&format!("{name},").as_str()))
}

const PAGES_WITH_PROOFS: [&str; 2] = ["known-attacks.md", "published-attacks.md"];

#[test]
fn each_proof_that_the_manual_names_is_there() {
    for page in PAGES_WITH_PROOFS {
        let named = proofs(&fs::read_to_string(root().join("hub/manual").join(page)).unwrap());
        assert!(named.tests.len() > 100, "{page} names tests");
        let mut missing: Vec<String> =
            named.files.iter().filter(|file| named_file(file).is_none()).cloned().collect();
        for (file, test) in &named.tests {
            if named_file(file).is_some_and(|text| !has_test(&text, test)) {
                missing.push(format!("{file}: {test}"));
            }
        }
        for (file, story) in &named.stories {
            if named_file(file).is_some_and(|text| !text.contains(story)) {
                missing.push(format!("{file}: {story}"));
            }
        }
        assert_eq!(missing, [""; 0], "{page} names what is not there");
        assert_eq!(named.astray, [""; 0], "{page} names tests without their file");
    }
}

#[test]
fn each_published_attack_has_its_proof() {
    let page = fs::read_to_string(root().join("hub/manual/published-attacks.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| 20")).collect();
    assert!(rows.len() > 100);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let &[.., proof] = &cells[..] else { unreachable!() };
        assert_eq!(cells.len(), 5, "{row}");
        assert!(!proofs(proof).tests.is_empty() || proof.contains("[`"), "{row}");
    }
}
