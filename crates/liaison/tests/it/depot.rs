//! A file is deposited: the form as it arrives, the rescue, a big file in little memory.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::{StreamExt, stream};
use liaison::{
    Depot, DepotConfig, Fichier, Formulaire, Verdict,
    testing::{Autorite, Options, Reponse, ServeurDepot, closed_port},
};

use crate::world::{NOM, VERSIONS, config, received, send};

#[tokio::test]
async fn a_file_is_accepted_from_who_shows_its_certificate() {
    let autorite = Autorite::new();
    for versions in VERSIONS {
        let options = Options { versions, ..Options::default() };
        let serveur = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
        let issue = send(&config(&autorite, &[&serveur.url()])).await;
        assert_eq!((issue.verdict(), issue.url()), (Verdict::Accepte, Some(serveur.url().as_str())), "{issue:?}");
        let deposes = serveur.deposes();
        assert_eq!(deposes.len(), 1);
        assert_eq!((deposes[0].partie.as_str(), deposes[0].nom.as_str()), (NOM, NOM), "S2LOW names the part so");
        assert_eq!(deposes[0].octets, "une archive");
        assert_eq!(deposes[0].client.as_deref(), Some("CN=CDG 82,O=Centre de gestion,C=FR"));
    }
}

#[tokio::test]
async fn the_form_the_headers_and_the_password_are_those_asked_for() {
    let autorite = Autorite::new();
    let serveur = ServeurDepot::start(&autorite, |_| Reponse::ok()).await;
    let textes = [("name", "{nom}"), ("filename", "{nom}")].map(|(part, value)| (part.to_owned(), value.to_owned()));
    let config = DepotConfig {
        formulaire: Formulaire { fichier: "file".to_owned(), textes: textes.to_vec() },
        entetes: vec![("X-User-Agent".to_owned(), "beffroi".to_owned())],
        user: Some("cdg82".to_owned()),
        password: Some("tocsin".to_owned()),
        ..config(&autorite, &[&serveur.url()])
    };
    assert_eq!(send(&config).await.verdict(), Verdict::Accepte);
    let depose = serveur.deposes().remove(0);
    assert_eq!((depose.partie.as_str(), depose.nom.as_str()), ("file", NOM), "STELA names the part so");
    assert_eq!(
        depose.textes,
        [("name", NOM), ("filename", NOM)].map(|(part, value)| (part.to_owned(), value.to_owned()))
    );
    let length =
        depose.entetes.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse::<u64>());
    assert_eq!(length, Some(Ok(serveur.octets())), "not in chunks, which old servers refuse");
    for (name, value) in [("x-user-agent", "beffroi"), ("authorization", "Basic Y2RnODI6dG9jc2lu")] {
        assert!(depose.entetes.contains(&(name.to_owned(), value.to_owned())), "{:?}", depose.entetes);
    }
    assert!(!format!("{config:?} {:?}", Depot::new(&config).unwrap()).contains("tocsin"));
}

#[tokio::test]
async fn what_each_status_says() {
    let autorite = Autorite::new();
    for (status, verdict) in [
        (400, Verdict::Refuse),
        (403, Verdict::Refuse),
        (302, Verdict::Refuse),
        (429, Verdict::AReessayer),
        (500, Verdict::AReessayer),
        (503, Verdict::AReessayer),
        (202, Verdict::Inconnu),
    ] {
        let serveur = ServeurDepot::start(&autorite, move |_| Reponse::Statut(status, "Non,\n merci")).await;
        let issue = send(&config(&autorite, &[&serveur.url()])).await;
        assert_eq!((issue.verdict(), issue.essais[0].statut), (verdict, Some(status)));
        assert!(issue.message().contains(&format!("{status} («\u{a0}Non, merci\u{a0}»)")), "{}", issue.message());
    }
}

