//! The file of the CNIL: read, shown, then confirmed; what it changes is journaled and told to each member concerned.

use std::{
    collections::{BTreeSet, HashMap},
    io::Read,
};

use annuaire::{CollectiviteLigne, Visibles};
use contracts::dpd::DesignationsImportees;
use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{CollectiviteId, Id, Siren, date_courte};
use serde_json::json;
use web::Services;

use super::{Geste, GesteError, cockpit};
use crate::{
    domain::{Bilan, Declaration, Lecture, LigneCnil, Refus, Suite, compare, read},
    store::{
        declarations::{self, DeclarationDe},
        imports::{self, Import, ImportId},
    },
};

/// A file that nobody confirms is forgotten after two days.
const FORGOTTEN_AFTER: i64 = 2 * 86_400;

/// What a file would change.
#[derive(Debug)]
pub struct Plan {
    pub import: Import,
    /// Each member that the file or what is kept speaks of, by name.
    pub suites: Vec<(CollectiviteLigne, Suite)>,
    /// Members of which neither says anything.
    pub absents: Vec<CollectiviteLigne>,
    pub bilan: Bilan,
}

/// Whose lines are kept.
pub async fn sirens(tx: &mut Tx, services: &Services) -> Geste<BTreeSet<Siren>> {
    Ok(cockpit::members(tx, services, Visibles::Toutes).await?.iter().map(|one| one.siren).collect())
}

/// Reads a file, off the threads that serve the pages.
pub async fn parse(file: impl Read + Send + 'static, members: BTreeSet<Siren>) -> Geste<Lecture> {
    let lecture = tokio::task::spawn_blocking(move || read(file, &members)).await.map_err(GesteError::internal)??;
    if lecture.retenues.is_empty() { Err(Refus::AucunAdherent.into()) } else { Ok(lecture) }
}

/// Keeps what was read, to be shown; nothing of the members changes yet.
pub async fn prepare(
    tx: &mut Tx,
    services: &Services,
    acteur: &Acteur,
    (nom, empreinte): (&str, String),
    lecture: Lecture,
) -> Geste<ImportId> {
    let now = services.clock().now();
    imports::forget(tx, now.plus_seconds(-FORGOTTEN_AFTER)).await?;
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let import = Import {
        id: Id::new(services.clock()),
        nom: nom.chars().take(200).collect(),
        empreinte,
        lignes: count(lecture.lignes),
        illisibles: count(lecture.illisibles),
        retenues: lecture.retenues,
        recu_le: now,
        recu_par: acteur.nom.clone(),
        confirme_le: None,
    };
    imports::insert(tx, &import).await?;
    Ok(import.id)
}

/// What the file would change, as things stand.
pub async fn plan(tx: &mut Tx, services: &Services, id: ImportId) -> Geste<Plan> {
    let import = imports::find(tx, id).await?.ok_or(GesteError::NotFound)?;
    let jour = import.recu_le.to_paris().date();
    let mut lines: HashMap<Siren, Vec<LigneCnil>> = HashMap::new();
    for line in &import.retenues {
        lines.entry(line.siren).or_default().push(line.clone());
    }
    let mut kept: HashMap<CollectiviteId, Vec<Declaration>> = HashMap::new();
    for of in declarations::list(tx).await? {
        kept.entry(of.collectivite_id).or_default().push(of.declaration);
    }
    let (mut suites, mut absents, mut bilan) = (Vec::new(), Vec::new(), Bilan::default());
    for one in cockpit::members(tx, services, Visibles::Toutes).await? {
        match (kept.remove(&one.id), lines.remove(&one.siren)) {
            (None, None) => absents.push(one),
            (kept, lines) => {
                let suite = compare(&kept.unwrap_or_default(), &lines.unwrap_or_default(), jour);
                bilan.add(&suite);
                suites.push((one, suite));
            }
        }
    }
    Ok(Plan { import, suites, absents, bilan })
}

/// Does what the plan says. The same file twice changes nothing but the day on which it was last seen. A file that looks cut is
/// done only if somebody says so: `suspect_too`.
pub async fn apply(tx: &mut Tx, services: &Services, acteur: &Acteur, id: ImportId, suspect_too: bool) -> Geste<Bilan> {
    let plan = plan(tx, services, id).await?;
    let clock = services.clock();
    if plan.import.confirme_le.is_some() {
        return Err(Refus::DejaConfirme.into());
    }
    if plan.bilan.is_suspect() && !suspect_too {
        return Err(Refus::FichierCoupe(plan.bilan.terminees).into());
    }
    let later = |done: &imports::ImportFait| done.recu_le > plan.import.recu_le;
    if imports::list_confirmed(tx).await?.iter().any(later) {
        return Err(Refus::ImportDepasse.into());
    }
    if !imports::confirm(tx, id, clock.now()).await? {
        return Err(Refus::DejaConfirme.into());
    }
    let jour = plan.import.recu_le.to_paris().date();
    let kept = |who: &CollectiviteLigne, declaration| DeclarationDe { collectivite_id: who.id, declaration };
    let mut all = Vec::new();
    for (who, suite) in &plan.suites {
        all.extend(suite.nouvelles.iter().map(|line| kept(who, line.seen(Id::new(clock), jour))));
        all.extend(suite.tenues.iter().map(|(_, declaration)| kept(who, declaration.clone())));
    }
    declarations::save(tx, &all).await?;
    tell(tx, services, acteur, &plan).await?;
    Ok(plan.bilan)
}

/// A line of the journal and an event for each member whose designation changed.
async fn tell(tx: &mut Tx, services: &Services, acteur: &Acteur, plan: &Plan) -> Geste<()> {
    let jour = plan.import.recu_le.to_paris().date();
    let (mut lines, mut events) = (Vec::new(), Vec::new());
    for (who, suite) in &plan.suites {
        let mut bilan = Bilan::default();
        bilan.add(suite);
        if bilan.changes() == 0 {
            continue;
        }
        let new: Vec<_> = suite.nouvelles.iter().map(|line| &line.organisme_nom).collect();
        lines.push(Ligne {
            collectivite: who.id,
            acteur: acteur.clone(),
            action: "dpd.designation.importee",
            objet: "designation",
            objet_id: plan.import.id.uuid(),
            libelle: format!("Désignations de la CNIL au {}", date_courte(jour)),
            avant: None,
            apres: Some(json!({ "nouvelles": new, "reparues": bilan.reparues, "terminees": bilan.terminees })),
        });
        let told = DesignationsImportees {
            import: plan.import.id.uuid(),
            siren: who.siren,
            nouvelles: bilan.nouvelles + bilan.reparues,
            terminees: bilan.terminees,
            le: jour,
        };
        events.push((who.id, told));
    }
    web::tell::<_, Refus>(tx, services.clock(), &events).await?;
    Ok(journal::record_many(tx, services.clock(), lines).await?)
}
