//! The life of a traitement: written, submitted, checked, validated, archived; each act is journaled, told, and counted in
//! the summary of its collectivité.

use contracts::{Told, rgpd::TraitementChange};
use db::{DbError, Tx};
use jobs::Event;
use journal::Ligne;
use kernel::Id;
use serde_json::{Map, Value, json};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{
        Champ, Contenu, EtatTraitement, GenreEvenement, OrigineModele, Refus, ServiceId, Traitement, TraitementId,
        check,
    },
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
    if contenu.nom.trim().is_empty() {
        return Err(Refus::SansNom.into());
    }
    check(&contenu)?;
    let now = ctx.clock.now();
    let mut t = Traitement::new(Id::new(ctx.clock), ctx.collectivite, contenu, now, &ctx.acteur.nom);
    ensure_free(tx, &t).await?;
    ensure_service(tx, ctx, avec.service).await?;
    (t.service, t.modele) = (avec.service, avec.modele);
    traitements::insert(tx, std::slice::from_ref(&t)).await.map_err(taken(&t))?;
    let apres = changed(&Contenu::default(), &t.contenu).1;
    after(tx, ctx, &t, "rgpd.traitement.cree", (None, Some(apres)), Some((GenreEvenement::Cree, ""))).await?;
    Ok(t.id)
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
    after(tx, ctx, &t, "rgpd.traitement.modifie", (Some(avant), Some(apres)), event).await
}

/// Does an act to a traitement.
pub async fn act(tx: &mut Tx, ctx: Contexte<'_>, mut t: Traitement, acte: Acte) -> Geste<()> {
    let etat = t.etat;
    let (genre, texte) = apply(&mut t, ctx, &acte)?;
    keep(tx, ctx, &mut t).await?;
    if genre == GenreEvenement::Valide {
        versions::insert(tx, &t, &ctx.acteur.nom, ctx.clock.now()).await?;
    }
    let states = (Some(json!({"etat": etat.code()})), Some(told(&t, &texte)));
    after(tx, ctx, &t, acte.action(), states, Some((genre, &texte))).await
}

/// Shows it on the public page, or not.
pub async fn publish(tx: &mut Tx, ctx: Contexte<'_>, mut t: Traitement, public: bool) -> Geste<()> {
    if t.public == public {
        return Ok(());
    }
    t.public = public;
    keep(tx, ctx, &mut t).await?;
    let states = (Some(json!({"public": !public})), Some(json!({"public": public})));
    after(tx, ctx, &t, "rgpd.traitement.publie", states, None).await
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
    if !traitements::save(tx, t).await.map_err(taken(t))? {
        return Err(GesteError::Conflict);
    }
    t.revision += 1;
    Ok(())
}

/// Two drafts of one reference at once: the index of the database refuses what the look-up missed.
fn taken(t: &Traitement) -> impl FnOnce(DbError) -> GesteError {
    let reference = t.contenu.reference.clone();
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

type States = (Option<Value>, Option<Value>);

/// What follows any change: the summary, the line of the journal, the history, the event.
async fn after(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    t: &Traitement,
    action: &'static str,
    (avant, apres): States,
    event: Option<(GenreEvenement, &str)>,
) -> Geste<()> {
    membres::recount(tx, &[ctx.collectivite]).await?;
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "traitement",
        objet_id: t.id.uuid(),
        libelle: format!("Traitement «\u{a0}{}\u{a0}»", t.contenu.nom.trim()),
        avant,
        apres,
    };
    journal::record(tx, ctx.clock, ligne).await?;
    if let Some((genre, texte)) = event {
        let happened = Evenement {
            traitement_id: t.id,
            genre,
            version: t.version,
            le: ctx.clock.now(),
            par: ctx.acteur.nom.clone(),
            texte: texte.to_owned(),
        };
        evenements::add(tx, ctx.clock, ctx.collectivite, &[happened]).await?;
    }
    tell(tx, ctx, t).await
}

async fn tell(tx: &mut Tx, ctx: Contexte<'_>, t: &Traitement) -> Geste<()> {
    let event = TraitementChange {
        traitement: t.id.uuid(),
        siren: ctx.siren,
        nom: t.contenu.nom.clone(),
        etat: t.etat.code().to_owned(),
        version: t.version,
        le: ctx.clock.today(),
    };
    let payload = serde_json::to_value(event).map_err(GesteError::internal)?;
    jobs::tell(tx, ctx.clock, &Event { collectivite: ctx.collectivite, kind: TraitementChange::KIND, payload }).await?;
    Ok(())
}

/// Whether the state lets one write.
pub const fn is_open(etat: EtatTraitement) -> bool {
    !matches!(etat, EtatTraitement::Archive)
}
