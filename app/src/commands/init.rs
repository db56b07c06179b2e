//! `beffroi init`: the centre de gestion of a département, its communes, its EPCI, its first administrator.

use std::process::ExitCode;

use annuaire::{
    Collectivite, FicheCollectivite, FichePersonne, GenrePersonne, Representant, Role, appartenances::FicheAppartenance,
};
use anyhow::{Result, bail};
use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::{GenreCollectivite, Siren};

use super::account::invitation_link;
use crate::{
    cli,
    open::Opened,
    output::{note, say},
};

pub(super) async fn init(opened: &Opened, asked: &cli::Init) -> Result<ExitCode> {
    let Some(departement) = annuaire::national::departement(&asked.departement) else {
        bail!("Le département « {} » n’existe pas : écrivez son code, par exemple 82, 2A ou 974.", asked.departement);
    };
    let siren: Siren = asked.siren.parse().map_err(|e: kernel::Illisible| anyhow::anyhow!(e.0))?;
    let services = &opened.services;
    let acteur = Acteur::systeme("ligne de commande");
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    let nom = asked.nom.clone().unwrap_or_else(|| format!("CDG {}", departement.code));
    create_centre(&mut tx, opened, bare_fiche(siren, nom, &departement.code)).await?;
    let millesime = annuaire::national::MILLESIME;
    let rapport =
        annuaire::imports::import_departement(&mut tx, services.clock(), &acteur, &departement, millesime).await?;
    let fiche = FichePersonne {
        prenom: asked.prenom.clone(),
        nom: asked.nom_personne.clone(),
        courriel: asked.courriel.parse().map_err(|e: kernel::Illisible| anyhow::anyhow!(e.0))?,
        telephone: None,
        genre: GenrePersonne::Agent,
    };
    let personne = create_administrator(&mut tx, opened, &fiche).await?;
    let link = invitation_link(&mut tx, opened, &personne).await?;
    tx.commit().await?;
    note(format!("{} : {} collectivités créées.", departement.nom, rapport.crees));
    for rejet in &rapport.rejets {
        note(format!("écartée : {}", rejet.phrase));
    }
    note("Choisissez votre mot de passe à cette adresse, une fois le serveur lancé (beffroi serve) :");
    say(link);
    Ok(ExitCode::SUCCESS)
}

/// A centre of which only the essential is known.
fn bare_fiche(siren: Siren, nom: String, departement: &str) -> FicheCollectivite {
    FicheCollectivite {
        genre: GenreCollectivite::Cdg,
        nom,
        siren,
        siret: None,
        code_insee: None,
        departement: departement.to_owned(),
        arrondissement: None,
        arrondissement_nom: None,
        epci: None,
        adresse: Vec::new(),
        code_postal: None,
        ville: None,
        courriel: None,
        telephone: None,
        site: None,
        representant: Representant::default(),
        actif: true,
    }
}

/// The centre that runs this installation.
pub(crate) async fn create_centre(tx: &mut Tx, opened: &Opened, fiche: FicheCollectivite) -> Result<Collectivite> {
    let acteur = Acteur::systeme("ligne de commande");
    Ok(annuaire::collectivites::create_exploitant(tx, opened.services.clock(), &acteur, &fiche).await?)
}

/// A person with the rôle of administrator of the centre, without a password yet.
pub(crate) async fn create_administrator(
    tx: &mut Tx,
    opened: &Opened,
    fiche: &FichePersonne,
) -> Result<annuaire::Personne> {
    let clock = opened.services.clock();
    let acteur = Acteur::systeme("ligne de commande");
    let Some(centre) = annuaire::collectivites::find_exploitant(tx).await? else {
        bail!("Aucun centre de gestion ici : lancez d’abord beffroi init.");
    };
    let personne = annuaire::personnes::create(tx, clock, &acteur, fiche).await?;
    let role = FicheAppartenance::new(Role::Administrateur, clock.today());
    annuaire::appartenances::add(tx, clock, &acteur, (personne.id, centre.id), &role).await?;
    Ok(personne)
}
