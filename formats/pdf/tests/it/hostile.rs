//! Hostile bytes: refused or read, in bounded time and memory, never a fall.
//!
//! `PDF_FUZZ_CASES=1000000 cargo nextest run -p pdf hostile` makes a long run of it.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write,
    process::{Command, Output},
    time::{Duration, Instant},
};

use flate2::{Compress, Compression, FlushCompress};
use pdf::{Document, Piece, TextePage, champs, check, merge, pages, stamp};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use super::{
    en_haut_a_droite,
    fabrique::{Fabrique, assemble, stream},
    juges::{qpdf, run, text},
    officiels::reels,
    signataire::sign,
    tampon,
};

/// The file that the process of a test reads, instead of testing.
const FICHIER: &str = "PDF_HOSTILE";
/// Kilobytes that this process may have.
const MEMOIRE: u32 = 400 << 10;

fn cases() -> ProptestConfig {
    let asked = env::var("PDF_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(600)) }
}

/// Everything that reads bytes; what is stamped keeps them, and is read again.
fn read_all(octets: &[u8]) {
    let start = Instant::now();
    let checked = check(octets);
    if let Err(error) = &checked {
        assert!(error.to_string().ends_with('.'), "{error}");
    }
    if let Ok(stamped) = stamp(octets, &tampon(), &en_haut_a_droite()) {
        assert!(stamped.starts_with(octets));
        assert!(checked.is_err() || check(&stamped).is_ok());
    }
    let _ = merge(&[Piece { titre: "a", octets }]);
    read_text(octets);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

fn read_text(octets: &[u8]) {
    let Ok(document) = Document::open(octets) else { return };
    for page in pages(&document).unwrap_or_default() {
        if let Ok(texte) = TextePage::read(&document, &page) {
            let _ = texte.cadre(&(0..texte.texte().len()));
        }
    }
    let _ = champs(&document);
}

fn graines() -> Vec<Vec<u8>> {
    let plain = Fabrique {
        pages: 2,
        objets: vec![b"<< /S /JavaScript /JS (x) >>".to_vec()],
        catalogue: "/OpenAction 4 0 R".into(),
        ..Fabrique::default()
    }
    .pdf();
    let encrypted = |args: &[&str]| {
        let mut all = vec!["--allow-weak-crypto", "--encrypt", "", "b"];
        all.extend(args);
        all.push("--");
        qpdf(&all, &plain)
    };
    let mut graines = vec![
        qpdf(&["--object-streams=generate"], &plain),
        // The objects of the group in clear, so that changes reach them.
        qpdf(&["--object-streams=generate", "--compress-streams=n"], &plain),
        qpdf(&["--linearize"], &plain),
        sign(&plain, Some(3)),
        stamp(&plain, &tampon(), &en_haut_a_droite()).unwrap(),
        encrypted(&["128", "--use-aes=y"]),
        encrypted(&["256"]),
        plain.clone(),
    ];
    graines.extend(reels().into_iter().map(|(_, octets)| octets).filter(|octets| octets.len() < 20_000).take(2));
    graines
}

/// Cuts, copies and replaces here and there; digits and delimiters more than other bytes.
fn change(octets: &mut Vec<u8>, changes: &[(u8, usize, usize, u8)]) {
    for (kind, at, other, byte) in changes {
        if octets.is_empty() {
            return;
        }
        let (at, other) = (at % octets.len(), other % octets.len());
        match kind % 6 {
            0 => octets[at] = *byte,
            1 => octets[at] = b"0123456789<>[]()/R \n"[usize::from(*byte) % 20],
            2 => octets.truncate(at.max(1)),
            3 => drop(octets.drain(at..(at + other % 40).min(octets.len()))),
            4 => {
                let piece = octets[other..(other + 40).min(octets.len())].to_vec();
                octets.splice(at..at, piece);
            }
            // The next number, wherever it is.
            _ => {
                if let Some(digit) = octets[at..].iter().position(u8::is_ascii_digit) {
                    octets[at + digit] = b'0' + byte % 10;
                }
            }
        }
    }
}

#[test]
fn random_changes_never_fall_nor_hang() {
    let graines = graines();
    let changes = prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any::<u8>()), 1..8);
    proptest!(cases(), |(graine in 0..graines.len(), changes in changes)| {
        let mut octets = graines[graine].clone();
        change(&mut octets, &changes);
        read_all(&octets);
    });
}

#[test]
fn random_bytes_never_fall() {
    proptest!(cases(), |(octets in prop::collection::vec(any::<u8>(), 0..400))| {
        read_all(&octets);
        read_all(&[b"%PDF-1.4\n", &octets[..], b"\nstartxref\n9\n%%EOF"].concat());
    });
}

