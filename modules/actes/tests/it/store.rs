//! Rows are kept and read the same on both engines.

use actes::{
    domain::{
        Acte, Agent, Canal, Classement, Echange, Envoi, EtatActe, EtatEchange, EtatEnvoi, EtatRetour, Evenement,
        FicheActe, FichierRecu, GenreEchange, GenreEvenement, NatureActe, PieceActe, Raccordement, Regard, Retour,
    },
    store::{
        actes as rows, classements, echanges, ecole, envois, evenements, formations, membres, pauses, pieces,
        raccordements, retours,
    },
};
use db::{ListRequest, Perimetre};
use kernel::{Clock, CollectiviteId, GenreCollectivite, Id};
use time::macros::date;

fn clock() -> Clock {
    Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap())
}

fn acte(whose: CollectiviteId, numero: &str) -> Acte {
    let clock = clock();
    let fiche = FicheActe {
        numero: numero.into(),
        decision_le: Some(date!(2026 - 11 - 24)),
        objet: "Tarifs de la cantine".into(),
        matiere: "7.10".into(),
        ..FicheActe::new(NatureActe::Deliberation)
    };
    Acte::draft((whose, Id::new(&clock)), fiche, (None, "Claire"), clock.now())
}

fn envoi(whose: CollectiviteId, serie: u32) -> Envoi {
    let clock = clock();
    Envoi {
        collectivite_id: whose,
        id: Id::new(&clock),
        acte_id: None,
        echange_id: None,
        message: "7-1".into(),
        canal: Canal::Ecole,
        etat: EtatEnvoi::EnAttente,
        jour: date!(2026 - 11 - 25),
        serie,
        archive: format!("BEF-TACT--218200020--20261125-{serie}.tar.gz"),
        document_id: None,
        fichiers: vec![],
        empreinte: String::new(),
        taille: 0,
        tentatives: 0,
        demande_le: clock.now(),
        tente_le: None,
        depose_le: None,
        adresse: String::new(),
        motif: String::new(),
        agent: Agent { nom: "Claire".into(), courriel: String::new() },
    }
}

