//! `Repertoire`: two directories through which an isolated site exchanges its files.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use futures::TryStreamExt;
use kernel::{Clock, Illisible, Instant, secret};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{self, File},
    io::AsyncWriteExt,
};

use crate::{Essai, Fichier, Issue, Keep, LiaisonError, Releve, Verdict, fichier};

const TRAITES: &str = "traites";
const REJETES: &str = "rejetes";

/// The directories, as `beffroi.toml` describes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepertoireConfig {
    /// Where files are deposited; somebody or something takes them away.
    pub envoi: PathBuf,
    /// Where files come back; once read, they go to its `traites` and `rejetes`.
    pub retour: PathBuf,
    /// A file of `retour` changed less than this ago is perhaps still being written: it waits for the next reading.
    #[serde(default = "repos")]
    pub repos_secondes: u32,
}

fn repos() -> u32 {
    30
}

/// A file that came back, and that is still in its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FichierRecu {
    pub nom: String,
    pub chemin: PathBuf,
    pub taille: u64,
}

/// Deposits and reads files.
#[derive(Debug, Clone)]
pub struct Repertoire {
    config: RepertoireConfig,
}

impl Repertoire {
    /// Refused when a directory is missing.
    pub fn new(config: RepertoireConfig) -> Result<Self, Illisible> {
        for folder in [&config.envoi, &config.retour] {
            if !folder.is_dir() {
                return Err(Illisible::new(format!(
                    "Le répertoire {} n’existe pas\u{a0}: créez-le.",
                    folder.display()
                )));
            }
        }
        Ok(Self { config })
    }

    /// Writes the file under its name, at once and durably. A file of the same name and content is left as it is;
    /// one of another content is never replaced.
    pub async fn send(&self, fichier: &Fichier) -> Issue {
        let path = self.config.envoi.join(fichier.nom());
        let draft = self.config.envoi.join(format!(".{}.tmp", secret::token::<8>()));
        let (verdict, message) = match deposit(fichier, &draft, &path).await {
            Ok(true) => (Verdict::Accepte, format!("Le fichier est déposé\u{a0}: {}.", path.display())),
            Ok(false) => (
                Verdict::Refuse,
                format!("Un autre fichier porte déjà ce nom\u{a0}: {}. Il n’est pas remplacé.", path.display()),
            ),
            Err(error) => {
                (Verdict::AReessayer, format!("Le fichier {} ne se dépose pas\u{a0}: {error}.", path.display()))
            }
        };
        // Gone already when all went well.
        let _ = fs::remove_file(&draft).await;
        Issue { essais: vec![Essai { url: path.display().to_string(), verdict, statut: None, message }] }
    }

    /// Gives each file that came back to `handler`, in the order of their names, and files it once the handler has answered.
    /// Hidden files, `.tmp`, `.part` and those that have just changed are not looked at.
    pub async fn read<Handler, Answer, Why>(&self, clock: &Clock, mut handler: Handler) -> Result<Releve, LiaisonError>
    where
        Handler: FnMut(FichierRecu) -> Answer + Send,
        Answer: Future<Output = Result<Keep, Why>> + Send,
        Why: fmt::Display,
    {
        let folder = &self.config.retour;
        let lost = |error: io::Error| {
            LiaisonError::Retry(format!("Le répertoire {} ne se lit pas\u{a0}: {error}.", folder.display()))
        };
        let mut releve = Releve::default();
        for recu in self.list(clock.now()).await.map_err(lost)? {
            let (nom, chemin, taille) = (recu.nom.clone(), recu.chemin.clone(), recu.taille);
            match handler(recu).await {
                Err(why) => releve.leave(&nom, &why),
                Ok(_) if fs::metadata(&chemin).await.is_ok_and(|facts| facts.len() != taille) => {
                    releve.leave(&nom, &"Le fichier a changé pendant qu’il était lu.");
                }
                Ok(keep) => match self.file(&nom, &chemin, &keep).await {
                    Ok(()) => releve.file(&nom, keep),
                    Err(error) => releve.leave(&nom, &format!("Le fichier ne se range pas\u{a0}: {error}.")),
                },
            }
        }
        Ok(releve)
    }

    async fn list(&self, now: Instant) -> io::Result<Vec<FichierRecu>> {
        let mut found = Vec::new();
        let mut entries = fs::read_dir(&self.config.retour).await?;
        while let Some(entry) = entries.next_entry().await? {
            let Ok(nom) = entry.file_name().into_string() else { continue };
            let facts = entry.metadata().await?;
            let changed = facts.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
            let changed = Instant::from_unix_micros(i64::try_from(changed).unwrap_or(i64::MAX));
            let rested = now.seconds_since(changed) >= i64::from(self.config.repos_secondes);
            if facts.is_file() && rested && !is_draft(&nom) {
                found.push(FichierRecu { nom, chemin: entry.path(), taille: facts.len() });
            }
        }
        found.sort_by(|a, b| a.nom.cmp(&b.nom));
        Ok(found)
    }

    async fn file(&self, nom: &str, chemin: &Path, keep: &Keep) -> io::Result<()> {
        let folder = self.config.retour.join(if *keep == Keep::Traite { TRAITES } else { REJETES });
        fs::create_dir_all(&folder).await?;
        let names = std::iter::once(nom.to_owned()).chain((2..1000).map(|n| format!("{nom} ({n})")));
        for name in names {
            let target = folder.join(name);
            if !fs::try_exists(&target).await? {
                fs::rename(chemin, &target).await?;
                return sync_folder(&folder).await;
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

fn is_draft(nom: &str) -> bool {
    let end = Path::new(nom).extension().unwrap_or_default();
    nom.starts_with('.') || end.eq_ignore_ascii_case("tmp") || end.eq_ignore_ascii_case("part")
}

/// False when another content has the name.
async fn deposit(fichier: &Fichier, draft: &Path, path: &Path) -> io::Result<bool> {
    if fs::try_exists(path).await? {
        return same(fichier, path).await;
    }
    let mut file = File::create_new(draft).await?;
    let mut content = fichier.open().await?;
    while let Some(chunk) = content.try_next().await? {
        file.write_all(&chunk).await?;
    }
    file.sync_all().await?;
    match fs::hard_link(draft, path).await {
        Ok(()) => {}
        // Somebody was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return same(fichier, path).await,
        // A disk without links, such as those that one carries.
        Err(_) => fs::rename(draft, path).await?,
    }
    if let Some(folder) = path.parent() {
        sync_folder(folder).await?;
    }
    Ok(true)
}

async fn same(fichier: &Fichier, path: &Path) -> io::Result<bool> {
    if fs::metadata(path).await?.len() != fichier.taille() {
        return Ok(false);
    }
    Ok(digest(fichier.open().await?).await? == digest(fichier::read(path).await?).await?)
}

async fn digest(content: impl futures::Stream<Item = io::Result<bytes::Bytes>>) -> io::Result<[u8; 32]> {
    let hash = content.try_fold(Sha256::new(), |hash, chunk| std::future::ready(Ok(hash.chain_update(chunk)))).await?;
    Ok(hash.finalize().into())
}

async fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}
