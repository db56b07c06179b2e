//! JSON-LD: the register with the terms of the Data Privacy Vocabulary 2, in a DCAT catalogue.

use serde_json::{Map, Value, json};

use crate::{
    Dictionnaires, Fiche, duree,
    fiche::{Acteur, Donnee},
};

/// The aliases, and the terms they stand for: each was checked in the vocabulary (see the README).
const CONTEXTE: &str = include_str!("../data/contexte.json");

/// The register, as one catalogue. `id` is its address, `titre` its name. Security details are those of the fiches that
/// are given: who publishes gives fiches without them.
pub fn jsonld(fiches: &[Fiche], id: &str, titre: &str, dicos: &Dictionnaires) -> Value {
    let contexte: Value = serde_json::from_str(CONTEXTE).unwrap_or_default();
    let traitements: Vec<Value> =
        (1..).zip(fiches).map(|(rang, fiche)| traitement(fiche, &format!("{id}#{rang}"), dicos)).collect();
    json!({ "@context": contexte, "id": id, "type": "Registre", "titre": titre, "traitements": traitements })
}

/// An object without what says nothing.
fn said(object: Value) -> Value {
    let Value::Object(object) = object else { return object };
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(texte) => texte.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    Value::Object(object.into_iter().filter(|(_, value)| !empty(value)).collect::<Map<_, _>>())
}

fn traitement(fiche: &Fiche, id: &str, dicos: &Dictionnaires) -> Value {
    let dpv = |nom: &str, code: Option<&str>| dicos.get(nom, code?)?.dpv.clone();
    let mut bases: Vec<String> = Vec::new();
    for finalite in &fiche.finalites {
        bases.extend(dpv("bases", finalite.base.code.as_deref()));
        bases.extend(dpv("article9", finalite.article9.code.as_deref()));
    }
    bases.extend(fiche.transferts.iter().filter_map(|transfert| dpv("garanties", transfert.garantie.code.as_deref())));
    let mut seen = std::collections::HashSet::new();
    bases.retain(|base| seen.insert(base.clone()));
    let finalites: Vec<Value> = fiche
        .finalites
        .iter()
        .map(|finalite| {
            said(json!({ "type": "Finalite", "titre": finalite.libelle, "description": finalite.precision }))
        })
        .collect();
    let named =
        |genre: &str, nom: &str, detail: &str| said(json!({ "type": genre, "titre": nom, "description": detail }));
    let mut destinataires: Vec<Value> = fiche
        .destinataires
        .iter()
        .map(|d| named("Destinataire", if d.nom.is_empty() { &d.genre.texte } else { &d.nom }, &d.precision))
        .collect();
    destinataires.extend(
        fiche
            .transferts
            .iter()
            .filter(|t| !t.organisme.is_empty())
            .map(|t| named("Destinataire", &t.organisme, &t.precision)),
    );
    let pays: Vec<Value> = fiche
        .transferts
        .iter()
        .filter(|transfert| !transfert.pays.texte.is_empty())
        .map(|t| said(json!({ "type": "PaysTiers", "titre": t.pays.texte, "reference": t.pays.code })))
        .collect();
    let conjoints: Vec<Value> = fiche.conjoints.iter().map(|c| named("Responsable", &c.nom, &c.coordonnees)).collect();
    let conjoints = if conjoints.is_empty() {
        Value::Null
    } else {
        json!({ "type": "ResponsablesConjoints", "responsable": conjoints })
    };
    said(json!({
        "id": id,
        "type": "Traitement",
        "titre": fiche.nom,
        "reference": fiche.reference,
        "description": fiche.description,
        "cree": fiche.cree_le.map(|date| date.to_string()),
        "modifie": fiche.modifie_le.map(|date| date.to_string()),
        "responsable": acteur("Responsable", &fiche.responsable),
        "conjoints": conjoints,
        "dpd": acteur("Dpd", &fiche.dpd),
        "sous_traitants": fiche.sous_traitants.iter().map(|s| named("SousTraitant", &s.nom, &s.precision)).collect::<Vec<_>>(),
        "finalites": finalites,
        "bases": bases,
        "donnees": fiche.donnees.iter().map(|d| donnee(d, dicos)).collect::<Vec<_>>(),
        "source": fiche.origine,
        "personnes": fiche.personnes.iter().map(|p| said(json!({ "titre": p.categorie.texte, "description": p.detail }))).collect::<Vec<_>>(),
        "destinataires": destinataires,
        "pays": pays,
        "mesures": fiche.mesures.iter().map(|m| named("Mesure", &m.mesure.texte, &m.detail)).collect::<Vec<_>>(),
    }))
}

/// Only the name: addresses of people have no place in what machines gather.
fn acteur(genre: &str, acteur: &Acteur) -> Value {
    if acteur.nom.is_empty() { Value::Null } else { json!({ "type": genre, "titre": acteur.nom }) }
}

fn donnee(donnee: &Donnee, dicos: &Dictionnaires) -> Value {
    let entree = donnee.categorie.code.as_deref().and_then(|code| dicos.get("donnees", code));
    let genre = match entree {
        Some(entree) if entree.sensible => "DonneeSensible",
        Some(entree) if entree.dpv.as_deref() == Some("pd:Financial") => "Finances",
        _ => "Donnee",
    };
    let mut sentences = vec![duree::phrase(donnee), donnee.precision.clone()];
    sentences.retain(|sentence| !sentence.is_empty());
    said(json!({
        "type": genre,
        "titre": donnee.categorie.texte,
        "description": donnee.detail,
        "source": donnee.source,
        "conservation": sentences.join(". "),
    }))
}
