//! The table of contents of a ZIP, read with suspicion: one reading only, no two files that share bytes, no name that leads out.

use std::{
    collections::HashSet,
    io::{BufReader, Read, Seek, SeekFrom},
};

use crate::{SedaError, controle::danger, error::abrege, francais};

const FIN: &[u8] = b"PK\x05\x06";
const FIN_64: &[u8] = b"PK\x06\x06";
const RELAIS_64: &[u8] = b"PK\x06\x07";
const ENTREE: &[u8] = b"PK\x01\x02";
const LOCALE: &[u8] = b"PK\x03\x04";
const FIN_LEN: usize = 22;
const RELAIS_LEN: u64 = 20;
const FIN_64_LEN: u64 = 56;
const ENTREE_LEN: usize = 46;
const LOCALE_LEN: u64 = 30;
/// A comment of a ZIP is of 65 535 bytes at most.
const QUEUE_MAX: u64 = 65_557;
/// A file under a password, by three methods.
const CHIFFRE: u16 = 1 | 1 << 6 | 1 << 13;
/// A file whose sizes come after it.
const DECRIT: u16 = 1 << 3;
/// How long these sizes are: of four bytes or of eight, with a mark or without.
const SUITES: [u64; 4] = [12, 16, 20, 24];
/// What names and extensions may weigh in all.
const TABLE_MAX: u64 = 64 << 20;

/// A file of the package. Folders are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) nom: String,
    pub(crate) deflated: bool,
    pub(crate) crc: u32,
    pub(crate) compressed: u64,
    pub(crate) size: u64,
    /// Where its bytes begin.
    pub(crate) data: u64,
    /// Where its local header stands.
    start: u64,
    /// Whether its sizes are told after it too.
    described: bool,
}

struct Fin {
    count: u64,
    len: u64,
    start: u64,
}

pub(crate) fn read_directory<S: Read + Seek>(source: &mut S, max: u64) -> Result<Vec<Entry>, SedaError> {
    let fin = find_end(source)?;
    if fin.count > max {
        return Err(SedaError::PaquetTropGrand { quoi: "fichiers", max });
    }
    if fin.len > TABLE_MAX || fin.len / (ENTREE_LEN as u64) < fin.count {
        return Err(SedaError::abime("la taille de sa table des matières est fausse"));
    }
    source.seek(SeekFrom::Start(fin.start)).map_err(|error| lost(&error))?;
    let mut table = BufReader::new(source.take(fin.len));
    let (mut entries, mut names) = (Vec::new(), HashSet::new());
    for _ in 0..fin.count {
        let entry = read_entry(&mut table)?;
        if let Some(detail) = danger(&entry.nom) {
            return Err(SedaError::NomDangereux { nom: abrege(&entry.nom), detail });
        }
        if !names.insert(entry.nom.clone()) {
            return Err(SedaError::DeuxFois { nom: abrege(&entry.nom) });
        }
        entries.push(entry);
    }
    if table.read(&mut [0]).map_err(|error| lost(&error))? != 0 {
        return Err(SedaError::abime("sa table des matières contient autre chose que des fichiers"));
    }
    entries.sort_unstable_by_key(|entry: &Entry| entry.start);
    check_overlap(&entries, fin.start)?;
    check_locals(table.into_inner().into_inner(), &mut entries, fin.start)?;
    entries.retain(|entry| !entry.nom.ends_with('/'));
    Ok(entries)
}

