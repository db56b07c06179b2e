//! Collectivités: written, found, listed, counted.

use annuaire::{
    AnnuaireError, Population, Refus, SaisieCollectivite, SaisieContact, Taille, Visibles, collectivites, contacts,
};
use db::{Db, ListRequest, Perimetre};
use kernel::GenreCollectivite;

use crate::monde::{Monde, actions, fiche, journal, refusal};

fn asked(filters: &[(&str, &str)], sort: &str) -> ListRequest {
    let filters = filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    ListRequest { filters, sort: Some(sort.to_owned()), page: 1, per_page: 50, desc: false }
}

async fn names(db: &Db, monde: &Monde, visibles: Visibles, request: &ListRequest) -> Vec<String> {
    let mut tx = db.read(Perimetre::Commun).await.unwrap();
    let page = collectivites::list(&mut tx, &monde.clock, visibles, request).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.nom).collect()
}

db::both_engines! { crate::MIGRATIONS;
    async fn two_people_do_not_overwrite_each_other(db: Db) {
        let monde = Monde::new(&db).await;
        let seen = &monde.albias;
        let first = SaisieCollectivite { telephone: "0563310000".into(), ..SaisieCollectivite::from(&seen.fiche) }.read().unwrap();
        let second = SaisieCollectivite { ville: "Albias".into(), ..SaisieCollectivite::from(&seen.fiche) }.read().unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let saved = collectivites::update(&mut tx, &monde.clock, &monde.acteur, (seen.id, seen.version), &first).await.unwrap();
        assert_eq!((saved.version, saved.fiche.telephone.as_deref()), (2, Some("05 63 31 00 00")));
        let late = collectivites::update(&mut tx, &monde.clock, &monde.acteur, (seen.id, seen.version), &second).await;
        assert_eq!(refusal(late), Refus::FicheModifiee);
        tx.commit().await.unwrap();
        let line = journal(&db, seen.id).await.remove(0);
        assert_eq!((line.action.as_str(), line.avant.as_deref(), line.apres.as_deref()),
            ("collectivite.modifiee", Some("{}"), Some(r#"{"telephone":"05 63 31 00 00"}"#)));
    }

    async fn a_siren_names_one_collectivite(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let again = fiche("ccas", "Albias", "218200020", "");
        match collectivites::create(&mut tx, &monde.clock, &monde.acteur, &again).await {
            Err(AnnuaireError::Champs(errors)) => {
                assert_eq!(errors.of("siren"), Some("Ce SIREN est déjà celui de « Commune d’Albias » : ouvrez sa fiche."));
            }
            other => panic!("{other:?}"),
        }
    }

    async fn there_is_one_centre_and_it_stays(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let second = fiche("cdg", "Autre centre", "200053668", "");
        assert_eq!(refusal(collectivites::create_exploitant(&mut tx, &monde.clock, &monde.acteur, &second).await), Refus::ExploitantExiste);
        let closed = annuaire::FicheCollectivite { actif: false, ..monde.centre.fiche.clone() };
        let update = collectivites::update(&mut tx, &monde.clock, &monde.acteur, (monde.centre.id, 1), &closed).await;
        assert_eq!(refusal(update), Refus::ExploitantActif);
        assert_eq!(collectivites::find_exploitant(&mut tx).await.unwrap().unwrap().id, monde.centre.id);
    }

    async fn populations_keep_their_history_and_the_list_shows_the_latest(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let people = |millesime, totale| Population { millesime, totale: Some(totale), municipale: None };
        for population in [people(2022, 3_200), people(2023, 3_300), people(2021, 9_999)] {
            collectivites::set_population(&mut tx, &monde.clock, &monde.acteur, monde.albias.id, population).await.unwrap();
        }
        let history = collectivites::populations(&mut tx, monde.albias.id).await.unwrap();
        assert_eq!(history, [people(2023, 3_300), people(2022, 3_200), people(2021, 9_999)]);
        let albias = collectivites::find(&mut tx, monde.albias.id).await.unwrap().unwrap();
        assert_eq!((albias.population, albias.taille()), (Some(people(2023, 3_300)), Taille::Moins3500));
        let counts = collectivites::count_by_taille(&mut tx).await.unwrap();
        assert_eq!(counts.iter().filter(|(_, n)| *n > 0).collect::<Vec<_>>(), [&(Taille::Moins3500, 1), &(Taille::Inconnue, 1)]);
        assert_eq!(collectivites::count_by_genre(&mut tx).await.unwrap(), [(GenreCollectivite::Commune, 2)]);
        tx.commit().await.unwrap();
        let written = actions(&db, monde.albias.id).await;
        assert_eq!(written.iter().filter(|a| *a == "collectivite.population").count(), 3);
    }

    async fn lists_filter_sort_and_respect_what_one_may_see(db: Db) {
        let monde = Monde::new(&db).await;
        let all = Visibles::Toutes;
        assert_eq!(names(&db, &monde, all, &asked(&[], "nom")).await, ["Albias", "Centre de gestion", "Montauban"]);
        assert_eq!(names(&db, &monde, all, &asked(&[("q", "MONT 82121")], "nom")).await, ["Montauban"]);
        assert_eq!(names(&db, &monde, all, &asked(&[("genre", "commune"), ("departement", "82")], "population")).await.len(), 2);
        assert_eq!(names(&db, &monde, all, &asked(&[("sans_population", "oui"), ("q", "albias")], "genre")).await, ["Albias"]);
        let dpd = Visibles::De(monde.dpd.id);
        assert_eq!(names(&db, &monde, dpd, &asked(&[], "code_postal")).await.len(), 2, "the centre and its portefeuille");
        assert_eq!(names(&db, &monde, dpd, &asked(&[("genre", "commune")], "nom")).await, ["Albias"]);
        assert_eq!(names(&db, &monde, Visibles::De(monde.secretaire.id), &asked(&[], "nom")).await, ["Albias"]);
    }

    async fn a_search_finds_by_words_and_numbers(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        for (typed, expected) in [("alb", "Albias"), ("218 201 218", "Montauban"), ("82121", "Montauban"), ("commune albias", "Albias")] {
            let found = collectivites::search(&mut tx, &monde.clock, Visibles::Toutes, typed).await.unwrap();
            assert_eq!(found[0].nom, expected, "{typed}");
        }
        assert!(collectivites::search(&mut tx, &monde.clock, Visibles::Toutes, " %_ ").await.unwrap().is_empty());
        let hidden = collectivites::search(&mut tx, &monde.clock, Visibles::De(monde.secretaire.id), "montauban").await.unwrap();
        assert!(hidden.is_empty());
    }

    async fn contacts_belong_to_their_collectivite(db: Db) {
        let monde = Monde::new(&db).await;
        let typed = SaisieContact { fonction: "referent_rgpd".into(), nom: "Claire Vidal".into(), telephone: "0563310000".into(), ..SaisieContact::default() };
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let contact = contacts::add(&mut tx, &monde.clock, &monde.acteur, monde.albias.id, typed.read().unwrap()).await.unwrap();
        let elsewhere = contacts::remove(&mut tx, &monde.clock, &monde.acteur, (monde.montauban.id, contact.id)).await;
        assert!(matches!(elsewhere, Err(AnnuaireError::NotFound)));
        let renamed = SaisieContact { nom: "Claire Vidal-Roux".into(), ..typed }.read().unwrap();
        contacts::update(&mut tx, &monde.clock, &monde.acteur, (monde.albias.id, contact.id), &renamed).await.unwrap();
        let listed = contacts::list(&mut tx, &[monde.albias.id, monde.montauban.id]).await.unwrap();
        assert_eq!(listed.iter().map(|c| c.fiche.nom.as_str()).collect::<Vec<_>>(), ["Claire Vidal-Roux"]);
        contacts::remove(&mut tx, &monde.clock, &monde.acteur, (monde.albias.id, contact.id)).await.unwrap();
        assert_eq!(contacts::find(&mut tx, monde.albias.id, contact.id).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(actions(&db, monde.albias.id).await[..3], ["contact.retire", "contact.modifie", "contact.ajoute"]);
    }
}
