//! `Collectivite`: a member body, to which everything belongs.

use db::{DbError, FromRow, Row};
use kernel::{CodeInsee, CodePostal, CollectiviteId, GenreCollectivite, Instant, Siren, Siret, fold};

use super::{
    champs::Courriel,
    nom,
    population::{Population, Taille},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collectivite {
    pub id: CollectiviteId,
    pub fiche: FicheCollectivite,
    /// The centre de gestion that runs this installation.
    pub exploitant: bool,
    /// The latest known.
    pub population: Option<Population>,
    /// Counts the changes: what a form gives back to prove that it saw the latest.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What people write of a collectivité, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheCollectivite {
    pub genre: GenreCollectivite,
    /// Without its kind: « Albias », « CC du Quercy Caussadais ».
    pub nom: String,
    pub siren: Siren,
    pub siret: Option<Siret>,
    pub code_insee: Option<CodeInsee>,
    /// `82`, `2A`, `971`.
    pub departement: String,
    pub arrondissement: Option<String>,
    pub arrondissement_nom: Option<String>,
    /// The EPCI of which it is a member.
    pub epci: Option<Siren>,
    /// Lines above the postal code.
    pub adresse: Vec<String>,
    pub code_postal: Option<CodePostal>,
    pub ville: Option<String>,
    pub courriel: Option<Courriel>,
    pub telephone: Option<String>,
    pub site: Option<String>,
    pub representant: Representant,
    pub actif: bool,
}

/// The legal representative: maire or président.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Representant {
    pub civilite: Option<Civilite>,
    pub prenom: Option<String>,
    pub nom: Option<String>,
    /// The title as the person writes it, when it is not the usual one.
    pub qualite: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Civilite {
    Madame,
    Monsieur,
}

impl Civilite {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Madame => "madame",
            Self::Monsieur => "monsieur",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Madame, Self::Monsieur].into_iter().find(|civilite| civilite.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Madame => "Madame",
            Self::Monsieur => "Monsieur",
        }
    }
}
db::text_column!(Civilite, code, from_code);

impl Representant {
    /// `Maire`, `Présidente`, or the title as typed.
    pub fn titre(&self, genre: GenreCollectivite) -> String {
        match (&self.qualite, self.civilite, genre.representant()) {
            (Some(typed), ..) => typed.clone(),
            (None, Some(Civilite::Madame), "Président") => "Présidente".to_owned(),
            (None, _, usual) => usual.to_owned(),
        }
    }

    /// `Madame Claire Vidal`, or nothing when nobody is named.
    pub fn nom_complet(&self) -> Option<String> {
        let nom = self.nom.as_deref()?;
        let parts = [self.civilite.map(Civilite::libelle), self.prenom.as_deref(), Some(nom)];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// How a letter greets: `Madame la Présidente`, `Monsieur le Maire`, `Madame, Monsieur` when unknown.
    pub fn salutation(&self, genre: GenreCollectivite) -> String {
        let Some(civilite) = self.civilite else { return "Madame, Monsieur".to_owned() };
        let titre = self.titre(genre);
        let article = match (civilite, fold(&titre).starts_with(['a', 'e', 'i', 'o', 'u'])) {
            (_, true) => "l’",
            (Civilite::Madame, false) => "la ",
            (Civilite::Monsieur, false) => "le ",
        };
        format!("{} {article}{titre}", civilite.libelle())
    }
}

impl FicheCollectivite {
    /// « Commune d’Albias ».
    pub fn nom_complet(&self) -> String {
        nom::nom_complet(self.genre, &self.nom)
    }

    /// What the search reads, folded: names, numbers, town.
    pub(crate) fn recherche(&self) -> String {
        let folded = fold(&format!("{} {}", self.nom_complet(), self.ville.as_deref().unwrap_or_default()));
        // « St Étienne » finds « Saint-Étienne ».
        let abbreviated = folded.replace("saint ", "st ").replace("sainte ", "ste ");
        let numbers = [
            Some(self.siren.to_string()),
            self.code_insee.map(|code| code.to_string()),
            self.code_postal.map(|code| code.to_string()),
        ];
        let mut text = folded.clone();
        let more = numbers.into_iter().flatten().chain((abbreviated != folded).then_some(abbreviated));
        more.for_each(|part| {
            text.push(' ');
            text.push_str(&part.to_lowercase());
        });
        text
    }
}

impl Collectivite {
    pub fn nom_complet(&self) -> String {
        self.fiche.nom_complet()
    }

