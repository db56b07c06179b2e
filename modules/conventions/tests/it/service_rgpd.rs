//! What the room answers to the delegate's: who subscribed, since when, in which phase, which promises; on both engines.

use contracts::conventions::{Avancement, PhaseRgpd, ServiceRgpd};
use conventions::{
    domain::{Convention, EtatEngagement, NaturePiece, Partie, Piece, Regime, Service},
    store::{
        abonnements::{self, Souscription},
        conventions as kept,
        membres::{self, Identite, Membre},
        suivi::{self, SuiviEngagement},
    },
};
use db::{Perimetre, Tx};
use kernel::{Clock, Id};
use time::macros::date;
use web::Services;

use crate::support::{abonnement, an, clock, identite};

async fn house(db: &db::Db, clock: &Clock) -> (Services, tempfile::TempDir) {
    let files = tempfile::tempdir().unwrap();
    (web::testing::services(db, clock, files.path(), &[&conventions::ROOM]).await, files)
}

/// A member in convention since 2020.
async fn member(tx: &mut Tx, clock: &Clock, who: &Identite, regime: Regime) -> Convention {
    let piece = || Piece::new(NaturePiece::Deliberation, "2025-426").unwrap();
    let mut convention = Convention::propose(Id::new(clock), who.id, "C-1", regime, date!(2020 - 01 - 06), piece());
    convention.sign(Partie::Centre, date!(2020 - 01 - 08), piece()).unwrap();
    convention.sign(Partie::Membre, date!(2020 - 01 - 15), piece()).unwrap();
    assert!(kept::save(tx, &[&convention], clock.now()).await.unwrap());
    membres::save(tx, &[Membre::new(who.clone(), &[&convention], date!(2020 - 09 - 01))]).await.unwrap();
    convention
}

db::both_engines! { &web::testing::migrations(&[&conventions::ROOM]);
    async fn the_service_of_the_delegate_is_told_with_its_year_its_phase_and_its_promises(db: Db) {
        let clock = clock();
        let (services, _files) = house(&db, &clock).await;
        let (albias, auty) = (identite(&clock, "218200020", "Albias"), identite(&clock, "218200079", "Auty"));
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let convention = member(&mut tx, &clock, &albias, Regime::UnAnTacite).await;
        let mut ended = abonnement(Service::Rgpd, 1, 2015);
        ended.end(an(2016)).unwrap();
        let subscribe = |whose, abonnement| Souscription { id: Id::new(&clock), collectivite: whose, abonnement };
        let all = [
            subscribe(albias.id, ended),
            subscribe(albias.id, abonnement(Service::Rgpd, 1, 2018)),
            subscribe(auty.id, abonnement(Service::Demat, 1, 2018)),
        ];
        abonnements::insert(&mut tx, &all).await.unwrap();
        let told = |code: &str, etat| {
            let suivi = SuiviEngagement { code: code.into(), etat, note: "Fait.".into(), le: date!(2020 - 03 - 01) };
            (albias.id, convention.id, suivi)
        };
        let port = services.ask::<dyn ServiceRgpd>().unwrap();
        let codes: Vec<String> =
            port.actions(&mut tx, albias.id).await.unwrap().into_iter().map(|action| action.code).collect();
        let said = [told(&codes[0], EtatEngagement::Tenu), told(&codes[1], EtatEngagement::NonTenu)];
        suivi::set_engagements(&mut tx, &said).await.unwrap();

        let all = port.list(&mut tx, an(2020)).await.unwrap();
        assert_eq!(all.len(), 1, "who has neither convention nor this service is not told");
        let found = &all[0];
        assert_eq!((found.depuis, found.phase), (Some(an(2018)), Some(PhaseRgpd::Accompagnement)));
        assert!(found.convention.as_ref().is_some_and(|c| c.active && !c.finie && c.etat == "En vigueur"));
        assert_eq!(found.actions, Avancement { a_tenir: 11, tenus: 1, non_tenus: 1, ..Avancement::default() });
        assert_eq!(port.find(&mut tx, an(2020), albias.id).await.unwrap().as_ref(), Some(found));
        assert_eq!(port.find(&mut tx, an(2018), albias.id).await.unwrap().unwrap().phase, Some(PhaseRgpd::MiseEnPlace));
        assert_eq!(port.find(&mut tx, an(2017), albias.id).await.unwrap().unwrap().depuis, None, "a year without");
        assert_eq!(port.find(&mut tx, an(2020), auty.id).await.unwrap(), None);
        let actions = port.actions(&mut tx, albias.id).await.unwrap();
        assert_eq!((actions.len(), actions[0].etat.as_str(), actions[0].note.as_str()), (13, "tenu", "Fait."));
        assert!(port.actions(&mut tx, auty.id).await.unwrap().is_empty());
    }
}
