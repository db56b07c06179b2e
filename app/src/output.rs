//! What the command line writes: answers on the standard output, the rest on the standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where the command line speaks")]

use anyhow::Result;
use serde::Serialize;

/// A line of the answer.
pub fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// A line for the person, that a program which reads the answer does not want.
pub fn note(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// The answer as JSON.
pub fn say_json(value: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A whole text, as it is.
pub fn say_raw(text: &str) {
    print!("{text}");
}
