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
        let destinataire = self.enveloppe.as_ref().map(|enveloppe| enveloppe.contenu.destinataire.clone());
        let mut restants = Restants::new(&self.autres, pieces);
        for retour in &mut self.retours {
            let nom = pieces.get(retour.piece).map_or("", |(nom, _)| nom);
            retour.cible = cible::of(retour, nom, destinataire.as_ref());
            retour.siren = cible::siren(retour, destinataire.as_ref());
            let told = told(retour.piece, nom);
            self.fautes.extend(retour.fault(destinataire.as_ref()).map(|faute| format!("{told} {faute}")));
            let named = retour.nom.as_ref().and_then(|nom| nom.acte.as_ref());
            if let (Some(named), Ok(Some(content))) = (named, retour.message.cle())
                && *named != content
            {
                self.remarques
                    .push(format!("{told} annonce par son nom l’acte {named}, et par son contenu {content}."));
            }
            let documents = retour.message.fichiers().into_iter().map(|one| one.nom_fichier.clone());
            retour.documents = documents.map(|nom| (nom.clone(), restants.take(&nom))).collect();
            self.remarques.extend(retour.absents());
        }
        self.autres = restants.0.into_iter().map(|reste| reste.piece).collect();
        if let Some(enveloppe) = &self.enveloppe {
            let (annonces, joints) = (enveloppe.contenu.formulaires_envoyes.len(), self.retours.len());
            if annonces != joints {
                let annonces = combien(i64::try_from(annonces).unwrap_or(i64::MAX), "message", "messages");
                self.remarques.push(format!("L’enveloppe annonce {annonces}, et {joints} se lisent dans le courrier."));
            }
        }
    }
}

impl RetourRecu {
    fn fault(&self, destinataire: Option<&NumeroSiren>) -> Option<String> {
        match (&self.cible, &self.siren, destinataire) {
            (None, ..) => Some("ne dit pas à quel envoi il répond.".to_owned()),
            (_, None, _) => Some("ne dit pas pour quelle collectivité il est.".to_owned()),
            (_, Some(siren), Some(destinataire)) if siren != destinataire => {
                Some(format!("est pour le SIREN {siren}, et l’enveloppe pour {destinataire}."))
            }
            _ => None,
        }
    }

    /// The documents that it tells and that are not there.
    fn absents(&self) -> Option<String> {
        let mut absents = self.documents.iter().filter(|(_, piece)| piece.is_none()).map(|(nom, _)| abrege(nom));
        let first = absents.next()?;
        Some(match absents.count() {
            0 => format!("«\u{a0}{first}\u{a0}» est annoncé par le message et n’est pas joint."),
            1 => format!(
                "«\u{a0}{first}\u{a0}» et un autre document sont annoncés par le message et ne sont pas joints."
            ),
            n => format!(
                "«\u{a0}{first}\u{a0}» et {n} autres documents sont annoncés par le message et ne sont pas joints."
            ),
        })
    }
}

/// The attachments that nothing named yet.
struct Restants<'a>(Vec<Reste<'a>>);

struct Reste<'a> {
    piece: usize,
    appele: &'a str,
    /// Its name of ACTES, without what decorates it.
    nom: Option<String>,
}

impl<'a> Restants<'a> {
    fn new(autres: &[usize], pieces: &[(&'a str, &[u8])]) -> Self {
        let reste = |piece: &usize| {
            let appele = pieces.get(*piece).map_or("", |(nom, _)| nom).trim();
            Reste { piece: *piece, appele, nom: find::<NomFichier>(appele).map(|nom| nom.to_string()) }
        };
        Self(autres.iter().map(reste).collect())
    }

    /// Takes out the attachment of this name: the very same first.
    fn take(&mut self, nom: &str) -> Option<usize> {
        let same = |reste: &Reste| {
            reste.appele.eq_ignore_ascii_case(nom)
                || reste.nom.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(nom))
        };
        let exact = self.0.iter().position(|reste| reste.appele == nom);
        exact.or_else(|| self.0.iter().position(same)).map(|place| self.0.remove(place).piece)
    }
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
