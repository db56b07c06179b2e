//! The archive: the same bytes each time, as a stream, and nothing hostile comes in.

use std::{
    cell::Cell,
    io::{self, Read, Write},
};

use flate2::{Compression, write::GzEncoder};
use norme_actes::{ActesError, ArchiveWriter, Limites, TAILLE_MAX, read_archive};
use tar::{Builder, EntryType, Header};

use super::{
    assert_phrase,
    paquet::{fichiers, paquet},
};

#[test]
fn other_tools_read_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tar.gz");
    std::fs::write(&path, paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap()).unwrap();
    let out = std::process::Command::new("tar").args(["--numeric-owner", "-tvzf"]).arg(&path).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let told = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(told.lines().filter(|line| line.starts_with("-rw-r--r-- 0/0")).count(), 4, "{told}");
}

#[test]
fn a_file_that_changed_size_is_told() {
    for (taille, lu) in [(2, 3), (9, 4)] {
        let mut archive = ArchiveWriter::new(Vec::new(), TAILLE_MAX);
        let error = archive.add("a.pdf", taille, &b"abcd"[..]).unwrap_err();
        assert_eq!(error, ActesError::TailleChangee { nom: "a.pdf".to_owned(), annonce: taille, lu });
    }
}

#[test]
fn a_name_that_leaves_the_archive_is_not_written() {
    let mut archive = ArchiveWriter::new(Vec::new(), TAILLE_MAX);
    for nom in ["../a", "/a", "a/b", "", "..", "a\\b", "C:a", "a\0"] {
        assert!(matches!(archive.add(nom, 0, io::empty()), Err(ActesError::Chemin { .. })), "{nom:?}");
    }
    assert!(matches!(archive.add(&"a".repeat(101), 0, io::empty()), Err(ActesError::Nom { .. })));
    archive.add("a", 0, io::empty()).unwrap();
    assert!(matches!(archive.add("a", 0, io::empty()), Err(ActesError::Doublon { .. })));
}

/// Bytes that no compressor shortens, without holding them.
struct Bruit(u32);

impl Read for Bruit {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        for octet in octets.iter_mut() {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *octet = self.0.to_be_bytes()[0];
        }
        Ok(octets.len())
    }
}

/// Counts what arrives while the source is still being read.
struct Puits<'a> {
    arrives: &'a Cell<u64>,
}

impl Write for Puits<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.arrives.set(self.arrives.get() + octets.len() as u64);
        Ok(octets.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Says, at each read, how much was read and not yet written: the memory that the archive holds.
struct Temoin<'a> {
    source: Bruit,
    lus: u64,
    arrives: &'a Cell<u64>,
    retard: &'a Cell<u64>,
}

impl Read for Temoin<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        self.retard.set(self.retard.get().max(self.lus.saturating_sub(self.arrives.get())));
        let lus = self.source.read(octets)?;
        self.lus += lus as u64;
        Ok(lus)
    }
}

#[test]
fn a_large_attachment_is_never_held() {
    let (arrives, retard) = (Cell::new(0), Cell::new(0));
    let source = Temoin { source: Bruit(7), lus: 0, arrives: &arrives, retard: &retard };
    let mut archive = ArchiveWriter::new(Puits { arrives: &arrives }, TAILLE_MAX);
    archive.add("a.pdf", 8 << 20, source.take(8 << 20)).unwrap();
    archive.finish().unwrap();
    assert!(arrives.get() > 8 << 20);
    assert!(retard.get() < 512 << 10, "{} bytes were held", retard.get());
}

#[test]
fn an_archive_that_grows_too_large_stops() {
    let mut archive = ArchiveWriter::new(io::sink(), 1 << 20);
    let error = archive.add("a.pdf", 3 << 20, Bruit(1)).unwrap_err();
    assert_eq!(error, ActesError::ArchiveTropLourde { mo: 1 });
}

