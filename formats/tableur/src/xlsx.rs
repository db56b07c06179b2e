//! The sheets of an XLSX workbook (ECMA-376), streamed: nothing is held but the cells that say something.

mod cellule;
mod feuille;
mod styles;
mod textes;

use std::collections::HashMap;

use self::{styles::Styles, textes::Textes};
use crate::{Classeur, Format, TableurError, budget::Budget, paquet::Paquet, sax::Trait};

const CLASSEUR: &str = "xl/workbook.xml";
const MAX_LIENS: usize = 10_000;
const LIENS: &str = "xl/_rels/workbook.xml.rels";

/// What the cells of every sheet need to be understood.
struct Contexte {
    textes: Textes,
    styles: Styles,
    since_1904: bool,
}

pub(crate) fn read(mut paquet: Paquet<'_>, budget: &Budget) -> Result<Classeur, TableurError> {
    let (onglets, since_1904) = onglets(&mut paquet, budget)?;
    let liens = liens(&mut paquet)?;
    let target = |kind: &str, or: &str| {
        liens.values().find(|lien| lien.genre.ends_with(kind)).map_or_else(|| or.to_owned(), |lien| lien.cible.clone())
    };
    let textes = target("/sharedStrings", "xl/sharedStrings.xml");
    let textes = if paquet.holds(&textes) { textes::read(&mut paquet, &textes, budget)? } else { Textes::default() };
    let styles = target("/styles", "xl/styles.xml");
    let styles = if paquet.holds(&styles) { styles::read(&mut paquet, &styles)? } else { Styles::default() };
    let contexte = Contexte { textes, styles, since_1904 };
    let mut feuilles = Vec::new();
    for onglet in onglets {
        let Some(lien) = liens.get(&onglet.lien) else { continue };
        // Charts and dialogs are sheets without cells.
        if lien.genre.ends_with("/worksheet") {
            let mut feuille = feuille::read(&mut paquet, &lien.cible, &contexte, budget)?;
            (feuille.nom, feuille.masquee) = (onglet.nom, onglet.masque);
            feuilles.push(feuille);
        }
    }
    Ok(Classeur { format: Format::Xlsx, feuilles })
}

struct Onglet {
    nom: String,
    lien: String,
    masque: bool,
}

fn onglets(paquet: &mut Paquet<'_>, budget: &Budget) -> Result<(Vec<Onglet>, bool), TableurError> {
    let mut sax = paquet.sax(CLASSEUR)?;
    let (mut found, mut since_1904) = (Vec::new(), false);
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("sheet") => {
                let nom = balise.attribut("name")?.unwrap_or_default();
                let lien = balise.attribut("id")?.unwrap_or_default();
                let masque = balise.attribut("state")?.is_some_and(|state| state != "visible");
                budget.spend_text(nom.len())?;
                found.push(Onglet { nom, lien, masque });
                if found.len() as u64 > budget.limites.feuilles {
                    return Err(TableurError::TropGrand { quoi: "feuilles", max: budget.limites.feuilles });
                }
            }
            Trait::Start(balise) if balise.is("workbookPr") => {
                since_1904 = balise.attribut("date1904")?.is_some_and(|value| value == "1" || value == "true");
            }
            Trait::Fin => return Ok((found, since_1904)),
            _ => {}
        }
    }
}

struct Lien {
    genre: String,
    cible: String,
}

fn liens(paquet: &mut Paquet<'_>) -> Result<HashMap<String, Lien>, TableurError> {
    let mut sax = paquet.sax(LIENS)?;
    let mut found = HashMap::new();
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("Relationship") => {
                let id = balise.attribut("Id")?.unwrap_or_default();
                let cible = balise.attribut("Target")?.unwrap_or_default();
                let cible = cible.strip_prefix('/').map_or_else(|| format!("xl/{cible}"), str::to_owned);
                if found.len() >= MAX_LIENS {
                    return Err(TableurError::TropGrand { quoi: "liens internes", max: MAX_LIENS as u64 });
                }
                found.insert(id, Lien { genre: balise.attribut("Type")?.unwrap_or_default(), cible });
            }
            Trait::Fin => return Ok(found),
            _ => {}
        }
    }
}
