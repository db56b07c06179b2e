//! A body posted to an address that somebody typed: what arrives, what is read of the answer, and where nothing goes.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use liaison::{
    Appel, AppelConfig, AppelError, Resolveur,
    testing::{Autorite, Reponse, ServeurAppel, closed_port},
};
use tokio::{io::AsyncReadExt, net::TcpListener};

/// Trusts the authority, and may reach the machine itself.
fn config(autorite: &Autorite) -> AppelConfig {
    AppelConfig {
        reseaux: vec!["127.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()],
        ca: Some(autorite.ca()),
        ..AppelConfig::default()
    }
}

fn appel(autorite: &Autorite) -> Appel {
    Appel::new(&config(autorite)).unwrap()
}

/// Answers each question with the next of these lists of addresses, the last one for ever.
#[derive(Debug)]
struct Menteur(Vec<Vec<SocketAddr>>, AtomicUsize);

impl Menteur {
    fn new(answers: &[&[&str]], port: u16) -> Arc<Self> {
        let at = |ip: &&str| SocketAddr::new(ip.parse().unwrap(), port);
        Arc::new(Self(answers.iter().map(|ips| ips.iter().map(at).collect()).collect(), AtomicUsize::new(0)))
    }
}

impl Resolveur for Menteur {
    fn resolve<'a>(
        &'a self,
        _: &'a str,
        _: u16,
    ) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        let asked = self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move { Ok(self.0[asked.min(self.0.len() - 1)].clone()) })
    }
}

