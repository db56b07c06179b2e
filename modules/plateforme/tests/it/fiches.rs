//! The fiche: shown, changed by one or by two, its populations and its contacts.

use annuaire::collectivites;
use axum::http::StatusCode;
use db::Perimetre;

use crate::{
    monde::{ALBIAS, MONTAUBAN, Monde},
    visiteur::{Reponse, Visiteur},
};

const CENTRE: &str = "/centre/collectivites/218200020";
const OWN: &str = "/c/218200020/fiche";

#[tokio::test]
async fn the_same_fiche_is_shown_at_the_centre_and_at_home() {
    let monde = Monde::new().await;
    let told = ["Commune d’Albias", "Coordonnées", "Claire Vidal", "Histoire de cette fiche", "Collectivité créée"];
    let centre = monde.admin().await.get(CENTRE).await.says(StatusCode::OK, &told);
    assert!(
        centre.contains("Ajouter un millésime")
            && centre.contains("Modifier la fiche")
            && centre.contains("Désactiver")
    );
    let own = monde.secretaire().await.get(OWN).await.says(StatusCode::OK, &told);
    assert!(
        own.contains("Modifier les coordonnées") && !own.contains("Désactiver") && !own.contains("/centre/"),
        "{own}"
    );
    let agent = monde.agent().await.get(OWN).await.says(StatusCode::OK, &["Commune d’Albias"]);
    assert!(!agent.contains("modification") && !agent.contains("Histoire de cette fiche"), "{agent}");
}

#[tokio::test]
async fn a_foreign_fiche_does_not_exist() {
    let monde = Monde::new().await;
    let secretaire = monde.secretaire().await;
    for path in ["fiche", "fiche/modification", "fiche/contacts/nouveau", "journal"] {
        assert_eq!(secretaire.get(&format!("/c/{MONTAUBAN}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(secretaire.post(&format!("/c/{MONTAUBAN}/fiche/contacts"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(monde.admin().await.get("/centre/collectivites/218200021").await.status, StatusCode::NOT_FOUND);
    assert_eq!(monde.agent().await.get(&format!("{OWN}/modification")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_fiche_asks_a_constant_number_of_statements() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let mut asked = Vec::new();
    for rank in 0..2 {
        for n in 0..=(rank * 40) {
            let nom = format!("Personne {rank} {n}");
            admin
                .post(
                    &format!("{CENTRE}/contacts"),
                    &[("fonction", "autre"), ("nom", &nom), ("telephone", "0563310000")],
                )
                .await
                .location();
        }
        let before = monde.db().statements();
        admin.get(CENTRE).await.says(StatusCode::OK, &["Personne 0 0"]);
        asked.push(monde.db().statements() - before);
    }
    assert_eq!(asked[0], asked[1]);
}

/// The fields of a form as it was opened, with some changed.
fn typed<'a>(opened: &'a [(String, String)], changed: &'a [(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = opened.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(changed.iter().copied()).collect()
}

async fn open(who: &Visiteur, path: &str, names: &[&str]) -> Vec<(String, String)> {
    let page = who.get(path).await;
    page.says(StatusCode::OK, &["version"]);
    let hidden = ["version"].iter().chain(names);
    hidden.map(|name| ((*name).to_owned(), page.value_of(name))).collect()
}

const COORDONNEES: [&str; 4] = ["code_postal", "ville", "telephone", "courriel"];

#[tokio::test]
async fn a_member_keeps_its_coordonnees_and_only_those() {
    let monde = Monde::new().await;
    let secretaire = monde.secretaire().await;
    let path = format!("{OWN}/modification");
    let opened = open(&secretaire, &path, &COORDONNEES).await;
    let sent = typed(
        &opened,
        &[("telephone", "0563310000"), ("siren", MONTAUBAN), ("nom", "Pirate"), ("representant_nom", "Durand")],
    );
    assert_eq!(secretaire.post(&path, &sent).await.location(), OWN);
    let page = secretaire.get(OWN).await.says(StatusCode::OK, &["05 63 31 00 00", "Durand", "Commune d’Albias"]);
    assert!(!page.contains("Pirate"));
    let wrong = typed(&opened, &[("telephone", "douze")]);
    secretaire
        .post(&path, &wrong)
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce numéro ne se lit pas", "value=\"douze\""]);
}

async fn conflict(monde: &Monde) -> (Visiteur, Vec<(String, String)>, Reponse) {
    let (admin, secretaire) = (monde.admin().await, monde.secretaire().await);
    let path = format!("{OWN}/modification");
    let opened = open(&admin, &path, &COORDONNEES).await;
    monde.clock.advance_seconds(60);
    let theirs = typed(&opened, &[("telephone", "0563319999"), ("ville", "Albias")]);
    assert_eq!(secretaire.post(&path, &theirs).await.location(), OWN);
    let mine = typed(&opened, &[("telephone", "0563311111"), ("courriel", "mairie@albias.fr")]);
    let answer = admin.post(&path, &mine).await;
    (admin, opened, answer)
}

#[tokio::test]
async fn two_people_who_change_a_fiche_do_not_erase_each_other() {
    let monde = Monde::new().await;
    let (admin, _, answer) = conflict(&monde).await;
    answer.says(
        StatusCode::CONFLICT,
        &[
            "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte",
            "Claire Vidal",
            "a écrit « 05 63 31 99 99 » entre-temps",
        ],
    );
    let merged: Vec<(&str, String)> =
        ["version", "telephone", "ville", "courriel"].map(|name| (name, answer.value_of(name))).to_vec();
    assert_eq!(merged[1].1, "0563311111", "what both wrote stays mine until I choose");
    assert_eq!(merged[2].1, "Albias", "what I had not touched took the new value");
    let again: Vec<(&str, &str)> = merged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.post(&format!("{OWN}/modification"), &again).await.location(), OWN);
    admin.get(OWN).await.says(StatusCode::OK, &["05 63 31 11 11", "mairie@albias.fr"]);
    let mut tx = monde.db().read(Perimetre::Commun).await.unwrap();
    let kept = collectivites::find(&mut tx, monde.albias.id).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.fiche.ville.as_deref()), (3, Some("Albias")));
}

