//! The life of a traitement: written, submitted, checked, validated, archived; each act is journaled, told, and counted in
//! the summary of its collectivité.

use std::collections::HashMap;

use db::{DbError, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Id, Siren};
use serde_json::{Value, json};

use super::{
    Contexte, Geste, GesteError,
    suites::{Suite, changed, created, follow, follow_all},
};
use crate::{
    domain::{Contenu, GenreEvenement, OrigineModele, Refus, ServiceId, Traitement, TraitementId, check},
    store::{services, traitements, versions},
};

/// What is done to a traitement, its content aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acte {
    Soumission,
    Controle { preconisations: String, favorable: bool },
    Validation,
    Archivage { motif: String },
    Restauration,
}

/// What goes with a new traitement, its content aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Avec {
    pub service: Option<ServiceId>,
    pub modele: Option<OrigineModele>,
}

/// Adds a traitement to the register: a draft.
pub async fn create(tx: &mut Tx, ctx: Contexte<'_>, contenu: Contenu, avec: Avec) -> Geste<TraitementId> {
    let mut t = draft(ctx, contenu)?;
    ensure_free(tx, &t).await?;
    ensure_service(tx, ctx, avec.service).await?;
    (t.service, t.modele) = (avec.service, avec.modele);
    add(tx, ctx, std::slice::from_ref(&t)).await?;
    Ok(t.id)
}

/// Adds many drafts with few statements; the caller has seen that their references are free.
pub async fn create_many(tx: &mut Tx, ctx: Contexte<'_>, contenus: Vec<Contenu>) -> Geste<Vec<Traitement>> {
    let drafts = contenus.into_iter().map(|contenu| draft(ctx, contenu)).collect::<Result<Vec<_>, _>>()?;
    add(tx, ctx, &drafts).await?;
    Ok(drafts)
}

/// Adds drafts made from models to several collectivités, with few statements.
pub(super) async fn spread(
    tx: &mut Tx,
    (clock, acteur): (&Clock, &Acteur),
    sirens: &HashMap<CollectiviteId, Siren>,
    drafts: &[Traitement],
) -> Geste<()> {
    traitements::insert(tx, drafts).await?;
    follow_all(tx, (clock, acteur), &|id| sirens.get(&id).copied(), created(drafts)).await
}

fn draft(ctx: Contexte<'_>, contenu: Contenu) -> Result<Traitement, Refus> {
    if contenu.nom.trim().is_empty() {
        return Err(Refus::SansNom);
    }
    check(&contenu)?;
    Ok(Traitement::new(Id::new(ctx.clock), ctx.collectivite, contenu, ctx.clock.now(), &ctx.acteur.nom))
}

async fn add(tx: &mut Tx, ctx: Contexte<'_>, drafts: &[Traitement]) -> Geste<()> {
    let reference = drafts.first().map_or("", |t| t.contenu.reference.as_str());
    traitements::insert(tx, drafts).await.map_err(taken(reference))?;
    follow(tx, ctx, created(drafts)).await
}

/// Writes other contents, with few statements besides the rows themselves. Gives the rows as they are kept.
pub async fn edit_many(tx: &mut Tx, ctx: Contexte<'_>, edits: Vec<(Traitement, Contenu)>) -> Geste<Vec<Traitement>> {
    let mut kept = Vec::with_capacity(edits.len());
    for (mut t, contenu) in edits {
        let before = t.contenu.clone();
        let event = t.edit(contenu)?;
        if t.contenu != before {
            ensure_free(tx, &t).await?;
            keep(tx, ctx, &mut t).await?;
            kept.push((t, before, event));
        }
    }
    let suites = kept.iter().map(|(t, before, event): &(Traitement, Contenu, Option<GenreEvenement>)| {
        let (avant, apres) = changed(before, &t.contenu);
        let event = event.map(|genre| (genre, ""));
        Suite { t, action: "rgpd.traitement.modifie", avant: Some(avant), apres: Some(apres), event }
    });
    follow(tx, ctx, suites.collect()).await?;
    Ok(kept.into_iter().map(|(t, ..)| t).collect())
}

/// Takes from a model what was chosen, and remembers which version was answered. Nothing chosen: the fiche stays as it is.
pub async fn follow_model(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    mut t: Traitement,
    contenu: Contenu,
    modele: OrigineModele,
) -> Geste<()> {
    let before = t.contenu.clone();
    t.edit(contenu)?;
    let taken = t.contenu != before;
    let texte = format!("{}, version {}", modele.code, modele.version);
    t.modele = Some(modele);
    keep(tx, ctx, &mut t).await?;
    let (mut avant, mut apres) = changed(&before, &t.contenu);
    (avant["modele"], apres["modele"]) = (Value::Null, texte.clone().into());
    let event = taken.then_some((GenreEvenement::Modele, texte.as_str()));
    let action = if taken { "rgpd.traitement.modele_repris" } else { "rgpd.traitement.modele_garde" };
    follow(tx, ctx, vec![Suite { t: &t, action, avant: Some(avant), apres: Some(apres), event }]).await
}

