//! The censuses and their postes.

use std::collections::HashMap;

use db::{DbError, Filter, FromRow, Genre, ListPage, ListRequest, ListSql, Row, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Exercice, GenreCollectivite, Siren};
use time::Date;

use super::Annee;
use crate::domain::{NiveauPoste, PosteRecense, Recensement};

const OF: Sql = sql(
    "SELECT collectivite_id, annee, signee_le FROM conventions_recensement WHERE collectivite_id = $1 ORDER BY annee",
);
const ALL: Sql = sql("SELECT collectivite_id, annee, signee_le FROM conventions_recensement ORDER BY annee");
const POSTES_OF: Sql =
    sql("SELECT collectivite_id, annee, nom, niveau FROM conventions_poste WHERE collectivite_id = $1 ORDER BY rang");
const POSTES: Sql = sql("SELECT collectivite_id, annee, nom, niveau FROM conventions_poste ORDER BY rang");
const SAVE: Sql = sql("INSERT INTO conventions_recensement (collectivite_id, annee, signee_le) VALUES ($1, $2, $3) \
     ON CONFLICT (collectivite_id, annee) DO UPDATE SET signee_le = excluded.signee_le \
     WHERE conventions_recensement.signee_le IS NULL");
const CLEAR: Sql = sql("DELETE FROM conventions_poste WHERE collectivite_id = $1 AND annee = $2");
const INSERT_POSTE: Sql =
    sql("INSERT INTO conventions_poste (collectivite_id, annee, rang, nom, niveau) VALUES ($1, $2, $3, $4, $5)");

// Whoever has a poste under assistance owes an annex.
const COUNT: Sql =
    sql("SELECT CAST(COALESCE(SUM(CASE WHEN r.signee_le IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS signees, \
     COUNT(*) AS attendues \
     FROM conventions_membre m \
     LEFT JOIN conventions_recensement r ON r.collectivite_id = m.collectivite_id AND r.annee = $1 \
     WHERE EXISTS (SELECT 1 FROM conventions_abonnement a WHERE a.collectivite_id = m.collectivite_id \
     AND a.service IN ('N1', 'N2', 'N3') AND a.depuis <= $1 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $1))");

/// The annexes that a year awaits: of whoever has a poste under assistance.
pub const LIST: ListSql = ListSql {
    columns: "m.collectivite_id, m.siren, m.nom, m.genre, r.annee, r.signee_le",
    from: "FROM conventions_membre m \
           LEFT JOIN conventions_recensement r ON r.collectivite_id = m.collectivite_id AND r.annee = $1 \
           WHERE EXISTS (SELECT 1 FROM conventions_abonnement a WHERE a.collectivite_id = m.collectivite_id \
           AND a.service IN ('N1', 'N2', 'N3') AND a.depuis <= $1 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $1))",
    fixed: 1,
    filters: &[
        Filter { name: "q", clause: "m.nom_tri LIKE {}", genre: Genre::Mots },
        Filter { name: "signature", clause: "r.signee_le IS NULL", genre: Genre::Present },
    ],
    sorts: &[Sort { name: "nom", expression: "m.nom_tri" }],
    key: "m.collectivite_id",
};

/// Where the annex of a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suivi {
    pub collectivite: CollectiviteId,
    pub siren: Siren,
    pub nom: String,
    pub genre: GenreCollectivite,
    pub commencee: bool,
    pub signee_le: Option<Date>,
}

impl FromRow for Suivi {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            collectivite: row.get("collectivite_id")?,
            siren: row.get("siren")?,
            nom: row.get("nom")?,
            genre: row.get("genre")?,
            commencee: row.get::<Option<Annee>>("annee")?.is_some(),
            signee_le: row.get("signee_le")?,
        })
    }
}

struct Compte {
    signees: u32,
    attendues: u32,
}
db::row!(Compte { signees, attendues });

struct Head {
    collectivite_id: CollectiviteId,
    annee: Annee,
    signee_le: Option<Date>,
}
db::row!(Head { collectivite_id, annee, signee_le });

/// Whose it is, the year of the census, and the poste.
struct Poste(CollectiviteId, Exercice, PosteRecense);

