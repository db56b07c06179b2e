//! The quotes: through the pages, the API and the mails that follow.

use axum::http::{Method, StatusCode};
use conventions::{
    domain::{Devis, EtatDevis},
    store::devis,
};
use serde_json::{Value, json};

use crate::{
    site::{ALBIAS, QUERCY, Site},
    support::euros,
};

impl Site {
    async fn devis_of_quercy(&self) -> Devis {
        let mut tx = self.read().await;
        let quercy = annuaire::collectivites::find_by_siren(&mut tx, QUERCY.parse().unwrap()).await.unwrap().unwrap();
        devis::list(&mut tx, quercy.id).await.unwrap().pop().unwrap()
    }

    /// Each mail: to whom, what it is about, whether a file goes with it.
    async fn devis_mails(&self) -> Vec<(String, String)> {
        let request = db::ListRequest { per_page: 50, ..db::ListRequest::default() };
        let mails = mail::list(&mut self.read().await, &request).await.unwrap().rows;
        mails.into_iter().filter(|m| m.sujet.contains("Devis")).map(|m| (m.destinataire_adresse, m.sujet)).collect()
    }
}

fn quote(numero: &str) -> Value {
    json!({
        "numero": numero, "objet": "Migration de la messagerie", "service": "JOUR", "annee": 2020,
        "lignes": [
            { "libelle": "Migration", "quand": "premiere_annee", "demi_journees": 5 },
            { "libelle": "Déplacement", "quand": "premiere_annee", "forfait": "80.50" },
        ],
    })
}

#[tokio::test]
async fn a_devis_is_prepared_sent_accepted_and_becomes_an_abonnement() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let here = format!("/c/{QUERCY}/devis");
    let typed = [
        ("numero", "D-2020-001"),
        ("annee", "2020"),
        ("objet", "Délégué à la protection des données"),
        ("service", "RGPD"),
        ("libelle_1", "Inventaire"),
        ("quand_1", "premiere_annee"),
        ("jours_1", "2,5"),
        ("libelle_2", "Suivi"),
        ("quand_2", "annees_suivantes"),
        ("forfait_2", "400"),
    ];
    let empty = admin.post(&here, &typed[..4]).await;
    empty.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ajoutez au moins une ligne"]);
    let made = admin.post(&here, &typed).await;
    let there = made.location().split('?').next().unwrap().to_owned();
    admin.get(&there).await.says(StatusCode::OK, &["à envoyer", "2,5 j", "625,00 €"]);
    assert_eq!(
        admin.post(&format!("{there}/acceptation"), &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not sent yet"
    );
    admin.post(&format!("{there}/envoi"), &[]).await.location();
    let paper = admin.get(&format!("{there}/devis.pdf")).await;
    assert!(paper.status == StatusCode::OK && paper.bytes.starts_with(b"%PDF-"));
    admin.post(&format!("{there}/acceptation"), &[]).await.location();
    assert_eq!(site.devis_of_quercy().await.etat(), EtatDevis::Accepte);
    admin.get(&format!("/c/{QUERCY}/abonnements")).await.says(StatusCode::OK, &["devis n° D-2020-001"]);
    let again = admin.post(&format!("{there}/refus"), &[]).await;
    again.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce devis est déjà accepté"]);
    assert_eq!(site.devis_of_quercy().await.total(conventions::domain::Quand::PremiereAnnee), Some(euros("625")));
}

#[tokio::test]
async fn a_devis_leaves_by_mail_with_its_paper_and_its_answer_comes_back() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let of = format!("/api/v1/c/{ALBIAS}/devis");
    let made = admin.api(Method::POST, &of, Some(quote("D-2020-1"))).await;
    assert_eq!((made.status, made.json()["premiere_annee"].as_str()), (StatusCode::CREATED, Some("705.50")));
    let here = format!("{of}/{}", made.json()["id"].as_str().unwrap());
    let secretaire = site.secretaire().await;
    assert_eq!(secretaire.api(Method::GET, &here, None).await.status, StatusCode::NOT_FOUND, "a draft is not seen");
    assert_eq!(secretaire.api(Method::GET, &of, None).await.json(), json!([]));
    let early = admin.api(Method::POST, &format!("{here}/reponse"), Some(json!({ "accepte": true }))).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("Envoyez ce devis"));

    let sent = admin.api(Method::POST, &format!("{here}/envoi"), None).await.json();
    assert_eq!((sent["etat"].as_str(), sent["envoye_le"].as_str()), (Some("envoye"), Some("2020-12-01")));
    site.drain().await;
    let mails = site.devis_mails().await;
    assert_eq!(
        mails,
        [("mairie@albias.example".to_owned(), "Devis n°\u{a0}D-2020-1\u{a0}: Migration de la messagerie".to_owned())]
    );
    site.drain().await;
    assert_eq!(site.devis_mails().await.len(), 1, "once");
    assert_eq!(secretaire.api(Method::GET, &of, None).await.json()[0]["etat"], "envoye");
    let unable = secretaire.api(Method::POST, &format!("{here}/reponse"), Some(json!({ "accepte": true }))).await;
    assert_eq!(unable.status, StatusCode::FORBIDDEN, "a secrétaire does not commit the commune");

    let answered = admin.api(Method::POST, &format!("{here}/reponse"), Some(json!({ "accepte": false }))).await;
    assert_eq!(answered.json()["etat"], "refuse");
    site.drain().await;
    assert_eq!(site.devis_mails().await.len(), 1, "the centre of this site has no address");
}

#[tokio::test]
async fn a_line_of_devis_is_days_or_a_lump_sum() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let of = format!("/api/v1/c/{ALBIAS}/devis");
    let line = |more: Value| {
        let mut one = json!({ "libelle": "Migration", "quand": "premiere_annee" });
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "numero": "D-1", "objet": "Essai", "service": "JOUR", "annee": 2020, "lignes": [one] })
    };
    for wrong in [json!({}), json!({ "demi_journees": 2, "forfait": "10" }), json!({ "demi_journees": 0 })] {
        let refused = admin.api(Method::POST, &of, Some(line(wrong))).await;
        assert!(refused.status.is_client_error(), "{}", refused.text());
        assert!(refused.text().contains("un seul des deux"), "{}", refused.text());
    }
    let unknown = admin.api(Method::POST, &of, Some(line(json!({ "jours": 2 })))).await;
    assert!(unknown.status.is_client_error());
    assert_eq!(admin.api(Method::GET, &of, None).await.json(), json!([]));
}
