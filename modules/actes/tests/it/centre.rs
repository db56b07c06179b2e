//! The centre: every member at once, the connection, the trainings, the school, pauses, what is sent again.

use actes::{
    domain::{Canal, EtatActe, EtatEnvoi},
    store::{envois, raccordements},
};
use axum::http::StatusCode;

use crate::site::{BASE, Site};

const PATH: &str = "/centre/actes";

#[tokio::test]
async fn every_member_is_seen_at_once() {
    let site = Site::new().await;
    site.received("2026_001").await;
    let karim = site.technicien().await;
    let page = karim.get(PATH).await;
    page.says(
        StatusCode::OK,
        &[
            "La télétransmission suit son cours",
            "Commune d’Albias",
            "à l’école",
            "Commune de Montauban",
            "pas encore commencé",
        ],
    );
    let some = karim.get(&format!("{PATH}?situation=ecole")).await;
    assert!(some.text().contains("Albias") && !some.text().contains("Montauban"));
    karim
        .get(&format!("{PATH}/218200020"))
        .await
        .says(StatusCode::OK, &["classement du 08/12/2017", "Personnes formées"]);
    site.secretaire().await.get(PATH).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn a_member_is_connected_with_its_convention_or_told_what_lacks() {
    let site = Site::new().await;
    let karim = site.technicien().await;
    let there = format!("{PATH}/218201218");
    karim.get(&there).await.says(StatusCode::OK, &["Ouvrir l’école"]);
    assert_eq!(karim.post(&format!("{there}/ecole"), &[]).await.status, StatusCode::SEE_OTHER);
    let revision = karim.get(&there).await.hidden("revision");
    let real = [
        ("revision", revision.as_str()),
        ("canal", "reel"),
        ("departement", "082"),
        ("arrondissement", "2"),
        ("nature_cl", "31"),
    ];
    let refused = karim.post(&format!("{there}/raccordement"), &real).await;
    refused.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &[
            "la date de la convention",
            "le jour à partir duquel",
            "au moins une nature",
            "n’est pas relié à la préfecture",
        ],
    );
    let wrong = [
        ("revision", revision.as_str()),
        ("canal", "ecole"),
        ("departement", "82"),
        ("arrondissement", "2"),
        ("nature_cl", "31"),
    ];
    karim
        .post(&format!("{there}/raccordement"), &wrong)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["trois caractères"]);
    let right = [
        ("revision", revision.as_str()),
        ("canal", "ecole"),
        ("departement", "082"),
        ("arrondissement", "3"),
        ("nature_cl", "31"),
    ];
    assert_eq!(karim.post(&format!("{there}/raccordement"), &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(karim.post(&format!("{there}/raccordement"), &right).await.status, StatusCode::CONFLICT);
    let known = raccordements::list(&mut site.read().await).await.unwrap();
    assert_eq!((known.len(), known[0].canal, known[0].arrondissement.as_str()), (1, Canal::Ecole, "3"));
}

#[tokio::test]
async fn a_training_is_noted_once_it_took_place() {
    let site = Site::new().await;
    site.prepared("2026_001").await;
    let karim = site.technicien().await;
    let there = format!("{PATH}/218200020");
    let page = karim.get(&there).await;
    page.says(StatusCode::OK, &["Claire Vidal"]);
    let claire = page.choice("Claire Vidal");
    let later = [("personne", claire.as_str()), ("formee_le", "2026-12-25")];
    karim.post(&format!("{there}/formations"), &later).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["à venir"]);
    let nobody = [("personne", ""), ("formee_le", "2026-10-25")];
    karim
        .post(&format!("{there}/formations"), &nobody)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez la personne"]);
    let done = [("personne", claire.as_str()), ("formee_le", "2026-10-25"), ("note", "Deux heures, à Albias")];
    assert_eq!(karim.post(&format!("{there}/formations"), &done).await.status, StatusCode::SEE_OTHER);
    karim.get(&there).await.says(StatusCode::OK, &["formée le 25/10/2026", "Deux heures, à Albias"]);
}

