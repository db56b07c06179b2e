//! Imports: the national data twice, the files as they are cut, a CSV.

use annuaire::{
    AnnuaireError, Population, SaisieCollectivite, Visibles, collectivites,
    imports::{self, RapportImport},
    national,
};
use db::{Db, ListRequest, Perimetre};

use crate::monde::{Monde, actions};

const COMMUNES: &str = r#"{"82": [
    {"code": "82002", "nom": "Albias", "siren": "218200020", "codesPostaux": ["82350"], "arrondissement": "822",
     "populationMunicipale": 3181, "populationTotale": 3211},
    {"code": "82001", "nom": "L'Erreur", "siren": "218200011", "codesPostaux": ["82000"], "arrondissement": "822",
     "populationMunicipale": 10, "populationTotale": 11},
    {"code": "82005", "nom": "Asques", "siren": "218200053", "codesPostaux": ["82120"], "arrondissement": "821",
     "populationMunicipale": 163, "populationTotale": 168}],
    "62": [{"code": "62001", "nom": "Ablain-Saint-Nazaire", "siren": "216200014", "codesPostaux": ["62153"],
     "arrondissement": "627", "populationMunicipale": 1994, "populationTotale": 2005}]}"#;
const EPCI: &str = r#"[{"siren": "200053668", "nom": "CC d'Essai", "type": "CC", "populationTotale": 100,
    "populationMunicipale": 99, "membres": ["82005", "82002"]}]"#;

fn counts(rapport: &RapportImport) -> (usize, usize, usize, usize) {
    (rapport.crees, rapport.modifies, rapport.inchanges, rapport.rejets.len())
}

async fn csv(db: &Db, monde: &Monde, text: &str) -> RapportImport {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let rapport = imports::import_csv(&mut tx, &monde.clock, &monde.acteur, text.as_bytes(), "82", 2023).await.unwrap();
    tx.commit().await.unwrap();
    rapport
}

