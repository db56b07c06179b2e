//! What the command line asks of the conventions: the CSV of the abonnements, in and out.

use db::Perimetre;
use journal::Acteur;
use kernel::Exercice;
use web::Services;

pub use crate::gestes::abonnements::RapportImport;
use crate::gestes::{Geste, abonnements};

/// `beffroi convention import FILE.csv`: all of the file, or nothing and the errors by line.
pub async fn import_abonnements(services: &Services, bytes: &[u8]) -> Geste<RapportImport> {
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    let acteur = Acteur::systeme("ligne de commande");
    let rapport = abonnements::import(&mut tx, services.clock(), &acteur, bytes, "Import en ligne de commande").await?;
    if rapport.erreurs.is_empty() {
        tx.commit().await?;
    }
    Ok(rapport)
}

/// `beffroi convention export ANNEE`: what is due that year, in the shape of the import.
pub async fn export_abonnements(services: &Services, annee: i32) -> Geste<String> {
    let annee = Exercice::new(annee)?;
    let mut tx = services.db().read(Perimetre::Centre).await?;
    abonnements::export(&mut tx, services.clock(), Some(annee)).await
}
