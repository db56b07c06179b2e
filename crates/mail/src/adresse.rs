//! Whom one writes to: an address that mail servers accept, and a name that cannot forge a header.

use std::{fmt, str::FromStr};

use kernel::Illisible;
use lettre::message::Mailbox;
use serde::{Deserialize, Deserializer, de};

/// An address, checked: `local@domaine.tld`, ASCII, at most 254 characters (RFC 5321 § 4.5.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Adresse(lettre::Address);

/// A name and an address. The name may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondant {
    nom: String,
    adresse: Adresse,
}

impl FromStr for Adresse {
    type Err = Illisible;
    fn from_str(typed: &str) -> Result<Self, Illisible> {
        let wrong = || {
            Illisible::new(
                "Cette adresse électronique n’est pas valable : écrivez-la comme prenom.nom@exemple.fr, sans espace ni accent.",
            )
        };
        let typed = typed.trim();
        let (_, domain) = typed.rsplit_once('@').ok_or_else(wrong)?;
        let plain = typed.is_ascii() && !typed.contains(|c: char| c.is_control() || " \"<>,;()\\".contains(c));
        if !plain || typed.len() > 254 || !domain.contains('.') {
            return Err(wrong());
        }
        typed.parse().map(Self).map_err(|_| wrong())
    }
}

impl Adresse {
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(crate) fn domain(&self) -> &str {
        self.0.domain()
    }
}

impl fmt::Display for Adresse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Correspondant {
    pub fn new(nom: &str, adresse: &str) -> Result<Self, Illisible> {
        Ok(Self { nom: one_line(nom, "Ce nom")?, adresse: adresse.parse()? })
    }

    pub fn nom(&self) -> &str {
        &self.nom
    }

    pub const fn adresse(&self) -> &Adresse {
        &self.adresse
    }

    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::new((!self.nom.is_empty()).then(|| self.nom.clone()), self.adresse.0.clone())
    }
}

/// `Anne Martin <anne.martin@albias.fr>` or `anne.martin@albias.fr`.
impl FromStr for Correspondant {
    type Err = Illisible;
    fn from_str(typed: &str) -> Result<Self, Illisible> {
        match typed.trim().strip_suffix('>').and_then(|s| s.rsplit_once('<')) {
            Some((nom, adresse)) => Self::new(nom.trim().trim_matches('"'), adresse),
            None => Self::new("", typed),
        }
    }
}

impl fmt::Display for Correspondant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nom.is_empty() { self.adresse.fmt(f) } else { write!(f, "{} <{}>", self.nom, self.adresse) }
    }
}

impl<'de> Deserialize<'de> for Correspondant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// A text that goes into a header: one line, without control characters, at most 200 characters.
pub(crate) fn one_line(text: &str, what: &str) -> Result<String, Illisible> {
    let text = text.trim();
    if text.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}') {
        return Err(Illisible::new(format!("{what} tient sur une seule ligne : retirez les retours à la ligne.")));
    }
    if text.chars().count() > 200 {
        return Err(Illisible::new(format!("{what} est trop long : 200 caractères au plus.")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_accepted() {
        for ok in
            ["anne.martin@albias.fr", " mairie@st-nicolas.example.fr ", "dpd+registre@cdg82.fr", "o'connor@cdg.ie"]
        {
            assert_eq!(ok.parse::<Adresse>().unwrap().as_str(), ok.trim());
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_an_example() {
        let long = format!("{}@albias.fr", "a".repeat(250));
        for wrong in [
            "",
            "anne",
            "anne@",
            "@albias.fr",
            "anne@albias",
            "a b@albias.fr",
            "anne@albias.fr\r\nBcc: x@y.fr",
            "é@albias.fr",
            "anne@albias.fr, x@y.fr",
            "<anne@albias.fr>",
            "\"a\"@albias.fr",
            "anne@@albias.fr",
            "anne@-.fr",
            &long,
        ] {
            let error = wrong.parse::<Adresse>().expect_err(wrong).to_string();
            assert!(error.contains("prenom.nom@exemple.fr"), "{error}");
        }
    }

    #[test]
    fn a_name_cannot_forge_a_header() {
        for wrong in ["Anne\r\nBcc: tous@albias.fr", "Anne\nMartin", "Anne\0", "Anne\u{2028}Martin"] {
            assert!(Correspondant::new(wrong, "anne@albias.fr").is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_correspondant_is_read_as_it_is_written() {
        let anne: Correspondant = "Anne Martin <anne.martin@albias.fr>".parse().unwrap();
        assert_eq!((anne.nom(), anne.to_string().as_str()), ("Anne Martin", "Anne Martin <anne.martin@albias.fr>"));
        let quoted: Correspondant = "\"CDG 82\" <contact@cdg82.fr>".parse().unwrap();
        assert_eq!(quoted.nom(), "CDG 82");
        assert_eq!("contact@cdg82.fr".parse::<Correspondant>().unwrap().nom(), "");
    }
}
