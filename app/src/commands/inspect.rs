//! `beffroi inspect`: what a file is, what it says and what is wrong with it, whoever made it.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::output::{note, say, say_json};

/// A format that knows its own files: an explanation from the bytes and the name, or nothing.
type Recogniser = fn(&[u8], &str) -> Option<Explication>;

/// Every format that explains its files, the most particular first. A new format adds its line here and its `From` below.
const RECOGNISERS: &[Recogniser] = &[|octets, nom| norme_actes::inspect(octets, nom).map(Explication::from)];
/// What they know, in French.
const CONNUS: &str = "messages, enveloppes et archives ACTES, documents budgétaires";
/// Larger than anything that these formats carry.
const OCTETS_MAX: u64 = 512 << 20;

/// The same shape for every format; `--json` prints it as it is.
#[derive(Debug, Serialize)]
struct Explication {
    format: &'static str,
    nom: String,
    quoi: String,
    faits: Vec<Fait>,
    /// What is not as it should be and does no harm.
    remarques: Vec<String>,
    /// What makes the file unusable, or would have it refused.
    fautes: Vec<String>,
    /// The files inside.
    contenu: Vec<Explication>,
}

#[derive(Debug, Serialize)]
struct Fait {
    libelle: String,
    valeur: String,
}

pub(super) fn inspect(fichier: &Path, json: bool) -> Result<ExitCode> {
    let lisible = || format!("{} ne se lit pas", fichier.display());
    if fs::metadata(fichier).with_context(lisible)?.len() > OCTETS_MAX {
        bail!("{} dépasse {} Mo : aucun fichier connu n’est si lourd.", fichier.display(), OCTETS_MAX >> 20);
    }
    let octets = fs::read(fichier).with_context(lisible)?;
    let nom = fichier.file_name().unwrap_or_default().to_string_lossy();
    let Some(explication) = RECOGNISERS.iter().find_map(|recognise| recognise(&octets, &nom)) else {
        note(format!("{} n’est pas d’un format connu ({CONNUS}).", fichier.display()));
        return Ok(ExitCode::FAILURE);
    };
    if json {
        say_json(&explication)?;
    } else {
        tell(&explication);
    }
    Ok(if explication.has_faute() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn tell(explication: &Explication) {
    say(visible(&explication.nom));
    say(format!("  {}", visible(&explication.quoi)));
    for fait in &explication.faits {
        say(format!("  {} : {}", fait.libelle, visible(&fait.valeur)));
    }
    for remarque in &explication.remarques {
        say(format!("  ! {}", visible(remarque)));
    }
    for faute in &explication.fautes {
        say(format!("  ✗ {}", visible(faute)));
    }
    explication.contenu.iter().for_each(tell);
}

/// A hostile file does not speak to the terminal.
fn visible(texte: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    texte.lines().map(|line| line.chars().map(shown).collect::<String>()).collect::<Vec<_>>().join("\n    ")
}

impl Explication {
    fn has_faute(&self) -> bool {
        !self.fautes.is_empty() || self.contenu.iter().any(Self::has_faute)
    }
}

impl From<norme_actes::Inspection> for Explication {
    fn from(vue: norme_actes::Inspection) -> Self {
        let fait = |fait: norme_actes::Fait| Fait { libelle: fait.libelle.to_owned(), valeur: fait.valeur };
        Self {
            format: "ACTES",
            nom: vue.nom,
            quoi: vue.quoi,
            faits: vue.faits.into_iter().map(fait).collect(),
            remarques: vue.remarques,
            fautes: vue.fautes,
            contenu: vue.contenu.into_iter().map(Self::from).collect(),
        }
    }
}
