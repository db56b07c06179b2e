//! What a message or an envelope says.

use kernel::date_longue;
use time::Date;

use super::{Inspection, titre};
use crate::{
    Contenu, DonneesActe, Emetteur, EnveloppeClMisill, EnveloppeMisillCl, FichierSigne, IdActe, IdPrefecture, Lecture,
    Message, NomEnveloppe, NomFichier, Referent, RetourClassification, acte::OBJET_MAX, anomalie, matieres_nationales,
    natures, noms, verification,
};

/// An objet of the schema is shown whole; a letter's reason may be longer.
const TEXTE_MAX: usize = OBJET_MAX;

pub(super) fn inspect(lecture: &Lecture, nom: &str) -> Inspection {
    let quoi = match &lecture.contenu {
        Contenu::Message(message) => titre(message.type_message()),
        Contenu::EnveloppeClMisill(_) => "Enveloppe ACTES d’une collectivité au ministère".to_owned(),
        Contenu::EnveloppeMisillCl(_) => "Enveloppe ACTES d’une préfecture à une collectivité".to_owned(),
    };
    let mut vue = Inspection::new(nom, quoi);
    match &lecture.contenu {
        Contenu::Message(message) => message_of(message, &mut vue),
        Contenu::EnveloppeClMisill(enveloppe) => cl_misill(enveloppe, &mut vue),
        Contenu::EnveloppeMisillCl(enveloppe) => misill_cl(enveloppe, &mut vue),
    }
    vue.remarques.extend(
        lecture.ecarts.iter().map(|ecart| format!("Dans «\u{a0}{}\u{a0}»\u{a0}: {}", ecart.champ, ecart.phrase)),
    );
    check_name(lecture, nom, &mut vue);
    vue
}

/// A name that says another acte or another message than the content.
fn check_name(lecture: &Lecture, nom: &str, vue: &mut Inspection) {
    match (&lecture.contenu, nom.parse::<NomFichier>(), nom.parse::<NomEnveloppe>()) {
        (Contenu::Message(message), Ok(nom), _) => {
            if message.type_message().is_some_and(|told| told != nom.message) {
                vue.remarques.push(format!("Le nom du fichier annonce un message {}.", nom.message));
            }
            if let Some((told, named)) = other_acte(message, &nom) {
                vue.remarques.push(format!("Le nom du fichier annonce l’acte {named}, son contenu {told}."));
            }
        }
        (Contenu::EnveloppeClMisill(enveloppe), _, Ok(nom)) => siren(&enveloppe.emetteur.id_cl.siren, &nom, vue),
        (Contenu::EnveloppeMisillCl(enveloppe), _, Ok(nom)) => siren(&enveloppe.destinataire, &nom, vue),
        // The préfecture reads names before contents.
        _ => vue.fautes.extend(noms::fault(nom).map(|error| error.to_string())),
    }
}

/// The acte of the content and that of the name, when they differ: whole where the message has its identifier, by its date,
/// its number and its nature where it has not.
fn other_acte(message: &Message, nom: &NomFichier) -> Option<(String, String)> {
    let (told, named) = match message.id_acte() {
        Some(id) => (id.to_string(), nom.id_acte()?.to_string()),
        None => (message.cle().ok()??.to_string(), nom.acte.as_ref()?.to_string()),
    };
    (told != named).then_some((told, named))
}

fn siren(told: &crate::NumeroSiren, nom: &NomEnveloppe, vue: &mut Inspection) {
    if *told != nom.siren {
        vue.remarques.push(format!("Le nom du fichier annonce le SIREN {}, l’enveloppe {told}.", nom.siren));
    }
}

