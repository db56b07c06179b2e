//! Depositing and reading back.

use std::{fs, io, os::unix::fs::PermissionsExt};

use bytes::Bytes;
use db::Perimetre;
use documents::{EtatDocument, Part, ReceiveError, Refus};
use futures::stream;
use kernel::Id;

use crate::world::{PDF, bytes, chunks, somebody, world};

db::both_engines! { documents::MIGRATIONS;
    async fn a_deposit_is_served_to_its_owner_and_to_no_other(db: Db) {
        let (world, me, other) = (world(None, true).await, somebody(), somebody());
        let document = world.deposit(&db, me, PDF).await;
        assert_eq!((document.nom.as_str(), document.genre.media(), document.etat), ("acte.pdf", "application/pdf", EtatDocument::NonAnalyse));
        let download = world.open(&db, me, document.id).await.unwrap().unwrap();
        assert_eq!(download.document, document);
        assert_eq!(bytes(download, Part::Whole).await, PDF);
        assert!(world.open(&db, other, document.id).await.unwrap().is_none());
        assert!(world.open(&db, me, Id::new(&world.clock)).await.unwrap().is_none());
        let mut tx = db.read(Perimetre::Collectivite(other)).await.unwrap();
        assert_eq!(documents::find_many(&mut tx, other, vec![document.id]).await.unwrap(), []);
        assert_eq!(world.documents.read(&mut tx, other, document.id).await.unwrap(), None);
        assert!(!documents::delete(&mut db.begin(Perimetre::Collectivite(other)).await.unwrap(), other, document.id).await.unwrap());
    }

    async fn a_part_is_served_as_asked(db: Db) {
        let (world, me) = (world(None, true).await, somebody());
        let whole: Vec<u8> = (0..300_000_u32).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let id = world.deposit(&db, me, &whole).await.id;
        let open = async || world.open(&db, me, id).await.unwrap().unwrap();
        let download = open().await;
        let etag = download.etag();
        let part = download.range(Some("bytes=70000-299999"), Some(&etag));
        assert_eq!(bytes(download, part).await, whole[70_000..]);
        assert_eq!(bytes(open().await, Part::parse("bytes=-10", 300_000)).await, whole[299_990..]);
        assert_eq!(open().await.range(Some("bytes=0-1"), Some("\"autre\"")), Part::Whole);
        assert_eq!(open().await.range(None, None), Part::Whole);
        assert_eq!(bytes(open().await, Part::Unsatisfiable).await, b"");
    }

    async fn the_same_content_is_one_file_and_two_rows(db: Db) {
        let (world, me, other) = (world(None, true).await, somebody(), somebody());
        let (mine, theirs) = (world.deposit(&db, me, PDF).await, world.deposit(&db, other, PDF).await);
        assert_eq!((mine.sha256, world.files().len()), (theirs.sha256, 1));
        let mut tx = db.read(Perimetre::Collectivite(other)).await.unwrap();
        assert_eq!(world.documents.read(&mut tx, other, theirs.id).await.unwrap().as_deref(), Some(PDF));
    }
}

async fn refused(stream: impl futures::Stream<Item = Result<Bytes, io::Error>> + Send, max: Option<u64>) -> Refus {
    let world = world(None, true).await;
    let error = world.documents.receive(stream, "acte.pdf", max).await.unwrap_err();
    assert_eq!(world.files(), Vec::<std::path::PathBuf>::new(), "nothing is left behind");
    match error {
        ReceiveError::Refus(refus) => refus,
        ReceiveError::Io(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn what_the_house_makes_is_as_large_as_it_must_be() {
    let world = world(None, true).await;
    let large = stream::iter((0..2_000).map(|_| Ok::<_, io::Error>(Bytes::from_static(&[b'a'; 1_000]))));
    let received = world.documents.receive_own(large, "volume.txt").await.unwrap();
    assert_eq!(received.taille, 2_000_000);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let chunk = |bytes: &'static [u8]| Ok(Bytes::from_static(bytes));
    assert_eq!(refused(stream::iter([]), None).await, Refus::Vide);
    assert_eq!(refused(stream::iter([chunk(b"%PDF-"), chunk(b"123456")]), Some(10)).await, Refus::TropGros(10));
    let large = stream::iter((0..2_000).map(|_| Ok(Bytes::from_static(&[b'a'; 1_000]))));
    assert_eq!(refused(large, Some(u64::MAX)).await, Refus::TropGros(1_000_000), "the limit of the store holds");
    let cut = stream::iter([chunk(b"%PDF-"), Err(io::Error::from(io::ErrorKind::ConnectionReset))]);
    assert_eq!(refused(cut, None).await, Refus::Coupe);
    assert_eq!(refused(stream::iter([chunk(b"MZ\x90\x00")]), None).await, Refus::Programme);
}

#[tokio::test]
async fn a_deposit_given_up_in_the_middle_leaves_nothing_behind() {
    let world = world(None, true).await;
    let endless = stream::iter([Ok::<_, io::Error>(Bytes::from_static(PDF))]);
    let endless = futures::StreamExt::chain(endless, stream::pending());
    let (inside, entered) = tokio::sync::oneshot::channel();
    let mut inside = Some(inside);
    let told = futures::StreamExt::inspect(endless, move |_| inside.take().unwrap().send(()).unwrap());
    let documents = world.documents.clone();
    let upload = tokio::spawn(async move { documents.receive(told, "acte.pdf", None).await });
    entered.await.unwrap();
    assert_eq!(world.files().len(), 1);
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    assert_eq!(world.files().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_of_the_same_content_do_not_hurt_each_other() {
    let world = world(None, true).await;
    let content = [PDF, &vec![b'x'; 500_000]].concat();
    let uploads: Vec<_> = (0..8)
        .map(|_| {
            let (documents, content) = (world.documents.clone(), content.clone());
            tokio::spawn(async move { documents.receive(chunks(&content), "acte.pdf", None).await.unwrap() })
        })
        .collect();
    for upload in uploads {
        upload.await.unwrap();
    }
    let files = world.files();
    assert_eq!((files.len(), fs::read(&files[0]).unwrap()), (1, content));
}

#[tokio::test]
async fn only_the_account_of_the_server_reads_the_files() {
    let world = world(None, true).await;
    let received = world.receive(PDF).await;
    let file = &world.files()[0];
    assert!(file.ends_with(format!(
        "{}/{}/{}",
        &received.sha256.to_string()[..2],
        &received.sha256.to_string()[2..4],
        received.sha256
    )));
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(file), mode(file.parent().unwrap())), (0o600, 0o700));
}
