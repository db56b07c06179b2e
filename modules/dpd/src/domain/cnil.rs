//! The file « Organismes ayant désigné un délégué » that the CNIL publishes: read line after line, members kept, the rest
//! forgotten at once.

use std::{
    cell::Cell,
    collections::BTreeSet,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

use kernel::{Siren, fold, parse_date, utf8_or_windows};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Refus, TypePersonne};

/// The longest line that a real file may hold, in bytes: beyond, a quote is not closed or it is no text.
const LIGNE_MAX: usize = 1_000_000;
/// More lines of members than there are collectivités in France.
const RETENUES_MAX: usize = 50_000;

/// A line of the file whose body is a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneCnil {
    /// Who designates.
    pub siren: Siren,
    pub personne: TypePersonne,
    pub le: Option<Date>,
    /// Who is designated, when it is a body.
    pub organisme: Option<Siren>,
    pub organisme_nom: String,
    pub courriel: String,
    pub telephone: String,
    pub site: String,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lecture {
    /// Lines of the file, its headers aside.
    pub lignes: u64,
    /// Those whose SIREN cannot be read: foreign bodies, mostly.
    pub illisibles: u64,
    pub retenues: Vec<LigneCnil>,
}

/// Reads a file of any length within bounded memory: one line, and the lines of `members`.
pub fn read(file: impl Read, members: &BTreeSet<Siren>) -> Result<Lecture, Refus> {
    let room = Rc::new(Cell::new(LIGNE_MAX));
    let mut file = BufReader::new(Bounded { file, room: Rc::clone(&room) });
    let separator = separator(&mut file)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(file);
    let headers = reader.byte_headers().map_err(unreadable)?;
    let columns = Columns::find(&headers.iter().map(text).collect::<Vec<_>>())?;
    let mut read = Lecture { lignes: 0, illisibles: 0, retenues: Vec::new() };
    let mut record = csv::ByteRecord::new();
    room.set(LIGNE_MAX);
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        room.set(LIGNE_MAX);
        read.lignes += 1;
        match columns.siren(&record) {
            None => read.illisibles += 1,
            Some(siren) if members.contains(&siren) => read.retenues.push(columns.read(siren, &record)),
            Some(_) => {}
        }
        if read.retenues.len() > RETENUES_MAX {
            return Err(wrong("il répète sans fin les mêmes organismes"));
        }
    }
    Ok(read)
}

fn wrong(why: &str) -> Refus {
    Refus::PasLesDesignations(why.to_owned())
}

fn unreadable(_: csv::Error) -> Refus {
    wrong("une de ses lignes ne finit pas")
}

/// The separator that the headers use; nothing is consumed.
fn separator(file: &mut impl BufRead) -> Result<u8, Refus> {
    let head = file.fill_buf().map_err(|_| wrong("il ne se lit pas"))?;
    if head.is_empty() {
        return Err(wrong("il est vide"));
    }
    if head.contains(&0) || head.starts_with(b"PK") {
        return Err(wrong("ce n’est pas un texte"));
    }
    let line = head.split(|octet| *octet == b'\n').next().unwrap_or_default();
    let most = [b';', b',', b'\t'].into_iter().max_by_key(|s| line.split(|octet| octet == s).count());
    Ok(most.unwrap_or(b';'))
}

/// Stops a line that never ends.
struct Bounded<R> {
    file: R,
    room: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        let left = self.room.get().checked_sub(read).ok_or(io::ErrorKind::InvalidData)?;
        self.room.set(left);
        Ok(read)
    }
}

/// Where the columns stand, whatever their order, their case and their accents.
struct Columns {
    siren: usize,
    personne: Option<usize>,
    le: usize,
    organisme: usize,
    organisme_nom: Option<usize>,
    courriel: Option<usize>,
    telephone: Option<usize>,
    site: Option<usize>,
}

impl Columns {
    fn find(headers: &[String]) -> Result<Self, Refus> {
        let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
        let place = |words: &[&[&str]]| {
            folded.iter().position(|header| {
                let held: Vec<&str> = header.split(' ').collect();
                words.iter().all(|any| any.iter().any(|word| held.contains(word)))
            })
        };
        let needed = |words: &[&[&str]], name: &str| {
            place(words).ok_or_else(|| wrong(&format!("il n’a pas de colonne «\u{a0}{name}\u{a0}»")))
        };
        Ok(Self {
            siren: needed(&[&["siren"], &["designant"]], "SIREN organisme désignant")?,
            le: needed(&[&["date"], &["designation"]], "Date de la désignation")?,
            organisme: needed(&[&["siren"], &["designe"]], "SIREN organisme désigné")?,
            personne: place(&[&["type"], &["dpo", "dpd"]]),
            organisme_nom: place(&[&["nom", "denomination"], &["designe"]]),
            courriel: place(&[&["email", "mail", "courriel"]]),
            telephone: place(&[&["telephone", "tel"]]),
            site: place(&[&["url", "site"]]),
        })
    }

