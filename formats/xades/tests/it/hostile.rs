//! Hostile bytes: refused or judged, in bounded time and memory, never a fall.
//!
//! `XADES_FUZZ_CASES=1000000 cargo nextest run -p xades hostile` makes a long run of it.

use std::{
    env, fs,
    io::{self, Read},
    sync::LazyLock,
    time::{Duration, Instant},
};

use c14n::{Canonicalizer, Event, Method, Reader};
use certificats::{Integrite, Verdict};
use proptest::prelude::*;
use xades::{Portee, XadesError, a_horodater, prepare_pes};

use super::{
    Monde, demande,
    fabrique::{between, find, latin, pes, replace, sign},
    key,
};

fn cases() -> ProptestConfig {
    let asked = env::var("XADES_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(400)) }
}

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| sign(&pes(2, 1), Portee::Bordereaux, &key("adjoint")));
static MONDE: LazyLock<Monde> = LazyLock::new(Monde::new);

/// One change: bytes that go, bytes that come.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let piece = proptest::sample::select(vec![
        &b""[..],
        b"<",
        b">",
        b"&",
        b"\"",
        b"\0",
        b"\xff",
        b"<!--x-->",
        b"<![CDATA[x]]>",
        b"<?p?>",
        b"</Bordereau>",
        b"<Bordereau>",
        b" Id=\"Bord0\"",
        b"&amp;",
        b" ",
        b"\n",
        b"A",
        b"=",
        b"<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        b"xmlns:xad=\"urn:x\"",
        b"#",
        b"&#0;",
    ]);
    (any::<prop::sample::Index>(), 0_usize..12, piece)
        .prop_map(|(at, gone, come)| (at.index(SIGNED.len()), gone, come.to_vec()))
}

