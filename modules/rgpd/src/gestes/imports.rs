//! A register that comes from a file: read apart from the database, compared with what is kept, then taken, all but what is
//! refused.

use db::Tx;
use registre::{Dictionnaires, Gravite, Lecture, Probleme};
use serde_json::{Value, json};
use tableur::Limites;

use super::{Contexte, Geste, GesteError, exports::dicos, traitements as acts};
use crate::{
    domain::{Bilan, Ligne, Sort, Tenu, empreinte_lignes},
    store::traitements,
};

/// A file that was read: its fiches, and what in it was not understood.
#[derive(Debug)]
pub struct Lu {
    lecture: Lecture,
    dicos: Dictionnaires,
}

/// What an import would do; nothing is kept yet.
#[derive(Debug)]
pub struct Plan {
    pub lignes: Vec<Ligne>,
    /// What was not understood: kept as a text, or refused.
    pub problemes: Vec<Probleme>,
}

/// Reads a file, whatever it is called: ODS, XLSX or CSV. Computes, for long if the file is large: apart from what serves
/// the pages, and before any transaction.
///
/// # Errors
/// A sentence that says why the file cannot be read, or holds no register.
pub fn read(octets: &[u8]) -> Geste<Lu> {
    let classeur =
        tableur::read(octets, &Limites::default()).map_err(|error| GesteError::Illisible(error.to_string()))?;
    let dicos = dicos()?;
    let lecture = registre::read(&classeur, &[], &dicos);
    if lecture.fiches.is_empty() {
        let why = lecture.problemes.first().map(|p| p.message.clone());
        let none = || "Aucun traitement n’a été trouvé dans ce fichier.".to_owned();
        return Err(GesteError::Illisible(why.unwrap_or_else(none)));
    }
    Ok(Lu { lecture, dicos })
}

/// Compares a file with the register.
pub async fn plan(tx: &mut Tx, ctx: Contexte<'_>, lu: Lu) -> Geste<Plan> {
    let kept = traitements::list_all(tx, ctx.collectivite).await?;
    let archivees = traitements::archived_references(tx, ctx.collectivite).await?;
    let lignes = Tenu::new(kept, archivees).meet(lu.lecture.fiches, &lu.dicos).map_err(GesteError::internal)?;
    Ok(Plan { lignes, problemes: lu.lecture.problemes })
}

/// Keeps what the plan says, the refused ones aside.
pub async fn apply(tx: &mut Tx, ctx: Contexte<'_>, plan: Plan) -> Geste<Bilan> {
    let bilan = plan.bilan();
    let mut new = Vec::new();
    for ligne in plan.lignes {
        match ligne.sort {
            Sort::Cree(contenu) => new.push(*contenu),
            Sort::Modifie(traitement, contenu, _) => {
                let service = traitement.service;
                acts::edit(tx, ctx, *traitement, *contenu, service).await?;
            }
            Sort::Inchange | Sort::Rejete(_) => {}
        }
    }
    if !new.is_empty() {
        acts::create_many(tx, ctx, new).await?;
    }
    Ok(bilan)
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
