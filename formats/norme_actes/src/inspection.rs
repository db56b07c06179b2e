//! `inspect`: any file of ACTES recognised and explained in French, for people.

mod archive;
mod budget;
mod message;

use crate::{
    ActesError, NomArchive, NomEnveloppe, NomFichier, TypeMessage, encodage::GZIP, lecture::begins_as_actes, noms,
};

const ARCHIVE: &str = "Archive ACTES";

/// What a file is, what it says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Inspection {
    /// Its name, as given.
    pub nom: String,
    /// What it is: `Message ACTES 1-2 : accusé de réception d’un acte`.
    pub quoi: String,
    /// What it says, in the order of reading.
    pub faits: Vec<Fait>,
    /// What the schema refuses but a reader understands; complete sentences.
    pub remarques: Vec<String>,
    /// What makes the file unusable, or would have it refused; complete sentences.
    pub fautes: Vec<String>,
    /// The files inside, for an archive.
    pub contenu: Vec<Inspection>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fait {
    pub libelle: &'static str,
    pub valeur: String,
}

impl Inspection {
    pub(crate) fn new(nom: &str, quoi: impl Into<String>) -> Self {
        Self {
            nom: nom.to_owned(),
            quoi: quoi.into(),
            faits: Vec::new(),
            remarques: Vec::new(),
            fautes: Vec::new(),
            contenu: Vec::new(),
        }
    }

    pub(crate) fn fait(&mut self, libelle: &'static str, valeur: impl Into<String>) {
        let valeur = valeur.into();
        if !valeur.is_empty() {
            self.faits.push(Fait { libelle, valeur });
        }
    }

    /// Whether anything is wrong, here or inside.
    pub fn has_faute(&self) -> bool {
        !self.fautes.is_empty() || self.contenu.iter().any(Self::has_faute)
    }
}

/// Recognises a message, an envelope, an archive or a budget, by its bytes, and by its name when they say nothing; what has the
/// name of an archive is looked at as one. None when the file has nothing to do with ACTES.
pub fn inspect(octets: &[u8], nom: &str) -> Option<Inspection> {
    let nom = nom.rsplit(['/', '\\']).next().unwrap_or(nom);
    if octets.starts_with(&GZIP) {
        let named = nom.parse::<NomArchive>().is_ok();
        let budget = if named { None } else { budget::inspect(octets, nom) };
        return budget.or_else(|| archive::inspect(octets, nom));
    }
    file(octets, nom)
}

/// A file that is no archive.
fn file(octets: &[u8], nom: &str) -> Option<Inspection> {
    match crate::read(octets) {
        Ok(lecture) => Some(message::inspect(&lecture, nom)),
        // Its root says what it wants to be, whatever its name.
        Err(error) if begins_as_actes(octets) => Some(broken(nom, &error)),
        Err(error) => budget::inspect(octets, nom).or_else(|| {
            let vue = by_name(nom)?;
            // A PDF or an annexe is what its name says; a message should have been read.
            Some(match nom.parse::<NomArchive>() {
                Ok(_) => broken(nom, &ActesError::PasUneArchive),
                Err(_) if is_message(nom) => broken(nom, &error),
                Err(_) => vue,
            })
        }),
    }
}

/// Whether the name is that of a message or of an envelope.
fn is_message(nom: &str) -> bool {
    let fichier = nom.parse::<NomFichier>();
    fichier.is_ok_and(|fichier| fichier.is_message()) || nom.parse::<NomEnveloppe>().is_ok()
}

/// A file that its name or its root gives to ACTES, and that is not read.
fn broken(nom: &str, error: &ActesError) -> Inspection {
    let mut inspection = by_name(nom).unwrap_or_else(|| Inspection::new(nom, "Fichier ACTES illisible"));
    inspection.fautes.push(error.to_string());
    inspection
}

/// What the name alone says, or what is wrong in it; none when it is not one of ACTES.
fn by_name(nom: &str) -> Option<Inspection> {
    if let Ok(fichier) = nom.parse::<NomFichier>() {
        let quoi = match fichier.message.libelle() {
            Some(libelle) => format!("Fichier ACTES d’un message {}\u{a0}: {}", fichier.message, minuscule(libelle)),
            None => format!("Fichier ACTES d’un message {}, inconnu", fichier.message),
        };
        let mut inspection = Inspection::new(nom, quoi);
        message::nom_fichier(&fichier, &mut inspection);
        return Some(inspection);
    }
    if let Ok(enveloppe) = nom.parse::<NomEnveloppe>() {
        let mut inspection =
            Inspection::new(nom, if enveloppe.anomalie { "Anomalie d’enveloppe ACTES" } else { "Enveloppe ACTES" });
        message::nom_enveloppe(&enveloppe, &mut inspection);
        return Some(inspection);
    }
    if let Ok(archive) = nom.parse::<NomArchive>() {
        let mut inspection = Inspection::new(nom, ARCHIVE);
        inspection.fait("Opérateur", archive.trigramme);
        message::nom_enveloppe(&archive.enveloppe, &mut inspection);
        return Some(inspection);
    }
    let mut inspection = Inspection::new(nom, "Fichier ACTES mal nommé");
    inspection.fautes.push(noms::fault(nom)?.to_string());
    Some(inspection)
}

fn minuscule(libelle: &str) -> String {
    let mut chars = libelle.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn titre(message: Option<TypeMessage>) -> String {
    match message.and_then(|message| Some((message, message.libelle()?))) {
        Some((message, libelle)) => format!("Message ACTES {message}\u{a0}: {}", minuscule(libelle)),
        None => "Message ACTES\u{a0}: anomalie d’enveloppe".to_owned(),
    }
}
