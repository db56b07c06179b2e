//! The rules of the register: pure, without SQL, HTTP, clock nor configuration. Each cites its article.

pub mod aipd;
mod champ;
mod conservation;
mod contenu;
mod date_iso;
mod dictionnaire;
mod difference;
mod empreinte;
mod lecture;
mod manques;
mod modele;
pub mod pays;
mod rapprochement;
mod refus;
mod termes;
mod traitement;

pub use aipd::{ConseilAipd, conseil_aipd};
pub use champ::{Champ, Etape};
pub use conservation::{Conservation, Duree, SortFinal, UniteDuree};
pub use contenu::{
    Aipd, Conjoint, Contenu, Destinataire, Donnee, Finalite, Information, Mandant, Mesure, Modalite, Origine, Outil,
    Personnes, SousTraitant, Transfert,
};
pub use dictionnaire::{Dictionnaire, Dictionnaires, Terme, dictionnaires};
pub use difference::{Difference, Mot, differences};
pub use empreinte::empreinte;
pub use lecture::lignes;
pub use manques::{Manque, manques};
pub use modele::{Confiance, FamilleModele, Modele, Source, modele, modeles};
pub use rapprochement::{Bilan, ContenuIllisible, Ligne, Sort, Tenu, empreinte_lignes, fiche};
pub use refus::Refus;
pub use termes::{
    Article9, Base, Critere, DecisionAipd, DroitPersonne, EtatMesure, Garantie, GenreDestinataire, RoleTraitement,
};
pub use traitement::{EtatTraitement, GenreEvenement, OrigineModele, ServiceId, Traitement, TraitementId, check};
