//! ACTES: the messages, envelopes, names and archives by which acts reach the préfecture and come back.
#![doc = include_str!("../README.md")]

mod acte;
mod arbre;
mod archive;
mod budget;
mod classification;
mod controle;
mod courrier;
mod depot;
mod ecriture;
mod encodage;
mod enveloppe;
mod error;
mod francais;
mod id_acte;
mod inspection;
mod lecture;
mod mail;
mod matieres;
mod message;
mod noms;
mod paquet;
mod prefecture;
mod retour;
mod tables;
mod transmission;
mod type_message;
mod valeurs;

pub use acte::{DonneesActe, FichierSigne, Signature};
pub use archive::{ArchiveWriter, Entree, Limites, TAILLE_MAX, read_archive, visit_archive};
pub use budget::{Budget, Chapitre, Scellement, Section, read_budget, unzip_budget};
pub use classification::{Matiere, NatureActe, RetourClassification, TypePieceJointe};
pub use controle::{Constat, Contexte, Gravite, controle};
pub use courrier::{
    ArReponse, Courrier, CourrierPref, DefereTa, DemandePieceComplementaire, LettreObservations, PieceComplementaire,
};
pub use depot::Depot;
pub use ecriture::Schema;
pub use encodage::{Encodage, decode, translitere};
pub use enveloppe::{AnomalieEnveloppe, Emetteur, EnveloppeClMisill, EnveloppeMisillCl, IdCl, IdPrefecture, Referent};
pub use error::ActesError;
pub use id_acte::{CleActe, IdActe};
pub use inspection::{Fait, Inspection, inspect};
pub use lecture::{Contenu, Ecart, Lecture, read};
pub use mail::{Cible, EnveloppeRecue, Mail, RetourRecu, read_mail};
pub use matieres::CodesMatieres;
pub use message::Message;
pub use noms::{NomArchive, NomEnveloppe, NomFichier};
pub use paquet::{Fichier, Paquet};
pub use prefecture::{FormulaireRecu, Recu, RefusActe, RefusEnveloppe, Reponse, Retour, receive};
pub use retour::{AnomalieActe, ArActe, ArAnnulation};
pub use tables::{anomalie, matieres_nationales, natures, typologie, verification};
pub use transmission::{Acte, Piece, Transmission};
pub use type_message::{Sens, TypeMessage};
pub use valeurs::{CodeTypePj, Departement, NumeroInterne, NumeroSiren, TypeAbrege};
