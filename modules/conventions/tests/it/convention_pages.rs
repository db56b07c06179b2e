//! The life of a convention through its pages: proposed, signed, denounced, followed.

use axum::http::StatusCode;
use conventions::{
    domain::{Convention, EtatConvention, EtatEngagement},
    gestes::engagements,
    store::conventions as kept,
};

use crate::site::{ALBIAS, MONTAUBAN, Site};

impl Site {
    async fn convention(&self) -> Convention {
        kept::list(&mut self.read().await, self.albias.id).await.unwrap().pop().unwrap()
    }

    async fn here(&self) -> String {
        format!("/c/{ALBIAS}/conventions/{}", self.convention().await.id)
    }
}

#[tokio::test]
async fn the_list_tells_who_is_in_convention_and_with_which_services() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let list = admin.get("/centre/conventions?tri=nom").await;
    list.says(
        StatusCode::OK,
        &[
            "Toutes les conventions proposées sont signées",
            "3 conventions en vigueur",
            "Albias",
            "N2, RGPD",
            "Renouvelée",
        ],
    );
    admin.get("/centre/conventions?q=monta").await.says(StatusCode::OK, &["Montauban", "1 collectivité"]);
    let none = admin.get("/centre/conventions?etat=denoncee").await;
    none.hides("Commune d’Albias");
    let csv = admin.get("/centre/conventions/export?format=csv&q=albias").await;
    assert!(csv.text().contains("Commune d’Albias") && !csv.text().contains("Montauban"), "{}", csv.text());
    assert_eq!(site.secretaire().await.get("/centre/conventions").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.technicien().await.get("/centre/conventions").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_statements_of_the_list_and_of_a_convention_do_not_follow_the_number_of_members() {
    let site = Site::new().await;
    let (admin, here) = (site.admin().await, site.here().await);
    let mut counts = Vec::new();
    for ranks in [0..1, 1..40] {
        site.more_members(ranks).await;
        for path in ["/centre/conventions?par=100", "/centre/echeances", "/centre/recensements/2020", &here] {
            admin.get(path).await.says(StatusCode::OK, &[]);
            let start = site.db().statements();
            admin.get(path).await.says(StatusCode::OK, &[]);
            counts.push(site.db().statements() - start);
        }
    }
    assert_eq!(counts[..4], counts[4..]);
}

#[tokio::test]
async fn a_convention_is_proposed_then_signed_by_both_and_takes_effect_that_day() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let typed =
        [("collectivite", ALBIAS), ("numero", "2020-014"), ("regime", "trois_ans_expres"), ("le", "2020-11-02")];
    let made = admin.post("/centre/conventions", &typed).await;
    let there = made.location().split('?').next().unwrap().to_owned();
    admin.get(&there).await.says(StatusCode::OK, &["Convention à signer par les deux parties", "2020-014"]);
    let member = [("partie", "membre"), ("le", "2020-11-12"), ("reference", "Exemplaire 1")];
    admin.post(&format!("{there}/signature"), &member).await.location();
    admin.get(&there).await.says(StatusCode::OK, &["Convention à signer par l’autre partie"]);
    let again = admin.post(&format!("{there}/signature"), &member).await;
    again.says(StatusCode::UNPROCESSABLE_ENTITY, &["La collectivité a déjà signé cette convention."]);
    let centre = [("partie", "centre"), ("le", "2020-11-20"), ("reference", "Exemplaire 1")];
    admin.post(&format!("{there}/signature"), &centre).await.location();
    admin
        .get(&there)
        .await
        .says(StatusCode::OK, &["Convention en vigueur depuis le 20 novembre 2020", "19 novembre 2023"]);
    admin.get(&there).await.says(StatusCode::OK, &["Autres conventions", "n° R-2018-218200020"]);
    let twice = admin.post("/centre/conventions", &typed).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["existe déjà pour cette collectivité"]);
}

#[tokio::test]
async fn an_act_to_come_or_without_its_document_is_refused_under_its_field() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = site.here().await;
    let future = [("le", "2020-12-02"), ("objet", "Nouveau tarif")];
    admin
        .post(&format!("{here}/avenants"), &future)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Cette date est à venir", "1er décembre 2020"]);
    let nameless = [("notifiee_le", "2020-09-15"), ("recommande", "")];
    let refused = admin.post(&format!("{here}/denonciation"), &nameless).await;
    refused.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["par lettre recommandée avec accusé de réception : indiquez son numéro"],
    );
    admin
        .post(&format!("{here}/reconduction"), &[("le", "2020-11-15"), ("reference", "x")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["il n’y a rien à signer"]);
    assert_eq!(site.convention().await.etat(), EtatConvention::Renouvelee);
}

