//! The SQL of the room, one file a noun, one function a question. The transaction carries its perimeter.

pub mod actes;
pub mod avis;
pub mod classements;
pub mod echanges;
pub mod ecole;
pub mod envois;
pub mod evenements;
pub mod formations;
pub mod groupes;
pub mod membres;
pub mod pauses;
pub mod pieces;
pub mod raccordements;
pub mod retours;
pub mod sauvegardes;
pub mod versions;

/// Codes in one column: « 1,2,5 ».
fn joined<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(",")
}

/// And back; a code that nobody knows any more is left out.
fn parted<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',').filter_map(read).collect()
}
