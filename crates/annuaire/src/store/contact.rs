//! Contacts of collectivités.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id};

use crate::domain::contact::{Contact, FicheContact};

const FIND: Sql = sql("SELECT id, collectivite, fonction, nom, courriel, telephone, note FROM annuaire_contact
    WHERE collectivite = $1 AND id = $2");
const LIST: Sql = sql("SELECT id, collectivite, fonction, nom, courriel, telephone, note FROM annuaire_contact
    WHERE collectivite IN ($*) ORDER BY fonction, nom, id");
const INSERT: Sql = sql("INSERT INTO annuaire_contact
    (id, collectivite, fonction, nom, courriel, telephone, note, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const UPDATE: Sql =
    sql("UPDATE annuaire_contact SET fonction = $3, nom = $4, courriel = $5, telephone = $6, note = $7,
    updated_at = $8 WHERE collectivite = $1 AND id = $2");
const DELETE: Sql = sql("DELETE FROM annuaire_contact WHERE collectivite = $1 AND id = $2");

pub(crate) async fn find(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    id: Id<Contact>,
) -> Result<Option<Contact>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

pub(crate) async fn list(tx: &mut Tx, collectivites: &[CollectiviteId]) -> Result<Vec<Contact>, DbError> {
    tx.list_in(LIST, params![], collectivites.iter().copied()).await
}

pub(crate) async fn insert(tx: &mut Tx, clock: &Clock, contact: &Contact) -> Result<(), DbError> {
    let (fiche, now) = (&contact.fiche, clock.now());
    let values = params![
        contact.id,
        contact.collectivite,
        fiche.fonction,
        &fiche.nom,
        fiche.courriel.clone(),
        fiche.telephone.clone(),
        &fiche.note,
        now,
        now,
    ];
    tx.run(INSERT, values).await.map(|_| ())
}

pub(crate) async fn update(
    tx: &mut Tx,
    clock: &Clock,
    collectivite: CollectiviteId,
    id: Id<Contact>,
    fiche: &FicheContact,
) -> Result<(), DbError> {
    let values = params![
        collectivite,
        id,
        fiche.fonction,
        &fiche.nom,
        fiche.courriel.clone(),
        fiche.telephone.clone(),
        &fiche.note,
        clock.now(),
    ];
    tx.run(UPDATE, values).await.map(|_| ())
}

pub(crate) async fn delete(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Contact>) -> Result<(), DbError> {
    tx.run(DELETE, params![collectivite, id]).await.map(|_| ())
}
