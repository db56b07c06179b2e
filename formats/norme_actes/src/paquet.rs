//! `Paquet`: an envelope, its message and its files, named and ready to leave in one archive.

use std::io::{Read, Write};

use crate::{
    ActesError, ArchiveWriter, Depot, Emetteur, EnveloppeClMisill, FichierSigne, Message, NomArchive, NomFichier,
    Schema, noms::NOM_MESSAGE,
};

const ENVELOPPE: &str = "l’enveloppe";
const MESSAGE: &str = "le message";

/// What an archive holds before the files of people: the envelope first, then the message. Its parts agree, and stay so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paquet {
    archive: NomArchive,
    enveloppe: Vec<u8>,
    nom_message: NomFichier,
    message: Option<Vec<u8>>,
    pieces: Vec<NomFichier>,
}

/// The bytes of a file and their number.
#[derive(Debug)]
pub struct Fichier<R> {
    pub taille: u64,
    pub source: R,
}

impl Paquet {
    /// A packet without its message yet; `pieces` are the names that the message tells.
    ///
    /// # Errors
    /// When a name or the envelope is not what the schema wants, and when they are not of one collectivité and one acte.
    pub fn new(
        depot: &Depot,
        emetteur: &Emetteur,
        adresses_retour: &[String],
        nom_message: NomFichier,
        pieces: Vec<NomFichier>,
    ) -> Result<Self, ActesError> {
        nom_message.check()?;
        let id_cl = &emetteur.id_cl;
        ActesError::agree((ENVELOPPE, id_cl.siren.as_str()), (NOM_MESSAGE, nom_message.siren.as_str()))?;
        ActesError::agree((ENVELOPPE, id_cl.departement.as_str()), (NOM_MESSAGE, nom_message.departement.as_str()))?;
        for piece in &pieces {
            piece.check()?;
            ActesError::agree((NOM_MESSAGE, &nom_message.base()), ("celui d’un fichier", &piece.base()))?;
        }
        let mut adresses: Vec<String> = Vec::new();
        for adresse in adresses_retour {
            // The préfecture writes to each: twice the same would be read twice.
            if !adresses.contains(adresse) {
                adresses.push(adresse.clone());
            }
        }
        let enveloppe = EnveloppeClMisill {
            emetteur: emetteur.clone(),
            adresses_retour: adresses,
            formulaires_envoyes: vec![FichierSigne::new(nom_message.to_string())],
        };
        let archive = depot.archive(emetteur.id_cl.siren.clone())?;
        Ok(Self { archive, enveloppe: enveloppe.to_xml()?, nom_message, message: None, pieces })
    }

    pub fn archive(&self) -> &NomArchive {
        &self.archive
    }

    /// The envelope, as it leaves.
    pub fn enveloppe(&self) -> &[u8] {
        &self.enveloppe
    }

    pub fn nom_message(&self) -> &NomFichier {
        &self.nom_message
    }

    /// The message, as it leaves; none before `with_message`.
    pub fn message(&self) -> Option<&[u8]> {
        self.message.as_deref()
    }

    /// The names of the files, in the order in which `write` takes them.
    pub fn pieces(&self) -> &[NomFichier] {
        &self.pieces
    }

    /// The same, with its message: the files that it tells are those of the packet.
    ///
    /// # Errors
    /// When the schema would refuse the message, when the files are not the same, and when its name tells another message or
    /// another acte.
    pub fn with_message(mut self, message: &Message, schema: Schema) -> Result<Self, ActesError> {
        let told = message.fichiers();
        for (told, nom) in told.iter().zip(&self.pieces) {
            ActesError::agree((MESSAGE, &told.nom_fichier), ("le paquet", &nom.to_string()))?;
        }
        if told.len() != self.pieces.len() {
            return Err(ActesError::PiecesManquantes { attendus: told.len(), recus: self.pieces.len() });
        }
        message.agree_with(&self.nom_message)?;
        self.message = Some(message.to_xml(schema)?);
        Ok(self)
    }

    /// Writes the archive; the bytes of the files go from their source to `sortie` without being held.
    ///
    /// # Errors
    /// When the message or a file is missing, when a file changes size, when the archive grows beyond `max`, when reading or writing fails.
    pub fn write<W: Write, R: Read>(
        &self,
        sortie: W,
        fichiers: impl IntoIterator<Item = Fichier<R>>,
        max: u64,
    ) -> Result<W, ActesError> {
        let message = self.message.as_deref().ok_or(ActesError::SansMessage)?;
        let mut archive = ArchiveWriter::new(sortie, max);
        let mut xml = |nom: &str, octets: &[u8]| archive.add(nom, octets.len() as u64, octets);
        xml(&self.archive.enveloppe.to_string(), &self.enveloppe)?;
        xml(&self.nom_message.to_string(), message)?;
        let mut recus = 0;
        for fichier in fichiers {
            let missing = ActesError::PiecesManquantes { attendus: self.pieces.len(), recus: recus + 1 };
            let nom = self.pieces.get(recus).ok_or(missing)?;
            archive.add(&nom.to_string(), fichier.taille, fichier.source)?;
            recus += 1;
        }
        if recus < self.pieces.len() {
            return Err(ActesError::PiecesManquantes { attendus: self.pieces.len(), recus });
        }
        archive.finish()
    }
}