    pub fn taille(&self) -> Taille {
        Taille::of(self.population.and_then(|p| p.totale))
    }
}

impl FromRow for Collectivite {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let millesime: Option<i32> = row.get("millesime")?;
        let (totale, municipale) = (row.get("population_totale")?, row.get("population_municipale")?);
        let adresse: String = row.get("adresse")?;
        let fiche = FicheCollectivite {
            genre: row.get("genre")?,
            nom: row.get("nom")?,
            siren: row.get("siren")?,
            siret: row.get("siret")?,
            code_insee: row.get("code_insee")?,
            departement: row.get("departement")?,
            arrondissement: row.get("arrondissement")?,
            arrondissement_nom: row.get("arrondissement_nom")?,
            epci: row.get("epci")?,
            adresse: adresse.lines().map(str::to_owned).collect(),
            code_postal: row.get("code_postal")?,
            ville: row.get("ville")?,
            courriel: row.get("courriel")?,
            telephone: row.get("telephone")?,
            site: row.get("site")?,
            representant: Representant {
                civilite: row.get("representant_civilite")?,
                prenom: row.get("representant_prenom")?,
                nom: row.get("representant_nom")?,
                qualite: row.get("representant_qualite")?,
            },
            actif: row.get("actif")?,
        };
        Ok(Self {
            id: row.get("id")?,
            fiche,
            exploitant: row.get("exploitant")?,
            population: millesime.map(|millesime| Population { millesime, totale, municipale }),
            version: row.get("version")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

/// A row of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectiviteLigne {
    pub id: CollectiviteId,
    pub genre: GenreCollectivite,
    pub nom: String,
    pub siren: Siren,
    pub code_insee: Option<CodeInsee>,
    pub code_postal: Option<CodePostal>,
    pub ville: Option<String>,
    pub departement: String,
    pub arrondissement_nom: Option<String>,
    pub epci: Option<Siren>,
    pub courriel: Option<String>,
    pub telephone: Option<String>,
    pub millesime: Option<i32>,
    pub population_totale: Option<u32>,
    pub population_municipale: Option<u32>,
    pub taille: Taille,
    pub exploitant: bool,
    pub actif: bool,
}
db::row!(CollectiviteLigne {
    id,
    genre,
    nom,
    siren,
    code_insee,
    code_postal,
    ville,
    departement,
    arrondissement_nom,
    epci,
    courriel,
    telephone,
    millesime,
    population_totale,
    population_municipale,
    taille,
    exploitant,
    actif
});

/// A collectivité as a map shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectiviteCarte {
    pub id: CollectiviteId,
    pub genre: GenreCollectivite,
    pub nom: String,
    pub siren: Siren,
    pub arrondissement_nom: Option<String>,
    pub taille: Taille,
    pub exploitant: bool,
}
db::row!(CollectiviteCarte { id, genre, nom, siren, arrondissement_nom, taille, exploitant });

impl CollectiviteLigne {
    pub fn nom_complet(&self) -> String {
        nom::nom_complet(self.genre, &self.nom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_feminised() {
        let presidente = Representant { civilite: Some(Civilite::Madame), ..Representant::default() };
        assert_eq!(presidente.titre(GenreCollectivite::Cc), "Présidente");
        let typed = Representant { qualite: Some("Administratrice provisoire".into()), ..presidente };
        assert_eq!(typed.titre(GenreCollectivite::Cc), "Administratrice provisoire");
        assert_eq!(typed.salutation(GenreCollectivite::Cc), "Madame l’Administratrice provisoire");
        assert_eq!(Representant::default().salutation(GenreCollectivite::Cc), "Madame, Monsieur");
    }
}
