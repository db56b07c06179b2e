//! `send`: writing a mail in the transaction of its act.

use db::{DbError, Tx};
use jobs::NewJob;
use kernel::{Clock, CollectiviteId, Id};
use serde_json::json;

use crate::{Mail, MessageId, deliver::SEND, store};

/// Keeps the mail and asks for its sending, in the caller's transaction: it leaves if and only if it commits.
pub async fn send(tx: &mut Tx, clock: &Clock, mail: Mail) -> Result<MessageId, DbError> {
    let id = Id::new(clock);
    let (pour, confidentiel) = (mail.pour, mail.confidential);
    store::insert(tx, id, mail, clock.now()).await?;
    enqueue(tx, clock, id, pour, confidentiel).await?;
    Ok(id)
}

/// « Renvoyer » a mail that failed. False when it did not fail.
pub async fn retry(tx: &mut Tx, clock: &Clock, id: MessageId) -> Result<bool, DbError> {
    let Some(message) = store::reopen(tx, id).await? else { return Ok(false) };
    enqueue(tx, clock, id, message.pour, message.confidentiel).await?;
    Ok(true)
}

/// A secret link is waited for by somebody who cannot sign in; other mails let pass what is waited for on a page.
async fn enqueue(
    tx: &mut Tx,
    clock: &Clock,
    id: MessageId,
    pour: Option<CollectiviteId>,
    confidentiel: bool,
) -> Result<(), DbError> {
    let priority = if confidentiel { 2 * jobs::ATTENDU } else { jobs::ATTENDU / 2 };
    let job = NewJob::new(SEND, json!({ "message": id })).pour(pour).unique(format!("{}:{id}", SEND.name()));
    let job = job.priority(priority);
    jobs::enqueue(tx, clock, job).await.map(|_| ())
}
