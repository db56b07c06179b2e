//! `Evenement`: what happened to an acte, in words, for its page and its proof.

use kernel::{Id, Instant};

use super::{ActeId, EnvoiId, RetourId};
use serde::{Deserialize, Serialize};

/// Marks the id of an event.
#[derive(Debug)]
pub enum MarqueEvenement {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evenement {
    pub id: Id<MarqueEvenement>,
    pub acte_id: ActeId,
    pub genre: GenreEvenement,
    pub le: Instant,
    pub par: String,
    pub texte: String,
    pub envoi_id: Option<EnvoiId>,
    pub retour_id: Option<RetourId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenreEvenement {
    Cree,
    Pret,
    TransmissionDemandee,
    Depose,
    EnvoiEchoue,
    Recu,
    Refuse,
    CourrierRecu,
    AccuseEnvoye,
    Repondu,
    ReponseRecue,
    AnnulationDemandee,
    Annule,
    Publie,
    Retire,
}

/// What other software may be told of, a step of an acte each; in the order of [`GenreEvenement::TOUS`].
pub const WEBHOOKS: [webhooks::GenreEvenement; 15] = [
    webhooks::GenreEvenement::new("actes.cree", "Acte déposé dans Beffroi"),
    webhooks::GenreEvenement::new("actes.pret", "Acte prêt à transmettre"),
    webhooks::GenreEvenement::new("actes.transmission_demandee", "Transmission demandée"),
    webhooks::GenreEvenement::new("actes.depose", "Archive déposée sur le serveur de la préfecture"),
    webhooks::GenreEvenement::new("actes.envoi_echoue", "Envoi qui n’a pas abouti"),
    webhooks::GenreEvenement::new("actes.recu", "Acte reçu en préfecture"),
    webhooks::GenreEvenement::new("actes.refuse", "Acte refusé par la préfecture"),
    webhooks::GenreEvenement::new("actes.courrier_recu", "Courrier de la préfecture"),
    webhooks::GenreEvenement::new("actes.accuse_envoye", "Accusé de réception d’un courrier envoyé"),
    webhooks::GenreEvenement::new("actes.repondu", "Réponse à la préfecture envoyée"),
    webhooks::GenreEvenement::new("actes.reponse_recue", "Réponse reçue en préfecture"),
    webhooks::GenreEvenement::new("actes.annulation_demandee", "Annulation demandée"),
    webhooks::GenreEvenement::new("actes.annule", "Annulation reçue en préfecture"),
    webhooks::GenreEvenement::new("actes.publie", "Acte mis en ligne"),
    webhooks::GenreEvenement::new("actes.retire", "Acte retiré de la page publique"),
];

impl GenreEvenement {
    /// What other software is told of this step.
    pub fn webhook(self) -> webhooks::GenreEvenement {
        let at = Self::TOUS.iter().position(|genre| *genre == self).unwrap_or_default();
        WEBHOOKS[at]
    }

    const TOUS: [Self; 15] = [
        Self::Cree,
        Self::Pret,
        Self::TransmissionDemandee,
        Self::Depose,
        Self::EnvoiEchoue,
        Self::Recu,
        Self::Refuse,
        Self::CourrierRecu,
        Self::AccuseEnvoye,
        Self::Repondu,
        Self::ReponseRecue,
        Self::AnnulationDemandee,
        Self::Annule,
        Self::Publie,
        Self::Retire,
    ];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cree => "cree",
            Self::Pret => "pret",
            Self::TransmissionDemandee => "transmission_demandee",
            Self::Depose => "depose",
            Self::EnvoiEchoue => "envoi_echoue",
            Self::Recu => "recu",
            Self::Refuse => "refuse",
            Self::CourrierRecu => "courrier_recu",
            Self::AccuseEnvoye => "accuse_envoye",
            Self::Repondu => "repondu",
            Self::ReponseRecue => "reponse_recue",
            Self::AnnulationDemandee => "annulation_demandee",
            Self::Annule => "annule",
            Self::Publie => "publie",
            Self::Retire => "retire",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|genre| genre.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Cree => "Déposé dans Beffroi",
            Self::Pret => "Prêt à transmettre",
            Self::TransmissionDemandee => "Transmission demandée",
            Self::Depose => "Déposé sur le serveur de la préfecture",
            Self::EnvoiEchoue => "L’envoi n’a pas abouti",
            Self::Recu => "Reçu en préfecture",
            Self::Refuse => "Refusé par la préfecture",
            Self::CourrierRecu => "Courrier de la préfecture",
            Self::AccuseEnvoye => "Accusé de réception envoyé à la préfecture",
            Self::Repondu => "Réponse envoyée",
            Self::ReponseRecue => "Réponse reçue en préfecture",
            Self::AnnulationDemandee => "Annulation demandée",
            Self::Annule => "Annulation reçue en préfecture",
            Self::Publie => "Mis en ligne",
            Self::Retire => "Retiré de la page publique",
        }
    }
}
coded!(GenreEvenement);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_its_webhook() {
        for genre in GenreEvenement::TOUS {
            assert_eq!(genre.webhook().code(), format!("actes.{}", genre.code()));
        }
    }
}
