//! Packages: written as streams, the same each time, never with a false manifest; read back and verified.

use std::{
    fs,
    io::{self, Cursor, Read},
};

use seda::{BinaryDataObject, Limites, NomBordereau, Package, SedaError, write_package};

use super::{
    echantillon::{octets, package, transfer},
    juges::{assert_phrase, official, unzip_list},
};

fn open(octets: &[u8]) -> Result<Package<Cursor<&[u8]>>, SedaError> {
    Package::open(Cursor::new(octets), &Limites::default())
}

#[test]
fn a_package_comes_back_the_same_and_whole() {
    let written = package(&transfer()).unwrap();
    let names = unzip_list(&written);
    assert_eq!(
        names,
        ["manifest.xml", "Content/annexe.pdf", "Content/acte.pdf", "Content/copie.txt", "Content/recu.xml"]
    );
    let mut package = open(&written).unwrap();
    assert_eq!((package.transfer(), package.bordereau()), (&transfer(), "manifest.xml"));
    assert_eq!(package.ecarts(), &[] as &[String]);
    assert_eq!(package.verify(), vec![]);
    for object in transfer().package.data_objects {
        let mut copied = Vec::new();
        package.copy(&object, &mut copied).unwrap();
        assert_eq!(copied, octets()[object.id.as_str()]);
    }
}

#[test]
fn the_same_transfer_makes_the_same_bytes() {
    assert_eq!(package(&transfer()).unwrap(), package(&transfer()).unwrap());
}

#[test]
fn the_manifest_may_be_called_bordereau() {
    let octets = octets();
    let source = |object: &BinaryDataObject| Ok(octets[object.id.as_str()].as_slice());
    let written = write_package(&transfer(), NomBordereau::Bordereau, Vec::new(), source).unwrap();
    assert_eq!(unzip_list(&written)[0], "bordereau.xml");
    assert_eq!(open(&written).unwrap().bordereau(), "bordereau.xml");
}

/// Gives bytes, then fails.
struct Panne(usize);

impl Read for Panne {
    fn read(&mut self, tampon: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "no"));
        }
        let len = tampon.len().min(self.0);
        self.0 -= len;
        Ok(len)
    }
}

#[test]
fn a_file_that_differs_from_what_was_announced_never_makes_a_package() {
    let octets = octets();
    let longer: fn(&mut Vec<u8>) = |octets| octets.push(0);
    let shorter: fn(&mut Vec<u8>) = |octets| octets.truncate(170);
    let other: fn(&mut Vec<u8>) = |octets| octets[20] ^= 1;
    for (change, told) in [
        (longer, "« Content/acte.pdf » n’a pas la taille annoncée : 171 octets annoncés, davantage reçus."),
        (shorter, "« Content/acte.pdf » n’a pas la taille annoncée : 171 octets annoncés, 170 reçus."),
        (other, "« Content/acte.pdf » n’a pas l’empreinte annoncée : son contenu a changé."),
    ] {
        let mut out = Vec::new();
        let error = write_package(&transfer(), NomBordereau::Manifest, &mut out, |object| {
            let mut octets = octets[object.id.as_str()].clone();
            if object.id == "acte" {
                change(&mut octets);
            }
            Ok(Cursor::new(octets))
        });
        let error = error.unwrap_err();
        assert_phrase(&error.to_string());
        assert_eq!(error.to_string().replace('\u{a0}', " "), told);
        assert!(!out.is_empty() && open(&out).is_err(), "what was written opens as a package");
        assert!(zip::ZipArchive::new(Cursor::new(&out)).is_err(), "what was written opens as a ZIP");
    }
}

#[test]
fn a_source_that_fails_is_told_and_makes_no_package() {
    let mut out = Vec::new();
    let error = write_package(&transfer(), NomBordereau::Manifest, &mut out, |_| Ok(Panne(10))).unwrap_err();
    assert_eq!(
        error.to_string().replace('\u{a0}', " "),
        "« Content/annexe.pdf » n’a pas pu être lu (l’accès est refusé). Recommencez ; si cela dure, signalez cet incident."
    );
    assert!(zip::ZipArchive::new(Cursor::new(&out)).is_err());
    let error = write_package(&transfer(), NomBordereau::Manifest, Vec::new(), |_| -> io::Result<&[u8]> {
        Err(io::ErrorKind::NotFound.into())
    });
    assert!(matches!(error, Err(SedaError::Lecture { .. })));
}

#[test]
fn a_destination_that_is_full_is_told() {
    let mut room = [0_u8; 900];
    let octets = octets();
    let error = write_package(&transfer(), NomBordereau::Manifest, room.as_mut_slice(), |object| {
        Ok(octets[object.id.as_str()].as_slice())
    });
    assert!(matches!(error.unwrap_err(), SedaError::Ecriture { .. }));
}