fn message_of(message: &Message, vue: &mut Inspection) {
    if let Some(id) = message.id_acte() {
        id_acte(id, vue);
    }
    if let Some(infos) = message.courrier_pref() {
        vue.fait("Courrier de la préfecture du", date_longue(infos.date_courrier_pref));
    }
    match message {
        Message::Acte(donnees) => acte(donnees, vue),
        Message::ArActe(ar) => {
            vue.fait("Reçu le", date_longue(ar.date_reception));
            jour("Classification en vigueur", ar.classification_date_version_en_cours, vue);
            ar.acte_recu.iter().for_each(|donnees| acte(donnees, vue));
        }
        Message::AnomalieActe(refus) => {
            nature_anomalie("AnomalieActe", &refus.nature, refus.detail.as_deref(), refus.date, vue);
            jour("Classification en vigueur", refus.classification_date_version_en_cours, vue);
            refus.acte_recu.iter().for_each(|donnees| acte(donnees, vue));
        }
        Message::AnomalieEnveloppe(refus) => {
            nature_anomalie("AnomalieEnveloppe", &refus.nature, refus.detail.as_deref(), refus.date, vue);
            refus.enveloppe_recue.iter().for_each(|enveloppe| cl_misill(enveloppe, vue));
        }
        Message::DemandePieceComplementaire(demande) => texte("Pièces demandées", &demande.description_pieces, vue),
        Message::LettreObservations(lettre) => texte("Motif", &lettre.motif, vue),
        Message::ArPieceComplementaire(ar) | Message::ArReponseRejetLettreObservations(ar) => {
            vue.fait("Réponse reçue le", date_longue(ar.date_reception));
        }
        Message::DefereTa(defere) => {
            vue.fait("Déposé le", date_longue(defere.date_depot));
            texte("Illégalité", &defere.nature_illegalite, vue);
        }
        Message::ArAnnulation(ar) => vue.fait("Reçu le", date_longue(ar.date_reception)),
        Message::DemandeClassification(date) => match date {
            Some(date) => vue.fait("Classification utilisée", date_longue(*date)),
            None => vue.fait("Classification utilisée", "aucune\u{a0}: première demande"),
        },
        Message::ReponseClassificationSansChangement(date) => vue.fait("Classification", date_longue(*date)),
        Message::RetourClassification(retour) => classification(retour, vue),
        _ => {}
    }
    if !matches!(message, Message::Acte(_)) {
        message.fichiers().into_iter().for_each(|one| fichier("Document", one, vue));
    }
}

fn id_acte(id: &IdActe, vue: &mut Inspection) {
    vue.fait("Acte", id.to_string());
    if !id.is_conforme() {
        vue.remarques.push(format!("L’identifiant {id} n’est pas celui que le schéma admet."));
    }
}

fn acte(acte: &DonneesActe, vue: &mut Inspection) {
    vue.fait("Numéro", acte.numero_interne.as_str());
    vue.fait("Décision du", date_longue(acte.date));
    let code = acte.code_nature_acte;
    match natures().find(|(known, ..)| *known == code) {
        Some((_, abrege, libelle)) => vue.fait("Nature", format!("{code} {abrege} {libelle}")),
        None => vue.fait("Nature", format!("{code}, inconnue")),
    }
    let court = |n: usize| acte.codes_matieres.niveaux().get(n).copied().flatten();
    let court = court(0).zip(court(1)).map(|(premier, second)| format!("{premier}.{second}"));
    let libelle = matieres_nationales().find(|(code, _)| court.as_deref() == Some(*code)).map_or("", |(_, l)| l.trim());
    vue.fait("Matière", format!("{} {libelle}", acte.codes_matieres).trim());
    texte("Objet", &acte.objet, vue);
    vue.fait("Classification utilisée", date_longue(acte.classification_date_version));
    acte.precedent_identifiant_acte.iter().for_each(|id| vue.fait("Acte précédent", id.to_string()));
    if let Some(papier) = acte.document_papier {
        vue.fait("Envoi papier", if papier { "oui" } else { "non" });
    }
    fichier("Fichier de l’acte", &acte.document, vue);
    acte.annexes.iter().for_each(|annexe| fichier("Annexe", annexe, vue));
}

fn fichier(libelle: &'static str, fichier: &FichierSigne, vue: &mut Inspection) {
    let signe = if fichier.signature.is_some() { " (avec une signature détachée)" } else { "" };
    vue.fait(libelle, format!("{}{signe}", fichier.nom_fichier));
}

