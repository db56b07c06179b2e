//! The queue: what failed first, again, no more; the progress of one job.

use axum::http::{HeaderName, Method, StatusCode};
use db::{Perimetre, Sql, params, sql};
use jobs::{JobId, Kind, NewJob};
use serde_json::json;

use crate::monde::Monde;

const LIST: &str = "/centre/travaux";
/// A kind that nobody runs here: it waits.
const WAITS: Kind = Kind::new("essai.attend", "Essai");
const BREAK: Sql = sql(
    "UPDATE jobs_job SET etat = 'echoue', last_error = 'Le serveur est en panne.', finished_at = created_at WHERE id = $1",
);

async fn ask(monde: &Monde, who: Option<kernel::PersonneId>, nom: &str) -> JobId {
    let mut tx = monde.db().begin(Perimetre::Commun).await.unwrap();
    let job = NewJob::new(WAITS, json!({})).asked_by(who, nom);
    let id = jobs::enqueue(&mut tx, &monde.clock, job).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

async fn fail(monde: &Monde, id: JobId) {
    let mut tx = monde.db().begin(Perimetre::Commun).await.unwrap();
    assert_eq!(tx.run(BREAK, params![id]).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn dead_letters_come_first_and_are_asked_again_once() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(LIST).await.says(StatusCode::OK, &["Aucun travail n’attend votre aide", "Ce qui se fait tout seul"]);
    let id = ask(&monde, None, "").await;
    fail(&monde, id).await;
    admin.get(LIST).await.says(
        StatusCode::OK,
        &["Un travail a échoué", "À relancer ou à abandonner", "Le serveur est en panne.", "Relancer"],
    );
    for _ in 0..2 {
        assert_eq!(admin.post(&format!("/travaux/{id}/relance"), &[]).await.location(), format!("/travaux/{id}"));
    }
    admin.get(&format!("{LIST}?etat=en_attente")).await.says(StatusCode::OK, &["essai.attend", "1\u{a0}travail"]);
    admin.get("/centre/journal?objet=travail").await.says(StatusCode::OK, &["Travail relancé", "1\u{a0}ligne"]);
}

#[tokio::test]
async fn what_waits_is_cancelled() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let id = ask(&monde, None, "").await;
    admin.get(&format!("/travaux/{id}")).await.says(StatusCode::OK, &["bientôt", "Annuler ce travail"]);
    for _ in 0..2 {
        assert_eq!(admin.post(&format!("/travaux/{id}/annulation"), &[]).await.location(), format!("/travaux/{id}"));
    }
    admin.get(&format!("/travaux/{id}")).await.says(StatusCode::OK, &["Ce travail a été annulé", "Relancer"]);
    let polled = admin.get_with(&format!("/travaux/{id}"), HeaderName::from_static("hx-request"), "true").await;
    assert_eq!(
        polled.header(HeaderName::from_static("hx-refresh")),
        "true",
        "the whole page is asked again when all is over"
    );
}

#[tokio::test]
async fn who_asked_follows_and_nobody_else_knows() {
    let monde = Monde::new().await;
    let elu = monde.member("Eva", "Serres", &monde.albias, annuaire::Role::Elu).await;
    let id = ask(&monde, Some(elu.id), "Eva Serres").await;
    let path = format!("/travaux/{id}");
    let asker = monde.visit("eva.serres@exemple.fr").await;
    let page = asker.get(&path).await.says(StatusCode::OK, &["Demandé par Eva Serres"]);
    assert!(!page.contains("Le détail pour l’administrateur") && !page.contains("Annuler"), "{page}");
    assert_eq!(monde.secretaire().await.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(asker.get(LIST).await.status, StatusCode::NOT_FOUND);
    assert_eq!(asker.post(&format!("{path}/annulation"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(monde.dpd().await.get(LIST).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        monde.admin().await.get("/travaux/019a0000-0000-7000-8000-000000000000").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn jobs_leave_as_a_table_and_over_the_api() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let (one, two) = (ask(&monde, None, "Anne Martin").await, ask(&monde, None, "").await);
    fail(&monde, one).await;
    let csv = admin.get(&format!("{LIST}/export?etat=echoue")).await.text();
    assert!(csv.contains("Anne Martin") && csv.contains("Le serveur est en panne."), "{csv}");
    assert_eq!(csv.lines().count(), 2, "{csv}");
    let page = admin.api(Method::GET, "/api/v1/travaux?par_page=1", None).await.json();
    assert_eq!(page["elements"][0]["id"], one.to_string());
    let next = format!("/api/v1/travaux?par_page=1&apres={}", page["suite"].as_str().unwrap());
    let page = admin.api(Method::GET, &next, None).await.json();
    assert_eq!((page["elements"][0]["id"].as_str(), page["suite"].as_str()), (Some(two.to_string().as_str()), None));
}
