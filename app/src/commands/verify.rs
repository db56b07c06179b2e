//! `beffroi verify`: the signatures of a file, said in French or as JSON; nothing of the installation is opened when one says whom to trust.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, anyhow};
use certificats::{Confiance, Preuves, Verdict};
use db::Perimetre;
use kernel::Instant;
use parapheur::{
    domain::{Bilan, Demande, Fichier, verify as judge},
    gestes::confiance,
};

use crate::{
    cli::{Place, Verify},
    output::{note, say_json},
    settings::Settings,
};

pub(super) async fn verify(place: &Place, asked: Verify) -> Result<ExitCode> {
    let anchors = match &asked.trust {
        Some(path) => read_trust(path)?,
        None => of_installation(place).await?,
    };
    let maintenant = match &asked.at {
        Some(typed) => typed.parse::<Instant>().map_err(|wrong| anyhow!(wrong.0))?.to_utc(),
        None => kernel::Clock::system().now().to_utc(),
    };
    let file = |path: &PathBuf| Fichier { nom: name(path), chemin: path.clone() };
    let (document, signature) = (file(&asked.fichier), asked.signature.as_ref().map(file));
    let bilan = judge(Demande {
        document: &document,
        signature: signature.as_ref(),
        confiance: &anchors,
        preuves: &Preuves::default(),
        maintenant,
    })?;
    if asked.json {
        say_json(&bilan)?;
    } else {
        tell(&bilan);
    }
    Ok(if bilan.verdict == Verdict::Valide { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file of certificates, or every one of a folder.
fn read_trust(path: &Path) -> Result<Confiance> {
    let mut anchors = Confiance::default();
    let mut add = |path: &Path| -> Result<()> {
        let octets = fs::read(path).with_context(|| format!("{} ne se lit pas", path.display()))?;
        anchors.add(&octets).map(drop).with_context(|| format!("{} n’est pas un certificat", path.display()))
    };
    if path.is_dir() {
        let mut all: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        all.sort();
        all.iter().filter(|path| path.is_file()).try_for_each(|path| add(path))?;
    } else {
        add(path)?;
    }
    Ok(anchors)
}

/// Whom this installation trusts; nobody when there is none.
async fn of_installation(place: &Place) -> Result<Confiance> {
    let settings = Settings::read(place)?;
    if !settings.data.exists() {
        note("Aucune installation ici : aucune autorité n’est reconnue. Dites lesquelles avec --trust.");
        return Ok(Confiance::default());
    }
    let opened = crate::open::open_migrated(&settings).await?;
    let mut tx = opened.services.db().read(Perimetre::Commun).await?;
    Ok(confiance::anchors(&mut tx).await?)
}

fn tell(bilan: &Bilan) {
    note(format!("{} : {}", bilan.document, bilan.verdict));
    for rapport in &bilan.signatures {
        let who = rapport.signataire.as_deref().unwrap_or("signataire inconnu");
        let when = rapport.date.map(|at| Instant::from_utc(at).date_heure()).unwrap_or_default();
        note(format!("- {who} {when} : {} ({}, {})", rapport.verdict, rapport.format, rapport.couverture));
        for raison in &rapport.raisons {
            note(format!("    {raison}"));
        }
    }
    bilan.remarques.iter().for_each(note);
    for place in &bilan.hors_signature {
        note(format!("Hors signature : {place}"));
    }
}
