//! Reads `communes.json` and `epci.json` as the national data set cuts them, and a département of the embedded one.

use std::collections::BTreeMap;

use kernel::{CodeInsee, CodePostal, GenreCollectivite, Illisible, Siren};
use serde::Deserialize;

use super::{
    collectivite::{FicheCollectivite, Representant},
    notice::{Notice, Rejet},
    population::Population,
};
use crate::national::{self, Arrondissement, CommuneNationale, Departement, EpciNational, genre_epci, typographic};

/// `{"82": [{…}, …], "62": […]}`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommuneJson {
    code: String,
    nom: String,
    siren: String,
    #[serde(default)]
    codes_postaux: Vec<String>,
    arrondissement: Option<String>,
    population_municipale: Option<u32>,
    population_totale: Option<u32>,
}

/// `[{"siren", "nom", "type", "populationTotale", "populationMunicipale", "membres": ["62268", …]}, …]`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EpciJson {
    siren: String,
    nom: String,
    #[serde(rename = "type")]
    genre: String,
    population_totale: Option<u32>,
    population_municipale: Option<u32>,
    #[serde(default)]
    membres: Vec<String>,
}

/// The notices of a file, those that it could not give, and of which EPCI each commune is a member.
#[derive(Debug, Default)]
pub(crate) struct Lecture {
    pub notices: Vec<Notice>,
    pub rejets: Vec<Rejet>,
    pub membres: BTreeMap<CodeInsee, Siren>,
}

fn malformed(error: &serde_json::Error) -> Illisible {
    Illisible::new(format!("Ce fichier JSON ne se lit pas, ligne {} : {error}.", error.line()))
}

/// The communes of `communes.json`, of one département or of all.
pub(crate) fn read_communes(text: &str, departement: Option<&str>, millesime: i32) -> Result<Lecture, Illisible> {
    let all: BTreeMap<String, Vec<CommuneJson>> = serde_json::from_str(text).map_err(|e| malformed(&e))?;
    if let Some(asked) = departement
        && !all.contains_key(asked)
    {
        let known = all.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Illisible::new(format!("Ce fichier n’a pas de département {asked} : il a {known}.")));
    }
    let mut lecture = Lecture::default();
    let kept = all.into_iter().filter(|(code, _)| departement.is_none_or(|asked| asked == code));
    for commune in kept.flat_map(|(_, communes)| communes) {
        match read_commune(&commune) {
            Ok(read) => lecture.notices.push(of_commune(&read, millesime)),
            Err(Illisible(phrase)) => lecture.reject(&commune.nom, &commune.code, &phrase),
        }
    }
    Ok(lecture)
}

/// The EPCI of `epci.json`: those that have a member in the département asked, or all.
pub(crate) fn read_epci(text: &str, departement: Option<&str>, millesime: i32) -> Result<Lecture, Illisible> {
    let all: Vec<EpciJson> = serde_json::from_str(text).map_err(|e| malformed(&e))?;
    let mut lecture = Lecture::default();
    for epci in all {
        let membres: Vec<CodeInsee> = epci.membres.iter().filter_map(|code| code.parse().ok()).collect();
        if departement.is_some_and(|asked| !membres.iter().any(|code| code.departement() == asked)) {
            continue;
        }
        let Some(genre) = genre_epci(&epci.genre) else {
            lecture.reject(&epci.nom, &epci.siren, &format!("Ce type d’EPCI est inconnu : {}.", epci.genre));
            continue;
        };
        let siren: Siren = match epci.siren.parse() {
            Ok(siren) => siren,
            Err(Illisible(phrase)) => {
                lecture.reject(&epci.nom, &epci.siren, &phrase);
                continue;
            }
        };
        let home = departement.map_or_else(|| most_frequent(&membres), str::to_owned);
        let population =
            Population { millesime, totale: epci.population_totale, municipale: epci.population_municipale };
        let fiche = fiche(genre, &typographic(&epci.nom), siren, home);
        lecture.notices.push(Notice { fiche, population: Some(population) });
        lecture.membres.extend(membres.into_iter().map(|code| (code, siren)));
    }
    Ok(lecture)
}

