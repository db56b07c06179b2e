//! The actes: the row on which one works, and the lists.

use std::collections::HashMap;

use db::{
    DbError, Filter, FromRow, Genre, IntoValue as _, ListAfter, ListPage, ListRequest, ListSql, Row, Sort, Sql, Tx,
    Value, params, sql,
};
use kernel::{CollectiviteId, Id, Instant, PersonneId, fold};
use time::Date;

use crate::domain::{Acte, ActeId, Canal, EtatActe, FicheActe, LotId, NatureActe, Regard};

const INSERT: Sql = sql(
    "INSERT INTO actes_acte (collectivite_id, id, etat, nature, numero, decision_le, objet, objet_tri, recherche, matiere, \
     papier, precedent, id_acte, canal, transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, \
     groupe_id, revision, cree_le, cree_par, cree_par_nom, modifie_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
     $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) ON CONFLICT (collectivite_id, id) DO NOTHING",
);
const UPDATE: Sql = sql(
    "UPDATE actes_acte SET etat = $3, nature = $4, numero = $5, decision_le = $6, objet = $7, objet_tri = $8, recherche = $9, \
     matiere = $10, papier = $11, precedent = $12, id_acte = $13, canal = $14, transmis_le = $15, recu_le = $16, \
     affiche_le = $17, publie_le = $18, retire_le = $19, motif = $20, a_repondre = $21, revision = $22 + 1, \
     modifie_le = $23, groupe_id = $24 WHERE collectivite_id = $1 AND id = $2 AND revision = $22",
);
const FIND: Sql = sql(
    "SELECT collectivite_id, id, etat, nature, numero, decision_le, objet, matiere, papier, precedent, id_acte, canal, \
     transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, groupe_id, revision, cree_le, cree_par, cree_par_nom, \
     modifie_le FROM actes_acte WHERE collectivite_id = $1 AND id = $2",
);
const FIND_BY_ID_ACTE: Sql =
    sql("SELECT id AS value FROM actes_acte WHERE collectivite_id = $1 AND canal = $2 AND id_acte = $3");
const BY_KEY: Sql =
    sql("SELECT id AS value FROM actes_acte WHERE collectivite_id = $1 AND numero = $2 AND nature = $3 \
     AND decision_le = $4 AND id <> $5 AND (canal IS NULL OR canal = $6) LIMIT 1");
const BY_CLE: Sql =
    sql("SELECT id AS value FROM actes_acte WHERE collectivite_id = $1 AND numero = $2 AND decision_le = $3 \
     AND canal = $4 ORDER BY id DESC LIMIT 1");
const OBJETS: Sql = sql(
    "SELECT a.id, a.objet FROM actes_acte a WHERE a.collectivite_id = $1 AND (a.groupe_id IS NULL OR $2 \
     OR a.groupe_id IN (SELECT m.groupe_id FROM actes_groupe_membre m WHERE m.collectivite_id = $1 AND m.personne_id = $3)) \
     AND a.id IN ($*)",
);
const LAST_NUMBER: Sql =
    sql("SELECT numero AS value FROM actes_acte WHERE collectivite_id = $1 AND nature = $2 AND numero <> '' \
     AND (canal IS NULL OR canal = $3) ORDER BY id DESC LIMIT 1");
const COUNTS: Sql = sql("SELECT etat, COUNT(*) AS combien FROM actes_acte WHERE collectivite_id = $1 GROUP BY etat");
const TO_ANSWER: Sql = sql("SELECT COUNT(*) AS value FROM actes_acte WHERE collectivite_id = $1 AND a_repondre > 0");
const DELETE: Sql = sql("DELETE FROM actes_acte WHERE collectivite_id = $1 AND id = $2 AND id_acte IS NULL");
const PUBLIC: Sql = sql(
    "SELECT collectivite_id, id, etat, nature, numero, decision_le, objet, matiere, papier, precedent, id_acte, canal, \
     transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, groupe_id, revision, cree_le, cree_par, cree_par_nom, \
     modifie_le FROM actes_acte WHERE collectivite_id = $1 AND publie_le IS NOT NULL AND retire_le IS NULL \
     AND etat IN ('recu', 'annulation_demandee') AND nature IN ('1', '2') AND canal = $2 ORDER BY publie_le DESC, id DESC",
);
const SANS_REPONSE: Sql = sql(
    "SELECT collectivite_id, id, etat, nature, numero, decision_le, objet, matiere, papier, precedent, \
     id_acte, canal, transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, groupe_id, revision, cree_le, cree_par, \
     cree_par_nom, modifie_le FROM actes_acte WHERE etat = 'transmis' AND transmis_le < $1 ORDER BY transmis_le LIMIT 500",
);

