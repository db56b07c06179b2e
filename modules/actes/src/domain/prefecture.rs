//! The training préfecture: it checks archives as the ministry does and answers with the same messages. Pure.

use std::{collections::BTreeMap, io::Read};

use norme_actes::{
    AnomalieActe, AnomalieEnveloppe, ArActe, ArAnnulation, ArReponse, Contenu, Courrier, CourrierPref, DefereTa,
    DemandePieceComplementaire, DonneesActe, EnveloppeClMisill, EnveloppeMisillCl, FichierSigne, IdActe, IdPrefecture,
    LettreObservations, Limites, Message, NomArchive, NomEnveloppe, NomFichier, RetourClassification, Schema,
    TypeMessage, read, read_archive,
};
use time::Date;

use super::Refus;

/// Files of one mail: names and bytes.
pub type Pieces = Vec<(String, Vec<u8>)>;

/// An archive that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recu {
    pub enveloppe: NomEnveloppe,
    pub emetteur: EnveloppeClMisill,
    pub messages: Vec<Message>,
}

/// Why an envelope is refused: a code of `AnomalieEnveloppe` and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomalie {
    pub nature: &'static str,
    pub detail: String,
}

/// What the préfecture is on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefecture {
    /// `082`.
    pub departement: String,
    pub classification: RetourClassification,
    pub jour: Date,
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

/// Reads an archive as the ministry does: names that agree, messages that read, documents that are there.
///
/// # Errors
/// The anomaly of envelope that it deserves.
pub fn receive(archive: impl Read, nom: &str) -> Result<Recu, Anomalie> {
    let refused = |nature, detail: String| Anomalie { nature, detail };
    let named: NomArchive = nom.parse().map_err(|_| refused("001", format!("Nom d'archive inconnu : {nom}")))?;
    let files = read_archive(archive, &Limites::default()).map_err(|e| refused("002", e.to_string()))?;
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.nom, file.octets)).collect();
    let envelope = named.enveloppe.to_string();
    let bytes = files.get(&envelope).ok_or_else(|| refused("003", format!("Enveloppe absente : {envelope}")))?;
    let emetteur = match read(bytes).map(|lecture| lecture.contenu) {
        Ok(Contenu::EnveloppeClMisill(emetteur)) => emetteur,
        Ok(_) => return Err(refused("003", format!("{envelope} n'est pas une enveloppe"))),
        Err(error) => return Err(refused("003", error.to_string())),
    };
    if emetteur.emetteur.id_cl.siren != named.enveloppe.siren {
        return Err(refused("005", "Le SIREN de l'enveloppe n'est pas celui de son nom".to_owned()));
    }
    let mut messages = Vec::new();
    for form in &emetteur.formulaires_envoyes {
        let missing = || refused("004", format!("Formulaire absent : {}", form.nom_fichier));
        let message = match read(files.get(&form.nom_fichier).ok_or_else(missing)?).map(|lecture| lecture.contenu) {
            Ok(Contenu::Message(message)) => *message,
            Ok(_) => return Err(refused("004", format!("{} n'est pas un formulaire", form.nom_fichier))),
            Err(error) => return Err(refused("004", error.to_string())),
        };
        if let Some(lost) = message.fichiers().into_iter().find(|file| !files.contains_key(&file.nom_fichier)) {
            return Err(refused("004", format!("Document absent : {}", lost.nom_fichier)));
        }
        messages.push(message);
    }
    Ok(Recu { enveloppe: named.enveloppe, emetteur, messages })
}

impl Prefecture {
    /// The mail that says no to an envelope.
    ///
    /// # Errors
    /// When its name is not one.
    pub fn refuse(&self, archive: &str, anomalie: &Anomalie) -> Result<Pieces, Refus> {
        let named: NomArchive = archive.parse()?;
        let message = Message::AnomalieEnveloppe(AnomalieEnveloppe {
            date: Some(self.jour),
            nature: anomalie.nature.to_owned(),
            detail: Some(anomalie.detail.clone()),
            enveloppe_recue: None,
        });
        let xml = match message.to_xml(Schema::default()) {
            Ok(xml) => xml,
            Err(_) => anomaly(self.jour, anomalie),
        };
        Ok(vec![(format!("ANO_{}", named.enveloppe), xml)])
    }

