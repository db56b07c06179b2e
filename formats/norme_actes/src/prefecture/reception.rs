//! `receive`: an archive checked as a préfecture does, strictly: what it brings, or why it is refused.

use std::collections::BTreeSet;

use time::Date;

use crate::{
    ActesError, AnomalieEnveloppe, Contenu, EnveloppeClMisill, Lecture, Message, NomArchive, NomEnveloppe, NomFichier,
    Schema, Sens,
    archive::{FichierLu, read_files},
    noms::{NOM_ENVELOPPE, NOM_MESSAGE},
    read,
};

const ENVELOPPE: &str = "l’enveloppe";

/// The code that the schema has for a date of classification that is not the one in force, with the ministry's own words.
const CLASSIFICATION: &str = "002";
const ODT_VERIF_01: &str =
    "ODT-VERIF-01 : Votre acte a été transmis avec une date de classification qui n'est pas à jour";
/// Any other refusal: no source says what the other codes mean, and this one is in both lists of the schema.
const AUTRE: &str = "100";

/// An archive that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recu {
    pub archive: NomArchive,
    pub enveloppe: EnveloppeClMisill,
    /// In the order of the envelope.
    pub formulaires: Vec<FormulaireRecu>,
}

/// A message of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaireRecu {
    pub nom: NomFichier,
    pub message: Message,
    /// The names and sizes in bytes of its documents, in its order.
    pub documents: Vec<(String, u64)>,
    /// Why the acte in it is refused (1-3); only an acte can be so.
    pub refus: Option<RefusActe>,
}

/// What `AnomalieActe` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusActe {
    /// Three digits.
    pub nature: &'static str,
    pub detail: String,
}

/// What `AnomalieEnveloppe` says: nothing of the archive is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusEnveloppe {
    /// None when the name of the archive is not one: nobody can be answered.
    pub nom: Option<NomEnveloppe>,
    /// None when it was not read: the schema then allows no answer.
    pub enveloppe: Option<EnveloppeClMisill>,
    pub detail: String,
}

/// Checks the archive received under this name, with the date of the classification in force for its collectivité.
///
/// # Errors
/// When the envelope is refused as a whole: its name, its own content, a message that is absent, unreadable, wrongly named or not
/// announced. What is wrong with one acte only is told with it.
pub fn receive(nom: &str, octets: &[u8], classification: Date) -> Result<Recu, Box<RefusEnveloppe>> {
    let mut refus = RefusEnveloppe { nom: None, enveloppe: None, detail: String::new() };
    examine(nom, octets, classification, &mut refus).map_err(|error| {
        refus.detail = error.to_string();
        Box::new(refus)
    })
}

/// `refus` learns whom to answer on the way.
fn examine(nom: &str, octets: &[u8], en_vigueur: Date, refus: &mut RefusEnveloppe) -> Result<Recu, ActesError> {
    let archive: NomArchive = nom.parse()?;
    archive.check()?;
    refus.nom = Some(archive.enveloppe.clone());
    let (fichiers, lus) = read_files(octets);
    lus?;
    let enveloppe = enveloppe(&archive, &fichiers)?;
    refus.enveloppe = Some(enveloppe.clone());
    let mut vus = BTreeSet::from([archive.enveloppe.to_string()]);
    let mut formulaires = Vec::new();
    for formulaire in &enveloppe.formulaires_envoyes {
        let nom = &formulaire.nom_fichier;
        let (nom, lecture) = message(nom, &enveloppe, &fichiers, &mut vus)?;
        formulaires.push(formulaire_recu(nom, lecture, en_vigueur, &fichiers, &mut vus)?);
    }
    match fichiers.iter().find(|fichier| !vus.contains(&fichier.nom)) {
        Some(inconnu) => Err(ActesError::non_annonce(&inconnu.nom)),
        None => Ok(Recu { archive, enveloppe, formulaires }),
    }
}

/// The envelope that the name of the archive tells, as the schema takes it.
fn enveloppe(archive: &NomArchive, fichiers: &[FichierLu]) -> Result<EnveloppeClMisill, ActesError> {
    let nom = archive.enveloppe.to_string();
    let lecture = read(&find(&nom, fichiers)?.xml)?;
    let Contenu::EnveloppeClMisill(enveloppe) = lecture.contenu else {
        return Err(ActesError::nom(&nom, "ce n’est pas l’enveloppe d’une collectivité"));
    };
    enveloppe.to_xml()?;
    let siren = enveloppe.emetteur.id_cl.siren.as_str();
    ActesError::agree((ENVELOPPE, siren), (NOM_ENVELOPPE, archive.enveloppe.siren.as_str()))?;
    Ok(enveloppe)
}

