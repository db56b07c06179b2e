//! Campaigns: who reads what, twice the same click, nobody without an address, what the post was given.

use axum::http::{Method, StatusCode};
use db::ListRequest;
use dpd::store::campagnes;
use serde_json::json;

use crate::{
    ports::{Su, registre, set, suivi},
    site::{PATH, Site, fiche},
};

const TEXTE: &str = "Bonjour {destinataire},\n\n{motifs}\n\n{lien}\n\n{dpd}";

async fn world() -> Site {
    let site = Site::new().await;
    for one in [&site.albias, &site.montauban, &site.bressols] {
        set(one.id, Su { registre: None, suivi: Some(suivi(one.id)) });
    }
    set(site.montauban.id, Su { registre: Some(registre(site.montauban.id)), suivi: Some(suivi(site.montauban.id)) });
    site.referent(site.albias.id, "Jeanne Roux", "jeanne@albias.example").await;
    site
}

fn form<'a>(cle: &'a str, choix: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("cle", cle), ("choix", choix), ("objet", "{collectivite} : votre registre"), ("texte", TEXTE)]
}

#[tokio::test]
async fn members_are_chosen_by_the_filters_and_each_reads_its_own() {
    let site = world().await;
    let dpd = site.dpd().await;
    let page = dpd.get(&format!("{PATH}/campagnes/nouvelle?motif=sans_registre")).await;
    page.says(StatusCode::OK, &["Écrire à 2 adhérents", "Aucun registre.", "Commune d’Albias", "Commune de Bressols"]);
    page.says(StatusCode::OK, &["1 collectivité n’a aucune adresse connue", "Envoyer à 1 adhérent"]);
    page.hides("Commune de Montauban");
    let mut asked = form("une", "motif=sans_registre");
    asked.push(("geste", "relire"));
    let read = dpd.post(&format!("{PATH}/campagnes"), &asked).await;
    read.says(StatusCode::OK, &["Ce que lira Commune d’Albias", "Aucun traitement n’est inscrit au registre."]);
    assert!(campagnes::list(&mut site.read().await).await.unwrap().is_empty(), "nothing left yet");
    let sent = dpd.post(&format!("{PATH}/campagnes"), &form("une", "motif=sans_registre")).await;
    let there = sent.location().split('?').next().unwrap().to_owned();
    dpd.get(&there).await.says(StatusCode::OK, &["En attente", "Sans adresse", "1 collectivité n’a aucune adresse"]);
    site.drain().await;
    let page = dpd.get(&there).await;
    page.says(StatusCode::OK, &["1 sur 1", "jeanne@albias.example", "Commune d’Albias : votre registre"]);
    page.says(StatusCode::OK, &["Bonjour Jeanne Roux,", "http://beffroi.test/c/218200020/rgpd", "Hugo Marty"]);
    dpd.get(&format!("{PATH}/campagnes")).await.says(StatusCode::OK, &["Partie", "1 sur 2, 1 sans adresse"]);
    let mails = mail::export(&mut site.read().await, &ListRequest::default(), 100).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].sujet, "Commune d’Albias : votre registre");
    assert_eq!(site.journaled("dpd.campagne.envoyee").await, 1);
    dpd.get(&format!("{PATH}/218200020")).await.says(StatusCode::OK, &["Campagnes reçues"]);
}

#[tokio::test]
async fn the_same_click_twice_is_one_campaign_and_one_mail_each() {
    let site = world().await;
    let dpd = site.dpd().await;
    let first = dpd.post(&format!("{PATH}/campagnes"), &form("deux", "")).await.location().to_owned();
    site.drain().await;
    let again = dpd.post(&format!("{PATH}/campagnes"), &form("deux", "")).await.location().to_owned();
    assert_eq!(first, again);
    site.drain().await;
    let mut other = form("deux", "");
    other[2].1 = "Un autre objet";
    let refused = dpd.post(&format!("{PATH}/campagnes"), &other).await;
    refused.says(StatusCode::CONFLICT, &["Quelqu’un est passé avant vous"]);
    let mails = mail::export(&mut site.read().await, &ListRequest::default(), 100).await.unwrap();
    assert_eq!(mails.len(), 2, "Albias and Montauban; Bressols has no address");
    assert_eq!(campagnes::list(&mut site.read().await).await.unwrap().len(), 1);
}

#[tokio::test]
async fn more_than_fifty_mails_leave_in_pieces_each_once() {
    let site = world().await;
    let mut tx = site.begin().await;
    for number in 0..60 {
        let found = (0..10).map(|key| format!("97{number:06}{key}")).find(|all| all.parse::<kernel::Siren>().is_ok());
        let place = fiche("ccas", &format!("CCAS {number}"), &found.unwrap(), "", &format!("ccas{number}@exemple.fr"));
        annuaire::collectivites::create(&mut tx, &site.clock, &site.acteur, &place).await.unwrap();
    }
    tx.commit().await.unwrap();
    let sent = site.dpd().await.post(&format!("{PATH}/campagnes"), &form("soixante", "genre=ccas")).await;
    sent.location();
    site.drain().await;
    let mails = mail::export(&mut site.read().await, &ListRequest::default(), 100).await.unwrap();
    assert_eq!(mails.len(), 60);
    let mut addresses: Vec<String> = mails.into_iter().map(|mail| mail.destinataire_adresse).collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 60);
    let campagne = &campagnes::list(&mut site.read().await).await.unwrap()[0];
    assert_eq!((campagne.ecrits, campagne.joignables, campagne.choix.as_str()), (60, 60, "CCAS"));
}

