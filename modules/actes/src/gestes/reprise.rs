//! A volume of a backup read again: each acte taken whole or refused with its reason; twice the same volume changes nothing.

use std::collections::HashMap;

use annuaire::Collectivite;
use db::{DbError, Perimetre, Tx};
use documents::{DocumentId, Received};
use kernel::Id;
use serde_json::json;
use web::Services;

use super::{
    Contexte, Geste, GesteError, actes as acts, record,
    zips::{self, Entree},
};
use crate::{
    domain::{
        Acte, Groupe, Refus,
        sauvegarde::{FICHE, FORMAT, FichierSauve, Sauvegarde},
    },
    store::{actes, echanges, envois, evenements, groupes, membres, pieces, retours, versions},
};

/// The description of an acte, its journal included, in bytes.
const FICHE_MAX: u64 = 16 << 20;

/// What a volume gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bilan {
    pub repris: u32,
    /// Those that were here already.
    pub connus: u32,
    /// A sentence each.
    pub refus: Vec<String>,
}

/// Takes every acte of a volume that is not here yet.
///
/// # Errors
/// When the archive is no volume, or the disk is full.
pub async fn restore(
    services: &Services,
    (ctx, collectivite): (Contexte<'_>, &Collectivite),
    archive: &Received,
) -> Geste<Bilan> {
    let entries = zips::list(services.documents(), archive).await?;
    let is_fiche = |entry: &&Entree| entry.chemin.starts_with("actes/") && entry.nom() == FICHE;
    let fiches: Vec<&Entree> = entries.iter().filter(is_fiche).collect();
    if fiches.is_empty() {
        return Err(Refus::PasUneSauvegarde.into());
    }
    let mut bilan = Bilan::default();
    for fiche in fiches {
        let place = fiche.chemin.trim_end_matches(FICHE);
        let octets = zips::read(services.documents(), (archive, fiche), FICHE_MAX).await?;
        let known = serde_json::from_slice::<Sauvegarde>(&octets).ok().filter(|one| one.format == FORMAT);
        let taken = match known {
            Some(one) if one.siren == collectivite.fiche.siren.to_string() => {
                take(services, ctx, (archive, &entries, place), one).await
            }
            Some(_) => Err(Refus::AutreCollectivite.into()),
            None => Err(Refus::SauvegardeIllisible.into()),
        };
        match taken {
            Ok(true) => bilan.repris += 1,
            Ok(false) => bilan.connus += 1,
            Err(GesteError::Refus(refus)) => bilan.refus.push(format!("{place}\u{a0}: {refus}")),
            Err(other) => return Err(other),
        }
    }
    Ok(bilan)
}

/// False when it was here.
async fn take(
    services: &Services,
    ctx: Contexte<'_>,
    (archive, entries, place): (&Received, &[Entree], &str),
    one: Sauvegarde,
) -> Geste<bool> {
    let whose = Perimetre::Collectivite(ctx.collectivite);
    let mut tx = services.db().read(whose).await?;
    let here = actes::find(&mut tx, ctx.collectivite, one.acte.id).await?.is_some();
    drop(tx);
    if here {
        return Ok(false);
    }
    let mut files = Vec::with_capacity(one.fichiers.len());
    for file in &one.fichiers {
        files.push((file, receive(services, (archive, entries, place), file).await?));
    }
    let mut tx = services.db().begin(whose).await?;
    let mut ids: HashMap<DocumentId, DocumentId> = HashMap::new();
    for (file, received) in files {
        ids.insert(file.document, acts::keep(&mut tx, ctx, &received).await?.id);
    }
    let groupe = one.groupe.clone();
    let moved = one.moved(ctx.collectivite, |id| ids.get(&id).copied()).ok_or(Refus::SauvegardeIllisible)?;
    write(&mut tx, ctx, (moved, groupe)).await.map_err(|error| match error {
        GesteError::Db(DbError::Unique(_)) => Refus::DejaLa.into(),
        other => other,
    })?;
    tx.commit().await?;
    Ok(true)
}

/// A file of the volume, exactly as it was kept.
async fn receive(
    services: &Services,
    (archive, entries, place): (&Received, &[Entree], &str),
    file: &FichierSauve,
) -> Geste<Received> {
    let path = format!("{place}{}", file.chemin);
    let altered = || Refus::Fichier {
        nom: file.nom.clone(),
        raison: "ce fichier manque, ou n’est plus celui qui a été exporté.".to_owned(),
    };
    let entry = entries.iter().find(|entry| entry.chemin == path).ok_or_else(altered)?;
    let received = zips::receive(services.documents(), (archive, entry), (&file.nom, None)).await?;
    if received.sha256.to_string() == file.sha256 { Ok(received) } else { Err(altered().into()) }
}

async fn write(tx: &mut Tx, ctx: Contexte<'_>, (one, groupe): (Sauvegarde, Option<String>)) -> Geste<()> {
    let groupe = match groupe {
        Some(nom) => Some(group(tx, ctx, nom).await?),
        None => None,
    };
    let cree_par = match one.acte.cree_par {
        Some(personne) => annuaire::personnes::find(tx, personne).await?.map(|_| personne),
        None => None,
    };
    let acte = Acte { groupe, cree_par, lot: None, ..one.acte };
    let matiere = acts::matiere(tx, ctx, &acte.fiche).await?;
    actes::insert(tx, &acte, &matiere).await?;
    for echange in &one.echanges {
        echanges::insert(tx, echange).await?;
    }
    pieces::insert_many(tx, ctx.collectivite, &one.pieces).await?;
    for envoi in &one.envois {
        envois::insert(tx, envoi).await?;
    }
    for retour in &one.retours {
        retours::insert(tx, retour).await?;
    }
    for evenement in &one.evenements {
        evenements::insert(tx, ctx.collectivite, evenement).await?;
    }
    if let Some(version) = &one.version {
        versions::save(tx, ctx.collectivite, version).await?;
    }
    membres::recount(tx, ctx.collectivite).await?;
    let told = json!({ "etapes": one.evenements.len(), "journal_d_origine": one.journal });
    record(tx, ctx, "actes.acte.repris", &acte, (None, Some(told))).await
}

/// The group of this name, made without anybody when there is none: what was reserved stays so.
async fn group(tx: &mut Tx, ctx: Contexte<'_>, nom: String) -> Geste<crate::domain::GroupeId> {
    let known = groupes::list(tx, ctx.collectivite).await?.into_iter().find(|one| one.nom == nom);
    if let Some(known) = known {
        return Ok(known.id);
    }
    let made = Groupe { id: Id::new(ctx.clock), nom, membres: Vec::new() };
    groupes::insert(tx, ctx.collectivite, &made).await?;
    Ok(made.id)
}
