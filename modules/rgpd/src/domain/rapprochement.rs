//! A register that comes from a file meets the one that is kept: what each fiche becomes.
//!
//! A fiche is known by its reference, whatever its case, else by its name. What a file leaves empty is kept as it was; what
//! it says replaces \[D\]. One refused fiche does not stop the others.

use std::collections::{HashMap, HashSet};

use kernel::fold;
use registre::{Dictionnaires, Difference, Fiche, FicheLue, accept, difference};
use serde_json::json;

use super::{Contenu, Traitement, check, empreinte};

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

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bilan {
    pub crees: u32,
    pub modifies: u32,
    pub inchanges: u32,
    pub rejetes: u32,
}

/// The register that is kept, as a file meets it.
#[derive(Debug)]
pub struct Tenu {
    traitements: Vec<Traitement>,
    by_reference: HashMap<String, usize>,
    by_nom: HashMap<String, usize>,
    /// References of archived traitements: nobody else may take them.
    archivees: HashSet<String>,
}

/// Why a content cannot be read back: our fault.
#[derive(Debug, thiserror::Error)]
#[error("le contenu d’un traitement ne se lit pas : {0}")]
pub struct ContenuIllisible(#[from] serde_json::Error);

impl Tenu {
    /// `archivees`: the references of the archived traitements.
    pub fn new(traitements: Vec<Traitement>, archivees: impl IntoIterator<Item = String>) -> Self {
        let named = |text: &dyn Fn(&Traitement) -> &str| {
            // The first of a name wins.
            let keys = traitements.iter().enumerate().rev().map(|(rank, t)| (fold(text(t)), rank));
            keys.filter(|(key, _)| !key.is_empty()).collect()
        };
        let (by_reference, by_nom) = (named(&|t| &t.contenu.reference), named(&|t| &t.contenu.nom));
        let archivees = archivees.into_iter().map(|reference| fold(&reference)).collect();
        Self { traitements, by_reference, by_nom, archivees }
    }

    /// What each fiche of a file becomes.
    pub fn meet(&self, lues: Vec<FicheLue>, dicos: &Dictionnaires) -> Result<Vec<Ligne>, ContenuIllisible> {
        let mut taken = HashSet::new();
        let meet = |FicheLue { fiche, feuille, ligne }| {
            let (reference, nom) = (fold(&fiche.reference), fold(&fiche.nom));
            let known = self.find(&reference, &nom);
            let key = known.map_or_else(|| format!("{reference} {nom}"), |t| t.id.to_string());
            let sort = if nom.is_empty() {
                Sort::Rejete("Ce traitement n’a pas de nom.".to_owned())
            } else if self.archivees.contains(&reference)
                && known.is_none_or(|t| fold(&t.contenu.reference) != reference)
            {
                Sort::Rejete(format!(
                    "La référence «\u{a0}{}\u{a0}» est celle d’un traitement archivé\u{a0}: sortez-le des archives, ou \
                     donnez une autre référence.",
                    fiche.reference.trim()
                ))
            } else if !taken.insert(key) {
                Sort::Rejete(
                    "Ce traitement est deux fois dans le fichier\u{a0}: gardez-en un, ou donnez-leur des références \
                     différentes."
                        .to_owned(),
                )
            } else {
                compare(&fiche, known, dicos)?
            };
            Ok(Ligne { nom: fiche.nom, feuille, ligne, sort })
        };
        lues.into_iter().map(meet).collect()
    }

    fn find(&self, reference: &str, nom: &str) -> Option<&Traitement> {
        let at = |rank: &usize| &self.traitements[*rank];
        if let Some(known) = self.by_reference.get(reference).map(at) {
            return Some(known);
        }
        // Two references tell two traitements, whatever their names.
        let named = self.by_nom.get(nom).map(at)?;
        (reference.is_empty() || named.contenu.reference.trim().is_empty()).then_some(named)
    }
}

impl Bilan {
    pub fn of(lignes: &[Ligne]) -> Self {
        let mut bilan = Self::default();
        for ligne in lignes {
            *match ligne.sort {
                Sort::Cree(_) => &mut bilan.crees,
                Sort::Modifie(..) => &mut bilan.modifies,
                Sort::Inchange => &mut bilan.inchanges,
                Sort::Rejete(_) => &mut bilan.rejetes,
            } += 1;
        }
        bilan
    }

    /// How many traitements it would write.
    pub const fn changes(self) -> u32 {
        self.crees + self.modifies
    }
}

/// One text for one set of changes: what somebody saw before saying yes.
pub fn empreinte_lignes(lignes: &[Ligne]) -> String {
    let told: Vec<_> = lignes
        .iter()
        .filter_map(|ligne| match &ligne.sort {
            Sort::Cree(contenu) => Some(json!({ "cree": contenu })),
            Sort::Modifie(t, contenu, _) => Some(json!({ "id": t.id, "revision": t.revision, "modifie": contenu })),
            Sort::Inchange | Sort::Rejete(_) => None,
        })
        .collect();
    empreinte(&told)
}

fn compare(lue: &Fiche, known: Option<&Traitement>, dicos: &Dictionnaires) -> Result<Sort, ContenuIllisible> {
    let Some(known) = known else {
        let contenu = contenu(lue)?;
        return Ok(match check(&contenu) {
            Err(refus) => Sort::Rejete(refus.to_string()),
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

/// A content as the files say it.
pub fn fiche(contenu: &Contenu, dicos: &Dictionnaires) -> Result<Fiche, ContenuIllisible> {
    Ok(Fiche::from_contenu(&serde_json::to_value(contenu)?, dicos))
}

fn contenu(fiche: &Fiche) -> Result<Contenu, ContenuIllisible> {
    Ok(serde_json::from_value(fiche.contenu())?)
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
