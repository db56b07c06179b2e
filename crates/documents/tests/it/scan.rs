//! The antivirus: there, infected, silent, back.

use documents::{Antivirus, EtatDocument, OpenError, ReceiveError, Refus, Rescan};
use tokio::net::TcpListener;

use crate::{
    clamd::Clamd,
    world::{PDF, chunks, somebody, world},
};

const CLEAN: &str = "stream: OK\0";
const INFECTED: &str = "stream: Eicar-Test-Signature FOUND\0";

fn refus(error: OpenError) -> Refus {
    if let OpenError::Refus(refus) = error { refus } else { panic!("{error}") }
}

db::both_engines! { documents::MIGRATIONS;
    async fn a_clean_deposit_is_served_and_was_seen_whole(db: Db) {
        let clamd = Clamd::answering(CLEAN).await;
        let (world, me) = (world(Some(clamd.antivirus()), false).await, somebody());
        let content = [PDF, &vec![b'x'; 200_000]].concat();
        let document = world.deposit(&db, me, &content).await;
        assert_eq!(document.etat, EtatDocument::Sain);
        assert_eq!(clamd.seen(), [content]);
        assert!(world.open(&db, me, document.id).await.unwrap().is_some());
    }

    async fn a_silent_antivirus_makes_the_deposit_wait_until_it_is_back(db: Db) {
        let clamd = Clamd::answering("").await;
        let (world, me) = (world(Some(clamd.antivirus()), false).await, somebody());
        let (one, two) = (world.deposit(&db, me, PDF).await, world.deposit(&db, me, b"%PDF-1.7 autre").await);
        assert_eq!(one.etat, EtatDocument::NonAnalyse);
        assert_eq!(refus(world.open(&db, me, one.id).await.unwrap_err()), Refus::NonAnalyse);
        assert_eq!(world.documents.rescan(&db).await.unwrap(), Rescan { waiting: 2, ..Rescan::default() });
        clamd.answer(CLEAN);
        assert_eq!(world.documents.rescan(&db).await.unwrap(), Rescan { clean: 2, ..Rescan::default() });
        assert!(world.open(&db, me, one.id).await.unwrap().is_some());
        assert_eq!(world.open(&db, me, two.id).await.unwrap().unwrap().document.etat, EtatDocument::Sain);
        assert_eq!(world.documents.rescan(&db).await.unwrap(), Rescan::default());
    }

    async fn what_is_found_infected_later_is_never_served(db: Db) {
        let clamd = Clamd::answering("INSTREAM size limit exceeded. ERROR\0").await;
        let (world, me) = (world(Some(clamd.antivirus()), true).await, somebody());
        let document = world.deposit(&db, me, PDF).await;
        assert!(world.open(&db, me, document.id).await.unwrap().is_some(), "this store serves what waits");
        clamd.answer(INFECTED);
        assert_eq!(world.documents.rescan(&db).await.unwrap(), Rescan { infected: 1, ..Rescan::default() });
        assert_eq!(refus(world.open(&db, me, document.id).await.unwrap_err()), Refus::EnQuarantaine);
    }
}

#[tokio::test]
async fn an_infected_deposit_is_refused_and_leaves_nothing() {
    let clamd = Clamd::answering(INFECTED).await;
    let world = world(Some(clamd.antivirus()), true).await;
    let error = world.documents.receive(chunks(PDF), "acte.pdf", None).await.unwrap_err();
    assert!(matches!(&error, ReceiveError::Refus(Refus::Infecte(virus)) if virus == "Eicar-Test-Signature"), "{error}");
    assert_eq!(world.files().len(), 0);
}

#[tokio::test]
async fn nobody_at_the_address_of_the_antivirus_is_silence() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = Antivirus::new(&format!("tcp:{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let world = world(Some(gone), true).await;
    assert_eq!(world.receive(PDF).await.etat, EtatDocument::NonAnalyse);
}
