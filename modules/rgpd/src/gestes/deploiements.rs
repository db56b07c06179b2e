//! Deployments: models given to several collectivités at once, each part in its own transaction, never twice, and undone as
//! they came.

use std::collections::{HashMap, HashSet};

use annuaire::Collectivite;
use contracts::rgpd::ModelesDeployes;
use db::Tx;
use jobs::JobId;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Id, Siren, date_courte};
use serde_json::json;

use super::{Contexte, Geste, GesteError, lots as undone, modeles, traitements as acts};
use crate::{
    domain::{Contenu, DeploiementId, GenreLot, ModelePublie, OrigineModele, Refus, Traitement},
    jobs::deploiement_run,
    store::{
        deploiements::{self, Deploiement},
        lots::{self, LigneLot, Lot},
    },
};

/// What a deployment would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prevision {
    pub crees: u32,
    /// Those that have one already.
    pub deja: u32,
    /// Those to whom the model does not apply.
    pub sans_objet: u32,
}

/// Counts what a deployment would do.
pub async fn foresee(tx: &mut Tx, codes: &[String], to: &[Collectivite]) -> Geste<Prevision> {
    let library = modeles::library(tx).await?;
    let held = held(tx, to).await?;
    let mut told = Prevision::default();
    for collectivite in to {
        for code in codes {
            let known = held.contains(&(collectivite.id, code.clone()));
            let offered = library.offered(code, collectivite.fiche.genre).is_some();
            *match (offered, known) {
                (false, _) => &mut told.sans_objet,
                (true, true) => &mut told.deja,
                (true, false) => &mut told.crees,
            } += 1;
        }
    }
    Ok(told)
}

/// Asks for a deployment; a job does it. The versions given are those of this moment.
pub async fn ask(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    codes: &[String],
    to: &[CollectiviteId],
) -> Geste<(DeploiementId, JobId)> {
    let library = modeles::library(tx).await?;
    let modeles: Vec<OrigineModele> = codes
        .iter()
        .filter_map(|code| library.find(code))
        .filter(|m| !m.modele.retire)
        .map(|m| OrigineModele { code: m.modele.code.clone(), version: m.version })
        .collect();
    if modeles.is_empty() || to.is_empty() {
        return Err(Refus::RienADeployer.into());
    }
    let mut collectivites = to.to_vec();
    collectivites.sort_unstable();
    collectivites.dedup();
    let asked = Deploiement {
        id: Id::new(ctx.clock),
        modeles,
        collectivites,
        demande_le: ctx.clock.now(),
        demande_par: ctx.acteur.nom.clone(),
        crees: 0,
        deja: 0,
        termine_le: None,
        annule_le: None,
    };
    deploiements::insert(tx, &asked).await?;
    record(tx, ctx, "rgpd.deploiement.demande", &asked).await?;
    let job = deploiement_run::ask(tx, ctx.clock, ctx.acteur, asked.id).await?;
    Ok((asked.id, job))
}

