//! The groups of people who see some actes alone.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, PersonneId};

use crate::domain::{Groupe, GroupeId};

const INSERT: Sql = sql("INSERT INTO actes_groupe (collectivite_id, id, nom) VALUES ($1, $2, $3)");
const RENAME: Sql = sql("UPDATE actes_groupe SET nom = $3 WHERE collectivite_id = $1 AND id = $2");
const DELETE: Sql = sql("DELETE FROM actes_groupe WHERE collectivite_id = $1 AND id = $2 AND NOT EXISTS \
     (SELECT 1 FROM actes_acte a WHERE a.collectivite_id = $1 AND a.groupe_id = $2)");
const LIST: Sql = sql("SELECT id, nom FROM actes_groupe WHERE collectivite_id = $1 ORDER BY nom, id");
const MEMBERS: Sql =
    sql("SELECT groupe_id, personne_id FROM actes_groupe_membre WHERE collectivite_id = $1 ORDER BY personne_id");
const CLEAR: Sql = sql("DELETE FROM actes_groupe_membre WHERE collectivite_id = $1 AND groupe_id = $2");
const ADD: Sql = sql("INSERT INTO actes_groupe_membre (collectivite_id, groupe_id, personne_id) VALUES ($1, $2, $3)");
const HOLDS: Sql = sql("SELECT COUNT(*) AS value FROM actes_groupe_membre WHERE collectivite_id = $1 \
     AND groupe_id = $2 AND personne_id = $3");

struct Nomme {
    id: GroupeId,
    nom: String,
}
db::row!(Nomme { id, nom });

struct Membre {
    groupe_id: GroupeId,
    personne_id: PersonneId,
}
db::row!(Membre { groupe_id, personne_id });

pub async fn list(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Groupe>, DbError> {
    let named: Vec<Nomme> = tx.list(LIST, params![whose]).await?;
    let members: Vec<Membre> = tx.list(MEMBERS, params![whose]).await?;
    let of = |id| members.iter().filter(|m| m.groupe_id == id).map(|m| m.personne_id).collect();
    Ok(named.into_iter().map(|g| Groupe { id: g.id, membres: of(g.id), nom: g.nom }).collect())
}

pub async fn insert(tx: &mut Tx, whose: CollectiviteId, groupe: &Groupe) -> Result<(), DbError> {
    tx.run(INSERT, params![whose, groupe.id, &groupe.nom]).await?;
    set_members(tx, whose, groupe).await
}

/// Its name and its members; false when it is no longer there.
pub async fn save(tx: &mut Tx, whose: CollectiviteId, groupe: &Groupe) -> Result<bool, DbError> {
    if tx.run(RENAME, params![whose, groupe.id, &groupe.nom]).await? == 0 {
        return Ok(false);
    }
    set_members(tx, whose, groupe).await.map(|()| true)
}

async fn set_members(tx: &mut Tx, whose: CollectiviteId, groupe: &Groupe) -> Result<(), DbError> {
    tx.run(CLEAR, params![whose, groupe.id]).await?;
    let rows = groupe.membres.iter().map(|personne| params![whose, groupe.id, *personne]).collect();
    tx.insert_many(ADD, rows).await.map(drop)
}

/// Forgets a group that no acte has; false otherwise.
pub async fn delete(tx: &mut Tx, whose: CollectiviteId, id: GroupeId) -> Result<bool, DbError> {
    if tx.run(DELETE, params![whose, id]).await? == 0 {
        return Ok(false);
    }
    tx.run(CLEAR, params![whose, id]).await.map(|_| true)
}

/// Whether this person is of the group.
pub async fn holds(
    tx: &mut Tx,
    whose: CollectiviteId,
    (groupe, personne): (GroupeId, PersonneId),
) -> Result<bool, DbError> {
    Ok(tx.value::<u32>(HOLDS, params![whose, groupe, personne]).await?.unwrap_or(0) > 0)
}
