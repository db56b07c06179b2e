//! The library of models: what the centre writes, then publishes; each publication is offered to those who hold the model.

use db::{DbError, Tx};
use journal::Ligne;
use kernel::{CollectiviteId, GenreCollectivite};
use serde_json::json;

use super::{Contexte, Geste, GesteError, suites::changed};
use crate::{
    domain::{Bibliotheque, Contenu, FamilleModele, Modele, Refus, modele_embarque},
    jobs::proposition_offer,
    store::modeles::{self, Brouillon, VersionModele},
};

/// What a model says of itself, its content aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    pub titre: String,
    pub famille: FamilleModele,
    pub genres: Vec<GenreCollectivite>,
    pub resume: String,
    pub retire: bool,
}

/// The models that may be taken over now.
pub async fn library(tx: &mut Tx) -> Result<Bibliotheque, DbError> {
    Ok(Bibliotheque::new(modeles::latest(tx).await?))
}

/// What a version of a model says to a kind of collectivité; none when nobody knows that version.
pub async fn contenu_of(
    tx: &mut Tx,
    (code, version): (&str, u32),
    genre: GenreCollectivite,
) -> Result<Option<Contenu>, DbError> {
    let kept = modeles::find(tx, code, version).await?.map(|v| v.modele);
    let embedded = || modele_embarque(code).filter(|_| version == 1).cloned();
    Ok(kept.or_else(embedded).and_then(|modele| modele.contenu(genre)))
}

/// The next version of a model: the one being written, else a copy of the latest, not kept yet.
pub async fn draft(tx: &mut Tx, ctx: Contexte<'_>, code: &str) -> Geste<Brouillon> {
    if let Some(kept) = modeles::draft(tx, code).await? {
        return Ok(kept);
    }
    let library = library(tx).await?;
    let latest = library.find(code).ok_or(GesteError::NotFound)?;
    Ok(new_draft(ctx, latest.modele.clone()))
}

/// Begins a model of the centre's own.
pub async fn create(tx: &mut Tx, ctx: Contexte<'_>, asked: Presentation) -> Geste<String> {
    let modele = Modele::new(&asked.titre, asked.famille, asked.genres, &asked.resume)?;
    let code = modele.code.clone();
    let known = library(tx).await?.find(&code).is_some() || modeles::draft(tx, &code).await?.is_some();
    if known {
        return Err(Refus::ModelePris.into());
    }
    modeles::save_draft(tx, &new_draft(ctx, modele)).await.map_err(|error| match error {
        DbError::Unique(_) => Refus::ModelePris.into(),
        other => GesteError::from(other),
    })?;
    record(tx, ctx, "rgpd.modele.commence", &code, json!({"titre": asked.titre})).await?;
    Ok(code)
}

/// Writes the content of the next version.
pub async fn edit(tx: &mut Tx, ctx: Contexte<'_>, mut brouillon: Brouillon, contenu: &Contenu) -> Geste<()> {
    brouillon.modele.write(contenu)?;
    keep(tx, ctx, brouillon).await
}

/// Writes what the next version says of itself.
pub async fn present(tx: &mut Tx, ctx: Contexte<'_>, mut brouillon: Brouillon, asked: Presentation) -> Geste<()> {
    if asked.titre.trim().is_empty() {
        return Err(Refus::ModeleSansTitre.into());
    }
    let m = &mut brouillon.modele;
    asked.titre.trim().clone_into(&mut m.titre);
    asked.resume.trim().clone_into(&mut m.resume);
    (m.famille, m.genres, m.retire) = (asked.famille, asked.genres, asked.retire);
    keep(tx, ctx, brouillon).await
}

/// Forgets the next version.
pub async fn abandon(tx: &mut Tx, ctx: Contexte<'_>, code: &str) -> Geste<()> {
    if !modeles::forget_draft(tx, code).await? {
        return Err(GesteError::NotFound);
    }
    record(tx, ctx, "rgpd.modele.abandonne", code, json!({})).await
}

/// Publishes the next version; a job offers it to every traitement made from an older one.
pub async fn publish(tx: &mut Tx, ctx: Contexte<'_>, code: &str, note: &str) -> Geste<u32> {
    let brouillon = modeles::draft(tx, code).await?.ok_or(Refus::ModeleInchange)?;
    let library = library(tx).await?;
    let latest = library.find(code);
    if latest.is_some_and(|latest| latest.modele == brouillon.modele) {
        return Err(Refus::ModeleInchange.into());
    }
    if note.trim().is_empty() && latest.is_some() {
        return Err(Refus::SansNote.into());
    }
    let version = latest.map_or(1, |latest| latest.version + 1);
    let published = VersionModele {
        modele: brouillon.modele,
        version,
        note: note.trim().to_owned(),
        publie_le: ctx.clock.now(),
        publie_par: ctx.acteur.nom.clone(),
    };
    modeles::insert(tx, &published).await.map_err(|error| match error {
        DbError::Unique(_) => GesteError::Conflict,
        other => other.into(),
    })?;
    modeles::forget_draft(tx, code).await?;
    let before = latest.and_then(|latest| latest.modele.commun()).unwrap_or_default();
    let (_, apres) = changed(&before, &published.modele.commun().unwrap_or_default());
    let told = json!({"version": version, "note": published.note, "contenu": apres});
    record(tx, ctx, "rgpd.modele.publie", code, told).await?;
    if version > 1 {
        proposition_offer::ask(tx, ctx.clock, ctx.acteur, code, version).await?;
    }
    Ok(version)
}

fn new_draft(ctx: Contexte<'_>, modele: Modele) -> Brouillon {
    Brouillon { modele, revision: 0, modifie_le: ctx.clock.now(), modifie_par: ctx.acteur.nom.clone() }
}

async fn keep(tx: &mut Tx, ctx: Contexte<'_>, mut brouillon: Brouillon) -> Geste<()> {
    brouillon.modifie_le = ctx.clock.now();
    ctx.acteur.nom.clone_into(&mut brouillon.modifie_par);
    match modeles::save_draft(tx, &brouillon).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(DbError::Unique(_)) => Err(GesteError::Conflict),
        Err(error) => Err(error.into()),
    }
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    code: &str,
    apres: serde_json::Value,
) -> Geste<()> {
    let centre: CollectiviteId = ctx.collectivite;
    let ligne = Ligne {
        collectivite: centre,
        acteur: ctx.acteur.clone(),
        action,
        objet: "modele",
        // A model has a code and no id: the line is its own.
        objet_id: kernel::Id::<Ligne>::new(ctx.clock).uuid(),
        libelle: format!("Modèle «\u{a0}{code}\u{a0}»"),
        avant: None,
        apres: Some(apres),
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
