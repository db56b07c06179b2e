//! The sheets of an ODS workbook (`OpenDocument`), streamed: repeated rows and cells are counted, not copied.

mod paragraphe;

use std::{io::Read, sync::Arc};

use time::Date;

use crate::{
    Classeur, Feuille, Format, Fusion, TableurError,
    budget::Budget,
    feuille::Rangement,
    nombres,
    paquet::Paquet,
    sax::{Balise, Sax, Trait},
};

const CONTENU: &str = "content.xml";
const MANIFESTE: &str = "META-INF/manifest.xml";

pub(crate) fn read(mut paquet: Paquet<'_>, budget: &Budget) -> Result<Classeur, TableurError> {
    if paquet.holds(MANIFESTE) {
        refuse_encrypted(&mut paquet)?;
    }
    let mut sax = paquet.sax(CONTENU)?;
    let mut feuilles: Vec<Feuille> = Vec::new();
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("table") => {
                let nom = balise.attribut("name")?.unwrap_or_default();
                budget.spend_text(nom.len())?;
                feuilles.push(Feuille { nom, ..sheet(&mut sax, budget)? });
                if feuilles.len() as u64 > budget.limites.feuilles {
                    return Err(TableurError::TropGrand { quoi: "feuilles", max: budget.limites.feuilles });
                }
            }
            // The history of changes holds cells that the workbook does not show any more.
            Trait::Start(balise) if balise.is("tracked-changes") || balise.is("automatic-styles") => sax.skip()?,
            Trait::Fin => return Ok(Classeur { format: Format::Ods, feuilles }),
            _ => {}
        }
    }
}

fn refuse_encrypted(paquet: &mut Paquet<'_>) -> Result<(), TableurError> {
    let mut sax = paquet.sax(MANIFESTE)?;
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("encryption-data") => return Err(TableurError::Protege),
            Trait::Fin => return Ok(()),
            _ => {}
        }
    }
}

/// A repeated row that holds something is put this many times again.
struct Repetee {
    cellules: Vec<Lue>,
    fois: u32,
}

/// A cell, and how many times it stands side by side.
struct Lue {
    colonne: u32,
    fois: u32,
    texte: Arc<str>,
    jour: Option<Date>,
    formule: bool,
}

/// The rows of an element `table` that was just opened.
fn sheet(sax: &mut Sax<'_, impl Read>, budget: &Budget) -> Result<Feuille, TableurError> {
    let mut rangement = Rangement::new(budget);
    let (mut ligne, mut colonne) = (0_u32, 0_u32);
    let (mut row, mut spent) = (Repetee { cellules: Vec::new(), fois: 1 }, 0_u64);
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("table-row") => {
                row = Repetee { cellules: Vec::new(), fois: balise.nombre("number-rows-repeated")? };
                (colonne, spent) = (0, 0);
            }
            Trait::End(nom) if nom == "table-row" => {
                put_row(&mut rangement, ligne, &row)?;
                ligne = ligne.saturating_add(row.fois);
            }
            Trait::Start(balise) if balise.is("table-cell") || balise.is("covered-table-cell") => {
                let fois = balise.nombre("number-columns-repeated")?;
                let covered = balise.is("covered-table-cell");
                let (lignes, colonnes) =
                    (balise.nombre("number-rows-spanned")?, balise.nombre("number-columns-spanned")?);
                rangement.merge(Fusion { ligne, colonne, lignes, colonnes })?;
                let (valeur, jour) = value(&balise)?;
                let formule = balise.attribut("formula")?.is_some();
                let nom = balise.nom();
                let texte = paragraphe::read(sax, &nom)?;
                let texte: Arc<str> = if texte.is_empty() { valeur.into() } else { texte.into() };
                if !covered && !texte.trim().is_empty() {
                    spent = spent.saturating_add(texte.len() as u64);
                    check_row(row.cellules.len() as u64, spent, budget)?;
                    row.cellules.push(Lue { colonne, fois, texte, jour, formule });
                }
                colonne = colonne.saturating_add(fois);
            }
            // A table in a drawing, a form, a comment on the sheet: not its cells.
            Trait::Start(balise)
                if ["shapes", "forms", "table-source", "named-expressions"].iter().any(|n| balise.is(n)) =>
            {
                sax.skip()?;
            }
            Trait::End(nom) if nom == "table" => return Ok(rangement.finish()),
            Trait::Fin => return Err(TableurError::abime("une feuille s’arrête au milieu")),
            _ => {}
        }
    }
}

/// A row is held before it is repeated: it has its own ceiling.
fn check_row(cellules: u64, texte: u64, budget: &Budget) -> Result<(), TableurError> {
    let crate::Limites { colonnes, texte: max, .. } = budget.limites;
    if cellules >= u64::from(colonnes) {
        return Err(TableurError::TropGrand { quoi: "colonnes", max: u64::from(colonnes) });
    }
    if texte > max { Err(TableurError::TropGrand { quoi: "Mo de texte", max: max >> 20 }) } else { Ok(()) }
}

/// Repeating costs cells: the budget stops it.
fn put_row(rangement: &mut Rangement<'_>, ligne: u32, row: &Repetee) -> Result<(), TableurError> {
    if row.cellules.is_empty() {
        return Ok(());
    }
    for rang in 0..row.fois {
        for lue in &row.cellules {
            for pas in 0..lue.fois {
                let (at, colonne) = (ligne.saturating_add(rang), lue.colonne.saturating_add(pas));
                rangement.put(at, colonne, lue.texte.clone(), lue.jour, lue.formule)?;
            }
        }
    }
    Ok(())
}

/// What the cell is worth when it shows no text, and its day.
fn value(balise: &Balise<'_>) -> Result<(String, Option<Date>), TableurError> {
    let genre = balise.attribut("value-type")?.unwrap_or_default();
    Ok(match genre.as_str() {
        "date" => {
            let jour = balise.attribut("date-value")?.as_deref().and_then(crate::dates::parse);
            (jour.map(kernel::date_courte).unwrap_or_default(), jour)
        }
        "float" | "currency" | "percentage" => {
            let number = balise.attribut("value")?.unwrap_or_default();
            (number.parse().map_or(number, nombres::shown), None)
        }
        "boolean" => {
            let true_ = balise.attribut("boolean-value")?.is_some_and(|value| value == "true");
            (if true_ { "VRAI" } else { "FAUX" }.to_owned(), None)
        }
        "string" => (balise.attribut("string-value")?.unwrap_or_default(), None),
        _ => (String::new(), None),
    })
}
