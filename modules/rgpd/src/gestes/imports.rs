//! A register that comes from a file: read apart from the database, compared with what is kept, then taken, all but what is
//! refused. What was taken is a lot, that can be undone.

use std::collections::HashMap;

use db::Tx;
use kernel::fold;
use registre::{Cible, Correspondance, Dictionnaires, Gravite, Lecture, Probleme};
use serde_json::{Value, json};
use tableur::{Classeur, Limites};

use super::{Contexte, Geste, GesteError, exports::dicos, lots, traitements as acts};
use crate::{
    domain::{Avant, Bilan, Ligne, LotId, Sort, Tenu, empreinte_lignes},
    store::{imports::Souvenir, traitements},
};

/// How the columns of a file are to be read.
#[derive(Debug, Clone, Default)]
pub struct Consignes {
    /// The sheets that somebody corrected.
    pub corrigees: Vec<Correspondance>,
    /// What the collectivité said of columns of the same name.
    pub souvenirs: Vec<Souvenir>,
}

/// A file that was read: its fiches, and what in it was not understood.
#[derive(Debug)]
pub struct Lu {
    lecture: Lecture,
    classeur: Classeur,
    dicos: Dictionnaires,
}

/// What an import would do; nothing is kept yet.
#[derive(Debug)]
pub struct Plan {
    pub lignes: Vec<Ligne>,
    /// What was not understood: kept as a text, or refused.
    pub problemes: Vec<Probleme>,
    /// How the columns were understood, to be corrected.
    pub correspondances: Vec<Correspondance>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fait {
    pub bilan: Bilan,
    /// None when nothing changed.
    pub lot: Option<LotId>,
}

/// Reads a file, whatever it is called: ODS, XLSX or CSV. Computes, for long if the file is large: apart from what serves
/// the pages, and before any transaction.
///
/// # Errors
/// A sentence that says why the file cannot be read, or holds no register.
pub fn read(octets: &[u8], consignes: &Consignes) -> Geste<Lu> {
    let classeur =
        tableur::read(octets, &Limites::default()).map_err(|error| GesteError::Illisible(error.to_string()))?;
    let dicos = dicos()?;
    let mut lecture = registre::read(&classeur, &consignes.corrigees, &dicos);
    let remembered = recall(&lecture.correspondances, consignes);
    if !remembered.is_empty() {
        let told: Vec<Correspondance> = consignes.corrigees.iter().cloned().chain(remembered).collect();
        lecture = registre::read(&classeur, &told, &dicos);
    }
    if lecture.fiches.is_empty() {
        let why = lecture.problemes.first().map(|p| p.message.clone());
        let none = || "Aucun traitement n’a été trouvé dans ce fichier.".to_owned();
        return Err(GesteError::Illisible(why.unwrap_or_else(none)));
    }
    Ok(Lu { lecture, classeur, dicos })
}

/// The sheets, not corrected yet, where a column is one that somebody spoke of before.
fn recall(found: &[Correspondance], consignes: &Consignes) -> Vec<Correspondance> {
    let known: HashMap<&str, &Option<Cible>> =
        consignes.souvenirs.iter().map(|s| (s.entete.as_str(), &s.cible)).collect();
    let corrected = |c: &Correspondance| consignes.corrigees.iter().any(|other| other.feuille == c.feuille);
    let mut changed = Vec::new();
    for correspondance in found.iter().filter(|c| !corrected(c)) {
        let mut told = correspondance.clone();
        for colonne in &mut told.colonnes {
            if let Some(cible) = known.get(fold(&colonne.entete).as_str()) {
                colonne.cible.clone_from(cible);
            }
        }
        if told != *correspondance {
            changed.push(told);
        }
    }
    changed
}

impl Lu {
    /// How the columns were understood.
    pub fn correspondances(&self) -> &[Correspondance] {
        &self.lecture.correspondances
    }

    /// The file with its problems coloured, as a workbook.
    pub fn report(&self, proprietes: &tableur::Proprietes) -> Geste<Vec<u8>> {
        let pages = registre::rapport_pages(&self.classeur, &self.lecture.problemes);
        tableur::write_xlsx(&pages, proprietes).map_err(GesteError::internal)
    }
}

/// Compares a file with the register.
pub async fn plan(tx: &mut Tx, ctx: Contexte<'_>, lu: Lu) -> Geste<Plan> {
    let kept = traitements::list_all(tx, ctx.collectivite).await?;
    let archivees = traitements::archived_references(tx, ctx.collectivite).await?;
    let Lecture { fiches, problemes, correspondances } = lu.lecture;
    let lignes = Tenu::new(kept, archivees).meet(fiches, &lu.dicos).map_err(GesteError::internal)?;
    Ok(Plan { lignes, problemes, correspondances })
}

/// Keeps what the plan says, the refused ones aside. `nom`: that of the file.
pub async fn apply(tx: &mut Tx, ctx: Contexte<'_>, plan: Plan, nom: &str) -> Geste<Fait> {
    let bilan = plan.bilan();
    let (mut new, mut edits, mut before) = (Vec::new(), Vec::new(), HashMap::new());
    for ligne in plan.lignes {
        match ligne.sort {
            Sort::Cree(contenu) => new.push(*contenu),
            Sort::Modifie(traitement, contenu, _) => {
                before.insert(traitement.id, Avant::of(&traitement));
                edits.push((*traitement, *contenu));
            }
            Sort::Inchange | Sort::Rejete(_) => {}
        }
    }
    if new.is_empty() && edits.is_empty() {
        return Ok(Fait { bilan, lot: None });
    }
    let created = if new.is_empty() { Vec::new() } else { acts::create_many(tx, ctx, new).await? };
    let edited = acts::edit_many(tx, ctx, edits).await?;
    let changed = edited.into_iter().filter_map(|t| before.remove(&t.id).map(|avant| (t, avant))).collect();
    let lot = lots::record(tx, ctx, nom, &created, changed).await?;
    Ok(Fait { bilan, lot: Some(lot) })
}

impl Plan {
    pub fn bilan(&self) -> Bilan {
        Bilan::of(&self.lignes)
    }

    /// What somebody sees before saying yes: if it is another when they say it, they look again.
    pub fn empreinte(&self) -> String {
        empreinte_lignes(&self.lignes)
    }

    /// What is refused: `[{"feuille", "ligne", "colonne", "message"}]`, each once. A fiche without a name is told by its cell.
    pub fn rejets(&self) -> Vec<Value> {
        let fiches = self.lignes.iter().filter_map(|ligne| match &ligne.sort {
            Sort::Rejete(why) if !ligne.nom.trim().is_empty() => Some(json!({
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
