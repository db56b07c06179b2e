//! The demo world: a real centre, its real collectivités, people one remembers, the same each time.

mod abonnements;
mod centres;
mod people;

use annuaire::Visibles;
use anyhow::{Context, Result, bail};
use db::{ListRequest, Perimetre};
use journal::Acteur;
use kernel::Siret;

use crate::{
    commands::create_centre,
    open::Opened,
    output::{note, say},
    settings::{Settings, make_data},
};

pub use abonnements::abonnements_csv;
pub use centres::{CENTRES, Centre};
pub use people::PASSWORD;

/// More collectivités than a département has.
const EVERYBODY: u32 = 50_000;

/// Marks a data directory as a demo: mails stay on their page, and the sign-in tells the accounts.
const MARK: &str = "demo";

/// The settings of a demo: the directory is marked, unless something else lives there.
pub fn prepare(settings: &Settings) -> Result<Settings> {
    make_data(&settings.data)?;
    let used = std::fs::read_dir(&settings.data)?.next().is_some();
    if used && !settings.demo {
        bail!("Le dossier {} sert déjà à autre chose : donnez-en un vide avec --data.", settings.data.display());
    }
    std::fs::write(settings.data.join(MARK), "Monde de démonstration de Beffroi.\n")?;
    Ok(Settings { demo: true, ..settings.clone() })
}

/// Makes the world, once: a directory that holds one already is left as it is. The documents and the mails of the validated
/// états are left to the jobs.
pub async fn make(opened: &Opened, asked: &str) -> Result<()> {
    let centre =
        centres::find(asked).with_context(|| format!("Le centre « {asked} » n’est pas de la démonstration"))?;
    let mut tx = opened.services.db().begin(Perimetre::Centre).await?;
    if let Some(there) = annuaire::collectivites::find_exploitant(&mut tx).await? {
        if there.fiche.departement != centre.departement {
            bail!("Ce dossier contient déjà la démonstration de {} : donnez-en un autre avec --data.", there.fiche.nom);
        }
        return Ok(());
    }
    note(format!("Création de la démonstration : {}…", centre.nom));
    let exploitant = create_centre(&mut tx, opened, centre.fiche()?).await?;
    import(&mut tx, opened, centre).await?;
    people::make(&mut tx, opened, &exploitant, centre).await?;
    tx.commit().await?;
    people::choose_passwords(opened, centre).await?;
    conventions::demo::make(&opened.services, &abonnements::world(opened, centre).await?).await?;
    let home = people::secretary_home(opened, centre).await?;
    rgpd::demo::make(&opened.services, home).await?;
    dpd::demo::make(&opened.services, home).await?;
    Ok(actes::demo::make(&opened.services, home).await?)
}

async fn import(tx: &mut db::Tx, opened: &Opened, centre: &Centre) -> Result<()> {
    let departement = annuaire::national::departement(centre.departement).context("département inconnu")?;
    let acteur = Acteur::systeme("démonstration");
    let clock = opened.services.clock();
    let millesime = annuaire::national::MILLESIME;
    annuaire::imports::import_departement(tx, clock, &acteur, &departement, millesime).await?;
    // The national data has no SIRET, and no invoice leaves without: each is supposed never to have moved.
    let all = annuaire::collectivites::export(tx, clock, Visibles::Toutes, &ListRequest::default(), EVERYBODY).await?;
    let lines = all.iter().filter(|one| !one.exploitant).map(|one| {
        let siret = Siret::of_first_establishment(one.siren);
        let insee = one.code_insee.map(|code| code.to_string()).unwrap_or_default();
        format!("{};\"{}\";{};{siret};{insee}\n", one.siren, one.nom, one.genre.code())
    });
    let csv = format!("siren;nom;genre;siret;code_insee\n{}", lines.collect::<String>());
    let done = annuaire::imports::import_csv(tx, clock, &acteur, csv.as_bytes(), centre.departement, millesime).await?;
    if let Some(rejet) = done.rejets.first() {
        bail!("les SIRET de la démonstration sont refusés. {rejet}");
    }
    Ok(())
}

/// Tells where it is served and who may sign in.
pub async fn present(opened: &Opened, settings: &Settings) -> Result<()> {
    let mut tx = opened.services.db().read(Perimetre::Centre).await?;
    let centre = annuaire::collectivites::find_exploitant(&mut tx).await?.context("la démonstration est vide")?;
    say(format!("\nBeffroi, démonstration de {} — {}\n", centre.fiche.nom, settings.public_url));
    for (courriel, who) in people::accounts(&centre.fiche.departement) {
        say(format!("  {courriel:<34} {who}"));
    }
    say(format!("\n  Mot de passe de tous les comptes : {PASSWORD}\n"));
    Ok(())
}