/// Gives the models to a part of the collectivités; what they have already is left alone.
pub async fn give(
    tx: &mut Tx,
    (clock, acteur): (&Clock, &Acteur),
    d: &Deploiement,
    part: &[CollectiviteId],
) -> Geste<()> {
    let library = modeles::library(tx).await?;
    let offered: Vec<&ModelePublie> = d.modeles.iter().filter_map(|m| library.find(&m.code)).collect();
    let collectivites = annuaire::collectivites::find_many(tx, part).await?;
    let held = held(tx, &collectivites).await?;
    let mut contents = HashMap::new();
    let (mut drafts, mut lots, mut told, mut deja) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for collectivite in &collectivites {
        let genre = collectivite.fiche.genre;
        let first = drafts.len();
        for model in offered.iter().filter(|m| m.modele.is_for(genre)) {
            if held.contains(&(collectivite.id, model.modele.code.clone())) {
                deja += 1;
                continue;
            }
            let key = (model.modele.code.as_str(), genre);
            let contenu: &mut Option<Contenu> = contents.entry(key).or_insert_with(|| model.modele.contenu(genre));
            let Some(contenu) = contenu else { continue };
            let (id, now) = (Id::new(clock), clock.now());
            let mut t = Traitement::new(id, collectivite.id, contenu.clone(), now, &acteur.nom);
            t.modele = Some(OrigineModele { code: model.modele.code.clone(), version: model.version });
            drafts.push(t);
        }
        let new = &drafts[first..];
        if !new.is_empty() {
            lots.push(lot((clock, acteur), d, collectivite.id, new));
            let modeles = new.iter().filter_map(|t| t.modele.as_ref().map(|m| m.code.clone())).collect();
            told.push((
                collectivite.id,
                ModelesDeployes { siren: collectivite.fiche.siren, modeles, le: clock.today() },
            ));
        }
    }
    let sirens: HashMap<CollectiviteId, Siren> = collectivites.iter().map(|c| (c.id, c.fiche.siren)).collect();
    acts::spread(tx, (clock, acteur), &sirens, &drafts).await?;
    lots::insert(tx, &lots).await?;
    web::tell(tx, clock, &told).await?;
    Ok(deploiements::advance(tx, d.id, drafts.len(), deja).await?)
}

fn lot(
    (clock, acteur): (&Clock, &Acteur),
    d: &Deploiement,
    collectivite_id: CollectiviteId,
    new: &[Traitement],
) -> (Lot, Vec<LigneLot>) {
    let lot = Lot {
        collectivite_id,
        id: Id::new(clock),
        genre: GenreLot::Deploiement,
        nom: format!("Modèles du {}", date_courte(d.demande_le.to_paris().date())),
        deploiement_id: Some(d.id),
        crees: u32::try_from(new.len()).unwrap_or(u32::MAX),
        modifies: 0,
        fait_le: clock.now(),
        fait_par: acteur.nom.clone(),
        annule_le: None,
        annule_par: None,
        gardes: 0,
    };
    let line = |t: &Traitement| LigneLot { traitement_id: t.id, revision: t.revision, avant: None };
    (lot, new.iter().map(line).collect())
}

async fn held(tx: &mut Tx, to: &[Collectivite]) -> Geste<HashSet<(CollectiviteId, String)>> {
    let ids: Vec<CollectiviteId> = to.iter().map(|c| c.id).collect();
    Ok(deploiements::held(tx, &ids).await?.into_iter().map(|h| (h.collectivite_id, h.modele)).collect())
}

/// Asks that a deployment be undone; a job does it.
pub async fn ask_undo(tx: &mut Tx, ctx: Contexte<'_>, id: DeploiementId) -> Geste<JobId> {
    let d = deploiements::find(tx, id).await?.ok_or(GesteError::NotFound)?;
    if d.termine_le.is_none() {
        return Err(Refus::DeploiementEnCours.into());
    }
    if !deploiements::cancel(tx, id, ctx.clock.now()).await? {
        return Err(Refus::LotDejaAnnule.into());
    }
    record(tx, ctx, "rgpd.deploiement.annule", &d).await?;
    Ok(deploiement_run::ask_undo(tx, ctx.clock, ctx.acteur, id).await?)
}

/// Undoes the lot of one collectivité.
pub async fn undo_lot(tx: &mut Tx, (clock, acteur): (&Clock, &Acteur), lot: &Lot) -> Geste<undone::Annulation> {
    let collectivite = annuaire::collectivites::find(tx, lot.collectivite_id).await?.ok_or(GesteError::NotFound)?;
    undone::undo(tx, Contexte::new(clock, acteur, &collectivite), lot.id).await
}

async fn record(tx: &mut Tx, ctx: Contexte<'_>, action: &'static str, d: &Deploiement) -> Geste<()> {
    let codes: Vec<&str> = d.modeles.iter().map(|m| m.code.as_str()).collect();
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "deploiement",
        objet_id: d.id.uuid(),
        libelle: format!("Modèles du {}", date_courte(d.demande_le.to_paris().date())),
        avant: None,
        apres: Some(json!({"modeles": codes, "collectivites": d.collectivites.len()})),
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
