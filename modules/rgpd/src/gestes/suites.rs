//! What follows a change of traitements: the summary, the journal, the history, the events, with the same few statements
//! whatever their number.

use std::collections::BTreeSet;

use contracts::rgpd::TraitementChange;
use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Siren};
use serde_json::{Map, Value};

use super::{Contexte, Geste};
use crate::{
    domain::{Champ, Contenu, GenreEvenement, Traitement},
    store::{
        evenements::{self, Evenement},
        membres,
    },
};

/// What follows a change, once the row is kept.
pub(super) struct Suite<'a> {
    pub t: &'a Traitement,
    pub action: &'static str,
    pub avant: Option<Value>,
    pub apres: Option<Value>,
    pub event: Option<(GenreEvenement, &'a str)>,
}

pub(super) async fn follow(tx: &mut Tx, ctx: Contexte<'_>, suites: Vec<Suite<'_>>) -> Geste<()> {
    follow_all(tx, (ctx.clock, ctx.acteur), &|_| Some(ctx.siren), suites).await
}

/// The summary, the lines of the journal, the history, the events: the same few statements whatever their number.
pub(super) async fn follow_all(
    tx: &mut Tx,
    (clock, acteur): (&Clock, &Acteur),
    siren: &(dyn Fn(CollectiviteId) -> Option<Siren> + Sync),
    suites: Vec<Suite<'_>>,
) -> Geste<()> {
    let whose: BTreeSet<CollectiviteId> = suites.iter().map(|suite| suite.t.collectivite).collect();
    membres::recount(tx, &whose.into_iter().collect::<Vec<_>>()).await?;
    let happened = |suite: &Suite| {
        let (genre, texte) = suite.event?;
        let (t, texte) = (suite.t, texte.to_owned());
        let (le, par) = (clock.now(), acteur.nom.clone());
        Some((t.collectivite, Evenement { traitement_id: t.id, genre, version: t.version, le, par, texte }))
    };
    let history: Vec<_> = suites.iter().filter_map(happened).collect();
    evenements::add(tx, clock, &history).await?;
    let told = suites.iter().filter_map(|suite| {
        let whose = suite.t.collectivite;
        Some((whose, event(clock, siren(whose)?, suite.t)))
    });
    web::tell(tx, clock, &told.collect::<Vec<_>>()).await?;
    Ok(journal::record_many(tx, clock, suites.into_iter().map(|suite| line(acteur, suite)).collect()).await?)
}

pub(super) fn line(acteur: &Acteur, suite: Suite) -> Ligne {
    Ligne {
        collectivite: suite.t.collectivite,
        acteur: acteur.clone(),
        action: suite.action,
        objet: "traitement",
        objet_id: suite.t.id.uuid(),
        libelle: format!("Traitement «\u{a0}{}\u{a0}»", suite.t.contenu.nom.trim()),
        avant: suite.avant,
        apres: suite.apres,
    }
}

fn event(clock: &Clock, siren: Siren, t: &Traitement) -> TraitementChange {
    TraitementChange {
        traitement: t.id.uuid(),
        siren,
        nom: t.contenu.nom.clone(),
        etat: t.etat.code().to_owned(),
        version: t.version,
        le: clock.today(),
    }
}

/// What is told of new drafts.
pub(super) fn created(drafts: &[Traitement]) -> Vec<Suite<'_>> {
    let suite = |t| Suite {
        t,
        action: "rgpd.traitement.cree",
        avant: None,
        apres: Some(changed(&Contenu::default(), &t.contenu).1),
        event: Some((GenreEvenement::Cree, "")),
    };
    drafts.iter().map(suite).collect()
}

/// The parts that changed, before and after.
pub(super) fn changed(avant: &Contenu, apres: &Contenu) -> (Value, Value) {
    let (mut before, mut after) = (Map::new(), Map::new());
    for champ in Champ::TOUS.iter().filter(|champ| !champ.same(avant, apres)) {
        before.insert(champ.code().to_owned(), champ.of(avant));
        after.insert(champ.code().to_owned(), champ.of(apres));
    }
    (before.into(), after.into())
}
