//! Canonical forms, with xmllint and xmlsec1 as judges.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod formes;
mod hasard;
mod hostile;
mod officiels;
mod xmllint;
mod xmlsec;

use c14n::{C14nError, Canonicalizer, Event, Method, Reader, canonicalize};

pub(crate) fn canonical(octets: &[u8], method: &Method) -> Result<Vec<u8>, C14nError> {
    let mut out = Vec::new();
    canonicalize(octets, method, &mut out)?;
    Ok(out)
}

/// The canonical form of the element that has this `Id`, leaving out the elements named `hors`.
pub(crate) fn element(octets: &[u8], id: &str, method: &Method) -> Result<String, C14nError> {
    let mut reader = Reader::new(octets)?;
    let mut canonicalizer = Canonicalizer::new(method.clone(), Vec::new());
    let (mut depth, mut out) = (0_usize, 0_usize);
    while let Some(event) = reader.next()? {
        let starts = matches!(&event, Event::Start(start) if start.value("Id").as_deref() == Some(id));
        if depth == 0 && !starts {
            continue;
        }
        match &event {
            Event::Start(start) if out > 0 || start.local() == b"hors" => out += 1,
            Event::Start(_) => depth += 1,
            _ => {}
        }
        if out == 0 {
            canonicalizer.push(&event)?;
        }
        if matches!(event, Event::End(_)) {
            if out > 0 { out -= 1 } else { depth -= 1 }
        }
    }
    Ok(String::from_utf8(canonicalizer.finish()?).unwrap())
}
