//! A private Apache with one of the configurations of `tests/interop`.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::street::{House, Plot, Process, open_to_all, root};

/// Starts it with `NAME.conf`; `NAME.shtml` is its page `permit.shtml`. `folders` are told to its modules.
pub(crate) fn start(house: &House, plot: &Plot, name: &str, folders: &[(&str, &Path)]) -> Process {
    let configuration = root().join("tests/interop").canonicalize().unwrap();
    let pages = plot.folder.join("pages");
    let page = pages.join("permit.shtml");
    fs::create_dir(&pages).unwrap();
    fs::copy(configuration.join(name).with_extension("shtml"), &page).unwrap();
    open_to_all(&pages);
    open_to_all(&page);
    let mut apache = Command::new("apache2");
    apache
        .args(["-D", "FOREGROUND", "-f"])
        .arg(configuration.join(name).with_extension("conf"))
        .env("INTEROP", &configuration)
        .env("OFFICE", &plot.folder)
        .env("OFFICE_HOST", &plot.host)
        .env("OFFICE_ADDRESS", plot.address.to_string())
        .env("OFFICE_PORT", plot.port.to_string())
        .env("OFFICE_TLS", &plot.tls)
        .env("OFFICE_SIGNER", &plot.signer)
        .env("HUB", format!("{}/saml/metadata", house.url))
        .env("HUB_METADATA", &plot.hub)
        .envs(folders.iter().copied());
    let process = Process::start("apache", &apache, &plot.folder);
    process.listens((plot.address, plot.port).into());
    process
}
