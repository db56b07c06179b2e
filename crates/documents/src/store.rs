//! The SQL of the documents.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id, PersonneId};

use crate::{Document, DocumentId, Empreinte, EtatDocument, Received};

const INSERT: Sql = sql("INSERT INTO documents_document
    (collectivite_id, id, nom, genre, taille, sha256, etat, depose_par, depose_par_nom, depose_le)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const FIND: Sql =
    sql("SELECT collectivite_id, id, nom, genre, taille, sha256, etat, virus, depose_par, depose_par_nom, depose_le
    FROM documents_document WHERE collectivite_id = $1 AND id = $2");
const FIND_MANY: Sql =
    sql("SELECT collectivite_id, id, nom, genre, taille, sha256, etat, virus, depose_par, depose_par_nom, depose_le
    FROM documents_document WHERE collectivite_id = $1 AND id IN ($*) ORDER BY id");
const DELETE: Sql = sql("DELETE FROM documents_document WHERE collectivite_id = $1 AND id = $2");
const EMPREINTES: Sql = sql("SELECT DISTINCT sha256 AS value FROM documents_document ORDER BY sha256");
const NAMED: Sql = sql("SELECT DISTINCT sha256 AS value FROM documents_document WHERE sha256 IN ($*)");
const WAITING: Sql = sql("SELECT DISTINCT sha256 AS value FROM documents_document
    WHERE etat = 'non_analyse' AND sha256 > $1 ORDER BY sha256 LIMIT 100");
const SCANNED: Sql =
    sql("UPDATE documents_document SET etat = $2, virus = $3 WHERE sha256 = $1 AND etat = 'non_analyse'");

/// Makes what was received a document of this collectivité.
pub async fn keep(
    tx: &mut Tx,
    clock: &Clock,
    collectivite: CollectiviteId,
    received: &Received,
    depose_par: Option<PersonneId>,
    depose_par_nom: &str,
) -> Result<Document, DbError> {
    let document = Document {
        collectivite_id: collectivite,
        id: Id::new(clock),
        nom: received.nom.clone(),
        genre: received.genre,
        taille: i64::try_from(received.taille).unwrap_or(i64::MAX),
        sha256: received.sha256,
        etat: received.etat,
        virus: None,
        depose_par,
        depose_par_nom: depose_par_nom.to_owned(),
        depose_le: clock.now(),
    };
    let row = params![
        collectivite,
        document.id,
        &document.nom,
        document.genre,
        document.taille,
        document.sha256,
        document.etat,
        depose_par,
        depose_par_nom,
        document.depose_le,
    ];
    tx.run(INSERT, row).await?;
    Ok(document)
}

/// A document of this collectivité; another's is `None`.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: DocumentId) -> Result<Option<Document>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

/// Those of these documents that are this collectivité's, in the order of their deposit.
pub async fn find_many(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    ids: Vec<DocumentId>,
) -> Result<Vec<Document>, DbError> {
    tx.list_in(FIND_MANY, params![collectivite], ids).await
}

/// Forgets a document; its bytes go with the next collection if nobody else has deposited them.
pub async fn delete(tx: &mut Tx, collectivite: CollectiviteId, id: DocumentId) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![collectivite, id]).await? == 1)
}

/// Every content that is named, of every collectivité: in the perimeter `Centre`.
pub async fn empreintes(tx: &mut Tx) -> Result<Vec<Empreinte>, DbError> {
    tx.values(EMPREINTES, params![]).await
}

/// Those that some row names.
pub(crate) async fn named(tx: &mut Tx, empreintes: &[Empreinte]) -> Result<Vec<Empreinte>, DbError> {
    let rows: Vec<EmpreinteRow> = tx.list_in(NAMED, params![], empreintes.iter().copied()).await?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

struct EmpreinteRow {
    value: Empreinte,
}
db::row!(EmpreinteRow { value });

/// The next contents that no antivirus has seen, after this one.
pub(crate) async fn waiting(tx: &mut Tx, after: &str) -> Result<Vec<Empreinte>, DbError> {
    tx.values(WAITING, params![after]).await
}

pub(crate) async fn scanned(
    tx: &mut Tx,
    empreinte: Empreinte,
    etat: EtatDocument,
    virus: Option<&str>,
) -> Result<u64, DbError> {
    tx.run(SCANNED, params![empreinte, etat, virus]).await
}
