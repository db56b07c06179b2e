//! What comes back: kept first, then understood, in one transaction; the same message twice changes nothing.

use annuaire::Collectivite;
use db::{Perimetre, Tx};
use documents::{ReceiveError, Received};
use futures::{future::BoxFuture, stream};
use journal::Acteur;
use kernel::{CollectiviteId, Id, Siren, date_courte};
use norme_actes::{Cible, Message};
use serde_json::json;
use sha2::{Digest, Sha256};
use web::Services;

use super::{Contexte, Geste, GesteError, Source, actes as acts, avis, envois, mark, record, suites};
use crate::{
    domain::{
        Acte, ActeId, Canal, Echange, Effet, EtatActe, EtatEchange, EtatEnvoi, EtatRetour, FichierRecu, GenreEvenement,
        Retour,
        arrivee::{Lu, is_archive_of, messages},
        effect,
    },
    store::{actes, classements, echanges, envois as sendings, retours},
    transport::{Accueil, Arrivee, Depose, Rangement},
};

/// Who keeps what a road brings back.
#[derive(Debug)]
pub struct Greffe {
    pub services: Services,
    pub canal: Canal,
}

impl Accueil for Greffe {
    fn receive(&self, arrivee: Arrivee) -> BoxFuture<'_, Result<Rangement, String>> {
        Box::pin(async move { receive(&self.services, self.canal, arrivee).await.map_err(|e| e.to_string()) })
    }
}

/// Files received, before anything is known of them.
type Recus = Vec<(String, Result<Received, String>)>;

/// Keeps a message and does what it says.
///
/// # Errors
/// When nothing could be kept: it is to be presented again.
pub async fn receive(services: &Services, canal: Canal, arrivee: Arrivee) -> Geste<Rangement> {
    let cle = key(&arrivee);
    let read = messages(&arrivee.pieces);
    let files = deposit(services, &arrivee).await?;
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    if retours::is_known(&mut tx, &cle).await? {
        return Ok(Rangement::Traite);
    }
    let centre = annuaire::collectivites::find_exploitant(&mut tx).await?.ok_or(GesteError::NotFound)?;
    let acteur = Acteur::systeme(match canal {
        Canal::Ecole => "École",
        Canal::Reel => "Préfecture",
    });
    let found = match read {
        Ok(found) => found,
        Err(why) => {
            let ctx = Contexte::new(services.clock(), &acteur, &centre);
            let retour = keep(&mut tx, ctx, (cle, canal), &files).await?;
            let retour = Retour { etat: EtatRetour::Illisible, resume: why, ..retour };
            retours::insert(&mut tx, &retour).await?;
            tx.commit().await?;
            return Ok(Rangement::ARegarder);
        }
    };
    let mut rangement = Rangement::Traite;
    for (lu, rang) in found.iter().zip(0..) {
        let whose = whose(&mut tx, lu).await?;
        let ctx = Contexte::new(services.clock(), &acteur, whose.as_ref().unwrap_or(&centre));
        let key = if rang == 0 { cle.clone() } else { format!("{cle}#{rang}") };
        let retour = keep(&mut tx, ctx, (key, canal), &files).await?;
        let etat = if whose.is_some() {
            understand(&mut tx, services, ctx, (lu, retour)).await?
        } else {
            let resume = format!("{}\u{a0}: collectivité inconnue.", label(lu));
            let orphan = Retour { etat: EtatRetour::Orphelin, message: lu.code.clone(), resume, ..retour };
            retours::insert(&mut tx, &orphan).await?;
            EtatRetour::Orphelin
        };
        if etat != EtatRetour::Traite {
            rangement = Rangement::ARegarder;
        }
    }
    tx.commit().await?;
    services.wake().now();
    Ok(rangement)
}

/// The same bytes under the same names are the same message, whatever mail brought them.
fn key(arrivee: &Arrivee) -> String {
    let mut pieces: Vec<_> = arrivee.pieces.iter().collect();
    pieces.sort();
    let mut hash = Sha256::new();
    for (nom, octets) in pieces {
        hash.update((nom.len() as u64).to_be_bytes());
        hash.update(nom.as_bytes());
        hash.update((octets.len() as u64).to_be_bytes());
        hash.update(octets);
    }
    hash.update(arrivee.texte.as_bytes());
    hex::encode(hash.finalize())
}

