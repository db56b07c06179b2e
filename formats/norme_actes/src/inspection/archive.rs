//! What an archive holds, and whether its files are those that its envelope and its messages announce.

use std::collections::BTreeSet;

use super::{Inspection, by_name, message};
use crate::{ActesError, Contenu, Limites, NomArchive, read, visit_archive};

/// The XML that is kept to be read; the files of people are only counted.
const XML_MAX: u64 = 64 << 20;

/// A file of the archive.
struct Fichier {
    nom: String,
    taille: u64,
    /// Its bytes, when it is an XML.
    xml: Vec<u8>,
}

/// None when it is a gzip of something else, that its name does not give to ACTES.
pub(super) fn inspect(octets: &[u8], nom: &str) -> Option<Inspection> {
    let named = nom.parse::<NomArchive>().is_ok();
    let mut vue = by_name(nom).unwrap_or_else(|| Inspection::new(nom, "Archive ACTES"));
    match fichiers(octets) {
        Ok(fichiers) if named || fichiers.iter().any(|fichier| read(&fichier.xml).is_ok()) => {
            if !named {
                vue.remarques.push("Le nom de cette archive n’est pas celui d’une archive ACTES.".to_owned());
            }
            files(&fichiers, &mut vue);
        }
        Err(error) if named || is_dangerous(&error) => vue.fautes.push(error.to_string()),
        _ => return None,
    }
    Some(vue)
}

fn fichiers(octets: &[u8]) -> Result<Vec<Fichier>, ActesError> {
    let mut fichiers = Vec::new();
    let mut reste = XML_MAX;
    visit_archive(octets, &Limites::default(), |nom, taille, contenu| {
        let mut xml = Vec::new();
        if is_xml(nom) && taille <= reste {
            contenu.read_to_end(&mut xml)?;
            reste -= taille;
        }
        fichiers.push(Fichier { nom: nom.to_owned(), taille, xml });
        Ok(())
    })?;
    Ok(fichiers)
}

/// What is worth saying of any archive.
fn is_dangerous(error: &ActesError) -> bool {
    matches!(
        error,
        ActesError::Bombe { .. }
            | ActesError::Chemin { .. }
            | ActesError::PasUnFichier { .. }
            | ActesError::TropDeFichiers { .. }
            | ActesError::Doublon { .. }
            | ActesError::FichierTropLourd { .. }
    )
}

fn files(fichiers: &[Fichier], vue: &mut Inspection) {
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
        vue.fautes.push(format!("« {} » est annoncé et manque dans l’archive.", crate::error::abrege(absent)));
    }
    for inconnu in presents.difference(&annonces).filter(|nom| !enveloppes.contains(&nom.as_str())) {
        vue.remarques.push(format!("« {} » est dans l’archive sans être annoncé.", crate::error::abrege(inconnu)));
    }
}

fn is_xml(nom: &str) -> bool {
    nom.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
}

/// A file of people, or an XML that is not read.
fn piece(fichier: &Fichier) -> Inspection {
    let told = if fichier.xml.is_empty() { by_name(&fichier.nom) } else { super::file(&fichier.xml, &fichier.nom) };
    let mut vue = told.unwrap_or_else(|| {
        let mut vue = Inspection::new(&fichier.nom, "Fichier joint");
        vue.remarques.push("Le nom de ce fichier n’est pas celui d’un fichier ACTES.".to_owned());
        vue
    });
    vue.fait("Octets", kernel::nombre(i64::try_from(fichier.taille).unwrap_or(i64::MAX)));
    vue
}
