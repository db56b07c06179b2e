//! `beffroi agent`: accounts, from the command line of the server.

use std::process::ExitCode;

use annuaire::{CourrielAnnuaire, FichePersonne, GenrePersonne, Personne};
use anyhow::{Context, Result, anyhow};
use db::{Perimetre, Tx};
use journal::Acteur;

use super::init::create_administrator;
use crate::{
    cli::Agent,
    open::Opened,
    output::{note, say},
};

pub(super) async fn agent(opened: &Opened, command: Agent) -> Result<ExitCode> {
    let mut tx = opened.services.db().begin(Perimetre::Centre).await?;
    let personne = match command {
        Agent::Create { prenom, nom, courriel } => {
            let courriel = courriel.parse().map_err(|e: kernel::Illisible| anyhow!(e.0))?;
            let fiche = FichePersonne { prenom, nom, courriel, telephone: None, genre: GenrePersonne::Agent };
            create_administrator(&mut tx, opened, &fiche).await?
        }
        Agent::Reset { courriel } => {
            let typed = courriel.parse().map_err(|e: kernel::Illisible| anyhow!(e.0))?;
            let found = annuaire::personnes::find_by_courriel(&mut tx, &typed).await?;
            found.with_context(|| format!("Aucun compte ne porte l’adresse {courriel}"))?
        }
    };
    let acteur = Acteur::systeme("ligne de commande");
    annuaire::identification::unlock(&mut tx, opened.services.clock(), &acteur, personne.id).await?;
    let link = invitation_link(&mut tx, opened, &personne).await?;
    tx.commit().await?;
    note(format!("Lien de {}, valable sept jours, pour choisir un mot de passe :", personne.nom_complet()));
    say(link);
    Ok(ExitCode::SUCCESS)
}

/// The address at which a person chooses a password.
pub(crate) async fn invitation_link(tx: &mut Tx, opened: &Opened, personne: &Personne) -> Result<String> {
    let acteur = Acteur::systeme("ligne de commande");
    let mail = annuaire::liens::invite(tx, opened.services.clock(), &acteur, personne.id).await?;
    match mail {
        CourrielAnnuaire::Invitation { jeton, .. } => {
            Ok(format!("{}/lien/{jeton}", opened.services.config().public_url))
        }
        other => Err(anyhow!("an invitation was expected, not {other:?}")),
    }
}
