//! The API: a program does all that the pages do.

use axum::http::{Method, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use rgpd::store::membres;
use serde_json::{Value, json};
use web::testing::Visiteur;

use crate::{
    fichiers::TABLE,
    site::{Site, whole},
};

const BASE: &str = "/api/v1/c/218200020/rgpd";

/// Asks, and expects this status.
#[track_caller]
fn expect(answer: &web::testing::Reponse, status: StatusCode) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    if answer.bytes.is_empty() { Value::Null } else { answer.json() }
}

async fn get(who: &Visiteur, path: &str) -> Value {
    expect(&who.api(Method::GET, path, None).await, StatusCode::OK)
}

async fn send(who: &Visiteur, method: Method, path: &str, body: Value, status: StatusCode) -> Value {
    expect(&who.api(method, path, Some(body)).await, status)
}

#[tokio::test]
async fn the_whole_life_of_a_traitement_is_played_by_programs() {
    let site = Site::new().await;
    let (claire, hugo, jean) = (site.secretaire().await, site.dpd().await, site.maire().await);
    let here = format!("{BASE}/traitements");
    let made = send(&claire, Method::POST, &here, json!({"contenu": whole()}), StatusCode::CREATED).await;
    assert_eq!((made["etat"].as_str(), made["version"].as_u64()), (Some("brouillon"), Some(1)));
    let there = format!("{here}/{}", made["id"].as_str().unwrap());
    assert_eq!(get(&claire, &there).await["contenu"], serde_json::to_value(whole()).unwrap());
    let missing = get(&claire, &format!("{there}/manques")).await;
    assert!(missing.as_array().unwrap().iter().all(|m| m["obligatoire"] == false), "{missing}");
    let unknown = json!({"contenu": {"nom": "X", "titre": "Y"}});
    let refused = claire.api(Method::POST, &here, Some(unknown)).await;
    assert!(refused.status.is_client_error() && refused.text().contains("titre"), "{}", refused.text());
    send(&claire, Method::POST, &format!("{there}/soumission"), json!({}), StatusCode::OK).await;
    let early = jean.api(Method::POST, &format!("{there}/validation"), Some(json!({}))).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text());
    let advice = json!({"favorable": true, "preconisations": "Relire en septembre."});
    send(&hugo, Method::POST, &format!("{there}/controle"), advice, StatusCode::OK).await;
    let valid = send(&jean, Method::POST, &format!("{there}/validation"), json!({}), StatusCode::OK).await;
    assert_eq!(valid["etat"], "valide");
    let mut contenu = serde_json::to_value(whole()).unwrap();
    contenu["nom"] = "Cantine et garderie".into();
    let written = json!({"revision": valid["revision"], "contenu": contenu, "service": null});
    let second = send(&claire, Method::PUT, &there, written.clone(), StatusCode::OK).await;
    assert_eq!((second["version"].as_u64(), second["etat"].as_str()), (Some(2), Some("brouillon")));
    let stale =
        claire.api(Method::PUT, &there, Some(json!({"revision": 1, "contenu": whole(), "service": null}))).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
    assert_eq!(get(&claire, &format!("{there}/versions")).await.as_array().unwrap().len(), 1);
    let changed = get(&claire, &format!("{there}/differences?de=1&a=0")).await;
    assert_eq!(changed[0]["champ"], "nom");
    let list = get(&claire, &format!("{here}?q=garderie")).await;
    assert_eq!(list["elements"].as_array().unwrap().len(), 1);
    let all = get(&hugo, "/api/v1/rgpd/traitements?etat=brouillon").await;
    assert_eq!(all["elements"][0]["collectivite"], "218200020");
    send(&claire, Method::POST, &format!("{there}/archivage"), json!({"motif": "Fermée."}), StatusCode::OK).await;
    send(&claire, Method::POST, &format!("{there}/restauration"), json!({}), StatusCode::OK).await;
    let hidden =
        send(&claire, Method::PUT, &format!("{there}/publication"), json!({"public": false}), StatusCode::OK).await;
    assert_eq!(hidden["public"], false);
    assert_eq!(site.agent().await.api(Method::GET, &there, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.voisine().await.api(Method::GET, &there, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.passer_by().api(Method::GET, &there, None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_register_goes_in_and_out_by_the_api_and_its_lot_is_undone() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let file = |essai| json!({"nom": "registre.csv", "contenu": STANDARD.encode(TABLE), "essai": essai});
    let tried = send(&claire, Method::POST, &format!("{BASE}/import"), file(true), StatusCode::OK).await;
    assert_eq!((tried["crees"].as_u64(), site.kept().await.len()), (Some(2), 0));
    let done = send(&claire, Method::POST, &format!("{BASE}/import"), file(false), StatusCode::OK).await;
    assert_eq!((done["crees"].as_u64(), done["traitements"].as_array().unwrap().len()), (Some(2), 2));
    let again = send(&claire, Method::POST, &format!("{BASE}/import"), file(false), StatusCode::OK).await;
    assert_eq!((again["inchanges"].as_u64(), &again["lot"]), (Some(2), &Value::Null));
    let wrong = json!({"nom": "a.csv", "contenu": "%%%"});
    let refused = claire.api(Method::POST, &format!("{BASE}/import"), Some(wrong)).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("base64"));
    let lots = get(&claire, &format!("{BASE}/lots")).await;
    assert_eq!(lots[0]["id"], done["lot"]);
    let exported = claire.api(Method::GET, &format!("{BASE}/export?format=csv"), None).await;
    assert!(exported.text().contains("SCO-09"));
    let undo = format!("{BASE}/lots/{}/annulation", done["lot"].as_str().unwrap());
    let undone = send(&claire, Method::POST, &undo, json!({}), StatusCode::OK).await;
    assert_eq!((undone["retires"].as_u64(), site.kept().await.len()), (Some(2), 0));
    let resume = membres::find(&mut site.read().await, site.albias.id).await.unwrap().unwrap();
    assert_eq!(
        (resume.traitements, resume.brouillons, resume.modifie_le),
        (0, 0, None),
        "the cockpit counts none left"
    );
    let nothing = claire.api(Method::POST, &format!("{BASE}/scelles"), Some(json!({"au": "2026-11-25"}))).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&claire, &format!("{BASE}/scelles")).await, json!([]));
    assert_eq!(get(&claire, &format!("{BASE}/registre?au=2026-11-25")).await, json!([]));
}

