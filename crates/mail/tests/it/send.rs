//! Sent, refused, tried again.

use db::{ListRequest, Perimetre, Sql, params, sql};
use documents::{Documents, Limits};
use jobs::EtatJob;
use kernel::{CollectiviteId, Id};
use mail::{EtatMessage, Mailer, Security, SmtpConfig, Transport};
use tempfile::TempDir;

use crate::{
    smtp::{Answer, Smtp},
    world::{anne, clock, config, drain, found, mail, page, send, smtp},
};

const KEPT: Sql = sql("SELECT html || texte AS value FROM mail_message WHERE id = $1");

db::both_engines! { crate::world::MIGRATIONS;
    async fn a_mail_leaves_once_its_act_is_committed(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([]).await);
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        mail::send(&mut tx, &clock, mail("Donné pour rien")).await.unwrap();
        tx.rollback().await.unwrap();
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::AEnvoyer);
        clock.advance_seconds(5);
        assert_eq!(drain(&db, &clock, smtp(server.port)).await, 1);
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].from.as_str(), taken[0].to.as_str()), ("<ne-pas-repondre@cdg82.fr>", "<anne.eluere@albias.fr>"));
        let message = found(&db, id).await.message;
        assert_eq!((message.etat, message.sent_at, message.erreur), (EtatMessage::Envoye, Some(clock.now()), None));
        assert_eq!(drain(&db, &clock, smtp(server.port)).await, 0);
    }

    async fn a_definitive_refusal_is_shown_and_may_be_sent_again(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([Answer::Never]).await);
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        drain(&db, &clock, smtp(server.port)).await;
        let refused = found(&db, id).await.message;
        assert_eq!(refused.etat, EtatMessage::Echec);
        assert!(refused.erreur.unwrap().contains("adresse inconnue ici"));
        clock.advance_seconds(1_000_000);
        assert_eq!(drain(&db, &clock, smtp(server.port)).await, 0, "nobody insists by himself");
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert!(mail::retry(&mut tx, &clock, id).await.unwrap());
        assert!(!mail::retry(&mut tx, &clock, id).await.unwrap());
        tx.commit().await.unwrap();
        drain(&db, &clock, smtp(server.port)).await;
        assert_eq!((found(&db, id).await.message.etat, server.taken().len()), (EtatMessage::Envoye, 1));
    }

    async fn asking_the_dead_job_again_sends_the_mail_too(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([Answer::Never]).await);
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        drain(&db, &clock, smtp(server.port)).await;
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let request = ListRequest { page: 1, per_page: 1, ..ListRequest::default() };
        let job = jobs::list(&mut tx, &request).await.unwrap().rows.remove(0);
        assert_eq!(job.etat, EtatJob::Echoue);
        assert!(jobs::retry(&mut tx, &clock, job.id).await.unwrap());
        tx.commit().await.unwrap();
        drain(&db, &clock, smtp(server.port)).await;
        let message = found(&db, id).await.message;
        assert_eq!((message.etat, message.erreur, server.taken().len()), (EtatMessage::Envoye, None, 1));
    }

    async fn a_refusal_for_now_is_tried_again_until_the_last_attempt(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([Answer::NotNow; 10]).await);
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        for attempt in 1..=10 {
            assert_eq!(found(&db, id).await.message.etat, EtatMessage::AEnvoyer, "before attempt {attempt}");
            assert_eq!(drain(&db, &clock, smtp(server.port)).await, 1);
            clock.advance_seconds(21_600);
        }
        let message = found(&db, id).await.message;
        assert_eq!((message.etat, drain(&db, &clock, smtp(server.port)).await), (EtatMessage::Echec, 0));
        assert!(message.erreur.unwrap().contains("revenez plus tard"));
    }

    async fn a_cut_after_the_message_sends_the_same_one_again(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([Answer::CutAfterData]).await);
        let attached = mail("État annuel 2026").attach("état.pdf", "application/pdf", b"%PDF-1.7".to_vec()).unwrap();
        let id = send(&db, &clock, attached).await;
        drain(&db, &clock, smtp(server.port)).await;
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::AEnvoyer);
        clock.advance_seconds(10);
        drain(&db, &clock, smtp(server.port)).await;
        let taken = server.taken();
        assert_eq!((taken.len(), &taken[0]), (2, &taken[1]), "the same to the byte");
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::Envoye);
    }

    async fn a_server_that_is_not_there_is_waited_for(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([]).await);
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        drain(&db, &clock, smtp(gone)).await;
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::AEnvoyer);
        clock.advance_seconds(10);
        drain(&db, &clock, smtp(server.port)).await;
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::Envoye);
    }

    async fn a_refused_password_is_not_the_fault_of_the_mail(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([]).await);
        let wrong = SmtpConfig { user: Some("cdg82".to_owned()), password: Some("faux".to_owned()), ..config(server.port) };
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        drain(&db, &clock, Mailer::new(Transport::Smtp(wrong)).unwrap()).await;
        let waiting = found(&db, id).await.message;
        assert_eq!(waiting.etat, EtatMessage::AEnvoyer);
        assert!(waiting.erreur.unwrap().contains("mot de passe refuse"));
        clock.advance_seconds(10);
        drain(&db, &clock, smtp(server.port)).await;
        assert_eq!(found(&db, id).await.message.etat, EtatMessage::Envoye);
    }

    async fn nothing_leaves_in_clear_when_encryption_is_asked(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([]).await);
        let strict = SmtpConfig { security: Security::StartTls, user: Some("u".to_owned()), password: Some("p".to_owned()), ..config(server.port) };
        let id = send(&db, &clock, mail("État annuel 2026")).await;
        drain(&db, &clock, Mailer::new(Transport::Smtp(strict)).unwrap()).await;
        assert_eq!((server.taken().len(), found(&db, id).await.message.etat), (0, EtatMessage::AEnvoyer));
    }

    async fn the_demo_keeps_and_sends_nothing(db: Db) {
        let clock = clock();
        let id = send(&db, &clock, mail("Choisir un mot de passe").confidential()).await;
        assert_eq!(drain(&db, &clock, page()).await, 1);
        let kept = found(&db, id).await;
        assert_eq!(kept.message.etat, EtatMessage::Garde);
        assert!(kept.bodies.unwrap().texte.contains("https://beffroi.example/etat"), "the demo is read on its page");
    }

    async fn a_confidential_body_is_never_shown_and_is_erased_once_sent(db: Db) {
        let (clock, server) = (clock(), Smtp::answering([]).await);
        let id = send(&db, &clock, mail("Choisir un mot de passe").confidential()).await;
        assert_eq!(found(&db, id).await.bodies, None);
        drain(&db, &clock, smtp(server.port)).await;
        assert_eq!((found(&db, id).await.bodies, server.taken().len()), (None, 1));
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert_eq!(tx.value::<String>(KEPT, params![id]).await.unwrap().as_deref(), Some(""));
    }

    async fn a_document_is_attached_as_it_is_when_the_mail_leaves(db: Db) {
        let (clock, server, dir) = (clock(), Smtp::answering([]).await, TempDir::new().unwrap());
        let me = CollectiviteId::new(&clock);
        let store = Documents::new(dir.path(), Limits { max_size: 1_000, serve_unscanned: true }, None).await.unwrap();
        let bytes = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"%PDF-1.7 etat"))]);
        let received = store.receive(bytes, "etat.pdf", None).await.unwrap();
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        let document = documents::keep(&mut tx, &clock, me, &received, None, "").await.unwrap().id;
        tx.commit().await.unwrap();
        let attach = |owner, document| mail("État").attach_document("État 2026.pdf", "application/pdf", owner, document).unwrap();
        let sent = send(&db, &clock, attach(me, document)).await;
        let gone = send(&db, &clock, attach(me, Id::new(&clock))).await;
        let foreign = send(&db, &clock, attach(CollectiviteId::new(&clock), document)).await;
        drain(&db, &clock, smtp(server.port).documents(store)).await;
        let etat = async |id| found(&db, id).await.message.etat;
        assert_eq!((etat(sent).await, etat(gone).await, etat(foreign).await), (EtatMessage::Envoye, EtatMessage::Echec, EtatMessage::Echec));
        assert!(found(&db, gone).await.message.erreur.unwrap().contains("État 2026.pdf"));
        let taken = server.taken().remove(0);
        let parsed = mail_parser::MessageParser::default().parse(&taken.bytes).unwrap();
        assert_eq!(parsed.attachment(0).unwrap().contents(), b"%PDF-1.7 etat");
        assert_eq!(taken.to, format!("<{}>", anne().adresse()));
    }
}
