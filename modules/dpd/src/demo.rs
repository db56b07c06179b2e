//! The demo world of the room: a few months of the delegate's work, and the file of the CNIL as it would be.

use annuaire::{CollectiviteLigne, FonctionContact, Role, SaisieContact, Visibles};
use contracts::conventions::ServiceRgpd;
use db::{ListRequest, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, Exercice, Id, PersonneId, Siren};
use serde::Deserialize;
use time::{Date, Duration};
use web::Services;

use crate::{
    domain::{Echange, FicheEchange, GenreEchange, Lecture, LigneCnil, TypePersonne},
    gestes::{Contexte, Geste, GesteError, cockpit, designations, echanges as acts},
    store::echanges,
};

/// How many members the delegate has already met.
const MET: usize = 12;

#[derive(Deserialize)]
struct Fichier {
    echange: Vec<Modele>,
}

/// An exchange of the demo, so many days ago.
#[derive(Deserialize)]
struct Modele {
    jours: i64,
    genre: GenreEchange,
    minutes: u32,
    avec: String,
    objet: String,
    #[serde(default)]
    notes: String,
}

/// Makes it, in a house whose registers and conventions are made. `accueil` is the SIREN of the collectivité where the demo's
/// secretary works: it was visited often, and has its référent.
pub async fn make(house: &Services, accueil: Option<Siren>) -> Geste<()> {
    let file: Fichier =
        toml::from_str(include_str!("../data/demo.toml")).map_err(|e| GesteError::Illisible(e.to_string()))?;
    let mut tx = house.db().begin(Perimetre::Centre).await?;
    let clock = house.clock();
    let centre = cockpit::exploitant(&mut tx).await?;
    let request = ListRequest { sort: Some("population".into()), desc: true, ..ListRequest::default() };
    let all = annuaire::collectivites::export(&mut tx, clock, Visibles::Toutes, &request, 10_000).await?;
    let (home, others): (Vec<_>, Vec<_>) =
        all.into_iter().filter(|c| !c.exploitant).partition(|c| Some(c.siren) == accueil);
    let people = annuaire::appartenances::in_collectivite(&mut tx, centre.id).await?;
    let Some(dpd) = people.iter().find(|a| a.fiche.role == Role::Dpd) else { return Ok(()) };
    let acteur = Acteur::personne(dpd.personne, dpd.personne_nom.clone());
    meet(&mut tx, clock, (&others, &file.echange), (dpd.personne, &dpd.personne_nom)).await?;
    for one in home.iter().chain(others.iter().take(3)) {
        name_referent(&mut tx, clock, &acteur, one).await?;
    }
    if let Some(home) = home.first() {
        let ctx = Contexte { clock, acteur: &acteur, centre: centre.id, collectivite: home.id, siren: home.siren };
        visit(&mut tx, ctx, &file.echange).await?;
    }
    let suivis = house.ask::<dyn ServiceRgpd>().map_err(GesteError::internal)?;
    let suivis = suivis.list(&mut tx, Exercice::of(clock.today())).await?;
    let souscrit = |one: &&CollectiviteLigne| suivis.iter().any(|s| s.collectivite == one.id && s.depuis.is_some());
    let members: Vec<&CollectiviteLigne> = home.iter().chain(&others).filter(souscrit).collect();
    let lines = declared(clock.today(), centre.fiche.siren, &members);
    let lecture = Lecture { lignes: 103_214, illisibles: 1_206, retenues: lines };
    let named = ("designations-cnil.csv", String::new());
    let id = designations::prepare(&mut tx, house, &acteur, named, lecture).await?;
    designations::apply(&mut tx, house, &acteur, id, false).await?;
    Ok(tx.commit().await?)
}

/// A dozen members, met more or less lately.
async fn meet(
    tx: &mut Tx,
    clock: &Clock,
    (others, modeles): (&[CollectiviteLigne], &[Modele]),
    (personne, nom): (PersonneId, &str),
) -> Geste<()> {
    let mut made = Vec::new();
    for (rank, one) in others.iter().take(MET).enumerate() {
        for (at, modele) in modeles.iter().skip(rank % 4).step_by(2 + rank % 3).enumerate() {
            let back = modele.jours + i64::try_from(rank * 11 + at * 3).unwrap_or(0);
            made.push(Echange {
                collectivite_id: one.id,
                id: Id::new(clock),
                fiche: modele.fiche(clock.today() - Duration::days(back)),
                auteur: Some(personne),
                auteur_nom: nom.to_owned(),
                revision: 1,
                modifie_le: clock.now(),
            });
        }
    }
    Ok(echanges::insert_many(tx, &made).await?)
}

/// By the acts themselves, so that the journal tells them.
async fn visit(tx: &mut Tx, ctx: Contexte<'_>, modeles: &[Modele]) -> Geste<()> {
    for modele in modeles.iter().rev() {
        acts::note(tx, ctx, Id::new(ctx.clock), modele.fiche(ctx.clock.today() - Duration::days(modele.jours))).await?;
    }
    Ok(())
}

/// The address is of the reserved domain: nothing leaves.
async fn name_referent(tx: &mut Tx, clock: &Clock, acteur: &Acteur, one: &CollectiviteLigne) -> Geste<()> {
    let typed = SaisieContact {
        fonction: FonctionContact::ReferentRgpd.code().to_owned(),
        nom: "Secrétariat général".to_owned(),
        courriel: format!("rgpd.{}@exemple.example", one.siren),
        ..SaisieContact::default()
    };
    let fiche = typed.read().map_err(|_| GesteError::Illisible("le référent de la démonstration".to_owned()))?;
    annuaire::contacts::add(tx, clock, acteur, one.id, fiche).await.map_err(GesteError::internal)?;
    Ok(())
}

/// Most are declared with the centre; a few with somebody else, twice, or not at all.
fn declared(today: Date, centre: Siren, all: &[&CollectiviteLigne]) -> Vec<LigneCnil> {
    let line = |siren: Siren, organisme: Option<Siren>, nom: &str, years: i32| LigneCnil {
        siren,
        personne: if organisme.is_some() { TypePersonne::Morale } else { TypePersonne::Physique },
        le: Some(kernel::add_mois(today, -12 * years)),
        organisme,
        organisme_nom: nom.to_owned(),
        courriel: String::new(),
        telephone: String::new(),
        site: String::new(),
    };
    let ours = "CENTRE DE GESTION DE LA FONCTION PUBLIQUE TERRITORIALE";
    let mut lines = Vec::new();
    for (rank, one) in all.iter().enumerate() {
        match rank % 23 {
            9 => lines.push(line(one.siren, None, "", 5)),
            14 | 20 => {}
            17 => lines.extend([line(one.siren, Some(centre), ours, 4), line(one.siren, None, "", 8)]),
            _ => lines.push(line(one.siren, Some(centre), ours, 4)),
        }
    }
    lines
}

impl Modele {
    fn fiche(&self, le: Date) -> FicheEchange {
        FicheEchange {
            le,
            genre: self.genre,
            minutes: self.minutes,
            avec: self.avec.clone(),
            objet: self.objet.clone(),
            notes: self.notes.clone(),
        }
    }
}