db::both_engines! { &web::testing::migrations(&[&actes::ROOM]);

    async fn an_acte_comes_back_as_it_was_kept(db: Db) {
        let (clock, whose) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
        let first = acte(whose, "2026_001");
        assert!(rows::insert(&mut tx, &first, "Divers").await.unwrap());
        assert!(!rows::insert(&mut tx, &first, "Divers").await.unwrap());
        assert_eq!(rows::find(&mut tx, whose, first.id).await.unwrap(), Some(first.clone()));
        let sent = Acte {
            etat: EtatActe::Transmis,
            id_acte: Some("082-218200020-20261124-2026_001-DE".into()),
            canal: Some(Canal::Ecole),
            transmis_le: Some(clock.now()),
            a_repondre: 1,
            ..first.clone()
        };
        assert!(rows::save(&mut tx, &sent, "Divers").await.unwrap());
        assert!(!rows::save(&mut tx, &sent, "Divers").await.unwrap(), "another revision since");
        let id_acte = sent.id_acte.as_deref().unwrap();
        assert_eq!(rows::find_by_id_acte(&mut tx, whose, (Canal::Ecole, id_acte)).await.unwrap(), Some(first.id));
        assert_eq!(rows::find_by_id_acte(&mut tx, whose, (Canal::Reel, id_acte)).await.unwrap(), None, "an exercise");
        assert_eq!(rows::find_by_cle(&mut tx, whose, (Canal::Ecole, "2026_001", date!(2026 - 11 - 24))).await.unwrap(), Some(first.id));
        assert_eq!(rows::find_twin(&mut tx, &acte(whose, "2026_001"), Canal::Ecole).await.unwrap(), Some(first.id));
        assert_eq!(rows::find_twin(&mut tx, &acte(whose, "2026_002"), Canal::Ecole).await.unwrap(), None);
        assert_eq!(rows::last_number(&mut tx, whose, (NatureActe::Deliberation, Canal::Ecole)).await.unwrap().as_deref(), Some("2026_001"));
        assert_eq!(rows::count_to_answer(&mut tx, whose).await.unwrap(), 1);
        let asked = |filters: &[(&str, &str)]| ListRequest {
            filters: filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            page: 1,
            per_page: 25,
            ..ListRequest::default()
        };
        for (filters, count) in [(&[("q", "cantine divers")][..], 1), (&[("q", "piscine")], 0), (&[("etat", "transmis"), ("a_repondre", "oui")], 1)] {
            assert_eq!(rows::page(&mut tx, (whose, Regard::Tout), &asked(filters)).await.unwrap().total, count, "{filters:?}");
        }
        assert_eq!(rows::find_twin(&mut tx, &acte(whose, "2026_001"), Canal::Reel).await.unwrap(), None, "an exercise");
        assert_eq!(rows::last_number(&mut tx, whose, (NatureActe::Deliberation, Canal::Reel)).await.unwrap(), None, "an exercise");
        let real = Acte { id_acte: sent.id_acte.clone(), canal: Some(Canal::Reel), ..acte(whose, "2026_001") };
        assert!(rows::insert(&mut tx, &real, "").await.unwrap(), "the number of an exercise is free for a true acte");
        let twin = Acte { id_acte: sent.id_acte.clone(), canal: sent.canal, ..acte(whose, "2026_001") };
        assert!(matches!(rows::insert(&mut tx, &twin, "").await, Err(db::DbError::Unique(_))), "one identity, one acte");
    }

    async fn numbers_of_a_day_follow_without_hole(db: Db) {
        let whose = Id::new(&clock());
        let jour = date!(2026 - 11 - 25);
        for expected in 1..=3 {
            let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
            assert_eq!(envois::next_serie(&mut tx, whose, jour).await.unwrap(), expected);
            tx.commit().await.unwrap();
        }
        let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
        assert_eq!(envois::next_serie(&mut tx, whose, jour).await.unwrap(), 4);
        drop(tx);
        let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
        assert_eq!(envois::next_serie(&mut tx, whose, jour).await.unwrap(), 4, "what was not kept is given again");
        assert_eq!(envois::next_serie(&mut tx, whose, date!(2026 - 11 - 26)).await.unwrap(), 1);
    }

    async fn two_nodes_never_take_the_same_number(db: Db) {
        let whose = Id::new(&clock());
        let jour = date!(2026 - 11 - 25);
        let takes = (0..12).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
                let serie = envois::next_serie(&mut tx, whose, jour).await.unwrap();
                envois::insert(&mut tx, &envoi(whose, serie)).await.unwrap();
                tx.commit().await.unwrap();
                serie
            })
        });
        let mut taken = Vec::new();
        for take in takes.collect::<Vec<_>>() {
            taken.push(take.await.unwrap());
        }
        taken.sort_unstable();
        assert_eq!(taken, (1..=12).collect::<Vec<_>>());
    }

    async fn a_sending_and_what_comes_back_are_kept(db: Db) {
        let (clock, whose) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let kept = acte(whose, "2026_001");
        rows::insert(&mut tx, &kept, "").await.unwrap();
        let sent = Envoi { acte_id: Some(kept.id), message: "1-1".into(), ..envoi(whose, 1) };
        envois::insert(&mut tx, &sent).await.unwrap();
        let done = Envoi {
            etat: EtatEnvoi::Depose,
            fichiers: vec!["a.xml".into()],
            empreinte: "00".into(),
            depose_le: Some(clock.now()),
            tente_le: Some(clock.now()),
            tentatives: 2,
            adresse: "https://préfecture".into(),
            ..sent.clone()
        };
        assert!(envois::save(&mut tx, &done).await.unwrap());
        assert!(!envois::save(&mut tx, &sent).await.unwrap(), "what the préfecture has does not wait again");
        assert_eq!(envois::find(&mut tx, whose, sent.id).await.unwrap(), Some(done.clone()));
        assert_eq!(envois::list_of(&mut tx, whose, kept.id).await.unwrap(), std::slice::from_ref(&done));
        assert_eq!(envois::find_by_archive(&mut tx, whose, &done.archive).await.unwrap(), Some(done));
        assert!(envois::list_waiting(&mut tx).await.unwrap().is_empty());
        let retour = Retour {
            collectivite_id: whose,
            id: Id::new(&clock),
            cle: "abc".into(),
            acte_id: Some(kept.id),
            message: "1-2".into(),
            canal: Canal::Ecole,
            etat: EtatRetour::Orphelin,
            resume: "…".into(),
            recu_le: clock.now(),
            fichiers: vec![FichierRecu { nom: "a.xml".into(), document: None }],
        };
        assert!(retours::insert(&mut tx, &retour).await.unwrap());
        assert!(!retours::insert(&mut tx, &Retour { id: Id::new(&clock), ..retour.clone() }).await.unwrap());
        assert!(retours::is_known(&mut tx, "abc").await.unwrap());
        assert_eq!(retours::find(&mut tx, whose, retour.id).await.unwrap(), Some(retour.clone()));
        assert_eq!(retours::list_orphans(&mut tx).await.unwrap(), [retour]);
        let event = Evenement {
            id: Id::new(&clock),
            acte_id: kept.id,
            genre: GenreEvenement::Recu,
            le: clock.now(),
            par: "Préfecture".into(),
            texte: String::new(),
            envoi_id: Some(sent.id),
            retour_id: None,
        };
        evenements::insert(&mut tx, whose, &event).await.unwrap();
        assert_eq!(evenements::list_of(&mut tx, whose, kept.id).await.unwrap(), [event]);
    }

    async fn letters_and_files_are_kept(db: Db) {
        let (clock, whose) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Collectivite(whose)).await.unwrap();
        let kept = acte(whose, "2026_001");
        rows::insert(&mut tx, &kept, "").await.unwrap();
        let letter = Echange {
            collectivite_id: whose,
            id: Id::new(&clock),
            acte_id: kept.id,
            genre: GenreEchange::LettreObservations,
            date_courrier: date!(2026 - 11 - 25),
            texte: "Motif".into(),
            etat: EtatEchange::Recu,
            recu_le: clock.now(),
            reponse: None,
            repondu_le: None,
            repondu_par: String::new(),
            ar_reponse_le: None,
        };
        assert!(echanges::insert(&mut tx, &letter).await.unwrap());
        assert!(!echanges::insert(&mut tx, &Echange { id: Id::new(&clock), ..letter.clone() }).await.unwrap());
        let closed = Echange { etat: EtatEchange::Clos, ar_reponse_le: Some(date!(2026 - 11 - 26)), ..letter.clone() };
        echanges::save(&mut tx, &closed).await.unwrap();
        let key = (kept.id, letter.genre, letter.date_courrier);
        assert_eq!(echanges::find_by_date(&mut tx, whose, key).await.unwrap(), Some(closed.clone()));
        assert_eq!(echanges::list_of(&mut tx, whose, kept.id).await.unwrap(), [closed]);
        let file = |rang, echange_id| PieceActe {
            id: Id::new(&clock),
            acte_id: kept.id,
            echange_id,
            rang,
            document_id: Id::new(&clock),
            nom: "a.pdf".into(),
            extension: "pdf".into(),
            type_pj: "99_DE".into(),
            taille: 12,
            entete: b"%PDF".to_vec(),
            pages: Some(2),
            signee: false,
            scellee: None,
        };
        let files = [file(0, None), file(1, None), file(0, Some(letter.id))];
        pieces::insert_many(&mut tx, whose, &files).await.unwrap();
        pieces::set_type(&mut tx, whose, (kept.id, files[1].id), "99_AU").await.unwrap();
        let found = pieces::list_of(&mut tx, whose, kept.id).await.unwrap();
        assert_eq!((found.len(), &found[0], found[1].type_pj.as_str()), (2, &files[0], "99_AU"));
        assert_eq!(pieces::list_of_answer(&mut tx, whose, (kept.id, letter.id)).await.unwrap(), files[2..]);
        assert!(pieces::delete(&mut tx, whose, (kept.id, files[1].id)).await.unwrap());
        assert!(!rows::delete(&mut tx, whose, Id::new(&clock)).await.unwrap());
    }

    async fn a_connection_its_classification_and_its_trainings_are_kept(db: Db) {
        let (clock, whose) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let school = Raccordement::ecole(whose, GenreCollectivite::Commune, "82", clock.now());
        assert!(raccordements::insert(&mut tx, &school).await.unwrap());
        assert!(!raccordements::insert(&mut tx, &school).await.unwrap());
        let real = Raccordement { canal: Canal::Reel, natures: vec![NatureActe::Contrat], page_ouverte: true, ..school.clone() };
        assert!(raccordements::save(&mut tx, &real).await.unwrap());
        assert!(!raccordements::save(&mut tx, &real).await.unwrap());
        let found = raccordements::find(&mut tx, whose).await.unwrap().unwrap();
        assert_eq!(found, Raccordement { revision: 2, ..real });
        assert_eq!(raccordements::list(&mut tx).await.unwrap(), [found]);
        let national = Classement::national(date!(2017 - 12 - 08));
        assert_eq!(classements::find(&mut tx, whose).await.unwrap(), None);
        for _ in 0..2 {
            classements::save(&mut tx, whose, &national.0, clock.now()).await.unwrap();
        }
        let found = classements::find(&mut tx, whose).await.unwrap().unwrap();
        let codes = |of: &Classement| of.choices().into_iter().map(|choice| choice.code).collect::<Vec<_>>();
        assert_eq!((codes(&found), found.0.date_classification), (codes(&national), date!(2017 - 12 - 08)));
        assert_eq!(found.types(NatureActe::Contrat, None).len(), national.types(NatureActe::Contrat, None).len());
        assert_eq!(classements::received_at(&mut tx, whose).await.unwrap(), Some(clock.now()));
        let trained = formations::Formation {
            personne_id: Id::new(&clock),
            formee_le: date!(2026 - 10 - 01),
            par: "Karim".into(),
            note: String::new(),
        };
        formations::save(&mut tx, whose, &trained).await.unwrap();
        assert_eq!(formations::find(&mut tx, whose, trained.personne_id).await.unwrap(), Some(trained.formee_le));
        assert_eq!(formations::list(&mut tx, whose).await.unwrap(), [trained]);
    }

    async fn a_summary_counts_each_state_and_a_pause_lasts(db: Db) {
        let (clock, whose) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        for (numero, etat) in [("1", EtatActe::Brouillon), ("2", EtatActe::Transmis), ("3", EtatActe::Recu), ("4", EtatActe::Refuse)] {
            let kept = Acte { etat, transmis_le: Some(clock.now()), ..acte(whose, numero) };
            rows::insert(&mut tx, &kept, "").await.unwrap();
        }
        membres::recount(&mut tx, whose).await.unwrap();
        membres::note_sent(&mut tx, whose, clock.now()).await.unwrap();
        let sum = membres::list(&mut tx).await.unwrap().remove(0);
        assert_eq!((sum.brouillons, sum.sans_reponse, sum.recus, sum.refuses, sum.a_repondre), (1, 1, 1, 1, 0));
        assert_eq!((sum.plus_ancien, sum.dernier_envoi), (Some(clock.now()), Some(clock.now())));
        assert_eq!(rows::list_sans_reponse(&mut tx, clock.now().plus_seconds(1)).await.unwrap().len(), 1);
        let pause = pauses::Pause {
            id: Id::new(&clock),
            debut: clock.now(),
            fin: None,
            motif: "Travaux".into(),
            par: "Karim".into(),
        };
        pauses::insert(&mut tx, &pause).await.unwrap();
        let later = clock.now().plus_seconds(60);
        assert_eq!(pauses::current(&mut tx, later).await.unwrap(), Some(pause.clone()));
        assert!(pauses::end(&mut tx, pause.id, later).await.unwrap());
        assert_eq!(pauses::current(&mut tx, later.plus_seconds(1)).await.unwrap(), None);
        assert!(ecole::receive(&mut tx, whose, ("e", "a", "1-1"), ("<a/>", clock.now())).await.unwrap());
        assert!(!ecole::receive(&mut tx, whose, ("e", "a", "1-1"), ("<a/>", clock.now())).await.unwrap());
        assert_eq!(ecole::find(&mut tx, whose, ("a", "1-1")).await.unwrap().as_deref(), Some("<a/>"));
        let letter = ecole::CourrierEcole {
            collectivite_id: whose,
            id: Id::new(&clock),
            le: clock.now(),
            pieces: vec![("a.xml".into(), "YQ==".into())],
        };
        ecole::post(&mut tx, &letter).await.unwrap();
        assert_eq!(ecole::waiting(&mut tx, later).await.unwrap(), std::slice::from_ref(&letter));
        ecole::forget(&mut tx, &letter).await.unwrap();
        assert!(ecole::waiting(&mut tx, later).await.unwrap().is_empty());
    }
}
