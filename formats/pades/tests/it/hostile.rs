//! Hostile bytes: refused or read, never a fall, and never valid.
//!
//! `SIGNATURE_FUZZ_CASES=1000000 cargo nextest run -p pades hostile` makes a long run of it.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    process::Command,
    time::{Duration, Instant},
};

use cades::Conditions;
use certificats::{Confiance, Preuves, Verdict};
use pades::{add_preuves, balises, prepare};
use pdf::{Dict, Document, Object, Revision};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{
    certificat,
    fabrique::{Fabrique, stream},
    maintenant, options, preuves,
    regards::qpdf,
    sign, sign_stamped, sign_with,
    visible::{place, visuel},
};

fn cases() -> ProptestConfig {
    let asked = env::var("SIGNATURE_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(400)) }
}

/// Everything that reads bytes; whether a signature of it is valid.
fn read_all(octets: &[u8], confiance: &Confiance, preuves: &Preuves) -> bool {
    read_within(octets, confiance, preuves, Duration::from_secs(5))
}

fn read_within(octets: &[u8], confiance: &Confiance, preuves: &Preuves, limit: Duration) -> bool {
    let start = Instant::now();
    let conditions =
        Conditions { confiance, horodateurs: confiance, preuves, maintenant: maintenant(), existait_le: None };
    let found = pades::verify(octets, &conditions);
    if let Err(error) = &found {
        assert!(error.to_string().ends_with('.'), "{error}");
    }
    let _ = balises(octets);
    let _ = add_preuves(octets, preuves);
    if let Ok(preparation) = prepare(octets, &certificat("adjoint"), &[], &options()) {
        assert!(!preparation.to_sign().is_empty());
    }
    assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    found.is_ok_and(|all| all.iter().any(|one| one.rapport.verdict == Verdict::Valide))
}

#[test]
fn changed_files_are_refused_or_read_and_never_valid_by_chance() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let seeds = vec![
        sign(&plain, "adjoint"),
        sign_with(&plain, "adjoint", &visuel(place(1))),
        sign(&qpdf(&["--object-streams=generate"], &plain), "adjoint"),
        add_preuves(&sign_stamped(&plain, "adjoint"), &preuves()).unwrap(),
        sign(&sign(&plain, "adjoint"), "dgs"),
    ];
    let (confiance, preuves) = (Confiance::new([certificat("racine")]), preuves());
    let mut runner = TestRunner::new(cases());
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5);
    runner
        .run(&(prop::sample::select(seeds), changes, any::<bool>()), |(seed, changes, near_end)| {
            let mut octets = seed.clone();
            for (at, byte) in changes {
                // Half of the time in what the signature added, where the lies are.
                let from = if near_end { octets.len() / 2 } else { 0 };
                let at = from + at.index(octets.len() - from);
                octets[at] = byte;
            }
            let valid = read_all(&octets, &confiance, &preuves);
            // What is still valid is so because what changed is not signed, or the value of one of several signatures.
            if valid && octets != seed {
                let same = octets.iter().zip(&seed).take_while(|(one, other)| one == other).count();
                prop_assert!(same > plain.len(), "{same}");
            }
            Ok(())
        })
        .unwrap();
}

/// The file that the process of a test reads, instead of testing.
const FICHIER: &str = "PADES_HOSTILE";
/// Kilobytes that this process may have.
const MEMOIRE: u32 = 600 << 10;

/// Files made to harm.
fn traps() -> Vec<(&'static str, Vec<u8>)> {
    let with = |objets: Vec<Vec<u8>>, page: &'static str, catalogue: &str| {
        Fabrique { objets, page, catalogue: catalogue.into(), ..Fabrique::default() }.pdf()
    };
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let heavy = with(vec![stream("", &vec![b'x'; 20 << 20])], "", "/Poids 4 0 R");
    let text = "BT /F 9 Tf 9 9 Td (#signature) Tj ".repeat(300_000);
    let laughs: Vec<Vec<u8>> = (0..12)
        .map(|rank| {
            let dict = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >>",
                rank + 5
            );
            stream(&dict, "/X Do ".repeat(100).as_bytes())
        })
        .collect();
    let table = stream(
        "",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0041> endbfrange "
            .repeat(30_000)
            .as_bytes(),
    );
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /ToUnicode 4 0 R /DescendantFonts [<< /W [{}] >>] >>",
        "0 65535 500 ".repeat(40_000)
    );
    let fonts = with(
        vec![table, font.into_bytes(), stream("", b"BT /G 9 Tf 9 9 Td <00410042> Tj ET")],
        "/Resources << /Font << /G 5 0 R >> >> /Contents 6 0 R",
        "",
    );
    let proofs = format!("/DSS << /CRLs [{}] /Certs [{}] >>", "4 0 R ".repeat(5000), "4 0 R ".repeat(5000));
    let names = (0..50_000).fold(String::new(), |mut all, rank| {
        let _ = write!(all, "<< /FT /Sig /T (Signature{rank}) >> ");
        all
    });
    vec![
        ("sixty signatures of a heavy file", many_fields(&sign(&heavy, "adjoint"), 60)),
        ("a hundred signatures", many_fields(&sign(&plain, "adjoint"), 100)),
        ("text without end", with(vec![stream("", text.as_bytes())], "/Contents 4 0 R", "")),
        ("drawings in drawings", with(laughs, "/Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R", "")),
        ("fonts that tell too much", fonts),
        ("proofs without end", with(vec![stream("", &vec![b'x'; 30 << 20])], "", &proofs)),
        ("names without end", with(vec![], "", &format!("/AcroForm << /Fields [{names}] >>"))),
    ]
}

/// The signature of a file told again by so many fields.
fn many_fields(signed: &[u8], count: usize) -> Vec<u8> {
    let document = Document::open(signed).unwrap();
    let champ = pdf::champs(&document).unwrap().remove(0);
    let mut revision = Revision::new(&document);
    let fields: Vec<Object> = (0..count)
        .map(|rank| revision.add(champ.dict.clone().with("T", Object::Text(format!("S{rank}").into_bytes()))).into())
        .collect();
    let mut catalogue = document.catalogue().unwrap();
    catalogue.set("AcroForm", Dict::default().with("Fields", fields));
    revision.replace(document.trailer().get("Root").unwrap().as_ref().unwrap(), catalogue);
    revision.write().unwrap()
}

#[test]
fn hostile_files_are_read_within_bounded_memory_and_time() {
    if let Some(path) = env::var_os(FICHIER) {
        let octets = fs::read(path).unwrap();
        let confiance = Confiance::new([certificat("racine")]);
        read_within(&octets, &confiance, &preuves(), Duration::from_mins(1));
        println!("RESULTAT: OK");
        return;
    }
    for (name, octets) in traps() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&octets).unwrap();
        let start = Instant::now();
        let output = Command::new("sh")
            .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
            .arg(env::current_exe().unwrap())
            .args([
                "hostile::hostile_files_are_read_within_bounded_memory_and_time",
                "--exact",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(FICHIER, file.path())
            .env("MALLOC_ARENA_MAX", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        println!("{name}: {:?}", start.elapsed());
        assert!(output.status.success() && said.contains("RESULTAT: OK"), "{name}: {said}");
    }
}
