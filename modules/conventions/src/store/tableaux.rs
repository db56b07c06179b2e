//! What the dashboards read: sums over the summaries, the same few statements whatever the number of members.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Exercice, Montant, Siren};

use super::Annee;
use crate::domain::{Constat, EtatAnnuelId, EtatConvention, Gravite, Service};

const SERVICES: Sql =
    sql("SELECT annee, service, COUNT(*) AS collectivites, CAST(COALESCE(SUM(montant), 0) AS BIGINT) AS montant \
     FROM conventions_resume_service GROUP BY annee, service ORDER BY annee");
const SERVICES_OF_MEMBERS: Sql = sql("SELECT collectivite_id, COUNT(*) AS services FROM conventions_resume_service \
     WHERE annee = $1 GROUP BY collectivite_id");
const MEMBRES: Sql = sql("SELECT collectivite_id, etat FROM conventions_membre WHERE etat IS NOT NULL");
const CONSTATS: Sql = sql("SELECT r.collectivite_id, r.siren, r.nom, r.etat_id, c.code, c.gravite, c.message \
     FROM conventions_resume r JOIN conventions_etat_constat c \
     ON c.collectivite_id = r.collectivite_id AND c.etat_id = r.etat_id \
     WHERE r.annee = $1 ORDER BY c.code, r.nom_tri, r.collectivite_id, c.rang");
const COUNT_CONSTATS: Sql = sql("SELECT c.code, c.gravite, COUNT(DISTINCT c.collectivite_id) AS collectivites \
     FROM conventions_resume r JOIN conventions_etat_constat c \
     ON c.collectivite_id = r.collectivite_id AND c.etat_id = r.etat_id \
     WHERE r.annee = $1 AND r.bloquantes + r.avertissements > 0 GROUP BY c.code, c.gravite ORDER BY c.gravite DESC, c.code");

/// What a service brings in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecetteService {
    pub annee: Exercice,
    pub service: Service,
    pub collectivites: u32,
    pub montant: Montant,
}

impl FromRow for RecetteService {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            annee: row.get::<Annee>("annee")?.0,
            service: row.get("service")?,
            collectivites: row.get("collectivites")?,
            montant: row.get("montant")?,
        })
    }
}

/// How many services a collectivité has in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NombreServices {
    pub collectivite_id: CollectiviteId,
    pub services: u32,
}
db::row!(NombreServices { collectivite_id, services });

/// A collectivité to which a convention was proposed, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adhesion {
    pub collectivite_id: CollectiviteId,
    pub etat: EtatConvention,
}
db::row!(Adhesion { collectivite_id, etat });

/// How many collectivités have an anomaly of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompteConstat {
    pub code: String,
    pub gravite: Gravite,
    pub collectivites: u32,
}
db::row!(CompteConstat { code, gravite, collectivites });

/// An anomaly of the état of a collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstatMembre {
    pub collectivite: CollectiviteId,
    pub siren: Siren,
    pub nom: String,
    pub etat: EtatAnnuelId,
    pub constat: Constat,
}

impl FromRow for ConstatMembre {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            collectivite: row.get("collectivite_id")?,
            siren: row.get("siren")?,
            nom: row.get("nom")?,
            etat: row.get("etat_id")?,
            constat: Constat { code: row.get("code")?, gravite: row.get("gravite")?, message: row.get("message")? },
        })
    }
}

/// What each service brought each year.
pub async fn services(tx: &mut Tx) -> Result<Vec<RecetteService>, DbError> {
    tx.list(SERVICES, params![]).await
}

pub async fn services_of_members(tx: &mut Tx, annee: Exercice) -> Result<Vec<NombreServices>, DbError> {
    tx.list(SERVICES_OF_MEMBERS, params![annee.annee()]).await
}

pub async fn adhesions(tx: &mut Tx) -> Result<Vec<Adhesion>, DbError> {
    tx.list(MEMBRES, params![]).await
}

/// The anomalies of the états of a year, by kind then by name.
pub async fn constats(tx: &mut Tx, annee: Exercice) -> Result<Vec<ConstatMembre>, DbError> {
    tx.list(CONSTATS, params![annee.annee()]).await
}

/// How many collectivités each kind of anomaly concerns in a year, the blocking kinds first.
pub async fn count_constats(tx: &mut Tx, annee: Exercice) -> Result<Vec<CompteConstat>, DbError> {
    tx.list(COUNT_CONSTATS, params![annee.annee()]).await
}
