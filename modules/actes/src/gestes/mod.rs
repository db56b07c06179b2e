//! The acts of the room: one transaction each, the change with its line of the journal and its event.

pub mod actes;
pub mod archives;
pub mod avis;
pub mod envois;
pub mod groupes;
pub mod lots;
pub mod pauses;
pub mod preuves;
pub mod publication;
pub mod raccordements;
mod reprise;
pub mod retours;
pub mod sauvegardes;
pub mod suites;
pub mod transmission;
pub mod versements;
mod zips;

use db::Tx;
use journal::Ligne;
use kernel::Id;
use serde_json::{Value, json};
pub use web::Contexte;
use web::Regle;

use crate::{
    domain::{Acte, EnvoiId, Evenement, GenreEvenement, Refus, RetourId},
    store::evenements,
};

/// An act that was not done; nothing of it is to be committed.
pub type GesteError = web::GesteError<Refus>;

/// What an act answers.
pub type Geste<T> = Result<T, GesteError>;

impl Regle for Refus {}

/// What a step of an acte comes from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Source {
    pub envoi: Option<EnvoiId>,
    pub retour: Option<RetourId>,
}

/// A step on the acte's page, told to other software too, in the transaction of the change.
pub(crate) async fn mark(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    acte: &Acte,
    (genre, texte): (GenreEvenement, &str),
    source: Source,
) -> Geste<()> {
    let evenement = Evenement {
        id: Id::new(ctx.clock),
        acte_id: acte.id,
        genre,
        le: ctx.clock.now(),
        par: ctx.acteur.nom.clone(),
        texte: texte.to_owned(),
        envoi_id: source.envoi,
        retour_id: source.retour,
    };
    evenements::insert(tx, ctx.collectivite, &evenement).await?;
    tell_software(tx, ctx, acte, genre).await
}

/// The same step, to the software that asked to be told. Identifiers and states only: no objet leaves the house this way.
async fn tell_software(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, genre: GenreEvenement) -> Geste<()> {
    let day = |day: Option<time::Date>| day.map(|day| day.to_string());
    let told = webhooks::Evenement {
        collectivite: ctx.collectivite,
        siren: ctx.siren,
        kind: genre.webhook(),
        objet_id: acte.id.uuid(),
        payload: json!({
            "acte": acte.id, "identifiant": acte.id_acte, "numero": acte.fiche.numero, "nature": acte.fiche.nature.code(),
            "etat": acte.etat.code(), "exercice": acte.is_exercice(), "recu_le": day(acte.recu_le),
            "mis_en_ligne_le": day(acte.affiche_le),
        }),
    };
    webhooks::emit(tx, ctx.clock, &told).await?;
    Ok(())
}

/// A line of the journal about an acte.
pub(crate) async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    acte: &Acte,
    values: (Option<Value>, Option<Value>),
) -> Geste<()> {
    record_on(tx, ctx, action, ("acte", acte.id, named(acte)), values).await
}

/// A line of the journal about something else of the room: its kind, its id, its name.
pub(crate) async fn record_on<T>(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    (objet, id, libelle): (&'static str, Id<T>, String),
    (avant, apres): (Option<Value>, Option<Value>),
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet,
        objet_id: id.uuid(),
        libelle,
        avant,
        apres,
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}

/// `Délibération 2026_012, Tarifs de la cantine`.
pub(crate) fn named(acte: &Acte) -> String {
    let fiche = &acte.fiche;
    let words = [fiche.nature.libelle(), fiche.numero.as_str()].join(" ");
    let words = words.trim();
    if fiche.objet.is_empty() { words.to_owned() } else { format!("{words}, {}", fiche.objet) }
}
