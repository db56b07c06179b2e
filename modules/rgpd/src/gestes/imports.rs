//! A register that comes from a file: read, compared with what is kept, then taken, all but what is refused.
//!
//! The same file twice changes nothing: a fiche is known by its reference, else by its name. What a file leaves empty is
//! kept as it was; what it says replaces.

use db::Tx;
use kernel::fold;
use registre::{Dictionnaires, Difference, Fiche, Gravite, Probleme, accept, difference};
use serde_json::{Value, json};
use tableur::{Limites, TableurError};

use super::{
    Contexte, Geste, GesteError,
    exports::{dicos, fiche},
    traitements::{self as acts, Avec},
};
use crate::{
    domain::{Contenu, Traitement, check},
    store::traitements,
};

/// What becomes of one fiche of the file.
#[derive(Debug)]
pub enum Sort {
    Cree(Box<Contenu>),
    /// With what changes, field by field.
    Modifie(Box<Traitement>, Box<Contenu>, Vec<Difference>),
    Inchange,
    /// A sentence says why.
    Rejete(String),
}

/// A fiche of the file, where it stands, and what becomes of it.
#[derive(Debug)]
pub struct Ligne {
    pub nom: String,
    pub feuille: String,
    pub ligne: u32,
    pub sort: Sort,
}

/// What an import would do; nothing is kept yet.
#[derive(Debug)]
pub struct Plan {
    pub lignes: Vec<Ligne>,
    /// What was not understood: kept as a text, or refused.
    pub problemes: Vec<Probleme>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bilan {
    pub crees: u32,
    pub modifies: u32,
    pub inchanges: u32,
    pub rejetes: u32,
}

/// Reads a file, whatever it is called: ODS, XLSX or CSV.
///
/// # Errors
/// A sentence that says why the file cannot be read.
pub async fn plan(tx: &mut Tx, ctx: Contexte<'_>, octets: &[u8]) -> Geste<Plan> {
    let classeur = tableur::read(octets, &Limites::default()).map_err(|error: TableurError| unreadable(&error))?;
    let dicos = dicos()?;
    let lecture = registre::read(&classeur, &[], &dicos);
    if lecture.fiches.is_empty() && lecture.problemes.is_empty() {
        return Err(GesteError::Illisible(
            "Ce fichier ne contient aucun traitement\u{a0}: une fiche par feuille comme le modèle de la CNIL, ou un \
             traitement par ligne sous une ligne de titres."
                .to_owned(),
        ));
    }
    let known = traitements::list_all(tx, ctx.collectivite).await?;
    let mut taken: Vec<String> = Vec::new();
    let mut lignes = Vec::with_capacity(lecture.fiches.len());
    for lue in lecture.fiches {
        let key = key(&lue.fiche);
        let sort = if taken.contains(&key) {
            Sort::Rejete(
                "Ce traitement est deux fois dans le fichier\u{a0}: gardez-en un, ou donnez-leur une référence."
                    .to_owned(),
            )
        } else {
            compare(&lue.fiche, find(&known, &lue.fiche), &dicos)?
        };
        taken.push(key);
        lignes.push(Ligne { nom: lue.fiche.nom.clone(), feuille: lue.feuille, ligne: lue.ligne, sort });
    }
    Ok(Plan { lignes, problemes: lecture.problemes })
}

/// Keeps what the plan says, the refused ones aside.
pub async fn apply(tx: &mut Tx, ctx: Contexte<'_>, plan: Plan) -> Geste<Bilan> {
    let bilan = plan.bilan();
    for ligne in plan.lignes {
        match ligne.sort {
            Sort::Cree(contenu) => drop(acts::create(tx, ctx, *contenu, Avec::default()).await?),
            Sort::Modifie(traitement, contenu, _) => {
                let service = traitement.service;
                acts::edit(tx, ctx, *traitement, *contenu, service).await?;
            }
            Sort::Inchange | Sort::Rejete(_) => {}
        }
    }
    Ok(bilan)
}

impl Plan {
    pub fn bilan(&self) -> Bilan {
        let mut bilan = Bilan::default();
        for ligne in &self.lignes {
            *match ligne.sort {
                Sort::Cree(_) => &mut bilan.crees,
                Sort::Modifie(..) => &mut bilan.modifies,
                Sort::Inchange => &mut bilan.inchanges,
                Sort::Rejete(_) => &mut bilan.rejetes,
            } += 1;
        }
        bilan
    }

