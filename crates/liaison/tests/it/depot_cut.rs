//! Servers that keep silent or cut: what is known of the file then.

use liaison::{
    Depot, DepotConfig, Fichier, Verdict,
    testing::{Autorite, Reponse, ServeurDepot},
};
use tokio::{io::AsyncReadExt, net::TcpListener};

use crate::world::{NOM, config, send};

#[tokio::test]
async fn a_connection_cut_after_the_whole_request_leaves_a_doubt_and_no_second_sending() {
    let autorite = Autorite::new();
    let rescue = ServeurDepot::start(&autorite, |_| Reponse::ok()).await;
    let cutting = ServeurDepot::start(&autorite, |_| Reponse::Couper).await;
    let issue = send(&config(&autorite, &[&cutting.url(), &rescue.url()])).await;
    assert_eq!((issue.verdict(), issue.url()), (Verdict::Inconnu, None), "{issue:?}");
    assert!(issue.message().contains("il a peut-être été reçu"), "{}", issue.message());
    assert_eq!((cutting.deposes().len(), rescue.deposes().len()), (1, 0));
}

#[tokio::test]
async fn a_server_that_read_all_and_says_nothing_leaves_a_doubt() {
    let autorite = Autorite::new();
    let silent = ServeurDepot::start(&autorite, |_| Reponse::Muet).await;
    let config = DepotConfig { total_secondes: 1, ..config(&autorite, &[&silent.url()]) };
    let issue = send(&config).await;
    assert_eq!(issue.verdict(), Verdict::Inconnu, "{issue:?}");
    assert!(issue.message().contains("ne répond pas à temps"), "{}", issue.message());
}

#[tokio::test]
async fn a_server_that_never_speaks_is_left_after_the_patience_of_the_connection() {
    let autorite = Autorite::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let config = DepotConfig { connexion_secondes: 1, ..config(&autorite, &[&url]) };
    let issue = send(&config).await;
    assert_eq!(issue.verdict(), Verdict::AReessayer, "{issue:?}");
    assert!(issue.message().contains("ne répond pas à temps"), "{}", issue.message());
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_the_file_is_worth_retrying() {
    let autorite = Autorite::new();
    let serveur = ServeurDepot::start(&autorite, |_| Reponse::ok()).await;
    let real = serveur.url().rsplit_once(':').unwrap().1.split_once('/').unwrap().0.parse::<u16>().unwrap();
    // A wire that breaks after a mebibyte.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let wire = tokio::spawn(async move {
        let (near, _) = listener.accept().await.unwrap();
        let far = tokio::net::TcpStream::connect(("127.0.0.1", real)).await.unwrap();
        let (near_read, mut near_write) = near.into_split();
        let (mut far_read, mut far_write) = far.into_split();
        let mut first = near_read.take(1024 * 1024);
        tokio::select! {
            _ = tokio::io::copy(&mut first, &mut far_write) => {}
            _ = tokio::io::copy(&mut far_read, &mut near_write) => {}
        }
    });
    let file = Fichier::from_bytes(NOM, vec![b'x'; 16 * 1024 * 1024]).unwrap();
    let issue = Depot::new(&config(&autorite, &[&url])).unwrap().send(&file).await;
    wire.await.unwrap();
    assert_eq!(issue.verdict(), Verdict::AReessayer, "{issue:?}");
    assert!(issue.message().contains("a coupé la connexion"), "{}", issue.message());
    assert_eq!(serveur.deposes().len(), 0);
}
