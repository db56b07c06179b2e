//! The whole dialogue by the true road: HTTPS with the client's certificate, answers read in a real Dovecot, both killed and cut.

use actes::{
    domain::{Canal, EtatActe, EtatEchange, EtatEnvoi, prefecture::Initiative},
    store::envois,
};
use axum::http::StatusCode;
use liaison::Security;

use crate::{
    ministere::Humeur,
    site::{BASE, PDF, Site},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_said_and_answered_over_https_and_imap() {
    let (site, ministere) = Site::connected().await;
    let claire = site.secretaire().await;
    let id = site.received("2026_001").await;
    let acte = site.acte(id).await;
    assert_eq!((acte.etat, ministere.actes()), (EtatActe::Recu, 1));
    let identity = acte.id_acte.unwrap();
    assert!(site.sendings(id).await[0].adresse.starts_with("https://localhost:"));
    assert!(ministere.seen().keys().all(|nom| nom.starts_with("BEF-EACT--218200020--20261125-")));

    ministere.write(&identity, &Initiative::DemandePieceComplementaire { description: "Le plan".into() }, PDF);
    site.fetch().await;
    let letter = site.letters(id).await.remove(0);
    assert!(letter.is_a_repondre());
    let answered = claire
        .upload_all(
            &format!("{BASE}/{id}/courriers/{}", letter.id),
            &[("reponse", "3-4")],
            &[("documents", "plan.pdf", PDF), ("documents", "coupe.pdf", PDF)],
        )
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.letters(id).await[0].etat, EtatEchange::Clos);

    ministere.write(&identity, &Initiative::LettreObservations { motif: "Le montant".into() }, PDF);
    site.fetch().await;
    let letter = site.letters(id).await.remove(1);
    claire
        .upload(&format!("{BASE}/{id}/courriers/{}", letter.id), &[("reponse", "4-3")], ("documents", "non.pdf", PDF))
        .await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.letters(id).await[1].etat, EtatEchange::Clos);

    ministere.write(&identity, &Initiative::DefereTa { motif: "Incompétence".into() }, PDF);
    site.fetch().await;
    assert_eq!(site.letters(id).await.len(), 3);
    claire.post(&format!("{BASE}/{id}/annulation"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Annule);
    let messages: Vec<String> = site.sendings(id).await.into_iter().map(|envoi| envoi.message).collect();
    assert_eq!(messages, ["1-1", "3-2", "3-4", "4-2", "4-3", "6-1"]);
    assert!(ministere.seen().values().all(|times| *times == 1), "{:?}", ministere.seen());
    assert!(ministere.boite.lock().unwrap().messages("INBOX").is_empty(), "every mail was filed");
    assert!(!ministere.boite.lock().unwrap().messages("Traites").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_lost_is_settled_by_the_receipt() {
    let (site, ministere) = Site::connected().await;
    let id = site.prepared("2026_001").await;
    ministere.set(Humeur::PrendEtCoupe);
    site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    let envoi = site.sendings(id).await.remove(0);
    assert_eq!((envoi.etat, site.acte(id).await.etat), (EtatEnvoi::EnCours, EtatActe::EnCours), "nobody knows");
    site.fetch().await;
    let envoi = site.sendings(id).await.remove(0);
    assert_eq!((envoi.etat, site.acte(id).await.etat), (EtatEnvoi::Depose, EtatActe::Recu), "the receipt proves it");
    site.clock.advance_seconds(5 * 3_600);
    site.drain().await;
    assert_eq!(ministere.seen()[&envoi.archive], 1, "nothing is sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_perhaps_lost_leaves_again_under_its_name_after_four_hours() {
    let (site, ministere) = Site::connected().await;
    let id = site.prepared("2026_001").await;
    ministere.set(Humeur::PerdEtCoupe);
    site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.clock.advance_seconds(3 * 3_600);
    site.drain().await;
    let envoi = site.sendings(id).await.remove(0);
    assert_eq!((envoi.etat, ministere.actes()), (EtatEnvoi::EnCours, 0));
    assert_eq!(ministere.seen().get(&envoi.archive), None);
    site.clock.advance_seconds(2 * 3_600);
    site.drain().await;
    site.fetch().await;
    let again = site.sendings(id).await;
    assert_eq!(
        (again.len(), again[0].etat, &again[0].empreinte),
        (1, EtatEnvoi::Depose, &envoi.empreinte),
        "the same bytes"
    );
    assert_eq!((site.acte(id).await.etat, ministere.actes()), (EtatActe::Recu, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_server_is_tried_again_and_a_refusal_is_told() {
    let (site, ministere) = Site::connected().await;
    let id = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    ministere.set(Humeur::Occupe);
    claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    let envoi = site.sendings(id).await.remove(0);
    assert_eq!((envoi.etat, envoi.tentatives), (EtatEnvoi::EnAttente, 1));
    assert!(envoi.motif.contains("503"), "{}", envoi.motif);
    site.clock.advance_seconds(60);
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu);
    let refused = site.prepared("2026_002").await;
    ministere.set(Humeur::Refuse);
    claire.post(&format!("{BASE}/{refused}/envoi"), &[]).await;
    site.drain().await;
    let acte = site.acte(refused).await;
    assert_eq!(acte.etat, EtatActe::Refuse);
    assert!(acte.motif.contains("403"), "{}", acte.motif);
    claire.post(&format!("{BASE}/{refused}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!((site.acte(refused).await.etat, ministere.actes()), (EtatActe::Recu, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_dies_loses_nothing() {
    let (site, ministere) = Site::connected().await;
    let id = site.prepared("2026_001").await;
    ministere.boite.lock().unwrap().kill();
    site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Transmis, "the answer waits in the mailbox");
    ministere.boite.lock().unwrap().restart();
    site.fetch().await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu);
    let read = ministere.boite.lock().unwrap().config(Security::Tls);
    assert_eq!(read.traites, "Traites");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_not_trained_or_whose_convention_is_closed_does_not_send() {
    let (site, ministere) = Site::connected().await;
    let id = site.prepared("2026_001").await;
    site.forget_trainings().await;
    let refused = site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["il faut avoir été formé"]);
    assert_eq!(ministere.actes(), 0);
    let left = envois::list_of(&mut site.read().await, site.albias.id, id).await.unwrap();
    assert!(left.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_an_exercise_stays_at_the_school() {
    let (site, ministere) = Site::connected().await;
    site.set_canal(Canal::Ecole).await;
    let id = site.received("2026_001").await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu);
    site.set_canal(Canal::Reel).await;
    let claire = site.secretaire().await;
    assert_eq!(claire.post(&format!("{BASE}/{id}/annulation"), &[]).await.status, StatusCode::SEE_OTHER);
    site.drain().await;
    site.fetch().await;
    assert_eq!((site.acte(id).await.etat, ministere.actes()), (EtatActe::Annule, 0));
    let sent = site.sendings(id).await;
    assert_eq!(sent.iter().map(|envoi| envoi.message.as_str()).collect::<Vec<_>>(), ["1-1", "6-1"]);
    assert!(sent.iter().all(|envoi| envoi.canal == Canal::Ecole));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_of_an_exercise_is_free_for_a_true_acte() {
    let (site, ministere) = Site::connected().await;
    site.set_canal(Canal::Ecole).await;
    let exercise = site.received("2026_001").await;
    assert!(site.acte(exercise).await.is_exercice());
    site.set_canal(Canal::Reel).await;
    let id = site.prepared("2026_001").await;
    let sent = site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.drain().await;
    let (exercise, real) = (site.acte(exercise).await, site.acte(id).await);
    assert_eq!(exercise.id_acte, real.id_acte, "the same number, the same day");
    assert_eq!((real.canal, real.etat), (Some(Canal::Reel), EtatActe::Transmis));
    drop(ministere);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_than_the_prefecture_writes_is_set_aside() {
    let (site, ministere) = Site::connected().await;
    let id = site.received("2026_001").await;
    let identity = site.acte(id).await.id_acte.unwrap();
    let letter = Initiative::DemandePieceComplementaire { description: "Le plan".into() };
    ministere.forge(&identity, &letter, PDF);
    site.fetch().await;
    assert!(site.letters(id).await.is_empty());
    assert_eq!(ministere.filed("Rejetes"), 1, "nothing is thrown away");
    ministere.write(&identity, &letter, PDF);
    site.fetch().await;
    assert_eq!(site.letters(id).await.len(), 1);
}
