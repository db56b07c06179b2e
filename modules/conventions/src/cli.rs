//! What the command line asks of this room: each function does its work in its own transaction and prints nothing.

use std::fmt;

use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::{Exercice, Indice, Montant, Siren};
use serde::Serialize;
use web::Services;

use crate::{
    domain::{Gravite, LigneEtat, LigneRevision, Mois},
    gestes::{Geste, GesteError, etats as acts, grilles, identites, syntec as indices},
    jobs::etat_compute::Bilan,
    store::{
        etats::{self, EtatEmis},
        syntec, tableaux,
    },
};

/// What an import of tariffs did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TarifImporte {
    pub centre: String,
    /// Figures of the whole grid.
    pub tarifs: usize,
    /// Figures that were not known, or not the same.
    pub changes: usize,
}

/// An état as `etat show --json` prints it: `{"siren","nom","lignes":[…],"total"}`, amounts as text with two decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EtatJson {
    pub siren: Siren,
    pub nom: String,
    pub lignes: Vec<LigneEtat>,
    pub total: Montant,
}

/// An anomaly as `etat show --anomalies --json` prints it: `{"siren","nom","code","gravite","message"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnomalieJson {
    pub siren: Siren,
    pub nom: String,
    pub code: String,
    pub gravite: Gravite,
    pub message: String,
}

/// What a validation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BilanValidation {
    pub valides: usize,
    /// Left as they are: an anomaly prevents it.
    pub bloques: usize,
    pub total: Montant,
}

/// `beffroi tarif import FILE`: `document` names the origin of the figures.
pub async fn tarif_import(services: &Services, text: &str, document: &str) -> Geste<TarifImporte> {
    let mut tx = begin(services).await?;
    let done = grilles::add(&mut tx, services.clock(), &acteur(), text, document).await?;
    tx.commit().await?;
    let grille = &done.grille;
    Ok(TarifImporte { centre: grille.centre.sigle.clone(), tarifs: grille.tarifs().count(), changes: done.changes })
}

/// `beffroi tarif export ANNEE`: the text of the file, in the shape of the import.
pub async fn tarif_export(services: &Services, annee: i32) -> Geste<String> {
    let mut tx = services.db().read(Perimetre::Centre).await?;
    Ok(grilles::file(&grilles::current(&mut tx).await?, Some(Exercice::new(annee)?)))
}

/// `beffroi tarif revise ANNEE [--validate]`: the computation line by line; kept when `validate`.
pub async fn tarif_revise(services: &Services, annee: i32, validate: bool) -> Geste<Vec<LigneRevision>> {
    let annee = Exercice::new(annee)?;
    if !validate {
        return grilles::preview(&mut services.db().read(Perimetre::Centre).await?, annee).await;
    }
    let mut tx = begin(services).await?;
    let lines = grilles::validate(&mut tx, services.clock(), &acteur(), annee).await?;
    tx.commit().await?;
    Ok(lines)
}

/// `beffroi syntec set 2019-11 274.5`: gives the value before, if there was one.
pub async fn syntec_set(services: &Services, mois: &str, indice: &str) -> Geste<Option<Indice>> {
    let (mois, indice) = (mois.parse()?, indice.parse()?);
    let mut tx = begin(services).await?;
    let before = indices::set(&mut tx, services.clock(), &acteur(), mois, indice).await?;
    tx.commit().await?;
    Ok(before)
}

/// `beffroi syntec list`: by month.
pub async fn syntec_list(services: &Services) -> Geste<Vec<(Mois, Indice)>> {
    let mut tx = services.db().read(Perimetre::Centre).await?;
    Ok(syntec::list(&mut tx).await?.iter().collect())
}

/// `beffroi etat compute ANNEE [--siren SIREN]`.
pub async fn etat_compute(services: &Services, annee: i32, siren: Option<&str>) -> Geste<Bilan> {
    let (annee, siren) = (Exercice::new(annee)?, read(siren)?);
    let mut tx = begin(services).await?;
    let bilan = acts::compute(&mut tx, services.clock(), &acteur(), annee, siren).await?;
    tx.commit().await?;
    Ok(bilan)
}

/// `beffroi etat show ANNEE [--siren SIREN] [--json]`: the états in force, by SIREN. Empty: nothing was computed.
pub async fn etat_show(services: &Services, annee: i32, siren: Option<&str>) -> Geste<Vec<EtatJson>> {
    let (annee, siren) = (Exercice::new(annee)?, read(siren)?);
    let mut tx = services.db().read(Perimetre::Centre).await?;
    if let Some(siren) = siren {
        identites::find(&mut tx, siren).await?;
    }
    let emis = etats::list_year(&mut tx, annee).await?;
    Ok(emis.into_iter().filter(|e| siren.is_none_or(|one| e.identite.siren == one)).map(EtatJson::from).collect())
}

/// `beffroi etat show ANNEE --anomalies [--siren SIREN] [--json]`: what is to be looked at, by kind then by name.
pub async fn etat_anomalies(services: &Services, annee: i32, siren: Option<&str>) -> Geste<Vec<AnomalieJson>> {
    let (annee, siren) = (Exercice::new(annee)?, read(siren)?);
    let mut tx = services.db().read(Perimetre::Centre).await?;
    let found = tableaux::constats(&mut tx, annee).await?;
    let kept = found.into_iter().filter(|c| siren.is_none_or(|one| c.siren == one));
    let told = |c: tableaux::ConstatMembre| AnomalieJson {
        siren: c.siren,
        nom: c.nom,
        code: c.constat.code,
        gravite: c.constat.gravite,
        message: c.constat.message,
    };
    Ok(kept.map(told).collect())
}

/// `beffroi etat validate ANNEE`: those that no anomaly prevents; their files and mails follow, by the jobs.
pub async fn etat_validate(services: &Services, annee: i32) -> Geste<BilanValidation> {
    let annee = Exercice::new(annee)?;
    let mut tx = begin(services).await?;
    let done = acts::validate(&mut tx, services.clock(), &acteur(), annee, None).await?;
    tx.commit().await?;
    services.wake().now();
    let total = done.valides.iter().map(|emis| emis.etat.total()).sum();
    Ok(BilanValidation { valides: done.valides.len(), bloques: done.bloques.len(), total })
}

impl From<EtatEmis> for EtatJson {
    fn from(EtatEmis { identite, etat }: EtatEmis) -> Self {
        Self { siren: identite.siren, nom: identite.nom, lignes: etat.lignes().to_vec(), total: etat.total() }
    }
}

/// `218200020 Albias · 1 456,92 €`.
impl fmt::Display for EtatJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} · {}", self.siren, self.nom, self.total)?;
        for ligne in &self.lignes {
            write!(f, "\n    {}\u{a0}: {}\u{a0}= {}", ligne.libelle, ligne.explication, ligne.montant)?;
        }
        Ok(())
    }
}

/// `218200020 Albias · Bloquante : La population totale n’est pas connue…`.
impl fmt::Display for AnomalieJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} · {}\u{a0}: {}", self.siren, self.nom, self.gravite.libelle(), self.message)
    }
}

async fn begin(services: &Services) -> Geste<Tx> {
    Ok(services.db().begin(Perimetre::Centre).await?)
}

fn acteur() -> Acteur {
    Acteur::systeme("ligne de commande")
}

fn read(siren: Option<&str>) -> Result<Option<Siren>, GesteError> {
    Ok(siren.map(str::parse).transpose()?)
}
