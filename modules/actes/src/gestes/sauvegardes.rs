//! Backups: every acte with its files, its archives, its receipts and its journal, in volumes that open without the others.

use db::{Perimetre, Tx};
use documents::Received;
use jobs::{Kind, NewJob};
use kernel::CollectiviteId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::Date;
use tokio::sync::mpsc;
use web::Services;

pub use super::reprise::{Bilan, restore};
use super::{
    Contexte, Geste, GesteError,
    archives::pipe,
    preuves::{self, Archive, Preuve},
    record_on, versements,
};
use crate::{
    domain::{
        Acte, ActeId,
        sauvegarde::{Demande, DemandeId, FICHE, FORMAT, Forme, Sauvegarde, Volume},
    },
    store::{actes, echanges, groupes, pieces, retours, sauvegardes, versions},
};

pub const SAUVEGARDE: Kind = Kind::new("actes.sauvegarde", "Export des actes d’une collectivité").max_attempts(20);

/// A volume is closed after so many actes, or so many bytes, [D].
const ACTES_PAR_VOLUME: u32 = 200;
const POIDS_DU_VOLUME: i64 = 500 << 20;
const LISEZMOI: &str = include_str!("../../data/lisezmoi.txt");

/// What the job of a backup is asked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Ordre {
    pub collectivite: CollectiviteId,
    pub demande: DemandeId,
}

/// Asks for a backup. The id is made with the form: sent twice, it is one.
pub async fn ask(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (id, forme, du, au): (DemandeId, Forme, Option<Date>, Option<Date>),
) -> Geste<Demande> {
    let demande = Demande::new((ctx.collectivite, id), (forme, du, au), (ctx.clock.now(), &ctx.acteur.nom));
    let demande = Demande { total: sauvegardes::count(tx, &demande).await?, ..demande };
    if !sauvegardes::insert(tx, &demande).await? {
        return Ok(demande);
    }
    let ordre = Ordre { collectivite: ctx.collectivite, demande: id };
    let job = NewJob::new(SAUVEGARDE, serde_json::to_value(ordre).map_err(GesteError::internal)?)
        .pour(ctx.collectivite)
        .asked_by(ctx.acteur.personne, &ctx.acteur.nom)
        .unique(format!("sauvegarde:{id}"));
    jobs::enqueue(tx, ctx.clock, job).await?;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let apres = json!({ "forme": forme.libelle(), "du": day(du), "au": day(au), "actes": demande.total });
    let objet = ("sauvegarde_actes", id, "Export des actes".to_owned());
    record_on(tx, ctx, "actes.sauvegarde.demandee", objet, (None, Some(apres))).await?;
    Ok(demande)
}

/// What was made of a volume: its file, the last acte in it, how many.
#[derive(Debug)]
pub struct Fait {
    pub recu: Received,
    pub dernier: ActeId,
    pub actes: u32,
}

/// Makes the volume that follows an acte; none when nothing follows.
///
/// # Errors
/// A full disk; a document that is lost.
pub async fn make_volume(
    services: &Services,
    ctx: Contexte<'_>,
    (demande, after, nom): (&Demande, ActeId, &str),
) -> Geste<Option<Fait>> {
    let mut tx = services.db().read(Perimetre::Collectivite(ctx.collectivite)).await?;
    let wanted = sauvegardes::next(&mut tx, demande, (after, ACTES_PAR_VOLUME)).await?;
    let centre = annuaire::collectivites::find(&mut tx, ctx.collectivite).await?.ok_or(GesteError::NotFound)?;
    drop(tx);
    let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { return Ok(None) };
    if demande.forme == Forme::Archives {
        let message = nom.trim_end_matches(".zip").to_uppercase();
        let versement = versements::prepare(services, ctx, &centre, (&wanted, &message)).await?;
        let recu = receive_transfer(services, versement, nom).await?;
        let actes = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        return Ok(Some(Fait { recu, dernier: *last, actes }));
    }
    let (sortie, bytes) = pipe();
    // An acte at a time: its files are open only while they are written.
    let (sender, mut waiting) = mpsc::channel::<Vec<Preuve>>(1);
    let written = tokio::task::spawn_blocking(move || {
        let mut archive = Archive::new(sortie);
        while let Some(preuves) = waiting.blocking_recv() {
            preuves.into_iter().try_for_each(|preuve| archive.put(preuve))?;
        }
        archive.finish()
    });
    let mut fait = (*first, 0);
    let fill = async {
        let mut table = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![0xEF, 0xBB, 0xBF]);
        table.write_record(COLONNES).map_err(GesteError::internal)?;
        let mut weight = 0;
        for id in &wanted {
            let mut tx = services.db().read(Perimetre::Collectivite(ctx.collectivite)).await?;
            let (acte, octets, preuves) = one(&mut tx, services, (ctx, &centre), *id).await?;
            drop(tx);
            table.write_record(ligne(&acte)).map_err(GesteError::internal)?;
            fait = (*id, fait.1 + 1);
            weight += octets;
            if sender.send(preuves).await.is_err() || weight > POIDS_DU_VOLUME {
                break;
            }
        }
        let table = table.into_inner().map_err(|e| GesteError::internal(e.into_error()))?;
        let last = vec![Preuve::new("actes.csv", table), Preuve::new("LISEZMOI.txt", LISEZMOI.as_bytes().to_vec())];
        // Nobody waits any more when the disk is full: `receive` says it.
        let _ = sender.send(last).await;
        drop(sender);
        Geste::Ok(())
    };
    let (filled, received) = tokio::join!(fill, services.documents().receive_own(bytes, nom));
    filled?;
    let recu = received.map_err(GesteError::internal)?;
    written.await.map_err(GesteError::internal)?.map_err(GesteError::internal)?;
    Ok(Some(Fait { recu, dernier: fait.0, actes: fait.1 }))
}

