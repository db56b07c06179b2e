//! The summary of the états, one row a collectivité and year, and its amounts by service: what the dashboards read.

use std::collections::BTreeMap;

use db::{DbError, Filter, Genre, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Exercice, GenreCollectivite, Montant, Siren, fold};

use super::{Annee, CHUNK, etats::EtatEmis};
use crate::domain::{Constat, EtatAnnuelId, Gravite, Service, StatutEtat, TotalService, amounts_by_service};

const CLEAR: Sql = sql("DELETE FROM conventions_resume WHERE annee = $1 AND collectivite_id IN ($*)");
const CLEAR_SERVICES: Sql = sql("DELETE FROM conventions_resume_service WHERE annee = $1 AND collectivite_id IN ($*)");
const INSERT: Sql = sql(
    "INSERT INTO conventions_resume (collectivite_id, annee, etat_id, siren, nom, nom_tri, genre, population, statut, \
     total, bloquantes, avertissements) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);
const INSERT_SERVICE: Sql =
    sql("INSERT INTO conventions_resume_service (collectivite_id, annee, service, montant) VALUES ($1, $2, $3, $4)");
const SET_VALIDE: Sql =
    sql("UPDATE conventions_resume SET statut = 'valide' WHERE annee = $1 AND collectivite_id IN ($*)");
const BY_SERVICE: Sql =
    sql("SELECT service, COUNT(*) AS collectivites, CAST(COALESCE(SUM(montant), 0) AS BIGINT) AS montant \
     FROM conventions_resume_service WHERE annee = $1 GROUP BY service");
const BY_STATUT: Sql = sql("SELECT statut, COUNT(*) AS etats, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS montant, \
     CAST(COALESCE(SUM(CASE WHEN bloquantes > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS a_corriger \
     FROM conventions_resume WHERE annee = $1 GROUP BY statut ORDER BY statut");
const BY_YEAR: Sql =
    sql("SELECT annee, COUNT(*) AS collectivites, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS montant \
     FROM conventions_resume GROUP BY annee ORDER BY annee");

/// The états of a year (`$1`), for the screen of the centre.
pub const LIST: ListSql = ListSql {
    columns: "r.collectivite_id, r.etat_id, r.siren, r.nom, r.genre, r.population, r.statut, r.total, r.bloquantes, \
              r.avertissements",
    from: "FROM conventions_resume r WHERE r.annee = $1",
    fixed: 1,
    filters: &[
        Filter { name: "q", clause: "r.nom_tri LIKE {}", genre: Genre::Mots },
        Filter { name: "siren", clause: "r.siren = {}", genre: Genre::Texte },
        Filter { name: "genre", clause: "r.genre = {}", genre: Genre::Texte },
        Filter { name: "statut", clause: "r.statut = {}", genre: Genre::Texte },
        Filter { name: "a_corriger", clause: "r.bloquantes > 0", genre: Genre::Present },
    ],
    sorts: &[
        Sort { name: "nom", expression: "r.nom_tri" },
        Sort { name: "total", expression: "r.total" },
        Sort { name: "population", expression: "COALESCE(r.population, -1)" },
        Sort { name: "anomalies", expression: "r.bloquantes" },
    ],
    key: "r.collectivite_id",
};

/// The état of a collectivité, in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    pub collectivite_id: CollectiviteId,
    pub etat_id: EtatAnnuelId,
    pub siren: Siren,
    pub nom: String,
    pub genre: GenreCollectivite,
    pub population: Option<u32>,
    pub statut: StatutEtat,
    pub total: Montant,
    pub bloquantes: u32,
    pub avertissements: u32,
}
db::row!(Resume { collectivite_id, etat_id, siren, nom, genre, population, statut, total, bloquantes, avertissements });

/// The états of a year in one statut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotalStatut {
    pub statut: StatutEtat,
    pub etats: u32,
    pub montant: Montant,
    /// With at least one blocking anomaly.
    pub a_corriger: u32,
}
db::row!(TotalStatut { statut, etats, montant, a_corriger });

struct ServiceRow {
    service: Service,
    collectivites: u32,
    montant: Montant,
}
db::row!(ServiceRow { service, collectivites, montant });

struct YearRow {
    annee: Annee,
    collectivites: u32,
    montant: Montant,
}
db::row!(YearRow { annee, collectivites, montant });

/// A page of the états of a year.
pub async fn page(tx: &mut Tx, annee: Exercice, request: &ListRequest) -> Result<ListPage<Resume>, DbError> {
    LIST.page(tx, params![annee.annee()], request).await
}

/// What each service brings in a year, in the order of the catalogue.
pub async fn total_by_service(tx: &mut Tx, annee: Exercice) -> Result<BTreeMap<Service, TotalService>, DbError> {
    let rows: Vec<ServiceRow> = tx.list(BY_SERVICE, params![annee.annee()]).await?;
    let total = |r: ServiceRow| (r.service, TotalService { collectivites: r.collectivites, montant: r.montant });
    Ok(rows.into_iter().map(total).collect())
}

/// Where the états of a year stand.
pub async fn total_by_statut(tx: &mut Tx, annee: Exercice) -> Result<Vec<TotalStatut>, DbError> {
    tx.list(BY_STATUT, params![annee.annee()]).await
}

/// What each year brings.
pub async fn total_by_year(tx: &mut Tx) -> Result<BTreeMap<Exercice, TotalService>, DbError> {
    let rows: Vec<YearRow> = tx.list(BY_YEAR, params![]).await?;
    let total = |r: YearRow| (r.annee.0, TotalService { collectivites: r.collectivites, montant: r.montant });
    Ok(rows.into_iter().map(total).collect())
}

/// The summaries of these collectivités become those of these états; a collectivité without one no longer has any.
pub(super) async fn replace(
    tx: &mut Tx,
    annee: Exercice,
    collectivites: &[CollectiviteId],
    etats: &[EtatEmis],
) -> Result<(), DbError> {
    for some in collectivites.chunks(CHUNK) {
        tx.run_in(CLEAR, params![annee.annee()], some.iter().copied()).await?;
        tx.run_in(CLEAR_SERVICES, params![annee.annee()], some.iter().copied()).await?;
    }
    let rows = etats.iter().map(|EtatEmis { identite, etat }| {
        let count = |gravite| count(etat.constats(), gravite);
        params![
            etat.collectivite,
            annee.annee(),
            etat.id,
            identite.siren,
            &identite.nom,
            fold(&identite.nom),
            identite.genre,
            identite.population,
            etat.statut(),
            etat.total(),
            count(Gravite::Bloquante),
            count(Gravite::Avertissement),
        ]
    });
    tx.insert_many(INSERT, rows.collect()).await?;
    let services = etats.iter().flat_map(|EtatEmis { etat, .. }| {
        let amounts = amounts_by_service(etat.lignes());
        amounts.into_iter().map(|(service, montant)| params![etat.collectivite, annee.annee(), service, montant])
    });
    tx.insert_many(INSERT_SERVICE, services.collect()).await?;
    Ok(())
}

pub(super) async fn set_valide(tx: &mut Tx, annee: Exercice, collectivites: &[CollectiviteId]) -> Result<(), DbError> {
    for some in collectivites.chunks(CHUNK) {
        tx.run_in(SET_VALIDE, params![annee.annee()], some.iter().copied()).await?;
    }
    Ok(())
}

fn count(constats: &[Constat], gravite: Gravite) -> u32 {
    u32::try_from(constats.iter().filter(|c| c.gravite == gravite).count()).unwrap_or(u32::MAX)
}