#[tokio::test]
async fn an_address_that_the_post_refuses_is_counted_apart_and_the_others_leave() {
    let site = world().await;
    site.dpd().await.post(&format!("{PATH}/campagnes"), &form("refus", "")).await.location();
    let mut tx = site.begin().await;
    let id = campagnes::list(&mut tx).await.unwrap()[0].id;
    campagnes::set_written(&mut tx, site.montauban.id, id, (None, site.clock.now())).await.unwrap();
    tx.commit().await.unwrap();
    site.drain().await;
    let dpd = site.dpd().await;
    dpd.get(&format!("{PATH}/campagnes")).await.says(StatusCode::OK, &["Partie", "1 sur 3, 1 adresse refusée"]);
    dpd.get(&format!("{PATH}/campagnes/{id}")).await.says(StatusCode::OK, &["2 sur 2", "Adresse refusée"]);
    dpd.get(&format!("{PATH}/218201218")).await.hides("Campagnes reçues");
}

#[tokio::test]
async fn what_is_wrong_with_the_text_is_told_and_nothing_leaves() {
    let site = world().await;
    let dpd = site.dpd().await;
    let post = |objet: &'static str, texte: &'static str, choix: &'static str| {
        let dpd = dpd.clone();
        async move {
            let fields = [("cle", "trois"), ("choix", choix), ("objet", objet), ("texte", texte)];
            dpd.post(&format!("{PATH}/campagnes"), &fields).await
        }
    };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    post("", "Bonjour", "").await.says(refused, &["Écrivez l’objet du courriel."]);
    post("Objet", "Bonjour {maire}", "").await.says(refused, &["« {maire} » n’existe pas", "{collectivite}"]);
    post("Objet", "Bonjour", "q=zzz").await.says(refused, &["Aucune collectivité ne correspond à ce choix"]);
    for unread in ["motif=sans_registr", "moitf=sans_registre", "cnil=x", "portefeuille=moi", "genre=communes"] {
        post("Objet", "Bonjour", unread).await.says(refused, &[&format!("Le filtre « {unread} » ne se lit pas")]);
        let page = dpd.get(&format!("{PATH}/campagnes/nouvelle?{unread}")).await;
        page.says(refused, &["personne n’est choisi à votre place"]);
    }
    post("Objet", "Bonjour", "q=bressols").await.says(refused, &["Aucune de ces collectivités n’a d’adresse connue"]);
    site.drain().await;
    assert!(campagnes::list(&mut site.read().await).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_delegate_writes_to_their_own_members_and_sees_their_own_lines() {
    let site = world().await;
    let sofia = site.dpd_of_albias().await;
    sofia.get(&format!("{PATH}/campagnes/nouvelle")).await.says(StatusCode::OK, &["Écrire à 1 adhérent"]);
    let all = site.dpd().await.post(&format!("{PATH}/campagnes"), &form("quatre", "")).await;
    let there = all.location().split('?').next().unwrap().to_owned();
    let seen = sofia.get(&there).await;
    seen.says(StatusCode::OK, &["Commune d’Albias"]);
    seen.hides("Commune de Montauban");
    site.technicienne()
        .await
        .post(&format!("{PATH}/campagnes"), &form("cinq", ""))
        .await
        .says(StatusCode::FORBIDDEN, &[]);
    site.secretaire().await.get(&there).await.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn the_api_writes_and_follows() {
    let site = world().await;
    let dpd = site.dpd().await;
    let body = json!({ "objet": "Votre registre", "texte": "{motifs}", "choix": "motif=sans_registre" });
    let made = dpd.api_once("/api/v1/dpd/campagnes", "une-campagne", body.clone()).await;
    made.says(StatusCode::ACCEPTED, &[]);
    assert_eq!((&made.json()["destinataires"], &made.json()["joignables"]), (&json!(2), &json!(1)));
    let again = dpd.api_once("/api/v1/dpd/campagnes", "une-campagne", body).await;
    assert_eq!(made.json()["id"], again.json()["id"]);
    site.drain().await;
    let path = format!("/api/v1/dpd/campagnes/{}", made.json()["id"].as_str().unwrap());
    let whole = dpd.api(Method::GET, &path, None).await.json();
    assert_eq!((&whole["ecrits"], whole["envois"].as_array().unwrap().len()), (&json!(1), 2));
    let wrong = json!({ "objet": "Votre registre", "texte": "{maire}" });
    let refused = dpd.api(Method::POST, "/api/v1/dpd/campagnes", Some(wrong)).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["n’existe pas"]);
    assert_eq!(dpd.api(Method::GET, "/api/v1/dpd/campagnes", None).await.json().as_array().unwrap().len(), 1);
}
