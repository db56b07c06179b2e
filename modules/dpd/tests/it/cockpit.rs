//! The cockpit and the page of a member: who comes first and why, for whom, in how many statements.

use annuaire::{Acteur, collectivites};
use axum::http::{Method, StatusCode};
use contracts::{conventions::SuiviRgpd, rgpd::SituationRegistre};
use db::{Perimetre, testing::TestDb};
use dpd::gestes::cockpit;

use crate::{
    ports::{Su, registre, set, suivi},
    site::{ALBIAS, PATH, Site, fiche},
};

/// Albias waits for the delegate, Montauban is quiet, Bressols never subscribed.
async fn world() -> Site {
    let site = Site::new().await;
    let (a, m) = (site.albias.id, site.montauban.id);
    let waits = SituationRegistre { soumis: 3, incomplets: 2, ..registre(a) };
    set(a, Su { registre: Some(waits), suivi: Some(suivi(a)) });
    set(m, Su { registre: Some(registre(m)), suivi: Some(suivi(m)) });
    site.referent(m, "Jeanne Roux", "jeanne@montauban.example").await;
    site
}

#[tokio::test]
async fn who_waits_for_the_delegate_comes_first_and_the_reasons_are_written() {
    let site = world().await;
    let page = site.dpd().await.get(PATH).await;
    page.says(
        StatusCode::OK,
        &[
            "1 adhérent a besoin de vous",
            "3 adhérents, dont 2 au service du délégué",
            "3 traitements attendent votre contrôle.",
            "2 traitements ont des réponses obligatoires manquantes.",
            "Le service du délégué n’est pas souscrit cette année.",
            "jamais été importé",
        ],
    );
    let text = page.plain();
    let place = |nom: &str| text.find(nom).unwrap();
    assert!(place("Commune d’Albias") < place("Commune de Montauban"), "{text}");
    assert!(place("Commune de Montauban") < place("Commune de Bressols"), "{text}");
}

#[tokio::test]
async fn filters_hold_together_and_the_export_holds_what_is_shown() {
    let site = world().await;
    let dpd = site.dpd().await;
    let found = dpd.get(&format!("{PATH}?motif=soumis")).await;
    found.says(StatusCode::OK, &["Commune d’Albias", "1 adhérent Retirer les filtres"]);
    found.hides("Commune de Montauban");
    dpd.get(&format!("{PATH}?q=bress&phase=aucune")).await.says(StatusCode::OK, &["Commune de Bressols"]);
    dpd.get(&format!("{PATH}?q=zzz")).await.says(StatusCode::OK, &["Rien ne correspond à cette recherche"]);
    let csv = dpd.get(&format!("{PATH}/export?motif=soumis&format=csv")).await.text();
    assert!(csv.contains("3\u{a0}traitements attendent votre contrôle.") && !csv.contains("Montauban"), "{csv}");
    let sorted = dpd.get(&format!("{PATH}?tri=nom&ordre=desc")).await.plain();
    assert!(sorted.find("Commune de Montauban").unwrap() < sorted.find("Commune d’Albias").unwrap());
    let one = dpd.get(&format!("{PATH}?par=1&page=9")).await;
    one.says(StatusCode::OK, &["page 3 sur 3"]);
}

#[tokio::test]
async fn a_delegate_sees_their_portefeuille_and_nothing_else_exists() {
    let site = world().await;
    let sofia = site.dpd_of_albias().await;
    let page = sofia.get(PATH).await;
    page.says(StatusCode::OK, &["Commune d’Albias", "1 adhérent, dont 1"]);
    page.hides("Commune de Montauban");
    sofia.get(&format!("{PATH}/218201218")).await.says(StatusCode::NOT_FOUND, &[]);
    sofia.get(&format!("{PATH}/999000003")).await.says(StatusCode::NOT_FOUND, &[]);
    sofia.get(&format!("{PATH}/bonjour")).await.says(StatusCode::NOT_FOUND, &[]);
    // The other delegate may look at hers.
    let hugo = site.dpd().await.get(PATH).await.text();
    let (_, id) = hugo.split_once("Tous mes adhérents</option><option value=\"").unwrap();
    let id = id.split('"').next().unwrap();
    let hers = site.dpd().await.get(&format!("{PATH}?portefeuille={id}")).await;
    hers.says(StatusCode::OK, &["Sofia Caron", "Commune d’Albias"]);
    hers.hides("Commune de Montauban");
}

#[tokio::test]
async fn the_room_is_the_delegates_own() {
    let site = world().await;
    for path in ["", "/echanges", "/designations", "/designations/import", "/campagnes", "/218200020"] {
        let path = format!("{PATH}{path}");
        site.technicienne().await.get(&path).await.says(StatusCode::FORBIDDEN, &[]);
        site.secretaire().await.get(&path).await.says(StatusCode::NOT_FOUND, &[]);
    }
}