/// An archive as an attacker makes one.
fn hostile(entries: &[(EntryType, &[u8], u64, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (genre, nom, taille, contenu) in entries {
        let mut header = Header::new_ustar();
        header.as_old_mut().name[..nom.len()].copy_from_slice(nom);
        header.set_entry_type(*genre);
        header.set_size(*taille);
        header.set_cksum();
        tar.append(&header, *contenu).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn refused(octets: &[u8], limites: &Limites) -> ActesError {
    let error = read_archive(octets, limites).unwrap_err();
    assert_phrase(&error.to_string());
    error
}

#[test]
fn hostile_archives_are_refused() {
    let file = EntryType::Regular;
    let limites = Limites { fichiers: 3, fichier: 1_000, total: 20_000 };
    for nom in [&b"../../etc/passwd"[..], b"/etc/passwd", b"a/b.xml", b"a\\b.xml", b"..", b"\xff\xfe", b"./../x"] {
        let octets = hostile(&[(file, nom, 1, b"x")]);
        assert!(matches!(refused(&octets, &limites), ActesError::Chemin { .. }), "{}", String::from_utf8_lossy(nom));
    }
    for genre in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::Char,
        EntryType::GNULongName,
        EntryType::GNUSparse,
    ] {
        let octets = hostile(&[(genre, b"a.xml", 0, b"")]);
        assert!(matches!(refused(&octets, &limites), ActesError::PasUnFichier { .. }), "{genre:?}");
    }
    let twice = hostile(&[(file, b"a", 1, b"x"), (file, b"./a", 1, b"x")]);
    assert!(matches!(refused(&twice, &limites), ActesError::Doublon { .. }));
    let many: Vec<_> = [&b"a"[..], b"b", b"c", b"d"].iter().map(|nom| (file, *nom, 1, &b"x"[..])).collect();
    assert!(matches!(refused(&hostile(&many), &limites), ActesError::TropDeFichiers { max: 3 }));
    let heavy = hostile(&[(file, b"a", 2_000, &[0; 2_000])]);
    assert!(matches!(refused(&heavy, &limites), ActesError::FichierTropLourd { .. }));
    let lies = hostile(&[(file, b"a", u64::MAX >> 1, b"x")]);
    assert!(matches!(refused(&lies, &Limites { fichier: u64::MAX, ..limites }), ActesError::ArchiveAbimee { .. }));
}

#[test]
fn a_bomb_is_not_inflated() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let mut header = Header::new_ustar();
    header.set_path("a.xml").unwrap();
    header.set_size(32 << 20);
    header.set_cksum();
    gzip.write_all(header.as_bytes()).unwrap();
    (0..32).for_each(|_| gzip.write_all(&vec![0; 1 << 20]).unwrap());
    let octets = gzip.finish().unwrap();
    assert!(octets.len() < 100_000);
    let limites = Limites { fichiers: 10, fichier: 64 << 20, total: 4 << 20 };
    assert_eq!(refused(&octets, &limites), ActesError::Bombe { mo: 4 });
    // A long extension, that nobody asked to read, counts as well.
    let long = hostile(&[(EntryType::XHeader, b"x", 5 << 20, &vec![b'a'; 5 << 20])]);
    assert_eq!(refused(&long, &limites), ActesError::Bombe { mo: 4 });
}

#[test]
fn a_damaged_archive_says_so() {
    let octets = paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap();
    let limites = Limites::default();
    assert_eq!(refused(b"<xml/>", &limites), ActesError::PasUneArchive);
    assert!(matches!(refused(&octets[..octets.len() / 2], &limites), ActesError::ArchiveAbimee { .. }));
    let told = |octets: &[u8]| refused(octets, &limites).to_string();
    assert!(told(&octets[..octets.len() / 2]).contains("elle s’arrête au milieu"));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&[b'z'; 2_000]).unwrap();
    assert!(told(&gzip.finish().unwrap()).contains("l’en-tête d’un fichier ne se lit pas"));
    let mut broken = octets;
    // The first block after the header of ten bytes, of a kind that does not exist.
    broken[10] = 0x07;
    assert!(told(&broken).contains("ses données compressées sont abîmées"), "{}", told(&broken));
}

/// The checksum stands at the very end, after what tar reads.
#[test]
fn an_archive_is_proved_to_its_last_byte() {
    let octets = paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap();
    let end = octets.len();
    for at in [end - 8, end - 4] {
        let mut other = octets.clone();
        other[at] ^= 1;
        assert!(matches!(refused(&other, &Limites::default()), ActesError::ArchiveAbimee { .. }), "{at}");
    }
    for cut in [1, 8, 9] {
        let told = refused(&octets[..end - cut], &Limites::default()).to_string();
        assert!(told.contains("elle s’arrête au milieu"), "{cut}: {told}");
    }
}

/// `gzip` reads on, and would see files that were not checked.
#[test]
fn nothing_follows_an_archive() {
    let octets = paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap();
    for more in [octets.as_slice(), b"x", &[0; 600]] {
        let told = refused(&[&octets, more].concat(), &Limites::default()).to_string();
        assert!(told.contains("quelque chose la suit"), "{told}");
    }
}

/// A source that fails after its bytes.
struct Panne<'a>(&'a [u8], io::ErrorKind);

