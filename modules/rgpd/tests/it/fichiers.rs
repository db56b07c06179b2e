//! Registers in and out of files.

use std::path::PathBuf;

use axum::http::{StatusCode, header};
use rgpd::{
    domain::{Bilan, EtatTraitement, Garantie},
    gestes::{
        exports::{self, FormatExport, Voulu},
        imports::{self, Consignes},
        traitements as acts,
    },
    store::traitements,
};

use crate::site::{BASE, Site, whole};

pub const TABLE: &str = "Nom du traitement;Référence;Finalité;Base légale;Données;Durée de conservation\n\
    Cantine;SCO-09;Servir les repas;Mission d’intérêt public;Coordonnées;1 an, puis destruction\n\
    Lettre d’information;;Informer;Consentement;Adresse mail;jusqu’à la désinscription\n";

fn all(format: FormatExport) -> Voulu {
    Voulu { format, au: None, communicable: false }
}

impl Site {
    pub async fn file(&self, voulu: Voulu) -> Vec<u8> {
        let mut tx = self.read().await;
        let registre = exports::read(&mut tx, self.contexte(), &self.albias, voulu).await.unwrap();
        drop(tx);
        registre.write(&editique::Presse::new().unwrap()).unwrap()
    }

    pub async fn import(&self, octets: &[u8]) -> (Bilan, Vec<String>) {
        let lu = imports::read(octets, &Consignes::default()).unwrap();
        let mut tx = self.begin().await;
        let plan = imports::plan(&mut tx, self.contexte(), lu).await.unwrap();
        let problemes = plan.problemes.iter().map(|p| format!("{} {}", p.cellule, p.message)).collect();
        let done = imports::apply(&mut tx, self.contexte(), plan, "registre.csv").await.unwrap();
        tx.commit().await.unwrap();
        (done.bilan, problemes)
    }

    pub async fn kept(&self) -> Vec<rgpd::domain::Traitement> {
        traitements::list_all(&mut self.read().await, self.albias.id).await.unwrap()
    }
}

fn bilan(crees: u32, modifies: u32, inchanges: u32) -> Bilan {
    Bilan { crees, modifies, inchanges, rejetes: 0 }
}

/// The CNIL's file, which is not redistributed.
fn official() -> Option<Vec<u8>> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    given
        .into_iter()
        .chain([beside])
        .find_map(|dir| std::fs::read(dir.join("rgpd/registre-traitement-simplifie.ods")).ok())
}

#[tokio::test]
async fn the_register_of_the_cnil_becomes_one_whole_traitement_and_comes_back_the_same() {
    let Some(file) = official() else {
        println!("SKIPPED: no rgpd/registre-traitement-simplifie.ods in BEFFROI_SCHEMAS nor in ../shared/data");
        return;
    };
    let site = Site::new().await;
    let (done, problemes) = site.import(&file).await;
    assert_eq!((done, problemes), (bilan(1, 0, 0), Vec::new()));
    let contenu = site.kept().await.remove(0).contenu;
    assert_eq!(contenu.finalites.len(), 4, "the main purpose and three others: {:?}", contenu.finalites);
    assert!(contenu.donnees.iter().any(|d| d.conservation.active.is_some()), "{:?}", contenu.donnees);
    let transfert = &contenu.transferts[0];
    assert_eq!((transfert.pays.as_str(), transfert.garantie.is_some()), ("AD", true), "{transfert:?}");
    assert_ne!(transfert.garantie, Some(Garantie::Adequation), "the file names a mechanism of its own");
    for format in [FormatExport::Ods, FormatExport::Xlsx, FormatExport::Plat, FormatExport::Csv] {
        let again = site.file(all(format)).await;
        assert_eq!(site.import(&again).await, (bilan(0, 0, 1), Vec::new()), "{format:?}");
    }
    assert_eq!(site.import(&file).await.0, bilan(0, 0, 1), "the same file twice changes nothing");
}

#[tokio::test]
async fn a_complete_traitement_leaves_and_comes_back_the_same_in_every_shape_that_is_read() {
    let site = Site::new().await;
    site.added().await;
    for format in [FormatExport::Ods, FormatExport::Xlsx, FormatExport::Plat, FormatExport::Csv] {
        let file = site.file(all(format)).await;
        assert_eq!(site.import(&file).await, (bilan(0, 0, 1), Vec::new()), "{format:?}");
    }
    assert_eq!(site.kept().await[0].contenu, whole());
}

#[tokio::test]
async fn a_table_of_any_headers_becomes_drafts_and_what_it_leaves_empty_is_kept() {
    let site = Site::new().await;
    let (done, _) = site.import(TABLE.as_bytes()).await;
    assert_eq!(done, bilan(2, 0, 0));
    let kept = site.kept().await;
    assert!(kept.iter().all(|t| t.etat == EtatTraitement::Brouillon));
    let cantine = kept.iter().find(|t| t.contenu.reference == "SCO-09").unwrap();
    assert_eq!(cantine.contenu.donnees[0].conservation.active.unwrap().to_string(), "1\u{a0}an");
    let poorer = "Nom du traitement;Référence;Finalité\nCantine;SCO-09;\n";
    assert_eq!(site.import(poorer.as_bytes()).await.0, bilan(0, 0, 1), "an empty cell erases nothing");
    let twice = "Nom du traitement;Finalité\nVisites;Accueillir\nVisites;Accueillir\n";
    let (done, _) = site.import(twice.as_bytes()).await;
    assert_eq!(done, Bilan { crees: 1, rejetes: 1, ..Bilan::default() });
}

