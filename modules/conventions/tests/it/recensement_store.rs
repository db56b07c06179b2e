//! The annexes that a year awaits, on both engines.

use conventions::{
    domain::{Abonnement, NiveauPoste, PosteRecense, Recensement, Service},
    store::{
        abonnements::{self, Souscription},
        membres::{self, Membre},
        recensements,
    },
};
use db::{ListRequest, Perimetre};
use kernel::Id;
use time::macros::date;

use crate::support::{an, clock, identite};

fn census(annee: i32, signed: bool) -> Recensement {
    let poste = PosteRecense { nom: "Accueil".into(), niveau: NiveauPoste::N2 };
    let mut census = Recensement::new(an(annee), vec![poste]);
    if signed {
        census.sign(date!(2020 - 02 - 01)).unwrap();
    }
    census
}

db::both_engines! { conventions::MIGRATIONS;
    async fn an_annex_is_awaited_from_whoever_has_a_poste_that_year(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = [identite(&clock, "218200020", "Albias"), identite(&clock, "218201218", "Montauban")];
        let rows: Vec<Membre> = members.iter().map(|who| Membre::new(who.clone(), &[], clock.today())).collect();
        membres::save(&mut tx, &rows).await.unwrap();
        let subscribe = |who: &membres::Identite, service, depuis| Souscription {
            id: Id::new(&clock),
            collectivite: who.id,
            abonnement: Abonnement::new(service, 1, an(depuis), None).unwrap(),
        };
        let [albias, montauban] = &members;
        let held = [
            subscribe(albias, Service::N2, 2019),
            subscribe(albias, Service::Rgpd, 2019),
            subscribe(montauban, Service::N1, 2021),
            subscribe(montauban, Service::Journee, 2020),
        ];
        abonnements::insert(&mut tx, &held).await.unwrap();
        let ids = [albias.id, montauban.id];
        let services = abonnements::list_services(&mut tx, &ids).await.unwrap();
        assert_eq!(services.iter().filter(|s| s.collectivite_id == albias.id).count(), 2);
        assert_eq!(services.iter().filter(|s| s.collectivite_id == montauban.id).count(), 1, "a day is no service that runs");
        recensements::insert(&mut tx, &[(albias.id, census(2020, true)), (montauban.id, census(2021, false))]).await.unwrap();
        assert_eq!(recensements::count(&mut tx, an(2020)).await.unwrap(), (1, 1), "Montauban begins in 2021");
        assert_eq!(recensements::count(&mut tx, an(2021)).await.unwrap(), (0, 2));
        let waiting = recensements::list_unsigned(&mut tx, an(2021), 50).await.unwrap();
        assert_eq!(waiting.iter().map(|s| (s.nom.as_str(), s.commencee)).collect::<Vec<_>>(), [("Albias", false), ("Montauban", true)]);
        let request = ListRequest { per_page: 10, sort: Some("nom".into()), ..ListRequest::default() };
        let page = recensements::page(&mut tx, an(2020), &request).await.unwrap();
        assert_eq!((page.total, page.rows[0].signee_le), (1, Some(date!(2020 - 02 - 01))));
        let kept = recensements::list(&mut tx, albias.id).await.unwrap();
        assert_eq!(kept, [census(2020, true)]);
    }
}