/// The end that closes the file exactly: any other would be the end for another reader.
fn find_end<S: Read + Seek>(source: &mut S) -> Result<Fin, SedaError> {
    let len = source.seek(SeekFrom::End(0)).map_err(|error| lost(&error))?;
    let queue_at = len.saturating_sub(QUEUE_MAX);
    let queue = read_at(source, queue_at, len - queue_at)?;
    let closes =
        |at: &usize| u16_at(&queue, at + 20).is_some_and(|said| at + FIN_LEN + usize::from(said) == queue.len());
    let mut ends = memchr::memmem::find_iter(&queue, FIN).filter(closes);
    let Some(at) = ends.next() else {
        let is_zip = read_at(source, 0, len.min(4))? == b"PK\x03\x04";
        return Err(if is_zip { SedaError::abime("sa fin manque") } else { SedaError::PasUnZip });
    };
    if ends.next().is_some() {
        return Err(SedaError::abime("il se termine de deux façons"));
    }
    let word = |at: usize| u16_at(&queue, at).map(u64::from);
    let long = |at: usize| u32_at(&queue, at).map(u64::from);
    let (Some(disk), Some(here), Some(count), Some(len), Some(start)) =
        (word(at + 4), word(at + 8), word(at + 10), long(at + 12), long(at + 16))
    else {
        return Err(SedaError::abime("sa fin manque"));
    };
    let mut fin = Fin { count, len, start };
    let mut end = queue_at + at as u64;
    if [disk, here, count].contains(&0xffff) || [len, start].contains(&0xffff_ffff) {
        (fin, end) = find_end_64(source, end)?;
    } else if disk != 0 || here != count {
        return Err(SedaError::abime("il est découpé en plusieurs volumes"));
    }
    // Nothing before, nothing between: what a reader would skip, another would read.
    if fin.start.checked_add(fin.len) != Some(end) {
        return Err(SedaError::abime("sa table des matières n’est pas à sa place"));
    }
    Ok(fin)
}

fn find_end_64<S: Read + Seek>(source: &mut S, end: u64) -> Result<(Fin, u64), SedaError> {
    let wrong = || SedaError::abime("sa fin étendue est fausse");
    let relais_at = end.checked_sub(RELAIS_LEN).ok_or_else(wrong)?;
    let relais = read_at(source, relais_at, RELAIS_LEN)?;
    let fin_at = relais_at.checked_sub(FIN_64_LEN).ok_or_else(wrong)?;
    if !relais.starts_with(RELAIS_64) || u64_at(&relais, 8) != Some(fin_at) {
        return Err(wrong());
    }
    let fin = read_at(source, fin_at, FIN_64_LEN)?;
    let (here, count) = (u64_at(&fin, 24), u64_at(&fin, 32));
    if !fin.starts_with(FIN_64) || u64_at(&fin, 4) != Some(FIN_64_LEN - 12) || here != count {
        return Err(wrong());
    }
    let (Some(count), Some(len), Some(start)) = (count, u64_at(&fin, 40), u64_at(&fin, 48)) else {
        return Err(wrong());
    };
    Ok((Fin { count, len, start }, fin_at))
}

fn read_entry(table: &mut impl Read) -> Result<Entry, SedaError> {
    let cut = || SedaError::abime("sa table des matières s’arrête au milieu");
    let mut fixed = [0; ENTREE_LEN];
    table.read_exact(&mut fixed).map_err(|_| cut())?;
    if !fixed.starts_with(ENTREE) {
        return Err(SedaError::abime("sa table des matières ne se lit pas"));
    }
    let word = |at| u16_at(&fixed, at).unwrap_or_default();
    let long = |at| u32_at(&fixed, at).unwrap_or_default();
    let mut variable = vec![0; usize::from(word(28)) + usize::from(word(30)) + usize::from(word(32))];
    table.read_exact(&mut variable).map_err(|_| cut())?;
    let (nom, rest) = variable.split_at_checked(usize::from(word(28))).ok_or_else(cut)?;
    let extra = rest.get(..usize::from(word(30))).ok_or_else(cut)?;
    let Ok(nom) = std::str::from_utf8(nom).map(str::to_owned) else {
        let nom = abrege(&String::from_utf8_lossy(nom));
        return Err(SedaError::NomDangereux { nom, detail: "il n’est pas codé en UTF-8" });
    };
    if word(8) & CHIFFRE != 0 {
        return Err(SedaError::Chiffre);
    }
    if long(38) >> 16 & 0o170_000 == 0o120_000 {
        return Err(SedaError::NomDangereux { nom: abrege(&nom), detail: "c’est un lien vers un autre fichier" });
    }
    let deflated = match word(10) {
        0 => false,
        8 => true,
        _ => return Err(SedaError::Methode { nom: abrege(&nom) }),
    };
    let mut large = Etendu(zip64(extra));
    let size = large.or(long(24))?;
    let compressed = large.or(long(20))?;
    let start = large.or(long(42))?;
    let described = word(8) & DECRIT != 0;
    Ok(Entry { nom, deflated, crc: long(16), compressed, size, data: 0, start, described })
}

