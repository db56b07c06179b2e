//! The quotes of the demo, for those whom no tranche prices: some accepted, some only sent, some never made.

use db::Tx;
use kernel::{Clock, Exercice, Id, Montant};
use time::Duration;

use super::{Dice, Held, subscribers};
use crate::{
    domain::{Devis, Grille, LigneDevis, PrixLigne, PrixRgpd, Quand, Redevable, Rubrique, Service},
    gestes::{Geste, GesteError},
    store::{
        abonnements::{self, Souscription},
        devis,
        membres::Identite,
    },
};

pub(super) async fn make(
    tx: &mut Tx,
    clock: &Clock,
    grille: &Grille,
    annee: Exercice,
    members: &[Identite],
    held: &Held,
) -> Geste<()> {
    let Some(tarif_jour) = grille.tarif(Rubrique::Journee, annee).map(|tarif| tarif.montant) else { return Ok(()) };
    let mut accepted = Vec::new();
    for (who, dice, abonnements) in subscribers(members, held) {
        let redevable = Redevable { genre: who.genre, population: who.population, assimilation: None };
        let on_quote = grille.rgpd(&redevable, true, annee) == PrixRgpd::SurDevis;
        let rgpd = abonnements.iter().find(|a| a.service() == Service::Rgpd).filter(|_| on_quote);
        let answer = dice.roll("réponse au devis", 100);
        if let Some(rgpd) = rgpd.filter(|_| answer < 80) {
            let mut one = of_rgpd(clock, who, &dice, rgpd.depuis(), tarif_jour)?;
            if answer < 60 {
                let le = rgpd.depuis().periode().debut() + Duration::days(40 + i64::from(answer));
                let abonnement = one.accept(le)?;
                accepted.push(Souscription { id: Id::new(clock), collectivite: who.id, abonnement });
            }
            keep(tx, &one).await?;
        }
        if dice.chance("devis d’intervention", 3) {
            keep(tx, &of_work(clock, who, &dice, annee.next(), tarif_jour)?).await?;
        }
    }
    Ok(abonnements::insert(tx, &accepted).await?)
}

/// The two phases of the DPD (CDG 82, art. 5.3), in days of work.
fn of_rgpd(clock: &Clock, who: &Identite, dice: &Dice, annee: Exercice, tarif_jour: Montant) -> Geste<Devis> {
    let numero = format!("D-{annee}-{:03}", 1 + dice.roll("numéro de devis", 900));
    let mut one = Devis::new(Id::new(clock), who.id, &numero, Service::Rgpd, annee, tarif_jour)?;
    "Délégué à la protection des données mutualisé".clone_into(&mut one.objet);
    let size = 2 + who.population.unwrap_or(0) / 6_000;
    let days = |half_days| PrixLigne::DemiJournees(half_days);
    for (libelle, quand, prix) in [
        ("Réunions d’information et sensibilisation des agents", Quand::PremiereAnnee, days(4 + size)),
        ("Installation de la plateforme et formation du référent", Quand::PremiereAnnee, days(6)),
        ("Inventaire des traitements", Quand::PremiereAnnee, days(6 + 2 * size)),
        ("Accompagnement et veille juridique", Quand::AnneesSuivantes, days(6 + size)),
    ] {
        one.push(LigneDevis::new(libelle, quand, prix))?;
    }
    one.send(annee.periode().debut())?;
    Ok(one)
}

fn of_work(clock: &Clock, who: &Identite, dice: &Dice, annee: Exercice, tarif_jour: Montant) -> Geste<Devis> {
    let numero = format!("J-{annee}-{:03}", 1 + dice.roll("numéro d’intervention", 900));
    let mut one = Devis::new(Id::new(clock), who.id, &numero, Service::Journee, annee, tarif_jour)?;
    "Migration de la messagerie".clone_into(&mut one.objet);
    let days = PrixLigne::DemiJournees(2 + dice.roll("durée", 6));
    one.push(LigneDevis::new("Préparation et migration des boîtes", Quand::PremiereAnnee, days))?;
    one.push(LigneDevis::new(
        "Déplacement sur site",
        Quand::PremiereAnnee,
        PrixLigne::Forfait(Montant::from_euros(80)),
    ))?;
    one.send(annee.periode().debut())?;
    Ok(one)
}

async fn keep(tx: &mut Tx, one: &Devis) -> Geste<()> {
    if devis::save(tx, one).await? { Ok(()) } else { Err(GesteError::Conflict) }
}
