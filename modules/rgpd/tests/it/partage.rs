//! What the collectivité shows to anybody, and what it does to several traitements at once.

use axum::http::StatusCode;
use rgpd::domain::EtatTraitement;

use crate::site::{BASE, Site};

const PUBLIC: &str = "/public/218200020/registre";

/// The complete example, validated.
async fn validated(site: &Site) -> rgpd::domain::TraitementId {
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    site.secretaire().await.post(&format!("{there}/soumission"), &[]).await.location();
    site.dpd().await.post(&format!("{there}/controle"), &[("avis", "favorable")]).await.location();
    site.maire().await.post(&format!("{there}/validation"), &[]).await.location();
    id
}

#[tokio::test]
async fn the_public_page_is_closed_until_it_is_opened_and_shows_only_what_was_chosen() {
    let site = Site::new().await;
    let id = validated(&site).await;
    let passer_by = site.passer_by();
    assert_eq!(passer_by.get(PUBLIC).await.status, StatusCode::NOT_FOUND);
    let claire = site.secretaire().await;
    claire.get(&format!("{BASE}/publication")).await.says(StatusCode::OK, &["La page est fermée"]);
    let chosen = [("ouverte", "oui"), ("introduction", "Bienvenue <b>ici</b>"), ("champs", "finalites")];
    claire.post(&format!("{BASE}/publication"), &chosen).await.location();
    claire.get(&format!("{BASE}/publication")).await.says(StatusCode::OK, &["montre 1 traitement"]);
    let page = passer_by.get(PUBLIC).await;
    page.says(StatusCode::OK, &["Ce que nous faisons de vos données", "Restauration scolaire", "Vos droits", "CNIL"]);
    assert!(page.text().contains("Bienvenue &lt;b&gt;ici"), "what is typed is text");
    let one = passer_by.get(&format!("{PUBLIC}/{id}")).await;
    one.says(StatusCode::OK, &["Restauration scolaire", "Finalités"]);
    for hidden in ["Mesures de sécurité", "Données", "Logiciels"] {
        one.hides(hidden);
    }
    let text = page.text();
    let inside = text.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let json: serde_json::Value = serde_json::from_str(inside).unwrap();
    assert_eq!(json["traitements"].as_array().unwrap().len(), 1);
    assert!(!inside.contains('<'), "nothing can end the element");
    let machine = passer_by.get(&format!("{PUBLIC}.jsonld")).await;
    assert_eq!(machine.json()["id"], json["id"]);
    // One traitement is kept out, then the whole page.
    claire.post(&format!("{BASE}/traitements/{id}/publication?public=non"), &[]).await.location();
    passer_by.get(PUBLIC).await.says(StatusCode::OK, &["Le registre est en cours d’écriture"]);
    assert_eq!(passer_by.get(&format!("{PUBLIC}/{id}")).await.status, StatusCode::NOT_FOUND);
    claire.post(&format!("{BASE}/publication"), &[("champs", "finalites")]).await.location();
    assert_eq!(passer_by.get(PUBLIC).await.status, StatusCode::NOT_FOUND);
    assert_eq!(passer_by.get("/public/123/registre").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn security_is_never_published_and_a_draft_neither() {
    let site = Site::new().await;
    site.added().await;
    let claire = site.secretaire().await;
    let asked = [("ouverte", "oui"), ("champs", "mesures")];
    let refused = claire.post(&format!("{BASE}/publication"), &asked).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["ne se publie pas"]);
    claire.post(&format!("{BASE}/publication"), &[("ouverte", "oui")]).await.location();
    site.passer_by().get(PUBLIC).await.says(StatusCode::OK, &["en cours d’écriture"]);
    let agent = site.agent().await;
    assert_eq!(agent.get(&format!("{BASE}/publication")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn several_traitements_are_submitted_dated_and_archived_at_once() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    for nom in ["Paie", "Cantine", "Garderie"] {
        claire.post(&format!("{BASE}/traitements"), &[("nom", nom), ("role", "responsable")]).await.location();
    }
    let ids: Vec<String> = site.kept().await.iter().map(|t| t.id.to_string()).collect();
    let lot = format!("{BASE}/traitements/lot");
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
        let chosen = ids.iter().map(|id| ("choix".to_owned(), id.clone()));
        chosen.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    };
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        claire.post(&lot, &fields).await
    };
    post(Vec::new()).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cochez au moins un traitement"]);
    post(with(&[("geste", "choisir")])).await.says(StatusCode::OK, &["3 traitements d’un coup", "Que faire"]);
    post(with(&[])).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez ce qu’il faut faire"]);
    post(with(&[("quoi", "relecture"), ("relecture", "bientôt")]))
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["ne se lit pas"]);
    post(with(&[("quoi", "relecture"), ("relecture", "2027-09-01")])).await.location();
    assert!(site.kept().await.iter().all(|t| t.contenu.revision_le.is_some()));
    post(with(&[("quoi", "soumettre")])).await.location();
    assert!(site.kept().await.iter().all(|t| t.etat == EtatTraitement::Soumis));
    let silent = post(with(&[("quoi", "archiver")])).await;
    silent.says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites pourquoi ce traitement est archivé"]);
    assert_eq!(site.kept().await.len(), 3, "all or nothing");
    post(with(&[("quoi", "archiver"), ("motif", "Fermé")])).await.location();
    assert_eq!(site.kept().await.len(), 0);
    let lucie = site.voisine().await;
    let foreign =
        lucie.post("/c/218201218/rgpd/traitements/lot", &[("choix", ids[0].as_str()), ("quoi", "soumettre")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let agent = site.agent().await;
    let unseen = agent.post(&lot, &[("choix", ids[0].as_str()), ("quoi", "soumettre")]).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "not of his services");
}
