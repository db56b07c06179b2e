//! Hostile bytes: refused in French, in bounded time and memory, never a fall.
//!
//! `ACTES_FUZZ_CASES=1000000 cargo nextest run -p norme_actes hostile` makes a long run of it.

use std::{
    env, fs,
    io::Write,
    process::{Command, Output},
    time::Instant,
};

use flate2::{Compression, write::GzEncoder};
use norme_actes::{ActesError, Limites, Schema, decode, inspect, read, read_archive, read_budget, read_mail, receive};
use proptest::prelude::*;

use super::{
    echantillon::{CLASSIFICATION, enveloppe, enveloppes_recues, messages},
    exemple, fixture,
};

const NS: &str = "xmlns=\"http://www.interieur.gouv.fr/ACTES#v1.1-20040216\"";

fn cases() -> ProptestConfig {
    let asked = env::var("ACTES_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(400)) }
}

/// Everything that reads bytes.
fn read_all(octets: &[u8]) {
    let _ = (decode(octets), read(octets), read_budget(octets));
    let limites = Limites { fichiers: 20, fichier: 1 << 20, total: 4 << 20 };
    let _ = read_archive(octets, &limites);
    let _ = receive("BEF-EACT--218200020--20261120-1.tar.gz", octets, CLASSIFICATION);
    let mail = read_mail(&[("", octets), ("ANO_EACT--218200020--20261120-1 (2).xml", octets)]);
    assert!(!mail.retours.is_empty() || !mail.fautes.is_empty(), "{mail:?}");
    for nom in ["x.xml", "BEF-EACT--218200020--20261120-1.tar.gz", "082-218200020-20261117-2026_112-DE-1-2_7.xml"] {
        if let Some(vue) = inspect(octets, nom) {
            assert!(!vue.quoi.is_empty() && vue.fautes.iter().all(|faute| faute.ends_with(['.', ')'])), "{vue:?}");
        }
    }
}

/// The seeds: each message, each envelope, a budget, and the official samples where they are found.
fn graines() -> Vec<Vec<u8>> {
    let mut graines: Vec<Vec<u8>> =
        messages().iter().map(|message| message.to_xml(Schema::default()).unwrap()).collect();
    graines.extend(enveloppes_recues().iter().map(|recue| recue.to_xml().unwrap()));
    graines.extend([enveloppe().to_xml().unwrap(), fixture("budget.xml"), fixture("ar-acte.xml")]);
    for nom in ["044-214400152----1-3_1.xml", "SIC-EACT--210600730--20180115-1.tar.gz"] {
        graines.extend(exemple(nom));
    }
    graines
}

/// An archive before its compression: changes reach its headers, not only its checksum.
fn tar_of(graines: &[Vec<u8>]) -> Vec<u8> {
    let files = graines.iter().take(3).enumerate();
    let mut tar: Vec<u8> = files
        .flat_map(|(rang, octets)| {
            let mut file = tar_header(&format!("a{rang}.xml"), octets.len() as u64);
            file.extend(octets);
            file.resize(file.len().next_multiple_of(512), 0);
            file
        })
        .collect();
    tar.resize(tar.len() + 1_024, 0);
    tar
}

/// One change to a file.
#[derive(Debug, Clone)]
enum Mutation {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || any::<prop::sample::Index>();
    let morceau = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..8),
        proptest::sample::select(vec![
            &b"<![CDATA["[..],
            b"<!DOCTYPE a>",
            b"&x;",
            b"&#0;",
            b"&#xFFFFFFFF;",
            b"<!--",
            b"]]>",
            b"\"",
            b"<",
            b"</",
            b"/>",
            b"<?xml?>",
            b"xmlns:actes=\"\"",
            b" actes:IDActe=\"---\"",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        at().prop_map(Mutation::Cut),
        (at(), morceau).prop_map(|(at, morceau)| Mutation::Insert(at, morceau)),
        (at(), 1_usize..200).prop_map(|(at, len)| Mutation::Remove(at, len)),
        (at(), 1_usize..200, 1_usize..50).prop_map(|(at, len, times)| Mutation::Repeat(at, len, times)),
    ]
}

fn apply(octets: &mut Vec<u8>, mutation: &Mutation) {
    if octets.is_empty() {
        return;
    }
    let end = |at: usize, len: usize| (at + len).min(octets.len());
    match mutation {
        Mutation::Set(at, octet) => {
            let at = at.index(octets.len());
            octets[at] = *octet;
        }
        Mutation::Cut(at) => octets.truncate(at.index(octets.len())),
        Mutation::Insert(at, morceau) => {
            let at = at.index(octets.len());
            octets.splice(at..at, morceau.iter().copied());
        }
        Mutation::Remove(at, len) => {
            let at = at.index(octets.len());
            octets.drain(at..end(at, *len));
        }
        Mutation::Repeat(at, len, times) => {
            let at = at.index(octets.len());
            let morceau = octets[at..end(at, *len)].repeat(*times);
            octets.splice(at..at, morceau);
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn hostile_bytes_never_make_it_fall(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&octets);
    }

    #[test]
    fn hostile_changes_of_real_files_never_make_it_fall(
        graine in any::<prop::sample::Index>(),
        archive in prop::bool::weighted(0.2),
        mutations in proptest::collection::vec(mutation(), 1..6),
    ) {
        static GRAINES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(graines);
        let mut octets = if archive { tar_of(&GRAINES) } else { graine.get(&GRAINES).clone() };
        for mutation in &mutations {
            apply(&mut octets, mutation);
        }
        read_all(&if archive { gonfle(&[(octets, 0)], &[]) } else { octets });
    }
}

fn attribute_names(len: usize) -> String {
    (0..len).fold(String::new(), |all, n| all + " a" + &n.to_string() + "=\"\"")
}

#[test]
fn hostile_shapes_are_refused_at_once() {
    let nested = format!("<Acte {NS}>{}", "<a>".repeat(500_000));
    let wide = format!("<Acte {NS}>{}</Acte>", "<a/>".repeat(1_000_000));
    let attributes = attribute_names(500_000);
    let many = format!("<Acte {NS}>{}</Acte>", format!("<a{}/>", attribute_names(60)).repeat(5_000));
    let budget = "xmlns=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\"";
    let laughs = format!("<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Acte {NS}>&b;</Acte>");
    for (octets, expected) in [
        (nested, "balises imbriquées"),
        (wide, "éléments"),
        (format!("<Acte {NS}{attributes}/>"), "attributs dans une balise"),
        (many, "attributs\u{a0}:"),
        (laughs, "entités"),
        (format!("<Acte {NS} x=\"&a;\"/>"), "entités"),
        (format!("<Acte {NS}>&secret;</Acte>"), "entités"),
        (format!("<Acte {NS} x=\"{}\"/>", "y".repeat(17 << 20)), "Mo"),
    ] {
        let start = Instant::now();
        let told = read(octets.as_bytes()).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
        assert!(start.elapsed().as_secs() < 10, "{expected} took {:?}", start.elapsed());
    }
    let lines = format!("<DocumentBudgetaire{attributes} {budget}/>");
    assert!(matches!(read_budget(lines.as_bytes()), Err(ActesError::TropGrand { .. })));
    let nested = format!("<DocumentBudgetaire {budget}>{}", "<a>".repeat(500_000));
    assert!(matches!(read_budget(nested.as_bytes()), Err(ActesError::TropGrand { .. })));
}

#[test]
fn a_huge_attribute_within_the_limit_is_read_in_one_pass() {
    let octets = format!("<Annulation {NS} IDActe=\"{}\"/>", "y".repeat(8 << 20));
    let start = Instant::now();
    assert!(read(octets.as_bytes()).unwrap_err().to_string().len() < 400);
    assert!(start.elapsed().as_secs() < 10);
}

/// The address space of the process that reads hostile files, in KiB: its own code and stacks are in it.
const MEMOIRE: u32 = 400_000;
/// Says to the test that it is the child, which file to read and under which name.
const FICHIER: &str = "ACTES_FICHIER_HOSTILE";
const NOM: &str = "ACTES_NOM_HOSTILE";

/// Each head before so many MiB of `filler`, in gzip.
fn gonfle(parts: &[(Vec<u8>, usize)], filler: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    for (head, mo) in parts {
        gzip.write_all(head).unwrap();
        (0..*mo).for_each(|_| gzip.write_all(filler).unwrap());
    }
    gzip.finish().unwrap()
}

fn tar_header(nom: &str, taille: u64) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_path(nom).unwrap();
    header.set_size(taille);
    header.set_cksum();
    header.as_bytes().to_vec()
}

#[test]
fn hostile_files_are_read_within_bounded_memory() {
    if let Some(path) = env::var_os(FICHIER) {
        let octets = fs::read(path).unwrap();
        println!("RESULTAT: {}", inspect(&octets, &env::var(NOM).unwrap()).unwrap().fautes.join(" "));
        return;
    }
    let budget = b"<DocumentBudgetaire xmlns=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\">";
    let letters = vec![b'a'; 1 << 20];
    let mut lines = "<LigneBudget><ContNat V=\"1\"/></LigneBudget>".repeat(25_000).into_bytes();
    lines.resize(1 << 20, b' ');
    let accents = "é".repeat(1 << 19).into_bytes();
    let acte = format!("<Acte {NS}>{}", "<a/>".repeat(1 << 20)).into_bytes();
    let file = |nom: &str, mo: usize| (tar_header(nom, (mo as u64) << 20), mo);
    let archive = "BEF-EACT--218200020--20261120-1.tar.gz";
    for (octets, nom, expected) in [
        (gonfle(&[(tar_header("a.pdf", 8 << 30), 1)], &letters), archive, "dépasse 150\u{a0}Mo"),
        (gonfle(&[file("a.xml", 60), file("b.xml", 149), file("c.pdf", 149)], &letters), archive, "bombe"),
        (gonfle(&[(budget.to_vec(), 80)], &letters), "budget.xml.gz", "64\u{a0}Mo"),
        (gonfle(&[(budget.to_vec(), 80)], &lines), "budget.xml.gz", "64\u{a0}Mo"),
        (gonfle(&[(budget.to_vec(), 80)], &accents), "budget.xml.gz", "64\u{a0}Mo"),
        (acte, "082-218200020-20261117-1-DE-1-1_0.xml", "éléments"),
    ] {
        let Output { status, stdout, stderr } = in_a_small_process(&octets, nom);
        let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert!(status.success() && said.contains(expected), "{expected}: {said}");
    }
}

fn in_a_small_process(octets: &[u8], nom: &str) -> Output {
    let mut fichier = tempfile::NamedTempFile::new().unwrap();
    fichier.write_all(octets).unwrap();
    Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args(["hostile::hostile_files_are_read_within_bounded_memory", "--exact", "--nocapture", "--test-threads=1"])
        .env(FICHIER, fichier.path())
        .env(NOM, nom)
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap()
}
