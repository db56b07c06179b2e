//! What the tests share: configurations, files, mails.

use liaison::{
    Depot, DepotConfig, Fichier, Issue,
    testing::{Autorite, ServeurDepot},
};

/// Each version of TLS, alone.
pub const VERSIONS: [&[&rustls::SupportedProtocolVersion]; 2] =
    [&[&rustls::version::TLS12], &[&rustls::version::TLS13]];

pub const NOM: &str = "EACT--217300011--20261125-1.tar.gz";

/// Towards these addresses, with the authority and a client certificate.
pub fn config(autorite: &Autorite, urls: &[&str]) -> DepotConfig {
    let papiers = autorite.client("CDG 82", 2);
    DepotConfig {
        secours: urls.get(1).map(|&url| url.to_owned()),
        ca: Some(autorite.ca()),
        certificat: Some(papiers.certificat),
        cle: Some(papiers.cle),
        ..DepotConfig::new(urls[0])
    }
}

pub async fn send(config: &DepotConfig) -> Issue {
    Depot::new(config).unwrap().send(&Fichier::from_bytes(NOM, "une archive").unwrap()).await
}

/// What a server received of the archive, attempt after attempt.
pub fn received(serveur: &ServeurDepot) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    serveur.deposes().into_iter().map(|one| (one.nom, text(&one.octets))).collect()
}

/// A mail with one attachment.
pub fn mail(numero: u32) -> Vec<u8> {
    format!(
        "From: actes@interieur.gouv.fr\r\nTo: cdg82@exemple.fr\r\nSubject: Retour {numero}\r\nMessage-ID: <{numero}@interieur.gouv.fr>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBonjour.\r\n\
         --b\r\nContent-Type: application/xml; name=\"retour-{numero}.xml\"\r\nContent-Disposition: attachment\r\n\r\n<retour n=\"{numero}\"/>\r\n--b--\r\n"
    )
    .into_bytes()
}

/// What a message holds, however its lines end: Maildir keeps those it was given.
pub fn subjects(messages: &[Vec<u8>]) -> Vec<String> {
    messages.iter().map(|message| liaison::Courriel::read(message).unwrap().sujet.unwrap()).collect()
}
