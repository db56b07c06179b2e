//! The content of a traitement as JSON, and JSON-LD.

use std::collections::BTreeSet;

use registre::{Fiche, jsonld};
use serde_json::{Value, json};

use super::{dicos, echantillon};

#[test]
fn a_content_comes_back_from_its_fiche() {
    let contenu = json!({
        "nom": "Paie", "reference": "T-1", "description": "Payer", "role": "sous_traitant",
        "pour_le_compte_de": [{ "nom": "CCAS", "siren": "216200014", "coordonnees": "Mairie" }],
        "conjoints": [{ "nom": "EPCI", "coordonnees": "Siège", "accord": "Convention" }],
        "finalites": [{ "libelle": "Payer", "base": "c", "texte": "CGFP", "article9": "b", "precision": "p" }],
        "donnees": [{ "categorie": "nir", "detail": "d", "obligatoire": true, "source": "agent", "conservation": {
            "active": { "nombre": 5, "unite": "annees" }, "intermediaire": { "nombre": 13, "unite": "mois" },
            "declencheur": "la fin du contrat", "sort": "tri", "reference": "circulaire", "precision": "sauf contentieux" } }],
        "personnes": [{ "categorie": "agents", "detail": "titulaires", "nombre": 42, "vulnerables": true }],
        "destinataires": [{ "genre": "autorite", "nom": "URSSAF", "precision": "mensuel" }],
        "transferts": [{ "organisme": "Banque", "pays": "AD", "garantie": "46-2-c", "lien": "https://exemple.fr", "precision": "p" }],
        "mesures": [{ "mesure": "chiffrement", "etat": "prevue", "detail": "disques" }],
        "outils": [{ "nom": "Logiciel", "catalogue": null }],
        "sous_traitants": [{ "nom": "Éditeur", "catalogue": null, "precision": "hébergement" }],
        "papier": true,
        "droits": [{ "droit": "acces", "modalite": "par courrier" }],
        "information": { "support": ["affichage"], "mention": "m", "consentement": "c" },
        "origine": { "collecte": ["contrat"], "precision": "dossier" },
        "criteres": ["vulnerables"],
        "aipd": { "decision": "faite", "listes": ["logement-social"], "motif": "m", "avis_dpd": "favorable", "date": "2026-01-31" },
        "gestionnaire": "RH", "observations": "o", "revision_le": "2027-01-01"
    });
    assert_eq!(Fiche::from_contenu(&contenu, dicos()).contenu(), contenu);
}

#[test]
fn a_word_without_a_code_goes_with_the_detail() {
    let mut fiche = echantillon::pleine();
    fiche.donnees[0].categorie = registre::Terme { texte: "Horoscope".into(), code: None };
    fiche.donnees[0].detail = "signe".into();
    let contenu = fiche.contenu();
    assert_eq!(
        (&contenu["donnees"][0]["categorie"], &contenu["donnees"][0]["detail"]),
        (&json!("autre"), &json!("Horoscope : signe"))
    );
    assert!(contenu["observations"].as_str().unwrap().contains("Droits des personnes : "));
    // What comes out goes in again without a change.
    assert_eq!(Fiche::from_contenu(&contenu, dicos()).contenu(), contenu);
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| *key != "@context") {
                found.insert(key.clone());
                if key == "type" {
                    found.insert(value.as_str().unwrap().to_owned());
                }
                keys(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn the_json_ld_says_nothing_that_its_context_does_not_define() {
    let mut fiche = echantillon::pleine();
    fiche.finalites[0].base = registre::Terme::of_code("e", "bases", dicos());
    let document = jsonld(&[fiche], "https://exemple.fr/registre", "Registre", dicos());
    let mut found = BTreeSet::new();
    keys(&document, &mut found);
    let context = document["@context"].as_object().unwrap();
    for key in &found {
        assert!(context.contains_key(key), "{key}");
    }
    let traitement = &document["traitements"][0];
    assert_eq!(traitement["bases"], json!(["eu-gdpr:A6-1-e", "eu-gdpr:A45-3"]));
    assert_eq!(traitement["donnees"][0]["type"], "DonneeSensible");
    assert_eq!(
        traitement["donnees"][0]["conservation"].as_str().unwrap().split(',').next(),
        Some("5 ans à compter de : Catégories de données à compter de n° 0 : « été » | x")
    );
    assert_eq!(traitement["pays"][0]["reference"], "AD");
    // Every term is written with a prefix that the context gives.
    for definition in context.values() {
        let id = definition.as_str().or_else(|| definition["@id"].as_str()).unwrap_or("@");
        let prefix = id.split(':').next().unwrap();
        assert!(id.starts_with("http") || id.starts_with('@') || context.contains_key(prefix) || id == "fr", "{id}");
    }
}
