//! `beffroi doctor`: what is wrong, and what to do.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Result;
use db::Perimetre;
use tokio::net::{TcpStream, UnixStream};

use crate::{
    cli::Place,
    open::{Opened, open},
    output::say,
    settings::Settings,
};

/// One thing looked at: what it is, and the sentence of what is wrong.
struct Finding {
    what: &'static str,
    wrong: Option<String>,
}

pub(super) async fn doctor(place: &Place) -> Result<ExitCode> {
    let settings = Settings::read(place)?;
    let mut findings = vec![writable(&settings.data)];
    match open(&settings).await {
        Ok(opened) => {
            findings.push(Finding { what: "base de données", wrong: None });
            findings.extend(look(&opened).await);
        }
        Err(error) => findings.push(Finding { what: "base de données", wrong: Some(format!("{error:#}")) }),
    }
    findings.push(secure(&settings));
    if let Some(smtp) = &settings.smtp {
        findings.push(reachable("serveur de courriel", &format!("{}:{}", smtp.host, smtp.port)).await);
    } else if !settings.demo {
        findings.push(Finding {
            what: "serveur de courriel",
            wrong: Some(
                "aucun : les courriels restent sur la page « Courriels ». Ajoutez [smtp] à beffroi.toml.".to_owned(),
            ),
        });
    }
    if let Some(clamd) = &settings.clamd {
        findings.push(antivirus(clamd).await);
    }
    for finding in &findings {
        match &finding.wrong {
            None => say(format!("✓ {}", finding.what)),
            Some(wrong) => say(format!("✗ {} : {wrong}", finding.what)),
        }
    }
    Ok(if findings.iter().all(|f| f.wrong.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether a file can be written where the data lives.
fn writable(data: &Path) -> Finding {
    let probe = data.join(".essai");
    let tried = fs::create_dir_all(data).and_then(|()| fs::write(&probe, b"x")).and_then(|()| fs::remove_file(&probe));
    let wrong = tried.err().map(|e| format!("le dossier {} ne peut pas être écrit ({e}).", data.display()));
    Finding { what: "dossier des données", wrong }
}

async fn look(opened: &Opened) -> Vec<Finding> {
    let told = |error: anyhow::Error| Some(format!("{error:#}"));
    let schema = opened.migrate().await.err().and_then(told);
    let centre = match centre(opened).await {
        Ok(true) => None,
        Ok(false) => Some("aucun : lancez beffroi init --departement …".to_owned()),
        Err(error) => told(error),
    };
    let dead = match dead_letters(opened).await {
        Ok(0) => None,
        Ok(n) => Some(format!("{n} ont échoué : voyez la page Travaux et relancez-les.")),
        Err(error) => told(error),
    };
    vec![
        Finding { what: "schéma de la base", wrong: schema },
        Finding { what: "centre de gestion", wrong: centre },
        Finding { what: "travaux", wrong: dead },
    ]
}

async fn centre(opened: &Opened) -> Result<bool> {
    let mut tx = opened.services.db().read(Perimetre::Commun).await?;
    Ok(annuaire::collectivites::find_exploitant(&mut tx).await?.is_some())
}

async fn dead_letters(opened: &Opened) -> Result<u32> {
    let mut tx = opened.services.db().read(Perimetre::Commun).await?;
    let counts = jobs::counts(&mut tx).await?;
    Ok(counts.into_iter().find(|(etat, _)| *etat == jobs::EtatJob::Echoue).map_or(0, |(_, n)| n))
}

fn secure(settings: &Settings) -> Finding {
    let local = settings.public_url.starts_with("http://127.") || settings.public_url.starts_with("http://localhost");
    let wrong = (!local && !settings.public_url.starts_with("https://")).then(|| {
        format!(
            "{} n’est pas chiffrée : mettez un serveur mandataire devant, et https:// dans public_url.",
            settings.public_url
        )
    });
    Finding { what: "adresse publique", wrong }
}

/// clamd listens on a socket of the machine (`unix:…`) or on an address (`tcp:…`).
async fn antivirus(clamd: &str) -> Finding {
    match clamd.strip_prefix("unix:") {
        Some(path) => {
            let wrong = UnixStream::connect(path).await.err().map(|e| format!("{path} ne répond pas ({e})."));
            Finding { what: "antivirus", wrong }
        }
        None => reachable("antivirus", clamd.strip_prefix("tcp:").unwrap_or(clamd)).await,
    }
}

async fn reachable(what: &'static str, address: &str) -> Finding {
    let wrong = TcpStream::connect(address).await.err().map(|e| format!("{address} ne répond pas ({e})."));
    Finding { what, wrong }
}
