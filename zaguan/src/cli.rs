//! What can be asked for on the command line. Each command has a make target of the same name.

use std::path::PathBuf;

use certs::KeyKind;
use clap::{Parser, Subcommand, ValueEnum};
use identity::LevelOfAssurance;
use saml::Dialect;

/// A SAML 2.0 federation hub with pluggable authenticators.
#[derive(Debug, Parser)]
#[command(name = "zaguan", version)]
pub(crate) struct Cli {
    /// The configuration file.
    #[arg(long, env = "ZAGUAN_CONFIG", default_value = "zaguan.toml", global = true)]
    pub(crate) config: PathBuf,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves citizens and agencies until it is told to stop.
    Run,
    /// Brings the database up to date; harmless when it is.
    Migrate,
    /// Adds an agency from its metadata, or renews the metadata of one that is there.
    AgencyAdd {
        /// A file, or an https address.
        metadata: String,
    },
    /// Lists the agencies.
    AgencyList,
    /// Takes an agency out of the directory.
    AgencyRemove {
        /// Its entityID.
        entity: String,
    },
    /// Changes what the operator decided about an agency; what is not named stays.
    AgencySet {
        /// Its entityID.
        entity: String,
        /// The least level of assurance that it accepts.
        #[arg(long)]
        level: Option<Level>,
        /// How it speaks: strict or clave2.
        #[arg(long, value_parser = dialect)]
        dialect: Option<Dialect>,
        /// By what name it is known in the dialect clave2: NIF and DIR3 code, joined by _.
        #[arg(long)]
        provider_name: Option<String>,
        /// What it is forgiven: names between commas, or none.
        #[arg(long, long_help = "What it is forgiven: inclusive_c14n, empty_reference, or none")]
        deviations: Option<String>,
    },
    /// Publishes a new signing key, so that agencies know it before it signs.
    KeyNext {
        /// What kind is made: rsa-2048, rsa-3072 or p-256.
        #[arg(long, value_parser = key_kind, default_value = "rsa-2048")]
        kind: KeyKind,
        /// Makes it inside this token, which must be that of the configuration.
        #[arg(long, conflicts_with = "from")]
        token: Option<String>,
        /// Makes none, and takes the one of this name in the key ring.
        #[arg(long)]
        from: Option<String>,
        /// Who says so; the login name if nothing is said.
        #[arg(long, env = "ZAGUAN_OPERATOR")]
        by: Option<String>,
    },
    /// Lists our signing keys, and how many agencies have fetched each.
    KeyList,
    /// Lets the next key sign, or a retiring one again.
    KeyActivate {
        /// Its fingerprint, or how that begins.
        #[arg(long)]
        key: Option<String>,
        /// Goes on although agencies have not fetched it, or have not had their time.
        #[arg(long)]
        anyway: bool,
        /// Who says so; the login name if nothing is said.
        #[arg(long, env = "ZAGUAN_OPERATOR")]
        by: Option<String>,
    },
    /// Takes the retiring key out of our metadata, or a next one that was a mistake.
    KeyRetire {
        /// Its fingerprint, or how that begins.
        #[arg(long)]
        key: Option<String>,
        /// Goes on although agencies have not fetched its successor.
        #[arg(long)]
        anyway: bool,
        /// Who says so; the login name if nothing is said.
        #[arg(long, env = "ZAGUAN_OPERATOR")]
        by: Option<String>,
    },
    /// Prints our signed metadata.
    Metadata,
    /// Registers citizens from a CSV file, all of them or none.
    CitizenImport {
        /// The file.
        file: PathBuf,
    },
    /// Gives a document all its password tries back, after the person was made sure of.
    PasswordUnlock {
        /// DNI or NIE.
        document: String,
    },
    /// Registers the demonstration's citizens, with their passwords.
    #[cfg(feature = "demonstration")]
    DemonstrationSeed {
        /// The file.
        file: PathBuf,
    },
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::from_name(name).ok_or_else(|| "the dialects are strict and clave2".to_owned())
}

fn key_kind(name: &str) -> Result<KeyKind, String> {
    KeyKind::from_name(name).ok_or_else(|| "the kinds are rsa-2048, rsa-3072 and p-256".to_owned())
}

/// A level of assurance, by its name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Level {
    Low,
    Substantial,
    High,
}

impl From<Level> for LevelOfAssurance {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Substantial => Self::Substantial,
            Level::High => Self::High,
        }
    }
}
