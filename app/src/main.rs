//! The binary.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    beffroi::run(beffroi::cli::Cli::parse())
}
