//! `read_mail`: the attachments of one mail of a préfecture, whatever their order and their names: what comes back, about what.

mod cible;

use kernel::combien;

use crate::{
    Contenu, Ecart, EnveloppeMisillCl, Message, NomEnveloppe, NomFichier, NumeroSiren, Sens, error::abrege,
    lecture::begins_as_actes, noms::find, read,
};

pub use cible::Cible;

/// What one mail brings. Attachments are told by their place in what was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    pub enveloppe: Option<EnveloppeRecue>,
    /// In the order of the attachments.
    pub retours: Vec<RetourRecu>,
    /// The attachments that no message names: the envelope and the messages are not among them.
    pub autres: Vec<usize>,
    /// What somebody must look at; complete sentences. A mail without a return has one at least.
    pub fautes: Vec<String>,
    /// What is not as it should be and stops nothing; complete sentences.
    pub remarques: Vec<String>,
}

/// `EnveloppeMISILLCL`: who sends and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnveloppeRecue {
    pub piece: usize,
    /// None when its attachment is called otherwise.
    pub nom: Option<NomEnveloppe>,
    pub contenu: EnveloppeMisillCl,
}

/// A message that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetourRecu {
    pub piece: usize,
    /// None when its attachment is called otherwise.
    pub nom: Option<NomFichier>,
    pub message: Message,
    /// What the schema refuses in it.
    pub ecarts: Vec<Ecart>,
    /// The collectivité that it is for; none when nothing tells it.
    pub siren: Option<NumeroSiren>,
    /// What was sent and that it answers; none when nothing tells it.
    pub cible: Option<Cible>,
    /// The documents that it tells, in its order, and their attachment; none when it is not there.
    pub documents: Vec<(String, Option<usize>)>,
}

/// Reads the attachments of one mail, each with its name, empty when it has none. Lenient: names may be decorated, the envelope
/// may be anywhere or nowhere, and what one attachment lacks another gives.
pub fn read_mail(pieces: &[(&str, &[u8])]) -> Mail {
    let (mut mail, mut illisibles) = (Mail::default(), Vec::new());
    for (piece, (nom, octets)) in pieces.iter().enumerate() {
        if !begins_as_actes(octets) && !is_message(nom) {
            mail.autres.push(piece);
            continue;
        }
        match read(octets) {
            Ok(lecture) => mail.take(piece, nom, lecture.contenu, lecture.ecarts),
            Err(error) => {
                mail.autres.push(piece);
                illisibles.push((piece, format!("{} ne se lit pas. {error}", told(piece, nom))));
            }
        }
    }
    mail.correlate(pieces);
    // A document of the préfecture may be any XML.
    let fautes = illisibles.into_iter().filter(|(piece, _)| mail.autres.contains(piece)).map(|(_, faute)| faute);
    mail.fautes.extend(fautes);
    if mail.retours.is_empty() && mail.fautes.is_empty() {
        mail.fautes.push("Ce courrier ne contient aucun message d’ACTES.".to_owned());
    }
    mail
}

impl Mail {
    fn take(&mut self, piece: usize, nom: &str, contenu: Contenu, ecarts: Vec<Ecart>) {
        match contenu {
            Contenu::EnveloppeMisillCl(contenu) if self.enveloppe.is_none() => {
                self.enveloppe = Some(EnveloppeRecue { piece, nom: find(nom), contenu });
            }
            Contenu::EnveloppeMisillCl(_) => {
                self.autres.push(piece);
                self.fautes
                    .push(format!("{} est une seconde enveloppe\u{a0}: la première seule est lue.", told(piece, nom)));
            }
            Contenu::Message(message) if is_of_prefecture(&message) => {
                let (siren, cible, documents) = (None, None, Vec::new());
                let nom = find(nom);
                self.retours.push(RetourRecu { piece, nom, message: *message, ecarts, siren, cible, documents });
            }
            Contenu::Message(_) | Contenu::EnveloppeClMisill(_) => {
                self.autres.push(piece);
                let phrase = "n’est pas d’une préfecture\u{a0}: c’est ce qu’une collectivité lui envoie.";
                self.fautes.push(format!("{} {phrase}", told(piece, nom)));
            }
        }
    }

    /// What each return is about, once everything was read.
    fn correlate(&mut self, pieces: &[(&str, &[u8])]) {
        let Self { enveloppe, retours, autres, fautes, remarques } = self;
        let destinataire = enveloppe.as_ref().map(|enveloppe| &enveloppe.contenu.destinataire);
        for retour in &mut *retours {
            let (piece, nom) = (retour.piece, pieces.get(retour.piece).map_or("", |(nom, _)| nom));
            retour.cible = cible::of(retour, nom, destinataire);
            retour.siren = cible::siren(retour, destinataire);
            let faute = match (&retour.cible, &retour.siren, destinataire) {
                (None, ..) => Some("ne dit pas à quel envoi il répond.".to_owned()),
                (_, None, _) => Some("ne dit pas pour quelle collectivité il est.".to_owned()),
                (_, Some(siren), Some(destinataire)) if siren != destinataire => {
                    Some(format!("est pour le SIREN {siren}, et l’enveloppe pour {destinataire}."))
                }
                _ => None,
            };
            fautes.extend(faute.map(|faute| format!("{} {faute}", told(piece, nom))));
            for one in retour.message.fichiers() {
                let document = take_named(&one.nom_fichier, pieces, autres);
                if document.is_none() {
                    let phrase = "est annoncé par le message et n’est pas joint.";
                    remarques.push(format!("«\u{a0}{}\u{a0}» {phrase}", abrege(&one.nom_fichier)));
                }
                retour.documents.push((one.nom_fichier.clone(), document));
            }
        }
        if let Some(enveloppe) = enveloppe {
            let (annonces, joints) = (enveloppe.contenu.formulaires_envoyes.len(), retours.len());
            if annonces != joints {
                let annonces = combien(i64::try_from(annonces).unwrap_or(i64::MAX), "message", "messages");
                remarques.push(format!("L’enveloppe annonce {annonces}, et {joints} se lisent dans le courrier."));
            }
        }
    }
}

/// Takes out of `autres` the attachment of this name.
fn take_named(nom: &str, pieces: &[(&str, &[u8])], autres: &mut Vec<usize>) -> Option<usize> {
    let called = |piece: &usize| pieces.get(*piece).map_or("", |(nom, _)| nom);
    let wanted = nom.parse::<NomFichier>().ok().map(|nom| nom.to_string());
    let is_it = |piece: &usize| {
        let dressed = find::<NomFichier>(called(piece)).map(|nom| nom.to_string());
        let same =
            wanted.as_deref().zip(dressed.as_deref()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
        same || called(piece).trim().eq_ignore_ascii_case(nom)
    };
    let exact = autres.iter().position(|piece| called(piece) == nom);
    exact.or_else(|| autres.iter().position(is_it)).map(|place| autres.remove(place))
}

fn is_of_prefecture(message: &Message) -> bool {
    message.type_message().is_none_or(|told| told.sens() == Some(Sens::Prefecture))
}

/// Whether its name alone makes a message or an envelope of it: it should have been read.
fn is_message(nom: &str) -> bool {
    let fichier = find::<NomFichier>(nom);
    fichier.is_some_and(|nom| nom.is_message()) || find::<NomEnveloppe>(nom).is_some()
}

fn told(piece: usize, nom: &str) -> String {
    if nom.trim().is_empty() {
        format!("La pièce jointe {}", piece + 1)
    } else {
        format!("«\u{a0}{}\u{a0}»", abrege(nom))
    }
}
