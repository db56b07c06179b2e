//! Measures a PES of 100 MB whose thousand bordereaux are signed, beside xmlsec1 and xmllint: `mesures [BORDEREAUX [OCTETS]]`.
//!
//! Each measure is a process of its own, whose peak of memory is read in `/proc`. xmlsec1 verifies one signature a run: the first.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a command speaks, and lives now")]

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use c14n::{Method, canonicalize};
use cades::Conditions;
use certificats::{Confiance, Exigence, Integrite, Preuves, RawSigner, SoftwareKey};
use serde_json::{Value, json};
use time::OffsetDateTime;
use xades::{Contexte, DemandeSignature, Politique, Portee, prepare_pes, verify};

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let args: Vec<String> = env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("verifie") => verifies(&args[2], &args[3]),
        Some("canonise") => Ok(canonicalize(File::open(&args[2])?, &Method::EXCLUSIVE, io::sink())?),
        Some("signe") => signs(&args[2]),
        _ => measures(&args),
    }
}

fn measures(args: &[String]) -> Done<()> {
    let number = |rank: usize, usual: usize| args.get(rank).and_then(|arg| arg.parse().ok()).unwrap_or(usual);
    let (bordereaux, octets) = (number(1, 1000), number(2, 92 << 20));
    let folder = env::temp_dir().join(format!("mesures-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    openssl(&folder)?;
    build(&folder.join("pes.xml"), bordereaux, octets)?;
    let own = env::current_exe()?.to_string_lossy().into_owned();
    let signing = run(&[&own, "signe", &folder.to_string_lossy()])?;
    let signed = path("signe.xml");
    let size = fs::metadata(&signed)?.len();
    let ours = run(&[&own, "verifie", &signed, &path("cert.pem")])?;
    let pem = path("cert.pem");
    let args =
        ["--verify", "--trusted-pem", &pem, "--id-attr:Id", "Bordereau", "--id-attr:Id", "SignedProperties", &signed];
    let xmlsec1 = run(&[&["xmlsec1", "--verify"], &args[1..]].concat())?;
    let canonise = run(&[&own, "canonise", &signed])?;
    let xmllint = run(&["xmllint", "--exc-c14n", &signed])?;
    fs::remove_dir_all(&folder)?;
    let report = json!({
        "fichier": { "octets": size, "bordereaux": bordereaux },
        "signature": signing,
        "verification": { "ici, toutes les signatures": ours, "xmlsec1, la première seulement": xmlsec1 },
        "canonisation exclusive": { "ici": canonise, "xmllint": xmllint },
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// Runs a command; its time, its peak of memory, what it said.
fn run(command: &[&str]) -> Done<Value> {
    let start = Instant::now();
    let mut child = Command::new(command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0_u64;
    let over = loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or(0));
        if let Some(over) = child.try_wait()? {
            break over;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    Ok(json!({ "secondes": (seconds * 1000.0).round() / 1000.0, "Mo au plus": peak / 1024, "réussi": over.success() }))
}

fn verifies(path: &str, pem: &str) -> Done<()> {
    let mut confiance = Confiance::default().with_revocation(Exigence::SiConnue);
    confiance.add(&fs::read(pem)?)?;
    let verification = verify(&|| File::open(path), &contexte(&confiance, &Preuves::default(), &Politique::dgfip()))?;
    let whole = |integrite: Integrite| integrite == Integrite::Ok;
    let all = verification.signatures.iter().all(|signature| whole(signature.rapport.integrite));
    let covered = verification.bordereaux.iter().all(|bordereau| bordereau.signe);
    if all && covered { Ok(()) } else { Err("une signature est fausse".into()) }
}

fn signs(folder: &str) -> Done<()> {
    let folder = Path::new(folder);
    let key = SoftwareKey::new(&fs::read(folder.join("key.pem"))?, &fs::read(folder.join("cert.pem"))?)?;
    let mut demande = DemandeSignature::new(key.certificat(), OffsetDateTime::now_utc());
    demande.roles = vec!["Maire".to_owned()];
    demande.politique = Politique::dgfip().into_iter().next();
    let source = folder.join("pes.xml");
    let document = || File::open(&source);
    let preparation = prepare_pes(&document, Portee::Bordereaux, &demande)?;
    let values = preparation.to_sign().map(|(_, octets)| key.sign(preparation.algorithme(), octets));
    let values = values.collect::<Result<Vec<_>, _>>()?;
    let mut out = BufWriter::new(File::create(folder.join("signe.xml"))?);
    let (confiance, preuves) = (Confiance::default(), Preuves::default());
    preparation.assemble(&document, &values, &contexte(&confiance, &preuves, &Politique::dgfip()), &mut out)?;
    Ok(out.flush()?)
}

fn contexte<'a>(confiance: &'a Confiance, preuves: &'a Preuves, politiques: &'a [Politique]) -> Contexte<'a> {
    let maintenant = OffsetDateTime::now_utc();
    let conditions = Conditions { confiance, horodateurs: confiance, preuves, maintenant, existait_le: None };
    Contexte { conditions, politiques, contenus: &[] }
}

fn openssl(folder: &Path) -> Done<()> {
    let done = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Maire de Mesure"])
        .args(["-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder)
        .stderr(Stdio::null())
        .status()?;
    if done.success() { Ok(()) } else { Err("openssl n’a pas fait la clé".into()) }
}

/// A PES in ISO-8859-1, as those that offices send: one value an element.
fn build(path: &Path, bordereaux: usize, octets: usize) -> Done<()> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
          <n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\" Id=\"Flux\">\n\
          \t<EnTetePES>\n\t\t<DteStr V=\"2026-11-25\"/>\n\t</EnTetePES>\n\t<PES_DepenseAller>\n\
          \t\t<EnTeteDepense>\n\t\t\t<IdVer V=\"2\"/>\n\t\t\t<InfoDematerialisee V=\"1\"/>\n\t\t</EnTeteDepense>\n",
    )?;
    let piece = b"\t\t\t<Piece>\n\t\t\t\t<BlocPiece>\n\t\t\t\t\t<InfoPce>\n\t\t\t\t\t\t<IdPce V=\"1234\"/>\n\t\t\t\t\t\t<TypPce V=\"01\"/>\n\
        \t\t\t\t\t\t<NatPce V=\"01\"/>\n\t\t\t\t\t\t<DteAsp V=\"2026-11-02\"/>\n\t\t\t\t\t\t<ObjPce V=\"R\xe9fection de la toiture de l'\xe9cole &amp; pr\xe9au\"/>\n\
        \t\t\t\t\t</InfoPce>\n\t\t\t\t</BlocPiece>\n\t\t\t\t<LigneDePiece>\n\t\t\t\t\t<BlocLignePiece>\n\t\t\t\t\t\t<InfoLignePce>\n\
        \t\t\t\t\t\t\t<IdLigne V=\"1\"/>\n\t\t\t\t\t\t\t<ObjLignePce V=\"Lot n\xb0 3\"/>\n\t\t\t\t\t\t\t<Nature V=\"21312\"/>\n\
        \t\t\t\t\t\t\t<Fonction V=\"213\"/>\n\t\t\t\t\t\t\t<MtHT V=\"1234.56\"/>\n\t\t\t\t\t\t\t<TxTva V=\"20.00\"/>\n\
        \t\t\t\t\t\t\t<MtTVA V=\"246.91\"/>\n\t\t\t\t\t\t</InfoLignePce>\n\t\t\t\t\t</BlocLignePiece>\n\t\t\t\t</LigneDePiece>\n\t\t\t</Piece>\n";
    for rank in 0..bordereaux {
        write!(
            out,
            "\t\t<Bordereau Id=\"B{rank}\">\n\t\t\t<BlocBordereau>\n\t\t\t\t<Exer V=\"2026\"/>\n\t\t\t\t<IdBord V=\"{rank}\"/>\n\t\t\t</BlocBordereau>\n"
        )?;
        for _ in 0..octets / bordereaux.max(1) / piece.len() {
            out.write_all(piece)?;
        }
        out.write_all(b"\t\t</Bordereau>\n")?;
    }
    out.write_all(b"\t</PES_DepenseAller>\n</n:PES_Aller>\n")?;
    Ok(out.flush()?)
}
