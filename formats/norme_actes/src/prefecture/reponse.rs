//! What a préfecture answers at once to each message that it takes.

use time::Date;

use super::FormulaireRecu;
use crate::{AnomalieActe, ArActe, ArAnnulation, ArReponse, Courrier, Message, RetourClassification};

impl FormulaireRecu {
    /// The answer of this day, with the classification in force: a receipt or an anomaly for an acte, a receipt for a
    /// cancellation and for an answer, the classification for who asks and has another. None to what is not answered: 2-2, and
    /// the receipts 3-2 and 4-2.
    pub fn reponse(&self, le: Date, classification: &RetourClassification) -> Option<Message> {
        let en_cours = classification.date_classification;
        Some(match &self.message {
            Message::Acte(_) => self.reponse_acte(le, en_cours)?,
            Message::PieceComplementaire(pieces) => Message::ArPieceComplementaire(ArReponse {
                date_reception: le,
                infos_courrier_pref: pieces.infos.clone(),
            }),
            Message::RefusPieceComplementaire(refus) => Message::ArPieceComplementaire(ar_reponse(refus, le)),
            Message::RejetLettreObservations(reponse) | Message::ReponseLettreObservations(reponse) => {
                Message::ArReponseRejetLettreObservations(ar_reponse(reponse, le))
            }
            Message::Annulation(id) => Message::ArAnnulation(ArAnnulation { id_acte: id.clone(), date_reception: le }),
            Message::DemandeClassification(Some(date)) if *date == en_cours => {
                Message::ReponseClassificationSansChangement(en_cours)
            }
            Message::DemandeClassification(_) => Message::RetourClassification(classification.clone()),
            _ => return None,
        })
    }

    fn reponse_acte(&self, le: Date, en_cours: Date) -> Option<Message> {
        let Message::Acte(acte) = &self.message else { return None };
        let (acte_recu, classification_date_version_en_cours) = (Some(acte.clone()), Some(en_cours));
        Some(match &self.refus {
            Some(refus) => Message::AnomalieActe(AnomalieActe {
                date: Some(le),
                nature: refus.nature.to_owned(),
                detail: Some(refus.detail.clone()),
                acte_recu,
                classification_date_version_en_cours,
            }),
            None => Message::ArActe(ArActe {
                id_acte: self.nom.id_acte()?,
                date_reception: le,
                acte_recu,
                classification_date_version_en_cours,
            }),
        })
    }
}

fn ar_reponse(reponse: &Courrier, le: Date) -> ArReponse {
    ArReponse { date_reception: le, infos_courrier_pref: reponse.infos.clone() }
}
