//! The training préfecture: what it writes by itself and when somebody asks it to. Pure; the norm's own crate checks and names.

use norme_actes::{
    AnomalieActe, ArActe, ArAnnulation, Courrier, CourrierPref, DefereTa, DemandePieceComplementaire, DonneesActe,
    Entree, FichierSigne, FormulaireRecu, IdActe, IdPrefecture, LettreObservations, Message, NomEnveloppe, NomFichier,
    RefusEnveloppe, Reponse, RetourClassification, Schema, TypeMessage,
};
use time::Date;

use super::Refus;

/// Files of one mail: names and bytes.
pub type Pieces = Vec<(String, Vec<u8>)>;

/// What the préfecture is on that day, for one collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefecture {
    /// `082`.
    pub departement: String,
    pub siren: String,
    pub classification: RetourClassification,
    pub jour: Date,
    /// The number of its next mail of the day.
    pub serie: u32,
}

/// What may be asked of it, besides what it answers by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Initiative {
    AccuseReception,
    Anomalie { nature: String, detail: String },
    CourrierSimple,
    DemandePieceComplementaire { description: String },
    LettreObservations { motif: String },
    DefereTa { motif: String },
    AccuseAnnulation,
}

impl Initiative {
    const fn code(&self) -> TypeMessage {
        match self {
            Self::AccuseReception => TypeMessage::new(1, 2),
            Self::Anomalie { .. } => TypeMessage::new(1, 3),
            Self::CourrierSimple => TypeMessage::new(2, 1),
            Self::DemandePieceComplementaire { .. } => TypeMessage::new(3, 1),
            Self::LettreObservations { .. } => TypeMessage::new(4, 1),
            Self::DefereTa { .. } => TypeMessage::new(5, 1),
            Self::AccuseAnnulation => TypeMessage::new(6, 2),
        }
    }
}

impl Prefecture {
    /// The mail that says no to an envelope, unless nobody can be answered.
    ///
    /// # Errors
    /// When the schema would refuse the answer.
    pub fn refuse(&self, refus: &RefusEnveloppe) -> Result<Option<Pieces>, Refus> {
        let (Some(nom), Some(_)) = (&refus.nom, &refus.enveloppe) else { return Ok(None) };
        self.refuse_as(nom, refus).map(Some)
    }

    fn refuse_as(&self, nom: &NomEnveloppe, refus: &RefusEnveloppe) -> Result<Pieces, Refus> {
        let anomalie = norme_actes::Retour::anomalie_enveloppe(nom, &refus.anomalie(self.jour))?;
        Ok(vec![(anomalie.nom, anomalie.octets)])
    }

    /// What it answers by itself to a message; nothing to receipts.
    ///
    /// # Errors
    /// When an answer cannot be written.
    pub fn answer(&self, recu: &FormulaireRecu) -> Result<Option<Pieces>, Refus> {
        let Some(message) = recu.reponse(self.jour, &self.classification) else { return Ok(None) };
        self.mail(message, Vec::new()).map(Some)
    }

    /// What it writes about an acte when somebody asks it to; `courrier` is the PDF of its letter.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(
        &self,
        id: &IdActe,
        what: &Initiative,
        (acte, courrier): (&DonneesActe, &[u8]),
    ) -> Result<Pieces, Refus> {
        let infos = CourrierPref { id_acte: id.clone(), date_courrier_pref: self.jour };
        let of_message = NomFichier::of_message(id, what.code());
        let nom = NomFichier { rang: self.serie + 1, extension: "pdf".to_owned(), ..of_message }.to_string();
        let document = FichierSigne::new(nom.clone());
        let letter = vec![Entree { nom, octets: courrier.to_vec() }];
        let en_cours = Some(self.classification.date_classification);
        let (message, documents) = match what {
            Initiative::AccuseReception => {
                let ar = ArActe {
                    id_acte: id.clone(),
                    date_reception: self.jour,
                    acte_recu: Some(acte.clone()),
                    classification_date_version_en_cours: en_cours,
                };
                (Message::ArActe(ar), Vec::new())
            }
            Initiative::Anomalie { nature, detail } => {
                let anomalie = AnomalieActe {
                    date: Some(self.jour),
                    nature: nature.clone(),
                    detail: Some(detail.clone()),
                    acte_recu: Some(acte.clone()),
                    classification_date_version_en_cours: en_cours,
                };
                (Message::AnomalieActe(anomalie), Vec::new())
            }
            Initiative::AccuseAnnulation => {
                (Message::ArAnnulation(ArAnnulation { id_acte: id.clone(), date_reception: self.jour }), Vec::new())
            }
            Initiative::CourrierSimple => (Message::CourrierSimple(Courrier { infos, document }), letter),
            Initiative::DemandePieceComplementaire { description } => {
                let asked = DemandePieceComplementaire { infos, description_pieces: description.clone(), document };
                (Message::DemandePieceComplementaire(asked), letter)
            }
            Initiative::LettreObservations { motif } => {
                (Message::LettreObservations(LettreObservations { infos, motif: motif.clone(), document }), letter)
            }
            Initiative::DefereTa { motif } => {
                let defere = DefereTa {
                    id_acte: id.clone(),
                    date_depot: self.jour,
                    nature_illegalite: motif.clone(),
                    pieces_jointes: vec![document],
                };
                (Message::DefereTa(defere), letter)
            }
        };
        self.mail(message, documents)
    }

    fn mail(&self, message: Message, documents: Vec<Entree>) -> Result<Pieces, Refus> {
        let departement: norme_actes::Departement = self.departement.parse()?;
        let retour = norme_actes::Retour {
            application: "EACT".to_owned(),
            emetteur: IdPrefecture::Pref { departement: departement.clone() },
            referent: None,
            destinataire: self.siren.parse()?,
            departement,
            date: self.jour,
            serie: self.serie,
            schema: Schema::default(),
        };
        let mail = retour.mail(&[Reponse { message, numero: self.serie, documents }])?;
        Ok(mail.into_iter().map(|entree| (entree.nom, entree.octets)).collect())
    }
}
