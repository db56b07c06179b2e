//! Writes on its output the canonical form of a file: `canonise exc|c14n|c14n11 FICHIER`.
#![expect(clippy::print_stderr, reason = "a command says why it fails")]

use std::{env, fs::File, io, process::ExitCode};

use c14n::{Method, canonicalize};

fn main() -> ExitCode {
    let (form, path) = (env::args().nth(1).unwrap_or_default(), env::args().nth(2).unwrap_or_default());
    let method = match form.as_str() {
        "c14n" => Method::Inclusive { comments: true },
        "c14n11" => Method::Inclusive11 { comments: true },
        _ => Method::Exclusive { comments: true, prefixes: Vec::new() },
    };
    let done = File::open(&path).map_err(Into::into).and_then(|file| canonicalize(file, &method, io::stdout().lock()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