    /// What is refused, fiche by fiche and cell by cell: `[{"feuille", "ligne", "colonne", "message"}]`.
    pub fn rejets(&self) -> Vec<Value> {
        let fiches = self.lignes.iter().filter_map(|ligne| match &ligne.sort {
            Sort::Rejete(why) => Some(json!({
                "feuille": ligne.feuille, "ligne": ligne.ligne, "colonne": null, "message": why,
            })),
            _ => None,
        });
        let cells = self
            .problemes
            .iter()
            .filter(|p| p.gravite == Gravite::Erreur)
            .map(|p| json!({ "feuille": p.feuille, "ligne": p.ligne, "colonne": p.colonne, "message": p.message }));
        fiches.chain(cells).collect()
    }
}

fn unreadable(error: &TableurError) -> GesteError {
    GesteError::Illisible(error.to_string())
}

fn key(fiche: &Fiche) -> String {
    let reference = fiche.reference.trim();
    if reference.is_empty() { format!("nom {}", fold(&fiche.nom)) } else { format!("ref {reference}") }
}

/// By its reference, else by its name.
fn find<'t>(known: &'t [Traitement], fiche: &Fiche) -> Option<&'t Traitement> {
    let reference = fiche.reference.trim();
    let by_reference = known.iter().find(|t| !reference.is_empty() && t.contenu.reference.trim() == reference);
    by_reference.or_else(|| {
        let named = fold(&fiche.nom);
        let free = |t: &&Traitement| reference.is_empty() || t.contenu.reference.trim().is_empty();
        known.iter().filter(free).find(|t| fold(&t.contenu.nom) == named)
    })
}

fn compare(lue: &Fiche, known: Option<&Traitement>, dicos: &Dictionnaires) -> Geste<Sort> {
    let Some(known) = known else {
        let contenu = contenu(lue)?;
        return Ok(match check(&contenu) {
            Err(refus) => Sort::Rejete(refus.to_string()),
            Ok(()) if contenu.nom.trim().is_empty() => Sort::Rejete("Ce traitement n’a pas de nom.".to_owned()),
            Ok(()) => Sort::Cree(Box::new(contenu)),
        });
    };
    let before = fiche(&known.contenu, dicos)?;
    let changes: Vec<Difference> = difference(&before, &lue.normalise(dicos))
        .into_iter()
        .filter(|d| !d.apres.trim().is_empty() && is_kept(d.champ))
        .collect();
    if changes.is_empty() {
        return Ok(Sort::Inchange);
    }
    let mut after = before;
    for change in &changes {
        accept(&mut after, lue, change.champ, dicos);
    }
    let mut contenu = contenu(&after)?;
    relink(&known.contenu, &mut contenu);
    Ok(match check(&contenu) {
        Err(refus) => Sort::Rejete(refus.to_string()),
        Ok(()) if contenu == known.contenu => Sort::Inchange,
        Ok(()) => Sort::Modifie(Box::new(known.clone()), Box::new(contenu), changes),
    })
}

/// The names of the controller and of the délégué are those of the annuaire; the dates those of the house.
const fn is_kept(champ: registre::Champ) -> bool {
    use registre::Champ as C;
    !matches!(champ, C::Responsable | C::Dpd | C::SocieteDpd | C::Representant | C::CreeLe | C::ModifieLe)
}

fn contenu(fiche: &Fiche) -> Geste<Contenu> {
    serde_json::from_value(fiche.contenu()).map_err(GesteError::internal)
}

/// Files name tools and sous-traitants; the records of the catalogue that they stood for are kept by these names.
fn relink(before: &Contenu, after: &mut Contenu) {
    for outil in &mut after.outils {
        outil.catalogue = before.outils.iter().find(|o| o.nom == outil.nom).and_then(|o| o.catalogue);
    }
    for sous_traitant in &mut after.sous_traitants {
        let same = before.sous_traitants.iter().find(|s| s.nom == sous_traitant.nom);
        sous_traitant.catalogue = same.and_then(|s| s.catalogue);
    }
}
