//! What the mails of the room have in common: to whom they go, who answers, the paper that goes with them.

use annuaire::{Collectivite, FonctionContact, Role, appartenances::Appartenance};
use bytes::Bytes;
use db::{DbError, Tx};
use documents::ReceiveError;
use editique::Document;
use futures::stream;
use jobs::JobError;
use kernel::Illisible;
use mail::{Correspondant, Mail};
use web::Services;

/// Who pays and who keeps the minutes; else the address of the collectivité itself, else its secretaries and its
/// representative who have an account without an end. Nobody when none is known.
pub(super) async fn destinataires(tx: &mut Tx, collectivite: &Collectivite) -> Result<Vec<Correspondant>, DbError> {
    let wanted = [FonctionContact::Secretariat, FonctionContact::Comptabilite];
    let contacts = annuaire::contacts::list(tx, &[collectivite.id]).await?;
    let named = contacts.iter().filter(|c| wanted.contains(&c.fiche.fonction));
    let mut found: Vec<Correspondant> =
        named.filter_map(|c| Correspondant::new(&c.fiche.nom, c.fiche.courriel.as_ref()?.as_str()).ok()).collect();
    if found.is_empty() {
        let nom = collectivite.nom_complet();
        let own = collectivite.fiche.courriel.as_ref();
        found.extend(own.and_then(|courriel| Correspondant::new(&nom, courriel.as_str()).ok()));
    }
    if found.is_empty() {
        let answers =
            |a: &&Appartenance| matches!(a.fiche.role, Role::Secretaire | Role::Executif) && a.fiche.jusqu_a.is_none();
        let people = annuaire::appartenances::in_collectivite(tx, collectivite.id).await?;
        let people = people.iter().filter(answers);
        found.extend(people.filter_map(|a| Correspondant::new(&a.personne_nom, a.courriel.as_str()).ok()));
    }
    found.dedup_by(|a, b| a.adresse().as_str() == b.adresse().as_str());
    Ok(found)
}

/// Answers go to the centre, when its address is known.
pub(super) fn answered_by(mail: Mail, centre: &Collectivite) -> Result<Mail, Illisible> {
    match &centre.fiche.courriel {
        None => Ok(mail),
        Some(courriel) => Ok(mail.reply_to(Correspondant::new(&centre.nom_complet(), courriel.as_str())?)),
    }
}

/// Typesetting computes: apart from what serves the pages.
pub(super) async fn print(services: &Services, document: Document) -> Result<Vec<u8>, JobError> {
    let services = services.clone();
    let printed = tokio::task::spawn_blocking(move || services.presse().pdf(&document)).await;
    printed.map_err(|error| JobError::Retry(error.to_string()))?.map_err(|error| JobError::Fail(error.to_string()))
}

/// Into the store, from which a mail takes what it carries.
pub(super) async fn receive(services: &Services, bytes: Vec<u8>, nom: &str) -> Result<documents::Received, JobError> {
    let stream = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(bytes))]);
    services.documents().receive(stream, nom, None).await.map_err(|error| match error {
        ReceiveError::Refus(refus) => JobError::Fail(refus.to_string()),
        ReceiveError::Io(error) => JobError::Retry(error.to_string()),
    })
}
