//! What machines ask, and what they are not told.

use axum::http::StatusCode;

use crate::monde::Monde;

#[tokio::test]
async fn a_machine_learns_that_all_is_well_and_nothing_private() {
    let monde = Monde::new().await;
    let machine = monde.passer_by();
    machine.get("/healthz").await.says(StatusCode::OK, &["ok\n"]);
    machine.get("/readyz").await.says(StatusCode::OK, &["ready\n"]);
    let told = machine.get("/metrics").await.says(
        StatusCode::OK,
        &[
            "# TYPE beffroi_jobs gauge",
            "beffroi_jobs{etat=\"echoue\"} 0",
            "beffroi_statements_total ",
            "beffroi_uptime_seconds ",
            "engine=\"sqlite\"",
        ],
    );
    assert!(!told.contains("Albias") && !told.contains("exemple.fr"));
}

#[tokio::test]
async fn a_database_that_is_gone_is_said() {
    let monde = Monde::new().await;
    monde.db().close().await;
    let machine = monde.passer_by();
    machine.get("/readyz").await.says(StatusCode::SERVICE_UNAVAILABLE, &["database\n"]);
    machine.get("/healthz").await.says(StatusCode::OK, &["ok\n"]);
}

#[tokio::test]
async fn the_other_engine_shows_the_same_pages() {
    let monde = Monde::on_postgres().await;
    let admin = monde.admin().await;
    for path in [
        "/centre/collectivites",
        "/centre/collectivites/218200020",
        "/centre/journal",
        "/centre/travaux",
        "/centre/courriels",
        "/recherche?q=albias",
    ] {
        admin.get(path).await.says(StatusCode::OK, &["<h1>"]);
    }
    monde.secretaire().await.get("/c/218200020/journal").await.says(StatusCode::OK, &["Collectivité créée"]);
    monde.passer_by().get("/metrics").await.says(StatusCode::OK, &["engine=\"postgresql\""]);
}
