//! The états annuels and their lines: immutable once validated.

use std::collections::HashMap;

use db::{DbError, FromRow, Row, Sql, Tx, Value, params, sql};
use kernel::{CollectiviteId, Exercice, Instant};
use time::Date;

use super::{Annee, CHUNK, membres::Identite, resumes};
use crate::domain::{Constat, EtatAnnuel, EtatAnnuelId, LigneEtat};

const FIND: Sql = sql(
    "SELECT collectivite_id, id, annee, version, rectifie, statut, valide_le, prix, siren, nom, genre, population \
     FROM conventions_etat WHERE collectivite_id = $1 AND id = $2",
);
const LIST_OF: Sql = sql(
    "SELECT collectivite_id, id, annee, version, rectifie, statut, valide_le, prix, siren, nom, genre, population \
     FROM conventions_etat WHERE collectivite_id = $1 ORDER BY annee, version",
);
// The last version of each, among those not yet replaced.
const LIST_YEAR: Sql = sql(
    "SELECT collectivite_id, id, annee, version, rectifie, statut, valide_le, prix, siren, nom, genre, population \
     FROM conventions_etat WHERE annee = $1 AND statut <> 'rectifie' ORDER BY siren, version",
);
const LIGNES_OF: Sql =
    sql("SELECT etat_id, service, libelle, quantite, prix_unitaire, montant, explication FROM conventions_etat_ligne \
     WHERE collectivite_id = $1 ORDER BY etat_id, rang");
const LIGNES_YEAR: Sql = sql(
    "SELECT l.etat_id, l.service, l.libelle, l.quantite, l.prix_unitaire, l.montant, l.explication \
     FROM conventions_etat e JOIN conventions_etat_ligne l ON l.collectivite_id = e.collectivite_id AND l.etat_id = e.id \
     WHERE e.annee = $1 AND e.statut <> 'rectifie' ORDER BY l.collectivite_id, l.etat_id, l.rang",
);
const CONSTATS_OF: Sql =
    sql("SELECT etat_id, code, gravite, message FROM conventions_etat_constat WHERE collectivite_id = $1 \
     ORDER BY etat_id, rang");
const CONSTATS_YEAR: Sql = sql("SELECT c.etat_id, c.code, c.gravite, c.message \
     FROM conventions_etat e JOIN conventions_etat_constat c ON c.collectivite_id = e.collectivite_id AND c.etat_id = e.id \
     WHERE e.annee = $1 AND e.statut <> 'rectifie' ORDER BY c.collectivite_id, c.etat_id, c.rang");
const DELETE_CALCULES: Sql =
    sql("DELETE FROM conventions_etat WHERE annee = $1 AND statut = 'calcule' AND collectivite_id IN ($*)");
const INSERT: Sql = sql(
    "INSERT INTO conventions_etat (collectivite_id, id, annee, version, rectifie, statut, valide_le, prix, siren, nom, \
     genre, population, total, calcule_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
);
const INSERT_LIGNE: Sql = sql(
    "INSERT INTO conventions_etat_ligne (collectivite_id, etat_id, rang, service, libelle, quantite, prix_unitaire, \
     montant, explication) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const INSERT_CONSTAT: Sql =
    sql("INSERT INTO conventions_etat_constat (collectivite_id, etat_id, rang, code, gravite, message) \
     VALUES ($1, $2, $3, $4, $5, $6)");
const VALIDATE: Sql = sql("UPDATE conventions_etat SET statut = 'valide', valide_le = $2 \
     WHERE annee = $1 AND statut = 'calcule' AND collectivite_id IN ($*)");
const RECTIFY: Sql =
    sql("UPDATE conventions_etat SET statut = 'rectifie' WHERE collectivite_id = $1 AND id = $2 AND statut = 'valide'");

/// An état and who it is made out to, as it was told when it was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtatEmis {
    pub identite: Identite,
    pub etat: EtatAnnuel,
}

impl FromRow for EtatEmis {
    /// Without its lines.
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let collectivite: CollectiviteId = row.get("collectivite_id")?;
        let identite = Identite {
            id: collectivite,
            siren: row.get("siren")?,
            nom: row.get("nom")?,
            genre: row.get("genre")?,
            population: row.get("population")?,
        };
        let etat = EtatAnnuel {
            id: row.get("id")?,
            collectivite,
            annee: row.get::<Annee>("annee")?.0,
            prix: row.get("prix")?,
            version: row.get("version")?,
            rectifie: row.get("rectifie")?,
            statut: row.get("statut")?,
            valide_le: row.get("valide_le")?,
            lignes: Vec::new(),
            constats: Vec::new(),
        };
        Ok(Self { identite, etat })
    }
}

/// A line and the état it belongs to.
pub(super) struct Ligne(pub EtatAnnuelId, pub LigneEtat);

impl FromRow for Ligne {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let ligne = LigneEtat {
            service: row.get("service")?,
            libelle: row.get("libelle")?,
            quantite: row.get("quantite")?,
            prix_unitaire: row.get("prix_unitaire")?,
            montant: row.get("montant")?,
            explication: row.get("explication")?,
        };
        Ok(Self(row.get("etat_id")?, ligne))
    }
}

struct ConstatRow(EtatAnnuelId, Constat);

impl FromRow for ConstatRow {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let constat = Constat { code: row.get("code")?, gravite: row.get("gravite")?, message: row.get("message")? };
        Ok(Self(row.get("etat_id")?, constat))
    }
}

