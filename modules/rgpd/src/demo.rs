//! The demo world of the room: a dozen registers, one traitement that waits for the délégué, one validated twice.

use annuaire::{CollectiviteLigne, Visibles};
use db::{ListRequest, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, Id, Instant};
use serde::Deserialize;
use web::Services;

use crate::{
    domain::{
        Contenu, EtatTraitement, FicheCatalogue, GenreCatalogue, OrigineModele, Publication, Traitement, TraitementId,
    },
    gestes::{
        Contexte, Geste, GesteError,
        catalogue::{self, Saisie},
        modeles, propositions, publication, registre, services,
        traitements::{self as acts, Acte, Avec},
    },
    store::{
        evenements::{self, Evenement},
        membres, traitements,
    },
};

/// How many collectivités have begun their register.
const REGISTRES: usize = 12;

#[derive(Deserialize)]
struct Fichier {
    traitement: Vec<Contenu>,
    catalogue: Vec<FicheDemo>,
}

/// A record of the catalogue; an editor stands before its software.
#[derive(Deserialize)]
struct FicheDemo {
    genre: GenreCatalogue,
    nom: String,
    #[serde(default)]
    editeur: String,
    #[serde(default)]
    fiche: FicheCatalogue,
}

/// Makes the registers, in a house whose annuaire is filled. `accueil` is the SIREN of the collectivité where the demo's
/// secretary and maire work: its register lives the whole life.
pub async fn make(house: &Services, accueil: Option<kernel::Siren>) -> Geste<()> {
    let contenus: Fichier =
        toml::from_str(include_str!("../data/demo.toml")).map_err(|e| GesteError::Illisible(e.to_string()))?;
    let mut tx = house.db().begin(Perimetre::Centre).await?;
    let request = ListRequest { sort: Some("population".into()), desc: true, ..ListRequest::default() };
    let all = annuaire::collectivites::export(&mut tx, house.clock(), Visibles::Toutes, &request, 10_000).await?;
    let (home, others): (Vec<_>, Vec<_>) = all.iter().filter(|c| !c.exploitant).partition(|c| Some(c.siren) == accueil);
    let home = home.first().copied();
    let chosen: Vec<&CollectiviteLigne> = others.into_iter().take(REGISTRES - 1).collect();
    fill(&mut tx, house.clock(), &chosen, &contenus.traitement).await?;
    if let Some(home) = home {
        live(&mut tx, house.clock(), home, &contenus.traitement).await?;
        if let Some(centre) = all.iter().find(|c| c.exploitant) {
            share(&mut tx, house.clock(), (centre, home), &contenus.catalogue).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// What the centre shares: a catalogue, a model in its second version that the home took in its first, an open page.
async fn share(
    tx: &mut Tx,
    clock: &Clock,
    (centre, home): (&CollectiviteLigne, &CollectiviteLigne),
    fiches: &[FicheDemo],
) -> Geste<()> {
    let [secretaire, dpd] = ["Sylvie Cassagne", "Hugo Marty"].map(Acteur::systeme);
    let (write, lead) = (by(clock, &secretaire, home), by(clock, &dpd, centre));
    let mut editeurs = Vec::new();
    for fiche in fiches {
        let editeur = editeurs.iter().find(|(nom, _)| *nom == fiche.editeur).map(|(_, id)| *id);
        let saisie = Saisie { nom: fiche.nom.clone(), editeur, fiche: fiche.fiche.clone(), retire: false };
        editeurs.push((fiche.nom.as_str(), catalogue::add(tx, lead, fiche.genre, saisie).await?));
    }
    let library = modeles::library(tx).await?;
    if let Some(model) = library.offered("cimetiere", home.genre) {
        let origine = OrigineModele { code: "cimetiere".to_owned(), version: model.version };
        if let Some(contenu) = model.modele.contenu(home.genre) {
            acts::create(tx, write, contenu, Avec { service: None, modele: Some(origine) }).await?;
        }
        let draft = modeles::draft(tx, lead, "cimetiere").await?;
        let mut contenu = draft.modele.commun().unwrap_or_default();
        contenu.observations.push_str("\nLe plan du cimetière se tient à jour avec le registre des concessions.");
        contenu.papier = true;
        modeles::edit(tx, lead, draft, &contenu).await?;
        modeles::publish(tx, lead, "cimetiere", "Le plan et les registres papier sont mentionnés.").await?;
        propositions::offer(tx, clock, ("cimetiere", model.version + 1), Id::from_uuid(uuid::Uuid::nil())).await?;
    }
    let introduction = "La commune tient ce registre avec le délégué du centre de gestion.".to_owned();
    let open = Publication { ouverte: true, introduction, ..Publication::default() };
    publication::choose(tx, write, &open).await
}

/// Registers at different stages, the same each time: written at once.
async fn fill(tx: &mut Tx, clock: &Clock, chosen: &[&CollectiviteLigne], contenus: &[Contenu]) -> Geste<()> {
    let now = clock.now();
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    for (rank, who) in chosen.iter().enumerate() {
        let kept = 2 + rank % (contenus.len() - 1);
        for (at, contenu) in contenus
            .iter()
            .enumerate()
            .filter(|(at, c)| *at < kept && (who.genre.is_epci() || c.pour_le_compte_de.is_empty()))
        {
            let mut t = Traitement::new(Id::new(clock), who.id, contenu.clone(), now, "Secrétariat");
            let months = i64::try_from(rank + 3 * at).unwrap_or(0) - 8;
            t.contenu.revision_le = clock.today().checked_add(time::Duration::days(30 * months));
            if (rank + at).is_multiple_of(5) {
                t.etat = EtatTraitement::Soumis;
            }
            let created = event(t.id, crate::domain::GenreEvenement::Cree, now);
            events.push((who.id, created));
            rows.push(t);
        }
    }
    traitements::insert(tx, &rows).await?;
    evenements::add(tx, clock, &events).await?;
    let ids: Vec<_> = chosen.iter().map(|who| who.id).collect();
    Ok(membres::recount(tx, &ids).await?)
}

fn event(id: TraitementId, genre: crate::domain::GenreEvenement, le: Instant) -> Evenement {
    Evenement { traitement_id: id, genre, version: 1, le, par: "Secrétariat".into(), texte: String::new() }
}

fn by<'a>(clock: &'a Clock, acteur: &'a Acteur, home: &CollectiviteLigne) -> Contexte<'a> {
    Contexte { clock, acteur, collectivite: home.id, siren: home.siren }
}

/// The whole life, by its acts: written, submitted, checked, validated, taken up again, sealed.
async fn live(tx: &mut Tx, clock: &Clock, home: &CollectiviteLigne, contenus: &[Contenu]) -> Geste<()> {
    let [secretaire, dpd, maire] = ["Sylvie Cassagne", "Hugo Marty", "Jean Pujol"].map(Acteur::systeme);
    let write = by(clock, &secretaire, home);
    let school = services::add(tx, write, "Service scolaire").await?;
    services::add(tx, write, "Accueil et état civil").await?;
    let mut made = Vec::new();
    for contenu in contenus.iter().filter(|c| c.pour_le_compte_de.is_empty()) {
        let service = contenu.gestionnaire.contains("scolaire").then_some(school);
        made.push(acts::create(tx, write, contenu.clone(), Avec { service, modele: None }).await?);
    }
    let [etat_civil, cantine, paie, ..] = made[..] else { return Ok(()) };
    for (id, advice) in [(etat_civil, ""), (cantine, "Pensez à la durée des factures papier.")] {
        act(tx, write, id, Acte::Soumission).await?;
        let checked = Acte::Controle { preconisations: advice.to_owned(), favorable: true };
        act(tx, by(clock, &dpd, home), id, checked).await?;
        act(tx, by(clock, &maire, home), id, Acte::Validation).await?;
    }
    registre::seal(tx, by(clock, &secretaire, home), clock.today()).await?;
    // A second version of the canteen: the portal changed.
    let t = acts::find(tx, write, cantine).await?;
    let mut contenu = t.contenu.clone();
    contenu.mesures.push(crate::domain::Mesure {
        mesure: "chiffrement".into(),
        detail: "Portail en HTTPS".into(),
        ..Default::default()
    });
    contenu.donnees[2].detail = "IBAN des familles qui paient par prélèvement automatique".into();
    let service = t.service;
    acts::edit(tx, write, t, contenu, service).await?;
    act(tx, write, cantine, Acte::Soumission).await?;
    act(tx, by(clock, &dpd, home), cantine, Acte::Controle { preconisations: String::new(), favorable: true }).await?;
    act(tx, by(clock, &maire, home), cantine, Acte::Validation).await?;
    act(tx, write, paie, Acte::Soumission).await
}

async fn act(tx: &mut Tx, ctx: Contexte<'_>, id: TraitementId, acte: Acte) -> Geste<()> {
    let t = acts::find(tx, ctx, id).await?;
    acts::act(tx, ctx, t, acte).await
}
