//! The annotated report: the rows of the file that was read, its problems coloured with a comment in place.

use std::collections::HashMap;

use tableur::{Case, Classeur, Feuille, Page, Style};

use crate::{Gravite, Probleme};

/// The sheets of the report: the list of the problems, then each sheet that has some as it was, coloured. To be written by
/// `tableur::write_xlsx`.
pub fn rapport_pages(classeur: &Classeur, problemes: &[Probleme]) -> Vec<Page> {
    let mut pages = vec![liste(problemes)];
    for feuille in &classeur.feuilles {
        let here: Vec<&Probleme> = problemes.iter().filter(|probleme| probleme.feuille == feuille.nom).collect();
        if !here.is_empty() {
            pages.push(annotated(feuille, &here));
        }
    }
    pages
}

fn liste(problemes: &[Probleme]) -> Page {
    let titles = ["Gravité", "Cellule", "Champ", "Valeur", "Problème"];
    let mut rangees = vec![titles.map(|titre| Case::texte(titre).style(Style::Section)).to_vec()];
    rangees.extend(problemes.iter().map(|probleme| {
        let style = style(probleme.gravite);
        let gravite = match probleme.gravite {
            Gravite::Erreur => "À corriger",
            Gravite::Alerte => "À vérifier",
        };
        vec![
            Case::texte(gravite).style(style),
            Case::texte(&probleme.cellule),
            Case::texte(probleme.champ.map_or("", crate::Champ::libelle)),
            Case::texte(&probleme.valeur),
            Case::texte(&probleme.message),
        ]
    }));
    Page { nom: "Problèmes".to_owned(), largeurs: vec![14, 24, 28, 40, 80], rangees, entete: true }
}

fn style(gravite: Gravite) -> Style {
    match gravite {
        Gravite::Erreur => Style::Erreur,
        Gravite::Alerte => Style::Alerte,
    }
}

/// The rows at the same places, so that addresses stay true. Rows are only as long as what they hold.
fn annotated(feuille: &Feuille, problemes: &[&Probleme]) -> Page {
    let mut by_cell: HashMap<(u32, u32), Vec<&Probleme>> = HashMap::new();
    for probleme in problemes {
        by_cell.entry((probleme.ligne - 1, probleme.colonne - 1)).or_default().push(probleme);
    }
    let last_row = by_cell.keys().map(|(ligne, _)| *ligne).chain(feuille.lignes.last().map(|ligne| ligne.rang)).max();
    let mut rangees: Vec<Vec<Case>> = Vec::new();
    for ligne in 0..=last_row.unwrap_or_default().min(MAX_ROWS) {
        let in_row = by_cell.keys().filter(|(row, _)| *row == ligne).map(|(_, colonne)| *colonne);
        let held = feuille.lignes.binary_search_by_key(&ligne, |ligne| ligne.rang).ok().map(|at| &feuille.lignes[at]);
        let last =
            held.and_then(|ligne| ligne.cellules.last()).map(|cellule| cellule.colonne).into_iter().chain(in_row).max();
        let cases = (0..last.map_or(0, |last| last + 1)).map(|colonne| {
            let texte = held.map_or("", |ligne| ligne.texte(colonne));
            case(texte, by_cell.get(&(ligne, colonne)).map_or(&[][..], Vec::as_slice))
        });
        rangees.push(cases.collect());
    }
    let width = rangees.iter().map(Vec::len).max().unwrap_or_default();
    Page { nom: feuille.nom.clone(), largeurs: vec![28; width.min(100)], rangees, entete: false }
}

/// Beyond, a file of empty rows would make a report as heavy.
const MAX_ROWS: u32 = 100_000;

fn case(texte: &str, problemes: &[&Probleme]) -> Case {
    let Some(worst) = problemes.iter().map(|probleme| probleme.gravite).max() else { return Case::texte(texte) };
    let messages: Vec<&str> = problemes.iter().map(|probleme| probleme.message.as_str()).collect();
    Case::texte(texte).style(style(worst)).note(messages.join("\n\n"))
}