#[tokio::test]
async fn a_denunciation_shows_its_day_of_effect_before_it_is_kept() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = site.here().await;
    let typed = [("notifiee_le", "2020-11-15"), ("recommande", "1A 205 123 4567 8"), ("manquement", "")];
    let asked = admin.post(&format!("{here}/denonciation"), &typed).await;
    // Later than 1 October: too late for 2021.
    asked.says(StatusCode::OK, &["Dénoncer la convention n° R-2018-218200020", "1er janvier 2022"]);
    assert_eq!(site.convention().await.etat(), EtatConvention::Renouvelee, "nothing is kept yet");
    let confirmed = [&typed[..], &[("confirmee", "oui")]].concat();
    admin.post(&format!("{here}/denonciation"), &confirmed).await.location();
    assert_eq!(site.convention().await.etat(), EtatConvention::Denoncee);
    admin
        .get(&here)
        .await
        .says(StatusCode::OK, &["Convention dénoncée, jusqu’au 1er janvier 2022", "1A 205 123 4567 8"]);
    let letter = admin.get(&format!("{here}/denonciation.pdf?auteur=membre")).await;
    assert_eq!((letter.status, &letter.bytes[..4]), (StatusCode::OK, b"%PDF".as_slice()));
}

#[tokio::test]
async fn the_budget_line_tells_its_balance() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = site.here().await;
    let typed = [
        ("code_operation", "C06-020N02"),
        ("imputation", "6281/93020"),
        ("libelle", "Informatique"),
        ("credits_paiement", "12000"),
        ("disponible", "9180"),
        ("proposition", "7000"),
    ];
    admin.post(&format!("{here}/budget"), &typed).await.location();
    admin.get(&here).await.says(StatusCode::OK, &["Solde", "2 180,00 €"]);
    let wrong = admin.post(&format!("{here}/assimilation"), &[("assimilation", "ville > 3")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Le barème « ville » n’existe pas"]);
}

#[tokio::test]
async fn the_member_reads_its_convention_and_changes_nothing() {
    let site = Site::new().await;
    let (claire, here) = (site.secretaire().await, site.here().await);
    let page = claire.get(&here).await;
    page.says(
        StatusCode::OK,
        &["Convention en vigueur", "Services souscrits", "Délégué à la protection des données mutualisé"],
    );
    page.hides("Dénoncer la convention");
    assert_eq!(claire.get(&format!("/c/{ALBIAS}/conventions")).await.location(), here);
    assert_eq!(claire.get(&format!("{here}/denonciation")).await.status, StatusCode::FORBIDDEN);
    let foreign = here.replace(ALBIAS, MONTAUBAN);
    assert_eq!(claire.get(&foreign).await.status, StatusCode::NOT_FOUND, "of another collectivité");
    assert_eq!(site.admin().await.get(&foreign).await.status, StatusCode::NOT_FOUND, "the id is Albias’s");
    let pdf = claire.get(&format!("{here}/convention.pdf?annee=2020")).await;
    assert_eq!((pdf.status, &pdf.bytes[..4]), (StatusCode::OK, b"%PDF".as_slice()));
    let empty = claire.get(&format!("{here}/convention.pdf?annee=2010")).await;
    empty.says(StatusCode::UNPROCESSABLE_ENTITY, &["Aucun service n’est souscrit pour 2010"]);
    assert_eq!(claire.get(&format!("{here}/deliberation.pdf?annee=2020")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_engagement_is_followed_by_the_centre() {
    let site = Site::new().await;
    let (admin, here) = (site.admin().await, site.here().await);
    let id = site.convention().await.id;
    let code = engagements::list(&mut site.read().await, site.albias.id, id).await.unwrap()[0].engagement.code.clone();
    let said = [("etat", "non_tenu"), ("note", "Deux relances")];
    assert!(admin.post(&format!("{here}/engagements/{code}"), &said).await.location().contains("#engagements"));
    admin.get(&here).await.says(StatusCode::OK, &["Non tenu", "Deux relances"]);
    let all = engagements::list(&mut site.read().await, site.albias.id, id).await.unwrap();
    assert_eq!(all[0].etat(), EtatEngagement::NonTenu);
    assert_eq!(admin.post(&format!("{here}/engagements/INCONNU"), &said).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.secretaire().await.post(&format!("{here}/engagements/{code}"), &said).await.status,
        StatusCode::FORBIDDEN
    );
}