/// A ZIP of these files, as any other tool would make it.
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (nom, octets) in files {
        zip.start_file(*nom, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(octets).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_missing_changed_or_not_declared_is_told() {
    let octets = octets();
    let xml = transfer().to_xml().unwrap();
    let mut changed = octets["recu"].clone();
    changed[30] ^= 1;
    let received = zip_of(&[
        ("Content/recu.xml", &changed),
        ("manifest.xml", xml.as_bytes()),
        ("Content/annexe.pdf", &octets["annexe"][1..]),
        ("Content/autre.txt", b"?"),
        ("Content/acte.pdf", &octets["acte"]),
    ]);
    let told: Vec<String> =
        open(&received).unwrap().verify().iter().map(|d| d.to_string().replace('\u{a0}', " ")).collect();
    assert_eq!(
        told,
        [
            "« Content/annexe.pdf » n’a pas la taille annoncée : 12000 octets annoncés, 11999 reçus.",
            "« Content/copie.txt » est annoncé par le bordereau et manque dans le paquet.",
            "« Content/recu.xml » n’a pas l’empreinte annoncée : son contenu a changé.",
            "« Content/autre.txt » est dans le paquet sans être annoncé par le bordereau.",
        ]
    );
}

#[test]
fn other_makers_are_understood() {
    let octets = octets();
    // A URI that is coded, a manifest of another name, folders, stored files.
    let xml = transfer().to_xml().unwrap().replace("Content/acte.pdf", "Content/l%E2%80%99acte%202.pdf");
    let received = zip_of(&[
        ("218200020.xml", xml.as_bytes()),
        ("Content/annexe.pdf", &octets["annexe"]),
        ("Content/l’acte 2.pdf", &octets["acte"]),
        ("Content/copie.txt", &octets["copie"]),
        ("Content/recu.xml", &octets["recu"]),
    ]);
    let mut package = open(&received).unwrap();
    assert_eq!(package.bordereau(), "218200020.xml");
    assert_eq!(package.verify(), vec![]);
}

/// Sizes of eight bytes, and a table of contents that counts beyond sixteen bits.
#[test]
fn extended_zips_are_written_and_read() {
    let mut transfer = transfer();
    transfer.package.data_objects.iter_mut().for_each(|object| object.size = None);
    let written = package(&transfer).unwrap();
    assert_eq!(unzip_list(&written).len(), 5);
    assert_eq!(open(&written).unwrap().verify(), vec![]);
    // The same with an end of sixteen bits that sends to the other.
    let at = memchr::memmem::rfind(&written, b"PK\x05\x06").unwrap();
    let (files, end) = written.split_at(at);
    let [len, start] = [12, 16].map(|at| u64::from(u32::from_le_bytes(end[at..at + 4].try_into().unwrap())));
    let long: Vec<u8> = [5, 5, len, start].iter().flat_map(|value| u64::to_le_bytes(*value)).collect();
    let large = [b"PK\x06\x06", &44_u64.to_le_bytes()[..], &[45, 0, 45, 0], &[0; 8], &long].concat();
    let relay = [b"PK\x06\x07", &[0; 4][..], &(at as u64).to_le_bytes(), &[1, 0, 0, 0]].concat();
    let small = [b"PK\x05\x06", &[0; 4][..], &[0xff; 12], &[0; 2]].concat();
    let extended = [files, &large, &relay, &small].concat();
    assert_eq!(unzip_list(&extended).len(), 5);
    assert_eq!(open(&extended).unwrap().verify(), vec![]);
}

#[test]
fn what_is_no_package_is_named() {
    let xml = transfer().to_xml().unwrap();
    let cases: [(Vec<u8>, &str); 5] = [
        (vec![], "Ce fichier n’est pas un paquet ZIP"),
        (b"%PDF-1.7".to_vec(), "Ce fichier n’est pas un paquet ZIP"),
        (zip_of(&[("a.txt", b"a")]), "Ce paquet n’a pas de bordereau"),
        (zip_of(&[("manifest.xml", xml.as_bytes()), ("bordereau.xml", b"x")]), "Ce paquet a plusieurs bordereaux"),
        (zip_of(&[("manifest.xml", b"<a/>")]), "Ce XML n’est pas un versement SEDA 2.1"),
    ];
    for (octets, told) in cases {
        let error = open(&octets).unwrap_err().to_string();
        assert_phrase(&error);
        assert!(error.starts_with(told), "{error}");
    }
}

/// The ZIP of other makers is read up to what it is not.
#[test]
fn real_zips_are_read_and_are_no_packages() {
    let Some(folder) = official("office") else { return };
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let octets = fs::read(&path).unwrap();
        if !octets.starts_with(b"PK") {
            continue;
        }
        let error = open(&octets).unwrap_err();
        let no_package = matches!(
            error,
            SedaError::SansBordereau | SedaError::PlusieursBordereaux { .. } | SedaError::PasUnVersement { .. }
        );
        assert!(no_package, "{}: {error}", path.display());
    }
}

#[test]
fn an_empty_file_is_not_handed_over() {
    let error = BinaryDataObject::describe("a", "vide.pdf", io::empty()).unwrap_err();
    assert_eq!(
        error.to_string().replace('\u{a0}', " "),
        "« vide.pdf » est vide : un fichier vide ne se verse pas, retirez-le du versement."
    );
}