#[tokio::test]
async fn the_register_leaves_in_every_format_and_its_communicable_version_withholds_the_measures() {
    let site = Site::new().await;
    site.added().await;
    let claire = site.secretaire().await;
    for (format, starts) in [
        ("ods", b"PK".as_slice()),
        ("xlsx", b"PK"),
        ("plat", b"PK"),
        ("docx", b"PK"),
        ("pdf", b"%PDF-"),
        ("csv", b"\xef\xbb\xbf"),
        ("json", b"{"),
        ("jsonld", b"{"),
    ] {
        let file = claire.get(&format!("{BASE}/registre/fichier?format={format}")).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert!(file.bytes.starts_with(starts), "{format}: {:?}", &file.bytes[..8]);
        assert!(file.header(header::CONTENT_DISPOSITION).contains("registre-rgpd-218200020-2026-11-25."), "{format}");
    }
    let whole: serde_json::Value = claire.get(&format!("{BASE}/registre/fichier?format=json")).await.json();
    assert!(!whole["traitements"][0]["mesures"].as_array().unwrap().is_empty());
    let told = claire.get(&format!("{BASE}/registre/fichier?format=json&communicable=oui")).await.json();
    assert_eq!(told["traitements"][0]["mesures"], serde_json::json!([]));
    assert_eq!(told["traitements"][0]["outils"], serde_json::json!([]));
    let none = claire.get(&format!("{BASE}/registre/fichier?format=json&au=2026-11-24")).await.json();
    assert_eq!(none["traitements"], serde_json::json!([]), "nothing was in force");
    let odd = claire.get(&format!("{BASE}/registre/fichier?format=rtf")).await;
    assert!(odd.status.is_client_error());
}

#[tokio::test]
async fn one_refused_row_does_not_stop_the_others() {
    let site = Site::new().await;
    let first = "Nom du traitement;Référence;Finalité\nCantine;SCO-09;Servir\nVieux fichier;OLD-1;Garder\n";
    assert_eq!(site.import(first.as_bytes()).await.0, bilan(2, 0, 0));
    let old = site.kept().await.into_iter().find(|t| t.contenu.reference == "OLD-1").unwrap();
    let mut tx = site.begin().await;
    let archive = acts::Acte::Archivage { motif: "Plus tenu.".into() };
    acts::act(&mut tx, site.contexte(), old, archive).await.unwrap();
    tx.commit().await.unwrap();
    // Twice the same traitement by reference and by name, an archived reference, no name; and one good row.
    let mixed = "Nom du traitement;Référence;Finalité\nCantine;sco-09;Servir mieux\nCantine;;Servir autrement\n\
        Autre;OLD-1;Reprendre\n;X-1;Sans nom\nNeuf;N-1;Commencer\n";
    let mut tx = site.begin().await;
    let plan = imports::plan(&mut tx, site.contexte(), imports::read(mixed.as_bytes(), &Consignes::default()).unwrap())
        .await
        .unwrap();
    let rejets = plan.rejets();
    let done = imports::apply(&mut tx, site.contexte(), plan, "mixte.csv").await.unwrap().bilan;
    tx.commit().await.unwrap();
    assert_eq!(done, Bilan { crees: 1, modifies: 1, inchanges: 0, rejetes: 3 });
    assert_eq!(rejets.len(), 3, "each once: {rejets:?}");
    let kept = site.kept().await;
    assert!(kept.iter().any(|t| t.contenu.nom == "Neuf"));
    let cantine = kept.iter().find(|t| t.contenu.nom == "Cantine").unwrap();
    assert_eq!(cantine.contenu.finalites[0].libelle, "Servir mieux");
}

#[tokio::test]
async fn the_command_line_tells_what_it_took_and_a_trial_keeps_nothing() {
    let site = Site::new().await;
    let siren = crate::site::ALBIAS;
    let tried = rgpd::cli::import(&site.services, siren, ("registre.csv", TABLE.as_bytes()), true).await.unwrap();
    assert_eq!((tried.bilan.crees, site.kept().await.len()), (2, 0));
    let done = rgpd::cli::import(&site.services, siren, ("registre.csv", TABLE.as_bytes()), false).await.unwrap();
    let json = done.json;
    assert_eq!(
        (json["crees"].as_u64(), json["modifies"].as_u64(), json["inchanges"].as_u64()),
        (Some(2), Some(0), Some(0))
    );
    assert_eq!((json["traitements"].as_array().unwrap().len(), json["rejets"].as_array().unwrap().len()), (2, 0));
    assert_eq!(json["traitements"][0]["contenu"]["nom"], "Cantine");
    assert!(
        rgpd::cli::import(&site.services, "218200021", ("registre.csv", TABLE.as_bytes()), false).await.is_err(),
        "no such SIREN"
    );
}

#[tokio::test]
async fn every_format_of_the_communicable_version_says_what_it_withholds() {
    let site = Site::new().await;
    site.added().await;
    for format in FormatExport::TOUS.iter().copied().filter(|f| *f != FormatExport::Pdf) {
        let file = site.file(Voulu { communicable: true, ..all(format) }).await;
        let text = if file.starts_with(b"PK") { unzipped(&file) } else { String::from_utf8(file).unwrap() };
        // A machine reads it in the title.
        let told = match format {
            FormatExport::JsonLd => "version communicable",
            _ => "les mesures de sécurité et les logiciels n’y figurent pas",
        };
        assert!(text.contains(told), "{format:?}");
    }
}

/// Every part of an archive, one after the other.
fn unzipped(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    std::fs::write(&path, bytes).unwrap();
    let told = std::process::Command::new("unzip").arg("-p").arg(&path).output().unwrap();
    String::from_utf8_lossy(&told.stdout).into_owned()
}
