//! A sheet read as a fiche of the CNIL.

use kernel::fold;
use tableur::{Cellule, Feuille, Ligne};

use super::{ACTEURS, COLONNES_ACTEURS, COMPLEMENTS, CONSERVATION, PARTIES, Partie, SANS_PRECISION, SUITE};
use crate::{
    Champ, Dictionnaires, Fiche, Probleme,
    depot::Depot,
    probleme::{Gravite, Lieu},
    syntaxe,
};

/// How far on the right of a label its value may be: beyond stand the links to the CNIL's guides.
const PORTEE: u32 = 8;

pub(crate) struct Lue {
    /// The fiche and the row of its name; `None` for the empty model.
    pub(crate) fiche: Option<(Fiche, u32)>,
    pub(crate) problemes: Vec<Probleme>,
}

/// Where the reading stands in the sheet.
enum Etape {
    Description,
    Acteurs(Vec<(u32, &'static str)>),
    Table { partie: &'static Partie, colonnes: Vec<(u32, &'static str)> },
    Complements,
}

/// `None` when the sheet is not a fiche: it must name the traitement and have at least two of its tables.
pub(crate) fn read(feuille: &Feuille, dicos: &Dictionnaires) -> Option<Lue> {
    let cells = || feuille.lignes.iter().flat_map(|ligne| &ligne.cellules);
    let names = |cellule: &Cellule| simple(&cellule.texte) == Some(Champ::Nom);
    // The tables stand one under the other; side by side, they are the headers of one table.
    let tables = feuille.lignes.iter().filter(|ligne| matches!(title(ligne), Some(Etape::Table { .. }))).count();
    if tables < 2 || !cells().any(names) {
        return None;
    }
    let mut depot = Depot::new(dicos);
    let mut etape = Etape::Description;
    let mut nom_ligne = 1;
    for ligne in &feuille.lignes {
        if let Some(next) = title(ligne) {
            etape = next;
            continue;
        }
        match &etape {
            Etape::Description => {
                if describe(feuille, ligne, &mut depot) {
                    nom_ligne = ligne.rang + 1;
                }
            }
            Etape::Acteurs(colonnes) => actor(feuille, ligne, colonnes, &mut depot),
            Etape::Table { partie, colonnes } => row(feuille, ligne, partie, colonnes, &mut depot),
            Etape::Complements => complement(feuille, ligne, &mut depot),
        }
    }
    Some(finish(feuille, depot, nom_ligne))
}

fn finish(feuille: &Feuille, mut depot: Depot<'_>, ligne: u32) -> Lue {
    let fiche = &depot.fiche;
    let content = Champ::ALL
        .iter()
        .any(|champ| !matches!(champ, Champ::Reference | Champ::CreeLe | Champ::ModifieLe) && champ.len(fiche) > 0);
    if !content {
        return Lue { fiche: None, problemes: Vec::new() };
    }
    if fiche.nom.is_empty() {
        let message = "Cette fiche n’a pas de nom : donnez un nom au traitement, en face de « Nom du traitement ».";
        let lieu = Lieu::new(feuille, ligne - 1, 0);
        depot.problemes.push(lieu.probleme(Gravite::Erreur, Some(Champ::Nom), "", message.to_owned()));
    }
    Lue { fiche: Some((depot.fiche, ligne)), problemes: depot.problemes }
}

/// The title that a row is, if it is one.
fn title(ligne: &Ligne) -> Option<Etape> {
    let cellule = ligne.cellules.iter().find(|cellule| !guide(&cellule.texte))?;
    let label = fold(&cellule.texte);
    let after = || ligne.cellules.iter().filter(move |other| other.colonne > cellule.colonne && !guide(&other.texte));
    if label == "acteurs" {
        let columns = after().filter_map(|other| {
            let folded = fold(&other.texte);
            COLONNES_ACTEURS.iter().find(|(nom, _)| fold(nom) == folded).map(|(_, cle)| (other.colonne, *cle))
        });
        let mut colonnes: Vec<_> = columns.collect();
        if colonnes.is_empty() {
            colonnes = (cellule.colonne + 1..).zip(COLONNES_ACTEURS.iter().map(|(_, cle)| *cle)).collect();
        }
        return Some(Etape::Acteurs(colonnes));
    }
    if label == fold(COMPLEMENTS) {
        return Some(Etape::Complements);
    }
    if label == "description du traitement" {
        return Some(Etape::Description);
    }
    let partie = PARTIES.iter().find(|partie| opens(partie, &cellule.texte))?;
    // A title has the names of its columns beside it, or nothing.
    let named = |other: &Cellule| partie.colonnes.iter().any(|(words, ..)| fold(&other.texte).starts_with(words));
    if after().next().is_some() && !after().any(named) {
        return None;
    }
    let place = |(words, cle, at): &(&str, &'static str, u32)| {
        let said = after().find(|other| fold(&other.texte).starts_with(words));
        (said.map_or(cellule.colonne + at, |other| other.colonne), *cle)
    };
    let colonnes = partie.colonnes.iter().map(place).collect();
    Some(Etape::Table { partie, colonnes })
}

fn opens(partie: &Partie, texte: &str) -> bool {
    let folded = fold(texte);
    folded
        .strip_prefix(partie.titre)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == ' ') || long(rest))
}