impl FromRow for Poste {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let poste = PosteRecense { nom: row.get("nom")?, niveau: row.get::<NiveauPoste>("niveau")? };
        Ok(Self(row.get("collectivite_id")?, row.get::<Annee>("annee")?.0, poste))
    }
}

/// A page of the annexes that a year awaits.
pub async fn page(tx: &mut Tx, annee: Exercice, request: &ListRequest) -> Result<ListPage<Suivi>, DbError> {
    LIST.page(tx, params![annee.annee()], request).await
}

/// Whoever has not signed the annex of a year.
pub async fn list_unsigned(tx: &mut Tx, annee: Exercice, limit: u32) -> Result<Vec<Suivi>, DbError> {
    let filters = vec![("signature".to_owned(), "oui".to_owned())];
    let request = ListRequest { filters, sort: Some("nom".to_owned()), ..ListRequest::default() };
    LIST.all(tx, params![annee.annee()], &request, limit).await
}

/// How many annexes of a year are signed, of how many awaited.
pub async fn count(tx: &mut Tx, annee: Exercice) -> Result<(u32, u32), DbError> {
    let found: Option<Compte> = tx.find(COUNT, params![annee.annee()]).await?;
    Ok(found.map_or((0, 0), |compte| (compte.signees, compte.attendues)))
}

/// The censuses of a collectivité, by year.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Recensement>, DbError> {
    let heads = tx.list(OF, params![collectivite]).await?;
    let postes = tx.list(POSTES_OF, params![collectivite]).await?;
    Ok(gathered(heads, postes).remove(&collectivite).unwrap_or_default())
}

/// Those of every collectivité of the perimeter, by collectivité then by year.
pub async fn list_all(tx: &mut Tx) -> Result<HashMap<CollectiviteId, Vec<Recensement>>, DbError> {
    let heads = tx.list(ALL, params![]).await?;
    Ok(gathered(heads, tx.list(POSTES, params![]).await?))
}

/// Keeps a census with its postes as they are now. False, and nothing to commit, when its annex was signed before.
pub async fn save(tx: &mut Tx, collectivite: CollectiviteId, recensement: &Recensement) -> Result<bool, DbError> {
    let annee = recensement.annee().annee();
    if tx.run(SAVE, params![collectivite, annee, recensement.signee_le()]).await? != 1 {
        return Ok(false);
    }
    tx.run(CLEAR, params![collectivite, annee]).await?;
    let postes = recensement.postes().iter().zip(0_u32..);
    let rows = postes.map(|(p, rang)| params![collectivite, annee, rang, &p.nom, p.niveau]).collect();
    tx.insert_many(INSERT_POSTE, rows).await?;
    Ok(true)
}

/// Adds censuses of years that have none, any number with the same few statements.
pub async fn insert(tx: &mut Tx, recensements: &[(CollectiviteId, Recensement)]) -> Result<(), DbError> {
    let heads = recensements.iter().map(|(whose, r)| params![*whose, r.annee().annee(), r.signee_le()]);
    tx.insert_many(SAVE, heads.collect()).await?;
    let postes = recensements.iter().flat_map(|(whose, r)| {
        let ranked = r.postes().iter().zip(0_u32..);
        ranked.map(|(p, rang)| params![*whose, r.annee().annee(), rang, &p.nom, p.niveau])
    });
    tx.insert_many(INSERT_POSTE, postes.collect()).await.map(drop)
}

fn gathered(heads: Vec<Head>, postes: Vec<Poste>) -> HashMap<CollectiviteId, Vec<Recensement>> {
    let mut by_census: HashMap<(CollectiviteId, Exercice), Vec<PosteRecense>> = HashMap::new();
    for Poste(collectivite_id, annee, poste) in postes {
        by_census.entry((collectivite_id, annee)).or_default().push(poste);
    }
    let mut all: HashMap<CollectiviteId, Vec<Recensement>> = HashMap::new();
    for Head { collectivite_id, annee: Annee(annee), signee_le } in heads {
        let postes = by_census.remove(&(collectivite_id, annee)).unwrap_or_default();
        all.entry(collectivite_id).or_default().push(Recensement { annee, postes, signee_le });
    }
    all
}
