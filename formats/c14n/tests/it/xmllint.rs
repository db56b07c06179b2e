//! The judge: libxml2, by its command.

use std::{io::Write, process::Command};

use c14n::Method;

/// The forms that xmllint writes, with its option.
pub(crate) fn forms() -> [(&'static str, Method); 3] {
    [
        ("--exc-c14n", Method::Exclusive { comments: true, prefixes: Vec::new() }),
        ("--c14n", Method::Inclusive { comments: true }),
        ("--c14n11", Method::Inclusive11 { comments: true }),
    ]
}

/// What xmllint writes of a file; `None` when it refuses it.
pub(crate) fn xmllint(option: &str, octets: &[u8]) -> Option<Vec<u8>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(octets).unwrap();
    let output = Command::new("xmllint").args([option, "--nonet"]).arg(file.path()).output().unwrap();
    output.status.success().then_some(output.stdout)
}