fn nature_anomalie(racine: &str, nature: &str, detail: Option<&str>, date: Option<Date>, vue: &mut Inspection) {
    match detail.and_then(verification).or_else(|| anomalie(racine, nature)) {
        Some(sens) => vue.fait("Anomalie", format!("{nature}\u{a0}: {sens}")),
        None => vue.fait("Anomalie", nature),
    }
    texte("Détail", detail.unwrap_or_default(), vue);
    jour("Notifiée le", date, vue);
}

fn classification(retour: &RetourClassification, vue: &mut Inspection) {
    vue.fait("Classification du", date_longue(retour.date_classification));
    for nature in &retour.natures {
        let types = nature.types_pj.len();
        let told = format!("{} {} {}, {types} types", nature.code_nature_acte, nature.type_abrege, nature.libelle);
        vue.fait("Nature", told);
    }
    let all = retour.all_matieres();
    let at = |niveau: usize| all.iter().filter(|(codes, _)| codes.niveaux().len() == niveau).count();
    let par_niveau: Vec<String> = (1..=5).map(at).take_while(|n| *n > 0).map(|n| n.to_string()).collect();
    vue.fait("Matières par niveau", par_niveau.join(", "));
}

fn cl_misill(enveloppe: &EnveloppeClMisill, vue: &mut Inspection) {
    let Emetteur { id_cl, referent } = &enveloppe.emetteur;
    vue.fait("SIREN", id_cl.siren.as_str());
    vue.fait("Département", id_cl.departement.as_str());
    vue.fait("Arrondissement", &*id_cl.arrondissement);
    vue.fait("Nature de la collectivité", &*id_cl.nature);
    if let Some(one) = referent {
        personne(one, vue);
    }
    enveloppe.adresses_retour.iter().for_each(|adresse| vue.fait("Adresse de retour", &**adresse));
    enveloppe.formulaires_envoyes.iter().for_each(|one| fichier("Message", one, vue));
}

fn misill_cl(enveloppe: &EnveloppeMisillCl, vue: &mut Inspection) {
    match &enveloppe.emetteur {
        Some(IdPrefecture::Sgar { departement }) => vue.fait("De", format!("SGAR {departement}")),
        Some(IdPrefecture::Pref { departement }) => vue.fait("De", format!("préfecture {departement}")),
        Some(IdPrefecture::SousPref { departement, arrondissement }) => {
            vue.fait("De", format!("sous-préfecture {departement}, arrondissement {arrondissement}"));
        }
        None => {}
    }
    enveloppe.referent.iter().for_each(|one| personne(one, vue));
    vue.fait("Pour le SIREN", enveloppe.destinataire.as_str());
    enveloppe.formulaires_envoyes.iter().for_each(|one| fichier("Message", one, vue));
}

fn personne(referent: &Referent, vue: &mut Inspection) {
    let parts = [&referent.nom, &referent.telephone, &referent.email];
    let told: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    vue.fait("Référent", told.join(", "));
}

/// What a file name says.
pub(super) fn nom_fichier(nom: &NomFichier, vue: &mut Inspection) {
    match nom.id_acte() {
        Some(id) => vue.fait("Acte", id.to_string()),
        None => vue.fait("SIREN", nom.siren.as_str()),
    }
    nom.type_pj.iter().for_each(|code| vue.fait("Type de document", code.as_str()));
}

/// What the name of an envelope says.
pub(super) fn nom_enveloppe(nom: &NomEnveloppe, vue: &mut Inspection) {
    vue.fait("SIREN", nom.siren.as_str());
    vue.fait("Envoyée le", date_longue(nom.date));
    vue.fait("Série", nom.serie.to_string());
}

fn jour(libelle: &'static str, date: Option<Date>, vue: &mut Inspection) {
    if let Some(date) = date {
        vue.fait(libelle, date_longue(date));
    }
}

fn texte(libelle: &'static str, valeur: &str, vue: &mut Inspection) {
    let valeur = valeur.trim();
    let mut told: String = valeur.chars().take(TEXTE_MAX).collect();
    if valeur.chars().nth(TEXTE_MAX).is_some() {
        told.push('…');
    }
    vue.fait(libelle, told);
}