/// A transfer, kept as it is written.
async fn receive_transfer(services: &Services, versement: versements::Versement, nom: &str) -> Geste<Received> {
    let (documents, (sortie, bytes)) = (services.documents().clone(), pipe());
    let written = tokio::task::spawn_blocking(move || versements::write(&documents, &versement, sortie));
    let received = services.documents().receive_own(bytes, nom).await.map_err(GesteError::internal)?;
    written.await.map_err(GesteError::internal)?.map_err(GesteError::internal)?;
    Ok(received)
}

/// Everything of an acte, in its folder; with it, the bytes of its files.
async fn one(
    tx: &mut Tx,
    services: &Services,
    (ctx, collectivite): (Contexte<'_>, &annuaire::Collectivite),
    id: ActeId,
) -> Geste<(Acte, i64, Vec<Preuve>)> {
    let acte = actes::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    let dossier = preuves::dossier(tx, ctx, acte.clone()).await?;
    let receipt = match acte.recu_le {
        Some(_) => Some(preuves::print(tx, services, collectivite, &dossier).await?),
        None => None,
    };
    let recueil = preuves::evidence(tx, services, ctx, (&dossier, receipt)).await?;
    let known = groupes::list(tx, ctx.collectivite).await?;
    let mut files = dossier.files;
    files.extend(pieces::list_of_answers(tx, ctx.collectivite, id).await?);
    let octets = files.iter().map(|file| file.taille).chain(dossier.sendings.iter().map(|envoi| envoi.taille)).sum();
    let sauvegarde = Sauvegarde {
        format: FORMAT,
        siren: ctx.siren.to_string(),
        groupe: known.into_iter().find(|one| Some(one.id) == acte.groupe).map(|one| one.nom),
        pieces: files,
        echanges: echanges::list_of(tx, ctx.collectivite, id).await?,
        envois: dossier.sendings,
        retours: retours::list_of(tx, ctx.collectivite, id).await?,
        evenements: dossier.events,
        version: versions::find(tx, ctx.collectivite, id).await?,
        fichiers: recueil.fichiers,
        journal: recueil.journal,
        acte: dossier.acte,
    };
    let fiche = serde_json::to_vec_pretty(&sauvegarde).map_err(GesteError::internal)?;
    let place = format!("actes/{}", Sauvegarde::dossier(&acte));
    let mut preuves = vec![Preuve::new(FICHE, fiche).within(&place)];
    preuves.extend(recueil.preuves.into_iter().map(|preuve| preuve.within(&place)));
    Ok((acte, octets, preuves))
}

const COLONNES: [&str; 11] = [
    "Identifiant",
    "Nature",
    "Numéro",
    "Décision du",
    "Objet",
    "Matière",
    "État",
    "Transmis le",
    "Reçu le",
    "Publié le",
    "Dossier",
];

fn ligne(acte: &Acte) -> [String; 11] {
    let fiche = &acte.fiche;
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    [
        acte.id_acte.clone().unwrap_or_default(),
        fiche.nature.libelle().to_owned(),
        fiche.numero.clone(),
        day(fiche.decision_le),
        fiche.objet.clone(),
        fiche.matiere.clone(),
        acte.etat.libelle().to_owned(),
        acte.transmis_le.map(|at| at.to_string()).unwrap_or_default(),
        day(acte.recu_le),
        day(acte.affiche_le),
        format!("actes/{}", Sauvegarde::dossier(acte)),
    ]
}

/// Keeps a volume with the place where the job is: both or none.
pub(crate) async fn keep_volume(tx: &mut Tx, ctx: Contexte<'_>, (demande, fait): (&Demande, &Fait)) -> Geste<Demande> {
    let document = super::actes::keep(tx, ctx, &fait.recu).await?;
    let mut volumes = demande.volumes.clone();
    volumes.push(Volume {
        nom: fait.recu.nom.clone(),
        document: document.id,
        actes: fait.actes,
        taille: document.taille,
        sha256: fait.recu.sha256.to_string(),
    });
    let next = Demande { faits: demande.faits + fait.actes, volumes, ..demande.clone() };
    sauvegardes::save(tx, &next).await?;
    Ok(next)
}

/// The name of a volume: `actes-218200020-20261125-01.zip`.
pub(crate) fn volume_name(ctx: Contexte<'_>, demande: &Demande, rang: usize) -> String {
    let day = demande.demandee_le.to_paris().date().to_string().replace('-', "");
    let sorte = match demande.forme {
        Forme::Complete => "actes",
        Forme::Archives => "versement",
    };
    format!("{sorte}-{}-{day}-{:02}.zip", ctx.siren, rang + 1)
}
