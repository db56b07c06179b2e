//! Every day: what the calendar alone does to the conventions, the reminders of what falls due, the summaries of the members.

use std::collections::HashMap;

use annuaire::Collectivite;
use db::{Perimetre, Tx};
use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use journal::Acteur;
use kernel::{CollectiviteId, date_longue};
use mail::{Corps, Correspondant, Mail};
use serde_json::json;
use web::Services;

use super::courrier::destinataires;
use crate::{
    domain::{Convention, Echeance, NatureEcheance},
    gestes::{conventions as acts, identites},
    store::{
        conventions,
        membres::{self, Identite, Membre},
        suivi,
    },
};

pub const ECHEANCES: Kind = Kind::new("conventions.echeances", "Échéances et rappels des conventions");

pub fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    let services = services.clone();
    registry.on(ECHEANCES, move |ctx| run(ctx, services.clone()));
    let daily = Schedule { name: "conventions.echeances", cron: "0 6 * * *", kind: ECHEANCES, payload: json!({}) };
    registry.schedule(daily).map(drop)
}

/// Each convention in its own transaction: done again after a kill, it does nothing twice.
pub async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let everybody = identites::all(&mut tx, &ctx.clock).await?;
    let heads = conventions::list_heads(&mut tx).await?;
    drop(tx);
    let known: HashMap<CollectiviteId, &Identite> = everybody.iter().map(|who| (who.id, who)).collect();
    let total = u32::try_from(heads.len()).unwrap_or(u32::MAX);
    for (mut head, done) in heads.into_iter().zip(0_u32..) {
        let Some(who) = known.get(&head.collectivite) else { continue };
        if moves(&head, &ctx) {
            advance(&ctx, who, &head).await?;
            head.advance(ctx.clock.today());
        }
        remind(&ctx, &services, &head).await?;
        ctx.progress(done, total, "Conventions");
    }
    refresh(&ctx, everybody).await?;
    services.wake().now();
    Ok(())
}

/// Whether the calendar changes something, told on a copy.
fn moves(head: &Convention, ctx: &JobContext) -> bool {
    let mut copy = head.clone();
    let changes = copy.advance(ctx.clock.today());
    !changes.is_empty() || copy.periodes != head.periodes
}

async fn advance(ctx: &JobContext, who: &Identite, head: &Convention) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(who.id)).await?;
    let mut convention = acts::find(&mut tx, who.id, head.id).await?;
    acts::advance(&mut tx, &ctx.clock, &Acteur::systeme("échéances des conventions"), who, &mut convention).await?;
    Ok(tx.commit().await?)
}

/// The reminder recorded and its mails leave together: none is sent twice, none is lost.
async fn remind(ctx: &JobContext, services: &Services, convention: &Convention) -> Result<(), JobError> {
    let (whose, today) = (convention.collectivite, ctx.clock.today());
    for echeance in convention.echeances(today) {
        let Some(jours) = echeance.rappel(today) else { continue };
        let mut tx = ctx.db.begin(Perimetre::Collectivite(whose)).await?;
        if !suivi::record_rappel(&mut tx, whose, convention.id, echeance, jours, ctx.clock.now()).await? {
            continue;
        }
        for mail in mails(&mut tx, services, convention, echeance).await? {
            mail::send(&mut tx, &ctx.clock, mail).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// To the member, and to the centre.
async fn mails(
    tx: &mut Tx,
    services: &Services,
    convention: &Convention,
    echeance: Echeance,
) -> Result<Vec<Mail>, JobError> {
    let gone = || JobError::Fail("La collectivité de cette convention n’existe plus.".to_owned());
    let member = annuaire::collectivites::find(tx, convention.collectivite).await?.ok_or_else(gone)?;
    let centre = annuaire::collectivites::find_exploitant(tx).await?.ok_or_else(gone)?;
    let own = centre.fiche.courriel.as_ref();
    let own = own.and_then(|courriel| Correspondant::new(&centre.nom_complet(), courriel.as_str()).ok());
    let mut to = destinataires(tx, &member).await?;
    to.extend(own);
    to.into_iter().map(|to| write(services, (&member, &centre), convention, echeance, to)).collect()
}

fn write(
    services: &Services,
    (member, centre): (&Collectivite, &Collectivite),
    convention: &Convention,
    echeance: Echeance,
    to: Correspondant,
) -> Result<Mail, JobError> {
    let page = format!("{}/c/{}/conventions/{}", services.config().public_url, member.fiche.siren, convention.id);
    let day = date_longue(echeance.le);
    let corps = Corps::new(centre.nom_complet())
        .paragraph("Bonjour,")
        .paragraph(format!("Une échéance approche pour la convention n°\u{a0}{}.", convention.numero))
        .table([
            ("Collectivité", member.nom_complet()),
            ("Échéance", echeance.nature.libelle().to_owned()),
            ("Date", day.clone()),
        ])
        .paragraph(to_do(echeance.nature))
        .button("Voir la convention", page);
    let objet = format!("{}, le {day}\u{a0}: {}", member.nom_complet(), echeance.nature.libelle());
    let mail = Mail::new(to, &objet, corps).map_err(|wrong| JobError::Fail(wrong.0))?;
    Ok(mail.pour(member.id).about("convention", convention.id.uuid()))
}

const fn to_do(nature: NatureEcheance) -> &'static str {
    match nature {
        NatureEcheance::DernierJourDenonciation => {
            "Sans lettre recommandée d’ici là, la convention se renouvelle pour un an. Il n’y a rien à faire pour continuer."
        }
        NatureEcheance::ReconductionTacite => {
            "La convention se renouvelle d’elle-même ce jour-là. Il n’y a rien à faire."
        }
        NatureEcheance::RenouvellementExpres => {
            "Pour continuer trois ans de plus, la reconduction doit être signée d’ici là par les deux parties."
        }
        NatureEcheance::Terme => "Sans reconduction signée, la convention s’arrête après ce jour.",
        NatureEcheance::EffetDenonciation => "La convention, dénoncée, ne s’applique plus à partir de ce jour.",
    }
}

/// What falls due next passes with the days; names and populations are those of the annuaire.
async fn refresh(ctx: &JobContext, everybody: Vec<Identite>) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let heads = conventions::list_heads(&mut tx).await?;
    let mut by_member: HashMap<CollectiviteId, Vec<&Convention>> = HashMap::new();
    for head in &heads {
        by_member.entry(head.collectivite).or_default().push(head);
    }
    let summaries: Vec<Membre> = everybody
        .into_iter()
        .map(|who| {
            let mine = by_member.remove(&who.id).unwrap_or_default();
            Membre::new(who, &mine, ctx.clock.today())
        })
        .collect();
    membres::save(&mut tx, &summaries).await?;
    Ok(tx.commit().await?)
}