/// The canonical form of an element without its signature.
fn form(octets: &[u8], id: &str) -> String {
    let mut reader = Reader::new(octets).unwrap();
    let mut canonicalizer = Canonicalizer::new(Method::EXCLUSIVE, Vec::new());
    let (mut depth, mut out) = (0_usize, 0_usize);
    while let Some(event) = reader.next().unwrap() {
        match &event {
            Event::Start(start) if depth == 0 && start.value("Id").as_deref() == Some(id) => depth = 1,
            Event::Start(start) if depth == 1 && start.local() == b"Signature" || out > 0 => out += 1,
            Event::Start(_) if depth > 0 => depth += 1,
            _ => {}
        }
        if depth > 0 && out == 0 {
            canonicalizer.push(&event).unwrap();
        }
        if matches!(event, Event::End(_)) {
            if out > 0 { out -= 1 } else { depth = depth.saturating_sub(1) }
        }
    }
    String::from_utf8(canonicalizer.finish().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn changed_files_are_refused_or_judged(changes in proptest::collection::vec(change(), 1..4)) {
        let mut octets = SIGNED.clone();
        for (at, gone, come) in changes {
            let at = at.min(octets.len());
            let end = (at + gone).min(octets.len());
            octets.splice(at..end, come);
        }
        let start = Instant::now();
        match MONDE.verify(&octets) {
            // A change is seen, or is of what is told as not covered.
            Ok(verification) => {
                let whole = verification.signatures.iter().filter(|one| one.rapport.integrite == Integrite::Ok).count();
                let signed = verification.bordereaux.iter().filter(|bordereau| bordereau.signe).count();
                prop_assert!(signed <= whole, "{signed} bordereaux, {whole} signatures");
                prop_assert!(whole <= 3);
                for bordereau in verification.bordereaux.iter().filter(|bordereau| bordereau.signe) {
                    let id = bordereau.id.as_deref().unwrap();
                    prop_assert_eq!(form(&octets, id), form(&SIGNED, id), "{}", id);
                }
            }
            Err(error) => prop_assert!(error.to_string().ends_with('.'), "{error}"),
        }
        if let Err(error) = prepare_pes(&octets, Portee::Entier, &demande(&key("adjoint"))) {
            prop_assert!(error.to_string().ends_with('.'), "{error}");
        }
        let _ = a_horodater(&octets);
        prop_assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn every_byte_of_a_signed_bordereau_counts() {
    let start = find(&SIGNED, "<Bordereau Id='Bord0'");
    let end = start + find(&SIGNED[start..], "<ds:Signature ");
    for at in (start..end).step_by(3) {
        let mut octets = SIGNED.clone();
        // Another letter, never one that the canonical form makes the same.
        octets[at] = if octets[at] == b'x' { b'y' } else { b'x' };
        if let Ok(verification) = MONDE.verify(&octets) {
            assert_eq!(verification.verdict(), Verdict::Invalide, "byte {at}");
        }
    }
}

#[test]
fn traps_are_refused_soon() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let signature = between(&SIGNED, "<ds:Signature ", "</ds:Signature>");
    let all: String = signature.iter().map(|octet| char::from(*octet)).collect();
    let reference = between(&signature, "<ds:Reference URI=\"#Bord0\"", "</ds:Reference>");
    let reference: String = reference.iter().map(|octet| char::from(*octet)).collect();
    let many = |count: usize| replace(&SIGNED, &reference, reference.repeat(count));
    let around = |inner: &str| latin(&format!("<r Id=\"r\">{inner}</r>"));
    let of_root = all.replace("URI=\"#Bord0\"", "URI=\"#r\"");
    let inside =
        all.replace("</ds:Signature>", &format!("<ds:Object>{}</ds:Object></ds:Signature>", "<a/>".repeat(30_000)));
    let prefixes = (0..5000).fold(String::new(), |all, rank| all + &format!(" xmlns:p{rank}=\"urn:{rank}\""));
    let traps: Vec<(&str, Vec<u8>)> = vec![
        ("deep", deep.into_bytes()),
        ("references", many(100)),
        ("too many references", many(300)),
        ("signatures of one element", around(&of_root.repeat(100))),
        ("a signature that is a world", around(&inside)),
        ("prefixes", latin(&format!("<r{prefixes}/>"))),
        ("a long address", latin(&format!("<r xmlns:p=\"urn:{}\">{}</r>", "x".repeat(5000), "<p:a/>".repeat(1000)))),
        ("no signature", b"<r/>".to_vec()),
        ("an empty signature", b"<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>".to_vec()),
        (
            "what is signed, and is not there",
            [b"<r>".as_slice(), &vec![b'x'; 1 << 20], b"<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/></r>"]
                .concat(),
        ),
    ];
    for (name, octets) in traps {
        let start = Instant::now();
        match MONDE.verify(&octets) {
            Ok(verification) => assert_eq!(verification.verdict(), Verdict::Invalide, "{name}"),
            Err(error) => {
                let told =
                    matches!(error, XadesError::TropGrand { .. } | XadesError::Xml(_) | XadesError::SansSignature);
                assert!(told && error.to_string().ends_with('.'), "{name}: {error}");
            }
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{name}: {:?}", start.elapsed());
    }
}

#[test]
fn a_file_that_changes_between_its_readings_is_refused() {
    let readings = std::sync::atomic::AtomicUsize::new(0);
    let other: &'static [u8] = Box::leak(replace(&SIGNED, "2026-11-25\"/>", "2026-11-26\"/>").into_boxed_slice());
    let source = || {
        let first = readings.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        Ok(if first { SIGNED.as_slice() } else { other })
    };
    assert!(matches!(MONDE.verify(&source), Err(XadesError::Lecture(_))));
}

/// A head, a middle given again and again, a tail.
struct Long<'a> {
    parts: Vec<io::Cursor<&'a [u8]>>,
}

impl Read for Long<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = self.parts.last_mut() {
            match part.read(out)? {
                0 => self.parts.pop(),
                read => return Ok(read),
            };
        }
        Ok(0)
    }
}

/// Kilobytes that this process has had at most.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

#[test]
fn memory_does_not_depend_on_the_size_of_the_file() {
    let monde = Monde::new();
    let at = find(&SIGNED, "\t</PES_DepenseAller>");
    let more = "<Autre><a V=\"1\"/>texte &amp; texte</Autre>\r\n".repeat(20_000).into_bytes();
    let (head, tail): (&'static [u8], &'static [u8]) = SIGNED.split_at(at);
    let more: &'static [u8] = Box::leak(more.into_boxed_slice());
    let long = move || {
        let parts = [vec![tail], vec![more; 6], vec![head]].concat();
        Ok(Long { parts: parts.into_iter().map(io::Cursor::new).collect() })
    };
    let middle = more.len();
    monde.verify(&*SIGNED).unwrap();
    let before = peak();
    let verification = monde.verify(&long).unwrap();
    assert_eq!(verification.verdict(), Verdict::Valide);
    assert_eq!(verification.couverture.hors.get("/PES_Aller/PES_DepenseAller/Autre"), Some(&120_000));
    let more = peak().saturating_sub(before);
    println!("{} MB read, {more} KB more", (6 * middle) >> 20);
    assert!(more < 4096, "{more} KB");
}
