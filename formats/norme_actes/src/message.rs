//! `Message`: every message of the protocol, read and written.

use time::Date;

use crate::{
    ActesError, AnomalieActe, AnomalieEnveloppe, ArActe, ArAnnulation, ArReponse, CleActe, Courrier, CourrierPref,
    DefereTa, DemandePieceComplementaire, DonneesActe, FichierSigne, IdActe, LettreObservations, NomFichier,
    PieceComplementaire, RetourClassification, Schema, TypeMessage,
    arbre::Element,
    courrier::id_acte,
    ecriture::{Attributs, Xml, document},
    lecture::Source,
    noms::NOM_MESSAGE,
    retour,
};

/// A message, by the name of its root element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Acte(DonneesActe),
    ArActe(ArActe),
    AnomalieActe(AnomalieActe),
    CourrierSimple(Courrier),
    ReponseCourrierSimple(Courrier),
    DemandePieceComplementaire(DemandePieceComplementaire),
    ArDemandePieceComplementaire(CourrierPref),
    RefusPieceComplementaire(Courrier),
    PieceComplementaire(PieceComplementaire),
    ArPieceComplementaire(ArReponse),
    LettreObservations(LettreObservations),
    ArLettreObservations(CourrierPref),
    RejetLettreObservations(Courrier),
    ReponseLettreObservations(Courrier),
    ArReponseRejetLettreObservations(ArReponse),
    DefereTa(DefereTa),
    Annulation(IdActe),
    ArAnnulation(ArAnnulation),
    /// The date of the classification in use; none in a first request.
    DemandeClassification(Option<Date>),
    RetourClassification(RetourClassification),
    ReponseClassificationSansChangement(Date),
    AnomalieEnveloppe(AnomalieEnveloppe),
}

