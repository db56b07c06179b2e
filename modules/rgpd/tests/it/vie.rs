//! The life of a traitement through its pages: by a secretary, a délégué and a maire.

use axum::http::StatusCode;
use rgpd::domain::EtatTraitement;

use crate::site::{BASE, Site};

#[tokio::test]
async fn a_traitement_is_submitted_checked_and_validated_each_by_its_own() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    let (claire, hugo, jean) = (site.secretaire().await, site.dpd().await, site.maire().await);
    claire
        .get(&there)
        .await
        .says(StatusCode::OK, &["Restauration scolaire", "Il ne manque rien pour la valider", "Soumettre au délégué"]);
    claire.post(&format!("{there}/soumission"), &[]).await.location();
    assert_eq!(claire.post(&format!("{there}/controle"), &[("avis", "favorable")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(claire.post(&format!("{there}/validation"), &[]).await.status, StatusCode::FORBIDDEN);
    hugo.get(BASE).await.says(StatusCode::OK, &["Un traitement attend votre contrôle"]);
    hugo.get(&format!("{there}/controle")).await.says(StatusCode::OK, &["Contrôler", "Ce que Beffroi a relevé"]);
    hugo.post(&format!("{there}/controle"), &[("avis", "a_reprendre"), ("preconisations", " ")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites ce qu’il faut reprendre"]);
    let advice = [("avis", "favorable"), ("preconisations", "Pensez aux factures papier.")];
    hugo.post(&format!("{there}/controle"), &advice).await.location();
    assert_eq!(hugo.post(&format!("{there}/validation"), &[]).await.status, StatusCode::FORBIDDEN);
    jean.get(&there).await.says(StatusCode::OK, &["Pensez aux factures papier.", "Valider"]);
    jean.get(&format!("{there}/validation"))
        .await
        .says(StatusCode::OK, &["Vous répondez de ce traitement", "article 24"]);
    jean.post(&format!("{there}/validation"), &[]).await.location();
    jean.get(&there).await.says(StatusCode::OK, &["Version 1, validé", "validée le 25/11/2026 par Jean Pujol"]);
    assert_eq!(site.traitement(id).await.etat, EtatTraitement::Valide);
    let again = jean.post(&format!("{there}/validation"), &[]).await;
    again.says(StatusCode::UNPROCESSABLE_ENTITY, &["ne peut pas être validé"]);
}

#[tokio::test]
async fn a_second_version_tells_what_changed_and_the_first_stays() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    let (claire, hugo, jean) = (site.secretaire().await, site.dpd().await, site.maire().await);
    for _ in 0..2 {
        claire.post(&format!("{there}/soumission"), &[]).await.location();
        hugo.post(&format!("{there}/controle"), &[("avis", "favorable")]).await.location();
        jean.post(&format!("{there}/validation"), &[]).await.location();
        let step = format!("{there}/etapes/essentiel");
        let vu = claire.get(&step).await.hidden("vu");
        let typed = [("vu", vu.as_str()), ("nom", "Cantine"), ("role", "responsable"), ("reference", "SCO-02")];
        claire.post(&step, &typed).await.location();
    }
    claire.get(&there).await.says(StatusCode::OK, &["Version 2", "Version 1"]);
    claire
        .get(&format!("{there}/differences?de=1&a=2"))
        .await
        .says(StatusCode::OK, &["Ce qui change entre les versions 1 et 2", "Restauration scolaire", "Cantine"]);
    claire
        .get(&format!("{there}/versions/1"))
        .await
        .says(StatusCode::OK, &["Restauration scolaire, version 1", "elle ne change plus"]);
    assert_eq!(claire.get(&format!("{there}/versions/9")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_archived_leaves_the_register_and_may_come_back() {
    let site = Site::new().await;
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    let claire = site.secretaire().await;
    claire
        .post(&format!("{there}/archivage"), &[("motif", "")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites pourquoi"]);
    claire.post(&format!("{there}/archivage"), &[("motif", "Transférée à la communauté.")]).await.location();
    claire.get(BASE).await.hides("Restauration scolaire");
    claire.get(&format!("{BASE}?etat=archive")).await.says(StatusCode::OK, &["Restauration scolaire"]);
    claire.get(&there).await.says(StatusCode::OK, &["Transférée à la communauté.", "Sortir des archives"]);
    claire.post(&format!("{there}/restauration"), &[]).await.location();
    claire.get(BASE).await.says(StatusCode::OK, &["Restauration scolaire"]);
}
