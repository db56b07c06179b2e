//! Transfers to the archives (SEDA 2.1): an acte, or those of a volume, with what proves them.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Cursor, Read, Write},
};

use annuaire::Collectivite;
use db::{Perimetre, Tx};
use documents::{Documents, Received};
use seda::{
    AppraisalRule, ArchiveTransfer, ArchiveUnit, BinaryDataObject, CodeListVersions, Content, DataObjectPackage,
    DescriptionLevel, FinalAction, LegalStatus, Management, ManagementMetadata, NomBordereau, Rules, write_package,
};
use time::Date;
use web::Services;

use super::{Contexte, Geste, GesteError, preuves};
use crate::{
    domain::{Acte, ActeId, NatureActe, Refus},
    store::{actes, pieces, raccordements, retours},
};

/// Rules of access of the national list: at once, and fifty years for what names a person.
const LIBRE: &str = "AR038";
const VIE_PRIVEE: &str = "AR048";

/// A file of a transfer: in the store of the house, or made for it.
#[derive(Debug, Clone)]
enum Source {
    Kept(Received),
    Made(Vec<u8>),
}

/// A piece of an acte: what it is, its name, its bytes.
struct Piece {
    sorte: &'static str,
    nom: String,
    source: Source,
}

/// What is read of actes before anything is written.
#[derive(Debug)]
pub struct Versement {
    transfer: ArchiveTransfer,
    sources: HashMap<String, Source>,
}

/// Reads everything of these actes once: fingerprints, sizes, formats. `nom`: what names this transfer for ever.
///
/// # Errors
/// When one of them was not received by the préfecture; when a file is lost.
pub async fn prepare(
    services: &Services,
    ctx: Contexte<'_>,
    collectivite: &Collectivite,
    (ids, nom): (&[ActeId], &str),
) -> Geste<Versement> {
    let whose = Perimetre::Collectivite(ctx.collectivite);
    let (mut units, mut objects, mut sources) = (Vec::new(), Vec::new(), HashMap::new());
    for (id, rang) in ids.iter().zip(1..) {
        let mut tx = services.db().read(whose).await?;
        let acte = actes::find(&mut tx, ctx.collectivite, *id).await?.ok_or(GesteError::NotFound)?;
        let files = files(&mut tx, services, (ctx, collectivite), &acte).await?;
        drop(tx);
        let mut unit = unit(&acte, collectivite, rang)?;
        for (piece, at) in files.into_iter().zip(1..) {
            let name = format!("a{rang}-{at}");
            let (documents, source) = (services.documents().clone(), piece.source.clone());
            let (object, filename) = (name.clone(), piece.nom.clone());
            let described = tokio::task::spawn_blocking(move || {
                let opened = open(&documents, &source)?;
                BinaryDataObject::describe(object, filename, opened).map_err(io::Error::other)
            });
            objects.push(described.await.map_err(GesteError::internal)?.map_err(GesteError::internal)?);
            let content = Content {
                description_level: Some(DescriptionLevel::Item),
                titles: vec![piece.nom],
                document_type: Some(piece.sorte.to_owned()),
                ..Content::default()
            };
            unit.units.push(ArchiveUnit::new(format!("unite-{name}"), content).with_object(name.clone()));
            sources.insert(name, piece.source);
        }
        units.push(unit);
    }
    let mut tx = services.db().read(whose).await?;
    let departement = raccordements::find(&mut tx, ctx.collectivite).await?.map(|known| known.departement);
    drop(tx);
    let siren = ctx.siren.to_string();
    let transfer = ArchiveTransfer {
        comments: vec![format!("Actes de {} transmis au contrôle de légalité", collectivite.nom_complet())],
        date: ctx.clock.now().to_utc(),
        message_identifier: nom.to_owned(),
        archival_agreement: None,
        code_list_versions: CodeListVersions::default(),
        package: DataObjectPackage {
            data_objects: objects,
            units,
            management: ManagementMetadata {
                legal_status: Some(LegalStatus::PublicArchive),
                originating_agency: Some(siren.clone()),
                submission_agency: Some(siren.clone()),
                ..ManagementMetadata::default()
            },
        },
        related_transfers: Vec::new(),
        transfer_request_reply: None,
        archival_agency: format!("FRAD{}", departement.unwrap_or_default()).as_str().into(),
        transferring_agency: siren.as_str().into(),
    };
    Ok(Versement { transfer, sources })
}