impl Message {
    /// The name of the root element.
    pub const fn racine(&self) -> &'static str {
        match self {
            Self::Acte(_) => "Acte",
            Self::ArActe(_) => "ARActe",
            Self::AnomalieActe(_) => "AnomalieActe",
            Self::CourrierSimple(_) => "CourrierSimple",
            Self::ReponseCourrierSimple(_) => "ReponseCourrierSimple",
            Self::DemandePieceComplementaire(_) => "DemandePieceComplementaire",
            Self::ArDemandePieceComplementaire(_) => "ARDemandePieceComplementaire",
            Self::RefusPieceComplementaire(_) => "RefusPieceComplementaire",
            Self::PieceComplementaire(_) => "PieceComplementaire",
            Self::ArPieceComplementaire(_) => "ARPieceComplementaire",
            Self::LettreObservations(_) => "LettreObservations",
            Self::ArLettreObservations(_) => "ARLettreObservations",
            Self::RejetLettreObservations(_) => "RejetLettreObservations",
            Self::ReponseLettreObservations(_) => "ReponseLettreObservations",
            Self::ArReponseRejetLettreObservations(_) => "ARReponseRejetLettreObservations",
            Self::DefereTa(_) => "DefereTA",
            Self::Annulation(_) => "Annulation",
            Self::ArAnnulation(_) => "ARAnnulation",
            Self::DemandeClassification(_) => "DemandeClassification",
            Self::RetourClassification(_) => "RetourClassification",
            Self::ReponseClassificationSansChangement(_) => "ReponseClassificationSansChangement",
            Self::AnomalieEnveloppe(_) => "AnomalieEnveloppe",
        }
    }

    /// Its numbers; none for `AnomalieEnveloppe`, that has no place in a transaction.
    pub fn type_message(&self) -> Option<TypeMessage> {
        TypeMessage::from_racine(self.racine())
    }

    /// The acte that it is about, when the message names it whole.
    pub fn id_acte(&self) -> Option<&IdActe> {
        Some(match self {
            Self::ArActe(message) => &message.id_acte,
            Self::Annulation(id) => id,
            Self::ArAnnulation(message) => &message.id_acte,
            Self::DefereTa(message) => &message.id_acte,
            other => &other.courrier_pref()?.id_acte,
        })
    }

    /// What tells the acte that it is about from the others of its collectivité, whether it names it whole or by its parts;
    /// none when it is about none, or when what came back of it is damaged.
    pub(crate) fn cle(&self) -> Result<Option<CleActe>, ActesError> {
        match (self.id_acte(), self) {
            (Some(id), _) => Ok(Some(id.cle.clone())),
            (None, Self::Acte(acte)) => acte.cle().map(Some),
            (None, other) => other.acte_recu().map(DonneesActe::cle).transpose(),
        }
    }

    /// Nothing when the name of its file tells this message and this acte.
    pub(crate) fn agree_with(&self, nom: &NomFichier) -> Result<(), ActesError> {
        const MESSAGE: &str = "le message";
        let told = self.type_message().map_or_else(|| self.racine().to_owned(), |told| told.to_string());
        ActesError::agree((MESSAGE, &told), (NOM_MESSAGE, &nom.message.to_string()))?;
        if let (Some(told), Some(named)) = (self.id_acte(), nom.id_acte()) {
            ActesError::agree((MESSAGE, &told.to_string()), (NOM_MESSAGE, &named.to_string()))?;
        }
        let cle = |cle: Option<&CleActe>| cle.map_or_else(|| "aucun acte".to_owned(), CleActe::to_string);
        ActesError::agree((MESSAGE, &cle(self.cle()?.as_ref())), (NOM_MESSAGE, &cle(nom.acte.as_ref())))
    }

    /// The letter of the préfecture that it carries or answers.
    pub fn courrier_pref(&self) -> Option<&CourrierPref> {
        Some(match self {
            Self::CourrierSimple(message)
            | Self::ReponseCourrierSimple(message)
            | Self::RefusPieceComplementaire(message)
            | Self::RejetLettreObservations(message)
            | Self::ReponseLettreObservations(message) => &message.infos,
            Self::DemandePieceComplementaire(message) => &message.infos,
            Self::PieceComplementaire(message) => &message.infos,
            Self::LettreObservations(message) => &message.infos,
            Self::ArDemandePieceComplementaire(infos) | Self::ArLettreObservations(infos) => infos,
            Self::ArPieceComplementaire(message) | Self::ArReponseRejetLettreObservations(message) => {
                &message.infos_courrier_pref
            }
            _ => return None,
        })
    }

    /// The acte as it was sent, in what comes back about a transmission.
    pub fn acte_recu(&self) -> Option<&DonneesActe> {
        match self {
            Self::ArActe(message) => message.acte_recu.as_ref(),
            Self::AnomalieActe(message) => message.acte_recu.as_ref(),
            _ => None,
        }
    }

    /// The files that travel with it.
    pub fn fichiers(&self) -> Vec<&FichierSigne> {
        match self {
            Self::Acte(acte) => std::iter::once(&acte.document).chain(&acte.annexes).collect(),
            Self::CourrierSimple(message)
            | Self::ReponseCourrierSimple(message)
            | Self::RefusPieceComplementaire(message)
            | Self::RejetLettreObservations(message)
            | Self::ReponseLettreObservations(message) => vec![&message.document],
            Self::DemandePieceComplementaire(message) => vec![&message.document],
            Self::LettreObservations(message) => vec![&message.document],
            Self::PieceComplementaire(message) => message.documents.iter().collect(),
            Self::DefereTa(message) => message.pieces_jointes.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The file, as the schema wants it, in ISO-8859-1.
    ///
    /// # Errors
    /// What the schema would refuse, and characters that do not fit.
    pub fn to_xml(&self, schema: Schema) -> Result<Vec<u8>, ActesError> {
        let write = |attributs: Attributs| document(self.racine(), schema, attributs, |xml| self.write(xml));
        match self {
            Self::Acte(acte) => write(&acte.attributs()?),
            Self::ArActe(message) => write(&retour::attributs(&message.id_acte, message.date_reception, schema)?),
            Self::ArAnnulation(message) => write(&retour::attributs(&message.id_acte, message.date_reception, schema)?),
            Self::ArPieceComplementaire(message) | Self::ArReponseRejetLettreObservations(message) => {
                write(&[("actes:DateReception", crate::valeurs::en_iso("DateReception", message.date_reception)?)])
            }
            Self::DefereTa(message) => write(&[("actes:IDActe", message.id_acte.check(schema)?)]),
            Self::Annulation(id) => write(&[("actes:IDActe", id.check(schema)?)]),
            other => match other.courrier_pref() {
                Some(infos) => write(&infos.attributs(schema)?),
                None => write(&[]),
            },
        }
    }

    fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        match self {
            Self::Acte(acte) => acte.write(xml),
            Self::ArActe(message) => message.write(xml),
            Self::AnomalieActe(message) => message.write(xml),
            Self::CourrierSimple(message)
            | Self::ReponseCourrierSimple(message)
            | Self::RefusPieceComplementaire(message)
            | Self::RejetLettreObservations(message)
            | Self::ReponseLettreObservations(message) => message.document.write("Document", xml),
            Self::DemandePieceComplementaire(message) => message.write(xml),
            Self::PieceComplementaire(message) => message.write(xml),
            Self::ArPieceComplementaire(message) | Self::ArReponseRejetLettreObservations(message) => {
                message.write(xml)
            }
            Self::LettreObservations(message) => message.write(xml),
            Self::DefereTa(message) => message.write(xml),
            Self::DemandeClassification(Some(date)) | Self::ReponseClassificationSansChangement(date) => {
                xml.date("DateClassification", *date)
            }
            Self::RetourClassification(message) => message.write(xml),
            Self::AnomalieEnveloppe(message) => message.write(xml),
            Self::ArDemandePieceComplementaire(_)
            | Self::ArLettreObservations(_)
            | Self::Annulation(_)
            | Self::ArAnnulation(_)
            | Self::DemandeClassification(None) => Ok(()),
        }
    }

    /// The message under this root.
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        Ok(match element.nom.as_str() {
            "Acte" => Self::Acte(DonneesActe::read(element, source)?),
            "ARActe" => Self::ArActe(ArActe::read(element, source)?),
            "AnomalieActe" => Self::AnomalieActe(AnomalieActe::read(element, source)?),
            "CourrierSimple" => Self::CourrierSimple(Courrier::read(element, source)?),
            "ReponseCourrierSimple" => Self::ReponseCourrierSimple(Courrier::read(element, source)?),
            "DemandePieceComplementaire" => {
                Self::DemandePieceComplementaire(DemandePieceComplementaire::read(element, source)?)
            }
            "ARDemandePieceComplementaire" => Self::ArDemandePieceComplementaire(CourrierPref::read(element)?),
            "RefusPieceComplementaire" => Self::RefusPieceComplementaire(Courrier::read(element, source)?),
            "PieceComplementaire" => Self::PieceComplementaire(PieceComplementaire::read(element, source)?),
            "ARPieceComplementaire" => Self::ArPieceComplementaire(ArReponse::read(element)?),
            "LettreObservations" => Self::LettreObservations(LettreObservations::read(element, source)?),
            "ARLettreObservations" => Self::ArLettreObservations(CourrierPref::read(element)?),
            "RejetLettreObservations" => Self::RejetLettreObservations(Courrier::read(element, source)?),
            "ReponseLettreObservations" => Self::ReponseLettreObservations(Courrier::read(element, source)?),
            "ARReponseRejetLettreObservations" => Self::ArReponseRejetLettreObservations(ArReponse::read(element)?),
            "DefereTA" => Self::DefereTa(DefereTa::read(element, source)?),
            "Annulation" => Self::Annulation(id_acte(element)?),
            "ARAnnulation" => Self::ArAnnulation(ArAnnulation::read(element)?),
            "DemandeClassification" => Self::DemandeClassification(match element.enfant("DateClassification") {
                Some(_) => Some(element.date_de("DateClassification")?),
                None => None,
            }),
            "RetourClassification" => Self::RetourClassification(RetourClassification::read(element, source)?),
            "ReponseClassificationSansChangement" => {
                Self::ReponseClassificationSansChangement(element.date_de("DateClassification")?)
            }
            "AnomalieEnveloppe" => Self::AnomalieEnveloppe(AnomalieEnveloppe::read(element, source)?),
            autre => return Err(ActesError::RacineInconnue { racine: crate::error::abrege(autre) }),
        })
    }
}
