//! What surrounds every signed-in page: who is there, for whom they work, the menu, the theme, the last message.

use super::{Menu, Ton};

/// The surroundings of a page, prepared once a request from the session.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The session's token, carried by every form under the name `_csrf`.
    pub csrf: String,
    pub theme: Theme,
    pub menu: Menu,
    /// For whom the person works, when they work for somebody.
    pub perimetre: Option<Perimetre>,
    pub personne: Option<Personne>,
    /// What the last gesture did, said once.
    pub flash: Option<Flash>,
}

/// The theme of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// The one that the device prefers.
    #[default]
    Systeme,
    Clair,
    Sombre,
}

impl Theme {
    /// The value posted to `/apparence` under the name `theme`, and kept: `systeme`, `clair` or `sombre`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Systeme => "systeme",
            Self::Clair => "clair",
            Self::Sombre => "sombre",
        }
    }

    /// The theme of a [`code`](Self::code); anything else is the device's.
    pub fn from_code(code: &str) -> Self {
        match code {
            "clair" => Self::Clair,
            "sombre" => Self::Sombre,
            _ => Self::Systeme,
        }
    }

    /// The value of `data-bs-theme`, absent when the device decides.
    pub(super) const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Systeme => None,
            Self::Clair => Some("light"),
            Self::Sombre => Some("dark"),
        }
    }
}

/// For whom the person works.
#[derive(Debug, Clone)]
pub struct Perimetre {
    pub nom: String,
    /// Where to choose another one; absent when there is no other.
    pub href: Option<String>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Personne {
    pub nom: String,
    /// What they are here: « Administratrice du centre », « Secrétaire de mairie ».
    pub role: String,
}

impl Personne {
    /// One letter for the first name, one for the last.
    pub(super) fn initiales(&self) -> String {
        let mut initials = self.nom.split_whitespace().filter_map(|word| word.chars().next());
        initials.next().into_iter().chain(initials.next_back()).flat_map(char::to_uppercase).collect()
    }
}

/// What the last gesture did, shown on top of the next page.
#[derive(Debug, Clone)]
pub struct Flash {
    pub ton: Ton,
    pub texte: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        let initials = |nom: &str| Personne { nom: nom.into(), role: String::new() }.initiales();
        assert_eq!(initials("Claire Arnaud"), "CA");
        assert_eq!(initials("élise de la Tour"), "ÉT");
        assert_eq!(initials("Madonna"), "M");
    }

    #[test]
    fn theme_survives_its_code() {
        for theme in [Theme::Systeme, Theme::Clair, Theme::Sombre] {
            assert_eq!(Theme::from_code(theme.code()), theme);
        }
        assert_eq!(Theme::from_code("<script>"), Theme::Systeme);
    }
}