/// One état, whole.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: EtatAnnuelId) -> Result<Option<EtatEmis>, DbError> {
    let head: Option<EtatEmis> = tx.find(FIND, params![collectivite, id]).await?;
    with_lignes_of(tx, collectivite, head.into_iter().collect()).await.map(|all| all.into_iter().next())
}

/// Every état of a collectivité, whole, by year then by version.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<EtatEmis>, DbError> {
    let heads = tx.list(LIST_OF, params![collectivite]).await?;
    with_lignes_of(tx, collectivite, heads).await
}

/// The état in force of each collectivité of the perimeter for a year, whole, by SIREN.
pub async fn list_year(tx: &mut Tx, annee: Exercice) -> Result<Vec<EtatEmis>, DbError> {
    let heads = tx.list(LIST_YEAR, params![annee.annee()]).await?;
    let lignes = tx.list(LIGNES_YEAR, params![annee.annee()]).await?;
    Ok(gathered(heads, lignes, tx.list(CONSTATS_YEAR, params![annee.annee()]).await?))
}

/// The same without lines nor anomalies.
pub async fn list_heads(tx: &mut Tx, annee: Exercice) -> Result<Vec<EtatEmis>, DbError> {
    tx.list(LIST_YEAR, params![annee.annee()]).await
}

/// Replaces what was computed and not validated for these collectivités by these états, and keeps the summaries true.
/// What is validated is not touched: the caller gives neither its collectivité nor an état for it.
pub async fn replace_computed(
    tx: &mut Tx,
    annee: Exercice,
    collectivites: &[CollectiviteId],
    etats: &[EtatEmis],
    now: Instant,
) -> Result<(), DbError> {
    for some in collectivites.chunks(CHUNK) {
        tx.run_in(DELETE_CALCULES, params![annee.annee()], some.iter().copied()).await?;
    }
    insert(tx, etats, now).await?;
    resumes::replace(tx, annee, collectivites, etats).await
}

/// Makes final the computed états of a year of these collectivités; the domain has accepted each. Gives their number.
pub async fn validate(
    tx: &mut Tx,
    annee: Exercice,
    le: Date,
    collectivites: &[CollectiviteId],
) -> Result<u64, DbError> {
    let mut done = 0;
    for some in collectivites.chunks(CHUNK) {
        done += tx.run_in(VALIDATE, params![annee.annee(), le], some.iter().copied()).await?;
    }
    resumes::set_valide(tx, annee, collectivites).await?;
    Ok(done)
}

/// Keeps a correction: the état that it replaces stays, marked so. False when somebody corrected it before.
pub async fn rectify(tx: &mut Tx, before: &EtatAnnuel, correction: &EtatEmis, now: Instant) -> Result<bool, DbError> {
    if tx.run(RECTIFY, params![before.collectivite, before.id]).await? != 1 {
        return Ok(false);
    }
    let one = std::slice::from_ref(correction);
    insert(tx, one, now).await?;
    resumes::replace(tx, before.annee, &[before.collectivite], one).await?;
    Ok(true)
}

async fn insert(tx: &mut Tx, etats: &[EtatEmis], now: Instant) -> Result<(), DbError> {
    tx.insert_many(INSERT, etats.iter().map(|e| head_values(e, now)).collect()).await?;
    let lignes = etats.iter().flat_map(|EtatEmis { etat: e, .. }| {
        e.lignes.iter().zip(0_u32..).map(|(l, rang)| {
            let price = (l.quantite, l.prix_unitaire, l.montant);
            params![e.collectivite, e.id, rang, l.service, &l.libelle, price.0, price.1, price.2, &l.explication]
        })
    });
    tx.insert_many(INSERT_LIGNE, lignes.collect()).await?;
    let constats = etats.iter().flat_map(|EtatEmis { etat: e, .. }| {
        let rows = e.constats.iter().zip(0_u32..);
        rows.map(|(c, rang)| params![e.collectivite, e.id, rang, &c.code, c.gravite, &c.message])
    });
    tx.insert_many(INSERT_CONSTAT, constats.collect()).await?;
    Ok(())
}

fn head_values(EtatEmis { identite, etat }: &EtatEmis, now: Instant) -> Vec<Value> {
    params![
        etat.collectivite,
        etat.id,
        etat.annee.annee(),
        etat.version,
        etat.rectifie,
        etat.statut,
        etat.valide_le,
        etat.prix,
        identite.siren,
        &identite.nom,
        identite.genre,
        identite.population,
        etat.total(),
        now,
    ]
}

async fn with_lignes_of(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    heads: Vec<EtatEmis>,
) -> Result<Vec<EtatEmis>, DbError> {
    let lignes = tx.list(LIGNES_OF, params![collectivite]).await?;
    Ok(gathered(heads, lignes, tx.list(CONSTATS_OF, params![collectivite]).await?))
}

fn gathered(mut heads: Vec<EtatEmis>, lignes: Vec<Ligne>, constats: Vec<ConstatRow>) -> Vec<EtatEmis> {
    let mut places: HashMap<EtatAnnuelId, &mut EtatAnnuel> =
        heads.iter_mut().map(|head| (head.etat.id, &mut head.etat)).collect();
    for Ligne(id, ligne) in lignes {
        if let Some(etat) = places.get_mut(&id) {
            etat.lignes.push(ligne);
        }
    }
    for ConstatRow(id, constat) in constats {
        if let Some(etat) = places.get_mut(&id) {
            etat.constats.push(constat);
        }
    }
    heads
}