/// Writes the package as it is read; it computes: call it where blocking is allowed.
///
/// # Errors
/// When nobody reads any more; when a file is no longer what it was: the package is then left without its end.
pub fn write(documents: &Documents, versement: &Versement, sortie: impl Write) -> io::Result<()> {
    let source = |object: &BinaryDataObject| {
        versement
            .sources
            .get(&object.id)
            .ok_or(io::ErrorKind::NotFound.into())
            .and_then(|source| open(documents, source))
    };
    let mut sortie =
        write_package(&versement.transfer, NomBordereau::Manifest, sortie, source).map_err(io::Error::other)?;
    sortie.flush()
}

/// The bytes of a file, opened when their turn comes.
fn open(documents: &Documents, source: &Source) -> io::Result<Box<dyn Read>> {
    Ok(match source {
        Source::Made(octets) => Box::new(Cursor::new(octets.clone())),
        Source::Kept(received) => Box::new(File::open(documents.place_of(received))?),
    })
}

/// The acte, its annexes, what the préfecture answered, the receipt on paper.
async fn files(
    tx: &mut Tx,
    services: &Services,
    (ctx, collectivite): (Contexte<'_>, &Collectivite),
    acte: &Acte,
) -> Geste<Vec<Piece>> {
    let mut wanted = Vec::new();
    for file in pieces::list_of(tx, ctx.collectivite, acte.id).await? {
        let sorte = if file.rang == 0 { acte.fiche.nature.libelle() } else { "Annexe" };
        wanted.push((file.document_id, sorte, file.nom));
    }
    for file in pieces::list_of_answers(tx, ctx.collectivite, acte.id).await? {
        wanted.push((file.document_id, "Réponse à la préfecture", file.nom));
    }
    for retour in retours::list_of(tx, ctx.collectivite, acte.id).await? {
        for file in retour.fichiers {
            if let Some(document) = file.document.and_then(|id| id.parse().ok()) {
                wanted.push((document, "Message de la préfecture", file.nom));
            }
        }
    }
    let mut all = Vec::with_capacity(wanted.len() + 1);
    for (document, sorte, nom) in wanted {
        let known = documents::find(tx, ctx.collectivite, document).await?.ok_or(GesteError::NotFound)?;
        let taille = u64::try_from(known.taille).unwrap_or(0);
        let kept = Received { nom: known.nom, genre: known.genre, taille, sha256: known.sha256, etat: known.etat };
        all.push(Piece { sorte, nom, source: Source::Kept(kept) });
    }
    let dossier = preuves::dossier(tx, ctx, acte.clone()).await?;
    let receipt = preuves::print(tx, services, collectivite, &dossier).await?;
    all.push(Piece { sorte: "Accusé de réception", nom: dossier.receipt_name(), source: Source::Made(receipt) });
    Ok(all)
}

/// The acte as a file of its pieces, with its rules: kept for ever, open at once unless it names a person.
fn unit(acte: &Acte, collectivite: &Collectivite, rang: u32) -> Geste<ArchiveUnit> {
    let (Some(identifiant), Some(recu), Some(decision)) = (&acte.id_acte, acte.recu_le, acte.fiche.decision_le) else {
        return Err(Refus::PasRecu.into());
    };
    let fiche = &acte.fiche;
    let day = |day: Date| Some(day.into());
    let content = Content {
        description_level: Some(DescriptionLevel::File),
        titles: vec![fiche.objet.clone()],
        file_plan_positions: vec![fiche.matiere.clone()],
        originating_agency_identifiers: vec![identifiant.clone()],
        document_type: Some(fiche.nature.libelle().to_owned()),
        languages: vec!["fr".to_owned()],
        originating_agency: Some(collectivite.fiche.siren.as_str().into()),
        transacted: day(decision),
        sent: acte.transmis_le.map(|at| at.to_paris().date().into()),
        received: day(recu),
        ..Content::default()
    };
    let access = if fiche.nature == NatureActe::ActeIndividuel { VIE_PRIVEE } else { LIBRE };
    let management = Management {
        appraisal: Some(AppraisalRule { rules: Rules::default(), final_action: FinalAction::Keep }),
        access: Some(Rules::from_day(access, decision)),
        ..Management::default()
    };
    Ok(ArchiveUnit::new(format!("acte-{rang}"), content).with_management(management))
}
