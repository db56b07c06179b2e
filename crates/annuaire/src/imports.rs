//! Imports of collectivités: the files of the national data, a whole département, a CSV.

use std::collections::HashMap;

use db::Tx;
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Id, Siren};
use serde_json::json;

pub use crate::domain::{notice::Rejet, notice_csv::COLONNES};
use crate::{
    collectivites::fields,
    domain::{
        champs::FieldErrors,
        collectivite::{Collectivite, FicheCollectivite},
        notice::{Fusion, Notice},
        notice_csv, notice_json,
        notice_json::Lecture,
        population::Population,
        refus::{Refus, Result},
    },
    national::Departement,
    store::{collectivite as store, collectivite::NewCollectivite, population as populations_store},
    trace::{Trace, write_many},
};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RapportImport {
    pub crees: usize,
    pub modifies: usize,
    pub inchanges: usize,
    /// What could not be taken. A CSV with one of these is not imported at all.
    pub rejets: Vec<Rejet>,
}

/// Imports `communes.json` (`{"82": [{code, nom, siren, codesPostaux, arrondissement, populationMunicipale,
/// populationTotale}, …]}`), one département or all. Known communes get the populations of the millésime and what they
/// lacked; what people typed stays. `millesime`: see [`national::MILLESIME`](crate::national::MILLESIME).
pub async fn import_communes(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    text: &str,
    departement: Option<&str>,
    millesime: i32,
) -> Result<RapportImport> {
    let lecture = notice_json::read_communes(text, departement, millesime).map_err(unreadable)?;
    take(tx, clock, acteur, lecture).await
}

/// Imports `epci.json` (`[{siren, nom, type, populationTotale, populationMunicipale, membres: [code INSEE, …]}]`): all,
/// or those that have a member in a département. The communes known by then are told members.
pub async fn import_epci(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    text: &str,
    departement: Option<&str>,
    millesime: i32,
) -> Result<RapportImport> {
    let lecture = notice_json::read_epci(text, departement, millesime).map_err(unreadable)?;
    take(tx, clock, acteur, lecture).await
}

/// Imports the communes and EPCI of a département of the embedded national data.
pub async fn import_departement(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    departement: &Departement,
    millesime: i32,
) -> Result<RapportImport> {
    take(tx, clock, acteur, notice_json::of_departement(departement, millesime)).await
}

/// Imports a CSV (see [`COLONNES`]; `siren`, `nom` and `genre` at least, in any order). One fault, and nothing is
/// imported. What the file gives replaces what is known; its empty cells change nothing.
/// `departement` serves the lines that tell neither a département nor a code INSEE.
pub async fn import_csv(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    bytes: &[u8],
    departement: &str,
    millesime: i32,
) -> Result<RapportImport> {
    match notice_csv::read_csv(bytes, departement, millesime) {
        Ok(notices) => import(tx, clock, acteur, &notices, Fusion::Remplacer).await,
        Err(rejets) => Ok(RapportImport { rejets, ..RapportImport::default() }),
    }
}

fn unreadable(error: kernel::Illisible) -> FieldErrors {
    FieldErrors::one("fichier", error.0)
}

async fn take(tx: &mut Tx, clock: &Clock, acteur: &Acteur, lecture: Lecture) -> Result<RapportImport> {
    let mut rapport = import(tx, clock, acteur, &lecture.notices, Fusion::Completer).await?;
    if !lecture.membres.is_empty() {
        let codes = lecture.membres.keys().copied().collect();
        for commune in store::by_code_insee(tx, codes).await? {
            let epci = commune.fiche.code_insee.and_then(|code| lecture.membres.get(&code)).copied();
            if commune.fiche.epci.is_none() {
                let fiche = FicheCollectivite { epci, ..commune.fiche.clone() };
                store::update(tx, clock, commune.id, commune.version, &fiche).await?;
            }
        }
    }
    rapport.rejets = lecture.rejets;
    Ok(rapport)
}

/// What becomes of each notice once compared with what is known.
#[derive(Default)]
struct Plan<'a> {
    new: Vec<(CollectiviteId, &'a Notice)>,
    changed: Vec<(Collectivite, FicheCollectivite)>,
    populations: Vec<(CollectiviteId, Population)>,
    /// Populations to copy on a row that exists already.
    latest: Vec<(CollectiviteId, Population)>,
    inchanges: usize,
    modifies: usize,
}

