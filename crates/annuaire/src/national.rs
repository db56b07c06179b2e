//! The national data set: every département with its communes, EPCI and arrondissements, embedded compressed.
//!
//! Source: npm `@etalab/decoupage-administratif` 6.0.0 (MIT), made compact by `build.rs`. Nothing stays in memory: each
//! call unpacks the two megabytes of text, save the names that forms check.

use std::{collections::HashMap, io::Read, sync::LazyLock};

use flate2::read::DeflateDecoder;
use kernel::{CodeInsee, CodePostal, GenreCollectivite, Siren};

/// The millésime under which the populations of the data set are stored: that of its populations municipales.
pub const MILLESIME: i32 = 2023;

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/national.bin"));

/// A département, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departement {
    /// `82`, `2A`, `971`.
    pub code: String,
    pub nom: String,
    pub region: String,
    /// The INSEE code of its préfecture.
    pub chef_lieu: String,
    pub communes: Vec<CommuneNationale>,
    /// The EPCI most of whose people live here: the data set does not tell the seat.
    pub epci: Vec<EpciNational>,
    pub arrondissements: Vec<Arrondissement>,
    /// What could not be read, told rather than dropped: a commune without SIREN, a SIREN whose key is wrong.
    pub ecartes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrondissement {
    pub code: String,
    pub nom: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneNationale {
    pub code: CodeInsee,
    pub nom: String,
    pub siren: Siren,
    pub arrondissement: Option<Arrondissement>,
    pub codes_postaux: Vec<CodePostal>,
    pub municipale: Option<u32>,
    /// Of an earlier millésime than the municipale; unknown for the four islands without EPCI.
    pub totale: Option<u32>,
    pub epci: Option<Siren>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpciNational {
    pub siren: Siren,
    pub genre: GenreCollectivite,
    pub nom: String,
    pub totale: u32,
    pub municipale: u32,
}

struct Noms {
    departements: HashMap<String, String>,
    arrondissements: HashMap<String, String>,
}

/// The few names that every form checks: a hundred départements, three hundred arrondissements.
static NOMS: LazyLock<Noms> = LazyLock::new(|| {
    let text = unpack();
    let mut noms = Noms { departements: HashMap::new(), arrondissements: HashMap::new() };
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["D", code, _, _, nom] => noms.departements.insert(code.to_owned(), typographic(nom)),
            ["A", code, _, nom] => noms.arrondissements.insert(code.to_owned(), typographic(nom)),
            _ => continue,
        };
    }
    noms
});

/// `Tarn-et-Garonne`, or nothing when there is no such département.
pub fn departement_nom(code: &str) -> Option<String> {
    NOMS.departements.get(code).cloned()
}

/// `Castelsarrasin`, or nothing when there is no such arrondissement.
pub fn arrondissement_nom(code: &str) -> Option<String> {
    NOMS.arrondissements.get(code).cloned()
}

/// The arrondissements of a département, by code: their codes begin with its own.
pub fn arrondissements(departement: &str) -> Vec<Arrondissement> {
    let within =
        NOMS.arrondissements.iter().filter(|(code, _)| code.strip_prefix(departement).is_some_and(|n| n.len() == 1));
    let mut found: Vec<_> = within.map(|(code, nom)| Arrondissement { code: code.clone(), nom: nom.clone() }).collect();
    found.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    found
}

/// Codes and names of all the départements, by code.
pub fn departements() -> Vec<(String, String)> {
    let mut all: Vec<_> = NOMS.departements.iter().map(|(code, nom)| (code.clone(), nom.clone())).collect();
    all.sort_unstable();
    all
}

/// A département with all that is in it, or nothing when there is no such one.
pub fn departement(code: &str) -> Option<Departement> {
    let text = unpack();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let (region, chef_lieu, nom) = lines.iter().find_map(|line| match line[..] {
        ["D", known, region, chef_lieu, nom] if known == code => Some((region, chef_lieu, nom)),
        _ => None,
    })?;
    let region = lines.iter().find_map(|line| match line[..] {
        ["R", known, nom] if known == region => Some(typographic(nom)),
        _ => None,
    });
    let mut found = Departement {
        code: code.to_owned(),
        nom: typographic(nom),
        region: region.unwrap_or_default(),
        chef_lieu: chef_lieu.to_owned(),
        communes: Vec::new(),
        epci: Vec::new(),
        arrondissements: Vec::new(),
        ecartes: Vec::new(),
    };
    found.fill(&lines);
    Some(found)
}

impl Departement {
    fn fill(&mut self, lines: &[Vec<&str>]) {
        let mut sirens_epci = Vec::new();
        for line in lines {
            match line[..] {
                ["A", code, departement, nom] if departement == self.code => {
                    self.arrondissements.push(Arrondissement { code: code.to_owned(), nom: typographic(nom) });
                }
                ["E", siren, genre, departement, totale, municipale, nom] => {
                    sirens_epci.push(siren);
                    if departement == self.code {
                        match read_epci(siren, genre, totale, municipale, nom) {
                            Some(epci) => self.epci.push(epci),
                            None => self.ecartes.push(format!("{nom} : SIREN {siren} illisible.")),
                        }
                    }
                }
                ["C", code, departement, siren, arrondissement, epci, municipale, totale, postaux, nom]
                    if departement == self.code =>
                {
                    let siren = whole_siren(code, siren);
                    let epci = epci.parse::<usize>().ok().and_then(|rank| sirens_epci.get(rank)?.parse().ok());
                    match (code.parse(), siren.parse()) {
                        (Ok(code), Ok(siren)) => self.communes.push(CommuneNationale {
                            code,
                            nom: typographic(nom),
                            siren,
                            arrondissement: self.arrondissements.iter().find(|a| a.code == arrondissement).cloned(),
                            codes_postaux: postaux.split(' ').filter_map(|code| code.parse().ok()).collect(),
                            municipale: municipale.parse().ok(),
                            totale: totale.parse().ok(),
                            epci,
                        }),
                        _ if siren.is_empty() => self.ecartes.push(format!("{nom} ({code}) : pas de SIREN.")),
                        _ => self.ecartes.push(format!("{nom} ({code}) : SIREN {siren} illisible.")),
                    }
                }
                _ => {}
            }
        }
    }
}

