//! A collectivité as the API reads and writes it.

use annuaire::{Collectivite, CollectiviteLigne, FicheCollectivite, SaisieCollectivite};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::population::PopulationLue;

/// A row of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectiviteResume {
    siren: String,
    genre: String,
    nom: String,
    code_insee: Option<String>,
    code_postal: Option<String>,
    ville: Option<String>,
    departement: String,
    arrondissement: Option<String>,
    epci: Option<String>,
    courriel: Option<String>,
    telephone: Option<String>,
    population_totale: Option<u32>,
    population_municipale: Option<u32>,
    millesime: Option<i32>,
    actif: bool,
}

impl From<CollectiviteLigne> for CollectiviteResume {
    fn from(row: CollectiviteLigne) -> Self {
        Self {
            siren: row.siren.to_string(),
            genre: row.genre.code().to_owned(),
            nom: row.nom,
            code_insee: row.code_insee.map(|code| code.to_string()),
            code_postal: row.code_postal.map(|code| code.to_string()),
            ville: row.ville,
            departement: row.departement,
            arrondissement: row.arrondissement_nom,
            epci: row.epci.map(|siren| siren.to_string()),
            courriel: row.courriel,
            telephone: row.telephone,
            population_totale: row.population_totale,
            population_municipale: row.population_municipale,
            millesime: row.millesime,
            actif: row.actif,
        }
    }
}

/// A whole fiche.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectiviteLue {
    siren: String,
    genre: String,
    nom: String,
    nom_complet: String,
    siret: Option<String>,
    code_insee: Option<String>,
    departement: String,
    /// Its INSEE code.
    arrondissement: Option<String>,
    arrondissement_nom: Option<String>,
    /// The SIREN of the EPCI of which it is a member.
    epci: Option<String>,
    #[serde(flatten)]
    coordonnees: Coordonnees,
    population: Option<PopulationLue>,
    taille: String,
    actif: bool,
    /// To give back with a change: it is refused (409) when somebody wrote in between.
    version: i64,
    modifiee_le: String,
}

/// How it is reached, and who represents it.
#[derive(Debug, Serialize, ToSchema)]
struct Coordonnees {
    /// Lines above the postal code.
    adresse: Vec<String>,
    code_postal: Option<String>,
    ville: Option<String>,
    courriel: Option<String>,
    telephone: Option<String>,
    site: Option<String>,
    /// `madame` or `monsieur`.
    representant_civilite: Option<String>,
    representant_prenom: Option<String>,
    representant_nom: Option<String>,
    representant_qualite: Option<String>,
}

impl From<Collectivite> for CollectiviteLue {
    fn from(c: Collectivite) -> Self {
        let (nom_complet, taille) = (c.nom_complet(), c.taille().code().to_owned());
        let fiche = c.fiche;
        Self {
            siren: fiche.siren.to_string(),
            genre: fiche.genre.code().to_owned(),
            nom_complet,
            siret: fiche.siret.map(|siret| siret.to_string()),
            code_insee: fiche.code_insee.map(|code| code.to_string()),
            departement: fiche.departement.clone(),
            arrondissement: fiche.arrondissement.clone(),
            arrondissement_nom: fiche.arrondissement_nom.clone(),
            epci: fiche.epci.map(|siren| siren.to_string()),
            taille,
            actif: fiche.actif,
            version: c.version,
            modifiee_le: c.updated_at.to_string(),
            population: c.population.map(PopulationLue::from),
            nom: fiche.nom.clone(),
            coordonnees: fiche.into(),
        }
    }
}

impl From<FicheCollectivite> for Coordonnees {
    fn from(fiche: FicheCollectivite) -> Self {
        Self {
            adresse: fiche.adresse,
            code_postal: fiche.code_postal.map(|code| code.to_string()),
            ville: fiche.ville,
            courriel: fiche.courriel.map(|courriel| courriel.to_string()),
            telephone: fiche.telephone,
            site: fiche.site,
            representant_civilite: fiche.representant.civilite.map(|c| c.code().to_owned()),
            representant_prenom: fiche.representant.prenom,
            representant_nom: fiche.representant.nom,
            representant_qualite: fiche.representant.qualite,
        }
    }
}

/// What one writes of a collectivité; what is absent is emptied.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectiviteEcrite {
    genre: String,
    /// Without its kind: « Albias ».
    nom: String,
    siren: String,
    siret: Option<String>,
    code_insee: Option<String>,
    departement: Option<String>,
    arrondissement: Option<String>,
    epci: Option<String>,
    adresse: Option<Vec<String>>,
    code_postal: Option<String>,
    ville: Option<String>,
    courriel: Option<String>,
    telephone: Option<String>,
    site: Option<String>,
    representant_civilite: Option<String>,
    representant_prenom: Option<String>,
    representant_nom: Option<String>,
    representant_qualite: Option<String>,
    /// True unless told otherwise.
    actif: Option<bool>,
    /// The version read before; useless to create.
    pub version: Option<i64>,
}

impl From<CollectiviteEcrite> for SaisieCollectivite {
    fn from(c: CollectiviteEcrite) -> Self {
        let coordonnees = CoordonneesEcrites {
            adresse: c.adresse,
            code_postal: c.code_postal,
            ville: c.ville,
            courriel: c.courriel,
            telephone: c.telephone,
            site: c.site,
            representant_civilite: c.representant_civilite,
            representant_prenom: c.representant_prenom,
            representant_nom: c.representant_nom,
            representant_qualite: c.representant_qualite,
            version: c.version.unwrap_or_default(),
        };
        let identite = Self {
            genre: c.genre,
            nom: c.nom,
            siren: c.siren,
            siret: c.siret.unwrap_or_default(),
            code_insee: c.code_insee.unwrap_or_default(),
            departement: c.departement.unwrap_or_default(),
            arrondissement: c.arrondissement.unwrap_or_default(),
            epci: c.epci.unwrap_or_default(),
            actif: if c.actif == Some(false) { "non" } else { "oui" }.to_owned(),
            ..Self::default()
        };
        coordonnees.over(identite)
    }
}

/// What a collectivité writes of itself; what is absent is emptied.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoordonneesEcrites {
    adresse: Option<Vec<String>>,
    code_postal: Option<String>,
    ville: Option<String>,
    courriel: Option<String>,
    telephone: Option<String>,
    site: Option<String>,
    representant_civilite: Option<String>,
    representant_prenom: Option<String>,
    representant_nom: Option<String>,
    representant_qualite: Option<String>,
    /// The version read before.
    pub version: i64,
}

impl CoordonneesEcrites {
    /// The form with these coordonnées in place of its own.
    pub fn over(self, known: SaisieCollectivite) -> SaisieCollectivite {
        SaisieCollectivite {
            adresse: self.adresse.unwrap_or_default().join("\n"),
            code_postal: self.code_postal.unwrap_or_default(),
            ville: self.ville.unwrap_or_default(),
            courriel: self.courriel.unwrap_or_default(),
            telephone: self.telephone.unwrap_or_default(),
            site: self.site.unwrap_or_default(),
            representant_civilite: self.representant_civilite.unwrap_or_default(),
            representant_prenom: self.representant_prenom.unwrap_or_default(),
            representant_nom: self.representant_nom.unwrap_or_default(),
            representant_qualite: self.representant_qualite.unwrap_or_default(),
            ..known
        }
    }
}
