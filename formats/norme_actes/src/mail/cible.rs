//! What was sent and that a return answers, by whatever tells it: identifiers first, then contents, then names.

use super::RetourRecu;
use crate::{CleActe, IdActe, Message, NomEnveloppe, NomFichier, NumeroSiren, noms::find};

/// Names that are sought in one message: all say the same acte, and a hostile one may have thousands.
const NOMS_MAX: usize = 20;

/// What a return answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cible {
    /// An acte, named whole.
    Acte(IdActe),
    /// An acte of the collectivité, by its date, its number and its nature: an anomaly names it by nothing else.
    Cle(CleActe),
    /// An envelope, as it was sent: with a trigramme and `.tar.gz`, it is the archive.
    Enveloppe(NomEnveloppe),
    /// The envelope that carried this message, when the name of the anomaly does not tell it.
    Formulaire(NomFichier),
    /// No acte: the classification of the collectivité.
    Classification,
}

/// `appele`: how its attachment is called.
pub(super) fn of(retour: &RetourRecu, appele: &str, destinataire: Option<&NumeroSiren>) -> Option<Cible> {
    if let Some(id) = retour.message.id_acte() {
        return Some(Cible::Acte(id.clone()));
    }
    match &retour.message {
        Message::RetourClassification(_) | Message::ReponseClassificationSansChangement(_) => {
            Some(Cible::Classification)
        }
        Message::AnomalieEnveloppe(_) => enveloppe(retour, appele),
        _ => acte(retour, destinataire),
    }
}

/// The collectivité: of the acte, of the envelope of the mail, of what was sent back, of the names.
pub(super) fn siren(retour: &RetourRecu, destinataire: Option<&NumeroSiren>) -> Option<NumeroSiren> {
    let of_cible = match &retour.cible {
        Some(Cible::Acte(id)) => Some(&id.siren),
        Some(Cible::Enveloppe(nom)) => Some(&nom.siren),
        _ => None,
    };
    let recue = match &retour.message {
        Message::AnomalieEnveloppe(anomalie) => anomalie.enveloppe_recue.as_ref(),
        _ => None,
    };
    let of_recue = recue.map(|recue| &recue.emetteur.id_cl.siren);
    let of_nom = retour.nom.as_ref().map(|nom| &nom.siren);
    let told = of_cible.or(destinataire).or(of_recue).or(of_nom).cloned();
    told.or_else(|| names_of_acte(retour).next().map(|nom| nom.siren))
}

/// The key of the acte that came back; when it is damaged, that of the names: an operator may have put another date in those
/// of its files, so they come last.
fn acte(retour: &RetourRecu, destinataire: Option<&NumeroSiren>) -> Option<Cible> {
    let content = retour.message.cle().ok().flatten();
    let of_nom = || retour.nom.as_ref().and_then(|nom| nom.acte.clone());
    let of_files = || {
        names_of_acte(retour)
            .filter(|nom| destinataire.is_none_or(|siren| *siren == nom.siren))
            .find_map(|nom| nom.acte)
    };
    content.or_else(of_nom).or_else(of_files).map(Cible::Cle)
}

fn names_of_acte(retour: &RetourRecu) -> impl Iterator<Item = NomFichier> {
    let acte = retour.message.acte_recu().into_iter();
    let noms = acte.flat_map(|acte| [&acte.document].into_iter().chain(&acte.annexes)).take(NOMS_MAX);
    noms.filter_map(|one| find(&one.nom_fichier))
}

fn enveloppe(retour: &RetourRecu, appele: &str) -> Option<Cible> {
    let of_nom = find::<NomEnveloppe>(appele).map(|nom| nom.envoyee().unwrap_or(nom));
    // The name of an envelope that comes from the préfecture says nothing of the one that was sent.
    if let Some(envoyee) = of_nom.filter(|nom| nom.emetteur.is_none()) {
        return Some(Cible::Enveloppe(envoyee));
    }
    let Message::AnomalieEnveloppe(anomalie) = &retour.message else { return None };
    let formulaires = anomalie.enveloppe_recue.iter().flat_map(|recue| &recue.formulaires_envoyes);
    formulaires.take(NOMS_MAX).find_map(|formulaire| find(&formulaire.nom_fichier)).map(Cible::Formulaire)
}