impl Read for Panne<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(self.1.into()) } else { self.0.read(octets) }
    }
}

#[test]
fn a_source_that_fails_is_not_a_damaged_archive() {
    let octets = paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap();
    let read = |len, kind| read_archive(Panne(&octets[..len], kind), &Limites::default()).unwrap_err();
    for len in [0, 1, 5, octets.len() / 2, octets.len() - 1] {
        let told = read(len, io::ErrorKind::ConnectionReset).to_string();
        assert_eq!(told, "La lecture ou l’écriture a été interrompue (l’autre côté a raccroché).", "{len}");
    }
    assert_eq!(read(0, io::ErrorKind::UnexpectedEof), ActesError::PasUneArchive);
    assert!(matches!(read(octets.len() / 2, io::ErrorKind::InvalidData), ActesError::ArchiveAbimee { .. }));
}

#[test]
fn a_full_disk_is_not_a_damaged_archive() {
    let octets = paquet().write(Vec::new(), fichiers(&["un", "deux"]), TAILLE_MAX).unwrap();
    let full = |_: &str, _, _: &mut dyn Read| Err(io::ErrorKind::StorageFull.into());
    let error = norme_actes::visit_archive(octets.as_slice(), &Limites::default(), full).unwrap_err();
    assert_eq!(error.to_string(), "La lecture ou l’écriture a été interrompue (il n’y a plus de place).");
}

/// Two tools would not see the same file: the check would read one name, and the disk receive another.
#[test]
fn an_extension_that_renames_is_refused() {
    let file = (EntryType::Regular, &b"a.xml"[..], 1, &b"x"[..]);
    let long = [b"70000 comment=", vec![b'a'; 69_985].as_slice(), b"\n"].concat();
    for texte in [
        &b"25 path=../../etc/passwd\n"[..],
        b"19 linkpath=../../x\n",
        b"14 size=10000\n",
        b"30 mtime=1\n25 path=../../etc/x",
        b"27 GNU.sparse.name=../../x\n",
        &long,
    ] {
        for genre in [EntryType::XHeader, EntryType::XGlobalHeader] {
            let octets = hostile(&[(genre, b"PaxHeaders/a.xml", texte.len() as u64, texte), file]);
            let error = refused(&octets, &Limites::default());
            assert!(matches!(error, ActesError::Extension { .. }), "{genre:?} {}", String::from_utf8_lossy(texte));
        }
    }
    let dated = b"30 mtime=1700000000.123456789\n";
    let octets = hostile(&[(EntryType::XHeader, b"PaxHeaders/a.xml", dated.len() as u64, dated), file]);
    assert_eq!(read_archive(octets.as_slice(), &Limites::default()).unwrap().len(), 1);
}

/// `tar czf x.tar.gz .` writes the folder itself first.
#[test]
fn what_ordinary_tools_add_is_passed_over() {
    let octets = hostile(&[
        (EntryType::XGlobalHeader, b"pax_global_header", 4, b"11 a"),
        (EntryType::Directory, b"./", 0, b""),
        (EntryType::Regular, b"./a.xml", 1, b"x"),
    ]);
    let entrees = read_archive(octets.as_slice(), &Limites::default()).unwrap();
    assert_eq!((entrees.len(), entrees[0].nom.as_str()), (1, "a.xml"));
}