fn read_epci(siren: &str, genre: &str, totale: &str, municipale: &str, nom: &str) -> Option<EpciNational> {
    Some(EpciNational {
        siren: siren.parse().ok()?,
        genre: genre_epci(genre)?,
        nom: typographic(nom),
        totale: totale.parse().ok()?,
        municipale: municipale.parse().ok()?,
    })
}

/// The kinds of EPCI as the national data set writes them.
pub(crate) fn genre_epci(text: &str) -> Option<GenreCollectivite> {
    Some(match text {
        "CC" => GenreCollectivite::Cc,
        "CA" => GenreCollectivite::Ca,
        "CU" => GenreCollectivite::Cu,
        // MET69: the métropole de Lyon, a collectivité of its own status.
        "METRO" | "MET69" => GenreCollectivite::Metropole,
        _ => return None,
    })
}

fn whole_siren(code: &str, short: &str) -> String {
    match (short.strip_prefix('='), code.split_at_checked(2)) {
        (Some(key), Some((departement, commune))) => format!("21{departement}0{commune}{key}"),
        _ => short.to_owned(),
    }
}

pub(crate) fn typographic(nom: &str) -> String {
    nom.replace('\'', "’")
}

fn unpack() -> String {
    let mut text = String::new();
    // The bytes are those that build.rs wrote: they unpack, or no test of this file passes.
    let _ = DeflateDecoder::new(PACKED).read_to_string(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tarn_et_garonne_is_whole() {
        let dep = departement("82").unwrap();
        assert_eq!((dep.nom.as_str(), dep.region.as_str()), ("Tarn-et-Garonne", "Occitanie"));
        assert_eq!((dep.communes.len(), dep.epci.len(), dep.ecartes.len()), (195, 10, 0));
        assert_eq!(arrondissements("82"), dep.arrondissements);
        let noms: Vec<&str> = dep.arrondissements.iter().map(|a| a.nom.as_str()).collect();
        assert_eq!(noms, ["Castelsarrasin", "Montauban"]);
        let montauban = dep.communes.iter().find(|c| c.nom == "Montauban").unwrap();
        assert_eq!((montauban.siren.as_str(), montauban.municipale), ("218201218", Some(62_945)));
        assert_eq!(montauban.arrondissement.as_ref().unwrap().nom, "Montauban");
        let agglomeration = dep.epci.iter().find(|e| e.genre == GenreCollectivite::Ca).unwrap();
        assert_eq!(montauban.epci, Some(agglomeration.siren));
        assert!(dep.communes.iter().any(|c| c.nom == "L’Honor-de-Cos"));
        assert!(dep.communes.iter().all(|c| c.totale.is_some() && c.epci.is_some() && c.arrondissement.is_some()));
    }

    #[test]
    fn the_whole_country_is_there_and_every_siren_is_right() {
        let all: Vec<Departement> = departements().iter().map(|(code, _)| departement(code).unwrap()).collect();
        let communes: usize = all.iter().map(|d| d.communes.len()).sum();
        let epci: usize = all.iter().map(|d| d.epci.len()).sum();
        let ecartes: Vec<&String> = all.iter().flat_map(|d| &d.ecartes).collect();
        // 34 969 communes, of which 94 of the Pacific, the southern lands and three islands have no SIREN in the data set.
        assert_eq!((all.len(), communes, epci, ecartes.len()), (109, 34_875, 1_255, 94));
        assert!(ecartes.iter().all(|line| line.ends_with("pas de SIREN.")), "no SIREN with a wrong key");
        let without_totale = all.iter().flat_map(|d| &d.communes).filter(|c| c.totale.is_none()).count();
        assert_eq!(without_totale, 4);
        assert!(all.iter().all(|d| d.arrondissements == arrondissements(&d.code)));
    }

    #[test]
    fn corsica_overseas_and_the_big_cities_are_as_they_are() {
        assert_eq!(departement("2A").unwrap().communes.len(), 124);
        assert_eq!(departement("974").unwrap().communes.len(), 24);
        let paris = departement("75").unwrap();
        assert_eq!(paris.communes.len(), 1, "an arrondissement of Paris is not a commune");
        assert_eq!(paris.epci[0].genre, GenreCollectivite::Metropole);
        let rhone = departement("69").unwrap();
        assert!(rhone.epci.iter().any(|e| e.nom == "Métropole de Lyon"));
        assert_eq!(departement("99"), None);
        assert_eq!(departement("20"), None);
    }

    #[test]
    fn an_epci_of_two_departements_belongs_to_one() {
        let flandre_lys =
            |code| departement(code).unwrap().epci.into_iter().filter(|e| e.nom == "CC Flandre Lys").count();
        assert_eq!((flandre_lys("59"), flandre_lys("62")), (1, 0));
    }

    #[test]
    fn the_embedded_data_stays_small() {
        assert!(PACKED.len() < 800_000, "{}", PACKED.len());
    }
}
