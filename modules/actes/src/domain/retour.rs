//! `Retour`: what came back from the préfecture, and what it changes.

use kernel::{CollectiviteId, Id, Instant};
use norme_actes::{AnomalieActe, Message, anomalie};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{ActeId, Canal, EtatActe, GenreEchange};

/// Marks the id of a return.
#[derive(Debug)]
pub enum MarqueRetour {}
pub type RetourId = Id<MarqueRetour>;

/// A message received, kept before anything is done of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retour {
    pub collectivite_id: CollectiviteId,
    pub id: RetourId,
    /// What tells it from every other.
    pub cle: String,
    pub acte_id: Option<ActeId>,
    /// `1-2`, `3-1`… or the root of the message.
    pub message: String,
    pub canal: Canal,
    pub etat: EtatRetour,
    /// One sentence.
    pub resume: String,
    pub recu_le: Instant,
    pub fichiers: Vec<FichierRecu>,
}

/// A file that came with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FichierRecu {
    pub nom: String,
    /// The document of the collectivité; none when the antivirus refused it.
    pub document: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatRetour {
    Traite,
    /// It speaks of an acte or a collectivité that is not here: somebody of the centre looks.
    Orphelin,
    /// It does not read.
    Illisible,
}

impl EtatRetour {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Traite => "traite",
            Self::Orphelin => "orphelin",
            Self::Illisible => "illisible",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Traite, Self::Orphelin, Self::Illisible].into_iter().find(|etat| etat.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Traite => "traité",
            Self::Orphelin => "sans acte connu",
            Self::Illisible => "illisible",
        }
    }
}
coded!(EtatRetour);

/// What a message does to an acte. The same message twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effet {
    /// The préfecture has the acte.
    Recu {
        le: Date,
    },
    Refuse {
        motif: String,
    },
    Courrier {
        genre: GenreEchange,
        date_courrier: Date,
        texte: String,
    },
    /// It has an answer that was sent.
    ReponseRecue {
        genre: GenreEchange,
        date_courrier: Date,
        le: Date,
    },
    Annule {
        le: Date,
    },
    /// The préfecture refuses the cancellation, or what was sent about an acte that it has: the acte stays received.
    DemandeRefusee {
        motif: String,
    },
    /// Nothing: it is known already, or it comes too late.
    Rien,
}

/// What this message changes in an acte that is in this state.
pub fn effect(etat: EtatActe, message: &Message) -> Effet {
    match message {
        Message::ArActe(ar) if etat.is_acquitte() => {
            let _ = ar;
            Effet::Rien
        }
        Message::ArActe(ar) => Effet::Recu { le: ar.date_reception },
        Message::ArAnnulation(ar) if etat != EtatActe::Annule => Effet::Annule { le: ar.date_reception },
        Message::AnomalieActe(anomalie) => refused(etat, reason(anomalie)),
        Message::AnomalieEnveloppe(envelope) => {
            refused(etat, told("AnomalieEnveloppe", &envelope.nature, envelope.detail.as_deref()))
        }
        Message::CourrierSimple(courrier) => Effet::Courrier {
            genre: GenreEchange::CourrierSimple,
            date_courrier: courrier.infos.date_courrier_pref,
            texte: String::new(),
        },
        Message::DemandePieceComplementaire(demande) => Effet::Courrier {
            genre: GenreEchange::DemandePieceComplementaire,
            date_courrier: demande.infos.date_courrier_pref,
            texte: demande.description_pieces.clone(),
        },
        Message::LettreObservations(lettre) => Effet::Courrier {
            genre: GenreEchange::LettreObservations,
            date_courrier: lettre.infos.date_courrier_pref,
            texte: lettre.motif.clone(),
        },
        Message::DefereTa(defere) => Effet::Courrier {
            genre: GenreEchange::DefereTa,
            date_courrier: defere.date_depot,
            texte: defere.nature_illegalite.clone(),
        },
        Message::ArPieceComplementaire(ar) => Effet::ReponseRecue {
            genre: GenreEchange::DemandePieceComplementaire,
            date_courrier: ar.infos_courrier_pref.date_courrier_pref,
            le: ar.date_reception,
        },
        Message::ArReponseRejetLettreObservations(ar) => Effet::ReponseRecue {
            genre: GenreEchange::LettreObservations,
            date_courrier: ar.infos_courrier_pref.date_courrier_pref,
            le: ar.date_reception,
        },
        _ => Effet::Rien,
    }
}

/// An anomaly that comes when the préfecture has the acte speaks of what was sent since.
fn refused(etat: EtatActe, motif: String) -> Effet {
    match etat {
        EtatActe::AnnulationDemandee => Effet::DemandeRefusee { motif },
        EtatActe::Recu | EtatActe::Annule | EtatActe::Refuse => Effet::Rien,
        _ => Effet::Refuse { motif },
    }
}

fn reason(anomalie: &AnomalieActe) -> String {
    told("AnomalieActe", &anomalie.nature, anomalie.detail.as_deref())
}

/// « Anomalie 002 : la date de la classification… (ODT-VERIF-01 : …) ».
fn told(racine: &str, nature: &str, detail: Option<&str>) -> String {
    let known = anomalie(racine, nature).map(|words| format!("\u{a0}: {words}")).unwrap_or_default();
    let detail = detail.map(str::trim).filter(|detail| !detail.is_empty());
    let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("Anomalie {nature}{known}{detail}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use norme_actes::{ArActe, ArAnnulation};
    use time::macros::date;

    #[test]
    fn a_receipt_counts_once_and_an_anomaly_after_it_takes_nothing_back() {
        let id_acte: norme_actes::IdActe = "082-218200020-20261117-2026_112-DE".parse().unwrap();
        let ar = Message::ArActe(ArActe {
            id_acte: id_acte.clone(),
            date_reception: date!(2026 - 11 - 20),
            acte_recu: None,
            classification_date_version_en_cours: None,
        });
        assert_eq!(effect(EtatActe::Transmis, &ar), Effet::Recu { le: date!(2026 - 11 - 20) });
        assert_eq!(
            effect(EtatActe::Refuse, &ar),
            Effet::Recu { le: date!(2026 - 11 - 20) },
            "sent again, it was received"
        );
        assert_eq!(effect(EtatActe::Recu, &ar), Effet::Rien);
        let wrong = Message::AnomalieActe(AnomalieActe {
            date: None,
            nature: "002".into(),
            detail: Some("ODT-VERIF-01".into()),
            acte_recu: None,
            classification_date_version_en_cours: None,
        });
        let Effet::Refuse { motif } = effect(EtatActe::Transmis, &wrong) else { panic!() };
        assert!(
            motif.starts_with("Anomalie 002\u{a0}: la date de la classification") && motif.contains("ODT-VERIF-01")
        );
        assert_eq!(effect(EtatActe::Recu, &wrong), Effet::Rien);
        assert!(matches!(effect(EtatActe::AnnulationDemandee, &wrong), Effet::DemandeRefusee { .. }));
        let cancelled = Message::ArAnnulation(ArAnnulation { id_acte, date_reception: date!(2026 - 11 - 21) });
        assert_eq!(effect(EtatActe::AnnulationDemandee, &cancelled), Effet::Annule { le: date!(2026 - 11 - 21) });
        assert_eq!(effect(EtatActe::Annule, &cancelled), Effet::Rien);
    }
}
