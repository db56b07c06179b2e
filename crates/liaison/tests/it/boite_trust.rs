//! The password of a mailbox is told to its server alone, and never in clear over a network.

use std::convert::Infallible;

use liaison::{
    Boite, BoiteConfig, Empreinte, Keep, LiaisonError, Security,
    testing::{Autorite, Dovecot},
};

use crate::world::mail;

async fn refused(config: BoiteConfig) -> LiaisonError {
    let read = Boite::new(config).unwrap().read(async |_| Ok::<_, Infallible>(Keep::Traite)).await;
    read.unwrap_err()
}

#[tokio::test]
async fn a_server_that_is_not_the_right_one_is_told_no_password() {
    let (autorite, foreign) = (Autorite::new(), Autorite::new());
    let dovecot = Dovecot::start(&autorite);
    for security in [Security::Tls, Security::StartTls] {
        let right = dovecot.config(security);
        for (config, why) in [
            (BoiteConfig { ca: Some(foreign.ca()), ..right.clone() }, "aucune autorité reconnue"),
            (BoiteConfig { ca: None, ..right.clone() }, "aucune autorité reconnue"),
            (BoiteConfig { host: "127.0.0.1".to_owned(), ..right.clone() }, "n’est pas à son nom"),
            (BoiteConfig { empreintes: vec![Empreinte::of(b"un autre")], ..right.clone() }, "n’est pas celui attendu"),
        ] {
            let refused = refused(config).await;
            assert!(matches!(&refused, LiaisonError::Retry(told) if told.contains(why)), "{refused:?}");
        }
    }
    assert!(!dovecot.log().contains("beffroi"), "{}", dovecot.log());
}

#[tokio::test]
async fn a_wrong_password_calls_for_somebody() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    let config = BoiteConfig { password: "tambour".to_owned(), ..dovecot.config(Security::Tls) };
    assert!(!format!("{config:?}").contains("tambour"));
    let refused = refused(config).await;
    assert!(
        matches!(&refused, LiaisonError::Fail(why) if why.contains("refuse le nom ou le mot de passe")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_password_may_have_accents_and_quotes() {
    let autorite = Autorite::new();
    let passdb = |password: &str| format!("passdb {{\n driver = static\n args = password={password}\n}}");
    let dovecot = Dovecot::start_with(&autorite, &format!("{}\n{}", passdb("clé"), passdb("a\"b\\c")));
    for password in ["clé", "a\"b\\c"] {
        dovecot.deliver(&mail(1));
        let config = BoiteConfig { password: password.to_owned(), ..dovecot.config(Security::StartTls) };
        let read = Boite::new(config).unwrap().read(async |_| Ok::<_, Infallible>(Keep::Traite)).await;
        assert_eq!(read.unwrap().traites, 1, "{password}");
    }
}

#[tokio::test]
async fn without_encryption_nothing_is_told() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start_with(&autorite, "ssl = no");
    let refused = refused(dovecot.config(Security::StartTls)).await;
    assert!(matches!(&refused, LiaisonError::Fail(why) if why.contains("STARTTLS")), "{refused:?}");
    assert!(!dovecot.log().contains("beffroi"), "{}", dovecot.log());
    for host in ["imap.exemple.fr", "192.0.2.1", "localhost.exemple.fr"] {
        let config = BoiteConfig::new(host, 143, Security::Aucune, "beffroi", "tocsin");
        assert!(Boite::new(config).unwrap_err().to_string().contains("en clair"), "{host}");
    }
}
