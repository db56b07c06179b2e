//! `Modele`: a traitement already filled, that a collectivité takes over and confirms (`data/modeles`).

use std::sync::LazyLock;

use kernel::{GenreCollectivite, nomenclature};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Contenu, Refus, check};

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

nomenclature! {
    /// How sure the figures of a model are.
    pub enum Confiance: "La confiance" {
        A = "A", "De la loi ou de la CNIL";
        B = "B", "De la pratique des archives, à valider";
    }
}

/// A model of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    contenu: Map<String, Value>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    adaptations: Vec<Adaptation>,
    /// No longer offered.
    #[serde(default)]
    pub retire: bool,
}

/// Where what a field says comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub champ: String,
    pub texte: String,
    pub confiance: Confiance,
}

/// What differs for some kinds: these keys replace those of the content, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adaptation {
    genres: Vec<GenreCollectivite>,
    contenu: Map<String, Value>,
}

/// A version of a model: 1 is the embedded one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelePublie {
    pub modele: Modele,
    pub version: u32,
}

/// The models that may be taken over now: the embedded ones, over which stand those that the centre published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bibliotheque(Vec<ModelePublie>);

/// The embedded library, by family then title. A test reads each file, so that none is ever left out.
static BIBLIOTHEQUE: LazyLock<Vec<Modele>> = LazyLock::new(|| read().unwrap_or_default());

const FICHIERS: &[&str] = include!(concat!(env!("OUT_DIR"), "/modeles.rs"));

fn read() -> Result<Vec<Modele>, toml::de::Error> {
    let mut all = FICHIERS.iter().map(|text| toml::from_str(text)).collect::<Result<Vec<Modele>, _>>()?;
    all.sort_by_key(rank);
    Ok(all)
}

/// The embedded model of a code.
pub fn modele_embarque(code: &str) -> Option<&'static Modele> {
    BIBLIOTHEQUE.iter().find(|m| m.code == code)
}

impl Bibliotheque {
    /// `publies`: the latest version of each model that the centre published.
    pub fn new(publies: Vec<ModelePublie>) -> Self {
        let covered = |code: &str| publies.iter().any(|p| p.modele.code == code);
        let embedded = BIBLIOTHEQUE.iter().filter(|m| !covered(&m.code)).cloned();
        let mut all: Vec<ModelePublie> = embedded.map(|modele| ModelePublie { modele, version: 1 }).collect::<Vec<_>>();
        all.extend(publies);
        all.sort_by_key(|m| rank(&m.modele));
        Self(all)
    }

    /// Every model, the withdrawn ones too, by family then title.
    pub fn all(&self) -> &[ModelePublie] {
        &self.0
    }

    pub fn find(&self, code: &str) -> Option<&ModelePublie> {
        self.0.iter().find(|m| m.modele.code == code)
    }

    /// Those that a kind of collectivité may take over.
    pub fn of(&self, genre: GenreCollectivite) -> impl Iterator<Item = &ModelePublie> {
        self.0.iter().filter(move |m| m.modele.is_for(genre))
    }

    /// The model of a code, if this kind of collectivité may take it over.
    pub fn offered(&self, code: &str, genre: GenreCollectivite) -> Option<&ModelePublie> {
        self.find(code).filter(|m| m.modele.is_for(genre))
    }

    /// The model whose title is nearest to a name: half of its words at least are in it, and the rarest words count most.
    /// None when nothing resembles.
    pub fn nearest(&self, nom: &str, genre: GenreCollectivite) -> Option<&ModelePublie> {
        let said = kernel::fold(nom);
        let words: Vec<&str> =
            said.split(' ').filter(|word| word.len() > 3 && !COMMUNS.contains(word)).map(stem).collect();
        let offered: Vec<(&ModelePublie, String)> =
            self.of(genre).map(|m| (m, kernel::fold(&m.modele.titre))).collect();
        let weight = |word: &str| 1_000 / offered.iter().filter(|(_, title)| title.contains(word)).count().max(1);
        let mut best: Option<(usize, &ModelePublie)> = None;
        for (model, title) in &offered {
            let found: Vec<&str> = words.iter().copied().filter(|word| title.contains(word)).collect();
            let score: usize = found.iter().map(|word| weight(word)).sum();
            if !found.is_empty() && found.len() * 2 >= words.len() && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, model));
            }
        }
        best.map(|(_, model)| model)
    }
}

/// Codes that are addresses of pages.
const RESERVES: &[&str] = &["nouveau", "export", "deploiements"];

/// Words that tell nothing of what is done.
const COMMUNS: &[&str] = &[
    "gestion",
    "suivi",
    "tenue",
    "service",
    "services",
    "communal",
    "communale",
    "municipal",
    "municipale",
    "commune",
    "mairie",
    "collectivite",
    "dossier",
    "dossiers",
    "traitement",
];

/// A word without the mark of its plural.
fn stem(word: &str) -> &str {
    word.strip_suffix(['s', 'x']).unwrap_or(word)
}

