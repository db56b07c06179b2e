//! Measures of the room, for `make bench`: what an example may do in one process, printed as JSON lines.
//!
//! `mesures charge URL COUNT SIREN…` fills the actes of collectivités; `mesures seul` measures what needs no database.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool of the bench: it prints, stops at the first fault and reads the time that passes"
)]

use std::{io::Read, time::Instant};

use actes::{
    domain::{Acte, Canal, EtatActe, FicheActe, NatureActe},
    store::{actes as rows, membres},
};
use db::{Db, Perimetre};
use kernel::{Clock, Id, Siren};
use norme_actes::{
    Acte as ActeNorme, CodesMatieres, Contexte, Depot, Emetteur, Fichier, IdCl, Piece, TAILLE_MAX, Transmission,
};
use time::{Date, Duration, macros::date};

const OBJETS: [&str; 8] = [
    "Tarifs de la cantine et de la garderie",
    "Subvention à l’association sportive",
    "Acquisition d’une parcelle au lieu-dit Les Combes",
    "Stationnement rue de la République",
    "Marché de travaux de voirie, avenant",
    "Budget annexe de l’assainissement, décision modificative",
    "Création d’un emploi permanent",
    "Convention avec le centre de gestion",
];

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["charge", url, count, ref sirens @ ..] => {
            let db = Db::open(url, 2).await.unwrap();
            for siren in sirens {
                fill(&db, siren.parse().unwrap(), count.parse().unwrap()).await;
            }
        }
        _ => alone(),
    }
}