/// On the disk before the transaction: a file that the antivirus refuses is told, and the others are kept.
async fn deposit(services: &Services, arrivee: &Arrivee) -> Geste<Recus> {
    let mut received = Vec::with_capacity(arrivee.pieces.len());
    for (nom, octets) in &arrivee.pieces {
        let bytes = bytes::Bytes::copy_from_slice(octets);
        let given = stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
        let file = match services.documents().receive_own(given, nom).await {
            Ok(file) => Ok(file),
            Err(ReceiveError::Refus(documents::Refus::DisquePlein)) => {
                return Err(GesteError::internal(ReceiveError::Refus(documents::Refus::DisquePlein)));
            }
            Err(ReceiveError::Refus(refus)) => Err(refus.to_string()),
            Err(error) => return Err(GesteError::internal(error)),
        };
        received.push((nom.clone(), file));
    }
    Ok(received)
}

async fn keep(tx: &mut Tx, ctx: Contexte<'_>, (cle, canal): (String, Canal), files: &Recus) -> Geste<Retour> {
    let mut fichiers = Vec::with_capacity(files.len());
    for (nom, file) in files {
        let document = match file {
            Ok(received) => Some(acts::keep(tx, ctx, received).await?.id.to_string()),
            Err(_) => None,
        };
        fichiers.push(FichierRecu { nom: nom.clone(), document });
    }
    Ok(Retour {
        collectivite_id: ctx.collectivite,
        id: Id::new(ctx.clock),
        cle,
        acte_id: None,
        message: String::new(),
        canal,
        etat: EtatRetour::Traite,
        resume: String::new(),
        recu_le: ctx.clock.now(),
        fichiers,
    })
}

async fn whose(tx: &mut Tx, lu: &Lu) -> Geste<Option<Collectivite>> {
    let Some(siren) = lu.siren.as_ref().and_then(|siren| siren.parse::<Siren>().ok()) else { return Ok(None) };
    Ok(annuaire::collectivites::find_by_siren(tx, siren).await?)
}

/// Finds the acte, changes it, keeps the return.
async fn understand(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (lu, retour): (&Lu, Retour),
) -> Geste<EtatRetour> {
    if let Some(resume) = classification(tx, ctx, &lu.message).await? {
        retours::insert(tx, &Retour { message: lu.code.clone(), resume, ..retour }).await?;
        return Ok(EtatRetour::Traite);
    }
    let acte = match find(tx, (ctx.collectivite, retour.canal), lu).await? {
        Some(id) => Some(acts::find(tx, ctx, id).await?),
        None => None,
    };
    let Some(acte) = acte else {
        let resume = format!("{}\u{a0}: aucun acte de la collectivité n’y répond.", label(lu));
        let orphan = Retour { etat: EtatRetour::Orphelin, message: lu.code.clone(), resume, ..retour };
        retours::insert(tx, &orphan).await?;
        return Ok(EtatRetour::Orphelin);
    };
    let retour = Retour { acte_id: Some(acte.id), message: lu.code.clone(), resume: label(lu).to_owned(), ..retour };
    retours::insert(tx, &retour).await?;
    let source = Source { envoi: None, retour: Some(retour.id) };
    settle(tx, ctx, &acte, lu).await?;
    // Settling may have written the acte again.
    let acte = acts::find(tx, ctx, acte.id).await?;
    let effet = effect(acte.etat, &lu.message);
    apply(tx, services, ctx, (acte, effet), source).await?;
    Ok(EtatRetour::Traite)
}

/// Messages that speak of the classification, and of no acte.
async fn classification(tx: &mut Tx, ctx: Contexte<'_>, message: &Message) -> Geste<Option<String>> {
    Ok(match message {
        Message::RetourClassification(received) => {
            classements::save(tx, ctx.collectivite, received, ctx.clock.now()).await?;
            Some(format!("Classement de la préfecture du {}.", date_courte(received.date_classification)))
        }
        Message::ReponseClassificationSansChangement(since) => {
            classements::touch(tx, ctx.collectivite, ctx.clock.now()).await?;
            Some(format!("Le classement du {} est toujours en vigueur.", date_courte(*since)))
        }
        _ => None,
    })
}

/// The acte that a message answers, among those that went by the road of the message.
async fn find(tx: &mut Tx, (whose, canal): (CollectiviteId, Canal), lu: &Lu) -> Geste<Option<ActeId>> {
    match &lu.cible {
        Some(Cible::Acte(id)) => Ok(actes::find_by_id_acte(tx, whose, (canal, &id.to_string())).await?),
        Some(Cible::Cle(cle)) => Ok(actes::find_by_cle(tx, whose, (canal, cle.numero.as_str(), cle.date)).await?),
        Some(Cible::Formulaire(nom)) => match nom.id_acte() {
            Some(id) => Ok(actes::find_by_id_acte(tx, whose, (canal, &id.to_string())).await?),
            None => Ok(None),
        },
        Some(Cible::Enveloppe(enveloppe)) => {
            let sent = sendings::list_of_day(tx, whose, enveloppe.date).await?;
            let answered =
                sent.into_iter().find(|envoi| envoi.canal == canal && is_archive_of(&envoi.archive, enveloppe));
            Ok(answered.and_then(|envoi| envoi.acte_id))
        }
        Some(Cible::Classification) | None => Ok(None),
    }
}