/// The sizes that do not hold in four bytes, in the order in which they are missing.
struct Etendu<'a>(&'a [u8]);

impl Etendu<'_> {
    fn or(&mut self, short: u32) -> Result<u64, SedaError> {
        if short != u32::MAX {
            return Ok(short.into());
        }
        let told = u64_at(self.0, 0).ok_or_else(|| SedaError::abime("une taille étendue manque"))?;
        self.0 = self.0.get(8..).unwrap_or_default();
        Ok(told)
    }
}

fn zip64(mut extra: &[u8]) -> &[u8] {
    while let (Some(tag), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some((field, rest)) = extra.get(4..).and_then(|rest| rest.split_at_checked(usize::from(len))) else {
            break;
        };
        if tag == 1 {
            return field;
        }
        extra = rest;
    }
    &[]
}

/// A bomb of a few kilobytes has a thousand files that are the same bytes.
fn check_overlap(entries: &[Entry], end: u64) -> Result<(), SedaError> {
    for (rang, entry) in entries.iter().enumerate() {
        let least = LOCALE_LEN + entry.nom.len() as u64;
        let after = entry.start.checked_add(least).and_then(|at| at.checked_add(entry.compressed));
        if after.is_none_or(|after| after > next_start(entries, rang, end)) {
            return Err(SedaError::Chevauchement);
        }
    }
    Ok(())
}

/// A reader that goes straight through must see the same files: one after the other, nothing before nor between.
fn check_locals<S: Read + Seek>(source: &mut S, entries: &mut [Entry], end: u64) -> Result<(), SedaError> {
    if entries.first().is_some_and(|entry| entry.start != 0) {
        return Err(SedaError::abime("quelque chose précède son premier fichier"));
    }
    for rang in 0..entries.len() {
        let next = next_start(entries, rang, end);
        let Some(entry) = entries.get_mut(rang) else { break };
        let local = read_at(source, entry.start, LOCALE_LEN + entry.nom.len() as u64)?;
        let wrong = || SedaError::abime("un fichier n’est pas là où la table des matières le dit");
        let (Some(method), Some(extra)) = (u16_at(&local, 8), u16_at(&local, 28)) else { return Err(wrong()) };
        let named =
            u16_at(&local, 26).map(usize::from) == Some(entry.nom.len()) && local.ends_with(entry.nom.as_bytes());
        if !local.starts_with(LOCALE) || !named || (method == 8) != entry.deflated {
            return Err(wrong());
        }
        entry.data = entry.start + local.len() as u64 + u64::from(extra);
        let left = next.checked_sub(entry.data).and_then(|left| left.checked_sub(entry.compressed));
        let left = left.ok_or(SedaError::Chevauchement)?;
        if left != 0 && !(entry.described && SUITES.contains(&left)) {
            return Err(SedaError::abime("quelque chose se cache entre deux fichiers"));
        }
    }
    Ok(())
}

fn next_start(entries: &[Entry], rang: usize, end: u64) -> u64 {
    entries.get(rang + 1).map_or(end, |next| next.start)
}

/// So many bytes, no more than the caller knows to be there.
fn read_at<S: Read + Seek>(source: &mut S, at: u64, len: u64) -> Result<Vec<u8>, SedaError> {
    source.seek(SeekFrom::Start(at)).map_err(|error| lost(&error))?;
    let mut octets = Vec::new();
    source.take(len).read_to_end(&mut octets).map_err(|error| lost(&error))?;
    Ok(octets)
}

pub(crate) fn lost(error: &std::io::Error) -> SedaError {
    SedaError::Lecture { nom: "le paquet".to_owned(), detail: francais::flux(error) }
}

fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(octets.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(octets.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(octets: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(octets.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
