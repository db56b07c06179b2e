//! A new version of a model: written, published, offered, then taken or kept part by part.

use axum::http::StatusCode;
use rgpd::{
    domain::{EtatProposition, EtatTraitement},
    store::{propositions, traitements},
};

use crate::site::{BASE, Site};

const MODELES: &str = "/centre/rgpd/modeles";

/// The centre writes and publishes another description of the payroll.
async fn published(site: &Site, description: &str) {
    let hugo = site.dpd().await;
    let step = format!("{MODELES}/paie/etapes/essentiel");
    let page = hugo.get(&step).await;
    page.says(StatusCode::OK, &["Rien n’est proposé aux adhérents avant que vous publiiez"]);
    let vu = page.hidden("vu");
    let sent = [("vu", vu.as_str()), ("nom", "Paie"), ("role", "responsable"), ("description", description)];
    hugo.post(&step, &sent).await.location();
    hugo.get(&format!("{MODELES}/paie/publication")).await.says(StatusCode::OK, &["Ce qui change", description]);
    let mute = hugo.post(&format!("{MODELES}/paie/publication"), &[("note", "")]).await;
    mute.says(StatusCode::UNPROCESSABLE_ENTITY, &["Dites en une phrase ce qui change"]);
    let done = hugo.post(&format!("{MODELES}/paie/publication"), &[("note", "Texte plus clair.")]).await;
    assert!(done.location().ends_with("rgpd-modele-publie"));
    site.drain().await;
}

