//! `Paquet`: an envelope, its message and its files, named and ready to leave in one archive.

use std::io::{Read, Write};

use crate::{
    ActesError, ArchiveWriter, Depot, Emetteur, EnveloppeClMisill, FichierSigne, Message, NomArchive, NomFichier,
    Schema,
};

/// What an archive holds before the files of people: the envelope first, then the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paquet {
    pub archive: NomArchive,
    pub enveloppe: Vec<u8>,
    pub nom_message: NomFichier,
    pub message: Vec<u8>,
    /// The names of the files, in the order in which `write` takes them.
    pub pieces: Vec<NomFichier>,
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
    /// When a name or the envelope is not what the schema wants.
    pub fn new(
        depot: &Depot,
        emetteur: &Emetteur,
        adresses_retour: &[String],
        nom_message: NomFichier,
        pieces: Vec<NomFichier>,
    ) -> Result<Self, ActesError> {
        nom_message.check()?;
        pieces.iter().try_for_each(NomFichier::check)?;
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
        Ok(Self { archive, enveloppe: enveloppe.to_xml()?, nom_message, message: Vec::new(), pieces })
    }

    /// The same, with its message: the files that it tells are those of the packet.
    ///
    /// # Errors
    /// When the schema would refuse the message, or when the files are not the same.
    pub fn with_message(mut self, message: &Message, schema: Schema) -> Result<Self, ActesError> {
        let told: Vec<&str> = message.fichiers().iter().map(|fichier| fichier.nom_fichier.as_str()).collect();
        if let Some((_, nom)) = told.iter().zip(&self.pieces).find(|(told, nom)| **told != nom.to_string()) {
            return Err(ActesError::nom(&nom.to_string(), "le message annonce un autre fichier"));
        }
        if told.len() != self.pieces.len() {
            return Err(ActesError::PiecesManquantes { attendus: told.len(), recus: self.pieces.len() });
        }
        if message.type_message() != Some(self.nom_message.message) {
            return Err(ActesError::nom(
                &self.nom_message.to_string(),
                "le message n’est pas celui que ce nom annonce",
            ));
        }
        self.message = message.to_xml(schema)?;
        Ok(self)
    }

    /// Writes the archive; the bytes of the files go from their source to `sortie` without being held.
    ///
    /// # Errors
    /// When a file is missing or changes size, when the archive grows beyond `max`, when reading or writing fails.
    pub fn write<W: Write, R: Read>(
        &self,
        sortie: W,
        fichiers: impl IntoIterator<Item = Fichier<R>>,
        max: u64,
    ) -> Result<W, ActesError> {
        let mut archive = ArchiveWriter::new(sortie, max);
        let mut xml = |nom: &str, octets: &[u8]| archive.add(nom, octets.len() as u64, octets);
        xml(&self.archive.enveloppe.to_string(), &self.enveloppe)?;
        xml(&self.nom_message.to_string(), &self.message)?;
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
