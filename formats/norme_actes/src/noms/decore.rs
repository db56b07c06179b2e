//! A name of ACTES under what mail programs add to names: a folder, quotes, ` (2)`, capitals.

use std::str::FromStr;

/// A longer one is no name of ours with something more.
const NOM_MAX: usize = 200;

/// The first name of this kind in what an attachment is called; its extension may be missing.
pub(crate) fn find<T: FromStr>(nom: &str) -> Option<T> {
    let nom = nom.trim();
    if let Ok(plain) = nom.parse() {
        return Some(plain);
    }
    if nom.len() > NOM_MAX {
        return None;
    }
    let (base, fin) = nom.rsplit_once('.').unwrap_or((nom, "xml"));
    let extension: String = fin.chars().take_while(char::is_ascii_alphanumeric).collect();
    let extension = extension.to_ascii_lowercase();
    let inside = |c: char| c.is_ascii_alphanumeric();
    let begins = |at: usize| base[at..].starts_with(inside) && !base[..at].ends_with(inside);
    let ends = |at: usize| base[..at].ends_with(inside) && !base[at..].starts_with(inside);
    let places: Vec<usize> = base.char_indices().map(|(at, _)| at).chain([base.len()]).collect();
    places.iter().filter(|at| begins(**at)).find_map(|debut| {
        let ends = places.iter().rev().take_while(|fin| *fin > debut).filter(|fin| ends(**fin));
        ends.copied().find_map(|fin| format!("{}.{extension}", &base[*debut..fin]).parse().ok())
    })
}
