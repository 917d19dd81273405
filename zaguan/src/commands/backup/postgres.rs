//! PostgreSQL's own programs, which write and read dumps.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::interval;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, TargetSessionAttrs};

use super::{about, spinner};
use crate::commands::Error;

#[cfg(test)]
mod tests;

/// Where Debian keeps the programs of each release of PostgreSQL.
const RELEASES: &str = "/usr/lib/postgresql";
/// What a dump holds.
pub(super) const SCHEMAS: [&str; 4] = ["hub", "citizens", "credentials", "messages"];
/// What is in no backup, although PostgreSQL keeps it.
const MESSAGES: [&str; 2] = ["messages.outbox", "messages.spent"];

/// How PostgreSQL's programs reach the database: by their environment, which other users cannot read; a
/// command line, everybody can.
pub(super) struct Server {
    environment: Vec<(&'static str, OsString)>,
    database: String,
}

impl Server {
    /// The one of a connection string.
    pub(super) fn of(url: &str) -> Result<Self, Error> {
        let config: Config = url.parse()?;
        let user = config.get_user().ok_or("database.url names no user")?;
        let database = config.get_dbname().unwrap_or(user).to_owned();
        let hosts = config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) => folder.to_string_lossy().into_owned(),
        });
        let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
        let ports = config.get_ports().iter().map(ToString::to_string);
        let mut environment = vec![
            ("PGUSER", user.into()),
            ("PGAPPNAME", "zaguan".into()),
            ("PGCONNECT_TIMEOUT", "10".into()),
            ("LC_ALL", "C.UTF-8".into()),
        ];
        for (name, values) in [
            ("PGHOST", hosts.collect::<Vec<_>>()),
            ("PGHOSTADDR", addresses.collect()),
            ("PGPORT", ports.collect()),
        ] {
            if !values.is_empty() {
                environment.push((name, values.join(",").into()));
            }
        }
        if config.get_target_session_attrs() == TargetSessionAttrs::ReadWrite {
            environment.push(("PGTARGETSESSIONATTRS", "read-write".into()));
        }
        if let Some(password) = config.get_password() {
            environment.push(("PGPASSWORD", String::from_utf8(password.to_vec())?.into()));
        }
        Ok(Self { environment, database })
    }

    /// Writes the four schemas as of a snapshot. Journeys are left out: their rows are of no use
    /// without the browsers that they belong to, and last minutes. So are messages, and what the budgets count of
    /// them: nobody wants a code of yesterday.
    pub(super) async fn dump(&self, snapshot: &str, to: &Path) -> Result<(), Error> {
        let mut command = self.command("pg_dump")?;
        command.args(["--format=custom", "--no-unlogged-table-data", "--no-password"]);
        command.args(SCHEMAS.map(|schema| format!("--schema={schema}")));
        command.args(MESSAGES.map(|table| format!("--exclude-table-data={table}")));
        command.arg(format!("--snapshot={snapshot}")).arg("--file").arg(to);
        command.arg("--dbname").arg(self.connection());
        run(command, "pg_dump", "Writing the database", to).await
    }

    /// Reads a dump into the database, all of it or nothing. What it makes belongs to whoever connects.
    pub(super) async fn load(&self, from: &Path) -> Result<(), Error> {
        let mut command = self.command("pg_restore")?;
        command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl"]);
        command.arg("--no-password").arg("--dbname").arg(self.connection()).arg(from);
        run(command, "pg_restore", "Reading the database", from).await
    }

    fn command(&self, name: &str) -> Result<Command, Error> {
        let mut command = Command::new(program(name)?);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.envs(env::var_os("PATH").map(|path| ("PATH", path)));
        command.stdin(Stdio::null());
        Ok(command)
    }

    /// A connection string with the name of the database alone.
    fn connection(&self) -> String {
        format!("dbname='{}'", self.database.replace('\\', r"\\").replace('\'', r"\'"))
    }
}

/// Runs a program to its end, while the size of a file is shown.
async fn run(
    mut command: Command,
    name: &str,
    what: &'static str,
    file: &Path,
) -> Result<(), Error> {
    let bar = spinner(what);
    let mut running = spawn_blocking(move || command.output());
    let mut every = interval(Duration::from_millis(200));
    let output = loop {
        tokio::select! {
            output = &mut running => break output??,
            _ = every.tick() => bar.set_position(fs::metadata(file).map_or(0, |file| file.len())),
        }
    };
    bar.finish_and_clear();
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} did not do it: {}", complaints(name, &output)).into())
}

/// What the program calls an error itself. The lines around it may quote rows.
fn complaints(name: &str, output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let mark = format!("{name}: error: ");
    let errors: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix(&mark)).collect();
    if errors.is_empty() { format!("it ended with {}", output.status) } else { errors.join("; ") }
}

/// The newest release's program, which understands older servers and dumps; else the first on the path.
fn program(name: &str) -> Result<PathBuf, Error> {
    let mut releases = Vec::new();
    if Path::new(RELEASES).is_dir() {
        for entry in about(Path::new(RELEASES), fs::read_dir(RELEASES))? {
            let folder = about(Path::new(RELEASES), entry)?;
            let release = folder.file_name().to_string_lossy().parse::<u32>();
            let program = folder.path().join("bin").join(name);
            releases.extend(release.ok().filter(|_| program.is_file()).map(|n| (n, program)));
        }
    }
    let newest = releases.into_iter().max().map(|(_, program)| program);
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = || env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file());
    newest.or_else(on_path).ok_or_else(|| {
        format!("{name} is missing: install PostgreSQL's client (Debian: postgresql-client)").into()
    })
}
