//! One sheet of an XLSX workbook.

use std::io::Read;

use super::{Contexte, cellule, textes::rich};
use crate::{
    Feuille, Fusion, TableurError,
    budget::Budget,
    classeur::coordonnees,
    feuille::Rangement,
    paquet::Paquet,
    sax::{Balise, Sax, Trait},
};

pub(super) fn read(
    paquet: &mut Paquet<'_>,
    nom: &str,
    contexte: &Contexte,
    budget: &Budget,
) -> Result<Feuille, TableurError> {
    let mut sax = paquet.sax(nom)?;
    let mut rangement = Rangement::new(budget);
    let (mut ligne, mut colonne) = (0_u32, 0_u32);
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("row") => {
                if let Some(rang) = balise.attribut("r")?.and_then(|r| r.parse::<u32>().ok()) {
                    ligne = rang.saturating_sub(1);
                }
                colonne = 0;
            }
            Trait::End(nom) if nom == "row" => ligne = ligne.saturating_add(1),
            Trait::Start(balise) if balise.is("c") => {
                if let Some(at) = balise.attribut("r")?.as_deref().and_then(coordonnees) {
                    (ligne, colonne) = at;
                }
                let (genre, style) = (balise.attribut("t")?, balise.attribut("s")?);
                let lue = content(&mut sax)?;
                let (texte, jour) = cellule::shown(contexte, genre.as_deref(), style.as_deref(), &lue.valeur);
                rangement.put(ligne, colonne, texte, jour, lue.formule)?;
                colonne = colonne.saturating_add(1);
            }
            Trait::Start(balise) if balise.is("mergeCell") => {
                if let Some(fusion) = merged(&balise)? {
                    rangement.merge(fusion)?;
                }
            }
            Trait::Fin => return Ok(rangement.finish()),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Lue {
    valeur: String,
    formule: bool,
}

/// What an element `c` that was just opened holds. Its formula is only seen.
fn content(sax: &mut Sax<'_, impl Read>) -> Result<Lue, TableurError> {
    let (mut lue, mut inside) = (Lue::default(), false);
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("v") => inside = true,
            Trait::End(nom) if nom == "v" => inside = false,
            Trait::Start(balise) if balise.is("f") => {
                lue.formule = true;
                sax.skip()?;
            }
            Trait::Start(balise) if balise.is("is") => lue.valeur = rich(sax, "is")?,
            Trait::Start(_) => sax.skip()?,
            Trait::Text(part) if inside => {
                lue.valeur.push_str(&part);
                sax.check_len(lue.valeur.len())?;
            }
            Trait::End(nom) if nom == "c" => return Ok(lue),
            Trait::Fin => return Err(TableurError::abime("une cellule s’arrête au milieu")),
            _ => {}
        }
    }
}

fn merged(balise: &Balise<'_>) -> Result<Option<Fusion>, TableurError> {
    let range = balise.attribut("ref")?.unwrap_or_default();
    let (from, to) = range.split_once(':').unwrap_or((&range, &range));
    let (Some((ligne, colonne)), Some((last, right))) = (coordonnees(from), coordonnees(to)) else { return Ok(None) };
    let span = |from: u32, to: u32| to.saturating_sub(from).saturating_add(1);
    Ok(Some(Fusion { ligne, colonne, lignes: span(ligne, last), colonnes: span(colonne, right) }))
}
