//! `Retour`: a mail of a préfecture to one collectivité, its attachments named and written as the ministry does.

use std::collections::BTreeSet;

use time::Date;

use crate::{
    ActesError, AnomalieEnveloppe, Departement, Entree, EnveloppeMisillCl, FichierSigne, IdPrefecture, Message,
    NomEnveloppe, NomFichier, NumeroSiren, Referent, Schema, Sens, archive::check_plat, noms,
};

const RETOUR: &str = "le retour";
const MESSAGE: &str = "le message";

/// Who answers whom, on which day and under which number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retour {
    /// Four letters: `EACT`.
    pub application: String,
    pub emetteur: IdPrefecture,
    pub referent: Option<Referent>,
    /// The collectivité that receives it, and its département, that names tell.
    pub destinataire: NumeroSiren,
    pub departement: Departement,
    /// The day of the sending.
    pub date: Date,
    /// From 1; with the day and the SIREN, it names one mail.
    pub serie: u32,
    pub schema: Schema,
}

/// A message that comes back, and the documents that it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reponse {
    pub message: Message,
    /// What ends the name of the message: any number, `5279` in a sample.
    pub numero: u32,
    /// Under the names that the message tells, in its order.
    pub documents: Vec<Entree>,
}

impl Retour {
    /// The attachments of the mail: the envelope, then each message and its documents.
    ///
    /// # Errors
    /// When the schema would refuse a part of it, when a message is not one that a préfecture sends, is about another
    /// collectivité or has not its documents, and when two attachments would have one name.
    pub fn mail(&self, reponses: &[Reponse]) -> Result<Vec<Entree>, ActesError> {
        let nom = self.nom_enveloppe();
        nom.check()?;
        let mut mail = Vec::new();
        let mut formulaires = Vec::new();
        for reponse in reponses {
            let nom = self.nom_message(&reponse.message, reponse.numero)?.to_string();
            formulaires.push(FichierSigne::new(nom.clone()));
            mail.push(Entree { nom, octets: reponse.message.to_xml(self.schema)? });
            mail.extend_from_slice(documents(reponse)?);
        }
        let enveloppe = EnveloppeMisillCl {
            emetteur: Some(self.emetteur.clone()),
            referent: self.referent.clone(),
            formulaires_envoyes: formulaires,
            destinataire: self.destinataire.clone(),
        };
        mail.insert(0, Entree { nom: nom.to_string(), octets: enveloppe.to_xml()? });
        let mut noms = BTreeSet::new();
        match mail.iter().find(|one| !noms.insert(&one.nom)) {
            Some(double) => Err(ActesError::Doublon { nom: double.nom.clone() }),
            None => Ok(mail),
        }
    }

    /// The only attachment of the mail that refuses a whole envelope, by the name under which it was received.
    ///
    /// # Errors
    /// When the schema would refuse the anomaly, and when its envelope is of another collectivité than its name.
    pub fn anomalie_enveloppe(recue: &NomEnveloppe, anomalie: &AnomalieEnveloppe) -> Result<Entree, ActesError> {
        let nom = NomEnveloppe { anomalie: true, ..recue.clone() };
        nom.check()?;
        if let Some(enveloppe) = &anomalie.enveloppe_recue {
            let siren = enveloppe.emetteur.id_cl.siren.as_str();
            ActesError::agree(("l’enveloppe reçue", siren), (noms::NOM_ENVELOPPE, nom.siren.as_str()))?;
        }
        let octets = Message::AnomalieEnveloppe(anomalie.clone()).to_xml(Schema::default())?;
        Ok(Entree { nom: nom.to_string(), octets })
    }

    /// `EACT--SPREF0441-214400152-20181012-9.xml`.
    pub fn nom_enveloppe(&self) -> NomEnveloppe {
        let nom = NomEnveloppe::new(&self.application, self.destinataire.clone(), self.date, self.serie);
        NomEnveloppe { emetteur: Some(self.emetteur.code()), ..nom }
    }

    /// The name of a message. An anomaly says nothing of the acte in it, even of one that was identified: the official sample
    /// (`044-214400152----1-3_1.xml`) is so.
    ///
    /// # Errors
    /// When a préfecture does not send such messages in an envelope, and when it is about another collectivité.
    pub fn nom_message(&self, message: &Message, numero: u32) -> Result<NomFichier, ActesError> {
        let regle = "une préfecture n’envoie sous enveloppe que les messages qui sont les siens";
        let of_prefecture = message.type_message().filter(|told| told.sens() == Some(Sens::Prefecture));
        let told = of_prefecture.ok_or_else(|| ActesError::valeur("Message", message.racine(), regle))?;
        let nom = NomFichier::without_acte(self.departement.clone(), self.destinataire.clone(), told);
        let nom = NomFichier { rang: numero, ..nom };
        let Some(id) = message.id_acte() else {
            nom.check()?;
            return Ok(nom);
        };
        ActesError::agree((RETOUR, self.destinataire.as_str()), (MESSAGE, id.siren.as_str()))?;
        ActesError::agree((RETOUR, self.departement.as_str()), (MESSAGE, id.departement.as_str()))?;
        let nom = NomFichier { acte: Some(id.cle.clone()), ..nom };
        nom.check()?;
        Ok(nom)
    }
}

/// The documents of a message, that are those that it tells.
fn documents(reponse: &Reponse) -> Result<&[Entree], ActesError> {
    let told = reponse.message.fichiers();
    if told.len() != reponse.documents.len() {
        return Err(ActesError::PiecesManquantes { attendus: told.len(), recus: reponse.documents.len() });
    }
    for (told, document) in told.into_iter().zip(&reponse.documents) {
        check_plat(&document.nom)?;
        ActesError::agree((MESSAGE, &told.nom_fichier), (RETOUR, &document.nom))?;
    }
    Ok(&reponse.documents)
}

impl IdPrefecture {
    /// How the names of envelopes tell it: `SPREF0441` in the official sample; the two others by analogy.
    fn code(&self) -> String {
        match self {
            Self::Sgar { departement } => format!("SGAR{departement}"),
            Self::Pref { departement } => format!("PREF{departement}"),
            Self::SousPref { departement, arrondissement } => format!("SPREF{departement}{arrondissement}"),
        }
    }
}
