//! How far the promises of the demo's conventions are kept, where somebody follows them.

use db::Tx;
use time::{Date, Duration};

use super::{Held, subscribers};
use crate::{
    domain::{Abonnement, EtatEngagement, engagements},
    gestes::Geste,
    store::{
        conventions,
        membres::Identite,
        suivi::{self, SuiviEngagement},
    },
};

pub(super) async fn make(tx: &mut Tx, today: Date, members: &[Identite], held: &Held) -> Geste<()> {
    let heads = conventions::list_heads(tx).await?;
    let mut all = Vec::new();
    for (who, dice, abonnements) in subscribers(members, held).filter(|(_, dice, _)| dice.chance("suivi", 35)) {
        let services: Vec<_> = abonnements.iter().map(Abonnement::service).collect();
        let Some(convention) = heads.iter().find(|c| c.collectivite == who.id && c.etat().is_active()) else {
            continue;
        };
        for engagement in engagements(convention.regime, &services) {
            let etat = match dice.roll(&engagement.code, 20) {
                0 => EtatEngagement::NonTenu,
                1..=4 => EtatEngagement::EnCours,
                5..=14 => EtatEngagement::Tenu,
                _ => continue,
            };
            let note = if etat == EtatEngagement::NonTenu { "À revoir lors de la prochaine visite" } else { "" };
            let le = today - Duration::days(i64::from(dice.roll(&format!("{} le", engagement.code), 300)));
            let suivi = SuiviEngagement { code: engagement.code.clone(), etat, note: note.to_owned(), le };
            all.push((who.id, convention.id, suivi));
        }
    }
    Ok(suivi::set_engagements(tx, &all).await?)
}
