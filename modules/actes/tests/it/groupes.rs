//! Actes that some see alone, and who is told of what by mail.

use actes::{domain::ActeId, store::pieces};
use axum::http::StatusCode;
use web::testing::Visiteur;

use crate::site::{BASE, Site};

/// Makes a group of which only Claire is; gives its page.
pub async fn only_claire(site: &Site) -> String {
    let claire = site.secretaire().await;
    let groupe = format!("{BASE}/reglages/groupes/{}", kernel::Id::<()>::new(&site.clock));
    let page = claire.get(&groupe).await.text();
    let box_of_claire = page.split("value=\"").find(|part| part.contains("Claire Vidal")).unwrap();
    let person = box_of_claire.split('"').next().unwrap().to_owned();
    let made = claire.post(&groupe, &[("nom", "Personnel"), ("membres", &person)]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    groupe
}

/// Reserves an acte to the group of this page.
pub async fn reserve(site: &Site, id: ActeId, groupe: &str) {
    let claire = site.secretaire().await;
    let there = format!("{BASE}/{id}/preparation");
    let page = claire.get(&there).await;
    page.says(StatusCode::OK, &["Qui le voit", "Personnel seulement"]);
    let acte = site.acte(id).await;
    let (revision, jour) = (acte.revision.to_string(), acte.fiche.decision_le.unwrap().to_string());
    let group = groupe.rsplit('/').next().unwrap();
    let fiche = &acte.fiche;
    let typed = [
        ("revision", revision.as_str()),
        ("nature", fiche.nature.code()),
        ("numero", &fiche.numero),
        ("objet", &fiche.objet),
        ("matiere", "7.10 Finances locales / Divers"),
        ("decision_le", &jour),
        ("groupe", group),
    ];
    assert_eq!(claire.post(&there, &typed).await.status, StatusCode::SEE_OTHER);
}

async fn sees(visitor: &Visiteur, site: &Site, id: ActeId) -> Vec<StatusCode> {
    let file = pieces::list_of(&mut site.read().await, site.albias.id, id).await.unwrap()[0].id;
    let sent = site.sendings(id).await.remove(0).id;
    let mut seen = Vec::new();
    for path in [
        format!("{BASE}/{id}"),
        format!("{BASE}/{id}/pieces/{file}"),
        format!("{BASE}/{id}/pieces/{file}/tampon"),
        format!("{BASE}/{id}/accuse.pdf"),
        format!("{BASE}/{id}/preuve.zip"),
        format!("{BASE}/journal/{sent}/archive"),
        format!("/api/v1{BASE}/{id}"),
    ] {
        seen.push(visitor.get(&path).await.status);
    }
    seen
}

#[tokio::test]
async fn an_acte_of_a_group_does_not_exist_for_the_others() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let groupe = only_claire(&site).await;
    reserve(&site, id, &groupe).await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    let thomas = site.agent().await;
    assert_eq!(sees(&claire, &site, id).await, [StatusCode::OK; 7]);
    assert_eq!(sees(&thomas, &site, id).await, [StatusCode::NOT_FOUND; 7]);
    for path in
        [BASE.to_owned(), format!("{BASE}/export?format=csv"), format!("{BASE}/journal"), format!("/api/v1{BASE}")]
    {
        let (hers, his) = (claire.get(&path).await.text(), thomas.get(&path).await.text());
        assert!(hers.contains("Tarifs de la cantine") && !his.contains("Tarifs de la cantine"), "{path}");
    }
    let used = claire.post(&format!("{groupe}/suppression"), &[]).await;
    used.says(StatusCode::UNPROCESSABLE_ENTITY, &["Des actes sont réservés à ce groupe"]);
    thomas.get(&groupe).await.says(StatusCode::FORBIDDEN, &[]);
}

async fn mails_to(site: &Site, address: &str) -> usize {
    let asked = db::ListRequest { page: 1, per_page: 100, ..db::ListRequest::default() };
    let mut tx = site.read().await;
    mail::list(&mut tx, &asked).await.unwrap().rows.iter().filter(|one| one.destinataire_adresse == address).count()
}

#[tokio::test]
async fn each_person_is_told_of_what_they_chose() {
    let site = Site::new().await;
    let thomas = site.agent().await;
    thomas.get(&format!("{BASE}/avis")).await.says(StatusCode::OK, &["Ce choix ne concerne que vous"]);
    let chosen = [("portee", "tous"), ("genres", "recu")];
    assert_eq!(thomas.post(&format!("{BASE}/avis"), &chosen).await.status, StatusCode::SEE_OTHER);
    site.secretaire().await.post(&format!("{BASE}/avis"), &[("portee", "aucun")]).await;
    site.received("2026_001").await;
    let told = (mails_to(&site, "thomas@exemple.fr").await, mails_to(&site, "claire@exemple.fr").await);
    assert_eq!(told, (1, 0), "she deposited it and wants nothing");
    let id = site.prepared("2026_002").await;
    reserve(&site, id, &only_claire(&site).await).await;
    site.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(mails_to(&site, "thomas@exemple.fr").await, 1, "an acte of a group of which he is not");
    let wrong = thomas.post(&format!("{BASE}/avis"), &[("portee", "x")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez de quels actes"]);
}

#[tokio::test]
async fn the_broadcast_list_receives_the_stamped_acte_and_its_receipt() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/reglages/diffusion");
    for (courriel, natures, sentence) in
        [("presse", "1", "Cette adresse ne se lit pas"), ("presse@exemple.fr", "", "au moins une nature")]
    {
        let refused = claire.post(&there, &[("nom", "La Dépêche"), ("courriel", courriel), ("natures", natures)]).await;
        refused.says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence]);
    }
    for (nom, courriel, natures) in [("La Dépêche", "presse@exemple.fr", "1"), ("Trésorerie", "tresor@exemple.fr", "4")]
    {
        claire.post(&there, &[("nom", nom), ("courriel", courriel), ("natures", natures)]).await;
    }
    claire.get(&there).await.says(StatusCode::OK, &["La Dépêche", "tresor@exemple.fr"]);
    site.received("2026_001").await;
    site.drain().await;
    assert_eq!((mails_to(&site, "presse@exemple.fr").await, mails_to(&site, "tresor@exemple.fr").await), (1, 0));
    let mut tx = site.read().await;
    let asked = db::ListRequest { page: 1, per_page: 100, ..db::ListRequest::default() };
    let all = mail::list(&mut tx, &asked).await.unwrap().rows;
    let one = all.iter().find(|one| one.destinataire_adresse == "presse@exemple.fr").unwrap();
    let (receipt, octets) = mail::attachment(&mut tx, one.id, 1).await.unwrap().unwrap();
    assert!(receipt.nom.starts_with("AR-082-218200020") && octets.starts_with(b"%PDF-"), "{}", receipt.nom);
}