#[tokio::test]
async fn services_documents_and_the_public_page_are_kept_by_the_api() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let made =
        send(&claire, Method::POST, &format!("{BASE}/services"), json!({"nom": "École"}), StatusCode::CREATED).await;
    let service = made["id"].as_str().unwrap().to_owned();
    let thomas = site.personne("thomas").await;
    let limited = json!({"services": [service]});
    let known =
        send(&claire, Method::PUT, &format!("{BASE}/services/personnes/{thomas}"), limited, StatusCode::OK).await;
    assert_eq!(known[0]["personnes"], json!([thomas.to_string()]));
    let agent = site.agent().await;
    let here = format!("{BASE}/traitements");
    let alone = agent.api(Method::POST, &here, Some(json!({"contenu": {"nom": "Étude"}}))).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "he must choose his service: {}", alone.text());
    let body = json!({"contenu": {"nom": "Étude"}, "service": service});
    let own = send(&agent, Method::POST, &here, body, StatusCode::CREATED).await;
    let there = format!("{here}/{}", own["id"].as_str().unwrap());
    let piece = json!({"nom": "note.pdf", "libelle": "Note", "contenu": STANDARD.encode(b"%PDF-1.7\n%note")});
    let joined = send(&agent, Method::POST, &format!("{there}/pieces"), piece, StatusCode::CREATED).await;
    let piece = format!("{there}/pieces/{}", joined[0]["id"].as_str().unwrap());
    assert!(claire.api(Method::GET, &piece, None).await.bytes.starts_with(b"%PDF"));
    assert_eq!(claire.api(Method::DELETE, &piece, None).await.status, StatusCode::NO_CONTENT);
    let used = claire.api(Method::DELETE, &format!("{BASE}/services/{service}"), None).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
    let open = json!({"ouverte": true, "champs": ["finalites"], "introduction": ""});
    send(&claire, Method::PUT, &format!("{BASE}/publication"), open.clone(), StatusCode::OK).await;
    assert_eq!(get(&claire, &format!("{BASE}/publication")).await, open);
    let wrong = json!({"ouverte": true, "champs": ["mesures"]});
    let refused = claire.api(Method::PUT, &format!("{BASE}/publication"), Some(wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_centre_writes_deploys_and_offers_models_by_the_api() {
    let site = Site::new().await;
    let (claire, hugo) = (site.secretaire().await, site.dpd().await);
    let models = get(&hugo, "/api/v1/rgpd/modeles").await;
    assert!(models.as_array().unwrap().len() >= 60);
    let asked = json!({"modeles": ["paie"], "sirens": ["218200020", "218201218"]});
    let made = send(&hugo, Method::POST, "/api/v1/rgpd/deploiements", asked, StatusCode::ACCEPTED).await;
    site.drain().await;
    let there = format!("/api/v1/rgpd/deploiements/{}", made["id"].as_str().unwrap());
    assert_eq!(get(&hugo, &there).await["crees"], 2);
    let wrong = json!({"modeles": ["paie"], "sirens": ["999000003"]});
    let refused = hugo.api(Method::POST, "/api/v1/rgpd/deploiements", Some(wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the centre is no member of itself");
    let mut contenu = get(&hugo, "/api/v1/rgpd/modeles/paie").await["contenu"].clone();
    contenu["description"] = "Payer les agents, en clair".into();
    let draft = "/api/v1/rgpd/modeles/paie/brouillon";
    let written = send(&hugo, Method::PUT, draft, json!({"contenu": contenu}), StatusCode::OK).await;
    assert_eq!(written["version"], 2);
    let publish = "/api/v1/rgpd/modeles/paie/publication";
    send(&hugo, Method::POST, publish, json!({"note": "Plus clair"}), StatusCode::OK).await;
    site.drain().await;
    let waiting = get(&claire, &format!("{BASE}/propositions")).await;
    let one = format!("{BASE}/propositions/{}", waiting[0]["id"].as_str().unwrap());
    let told = get(&claire, &one).await;
    assert_eq!((told["note"].as_str(), told["ecarts"][0]["champ"].as_str()), (Some("Plus clair"), Some("description")));
    let answer = json!({"champs": ["description"]});
    let done = send(&claire, Method::POST, &format!("{one}/reponse"), answer, StatusCode::OK).await;
    assert_eq!(done["etat"], "acceptee");
    send(&hugo, Method::POST, &format!("{there}/annulation"), json!({}), StatusCode::ACCEPTED).await;
    site.drain().await;
    assert_eq!(site.kept().await.len(), 1, "what was answered was worked on");
    let offered = get(&claire, &format!("{BASE}/modeles")).await;
    assert!(offered.as_array().unwrap().iter().any(|m| m["code"] == "etat-civil"));
    send(&claire, Method::POST, &format!("{BASE}/modeles/etat-civil"), json!({}), StatusCode::CREATED).await;
    let new = json!({"titre": "Prêt de vélos", "famille": "culture"});
    send(&hugo, Method::POST, "/api/v1/rgpd/modeles", new, StatusCode::CREATED).await;
    assert_eq!(claire.api(Method::GET, "/api/v1/rgpd/modeles", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_catalogue_is_written_by_the_api_and_its_notes_stay_at_the_centre() {
    let site = Site::new().await;
    let (claire, hugo) = (site.secretaire().await, site.dpd().await);
    site.added().await;
    let orphans = get(&hugo, "/api/v1/rgpd/catalogue/orphelins").await;
    let nom = orphans[0]["nom"].as_str().unwrap().to_owned();
    let record = json!({"genre": "organisme", "nom": "Éditeur Azur", "fiche": {"pays": "FR", "notes": "Secret"}});
    let made = send(&hugo, Method::POST, "/api/v1/rgpd/catalogue", record, StatusCode::CREATED).await;
    let there = format!("/api/v1/rgpd/catalogue/{}", made["id"].as_str().unwrap());
    send(&hugo, Method::POST, &format!("{there}/noms"), json!({"nom": nom}), StatusCode::OK).await;
    assert_eq!(get(&hugo, "/api/v1/rgpd/catalogue?q=azur").await["elements"][0]["nom"], "Éditeur Azur");
    let seen = get(&claire, &format!("{BASE}/catalogue/{}", made["id"].as_str().unwrap())).await;
    assert_eq!((seen["fiche"]["pays"].as_str(), seen["fiche"]["notes"].as_str()), (Some("FR"), Some("")));
    let again =
        json!({"genre": "organisme", "nom": "Éditeur Azur", "revision": made["revision"], "fiche": {"pays": "DE"}});
    let written = send(&hugo, Method::PUT, &there, again.clone(), StatusCode::OK).await;
    assert_eq!(written["fiche"]["pays"], "DE");
    assert_eq!(hugo.api(Method::PUT, &there, Some(again)).await.status, StatusCode::CONFLICT);
    let piece =
        json!({"nom": "hds.pdf", "contenu": STANDARD.encode(b"%PDF-1.7\n%c"), "valable_jusqu_au": "2027-01-31"});
    let joined = send(&hugo, Method::POST, &format!("{there}/pieces"), piece, StatusCode::CREATED).await;
    let piece = format!("{there}/pieces/{}", joined["pieces"][0]["id"].as_str().unwrap());
    assert!(hugo.api(Method::GET, &piece, None).await.bytes.starts_with(b"%PDF"));
    assert_eq!(hugo.api(Method::DELETE, &piece, None).await.status, StatusCode::NO_CONTENT);
}