/// What may follow the words of a title: « (s) effectué », « personnelles concernées »; never a number.
fn long(rest: &str) -> bool {
    rest.starts_with(' ') && !rest.contains(|c: char| c.is_ascii_digit())
}

/// The links to the CNIL's guides, and its drop-down lists before somebody chose.
fn guide(texte: &str) -> bool {
    let folded = fold(texte);
    texte.trim_start().starts_with('►') || folded.starts_with("consulter les guides")
}

fn blank(texte: &str) -> bool {
    texte.trim().is_empty() || fold(texte).starts_with("selectionnez un element") || guide(texte)
}

fn simple(texte: &str) -> Option<Champ> {
    let folded = fold(texte);
    match folded.as_str() {
        "nom du traitement" | "nom sigle" | "nom sigle du traitement" | "nom de l activite" => Some(Champ::Nom),
        "n ref" | "reference" | "n reference" | "ref" => Some(Champ::Reference),
        "date de creation du traitement" | "date de creation" | "date de creation de la fiche" => Some(Champ::CreeLe),
        "mise a jour du traitement" | "mise a jour" | "derniere mise a jour" | "date de mise a jour" => {
            Some(Champ::ModifieLe)
        }
        _ => None,
    }
}

/// The first value on the right of a cell.
fn value<'l>(ligne: &'l Ligne, label: &Cellule) -> Option<&'l Cellule> {
    let near = |cellule: &&Cellule| cellule.colonne > label.colonne && cellule.colonne < label.colonne + PORTEE;
    ligne.cellules.iter().filter(near).find(|cellule| !blank(&cellule.texte))
}

/// True when the row holds the name.
fn describe(feuille: &Feuille, ligne: &Ligne, depot: &mut Depot<'_>) -> bool {
    for label in &ligne.cellules {
        let Some(champ) = simple(&label.texte) else { continue };
        if let Some(valeur) = value(ligne, label) {
            depot.put_one(champ, 0, "", &valeur.texte, &Lieu::new(feuille, ligne.rang, valeur.colonne));
            return champ == Champ::Nom;
        }
    }
    false
}