/// An answer proves that what was sent arrived, even when nobody saw the server take it.
async fn settle(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, lu: &Lu) -> Geste<()> {
    let answered = match &lu.message {
        Message::ArActe(_) | Message::AnomalieActe(_) => "1-1",
        Message::ArAnnulation(_) => "6-1",
        _ => return Ok(()),
    };
    let all = sendings::list_of(tx, ctx.collectivite, acte.id).await?;
    let unsure = all.into_iter().rfind(|envoi| envoi.message == answered && envoi.etat == EtatEnvoi::EnCours);
    match unsure {
        Some(envoi) => {
            let proof = Depose { adresse: "prouvé par la réponse de la préfecture".to_owned() };
            envois::settle(tx, ctx, envoi, &proof).await
        }
        None => Ok(()),
    }
}

async fn apply(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (acte, effet): (Acte, Effet),
    source: Source,
) -> Geste<()> {
    match effet {
        Effet::Rien => Ok(()),
        Effet::Recu { le } => {
            let transmis_le = acte.transmis_le.or(Some(ctx.clock.now()));
            let next = Acte { etat: EtatActe::Recu, recu_le: Some(le), transmis_le, motif: String::new(), ..acte };
            let texte = format!("le {}", date_courte(le));
            become_(tx, services, ctx, next, ("actes.acte.recu", GenreEvenement::Recu, &texte), source).await
        }
        Effet::Refuse { motif } => {
            let next = Acte { etat: EtatActe::Refuse, motif: motif.clone(), ..acte };
            become_(tx, services, ctx, next, ("actes.acte.refuse", GenreEvenement::Refuse, &motif), source).await
        }
        Effet::DemandeRefusee { motif } => {
            let next = Acte { etat: EtatActe::Recu, motif: motif.clone(), ..acte };
            become_(tx, services, ctx, next, ("actes.annulation.refusee", GenreEvenement::Refuse, &motif), source).await
        }
        Effet::Annule { le } => {
            let next = Acte { etat: EtatActe::Annule, motif: String::new(), ..acte };
            let texte = format!("le {}", date_courte(le));
            become_(tx, services, ctx, next, ("actes.acte.annule", GenreEvenement::Annule, &texte), source).await
        }
        Effet::Courrier { genre, date_courrier, texte } => {
            let echange = Echange {
                collectivite_id: ctx.collectivite,
                id: Id::new(ctx.clock),
                acte_id: acte.id,
                genre,
                date_courrier,
                texte,
                etat: EtatEchange::Recu,
                recu_le: ctx.clock.now(),
                reponse: None,
                repondu_le: None,
                repondu_par: String::new(),
                ar_reponse_le: None,
            };
            if !echanges::insert(tx, &echange).await? {
                return Ok(());
            }
            let waits = u32::from(echange.is_a_repondre());
            let next = Acte { a_repondre: acte.a_repondre + waits, ..acte };
            let told = ("actes.courrier.recu", GenreEvenement::CourrierRecu, genre.libelle());
            become_(tx, services, ctx, next.clone(), told, source).await?;
            suites::acknowledge(tx, services, ctx, (&next, &echange)).await
        }
        Effet::ReponseRecue { genre, date_courrier, le } => {
            let letter = echanges::find_by_date(tx, ctx.collectivite, (acte.id, genre, date_courrier)).await?;
            let Some(letter) = letter.filter(|letter| letter.ar_reponse_le.is_none()) else { return Ok(()) };
            echanges::save(tx, &Echange { etat: EtatEchange::Clos, ar_reponse_le: Some(le), ..letter }).await?;
            let texte = format!("{}, le {}", genre.libelle(), date_courte(le));
            become_(tx, services, ctx, acte, ("actes.reponse.recue", GenreEvenement::ReponseRecue, &texte), source)
                .await
        }
    }
}

/// Writes the acte again, with its step and its line of the journal.
async fn become_(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    next: Acte,
    (action, genre, texte): (&'static str, GenreEvenement, &str),
    source: Source,
) -> Geste<()> {
    let next = acts::save(tx, ctx, next).await?;
    mark(tx, ctx, &next, (genre, texte), source).await?;
    avis::tell(tx, services, ctx, &next, (genre, texte)).await?;
    record(tx, ctx, action, &next, (None, Some(json!({ "etat": next.etat.libelle(), "detail": texte })))).await
}

/// What it is, in French.
fn label(lu: &Lu) -> &'static str {
    lu.message.type_message().and_then(norme_actes::TypeMessage::libelle).unwrap_or("anomalie d’enveloppe")
}
