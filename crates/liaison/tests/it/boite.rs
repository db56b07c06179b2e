//! A mailbox of Dovecot is read in order, and its messages are filed once they are stored.

use std::{convert::Infallible, sync::Mutex};

use liaison::{
    Boite, BoiteConfig, Keep, MessageRecu, Releve, Security,
    testing::{Autorite, Dovecot},
};

use crate::world::{mail, subjects};

/// Reads all and stores all.
async fn read_all(config: BoiteConfig) -> (Releve, Vec<MessageRecu>) {
    let stored = Mutex::new(Vec::new());
    let store = async |recu| {
        stored.lock().unwrap().push(recu);
        Ok::<_, Infallible>(Keep::Traite)
    };
    let releve = Boite::new(config).unwrap().read(store).await.unwrap();
    (releve, stored.into_inner().unwrap())
}

#[tokio::test]
async fn messages_come_in_order_and_go_to_what_is_done() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    for (first, security) in [(1, Security::Tls), (4, Security::StartTls), (7, Security::Aucune)] {
        (first..first + 3).for_each(|numero| dovecot.deliver(&mail(numero)));
        let (releve, stored) = read_all(dovecot.config(security)).await;
        assert_eq!(releve, Releve { traites: 3, ..Releve::default() });
        let ids: Vec<_> = stored.iter().map(|recu| recu.message_id.clone().unwrap()).collect();
        assert_eq!(ids, (first..first + 3).map(|n| format!("{n}@interieur.gouv.fr")).collect::<Vec<_>>());
        assert!(stored.windows(2).all(|two| two[0].uid < two[1].uid && two[0].uidvalidity == two[1].uidvalidity));
        assert_eq!(stored[0].octets, mail(first), "to the byte");
        let piece = &stored[0].courriel().unwrap().pieces[0];
        assert_eq!(piece.nom, Some(format!("retour-{first}.xml")));
        assert_eq!(dovecot.messages("INBOX").len(), 0);
        assert_eq!(read_all(dovecot.config(security)).await, (Releve::default(), Vec::new()));
    }
    assert_eq!(subjects(&dovecot.messages("Traites")), (1..10).map(|n| format!("Retour {n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_message_that_is_refused_or_that_fails_does_not_hold_up_the_others() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    (1..5).for_each(|numero| dovecot.deliver(&mail(numero)));
    let boite = Boite::new(dovecot.config(Security::Tls)).unwrap();
    let seen = Mutex::new(Vec::new());
    let releve = boite
        .read(async |recu| {
            seen.lock().unwrap().push((recu.uidvalidity, recu.uid));
            match recu.courriel().unwrap().sujet.as_deref() {
                Some("Retour 2") => Ok(Keep::Rejete("Aucun acte ne l’attend.".to_owned())),
                Some("Retour 3") => Err("le disque est plein"),
                _ => Ok(Keep::Traite),
            }
        })
        .await
        .unwrap();
    assert_eq!((releve.traites, releve.rejetes.len(), releve.laisses.len()), (2, 1, 1));
    assert_eq!(releve.rejetes[0].raison, "Aucun acte ne l’attend.");
    assert_eq!((releve.laisses[0].nom.as_str(), releve.laisses[0].raison.as_str()), ("3", "le disque est plein"));
    assert_eq!(subjects(&dovecot.messages("INBOX")), ["Retour 3"]);
    assert_eq!(subjects(&dovecot.messages("Rejetes")), ["Retour 2"]);
    assert_eq!(subjects(&dovecot.messages("Traites")), ["Retour 1", "Retour 4"]);
    let (releve, stored) = read_all(dovecot.config(Security::Tls)).await;
    assert_eq!((releve.traites, stored.len()), (1, 1));
    assert_eq!((stored[0].uidvalidity, stored[0].uid), seen.into_inner().unwrap()[2], "known by the same pair");
}

#[tokio::test]
async fn a_big_message_is_read_whole_and_one_too_big_is_put_aside() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    let filled = |mebis: usize| [mail(1), vec![b'x'; mebis * 1024 * 1024], b"\r\n".to_vec()].concat();
    // One, exactly as long as whole pieces.
    let mut exact = filled(4);
    exact.truncate(4 * 1024 * 1024 - 2);
    exact.extend_from_slice(b"\r\n");
    let messages = [filled(64), exact, filled(65), mail(2)];
    for message in &messages {
        dovecot.deliver(message);
    }
    let limit = messages[0].len() as u64;
    let (releve, stored) = read_all(BoiteConfig { taille_max: limit, ..dovecot.config(Security::Tls) }).await;
    assert_eq!((releve.traites, releve.rejetes.len()), (3, 1));
    assert_eq!(releve.rejetes[0].raison, "Le message pèse 66 Mio, plus que les 65 Mio admis.");
    let expected = [&messages[0], &messages[1], &messages[3]];
    assert!(stored.iter().map(|recu| &recu.octets).eq(expected), "to the byte");
    assert_eq!((dovecot.messages("INBOX").len(), dovecot.messages("Rejetes").len()), (0, 1));
}

#[tokio::test]
async fn folders_may_have_accents_and_stand_in_one_another() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    dovecot.deliver(&mail(1));
    let config = BoiteConfig { traites: "Actes.Traités".to_owned(), ..dovecot.config(Security::Tls) };
    assert_eq!(read_all(config.clone()).await.0.traites, 1);
    assert_eq!(dovecot.messages("Actes.Trait&AOk-s").len(), 1);
    dovecot.deliver(&mail(2));
    assert_eq!(read_all(config).await.0.traites, 1, "made once");
    let from_there = BoiteConfig { dossier: "Actes.Traités".to_owned(), ..dovecot.config(Security::Tls) };
    assert_eq!(read_all(from_there).await.0.traites, 2);
    dovecot.deliver(&mail(3));
    let parent = BoiteConfig { traites: "Actes".to_owned(), ..dovecot.config(Security::Tls) };
    assert_eq!(read_all(parent).await.0.traites, 1, "what only held a folder becomes one");
    let same = BoiteConfig { traites: "inbox".to_owned(), ..dovecot.config(Security::Tls) };
    assert!(Boite::new(same).unwrap_err().to_string().contains("dossier"));
}

#[tokio::test]
async fn a_server_that_cannot_move_copies_then_deletes_this_one_alone() {
    let autorite = Autorite::new();
    for capability in ["IMAP4rev1 UIDPLUS", "IMAP4rev1"] {
        let dovecot = Dovecot::start_with(&autorite, &format!("imap_capability = {capability}"));
        dovecot.deliver(&mail(1));
        // Marked by somebody, and not stored yet: it must not go with the first one.
        dovecot.deliver_marked(&mail(2));
        dovecot.deliver(&mail(3));
        let releve = Boite::new(dovecot.config(Security::Tls))
            .unwrap()
            .read(async |recu| match recu.uid {
                2 => Err("pas encore"),
                _ => Ok(Keep::Traite),
            })
            .await
            .unwrap();
        assert_eq!((releve.traites, releve.laisses.len()), (2, 1), "{releve:?}");
        assert_eq!(subjects(&dovecot.messages("INBOX")), ["Retour 2"], "{capability}");
        assert_eq!(subjects(&dovecot.messages("Traites")), ["Retour 1", "Retour 3"]);
        assert_eq!(read_all(dovecot.config(Security::Tls)).await.0.traites, 1);
        assert_eq!(dovecot.messages("INBOX").len(), 0);
    }
}
