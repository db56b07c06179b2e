//! `Mail`: a mail to send, checked as it is built.

use kernel::{CollectiviteId, Illisible};
use uuid::Uuid;

use crate::{Corps, Correspondant, adresse::one_line};

/// What the attachments may weigh together: servers refuse messages of 20 to 25 MB, and base64 adds a third.
const MAX_ATTACHED: usize = 15_000_000;

/// A mail to send.
#[derive(Debug, Clone)]
#[must_use = "a mail is not written until it is given to `send`"]
pub struct Mail {
    pub(crate) to: Correspondant,
    pub(crate) subject: String,
    pub(crate) corps: Corps,
    pub(crate) reply_to: Option<Correspondant>,
    pub(crate) pieces: Vec<(PieceJointe, Contenu)>,
    pub(crate) pour: Option<CollectiviteId>,
    pub(crate) lien: Option<(&'static str, Uuid)>,
    pub(crate) confidential: bool,
}

/// What is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceJointe {
    /// From 0.
    pub rang: u32,
    pub nom: String,
    /// Its media type: `application/pdf`.
    pub genre: String,
}
db::row!(PieceJointe { rang, nom, genre });

#[derive(Debug, Clone)]
pub(crate) enum Contenu {
    Octets(Vec<u8>),
    Document(CollectiviteId, documents::DocumentId),
}

impl Mail {
    /// Refused when the subject is empty or does not stand on one line.
    pub fn new(to: Correspondant, subject: &str, corps: Corps) -> Result<Self, Illisible> {
        let subject = one_line(subject, "L’objet du courriel")?;
        if subject.is_empty() {
            return Err(Illisible::new("L’objet du courriel manque : écrivez de quoi il s’agit."));
        }
        let (reply_to, pieces) = (None, Vec::new());
        Ok(Self { to, subject, corps, reply_to, pieces, pour: None, lien: None, confidential: false })
    }

    pub fn reply_to(self, reply_to: Correspondant) -> Self {
        Self { reply_to: Some(reply_to), ..self }
    }

    /// Attaches bytes, kept with the message. `genre` is a media type.
    pub fn attach(self, nom: &str, genre: &str, bytes: Vec<u8>) -> Result<Self, Illisible> {
        self.with(nom, genre, Contenu::Octets(bytes))
    }

    /// Attaches a document of a collectivité, read when the mail is sent.
    pub fn attach_document(
        self,
        nom: &str,
        genre: &str,
        collectivite: CollectiviteId,
        document: documents::DocumentId,
    ) -> Result<Self, Illisible> {
        self.with(nom, genre, Contenu::Document(collectivite, document))
    }

    /// The collectivité whose affair it is.
    pub fn pour(self, collectivite: impl Into<Option<CollectiviteId>>) -> Self {
        Self { pour: collectivite.into(), ..self }
    }

    /// The object that the page links to.
    pub fn about(self, genre: &'static str, id: Uuid) -> Self {
        Self { lien: Some((genre, id)), ..self }
    }

    /// The bodies hold a secret (a link to choose a password): they are hidden on the page and erased once sent.
    pub fn confidential(self) -> Self {
        Self { confidential: true, ..self }
    }

    fn with(mut self, nom: &str, genre: &str, contenu: Contenu) -> Result<Self, Illisible> {
        let nom = one_line(nom, "Le nom de la pièce jointe")?;
        genre
            .parse::<lettre::message::header::ContentType>()
            .map_err(|_| Illisible::new(format!("Le type « {genre} » de la pièce jointe n’est pas valable.")))?;
        let rang = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        self.pieces.push((PieceJointe { rang, nom, genre: genre.to_owned() }, contenu));
        if self.weight() > MAX_ATTACHED {
            return Err(Illisible::new(
                "Les pièces jointes dépassent 15 Mo : envoyez plutôt un lien vers les documents.",
            ));
        }
        Ok(self)
    }

    fn weight(&self) -> usize {
        let weight = |contenu: &Contenu| if let Contenu::Octets(bytes) = contenu { bytes.len() } else { 0 };
        self.pieces.iter().map(|(_, contenu)| weight(contenu)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(subject: &str) -> Result<Mail, Illisible> {
        Mail::new(Correspondant::new("Anne", "anne@albias.fr").unwrap(), subject, Corps::new("CDG"))
    }

    #[test]
    fn a_subject_cannot_forge_a_header() {
        assert!(mail("Bonjour\r\nBcc: tous@albias.fr").is_err());
        assert!(mail(" ").unwrap_err().to_string().contains("objet"));
        assert_eq!(mail(" Bonjour ").unwrap().subject, "Bonjour");
    }

    #[test]
    fn attachments_are_named_typed_and_bounded() {
        let attach = |nom: &str, genre: &str, len| mail("Objet").unwrap().attach(nom, genre, vec![0; len]);
        assert!(attach("a.pdf", "application/pdf", 10).is_ok());
        assert!(attach("a\n.pdf", "application/pdf", 10).is_err());
        assert!(attach("a.pdf", "pdf", 10).is_err());
        assert!(attach("a.pdf", "application/pdf", MAX_ATTACHED + 1).unwrap_err().to_string().contains("15 Mo"));
        assert!(attach("a.pdf", "application/pdf", MAX_ATTACHED).unwrap().attach("b", "text/plain", vec![0]).is_err());
    }
}
