//! What a message that came back speaks of: the keys by which it finds its acte, whatever its sender wrote and forgot.

use norme_actes::{Contenu, IdActe, Message, NomArchive, NomEnveloppe, NomFichier, read};

/// A message, and what it says of whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lu {
    pub message: Message,
    /// `1-2`, or the root of a message that has no number.
    pub code: String,
    /// The collectivité: told by the acte, the envelope or the names.
    pub siren: Option<String>,
    pub id_acte: Option<IdActe>,
    /// The number of an acte of which the identity is not told.
    pub numero: Option<String>,
    /// The envelope that it answers, of an anomaly of envelope.
    pub enveloppe: Option<NomEnveloppe>,
}

/// The messages among the files of one mail, in any order; a mail may carry several.
///
/// # Errors
/// A sentence, when none of them is a message of the préfecture.
pub fn messages(pieces: &[(String, Vec<u8>)]) -> Result<Vec<Lu>, String> {
    let mut found = Vec::new();
    let mut siren = None;
    let mut why = None;
    for (nom, octets) in pieces.iter().filter(|(nom, _)| is_xml(nom)) {
        match read(octets).map(|lecture| lecture.contenu) {
            Ok(Contenu::Message(message)) => found.push(of_message(*message, nom)),
            Ok(Contenu::EnveloppeMisillCl(envelope)) => siren = Some(envelope.destinataire.to_string()),
            Ok(Contenu::EnveloppeClMisill(_)) => {}
            Err(error) => why = Some(format!("{nom}\u{a0}: {error}")),
        }
    }
    for lu in &mut found {
        if lu.siren.is_none() {
            lu.siren.clone_from(&siren);
        }
    }
    if found.is_empty() {
        return Err(why.unwrap_or_else(|| "Ce courriel ne porte aucun message ACTES.".to_owned()));
    }
    Ok(found)
}

fn of_message(message: Message, nom: &str) -> Lu {
    let named: Option<NomFichier> = nom.parse().ok();
    let answered = nom.parse::<NomEnveloppe>().ok().and_then(|name| name.envoyee());
    let id_acte = message.id_acte().cloned().or_else(|| named.as_ref().and_then(NomFichier::id_acte));
    let told = id_acte.as_ref().map(|id| id.siren.to_string());
    let siren = told
        .or_else(|| named.as_ref().map(|name| name.siren.to_string()))
        .or_else(|| answered.as_ref().map(|name| name.siren.to_string()));
    let numero = message.acte_recu().map(|acte| acte.numero_interne.to_string());
    let code = message.type_message().map_or_else(|| "anomalie".to_owned(), |code| code.to_string());
    Lu { message, code, siren, id_acte, numero, enveloppe: answered }
}

/// Whether this archive is the one of that envelope.
pub fn is_archive_of(archive: &str, enveloppe: &NomEnveloppe) -> bool {
    archive.parse::<NomArchive>().is_ok_and(|archive| archive.enveloppe == *enveloppe)
}

fn is_xml(nom: &str) -> bool {
    nom.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_without_a_message_says_why() {
        let none = messages(&[("lettre.pdf".into(), b"%PDF".to_vec())]).unwrap_err();
        assert_eq!(none, "Ce courriel ne porte aucun message ACTES.");
        let broken = messages(&[("a.xml".into(), b"<actes:ARActe".to_vec())]).unwrap_err();
        assert!(broken.starts_with("a.xml\u{a0}: "), "{broken}");
    }
}
