//! What falls due: shown, told by mail before, done by the calendar; and the API of the conventions.

use axum::http::{Method, StatusCode};
use conventions::{domain::EtatConvention, jobs::echeance_rappel::ECHEANCES, store::conventions as kept};
use jobs::NewJob;
use serde_json::json;

use crate::site::{ALBIAS, Site};

impl Site {
    /// A day passes, with its job.
    async fn daily(&self) {
        let mut tx = self.begin().await;
        jobs::enqueue(&mut tx, &self.clock, NewJob::new(ECHEANCES, json!({}))).await.unwrap();
        tx.commit().await.unwrap();
        self.drain().await;
    }

    async fn reminders(&self) -> usize {
        let request = db::ListRequest { per_page: 50, ..db::ListRequest::default() };
        let mails = mail::list(&mut self.read().await, &request).await.unwrap();
        mails.rows.iter().filter(|m| m.sujet.contains("Reconduction tacite")).count()
    }
}

#[tokio::test]
async fn what_falls_due_is_shown_by_month_and_as_a_calendar() {
    let site = Site::new().await;
    let admin = site.admin().await;
    admin
        .get("/centre/echeances")
        .await
        .says(StatusCode::OK, &["3 échéances", "Janvier 2021", "Albias", "Reconduction tacite"]);
    admin.get("/centre/echeances?nature=terme").await.says(StatusCode::OK, &["Rien n’échoit sur cette période"]);
    let calendar = admin.get("/centre/echeances.ics").await.text();
    assert!(calendar.contains("BEGIN:VEVENT") && calendar.contains("20210101"), "{calendar}");
    assert_eq!(site.technicien().await.get("/centre/echeances").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_reminder_leaves_once_and_the_calendar_renews() {
    let site = Site::new().await;
    site.daily().await;
    assert_eq!(site.reminders().await, 1, "Albias alone has an address");
    site.daily().await;
    assert_eq!(site.reminders().await, 1, "the same one does not leave twice");
    site.clock.set("2020-12-26T08:00:00Z".parse().unwrap());
    site.daily().await;
    assert_eq!(site.reminders().await, 2, "seven days before");
    let before = kept::list(&mut site.read().await, site.albias.id).await.unwrap()[0].historique().len();
    site.clock.set("2021-01-02T08:00:00Z".parse().unwrap());
    site.daily().await;
    let after = kept::list(&mut site.read().await, site.albias.id).await.unwrap().remove(0);
    assert_eq!((after.etat(), after.historique().len()), (EtatConvention::Renouvelee, before + 1));
    site.admin()
        .await
        .get("/centre/conventions?q=albias")
        .await
        .says(StatusCode::OK, &["01/10/2021", "dernier jour pour dénoncer"]);
}

#[tokio::test]
async fn the_api_acts_on_conventions_as_the_pages_do() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let all = admin.api(Method::GET, "/api/v1/conventions?par_page=2", None).await.json();
    assert_eq!(all["elements"].as_array().unwrap().len(), 2);
    let next = format!("/api/v1/conventions?par_page=2&apres={}", all["suite"].as_str().unwrap());
    assert_eq!(admin.api(Method::GET, &next, None).await.json()["elements"].as_array().unwrap().len(), 1);
    let mine = format!("/api/v1/c/{ALBIAS}/conventions");
    let known = admin.api(Method::GET, &mine, None).await.json();
    let id = known[0]["id"].as_str().unwrap().to_owned();
    let act = json!({ "acte": "denonciation", "notifiee_le": "2020-09-15", "recommande": "1A 1", "manquement": null });
    let done = admin.api(Method::POST, &format!("{mine}/{id}/actes"), Some(act.clone())).await;
    assert_eq!((done.status, done.json()["fin"].as_str()), (StatusCode::OK, Some("2021-01-01")));
    let twice = admin.api(Method::POST, &format!("{mine}/{id}/actes"), Some(act)).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = json!({ "numero": "2020-1", "regime": "un_an_tacite", "le": "2020-11-01" });
    let made = admin.api(Method::POST, &mine, Some(new)).await;
    assert_eq!((made.status, made.json()["etat"].as_str()), (StatusCode::CREATED, Some("proposee")));
    assert_eq!(site.secretaire().await.api(Method::GET, &mine, None).await.json().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_api_subscribes_and_imports_all_or_nothing() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let mine = format!("/api/v1/c/{ALBIAS}/abonnements");
    let asked = json!({ "service": "DOM", "quantite": 1, "depuis": 2020 });
    let made = admin.api(Method::POST, &mine, Some(asked.clone())).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let one = format!("{mine}/{}", made.json()["id"].as_str().unwrap());
    let more = admin.api(Method::PUT, &format!("{one}/quantite"), Some(json!({ "annee": 2021, "quantite": 4 }))).await;
    assert_eq!(more.json()["quantites"], json!({ "2020": 1, "2021": 4 }));
    let ended = admin.api(Method::PUT, &format!("{one}/fin"), Some(json!({ "derniere_annee": 2022 }))).await;
    assert_eq!(ended.json()["jusqu_a"], 2022);
    let half = json!({ "csv": "siren;service;quantite;depuis\n218200020;MEL5;1;2020\n218200020;N9;1;2020\n" });
    let refused = admin.api(Method::POST, "/api/v1/abonnements/import", Some(half)).await;
    assert_eq!(
        (refused.status, refused.json()["erreurs"][0]["ligne"].as_u64()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some(3))
    );
    let trial = json!({ "csv": "siren;service;quantite;depuis\n218200020;MEL5;1;2020\n", "essai": true });
    assert_eq!(admin.api(Method::POST, "/api/v1/abonnements/import", Some(trial)).await.json()["nouveaux"], 1);
    let known = admin.api(Method::GET, &mine, None).await.json();
    assert_eq!(known.as_array().unwrap().len(), 3, "neither the half nor the trial was kept");
    assert_eq!(site.secretaire().await.api(Method::POST, &mine, Some(asked)).await.status, StatusCode::FORBIDDEN);
}