const AT_SCHOOL: Sql = sql(
    "SELECT collectivite_id, id, etat, nature, numero, decision_le, objet, matiere, papier, precedent, \
     id_acte, canal, transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, groupe_id, revision, cree_le, cree_par, \
     cree_par_nom, modifie_le FROM actes_acte a WHERE a.transmis_le IS NOT NULL AND a.canal = 'ecole' \
     ORDER BY a.transmis_le DESC, a.id DESC LIMIT 100",
);

const OF_LOT: Sql = sql(
    "SELECT collectivite_id, id, etat, nature, numero, decision_le, objet, matiere, papier, precedent, \
     id_acte, canal, transmis_le, recu_le, affiche_le, publie_le, retire_le, motif, a_repondre, lot_id, groupe_id, revision, cree_le, \
     cree_par, cree_par_nom, modifie_le FROM actes_acte WHERE collectivite_id = $1 AND (groupe_id IS NULL OR $2 OR groupe_id IN \
     (SELECT m.groupe_id FROM actes_groupe_membre m WHERE m.collectivite_id = $1 AND m.personne_id = $3)) \
     AND lot_id = $4 ORDER BY numero, id",
);
const OPEN_LOTS: Sql =
    sql("SELECT lot_id, MIN(cree_le) AS depose_le, COUNT(*) AS combien FROM actes_acte WHERE collectivite_id = $1 \
     AND (groupe_id IS NULL OR $2 OR groupe_id IN \
     (SELECT m.groupe_id FROM actes_groupe_membre m WHERE m.collectivite_id = $1 AND m.personne_id = $3)) \
     AND lot_id IS NOT NULL AND etat IN ('brouillon', 'pret', 'refuse') GROUP BY lot_id ORDER BY 2 DESC LIMIT 20");

const FILTERS: &[Filter] = &[
    Filter { name: "q", clause: "a.recherche LIKE {}", genre: Genre::Mots },
    Filter { name: "etat", clause: "a.etat = {}", genre: Genre::Texte },
    Filter { name: "nature", clause: "a.nature = {}", genre: Genre::Texte },
    Filter { name: "matiere", clause: "a.matiere = {}", genre: Genre::Texte },
    Filter { name: "du", clause: "a.decision_le >= {}", genre: Genre::Date },
    Filter { name: "au", clause: "a.decision_le <= {}", genre: Genre::Date },
    Filter { name: "a_repondre", clause: "a.a_repondre > 0", genre: Genre::Present },
    Filter { name: "publie", clause: "a.publie_le IS NOT NULL AND a.retire_le IS NULL", genre: Genre::Present },
];
const SORTS: &[Sort] = &[
    Sort { name: "decision", expression: "COALESCE(a.decision_le, '9999-12-31')" },
    Sort { name: "objet", expression: "a.objet_tri" },
    Sort { name: "numero", expression: "a.numero" },
    Sort { name: "etat", expression: "a.etat" },
];

/// The actes of a collectivité.
pub const LIST: ListSql = ListSql {
    columns: "a.collectivite_id, a.id, a.etat, a.nature, a.numero, a.decision_le, a.objet, a.matiere, a.id_acte, \
              a.transmis_le, a.recu_le, a.publie_le, a.retire_le, a.a_repondre, a.cree_par_nom, a.motif",
    from: "FROM actes_acte a WHERE a.collectivite_id = $1 AND (a.groupe_id IS NULL OR $2 OR a.groupe_id IN \
           (SELECT m.groupe_id FROM actes_groupe_membre m WHERE m.collectivite_id = $1 AND m.personne_id = $3))",
    fixed: 3,
    filters: FILTERS,
    sorts: SORTS,
    key: "a.id",
};

struct Nomme {
    id: ActeId,
    objet: String,
}
db::row!(Nomme { id, objet });

