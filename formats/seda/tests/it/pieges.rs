//! Packages made to harm: each refused for what it is, before anything of it is believed.

use std::io::{Cursor, Write};

use seda::{Limites, Package, SedaError};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    echantillon::{package, transfer},
    juges::assert_phrase,
};

#[track_caller]
fn refused(octets: &[u8], told: &str) {
    let error = match Package::open(Cursor::new(octets), &Limites::default()) {
        Err(error) => error,
        Ok(mut package) => package.verify().into_iter().next().unwrap(),
    };
    assert_phrase(&error.to_string());
    assert!(error.to_string().replace('\u{a0}', " ").contains(told), "{error}");
}

/// A package and something more, that `more` adds.
fn with(more: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("manifest.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(transfer().to_xml().unwrap().as_bytes()).unwrap();
    more(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn replaced(octets: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut octets = octets.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(&octets, from).collect();
    assert!(!places.is_empty());
    for at in places {
        octets[at..at + to.len()].copy_from_slice(to);
    }
    octets
}

fn last(octets: &[u8], mark: &[u8]) -> usize {
    memchr::memmem::rfind(octets, mark).unwrap()
}

#[test]
fn names_that_lead_out_are_refused() {
    for (nom, told) in [
        ("../../etc/cron.d/x", "remonte d’un dossier"),
        ("Content/../../x", "remonte d’un dossier"),
        ("/etc/passwd", "part d’une racine"),
        ("C:/x", "part d’une racine"),
        ("Content\\x", "contient un caractère interdit"),
        ("Content//x", "deux barres de suite"),
    ] {
        // The names are written after: no library writes them so.
        let plain: String = "z".repeat(nom.len());
        let octets = with(|zip| zip.start_file(&plain, SimpleFileOptions::default()).unwrap());
        refused(&replaced(&octets, plain.as_bytes(), nom.as_bytes()), told);
    }
    let octets = with(|zip| zip.start_file("zzzz", SimpleFileOptions::default()).unwrap());
    refused(&replaced(&octets, b"zzzz", b"z\xffzz"), "pas codé en UTF-8");
    let link = with(|zip| zip.add_symlink("Content/lien", "/etc/passwd", SimpleFileOptions::default()).unwrap());
    refused(&link, "lien vers un autre fichier");
}

#[test]
fn two_files_of_one_name_are_refused() {
    let octets = with(|zip| {
        zip.start_file("aaaaaaaa.xml", SimpleFileOptions::default()).unwrap();
    });
    let double = replaced(&octets, b"aaaaaaaa.xml", b"manifest.xml");
    assert_eq!(zip::ZipArchive::new(Cursor::new(&double)).unwrap().len(), 1, "the library sees only one");
    refused(&double, "deux fois « manifest.xml »");
}

#[test]
fn a_name_that_is_another_for_who_reads_straight_through_is_refused() {
    let octets = package(&transfer()).unwrap();
    let mut other = octets.clone();
    let local = memchr::memmem::find(&octets, b"Content/acte.pdf").unwrap();
    other[local..local + 16].copy_from_slice(b"Content/hack.pdf");
    refused(&other, "n’est pas là où la table des matières le dit");
}

/// A reader that goes straight through would see a file that the table of contents has not.
#[test]
fn files_that_hide_between_others_are_refused() {
    let octets = package(&transfer()).unwrap();
    let hidden = [b"PK\x03\x04\x14\0\0\0\0\0".as_slice(), &[0; 16], &[5, 0, 0, 0], b"x.xml"].concat();
    let second = memchr::memmem::find_iter(&octets, b"PK\x03\x04").nth(1).unwrap();
    for (at, told) in [(0, "précède son premier fichier"), (second, "se cache entre deux fichiers")] {
        let table = memchr::memmem::find(&octets, b"PK\x01\x02").unwrap();
        let mut other = [&octets[..at], &hidden, &octets[at..]].concat();
        let moved = u32::try_from(hidden.len()).unwrap();
        let mut shift = |place: usize| {
            let value = u32::from_le_bytes(other[place..place + 4].try_into().unwrap()) + moved;
            other[place..place + 4].copy_from_slice(&value.to_le_bytes());
        };
        shift(last(&octets, b"PK\x05\x06") + hidden.len() + 16);
        for entry in memchr::memmem::find_iter(&octets[table..], b"PK\x01\x02").skip(usize::from(at > 0)) {
            shift(table + entry + hidden.len() + 42);
        }
        refused(&other, told);
    }
}

#[test]
fn ends_that_lie_are_refused() {
    let octets = package(&transfer()).unwrap();
    let end = last(&octets, b"PK\x05\x06");
    let set = |at: usize, value: &[u8]| {
        let mut octets = octets.clone();
        octets[end + at..end + at + value.len()].copy_from_slice(value);
        octets
    };
    refused(&octets[..octets.len() - 1], "sa fin manque");
    refused(&[&octets[..], b"x"].concat(), "sa fin manque");
    refused(&[b"MZ".as_slice(), &octets].concat(), "n’est pas à sa place");
    refused(&set(4, &[1]), "plusieurs volumes");
    refused(&set(10, &[0xfe, 0xff]), "plusieurs volumes");
    refused(&set(8, &[0xfe, 0xff, 0xfe, 0xff]), "la taille de sa table des matières est fausse");
    refused(&set(8, &[4, 0, 4, 0]), "contient autre chose que des fichiers");
    refused(&set(12, &[0xff; 4]), "fin étendue est fausse");
    refused(&set(16, &[0, 0, 0, 0]), "n’est pas à sa place");
    // A comment that holds another end.
    let inner = [&octets[end..end + 20], &[0, 0]].concat();
    let mut double = octets.clone();
    double[end + 20..end + 22].copy_from_slice(&u16::try_from(inner.len()).unwrap().to_le_bytes());
    double.extend(&inner);
    refused(&double, "se termine de deux façons");
}

#[test]
fn files_that_share_bytes_are_refused() {
    let octets = with(|zip| {
        for nom in ["Content/a", "Content/b"] {
            zip.start_file(nom, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"abc").unwrap();
        }
    });
    // The second says that it stands where the first does.
    let (a, b) = (memchr::memmem::rfind(&octets, b"Content/a").unwrap() - 4, last(&octets, b"Content/b") - 4);
    let mut shared = octets.clone();
    shared.copy_within(a..a + 4, b);
    refused(&shared, "se chevauchent");
}

#[test]
fn passwords_and_rare_methods_are_refused() {
    let octets = package(&transfer()).unwrap();
    let entry = memchr::memmem::find(&octets, b"PK\x01\x02").unwrap();
    let mut locked = octets.clone();
    locked[entry + 8] |= 1;
    refused(&locked, "protégé par un mot de passe");
    let mut rare = octets;
    rare[entry + 10] = 12;
    refused(&rare, "compressé d’une manière");
}

#[test]
fn a_bomb_stops_at_what_it_announced() {
    let mut bomb = transfer();
    let zeros = vec![0; 0x0123_4567];
    bomb.package.data_objects[0].size = Some(10);
    let xml = bomb.to_xml().unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (nom, octets) in [("manifest.xml", xml.as_bytes()), ("Content/annexe.pdf", &zeros)] {
        zip.start_file(nom, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(octets).unwrap();
    }
    let octets = zip.finish().unwrap().into_inner();
    refused(&octets, "10 octets annoncés, 19088743 reçus");
    let limites = Limites { total: 16 << 20, ..Limites::default() };
    let error = Package::open(Cursor::new(&octets), &limites).unwrap_err();
    assert_eq!(error, SedaError::PaquetTropGrand { quoi: "octets", max: 16 << 20 });
    // The table of contents lies too.
    let announced = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    refused(&replaced(&octets, &announced, &10_u32.to_le_bytes()), "n’est pas ce qu’annonce la table des matières");
}

#[test]
fn a_manifest_that_is_too_long_is_not_inflated() {
    let limites = Limites { bordereau: 1000, ..Limites::default() };
    let error = Package::open(Cursor::new(package(&transfer()).unwrap()), &limites).unwrap_err();
    assert_eq!(error, SedaError::PaquetTropGrand { quoi: "octets de bordereau", max: 1000 });
    // It says that it is short.
    let octets = package(&transfer()).unwrap();
    let size = u32::try_from(transfer().to_xml().unwrap().len()).unwrap().to_le_bytes();
    refused(&replaced(&octets, &size, &900_u32.to_le_bytes()), "n’est pas ce qu’annonce la table des matières");
}

#[test]
fn too_many_files_are_not_listed() {
    let octets = package(&transfer()).unwrap();
    let error = Package::open(Cursor::new(octets), &Limites { fichiers: 4, ..Limites::default() }).unwrap_err();
    assert_eq!(error, SedaError::PaquetTropGrand { quoi: "fichiers", max: 4 });
}