#[tokio::test]
async fn each_collectivite_takes_or_keeps_what_the_centre_publishes() {
    let site = Site::new().await;
    let (claire, lucie) = (site.secretaire().await, site.voisine().await);
    claire.post(&format!("{BASE}/modeles/paie"), &[]).await.location();
    lucie.post("/c/218201218/rgpd/modeles/paie", &[]).await.location();
    published(&site, "Ce que fait la paie, en clair").await;
    let list = claire.get(BASE).await;
    list.says(StatusCode::OK, &["1 mise à jour de modèle attend votre réponse"]);
    let waiting = propositions::list(&mut site.read().await, site.albias.id).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].version), (1, 2));
    claire.get(&format!("{BASE}/propositions")).await.says(StatusCode::OK, &["1 mise à jour de modèle à relire"]);
    let there = format!("{BASE}/propositions/{}", waiting[0].id);
    let page = claire.get(&there).await;
    page.says(StatusCode::OK, &["Texte plus clair.", "Ce que fait la paie, en clair", "Votre fiche", "Le modèle"]);
    let none = claire.post(&there, &[]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez ce que vous acceptez"]);
    claire.post(&there, &[("champs", "description")]).await.location();
    let kept = traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().remove(0);
    assert_eq!(kept.contenu.description, "Ce que fait la paie, en clair");
    assert_eq!((kept.modele.unwrap().version, kept.etat), (2, EtatTraitement::Brouillon));
    let twice = claire.post(&there, &[("champs", "description")]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["déjà reçu sa réponse"]);
    // The neighbour keeps hers.
    let hers = propositions::list(&mut site.read().await, site.montauban.id).await.unwrap().remove(0);
    let foreign = claire.post(&format!("{BASE}/propositions/{}", hers.id), &[("geste", "garder")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let answer = lucie.post(&format!("/c/218201218/rgpd/propositions/{}", hers.id), &[("geste", "garder")]).await;
    assert!(answer.location().ends_with("rgpd-garde"));
    let kept = traitements::list_all(&mut site.read().await, site.montauban.id).await.unwrap().remove(0);
    assert_ne!(kept.contenu.description, "Ce que fait la paie, en clair");
    assert_eq!(kept.modele.unwrap().version, 2, "it was answered: it is not offered again");
    let hugo = site.dpd().await;
    hugo.get(&format!("{MODELES}/paie")).await.says(StatusCode::OK, &["1 acceptée sur 2 proposées (50 %)"]);
    hugo.get(MODELES).await.says(StatusCode::OK, &["1 acceptée sur 2 proposées (50 %)"]);
    claire.get(BASE).await.hides("attend votre réponse");
}

#[tokio::test]
async fn a_newer_version_replaces_the_one_that_waits_and_a_validated_fiche_opens_its_next() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/modeles/paie"), &[]).await.location();
    published(&site, "Deuxième").await;
    published(&site, "Troisième").await;
    let all = propositions::list(&mut site.read().await, site.albias.id).await.unwrap();
    assert_eq!(all.iter().map(|p| (p.version, p.etat)).collect::<Vec<_>>(), [(3, EtatProposition::Attente)]);
    let there = format!("{BASE}/propositions/{}", all[0].id);
    claire.get(&there).await.says(StatusCode::OK, &["Troisième"]);
    // What the collectivité rewrote is marked, and not ticked beforehand.
    let id = all[0].traitement_id;
    let step = format!("{BASE}/traitements/{id}/etapes/essentiel");
    let vu = claire.get(&step).await.hidden("vu");
    let own = [("vu", vu.as_str()), ("nom", "Paie"), ("role", "responsable"), ("description", "La nôtre")];
    claire.post(&step, &own).await.location();
    let page = claire.get(&there).await;
    page.says(StatusCode::OK, &["vous l’avez réécrit"]);
    assert!(!page.text().contains("value=\"description\" checked"));
}

#[tokio::test]
async fn a_fiche_written_alone_may_take_from_the_model_that_resembles_it() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let made =
        claire.post(&format!("{BASE}/traitements"), &[("nom", "Cimetière communal"), ("role", "responsable")]).await;
    let there = made.location().split("/etapes").next().unwrap().to_owned();
    claire.get(&there).await.says(StatusCode::OK, &["a un modèle qui y ressemble"]);
    let beside = format!("{there}/modele/cimetiere");
    claire.get(&beside).await.says(StatusCode::OK, &["Prenez-en ce qui vous sert", "Finalités"]);
    claire.post(&beside, &[("champs", "finalites"), ("champs", "donnees")]).await.location();
    let kept = traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().remove(0);
    assert!(!kept.contenu.finalites.is_empty() && kept.contenu.personnes.is_empty(), "only what was chosen");
    assert_eq!(kept.modele.unwrap().code, "cimetiere");
    assert_eq!(claire.get(&format!("{there}/modele/inconnu")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_centre_writes_a_model_of_its_own_and_two_of_its_agents_lose_nothing() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    let made = hugo.post(MODELES, &[("titre", "Prêt de matériel"), ("famille", "culture"), ("resume", "Prêter")]).await;
    assert_eq!(made.location(), format!("{MODELES}/pret-de-materiel/etapes/essentiel"));
    let twice = hugo.post(MODELES, &[("titre", "Pret de materiel"), ("famille", "culture")]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["Un modèle porte déjà ce titre"]);
    let step = format!("{MODELES}/pret-de-materiel/etapes/finalites");
    let write = |vu: String, purpose: &'static str| {
        let (hugo, step) = (hugo.clone(), step.clone());
        async move { hugo.post(&step, &[("vu", &vu), ("finalites.0.libelle", purpose), ("geste", "rester")]).await }
    };
    // A draft that is new is kept at revision 1.
    let vu = hugo.get(&step).await.hidden("vu");
    write(vu.clone(), "Prêter des tables").await.location();
    let late = write(vu, "Prêter des chaises").await;
    late.says(StatusCode::CONFLICT, &["enregistré pendant que vous écriviez"]);
    assert!(late.text().contains("Prêter des chaises"), "what was typed is not lost");
    site.secretaire()
        .await
        .get(&format!("{BASE}/modeles?q=pret+de+materiel"))
        .await
        .says(StatusCode::OK, &["Aucun modèle"]);
    hugo.post(&format!("{MODELES}/pret-de-materiel/publication"), &[]).await.location();
    let claire = site.secretaire().await;
    claire.get(&format!("{BASE}/modeles?q=pret+de+materiel")).await.says(StatusCode::OK, &["Prêt de matériel"]);
    hugo.get(&format!("{MODELES}/export?format=csv")).await.says(StatusCode::OK, &["pret-de-materiel"]);
}
