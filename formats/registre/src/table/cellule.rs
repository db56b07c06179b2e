//! One cell of a table put into a fiche.

use super::{CONSERVATION, Cible, SUITE};
use crate::{Champ, depot::Depot, probleme::Lieu, syntaxe::items};

/// The items of one cell; a cell that has more is no list.
const MAX_ITEMS: usize = 300;
/// The bytes that one cell may become when it is said of every item.
const MAX_SPREAD: usize = 100_000;

/// Answers that say that there is nothing.
const RIEN: [&str; 8] = ["non", "aucun", "aucune", "neant", "n a", "sans objet", "non concerne", "pas de transfert"];

pub(super) fn put(depot: &mut Depot<'_>, cible: &Cible, texte: &str, lieu: &Lieu) {
    let Cible { champ, cle, choix, lignes } = cible;
    match (choix, cle.as_str()) {
        _ if *lignes => depot.put_lines(*champ, texte, lieu),
        (Some(terme), "") => choose(depot, *champ, terme, texte, lieu),
        (Some(terme), cle) => comment(depot, *champ, terme, cle, texte, lieu),
        (None, "" | SUITE) if champ.is_liste() => add_items(depot, *champ, texte, lieu),
        (None, "") => simple(depot, *champ, texte, lieu),
        (None, CONSERVATION) => retention(depot, texte, lieu),
        (None, cle) => spread(depot, *champ, cle, texte, lieu),
    }
}

fn choose(depot: &mut Depot<'_>, champ: Champ, terme: &str, texte: &str, lieu: &Lieu) {
    if !matches!(kernel::fold(texte).as_str(), "oui" | "x" | "o" | "vrai" | "1") {
        return;
    }
    if champ.is_liste() {
        depot.add(champ, terme, lieu);
    } else {
        depot.put_one(champ, 0, "", terme, lieu);
    }
}

/// The comment of a choice: of its item when it was said, kept apart otherwise.
fn comment(depot: &mut Depot<'_>, champ: Champ, terme: &str, cle: &str, texte: &str, lieu: &Lieu) {
    let rang = champ
        .articles(&depot.fiche)
        .iter()
        .position(|parties| parties.iter().any(|(cle, texte)| cle.is_empty() && texte == terme));
    match rang.filter(|_| champ.cles().contains(&cle)) {
        Some(rang) => depot.put_one(champ, rang, cle, texte, lieu),
        None => depot.keep(terme, texte),
    }
}

fn simple(depot: &mut Depot<'_>, champ: Champ, texte: &str, lieu: &Lieu) {
    depot.put_one(champ, 0, "", texte, lieu);
}

fn add_items(depot: &mut Depot<'_>, champ: Champ, texte: &str, lieu: &Lieu) {
    if matches!(champ, Champ::Transferts | Champ::SousTraitants | Champ::Outils | Champ::Conjoints | Champ::Donnees)
        && RIEN.contains(&kernel::fold(texte).as_str())
    {
        return;
    }
    let items = items(texte);
    if items.len() > MAX_ITEMS {
        depot.keep(champ.libelle(), texte);
        let message = format!(
            "Cette cellule contient {} lignes, plus de {MAX_ITEMS} : elle est gardée dans les observations, raccourcissez-la.",
            items.len()
        );
        return depot.warn(champ, "", message, lieu);
    }
    for item in items {
        for word in words(depot, champ, &item) {
            match champ {
                Champ::Destinataires => recipient(depot, &word, lieu),
                Champ::Transferts => transfer(depot, &word, lieu),
                Champ::Donnees | Champ::Personnes | Champ::Mesures | Champ::Droits => {
                    detailed(depot, champ, &word, lieu);
                }
                _ => drop(depot.add(champ, &word, lieu)),
            }
        }
    }
}

fn dictionnaire(champ: Champ) -> Option<&'static str> {
    Some(match champ {
        Champ::Donnees => "donnees",
        Champ::Personnes => "personnes",
        Champ::Mesures => "mesures",
        Champ::Collecte => "collecte",
        Champ::Droits => "droits",
        Champ::Supports => "supports",
        Champ::Criteres => "criteres",
        Champ::Destinataires => "destinataires",
        _ => return None,
    })
}

/// Commas separate items only when each of them is a known word.
fn words(depot: &Depot<'_>, champ: Champ, item: &str) -> Vec<String> {
    let Some(nom) = dictionnaire(champ) else { return vec![item.to_owned()] };
    if depot.dicos.find(nom, item).is_none() {
        let parts: Vec<&str> = item.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.iter().all(|part| depot.dicos.find(nom, part).is_some()) {
            return parts.into_iter().map(str::to_owned).collect();
        }
    }
    vec![item.to_owned()]
}

