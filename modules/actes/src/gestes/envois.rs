//! Sendings: asked in the transaction of the act, made and given to the road by a job, settled once.

use db::{Perimetre, Tx};
use documents::DocumentId;
use jobs::{Kind, NewJob};
use kernel::{Id, Instant};
use norme_actes::{IdActe, Paquet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Services;

use super::{Contexte, Geste, GesteError, Source, actes as acts, archives, avis, mark, record};
use crate::{
    domain::{
        Acte, Agent, Canal, Echange, Envoi, EnvoiId, EtatActe, EtatEnvoi, GenreEvenement, Raccordement, Refus,
        preparation::{self, Cadre, Suite},
    },
    roads,
    store::{actes, classements, echanges, envois, membres, pieces, raccordements},
    transport::Depose,
};

pub const ENVOI: Kind = Kind::new("actes.envoi", "Envoi à la préfecture").max_attempts(40);

/// What the job of a sending is asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Demande {
    pub collectivite: kernel::CollectiviteId,
    pub envoi: EnvoiId,
}

/// What leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Objet<'a> {
    Acte(&'a Acte),
    Suite(&'a Acte, Suite<'a>),
    Classification,
}

impl Objet<'_> {
    fn message(self) -> String {
        match self {
            Self::Acte(_) => norme_actes::TypeMessage::ACTE.to_string(),
            Self::Suite(_, suite) => suite.message().to_string(),
            Self::Classification => norme_actes::TypeMessage::DEMANDE_CLASSIFICATION.to_string(),
        }
    }

    const fn acte(&self) -> Option<&Acte> {
        match self {
            Self::Acte(acte) | Self::Suite(acte, _) => Some(acte),
            Self::Classification => None,
        }
    }
}

/// Asks for a sending: its name and its number are taken here, for ever, in the transaction of the act.
pub(crate) async fn ask(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    raccordement: &Raccordement,
    objet: Objet<'_>,
) -> Geste<Envoi> {
    let canal = match objet {
        Objet::Acte(acte) | Objet::Suite(acte, _) => acte.canal.unwrap_or(raccordement.canal),
        Objet::Classification => raccordement.canal,
    };
    let road = roads::of(services, canal)?;
    let operateur = road.operateur();
    let jour = ctx.clock.today();
    let serie = envois::next_serie(tx, ctx.collectivite, jour).await?;
    let cadre = Cadre { siren: ctx.siren, raccordement, operateur: &operateur, classification: None, jour, serie };
    let echange_id = match objet {
        Objet::Suite(_, Suite::Accuse(echange) | Suite::Reponse(echange, _)) => Some(echange.id),
        _ => None,
    };
    let envoi = Envoi {
        collectivite_id: ctx.collectivite,
        id: Id::new(ctx.clock),
        acte_id: objet.acte().map(|acte| acte.id),
        echange_id,
        message: objet.message(),
        canal,
        etat: EtatEnvoi::EnAttente,
        jour,
        serie,
        archive: cadre.archive()?,
        document_id: None,
        fichiers: Vec::new(),
        empreinte: String::new(),
        taille: 0,
        tentatives: 0,
        demande_le: ctx.clock.now(),
        tente_le: None,
        depose_le: None,
        adresse: String::new(),
        motif: String::new(),
        agent: Agent { nom: ctx.acteur.nom.clone(), courriel: raccordement.referent.courriel.clone() },
    };
    envois::insert(tx, &envoi).await?;
    enqueue(tx, ctx, envoi.id, None).await?;
    Ok(envoi)
}

/// Puts the job of a sending in the queue, now or at an instant.
pub(crate) async fn enqueue(tx: &mut Tx, ctx: Contexte<'_>, envoi: EnvoiId, at: Option<Instant>) -> Geste<()> {
    let asked = Demande { collectivite: ctx.collectivite, envoi };
    let job = NewJob::new(ENVOI, serde_json::to_value(asked).map_err(GesteError::internal)?)
        .pour(ctx.collectivite)
        .asked_by(ctx.acteur.personne, &ctx.acteur.nom)
        .unique(format!("envoi:{envoi}"));
    let job = match at {
        Some(at) => job.at(at),
        None => job,
    };
    jobs::enqueue(tx, ctx.clock, job).await?;
    Ok(())
}

