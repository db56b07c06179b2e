//! Mails to Anne, and workers that send them.

use db::{Db, Migration, Perimetre};
use jobs::{Registry, Worker};
use kernel::Clock;
use mail::{Corps, Correspondant, Entier, Mail, Mailer, MessageId, Security, SmtpConfig, Transport};

pub const MIGRATIONS: &[Migration] = &[jobs::MIGRATIONS[0], documents::MIGRATIONS[0], mail::MIGRATIONS[0]];

pub fn clock() -> Clock {
    Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap())
}

pub fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Aucune,
        user: None,
        password: None,
        ca: None,
        from: "Centre de gestion de Tarn-et-Garonne <ne-pas-repondre@cdg82.fr>".parse().unwrap(),
    }
}

pub fn smtp(port: u16) -> Mailer {
    Mailer::new(Transport::Smtp(config(port))).unwrap()
}

pub fn page() -> Mailer {
    Mailer::new(Transport::Page).unwrap()
}

pub fn anne() -> Correspondant {
    Correspondant::new("Anne Éluère", "anne.eluere@albias.fr").unwrap()
}

pub fn mail(subject: &str) -> Mail {
    let corps =
        Corps::new("CDG 82").paragraph("Bonjour Madame Éluère,").button("Voir l’état", "https://beffroi.example/etat");
    Mail::new(anne(), subject, corps).unwrap()
}

pub async fn send(db: &Db, clock: &Clock, mail: Mail) -> MessageId {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let id = mail::send(&mut tx, clock, mail).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub fn worker(db: &Db, clock: &Clock, mailer: Mailer) -> Worker {
    let mut registry = Registry::new();
    mail::register(&mut registry, mailer);
    Worker::new(db.clone(), registry, clock.clone(), "essai")
}

pub async fn drain(db: &Db, clock: &Clock, mailer: Mailer) -> usize {
    worker(db, clock, mailer).drain().await.unwrap()
}

pub async fn found(db: &Db, id: MessageId) -> Entier {
    mail::find(&mut db.read(Perimetre::Commun).await.unwrap(), id).await.unwrap().unwrap()
}