/// « Santé : arrêts de travail »: a known word, then its detail.
fn detailed(depot: &mut Depot<'_>, champ: Champ, item: &str, lieu: &Lieu) {
    let nom = dictionnaire(champ).unwrap_or_default();
    let cut = item.split_once(':').filter(|(tete, _)| depot.dicos.find(nom, tete).is_some());
    match cut.filter(|_| depot.dicos.find(nom, item).is_none()) {
        Some((tete, detail)) => {
            let rang = depot.add(champ, tete.trim(), lieu);
            let cle = if champ == Champ::Droits { "modalité" } else { "détail" };
            depot.put_one(champ, rang, cle, detail.trim(), lieu);
        }
        None => drop(depot.add(champ, item, lieu)),
    }
}

/// The kind when the words name one, else somebody by his name.
fn recipient(depot: &mut Depot<'_>, item: &str, lieu: &Lieu) {
    let cut = item.split_once(':').filter(|(genre, _)| depot.dicos.find("destinataires", genre).is_some());
    if let Some((genre, nom)) = cut {
        let rang = depot.add(Champ::Destinataires, genre.trim(), lieu);
        depot.put_one(Champ::Destinataires, rang, "nom", nom.trim(), lieu);
    } else if depot.dicos.find("destinataires", item).is_some() {
        depot.add(Champ::Destinataires, item, lieu);
    } else {
        let rang = depot.add(Champ::Destinataires, "", lieu);
        depot.put_one(Champ::Destinataires, rang, "nom", item, lieu);
    }
}

fn transfer(depot: &mut Depot<'_>, item: &str, lieu: &Lieu) {
    let pays = depot.dicos.find("pays", item).is_some();
    let rang = depot.add(Champ::Transferts, if pays { "" } else { item }, lieu);
    if pays {
        depot.put_one(Champ::Transferts, rang, "pays", item, lieu);
    }
}

/// A part said once is that of every item; said as many times as there are items, each has its own.
fn spread(depot: &mut Depot<'_>, champ: Champ, cle: &str, texte: &str, lieu: &Lieu) {
    let mut count = champ.len(&depot.fiche);
    let values = items(texte);
    if RIEN.contains(&kernel::fold(texte).as_str()) && champ == Champ::Transferts {
        return;
    }
    if count == 0 {
        depot.put(champ, 0, &[], lieu);
        count = 1;
    }
    if values.len() == count {
        (0..count).zip(&values).for_each(|(rang, valeur)| depot.put_one(champ, rang, cle, valeur, lieu));
        return;
    }
    let whole = values.join(" ; ");
    let once = values.len() > 1 || whole.len().saturating_mul(count) > MAX_SPREAD;
    let rangs = if once { 0..1 } else { 0..count };
    rangs.for_each(|rang| depot.put_one(champ, rang, cle, &whole, lieu));
    if once && count > 1 {
        let message = format!(
            "« {whole} » donne {} valeurs pour {count} lignes de « {} » : elles sont gardées avec la première, répartissez-les.",
            values.len(),
            champ.libelle()
        );
        depot.warn(champ, &whole, message, lieu);
    }
}

/// Sentences of retention: one for all, one for each, or each after the name of its category.
fn retention(depot: &mut Depot<'_>, texte: &str, lieu: &Lieu) {
    if depot.fiche.donnees.is_empty() {
        depot.put(Champ::Donnees, 0, &[], lieu);
    }
    let count = depot.fiche.donnees.len();
    let sentences = items(texte);
    if sentences.len() > MAX_ITEMS || texte.len().saturating_mul(count) > MAX_SPREAD {
        depot.keep("Durée de conservation", texte);
        let message = "Cette durée de conservation est trop longue : elle est gardée dans les observations.".to_owned();
        return depot.warn(Champ::Donnees, "", message, lieu);
    }
    if sentences.len() == 1 {
        return (0..count).for_each(|rang| depot.put_conservation(rang, &sentences[0]));
    }
    let mut placed = Vec::new();
    for sentence in &sentences {
        let named = sentence.split_once(':').and_then(|(nom, rest)| Some((category(depot, nom)?, rest.trim())));
        placed.push(named);
    }
    if placed.iter().all(Option::is_some) {
        placed.into_iter().flatten().for_each(|(rang, rest)| depot.put_conservation(rang, rest));
    } else if sentences.len() == count {
        (0..count).zip(&sentences).for_each(|(rang, sentence)| depot.put_conservation(rang, sentence));
    } else {
        let whole = sentences.join("\n");
        (0..count).for_each(|rang| depot.put_conservation(rang, &whole));
        if count > 1 {
            let message = format!(
                "{} durées de conservation pour {count} catégories de données : le texte est gardé sur chacune, répartissez-les.",
                sentences.len()
            );
            depot.warn(Champ::Donnees, &whole, message, lieu);
        }
    }
}

/// The rank of the category that these words name.
fn category(depot: &Depot<'_>, nom: &str) -> Option<usize> {
    let folded = kernel::fold(nom);
    let code = depot.dicos.find("donnees", nom).map(|entree| entree.code.as_str());
    depot.fiche.donnees.iter().position(|donnee| {
        kernel::fold(&donnee.categorie.texte) == folded || (code.is_some() && donnee.categorie.code.as_deref() == code)
    })
}