#[tokio::test]
async fn the_teacher_makes_the_prefecture_write() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let karim = site.technicien().await;
    karim.get(&format!("{PATH}/ecole")).await.says(StatusCode::OK, &["Tarifs de la cantine pour 2027", "#silence"]);
    let there = format!("{PATH}/ecole/218200020/{id}");
    karim.get(&there).await.says(StatusCode::OK, &["Demander des pièces complémentaires"]);
    let bare = karim.post(&there, &[("lettre", "3-1")]).await;
    bare.says(StatusCode::UNPROCESSABLE_ENTITY, &["Écrivez ce qu’elle demande"]);
    let asked = [("lettre", "3-1"), ("texte", "Le plan de situation")];
    assert_eq!(karim.post(&there, &asked).await.status, StatusCode::SEE_OTHER);
    site.fetch().await;
    site.secretaire()
        .await
        .get(&format!("{BASE}/{id}"))
        .await
        .says(StatusCode::OK, &["Le plan de situation", "Répondre"]);
}

#[tokio::test]
async fn nothing_leaves_while_a_pause_lasts_and_a_sending_is_sent_again_under_its_name() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let karim = site.technicien().await;
    karim
        .post(&format!("{PATH}/pauses"), &[("motif", "")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites pourquoi"]);
    assert_eq!(karim.post(&format!("{PATH}/pauses"), &[("motif", "Travaux")]).await.status, StatusCode::SEE_OTHER);
    site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    let waiting = site.sendings(id).await.remove(0);
    assert_eq!((waiting.etat, waiting.tentatives), (EtatEnvoi::EnAttente, 0));
    let page = karim.get(PATH).await;
    page.says(StatusCode::OK, &["Travaux", "Ce qui n’est pas arrivé à la préfecture", "Reprendre les envois"]);
    let pause = actes::store::pauses::list(&mut site.read().await, site.clock.now()).await.unwrap().remove(0);
    karim.post(&format!("{PATH}/pauses/{}/fin", pause.id), &[]).await;
    let again = format!("{PATH}/envois/{}/{}", site.albias.id, waiting.id);
    assert_eq!(karim.post(&again, &[]).await.status, StatusCode::SEE_OTHER);
    site.clock.advance_seconds(1_000);
    site.drain().await;
    site.fetch().await;
    let sent = site.sendings(id).await;
    assert_eq!((sent.len(), sent[0].etat, sent[0].archive.as_str()), (1, EtatEnvoi::Depose, waiting.archive.as_str()));
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu);
    let log = envois::list_of_day(&mut site.read().await, site.albias.id, waiting.jour).await.unwrap();
    let series: Vec<u32> = log.iter().map(|envoi| envoi.serie).collect();
    assert_eq!(series, [1, 2], "numbers without hole nor double");
}

#[tokio::test]
async fn a_pause_is_announced_ahead_and_renounced() {
    let site = Site::new().await;
    let karim = site.technicien().await;
    let typed = [("motif", "Travaux"), ("jour", "2026-11-26"), ("heure", "25:00"), ("heures", "3")];
    let wrong = karim.post(&format!("{PATH}/pauses"), &typed).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette heure ne se lit pas"]);
    let typed = [("motif", "Travaux"), ("jour", "2026-11-26"), ("heure", "8h30"), ("heures", "3")];
    assert_eq!(karim.post(&format!("{PATH}/pauses"), &typed).await.status, StatusCode::SEE_OTHER);
    let page = karim.get(PATH).await;
    page.says(StatusCode::OK, &["Rien ne partira à partir du 26/11/2026 à 08:30", "11:30", "Renoncer à cette pause"]);
    let id = site.received("2026_001").await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu, "it has not begun");
    let pause = actes::store::pauses::list(&mut site.read().await, site.clock.now()).await.unwrap().remove(0);
    karim.post(&format!("{PATH}/pauses/{}/fin", pause.id), &[]).await;
    karim.get(PATH).await.hides("Travaux");
}