impl Modele {
    /// A new model of the centre.
    pub fn new(
        titre: &str,
        famille: FamilleModele,
        genres: Vec<GenreCollectivite>,
        resume: &str,
    ) -> Result<Self, Refus> {
        let titre = titre.trim();
        let code = kernel::fold(titre).replace(' ', "-");
        if code.is_empty() {
            return Err(Refus::ModeleSansTitre);
        }
        if RESERVES.contains(&code.as_str()) {
            return Err(Refus::ModelePris);
        }
        let mut modele = Self {
            code,
            titre: titre.to_owned(),
            famille,
            genres,
            resume: resume.trim().to_owned(),
            confiance: Confiance::B,
            contenu: Map::new(),
            sources: Vec::new(),
            adaptations: Vec::new(),
            retire: false,
        };
        modele.write(&Contenu { nom: titre.to_owned(), ..Contenu::default() })?;
        Ok(modele)
    }

    pub fn is_for(&self, genre: GenreCollectivite) -> bool {
        !self.retire && (self.genres.is_empty() || self.genres.contains(&genre))
    }

    /// The content for a kind of collectivité; none only if the file is wrong, which a test excludes.
    pub fn contenu(&self, genre: GenreCollectivite) -> Option<Contenu> {
        let mut table = self.contenu.clone();
        for adaptation in self.adaptations.iter().filter(|a| a.genres.contains(&genre)) {
            table.extend(adaptation.contenu.clone());
        }
        serde_json::from_value(table.into()).ok()
    }

    /// The content without any adaptation: what is edited.
    pub fn commun(&self) -> Option<Contenu> {
        serde_json::from_value(self.contenu.clone().into()).ok()
    }

    /// Writes the common content. What is adapted for some kinds stays adapted.
    pub fn write(&mut self, contenu: &Contenu) -> Result<(), Refus> {
        check(contenu)?;
        let written = serde_json::to_value(contenu).map_err(|e| Refus::ModeleIllisible(e.to_string()))?;
        if let Value::Object(fields) = written {
            self.contenu = fields;
        }
        Ok(())
    }

    /// The kinds for which something is adapted.
    pub fn genres_adaptes(&self) -> Vec<GenreCollectivite> {
        self.adaptations.iter().flat_map(|a| a.genres.iter().copied()).collect()
    }
}

fn rank(modele: &Modele) -> (Option<usize>, String) {
    (FamilleModele::TOUS.iter().position(|f| *f == modele.famille), kernel::fold(&modele.titre))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{dictionnaires, manques};

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
        let library = Bibliotheque::new(Vec::new());
        let here = library.of(GenreCollectivite::Commune).map(|m| &m.modele);
        for model in here.filter(|m| m.famille != FamilleModele::Centre) {
            let contenu = model.contenu(GenreCollectivite::Commune).unwrap();
            let must: Vec<_> = manques(&contenu).into_iter().filter(|m| m.obligatoire).map(|m| m.champ).collect();
            let known = [super::super::Champ::Mesures, super::super::Champ::Aipd, super::super::Champ::PourLeCompteDe];
            assert!(must.iter().all(|champ| known.contains(champ)), "{}: {must:?}", model.code);
        }
    }

    #[test]
    fn a_departement_is_not_exempt_for_its_payroll() {
        let of = |genre| modele_embarque("paie").unwrap().contenu(genre).unwrap().aipd.decision;
        assert_eq!(of(GenreCollectivite::Commune), Some(crate::domain::DecisionAipd::Exemptee));
        assert_eq!(of(GenreCollectivite::Departement), Some(crate::domain::DecisionAipd::Requise));
    }
    #[test]
    fn what_the_centre_publishes_stands_over_the_embedded_model() {
        let mut paie = modele_embarque("paie").unwrap().clone();
        let kept = paie.contenu(GenreCollectivite::Departement).unwrap();
        let contenu = Contenu { observations: "Logiciel commun.".into(), ..paie.commun().unwrap() };
        paie.write(&contenu).unwrap();
        let library = Bibliotheque::new(vec![ModelePublie { modele: paie, version: 2 }]);
        let offered = library.offered("paie", GenreCollectivite::Departement).unwrap();
        assert_eq!(offered.version, 2);
        let now = offered.modele.contenu(GenreCollectivite::Departement).unwrap();
        assert_eq!((now.observations.as_str(), &now.aipd), ("Logiciel commun.", &kept.aipd), "still adapted");
        assert_eq!(library.all().len(), Bibliotheque::new(Vec::new()).all().len());
        let mut gone = offered.modele.clone();
        gone.retire = true;
        let library = Bibliotheque::new(vec![ModelePublie { modele: gone, version: 3 }]);
        assert!(library.offered("paie", GenreCollectivite::Commune).is_none());
    }

    #[test]
    fn a_name_leads_to_the_model_that_resembles_it() {
        let library = Bibliotheque::new(Vec::new());
        let near = |nom: &str| library.nearest(nom, GenreCollectivite::Commune).map(|m| m.modele.code.as_str());
        assert_eq!(near("Cimetière communal"), Some("cimetiere"));
        assert_eq!(near("Gestion du cimetière"), Some("cimetiere"));
        assert_eq!(near("Zzz"), None);
        assert_eq!(near(""), None);
    }

    #[test]
    fn a_new_model_takes_its_code_from_its_title() {
        let new = |titre| Modele::new(titre, FamilleModele::Support, Vec::new(), "");
        assert_eq!(new("Prêt de matériel").unwrap().code, "pret-de-materiel");
        assert_eq!(new("  ").unwrap_err(), Refus::ModeleSansTitre);
        assert_eq!(new("Déploiements").unwrap_err(), Refus::ModelePris);
    }
}
