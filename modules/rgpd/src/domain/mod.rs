//! The rules of the register: pure, without SQL, HTTP, clock nor configuration. Each cites its article.

mod conservation;
mod contenu;
mod date_iso;
mod dictionnaire;
mod termes;

pub use conservation::{Conservation, Duree, SortFinal, UniteDuree};
pub use contenu::{
    Aipd, Conjoint, Contenu, Destinataire, Donnee, Finalite, Information, Mandant, Mesure, Modalite, Origine, Outil,
    Personnes, SousTraitant, Transfert,
};
pub use dictionnaire::{Dictionnaire, Dictionnaires, Terme, dictionnaires};
pub use termes::{
    Article9, Base, Critere, DecisionAipd, DroitPersonne, EtatMesure, Garantie, GenreDestinataire, RoleTraitement,
};