/// A whole département of the embedded data.
pub(crate) fn of_departement(departement: &Departement, millesime: i32) -> Lecture {
    let epci = |e: &EpciNational| Notice {
        fiche: fiche(e.genre, &e.nom, e.siren, departement.code.clone()),
        population: Some(Population { millesime, totale: Some(e.totale), municipale: Some(e.municipale) }),
    };
    let communes = departement.communes.iter().map(|c| of_commune(c, millesime));
    let rejet = |phrase: &String| Rejet { ligne: None, colonne: None, phrase: phrase.clone() };
    Lecture {
        notices: departement.epci.iter().map(epci).chain(communes).collect(),
        rejets: departement.ecartes.iter().map(rejet).collect(),
        membres: BTreeMap::new(),
    }
}

impl Lecture {
    fn reject(&mut self, nom: &str, code: &str, phrase: &str) {
        self.rejets.push(Rejet { ligne: None, colonne: None, phrase: format!("{nom} ({code}) : {phrase}") });
    }
}

fn read_commune(json: &CommuneJson) -> Result<CommuneNationale, Illisible> {
    let codes_postaux = json.codes_postaux.iter().map(|code| code.parse::<CodePostal>());
    let named =
        |code: &String| national::arrondissement_nom(code).map(|nom| Arrondissement { code: code.clone(), nom });
    Ok(CommuneNationale {
        code: json.code.parse()?,
        nom: typographic(&json.nom),
        siren: json.siren.parse()?,
        arrondissement: json.arrondissement.as_ref().and_then(named),
        codes_postaux: codes_postaux.collect::<Result<_, _>>()?,
        municipale: json.population_municipale,
        totale: json.population_totale,
        epci: None,
    })
}

fn of_commune(commune: &CommuneNationale, millesime: i32) -> Notice {
    let home = commune.code.departement().to_owned();
    let fiche = FicheCollectivite {
        code_insee: Some(commune.code),
        arrondissement: commune.arrondissement.as_ref().map(|a| a.code.clone()),
        arrondissement_nom: commune.arrondissement.as_ref().map(|a| a.nom.clone()),
        epci: commune.epci,
        code_postal: commune.codes_postaux.first().copied(),
        ville: Some(commune.nom.clone()),
        ..fiche(GenreCollectivite::Commune, &commune.nom, commune.siren, home)
    };
    let population = Population { millesime, totale: commune.totale, municipale: commune.municipale };
    Notice { fiche, population: (population.totale.or(population.municipale)).map(|_| population) }
}

fn fiche(genre: GenreCollectivite, nom: &str, siren: Siren, departement: String) -> FicheCollectivite {
    FicheCollectivite {
        genre,
        nom: nom.to_owned(),
        siren,
        siret: None,
        code_insee: None,
        departement,
        arrondissement: None,
        arrondissement_nom: None,
        epci: None,
        adresse: Vec::new(),
        code_postal: None,
        ville: None,
        courriel: None,
        telephone: None,
        site: None,
        representant: Representant::default(),
        actif: true,
    }
}

fn most_frequent(membres: &[CodeInsee]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in membres {
        *counts.entry(code.departement()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(code, _)| code.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMUNES: &str = r#"{"82": [
        {"code": "82002", "nom": "Albias", "siren": "218200020", "codesPostaux": ["82350"], "arrondissement": "822",
         "populationMunicipale": 3100, "populationTotale": 3200},
        {"code": "82001", "nom": "L'Ailleurs", "siren": "218200011", "codesPostaux": [], "arrondissement": null,
         "populationMunicipale": 1, "populationTotale": 2}],
        "62": []}"#;

    #[test]
    fn a_wrong_siren_is_reported_and_the_rest_read() {
        let read = read_communes(COMMUNES, Some("82"), 2023).unwrap();
        assert_eq!(read.notices[0].fiche.arrondissement_nom.as_deref(), Some("Montauban"));
        assert_eq!((read.notices.len(), read.rejets.len()), (1, 1));
        assert!(read.rejets[0].phrase.starts_with("L'Ailleurs (82001) : Ce SIREN"), "{}", read.rejets[0]);
    }

    #[test]
    fn a_departement_that_is_not_there_is_told() {
        assert!(read_communes(COMMUNES, Some("33"), 2023).unwrap_err().0.contains("62, 82"));
        assert!(read_communes("[1", None, 2023).unwrap_err().0.contains("ligne 1"));
    }
}