/// Actes of ten years, received for most of them.
async fn fill(db: &Db, siren: Siren, count: u32) {
    let clock = Clock::system();
    let mut tx = db.read(Perimetre::Commun).await.unwrap();
    let whose = annuaire::collectivites::find_by_siren(&mut tx, siren).await.unwrap().unwrap().id;
    drop(tx);
    let now = clock.now();
    for piece in 0..count.div_ceil(2_000) {
        let from = piece * 2_000;
        let make = |rank: u32| {
            let decision_le = date!(2016 - 01 - 01) + Duration::days(i64::from(rank % 3_650));
            let numero = format!("B{rank:07}");
            let nature = NatureActe::TOUTES[rank as usize % 6];
            let etat = if rank.is_multiple_of(50) { EtatActe::Transmis } else { EtatActe::Recu };
            let fiche = FicheActe {
                numero: numero.clone(),
                decision_le: Some(decision_le),
                objet: format!("{} n° {rank}", OBJETS[rank as usize % OBJETS.len()]),
                matiere: "7.10".into(),
                ..FicheActe::new(nature)
            };
            Acte {
                etat,
                id_acte: Some(format!("082-{siren}-{numero}")),
                canal: Some(Canal::Ecole),
                transmis_le: Some(now),
                recu_le: Some(decision_le),
                ..Acte::draft((whose, Id::new(&clock)), fiche, (None, "Mesures"), now)
            }
        };
        let actes: Vec<Acte> = (from..count.min(from + 2_000)).map(make).collect();
        let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
        rows::insert_many(&mut tx, &actes, "Finances locales / Divers").await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
    membres::recount(&mut tx, whose).await.unwrap();
    tx.commit().await.unwrap();
}

fn alone() {
    let took = |what: &str, start: Instant| {
        println!("{{\"quoi\":\"{what}\",\"ms\":{:.2}}}", start.elapsed().as_secs_f64() * 1000.0);
    };
    let before = memory();
    let start = Instant::now();
    let big = TAILLE_MAX - 2_000_000;
    let paquet =
        transmission(1, big, date!(2026 - 11 - 24)).prepare(&Contexte::new(date!(2026 - 11 - 25), None)).unwrap();
    paquet.write(std::io::sink(), [Fichier { taille: big, source: Noise::new(big) }], TAILLE_MAX).unwrap();
    took("archive", start);
    println!("{{\"quoi\":\"archive_memoire_ko\",\"ms\":{}}}", memory().saturating_sub(before));
    let start = Instant::now();
    for rank in 1..=1_000 {
        let transmission = transmission(rank, 200_000, date!(2026 - 11 - 24));
        let paquet = transmission.prepare(&Contexte::new(date!(2026 - 11 - 25), None)).unwrap();
        let file = Fichier { taille: 200_000, source: Noise::new(200_000) };
        let archive = paquet.write(Vec::new(), [file], TAILLE_MAX).unwrap();
        assert!(norme_actes::receive(&paquet.archive().to_string(), &archive, date!(2017 - 12 - 08)).is_ok());
    }
    took("paquets", start);
    let message = returned();
    let start = Instant::now();
    for _ in 0..10_000 {
        let mail = norme_actes::read_mail(&[("082-218200020-20261124-M1-DE-1-2_1.xml", &message)]);
        assert_eq!(mail.retours.len(), 1);
    }
    took("retours", start);
    let pdf = hundred_pages();
    let tampon =
        pdf::Tampon { titre: "Accusé de réception".into(), lignes: vec!["082-218200020-20261124-M1-DE".into()] };
    let place = pdf::Position { x: 0.6, y: 0.02, pages: pdf::Pages::Toutes };
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            pdf::stamp(&pdf, &tampon, &place).unwrap();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{{\"quoi\":\"tampon\",\"ms\":{:.2}}}", times[4]);
}

fn transmission(rank: u32, taille: u64, date: Date) -> Transmission {
    let id_cl = IdCl {
        siren: "218200020".parse().unwrap(),
        departement: "082".parse().unwrap(),
        arrondissement: "2".into(),
        nature: "31".into(),
    };
    Transmission {
        depot: Depot { trigramme: "BEF".into(), application: "EACT".into(), date: date!(2026 - 11 - 25), serie: rank },
        emetteur: Emetteur { id_cl, referent: None },
        adresses_retour: vec!["actes@cdg82.fr".into()],
        acte: ActeNorme {
            date,
            numero_interne: format!("M{rank}"),
            code_nature_acte: 1,
            codes_matieres: CodesMatieres::new(7, 10),
            objet: OBJETS[rank as usize % OBJETS.len()].into(),
            precedent_identifiant_acte: None,
            classification_date_version: date!(2017 - 12 - 08),
            document_papier: false,
        },
        document: Piece {
            code_type_pj: "99_DE".into(),
            extension: "pdf".into(),
            taille,
            debut: b"%PDF-1.7".to_vec(),
            ..Piece::default()
        },
        annexes: Vec::new(),
    }
}

/// A receipt as the préfecture writes them.
fn returned() -> Vec<u8> {
    let transmission = transmission(1, 8, date!(2026 - 11 - 24));
    let paquet = transmission.prepare(&Contexte::new(date!(2026 - 11 - 25), None)).unwrap();
    let archive = paquet.write(Vec::new(), [Fichier { taille: 8, source: &b"%PDF-1.7"[..] }], TAILLE_MAX).unwrap();
    let recu = norme_actes::receive(&paquet.archive().to_string(), &archive, date!(2017 - 12 - 08)).unwrap();
    let classification = actes::domain::Classement::national(date!(2017 - 12 - 08)).0;
    let answer = recu.formulaires[0].reponse(date!(2026 - 11 - 25), &classification).unwrap();
    answer.to_xml(norme_actes::Schema::default()).unwrap()
}

/// Bytes that do not compress, the same each time, preceded by what a PDF begins with.
struct Noise {
    left: u64,
    state: u64,
    head: &'static [u8],
}

impl Noise {
    fn new(left: u64) -> Self {
        Self { left, state: 0x9e37_79b9_7f4a_7c15, head: b"%PDF-1.7" }
    }
}

impl Read for Noise {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = out.len().min(usize::try_from(self.left).unwrap());
        for octet in &mut out[..count] {
            if let [first, rest @ ..] = self.head {
                *octet = *first;
                self.head = rest;
                continue;
            }
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            *octet = self.state.to_le_bytes()[0];
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// The most memory that this process had, in kilobytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A PDF of a hundred pages, each with some words.
fn hundred_pages() -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..100).map(|rank| format!("{} 0 R", 4 + 2 * rank)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{}] /Count 100 /MediaBox [0 0 595 842] >>", kids.join(" ")));
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned());
    for rank in 0..100 {
        let words = "BT /F1 10 Tf 72 700 Td (Le conseil municipal, apres en avoir delibere) Tj ET\n".repeat(40);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * rank
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{words}endstream", words.len()));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let end = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    bytes.extend(end.bytes());
    bytes
}
