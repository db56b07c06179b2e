//! Several actes deposited at once: an archive opened, each file looked at, every acte kept in one transaction; then sent.

use db::{Perimetre, Tx};
use documents::{Documents, Received};
use kernel::Id;
use web::Services;

use super::{Contexte, Geste, GesteError, actes as acts, archives::Fichier, groupes, transmission, zips};
use crate::{
    domain::{
        Acte, LotId, Refus, Regard,
        lot::{self, ACTES_MAX, Prevu},
    },
    store::{actes, pieces},
};

/// Files of an archive: the actes of a lot and some annexes.
const ENTREES_MAX: usize = 1_000;

/// The files of an archive, each as if it had been deposited alone.
///
/// # Errors
/// A sentence: no archive, a password, too many files; what a deposit refuses.
pub async fn unpack(documents: &Documents, archive: &Received, max: u64) -> Geste<Vec<Received>> {
    let listed = zips::list(documents, archive).await?;
    if listed.len() > ENTREES_MAX {
        let raison = format!("cette archive a plus de {ENTREES_MAX} fichiers\u{a0}: déposez-la en plusieurs fois.");
        return Err(Refus::Fichier { nom: archive.nom.clone(), raison }.into());
    }
    let mut files = Vec::with_capacity(listed.len());
    for entree in &listed {
        files.push(zips::receive(documents, (archive, entree), (entree.nom(), Some(max))).await?);
    }
    Ok(files)
}

/// An acte of the lot with its files, looked at.
#[derive(Debug)]
pub struct Pret {
    prevu: Prevu,
    fichiers: Vec<Fichier>,
}

/// Looks at every file of a lot.
///
/// # Errors
/// The sentences of the files that are refused, all of them.
pub async fn look(
    documents: &Documents,
    prevus: Vec<Prevu>,
    files: &[Received],
) -> Geste<Result<Vec<Pret>, Vec<String>>> {
    let noms: Vec<String> = files.iter().map(|file| file.nom.clone()).collect();
    if let Err(faults) = lot::match_files(&prevus, &noms) {
        return Ok(Err(faults));
    }
    let mut faults = Vec::new();
    let mut ready = Vec::with_capacity(prevus.len());
    for prevu in prevus {
        let mut fichiers = Vec::with_capacity(prevu.fichiers.len());
        for nom in &prevu.fichiers {
            let file = files.iter().find(|file| lot::key(&file.nom) == lot::key(nom)).ok_or(GesteError::NotFound)?;
            match Fichier::look(documents, file.clone(), prevu.fiche.nature).await {
                Ok(file) => fichiers.push(file),
                Err(GesteError::Refus(refus @ Refus::Fichier { .. })) => faults.push(refus.to_string()),
                Err(GesteError::Refus(refus)) => faults.push(format!("«\u{a0}{nom}\u{a0}»\u{a0}: {refus}")),
                Err(other) => return Err(other),
            }
        }
        ready.push(Pret { prevu, fichiers });
    }
    Ok(if faults.is_empty() { Ok(ready) } else { Err(faults) })
}

/// Keeps every acte of the lot, or none. The id of the lot is made with the form: sent twice, it is one.
pub async fn create(tx: &mut Tx, ctx: Contexte<'_>, lot: LotId, all: &[Pret]) -> Geste<()> {
    if !actes::list_of_lot(tx, (ctx.collectivite, Regard::Tout), lot).await?.is_empty() {
        return Ok(());
    }
    for Pret { prevu, fichiers } in all {
        let acte = acts::create_in(tx, ctx, (Id::new(ctx.clock), Some(lot), prevu.fiche.clone()), fichiers).await?;
        if prevu.type_pj.is_empty() {
            continue;
        }
        if let Some(first) = pieces::list_of(tx, ctx.collectivite, acte.id).await?.first() {
            acts::set_type(tx, ctx, &acte, (first.id, &prevu.type_pj)).await?;
        }
    }
    Ok(())
}

/// The actes of a lot that the person of the page sees, in their order.
///
/// # Errors
/// When nothing of it is left for them.
pub async fn find(tx: &mut Tx, ctx: Contexte<'_>, lot: LotId) -> Geste<Vec<Acte>> {
    let regard = groupes::regard(tx, ctx).await?;
    let actes = actes::list_of_lot(tx, (ctx.collectivite, regard), lot).await?;
    if actes.is_empty() { Err(GesteError::NotFound) } else { Ok(actes) }
}

/// Sends what the préfecture would accept, an acte a transaction; the rest stays, with its reason on the page.
pub async fn transmit(services: &Services, ctx: Contexte<'_>, lot: LotId) -> Geste<()> {
    let mut tx = services.db().read(Perimetre::Collectivite(ctx.collectivite)).await?;
    let actes = find(&mut tx, ctx, lot).await?;
    drop(tx);
    for acte in actes.iter().filter(|acte| acte.etat.is_modifiable()).take(ACTES_MAX) {
        let mut tx = services.db().begin(Perimetre::Collectivite(ctx.collectivite)).await?;
        match transmission::transmit(&mut tx, services, ctx, acte.id).await {
            Ok(()) => tx.commit().await?,
            Err(GesteError::Refus(_) | GesteError::Conflict) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
