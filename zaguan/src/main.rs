//! The binary: command line, configuration, composition. It decides nothing.
//!
//! - [`cli`]: what can be asked for on the command line
//! - [`config`]: what the configuration file says
//! - [`compose`]: the hub put together from it
//! - [`serve`]: listeners, TLS, limits, draining; [`leave`]: from who takes no answer; [`hear`]: of
//!   changes at once
//! - [`commands`]: the operators' tasks; [`fetch`]: metadata from an address

mod cli;
mod commands;
mod compose;
mod config;
#[cfg(feature = "demonstration")]
mod demonstration;
mod fetch;
mod hear;
mod leave;
mod serve;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            commands::complain(&error);
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}
