//! What the incumbent does wrong, from W1 to W18, and this room does not: one test a weakness, in their order.

use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use contracts::{Told, rgpd::TraitementChange};
use jobs::{Kind, Registry, Worker};
use kernel::GenreCollectivite;
use rgpd::{
    domain::{Champ, Contenu, Critere, DecisionAipd, Personnes, conseil_aipd, manques, modele_embarque},
    store::{membres, propositions, publications, traitements, versions},
};
use serde_json::json;
use web::Acces;

use crate::site::{BASE, Site, whole};

async fn named(site: &Site, nom: &str) -> String {
    let claire = site.secretaire().await;
    let made = claire.post(&format!("{BASE}/traitements"), &[("nom", nom), ("role", "responsable")]).await;
    made.location().split("/etapes").next().unwrap().to_owned()
}

#[test]
fn w01_a_whole_fiche_lacks_nothing_and_an_empty_part_is_never_counted_as_filled() {
    assert!(manques(&whole()).iter().all(|m| !m.obligatoire), "the most that can be said is reached");
    for champ in [Champ::Finalites, Champ::Donnees, Champ::Personnes] {
        let mut less = whole();
        champ.copy(&Contenu::default(), &mut less);
        assert!(manques(&less).iter().any(|m| m.champ == champ && m.obligatoire), "{champ}");
    }
}

#[tokio::test]
async fn w02_the_page_and_the_rule_say_the_same_of_the_aipd() {
    let site = Site::new().await;
    let there = named(&site, "Caméras").await;
    let ticked = [Critere::Surveillance, Critere::LargeEchelle];
    let contenu = Contenu { nom: "Caméras".into(), criteres: ticked.to_vec(), ..Contenu::default() };
    assert_eq!(conseil_aipd(&contenu).decision, DecisionAipd::Requise);
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/aipd");
    let vu = claire.get(&step).await.hidden("vu");
    let sent =
        [("vu", vu.as_str()), ("criteres", ticked[0].code()), ("criteres", ticked[1].code()), ("geste", "conseil")];
    claire.post(&step, &sent).await.location();
    claire.get(&format!("{step}?conseil=oui")).await.says(StatusCode::OK, &[DecisionAipd::Requise.libelle()]);
}

#[tokio::test]
async fn w03_working_on_a_fiche_does_not_put_off_the_day_when_it_is_due() {
    let site = Site::new().await;
    let id = site.added().await;
    let due = site.traitement(id).await.contenu.revision_le;
    let mut tx = site.begin().await;
    let t = site.traitement(id).await;
    let contenu = Contenu { description: "Autre".into(), ..t.contenu.clone() };
    rgpd::gestes::traitements::edit(&mut tx, site.contexte(), t, contenu, None).await.unwrap();
    let resume = membres::find(&mut tx, site.albias.id).await.unwrap().unwrap();
    assert!(due.is_some() && resume.revision_le == due);
}

#[test]
fn w04_a_number_that_nobody_knows_is_left_unknown() {
    let persons = Personnes { categorie: "enfants".into(), ..Personnes::default() };
    let contenu = Contenu { personnes: vec![persons], ..Contenu::default() };
    let kept: Contenu = serde_json::from_value(serde_json::to_value(&contenu).unwrap()).unwrap();
    assert_eq!(kept.personnes[0].nombre, None);
}

/// What subscribers receive, once the workers come back.
async fn delivered(site: &Site) -> Vec<TraitementChange> {
    let (heard, box_) = (Kind::new("essai.entendu", "Essai"), Arc::new(Mutex::new(Vec::new())));
    let mut registry = Registry::new();
    let kept = Arc::clone(&box_);
    registry.on(heard, move |ctx: jobs::JobContext| {
        let kept = Arc::clone(&kept);
        async move {
            kept.lock().unwrap().push(ctx.event::<TraitementChange>()?.payload);
            Ok(())
        }
    });
    registry.subscribe(TraitementChange::KIND, heard);
    Worker::new(site.db().clone(), Arc::new(registry), site.clock.clone(), "tard").drain().await.unwrap();
    std::mem::take(&mut *box_.lock().unwrap())
}

