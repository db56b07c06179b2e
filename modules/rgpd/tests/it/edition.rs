//! The guided entry: rows without JavaScript, saved at any moment, two editors at once, advice.

use axum::http::StatusCode;
use rgpd::domain::{EtatTraitement, TraitementId};

use crate::site::{BASE, Site};

async fn created(site: &Site) -> (TraitementId, String) {
    let claire = site.secretaire().await;
    let made = claire.post(&format!("{BASE}/traitements"), &[("nom", "Cantine"), ("role", "responsable")]).await;
    let there = made.location().split("/etapes").next().unwrap().to_owned();
    (there.rsplit('/').next().unwrap().parse().unwrap(), there)
}

#[tokio::test]
async fn a_secretary_writes_a_traitement_step_by_step() {
    let site = Site::new().await;
    let (id, there) = created(&site).await;
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/finalites");
    let page = claire.get(&step).await;
    page.says(StatusCode::OK, &["À quoi sert-il", "But principal", "Ce qui manque encore à cette étape"]);
    let vu_here = page.hidden("vu");
    let typed = [("vu", vu_here.as_str()), ("finalites.0.libelle", "Préparer les repas"), ("finalites.0.base", "e")];
    let saved = claire.post(&step, &typed).await;
    assert_eq!(saved.location(), format!("{there}/etapes/donnees?fait=rgpd-enregistre"));
    let t = site.traitement(id).await;
    assert_eq!(t.contenu.finalites[0].libelle, "Préparer les repas");
    assert_eq!(t.contenu.nom, "Cantine", "the other steps are as they were");
    let page = claire.get(&step).await;
    let more = [
        ("vu", page.hidden("vu")),
        ("finalites.0.libelle", "Préparer les repas".into()),
        ("geste", "ajouter:finalites".into()),
    ];
    let more: Vec<(&str, &str)> = more.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let added = claire.post(&step, &more).await;
    assert_eq!(added.location(), format!("{step}?plus=finalites#finalites"));
    claire.get(&format!("{step}?plus=finalites")).await.says(StatusCode::OK, &["Autre but (2)"]);
}

#[tokio::test]
async fn several_categories_are_ticked_and_become_rows_that_one_takes_away() {
    let site = Site::new().await;
    let (id, there) = created(&site).await;
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/donnees");
    let seen = claire.get(&step).await.hidden("vu");
    let typed =
        [("vu", seen.as_str()), ("donnees_ajout", "sante"), ("donnees_ajout", "nir"), ("geste", "ajouter:donnees")];
    assert_eq!(claire.post(&step, &typed).await.location(), format!("{step}#donnees"));
    claire.get(&step).await.says(StatusCode::OK, &["Santé", "Numéro de sécurité sociale", "décret n° 2019-341"]);
    let seen = claire.get(&step).await.hidden("vu");
    let typed = [
        ("vu", seen.as_str()),
        ("donnees.0.categorie", "sante"),
        ("donnees.1.categorie", "nir"),
        ("geste", "retirer:donnees:0"),
    ];
    claire.post(&step, &typed).await.location();
    let kept = site.traitement(id).await.contenu.donnees;
    assert_eq!(kept.iter().map(|d| d.categorie.as_str()).collect::<Vec<_>>(), ["nir"]);
}

#[tokio::test]
async fn what_does_not_read_comes_back_as_typed_with_a_sentence_under_its_field() {
    let site = Site::new().await;
    let (id, there) = created(&site).await;
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/donnees");
    let seen = claire.get(&step).await.hidden("vu");
    let typed = [("vu", seen.as_str()), ("donnees.0.categorie", "coordonnees"), ("donnees.0.active", "cinq")];
    let refused = claire.post(&step, &typed).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Écrivez un nombre entier", "Une réponse est à corriger"]);
    assert!(refused.text().contains(r#"value="cinq""#), "what was typed is there");
    let nameless = claire.post(&format!("{there}/etapes/essentiel"), &[("nom", " ")]).await;
    nameless.says(StatusCode::UNPROCESSABLE_ENTITY, &["Donnez un nom au traitement"]);
    assert_eq!(site.traitement(id).await.contenu.donnees, []);
}

#[tokio::test]
async fn two_editors_of_one_step_see_both_texts_and_of_two_steps_do_not_meet() {
    let site = Site::new().await;
    let (id, there) = created(&site).await;
    let (claire, hugo) = (site.secretaire().await, site.dpd().await);
    let step = format!("{there}/etapes/finalites");
    let seen = claire.get(&step).await.hidden("vu");
    let other = format!("{there}/etapes/securite");
    let seen_other = hugo.get(&other).await.hidden("vu");
    let mine = [("vu", seen.as_str()), ("finalites.0.libelle", "Préparer les repas")];
    claire.post(&step, &mine).await.location();
    // Another step: nobody is disturbed.
    hugo.post(&other, &[("vu", seen_other.as_str()), ("outils.0.nom", "Portail")]).await.location();
    let theirs = [("vu", seen.as_str()), ("finalites.0.libelle", "Nourrir les enfants")];
    let told = hugo.post(&step, &theirs).await;
    told.says(
        StatusCode::CONFLICT,
        &[
            "Cette étape a été enregistrée pendant que vous écriviez",
            "Les deux textes",
            "Préparer les repas",
            "Nourrir les enfants",
        ],
    );
    assert!(told.text().contains(r#"value="Nourrir les enfants""#), "nothing is lost");
    assert_eq!(site.traitement(id).await.contenu.finalites[0].libelle, "Préparer les repas");
    let again = told.hidden("vu");
    hugo.post(&step, &[("vu", again.as_str()), ("finalites.0.libelle", "Nourrir les enfants")]).await.location();
    let kept = site.traitement(id).await.contenu;
    assert_eq!((kept.finalites[0].libelle.as_str(), kept.outils[0].nom.as_str()), ("Nourrir les enfants", "Portail"));
}

#[tokio::test]
async fn the_rule_advises_on_the_aipd_and_says_why() {
    let site = Site::new().await;
    let (_, there) = created(&site).await;
    let claire = site.secretaire().await;
    let step = format!("{there}/etapes/aipd");
    let seen = claire.get(&step).await.hidden("vu");
    let typed =
        [("vu", seen.as_str()), ("criteres", "surveillance"), ("criteres", "large_echelle"), ("geste", "conseil")];
    assert_eq!(claire.post(&step, &typed).await.location(), format!("{step}?conseil=oui#conseil"));
    claire.get(&format!("{step}?conseil=oui")).await.says(
        StatusCode::OK,
        &["Une AIPD est nécessaire.", "2 critères sur neuf sont remplis", "surveillance systématique"],
    );
}

#[tokio::test]
async fn editing_what_is_submitted_makes_it_a_draft_again() {
    let site = Site::new().await;
    let (id, there) = created(&site).await;
    let claire = site.secretaire().await;
    claire.post(&format!("{there}/soumission"), &[]).await.location();
    let step = format!("{there}/etapes/essentiel");
    let page = claire.get(&step).await;
    page.says(StatusCode::OK, &["il redevient un brouillon à soumettre"]);
    let typed = [("vu", page.hidden("vu")), ("nom", "Cantine scolaire".into()), ("role", "responsable".into())];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
    claire.post(&step, &typed).await.location();
    assert_eq!(site.traitement(id).await.etat, EtatTraitement::Brouillon);
}
