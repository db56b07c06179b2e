//! Who uses what: the tools and the sous-traitants of each traitement, by name, with their record of the catalogue.

use std::collections::{HashMap, HashSet};

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, fold};

use super::catalogue;
use crate::domain::{CatalogueId, GenreCatalogue, Traitement, TraitementId};

const CLEAR: Sql = sql("DELETE FROM rgpd_usage WHERE collectivite_id = $1 AND traitement_id = $2");
const INSERT: Sql = sql("INSERT INTO rgpd_usage (collectivite_id, traitement_id, genre, nom, nom_tri, catalogue_id) \
     VALUES ($1, $2, $3, $4, $5, $6)");
const OF_TRAITEMENT: Sql = sql("SELECT genre, nom, catalogue_id FROM rgpd_usage WHERE collectivite_id = $1 \
     AND traitement_id = $2 AND catalogue_id IS NOT NULL ORDER BY genre, nom_tri");
const USERS: Sql = sql("SELECT u.collectivite_id, u.traitement_id, t.nom FROM rgpd_usage u JOIN rgpd_traitement t \
     ON t.collectivite_id = u.collectivite_id AND t.id = u.traitement_id WHERE u.catalogue_id = $1 AND t.etat <> 'archive' \
     ORDER BY u.collectivite_id, t.nom_tri LIMIT 5000");
const ORPHANS: Sql = sql("SELECT genre, MIN(nom) AS nom, nom_tri, COUNT(DISTINCT collectivite_id) AS membres \
     FROM rgpd_usage WHERE catalogue_id IS NULL GROUP BY genre, nom_tri ORDER BY membres DESC, nom_tri LIMIT 200");
const BRING: Sql = sql("UPDATE rgpd_usage SET catalogue_id = $3 WHERE genre = $1 AND nom_tri = $2");

/// A thing that a traitement uses, and that the catalogue knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    pub genre: GenreCatalogue,
    pub nom: String,
    pub catalogue_id: CatalogueId,
}
db::row!(Usage { genre, nom, catalogue_id });

/// A traitement that uses a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utilisateur {
    pub collectivite_id: CollectiviteId,
    pub traitement_id: TraitementId,
    pub nom: String,
}
db::row!(Utilisateur { collectivite_id, traitement_id, nom });

/// A name that leads to no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphelin {
    pub genre: GenreCatalogue,
    pub nom: String,
    pub nom_tri: String,
    pub membres: u32,
}
db::row!(Orphelin { genre, nom, nom_tri, membres });

/// Writes what new traitements use.
pub(super) async fn add(tx: &mut Tx, traitements: &[Traitement]) -> Result<(), DbError> {
    let used: Vec<(&Traitement, GenreCatalogue, &str, String)> = traitements.iter().flat_map(used).collect();
    let names: HashSet<&String> = used.iter().map(|(_, _, _, folded)| folded).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let known: HashMap<(GenreCatalogue, String), CatalogueId> = catalogue::called(tx, &names)
        .await?
        .into_iter()
        .map(|appel| ((appel.genre, appel.nom_tri), appel.catalogue_id))
        .collect();
    let rows = used.into_iter().map(|(t, genre, nom, folded)| {
        let record = known.get(&(genre, folded.clone())).copied();
        params![t.collectivite, t.id, genre, nom, folded, record]
    });
    tx.insert_many(INSERT, rows.collect()).await.map(drop)
}

/// Writes anew what a traitement uses.
pub(super) async fn replace(tx: &mut Tx, t: &Traitement) -> Result<(), DbError> {
    tx.run(CLEAR, params![t.collectivite, t.id]).await?;
    add(tx, std::slice::from_ref(t)).await
}

/// Each name once.
fn used(t: &Traitement) -> Vec<(&Traitement, GenreCatalogue, &str, String)> {
    let tools = t.contenu.outils.iter().map(|o| (GenreCatalogue::Logiciel, o.nom.as_str()));
    let processors = t.contenu.sous_traitants.iter().map(|s| (GenreCatalogue::Organisme, s.nom.as_str()));
    let mut seen = HashSet::new();
    tools
        .chain(processors)
        .map(|(genre, nom)| (t, genre, nom.trim(), fold(nom)))
        .filter(|(_, genre, _, folded)| !folded.is_empty() && seen.insert((*genre, folded.clone())))
        .collect()
}

/// What a traitement uses that the catalogue knows.
pub async fn of_traitement(tx: &mut Tx, collectivite: CollectiviteId, id: TraitementId) -> Result<Vec<Usage>, DbError> {
    tx.list(OF_TRAITEMENT, params![collectivite, id]).await
}

/// The traitements that use a record, in every collectivité that the perimeter shows.
pub async fn users(tx: &mut Tx, id: CatalogueId) -> Result<Vec<Utilisateur>, DbError> {
    tx.list(USERS, params![id]).await
}

/// The names that lead to no record, the most used first.
pub async fn orphans(tx: &mut Tx) -> Result<Vec<Orphelin>, DbError> {
    tx.list(ORPHANS, params![]).await
}

/// Whoever uses this name uses this record.
pub async fn bring(tx: &mut Tx, genre: GenreCatalogue, nom: &str, id: CatalogueId) -> Result<u64, DbError> {
    tx.run(BRING, params![genre, fold(nom), id]).await
}