#[tokio::test]
async fn a_member_is_shown_whole_on_one_page() {
    let site = world().await;
    let page = site.dpd().await.get(&format!("{PATH}/{ALBIAS}")).await;
    page.says(
        StatusCode::OK,
        &[
            "Commune d’Albias",
            "Ce qui demande votre attention",
            "Aucun référent RGPD dans l’annuaire.",
            "Soumis, à contrôler 3",
            "Accompagnement",
            "1 tenus sur 2",
            "Aucun échange noté",
            "Saisir le récépissé",
        ],
    );
    assert!(page.text().contains("/c/218200020/rgpd"), "the register is one click away");
}

#[tokio::test]
async fn the_receipt_is_typed_and_a_wrong_number_comes_back() {
    let site = world().await;
    let dpd = site.dpd().await;
    let there = format!("{PATH}/{ALBIAS}");
    let wrong = dpd.post(&format!("{there}/recepisse"), &[("numero", "12345"), ("effet", "hier")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date ne se lit pas"]);
    let wrong = dpd.post(&format!("{there}/recepisse"), &[("numero", "12345")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["par exemple DPO-12345"]);
    let typed = [("numero", "dpo 12345"), ("effet", "2026-11-01"), ("note", "Reçu par courrier.")];
    let kept = dpd.post(&format!("{there}/recepisse"), &typed).await;
    assert_eq!(kept.location(), format!("{there}?fait=dpd-recepisse"));
    dpd.get(&there).await.says(StatusCode::OK, &["DPO-12345", "01/11/2026", "Récépissé, pas encore publié"]);
    assert_eq!(site.journaled("dpd.recepisse.saisi").await, 1);
    dpd.post(&format!("{there}/recepisse"), &typed).await.location();
    assert_eq!(site.journaled("dpd.recepisse.saisi").await, 1, "the same again says nothing");
    let hidden = site.dpd_of_albias().await.post(&format!("{PATH}/218201218/recepisse"), &typed).await;
    hidden.says(StatusCode::NOT_FOUND, &[]);
}

#[tokio::test]
async fn the_api_gives_the_same_list_with_its_reasons() {
    let site = world().await;
    let dpd = site.dpd().await;
    let all = dpd.api(Method::GET, "/api/v1/dpd/membres", None).await.json();
    assert_eq!((all[0]["siren"].as_str(), all.as_array().unwrap().len()), (Some(ALBIAS), 3));
    assert_eq!(all[0]["raisons"][0]["motif"], "soumis");
    assert_eq!(all[0]["raisons"][0]["gravite"], "urgent");
    let one = dpd.api(Method::GET, "/api/v1/dpd/membres/218200020", None).await.json();
    assert_eq!((&one["soumis"], &one["souscrit_depuis"]), (&serde_json::json!(3), &serde_json::json!(2020)));
    let body = serde_json::json!({ "numero": "DPO-77", "effet": "2026-11-01" });
    let put = dpd.api(Method::PUT, "/api/v1/dpd/membres/218200020/recepisse", Some(body)).await;
    put.says(StatusCode::OK, &["DPO-77"]);
    let hidden = site.dpd_of_albias().await.api(Method::GET, "/api/v1/dpd/membres/218201218", None).await;
    hidden.says(StatusCode::NOT_FOUND, &[]);
    site.secretaire().await.api(Method::GET, "/api/v1/dpd/membres", None).await.says(StatusCode::NOT_FOUND, &[]);
}

/// The statements of the cockpit with `members` more communes.
async fn statements(site: &Site, members: u32) -> u64 {
    let (clock, acteur) = (&site.clock, Acteur::systeme("essai"));
    let mut tx = site.db().begin(Perimetre::Commun).await.unwrap();
    for number in 0..members {
        let siren = siren(number);
        let place = fiche("ccas", &format!("CCAS {number}"), &siren, "", "");
        let made = collectivites::create(&mut tx, clock, &acteur, &place).await.unwrap();
        let suivi = SuiviRgpd { depuis: None, ..suivi(made.id) };
        set(made.id, Su { registre: Some(registre(made.id)), suivi: Some(suivi) });
    }
    tx.commit().await.unwrap();
    let before = site.db().statements();
    let mut tx = site.read().await;
    let vue = cockpit::load(&mut tx, &site.services, annuaire::Visibles::Toutes).await.unwrap();
    assert_eq!(vue.membres.len(), 3 + usize::try_from(members).unwrap());
    site.db().statements() - before
}

/// A SIREN of no body that exists.
fn siren(number: u32) -> String {
    let found = (0..10).map(|key| format!("98{number:06}{key}")).find(|all| all.parse::<kernel::Siren>().is_ok());
    found.unwrap()
}

#[tokio::test]
async fn the_cockpit_asks_a_constant_number_of_statements() {
    let few = statements(&Site::new().await, 2).await;
    let many = statements(&Site::new().await, 60).await;
    assert_eq!(few, many);
    assert!(many <= 12, "{many} statements");
}

#[tokio::test]
async fn the_cockpit_is_read_on_postgres_too() {
    let site = Site::on(TestDb::postgres(&web::testing::migrations(&[&dpd::ROOM])).await).await;
    assert!(statements(&site, 2).await <= 14);
    site.dpd().await.get(PATH).await.says(StatusCode::OK, &["Commune d’Albias"]);
}
