//! The job that follows each validation: the PDF and the XLSX of the état, kept for ever, and mailed to the member.

use annuaire::Collectivite;
use contracts::conventions::EtatValide;
use db::{Perimetre, Tx};
use documents::DocumentId;
use jobs::{JobContext, JobError, Kind, Received};
use kernel::CollectiviteId;
use mail::{Corps, Correspondant, Mail};
use serde_json::json;
use time::Date;
use web::Services;

use super::courrier::{self, destinataires, receive};
use crate::{
    domain::{Convention, EtatAnnuel, EtatAnnuelId},
    editions::{self, EtatEdite, FicheCentre},
    gestes::fiches,
    store::{
        conventions,
        envois::{self, Envoi},
        etats::{self, EtatEmis},
    },
};

pub const EMISSION: Kind = Kind::new("conventions.etat_emission", "Édition et envoi d’un état annuel");

const PDF: &str = "application/pdf";
const PRINTED_BY: &str = "Édition des états annuels";

/// What the work needs to know, read before anything is printed.
struct Dossier {
    emis: EtatEmis,
    rectifie: Option<EtatAnnuel>,
    convention: Option<Convention>,
    fiche: FicheCentre,
    centre: Collectivite,
    collectivite: Collectivite,
    destinataires: Vec<Correspondant>,
    today: Date,
}

/// Done once for an état, whatever the number of times the event comes.
pub async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let told: Received<EtatValide> = ctx.event()?;
    let (who, id) = (told.collectivite, EtatAnnuelId::from_uuid(told.payload.etat));
    let mut tx = ctx.db.read(Perimetre::Collectivite(who)).await?;
    if envois::find(&mut tx, who, id).await?.is_some() {
        return Ok(());
    }
    let dossier = read(&mut tx, who, id, ctx.clock.today()).await?;
    drop(tx);
    let nom = format!("État annuel {} {}", dossier.emis.etat.annee, dossier.collectivite.fiche.nom);
    let (pdf, xlsx) = print(&services, &dossier).await?;
    let pdf = receive(&services, pdf, &format!("{nom}.pdf")).await?;
    let xlsx = receive(&services, xlsx, &format!("{nom}.xlsx")).await?;
    let mut tx = ctx.db.begin(Perimetre::Collectivite(who)).await?;
    let pdf = documents::keep(&mut tx, &ctx.clock, who, &pdf, None, PRINTED_BY).await?.id;
    let xlsx = documents::keep(&mut tx, &ctx.clock, who, &xlsx, None, PRINTED_BY).await?.id;
    let courriels = u32::try_from(dossier.destinataires.len()).unwrap_or(u32::MAX);
    let envoi = Envoi { etat_id: id, pdf, xlsx, courriels, fait_le: ctx.clock.now() };
    if !envois::insert(&mut tx, who, &envoi).await? {
        return Ok(());
    }
    for destinataire in &dossier.destinataires {
        let mail = write(&services, &dossier, destinataire.clone(), (pdf, &format!("{nom}.pdf")))?;
        mail::send(&mut tx, &ctx.clock, mail).await?;
    }
    ctx.finish_in(&mut tx, json!({ "pdf": pdf, "xlsx": xlsx, "courriels": courriels })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

async fn read(tx: &mut Tx, who: CollectiviteId, id: EtatAnnuelId, today: Date) -> Result<Dossier, JobError> {
    let gone = || JobError::Fail("L’état validé n’existe pas.".to_owned());
    let emis = etats::find(tx, who, id).await?.ok_or_else(gone)?;
    let centre = annuaire::collectivites::find_exploitant(tx).await?.ok_or_else(gone)?;
    let collectivite = annuaire::collectivites::find(tx, who).await?.ok_or_else(gone)?;
    let rectifie = match emis.etat.rectifie() {
        Some(before) => etats::find(tx, who, before).await?.map(|emis| emis.etat),
        None => None,
    };
    let in_force = |c: &Convention| c.is_in_force_during(emis.etat.annee.periode());
    let convention = conventions::list(tx, who).await?.into_iter().rfind(in_force);
    let (fiche, destinataires) = (fiches::centre(tx).await?, destinataires(tx, &collectivite).await?);
    Ok(Dossier { emis, rectifie, convention, fiche, centre, collectivite, destinataires, today })
}

/// Typesetting computes: apart from what serves the pages.
async fn print(services: &Services, dossier: &Dossier) -> Result<(Vec<u8>, Vec<u8>), JobError> {
    let services = services.clone();
    let membre = fiches::membre(&dossier.collectivite);
    let edite = EtatEdite {
        membre: &membre,
        etat: &dossier.emis.etat,
        rectifie: dossier.rectifie.as_ref(),
        convention: dossier.convention.as_ref(),
    };
    // A validated état is dated of its validation, whatever the day on which it is printed.
    let le = dossier.emis.etat.valide_le().unwrap_or(dossier.today);
    let document = editions::etat(&dossier.fiche, &edite, le).map_err(|refus| JobError::Fail(refus.to_string()))?;
    let classeur = editions::etat_classeur(&dossier.fiche, &edite, le);
    let printed = tokio::task::spawn_blocking(move || {
        services.presse().pdf(&document).and_then(|pdf| Ok((pdf, editique::xlsx(&classeur)?)))
    });
    let printed = printed.await.map_err(|error| JobError::Retry(error.to_string()))?;
    printed.map_err(|error| JobError::Fail(error.to_string()))
}

fn write(
    services: &Services,
    dossier: &Dossier,
    to: Correspondant,
    (pdf, nom): (DocumentId, &str),
) -> Result<Mail, JobError> {
    let Dossier { emis: EtatEmis { identite, etat }, centre, collectivite, .. } = dossier;
    let page = format!("{}/c/{}/etats/{}", services.config().public_url, identite.siren, etat.id);
    let objet = match etat.rectifie() {
        None => format!("État annuel {} des services souscrits", etat.annee),
        Some(_) => format!("État annuel {} rectifié", etat.annee),
    };
    let corps = Corps::new(centre.nom_complet())
        .paragraph("Bonjour,")
        .paragraph(format!(
            "L’état {} des services souscrits par votre collectivité est arrêté. Il est joint à ce message, et le titre \
             de recette suivra.",
            etat.annee
        ))
        .table([
            ("Collectivité", collectivite.nom_complet()),
            ("État", etat.numero(&identite.siren)),
            ("Total", format!("{} {}", etat.total(), etat.prix.libelle())),
        ])
        .button("Voir l’état, ligne par ligne", page)
        .small("Une ligne vous étonne\u{a0}? Répondez-nous avant de payer\u{a0}: un état se rectifie.");
    let write = || -> Result<Mail, kernel::Illisible> {
        let mail = Mail::new(to, &objet, corps)?;
        let mail =
            mail.attach_document(nom, PDF, identite.id, pdf)?.pour(identite.id).about("etat_annuel", etat.id.uuid());
        courrier::answered_by(mail, centre)
    };
    write().map_err(|wrong| JobError::Fail(wrong.0))
}
