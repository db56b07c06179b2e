//! What a form types, field by field: read it, or say in French what is wrong by which field.

use std::str::FromStr;

use kernel::Illisible;

/// What is wrong, by field: the name of the field and a complete French sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(pub Vec<(&'static str, String)>);

impl FieldErrors {
    pub fn one(champ: &'static str, phrase: impl Into<String>) -> Self {
        Self(vec![(champ, phrase.into())])
    }

    /// The sentence to show by a field.
    pub fn of(&self, champ: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == champ).map(|(_, phrase)| phrase.as_str())
    }

    pub(crate) fn push(&mut self, champ: &'static str, phrase: impl Into<String>) {
        self.0.push((champ, phrase.into()));
    }

    /// Reads a field that may stay empty.
    pub(crate) fn optional<T: FromStr<Err = Illisible>>(&mut self, champ: &'static str, typed: &str) -> Option<T> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        typed.parse().map_err(|Illisible(phrase)| self.push(champ, phrase)).ok()
    }

    /// Reads a field that must be filled; `manque` says what is asked.
    pub(crate) fn required<T: FromStr<Err = Illisible>>(
        &mut self,
        champ: &'static str,
        typed: &str,
        manque: &str,
    ) -> Option<T> {
        if typed.trim().is_empty() {
            self.push(champ, manque);
        }
        self.optional(champ, typed)
    }

    /// Gives the value when nothing is wrong.
    pub(crate) fn or<T>(self, made: Option<T>) -> Result<T, Self> {
        match made {
            Some(made) if self.0.is_empty() => Ok(made),
            _ => Err(self),
        }
    }
}

/// One line of text: spaces made single, straight apostrophes made typographic, 200 characters at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Texte(pub String);

impl FromStr for Texte {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let text = s.split_whitespace().collect::<Vec<_>>().join(" ").replace('\'', "’");
        if text.chars().count() > 200 {
            return Err(Illisible::new("Ce texte est trop long : 200 caractères au plus."));
        }
        if text.chars().any(char::is_control) {
            return Err(Illisible::new("Ce texte contient un caractère invisible : retapez-le."));
        }
        Ok(Self(text))
    }
}

/// A mail address, kept in lower case so that it names one account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Courriel(String);

impl Courriel {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Courriel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Courriel {
    type Err = Illisible;
    /// `local@domain.tld`, RFC 5321's lengths; no quoted local part, which no mairie uses.
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong = || Illisible::new("Cette adresse ne se lit pas : écrivez par exemple mairie@albias.fr.");
        let text = s.trim().to_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let local_fits = (1..=64).contains(&local.len())
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits && text.len() <= 254 { Ok(Self(text)) } else { Err(wrong()) }
    }
}

impl Courriel {
    #[expect(clippy::unnecessary_wraps, reason = "the shape that db::text_column! asks")]
    fn from_stored(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
}
db::text_column!(Courriel, as_str, from_stored);

/// A French or international number, kept as it is read aloud: `05 63 92 00 00`, `+590 590 00 00 00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telephone(pub String);

impl FromStr for Telephone {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong = || Illisible::new("Ce numéro ne se lit pas : écrivez par exemple 05 63 92 00 00.");
        let kept: String =
            s.trim().replace("(0)", "").chars().filter(|c| !" .-()\u{a0}\u{202f}/".contains(*c)).collect();
        let national = match (kept.strip_prefix("+33"), kept.strip_prefix("0033")) {
            (Some(rest), _) | (_, Some(rest)) => format!("0{rest}"),
            _ => kept,
        };
        let digits = national.strip_prefix('+').unwrap_or(&national);
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        match (national.starts_with('+'), digits.len()) {
            (false, 10) if digits.starts_with('0') => {
                let pairs: Vec<&str> = (0..5).map(|i| &digits[2 * i..2 * i + 2]).collect();
                Ok(Self(pairs.join(" ")))
            }
            // Short numbers of services: 3977.
            (false, 4) if digits.starts_with('3') => Ok(Self(digits.to_owned())),
            (true, 8..=15) => Ok(Self(national)),
            _ => Err(wrong()),
        }
    }
}

/// The address of a site, over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site(pub String);

impl FromStr for Site {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let wrong =
            || Illisible::new("Cette adresse de site ne se lit pas : écrivez par exemple https://www.albias.fr.");
        let text = if s.contains("://") { s.trim().to_owned() } else { format!("https://{}", s.trim()) };
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host_fits = host.contains('.')
            && host.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
        let text_fits =
            text.len() <= 300 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
        if host_fits && text_fits { Ok(Self(text)) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_names_one_account_whatever_its_case() {
        assert_eq!("  Mairie@Albias.FR ".parse::<Courriel>().unwrap().as_str(), "mairie@albias.fr");
        assert_ne!("jean-dupont@a.fr".parse::<Courriel>(), "jean.dupont@a.fr".parse::<Courriel>());
        for wrong in ["", "a@b", "a b@c.fr", "a@b..fr", ".a@b.fr", "a@-b.fr", "a\r\nBcc: x@b.fr", "<a@b.fr>"] {
            assert!(wrong.parse::<Courriel>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn telephones_are_written_alike() {
        let read = |s: &str| s.parse::<Telephone>().map(|t| t.0);
        for same in ["0563920000", "05.63.92.00.00", "+33 5 63 92 00 00", "+33 (0)5 63 92 00 00", "0033563920000"] {
            assert_eq!(read(same).unwrap(), "05 63 92 00 00", "{same}");
        }
        assert_eq!(read("+590 590 12 34 56").unwrap(), "+590590123456");
        for wrong in ["", "563920000", "05 63 92 00", "cinq", "1563920000"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_site_is_reached_over_http() {
        assert_eq!("www.albias.fr".parse::<Site>().unwrap().0, "https://www.albias.fr");
        for wrong in ["javascript://a.fr", "ftp://a.fr", "https://albias", "https://a.fr/\" onclick"] {
            assert!(wrong.parse::<Site>().is_err(), "{wrong}");
        }
    }
}
