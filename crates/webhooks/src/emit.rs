//! `emit`: telling an event to whoever asked for it, in the transaction of the change.

use db::{DbError, Perimetre, Tx};
use kernel::{Clock, Id};

use crate::{
    deliver,
    domain::{Evenement, LivraisonId},
    store::livraisons::{self, Nouvelle},
};

/// Writes a delivery and its job for each abonnement that wants the event: they leave if and only if the transaction commits.
/// Gives how many. One statement when nobody wants it; two more, to widen the perimeter and set it back, on PostgreSQL.
pub async fn emit(tx: &mut Tx, clock: &Clock, evenement: &Evenement) -> Result<u64, DbError> {
    emit_many(tx, clock, std::slice::from_ref(evenement)).await
}

/// The same for many, with as few statements.
pub async fn emit_many(tx: &mut Tx, clock: &Clock, evenements: &[Evenement]) -> Result<u64, DbError> {
    if evenements.is_empty() {
        return Ok(0);
    }
    // The abonnements of the centre hear those of the collectivité, whose perimeter does not show them.
    let before = tx.perimetre();
    tx.set_perimetre(Perimetre::Centre).await?;
    let written = write(tx, clock, evenements).await;
    let restored = tx.set_perimetre(before).await;
    // Of a transaction that failed, the first error is the one that tells.
    let written = written?;
    restored.map(|()| written)
}

async fn write(tx: &mut Tx, clock: &Clock, evenements: &[Evenement]) -> Result<u64, DbError> {
    let mut concernees: Vec<_> = evenements.iter().map(|evenement| evenement.collectivite).collect();
    concernees.sort_unstable();
    concernees.dedup();
    let listening = livraisons::list_listening(tx, &concernees).await?;
    let mut made = Vec::new();
    for evenement in evenements {
        let mut wanted = listening.iter().filter(|one| one.wants(evenement)).peekable();
        if wanted.peek().is_none() {
            continue;
        }
        let evenement_id = Id::new(clock);
        let corps = evenement.body(evenement_id, clock.now());
        made.extend(wanted.map(|one| Nouvelle {
            collectivite_id: one.collectivite_id,
            id: LivraisonId::new(clock),
            abonnement_id: one.id,
            evenement_id,
            genre: evenement.kind.code(),
            concernee: evenement.collectivite,
            objet_id: evenement.objet_id,
            corps: corps.clone(),
        }));
    }
    let jobs: Vec<_> = made.iter().map(|one| deliver::job((one.collectivite_id, one.id))).collect();
    livraisons::insert(tx, made, clock.now()).await?;
    jobs::enqueue_many(tx, clock, jobs).await
}
