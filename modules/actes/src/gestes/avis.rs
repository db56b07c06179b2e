//! Mails about an acte: to those who chose to know, to whom the préfecture calls; and the acte itself to the broadcast list.

use db::Tx;
use jobs::{Kind, NewJob};
use kernel::{CollectiviteId, Id};
use mail::{Corps, Correspondant, Mail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Droit, Services};

use super::{Contexte, Geste, GesteError, groupes, named, record_on};
use crate::{
    domain::{
        Acte, ActeId, ChoixAvis, DESTINATAIRES_MAX, Destinataire, DestinataireId, GenreEvenement, NatureActe, Refus,
    },
    droits::ConsulterActes,
    store::{avis, raccordements},
};

pub const DIFFUSION: Kind = Kind::new("actes.diffusion", "Envoi d’un acte à la liste de diffusion").max_attempts(10);

/// What the job of a broadcast is asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Diffusion {
    pub collectivite: CollectiviteId,
    pub acte: ActeId,
}

/// Whether such a step is worth a mail, and its subject.
const fn subject(genre: GenreEvenement) -> Option<&'static str> {
    match genre {
        GenreEvenement::Recu => Some("Reçu en préfecture"),
        GenreEvenement::Refuse => Some("Refusé par la préfecture"),
        GenreEvenement::EnvoiEchoue => Some("L’envoi n’a pas abouti"),
        GenreEvenement::CourrierRecu => Some("La préfecture vous écrit"),
        GenreEvenement::Annule => Some("Annulation reçue en préfecture"),
        _ => None,
    }
}

/// Writes the mails of a step, in the transaction of the change.
pub(crate) async fn tell(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    acte: &Acte,
    (genre, detail): (GenreEvenement, &str),
) -> Geste<()> {
    let Some(subject) = subject(genre) else { return Ok(()) };
    if genre == GenreEvenement::Recu {
        broadcast(tx, ctx, acte).await?;
    }
    let subject = format!("{}{subject}\u{a0}: {}", exercise(acte), acte.fiche.objet);
    let url = format!("{}/c/{}/actes/{}", services.config().public_url, ctx.siren, acte.id);
    let signature = signature(tx).await?;
    for (nom, courriel) in told(tx, ctx, acte, genre).await? {
        // An address that the post refuses stops nothing: the page tells the same.
        let Ok(to) = Correspondant::new(&nom, &courriel) else { continue };
        let mut corps = Corps::new(signature.clone()).paragraph(format!("{}.", named(acte)));
        if !detail.is_empty() {
            corps = corps.paragraph(detail);
        }
        let corps = corps.button("Voir l’acte", url.clone());
        if let Ok(mail) = Mail::new(to, &subject, corps) {
            mail::send(tx, ctx.clock, mail.pour(ctx.collectivite).about("acte", acte.id.uuid())).await?;
        }
    }
    Ok(())
}

fn exercise(acte: &Acte) -> &'static str {
    if acte.is_exercice() { "[Exercice] " } else { "" }
}

async fn signature(tx: &mut Tx) -> Geste<String> {
    let centre = annuaire::collectivites::find_exploitant(tx).await?;
    Ok(centre.map(|centre| centre.nom_complet()).unwrap_or_default())
}

/// Names and addresses, each once: who deposited it and those who asked, if they still may read it; whom the préfecture calls.
async fn told(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, genre: GenreEvenement) -> Geste<Vec<(String, String)>> {
    let chosen = avis::list(tx, ctx.collectivite).await?;
    let mut people: Vec<_> = chosen.iter().map(|choice| choice.personne_id).collect();
    people.extend(acte.cree_par.filter(|depositor| !people.contains(depositor)));
    let mut to: Vec<(String, String)> = Vec::new();
    for personne in people {
        let initial = ChoixAvis::initial(personne);
        let choice = chosen.iter().find(|choice| choice.personne_id == personne).unwrap_or(&initial);
        if !choice.wants(genre, acte.cree_par == Some(personne)) {
            continue;
        }
        let droits = annuaire::droits::load(tx, ctx.clock, personne).await?;
        if !droits.can(&ConsulterActes::PERMISSION, ctx.collectivite)
            || !groupes::sees(tx, ctx, (acte, personne)).await?
        {
            continue;
        }
        if let Some(known) = annuaire::personnes::find(tx, personne).await? {
            to.push((known.nom_complet(), known.fiche.courriel.to_string()));
        }
    }
    if let Some(known) = raccordements::find(tx, ctx.collectivite).await? {
        let referent = known.referent;
        if !referent.courriel.is_empty() && to.iter().all(|(_, courriel)| *courriel != referent.courriel) {
            to.push((referent.nom, referent.courriel));
        }
    }
    Ok(to)
}

