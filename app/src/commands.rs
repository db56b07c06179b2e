//! One function a command; `run` chooses.

mod account;
mod actes;
mod collectivite;
mod conventions;
mod doctor;
mod dpd;
mod init;
mod inspect;
mod journal;
mod rgpd;
mod shell;
mod verify;

use std::process::ExitCode;

use anyhow::Result;

pub(crate) use init::create_centre;

use crate::{
    cli::{Cli, Command, Place},
    demo, logs,
    open::{Opened, open, open_migrated},
    output::note,
    serve::{Stop, serve, work},
    settings::Settings,
};

/// Runs the command to its end. The exit code is 0 when it did what was asked, 1 when it found something wrong.
pub fn run(cli: Cli) -> ExitCode {
    logs::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(choose(cli))) {
        Ok(code) => code,
        Err(error) => {
            note(format!("Erreur : {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn choose(cli: Cli) -> Result<ExitCode> {
    let place = cli.place;
    match cli.command {
        Command::Init(init) => init::init(&opened(&place).await?, &init).await,
        Command::Serve { no_worker } => serve_pages(&place, no_worker).await,
        Command::Worker { until_idle } => work_only(&place, until_idle).await,
        Command::Migrate => migrate(&place).await,
        Command::Demo(asked) => demo_world(&place, &asked).await,
        Command::Agent(agent) => account::agent(&opened(&place).await?, agent).await,
        Command::Collectivite(command) => collectivite::collectivite(&opened(&place).await?, command).await,
        Command::Tarif(command) => conventions::tarif(&opened(&place).await?, command).await,
        Command::Syntec(command) => conventions::syntec(&opened(&place).await?, command).await,
        Command::Convention(command) => conventions::convention(&opened(&place).await?, command).await,
        Command::Actes(command) => actes::actes(&opened(&place).await?, command).await,
        Command::Rgpd(command) => rgpd::rgpd(&opened(&place).await?, command).await,
        Command::Dpd(command) => dpd::dpd(&opened(&place).await?, command).await,
        Command::Etat(command) => conventions::etat(&opened(&place).await?, command).await,
        Command::Journal(command) => journal::journal(&place, command).await,
        Command::Inspect { fichier, json } => inspect::inspect(&fichier, json),
        Command::Verify(asked) => verify::verify(&place, asked).await,
        Command::Doctor => doctor::doctor(&place).await,
        Command::Completions { shell } => Ok(shell::completions(shell)),
        Command::Man => shell::man(),
    }
}

async fn opened(place: &Place) -> Result<Opened> {
    open_migrated(&Settings::read(place)?).await
}

async fn serve_pages(place: &Place, no_worker: bool) -> Result<ExitCode> {
    let settings = Settings::read(place)?;
    let opened = open_migrated(&settings).await?;
    let workers = if no_worker { 0 } else { settings.workers };
    serve(opened, settings.listen, workers, Stop::on_signal()).await?;
    Ok(ExitCode::SUCCESS)
}

async fn work_only(place: &Place, until_idle: bool) -> Result<ExitCode> {
    let settings = Settings::read(place)?;
    let opened = open_migrated(&settings).await?;
    if until_idle {
        opened.drain().await?;
        return Ok(ExitCode::SUCCESS);
    }
    note("Beffroi fait les travaux ; Ctrl+C pour arrêter.");
    work(opened, settings.workers.max(1), Stop::on_signal()).await;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(place: &Place) -> Result<ExitCode> {
    let opened = open(&Settings::read(place)?).await?;
    let applied = opened.migrate().await?;
    for step in &applied {
        note(format!("appliquée : {}/{}", step.room, step.name));
    }
    note(match applied.len() {
        0 => "La base de données est à jour.".to_owned(),
        n => format!("{n} étapes appliquées."),
    });
    Ok(ExitCode::SUCCESS)
}

async fn demo_world(place: &Place, asked: &crate::cli::Demo) -> Result<ExitCode> {
    let settings = demo::prepare(&Settings::read(place)?)?;
    let opened = open_migrated(&settings).await?;
    demo::make(&opened, &asked.centre).await?;
    demo::present(&opened, &settings).await?;
    if asked.no_serve {
        opened.drain().await?;
    } else {
        serve(opened, settings.listen, settings.workers, Stop::on_signal()).await?;
    }
    Ok(ExitCode::SUCCESS)
}