#[tokio::test]
async fn w05_what_is_told_waits_for_who_listens_however_late_they_come() {
    let site = Site::new().await;
    named(&site, "Paie").await;
    site.clock.advance_seconds(3 * 24 * 3_600);
    assert_eq!(delivered(&site).await.len(), 1);
}

#[tokio::test]
async fn w06_what_is_told_is_a_reference_and_not_the_whole_fiche() {
    let site = Site::new().await;
    site.added().await;
    let told = serde_json::to_string(&delivered(&site).await[0]).unwrap();
    assert!(told.len() < 400 && !told.contains("finalites"), "{told}");
}

#[tokio::test]
async fn w07_two_fiches_of_one_name_are_both_told() {
    let site = Site::new().await;
    named(&site, "Paie").await;
    named(&site, "Paie").await;
    let told = delivered(&site).await;
    assert_eq!(told.len(), 2);
    assert_ne!(told[0].traitement, told[1].traitement);
}

#[tokio::test]
async fn w08_the_summaries_of_every_member_are_one_statement() {
    let site = Site::new().await;
    named(&site, "Paie").await;
    let mut tx = site.read().await;
    let before = site.db().statements();
    membres::list(&mut tx).await.unwrap();
    assert_eq!(site.db().statements() - before, 1);
}

#[tokio::test]
async fn w09_an_export_asks_as_little_for_thirty_fiches_as_for_one() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let export = format!("{BASE}/registre/fichier?format=csv");
    let mut counts = Vec::new();
    for more in [1, 29] {
        for at in 0..more {
            named(&site, &format!("Fiche {more} {at}")).await;
        }
        claire.get(&export).await.says(StatusCode::OK, &[]);
        let before = site.db().statements();
        claire.get(&export).await.says(StatusCode::OK, &[]);
        counts.push(site.db().statements() - before);
    }
    assert_eq!(counts[0], counts[1]);
}