/// Makes the archive of a sending, if it is not made, and keeps it.
pub(crate) async fn prepare(services: &Services, ctx: Contexte<'_>, id: EnvoiId) -> Geste<Envoi> {
    let mut tx = services.db().read(Perimetre::Collectivite(ctx.collectivite)).await?;
    let envoi = envois::find(&mut tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    if envoi.document_id.is_some() {
        return Ok(envoi);
    }
    let (paquet, files) = packet(&mut tx, services, ctx, &envoi).await?;
    let mut opened = Vec::with_capacity(files.len());
    for file in files {
        let download = services.documents().open(&mut tx, ctx.collectivite, file).await;
        opened.push(download.map_err(GesteError::internal)?.ok_or(GesteError::NotFound)?);
    }
    drop(tx);
    let (received, fichiers) = archives::build(services.documents(), paquet, opened).await?;
    let mut tx = services.db().begin(Perimetre::Collectivite(ctx.collectivite)).await?;
    let document = acts::keep(&mut tx, ctx, &received).await?;
    let made = Envoi {
        document_id: Some(document.id),
        fichiers,
        empreinte: received.sha256.to_string(),
        taille: document.taille,
        ..envoi
    };
    envois::save(&mut tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

/// What leaves, as it stands now, and the documents that go with it.
async fn packet(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    envoi: &Envoi,
) -> Geste<(Paquet, Vec<DocumentId>)> {
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    let operateur = roads::of(services, envoi.canal)?.operateur();
    let classement = classements::find(tx, ctx.collectivite).await?;
    let cadre = Cadre {
        siren: ctx.siren,
        raccordement: &raccordement,
        operateur: &operateur,
        classification: classement.as_ref().map(|known| &known.0),
        jour: envoi.jour,
        serie: envoi.serie,
    };
    let Some(acte_id) = envoi.acte_id else {
        let since = classement.as_ref().map(|known| known.0.date_classification);
        return Ok((preparation::classification_packet(since, cadre)?, Vec::new()));
    };
    let acte = acts::find(tx, ctx, acte_id).await?;
    let documents = |files: &[crate::domain::PieceActe]| files.iter().map(|file| file.document_id).collect();
    if envoi.message == norme_actes::TypeMessage::ACTE.to_string() {
        let files = pieces::list_of(tx, ctx.collectivite, acte.id).await?;
        return Ok((preparation::packet(&acte, &files, cadre)?, documents(&files)));
    }
    let id: IdActe = acte.id_acte.as_deref().unwrap_or_default().parse().map_err(Refus::from)?;
    let Some(echange) = letter(tx, ctx, envoi, &acte).await? else {
        return Ok((preparation::message_packet(&id, Suite::Annulation, &[], cadre)?, Vec::new()));
    };
    let accuse = echange.genre.accuse() == Some(envoi.message.as_str());
    let suite = match echange.reponse {
        _ if accuse => Suite::Accuse(&echange),
        Some(reponse) => Suite::Reponse(&echange, reponse),
        None => return Err(Refus::ReponseImpossible.into()),
    };
    let files =
        if accuse { Vec::new() } else { pieces::list_of_answer(tx, ctx.collectivite, (acte.id, echange.id)).await? };
    Ok((preparation::message_packet(&id, suite, &files, cadre)?, documents(&files)))
}

async fn letter(tx: &mut Tx, ctx: Contexte<'_>, envoi: &Envoi, acte: &Acte) -> Geste<Option<Echange>> {
    let Some(id) = envoi.echange_id else { return Ok(None) };
    Ok(echanges::find(tx, ctx.collectivite, (acte.id, id)).await?)
}

/// The préfecture's server has it.
pub(crate) async fn settle(tx: &mut Tx, ctx: Contexte<'_>, envoi: Envoi, depose: &Depose) -> Geste<()> {
    if envoi.etat == EtatEnvoi::Depose {
        return Ok(());
    }
    let now = ctx.clock.now();
    let settled = Envoi {
        etat: EtatEnvoi::Depose,
        depose_le: Some(now),
        adresse: depose.adresse.clone(),
        motif: String::new(),
        ..envoi
    };
    if !envois::save(tx, &settled).await? {
        return Ok(());
    }
    let Some(acte) = acte_of(tx, ctx, &settled).await? else { return Ok(()) };
    let source = Source { envoi: Some(settled.id), retour: None };
    if settled.message == norme_actes::TypeMessage::ACTE.to_string() {
        if acte.etat == EtatActe::EnCours {
            acts::save(tx, ctx, Acte { etat: EtatActe::Transmis, transmis_le: Some(now), ..acte.clone() }).await?;
        }
        membres::recount(tx, ctx.collectivite).await?;
        membres::note_sent(tx, ctx.collectivite, now).await?;
    }
    let genre = if echange_accuse(&settled) { GenreEvenement::AccuseEnvoye } else { GenreEvenement::Depose };
    mark(tx, ctx, &acte, (genre, &format!("{}, {}", settled.libelle(), settled.archive)), source).await?;
    let told = json!({ "archive": settled.archive, "empreinte": settled.empreinte, "adresse": settled.adresse });
    record(tx, ctx, "actes.envoi.depose", &acte, (None, Some(told))).await
}

fn echange_accuse(envoi: &Envoi) -> bool {
    matches!(envoi.message.as_str(), "3-2" | "4-2")
}

/// It will never arrive: the acte says why, and may be mended and sent again. Nothing, when the préfecture answered meanwhile.
pub(crate) async fn fail(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (envoi, motif): (Envoi, &str),
) -> Geste<()> {
    let failed = Envoi { etat: EtatEnvoi::Echoue, motif: motif.to_owned(), ..envoi };
    if !envois::save(tx, &failed).await? {
        return Ok(());
    }
    let Some(acte) = acte_of(tx, ctx, &failed).await? else { return Ok(()) };
    let after = match (failed.message.as_str(), acte.etat) {
        ("1-1", EtatActe::EnCours) => Some(EtatActe::Refuse),
        ("6-1", EtatActe::AnnulationDemandee) => Some(EtatActe::Recu),
        _ => None,
    };
    if let Some(etat) = after {
        acts::save(tx, ctx, Acte { etat, motif: motif.to_owned(), ..acte.clone() }).await?;
    }
    let source = Source { envoi: Some(failed.id), retour: None };
    mark(tx, ctx, &acte, (GenreEvenement::EnvoiEchoue, motif), source).await?;
    avis::tell(tx, services, ctx, &acte, (GenreEvenement::EnvoiEchoue, motif)).await?;
    record(tx, ctx, "actes.envoi.echoue", &acte, (None, Some(json!({ "archive": failed.archive, "motif": motif }))))
        .await
}

/// It leaves again, with the same name: what was perhaps received is then surely one.
pub async fn resend(tx: &mut Tx, ctx: Contexte<'_>, id: EnvoiId) -> Geste<()> {
    let envoi = envois::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    if envoi.etat == EtatEnvoi::Depose {
        return Ok(());
    }
    if let Some(acte) = acte_of(tx, ctx, &envoi).await? {
        if envoi.message == "1-1" && !matches!(acte.etat, EtatActe::EnCours | EtatActe::Transmis) {
            return Err(Refus::PasTransmissible(acte.etat.libelle()).into());
        }
        record(tx, ctx, "actes.envoi.relance", &acte, (None, Some(json!({ "archive": envoi.archive })))).await?;
    }
    envois::save(tx, &Envoi { etat: EtatEnvoi::EnAttente, motif: String::new(), ..envoi }).await?;
    enqueue(tx, ctx, id, None).await
}

async fn acte_of(tx: &mut Tx, ctx: Contexte<'_>, envoi: &Envoi) -> Geste<Option<Acte>> {
    let Some(id) = envoi.acte_id else { return Ok(None) };
    Ok(actes::find(tx, ctx.collectivite, id).await?)
}

/// Asks the préfecture for its classification, unless it was asked since this instant.
pub async fn ask_classification(tx: &mut Tx, services: &Services, ctx: Contexte<'_>, since: Instant) -> Geste<bool> {
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    if envois::asked_classification(tx, ctx.collectivite, since).await? {
        return Ok(false);
    }
    ask(tx, services, ctx, &raccordement, Objet::Classification).await?;
    Ok(true)
}

/// The road by which a collectivité sends.
pub async fn canal(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<Option<Canal>> {
    Ok(raccordements::find(tx, ctx.collectivite).await?.map(|known| known.canal))
}
