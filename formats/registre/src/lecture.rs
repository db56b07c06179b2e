//! `read`: the fiches of a workbook, whichever of the known shapes it has.

use serde::Serialize;
use tableur::Classeur;

use crate::{Correspondance, Dictionnaires, Fiche, Gravite, Probleme, cnil, probleme::Lieu, table};

/// What a file gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lecture {
    pub fiches: Vec<FicheLue>,
    pub problemes: Vec<Probleme>,
    /// How the columns of each table were understood: to be corrected and given back.
    pub correspondances: Vec<Correspondance>,
}

impl Lecture {
    /// Beyond `MAX_PROBLEMES`, one last problem says that there are others.
    pub(crate) fn tell(&mut self, problemes: Vec<Probleme>) {
        let room = MAX_PROBLEMES.saturating_sub(self.problemes.len());
        let more = problemes.len() > room;
        self.problemes.extend(problemes.into_iter().take(room));
        if more && self.problemes.len() == MAX_PROBLEMES {
            let message =
                format!("Ce fichier a plus de {MAX_PROBLEMES} problèmes : corrigez ceux-ci, puis recommencez.");
            self.problemes.push(Lieu::default().probleme(Gravite::Alerte, None, "", message));
        }
    }
}

/// What a person may read of one file.
const MAX_PROBLEMES: usize = 5_000;

/// A fiche and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FicheLue {
    pub fiche: Fiche,
    pub feuille: String,
    /// The row of its name, from 1.
    pub ligne: u32,
}

/// Reads a register: the CNIL's layout where a sheet has it, else tables of one row a traitement (the flat export of this
/// crate, Madis's, or any). `corrigees` are the columns that somebody corrected; other sheets are mapped by their headers.
///
/// Nothing that the file says is lost: what is not understood is kept as a text and told in `problemes`.
pub fn read(classeur: &Classeur, corrigees: &[Correspondance], dicos: &Dictionnaires) -> Lecture {
    let mut lecture = Lecture::default();
    let mut cnil = false;
    for feuille in &classeur.feuilles {
        if let Some(lue) = cnil::read(feuille, dicos) {
            cnil = true;
            lecture.tell(lue.problemes);
            lecture.fiches.extend(lue.fiche.map(|(fiche, ligne)| FicheLue {
                fiche,
                feuille: feuille.nom.clone(),
                ligne,
            }));
        }
    }
    // Beside fiches, a table is the list of the traitements: it says nothing more than they do.
    for feuille in classeur.feuilles.iter().filter(|_| !cnil) {
        let corrigee = corrigees.iter().find(|correspondance| correspondance.feuille == feuille.nom);
        let Some(correspondance) = corrigee.cloned().or_else(|| table::map(feuille)) else { continue };
        let csv = matches!(classeur.format, tableur::Format::Csv { .. });
        table::read(feuille, &correspondance, csv, dicos, &mut lecture);
        lecture.correspondances.push(correspondance);
    }
    if lecture.fiches.is_empty() && lecture.problemes.is_empty() {
        let message =
            "Aucun traitement n’a été trouvé dans ce fichier : il faut une fiche de la CNIL par feuille, ou un \
                       tableau dont une ligne d’en-têtes nomme les colonnes (nom du traitement, finalité…)."
                .to_owned();
        lecture.problemes.push(Lieu::default().probleme(Gravite::Erreur, None, "", message));
    }
    lecture
}
