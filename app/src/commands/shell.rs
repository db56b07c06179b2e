//! Completions and the manual page, made from the command line itself.

use std::{io, process::ExitCode};

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Cli;

pub(super) fn completions(shell: Shell) -> ExitCode {
    generate(shell, &mut Cli::command(), "beffroi", &mut io::stdout());
    ExitCode::SUCCESS
}

pub(super) fn man() -> Result<ExitCode> {
    clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
    Ok(ExitCode::SUCCESS)
}