/// Asks for the broadcast of an acte that the préfecture has, when somebody receives such a nature.
async fn broadcast(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte) -> Geste<()> {
    if receivers(tx, ctx, acte).await?.is_empty() {
        return Ok(());
    }
    let asked = Diffusion { collectivite: ctx.collectivite, acte: acte.id };
    let job = NewJob::new(DIFFUSION, serde_json::to_value(asked).map_err(GesteError::internal)?)
        .pour(ctx.collectivite)
        .unique(format!("diffusion:{}", acte.id));
    jobs::enqueue(tx, ctx.clock, job).await?;
    Ok(())
}

/// Those who receive it; nobody for an acte that a group sees alone.
async fn receivers(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte) -> Geste<Vec<Destinataire>> {
    if acte.groupe.is_some() {
        return Ok(Vec::new());
    }
    let mut all = avis::destinataires(tx, ctx.collectivite).await?;
    all.retain(|one| one.natures.contains(&acte.fiche.nature));
    Ok(all)
}

/// Writes the mails of a broadcast, `files` joined; gives how many.
pub(crate) async fn send_to_list(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    acte: &Acte,
    (expediteur, files): (&str, &[(String, Vec<u8>)]),
) -> Geste<usize> {
    let subject = format!("{}{expediteur}\u{a0}: {}", exercise(acte), named(acte));
    let signature = signature(tx).await?;
    let mut sent = 0;
    for one in receivers(tx, ctx, acte).await? {
        let Ok(to) = Correspondant::new(&one.nom, one.courriel.as_str()) else { continue };
        let corps = Corps::new(signature.clone())
            .paragraph(format!("{}.", named(acte)))
            .paragraph(format!("{expediteur} vous l’adresse avec la preuve de sa réception en préfecture."))
            .small("Vous recevez ce courriel parce que cette collectivité vous a inscrit à sa liste de diffusion des actes. Pour ne plus le recevoir, répondez-lui.");
        let Ok(mut mail) = Mail::new(to, &subject, corps) else { continue };
        for (nom, octets) in files {
            mail = mail.attach(nom, "application/pdf", octets.clone())?;
        }
        mail::send(tx, ctx.clock, mail.pour(ctx.collectivite).about("acte", acte.id.uuid())).await?;
        sent += 1;
    }
    Ok(sent)
}

/// What this person chose, or what they have before they choose.
pub async fn choice(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<ChoixAvis> {
    let personne = ctx.acteur.personne.ok_or(GesteError::NotFound)?;
    Ok(avis::find(tx, ctx.collectivite, personne).await?.unwrap_or_else(|| ChoixAvis::initial(personne)))
}

pub async fn choose(tx: &mut Tx, ctx: Contexte<'_>, choice: &ChoixAvis) -> Geste<()> {
    Ok(avis::save(tx, ctx.collectivite, choice).await?)
}

/// The addresses that receive actes.
pub async fn destinataires(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<Vec<Destinataire>> {
    Ok(avis::destinataires(tx, ctx.collectivite).await?)
}

/// Adds an address; the same one again changes what it receives.
pub async fn add(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (nom, courriel, natures): (&str, annuaire::Courriel, Vec<NatureActe>),
) -> Geste<()> {
    let known = avis::destinataires(tx, ctx.collectivite).await?;
    if known.len() >= DESTINATAIRES_MAX && known.iter().all(|one| one.courriel != courriel) {
        return Err(Refus::TropDeDestinataires(DESTINATAIRES_MAX).into());
    }
    if natures.is_empty() {
        return Err(Refus::SansNature.into());
    }
    let one = Destinataire { id: Id::new(ctx.clock), nom: nom.trim().to_owned(), courriel, natures };
    Correspondant::new(&one.nom, one.courriel.as_str())?;
    avis::add_destinataire(tx, ctx.collectivite, &one).await?;
    let natures: Vec<_> = one.natures.iter().map(|nature| nature.libelle()).collect();
    record(
        tx,
        ctx,
        "actes.diffusion.ajout",
        (one.id, &one.courriel),
        Some(json!({ "nom": one.nom, "natures": natures })),
    )
    .await
}

/// Takes an address away.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: DestinataireId) -> Geste<()> {
    let known = avis::destinataires(tx, ctx.collectivite).await?.into_iter().find(|one| one.id == id);
    let Some(known) = known else { return Ok(()) };
    avis::remove_destinataire(tx, ctx.collectivite, id).await?;
    record(tx, ctx, "actes.diffusion.retrait", (id, &known.courriel), None).await
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    (id, courriel): (DestinataireId, &annuaire::Courriel),
    apres: Option<serde_json::Value>,
) -> Geste<()> {
    record_on(tx, ctx, action, ("diffusion_actes", id, courriel.to_string()), (None, apres)).await
}
