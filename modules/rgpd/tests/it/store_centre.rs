//! What the centre shares is kept alike by both engines: models, propositions, lots, catalogue, the list of all.

use db::{ListRequest, Perimetre};
use kernel::{Clock, GenreCollectivite, Id};
use rgpd::{
    domain::{Avant, Champ, Contenu, EtatProposition, FicheCatalogue, GenreCatalogue, OrigineModele, Publication},
    gestes::{
        Contexte,
        catalogue::{self, Saisie},
        lots, modeles, propositions, publication,
        traitements::{self as acts, Avec},
    },
    store::{catalogue as records, membres, propositions as offers, traitements, usages},
};

use crate::site::whole;

const GENRE: GenreCollectivite = GenreCollectivite::Commune;

fn contexte<'a>(clock: &'a Clock, acteur: &'a journal::Acteur, siren: &str) -> Contexte<'a> {
    Contexte { clock, acteur, collectivite: Id::new(clock), siren: siren.parse().unwrap() }
}

fn clock() -> (Clock, journal::Acteur) {
    (Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap()), journal::Acteur::systeme("essai"))
}

db::both_engines! { &web::testing::migrations(&[&rgpd::ROOM]);
    async fn a_version_is_published_offered_and_answered(db: Db) {
        let (clock, acteur) = clock();
        let (centre, member) = (contexte(&clock, &acteur, "999000003"), contexte(&clock, &acteur, "218200020"));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let contenu = modeles::contenu_of(&mut tx, ("paie", 1), GENRE).await.unwrap().unwrap();
        let avec = Avec { service: None, modele: Some(OrigineModele { code: "paie".into(), version: 1 }) };
        let id = acts::create(&mut tx, member, contenu, avec).await.unwrap();
        let draft = modeles::draft(&mut tx, centre, "paie").await.unwrap();
        let next = Contenu { description: "En clair".into(), ..draft.modele.commun().unwrap() };
        modeles::edit(&mut tx, centre, draft, &next).await.unwrap();
        assert_eq!(modeles::publish(&mut tx, centre, "paie", "Plus clair").await.unwrap(), 2);
        let first = Id::from_uuid(uuid::Uuid::nil());
        for expected in [Some((id, 1)), Some((id, 1))] {
            let offered = propositions::offer(&mut tx, &clock, ("paie", 2), first).await.unwrap();
            assert_eq!(offered, expected, "offered again, it stays one");
        }
        assert_eq!(propositions::offer(&mut tx, &clock, ("paie", 2), id).await.unwrap(), None);
        let waiting = offers::list(&mut tx, member.collectivite).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(membres::find(&mut tx, member.collectivite).await.unwrap().unwrap().propositions, 1);
        let etat = propositions::reply(&mut tx, member, GENRE, waiting[0].id, &[Champ::Description]).await.unwrap();
        assert_eq!(etat, EtatProposition::Acceptee);
        assert_eq!(acts::find(&mut tx, member, id).await.unwrap().contenu.description, "En clair");
        assert_eq!(offers::rates(&mut tx).await.unwrap()[0].combien, 1);
        tx.commit().await.unwrap();
    }

    async fn a_lot_is_undone_except_what_was_worked_on(db: Db) {
        let (clock, acteur) = clock();
        let ctx = contexte(&clock, &acteur, "218200020");
        let mut tx = db.begin(Perimetre::Collectivite(ctx.collectivite)).await.unwrap();
        let kept = acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        let t = acts::find(&mut tx, ctx, kept).await.unwrap();
        let avant = Avant::of(&t);
        let named = |nom: &str| Contenu { nom: nom.into(), ..Contenu::default() };
        let changed = acts::edit_many(&mut tx, ctx, vec![(t, Contenu { papier: false, ..whole() })]).await.unwrap();
        let created = acts::create_many(&mut tx, ctx, vec![named("Un"), named("Deux")]).await.unwrap();
        let pairs = changed.into_iter().map(|t| (t, avant.clone())).collect();
        let lot = lots::record(&mut tx, ctx, "registre.csv", &created, pairs).await.unwrap();
        acts::act(&mut tx, ctx, created[0].clone(), acts::Acte::Soumission).await.unwrap();
        let done = lots::undo(&mut tx, ctx, lot).await.unwrap();
        assert_eq!((done.retires, done.remis, done.gardes), (1, 1, 1));
        assert_eq!(acts::find(&mut tx, ctx, kept).await.unwrap().contenu, whole());
        assert_eq!(traitements::list_all(&mut tx, ctx.collectivite).await.unwrap().len(), 2);
        assert!(lots::undo(&mut tx, ctx, lot).await.is_err());
        tx.commit().await.unwrap();
    }

    async fn the_list_of_all_stops_at_the_portefeuille(db: Db) {
        let (clock, acteur) = clock();
        let members = ["218200020", "218201218", "218200038"].map(|siren| contexte(&clock, &acteur, siren));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        for ctx in members {
            acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        }
        let ids: Vec<String> = members[..2].iter().map(|ctx| ctx.collectivite.to_string()).collect();
        for (within, expected) in [(ids.join(","), 2), (ids[0].clone(), 1), (uuid::Uuid::nil().to_string(), 0), ("x".into(), 0)] {
            let filters = vec![("portefeuille".to_owned(), within.clone()), ("etat".into(), "brouillon".into())];
            let request = ListRequest { filters, per_page: 10, ..ListRequest::default() };
            assert_eq!(traitements::page_centre(&mut tx, &request).await.unwrap().total, expected, "{within}");
        }
    }

    async fn a_name_leads_to_its_record_and_a_page_shows_what_was_chosen(db: Db) {
        let (clock, acteur) = clock();
        let (centre, member) = (contexte(&clock, &acteur, "999000003"), contexte(&clock, &acteur, "218200020"));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let id = acts::create(&mut tx, member, whole(), Avec::default()).await.unwrap();
        let typed = whole().outils[0].nom.clone();
        assert!(usages::orphans(&mut tx).await.unwrap().iter().any(|o| o.nom == typed));
        let saisie = Saisie { nom: "Portail Azur".into(), editeur: None, fiche: FicheCatalogue::default(), retire: false };
        let record = catalogue::add(&mut tx, centre, GenreCatalogue::Logiciel, saisie).await.unwrap();
        catalogue::bring(&mut tx, centre, record, &typed.to_uppercase()).await.unwrap();
        assert_eq!(usages::users(&mut tx, record).await.unwrap()[0].traitement_id, id);
        let listed = records::page(&mut tx, &ListRequest { per_page: 10, sort: Some("membres".into()), ..ListRequest::default() }).await;
        assert_eq!(listed.unwrap().rows[0].membres, 1);
        let open = Publication { ouverte: true, champs: vec![Champ::Finalites], introduction: String::new() };
        publication::choose(&mut tx, member, &open).await.unwrap();
        assert!(publication::shown(&mut tx, member, &open).await.unwrap().is_empty(), "a draft is not shown");
        tx.commit().await.unwrap();
    }
}
