//! What a message that came back speaks of, whatever its sender wrote and forgot: `norme_actes::read_mail`, one message at a time.

use norme_actes::{Cible, Message, NomArchive, NomEnveloppe, read_mail};

/// A message, and what it says of whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lu {
    pub message: Message,
    /// `1-2`; `anomalie` for a message that has no number.
    pub code: String,
    /// The collectivité that it is for.
    pub siren: Option<String>,
    /// What was sent and that it answers.
    pub cible: Option<Cible>,
}

/// The messages among the files of one mail, in any order; a mail may carry several.
///
/// # Errors
/// Sentences, when none of them is a message of the préfecture.
pub fn messages(pieces: &[(String, Vec<u8>)]) -> Result<Vec<Lu>, String> {
    let given: Vec<(&str, &[u8])> = pieces.iter().map(|(nom, octets)| (nom.as_str(), octets.as_slice())).collect();
    let mail = read_mail(&given);
    if mail.retours.is_empty() {
        return Err(mail.fautes.join(" "));
    }
    let lu = |retour: norme_actes::RetourRecu| Lu {
        code: retour.message.type_message().map_or_else(|| "anomalie".to_owned(), |code| code.to_string()),
        siren: retour.siren.map(|siren| siren.to_string()),
        cible: retour.cible,
        message: retour.message,
    };
    Ok(mail.retours.into_iter().map(lu).collect())
}

/// Whether this archive is the one of that envelope.
pub fn is_archive_of(archive: &str, enveloppe: &NomEnveloppe) -> bool {
    archive.parse::<NomArchive>().is_ok_and(|archive| archive.enveloppe == *enveloppe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_without_a_message_says_why() {
        let none = messages(&[("lettre.pdf".into(), b"%PDF".to_vec())]).unwrap_err();
        assert_eq!(none, "Ce courrier ne contient aucun message d’ACTES.");
        let broken = messages(&[("082-218200020-20261124-1-DE-1-2_1.xml".into(), b"<actes:ARActe".to_vec())]);
        assert!(broken.unwrap_err().contains("ne se lit pas"));
    }
}