/// This text, then so many mebibytes of spaces: one block, copied.
fn bomb(text: &[u8], mebibytes: usize) -> Vec<u8> {
    let block = |octets: &[u8]| {
        let mut out = Vec::with_capacity(64 << 10);
        Compress::new(Compression::best(), false).compress_vec(octets, &mut out, FlushCompress::Full).unwrap();
        out
    };
    [&[0x78, 0x9C][..], &block(text), &block(&vec![b' '; 1 << 20]).repeat(mebibytes), &[3, 0, 0, 0, 0, 0]].concat()
}

fn with(objets: Vec<Vec<u8>>, page: &'static str, catalogue: &str) -> Vec<u8> {
    Fabrique { objets, page, catalogue: catalogue.into(), ..Fabrique::default() }.pdf()
}

/// Files made to harm: their name, and what is answered.
fn traps() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let page = bomb(b"q", 300);
    let plain = Fabrique::default();
    let cyclic = |kids: &str| {
        assemble(
            b"",
            &[b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), format!("<< /Kids [{kids}] >>").into_bytes()],
            "",
        )
    };
    let group = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &bomb(b"9 0 ", 300));
    let laughs: Vec<Vec<u8>> = (0..30)
        .map(|rank| format!("<< /Kids [{0} 0 R {0} 0 R {0} 0 R] >>", rank + 5).into_bytes())
        .chain([b"<< /Type /Page >>".to_vec()])
        .collect();
    let mut tree = vec![b"<< /Type /Catalog /Pages 4 0 R >>".to_vec(), b"null".to_vec(), b"null".to_vec()];
    tree.extend(laughs);
    let many = (0..60_000).fold(String::from("["), |mut all, rank| {
        let _ = write!(all, "{rank} 0 R ");
        all
    }) + "]";
    let shared = Fabrique {
        pages: 2000,
        objets: vec![many.clone().into_bytes(), format!("[{}]", "0 ".repeat(50_000)).into_bytes()],
        page: "/Annots 4 0 R /MediaBox 5 0 R",
        ..Fabrique::default()
    };
    let mut looping = plain.pdf();
    let at = looping.windows(9).rposition(|window| window == b"startxref").unwrap();
    let told = String::from_utf8_lossy(&looping[at + 10..]).lines().next().unwrap().to_owned();
    looping = replaced(&looping, b"/Root 1 0 R", format!("/Root 1 0 R /Prev {told}").as_bytes());
    let mut words = b"%PDF-1.4\n".to_vec();
    for rank in 0..200_000 {
        words.extend(format!("{rank} 0 obj (").bytes());
    }
    words.extend(b"\nstartxref\n0\n%%EOF");
    let mut trailers = b"%PDF-1.4\n".to_vec();
    trailers.extend(b"trailer<<".repeat(300_000));
    trailers.extend(b"\nstartxref\n0\n%%EOF");
    let mut spaces = b"%PDF-1.4\n".to_vec();
    spaces.extend(vec![b' '; 60 << 20]);
    let table = spaces.len();
    spaces.extend(b"xref\n0 200000\n");
    spaces.extend((0..200_000).flat_map(|rank| format!("{:010} 00000 n \n", 10 + rank).into_bytes()));
    spaces.extend(format!("trailer << /Root 1 0 R >>\nstartxref\n{table}\n%%EOF").bytes());
    vec![
        ("a bomb in a page", with(vec![stream("/Filter /FlateDecode", &page)], "/Contents 4 0 R", ""), "bombe"),
        ("a bomb in a group", grouped_bomb(&group), "bombe"),
        ("a bomb of metadata", with(vec![stream("/Filter /FlateDecode", &page)], "", "/Metadata 4 0 R"), "bombe"),
        (
            "depth",
            with(vec![["[".repeat(100_000), "]".repeat(100_000)].concat().into_bytes()], "/A 4 0 R", ""),
            "imbrication",
        ),
        ("depth of dictionaries", with(vec!["<</A".repeat(100_000).into_bytes()], "/A 4 0 R", ""), "imbrication"),
        ("a page above itself", cyclic("2 0 R"), "tourne en rond"),
        ("a tree of a billion pages", assemble(b"", &tree, ""), "tourne en rond"),
        ("one list for all", shared.pdf(), "sans fin"),
        ("values", with(vec![format!("[{}]", "0 ".repeat(20 << 20)).into_bytes()], "/A 4 0 R", ""), "valeurs"),
        ("tables in round", looping, "OK"),
        ("a reference to itself", with(vec![b"4 0 R".to_vec()], "/Rotate 4 0 R", ""), "sans fin"),
        (
            "a length that is itself",
            with(vec![b"<< /Length 4 0 R >>\nstream\nx\nendstream".to_vec()], "/Contents 4 0 R", ""),
            "OK",
        ),
        ("a huge size", replaced(&plain.pdf(), b"/Size ", b"/Size 99999999"), "OK"),
        ("a huge table", replaced(&plain.pdf(), b"xref\n0 ", b"xref\n0 99999999"), "OK"),
        ("objects unclosed", words, "sans fin"),
        ("trailers unclosed", trailers, "abîmé"),
        ("a table of spaces", spaces, "abîmé"),
        ("references to nothing", with(vec![many.into_bytes()], "/A 4 0 R", ""), "OK"),
    ]
}

