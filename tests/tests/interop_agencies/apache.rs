//! A private Apache with one of the configurations of `tests/interop`.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tests::street::{House, Plot, Process, open_to_all, root};

/// What the configurations find in the environment.
pub(crate) type Environment = Vec<(&'static str, OsString)>;

pub(crate) fn environment(house: &House, plot: &Plot) -> Environment {
    vec![
        ("INTEROP", configurations().into()),
        ("OFFICE", plot.folder.clone().into()),
        ("OFFICE_URL", plot.url.clone().into()),
        ("OFFICE_HOST", plot.host.clone().into()),
        ("OFFICE_ADDRESS", plot.address.to_string().into()),
        ("OFFICE_PORT", plot.port.to_string().into()),
        ("OFFICE_TLS", plot.tls.clone().into()),
        ("OFFICE_SIGNER", plot.signer.clone().into()),
        ("HUB", format!("{}/saml/metadata", house.url).into()),
        ("HUB_METADATA", plot.hub.clone().into()),
    ]
}

/// Starts it with the configuration that is called as `page`, which becomes its page `permit`.
pub(crate) fn start(plot: &Plot, page: &str, environment: Environment) -> Process {
    let source = configurations().join(page);
    let pages = plot.folder.join("pages");
    let permit = pages.join("permit").with_extension(source.extension().unwrap());
    fs::create_dir(&pages).unwrap();
    fs::copy(&source, &permit).unwrap();
    let left = pages.join("left.shtml");
    fs::copy(configurations().join("left.shtml"), &left).unwrap();
    for path in [&pages, &permit, &left] {
        open_to_all(path);
    }
    let mut apache = Command::new("apache2");
    apache.args(["-D", "FOREGROUND", "-f"]).arg(source.with_extension("conf")).envs(environment);
    let process = Process::start("apache", &apache, &plot.folder);
    process.listens((plot.address, plot.port).into());
    process
}

pub(crate) fn configurations() -> PathBuf {
    root().join("tests/interop").canonicalize().unwrap()
}
