//! The shared catalogue: written by the centre, read by every member.

use db::{DbError, Tx};
use journal::Ligne;
use kernel::Id;
use serde_json::{Value, json};
use time::Date;

use documents::DocumentId;

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{CatalogueId, FicheCatalogue, GenreCatalogue, Refus},
    store::{
        catalogue::{self, PieceCatalogue, Reference},
        usages,
    },
};

/// What is written of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saisie {
    pub nom: String,
    pub editeur: Option<CatalogueId>,
    pub fiche: FicheCatalogue,
    /// No longer offered.
    pub retire: bool,
}

/// Adds a record; whoever already uses its name uses it.
pub async fn add(tx: &mut Tx, ctx: Contexte<'_>, genre: GenreCatalogue, saisie: Saisie) -> Geste<CatalogueId> {
    let now = ctx.clock.now();
    let mut reference = Reference {
        id: Id::new(ctx.clock),
        genre,
        nom: String::new(),
        editeur_id: None,
        editeur: None,
        fiche: FicheCatalogue::default(),
        retire: false,
        revision: 1,
        cree_le: now,
        modifie_le: now,
        modifie_par: ctx.acteur.nom.clone(),
    };
    write(tx, &mut reference, saisie).await?;
    catalogue::insert(tx, &reference).await.map_err(taken)?;
    usages::bring(tx, genre, &reference.nom, reference.id).await?;
    let apres = json!({"nom": reference.nom, "genre": genre.code(), "fiche": reference.fiche});
    record(tx, ctx, "rgpd.catalogue.ajoute", &reference, (None, Some(apres))).await?;
    Ok(reference.id)
}

/// Writes a record again. `reference` is the one that was read.
pub async fn edit(tx: &mut Tx, ctx: Contexte<'_>, mut reference: Reference, saisie: Saisie) -> Geste<()> {
    let avant = json!({"nom": reference.nom, "retire": reference.retire, "fiche": reference.fiche});
    write(tx, &mut reference, saisie).await?;
    reference.modifie_le = ctx.clock.now();
    ctx.acteur.nom.clone_into(&mut reference.modifie_par);
    if !catalogue::save(tx, &reference).await.map_err(taken)? {
        return Err(GesteError::Conflict);
    }
    usages::bring(tx, reference.genre, &reference.nom, reference.id).await?;
    let apres = json!({"nom": reference.nom, "retire": reference.retire, "fiche": reference.fiche});
    record(tx, ctx, "rgpd.catalogue.modifie", &reference, (Some(avant), Some(apres))).await
}

/// Brings a name that members typed together with a record.
pub async fn bring(tx: &mut Tx, ctx: Contexte<'_>, id: CatalogueId, nom: &str) -> Geste<u64> {
    let reference = find(tx, id).await?;
    if kernel::fold(nom).is_empty() {
        return Err(Refus::FicheSansNom.into());
    }
    catalogue::call(tx, reference.genre, nom, id).await?;
    let changed = usages::bring(tx, reference.genre, nom, id).await?;
    record(tx, ctx, "rgpd.catalogue.rapproche", &reference, (None, Some(json!({"nom": nom.trim()})))).await?;
    Ok(changed)
}

/// Adds a document that the centre already keeps.
pub async fn join(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    id: CatalogueId,
    (document_id, libelle, valable_jusqu_au): (DocumentId, &str, Option<Date>),
) -> Geste<()> {
    let reference = find(tx, id).await?;
    if libelle.trim().is_empty() {
        return Err(Refus::PieceSansNom.into());
    }
    let piece = PieceCatalogue {
        id: Id::new(ctx.clock),
        document_id,
        libelle: libelle.trim().to_owned(),
        valable_jusqu_au,
        ajoutee_le: ctx.clock.now(),
        ajoutee_par: ctx.acteur.nom.clone(),
    };
    catalogue::add_piece(tx, id, &piece).await?;
    record(tx, ctx, "rgpd.catalogue.piece_ajoutee", &reference, (None, Some(json!({"document": piece.libelle})))).await
}

/// Takes a document away.
pub async fn unjoin(tx: &mut Tx, ctx: Contexte<'_>, id: CatalogueId, piece: Id<PieceCatalogue>) -> Geste<()> {
    let reference = find(tx, id).await?;
    let known = catalogue::pieces(tx, id).await?.into_iter().find(|p| p.id == piece).ok_or(GesteError::NotFound)?;
    catalogue::remove_piece(tx, id, piece).await?;
    documents::delete(tx, ctx.collectivite, known.document_id).await?;
    record(tx, ctx, "rgpd.catalogue.piece_retiree", &reference, (Some(json!({"document": known.libelle})), None)).await
}

pub async fn find(tx: &mut Tx, id: CatalogueId) -> Geste<Reference> {
    catalogue::find(tx, id).await?.ok_or(GesteError::NotFound)
}

async fn write(tx: &mut Tx, reference: &mut Reference, saisie: Saisie) -> Geste<()> {
    if kernel::fold(&saisie.nom).is_empty() {
        return Err(Refus::FicheSansNom.into());
    }
    saisie.fiche.check()?;
    saisie.nom.trim().clone_into(&mut reference.nom);
    (reference.fiche, reference.retire) = (saisie.fiche, saisie.retire);
    reference.editeur_id = saisie.editeur.filter(|_| reference.genre == GenreCatalogue::Logiciel);
    reference.editeur = match reference.editeur_id {
        None => None,
        Some(id) => {
            let known = catalogue::find(tx, id).await?.filter(|e| e.genre == GenreCatalogue::Organisme);
            Some(known.ok_or(Refus::EditeurInconnu)?.nom)
        }
    };
    Ok(())
}

fn taken(error: DbError) -> GesteError {
    match error {
        DbError::Unique(_) => Refus::FichePrise.into(),
        other => other.into(),
    }
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    reference: &Reference,
    (avant, apres): (Option<Value>, Option<Value>),
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "catalogue",
        objet_id: reference.id.uuid(),
        libelle: reference.nom.clone(),
        avant,
        apres,
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
