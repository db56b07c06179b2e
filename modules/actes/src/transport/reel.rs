//! The true roads: the préfecture's server and the mailbox where it answers, or the pair of directories of an isolated site.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use documents::{Download, Part};
use futures::future::BoxFuture;
use kernel::{Clock, Illisible};
use liaison::{
    Boite, BoiteConfig, Certificat, Courriel, Depot, DepotConfig, Fichier, Issue, Keep, LiaisonError, Releve,
    Repertoire, RepertoireConfig, Verdict,
};
use serde::Deserialize;

use super::{Accueil, Arrivee, Bilan, Colis, Depose, Echec, Rangement, Transport};
use crate::domain::Operateur;

/// The connection to the préfecture, as `beffroi.toml` describes it under `[actes]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReelConfig {
    /// Three letters, given at homologation.
    pub trigramme: String,
    /// Four letters.
    #[serde(default = "application")]
    pub application: String,
    /// Where the préfecture answers: the mailbox that is read, and others if need be.
    pub adresses_retour: Vec<String>,
    /// Who may answer: addresses, or domains (`@interieur.gouv.fr`). Empty: anybody. What others write is set aside, unread.
    #[serde(default)]
    pub expediteurs: Vec<String>,
    /// The préfecture's server; with `boite`.
    #[serde(default)]
    pub depot: Option<DepotConfig>,
    #[serde(default)]
    pub boite: Option<BoiteConfig>,
    /// In their place, for a site without a network: archives are left in a directory, answers are read in another.
    #[serde(default)]
    pub repertoire: Option<RepertoireConfig>,
}

fn application() -> String {
    "EACT".to_owned()
}

/// A true road.
#[derive(Debug)]
pub struct Reel {
    operateur: Operateur,
    expediteurs: Vec<String>,
    road: Road,
    clock: Clock,
}

#[derive(Debug)]
enum Road {
    Reseau { depot: Box<Depot>, boite: Box<Boite> },
    Repertoire(Repertoire),
}

impl Reel {
    /// Reads the certificates and the authorities; nothing is reached yet.
    ///
    /// # Errors
    /// A sentence that says which setting is wrong.
    pub fn new(config: ReelConfig, clock: Clock) -> Result<Self, Illisible> {
        let road = match (config.depot, config.boite, config.repertoire) {
            (Some(depot), Some(boite), None) => {
                Road::Reseau { depot: Box::new(Depot::new(&depot)?), boite: Box::new(Boite::new(boite)?) }
            }
            (None, None, Some(repertoire)) => Road::Repertoire(Repertoire::new(repertoire)?),
            _ => {
                let phrase = "[actes] demande «\u{a0}depot\u{a0}» et «\u{a0}boite\u{a0}», ou «\u{a0}repertoire\u{a0}» à leur place.";
                return Err(Illisible::new(phrase));
            }
        };
        if config.adresses_retour.is_empty() {
            return Err(Illisible::new("[actes] demande au moins une adresse dans «\u{a0}adresses_retour\u{a0}»."));
        }
        let operateur = Operateur {
            trigramme: config.trigramme,
            application: config.application,
            adresses_retour: config.adresses_retour,
        };
        let expediteurs = config.expediteurs.iter().map(|one| one.to_lowercase()).collect();
        Ok(Self { operateur, expediteurs, road, clock })
    }

    /// Whether an answer of this address is one of the préfecture.
    fn may_answer(&self, de: Option<&str>) -> bool {
        let de = de.unwrap_or_default().to_lowercase();
        let is = |one: &String| if one.starts_with('@') { de.ends_with(one) } else { de == *one };
        self.expediteurs.is_empty() || self.expediteurs.iter().any(is)
    }

    async fn deposit(&self, colis: Colis) -> Result<Depose, Echec> {
        let wrong = |e: Illisible| Echec::Definitif(e.0);
        let contenu = Arc::new(colis.contenu);
        let open = move || {
            let contenu = Arc::clone(&contenu);
            async move {
                let again: Download = contenu.reopen().await?;
                again.stream(Part::Whole).await
            }
        };
        let fichier = Fichier::new(&colis.nom, colis.taille, open).map_err(wrong)?;
        match &self.road {
            Road::Reseau { depot, .. } => settle(&depot.send(&fichier).await),
            Road::Repertoire(repertoire) => settle(&repertoire.send(&fichier).await),
        }
    }