#[tokio::test]
async fn the_body_and_the_headers_arrive_as_they_are_and_the_answer_is_read() {
    let autorite = Autorite::new();
    let serveur = ServeurAppel::start(Some(&autorite), |_| {
        Reponse::Entete(503, ("retry-after", "120".to_owned()), b"plus\r\ntard\0".to_vec())
    })
    .await;
    let headers = [("webhook-id", "0199".to_owned())];
    let read = appel(&autorite).post(&serveur.url(), &headers, r#"{"é":1}"#).await.unwrap();
    assert_eq!(
        (read.statut, read.retry_after.as_deref(), read.extrait.as_str()),
        (503, Some("120"), "plus\ntard\u{fffd}")
    );
    let appels = serveur.appels();
    assert_eq!((appels[0].methode.as_str(), appels[0].chemin.as_str()), ("POST", "/crochet?x=1"));
    assert_eq!(appels[0].octets, r#"{"é":1}"#);
    assert_eq!((appels[0].entete("webhook-id"), appels[0].entete("content-length")), ("0199", "8"));
    assert_eq!((appels[0].entete("content-type"), appels[0].entete("user-agent")), ("application/json", "Beffroi"));
}

#[tokio::test]
async fn an_answer_without_end_is_read_to_its_first_bytes_and_a_redirect_is_not_followed() {
    let autorite = Autorite::new();
    let big =
        ServeurAppel::start(Some(&autorite), |_| Reponse::Entete(200, ("x-a", "b".to_owned()), vec![b'a'; 50_000_000]))
            .await;
    let read = appel(&autorite).post(&big.url(), &[], "{}").await.unwrap();
    assert_eq!((read.statut, read.extrait.len()), (200, Appel::EXTRAIT));
    let headers =
        ServeurAppel::start(Some(&autorite), |_| Reponse::Entete(200, ("x-a", "b".repeat(60_000)), vec![])).await;
    assert!(matches!(appel(&autorite).post(&headers.url(), &[], "{}").await, Err(AppelError::SansReponse(_))));
    let target = big.url();
    let elsewhere =
        ServeurAppel::start(Some(&autorite), move |_| Reponse::Entete(302, ("location", target.clone()), vec![])).await;
    assert_eq!(appel(&autorite).post(&elsewhere.url(), &[], "{}").await.unwrap().statut, 302);
    assert_eq!(big.appels().len(), 1, "nobody came by the redirect");
}

#[tokio::test]
async fn silence_refusal_and_a_wrong_certificate_are_told() {
    let autorite = Autorite::new();
    let quick = AppelConfig { total_secondes: 1, ..config(&autorite) };
    let muet = ServeurAppel::start(Some(&autorite), |_| Reponse::Muet).await;
    let coupe = ServeurAppel::start(Some(&autorite), |_| Reponse::Couper).await;
    let stranger = ServeurAppel::start(Some(&Autorite::new()), |_| Reponse::ok()).await;
    let closed = format!("https://localhost:{}/", closed_port());
    let unknown = "https://ce-nom.invalid/".to_owned();
    for (url, why) in [
        (muet.url(), "ne répond pas à temps"),
        (coupe.url(), "coupé la connexion"),
        (stranger.url(), "aucune autorité reconnue"),
        (closed, "refuse la connexion"),
        (unknown, "est inconnu"),
    ] {
        let error = Appel::new(&quick).unwrap().post(&url, &[], "{}").await.unwrap_err();
        assert!(matches!(&error, AppelError::SansReponse(told) if told.contains(why)), "{url}: {error}");
    }
    assert_eq!(stranger.appels(), [], "nothing was told to it");
}

#[tokio::test]
async fn a_name_that_leads_to_the_machine_or_to_its_network_gets_nothing() {
    let autorite = Autorite::new();
    let serveur = ServeurAppel::start(Some(&autorite), |_| Reponse::ok()).await;
    let closed = AppelConfig { ca: Some(autorite.ca()), ..AppelConfig::default() };
    let told = Appel::new(&closed).unwrap().post(&serveur.url(), &[], "{}").await.unwrap_err();
    assert!(matches!(&told, AppelError::Interdite(why) if why.contains("privé ou réservé")), "{told}");
    for ip in
        ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1"]
    {
        let appel = Appel::new(&closed).unwrap().resolveur(Menteur::new(&[&[ip]], serveur.port));
        let told = appel.post("https://crochets.exemple.fr/", &[], "{}").await.unwrap_err();
        assert!(matches!(&told, AppelError::Interdite(why) if !why.contains(ip)), "{ip}: {told}");
    }
    // Other ways to write 127.0.0.1, which the system's resolver understands.
    for host in ["127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.", "localhost."] {
        let refused = Appel::new(&closed).unwrap().post(&format!("https://{host}:{}/", serveur.port), &[], "{}").await;
        assert!(refused.is_err(), "{host}");
    }
    assert_eq!(serveur.appels(), []);
}

#[tokio::test]
async fn the_address_that_was_sifted_is_the_one_that_is_reached() {
    // A server of another machine of the network, in fact of this one: it must not hear a word.
    let inside = TcpListener::bind("127.0.0.2:0").await.unwrap();
    let port = inside.local_addr().unwrap().port();
    let autorite = Autorite::new();
    let open =
        AppelConfig { reseaux: vec!["127.0.0.1".parse().unwrap()], ca: Some(autorite.ca()), ..AppelConfig::default() };
    // The first answer is admitted, the next ones are the trap: a second question would fall into it.
    let menteur = Menteur::new(&[&["127.0.0.1"], &["127.0.0.2"]], port);
    let appel = Appel::new(&open).unwrap().resolveur(menteur.clone());
    let told = appel.post("https://crochets.exemple.fr/", &[], "{}").await.unwrap_err();
    assert!(matches!(&told, AppelError::SansReponse(why) if why.contains("refuse la connexion")), "{told}");
    assert_eq!(menteur.1.load(Ordering::SeqCst), 1, "one question an exchange");
    // Both at once: only the admitted one is tried.
    let both = Menteur::new(&[&["127.0.0.2", "127.0.0.1"]], port);
    assert!(appel.resolveur(both).post("https://crochets.exemple.fr/", &[], "{}").await.is_err());
    let heard = tokio::time::timeout(std::time::Duration::from_millis(50), async {
        let (mut stream, _) = inside.accept().await.unwrap();
        stream.read_u8().await
    });
    assert!(heard.await.is_err(), "nobody came");
}

#[tokio::test]
async fn in_clear_only_the_machine_itself_is_reached_and_only_when_allowed() {
    let serveur = ServeurAppel::start(None, |_| Reponse::ok()).await;
    let closed = Appel::new(&AppelConfig::default()).unwrap();
    assert!(closed.check(&serveur.url()).unwrap_err().to_string().contains("https://"));
    assert!(matches!(closed.post(&serveur.url(), &[], "{}").await, Err(AppelError::Interdite(_))));
    let open = Appel::new(&AppelConfig { http_local: true, ..AppelConfig::default() }).unwrap();
    assert_eq!(open.post(&serveur.url(), &[], "{}").await.unwrap().statut, 200);
    for elsewhere in ["http://exemple.fr/", "http://10.0.0.1/", "http://localhost.exemple.fr/"] {
        assert!(open.check(elsewhere).is_err(), "{elsewhere}");
    }
    let liar = open.resolveur(Menteur::new(&[&["192.0.2.1"]], serveur.port));
    assert!(matches!(liar.post(&serveur.url(), &[], "{}").await, Err(AppelError::Interdite(_))));
    assert_eq!(serveur.appels().len(), 1);
}

#[test]
fn an_address_is_judged_when_it_is_typed() {
    let appel = Appel::new(&AppelConfig::default()).unwrap();
    for right in [
        "https://crochets.exemple.fr/actes?x=1",
        "https://exemple.fr:8443/",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]/",
    ] {
        assert!(appel.check(right).is_ok(), "{right}");
    }
    for wrong in [
        "",
        "exemple.fr",
        "ftp://exemple.fr/",
        "http://exemple.fr/",
        "https://",
        "https:///x",
        "https://a:b@exemple.fr/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://exemple.fr:99999/",
        "https://exem ple.fr/",
        "https://é.fr/",
        "https://exemple.fr/\r\nHost: x",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ] {
        assert!(appel.check(wrong).is_err(), "{wrong}");
    }
    let read: AppelConfig = toml::from_str("reseaux = [\"10.82.0.0/16\"]\nhttp_local = true").unwrap();
    assert_eq!((read.reseaux.len(), read.http_local, read.total_secondes), (1, true, 20));
    assert!(toml::from_str::<AppelConfig>("reseaux = [\"dix\"]").is_err());
}
