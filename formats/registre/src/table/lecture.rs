//! The rows of a table, each one a fiche.

use tableur::{Feuille, Ligne};

use super::{Cible, Colonne, Correspondance, cellule};
use crate::{Champ, Dictionnaires, FicheLue, Gravite, Lecture, depot::Depot, probleme::Lieu};

/// Reads the rows under the headers. Columns that nobody knows are kept with the observations of each fiche.
pub(crate) fn read(
    feuille: &Feuille,
    correspondance: &Correspondance,
    csv: bool,
    dicos: &Dictionnaires,
    lecture: &mut Lecture,
) {
    let merged = !feuille.fusions.is_empty();
    for ligne in feuille.lignes.iter().filter(|ligne| ligne.rang >= correspondance.ligne_entete) {
        let mut depot = Depot::new(dicos);
        let mut columns: Vec<&Colonne> = correspondance.colonnes.iter().collect();
        columns.sort_by_key(|colonne| order(colonne));
        for colonne in columns {
            let at = colonne.colonne.saturating_sub(1);
            // In merged cells, every row has the text of the first one.
            let texte = if merged { feuille.texte(ligne.rang, at) } else { ligne.texte(at) };
            let texte = if csv { disarmed(texte) } else { texte };
            if texte.trim().is_empty() {
                continue;
            }
            let lieu = Lieu::new(feuille, ligne.rang, at);
            match &colonne.cible {
                Some(cible) => cellule::put(&mut depot, cible, texte, &lieu),
                None => depot.keep(&colonne.entete, texte),
            }
        }
        push(feuille, ligne, depot, lecture);
    }
}

/// A fiche without a name is told; a row that says nothing is passed over.
fn push(feuille: &Feuille, ligne: &Ligne, mut depot: Depot<'_>, lecture: &mut Lecture) {
    if depot.fiche == crate::Fiche::default() {
        return;
    }
    if depot.fiche.nom.is_empty() {
        let colonne = ligne.cellules.first().map_or(0, |cellule| cellule.colonne);
        let message =
            "Cette ligne n’a pas de nom de traitement : remplissez la colonne du nom, ou dites laquelle c’est.";
        let lieu = Lieu::new(feuille, ligne.rang, colonne);
        depot.problemes.push(lieu.probleme(Gravite::Erreur, Some(Champ::Nom), "", message.to_owned()));
    }
    lecture.tell(std::mem::take(&mut depot.problemes));
    lecture.fiches.push(FicheLue { fiche: depot.fiche, feuille: feuille.nom.clone(), ligne: ligne.rang + 1 });
}

/// Items come before what is said of each of them, and unknown columns last.
fn order(colonne: &Colonne) -> (u8, u32) {
    let rank = match &colonne.cible {
        Some(Cible { choix: None, cle, .. }) if cle.is_empty() => 0,
        Some(Cible { choix: Some(_), cle, .. }) if cle.is_empty() => 1,
        Some(Cible { cle, .. }) if cle == super::SUITE => 2,
        Some(_) => 3,
        None => 4,
    };
    (rank, colonne.colonne)
}

/// A CSV says a text that a spreadsheet could run after an apostrophe.
fn disarmed(texte: &str) -> &str {
    match texte.strip_prefix('\'') {
        Some(rest) if super::super::export::runs(rest) => rest,
        _ => texte,
    }
}
