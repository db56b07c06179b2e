//! The watch of each morning: what the préfecture does not answer, what does not leave, the certificate that ends; told by mail.

use db::{Perimetre, Tx};
use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use kernel::combien;
use mail::{Corps, Correspondant, Mail};
use serde_json::json;
use web::Services;

use crate::{
    domain::EtatEnvoi,
    roads,
    store::{actes, envois, retours},
};

const VEILLE: Kind = Kind::new("actes.veille", "Veille de la télétransmission");
/// An acte without its receipt, and a sending that waits, after this.
const DAY: i64 = 24 * 3_600;
const HOUR: i64 = 3_600;
/// A certificate is renewed in weeks: it is said two months before.
const CERTIFICAT: i64 = 60;

pub(super) fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    let services = services.clone();
    registry.on(VEILLE, move |ctx| run(ctx, services.clone()));
    registry.schedule(Schedule { name: "actes.veille", cron: "45 7 * * *", kind: VEILLE, payload: json!({}) }).map(drop)
}

async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let found = alerts(&mut tx, &ctx, &services).await?;
    if !found.is_empty() {
        tell(&mut tx, &ctx, &services, &found).await?;
    }
    ctx.finish_in(&mut tx, json!({ "alertes": found })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

/// Complete sentences; none when all is well.
async fn alerts(tx: &mut Tx, ctx: &JobContext, services: &Services) -> Result<Vec<String>, JobError> {
    let now = ctx.clock.now();
    let mut found = Vec::new();
    let mut told = |count: usize, one: &str, many: &str| {
        if count > 0 {
            found.push(format!("{}.", combien(u32::try_from(count).unwrap_or(u32::MAX), one, many)));
        }
    };
    let late = actes::list_sans_reponse(tx, now.plus_seconds(-DAY)).await?.len();
    told(
        late,
        "acte est sans réponse de la préfecture depuis plus d’un jour",
        "actes sont sans réponse de la préfecture depuis plus d’un jour",
    );
    let waiting = envois::list_waiting(tx).await?;
    let failed = waiting
        .iter()
        .filter(|envoi| envoi.etat == EtatEnvoi::Echoue && now.seconds_since(envoi.demande_le) < DAY)
        .count();
    told(failed, "envoi a échoué depuis hier", "envois ont échoué depuis hier");
    let stuck = waiting
        .iter()
        .filter(|envoi| envoi.etat != EtatEnvoi::Echoue && now.seconds_since(envoi.demande_le) > HOUR)
        .count();
    told(stuck, "envoi attend depuis plus d’une heure", "envois attendent depuis plus d’une heure");
    let orphans = retours::list_orphans(tx).await?;
    let recent = orphans.iter().filter(|retour| now.seconds_since(retour.recu_le) < DAY).count();
    told(recent, "message de la préfecture n’a pas été reconnu", "messages de la préfecture n’ont pas été reconnus");
    for (_, road) in roads::all(services) {
        if let Some(certificat) = road.certificat() {
            let left = certificat.days_left(&ctx.clock);
            if left < 0 {
                found.push(
                    "Le certificat de télétransmission est fini\u{a0}: rien ne part plus, renouvelez-le.".to_owned(),
                );
            } else if left < CERTIFICAT {
                let left = combien(left, "jour", "jours");
                found.push(format!("Le certificat de télétransmission finit dans {left}\u{a0}: renouvelez-le."));
            }
        }
    }
    Ok(found)
}

/// To the technicians and administrators of the centre.
async fn tell(tx: &mut Tx, ctx: &JobContext, services: &Services, found: &[String]) -> Result<(), JobError> {
    let Some(centre) = annuaire::collectivites::find_exploitant(tx).await? else { return Ok(()) };
    let url = format!("{}/centre/actes", services.config().public_url);
    for member in annuaire::appartenances::in_collectivite(tx, centre.id).await? {
        if !matches!(member.fiche.role, annuaire::Role::Technicien | annuaire::Role::Administrateur) {
            continue;
        }
        let Ok(to) = Correspondant::new(&member.personne_nom, member.courriel.as_str()) else { continue };
        let corps = Corps::new(centre.nom_complet())
            .paragraph("La télétransmission demande un regard\u{a0}:")
            .list(found.to_vec())
            .button("Voir la télétransmission", url.clone());
        if let Ok(mail) = Mail::new(to, "Télétransmission\u{a0}: à regarder", corps) {
            mail::send(tx, &ctx.clock, mail).await?;
        }
    }
    Ok(())
}
