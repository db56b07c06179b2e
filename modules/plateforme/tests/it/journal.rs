//! The journal: searched, read line by line, exported, verified.

use axum::http::{StatusCode, header};
use db::{Perimetre, Sql, params, sql};

use crate::monde::{ALBIAS, MONTAUBAN, Monde};

const CENTRE: &str = "/centre/journal";

#[tokio::test]
async fn the_centre_reads_all_and_filters() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(CENTRE).await.says(
        StatusCode::OK,
        &["Collectivité créée", "Commune d’Albias", "Commune de Montauban", "chaînées une à une"],
    );
    let one = admin
        .get(&format!("{CENTRE}?collectivite={ALBIAS}&objet=collectivite"))
        .await
        .says(StatusCode::OK, &["Commune d’Albias", "1\u{a0}ligne"]);
    assert!(!one.contains("Montauban</"), "{one}");
    admin.get(&format!("{CENTRE}?q=montauban")).await.says(StatusCode::OK, &["1\u{a0}ligne"]);
    admin.get(&format!("{CENTRE}?du=2026-03-03")).await.says(StatusCode::OK, &["Rien ne correspond"]);
    admin
        .get(&format!("{CENTRE}?du=2026-03-02&au=2026-03-02&q=albias&objet=collectivite"))
        .await
        .says(StatusCode::OK, &["1\u{a0}ligne", "value=\"2026-03-02\""]);
    admin
        .get(&format!("{CENTRE}?collectivite=douze"))
        .await
        .says(StatusCode::OK, &["Aucune collectivité que vous suivez n’a ce SIREN"]);
}

#[tokio::test]
async fn each_reads_only_what_concerns_it() {
    let monde = Monde::new().await;
    let secretaire = monde.secretaire().await;
    let own = secretaire
        .get(&format!("/c/{ALBIAS}/journal"))
        .await
        .says(StatusCode::OK, &["Qui a fait quoi dans votre collectivité"]);
    assert!(!own.contains("Montauban"), "{own}");
    assert_eq!(secretaire.get(&format!("/c/{MONTAUBAN}/journal")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(secretaire.get(CENTRE).await.status, StatusCode::NOT_FOUND);
    assert_eq!(monde.agent().await.get(&format!("/c/{ALBIAS}/journal")).await.status, StatusCode::FORBIDDEN);
    let dpd = monde.dpd().await;
    let centre = dpd.get(CENTRE).await.says(StatusCode::OK, &["Qui a fait quoi"]);
    assert!(!centre.contains("Commune de Montauban"), "a portefeuille shows the centre's own chain: {centre}");
    dpd.get(&format!("{CENTRE}?collectivite={ALBIAS}")).await.says(StatusCode::OK, &["Commune d’Albias"]);
    dpd.get(&format!("{CENTRE}?collectivite={MONTAUBAN}"))
        .await
        .says(StatusCode::OK, &["Aucune collectivité que vous suivez"]);
    assert_eq!(dpd.get(&format!("{CENTRE}/chaine?collectivite={MONTAUBAN}")).await.status, StatusCode::NOT_FOUND);
}

async fn line_of(monde: &Monde, collectivite: kernel::CollectiviteId) -> journal::LigneEcrite {
    let mut tx = monde.db().read(Perimetre::Collectivite(collectivite)).await.unwrap();
    journal::of_objet(&mut tx, collectivite, collectivite.uuid()).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_line_shows_before_and_after() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin
        .post(&format!("/centre/collectivites/{ALBIAS}/populations"), &[("millesime", "2021"), ("totale", "3302")])
        .await
        .location();
    admin
        .post(&format!("/centre/collectivites/{ALBIAS}/populations"), &[("millesime", "2021"), ("totale", "3303")])
        .await
        .location();
    let line = line_of(&monde, monde.albias.id).await;
    let path = format!("{CENTRE}/{}/{}", monde.albias.id, line.id);
    admin
        .get(&path)
        .await
        .says(StatusCode::OK, &["Avant et après", "Population totale", "3302", "3303", "Anne Martin", &line.empreinte]);
    let own = format!("/c/{ALBIAS}/journal/{}", line.id);
    monde.secretaire().await.get(&own).await.says(StatusCode::OK, &["3303"]);
    let foreign = line_of(&monde, monde.montauban.id).await.id;
    assert_eq!(
        monde.secretaire().await.get(&format!("/c/{ALBIAS}/journal/{foreign}")).await.status,
        StatusCode::NOT_FOUND
    );
    let not_followed = format!("{CENTRE}/{}/{foreign}", monde.montauban.id);
    assert_eq!(monde.dpd().await.get(&not_followed).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_chain_is_verified_without_the_database() {
    let monde = Monde::new().await;
    let file = monde.secretaire().await.get(&format!("/c/{ALBIAS}/journal/chaine")).await;
    assert_eq!(
        file.header(header::CONTENT_DISPOSITION),
        format!("attachment; filename=\"journal-{ALBIAS}-2026-03-02.jsonl\"")
    );
    let (lines, faults) = journal::read_export(&file.text()).unwrap();
    assert!(!lines.is_empty() && faults.is_empty());
    let touched = file.text().replace("Albias", "Ailleurs");
    assert!(!journal::read_export(&touched).unwrap().1.is_empty());
    let table = monde.admin().await.get(&format!("{CENTRE}/export?q=albias&format=csv")).await;
    table.says(StatusCode::OK, &["Quand;Par qui", "Collectivité créée"]);
}

const TOUCH: Sql = sql("UPDATE journal_ligne SET libelle = 'Autre chose' WHERE collectivite_id = $1 AND seq = 1");

#[tokio::test]
async fn the_verification_runs_as_a_job_and_names_what_was_changed() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let page = format!("{CENTRE}/verification");
    admin.get(&page).await.says(StatusCode::OK, &["Le journal n’a pas encore été vérifié", "Vérifier maintenant"]);
    let job = admin.post(&page, &[]).await.location();
    assert_eq!(admin.post(&page, &[]).await.location(), job);
    monde.work().await;
    admin.get(&job).await.says(StatusCode::OK, &["le journal est intact", "Voir le constat"]);
    admin.get(&page).await.says(StatusCode::OK, &["Le journal est intact"]);
    let mut tx = monde.db().begin(Perimetre::Centre).await.unwrap();
    tx.run(TOUCH, params![monde.albias.id]).await.unwrap();
    tx.commit().await.unwrap();
    monde.clock.advance_seconds(60);
    admin.post(&page, &[]).await.location();
    monde.work().await;
    admin
        .get(&page)
        .await
        .says(StatusCode::OK, &["Le journal a été altéré", "Commune d’Albias", "la ligne 1 a été modifiée"]);
    assert_eq!(monde.secretaire().await.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_of_the_journal_asks_a_constant_number_of_statements() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let mut asked = Vec::new();
    for more in [0..1, 1..120] {
        monde.more_communes(more).await;
        let before = monde.db().statements();
        admin.get(&format!("{CENTRE}?par=200")).await.says(StatusCode::OK, &["lignes"]);
        asked.push(monde.db().statements() - before);
    }
    assert_eq!(asked[0], asked[1]);
}
