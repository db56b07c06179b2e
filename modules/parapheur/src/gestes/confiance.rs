//! Whom the installation trusts: authorities imported from files, taken away, and made an anchor of every verification.

use certificats::{Certificat, Confiance};
use db::Tx;
use journal::Ligne;
use kernel::{Id, Instant};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::Refus,
    store::autorites::{self, Autorite},
};

/// Takes every certificate of a file (PEM or DER); gives how many were new.
pub async fn import(tx: &mut Tx, ctx: Contexte<'_>, (source, octets): (&str, &[u8])) -> Geste<u64> {
    let read = Certificat::read_all(octets).map_err(|error| Refus::Illisible(error.to_string()))?;
    if read.is_empty() {
        return Err(Refus::SansCertificat.into());
    }
    let all: Vec<Autorite> =
        read.iter().map(|one| authority(one, (source, &ctx.acteur.nom, ctx.clock.now()))).collect();
    let added = autorites::insert_many(tx, &all).await?;
    if added > 0 {
        let told = json!({ "fichier": source, "certificats": all.len(), "nouveaux": added });
        record(tx, ctx, "parapheur.autorites.importees", (source, Some(told))).await?;
    }
    Ok(added)
}

fn authority(one: &Certificat, (source, par, now): (&str, &str, Instant)) -> Autorite {
    Autorite {
        empreinte: hex::encode(Sha256::digest(one.der())),
        sujet: one.sujet().to_string(),
        fin: Instant::from_utc(one.validite().au),
        certificat: one.der().to_vec(),
        source: source.to_owned(),
        importee_le: now,
        importee_par: par.to_owned(),
    }
}

/// Trusts it no longer.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, empreinte: &str) -> Geste<()> {
    let known = autorites::find(tx, empreinte).await?.ok_or(GesteError::NotFound)?;
    autorites::delete(tx, empreinte).await?;
    record(tx, ctx, "parapheur.autorite.retiree", (&known.sujet, Some(json!({ "empreinte": empreinte })))).await
}

/// The anchors, as verifications use them. A certificate that no longer reads is left out.
pub async fn anchors(tx: &mut Tx) -> Geste<Confiance> {
    let all = autorites::list(tx).await?;
    Ok(Confiance::new(all.iter().filter_map(|one| Certificat::read(&one.certificat).ok())))
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    (libelle, apres): (&str, Option<Value>),
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "autorite",
        objet_id: Id::<()>::new(ctx.clock).uuid(),
        libelle: libelle.to_owned(),
        avant: None,
        apres,
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
