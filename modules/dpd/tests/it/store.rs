//! What is kept, on both engines: exchanges and their summary, declarations, receipts, imports, campaigns.

use db::Perimetre;
use dpd::{
    domain::{Echange, FicheEchange, GenreEchange, LigneCnil, Recepisse, TypePersonne},
    store::{
        campagnes::{self, Campagne, Envoi},
        declarations::{self, DeclarationDe},
        echanges,
        imports::{self, Import},
        recepisses,
    },
};
use kernel::{Clock, CollectiviteId, Id};
use time::{Date, macros::date};

fn clock() -> Clock {
    Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap())
}

fn echange(clock: &Clock, whose: CollectiviteId, le: Date, minutes: u32) -> Echange {
    Echange {
        collectivite_id: whose,
        id: Id::new(clock),
        fiche: FicheEchange {
            le,
            genre: GenreEchange::Telephone,
            minutes,
            avec: "la secrétaire".into(),
            objet: "Cantine".into(),
            notes: "À rappeler.".into(),
        },
        auteur: None,
        auteur_nom: "Hugo".into(),
        revision: 1,
        modifie_le: clock.now(),
    }
}

fn line(organisme: &str) -> LigneCnil {
    LigneCnil {
        siren: "218200020".parse().unwrap(),
        personne: TypePersonne::Morale,
        le: Some(date!(2018 - 06 - 04)),
        organisme: organisme.parse().ok(),
        organisme_nom: "CDG".into(),
        courriel: "dpd@cdg82.example".into(),
        telephone: String::new(),
        site: String::new(),
    }
}

