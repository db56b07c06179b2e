//! `Personne`: somebody who signs in.

use kernel::{Illisible, Instant, PersonneId, fold};
use serde::Deserialize;

use super::champs::{Courriel, FieldErrors, Telephone, Texte};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personne {
    pub id: PersonneId,
    pub fiche: FichePersonne,
    pub actif: bool,
    pub theme: Theme,
    /// Whether a password was ever chosen: none until the invitation is followed.
    pub a_un_mot_de_passe: bool,
    /// Whether a second factor is asked.
    pub a_un_second_facteur: bool,
    pub version: i64,
    pub created_at: Instant,
}

/// What people write of a person, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FichePersonne {
    pub prenom: String,
    pub nom: String,
    /// The name of the account.
    pub courriel: Courriel,
    pub telephone: Option<String>,
    pub genre: GenrePersonne,
}

impl FichePersonne {
    /// `Claire Vidal`.
    pub fn nom_complet(&self) -> String {
        format!("{} {}", self.prenom, self.nom)
    }

    pub(crate) fn nom_tri(&self) -> String {
        fold(&format!("{} {}", self.nom, self.prenom))
    }

    pub(crate) fn recherche(&self) -> String {
        fold(&format!("{} {} {}", self.prenom, self.nom, self.courriel))
    }
}

impl Personne {
    pub fn nom_complet(&self) -> String {
        self.fiche.nom_complet()
    }

    /// Reads the columns that carry this prefix: a session joins two people.
    pub(crate) fn from_prefixed(row: &db::Row, prefix: &str) -> Result<Self, db::DbError> {
        let name = |column: &str| format!("{prefix}{column}");
        let fiche = FichePersonne {
            prenom: row.get(&name("prenom"))?,
            nom: row.get(&name("nom"))?,
            courriel: row.get(&name("courriel"))?,
            telephone: row.get(&name("telephone"))?,
            genre: row.get(&name("genre"))?,
        };
        Ok(Self {
            id: row.get(&name("id"))?,
            fiche,
            actif: row.get(&name("actif"))?,
            theme: row.get(&name("theme"))?,
            a_un_mot_de_passe: row.get(&name("a_un_mot_de_passe"))?,
            a_un_second_facteur: row.get(&name("a_un_second_facteur"))?,
            version: row.get(&name("version"))?,
            created_at: row.get(&name("created_at"))?,
        })
    }
}

impl db::FromRow for Personne {
    fn from_row(row: &db::Row) -> Result<Self, db::DbError> {
        Self::from_prefixed(row, "")
    }
}

/// A row of the lists of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonneLigne {
    pub id: PersonneId,
    pub prenom: String,
    pub nom: String,
    pub courriel: Courriel,
    pub telephone: Option<String>,
    pub genre: GenrePersonne,
    pub actif: bool,
    pub a_un_second_facteur: bool,
}
db::row!(PersonneLigne { id, prenom, nom, courriel, telephone, genre, actif, a_un_second_facteur });

/// Who works, who is elected, who comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenrePersonne {
    Agent,
    Elu,
    Partenaire,
}

impl GenrePersonne {
    pub const ALL: [Self; 3] = [Self::Agent, Self::Elu, Self::Partenaire];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Elu => "elu",
            Self::Partenaire => "partenaire",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Agent => "Agent",
            Self::Elu => "Élu",
            Self::Partenaire => "Partenaire",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|genre| genre.code() == code)
    }
}
db::text_column!(GenrePersonne, code, from_code);

impl std::str::FromStr for GenrePersonne {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        Self::from_code(s).ok_or_else(|| Illisible::new("Choisissez agent, élu ou partenaire."))
    }
}

/// The look that a person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    Clair,
    Sombre,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Clair, Self::Sombre];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Clair => "clair",
            Self::Sombre => "sombre",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}
db::text_column!(Theme, code, from_code);

/// The form of a person, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SaisiePersonne {
    pub prenom: String,
    pub nom: String,
    pub courriel: String,
    pub telephone: String,
    pub genre: String,
}

impl SaisiePersonne {
    /// Reads the form, or says by each field what is wrong.
    pub fn read(&self) -> Result<FichePersonne, FieldErrors> {
        let mut errors = FieldErrors::default();
        let prenom = errors.required::<Texte>("prenom", &self.prenom, "Écrivez le prénom.");
        let nom = errors.required::<Texte>("nom", &self.nom, "Écrivez le nom.");
        let courriel =
            errors.required("courriel", &self.courriel, "Écrivez l’adresse par laquelle la personne se connecte.");
        let telephone = errors.optional::<Telephone>("telephone", &self.telephone).map(|t| t.0);
        let genre = errors.required("genre", &self.genre, "Choisissez agent, élu ou partenaire.");
        let made = prenom.zip(nom).zip(courriel).zip(genre).map(|(((prenom, nom), courriel), genre)| FichePersonne {
            prenom: prenom.0,
            nom: nom.0,
            courriel,
            telephone,
            genre,
        });
        errors.or(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_needs_a_name_and_an_account() {
        let errors = SaisiePersonne::default().read().unwrap_err();
        for champ in ["prenom", "nom", "courriel", "genre"] {
            assert!(errors.of(champ).is_some(), "{champ}");
        }
        let typed = SaisiePersonne {
            prenom: "Claire".into(),
            nom: "Vidal".into(),
            courriel: "C.Vidal@albias.fr".into(),
            genre: "agent".into(),
            ..SaisiePersonne::default()
        };
        assert_eq!(typed.read().unwrap().courriel.as_str(), "c.vidal@albias.fr");
    }
}