fn actor(feuille: &Feuille, ligne: &Ligne, colonnes: &[(u32, &'static str)], depot: &mut Depot<'_>) {
    let Some(label) = ligne.cellules.first() else { return };
    let folded = fold(&label.texte);
    let known = ACTEURS.into_iter().find(|champ| {
        let libelle = fold(champ.libelle());
        folded.starts_with(&libelle) || libelle.starts_with(&folded)
    });
    let cell = |colonne: u32| Some(ligne.texte(colonne)).filter(|texte| !blank(texte) && fold(texte) != "n a");
    let lieu = Lieu::new(feuille, ligne.rang, label.colonne);
    if folded.starts_with("responsable s conjoint") || folded.starts_with("responsables conjoint") {
        let rest: Vec<&str> =
            colonnes.iter().filter(|(_, cle)| !cle.is_empty()).filter_map(|(at, _)| cell(*at)).collect();
        let nom = colonnes.iter().find(|(_, cle)| cle.is_empty()).and_then(|(at, _)| cell(*at)).unwrap_or_default();
        if !nom.is_empty() || !rest.is_empty() {
            let rang = depot.add(Champ::Conjoints, if nom == SANS_PRECISION { "" } else { nom }, &lieu);
            depot.put_one(Champ::Conjoints, rang, "coordonnées", &rest.join(", "), &lieu);
        }
    } else if let Some(champ) = known {
        for (colonne, cle) in colonnes {
            if let Some(texte) = cell(*colonne) {
                depot.put_one(champ, 0, cle, texte, &Lieu::new(feuille, ligne.rang, *colonne));
            }
        }
    }
}

fn row(feuille: &Feuille, ligne: &Ligne, partie: &Partie, colonnes: &[(u32, &'static str)], depot: &mut Depot<'_>) {
    let cells: Vec<(u32, &str, &str)> = colonnes
        .iter()
        .map(|(colonne, cle)| (*colonne, *cle, ligne.texte(*colonne)))
        .filter(|(_, _, texte)| !blank(texte))
        .collect();
    let Some(label) = ligne.cellules.first().filter(|_| !cells.is_empty()) else { return };
    let rang = partie.champ.len(&depot.fiche);
    if partie.champ == Champ::Donnees {
        let categorie = if *label.texte == *SANS_PRECISION { "" } else { &*label.texte };
        depot.put_one(Champ::Donnees, rang, "", categorie, &Lieu::new(feuille, ligne.rang, label.colonne));
    }
    for (colonne, cle, texte) in cells {
        let lieu = Lieu::new(feuille, ligne.rang, colonne);
        match cle {
            CONSERVATION => depot.put_conservation(rang, texte),
            _ if texte == SANS_PRECISION => depot.put(partie.champ, rang, &[], &lieu),
            cle => depot.put_one(partie.champ, rang, cle, texte, &lieu),
        }
    }
}

/// A row of what this crate adds: a field and its lines, or the rest of the items of a table.
fn complement(feuille: &Feuille, ligne: &Ligne, depot: &mut Depot<'_>) {
    let Some(label) = ligne.cellules.first() else { return };
    let Some(valeur) = value(ligne, label) else { return };
    let lieu = Lieu::new(feuille, ligne.rang, valeur.colonne);
    let (nom, suite) = label.texte.strip_suffix(SUITE).map_or((&*label.texte, false), |nom| (nom, true));
    let Some(champ) = Champ::ALL.iter().copied().find(|champ| fold(champ.libelle()) == fold(nom)) else {
        let message = format!("« {nom} » n’est pas un champ connu : le texte est gardé dans les observations.");
        depot.keep(nom, &valeur.texte);
        return depot.warn(Champ::Observations, &valeur.texte, message, &lieu);
    };
    if !suite && champ.is_liste() {
        return depot.put_lines(champ, &valeur.texte, &lieu);
    }
    if !suite {
        return depot.put_one(champ, 0, "", &valeur.texte, &lieu);
    }
    for texte in valeur.texte.split('\n') {
        let parts = syntaxe::read(texte);
        let rang = parts.first().and_then(|(_, rang)| rang.parse::<usize>().ok()).and_then(|rang| rang.checked_sub(1));
        if let Some(rang) = rang.filter(|rang| *rang < champ.len(&depot.fiche)) {
            depot.put(champ, rang, &parts[1..], &lieu);
            continue;
        }
        let message = format!(
            "La suite de « {} » parle d’une ligne qui n’existe pas : vérifiez le numéro qui commence « {texte} ».",
            champ.libelle()
        );
        depot.keep(nom, texte);
        depot.warn(champ, texte, message, &lieu);
    }
}
