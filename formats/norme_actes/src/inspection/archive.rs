//! What an archive holds, and whether its files are those that its envelope and its messages announce.

use std::collections::BTreeSet;

use super::{ARCHIVE, Inspection, by_name, message};
use crate::{
    ActesError, Contenu,
    archive::{FichierLu, read_files},
    lecture::begins_as_actes,
    read,
};

/// None when neither its name nor anything in it is of ACTES: an archive of something else, even damaged, is none of ours.
pub(super) fn inspect(octets: &[u8], nom: &str) -> Option<Inspection> {
    let named = by_name(nom);
    let (fichiers, read) = read_files(octets);
    if named.is_none() && !fichiers.iter().any(|fichier| begins_as_actes(&fichier.xml)) {
        return None;
    }
    let mut vue = named.unwrap_or_else(|| {
        let mut vue = Inspection::new(nom, ARCHIVE);
        vue.remarques.push("Le nom de cette archive n’est pas celui d’une archive ACTES.".to_owned());
        vue
    });
    match read {
        Ok(()) => files(&fichiers, &mut vue),
        Err(error) => vue.fautes.push(error.to_string()),
    }
    Some(vue)
}

fn files(fichiers: &[FichierLu], vue: &mut Inspection) {
    vue.fait("Fichiers", fichiers.len().to_string());
    let mut annonces = BTreeSet::new();
    let mut enveloppes = Vec::new();
    for fichier in fichiers {
        let lecture = read(&fichier.xml).ok();
        match lecture.as_ref().map(|lecture| &lecture.contenu) {
            Some(Contenu::EnveloppeClMisill(enveloppe)) => {
                enveloppes.push(fichier.nom.as_str());
                annonces.extend(enveloppe.formulaires_envoyes.iter().map(|f| f.nom_fichier.clone()));
            }
            Some(Contenu::EnveloppeMisillCl(enveloppe)) => {
                enveloppes.push(fichier.nom.as_str());
                annonces.extend(enveloppe.formulaires_envoyes.iter().map(|f| f.nom_fichier.clone()));
            }
            Some(Contenu::Message(message)) => {
                annonces.extend(message.fichiers().into_iter().map(|f| f.nom_fichier.clone()));
            }
            None => {}
        }
        vue.contenu.push(match lecture {
            Some(lecture) => message::inspect(&lecture, &fichier.nom),
            None => piece(fichier),
        });
    }
    if enveloppes.is_empty() {
        vue.fautes.push("Cette archive n’a pas d’enveloppe.".to_owned());
    }
    let presents: BTreeSet<String> = fichiers.iter().map(|fichier| fichier.nom.clone()).collect();
    for absent in annonces.difference(&presents) {
        vue.fautes.push(ActesError::absent(absent).to_string());
    }
    for inconnu in presents.difference(&annonces).filter(|nom| !enveloppes.contains(&nom.as_str())) {
        vue.remarques.push(ActesError::non_annonce(inconnu).to_string());
    }
}

/// A file of people, or an XML that is not read.
fn piece(fichier: &FichierLu) -> Inspection {
    let told = if fichier.xml.is_empty() { by_name(&fichier.nom) } else { super::file(&fichier.xml, &fichier.nom) };
    let mut vue = told.unwrap_or_else(|| {
        let mut vue = Inspection::new(&fichier.nom, "Fichier joint");
        vue.remarques.push("Le nom de ce fichier n’est pas celui d’un fichier ACTES.".to_owned());
        vue
    });
    vue.fait("Octets", kernel::nombre(i64::try_from(fichier.taille).unwrap_or(i64::MAX)));
    vue
}
