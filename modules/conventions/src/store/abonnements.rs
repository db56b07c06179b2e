//! The abonnements and their quantities by year.

use std::collections::{BTreeMap, HashMap};

use db::{DbError, FromRow, Row, Sql, Tx, Value, params, sql};
use kernel::{CollectiviteId, Exercice, Montant};

use super::Annee;
use crate::domain::{Abonnement, AbonnementId, PrixAbonnement, PrixDevis, Service};

const COLUMNS_OF: Sql =
    sql("SELECT collectivite_id, id, service, depuis, jusqu_a, achat, devis_id, devis_numero, devis_premiere_annee, \
     devis_annees_suivantes FROM conventions_abonnement WHERE collectivite_id = $1 ORDER BY id");
const ALL: Sql =
    sql("SELECT collectivite_id, id, service, depuis, jusqu_a, achat, devis_id, devis_numero, devis_premiere_annee, \
     devis_annees_suivantes FROM conventions_abonnement ORDER BY id");
const QUANTITES_OF: Sql =
    sql("SELECT abonnement_id, annee, quantite AS nombre FROM conventions_quantite WHERE collectivite_id = $1");
const QUANTITES: Sql = sql("SELECT abonnement_id, annee, quantite AS nombre FROM conventions_quantite");
const INSERT: Sql = sql(
    "INSERT INTO conventions_abonnement (collectivite_id, id, service, depuis, jusqu_a, achat, devis_id, devis_numero, \
     devis_premiere_annee, devis_annees_suivantes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const INSERT_QUANTITE: Sql =
    sql("INSERT INTO conventions_quantite (collectivite_id, abonnement_id, annee, quantite) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (collectivite_id, abonnement_id, annee) DO UPDATE SET quantite = excluded.quantite");
const END: Sql = sql("UPDATE conventions_abonnement SET jusqu_a = $3 WHERE collectivite_id = $1 AND id = $2");

// Certificates and days are ordered once: they are not services that run.
const SERVICES: Sql = sql("SELECT DISTINCT collectivite_id, service FROM conventions_abonnement \
     WHERE jusqu_a IS NULL AND service NOT IN ('CERT', 'JOUR') AND collectivite_id IN ($*)");

/// A service that runs, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceSouscrit {
    pub collectivite_id: CollectiviteId,
    pub service: Service,
}
db::row!(ServiceSouscrit { collectivite_id, service });

/// An abonnement and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Souscription {
    pub id: AbonnementId,
    pub collectivite: CollectiviteId,
    pub abonnement: Abonnement,
}

impl FromRow for Souscription {
    /// Without its quantities.
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let prix = match (row.get::<Option<Montant>>("achat")?, row.get::<Option<_>>("devis_id")?) {
            (Some(montant), _) => PrixAbonnement::Achat(montant),
            (None, None) => PrixAbonnement::Grille,
            (None, Some(devis)) => PrixAbonnement::Devis(PrixDevis {
                devis,
                numero: row.get("devis_numero")?,
                premiere_annee: row.get("devis_premiere_annee")?,
                annees_suivantes: row.get("devis_annees_suivantes")?,
            }),
        };
        let abonnement = Abonnement {
            service: row.get("service")?,
            depuis: row.get::<Annee>("depuis")?.0,
            jusqu_a: row.get::<Option<Annee>>("jusqu_a")?.map(|a| a.0),
            quantites: BTreeMap::new(),
            prix,
        };
        Ok(Self { id: row.get("id")?, collectivite: row.get("collectivite_id")?, abonnement })
    }
}

struct Quantite {
    abonnement_id: AbonnementId,
    annee: Annee,
    nombre: u32,
}
db::row!(Quantite { abonnement_id, annee, nombre });

/// The abonnements of a collectivité, ended ones included, in the order they were made.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Souscription>, DbError> {
    let heads = tx.list(COLUMNS_OF, params![collectivite]).await?;
    Ok(with_quantites(heads, tx.list(QUANTITES_OF, params![collectivite]).await?))
}

/// Those of every collectivité of the perimeter.
pub async fn list_all(tx: &mut Tx) -> Result<Vec<Souscription>, DbError> {
    let heads = tx.list(ALL, params![]).await?;
    Ok(with_quantites(heads, tx.list(QUANTITES, params![]).await?))
}

/// The services that run, of these collectivités.
pub async fn list_services(tx: &mut Tx, of: &[CollectiviteId]) -> Result<Vec<ServiceSouscrit>, DbError> {
    tx.list_in(SERVICES, params![], of.iter().copied()).await
}

/// Adds abonnements, any number with the same few statements.
pub async fn insert(tx: &mut Tx, souscriptions: &[Souscription]) -> Result<(), DbError> {
    tx.insert_many(INSERT, souscriptions.iter().map(values).collect()).await?;
    save_quantites(tx, &souscriptions.iter().collect::<Vec<_>>()).await
}

/// Keeps the changes of quantity and the end of an abonnement; nothing else of it ever changes.
pub async fn save(tx: &mut Tx, souscription: &Souscription) -> Result<(), DbError> {
    let Souscription { id, collectivite, abonnement } = souscription;
    tx.run(END, params![*collectivite, *id, abonnement.jusqu_a().map(Exercice::annee)]).await?;
    save_quantites(tx, &[souscription]).await
}

/// Keeps the quantities of abonnements already there, any number with the same few statements.
pub async fn save_quantites(tx: &mut Tx, souscriptions: &[&Souscription]) -> Result<(), DbError> {
    let rows = souscriptions.iter().flat_map(|s| {
        s.abonnement.quantites().iter().map(|(annee, n)| params![s.collectivite, s.id, annee.annee(), *n])
    });
    tx.insert_many(INSERT_QUANTITE, rows.collect()).await.map(drop)
}

fn with_quantites(mut heads: Vec<Souscription>, quantites: Vec<Quantite>) -> Vec<Souscription> {
    let mut by_id: HashMap<AbonnementId, BTreeMap<Exercice, u32>> = HashMap::with_capacity(heads.len());
    for Quantite { abonnement_id, annee, nombre } in quantites {
        by_id.entry(abonnement_id).or_default().insert(annee.0, nombre);
    }
    for head in &mut heads {
        head.abonnement.quantites = by_id.remove(&head.id).unwrap_or_default();
    }
    heads
}

fn values(s: &Souscription) -> Vec<Value> {
    let a = &s.abonnement;
    let (achat, devis) = match a.prix() {
        PrixAbonnement::Grille => (None, None),
        PrixAbonnement::Achat(montant) => (Some(*montant), None),
        PrixAbonnement::Devis(prix) => (None, Some(prix)),
    };
    params![
        s.collectivite,
        s.id,
        a.service(),
        a.depuis().annee(),
        a.jusqu_a().map(Exercice::annee),
        achat,
        devis.map(|d| d.devis),
        devis.map(|d| &d.numero),
        devis.map(|d| d.premiere_annee),
        devis.and_then(|d| d.annees_suivantes),
    ]
}
