//! The référents and other contacts of a collectivité.

use db::{DbError, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Id};
use serde_json::{Value, json};

use crate::{
    domain::{
        contact::{Contact, FicheContact},
        refus::{AnnuaireError, Result},
    },
    store::contact as store,
    trace::Trace,
};

pub async fn add(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    collectivite: CollectiviteId,
    fiche: FicheContact,
) -> Result<Contact> {
    let contact = Contact { id: Id::new(clock), collectivite, fiche };
    store::insert(tx, clock, &contact).await?;
    let trace = Trace::new("contact.ajoute", "contact", contact.id.uuid(), &contact.fiche.nom);
    trace.apres(fields(&contact.fiche)).write(tx, clock, acteur, collectivite).await?;
    Ok(contact)
}

pub async fn update(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (collectivite, id): (CollectiviteId, Id<Contact>),
    fiche: &FicheContact,
) -> Result<()> {
    let before = store::find(tx, collectivite, id).await?.ok_or(AnnuaireError::NotFound)?;
    store::update(tx, clock, collectivite, id, fiche).await?;
    let trace = Trace::new("contact.modifie", "contact", id.uuid(), &fiche.nom);
    trace.changed(fields(&before.fiche), fields(fiche)).write(tx, clock, acteur, collectivite).await?;
    Ok(())
}

pub async fn remove(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (collectivite, id): (CollectiviteId, Id<Contact>),
) -> Result<()> {
    let before = store::find(tx, collectivite, id).await?.ok_or(AnnuaireError::NotFound)?;
    store::delete(tx, collectivite, id).await?;
    let trace = Trace::new("contact.retire", "contact", id.uuid(), &before.fiche.nom);
    trace.changed(fields(&before.fiche), json!({})).write(tx, clock, acteur, collectivite).await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Contact>) -> Result<Option<Contact>, DbError> {
    store::find(tx, collectivite, id).await
}

/// The contacts of some collectivités, in one statement.
pub async fn list(tx: &mut Tx, collectivites: &[CollectiviteId]) -> Result<Vec<Contact>, DbError> {
    store::list(tx, collectivites).await
}

fn fields(fiche: &FicheContact) -> Value {
    json!({"fonction": fiche.fonction.libelle(), "nom": fiche.nom,
        "courriel": fiche.courriel.as_ref().map(ToString::to_string), "telephone": fiche.telephone, "note": fiche.note})
}