    /// What it answers by itself to a message; nothing to receipts.
    ///
    /// # Errors
    /// When an answer cannot be written.
    pub fn answer(&self, recu: &Recu, message: &Message, rang: u32) -> Result<Option<Pieces>, Refus> {
        let Some(answer) = self.reply(recu, message) else { return Ok(None) };
        self.mail(recu.enveloppe.siren.as_str(), &answer, (rang, &[])).map(Some)
    }

    fn reply(&self, recu: &Recu, message: &Message) -> Option<Message> {
        let answered =
            |infos: &CourrierPref| ArReponse { date_reception: self.jour, infos_courrier_pref: infos.clone() };
        Some(match message {
            Message::Acte(acte) if acte.classification_date_version != self.classification.date_classification => {
                Message::AnomalieActe(AnomalieActe {
                    date: Some(self.jour),
                    nature: "002".to_owned(),
                    detail: Some(
                        "ODT-VERIF-01 : Votre acte a été transmis avec une date de classification qui n'est pas à jour"
                            .to_owned(),
                    ),
                    acte_recu: Some(acte.clone()),
                    classification_date_version_en_cours: Some(self.classification.date_classification),
                })
            }
            Message::Acte(acte) => self.receipt(identity(recu, acte)?, Some(acte.clone())),
            Message::PieceComplementaire(piece) => Message::ArPieceComplementaire(answered(&piece.infos)),
            Message::RefusPieceComplementaire(letter) => Message::ArPieceComplementaire(answered(&letter.infos)),
            Message::RejetLettreObservations(letter) | Message::ReponseLettreObservations(letter) => {
                Message::ArReponseRejetLettreObservations(answered(&letter.infos))
            }
            Message::Annulation(id) => {
                Message::ArAnnulation(ArAnnulation { id_acte: id.clone(), date_reception: self.jour })
            }
            Message::DemandeClassification(known) if *known == Some(self.classification.date_classification) => {
                Message::ReponseClassificationSansChangement(self.classification.date_classification)
            }
            Message::DemandeClassification(_) => Message::RetourClassification(self.classification.clone()),
            _ => return None,
        })
    }

    fn receipt(&self, id_acte: IdActe, acte_recu: Option<DonneesActe>) -> Message {
        Message::ArActe(ArActe {
            id_acte,
            date_reception: self.jour,
            acte_recu,
            classification_date_version_en_cours: Some(self.classification.date_classification),
        })
    }

