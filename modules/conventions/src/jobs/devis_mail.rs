//! The mails of a quote: to the collectivité when it leaves, with its PDF; to the centre when it is answered.

use annuaire::{Collectivite, Role};
use contracts::{
    Told,
    conventions::{DevisEnvoye, DevisTranche},
};
use db::{DbError, Perimetre, Tx};
use jobs::{JobContext, JobError, Kind, Received, Registry};
use kernel::{CollectiviteId, Illisible};
use mail::{Corps, Correspondant, Mail};
use serde_json::json;
use web::Services;

use super::courrier::{answered_by, destinataires, print, receive};
use crate::{
    domain::{Devis, DevisId, EtatDevis, Prix, Quand},
    editions,
    gestes::{fiches, grilles},
    store::devis,
};

pub const ENVOI: Kind = Kind::new("conventions.devis_envoi", "Envoi d’un devis");
pub const REPONSE: Kind = Kind::new("conventions.devis_reponse", "Avis de la réponse à un devis");

const PRINTED_BY: &str = "Envoi des devis";

pub fn register(registry: &mut Registry, services: &Services) {
    let (sending, answering) = (services.clone(), services.clone());
    registry.on(ENVOI, move |ctx| send(ctx, sending.clone()));
    registry.on(REPONSE, move |ctx| tell_answer(ctx, answering.clone()));
    registry.subscribe(DevisEnvoye::KIND, ENVOI);
    registry.subscribe(DevisTranche::KIND, REPONSE);
}

/// Prints the quote, keeps it and mails it; all of it and the end of the job commit together.
async fn send(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let told: Received<DevisEnvoye> = ctx.event()?;
    let who = told.collectivite;
    let mut tx = ctx.db.read(Perimetre::Collectivite(who)).await?;
    let (one, membre, centre) = read(&mut tx, who, DevisId::from_uuid(told.payload.devis)).await?;
    if one.etat() != EtatDevis::Envoye {
        return Ok(()); // Answered meanwhile: what is asked no longer is.
    }
    let prix = grilles::current(&mut tx).await?.prix;
    let fiche = fiches::centre(&mut tx).await?;
    let mut to = destinataires(&mut tx, &membre).await?;
    to.extend(executif(&mut tx, who).await?);
    to.sort_by(|a, b| a.adresse().as_str().cmp(b.adresse().as_str()));
    to.dedup_by(|a, b| a.adresse().as_str() == b.adresse().as_str());
    drop(tx);
    let document = editions::devis(&fiche, &fiches::membre(&membre), &one, prix, ctx.clock.today());
    let nom = format!("Devis {} {}.pdf", one.numero, membre.fiche.nom);
    let received = receive(&services, print(&services, document).await?, &nom).await?;
    let mut tx = ctx.db.begin(Perimetre::Collectivite(who)).await?;
    let pdf = documents::keep(&mut tx, &ctx.clock, who, &received, None, PRINTED_BY).await?.id;
    let courriels = to.len();
    for to in to {
        let mail = write(&services, (&one, prix), (&membre, &centre), to).map_err(|wrong| JobError::Fail(wrong.0))?;
        let mail = mail.attach_document(&nom, "application/pdf", who, pdf).map_err(|wrong| JobError::Fail(wrong.0))?;
        mail::send(&mut tx, &ctx.clock, mail).await?;
    }
    ctx.finish_in(&mut tx, json!({ "pdf": pdf, "courriels": courriels })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

/// To the centre's own address; nobody when it has none: the page of the quotes says it all the same.
async fn tell_answer(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let told: Received<DevisTranche> = ctx.event()?;
    let who = told.collectivite;
    let mut tx = ctx.db.begin(Perimetre::Collectivite(who)).await?;
    let (one, membre, centre) = read(&mut tx, who, DevisId::from_uuid(told.payload.devis)).await?;
    let own = centre.fiche.courriel.as_ref();
    let own = own.and_then(|courriel| Correspondant::new(&centre.nom_complet(), courriel.as_str()).ok());
    let courriels = usize::from(own.is_some());
    if let Some(to) = own {
        let mail = answer(&services, &one, (&membre, &centre), to).map_err(|wrong| JobError::Fail(wrong.0))?;
        mail::send(&mut tx, &ctx.clock, mail).await?;
    }
    ctx.finish_in(&mut tx, json!({ "courriels": courriels })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

async fn read(tx: &mut Tx, who: CollectiviteId, id: DevisId) -> Result<(Devis, Collectivite, Collectivite), JobError> {
    let gone = || JobError::Fail("Le devis n’existe plus.".to_owned());
    let one = devis::find(tx, who, id).await?.ok_or_else(gone)?;
    let membre = annuaire::collectivites::find(tx, who).await?.ok_or_else(gone)?;
    let centre = annuaire::collectivites::find_exploitant(tx).await?.ok_or_else(gone)?;
    Ok((one, membre, centre))
}

/// Those whose word commits the collectivité, when they have an account.
async fn executif(tx: &mut Tx, who: CollectiviteId) -> Result<Vec<Correspondant>, DbError> {
    let people = annuaire::appartenances::in_collectivite(tx, who).await?;
    let people = people.iter().filter(|a| a.fiche.role == Role::Executif && a.fiche.jusqu_a.is_none());
    Ok(people.filter_map(|a| Correspondant::new(&a.personne_nom, a.courriel.as_str()).ok()).collect())
}

fn page(services: &Services, membre: &Collectivite, one: &Devis) -> String {
    format!("{}/c/{}/devis/{}", services.config().public_url, membre.fiche.siren, one.id)
}

fn write(
    services: &Services,
    (one, prix): (&Devis, Prix),
    (membre, centre): (&Collectivite, &Collectivite),
    to: Correspondant,
) -> Result<Mail, Illisible> {
    let total = |quand| one.total(quand).map(|total| format!("{total}, {}", prix.libelle()));
    let first = total(Quand::PremiereAnnee).unwrap_or_default();
    let mut facts = vec![
        ("Collectivité".to_owned(), membre.nom_complet()),
        ("Objet".to_owned(), one.objet.clone()),
        (format!("Total {}", one.annee), first),
    ];
    facts.extend(total(Quand::AnneesSuivantes).map(|total| ("Chaque année suivante".to_owned(), total)));
    let corps = Corps::new(centre.nom_complet())
        .paragraph("Bonjour,")
        .paragraph("Voici le devis que vous attendiez. Il est joint à ce message.")
        .table(facts)
        .button("Voir le devis et y répondre", page(services, membre, one))
        .small("Seul le maire ou le président peut l’accepter\u{a0}: sa réponse engage la collectivité.");
    let objet = format!("Devis n°\u{a0}{}\u{a0}: {}", one.numero, one.objet);
    let mail = Mail::new(to, &objet, corps)?.pour(membre.id).about("devis", one.id.uuid());
    answered_by(mail, centre)
}

fn answer(
    services: &Services,
    one: &Devis,
    (membre, centre): (&Collectivite, &Collectivite),
    to: Correspondant,
) -> Result<Mail, Illisible> {
    let answer = if one.etat() == EtatDevis::Accepte { "accepté" } else { "refusé" };
    let corps = Corps::new(centre.nom_complet())
        .paragraph("Bonjour,")
        .paragraph(format!("{} a {answer} le devis n°\u{a0}{}.", membre.nom_complet(), one.numero))
        .button("Voir le devis", page(services, membre, one));
    let objet = format!("Devis n°\u{a0}{} {answer}\u{a0}: {}", one.numero, membre.nom_complet());
    Ok(Mail::new(to, &objet, corps)?.pour(membre.id).about("devis", one.id.uuid()))
}
