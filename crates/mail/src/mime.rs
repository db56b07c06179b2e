//! A kept mail as the message that leaves: the same bytes each time, so that a second sending is recognised as a duplicate.

use std::time::{Duration, SystemTime};

use lettre::{
    Message as Mime,
    message::{
        Attachment, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{Bodies, Correspondant, Message};

/// An attachment with its bytes.
#[derive(Debug)]
pub(crate) struct Attached {
    pub nom: String,
    pub genre: String,
    pub bytes: Vec<u8>,
}

/// The error is what makes it impossible to write, for the page.
pub(crate) fn build(
    from: &Correspondant,
    message: &Message,
    bodies: Bodies,
    attached: Vec<Attached>,
) -> Result<Mime, String> {
    let to = Correspondant::new(&message.destinataire_nom, &message.destinataire_adresse).map_err(|e| e.to_string())?;
    let since_1970 = Duration::from_micros(u64::try_from(message.created_at.unix_micros()).unwrap_or(0));
    let mut builder = Mime::builder()
        .from(from.mailbox())
        .to(to.mailbox())
        .subject(&message.sujet)
        .date(SystemTime::UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{}@{}>", message.id, from.adresse().domain())))
        // No answering machine answers it (RFC 3834).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), "fr".to_owned()));
    if let Some(adresse) = &message.reponse_adresse {
        let nom = message.reponse_nom.as_deref().unwrap_or_default();
        builder = builder.reply_to(Correspondant::new(nom, adresse).map_err(|e| e.to_string())?.mailbox());
    }
    let boundary = |what: &str| format!("{what}-{}", message.id);
    let both = MultiPart::alternative()
        .boundary(boundary("corps"))
        .singlepart(SinglePart::plain(bodies.texte))
        .singlepart(SinglePart::html(bodies.html));
    let whole = if attached.is_empty() {
        both
    } else {
        let mut mixed = MultiPart::mixed().boundary(boundary("pieces")).multipart(both);
        for piece in attached {
            let genre = ContentType::parse(&piece.genre).map_err(|e| e.to_string())?;
            mixed = mixed.singlepart(Attachment::new(piece.nom).body(piece.bytes, genre));
        }
        mixed
    };
    builder.multipart(whole).map_err(|error| error.to_string())
}
