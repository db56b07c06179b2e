//! What rooms answer to each other, through the wiring of the roof, in the demo world.

use contracts::{
    conventions::{PhaseRgpd, ServiceRgpd},
    rgpd::Registres,
};
use db::Perimetre;
use kernel::Exercice;

use crate::world::World;

async fn asked(world: World) {
    let services = &world.opened.services;
    let mut tx = services.db().read(Perimetre::Centre).await.unwrap();
    let registres = services.ask::<dyn Registres>().unwrap();
    let all = registres.list(&mut tx).await.unwrap();
    assert_eq!(all.len(), 12, "a dozen registers are begun");
    assert!(all.iter().all(|one| one.traitements > 0) && all.iter().any(|one| one.soumis > 0));
    let one = registres.find(&mut tx, all[0].collectivite).await.unwrap();
    assert_eq!(one.as_ref(), Some(&all[0]), "one and all say the same");

    let service = services.ask::<dyn ServiceRgpd>().unwrap();
    let year = Exercice::new(2020).unwrap();
    let all = service.list(&mut tx, year).await.unwrap();
    let subscribed: Vec<_> = all.iter().filter(|s| s.depuis.is_some()).collect();
    assert!(subscribed.len() > 100, "{}", subscribed.len());
    for suivi in subscribed.iter().take(5) {
        let found = service.find(&mut tx, year, suivi.collectivite).await.unwrap();
        assert_eq!(found.as_ref(), Some(*suivi));
        let actions = service.actions(&mut tx, suivi.collectivite).await.unwrap();
        let a = suivi.actions;
        let counted = a.a_tenir + a.en_cours + a.tenus + a.non_tenus + a.sans_objet;
        assert_eq!(u32::try_from(actions.len()).unwrap(), counted);
        let first = suivi.depuis == Some(year);
        assert_eq!(suivi.phase == Some(PhaseRgpd::MiseEnPlace), first);
    }
    let outside = kernel::Id::new(services.clock());
    assert_eq!(registres.find(&mut tx, outside).await.unwrap(), None);
    assert_eq!(service.find(&mut tx, year, outside).await.unwrap(), None);
}

#[tokio::test]
async fn registers_and_conventions_answer_the_delegate_on_sqlite() {
    asked(World::sqlite().await).await;
}

#[tokio::test]
async fn registers_and_conventions_answer_the_delegate_on_postgres() {
    asked(World::postgres().await).await;
}