/// A file whose catalogue is in the group.
fn grouped_bomb(group: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let at = out.len();
    out.extend(b"4 0 obj\n");
    out.extend(group);
    out.extend(b"\nendobj\n");
    let start = out.len();
    let rows: Vec<u8> = [[1, 0, u8::try_from(at).unwrap(), 0], [2, 0, 4, 0]].concat();
    let dict = "/Type /XRef /W [1 2 1] /Index [4 1 9 1] /Size 10 /Root 9 0 R";
    out.extend(b"5 0 obj\n");
    out.extend(stream(dict, &rows));
    out.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF").bytes());
    out
}

fn replaced(octets: &[u8], word: &[u8], other: &[u8]) -> Vec<u8> {
    let at = octets.windows(word.len()).rposition(|window| window == word).unwrap();
    [&octets[..at], other, &octets[at + word.len()..]].concat()
}

#[test]
fn hostile_files_are_read_within_bounded_memory_and_time() {
    if let Some(path) = env::var_os(FICHIER) {
        let octets = fs::read(path).unwrap();
        let start = Instant::now();
        match check(&octets) {
            Ok(_) => println!("RESULTAT: OK"),
            Err(error) => println!("RESULTAT: {error}"),
        }
        let checked = start.elapsed();
        let _ = stamp(&octets, &tampon(), &en_haut_a_droite());
        let stamped = start.elapsed();
        let _ = merge(&[Piece { titre: "a", octets: &octets }, Piece { titre: "b", octets: &octets }]);
        println!("TEMPS: {checked:?} {stamped:?} {:?}", start.elapsed());
        return;
    }
    for (nom, octets, expected) in traps() {
        let start = Instant::now();
        let Output { status, stdout, stderr } = in_a_small_process(&octets);
        let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        let lines: Vec<&str> =
            said.lines().filter(|line| line.contains("RESULTAT") || line.starts_with("TEMPS")).collect();
        println!("{nom}: {:?} {lines:?}", start.elapsed());
        assert!(
            status.success() && lines.first().is_some_and(|line| line.contains(expected)),
            "{nom}, {expected}: {said}"
        );
        // A debug build on a busy machine; a release build takes a tenth.
        assert!(start.elapsed() < Duration::from_mins(1), "{nom}: {:?}", start.elapsed());
    }
}

fn in_a_small_process(octets: &[u8]) -> Output {
    let mut fichier = tempfile::NamedTempFile::new().unwrap();
    fichier.write_all(octets).unwrap();
    Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args([
            "hostile::hostile_files_are_read_within_bounded_memory_and_time",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FICHIER, fichier.path())
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap()
}

/// After any change, what is checked and stamped is still stamped for others: poppler shows the lines, and qpdf does
/// not think worse of the file than before.
#[test]
fn what_is_stamped_is_stamped_for_every_reader() {
    let graines = graines();
    let changes = prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), any::<u8>()), 1..4);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let seen = std::cell::Cell::new(0);
    let strategy = (0..graines.len(), changes);
    let outcome = runner.run(&strategy, |(graine, changes)| {
        let mut octets = graines[graine].clone();
        change(&mut octets, &changes);
        if check(&octets).is_ok()
            && let Ok(stamped) = stamp(&octets, &tampon(), &en_haut_a_droite())
        {
            seen.set(seen.get() + 1);
            prop_assert!(text(1, &stamped).contains("Reçu le 17 novembre 2026"));
            prop_assert!(verdict(&stamped) <= verdict(&octets));
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(seen.get() > 20, "{}", seen.get());
}

/// Nothing to say, warnings, errors.
fn verdict(octets: &[u8]) -> u8 {
    match run("qpdf", &["--check", "{}"], octets).status.code() {
        Some(0) => 0,
        Some(3) => 1,
        _ => 2,
    }
}
