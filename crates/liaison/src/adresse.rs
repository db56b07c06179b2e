//! `Adresse`: where a file is deposited.

use hyper::Uri;
use kernel::Illisible;
use rustls::pki_types::ServerName;

/// An address, cut into what a connection asks for.
#[derive(Debug, Clone)]
pub(crate) struct Adresse {
    /// As it was written.
    pub url: String,
    /// Without the brackets of IPv6.
    pub host: String,
    pub port: u16,
    /// What the request names: `/depot?x=1`.
    pub path: String,
    /// The header `Host`.
    pub authority: String,
    pub name: ServerName<'static>,
    /// Whether it is in `https`.
    pub chiffree: bool,
}

impl Adresse {
    /// An address in `https`.
    pub fn parse(url: &str) -> Result<Self, Illisible> {
        let read = Self::parse_any(url)?;
        if read.chiffree { Ok(read) } else { Err(invalid(url, "elle doit commencer par https://")) }
    }

    /// An address in `https` or in `http`.
    pub fn parse_any(url: &str) -> Result<Self, Illisible> {
        let wrong = |why: &str| invalid(url, why);
        let uri: Uri = url.parse().map_err(|_| wrong("ce n’est pas une URL"))?;
        let (chiffree, usual) = match uri.scheme_str() {
            Some("https") => (true, 443),
            Some("http") => (false, 80),
            _ => return Err(wrong("elle doit commencer par https://")),
        };
        let authority = uri.authority().ok_or_else(|| wrong("il y manque le nom du serveur"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("le nom et le mot de passe s’écrivent à part"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|_| wrong("le nom du serveur ne se lit pas"))?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        // `Uri` passes over a port that is not one.
        let port = match authority.as_str().strip_prefix(authority.host()).and_then(|rest| rest.strip_prefix(':')) {
            None | Some("") => usual,
            Some(port) => port.parse().map_err(|_| wrong("son port n’existe pas"))?,
        };
        Ok(Self { url: url.to_owned(), host, port, path, authority: authority.to_string(), name, chiffree })
    }
}

pub(crate) fn invalid(url: &str, why: &str) -> Illisible {
    Illisible::new(format!("L’adresse «\u{a0}{url}\u{a0}» n’est pas valable\u{a0}: {why}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_and_those_that_would_tell_a_secret_are_refused() {
        let read = Adresse::parse("https://depot.exemple.fr/actes?x=1").unwrap();
        assert_eq!((read.host.as_str(), read.port, read.path.as_str()), ("depot.exemple.fr", 443, "/actes?x=1"));
        let v6 = Adresse::parse("https://[::1]:8443").unwrap();
        assert_eq!((v6.host.as_str(), v6.port, v6.path.as_str()), ("::1", 8443, "/"));
        for (url, why) in [
            ("http://exemple.fr", "https"),
            ("https://a:b@exemple.fr", "à part"),
            ("/actes", "https"),
            ("https://a:99999/", "port"),
        ] {
            assert!(Adresse::parse(url).unwrap_err().to_string().contains(why), "{url}");
        }
    }
}
