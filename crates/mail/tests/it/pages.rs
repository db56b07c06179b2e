//! What the page « Courriels » asks.

use db::{Db, ListRequest, Perimetre};
use kernel::CollectiviteId;
use mail::{EtatMessage, PieceJointe};

use crate::world::{clock, drain, found, mail, page, send};

async fn total(db: &Db, filters: &[(&str, &str)]) -> u32 {
    let filters = filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = ListRequest { filters, page: 1, per_page: 10, ..ListRequest::default() };
    mail::list(&mut db.read(Perimetre::Commun).await.unwrap(), &request).await.unwrap().total
}

db::both_engines! { crate::world::MIGRATIONS;
    async fn the_list_finds_by_words_by_state_and_by_object(db: Db) {
        let clock = clock();
        let (me, etat) = (CollectiviteId::new(&clock), CollectiviteId::new(&clock).uuid());
        send(&db, &clock, mail("État annuel 2026").pour(me).about("etat_annuel", etat)).await;
        drain(&db, &clock, page()).await;
        send(&db, &clock, mail("Votre accès")).await;
        assert_eq!(total(&db, &[]).await, 2);
        assert_eq!(total(&db, &[("q", "ETAT eluere")]).await, 1);
        assert_eq!(total(&db, &[("q", "albias.fr")]).await, 2);
        assert_eq!(total(&db, &[("q", "montauban")]).await, 0);
        assert_eq!(total(&db, &[("etat", "garde")]).await, 1);
        assert_eq!(total(&db, &[("pour", &me.to_string())]).await, 1);
        assert_eq!(total(&db, &[("lien", &etat.to_string())]).await, 1);
        let counts = mail::counts(&mut db.read(Perimetre::Commun).await.unwrap()).await.unwrap();
        let expected = [(EtatMessage::AEnvoyer, 1), (EtatMessage::Envoye, 0), (EtatMessage::Garde, 1), (EtatMessage::Echec, 0)];
        assert_eq!(counts, expected);
    }

    async fn a_mail_is_shown_whole_with_its_attachments(db: Db) {
        let clock = clock();
        let id = send(&db, &clock, mail("État").attach("a.csv", "text/csv", b"a;b".to_vec()).unwrap().attach("b.pdf", "application/pdf", b"%PDF".to_vec()).unwrap()).await;
        let whole = found(&db, id).await;
        assert!(whole.bodies.unwrap().html.contains("Bonjour Madame Éluère"));
        assert_eq!(whole.pieces.iter().map(|piece| piece.nom.as_str()).collect::<Vec<_>>(), ["a.csv", "b.pdf"]);
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        let (piece, bytes) = mail::attachment(&mut tx, id, 1).await.unwrap().unwrap();
        assert_eq!(piece, PieceJointe { rang: 1, nom: "b.pdf".to_owned(), genre: "application/pdf".to_owned() });
        assert_eq!(bytes, b"%PDF");
        assert!(mail::attachment(&mut tx, id, 2).await.unwrap().is_none());
    }

    async fn old_mails_are_forgotten_with_their_attachments(db: Db) {
        let clock = clock();
        let old = send(&db, &clock, mail("Ancien").attach("a.csv", "text/csv", b"a;b".to_vec()).unwrap()).await;
        drain(&db, &clock, page()).await;
        let waiting = send(&db, &clock, mail("En attente")).await;
        clock.advance_seconds(31 * 86_400);
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(mail::purge(&mut tx, &clock, 30).await.unwrap(), 1);
        assert!(mail::find(&mut tx, old).await.unwrap().is_none());
        assert!(mail::attachment(&mut tx, old, 0).await.unwrap().is_none());
        assert!(mail::find(&mut tx, waiting).await.unwrap().is_some());
    }
}
