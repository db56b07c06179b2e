//! The conventions, with their history, délibérations and avenants.

use db::{DbError, FromRow, Row, Sql, Tx, Value, params, sql};
use kernel::{CollectiviteId, Instant, Montant};

use super::parsed_or_none;
use crate::domain::{
    Avenant, Changement, Convention, ConventionId, Deliberation, EtatConvention, LigneBudgetaire, Piece,
};

const FIND: Sql = sql(
    "SELECT collectivite_id, id, numero, regime, etat, signature_centre, signature_membre, date_effet, periodes, fin, \
     assimilation, code_operation, imputation, libelle_operation, credits_paiement, disponible, proposition, version \
     FROM conventions_convention WHERE collectivite_id = $1 AND id = $2",
);
const LIST: Sql = sql(
    "SELECT collectivite_id, id, numero, regime, etat, signature_centre, signature_membre, date_effet, periodes, fin, \
     assimilation, code_operation, imputation, libelle_operation, credits_paiement, disponible, proposition, version \
     FROM conventions_convention WHERE collectivite_id = $1 ORDER BY id",
);
const ALL: Sql = sql(
    "SELECT collectivite_id, id, numero, regime, etat, signature_centre, signature_membre, date_effet, periodes, fin, \
     assimilation, code_operation, imputation, libelle_operation, credits_paiement, disponible, proposition, version \
     FROM conventions_convention ORDER BY id",
);
const CHANGEMENTS: Sql =
    sql("SELECT convention_id, le, de, vers, piece_nature, piece_reference, motif FROM conventions_changement \
     WHERE collectivite_id = $1 ORDER BY convention_id, rang");
const DELIBERATIONS: Sql =
    sql("SELECT convention_id, partie, assemblee, le, numero, objet FROM conventions_deliberation \
     WHERE collectivite_id = $1 ORDER BY convention_id, rang");
const AVENANTS: Sql = sql("SELECT convention_id, numero, le, objet FROM conventions_avenant \
     WHERE collectivite_id = $1 ORDER BY convention_id, numero");
const SAVE: Sql = sql(
    "INSERT INTO conventions_convention (collectivite_id, id, numero, regime, etat, signature_centre, signature_membre, \
     date_effet, periodes, fin, assimilation, code_operation, imputation, libelle_operation, credits_paiement, disponible, \
     proposition, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) \
     ON CONFLICT (collectivite_id, id) DO UPDATE SET numero = excluded.numero, etat = excluded.etat, \
     signature_centre = excluded.signature_centre, signature_membre = excluded.signature_membre, \
     date_effet = excluded.date_effet, periodes = excluded.periodes, fin = excluded.fin, \
     assimilation = excluded.assimilation, code_operation = excluded.code_operation, imputation = excluded.imputation, \
     libelle_operation = excluded.libelle_operation, credits_paiement = excluded.credits_paiement, \
     disponible = excluded.disponible, proposition = excluded.proposition, \
     version = excluded.version, updated_at = excluded.updated_at \
     WHERE conventions_convention.version = excluded.version - 1",
);
// What happened is only added to.
const SAVE_CHANGEMENT: Sql =
    sql("INSERT INTO conventions_changement (collectivite_id, convention_id, rang, le, de, vers, piece_nature, \
     piece_reference, motif) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (collectivite_id, convention_id, rang) DO NOTHING");
const SAVE_DELIBERATION: Sql = sql(
    "INSERT INTO conventions_deliberation (collectivite_id, convention_id, rang, partie, assemblee, le, numero, objet) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (collectivite_id, convention_id, rang) DO UPDATE SET partie = excluded.partie, \
     assemblee = excluded.assemblee, le = excluded.le, numero = excluded.numero, objet = excluded.objet",
);
const SAVE_AVENANT: Sql = sql(
    "INSERT INTO conventions_avenant (collectivite_id, convention_id, numero, le, objet) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (collectivite_id, convention_id, numero) DO NOTHING",
);
const COUNT_BY_ETAT: Sql =
    sql("SELECT etat, COUNT(*) AS combien FROM conventions_convention GROUP BY etat ORDER BY etat");

impl FromRow for Convention {
    /// Without its history, délibérations and avenants.
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            collectivite: row.get("collectivite_id")?,
            numero: row.get("numero")?,
            regime: row.get("regime")?,
            assimilation: parsed_or_none(row, "assimilation")?,
            budget: budget(row)?,
            deliberations: Vec::new(),
            avenants: Vec::new(),
            etat: row.get("etat")?,
            signature_centre: row.get("signature_centre")?,
            signature_membre: row.get("signature_membre")?,
            date_effet: row.get("date_effet")?,
            periodes: row.get("periodes")?,
            fin: row.get("fin")?,
            historique: Vec::new(),
            version: row.get("version")?,
        })
    }
}

fn budget(row: &Row) -> Result<Option<LigneBudgetaire>, DbError> {
    let Some(code_operation) = row.get::<Option<String>>("code_operation")? else { return Ok(None) };
    Ok(Some(LigneBudgetaire {
        code_operation,
        imputation: row.get("imputation")?,
        libelle: row.get("libelle_operation")?,
        credits_paiement: row.get("credits_paiement")?,
        disponible: row.get("disponible")?,
        proposition: row.get("proposition")?,
    }))
}

/// A child row and the convention it belongs to.
struct Of<T>(ConventionId, T);

