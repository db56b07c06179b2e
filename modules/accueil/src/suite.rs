//! `Suite`: where to go after signing in. Only an address of ours: a link sent by a stranger never leads elsewhere.

use kernel::Illisible;
use std::str::FromStr;

/// A local address, `/` when the one asked is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suite(String);

impl Suite {
    /// The address asked, if it is one of ours.
    pub fn asked(text: &str) -> Self {
        text.parse().unwrap_or_default()
    }

    /// The page that a form was sent from, told by the header `Referer`: only its path is kept.
    pub fn of_referer(referer: &str) -> Self {
        let after_scheme = referer.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.find('/').map_or_else(Self::default, |at| Self::asked(&after_scheme[at..]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Suite {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl FromStr for Suite {
    type Err = Illisible;

    /// One slash, then anything that browsers do not turn into another host (`//`, `/\`, a tab that they drop).
    fn from_str(text: &str) -> Result<Self, Illisible> {
        let clean = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if text.starts_with('/') && !text.starts_with("//") && clean && text.len() <= 2_000 {
            Ok(Self(text.to_owned()))
        } else {
            Err(Illisible::new("Cette adresse n’est pas une page de Beffroi."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_ours_is_kept_with_its_query() {
        for ours in ["/", "/c/218200020/conventions?tri=nom&page=2", "/recherche?q=%C3%A9tat"] {
            assert_eq!(Suite::asked(ours).as_str(), ours);
        }
    }

    #[test]
    fn another_site_is_never_kept() {
        for elsewhere in [
            "",
            "https://exemple.fr/",
            "//exemple.fr",
            "/\\exemple.fr",
            "/\t/exemple.fr",
            "\\\\exemple.fr",
            "javascript:alert(1)",
            "exemple.fr",
            " //exemple.fr",
            "/a\r\nSet-Cookie: x=1",
        ] {
            assert_eq!(Suite::asked(elsewhere).as_str(), "/", "{elsewhere:?}");
        }
    }

    #[test]
    fn the_page_of_a_form_is_read_without_its_host() {
        assert_eq!(Suite::of_referer("https://services.cdg82.fr/compte?a=1").as_str(), "/compte?a=1");
        assert_eq!(Suite::of_referer("https://services.cdg82.fr//exemple.fr").as_str(), "/");
        assert_eq!(Suite::of_referer("https://services.cdg82.fr").as_str(), "/");
        assert_eq!(Suite::of_referer("about:blank").as_str(), "/");
    }
}
