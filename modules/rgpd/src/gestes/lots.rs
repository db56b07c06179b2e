//! Lots: what came at once is kept together, and undone together, except what somebody worked on since.

use std::collections::HashMap;

use db::Tx;
use journal::Ligne;
use kernel::Id;
use serde_json::json;

use super::{
    Contexte, Geste, GesteError,
    suites::{Suite, changed, follow, line},
    traitements::keep,
};
use crate::{
    domain::{Avant, Contenu, GenreEvenement, GenreLot, LotId, Refus, Retour, Traitement, TraitementId, ensure_open},
    store::{
        lots::{self, LigneLot, Lot},
        membres, traitements,
    },
};

/// What undoing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Annulation {
    pub retires: u32,
    pub remis: u32,
    /// Somebody had worked there since.
    pub gardes: u32,
}

/// Keeps together what a file created and changed: the rows as they are kept, and those that changed as they were.
pub async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    nom: &str,
    created: &[Traitement],
    changed: Vec<(Traitement, Avant)>,
) -> Geste<LotId> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let lot = Lot {
        collectivite_id: ctx.collectivite,
        id: Id::new(ctx.clock),
        genre: GenreLot::Import,
        nom: nom.to_owned(),
        deploiement_id: None,
        crees: count(created.len()),
        modifies: count(changed.len()),
        fait_le: ctx.clock.now(),
        fait_par: ctx.acteur.nom.clone(),
        annule_le: None,
        annule_par: None,
        gardes: 0,
    };
    let id = lot.id;
    let line = |t: &Traitement, avant| LigneLot { traitement_id: t.id, revision: t.revision, avant };
    let lines = created.iter().map(|t| line(t, None));
    let lines = lines.chain(changed.into_iter().map(|(t, avant)| line(&t, Some(avant)))).collect();
    lots::insert(tx, &[(lot, lines)]).await?;
    Ok(id)
}

/// Undoes a lot.
pub async fn undo(tx: &mut Tx, ctx: Contexte<'_>, id: LotId) -> Geste<Annulation> {
    let lot = lots::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    ensure_open(lot.annule_le)?;
    let lines = lots::lines(tx, ctx.collectivite, id).await?;
    let ids: Vec<TraitementId> = lines.iter().map(|line| line.traitement_id).collect();
    let mut rows: HashMap<TraitementId, Traitement> =
        traitements::list_many(tx, ctx.collectivite, &ids).await?.into_iter().map(|t| (t.id, t)).collect();
    let (mut away, mut back, mut done) = (Vec::new(), Vec::new(), Annulation::default());
    for line in lines {
        let Some(t) = rows.remove(&line.traitement_id) else { continue };
        match (Retour::of(&t, line.revision, line.avant.is_none()), line.avant) {
            (Retour::Retirer, _) => away.push(t),
            (Retour::Remettre, Some(avant)) => back.push((t, avant)),
            _ => done.gardes += 1,
        }
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (done.retires, done.remis) = (count(away.len()), count(back.len()));
    take_away(tx, ctx, &away).await?;
    put_back(tx, ctx, back).await?;
    let told = (ctx.clock.now(), ctx.acteur.nom.as_str());
    if !lots::cancel(tx, (ctx.collectivite, id), told, done.gardes).await? {
        return Err(Refus::LotDejaAnnule.into());
    }
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action: "rgpd.lot.annule",
        objet: "lot",
        objet_id: id.uuid(),
        libelle: lot.nom,
        avant: None,
        apres: Some(json!({"retires": done.retires, "remis": done.remis, "gardes": done.gardes})),
    };
    journal::record(tx, ctx.clock, ligne).await?;
    Ok(done)
}

/// Puts traitements back as they were before a lot.
async fn put_back(tx: &mut Tx, ctx: Contexte<'_>, rows: Vec<(Traitement, Avant)>) -> Geste<()> {
    let mut kept = Vec::with_capacity(rows.len());
    for (mut t, avant) in rows {
        let now = t.contenu.clone();
        avant.restore(&mut t);
        keep(tx, ctx, &mut t).await?;
        kept.push((t, now));
    }
    let suites = kept.iter().map(|(t, was)| {
        let (avant, apres) = changed(was, &t.contenu);
        let event = Some((GenreEvenement::Remis, ""));
        Suite { t, action: "rgpd.traitement.remis", avant: Some(avant), apres: Some(apres), event }
    });
    follow(tx, ctx, suites.collect()).await
}

/// Takes drafts away, that a lot created and nobody touched: the journal keeps what they said.
async fn take_away(tx: &mut Tx, ctx: Contexte<'_>, rows: &[Traitement]) -> Geste<()> {
    let ids: Vec<TraitementId> = rows.iter().map(|t| t.id).collect();
    traitements::forget(tx, ctx.collectivite, &ids).await?;
    membres::recount(tx, &[ctx.collectivite]).await?;
    let ligne = |t: &Traitement| {
        let avant = Some(changed(&Contenu::default(), &t.contenu).1);
        line(ctx.acteur, Suite { t, action: "rgpd.traitement.retire", avant, apres: None, event: None })
    };
    Ok(journal::record_many(tx, ctx.clock, rows.iter().map(ligne).collect()).await?)
}