    async fn read(&self, accueil: &dyn Accueil) -> Result<Bilan, Echec> {
        let a_regarder = &AtomicU32::new(0);
        let releve = match &self.road {
            Road::Reseau { boite, .. } => {
                let read = |recu: liaison::MessageRecu| async move {
                    match recu.courriel() {
                        Some(courriel) if !self.may_answer(courriel.de.as_deref()) => {
                            Ok(Keep::Rejete("Cet expéditeur n’est pas la préfecture.".to_owned()))
                        }
                        courriel => keep(accueil, courriel, a_regarder).await,
                    }
                };
                boite.read(read).await
            }
            Road::Repertoire(repertoire) => {
                let read = |file: liaison::FichierRecu| async move {
                    let courriel = load(file.chemin).await.map_err(|e| e.to_string())?;
                    keep(accueil, Some(courriel), a_regarder).await
                };
                repertoire.read(&self.clock, read).await
            }
        };
        match releve {
            Ok(releve) => Ok(bilan(&releve, a_regarder.load(Ordering::Relaxed))),
            Err(LiaisonError::Retry(why)) => Err(Echec::Passager(why)),
            Err(LiaisonError::Fail(why)) => Err(Echec::Definitif(why)),
        }
    }
}

impl Transport for Reel {
    fn operateur(&self) -> Operateur {
        self.operateur.clone()
    }

    fn is_idempotent(&self) -> bool {
        // The same file of the same name in a directory is one; what a server does of it is not told.
        matches!(self.road, Road::Repertoire(_))
    }

    fn certificat(&self) -> Option<&Certificat> {
        match &self.road {
            Road::Reseau { depot, .. } => depot.certificat(),
            Road::Repertoire(_) => None,
        }
    }

    fn send(&self, colis: Colis) -> BoxFuture<'_, Result<Depose, Echec>> {
        Box::pin(self.deposit(colis))
    }

    fn retrieve<'a>(&'a self, accueil: &'a dyn Accueil) -> BoxFuture<'a, Result<Bilan, Echec>> {
        Box::pin(self.read(accueil))
    }
}

fn settle(issue: &Issue) -> Result<Depose, Echec> {
    match issue.verdict() {
        Verdict::Accepte => Ok(Depose { adresse: issue.url().unwrap_or("répertoire").to_owned() }),
        Verdict::Refuse => Err(Echec::Definitif(issue.message())),
        Verdict::AReessayer => Err(Echec::Passager(issue.message())),
        Verdict::Inconnu => Err(Echec::Incertain(issue.message())),
    }
}

/// A file of a directory is a mail as it was saved, or one message alone.
async fn load(chemin: PathBuf) -> std::io::Result<Courriel> {
    let nom = chemin.file_name().map(|nom| nom.to_string_lossy().into_owned()).unwrap_or_default();
    let octets = tokio::fs::read(&chemin).await?;
    let is_mail = nom.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("eml"));
    let read = if is_mail { Courriel::read(&octets) } else { None };
    Ok(read.unwrap_or_else(|| Courriel {
        pieces: vec![liaison::PieceJointe {
            nom: Some(nom),
            genre: "application/octet-stream".to_owned(),
            niveau: 0,
            octets,
        }],
        ..Courriel::default()
    }))
}

async fn keep(accueil: &dyn Accueil, courriel: Option<Courriel>, a_regarder: &AtomicU32) -> Result<Keep, String> {
    let Some(courriel) = courriel else {
        return Ok(Keep::Rejete("Ce message ne se lit pas.".to_owned()));
    };
    let pieces = courriel.pieces.into_iter().map(|piece| (piece.nom.unwrap_or_default(), piece.octets)).collect();
    match accueil.receive(Arrivee { pieces, texte: courriel.texte }).await? {
        Rangement::Traite => Ok(Keep::Traite),
        Rangement::ARegarder => {
            a_regarder.fetch_add(1, Ordering::Relaxed);
            Ok(Keep::Traite)
        }
    }
}

fn bilan(releve: &Releve, a_regarder: u32) -> Bilan {
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    Bilan {
        lus: count(releve.traites) + count(releve.rejetes.len()),
        a_regarder: a_regarder + count(releve.rejetes.len()),
        laisses: count(releve.laisses.len()),
    }
}
