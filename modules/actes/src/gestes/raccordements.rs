//! Connecting a collectivité: at the school first, to the true préfecture once its convention is signed; who was trained.

use annuaire::Collectivite;
use db::Tx;
use kernel::PersonneId;
use serde_json::{Value, json};
use time::Date;
use web::Services;

use super::{Contexte, Geste, GesteError, envois, record_on};
use crate::{
    domain::{Raccordement, Refus},
    store::{formations, formations::Formation, raccordements},
};

/// The connection of a collectivité; one that has none begins at the school, with the classification asked.
pub async fn begin(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    collectivite: &Collectivite,
) -> Geste<Raccordement> {
    if let Some(known) = raccordements::find(tx, ctx.collectivite).await? {
        return Ok(known);
    }
    let fiche = &collectivite.fiche;
    let now = ctx.clock.now();
    let made = Raccordement {
        modifie_par: ctx.acteur.nom.clone(),
        ..Raccordement::ecole(ctx.collectivite, fiche.genre, &fiche.departement, now)
    };
    raccordements::insert(tx, &made).await?;
    record(tx, ctx, "actes.raccordement.ecole", (None, Some(fields(&made)))).await?;
    envois::ask_classification(tx, services, ctx, now).await?;
    Ok(made)
}

/// Changes the connection; `revision` in it proves that the latest was seen. A change of préfecture asks for its classification.
pub async fn set(tx: &mut Tx, services: &Services, ctx: Contexte<'_>, next: Raccordement) -> Geste<()> {
    let before = raccordements::find(tx, ctx.collectivite).await?.ok_or(GesteError::NotFound)?;
    // What the envelope says must be what the schema wants.
    next.emetteur(ctx.siren)?;
    let next = Raccordement { modifie_le: ctx.clock.now(), modifie_par: ctx.acteur.nom.clone(), ..next };
    if !raccordements::save(tx, &next).await? {
        return Err(GesteError::Conflict);
    }
    if before.canal != next.canal {
        envois::ask_classification(tx, services, ctx, ctx.clock.now()).await?;
    }
    let (avant, apres) = (fields(&before), fields(&next));
    if avant == apres {
        return Ok(());
    }
    record(tx, ctx, "actes.raccordement.modifie", (Some(avant), Some(apres))).await
}

/// Notes that somebody was trained before sending.
pub async fn note_training(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (personne_id, nom): (PersonneId, &str),
    (formee_le, note): (Date, &str),
) -> Geste<()> {
    if formee_le > ctx.clock.today() {
        return Err(Refus::DecisionAVenir.into());
    }
    let formation = Formation { personne_id, formee_le, par: ctx.acteur.nom.clone(), note: note.trim().to_owned() };
    formations::save(tx, ctx.collectivite, &formation).await?;
    let told = json!({ "personne": nom, "le": formee_le.to_string(), "note": formation.note });
    record(tx, ctx, "actes.formation.notee", (None, Some(told))).await
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    values: (Option<Value>, Option<Value>),
) -> Geste<()> {
    let libelle = format!("Raccordement à la préfecture, {}", ctx.siren.groupe());
    record_on(tx, ctx, action, ("raccordement", ctx.collectivite, libelle), values).await
}

fn fields(r: &Raccordement) -> Value {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    json!({ "canal": r.canal.libelle(), "convention_le": day(r.convention_le), "debut_le": day(r.debut_le),
        "natures": r.natures.iter().map(|nature| nature.libelle()).collect::<Vec<_>>(), "departement": r.departement,
        "arrondissement": r.arrondissement, "nature": r.nature_cl, "referent": r.referent.nom,
        "telephone": r.referent.telephone, "courriel": r.referent.courriel, "tampon": [r.tampon.x, r.tampon.y],
        "page_publique": r.page_ouverte, "introduction": r.introduction })
}