/// An acte as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneActe {
    pub collectivite_id: CollectiviteId,
    pub id: ActeId,
    pub etat: EtatActe,
    pub nature: NatureActe,
    pub numero: String,
    pub decision_le: Option<Date>,
    pub objet: String,
    pub matiere: String,
    pub id_acte: Option<String>,
    pub transmis_le: Option<Instant>,
    pub recu_le: Option<Date>,
    pub publie_le: Option<Instant>,
    pub retire_le: Option<Instant>,
    pub a_repondre: u32,
    pub cree_par_nom: String,
    pub motif: String,
}
db::row!(LigneActe {
    collectivite_id,
    id,
    etat,
    nature,
    numero,
    decision_le,
    objet,
    matiere,
    id_acte,
    transmis_le,
    recu_le,
    publie_le,
    retire_le,
    a_repondre,
    cree_par_nom,
    motif
});

/// A lot of which something has not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotOuvert {
    pub lot_id: LotId,
    pub depose_le: Instant,
    /// Actes that have not left.
    pub combien: u32,
}
db::row!(LotOuvert { lot_id, depose_le, combien });

/// How many actes are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compte {
    pub etat: EtatActe,
    pub combien: u32,
}
db::row!(Compte { etat, combien });

impl FromRow for Acte {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            fiche: FicheActe {
                nature: row.get("nature")?,
                numero: row.get("numero")?,
                decision_le: row.get("decision_le")?,
                objet: row.get("objet")?,
                matiere: row.get("matiere")?,
                papier: row.get("papier")?,
                precedent: row.get("precedent")?,
            },
            etat: row.get("etat")?,
            id_acte: row.get("id_acte")?,
            canal: row.get("canal")?,
            transmis_le: row.get("transmis_le")?,
            recu_le: row.get("recu_le")?,
            affiche_le: row.get("affiche_le")?,
            publie_le: row.get("publie_le")?,
            retire_le: row.get("retire_le")?,
            motif: row.get("motif")?,
            a_repondre: row.get("a_repondre")?,
            lot: row.get("lot_id")?,
            groupe: row.get("groupe_id")?,
            revision: row.get("revision")?,
            cree_le: row.get("cree_le")?,
            cree_par: row.get("cree_par")?,
            cree_par_nom: row.get("cree_par_nom")?,
            modifie_le: row.get("modifie_le")?,
        })
    }
}

/// From the identity to `a_repondre`; `matiere`: the words of the matière, for the search.
fn columns(a: &Acte, matiere: &str) -> Vec<Value> {
    let f = &a.fiche;
    params![
        a.collectivite_id,
        a.id,
        a.etat,
        f.nature,
        &f.numero,
        f.decision_le,
        &f.objet,
        fold(&f.objet),
        f.recherche(matiere),
        &f.matiere,
        f.papier,
        &f.precedent,
        a.id_acte.as_deref(),
        a.canal,
        a.transmis_le,
        a.recu_le,
        a.affiche_le,
        a.publie_le,
        a.retire_le,
        &a.motif,
        a.a_repondre,
    ]
}

/// Keeps a new acte; false when it was kept already.
pub async fn insert(tx: &mut Tx, a: &Acte, matiere: &str) -> Result<bool, DbError> {
    insert_many(tx, std::slice::from_ref(a), matiere).await.map(|written| written == 1)
}

/// Keeps many, with few statements; gives how many were new.
pub async fn insert_many(tx: &mut Tx, actes: &[Acte], matiere: &str) -> Result<u64, DbError> {
    let row = |a: &Acte| {
        let mut values = columns(a, matiere);
        values.extend(params![a.lot, a.groupe, a.revision, a.cree_le, a.cree_par, &a.cree_par_nom, a.modifie_le]);
        values
    };
    tx.insert_many(INSERT, actes.iter().map(row).collect()).await
}

/// Keeps what was changed since it was read; false when somebody else changed it meanwhile.
pub async fn save(tx: &mut Tx, a: &Acte, matiere: &str) -> Result<bool, DbError> {
    let mut values = columns(a, matiere);
    values.extend(params![a.revision, a.modifie_le, a.groupe]);
    Ok(tx.run(UPDATE, values).await? == 1)
}

/// Forgets an acte that never left.
pub async fn delete(tx: &mut Tx, whose: CollectiviteId, id: ActeId) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![whose, id]).await? == 1)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: ActeId) -> Result<Option<Acte>, DbError> {
    tx.find(FIND, params![whose, id]).await
}

/// The acte of this identity on this road: an exercise may bear the number of a true one.
pub async fn find_by_id_acte(
    tx: &mut Tx,
    whose: CollectiviteId,
    (canal, id_acte): (Canal, &str),
) -> Result<Option<ActeId>, DbError> {
    tx.value(FIND_BY_ID_ACTE, params![whose, canal, id_acte]).await
}

