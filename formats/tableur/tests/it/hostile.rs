//! Hostile files: each one is refused in French, within the memory that the test gives to a process of its own.

use std::{env, fs, io::Write as _, process::Command};

use tableur::{Limites, read};

use super::fabrique::{Bombe, ODS, bombe, ods, ods_content, ods_of, xlsx, xlsx_of, xlsx_parts, zip};

/// The address space that the reader may ask for, in KiB: its own code and stacks are in it.
const MEMOIRE: u32 = 400_000;
/// Says to the test that it is the child, and which file to read.
const FICHIER: &str = "TABLEUR_FICHIER_HOSTILE";
const RECU: &str = "RESULTAT: ";

fn refusal(octets: &[u8]) -> String {
    let said = read(octets, &Limites::default()).unwrap_err().to_string();
    assert!(said.ends_with('.') && said.chars().next().unwrap().is_uppercase(), "{said}");
    said
}

/// More than a gigabyte of `filler` between two texts, as one part of an ODS or of an XLSX.
fn gigabyte(nom: &str, whole: &str, filler: &str) -> Vec<u8> {
    let (before, after) = whole.split_once('¤').unwrap();
    let times = (1 << 30) / filler.len() + 1;
    let bomb = Bombe { nom, before, filler, times, after };
    if nom == "content.xml" {
        return bombe(&[("mimetype", ODS)], &bomb);
    }
    let [workbook, rels, styles] = xlsx_parts(&[]);
    let textes = if nom.contains("shared") { ("a", "") } else { ("xl/sharedStrings.xml", "<sst/>") };
    bombe(&[(workbook.0, &workbook.1), (rels.0, &rels.1), (styles.0, &styles.1), textes], &bomb)
}

fn hostile_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let rows = ods_content("<table:table table:name=\"F\">¤</table:table>");
    let row = "<table:table-row><table:table-cell/></table:table-row>".repeat(20_000);
    let text = ods_content(
        "<table:table table:name=\"F\"><table:table-row><table:table-cell><text:p>¤</text:p></table:table-cell></table:table-row></table:table>",
    );
    let letters = "a".repeat(1 << 20);
    let sheet = "<worksheet><sheetData><row>¤</row></sheetData></worksheet>";
    let cell = "<c t=\"inlineStr\"><is><t>x</t></is></c>".repeat(20_000);
    let string = "<si><t>x</t></si>".repeat(50_000);
    let spaces = "<text:s text:c=\"1000\"/>".repeat(50_000);
    let wide = "<table:table-cell><text:p>x</text:p></table:table-cell>".repeat(40_000);
    let shared = format!("<si><t>{}</t></si>", "b".repeat(30_000));
    let uses = "<c t=\"s\"><v>0</v></c>".repeat(10_000);
    vec![
        ("bombe de lignes", gigabyte("content.xml", &rows, &row), "bombe"),
        ("bombe d’un seul texte", gigabyte("content.xml", &text, &letters), "Mo dans une seule cellule"),
        ("bombe de cellules", gigabyte("xl/worksheets/sheet1.xml", sheet, &cell), "colonnes"),
        ("bombe de textes", gigabyte("xl/sharedStrings.xml", "<sst>¤</sst>", &string), "cellules remplies"),
        (
            "espaces multipliés",
            ods(&format!("<table:table table:name=\"F\"><table:table-row><table:table-cell><text:p>{spaces}</text:p></table:table-cell></table:table-row></table:table>")),
            "Mo dans une seule cellule",
        ),
        (
            "ligne pleine répétée un million de fois",
            ods("<table:table table:name=\"F\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                 table:number-columns-repeated=\"100\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>"),
            "cellules remplies",
        ),
        (
            "trop de colonnes ODS",
            ods(&format!("<table:table table:name=\"F\"><table:table-row>{wide}</table:table-row></table:table>")),
            "16384 colonnes",
        ),
        (
            "colonne très lointaine",
            xlsx("<row><c r=\"ZZZZZ1\"><v>1</v></c></row></sheetData>", &[], &[]),
            "16384 colonnes",
        ),
        (
            "un long texte montré partout",
            xlsx_of(format!("<worksheet><sheetData><row>{uses}</row></sheetData></worksheet>").as_bytes(), format!("<sst>{shared}</sst>").as_bytes(), &[]),
            "Mo de texte",
        ),
        ("abîme", ods(&"<a>".repeat(100_000)), "imbriquées"),
        (
            "milliard de rires",
            ods_of(
                b"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><office:document-content>&b;</office:document-content>",
            ),
            "entités",
        ),
        ("entité inconnue", ods("<table:table table:name=\"F\">&secret;</table:table>"), "entités"),
    ]
}

