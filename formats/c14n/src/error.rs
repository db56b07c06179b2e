//! Why an XML file is not read: one complete French sentence that says what to do.

use std::io;

/// A file that is refused. Positions are bytes of the file, from 0.
#[derive(Debug, thiserror::Error)]
pub enum C14nError {
    #[error("Ce fichier XML est vide : choisissez le fichier à nouveau.")]
    Vide,
    #[error(
        "Ce fichier XML est mal formé à l’octet {octet} : {faute}. Corrigez-le dans le logiciel qui l’a produit, ou reprenez l’original."
    )]
    MalForme { octet: u64, faute: Faute },
    #[error("Ce fichier XML n’est pas lu : à l’octet {octet}, il contient {interdit}. Retirez cet élément du fichier.")]
    Interdit { octet: u64, interdit: Interdit },
    #[error(
        "Ce fichier XML est codé en « {nom} », qui n’est pas lu ici : enregistrez-le en UTF-8, en ISO-8859-1 ou en Windows-1252."
    )]
    Encodage { nom: String },
    #[error(
        "Ce fichier XML annonce deux codages à la fois : deux logiciels n’y liraient pas la même chose. Enregistrez-le en UTF-8."
    )]
    DeuxEncodages,
    #[error(
        "Ce fichier XML compte plus de {max} {quoi} (octet {octet}) : aucun document n’est ainsi fait, il n’est pas ouvert."
    )]
    TropGrand { octet: u64, quoi: &'static str, max: usize },
    /// Canonical XML 1.1 would have to join addresses (`xml:base`) of elements that are not signed.
    #[error(
        "Cet élément hérite d’une adresse de base (xml:base) que la canonisation 1.1 devrait recalculer ; ce cas n’est pas traité. Faites signer le fichier avec la canonisation exclusive."
    )]
    BaseHeritee,
    #[error("La lecture du fichier s’est interrompue ({0}). Réessayez.")]
    Lecture(#[from] io::Error),
}

/// What XML 1.0 or its namespaces do not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Faute {
    #[error("le fichier s’arrête avant sa fin")]
    Tronque,
    #[error("ce n’est pas du XML")]
    PasDuXml,
    #[error("une balise est mal écrite")]
    Balise,
    #[error("une balise en ferme une autre que la sienne")]
    Fermeture,
    #[error("du texte ou un second élément suit la fin du document")]
    Reste,
    #[error("un attribut est donné deux fois")]
    AttributDouble,
    #[error("un préfixe n’est déclaré nulle part")]
    Prefixe,
    #[error("un espace de noms est mal déclaré")]
    EspaceDeNoms,
    #[error("une référence « &…; » est mal écrite")]
    Reference,
    #[error("un caractère est interdit en XML")]
    Caractere,
    #[error("un octet ne se lit pas dans le codage annoncé")]
    Octet,
    #[error("« ]]> » apparaît dans un texte")]
    FinDeSection,
    #[error("un commentaire est mal écrit")]
    Commentaire,
    #[error("une instruction de traitement est mal écrite")]
    Instruction,
    #[error("la déclaration XML est mal écrite")]
    Declaration,
}

/// What is well formed, and refused on purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Interdit {
    /// Entities, external files and default attributes come with it.
    #[error("une DTD (<!DOCTYPE …>), par laquelle un fichier peut en appeler d’autres ou enfler sans mesure")]
    Dtd,
    #[error("l’entité « &{nom}; », qu’aucun fichier sans DTD ne définit")]
    Entite { nom: String },
    #[error("la version {version} de XML, dont les règles diffèrent de la 1.0")]
    Version { version: String },
    /// Canonical XML refuses it: its meaning would depend on where the file lies.
    #[error("un espace de noms relatif (« {uri} »)")]
    EspaceRelatif { uri: String },
}
