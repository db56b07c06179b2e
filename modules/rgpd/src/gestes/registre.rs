//! The register of a day: read as it was, sealed, and proved again.

use contracts::rgpd::RegistreScelle;
use db::{DbError, Tx};
use journal::Ligne;
use kernel::{Id, Instant, date_courte};
use serde_json::json;
use time::{Date, Time};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Refus, empreinte},
    store::{
        scelles::{self, Scelle},
        versions::{self, Version},
    },
};

/// The register in force at the end of a day.
pub async fn at(tx: &mut Tx, ctx: Contexte<'_>, au: Date) -> Result<Vec<Version>, DbError> {
    versions::list_in_force(tx, ctx.collectivite, end_of(au)).await
}

/// Seals the register of a day: what it held can be proved later.
pub async fn seal(tx: &mut Tx, ctx: Contexte<'_>, au: Date) -> Geste<Id<Scelle>> {
    if au > ctx.clock.today() {
        return Err(Refus::JourAVenir.into());
    }
    let versions = at(tx, ctx, au).await?;
    if versions.is_empty() {
        return Err(Refus::RienASceller.into());
    }
    let scelle = Scelle {
        id: Id::new(ctx.clock),
        au,
        traitements: u32::try_from(versions.len()).unwrap_or(u32::MAX),
        empreinte: hash(ctx, au, &versions),
        scelle_le: ctx.clock.now(),
        scelle_par: ctx.acteur.nom.clone(),
    };
    scelles::insert(tx, ctx.collectivite, &scelle).await.map_err(|error| match error {
        DbError::Unique(_) => GesteError::Refus(Refus::DejaScelle(date_courte(au))),
        other => other.into(),
    })?;
    let apres = json!({"au": au.to_string(), "traitements": scelle.traitements, "empreinte": scelle.empreinte});
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action: "rgpd.registre.scelle",
        objet: "registre",
        objet_id: scelle.id.uuid(),
        libelle: format!("Registre au {}", date_courte(au)),
        avant: None,
        apres: Some(apres),
    };
    journal::record(tx, ctx.clock, ligne).await?;
    let event =
        RegistreScelle { siren: ctx.siren, au, traitements: scelle.traitements, empreinte: scelle.empreinte.clone() };
    web::tell(tx, ctx.clock, &[(ctx.collectivite, event)]).await?;
    Ok(scelle.id)
}

/// Whether what is kept today still gives the hash of the seal.
pub async fn verify(tx: &mut Tx, ctx: Contexte<'_>, scelle: &Scelle) -> Result<bool, DbError> {
    // What was validated later on the very day of the seal is not of it; the seal's own instant is.
    let sealed = Instant::from_unix_micros(scelle.scelle_le.unix_micros() + 1);
    let versions = versions::list_in_force(tx, ctx.collectivite, end_of(scelle.au).min(sealed)).await?;
    Ok(hash(ctx, scelle.au, &versions) == scelle.empreinte)
}

fn hash(ctx: Contexte<'_>, au: Date, versions: &[Version]) -> String {
    let mut told: Vec<_> = versions
        .iter()
        .map(|v| json!({"id": v.traitement_id, "version": v.numero, "valide_le": v.valide_le, "contenu": v.contenu}))
        .collect();
    told.sort_by_key(|version| version["id"].as_str().map(str::to_owned));
    empreinte(&json!({"siren": ctx.siren, "au": au.to_string(), "traitements": told}))
}

/// The instant at which the next day begins in France.
pub fn end_of(au: Date) -> Instant {
    Instant::from_paris(au.next_day().unwrap_or(au), Time::MIDNIGHT)
}
