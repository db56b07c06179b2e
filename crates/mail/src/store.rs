//! The SQL of the mails.

use db::{DbError, Filter, Genre, ListAfter, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Instant, fold};

use crate::{Bodies, Entier, EtatMessage, Mail, Message, MessageId, PieceJointe, mail::Contenu};

/// Days in seconds.
const DAY: i64 = 86_400;

const LIST: ListSql = ListSql {
    columns: "m.id, m.etat, m.pour, m.destinataire_nom, m.destinataire_adresse, m.reponse_nom, m.reponse_adresse, m.sujet, \
        m.confidentiel, m.lien_genre, m.lien_id, m.erreur, m.created_at, m.sent_at",
    from: "FROM mail_message m WHERE 1 = 1",
    fixed: 0,
    filters: &[
        Filter { name: "id", clause: "m.id = {}", genre: Genre::Id },
        Filter { name: "etat", clause: "m.etat = {}", genre: Genre::Texte },
        Filter { name: "q", clause: "m.recherche LIKE {}", genre: Genre::Mots },
        Filter { name: "pour", clause: "m.pour = {}", genre: Genre::Id },
        Filter { name: "lien", clause: "m.lien_id = {}", genre: Genre::Id },
    ],
    sorts: &[
        Sort { name: "cree", expression: "m.created_at" },
        Sort { name: "destinataire", expression: "m.destinataire_adresse" },
    ],
    key: "m.id",
};
const INSERT: Sql = sql("INSERT INTO mail_message
    (id, etat, pour, destinataire_nom, destinataire_adresse, reponse_nom, reponse_adresse, sujet, recherche, html, texte, confidentiel,
        lien_genre, lien_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
const INSERT_PIECES: Sql = sql("INSERT INTO mail_piece (message_id, rang, nom, genre, contenu, collectivite, document)
    VALUES ($1, $2, $3, $4, $5, $6, $7)");
const BODIES: Sql = sql("SELECT html, texte FROM mail_message WHERE id = $1");
const PIECES: Sql = sql("SELECT rang, nom, genre FROM mail_piece WHERE message_id = $1 ORDER BY rang");
const CONTENTS: Sql =
    sql("SELECT rang, nom, genre, contenu, collectivite, document FROM mail_piece WHERE message_id = $1 ORDER BY rang");
const COUNTS: Sql = sql("SELECT etat, COUNT(*) AS nombre FROM mail_message GROUP BY etat");
const REOPEN: Sql = sql("UPDATE mail_message SET etat = 'a_envoyer', erreur = NULL WHERE id = $1 AND etat = 'echec'");
/// A confidential body is erased once the mail has left; one that is only kept stays readable.
const END: Sql = sql("UPDATE mail_message SET etat = $2, erreur = $3, sent_at = $4,
        html = CASE WHEN confidentiel AND $2 = 'envoye' THEN '' ELSE html END,
        texte = CASE WHEN confidentiel AND $2 = 'envoye' THEN '' ELSE texte END
    WHERE id = $1 AND etat IN ('a_envoyer', 'echec')");
const PURGE: Sql = sql("DELETE FROM mail_message WHERE sent_at < $1 AND etat IN ('envoye', 'garde')");

pub(crate) async fn insert(tx: &mut Tx, id: MessageId, mail: Mail, now: Instant) -> Result<(), DbError> {
    let (to, reply_to) = (&mail.to, mail.reply_to.as_ref());
    let searched = fold(&format!("{} {} {}", mail.subject, to.nom(), to.adresse()));
    let row = params![
        id,
        EtatMessage::AEnvoyer,
        mail.pour,
        to.nom(),
        to.adresse().as_str(),
        reply_to.map(|r| r.nom().to_owned()),
        reply_to.map(|r| r.adresse().as_str().to_owned()),
        &mail.subject,
        searched,
        mail.corps.to_html(&mail.subject),
        mail.corps.to_text(),
        mail.confidential,
        mail.lien.map(|(genre, _)| genre),
        mail.lien.map(|(_, id)| id),
        now,
    ];
    tx.run(INSERT, row).await?;
    let pieces = mail.pieces.into_iter().map(|(piece, contenu)| {
        let (bytes, document) = match contenu {
            Contenu::Octets(bytes) => (Some(bytes), None),
            Contenu::Document(collectivite, document) => (None, Some((collectivite, document))),
        };
        params![id, piece.rang, piece.nom, piece.genre, bytes, document.map(|d| d.0), document.map(|d| d.1)]
    });
    tx.insert_many(INSERT_PIECES, pieces.collect()).await.map(|_| ())
}

/// A page of mails. Filters `etat` (a code), `q` (subject and recipient), `pour`, `lien`; sorts `cree`, `destinataire`.
pub async fn list(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<Message>, DbError> {
    LIST.page(tx, params![], request).await
}

/// The same mails, all of them up to `rows`.
pub async fn export(tx: &mut Tx, request: &ListRequest, rows: u32) -> Result<Vec<Message>, DbError> {
    LIST.all(tx, params![], request, rows).await
}

/// What follows one of them, oldest first, for the API.
pub async fn after(
    tx: &mut Tx,
    request: &ListRequest,
    after: Option<MessageId>,
) -> Result<ListAfter<Message>, DbError> {
    LIST.after(tx, params![], request, after).await
}

/// A mail as its page shows it.
pub async fn find(tx: &mut Tx, id: MessageId) -> Result<Option<Entier>, DbError> {
    let Some(message) = header(tx, id).await? else { return Ok(None) };
    let hidden = message.confidentiel && message.etat != EtatMessage::Garde;
    let bodies = if hidden { None } else { bodies(tx, id).await? };
    let pieces = tx.list(PIECES, params![id]).await?;
    Ok(Some(Entier { message, bodies, pieces }))
}

/// An attachment whose bytes are kept with the message; those that are documents are served by `documents`.
pub async fn attachment(tx: &mut Tx, id: MessageId, rang: u32) -> Result<Option<(PieceJointe, Vec<u8>)>, DbError> {
    let found = contents(tx, id).await?.into_iter().find(|kept| kept.rang == rang);
    Ok(found.and_then(|kept| {
        let piece = PieceJointe { rang: kept.rang, nom: kept.nom, genre: kept.genre };
        kept.contenu.map(|bytes| (piece, bytes))
    }))
}

/// How many mails in each state, zero included.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(EtatMessage, u32)>, DbError> {
    let found: Vec<CountRow> = tx.list(COUNTS, params![]).await?;
    let count = |etat| found.iter().find(|row| row.etat == etat).map_or(0, |row| row.nombre);
    Ok(EtatMessage::all().into_iter().map(|etat| (etat, count(etat))).collect())
}

/// Forgets what was sent or kept more than `days` days ago; what failed stays. Gives how many.
pub async fn purge(tx: &mut Tx, clock: &Clock, days: u32) -> Result<u64, DbError> {
    tx.run(PURGE, params![clock.now().plus_seconds(-i64::from(days) * DAY)]).await
}

pub(crate) async fn header(tx: &mut Tx, id: MessageId) -> Result<Option<Message>, DbError> {
    let filters = vec![("id".to_owned(), id.to_string())];
    let request = ListRequest { filters, ..ListRequest::default() };
    Ok(LIST.all(tx, params![], &request, 1).await?.pop())
}

pub(crate) async fn bodies(tx: &mut Tx, id: MessageId) -> Result<Option<Bodies>, DbError> {
    tx.find(BODIES, params![id]).await
}

/// An attachment with where its bytes are.
#[derive(Debug)]
pub(crate) struct Kept {
    pub rang: u32,
    pub nom: String,
    pub genre: String,
    pub contenu: Option<Vec<u8>>,
    pub collectivite: Option<CollectiviteId>,
    pub document: Option<documents::DocumentId>,
}
db::row!(Kept { rang, nom, genre, contenu, collectivite, document });

pub(crate) async fn contents(tx: &mut Tx, id: MessageId) -> Result<Vec<Kept>, DbError> {
    tx.list(CONTENTS, params![id]).await
}

/// The message to send again, if it had failed.
pub(crate) async fn reopen(tx: &mut Tx, id: MessageId) -> Result<Option<Message>, DbError> {
    if tx.run(REOPEN, params![id]).await? == 1 { header(tx, id).await } else { Ok(None) }
}

/// How the sending ended; `AEnvoyer` with an error when it will be tried again.
pub(crate) async fn end(
    tx: &mut Tx,
    id: MessageId,
    etat: EtatMessage,
    error: Option<&str>,
    sent_at: Option<Instant>,
) -> Result<(), DbError> {
    tx.run(END, params![id, etat, error, sent_at]).await.map(|_| ())
}

struct CountRow {
    etat: EtatMessage,
    nombre: u32,
}
db::row!(CountRow { etat, nombre });
