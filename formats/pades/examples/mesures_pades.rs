//! Measures: a thousand PDF of 200 kB signed by a software key, then read; prints JSON.
//!
//! `cargo run --release -p pades --example mesures_pades -- 1000 200` (files, then kB of each). openssl makes the key.
#![expect(clippy::print_stdout, reason = "its output is its result")]

use std::{error::Error, fmt::Write as _, fs, process::Command, time::Instant};

use cades::{Conditions, Empreinteur};
use certificats::{Confiance, Exigence, Hachage, Integrite, Preuves, SoftwareKey};
use pades::{Options, Place, Visuel, prepare, verify};
use pdf::Cadre;
use time::macros::datetime;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let fichiers: usize = args.next().map_or(Ok(1000), |count| count.parse())?;
    let ko: usize = args.next().map_or(Ok(200), |size| size.parse())?;
    for cle in ["rsa:2048", "P-256"] {
        let key = make_key(cle)?;
        for visible in [false, true] {
            measure(cle, &key, fichiers, ko, visible)?;
        }
    }
    measure_large();
    Ok(())
}

/// A gibibyte hashed by pieces, as a large file beside its signature is.
fn measure_large() {
    const MIB: usize = 1 << 20;
    let piece = vec![0x5A; MIB];
    let start = Instant::now();
    let mut empreinteur = Empreinteur::new(&[Hachage::Sha256]);
    for _ in 0..1024 {
        empreinteur.update(&piece);
    }
    let empreintes = empreinteur.finish();
    let size = empreintes.get(Hachage::Sha256).map_or(0, <[u8]>::len);
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"empreinte_de_1_gio_s\":{seconds:.3},\"octets\":{size},\"memoire_max_ko\":{}}}", memory());
}

fn measure(cle: &str, key: &SoftwareKey, fichiers: usize, ko: usize, visible: bool) -> Result<(), Box<dyn Error>> {
    use certificats::RawSigner;
    let mut options = Options { horodatage: false, ..Options::new(datetime!(2026-11-17 9:30 UTC)) };
    if visible {
        let cadre = Cadre { gauche: 300.0, haut: 700.0, largeur: 200.0, hauteur: 70.0 };
        let lignes = vec!["Maire de Moissac".to_owned(), "le 17 novembre 2026".to_owned()];
        let place = Place::Cadre { page: 1, cadre };
        options.visuel = Some(Visuel { place, titre: "Élodie Martin".to_owned(), lignes, image: None, bordure: true });
    }
    let confiance = Confiance::new([key.certificat().clone()]).with_revocation(Exigence::SiConnue);
    let preuves = Preuves::default();
    let maintenant = key.certificat().validite().du;
    let conditions =
        Conditions { confiance: &confiance, horodateurs: &confiance, preuves: &preuves, maintenant, existait_le: None };
    let (mut signing, mut reading, mut valid, mut octets) = (0.0, 0.0, 0, 0);
    for rank in 0..fichiers {
        let plain = document(rank, ko * 1000);
        octets += plain.len();
        let start = Instant::now();
        let signed = prepare(&plain, key.certificat(), &[], &options)?.sign(&plain, key)?;
        signing += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let found = verify(&signed, &conditions)?;
        reading += start.elapsed().as_secs_f64();
        valid += found.iter().filter(|one| one.rapport.integrite == Integrite::Ok && one.couvre_tout).count();
    }
    println!(
        "{{\"cle\":\"{cle}\",\"visible\":{visible},\"fichiers\":{fichiers},\"octets_par_fichier\":{},\"integres\":{valid},\
         \"signature_s\":{signing:.3},\"lecture_s\":{reading:.3},\"memoire_max_ko\":{}}}",
        octets / fichiers.max(1),
        memory()
    );
    Ok(())
}

/// A file of this size, that does not compress: ten pages, and as many streams of noise.
fn document(seed: usize, size: usize) -> Vec<u8> {
    const PAGES: usize = 10;
    let mut noise = u32::try_from(seed).unwrap_or(0).wrapping_mul(2_654_435_761) | 1;
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", 3 + 2 * PAGES);
    let kids = (0..PAGES).fold(String::new(), |kids, page| kids + &format!("{} 0 R ", 3 + 2 * page));
    let mut add = |out: &mut Vec<u8>, object: &[u8]| {
        // A string takes all that is written to it.
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n", table.lines().count() - 3).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    };
    add(&mut out, b"<< /Type /Catalog /Pages 2 0 R >>");
    add(&mut out, format!("<< /Type /Pages /Kids [{kids}] /Count {PAGES} /MediaBox [0 0 595 842] >>").as_bytes());
    for page in 0..PAGES {
        add(&mut out, format!("<< /Type /Page /Parent 2 0 R /Noise {} 0 R >>", 4 + 2 * page).as_bytes());
        let mut stream = format!("<< /Length {} >>\nstream\n", size / PAGES).into_bytes();
        for _ in 0..size / PAGES {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            stream.push(u8::try_from(noise & 0xFF).unwrap_or(0));
        }
        stream.extend(b"\nendstream");
        add(&mut out, &stream);
    }
    let start = out.len();
    let size = 3 + 2 * PAGES;
    out.extend(format!("{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

fn make_key(cle: &str) -> Result<SoftwareKey, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (key, pem) = (folder.path().join("key.pem"), folder.path().join("cert.pem"));
    let kind = if cle.starts_with("rsa") {
        vec!["-newkey", cle]
    } else {
        vec!["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    };
    let output = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=Mesures", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&pem)
        .args(kind)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(SoftwareKey::new(&fs::read(key)?, &fs::read(pem)?)?)
}

/// The most memory that this process ever had, in kB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
