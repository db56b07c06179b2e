//! A file that somebody gives, verified: written apart while it is read, and forgotten.

use certificats::Preuves;
use db::Perimetre;
use documents::Received;
use tokio::sync::Semaphore;
use web::Services;

use super::{Geste, GesteError, confiance};
use crate::domain::{self, Bilan, Demande, Fichier, Refus};

/// Verifications at once: the page is open to anybody.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Verifies a deposit with the signature that stands apart, if any.
///
/// # Errors
/// When it has no signature or does not read; when too many are being verified.
pub async fn verify(services: &Services, document: &Received, signature: Option<&Received>) -> Geste<Bilan> {
    let Ok(_place) = PLACES.try_acquire() else { return Err(Refus::Occupe.into()) };
    let mut tx = services.db().read(Perimetre::Commun).await?;
    let anchors = confiance::anchors(&mut tx).await?;
    drop(tx);
    let document = place(services, document);
    let signature = signature.map(|signature| place(services, signature));
    let maintenant = services.clock().now().to_utc();
    let judged = tokio::task::spawn_blocking(move || {
        domain::verify(Demande {
            document: &document,
            signature: signature.as_ref(),
            confiance: &anchors,
            preuves: &Preuves::default(),
            maintenant,
        })
    });
    Ok(judged.await.map_err(GesteError::internal)??)
}

/// Where a deposit lies: it is read again as many times as it takes.
fn place(services: &Services, received: &Received) -> Fichier {
    Fichier { nom: received.nom.clone(), chemin: services.documents().place_of(received) }
}
