//! `Modele`: the texts of the contracts, read from `data/textes`.

use std::sync::LazyLock;

use kernel::GenreCollectivite;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    RefusEdition,
    texte::{Corps, Phrase},
};
use crate::domain::{Chapitre, Regime, Service};

/// The texts of a régime.
#[derive(Debug)]
pub(super) struct Modele {
    pub(super) convention: TexteConvention,
    pub(super) chapitres: Vec<TexteChapitre>,
    pub(super) etat: TexteEtat,
    pub(super) denonciation: TexteDenonciation,
}

/// How a convention opens and closes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteConvention {
    pub(super) titre: String,
    /// The centre, then the member.
    pub(super) entre: [Phrase; 2],
    pub(super) visas: Vec<Phrase>,
    pub(super) preambule: Corps,
    pub(super) fait: Phrase,
}

/// Articles that stand together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteChapitre {
    /// None when the convention has no chapter: its articles are always printed.
    #[serde(default)]
    pub(super) chapitre: Option<Chapitre>,
    #[serde(default)]
    pub(super) preambule: Option<Corps>,
    #[serde(rename = "article")]
    pub(super) articles: Vec<TexteArticle>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteArticle {
    pub(super) numero: String,
    pub(super) titre: String,
    #[serde(default)]
    pub(super) texte: Option<Corps>,
    #[serde(default)]
    pub(super) tableau: Option<TexteTableau>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteTableau {
    pub(super) colonnes: Vec<String>,
    pub(super) lignes: Vec<Vec<String>>,
}

/// What an état says around its figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteEtat {
    /// At the foot of every page: the article.
    pub(super) mention: Phrase,
    pub(super) objet: Phrase,
    pub(super) regles: Vec<Phrase>,
    pub(super) paiement: Phrase,
}

/// The letters that end a convention.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteDenonciation {
    pub(super) objet: Phrase,
    pub(super) du_centre: Corps,
    pub(super) du_membre: Corps,
    pub(super) politesse: Phrase,
}

/// The model of délibération, for every régime.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteDeliberation {
    pub(super) titre: Phrase,
    pub(super) recours: Phrase,
    #[serde(rename = "visa")]
    pub(super) visas: Vec<TexteConditionnel>,
    #[serde(rename = "article")]
    pub(super) articles: Vec<TexteConditionnel>,
}

/// A line that only some need; nothing said = everybody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TexteConditionnel {
    pub(super) texte: Phrase,
    #[serde(default)]
    genres: Vec<GenreCollectivite>,
    #[serde(default)]
    regime: Option<Regime>,
    #[serde(default)]
    services: Vec<Service>,
}

type Lu<T> = LazyLock<Result<T, RefusEdition>>;

static CDG82: Lu<Modele> = LazyLock::new(|| {
    Ok(Modele {
        convention: read("cdg82/convention", include_str!("../../data/textes/cdg82/convention.toml"))?,
        chapitres: vec![
            read("cdg82/chapitre-1", include_str!("../../data/textes/cdg82/chapitre-1.toml"))?,
            read("cdg82/chapitre-2", include_str!("../../data/textes/cdg82/chapitre-2.toml"))?,
            read("cdg82/chapitre-3", include_str!("../../data/textes/cdg82/chapitre-3.toml"))?,
            read("cdg82/chapitre-4", include_str!("../../data/textes/cdg82/chapitre-4.toml"))?,
            read("cdg82/chapitre-5", include_str!("../../data/textes/cdg82/chapitre-5.toml"))?,
            read("cdg82/chapitre-6", include_str!("../../data/textes/cdg82/chapitre-6.toml"))?,
        ],
        etat: read("cdg82/etat", include_str!("../../data/textes/cdg82/etat.toml"))?,
        denonciation: read("cdg82/denonciation", include_str!("../../data/textes/cdg82/denonciation.toml"))?,
    })
});

static CDG62: Lu<Modele> = LazyLock::new(|| {
    Ok(Modele {
        convention: read("cdg62/convention", include_str!("../../data/textes/cdg62/convention.toml"))?,
        chapitres: vec![read("cdg62/articles", include_str!("../../data/textes/cdg62/articles.toml"))?],
        etat: read("cdg62/etat", include_str!("../../data/textes/cdg62/etat.toml"))?,
        denonciation: read("cdg62/denonciation", include_str!("../../data/textes/cdg62/denonciation.toml"))?,
    })
});

