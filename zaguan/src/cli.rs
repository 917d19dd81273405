//! What can be asked for on the command line. Each command has a make target of the same name.

use std::path::PathBuf;

use certs::KeyKind;
use clap::{Parser, Subcommand};

use crate::commands::import::Addition;
use crate::commands::record::RecordChange;

/// A SAML 2.0 federation hub with pluggable authenticators.
#[derive(Debug, Parser)]
#[command(name = "zaguan", version)]
pub(crate) struct Cli {
    /// The configuration file.
    #[arg(long, env = "ZAGUAN_CONFIG", default_value = "zaguan.toml", global = true)]
    pub(crate) config: PathBuf,

    /// Who does this, for the history: a name. The login name, if nothing is said.
    #[arg(long, env = "ZAGUAN_OPERATOR", global = true)]
    pub(crate) by: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves citizens and agencies until it is told to stop.
    Run,
    /// Says how the node of this configuration is; fails if it is not ready.
    Status,
    /// Brings the database up to date; harmless when it is.
    Migrate,
    /// Adds an agency from its metadata, or renews the metadata of one that is there.
    AgencyAdd {
        #[command(flatten)]
        addition: Addition,
    },
    /// Looks anew at the addresses that are followed and due.
    AgencyRefresh {
        /// At this one, due or not.
        source: Option<String>,
        /// Takes also what is older than what is known, or lacks many agencies.
        #[arg(long, requires = "source")]
        anyway: bool,
    },
    /// Lists the addresses that are followed.
    AgencySources,
    /// Follows an address no longer; its agencies stay.
    AgencyUnfollow {
        /// The address.
        source: String,
    },
    /// Says yes to what waits for approval; without a code, shows what does.
    AgencyApprove {
        /// The code of what waits.
        code: Option<String>,
        /// Only that of this agency: its entityID.
        #[arg(long)]
        entity: Option<String>,
    },
    /// Says no to what waits for approval.
    AgencyReject {
        /// The code of what waits.
        code: String,
    },
    /// Says what is wrong with metadata and what it would change, and changes nothing.
    AgencyCheck {
        /// A file, or an https address: of one agency, or an aggregate of many.
        metadata: String,
    },
    /// Takes the issuers of a national trusted list as authorities for people's certificates.
    TrustedList {
        /// A file, or an https address.
        list: String,
        /// The folder with the certificates of who may sign it.
        #[arg(long)]
        signers: PathBuf,
        /// The folder of authorities.
        #[arg(long)]
        to: PathBuf,
    },
    /// Lists the agencies.
    AgencyList,
    /// Shows everything about an agency: record, keys, what waits, what was done by whom.
    AgencyShow {
        /// Its entityID.
        entity: String,
    },
    /// Takes an agency out of the directory.
    AgencyRemove {
        /// Its entityID.
        entity: String,
    },
    /// Brings an agency back to what it was before its newest change.
    AgencyRollback {
        /// Its entityID.
        entity: String,
        /// To what it was after the change of this number, as agency-show lists them.
        #[arg(long)]
        to: Option<i64>,
    },
    /// Changes what the operator decided about an agency; what is not named stays.
    AgencySet {
        /// Its entityID.
        entity: String,
        #[command(flatten)]
        change: Box<RecordChange>,
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
    },
    /// Takes the retiring key out of our metadata, or a next one that was a mistake.
    KeyRetire {
        /// Its fingerprint, or how that begins.
        #[arg(long)]
        key: Option<String>,
        /// Goes on although agencies have not fetched its successor.
        #[arg(long)]
        anyway: bool,
    },
    /// Prints the file of the policy in force, or of an earlier one.
    PolicyShow {
        /// Which: default-2, policy-1 and so on.
        #[arg(id = "of", value_name = "VERSION")]
        version: Option<String>,
    },
    /// Says what is wrong with a policy and what it would change, and changes nothing.
    PolicyCheck {
        /// The file.
        file: PathBuf,
    },
    /// Puts a policy in force on every node, after the same check.
    PolicyActivate {
        /// The file.
        file: PathBuf,
    },
    /// Says what the hub would do with a request, and why; writes nothing.
    Explain {
        /// A file with its XML, the base64 of its field, its form, or the address of a redirect.
        request: PathBuf,
    },
    /// Says what was asked and answered, and why.
    Trace {
        /// The reference that people read; or the id of a request, a response or an assertion.
        id: String,
    },
    /// Says who it was, after it was written down who wants to know and why.
    TraceJoin {
        /// As for trace.
        id: String,
        /// Why: who wants to know, and the number of the case; no person's name.
        #[arg(long)]
        reason: String,
    },
    /// Prints our signed metadata.
    Metadata,
    /// Registers citizens from a CSV file, all of them or none.
    CitizenImport {
        /// The file.
        file: PathBuf,
    },
    /// Takes what is printed on people's cards from a CSV file, all rows or none.
    CardImport {
        /// The file.
        file: PathBuf,
    },
    /// Gives a document all its password tries back and ends its waits, after the person was made sure of.
    PasswordUnlock {
        /// DNI or NIE.
        document: String,
    },
    /// Lifts what keeps a document's holder from having a PIN, after the person was made sure of.
    PinUnlock {
        /// DNI or NIE.
        document: String,
    },
    /// Lets a document's holder enter with the certificates again that were blocked after «no he sido yo», after
    /// the person was made sure of.
    CertificateUnlock {
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

fn key_kind(name: &str) -> Result<KeyKind, String> {
    KeyKind::from_name(name).ok_or_else(|| "the kinds are rsa-2048, rsa-3072 and p-256".to_owned())
}