async fn import(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    notices: &[Notice],
    fusion: Fusion,
) -> Result<RapportImport> {
    let plan = plan(tx, clock, notices, fusion).await?;
    let rows: Vec<NewCollectivite<'_>> = plan
        .new
        .iter()
        .map(|(id, notice)| NewCollectivite {
            id: *id,
            fiche: &notice.fiche,
            population: notice.population,
            exploitant: false,
        })
        .collect();
    store::insert_many(tx, clock, &rows).await?;
    for (before, fiche) in &plan.changed {
        if !store::update(tx, clock, before.id, before.version, fiche).await? {
            return Err(Refus::FicheModifiee.into());
        }
    }
    populations_store::save_many(tx, &plan.populations).await?;
    for (id, population) in &plan.latest {
        store::set_population(tx, clock, *id, *population).await?;
    }
    tell(tx, clock, acteur, &plan).await?;
    Ok(RapportImport { crees: plan.new.len(), modifies: plan.modifies, inchanges: plan.inchanges, rejets: Vec::new() })
}

async fn plan<'a>(tx: &mut Tx, clock: &Clock, notices: &'a [Notice], fusion: Fusion) -> Result<Plan<'a>> {
    let sirens: Vec<Siren> = notices.iter().map(Notice::siren).collect();
    let mut known = store::by_siren(tx, sirens).await?;
    let millesime = notices.iter().find_map(|notice| notice.population.map(|p| p.millesime));
    let populations = match millesime {
        Some(millesime) => populations_store::at(tx, millesime, known.values().map(|c| c.id).collect()).await?,
        None => HashMap::new(),
    };
    let mut plan = Plan::default();
    for notice in notices {
        let Some(before) = known.remove(&notice.siren()) else {
            let id = Id::new(clock);
            plan.populations.extend(notice.population.map(|p| (id, p)));
            plan.new.push((id, notice));
            continue;
        };
        let fiche = notice.merged_into(&before.fiche, fusion);
        let population = notice.population.filter(|p| populations.get(&before.id) != Some(p));
        plan.populations.extend(population.map(|p| (before.id, p)));
        let is_latest = |p: &Population| before.population.is_none_or(|latest| latest.millesime <= p.millesime);
        plan.latest.extend(population.filter(is_latest).map(|p| (before.id, p)));
        let changes = fiche != before.fiche;
        if changes || population.is_some() {
            plan.modifies += 1;
        } else {
            plan.inchanges += 1;
        }
        if changes {
            plan.changed.push((before, fiche));
        }
    }
    Ok(plan)
}

/// One line for each collectivité created or changed, in its own chain, and one for the whole in the centre's.
async fn tell(tx: &mut Tx, clock: &Clock, acteur: &Acteur, plan: &Plan<'_>) -> Result<()> {
    let created = plan.new.iter().map(|(id, notice)| {
        let trace = Trace::new("collectivite.importee", "collectivite", id.uuid(), notice.fiche.nom_complet());
        trace.apres(fields(&notice.fiche)).line(acteur, *id)
    });
    let changed = plan.changed.iter().map(|(before, fiche)| {
        let trace = Trace::new("collectivite.modifiee", "collectivite", before.id.uuid(), fiche.nom_complet());
        trace.changed(fields(&before.fiche), fields(fiche)).line(acteur, before.id)
    });
    let mut lines: Vec<_> = created.chain(changed).collect();
    if let Some(centre) = store::find_exploitant(tx).await?
        && (!lines.is_empty() || plan.modifies > 0)
    {
        let trace = Trace::new("collectivites.importees", "collectivite", centre.id.uuid(), "Import de collectivités");
        let counts = json!({"crees": plan.new.len(), "modifies": plan.modifies, "inchanges": plan.inchanges});
        lines.push(trace.apres(counts).line(acteur, centre.id));
    }
    // By parts, each within the number of values that one statement takes.
    while !lines.is_empty() {
        let part = lines.split_off(lines.len().saturating_sub(5_000));
        write_many(tx, clock, part).await?;
    }
    Ok(())
}