    fn siren(&self, record: &csv::ByteRecord) -> Option<Siren> {
        padded(&field(record, Some(self.siren)))
    }

    fn read(&self, siren: Siren, record: &csv::ByteRecord) -> LigneCnil {
        let organisme = padded(&field(record, Some(self.organisme)));
        let morale = fold(&field(record, self.personne)).contains("morale") || organisme.is_some();
        let le = field(record, Some(self.le));
        LigneCnil {
            siren,
            personne: if morale { TypePersonne::Morale } else { TypePersonne::Physique },
            le: le.split(' ').next().and_then(|day| parse_date(day).ok()),
            organisme,
            organisme_nom: field(record, self.organisme_nom),
            courriel: field(record, self.courriel),
            telephone: field(record, self.telephone),
            site: field(record, self.site),
        }
    }
}

/// Each field tells its encoding by itself: the file is never read twice.
fn text(octets: &[u8]) -> String {
    utf8_or_windows(octets).trim().to_owned()
}

fn field(record: &csv::ByteRecord, at: Option<usize>) -> String {
    at.and_then(|at| record.get(at)).map(text).unwrap_or_default()
}

/// A spreadsheet takes the zeros away that stand before a number.
fn padded(typed: &str) -> Option<Siren> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (!digits.is_empty() && digits.len() <= 9).then(|| format!("{digits:0>9}").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    const WINDOWS: &[u8] = include_bytes!("../../fixtures/designations-windows-1252.csv");

    fn members() -> BTreeSet<Siren> {
        ["218200020", "218201218"].map(|siren| siren.parse().unwrap()).into()
    }

    #[test]
    fn the_file_of_the_cnil_is_read_and_only_members_are_kept() {
        let read = read(WINDOWS, &members()).unwrap();
        assert_eq!((read.lignes, read.illisibles, read.retenues.len()), (5, 1, 3));
        let albias = &read.retenues[0];
        assert_eq!((albias.le, albias.personne), (Some(date!(2018 - 06 - 04)), TypePersonne::Morale));
        assert_eq!(albias.organisme_nom, "CENTRE DE GESTION DE TARN-ET-GARONNE – DÉLÉGUÉ");
        assert_eq!(read.retenues[2].personne, TypePersonne::Physique);
    }

    #[test]
    fn the_order_the_case_and_the_accents_of_the_headers_do_not_matter() {
        let file = "\u{feff}DATE DE LA DESIGNATION;Nom organisme designe;SIREN ORGANISME DÉSIGNÉ;siren organisme designant;type dpo\n\
                    04/06/2018;CDG 82;999000003;218 200 020;Personne morale\n";
        let read = read(file.as_bytes(), &members()).unwrap();
        assert_eq!(read.retenues[0].organisme, Some("999000003".parse().unwrap()));
        assert_eq!(read.retenues[0].le, Some(date!(2018 - 06 - 04)));
    }

    #[test]
    fn another_file_is_refused_with_what_it_lacks() {
        let refused = |octets: &[u8]| read(octets, &members()).unwrap_err().to_string();
        assert!(refused(b"siren;nom\n218200020;Albias\n").contains("«\u{a0}SIREN organisme désignant\u{a0}»"));
        assert!(refused(b"").contains("vide") && refused(b"PK\x03\x04").contains("texte"));
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        let head = "SIREN organisme désignant;Date de la désignation;SIREN organisme désigné\n218200020;\"";
        let endless = head.as_bytes().chain(io::repeat(b'a').take(50_000_000));
        assert!(read(endless, &members()).unwrap_err().to_string().contains("ne finit pas"));
    }

    #[test]
    fn a_hundred_thousand_lines_are_read() {
        let head = io::Cursor::new("SIREN organisme désignant;Date de la désignation;SIREN organisme désigné\n");
        let line = "552081317;25/05/2018;552081317\n";
        let read = read(head.chain(io::Cursor::new(line.repeat(100_000))), &members()).unwrap();
        assert_eq!((read.lignes, read.retenues.len()), (100_000, 0));
    }

    proptest! {
        #[test]
        fn no_file_makes_the_reader_fall(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
            let head = b"SIREN organisme d\xe9signant;Date de la d\xe9signation;SIREN organisme d\xe9sign\xe9\n";
            let _ = read(octets.as_slice(), &members());
            let _ = read(head.as_slice().chain(octets.as_slice()), &members());
        }
    }
}