    /// What it writes when somebody asks it to; `courrier` is the PDF of its letter.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(
        &self,
        id: &IdActe,
        what: &Initiative,
        acte: Option<&DonneesActe>,
        (rang, courrier): (u32, &[u8]),
    ) -> Result<Pieces, Refus> {
        let infos = CourrierPref { id_acte: id.clone(), date_courrier_pref: self.jour };
        let code = match what {
            Initiative::AccuseReception => TypeMessage::new(1, 2),
            Initiative::Anomalie { .. } => TypeMessage::new(1, 3),
            Initiative::CourrierSimple => TypeMessage::new(2, 1),
            Initiative::DemandePieceComplementaire { .. } => TypeMessage::new(3, 1),
            Initiative::LettreObservations { .. } => TypeMessage::new(4, 1),
            Initiative::DefereTa { .. } => TypeMessage::new(5, 1),
            Initiative::AccuseAnnulation => TypeMessage::new(6, 2),
        };
        let name = NomFichier { rang: rang + 1, extension: "pdf".to_owned(), ..NomFichier::of_message(id, code) };
        let document = FichierSigne::new(name.to_string());
        let files = [(name.to_string(), courrier)];
        let (message, files): (Message, &[(String, &[u8])]) = match what {
            Initiative::AccuseReception => (self.receipt(id.clone(), acte.cloned()), &[]),
            Initiative::AccuseAnnulation => {
                (Message::ArAnnulation(ArAnnulation { id_acte: id.clone(), date_reception: self.jour }), &[])
            }
            Initiative::Anomalie { nature, detail } => {
                let anomalie = AnomalieActe {
                    date: Some(self.jour),
                    nature: nature.clone(),
                    detail: Some(detail.clone()),
                    acte_recu: acte.cloned(),
                    classification_date_version_en_cours: Some(self.classification.date_classification),
                };
                (Message::AnomalieActe(anomalie), &[])
            }
            Initiative::CourrierSimple => (Message::CourrierSimple(Courrier { infos, document }), &files),
            Initiative::DemandePieceComplementaire { description } => {
                let asked = DemandePieceComplementaire { infos, description_pieces: description.clone(), document };
                (Message::DemandePieceComplementaire(asked), &files)
            }
            Initiative::LettreObservations { motif } => {
                (Message::LettreObservations(LettreObservations { infos, motif: motif.clone(), document }), &files)
            }
            Initiative::DefereTa { motif } => {
                let defere = DefereTa {
                    id_acte: id.clone(),
                    date_depot: self.jour,
                    nature_illegalite: motif.clone(),
                    pieces_jointes: vec![document],
                };
                (Message::DefereTa(defere), &files)
            }
        };
        self.mail(id.siren.as_str(), &message, (rang, files))
    }

    /// A mail of the ministry: its envelope, the message, the documents.
    fn mail(&self, siren: &str, message: &Message, (rang, files): (u32, &[(String, &[u8])])) -> Result<Pieces, Refus> {
        let departement: norme_actes::Departement = self.departement.parse()?;
        let name = self.name(siren, message, rang)?;
        let envelope = EnveloppeMisillCl {
            emetteur: Some(IdPrefecture::Pref { departement }),
            referent: None,
            formulaires_envoyes: vec![FichierSigne::new(name.clone())],
            destinataire: siren.parse()?,
        };
        let day = self.jour;
        let sent = format!(
            "EACT--PREF{}-{siren}-{:04}{:02}{:02}-{rang}.xml",
            self.departement,
            day.year(),
            u8::from(day.month()),
            day.day()
        );
        let mut pieces = vec![(sent, envelope.to_xml()?), (name, message.to_xml(Schema::default())?)];
        pieces.extend(files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())));
        Ok(pieces)
    }

    fn name(&self, siren: &str, message: &Message, rang: u32) -> Result<String, Refus> {
        let code = message.type_message().unwrap_or(TypeMessage::ACTE);
        let id = message.id_acte().cloned().or_else(|| {
            let acte = message.acte_recu()?;
            Some(IdActe {
                departement: self.departement.parse().ok()?,
                siren: siren.parse().ok()?,
                cle: acte.cle().ok()?,
            })
        });
        let name = match &id {
            Some(id) => NomFichier::of_message(id, code),
            None => NomFichier::without_acte(self.departement.parse()?, siren.parse()?, code),
        };
        Ok(NomFichier { rang, ..name }.to_string())
    }
}

fn identity(recu: &Recu, acte: &DonneesActe) -> Option<IdActe> {
    let cl = &recu.emetteur.emetteur.id_cl;
    Some(IdActe { departement: cl.departement.clone(), siren: cl.siren.clone(), cle: acte.cle().ok()? })
}

/// An anomaly outside of the schema's enumeration, or without the envelope that it asks: as the ministry sends them.
fn anomaly(jour: Date, anomalie: &Anomalie) -> Vec<u8> {
    let detail = anomalie.detail.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<actes:AnomalieEnveloppe xmlns:actes=\"http://www.interieur.gouv.fr/ACTES#v1.1-20040216\">\
         <actes:Date>{jour}</actes:Date><actes:Nature>{}</actes:Nature><actes:Detail>{detail}</actes:Detail></actes:AnomalieEnveloppe>",
        anomalie.nature
    );
    text.into_bytes()
}
