//! The job `mail.send`: gives a kept mail to the server and keeps what it answered.

use db::Perimetre;
use jobs::{JobContext, JobError, Kind, Registry};
use lettre::{AsyncTransport, Message as Mime, transport::smtp};
use serde::Deserialize;
use serde_json::json;

use crate::{
    EtatMessage, Mailer, Message, MessageId,
    mime::{self, Attached},
    store::{self, Kept},
    transport::Way,
};

pub(crate) const SEND: Kind = Kind::new("mail.send", "Envoi d’un courriel").max_attempts(10);

/// Codes by which a server refuses us, and not the message: the password is to be set right (RFC 4954 § 6).
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];

#[derive(Deserialize)]
struct Asked {
    message: MessageId,
}

/// What went wrong.
enum Refused {
    /// Any later attempt would end alike.
    ForGood(String),
    ForNow(String),
}

/// Has the registry send mails.
pub fn register(registry: &mut Registry, mailer: Mailer) {
    registry.on(SEND, move |ctx: JobContext| {
        let mailer = mailer.clone();
        async move { deliver(&ctx, &mailer).await }
    });
}

async fn deliver(ctx: &JobContext, mailer: &Mailer) -> Result<(), JobError> {
    let Asked { message: id } = ctx.payload()?;
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let message = store::header(&mut tx, id).await?;
    tx.rollback().await?;
    // Purged, or sent already. One that failed is sent: somebody has asked for its job again.
    let Some(message) = message.filter(|message| matches!(message.etat, EtatMessage::AEnvoyer | EtatMessage::Echec))
    else {
        return Ok(());
    };
    let sent = match &mailer.way {
        Way::Page => Ok(EtatMessage::Garde),
        Way::Smtp { transport, from } => match build(ctx, mailer, from, &message).await? {
            Ok(mime) => transport.send(mime).await.map(|_| EtatMessage::Envoye).map_err(|error| why(&error)),
            Err(refused) => Err(refused),
        },
    };
    match sent {
        Ok(etat) => {
            let mut tx = ctx.db.begin(Perimetre::Commun).await?;
            store::end(&mut tx, id, etat, None, Some(ctx.clock.now())).await?;
            ctx.finish_in(&mut tx, json!({ "etat": etat.code() })).await?;
            Ok(tx.commit().await?)
        }
        Err(Refused::ForGood(why)) => {
            refuse(ctx, id, EtatMessage::Echec, &why).await?;
            Err(JobError::Fail(why))
        }
        Err(Refused::ForNow(why)) => {
            let etat = if ctx.is_last_attempt() { EtatMessage::Echec } else { EtatMessage::AEnvoyer };
            refuse(ctx, id, etat, &why).await?;
            Err(JobError::Retry(why))
        }
    }
}

async fn refuse(ctx: &JobContext, id: MessageId, etat: EtatMessage, why: &str) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Commun).await?;
    store::end(&mut tx, id, etat, Some(why), None).await?;
    Ok(tx.commit().await?)
}

/// Reads the bodies and the attachments, and writes the message.
async fn build(
    ctx: &JobContext,
    mailer: &Mailer,
    from: &crate::Correspondant,
    message: &Message,
) -> Result<Result<Mime, Refused>, JobError> {
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let bodies = store::bodies(&mut tx, message.id).await?;
    let bodies = bodies.ok_or_else(|| JobError::Fail("Le courriel a été supprimé.".to_owned()))?;
    let mut attached = Vec::new();
    for kept in store::contents(&mut tx, message.id).await? {
        match read(&mut tx, mailer, kept).await {
            Ok(piece) => attached.push(piece),
            Err(refused) => return Ok(Err(refused)),
        }
    }
    Ok(mime::build(from, message, bodies, attached).map_err(Refused::ForGood))
}

async fn read(tx: &mut db::Tx, mailer: &Mailer, kept: Kept) -> Result<Attached, Refused> {
    let Kept { nom, genre, contenu, collectivite, document, .. } = kept;
    if let Some(bytes) = contenu {
        return Ok(Attached { nom, genre, bytes });
    }
    let gone = || Refused::ForGood(format!("La pièce jointe « {nom} » n’existe plus."));
    let (Some(documents), Some(collectivite), Some(document)) = (&mailer.documents, collectivite, document) else {
        return Err(gone());
    };
    let read = documents.read(tx, collectivite, document).await;
    let bytes = read.map_err(|error| Refused::ForNow(format!("La pièce jointe « {nom} » ne se lit pas : {error}")))?;
    Ok(Attached { bytes: bytes.ok_or_else(gone)?, nom, genre })
}

fn why(error: &smtp::Error) -> Refused {
    let about_us = error.status().is_some_and(|code| ABOUT_US.contains(&u16::from(code)));
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text} : {cause_text}");
        }
        source = cause.source();
    }
    let text = format!("Le serveur de courriel n’a pas pris le message : {text}");
    if error.is_permanent() && !about_us { Refused::ForGood(text) } else { Refused::ForNow(text) }
}
