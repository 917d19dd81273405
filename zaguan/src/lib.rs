//! Command line, configuration, composition. It decides nothing.
//!
//! - `cli`: what can be asked for on the command line
//! - `config`: what the configuration file says
//! - `compose`: the hub put together from it
//! - `serve`: connections, TLS, limits, draining; `client`: who is asking, `network`: and whether
//!   the operator knows them; `leave`: from who takes no answer; `hear`: of changes at once
//! - `commands`: the operators' tasks; `fetch`: metadata from an address
//!
//! The program is `main.rs`, which is one line. A node with methods of somebody's own is one line as well.

mod cli;
mod client;
mod commands;
mod compose;
mod config;
#[cfg(feature = "demonstration")]
mod demonstration;
mod fetch;
mod hear;
mod identity_source;
mod leave;
mod network;
mod post;
mod serve;

use std::path::Path;
use std::process::ExitCode;

use authenticators::Blueprint;
use clap::Parser as _;
use tokio::runtime::Builder;

use crate::commands::Error;
pub use crate::fetch::Asking;

/// The program: does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    to_the_end(async { commands::run(cli::Cli::parse()).await })
}

/// Serves as `zaguan run` does by this configuration file, with these methods in place of those of this build.
#[must_use]
pub fn serve_with(config: &Path, methods: &'static [Blueprint]) -> ExitCode {
    to_the_end(commands::serve(config, methods))
}

fn to_the_end(work: impl Future<Output = Result<(), Error>>) -> ExitCode {
    let runtime = match Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            commands::complain(&error);
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(work) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}