/// Changes what is not its content: whether the public page shows it, or that a document was joined.
pub async fn mark(tx: &mut Tx, ctx: Contexte<'_>, mut t: Traitement, public: Option<bool>) -> Geste<()> {
    let was = t.public;
    t.public = public.unwrap_or(was);
    keep(tx, ctx, &mut t).await?;
    if t.public == was {
        return Ok(());
    }
    let (avant, apres) = (Some(json!({"public": was})), Some(json!({"public": t.public})));
    let action = "rgpd.traitement.publication";
    follow(tx, ctx, vec![Suite { t: &t, action, avant, apres, event: None }]).await
}

/// Writes another content, and another service. `revision` is that of the row which was read; what somebody else changed
/// meanwhile is a conflict.
pub async fn edit(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    mut t: Traitement,
    contenu: Contenu,
    service: Option<ServiceId>,
) -> Geste<()> {
    let (before, moved) = (t.contenu.clone(), t.service != service);
    let event = t.edit(contenu)?;
    if t.contenu == before && !moved {
        return Ok(());
    }
    if moved {
        ensure_service(tx, ctx, service).await?;
        t.service = service;
    }
    ensure_free(tx, &t).await?;
    keep(tx, ctx, &mut t).await?;
    let (mut avant, mut apres) = changed(&before, &t.contenu);
    if moved {
        (avant["service"], apres["service"]) = (Value::Null, json!(service));
    }
    let event = event.map(|genre| (genre, ""));
    let action = "rgpd.traitement.modifie";
    follow(tx, ctx, vec![Suite { t: &t, action, avant: Some(avant), apres: Some(apres), event }]).await
}

/// Does an act to a traitement.
pub async fn act(tx: &mut Tx, ctx: Contexte<'_>, mut t: Traitement, acte: Acte) -> Geste<()> {
    let etat = t.etat;
    let (genre, texte) = apply(&mut t, ctx, &acte)?;
    keep(tx, ctx, &mut t).await?;
    if genre == GenreEvenement::Valide {
        versions::insert(tx, &t, &ctx.acteur.nom, ctx.clock.now()).await?;
    }
    let (avant, apres) = (Some(json!({"etat": etat.code()})), Some(told(&t, &texte)));
    let event = Some((genre, texte.as_str()));
    follow(tx, ctx, vec![Suite { t: &t, action: acte.action(), avant, apres, event }]).await
}

/// One traitement of a collectivité, whole.
pub async fn find(tx: &mut Tx, ctx: Contexte<'_>, id: TraitementId) -> Geste<Traitement> {
    traitements::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)
}

impl Acte {
    /// By which the journal names it.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Soumission => "rgpd.traitement.soumis",
            Self::Controle { .. } => "rgpd.traitement.controle",
            Self::Validation => "rgpd.traitement.valide",
            Self::Archivage { .. } => "rgpd.traitement.archive",
            Self::Restauration => "rgpd.traitement.restaure",
        }
    }
}

fn apply(t: &mut Traitement, ctx: Contexte<'_>, acte: &Acte) -> Result<(GenreEvenement, String), Refus> {
    Ok(match acte {
        Acte::Soumission => {
            t.submit()?;
            (GenreEvenement::Soumis, String::new())
        }
        Acte::Controle { preconisations, favorable } => {
            (t.check(preconisations, *favorable)?, preconisations.trim().to_owned())
        }
        Acte::Validation => {
            t.validate(ctx.clock.now())?;
            (GenreEvenement::Valide, String::new())
        }
        Acte::Archivage { motif } => {
            t.archive(motif)?;
            (GenreEvenement::Archive, motif.trim().to_owned())
        }
        Acte::Restauration => {
            t.restore()?;
            (GenreEvenement::Restaure, String::new())
        }
    })
}

fn told(t: &Traitement, texte: &str) -> Value {
    let mut fields = json!({"etat": t.etat.code(), "version": t.version});
    if !texte.is_empty() {
        fields["texte"] = texte.into();
    }
    fields
}

/// Saves over the revision that was read, and goes on with the new one.
pub(super) async fn keep(tx: &mut Tx, ctx: Contexte<'_>, t: &mut Traitement) -> Geste<()> {
    t.modifie_le = ctx.clock.now();
    ctx.acteur.nom.clone_into(&mut t.modifie_par);
    if !traitements::save(tx, t).await.map_err(taken(&t.contenu.reference))? {
        return Err(GesteError::Conflict);
    }
    t.revision += 1;
    Ok(())
}

/// Two drafts of one reference at once: the index of the database refuses what the look-up missed.
fn taken(reference: &str) -> impl FnOnce(DbError) -> GesteError {
    let reference = reference.to_owned();
    move |error| match error {
        DbError::Unique(_) => Refus::ReferencePrise(reference).into(),
        other => other.into(),
    }
}

async fn ensure_free(tx: &mut Tx, t: &Traitement) -> Geste<()> {
    if traitements::is_reference_taken(tx, t.collectivite, &t.contenu.reference, t.id).await? {
        return Err(Refus::ReferencePrise(t.contenu.reference.trim().to_owned()).into());
    }
    Ok(())
}

async fn ensure_service(tx: &mut Tx, ctx: Contexte<'_>, service: Option<ServiceId>) -> Geste<()> {
    let Some(service) = service else { return Ok(()) };
    let known = services::list(tx, ctx.collectivite).await?;
    if known.iter().any(|s| s.id == service) { Ok(()) } else { Err(GesteError::NotFound) }
}
