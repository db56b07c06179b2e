//! The history of a collectivité in and out of files, from the command line: what is too big for a page.

use std::{fs, io, path::Path};

use annuaire::Collectivite;
use db::Perimetre;
use journal::Acteur;
use kernel::Siren;
use time::Date;
use web::Services;

pub use crate::gestes::{GesteError, sauvegardes::Bilan};
use crate::{
    domain::{
        ActeId,
        sauvegarde::{Demande, Forme},
    },
    gestes::{Contexte, Geste, archives::pipe, sauvegardes as acts},
};

/// Who does what is typed on the server.
const QUI: &str = "ligne de commande";

async fn collectivite(services: &Services, siren: &str) -> Geste<Collectivite> {
    let siren: Siren = siren.parse()?;
    let mut tx = services.db().read(Perimetre::Commun).await?;
    annuaire::collectivites::find_by_siren(&mut tx, siren).await?.ok_or(GesteError::NotFound)
}

/// Writes the volumes of a backup in a folder; gives their names.
///
/// # Errors
/// When the collectivité is not known, or the disk is full.
pub async fn export(
    services: &Services,
    siren: &str,
    ((du, au), dossier): ((Option<Date>, Option<Date>), &Path),
) -> Geste<Vec<String>> {
    let one = collectivite(services, siren).await?;
    let acteur = Acteur::systeme(QUI);
    let ctx = Contexte::new(services.clock(), &acteur, &one);
    fs::create_dir_all(dossier).map_err(GesteError::internal)?;
    let demande = Demande::new(
        (one.id, kernel::Id::new(services.clock())),
        (Forme::Complete, du, au),
        (services.clock().now(), QUI),
    );
    let (mut last, mut names) = (ActeId::NIL, Vec::new());
    loop {
        let nom = acts::volume_name(ctx, &demande, names.len());
        let Some(fait) = acts::make_volume(services, ctx, (&demande, last, &nom)).await? else { break };
        let mut volume = services.documents().open_received(&fait.recu).await.map_err(GesteError::internal)?;
        let mut sortie = fs::File::create(dossier.join(&nom)).map_err(GesteError::internal)?;
        io::copy(&mut volume, &mut sortie).and_then(|_| sortie.sync_all()).map_err(GesteError::internal)?;
        last = fait.dernier;
        names.push(nom);
    }
    Ok(names)
}

/// Takes the actes of a volume.
///
/// # Errors
/// When the collectivité is not known, when the file is no volume, when the disk is full.
pub async fn import(services: &Services, siren: &str, volume: &Path) -> Geste<Bilan> {
    let one = collectivite(services, siren).await?;
    let acteur = Acteur::systeme(QUI);
    let ctx = Contexte::new(services.clock(), &acteur, &one);
    let nom = volume.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unread = |error: io::Error| GesteError::Illisible(format!("{nom}\u{a0}: {error}"));
    let mut file = fs::File::open(volume).map_err(unread)?;
    let (mut sortie, pieces) = pipe();
    let copied = tokio::task::spawn_blocking(move || io::copy(&mut file, &mut sortie));
    let received = services.documents().receive_own(pieces, &nom).await;
    copied.await.map_err(GesteError::internal)?.map_err(unread)?;
    let received = received.map_err(|error| GesteError::Illisible(error.to_string()))?;
    acts::restore(services, (ctx, &one), &received).await
}