static DELIBERATION: Lu<TexteDeliberation> =
    LazyLock::new(|| read("deliberation", include_str!("../../data/textes/deliberation.toml")));

impl Modele {
    /// The texts of the CDG 82 for a year renewed tacitly, those of the CDG 62 for three years.
    pub(super) fn of(regime: Regime) -> Result<&'static Self, RefusEdition> {
        let texts = match regime {
            Regime::UnAnTacite => &CDG82,
            Regime::TroisAnsExpres => &CDG62,
        };
        texts.as_ref().map_err(Clone::clone)
    }
}

impl TexteDeliberation {
    pub(super) fn get() -> Result<&'static Self, RefusEdition> {
        DELIBERATION.as_ref().map_err(Clone::clone)
    }
}

impl TexteConditionnel {
    pub(super) fn concerns(&self, genre: GenreCollectivite, regime: Regime, services: &[Service]) -> bool {
        (self.genres.is_empty() || self.genres.contains(&genre))
            && self.regime.is_none_or(|wanted| wanted == regime)
            && (self.services.is_empty() || self.services.iter().any(|service| services.contains(service)))
    }
}

fn read<T: DeserializeOwned>(modele: &'static str, text: &str) -> Result<T, RefusEdition> {
    toml::from_str(text).map_err(|error| RefusEdition::ModeleIllisible { modele, cause: error.message().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_and_its_placeholders_exist() {
        for regime in Regime::TOUS {
            let modele = Modele::of(*regime).unwrap();
            for article in modele.chapitres.iter().flat_map(|c| &c.articles) {
                for row in article.tableau.iter().flat_map(|t| &t.lignes) {
                    let columns = article.tableau.as_ref().map(|t| t.colonnes.len());
                    assert_eq!(Some(row.len()), columns, "article {}", article.numero);
                }
            }
        }
        TexteDeliberation::get().unwrap();
    }

    #[test]
    fn the_articles_are_those_of_the_two_conventions() {
        let numbers = |regime| -> Vec<&str> {
            let chapitres = Modele::of(regime).unwrap().chapitres.iter();
            chapitres.flat_map(|c| &c.articles).map(|a| a.numero.as_str()).collect()
        };
        let cdg82 = numbers(Regime::UnAnTacite);
        for known in ["1.1", "1.4", "2.2", "3.2.6", "3.3.6", "3.4.6", "3.10", "4.1.3", "4.4", "5.4.2", "5.6", "6.5"] {
            assert!(cdg82.contains(&known), "article {known}");
        }
        assert_eq!(cdg82.len(), 58);
        assert_eq!(numbers(Regime::TroisAnsExpres), ["1er", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    }

    #[test]
    fn the_chapters_are_numbered_as_in_the_convention() {
        let chapitres = &Modele::of(Regime::UnAnTacite).unwrap().chapitres;
        let found: Vec<Chapitre> = chapitres.iter().filter_map(|c| c.chapitre).collect();
        assert_eq!(found, Chapitre::TOUS);
    }

    #[test]
    fn the_texts_keep_french_typography() {
        let files = [
            include_str!("../../data/textes/deliberation.toml"),
            include_str!("../../data/textes/cdg82/convention.toml"),
            include_str!("../../data/textes/cdg82/chapitre-1.toml"),
            include_str!("../../data/textes/cdg82/chapitre-2.toml"),
            include_str!("../../data/textes/cdg82/chapitre-3.toml"),
            include_str!("../../data/textes/cdg82/chapitre-4.toml"),
            include_str!("../../data/textes/cdg82/chapitre-5.toml"),
            include_str!("../../data/textes/cdg82/chapitre-6.toml"),
            include_str!("../../data/textes/cdg82/etat.toml"),
            include_str!("../../data/textes/cdg82/denonciation.toml"),
            include_str!("../../data/textes/cdg62/convention.toml"),
            include_str!("../../data/textes/cdg62/articles.toml"),
            include_str!("../../data/textes/cdg62/etat.toml"),
            include_str!("../../data/textes/cdg62/denonciation.toml"),
        ];
        for line in
            files.iter().flat_map(|file| file.lines()).map(str::trim_start).filter(|line| !line.starts_with('#'))
        {
            for wrong in [" :", " ;", " ?", " !", " »", "« ", " €", "'", "...", " ,", "  "] {
                assert!(!line.contains(wrong), "«{wrong}» in: {line}");
            }
        }
    }
}
