//! `Transmission`: an acte as somebody wants to send it, before anything is sure.

use time::Date;

use crate::{
    ActesError, CleActe, CodeTypePj, CodesMatieres, Constat, Contexte, Depot, DonneesActe, Emetteur, FichierSigne,
    Gravite, IdActe, Message, NomFichier, Paquet, Schema, Signature, TypeMessage, controle,
};

/// An acte, its files, who sends it and who carries it. Texts are as typed: `controle` says what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmission {
    pub depot: Depot,
    pub emetteur: Emetteur,
    pub adresses_retour: Vec<String>,
    pub acte: Acte,
    pub document: Piece,
    pub annexes: Vec<Piece>,
}

/// What is said of the acte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acte {
    /// The day of the decision.
    pub date: Date,
    pub numero_interne: String,
    pub code_nature_acte: u32,
    pub codes_matieres: CodesMatieres,
    pub objet: String,
    /// The acte that this one changes, by its `IDActe`.
    pub precedent_identifiant_acte: Option<String>,
    pub classification_date_version: Date,
    pub document_papier: bool,
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Piece {
    /// `99_DE`.
    pub code_type_pj: String,
    /// As the file has it: `pdf`, `PDF`, `jpeg`; see `extension_emise`.
    pub extension: String,
    /// In bytes.
    pub taille: u64,
    /// Its first bytes (eight are enough), to know whether it is what its extension says; empty: not looked at.
    pub debut: Vec<u8>,
    /// The detached signature, in text.
    pub signature: Option<String>,
    /// For a budget in XML: whether it is sealed (`Budget::scellement`); none: not looked at.
    pub scelle: Option<bool>,
}

impl Piece {
    /// The extension under which the file leaves: in lower case, and the only one of its kind.
    pub fn extension_emise(&self) -> String {
        match self.extension.to_ascii_lowercase().as_str() {
            "jpeg" => "jpg".to_owned(),
            autre => autre.to_owned(),
        }
    }
}

impl Transmission {
    /// The archive that leaves, without the bytes of the files.
    ///
    /// # Errors
    /// Everything that would be refused, in French (`controle`).
    pub fn prepare(&self, contexte: &Contexte) -> Result<Paquet, Vec<Constat>> {
        let constats = controle(self, contexte);
        if constats.iter().any(|constat| constat.gravite == Gravite::Refus) {
            return Err(constats);
        }
        self.build(contexte.schema).map_err(|error| vec![Constat::refus("Transmission", error.to_string())])
    }

    /// The name of the acte for ever.
    ///
    /// # Errors
    /// When a part of it is not what the schema wants.
    pub fn id_acte(&self) -> Result<IdActe, ActesError> {
        let numero = self.acte.numero_interne.parse()?;
        let cle = CleActe::new(self.acte.date, numero, self.acte.code_nature_acte)?;
        let id_cl = &self.emetteur.id_cl;
        Ok(IdActe { departement: id_cl.departement.clone(), siren: id_cl.siren.clone(), cle })
    }

    fn build(&self, schema: Schema) -> Result<Paquet, ActesError> {
        let id = self.id_acte()?;
        let message = NomFichier::of_message(&id, TypeMessage::ACTE);
        let pieces: Vec<&Piece> = std::iter::once(&self.document).chain(&self.annexes).collect();
        let mut noms = Vec::with_capacity(pieces.len());
        let mut fichiers = Vec::with_capacity(pieces.len());
        for (rang, piece) in (1..).zip(pieces) {
            let code: CodeTypePj = piece.code_type_pj.parse()?;
            let nom = message.document(code, rang, &piece.extension_emise());
            fichiers.push(FichierSigne {
                nom_fichier: nom.to_string(),
                signature: piece.signature.clone().map(Signature::Texte),
            });
            noms.push(nom);
        }
        let acte = self.donnees(id, fichiers)?;
        let paquet = Paquet::new(&self.depot, &self.emetteur, &self.adresses_retour, message, noms);
        paquet?.with_message(&Message::Acte(acte), schema)
    }

    fn donnees(&self, id: IdActe, mut fichiers: Vec<FichierSigne>) -> Result<DonneesActe, ActesError> {
        let annexes = fichiers.split_off(1);
        let document = fichiers.pop().ok_or_else(|| ActesError::manquant("Acte", "Document"))?;
        let precedent = self.acte.precedent_identifiant_acte.as_deref();
        Ok(DonneesActe {
            date: self.acte.date,
            numero_interne: id.cle.numero,
            code_nature_acte: self.acte.code_nature_acte,
            codes_matieres: self.acte.codes_matieres,
            objet: self.acte.objet.clone(),
            precedent_identifiant_acte: precedent.map(str::parse).transpose()?,
            classification_date_version: self.acte.classification_date_version,
            document,
            annexes,
            document_papier: Some(self.acte.document_papier),
        })
    }
}
