//! The grid: import, preview of a revision, validation, file.

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, Exercice};
use serde_json::json;

use super::{Geste, identites};
use crate::{
    domain::{Grille, LigneRevision, Origine, Refus, Tarif, export, import},
    store::{grilles, syntec},
};

/// What an import changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importee {
    pub grille: Grille,
    /// Figures that were not known, or not the same.
    pub changes: usize,
}

/// The grid of the centre.
pub async fn current(tx: &mut Tx) -> Geste<Grille> {
    grilles::find(tx).await?.ok_or_else(|| Refus::SansGrille.into())
}

/// Adds the figures of a file to the grid, or makes them the first one. `document` names their origin.
pub async fn add(tx: &mut Tx, clock: &Clock, acteur: &Acteur, text: &str, document: &str) -> Geste<Importee> {
    let imported = import(text, document)?;
    let known = grilles::find(tx).await?;
    let mut grille = known.clone().unwrap_or_else(|| imported.clone());
    let kept = known.as_ref();
    let is_new = |t: &&Tarif| kept.and_then(|g| g.stated(t.cle, t.annee)).is_none_or(|same| same.montant != t.montant);
    let changes = imported.tarifs().filter(is_new).count();
    if kept.is_some() {
        grille.complete(imported)?;
    }
    grilles::save(tx, &grille).await?;
    let apres = json!({ "document": document, "tarifs": changes });
    record(tx, clock, acteur, "tarif.importe", &grille.centre.sigle, apres).await?;
    Ok(Importee { grille, changes })
}

/// What it takes to bring every tariff to a year; nothing is kept.
pub async fn preview(tx: &mut Tx, annee: Exercice) -> Geste<Vec<LigneRevision>> {
    let grille = current(tx).await?;
    Ok(grille.preview(annee, &syntec::list(tx).await?)?)
}

/// Keeps the revision of a year; the grid no longer changes up to it.
pub async fn validate(tx: &mut Tx, clock: &Clock, acteur: &Acteur, annee: Exercice) -> Geste<Vec<LigneRevision>> {
    let mut grille = current(tx).await?;
    let lines = grille.validate(annee, &syntec::list(tx).await?)?;
    grilles::save(tx, &grille).await?;
    let apres = json!({ "annee": annee.annee(), "tarifs_revises": lines.len() });
    record(tx, clock, acteur, "tarif.grille_validee", &format!("Grille {annee}"), apres).await?;
    Ok(lines)
}

/// The grid of a year in the shape of the import: the figures in force that year, and before them those from which they
/// were revised. Without a year, everything.
pub fn file(grille: &Grille, annee: Option<Exercice>) -> String {
    let Some(annee) = annee else { return export(grille) };
    let mut kept = Grille::new(grille.centre.clone(), grille.prix, grille.clause);
    kept.assimilations.clone_from(&grille.assimilations);
    for tarif in grille.en_vigueur(annee) {
        let mut next = Some(tarif);
        while let Some(tarif) = next {
            kept.push(tarif.clone());
            next = match tarif.origine {
                Origine::Document(_) => None,
                Origine::Revision(_) => grille.stated(tarif.cle, tarif.annee.previous()),
            };
        }
    }
    export(&kept)
}

/// In the chain of the centre, whose act it is.
async fn record(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    action: &'static str,
    libelle: &str,
    apres: serde_json::Value,
) -> Geste<()> {
    let centre = identites::centre(tx).await?;
    let ligne = Ligne {
        collectivite: centre.id,
        acteur: acteur.clone(),
        action,
        objet: "tarif",
        objet_id: centre.id.uuid(),
        libelle: libelle.to_owned(),
        avant: None,
        apres: Some(apres),
    };
    Ok(journal::record(tx, clock, ligne).await?)
}
