//! Mails about an acte: to who deposited it and to whom the préfecture calls, when something is to be known.

use db::Tx;
use mail::{Corps, Correspondant, Mail};
use web::Services;

use super::{Contexte, Geste, named};
use crate::{
    domain::{Acte, Canal, GenreEvenement, canal_of},
    store::{envois, raccordements},
};

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
    let Some(known) = raccordements::find(tx, ctx.collectivite).await? else { return Ok(()) };
    let mut to = Vec::new();
    if let Some(personne) = acte.cree_par
        && let Some(personne) = annuaire::personnes::find(tx, personne).await?
    {
        to.push((personne.nom_complet(), personne.fiche.courriel.to_string()));
    }
    let referent = &known.referent;
    if !referent.courriel.is_empty() && to.iter().all(|(_, courriel)| *courriel != referent.courriel) {
        to.push((referent.nom.clone(), referent.courriel.clone()));
    }
    let road = canal_of(&envois::list_of(tx, ctx.collectivite, acte.id).await?);
    let exercice = if road == Canal::Ecole { "[Exercice] " } else { "" };
    let subject = format!("{exercice}{subject}\u{a0}: {}", acte.fiche.objet);
    let url = format!("{}/c/{}/actes/{}", services.config().public_url, ctx.siren, acte.id);
    let signature = annuaire::collectivites::find_exploitant(tx).await?.map(|centre| centre.nom_complet());
    for (nom, courriel) in to {
        // An address that the post refuses stops nothing: the page tells the same.
        let Ok(to) = Correspondant::new(&nom, &courriel) else { continue };
        let mut corps = Corps::new(signature.clone().unwrap_or_default()).paragraph(format!("{}.", named(acte)));
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
