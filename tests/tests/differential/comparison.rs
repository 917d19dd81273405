//! What the two sides said of a message, and whether that is a disagreement.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use certs::Digest;
use saml::Untrusted;

use crate::cases::Case;
use crate::kinds::{KINDS, Reading, name_of};
use crate::oracle::Verdict;

/// Files kept of one class.
const KEPT: usize = 8;

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Outcome {
    BothAccept,
    BothRefuse,
    /// We accept what xmlsec1 does not verify, or verifies for another element than the root.
    WeAlone,
    /// Both accept, and read different values.
    ReadDifferently,
    /// xmlsec1 verifies it and we do not take it; why not, and whether it verified the root or
    /// something elsewhere.
    OracleAlone {
        error: String,
        root: bool,
    },
}

pub(crate) fn compare(ours: &Result<Reading, Untrusted>, theirs: &Verdict) -> Outcome {
    match (ours, theirs.verified()) {
        (Ok(_), true) if !theirs.root => Outcome::WeAlone,
        (Ok(read), true) if *read == theirs.read => Outcome::BothAccept,
        (Ok(_), true) => Outcome::ReadDifferently,
        (Ok(_), false) => Outcome::WeAlone,
        (Err(_), false) => Outcome::BothRefuse,
        (Err(error), true) => Outcome::OracleAlone { error: name_of(error), root: theirs.root },
    }
}

impl Outcome {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::OracleAlone { error, root: true } => format!("OracleAlone {error}"),
            Self::OracleAlone { error, root: false } => format!("OracleAlone {error}, elsewhere"),
            Self::BothAccept | Self::BothRefuse | Self::WeAlone | Self::ReadDifferently => {
                format!("{self:?}")
            }
        }
    }

    pub(crate) fn is_agreement(&self) -> bool {
        matches!(self, Self::BothAccept | Self::BothRefuse)
    }
}

/// The folder of disagreements, a few of each class.
pub(crate) struct Found {
    folder: PathBuf,
    kept: BTreeMap<String, usize>,
}

impl Found {
    /// `ZAGUAN_DIFFERENTIAL_FOUND`, or a folder that goes with the test or the build.
    pub(crate) fn in_its_folder() -> Self {
        let folder = env::var_os("ZAGUAN_DIFFERENTIAL_FOUND").map_or_else(
            || {
                let parent = env::var_os("ZAGUAN_TEST_VAR")
                    .unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
                PathBuf::from(parent).join("differential")
            },
            PathBuf::from,
        );
        fs::create_dir_all(&folder).unwrap();
        Self { folder, kept: BTreeMap::new() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps the message, and beside it what each side said.
    pub(crate) fn keep(
        &mut self,
        outcome: &Outcome,
        case: &Case,
        ours: &Result<Reading, Untrusted>,
        theirs: &Verdict,
    ) -> Option<PathBuf> {
        let class = outcome.name();
        let kept = self.kept.entry(class.clone()).or_default();
        if *kept == KEPT {
            return None;
        }
        *kept += 1;
        let words: Vec<&str> =
            class.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let hash = Digest::Sha256.of(&case.octets).iter().take(4).fold(
            String::new(),
            |mut hash, octet| {
                write!(hash, "{octet:02x}").unwrap();
                hash
            },
        );
        let path = self.folder.join(format!("{}-{hash}.xml", words.join("-")));
        fs::write(&path, &case.octets).unwrap();
        fs::write(path.with_extension("txt"), told(outcome, case, ours, theirs)).unwrap();
        Some(path)
    }
}

fn told(
    outcome: &Outcome,
    case: &Case,
    ours: &Result<Reading, Untrusted>,
    theirs: &Verdict,
) -> String {
    let kind = &KINDS[case.seed.kind];
    let (before, after) = case.mutations.split_at(case.before);
    let mut text = format!(
        "{}\n{}, {}\nmutated before it was signed: {before:?}\nand after: {after:?}\n\nours    {ours:?}\noracle  {theirs:?}\n\n",
        outcome.name(),
        kind.name,
        case.seed.layout,
    );
    if let (Ok(ours), Outcome::ReadDifferently) = (ours, outcome) {
        for ((name, _), (ours, theirs)) in kind.values.iter().zip(ours.iter().zip(&theirs.read)) {
            if ours != theirs {
                writeln!(text, "{name}: we read {ours:?}, libxml2 {theirs:?}").unwrap();
            }
        }
    }
    text
}
