//! Nothing is told to a server that is not the right one, nor taken from a client that is not known.

use liaison::{
    Certificat, Depot, DepotConfig, Empreinte, Verdict,
    testing::{Autorite, Options, Reponse, ServeurDepot},
};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::world::{VERSIONS, config, send};

async fn serveur(autorite: &Autorite) -> ServeurDepot {
    ServeurDepot::start(autorite, |_| Reponse::ok()).await
}

/// Worth retrying, for this reason, and not one byte of the form arrived.
async fn untold(serveur: &ServeurDepot, config: &DepotConfig, why: &str) {
    let issue = send(config).await;
    assert_eq!(issue.verdict(), Verdict::AReessayer, "{issue:?}");
    assert!(issue.message().contains(why), "{}", issue.message());
    assert_eq!((serveur.octets(), serveur.deposes().len()), (0, 0));
}

#[tokio::test]
async fn a_client_without_certificate_or_with_another_authority_is_refused() {
    let (autorite, foreign) = (Autorite::new(), Autorite::new());
    for versions in VERSIONS {
        let options = Options { versions, ..Options::default() };
        let serveur = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
        let right = config(&autorite, &[&serveur.url()]);
        let papiers = foreign.client("Autre", 2);
        let anonymous = DepotConfig { certificat: None, cle: None, ..right.clone() };
        let stranger = DepotConfig { certificat: Some(papiers.certificat), cle: Some(papiers.cle), ..right };
        untold(&serveur, &anonymous, "certificat client").await;
        untold(&serveur, &stranger, "a refusé notre certificat client").await;
    }
}

#[tokio::test]
async fn a_server_of_another_authority_or_of_another_name_is_told_nothing() {
    let (autorite, foreign) = (Autorite::new(), Autorite::new());
    let right = serveur(&autorite).await;
    let wrong = DepotConfig { ca: Some(foreign.ca()), ..config(&autorite, &[&right.url()]) };
    untold(&right, &wrong, "qu’aucune autorité reconnue n’a signé").await;
    untold(&right, &DepotConfig { ca: None, ..wrong }, "qu’aucune autorité reconnue n’a signé").await;
    let options = Options { nom: "depot.exemple.fr", ..Options::default() };
    let other = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
    untold(&other, &config(&autorite, &[&other.url()]), "n’est pas à son nom").await;
}

#[tokio::test]
async fn a_certificate_that_is_not_pinned_receives_not_one_byte() {
    let autorite = Autorite::new();
    let serveur = serveur(&autorite).await;
    let right = config(&autorite, &[&serveur.url()]);
    let wrong = DepotConfig { empreintes: vec![Empreinte::of(b"un autre")], ..right.clone() };
    untold(&serveur, &wrong, "n’est pas celui attendu").await;
    // The refusal tells the one to pin.
    let told = send(&wrong).await.message();
    let shown = told.rsplit_once(": ").unwrap().1.trim_end_matches(").").parse().unwrap();
    let pinned = DepotConfig { empreintes: vec![Empreinte::of(b"l'ancien"), shown], ..right };
    assert_eq!(send(&pinned).await.verdict(), Verdict::Accepte);
}

#[tokio::test]
async fn without_client_certificate_a_server_that_asks_for_none_takes_the_file() {
    let autorite = Autorite::new();
    let options = Options { certificat_exige: false, ..Options::default() };
    let serveur = ServeurDepot::start_with(&autorite, options, |_| Reponse::ok()).await;
    let config = DepotConfig { ca: Some(autorite.ca()), ..DepotConfig::new(serveur.url()) };
    assert_eq!(send(&config).await.verdict(), Verdict::Accepte);
    assert_eq!(serveur.deposes()[0].client, None);
}

#[test]
fn what_is_wrong_in_a_configuration_is_told() {
    let autorite = Autorite::new();
    let right = config(&autorite, &["https://depot.exemple.fr/"]);
    let der = CertificateDer::from_pem_file(right.certificat.as_ref().unwrap()).unwrap();
    assert_eq!(Depot::new(&right).unwrap().certificat(), Some(&Certificat::from_der(&der).unwrap()));
    let other_key = autorite.client("Autre", 2).cle;
    for (config, why) in [
        (DepotConfig { url: "http://depot.exemple.fr/".to_owned(), ..right.clone() }, "https://"),
        (DepotConfig { secours: Some("depot".to_owned()), ..right.clone() }, "depot"),
        (DepotConfig { cle: Some(other_key), ..right.clone() }, "n’est celle d’aucun"),
        (DepotConfig { cle: right.certificat.clone(), ..right.clone() }, "openssl pkcs12"),
        (DepotConfig { ca: Some("/nulle/part.pem".into()), ..right.clone() }, "/nulle/part.pem"),
        (DepotConfig { user: Some("cdg82".to_owned()), ..right.clone() }, "mot de passe"),
        (DepotConfig { entetes: vec![("A b".to_owned(), String::new())], ..right.clone() }, "en-tête"),
    ] {
        let told = Depot::new(&config).unwrap_err().to_string();
        assert!(told.contains(why), "{told}");
    }
}
