//! The rules of the annuaire, pure: no SQL, no clock read, nothing outside.

pub mod appareil;
pub mod champs;
pub mod collectivite;
pub mod contact;
pub mod courriel;
pub mod droits;
pub mod empreinte;
pub mod frein;
pub mod mot_de_passe;
pub mod nom;
pub mod notice;
pub mod notice_csv;
pub mod notice_json;
pub mod personne;
pub mod population;
pub mod refus;
pub mod saisie_collectivite;
pub mod session;
pub mod tableur;
