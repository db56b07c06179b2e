//! What follows an acte: receipts that the house owes, answers, cancellation.

use db::Tx;
use kernel::Id;
use serde_json::json;
use web::Services;

use super::{
    Contexte, Geste, GesteError, Source, actes as acts,
    archives::Fichier,
    envois::{self, Objet},
    mark, record,
};
use crate::{
    domain::{Acte, ActeId, Echange, EchangeId, EtatActe, GenreEvenement, Refus, Reponse, preparation::Suite},
    store::{echanges, pieces, raccordements},
};

/// Answers a letter of the préfecture with documents.
pub async fn answer(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (acte_id, echange_id): (ActeId, EchangeId),
    (reponse, files): (Reponse, &[(Fichier, String)]),
) -> Geste<()> {
    let acte = acts::find(tx, ctx, acte_id).await?;
    let letter = echanges::find(tx, ctx.collectivite, (acte_id, echange_id)).await?.ok_or(GesteError::NotFound)?;
    let answered = letter.answer(reponse, files.len(), (&ctx.acteur.nom, ctx.clock.now()))?;
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    echanges::save(tx, &answered).await?;
    let mut rows = Vec::with_capacity(files.len());
    for ((file, code), rang) in files.iter().zip(0..) {
        let document = acts::keep(tx, ctx, &file.received).await?;
        let code = if code.is_empty() { acte.fiche.nature.type_general() } else { code };
        rows.push(file.piece((Id::new(ctx.clock), acte_id, Some(echange_id)), (rang, document.id), code));
    }
    pieces::insert_many(tx, ctx.collectivite, &rows).await?;
    let acte = acts::save(tx, ctx, Acte { a_repondre: acte.a_repondre.saturating_sub(1), ..acte }).await?;
    let suite = Suite::Reponse(&answered, reponse);
    let envoi = envois::ask(tx, services, ctx, &raccordement, Objet::Suite(&acte, suite)).await?;
    let source = Source { envoi: Some(envoi.id), retour: None };
    mark(tx, ctx, &acte, (GenreEvenement::Repondu, reponse.libelle()), source).await?;
    let told = json!({ "courrier": letter.genre.libelle(), "reponse": reponse.libelle(), "archive": envoi.archive });
    record(tx, ctx, "actes.courrier.reponse", &acte, (None, Some(told))).await
}

/// Tells the préfecture that its letter was received: owed at once, without anybody's gesture.
pub(crate) async fn acknowledge(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (acte, echange): (&Acte, &Echange),
) -> Geste<()> {
    if echange.genre.accuse().is_none() {
        return Ok(());
    }
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    envois::ask(tx, services, ctx, &raccordement, Objet::Suite(acte, Suite::Accuse(echange))).await.map(drop)
}

/// Asks the préfecture to cancel an acte. Twice the same click is one request.
pub async fn cancel(tx: &mut Tx, services: &Services, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = acts::find(tx, ctx, id).await?;
    match acte.etat {
        EtatActe::Recu => {}
        EtatActe::AnnulationDemandee => return Ok(()),
        other => return Err(Refus::PasAnnulable(other.libelle()).into()),
    }
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    let asked = Acte { etat: EtatActe::AnnulationDemandee, motif: String::new(), ..acte };
    let asked = acts::save(tx, ctx, asked).await?;
    let envoi = envois::ask(tx, services, ctx, &raccordement, Objet::Suite(&asked, Suite::Annulation)).await?;
    let source = Source { envoi: Some(envoi.id), retour: None };
    mark(tx, ctx, &asked, (GenreEvenement::AnnulationDemandee, ""), source).await?;
    record(tx, ctx, "actes.acte.annulation", &asked, (None, Some(json!({ "archive": envoi.archive })))).await
}
