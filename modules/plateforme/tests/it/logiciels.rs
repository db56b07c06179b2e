//! The software that is told: related, tried, its secret shown once, its deliveries read and sent again; never another's.

use axum::http::StatusCode;
use webhooks::{AbonnementId, abonnements};

use crate::monde::{ALBIAS, MONTAUBAN, Monde};

const LIST: &str = "/c/218200020/webhooks";
const TYPED: [(&str, &str); 3] =
    [("nom", "Gestion des documents"), ("url", "https://ged.exemple.fr/beffroi"), ("evenements", "essais.recu")];

async fn related(monde: &Monde) -> AbonnementId {
    let asked = db::ListRequest { page: 1, per_page: 10, ..db::ListRequest::default() };
    let mut tx = monde.db().read(db::Perimetre::Commun).await.unwrap();
    abonnements::list(&mut tx, monde.albias.id, &asked).await.unwrap()[0].id
}

#[tokio::test]
async fn a_software_is_related_and_its_secret_is_shown_once() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(LIST).await.says(StatusCode::OK, &["Aucun logiciel relié"]);
    let page = admin.get(&format!("{LIST}/nouveau")).await;
    page.says(StatusCode::OK, &["Essai reçu", "essais.recu"]);
    let wrong = admin.post(LIST, &[("nom", ""), ("url", "https://127.0.0.1/x"), ("evenements", "essais.recu")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Donnez un nom", "127.0.0.1"]);
    let made = admin.post(LIST, &TYPED).await;
    let shown = made.says(StatusCode::OK, &["Copiez le secret maintenant", "whsec_"]);
    let secret = shown.split("whsec_").nth(1).unwrap().split(['<', '"', ' ']).next().unwrap().to_owned();
    let id = related(&monde).await;
    let page = admin.get(&format!("{LIST}/{id}")).await;
    let page =
        page.says(StatusCode::OK, &["Gestion des documents", "Actif", "Essai reçu", "Rien n’a encore été livré"]);
    assert!(!page.contains(&secret));
    let renewed = admin.post(&format!("{LIST}/{id}/secret"), &[]).await.says(StatusCode::OK, &["whsec_"]);
    assert!(!renewed.contains(&secret), "another one");
    admin.get(&format!("{LIST}/{id}")).await.says(StatusCode::OK, &["L’ancien secret signe encore"]);
    admin.post(&format!("{LIST}/{id}/secret/fin"), &[]).await;
    admin.get(&format!("{LIST}/{id}")).await.says(StatusCode::OK, &["Renouveler le secret"]);
}

#[tokio::test]
async fn it_is_changed_stopped_taken_back_tried_and_forgotten() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.post(LIST, &TYPED).await;
    let id = related(&monde).await;
    let there = format!("{LIST}/{id}");
    let form = admin.get(&format!("{there}/modification")).await.text();
    let revision = form.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut typed = TYPED.to_vec();
    typed[0] = ("nom", "Autre nom");
    typed.push(("revision", revision));
    assert_eq!(admin.post(&format!("{there}/modification"), &typed).await.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.post(&format!("{there}/modification"), &typed).await.status, StatusCode::CONFLICT);
    for (gesture, word) in [("arret", "Arrêté"), ("reprise", "Actif")] {
        assert_eq!(admin.post(&format!("{there}/{gesture}"), &[]).await.status, StatusCode::SEE_OTHER);
        admin.get(&there).await.says(StatusCode::OK, &["Autre nom", word]);
    }
    assert_eq!(admin.post(&format!("{there}/essai"), &[]).await.status, StatusCode::SEE_OTHER);
    let page = admin.get(&there).await.says(StatusCode::OK, &["Essai", "À livrer"]);
    let delivery = page.split("/livraisons/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let one = admin.get(&format!("{there}/livraisons/{delivery}")).await;
    one.says(StatusCode::OK, &["Webhook-Id", "Pas encore d’essai", "donnees"]);
    let twice = admin.post(&format!("{there}/essai"), &[]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["Un essai est déjà en route"]);
    admin.get(&format!("{there}/suppression")).await.says(StatusCode::OK, &["Ne plus prévenir ce logiciel"]);
    assert_eq!(admin.post(&format!("{there}/suppression"), &[]).await.status, StatusCode::SEE_OTHER);
    admin.get(&there).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn that_of_another_does_not_exist_and_the_centre_hears_everybody() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.post(LIST, &TYPED).await;
    let id = related(&monde).await;
    admin.get(&format!("/c/{MONTAUBAN}/webhooks/{id}")).await.says(StatusCode::NOT_FOUND, &[]);
    admin.get(&format!("/centre/webhooks/{id}")).await.says(StatusCode::NOT_FOUND, &[]);
    admin.post(&format!("/c/{MONTAUBAN}/webhooks/{id}/arret"), &[]).await.says(StatusCode::NOT_FOUND, &[]);
    let typed = [TYPED.to_vec(), vec![("portee", "adherents")]].concat();
    admin.post("/centre/webhooks", &typed).await.says(StatusCode::OK, &["whsec_"]);
    admin.get("/centre/webhooks").await.says(StatusCode::OK, &["toutes les collectivités"]);
    // A collectivité never hears the others, whatever is sent.
    admin.post(&format!("/c/{ALBIAS}/webhooks"), &typed).await.says(StatusCode::OK, &["whsec_"]);
    let page = admin.get(LIST).await.says(StatusCode::OK, &["Gestion des documents"]);
    assert!(!page.contains("toutes les collectivités"));
}
