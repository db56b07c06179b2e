//! The library of models, through its page.

use axum::http::StatusCode;
use rgpd::{domain::EtatMesure, store::traitements};

use crate::site::{BASE, Site};

#[tokio::test]
async fn a_secretary_takes_a_model_over_and_finds_a_filled_fiche() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let page = claire.get(&format!("{BASE}/modeles")).await;
    page.says(StatusCode::OK, &["Partir d’un modèle", "État civil", "Écoles, enfance, jeunesse", "à valider"]);
    page.hides("Aide sociale à l’enfance");
    claire.get(&format!("{BASE}/modeles?q=cimetiere")).await.says(StatusCode::OK, &["1 modèle", "Cimetière"]);
    claire.get(&format!("{BASE}/modeles?q=zzz")).await.says(StatusCode::OK, &["Aucun modèle ne correspond"]);
    let there = claire.post(&format!("{BASE}/modeles/etat-civil"), &[]).await;
    let there = there.location().split('?').next().unwrap().to_owned();
    claire.get(&there).await.says(StatusCode::OK, &["État civil", "Code civil"]);
    let kept = traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().remove(0);
    assert_eq!(kept.modele.unwrap().code, "etat-civil");
    assert!(kept.contenu.mesures.iter().all(|m| m.etat == EtatMesure::Prevue), "a model affirms nothing");
    claire.get(&format!("{BASE}/modeles")).await.says(StatusCode::OK, &["déjà dans votre registre"]);
}

#[tokio::test]
async fn a_model_of_another_kind_or_of_nobody_does_not_exist() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    for code in ["paie-a-facon", "inconnu"] {
        assert_eq!(claire.post(&format!("{BASE}/modeles/{code}"), &[]).await.status, StatusCode::NOT_FOUND, "{code}");
    }
    assert_eq!(
        site.maire().await.get(&format!("{BASE}/modeles")).await.status,
        StatusCode::FORBIDDEN,
        "he does not write"
    );
    assert_eq!(site.voisine().await.get(&format!("{BASE}/modeles")).await.status, StatusCode::NOT_FOUND);
}
