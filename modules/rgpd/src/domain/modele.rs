//! `Modele`: a traitement already filled, that a collectivité takes over and confirms (`data/modeles`).

use std::sync::LazyLock;

use kernel::{GenreCollectivite, nomenclature};
use serde::Deserialize;

use super::Contenu;

nomenclature! {
    /// The chapters of the library.
    pub enum FamilleModele: "La famille de modèles" {
        Support = "support", "Fonctions de toute collectivité";
        Population = "population", "État civil, élections, population";
        Urbanisme = "urbanisme", "Urbanisme et domaine";
        Securite = "securite", "Sécurité et prévention";
        Enfance = "enfance", "Écoles, enfance, jeunesse";
        Social = "social", "Action sociale";
        Culture = "culture", "Culture, sport, vie locale";
        Environnement = "environnement", "Eau, déchets, environnement";
        Departement = "departement", "Compétences du département";
        Centre = "centre", "Missions du centre de gestion";
    }
}

/// How sure its figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Confiance {
    /// From a law or the CNIL.
    A,
    /// From the practice of archives: to be validated.
    B,
}

/// A model of the library.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modele {
    /// Kept with each traitement made from it; never reused.
    pub code: String,
    pub titre: String,
    pub famille: FamilleModele,
    /// For whom; empty: for all.
    #[serde(default)]
    pub genres: Vec<GenreCollectivite>,
    /// One sentence for who looks for it.
    pub resume: String,
    pub confiance: Confiance,
    contenu: toml::Table,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    adaptations: Vec<Adaptation>,
}

/// Where what a field says comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub champ: String,
    pub texte: String,
    pub confiance: Confiance,
}

/// What differs for some kinds: these keys replace those of the content, whole.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adaptation {
    genres: Vec<GenreCollectivite>,
    contenu: toml::Table,
}

/// The embedded library, by family then title. A test reads each file, so that none is ever left out.
static BIBLIOTHEQUE: LazyLock<Vec<Modele>> = LazyLock::new(|| read().unwrap_or_default());

const FICHIERS: &[&str] = include!(concat!(env!("OUT_DIR"), "/modeles.rs"));

fn read() -> Result<Vec<Modele>, toml::de::Error> {
    let mut all = FICHIERS.iter().map(|text| toml::from_str(text)).collect::<Result<Vec<Modele>, _>>()?;
    all.sort_by_key(|m| (FamilleModele::TOUS.iter().position(|f| *f == m.famille), kernel::fold(&m.titre)));
    Ok(all)
}

/// The models for a kind of collectivité.
pub fn modeles(genre: GenreCollectivite) -> impl Iterator<Item = &'static Modele> {
    BIBLIOTHEQUE.iter().filter(move |m| m.genres.is_empty() || m.genres.contains(&genre))
}

/// The model of a code, if it is for this kind.
pub fn modele(code: &str, genre: GenreCollectivite) -> Option<&'static Modele> {
    modeles(genre).find(|m| m.code == code)
}

impl Modele {
    /// The version of every embedded model.
    pub const VERSION: u32 = 1;

    /// The content for a kind of collectivité; none only if the file is wrong, which a test excludes.
    pub fn contenu(&self, genre: GenreCollectivite) -> Option<Contenu> {
        let mut table = self.contenu.clone();
        for adaptation in self.adaptations.iter().filter(|a| a.genres.contains(&genre)) {
            table.extend(adaptation.contenu.clone());
        }
        table.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{check, dictionnaires, manques};

    #[test]
    fn every_model_reads_for_every_kind_it_is_for() {
        let all = read().unwrap();
        assert!(all.len() >= 60, "{}", all.len());
        for model in &all {
            for genre in GenreCollectivite::all().filter(|g| model.genres.is_empty() || model.genres.contains(g)) {
                let contenu = model.contenu(genre).unwrap_or_else(|| panic!("{} for {genre:?}", model.code));
                check(&contenu).unwrap();
                assert!(!contenu.finalites.is_empty() && !contenu.donnees.is_empty(), "{}", model.code);
                for donnee in &contenu.donnees {
                    assert!(
                        dictionnaires().donnees.find(&donnee.categorie).is_some(),
                        "{}: {}",
                        model.code,
                        donnee.categorie
                    );
                }
            }
            assert!(!model.sources.is_empty() && !model.resume.is_empty(), "{}", model.code);
        }
        let mut codes: Vec<&str> = all.iter().map(|m| m.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len(), "a code names one model");
    }

    #[test]
    fn a_model_asks_only_what_nobody_else_can_know() {
        for model in modeles(GenreCollectivite::Commune).filter(|m| m.famille != FamilleModele::Centre) {
            let contenu = model.contenu(GenreCollectivite::Commune).unwrap();
            let must: Vec<_> = manques(&contenu).into_iter().filter(|m| m.obligatoire).map(|m| m.champ).collect();
            let known = [super::super::Champ::Mesures, super::super::Champ::Aipd, super::super::Champ::PourLeCompteDe];
            assert!(must.iter().all(|champ| known.contains(champ)), "{}: {must:?}", model.code);
        }
    }

    #[test]
    fn a_departement_is_not_exempt_for_its_payroll() {
        let of = |genre| modele("paie", genre).unwrap().contenu(genre).unwrap().aipd.decision;
        assert_eq!(of(GenreCollectivite::Commune), Some(crate::domain::DecisionAipd::Exemptee));
        assert_eq!(of(GenreCollectivite::Departement), Some(crate::domain::DecisionAipd::Requise));
    }
}
