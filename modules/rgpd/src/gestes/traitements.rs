//! The life of a traitement: written, submitted, checked, validated, archived; each act is journaled, told, and counted in
//! the summary of its collectivité.

use contracts::rgpd::TraitementChange;
use db::{DbError, Tx};
use journal::Ligne;
use kernel::Id;
use serde_json::{Map, Value, json};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Champ, Contenu, GenreEvenement, OrigineModele, Refus, ServiceId, Traitement, TraitementId, check},
    store::{
        evenements::{self, Evenement},
        membres, services, traitements, versions,
    },
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
pub async fn create_many(tx: &mut Tx, ctx: Contexte<'_>, contenus: Vec<Contenu>) -> Geste<()> {
    let drafts = contenus.into_iter().map(|contenu| draft(ctx, contenu)).collect::<Result<Vec<_>, _>>()?;
    add(tx, ctx, &drafts).await
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
    let suite = |t| Suite {
        t,
        action: "rgpd.traitement.cree",
        avant: None,
        apres: Some(changed(&Contenu::default(), &t.contenu).1),
        event: Some((GenreEvenement::Cree, "")),
    };
    follow(tx, ctx, drafts.iter().map(suite).collect()).await
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

/// The parts that changed, before and after.
pub(crate) fn changed(avant: &Contenu, apres: &Contenu) -> (Value, Value) {
    let (mut before, mut after) = (Map::new(), Map::new());
    for champ in Champ::TOUS.iter().filter(|champ| !champ.same(avant, apres)) {
        before.insert(champ.code().to_owned(), champ.of(avant));
        after.insert(champ.code().to_owned(), champ.of(apres));
    }
    (before.into(), after.into())
}

/// Saves over the revision that was read, and goes on with the new one.
async fn keep(tx: &mut Tx, ctx: Contexte<'_>, t: &mut Traitement) -> Geste<()> {
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

/// What follows a change, once the row is kept.
struct Suite<'a> {
    t: &'a Traitement,
    action: &'static str,
    avant: Option<Value>,
    apres: Option<Value>,
    event: Option<(GenreEvenement, &'a str)>,
}

/// The summary, the lines of the journal, the history, the events: the same few statements whatever their number.
async fn follow(tx: &mut Tx, ctx: Contexte<'_>, suites: Vec<Suite<'_>>) -> Geste<()> {
    membres::recount(tx, &[ctx.collectivite]).await?;
    let happened = |suite: &Suite| {
        let (genre, texte) = suite.event?;
        let (t, texte) = (suite.t, texte.to_owned());
        let (le, par) = (ctx.clock.now(), ctx.acteur.nom.clone());
        Some(Evenement { traitement_id: t.id, genre, version: t.version, le, par, texte })
    };
    let history: Vec<Evenement> = suites.iter().filter_map(happened).collect();
    evenements::add(tx, ctx.clock, ctx.collectivite, &history).await?;
    let told: Vec<_> = suites.iter().map(|suite| (ctx.collectivite, event(ctx, suite.t))).collect();
    web::tell(tx, ctx.clock, &told).await?;
    let ligne = |suite: Suite| Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action: suite.action,
        objet: "traitement",
        objet_id: suite.t.id.uuid(),
        libelle: format!("Traitement «\u{a0}{}\u{a0}»", suite.t.contenu.nom.trim()),
        avant: suite.avant,
        apres: suite.apres,
    };
    Ok(journal::record_many(tx, ctx.clock, suites.into_iter().map(ligne).collect()).await?)
}

fn event(ctx: Contexte<'_>, t: &Traitement) -> TraitementChange {
    TraitementChange {
        traitement: t.id.uuid(),
        siren: ctx.siren,
        nom: t.contenu.nom.clone(),
        etat: t.etat.code().to_owned(),
        version: t.version,
        le: ctx.clock.today(),
    }
}