/// A message that the envelope announces: there, read, of this collectivité and named after what it says.
fn message(
    nom: &str,
    enveloppe: &EnveloppeClMisill,
    fichiers: &[FichierLu],
    vus: &mut BTreeSet<String>,
) -> Result<(NomFichier, Lecture), ActesError> {
    let fichier = find(nom, fichiers)?;
    if !vus.insert(nom.to_owned()) {
        return Err(ActesError::Doublon { nom: nom.to_owned() });
    }
    let nom: NomFichier = nom.parse()?;
    let id_cl = &enveloppe.emetteur.id_cl;
    ActesError::agree((ENVELOPPE, id_cl.siren.as_str()), (NOM_MESSAGE, nom.siren.as_str()))?;
    ActesError::agree((ENVELOPPE, id_cl.departement.as_str()), (NOM_MESSAGE, nom.departement.as_str()))?;
    let lecture = read(&fichier.xml)?;
    let Contenu::Message(message) = &lecture.contenu else {
        return Err(ActesError::nom(&nom.to_string(), "ce n’est pas un message"));
    };
    if message.type_message().and_then(crate::TypeMessage::sens) != Some(Sens::Collectivite) {
        return Err(ActesError::valeur(
            "Message",
            message.racine(),
            "une collectivité n’envoie que ses propres messages",
        ));
    }
    message.agree_with(&nom)?;
    // One of the two schemas takes it, at least.
    message.to_xml(Schema::Typologie).or_else(|_| message.to_xml(Schema::Large))?;
    Ok((nom, lecture))
}

fn formulaire_recu(
    nom: NomFichier,
    lecture: Lecture,
    en_vigueur: Date,
    fichiers: &[FichierLu],
    vus: &mut BTreeSet<String>,
) -> Result<FormulaireRecu, ActesError> {
    let Contenu::Message(message) = lecture.contenu else { return Err(ActesError::SansMessage) };
    let mut documents = Vec::new();
    let mut faute = None;
    for told in message.fichiers() {
        match document(&told.nom_fichier, &nom, fichiers, vus) {
            Ok(taille) => documents.push((told.nom_fichier.clone(), taille)),
            Err(error) => faute = faute.or(Some(error)),
        }
    }
    let ecart = || lecture.ecarts.first().map(|ecart| ActesError::Irrecevable { detail: ecart.phrase.clone() });
    let refus = match (&*message, faute.or_else(ecart)) {
        (Message::Acte(_), Some(error)) => Some(RefusActe { nature: AUTRE, detail: error.to_string() }),
        (Message::Acte(acte), None) if acte.classification_date_version != en_vigueur => {
            Some(RefusActe { nature: CLASSIFICATION, detail: ODT_VERIF_01.to_owned() })
        }
        (_, None) => None,
        (_, Some(error)) => return Err(error),
    };
    Ok(FormulaireRecu { nom, message: *message, documents, refus })
}

/// A document that a message tells: there once, not empty, named after its message. Gives its size.
fn document(
    nom: &str,
    message: &NomFichier,
    fichiers: &[FichierLu],
    vus: &mut BTreeSet<String>,
) -> Result<u64, ActesError> {
    let fichier = find(nom, fichiers)?;
    if !vus.insert(nom.to_owned()) {
        return Err(ActesError::Doublon { nom: nom.to_owned() });
    }
    ActesError::agree((NOM_MESSAGE, &message.base()), ("celui d’un fichier", &nom.parse::<NomFichier>()?.base()))?;
    if fichier.taille == 0 {
        return Err(ActesError::Irrecevable { detail: format!("«\u{a0}{nom}\u{a0}» est vide.") });
    }
    Ok(fichier.taille)
}

fn find<'a>(nom: &str, fichiers: &'a [FichierLu]) -> Result<&'a FichierLu, ActesError> {
    fichiers.iter().find(|fichier| fichier.nom == nom).ok_or_else(|| ActesError::absent(nom))
}

impl RefusEnveloppe {
    /// What is answered; `Retour::anomalie_enveloppe` makes a mail of it.
    pub fn anomalie(&self, le: Date) -> AnomalieEnveloppe {
        AnomalieEnveloppe {
            date: Some(le),
            nature: AUTRE.to_owned(),
            detail: Some(self.detail.clone()),
            enveloppe_recue: self.enveloppe.clone(),
        }
    }
}