#[tokio::test]
async fn w10_the_journal_keeps_the_values_and_signing_in_erases_nothing() {
    let site = Site::new().await;
    let there = named(&site, "Paie").await;
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/essentiel");
    let vu = claire.get(&step).await.hidden("vu");
    claire.post(&step, &[("vu", vu.as_str()), ("nom", "Paie des agents"), ("role", "responsable")]).await.location();
    site.clock.advance_seconds(400 * 24 * 3_600);
    site.secretaire().await;
    let kept = site.journal(site.albias.id).await;
    let changed = kept.lines().find(|line| line.contains("rgpd.traitement.modifie")).unwrap();
    let line: serde_json::Value = serde_json::from_str(changed).unwrap();
    assert_eq!(
        (line["avant"].as_str(), line["apres"].as_str()),
        (Some(r#"{"nom":"Paie"}"#), Some(r#"{"nom":"Paie des agents"}"#))
    );
}

#[test]
fn w11_every_address_but_the_public_page_asks_a_right() {
    let routes = (rgpd::ROOM.routes)();
    assert!(routes.entries().len() > 100);
    for route in routes.entries() {
        let public = route.path.starts_with("/public/");
        assert_eq!(route.acces == Acces::Public, public, "{} {}", route.method, route.path);
        assert!(public || matches!(route.acces, Acces::Permission(_)), "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn w12_a_model_that_is_given_is_given_whole_and_once() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    let asked = [("modeles", "videoprotection"), ("genres", "commune"), ("confirme", "oui")];
    for _ in 0..2 {
        hugo.post("/centre/rgpd/modeles/deploiements", &asked).await.location();
        site.drain().await;
    }
    let kept = traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap();
    let model = modele_embarque("videoprotection").unwrap().contenu(GenreCollectivite::Commune).unwrap();
    assert_eq!(kept.iter().map(|t| &t.contenu).collect::<Vec<_>>(), [&model]);
}

#[tokio::test]
async fn w13_a_new_version_of_a_model_changes_nothing_that_was_kept() {
    let site = Site::new().await;
    let (claire, hugo) = (site.secretaire().await, site.dpd().await);
    claire.post(&format!("{BASE}/modeles/paie"), &[]).await.location();
    let before = site.kept().await;
    let contenu = json!({"contenu": {"nom": "Paie", "description": "Tout autre"}});
    hugo.api(Method::PUT, "/api/v1/rgpd/modeles/paie/brouillon", Some(contenu)).await;
    let published =
        hugo.api(Method::POST, "/api/v1/rgpd/modeles/paie/publication", Some(json!({"note": "Autre"}))).await;
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
    site.drain().await;
    assert_eq!(site.kept().await, before);
    assert!(versions::list(&mut site.read().await, site.albias.id, before[0].id).await.unwrap().is_empty());
}

#[tokio::test]
async fn w14_who_the_delegue_is_comes_from_the_annuaire_and_not_from_a_file_of_settings() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/publication"), &[("ouverte", "oui")]).await.location();
    let page = site.passer_by().get("/public/218200020/registre").await;
    page.says(StatusCode::OK, &["Centre de gestion de Tarn-et-Garonne"]);
}

#[tokio::test]
async fn w15_a_siren_that_begins_with_zeros_keeps_them() {
    let site = Site::new().await;
    let siren = (0..100).map(|n| format!("0055201{n:02}")).find(|text| text.parse::<kernel::Siren>().is_ok()).unwrap();
    let record = json!({"genre": "organisme", "nom": "Ancien", "fiche": {"siren": siren}});
    let made = site.dpd().await.api(Method::POST, "/api/v1/rgpd/catalogue", Some(record)).await.json();
    assert_eq!(made["fiche"]["siren"], siren);
}

#[tokio::test]
async fn w16_each_collectivite_has_its_own_public_page() {
    let site = Site::new().await;
    let (claire, lucie) = (site.secretaire().await, site.voisine().await);
    claire.post(&format!("{BASE}/publication"), &[("ouverte", "oui"), ("champs", "finalites")]).await.location();
    lucie.post("/c/218201218/rgpd/publication", &[("champs", "donnees")]).await.location();
    let mut tx = site.read().await;
    let (one, two) = (
        publications::find(&mut tx, site.albias.id).await.unwrap(),
        publications::find(&mut tx, site.montauban.id).await.unwrap(),
    );
    assert_eq!((one.ouverte, one.champs), (true, vec![Champ::Finalites]));
    assert_eq!((two.ouverte, two.champs), (false, vec![Champ::Donnees]));
}

#[tokio::test]
async fn w17_nothing_is_changed_by_an_address_that_one_only_visits() {
    let site = Site::new().await;
    let id = site.added().await;
    let claire = site.secretaire().await;
    for act in ["soumission", "restauration", "publication"] {
        let visited = claire.get(&format!("{BASE}/traitements/{id}/{act}")).await;
        assert_eq!(visited.status, StatusCode::NOT_FOUND, "{act}");
    }
    let mut stranger = claire.clone();
    stranger.csrf = "autre".into();
    let forged = stranger.post(&format!("{BASE}/traitements/{id}/soumission"), &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(site.traitement(id).await.revision, 1);
}

#[tokio::test]
async fn w18_the_answer_of_one_is_not_the_answer_of_all() {
    let site = Site::new().await;
    let (claire, lucie, hugo) = (site.secretaire().await, site.voisine().await, site.dpd().await);
    claire.post(&format!("{BASE}/modeles/paie"), &[]).await.location();
    lucie.post("/c/218201218/rgpd/modeles/paie", &[]).await.location();
    let contenu = json!({"contenu": {"nom": "Paie", "description": "Tout autre"}});
    hugo.api(Method::PUT, "/api/v1/rgpd/modeles/paie/brouillon", Some(contenu)).await;
    hugo.api(Method::POST, "/api/v1/rgpd/modeles/paie/publication", Some(json!({"note": "Autre"}))).await;
    site.drain().await;
    let mine = propositions::list(&mut site.read().await, site.albias.id).await.unwrap().remove(0);
    claire.post(&format!("{BASE}/propositions/{}", mine.id), &[("geste", "garder")]).await.location();
    let mut tx = site.read().await;
    let waiting = |resume: Option<membres::Resume>| resume.unwrap().propositions;
    assert_eq!(waiting(membres::find(&mut tx, site.albias.id).await.unwrap()), 0);
    assert_eq!(waiting(membres::find(&mut tx, site.montauban.id).await.unwrap()), 1);
}