db::both_engines! { crate::MIGRATIONS;
    async fn a_whole_departement_comes_in_and_a_second_time_changes_nothing(db: Db) {
        let monde = Monde::new(&db).await;
        let tarn = national::departement("82").unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let first = imports::import_departement(&mut tx, &monde.clock, &monde.acteur, &tarn, 2023).await.unwrap();
        assert_eq!(counts(&first), (203, 2, 0, 0), "195 communes of which two were known, and 10 EPCI");
        let second = imports::import_departement(&mut tx, &monde.clock, &monde.acteur, &tarn, 2023).await.unwrap();
        assert_eq!(counts(&second), (0, 0, 205, 0));
        let next = imports::import_departement(&mut tx, &monde.clock, &monde.acteur, &tarn, 2024).await.unwrap();
        assert_eq!(counts(&next), (0, 205, 0, 0), "another millésime");
        let request = ListRequest { filters: vec![("genre".into(), "commune".into())], page: 1, per_page: 10, ..ListRequest::default() };
        let page = collectivites::list(&mut tx, &monde.clock, Visibles::Toutes, &request).await.unwrap();
        assert_eq!(page.total, 195);
        let by_arrondissement = collectivites::count_by_arrondissement(&mut tx).await.unwrap();
        assert_eq!(by_arrondissement.iter().map(|(_, n)| n).sum::<u32>(), 195);
        let montauban = collectivites::find(&mut tx, monde.montauban.id).await.unwrap().unwrap();
        let epci = montauban.fiche.epci.unwrap();
        assert_eq!(collectivites::members(&mut tx, epci).await.unwrap().len(), 12);
        assert_eq!(collectivites::populations(&mut tx, monde.montauban.id).await.unwrap().len(), 2);
        tx.commit().await.unwrap();
        assert_eq!(actions(&db, monde.centre.id).await[0], "collectivites.importees");
    }

    async fn what_people_typed_outlives_an_import(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let typed = SaisieCollectivite { nom: "Albias-sur-Aveyron".into(), code_postal: "82999".into(), ..SaisieCollectivite::from(&monde.albias.fiche) };
        collectivites::update(&mut tx, &monde.clock, &monde.acteur, (monde.albias.id, 1), &typed.read().unwrap()).await.unwrap();
        let rapport = imports::import_communes(&mut tx, &monde.clock, &monde.acteur, COMMUNES, Some("82"), 2023).await.unwrap();
        assert_eq!(counts(&rapport), (1, 1, 0, 1), "one new, one completed, one with a wrong SIREN");
        assert!(rapport.rejets[0].to_string().starts_with("L'Erreur (82001) : Ce SIREN"));
        let albias = collectivites::find(&mut tx, monde.albias.id).await.unwrap().unwrap();
        assert_eq!((albias.fiche.nom.as_str(), albias.fiche.code_postal.unwrap().as_str()), ("Albias-sur-Aveyron", "82999"));
        assert_eq!(albias.fiche.arrondissement_nom.as_deref(), Some("Montauban"));
        assert_eq!(albias.population, Some(Population { millesime: 2023, totale: Some(3_211), municipale: Some(3_181) }));
    }

    async fn epci_take_their_members(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        imports::import_communes(&mut tx, &monde.clock, &monde.acteur, COMMUNES, None, 2023).await.unwrap();
        let rapport = imports::import_epci(&mut tx, &monde.clock, &monde.acteur, EPCI, Some("82"), 2023).await.unwrap();
        assert_eq!(counts(&rapport), (1, 0, 0, 0));
        let epci = collectivites::find_by_siren(&mut tx, "200053668".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(epci.nom_complet(), "Communauté de communes d’Essai");
        let members = collectivites::members(&mut tx, epci.fiche.siren).await.unwrap();
        assert_eq!(members.iter().map(|c| c.fiche.nom.as_str()).collect::<Vec<_>>(), ["Albias", "Asques"]);
        let elsewhere = imports::import_epci(&mut tx, &monde.clock, &monde.acteur, EPCI, Some("62"), 2023).await.unwrap();
        assert_eq!(counts(&elsewhere), (0, 0, 0, 0));
    }

    async fn an_unreadable_file_is_refused_with_its_line(db: Db) {
        let monde = Monde::new(&db).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        match imports::import_communes(&mut tx, &monde.clock, &monde.acteur, "{\n\"82\": 1}", None, 2023).await {
            Err(AnnuaireError::Champs(errors)) => assert!(errors.of("fichier").unwrap().contains("ligne 2"), "{errors:?}"),
            other => panic!("{other:?}"),
        }
    }

    async fn a_csv_with_one_fault_imports_nothing(db: Db) {
        let monde = Monde::new(&db).await;
        let text = "siren;nom;genre;telephone\n200053668;CCAS d'Albias;ccas;\n218200020;Albias;commune;12\n";
        let rapport = csv(&db, &monde, text).await;
        assert_eq!((rapport.crees, rapport.modifies), (0, 0));
        let told: Vec<String> = rapport.rejets.iter().map(ToString::to_string).collect();
        assert!(told[0].starts_with("Ligne 3, colonne code_insee"), "{told:?}");
        assert!(told[1].starts_with("Ligne 3, colonne telephone"), "{told:?}");
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert_eq!(collectivites::find_by_siren(&mut tx, "200053668".parse().unwrap()).await.unwrap(), None);
    }

    async fn a_csv_corrects_what_it_gives_and_leaves_the_rest(db: Db) {
        let monde = Monde::new(&db).await;
        let text = "siren;nom;genre;code_insee;ville;telephone;population_totale\n\
            218200020;Albias;commune;82002;ALBIAS;05 63 31 00 00;3 211\n200053668;CCAS d'Albias;CCAS;;;;\n";
        let rapport = csv(&db, &monde, text).await;
        assert_eq!(counts(&rapport), (1, 1, 0, 0));
        assert_eq!(counts(&csv(&db, &monde, text).await), (0, 0, 2, 0));
        let again = "siren;nom;genre;code_insee;telephone\n218200020;Albias;commune;82002;05 63 99 99 99\n";
        assert_eq!(counts(&csv(&db, &monde, again).await), (0, 1, 0, 0));
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let albias = collectivites::find(&mut tx, monde.albias.id).await.unwrap().unwrap();
        assert_eq!((albias.fiche.telephone.as_deref(), albias.fiche.ville.as_deref()), (Some("05 63 99 99 99"), Some("ALBIAS")));
        assert_eq!(albias.population.unwrap().totale, Some(3_211));
    }
}