db::both_engines! { &web::testing::migrations(&[&dpd::ROOM]);
    async fn an_exchange_is_kept_whole_and_its_summary_follows_every_change(db: Db) {
        let (clock, mine, theirs) = (clock(), Id::new(&clock()), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let one = echange(&clock, mine, date!(2026 - 11 - 20), 90);
        assert!(echanges::insert(&mut tx, &one).await.unwrap());
        assert!(!echanges::insert(&mut tx, &one).await.unwrap(), "the same form twice");
        echanges::insert_many(&mut tx, &[echange(&clock, mine, date!(2026 - 01 - 05), 30), echange(&clock, theirs, date!(2026 - 02 - 01), 15)])
            .await
            .unwrap();
        assert_eq!(echanges::find(&mut tx, mine, one.id).await.unwrap(), Some(one.clone()));
        assert_eq!(echanges::find(&mut tx, theirs, one.id).await.unwrap(), None, "a foreign id does not exist");
        let resume = echanges::resume(&mut tx, mine).await.unwrap().unwrap();
        assert_eq!((resume.echanges, resume.minutes, resume.dernier_echange), (2, 120, Some(date!(2026 - 11 - 20))));
        let longer = FicheEchange { minutes: 100, ..one.fiche.clone() };
        assert!(echanges::update(&mut tx, (mine, one.id, 1), &longer, clock.now()).await.unwrap());
        assert!(!echanges::update(&mut tx, (mine, one.id, 1), &longer, clock.now()).await.unwrap(), "seen by another");
        assert_eq!(echanges::resume(&mut tx, mine).await.unwrap().unwrap().minutes, 130);
        let year = echanges::list_between(&mut tx, (date!(2026 - 01 - 06), date!(2026 - 12 - 31))).await.unwrap();
        assert_eq!(year.iter().map(|e| e.fiche.minutes).collect::<Vec<_>>(), [100, 15]);
        assert!(echanges::delete(&mut tx, mine, one.id).await.unwrap());
        assert!(!echanges::delete(&mut tx, theirs, one.id).await.unwrap());
        assert_eq!(echanges::resumes(&mut tx).await.unwrap().len(), 2);
        tx.commit().await.unwrap();
    }

    async fn a_declaration_is_ended_and_lives_again_without_being_doubled(db: Db) {
        let (clock, mine) = (clock(), Id::new(&clock()));
        let (may, june) = (date!(2026 - 05 - 01), date!(2026 - 06 - 01));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let seen = |line: LigneCnil, jour| {
            DeclarationDe { collectivite_id: mine, declaration: line.seen(Id::new(&clock), jour) }
        };
        let both = [seen(line("999000003"), may), seen(line("356000000"), may)];
        declarations::save(&mut tx, &both).await.unwrap();
        declarations::save(&mut tx, &both).await.unwrap();
        let kept = declarations::list_of(&mut tx, mine).await.unwrap();
        assert_eq!((kept.len(), kept[0].vue_le, kept[0].organisme), (2, may, "999000003".parse().ok()));
        assert_eq!(kept[0].cle(), line("999000003").cle(), "what is kept and what is read have one key");
        let mut gone = both[0].clone();
        gone.declaration.fin = Some(june);
        let moved = LigneCnil { courriel: "autre@poste.example".into(), ..line("356000000") };
        declarations::save(&mut tx, &[gone, seen(moved, june)]).await.unwrap();
        let kept = declarations::list_of(&mut tx, mine).await.unwrap();
        assert_eq!((kept[0].fin, kept[1].fin, kept[1].vue_le), (Some(june), None, june));
        assert_eq!((kept[1].id, kept[1].courriel.as_str()), (both[1].declaration.id, "autre@poste.example"));
        declarations::save(&mut tx, &[seen(line("999000003"), june)]).await.unwrap();
        assert_eq!(declarations::list(&mut tx).await.unwrap()[0].declaration.fin, None);
        tx.commit().await.unwrap();
    }

    async fn a_receipt_replaces_the_one_before(db: Db) {
        let (clock, mine) = (clock(), Id::new(&clock()));
        let mut tx = db.begin(Perimetre::Collectivite(mine)).await.unwrap();
        let first = Recepisse { numero: "DPO-1".into(), effet: None, note: String::new() };
        recepisses::save(&mut tx, mine, &first, ("Hugo", clock.now())).await.unwrap();
        let next = Recepisse { numero: "DPO-12345".into(), effet: Some(date!(2026 - 11 - 01)), note: "Reçu.".into() };
        recepisses::save(&mut tx, mine, &next, ("Hugo", clock.now())).await.unwrap();
        let kept = recepisses::find(&mut tx, mine).await.unwrap().unwrap();
        assert_eq!((kept.recepisse, kept.saisi_le), (next, date!(2026 - 11 - 25)));
        assert_eq!(recepisses::list(&mut tx).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
    }

    async fn a_file_is_confirmed_once_and_one_that_nobody_confirms_is_forgotten(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let made = |nom: &str| Import {
            id: Id::new(&clock),
            nom: nom.into(),
            empreinte: String::new(),
            lignes: 100,
            illisibles: 2,
            retenues: vec![line("999000003")],
            recu_le: clock.now(),
            recu_par: "Hugo".into(),
            confirme_le: None,
        };
        let (one, other) = (made("un.csv"), made("deux.csv"));
        imports::insert(&mut tx, &one).await.unwrap();
        imports::insert(&mut tx, &other).await.unwrap();
        assert_eq!(imports::find(&mut tx, one.id).await.unwrap(), Some(one.clone()));
        assert!(imports::confirm(&mut tx, one.id, clock.now()).await.unwrap());
        assert!(!imports::confirm(&mut tx, one.id, clock.now()).await.unwrap());
        assert!(imports::find(&mut tx, one.id).await.unwrap().unwrap().retenues.is_empty(), "its lines have served");
        assert_eq!(imports::list_confirmed(&mut tx).await.unwrap()[0].nom, "un.csv");
        assert_eq!(imports::forget(&mut tx, clock.now().plus_seconds(1)).await.unwrap(), 1);
        assert_eq!(imports::find(&mut tx, other.id).await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn a_campaign_counts_those_it_reached_and_its_key_is_one(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let campagne = Campagne {
            id: Id::new(&clock),
            objet: "Registre".into(),
            texte: "Bonjour".into(),
            choix: "Tous".into(),
            par: "Hugo".into(),
            cree_le: clock.now(),
            destinataires: 2,
            ecrits: 0,
            joignables: 1,
            refuses: 0,
        };
        assert!(campagnes::insert(&mut tx, "cle", &campagne).await.unwrap());
        let twin = Campagne { id: Id::new(&clock), ..campagne.clone() };
        assert!(!campagnes::insert(&mut tx, "cle", &twin).await.unwrap());
        assert_eq!(campagnes::find_by_cle(&mut tx, "cle").await.unwrap().map(|kept| kept.id), Some(campagne.id));
        let envoi = |nom: &str, adresse: Option<&str>| Envoi {
            collectivite_id: Id::new(&clock),
            siren: "218200020".parse().unwrap(),
            nom: nom.into(),
            destinataire: nom.into(),
            adresse: adresse.map(str::to_owned),
            objet: "Registre".into(),
            texte: "Bonjour".into(),
            message: None,
            ecrit_le: None,
        };
        let all = [envoi("Montauban", None), envoi("Albias", Some("mairie@albias.example"))];
        campagnes::insert_envois(&mut tx, campagne.id, &all).await.unwrap();
        assert_eq!(campagnes::find(&mut tx, campagne.id).await.unwrap(), Some(campagne.clone()));
        let waiting = campagnes::list_to_write(&mut tx, campagne.id).await.unwrap();
        assert_eq!(waiting.iter().map(|e| e.nom.as_str()).collect::<Vec<_>>(), ["Albias"]);
        let done = (Some(Id::new(&clock)), clock.now());
        campagnes::set_written(&mut tx, waiting[0].collectivite_id, campagne.id, done).await.unwrap();
        assert!(campagnes::list_to_write(&mut tx, campagne.id).await.unwrap().is_empty());
        assert_eq!(campagnes::list(&mut tx).await.unwrap()[0].ecrits, 1);
        assert_eq!(campagnes::list_envois(&mut tx, campagne.id).await.unwrap().len(), 2);
        assert_eq!(campagnes::list_of(&mut tx, waiting[0].collectivite_id).await.unwrap()[0].objet, "Registre");
        tx.commit().await.unwrap();
    }
}
