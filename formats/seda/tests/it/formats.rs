//! Formats: told as fido tells them, from bytes before names; nothing rather than a guess.

use std::{fs, io::Read};

use seda::BinaryDataObject;

use super::{
    echantillon::pdf_a,
    juges::{fido, official},
};

/// What a file is for us: its identifier of PRONOM, and its media type.
fn told(nom: &str, octets: &[u8]) -> (Option<String>, Option<String>) {
    let format = BinaryDataObject::describe("a", nom, octets).unwrap().format.unwrap_or_default();
    (format.format_id, format.mime_type)
}

fn pdf(version: &str) -> Vec<u8> {
    format!("%PDF-{version}\n1 0 obj\nendobj\n%%EOF\n").into_bytes()
}

fn png(chunk: &[u8]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR0123456789abcdef", chunk, b"\x00\x00\x00\x00IEND\xaeB\x60\x82"].concat()
}

fn zip() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn jpeg(start: &[u8]) -> Vec<u8> {
    [start, &[0; 64], b"\xff\xd9"].concat()
}

#[test]
fn bytes_tell_what_fido_tells() {
    let jfif = |minor: u8| jpeg(&[b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", &[minor, 1][..]].concat());
    let exif = |version: &[u8]| {
        jpeg(&[b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00MM\x00*....\x90\x00\x00\x07\x00\x00\x00\x04", version].concat())
    };
    let mut cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.png", png(b""), "fmt/11"),
        ("a.png", png(b"sRGB"), "fmt/12"),
        ("a.png", png(b"sRGB...iTXt"), "fmt/13"),
        ("a.jpg", jfif(0), "fmt/42"),
        ("a.jpg", jfif(1), "fmt/43"),
        ("a.jpg", jfif(2), "fmt/44"),
        ("a.jpg", exif(b"0210"), "x-fmt/390"),
        ("a.jpg", exif(b"0220"), "x-fmt/391"),
        ("a.jpg", exif(b"0221"), "fmt/645"),
        ("a.tif", b"II*\0________".to_vec(), "fmt/353"),
        ("a.xml", b"<?xml version=\"1.0\"?><a/>".to_vec(), "fmt/101"),
        ("a.xml", b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?><a/>".to_vec(), "fmt/101"),
        ("a.xml", b"<?xml version='1.1'?><a/>".to_vec(), "fmt/1776"),
        ("a.zip", zip(), "x-fmt/263"),
        ("a.tar.gz", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "x-fmt/266"),
        ("a.p7s", b"0\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02".to_vec(), "fmt/670"),
        ("a.txt", b"Bonjour".to_vec(), "x-fmt/111"),
        ("a.csv", b"a;b".to_vec(), "x-fmt/18"),
    ];
    for (version, puid) in [
        ("1.0", "fmt/14"),
        ("1.1", "fmt/15"),
        ("1.2", "fmt/16"),
        ("1.3", "fmt/17"),
        ("1.4", "fmt/18"),
        ("1.5", "fmt/19"),
        ("1.6", "fmt/20"),
        ("1.7", "fmt/276"),
        ("2.0", "fmt/1129"),
    ] {
        cases.push(("a.pdf", pdf(version), puid));
    }
    for (part, level, puid) in [
        ("1", "A", "fmt/95"),
        ("1", "B", "fmt/354"),
        ("2", "A", "fmt/476"),
        ("2", "B", "fmt/477"),
        ("2", "U", "fmt/478"),
        ("3", "A", "fmt/479"),
        ("3", "B", "fmt/480"),
        ("3", "U", "fmt/481"),
    ] {
        cases.push(("a.pdf", pdf_a(part, level), puid));
    }
    for (nom, octets, puid) in &cases {
        assert_eq!(told(nom, octets).0.as_deref(), Some(*puid), "{nom} {}", String::from_utf8_lossy(octets));
        assert!(told(nom, octets).1.is_some());
    }
    let files: Vec<_> = cases.iter().map(|(nom, octets, _)| ((*nom).to_owned(), octets.clone())).collect();
    let Some(judged) = fido(&files) else { return };
    for ((nom, octets, puid), judged) in cases.iter().zip(judged) {
        // It hesitates between what names alone tell.
        let octets = String::from_utf8_lossy(octets);
        assert!(judged.iter().any(|one| one == puid), "{nom} {octets} {puid}: fido says {judged:?}");
    }
}

#[test]
fn real_files_are_told_as_fido_tells_them() {
    let mut files = Vec::new();
    for folder in ["pdf", "office", "actes/exemples"] {
        let Some(folder) = official(folder) else { continue };
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let nom = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((nom, fs::read(&path).unwrap()));
        }
    }
    files.retain(|(nom, octets)| told(nom, octets).0.is_some());
    let Some(judged) = fido(&files) else { return };
    for ((nom, octets), judged) in files.iter().zip(judged) {
        let puid = told(nom, octets).0.unwrap();
        assert!(judged.contains(&puid), "{nom}: {puid}, and fido says {judged:?}");
    }
}

#[test]
fn what_is_not_known_is_not_told() {
    let format = |nom: &str, octets: &[u8]| BinaryDataObject::describe("a", nom, octets).unwrap().format;
    assert_eq!(format("a.pdf", b"\0\0\0"), None);
    assert_eq!(format("sans-nom", b"Bonjour"), None);
    assert_eq!(format("a.docx", b"Bonjour"), None);
    assert_eq!(told("a.xml", b"<a/>"), (None, Some("application/xml".into())));
    // The version of an OpenDocument stands deep in it: its media type alone is told.
    assert_eq!(told("a.odt", b"PK\x03\x04"), (None, Some("application/vnd.oasis.opendocument.text".into())));
    assert_eq!(told("a.pdf", &pdf_a("4", "E")).0.as_deref(), Some("fmt/276"), "an unknown claim leaves the version");
}

/// Gives its bytes seven by seven.
struct Goutte<'a>(&'a [u8]);

impl Read for Goutte<'_> {
    fn read(&mut self, tampon: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(&mut tampon[..7])
    }
}

#[test]
fn a_mark_that_is_cut_between_two_readings_is_seen() {
    let filler = vec![b' '; 20_000];
    for octets in [pdf_a("1", "A"), png(&[&filler, b"iTXt".as_slice()].concat())] {
        let whole = BinaryDataObject::describe("a", "a.pdf", octets.as_slice()).unwrap();
        assert_eq!(BinaryDataObject::describe("a", "a.pdf", Goutte(&octets)).unwrap(), whole);
        let id = whole.format.unwrap().format_id;
        assert!(matches!(id.as_deref(), Some("fmt/95" | "fmt/13")));
    }
}
