//! Memberships, their single permissions and their portefeuilles.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id, PersonneId};
use time::Date;

use crate::{
    appartenances::{Appartenance, FicheAppartenance, PermissionPropre},
    domain::droits::{AppartenanceActive, Role},
};

const FIND: Sql = sql("SELECT a.id, a.personne, a.collectivite, a.role, a.fonction, a.depuis, a.jusqu_a,
    a.portefeuille_entier, c.nom AS collectivite_nom, c.genre AS collectivite_genre, p.prenom, p.nom, p.courriel
    FROM annuaire_appartenance a JOIN annuaire_collectivite c ON c.id = a.collectivite
    JOIN annuaire_personne p ON p.id = a.personne WHERE a.id = $1");
const OF_PERSONNE: Sql = sql("SELECT a.id, a.personne, a.collectivite, a.role, a.fonction, a.depuis, a.jusqu_a,
    a.portefeuille_entier, c.nom AS collectivite_nom, c.genre AS collectivite_genre, p.prenom, p.nom, p.courriel
    FROM annuaire_appartenance a JOIN annuaire_collectivite c ON c.id = a.collectivite
    JOIN annuaire_personne p ON p.id = a.personne WHERE a.personne = $1 ORDER BY c.nom_tri, a.depuis, a.id");
const IN_COLLECTIVITE: Sql = sql("SELECT a.id, a.personne, a.collectivite, a.role, a.fonction, a.depuis, a.jusqu_a,
    a.portefeuille_entier, c.nom AS collectivite_nom, c.genre AS collectivite_genre, p.prenom, p.nom, p.courriel
    FROM annuaire_appartenance a JOIN annuaire_collectivite c ON c.id = a.collectivite
    JOIN annuaire_personne p ON p.id = a.personne WHERE a.collectivite = $1 ORDER BY p.nom_tri, a.depuis, a.id");
const SAME: Sql = sql("SELECT COUNT(*) AS value FROM annuaire_appartenance
    WHERE personne = $1 AND collectivite = $2 AND role = $3 AND (jusqu_a IS NULL OR jusqu_a >= $4)");
const COUNT_ROLE: Sql = sql("SELECT COUNT(DISTINCT a.personne) AS value FROM annuaire_appartenance a
    JOIN annuaire_personne p ON p.id = a.personne
    WHERE a.role = $1 AND p.actif = TRUE AND a.personne <> $2 AND a.depuis <= $3
    AND (a.jusqu_a IS NULL OR a.jusqu_a >= $3)");
const INSERT: Sql = sql("INSERT INTO annuaire_appartenance
    (id, personne, collectivite, role, fonction, depuis, jusqu_a, portefeuille_entier, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const UPDATE: Sql = sql("UPDATE annuaire_appartenance SET role = $2, fonction = $3, depuis = $4, jusqu_a = $5,
    portefeuille_entier = $6 WHERE id = $1");
const END: Sql = sql("UPDATE annuaire_appartenance SET jusqu_a = $2 WHERE id = $1");
const PERMISSIONS: Sql =
    sql("SELECT permission, accordee FROM annuaire_permission WHERE appartenance = $1 ORDER BY permission");
const SET_PERMISSION: Sql =
    sql("INSERT INTO annuaire_permission (appartenance, permission, accordee) VALUES ($1, $2, $3)
    ON CONFLICT (appartenance, permission) DO UPDATE SET accordee = excluded.accordee");
const CLEAR_PERMISSION: Sql = sql("DELETE FROM annuaire_permission WHERE appartenance = $1 AND permission = $2");
const PORTEFEUILLE: Sql = sql("SELECT collectivite AS value FROM annuaire_portefeuille WHERE appartenance = $1
    ORDER BY collectivite");
const CLEAR_PORTEFEUILLE: Sql = sql("DELETE FROM annuaire_portefeuille WHERE appartenance = $1");
const ADD_PORTEFEUILLE: Sql = sql("INSERT INTO annuaire_portefeuille (appartenance, collectivite) VALUES ($1, $2)");

db::row!(PermissionPropre { permission, accordee });

pub(crate) async fn find(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Option<Appartenance>, DbError> {
    tx.find(FIND, params![id]).await
}

pub(crate) async fn of_personne(tx: &mut Tx, personne: PersonneId) -> Result<Vec<Appartenance>, DbError> {
    tx.list(OF_PERSONNE, params![personne]).await
}

pub(crate) async fn in_collectivite(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Appartenance>, DbError> {
    tx.list(IN_COLLECTIVITE, params![collectivite]).await
}

/// Whether the same rôle is held already, today or later.
pub(crate) async fn exists(
    tx: &mut Tx,
    today: Date,
    (personne, collectivite, role): (PersonneId, CollectiviteId, Role),
) -> Result<bool, DbError> {
    let count: Option<i64> = tx.value(SAME, params![personne, collectivite, role, today]).await?;
    Ok(count.unwrap_or(0) > 0)
}

/// How many active people other than this one hold a rôle today.
pub(crate) async fn count_others(tx: &mut Tx, role: Role, but: PersonneId, today: Date) -> Result<i64, DbError> {
    Ok(tx.value(COUNT_ROLE, params![role, but, today]).await?.unwrap_or(0))
}

pub(crate) async fn insert(
    tx: &mut Tx,
    clock: &Clock,
    id: Id<AppartenanceActive>,
    (personne, collectivite): (PersonneId, CollectiviteId),
    fiche: &FicheAppartenance,
) -> Result<(), DbError> {
    let values = params![
        id,
        personne,
        collectivite,
        fiche.role,
        &fiche.fonction,
        fiche.depuis,
        fiche.jusqu_a,
        fiche.portefeuille_entier,
        clock.now(),
    ];
    tx.run(INSERT, values).await.map(|_| ())
}

pub(crate) async fn update(tx: &mut Tx, id: Id<AppartenanceActive>, fiche: &FicheAppartenance) -> Result<(), DbError> {
    let values = params![id, fiche.role, &fiche.fonction, fiche.depuis, fiche.jusqu_a, fiche.portefeuille_entier];
    tx.run(UPDATE, values).await.map(|_| ())
}

pub(crate) async fn end(tx: &mut Tx, id: Id<AppartenanceActive>, jusqu_a: Date) -> Result<(), DbError> {
    tx.run(END, params![id, jusqu_a]).await.map(|_| ())
}

pub(crate) async fn permissions(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Vec<PermissionPropre>, DbError> {
    tx.list(PERMISSIONS, params![id]).await
}

/// `None` goes back to what the rôle says.
pub(crate) async fn set_permission(
    tx: &mut Tx,
    id: Id<AppartenanceActive>,
    permission: &str,
    accordee: Option<bool>,
) -> Result<(), DbError> {
    match accordee {
        Some(accordee) => tx.run(SET_PERMISSION, params![id, permission, accordee]).await.map(|_| ()),
        None => tx.run(CLEAR_PERMISSION, params![id, permission]).await.map(|_| ()),
    }
}

pub(crate) async fn portefeuille(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Vec<CollectiviteId>, DbError> {
    tx.values(PORTEFEUILLE, params![id]).await
}

pub(crate) async fn set_portefeuille(
    tx: &mut Tx,
    id: Id<AppartenanceActive>,
    collectivites: &[CollectiviteId],
) -> Result<(), DbError> {
    tx.run(CLEAR_PORTEFEUILLE, params![id]).await?;
    tx.insert_many(ADD_PORTEFEUILLE, collectivites.iter().map(|c| params![id, *c]).collect()).await.map(|_| ())
}
