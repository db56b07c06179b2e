//! The reminder to the members who have not signed their census annex.

use db::{DbError, Perimetre, Tx};
use jobs::{JobContext, JobError, JobId, Kind, NewJob, Registry};
use journal::Acteur;
use kernel::{Clock, Exercice, nombre};
use mail::{Corps, Mail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Services;

use super::courrier::destinataires;
use crate::store::recensements::{self, Suivi};

pub const RAPPEL: Kind = Kind::new("conventions.recensement_rappel", "Rappel des annexes de recensement à signer");

/// More members than a centre has.
const EVERYBODY: u32 = 50_000;

#[derive(Debug, Serialize, Deserialize)]
struct Rappel {
    annee: i32,
}

pub fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(RAPPEL, move |ctx| run(ctx, services.clone()));
}

/// Asks for the reminders of a year; asked twice before they leave, they leave once.
pub async fn ask(tx: &mut Tx, clock: &Clock, acteur: &Acteur, annee: Exercice) -> Result<JobId, DbError> {
    let job = NewJob::new(RAPPEL, json!({ "annee": annee.annee() }))
        .asked_by(acteur.personne, &acteur.nom)
        .unique(format!("{}:{annee}", RAPPEL.name()));
    Ok(jobs::enqueue(tx, clock, job).await?.id)
}

/// All the mails and the end of the job commit together.
pub async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let asked: Rappel = ctx.payload()?;
    let annee = Exercice::new(asked.annee).map_err(|wrong| JobError::Fail(wrong.0))?;
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let centre = annuaire::collectivites::find_exploitant(&mut tx).await?;
    let centre = centre.ok_or_else(|| JobError::Fail("Aucun centre n’est enregistré.".to_owned()))?;
    let unsigned = recensements::list_unsigned(&mut tx, annee, EVERYBODY).await?;
    let mut sent = 0_i64;
    for (suivi, done) in unsigned.iter().zip(0_u32..) {
        ctx.progress(done, u32::try_from(unsigned.len()).unwrap_or(u32::MAX), suivi.nom.clone());
        let Some(member) = annuaire::collectivites::find(&mut tx, suivi.collectivite).await? else { continue };
        for to in destinataires(&mut tx, &member).await? {
            let corps = corps(&services, &centre.nom_complet(), suivi, annee);
            let objet = format!("Recensement {annee}\u{a0}: votre annexe reste à signer");
            let mail = Mail::new(to, &objet, corps).map_err(|wrong| JobError::Fail(wrong.0))?;
            mail::send(&mut tx, &ctx.clock, mail.pour(member.id).about("recensement", member.id.uuid())).await?;
            sent += 1;
        }
    }
    let suite = format!("/centre/recensements/{annee}");
    let message = format!("{}\u{a0}courriels envoyés.", nombre(sent));
    ctx.finish_in(&mut tx, json!({ "suite": suite, "geste": "Voir les annexes", "message": message })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

fn corps(services: &Services, centre: &str, suivi: &Suivi, annee: Exercice) -> Corps {
    let page = format!("{}/c/{}/recensements/{annee}", services.config().public_url, suivi.siren);
    Corps::new(centre)
        .paragraph("Bonjour,")
        .paragraph(format!(
            "Le recensement {annee} des postes de votre collectivité attend votre signature. Vérifiez le niveau de chaque \
             poste, puis signez l’annexe."
        ))
        .button("Vérifier et signer l’annexe", page)
        .small("Tant qu’elle n’est pas signée, les niveaux de l’année précédente sont facturés.")
}