#[tokio::test]
async fn the_same_change_sent_twice_is_one_change() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let path = format!("{CENTRE}/modification");
    let names = ["genre", "nom", "siren", "code_insee", "departement"];
    let mut opened = open(&admin, &path, &names).await;
    opened[1].1 = "commune".into();
    let sent = typed(&opened, &[("nom", "Albias-le-Neuf")]);
    for _ in 0..2 {
        assert_eq!(admin.post(&path, &sent).await.location(), CENTRE);
    }
    let mut tx = monde.db().read(Perimetre::Commun).await.unwrap();
    assert_eq!(collectivites::find(&mut tx, monde.albias.id).await.unwrap().unwrap().version, 2);
}

#[tokio::test]
async fn populations_are_typed_by_millesime_and_drawn() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(&format!("{CENTRE}/populations/nouvelle")).await.says(StatusCode::OK, &["Millésime"]);
    for (year, people) in [("2021", "3 302"), ("2023", "3 410"), ("2023", "3 412")] {
        let sent = [("millesime", year), ("totale", people), ("municipale", "")];
        assert_eq!(admin.post(&format!("{CENTRE}/populations"), &sent).await.location(), CENTRE);
    }
    let page = admin.get(CENTRE).await.says(
        StatusCode::OK,
        &["3\u{202f}412 habitants (population totale 2023)", "Population totale par millésime", "1er janvier 2026"],
    );
    assert!(page.contains("3\u{202f}302") && !page.contains("3\u{202f}410</text>"), "{page}");
    let wrong = admin.post(&format!("{CENTRE}/populations"), &[("millesime", "2999"), ("totale", "-3")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["Écrivez un nombre entier entre 2006 et 2026.", "value=\"-3\""]);
    let member = monde.secretaire().await.post(&format!("{CENTRE}/populations"), &[]).await;
    assert_eq!(member.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn contacts_are_added_changed_and_removed_once_each() {
    let monde = Monde::new().await;
    let secretaire = monde.secretaire().await;
    let sent =
        [("fonction", "referent_rgpd"), ("nom", "Paul Lacoste"), ("courriel", "rgpd@albias.fr"), ("note", "le mardi")];
    for _ in 0..2 {
        assert_eq!(secretaire.post(&format!("{OWN}/contacts"), &sent).await.location(), OWN);
    }
    let page = secretaire.get(OWN).await.says(StatusCode::OK, &["Paul Lacoste", "Référent RGPD", "le mardi"]);
    assert_eq!(page.matches("Paul Lacoste").count(), 1);
    let contact = page
        .split(&format!("{OWN}/contacts/"))
        .find_map(|rest| rest.get(..36).filter(|id| id.parse::<uuid::Uuid>().is_ok()))
        .unwrap()
        .to_owned();
    let at = format!("{OWN}/contacts/{contact}");
    secretaire.get(&at).await.says(StatusCode::OK, &["Modifier Paul Lacoste", "rgpd@albias.fr"]);
    let unreachable = secretaire.post(&at, &[("fonction", "autre"), ("nom", "Paul")]).await;
    unreachable.says(StatusCode::UNPROCESSABLE_ENTITY, &["Donnez au moins une adresse ou un téléphone."]);
    let moved = [("fonction", "comptabilite"), ("nom", "Paul Lacoste"), ("telephone", "0563310000")];
    assert_eq!(secretaire.post(&at, &moved).await.location(), OWN);
    let foreign = format!("/centre/collectivites/{MONTAUBAN}/contacts/{contact}");
    assert_eq!(monde.admin().await.get(&foreign).await.status, StatusCode::NOT_FOUND);
    secretaire.get(&format!("{at}/suppression")).await.says(StatusCode::OK, &["Retirer Paul Lacoste ?"]);
    for _ in 0..2 {
        assert_eq!(secretaire.post(&format!("{at}/suppression"), &[]).await.location(), OWN);
    }
    assert!(!secretaire.get(OWN).await.text().contains("Lacoste"));
    secretaire.get(&format!("/c/{ALBIAS}/journal")).await.says(StatusCode::OK, &["Référent retiré", "Paul Lacoste"]);
}
