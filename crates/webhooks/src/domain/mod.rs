//! The rules: what may be asked for, what is told, how it is signed, how long one insists. Pure.

mod abonnement;
mod evenement;
mod livraison;
pub(crate) mod patience;
mod refus;
mod secret;
pub(crate) mod signature;

pub use abonnement::{Abonnement, AbonnementId, EtatAbonnement, Portee, Saisie};
pub(crate) use abonnement::{Demande, codes};
pub use evenement::{ESSAI, Evenement, GenreEvenement};
pub use livraison::{EtatLivraison, EvenementId, Livraison, LivraisonEntiere, LivraisonId, Tentative};
pub(crate) use refus::Result;
pub use refus::{Champs, Refus, WebhookError};
pub use secret::Secret;
