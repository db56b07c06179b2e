//! The rules of the register: pure, without SQL, HTTP, clock nor configuration. Each cites its article.

pub mod aipd;
mod catalogue;
mod champ;
mod conservation;
mod contenu;
mod date_iso;
mod dictionnaire;
mod difference;
mod empreinte;
mod lecture;
mod lot;
mod manques;
mod modele;
pub mod pays;
mod proposition;
mod publication;
mod rapprochement;
mod refus;
mod termes;
mod traitement;

pub use aipd::{ConseilAipd, conseil_aipd};
pub use catalogue::{CatalogueId, Certification, Clause, ClauseVue, EtatClause, FicheCatalogue, GenreCatalogue};
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
pub use lot::{Avant, DeploiementId, GenreLot, LotId, Retour, ensure_open};
pub use manques::{Manque, manques};
pub use modele::{Bibliotheque, Confiance, FamilleModele, Modele, ModelePublie, Source, modele_embarque};
pub use proposition::{Ecart, EtatProposition, PropositionId, answer, ecarts};
pub use publication::{PUBLIABLES, Publication};
pub use rapprochement::{Bilan, ContenuIllisible, Ligne, Sort, Tenu, empreinte_lignes, fiche};
pub use refus::Refus;
pub use termes::{
    Article9, Base, Critere, DecisionAipd, DroitPersonne, EtatMesure, Garantie, GenreDestinataire, RoleTraitement,
};
pub use traitement::{
    EtatTraitement, GenreEvenement, OrigineModele, ServiceId, TEXTE_MAX, Traitement, TraitementId, check,
};