#[test]
fn hostile_files_are_refused_within_bounded_memory() {
    if let Some(path) = env::var_os(FICHIER) {
        let octets = fs::read(path).unwrap();
        println!("{RECU}{}", read(&octets, &Limites::default()).unwrap_err());
        return;
    }
    for (nom, octets, attendu) in hostile_files() {
        let (said, alive) = in_a_small_process("hostile_files_are_refused_within_bounded_memory", &octets);
        let told = said.lines().find_map(|line| line.split_once(RECU).map(|(_, told)| told)).unwrap_or_default();
        assert!(alive && told.contains(attendu), "{nom}, {} bytes: {said}", octets.len());
    }
}

/// The guard of the test above: a process that takes more than its share dies.
#[test]
fn a_reader_without_bounds_would_die_of_it() {
    if env::var_os(FICHIER).is_some() {
        let hoard = vec![1_u8; 600 << 20];
        println!("{}", hoard.iter().map(|octet| u64::from(*octet)).sum::<u64>());
        return;
    }
    let (said, alive) = in_a_small_process("a_reader_without_bounds_would_die_of_it", b"x");
    assert!(!alive, "{said}");
}

/// Plays one test of this program again, with little memory and a file to read.
fn in_a_small_process(test: &str, octets: &[u8]) -> (String, bool) {
    let mut fichier = tempfile::NamedTempFile::new().unwrap();
    fichier.write_all(octets).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args([&format!("hostile::{test}"), "--exact", "--nocapture", "--test-threads=1"])
        .env(FICHIER, fichier.path())
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (said, output.status.success())
}

#[test]
fn a_million_empty_rows_are_counted_and_not_kept() {
    let octets =
        ods("<table:table table:name=\"F\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row><table:table-row><table:table-cell>\
         <text:p>fin</text:p></table:table-cell></table:table-row></table:table>");
    let feuille = &read(&octets, &Limites::default()).unwrap().feuilles[0];
    assert_eq!((feuille.lignes.len(), feuille.texte(1_000_000, 0)), (1, "fin"));
    let rows = (1..=1_000_000).fold(String::new(), |rows, r| rows + &format!("<row r=\"{r}\"/>"));
    let octets = xlsx(&format!("{rows}<row><c t=\"b\"><v>1</v></c></row></sheetData>"), &[], &[]);
    let feuille = &read(&octets, &Limites::default()).unwrap().feuilles[0];
    assert_eq!((feuille.lignes.len(), feuille.texte(1_000_000, 0)), (1, "VRAI"));
}

#[test]
fn a_file_that_is_not_a_workbook_says_what_it_is() {
    let ole = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 512], wide].concat()
    };
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    for (octets, attendu) in [
        (b"".to_vec(), "vide"),
        (b" \r\n ".to_vec(), "vide"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), "un PDF"),
        (ole("EncryptedPackage"), "mot de passe"),
        (ole("Workbook"), ".xls)"),
        (ole("WordDocument"), "ancien document Word"),
        (
            zip(&[("mimetype", ODS.as_bytes()), ("content.xml", b"\x8f\x12"), ("META-INF/manifest.xml", manifest)]),
            "mot de passe",
        ),
        (zip(&[("word/document.xml", b"<w/>")]), "un document Word"),
        (zip(&[("xl/workbook.bin", b"")]), ".xlsb"),
        (zip(&[("a.txt", b"a")]), "une archive zip"),
        (
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]),
            "d’une autre sorte",
        ),
        (b"<html><table><tr><td>a</td></tr></table></html>".to_vec(), "HTML"),
        (b"{\"traitements\":[]}".to_vec(), "JSON"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "une image"),
        (b"a\0b\0\0\0\x01\x02".to_vec(), "binaire"),
        (ods(""), "aucune feuille"),
    ] {
        let said = refusal(&octets);
        assert!(said.contains(attendu), "{attendu}: {said}");
    }
}

#[test]
fn a_truncated_file_is_damaged_and_never_panics() {
    let whole = xlsx("<row><c t=\"s\"><v>0</v></c></row></sheetData>", &["<t>Paie</t>"], &[]);
    for len in (2..whole.len()).step_by(7) {
        assert!(refusal(&whole[..len]).contains("abîmé"), "{len}");
    }
    let whole =
        ods("<table:table table:name=\"F\"><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>");
    assert!(refusal(&whole).contains("abîmé"));
}

#[test]
fn too_heavy_a_file_is_not_even_opened() {
    let limites = Limites { fichier: 1 << 20, ..Limites::default() };
    assert!(read(&vec![b'a'; (1 << 20) + 1], &limites).unwrap_err().to_string().contains("1 Mo"));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(mut octets: Vec<u8>, at in 0_usize..4_000, flip: u8) {
        let _ = read(&octets, &Limites::default());
        octets.splice(0..0, *b"PK\x03\x04");
        let _ = read(&octets, &Limites::default());
        let mut whole = xlsx("<row><c t=\"s\"><v>0</v></c></row></sheetData>", &["<t>Paie</t>"], &[]);
        let at = at % whole.len();
        whole[at] ^= flip;
        let _ = read(&whole, &Limites::default());
    }
}
