//! What can be asked for on the command line. Each command has a make target of the same name.

use std::path::PathBuf;

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
    /// Says what is wrong with metadata and what it would change, and changes nothing.
    AgencyCheck {
        /// A file, or an https address: of one agency, or an aggregate of many.
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
    /// Writes a backup of database and keys into a new folder.
    Backup {
        /// The folder; it must not be there yet.
        to: PathBuf,
    },
    /// Puts a backup into an empty database, and its keys in their places.
    Restore {
        /// The folder that backup wrote.
        from: PathBuf,
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