impl FromRow for Of<Changement> {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let piece = Piece { nature: row.get("piece_nature")?, reference: row.get("piece_reference")? };
        let (le, de, vers, motif) = (row.get("le")?, row.get("de")?, row.get("vers")?, row.get("motif")?);
        Ok(Self(row.get("convention_id")?, Changement { le, de, vers, piece, motif }))
    }
}

impl FromRow for Of<Deliberation> {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let deliberation = Deliberation {
            partie: row.get("partie")?,
            assemblee: row.get("assemblee")?,
            le: row.get("le")?,
            numero: row.get("numero")?,
            objet: row.get("objet")?,
        };
        Ok(Self(row.get("convention_id")?, deliberation))
    }
}

impl FromRow for Of<Avenant> {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let avenant = Avenant { numero: row.get("numero")?, le: row.get("le")?, objet: row.get("objet")? };
        Ok(Self(row.get("convention_id")?, avenant))
    }
}

/// How many conventions are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompteEtat {
    pub etat: EtatConvention,
    pub combien: u32,
}
db::row!(CompteEtat { etat, combien });

/// One convention, whole.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: ConventionId) -> Result<Option<Convention>, DbError> {
    let head: Option<Convention> = tx.find(FIND, params![collectivite, id]).await?;
    with_children(tx, collectivite, head.into_iter().collect()).await.map(|all| all.into_iter().next())
}

/// The conventions of a collectivité, whole, in the order they were proposed.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Convention>, DbError> {
    let heads = tx.list(LIST, params![collectivite]).await?;
    with_children(tx, collectivite, heads).await
}

/// The heads of every convention of the perimeter: enough for what binds, what falls due and how it is treated, and not
/// to be saved again, having neither history nor children.
pub async fn list_heads(tx: &mut Tx) -> Result<Vec<Convention>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn count_by_etat(tx: &mut Tx) -> Result<Vec<CompteEtat>, DbError> {
    tx.list(COUNT_BY_ETAT, params![]).await
}

/// Keeps conventions read whole, or new, any number with the same few statements; they are to be read again before
/// another change. False, and nothing to commit, when somebody changed one of them since it was read.
pub async fn save(tx: &mut Tx, conventions: &[&Convention], now: Instant) -> Result<bool, DbError> {
    let written = tx.insert_many(SAVE, conventions.iter().map(|c| values(c, now)).collect()).await?;
    if written != conventions.len() as u64 {
        return Ok(false);
    }
    let key = |c: &Convention| params![c.collectivite, c.id];
    let children = |rows: &dyn Fn(&Convention) -> Vec<Vec<Value>>| -> Vec<Vec<Value>> {
        conventions.iter().flat_map(|c| rows(c).into_iter().map(|row| [key(c), row].concat())).collect()
    };
    let changements = children(&|c| c.historique.iter().zip(0_u32..).map(|(h, rang)| changement(h, rang)).collect());
    tx.insert_many(SAVE_CHANGEMENT, changements).await?;
    let deliberations = children(&|c| {
        let rows = c.deliberations.iter().zip(0_u32..);
        rows.map(|(d, rang)| params![rang, d.partie, &d.assemblee, d.le, d.numero.as_ref(), &d.objet]).collect()
    });
    tx.insert_many(SAVE_DELIBERATION, deliberations).await?;
    let avenants = children(&|c| c.avenants.iter().map(|a| params![a.numero, a.le, &a.objet]).collect());
    tx.insert_many(SAVE_AVENANT, avenants).await?;
    Ok(true)
}

fn changement(c: &Changement, rang: u32) -> Vec<Value> {
    params![rang, c.le, c.de, c.vers, c.piece.nature, &c.piece.reference, c.motif.as_ref()]
}

fn values(c: &Convention, now: Instant) -> Vec<Value> {
    let budget = c.budget.as_ref();
    let amount = |get: fn(&LigneBudgetaire) -> Montant| budget.map(get);
    params![
        c.collectivite,
        c.id,
        &c.numero,
        c.regime,
        c.etat,
        c.signature_centre,
        c.signature_membre,
        c.date_effet,
        c.periodes,
        c.fin,
        c.assimilation.map(|a| a.to_string()),
        budget.map(|b| &b.code_operation),
        budget.map(|b| &b.imputation),
        budget.map(|b| &b.libelle),
        amount(|b| b.credits_paiement),
        amount(|b| b.disponible),
        amount(|b| b.proposition),
        c.version + 1,
        now,
        now,
    ]
}

async fn with_children(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    mut all: Vec<Convention>,
) -> Result<Vec<Convention>, DbError> {
    let changements: Vec<Of<Changement>> = tx.list(CHANGEMENTS, params![collectivite]).await?;
    let deliberations: Vec<Of<Deliberation>> = tx.list(DELIBERATIONS, params![collectivite]).await?;
    let avenants: Vec<Of<Avenant>> = tx.list(AVENANTS, params![collectivite]).await?;
    for convention in &mut all {
        let id = convention.id;
        convention.historique = mine(&changements, id);
        convention.deliberations = mine(&deliberations, id);
        convention.avenants = mine(&avenants, id);
    }
    Ok(all)
}

fn mine<T: Clone>(rows: &[Of<T>], id: ConventionId) -> Vec<T> {
    rows.iter().filter(|Of(of, _)| *of == id).map(|Of(_, row)| row.clone()).collect()
}