/// The latest sent under this number and of this day: by which an anomaly without identity is understood.
pub async fn find_by_cle(
    tx: &mut Tx,
    whose: CollectiviteId,
    (canal, numero, decision_le): (Canal, &str, Date),
) -> Result<Option<ActeId>, DbError> {
    tx.value(BY_CLE, params![whose, numero, decision_le, canal]).await
}

/// Another acte of the same number, nature and day, sent by this road or not yet sent.
pub async fn find_twin(tx: &mut Tx, a: &Acte, canal: Canal) -> Result<Option<ActeId>, DbError> {
    let f = &a.fiche;
    tx.value(BY_KEY, params![a.collectivite_id, &f.numero, f.nature, f.decision_le, a.id, canal]).await
}

/// The number last given to an acte of this nature, those of the other road apart.
pub async fn last_number(
    tx: &mut Tx,
    whose: CollectiviteId,
    (nature, canal): (NatureActe, Canal),
) -> Result<Option<String>, DbError> {
    tx.value(LAST_NUMBER, params![whose, nature, canal]).await
}

pub async fn counts(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Compte>, DbError> {
    tx.list(COUNTS, params![whose]).await
}

/// What everybody may read, the latest first, of those that went by this road: no exercise stays once actes really leave.
pub async fn list_public(tx: &mut Tx, whose: CollectiviteId, canal: Canal) -> Result<Vec<Acte>, DbError> {
    tx.list(PUBLIC, params![whose, canal]).await
}

/// Those sent before this instant to which the préfecture has not answered, of every collectivité.
pub async fn list_sans_reponse(tx: &mut Tx, before: Instant) -> Result<Vec<Acte>, DbError> {
    tx.list(SANS_REPONSE, params![before]).await
}

/// What a list is fixed to: whose actes, and whose eyes.
fn seen(whose: CollectiviteId, regard: Regard) -> Vec<Value> {
    match regard {
        Regard::Tout => params![whose, true, None::<PersonneId>],
        Regard::De(personne) => params![whose, false, Some(personne)],
    }
}

pub async fn page(
    tx: &mut Tx,
    (whose, regard): (CollectiviteId, Regard),
    request: &ListRequest,
) -> Result<ListPage<LigneActe>, DbError> {
    LIST.page(tx, seen(whose, regard), request).await
}

/// The whole of what `page` would show, for an export.
pub async fn export(
    tx: &mut Tx,
    (whose, regard): (CollectiviteId, Regard),
    request: &ListRequest,
    most: u32,
) -> Result<Vec<LigneActe>, DbError> {
    LIST.all(tx, seen(whose, regard), request, most).await
}

/// What follows a row, for the API.
pub async fn after(
    tx: &mut Tx,
    (whose, regard): (CollectiviteId, Regard),
    request: &ListRequest,
    after: Option<Id<()>>,
) -> Result<ListAfter<LigneActe>, DbError> {
    LIST.after(tx, seen(whose, regard), request, after).await
}

/// The actes of a lot, in the order of their numbers.
pub async fn list_of_lot(
    tx: &mut Tx,
    (whose, regard): (CollectiviteId, Regard),
    lot: LotId,
) -> Result<Vec<Acte>, DbError> {
    let mut values = seen(whose, regard);
    values.push(lot.into_value());
    tx.list(OF_LOT, values).await
}

/// The lots of which something that these eyes see has not left, the latest first.
pub async fn list_open_lots(tx: &mut Tx, (whose, regard): (CollectiviteId, Regard)) -> Result<Vec<LotOuvert>, DbError> {
    tx.list(OPEN_LOTS, seen(whose, regard)).await
}

/// How many actes have a letter that waits for an answer.
pub async fn count_to_answer(tx: &mut Tx, whose: CollectiviteId) -> Result<u32, DbError> {
    Ok(tx.value(TO_ANSWER, params![whose]).await?.unwrap_or(0))
}

/// The objets of these actes, by id; those that these eyes see.
pub async fn objets(
    tx: &mut Tx,
    (whose, regard): (CollectiviteId, Regard),
    ids: impl IntoIterator<Item = ActeId>,
) -> Result<HashMap<ActeId, String>, DbError> {
    let rows: Vec<Nomme> = tx.list_in(OBJETS, seen(whose, regard), ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.objet)).collect())
}

/// The latest that the school received, of every collectivité.
pub async fn list_at_school(tx: &mut Tx) -> Result<Vec<Acte>, DbError> {
    tx.list(AT_SCHOOL, params![]).await
}
