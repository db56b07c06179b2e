//! `Livraison`: an event told to one abonnement, and its `Tentative`s.

use kernel::{CollectiviteId, Id, Instant, nomenclature};
use uuid::Uuid;

use super::{AbonnementId, Evenement};

pub type LivraisonId = Id<Livraison>;
/// What the receiver knows an event by.
pub type EvenementId = Id<Evenement>;

nomenclature! {
    /// Where a delivery stands.
    pub enum EtatLivraison: "L’état" {
        ALivrer = "a_livrer", "À livrer";
        Livree = "livree", "Livrée";
        /// Given up: it can be sent again.
        Echec = "echec", "En échec";
    }
}

db::text_column!(EtatLivraison, code, from_code);

/// A delivery, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Livraison {
    pub collectivite_id: CollectiviteId,
    pub id: LivraisonId,
    pub abonnement_id: AbonnementId,
    pub abonnement_nom: String,
    /// The header `Webhook-Id`.
    pub evenement_id: EvenementId,
    /// A code of [`super::GenreEvenement`].
    pub genre: String,
    /// The collectivité that the event is about.
    pub concernee: CollectiviteId,
    pub objet_id: Uuid,
    pub etat: EtatLivraison,
    /// Attempts since it was asked for, or asked for again.
    pub tentatives_demande: u32,
    /// Attempts in all.
    pub tentatives: u32,
    pub demandee_le: Instant,
    /// The next attempt.
    pub prevue_le: Option<Instant>,
    /// What the last attempt met.
    pub statut: Option<u32>,
    pub erreur: Option<String>,
    pub created_at: Instant,
    pub finie_le: Option<Instant>,
}
db::row!(Livraison {
    collectivite_id,
    id,
    abonnement_id,
    abonnement_nom,
    evenement_id,
    genre,
    concernee,
    objet_id,
    etat,
    tentatives_demande,
    tentatives,
    demandee_le,
    prevue_le,
    statut,
    erreur,
    created_at,
    finie_le
});

/// One request, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tentative {
    /// From 1.
    pub rang: u32,
    /// The header `Webhook-Timestamp` is this instant, in seconds.
    pub faite_le: Instant,
    pub url: String,
    pub duree_ms: u32,
    pub statut: Option<u32>,
    /// The beginning of the answer.
    pub extrait: Option<String>,
    /// Why there was no answer.
    pub erreur: Option<String>,
}
db::row!(Tentative { rang, faite_le, url, duree_ms, statut, extrait, erreur });

/// A delivery as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivraisonEntiere {
    pub livraison: Livraison,
    /// The JSON, as it leaves.
    pub corps: String,
    /// The latest first, fifty at most.
    pub tentatives: Vec<Tentative>,
}
