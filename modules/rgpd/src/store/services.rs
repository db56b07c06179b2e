//! The services of a collectivité, and who is limited to which.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, PersonneId, fold};

use crate::domain::{ServiceId, TraitementId};

const LIST: Sql =
    sql("SELECT s.id, s.nom, (SELECT COUNT(*) FROM rgpd_traitement t WHERE t.collectivite_id = s.collectivite_id \
     AND t.service_id = s.id) AS traitements FROM rgpd_service s WHERE s.collectivite_id = $1 ORDER BY s.nom_tri");
const INSERT: Sql = sql("INSERT INTO rgpd_service (collectivite_id, id, nom, nom_tri) VALUES ($1, $2, $3, $4)");
const RENAME: Sql = sql("UPDATE rgpd_service SET nom = $3, nom_tri = $4 WHERE collectivite_id = $1 AND id = $2");
const DELETE: Sql = sql("DELETE FROM rgpd_service WHERE collectivite_id = $1 AND id = $2");
const HABILITATIONS: Sql = sql("SELECT service_id, personne_id FROM rgpd_habilitation WHERE collectivite_id = $1");
const CLEAR: Sql = sql("DELETE FROM rgpd_habilitation WHERE collectivite_id = $1 AND personne_id = $2");
const ASSIGN: Sql = sql("INSERT INTO rgpd_habilitation (collectivite_id, service_id, personne_id) VALUES ($1, $2, $3)");
const OF_PERSONNE: Sql =
    sql("SELECT service_id AS value FROM rgpd_habilitation WHERE collectivite_id = $1 AND personne_id = $2");
const SHOWS: Sql = sql(
    "SELECT COUNT(*) AS value FROM rgpd_traitement t JOIN rgpd_habilitation h ON h.collectivite_id = t.collectivite_id \
     AND h.service_id = t.service_id WHERE t.collectivite_id = $1 AND t.id = $2 AND h.personne_id = $3",
);

/// A service, and how many traitements are its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: ServiceId,
    pub nom: String,
    pub traitements: u32,
}
db::row!(Service { id, nom, traitements });

/// Somebody assigned to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habilitation {
    pub service_id: ServiceId,
    pub personne_id: PersonneId,
}
db::row!(Habilitation { service_id, personne_id });

/// By name.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Service>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

/// Adds a service. Its name, whatever its accents, is unique in the collectivité.
pub async fn insert(tx: &mut Tx, collectivite: CollectiviteId, id: ServiceId, nom: &str) -> Result<(), DbError> {
    tx.run(INSERT, params![collectivite, id, nom, fold(nom)]).await.map(drop)
}

pub async fn rename(tx: &mut Tx, collectivite: CollectiviteId, id: ServiceId, nom: &str) -> Result<bool, DbError> {
    Ok(tx.run(RENAME, params![collectivite, id, nom, fold(nom)]).await? == 1)
}

/// Removes a service without traitements; the database refuses the others.
pub async fn delete(tx: &mut Tx, collectivite: CollectiviteId, id: ServiceId) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![collectivite, id]).await? == 1)
}

/// Who is assigned to what, in the collectivité.
pub async fn habilitations(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Habilitation>, DbError> {
    tx.list(HABILITATIONS, params![collectivite]).await
}

/// Gives a person these services and no others.
pub async fn assign(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    personne: PersonneId,
    services: &[ServiceId],
) -> Result<(), DbError> {
    tx.run(CLEAR, params![collectivite, personne]).await?;
    let rows = services.iter().map(|service| params![collectivite, *service, personne]);
    tx.insert_many(ASSIGN, rows.collect()).await.map(drop)
}

pub async fn of_personne(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    personne: PersonneId,
) -> Result<Vec<ServiceId>, DbError> {
    tx.values(OF_PERSONNE, params![collectivite, personne]).await
}

/// Whether the services of a person show this traitement.
pub async fn shows(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    id: TraitementId,
    personne: PersonneId,
) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(SHOWS, params![collectivite, id, personne]).await?.unwrap_or(0) > 0)
}
