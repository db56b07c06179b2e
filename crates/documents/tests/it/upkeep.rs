//! Re-hashing and collecting.

use std::{fs, time::Duration};

use db::{Db, Perimetre};
use documents::{Document, Verdict};

use crate::world::{DAY, PDF, World, somebody, world};

async fn forget(db: &Db, document: &Document) {
    let mut tx = db.begin(Perimetre::Collectivite(document.collectivite_id)).await.unwrap();
    assert!(documents::delete(&mut tx, document.collectivite_id, document.id).await.unwrap());
    tx.commit().await.unwrap();
}

/// Makes every file of the store two days older.
fn age(world: &World) {
    for path in world.files() {
        let file = fs::File::options().write(true).open(path).unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        file.set_modified(modified - Duration::from_secs(2 * u64::from(DAY))).unwrap();
    }
}

db::both_engines! { documents::MIGRATIONS;
    async fn bytes_go_when_the_last_row_that_names_them_is_gone_and_old(db: Db) {
        let (world, me, other) = (world(None, true).await, somebody(), somebody());
        let (mine, theirs) = (world.deposit(&db, me, PDF).await, world.deposit(&db, other, PDF).await);
        let collect = async || world.documents.collect_garbage(&db, &world.clock, DAY).await.unwrap();
        age(&world);
        forget(&db, &mine).await;
        assert_eq!(collect().await, 0, "another collectivité names them");
        forget(&db, &theirs).await;
        assert_eq!(collect().await, 1);
        assert_eq!(world.files().len(), 0);
    }

    async fn what_has_just_been_deposited_again_stays(db: Db) {
        let world = world(None, true).await;
        let collect = async || world.documents.collect_garbage(&db, &world.clock, DAY).await.unwrap();
        world.receive(PDF).await;
        age(&world);
        world.receive(PDF).await;
        assert_eq!(collect().await, 0, "its row may come any moment");
        age(&world);
        assert_eq!(collect().await, 1);
    }

    async fn a_deposit_that_never_ended_is_collected(db: Db) {
        let world = world(None, true).await;
        fs::write(world.dir.path().join("documents/tmp/reste"), b"abandon").unwrap();
        assert_eq!(world.documents.collect_garbage(&db, &world.clock, DAY).await.unwrap(), 0);
        age(&world);
        assert_eq!(world.documents.collect_garbage(&db, &world.clock, DAY).await.unwrap(), 1);
    }

    async fn altered_and_missing_bytes_are_told(db: Db) {
        let (world, me) = (world(None, true).await, somebody());
        let document = world.deposit(&db, me, PDF).await;
        let named = documents::empreintes(&mut db.read(Perimetre::Centre).await.unwrap()).await.unwrap();
        assert_eq!(named, [document.sha256]);
        let verify = async || world.documents.verify(&document.sha256).await.unwrap();
        assert_eq!(verify().await, Verdict::Intact);
        fs::write(&world.files()[0], b"%PDF-1.7\nUne autre.\n").unwrap();
        assert_eq!(verify().await, Verdict::Altered);
        fs::remove_file(&world.files()[0]).unwrap();
        assert_eq!(verify().await, Verdict::Missing);
        assert!(world.open(&db, me, document.id).await.is_err(), "a restored database without its files is told, not hidden");
    }
}