#[tokio::test]
async fn the_rescue_is_used_when_the_first_address_does_not_take_the_file() {
    let autorite = Autorite::new();
    let down = format!("https://localhost:{}/", closed_port());
    let rescue = ServeurDepot::start(&autorite, |_| Reponse::ok()).await;
    let issue = send(&config(&autorite, &[&down, &rescue.url()])).await;
    assert_eq!((issue.verdict(), issue.url()), (Verdict::Accepte, Some(rescue.url().as_str())));
    assert!(
        issue.message().starts_with("Le serveur «\u{a0}localhost\u{a0}» refuse la connexion. "),
        "{}",
        issue.message()
    );
    for status in [500, 404] {
        let ill = ServeurDepot::start(&autorite, move |_| Reponse::Statut(status, "")).await;
        let issue = send(&config(&autorite, &[&ill.url(), &rescue.url()])).await;
        assert_eq!((issue.verdict(), issue.essais.len()), (Verdict::Accepte, 2));
        assert_eq!(received(&ill), received(&rescue)[..1], "the same file, from its beginning");
    }
    let refusing = ServeurDepot::start(&autorite, |_| Reponse::Statut(403, "")).await;
    let issue = send(&config(&autorite, &[&refusing.url(), &down])).await;
    assert_eq!(issue.verdict(), Verdict::AReessayer, "the rescue may take it later");
}

#[tokio::test]
async fn both_addresses_down_are_worth_retrying() {
    let autorite = Autorite::new();
    let urls = [closed_port(), closed_port()].map(|port| format!("https://localhost:{port}/"));
    let issue = send(&config(&autorite, &[&urls[0], &urls[1]])).await;
    assert_eq!((issue.verdict(), issue.url(), issue.essais.len()), (Verdict::AReessayer, None, 2), "{issue:?}");
}

#[tokio::test]
async fn an_answer_before_the_end_is_heard() {
    let autorite = Autorite::new();
    let big = || Fichier::from_bytes(NOM, vec![b'x'; 8 * 1024 * 1024]).unwrap();
    for (status, verdict) in [(413, Verdict::Refuse), (200, Verdict::AReessayer)] {
        let options = Options { sans_lire: Some(status), ..Options::default() };
        let serveur = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
        let issue = Depot::new(&config(&autorite, &[&serveur.url()])).unwrap().send(&big()).await;
        assert_eq!((issue.verdict(), issue.essais[0].statut), (verdict, Some(status)), "{issue:?}");
    }
}

#[tokio::test]
async fn a_file_that_does_not_read_to_its_end_is_not_sent_to_its_end() {
    let autorite = Autorite::new();
    let serveur = ServeurDepot::start(&autorite, |_| Reponse::ok()).await;
    let depot = Depot::new(&config(&autorite, &[&serveur.url()])).unwrap();
    let content = |taille| {
        Fichier::new(NOM, taille, || std::future::ready(Ok(stream::iter([Ok(Bytes::from("onze octets"))])))).unwrap()
    };
    for (taille, why) in [(10, "plus long qu’annoncé"), (12, "plus court qu’annoncé")] {
        let issue = depot.send(&content(taille)).await;
        assert_eq!(issue.verdict(), Verdict::AReessayer);
        assert!(issue.message().contains(why), "{}", issue.message());
    }
    assert_eq!(depot.send(&content(11)).await.verdict(), Verdict::Accepte);
    assert_eq!(serveur.deposes().len(), 1);
    let absent = Fichier::from_path(NOM, "/nulle/part").await.unwrap_err().to_string();
    assert!(absent.contains("/nulle/part"), "{absent}");
    assert!(Fichier::from_bytes("../passwd", "").is_err());
}

/// In bytes; `Rss` and not `Hwm`, since another test may have needed more before.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn an_archive_of_150_mebibytes_never_stands_whole_in_memory() {
    const CHUNK: usize = 1024 * 1024;
    const CHUNKS: usize = 150;
    let autorite = Autorite::new();
    let options = Options { garder: false, ..Options::default() };
    let serveur = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
    let (before, most) = (memory(), Arc::new(Mutex::new(0)));
    let seen = Arc::clone(&most);
    let open = move || {
        let seen = Arc::clone(&seen);
        let chunks = stream::iter(0..CHUNKS).map(move |n| {
            let mut most = seen.lock().unwrap();
            *most = memory().max(*most);
            Ok(Bytes::from(vec![u8::try_from(n).unwrap(); CHUNK]))
        });
        std::future::ready(Ok(chunks))
    };
    let archive = Fichier::new(NOM, (CHUNK * CHUNKS) as u64, open).unwrap();
    let issue = Depot::new(&config(&autorite, &[&serveur.url()])).unwrap().send(&archive).await;
    assert_eq!(issue.verdict(), Verdict::Accepte, "{issue:?}");
    assert_eq!(serveur.deposes()[0].taille, (CHUNK * CHUNKS) as u64);
    let grown = most.lock().unwrap().saturating_sub(before) / 1024 / 1024;
    assert!(grown < 40, "{grown} MiB more, client and server together");
}
