//! The list, its exports, the register of a day and its seals.

use axum::http::StatusCode;

use crate::site::{BASE, Site};

#[tokio::test]
async fn the_list_says_what_waits_and_what_is_missing() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    claire.get(BASE).await.says(StatusCode::OK, &["Le registre est vide", "Partez d’un modèle"]);
    site.added().await;
    claire.post(&format!("{BASE}/traitements"), &[("nom", "Paie"), ("role", "sous_traitant")]).await.location();
    let list = claire.get(BASE).await;
    list.says(
        StatusCode::OK,
        &[
            "Deux traitements sont à terminer",
            "Restauration scolaire",
            "prêt à valider",
            "3 réponses attendues",
            "données sensibles",
        ],
    );
    claire.get(&format!("{BASE}?role=sous_traitant")).await.hides("Restauration scolaire");
    claire.get(&format!("{BASE}?article_30_1=oui")).await.hides("3 réponses attendues");
    let csv = claire.get(&format!("{BASE}/export?format=csv&q=cantine+repas")).await.text();
    assert!(!csv.contains("Paie"), "{csv}");
    let csv = claire.get(&format!("{BASE}/export?format=csv")).await.text();
    assert!(csv.contains("Restauration scolaire") && csv.contains("SCO-02") && csv.contains("Paie"), "{csv}");
}

#[tokio::test]
async fn the_number_of_statements_does_not_follow_the_number_of_traitements() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let mut counts = Vec::new();
    for more in [1, 30] {
        for at in 0..more {
            let nom = format!("Traitement {more} {at}");
            claire
                .post(&format!("{BASE}/traitements"), &[("nom", nom.as_str()), ("role", "responsable")])
                .await
                .location();
        }
        claire.get(BASE).await.says(StatusCode::OK, &[]);
        let start = site.db().statements();
        claire.get(BASE).await.says(StatusCode::OK, &[]);
        counts.push(site.db().statements() - start);
    }
    assert_eq!(counts[0], counts[1]);
}

#[tokio::test]
async fn a_register_is_sealed_once_and_proved_again() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    let (claire, hugo, jean) = (site.secretaire().await, site.dpd().await, site.maire().await);
    let nothing = claire.post(&format!("{BASE}/scelles"), &[("au", "2026-11-25")]).await;
    nothing.says(StatusCode::UNPROCESSABLE_ENTITY, &["il n’y a rien à sceller"]);
    claire.post(&format!("{there}/soumission"), &[]).await.location();
    hugo.post(&format!("{there}/controle"), &[("avis", "favorable")]).await.location();
    jean.post(&format!("{there}/validation"), &[]).await.location();
    claire
        .get(&format!("{BASE}/registre?au=2026-11-24"))
        .await
        .says(StatusCode::OK, &["Aucun traitement n’était validé"]);
    claire
        .get(&format!("{BASE}/registre?au=hier"))
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date ne se lit pas"]);
    claire
        .get(&format!("{BASE}/registre"))
        .await
        .says(StatusCode::OK, &["Le registre au 25/11/2026", "Restauration scolaire"]);
    let sealed = claire.post(&format!("{BASE}/scelles"), &[("au", "2026-11-25")]).await;
    let seal = sealed.location().split('?').next().unwrap().to_owned();
    jean.get(&seal).await.says(StatusCode::OK, &["Vérifié à l’instant", "Registre scellé au 25/11/2026"]);
    let twice = claire.post(&format!("{BASE}/scelles"), &[("au", "2026-11-25")]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["est déjà scellé"]);
    let future = claire.post(&format!("{BASE}/scelles"), &[("au", "2026-11-26")]).await;
    future.says(StatusCode::UNPROCESSABLE_ENTITY, &["On ne scelle pas un jour à venir"]);
    // A version validated later the same day does not break the seal.
    site.clock.advance_seconds(3_600);
    let claire_again = site.secretaire().await;
    claire_again.get(&seal).await.says(StatusCode::OK, &["Vérifié à l’instant"]);
}
