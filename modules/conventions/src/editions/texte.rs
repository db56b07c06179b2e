//! `Corps` and `Phrase`: the small language of the texts, read once, checked, filled for each document.
//!
//! A `Corps` is blocks separated by an empty line: a paragraph; points that begin with `- `; words set apart, that begin with
//! `! `; `{tableau.rgpd}` alone. In all of them `**bold**` and `{placeholder}`.

use editique::{Bloc, Encadre, Fragment, Prose, Ton};
use serde::Deserialize;

use super::{
    RefusEdition,
    champ::{Champ, Valeurs},
    convention_annexe::rgpd,
};

/// The text of an article.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Corps(Vec<Element>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Paragraphe(Phrase),
    Liste(Vec<Phrase>),
    Important(Phrase),
    /// The grid of the DPD in force.
    TableauRgpd,
}

/// Running text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Phrase(Vec<Morceau>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Morceau {
    gras: bool,
    contenu: Contenu,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Contenu {
    Mots(String),
    Champ(Champ),
}

impl Corps {
    /// The blocks, in order. A paragraph whose placeholders leave it empty is left out.
    pub(super) fn blocs(&self, valeurs: &Valeurs) -> Result<Vec<Bloc>, RefusEdition> {
        let printed = self.0.iter().map(|element| element.bloc(valeurs));
        printed.filter_map(Result::transpose).collect()
    }
}

impl Element {
    fn bloc(&self, valeurs: &Valeurs) -> Result<Option<Bloc>, RefusEdition> {
        Ok(match self {
            Self::Paragraphe(phrase) => Some(phrase.prose(valeurs)?).filter(has_words).map(Bloc::Paragraphe),
            Self::Liste(points) => {
                Some(Bloc::Liste(points.iter().map(|p| p.prose(valeurs)).collect::<Result<_, _>>()?))
            }
            Self::Important(phrase) => {
                let texte = vec![phrase.prose(valeurs)?];
                Some(Encadre { titre: "Important".into(), texte, ton: Ton::Important }.into())
            }
            Self::TableauRgpd => {
                let unknown = || RefusEdition::ValeurInconnue("tableau.rgpd".into());
                let (grille, annee) = valeurs.grille.zip(valeurs.annee).ok_or_else(unknown)?;
                Some(rgpd(grille, annee).into())
            }
        })
    }
}

impl Phrase {
    pub(super) fn prose(&self, valeurs: &Valeurs) -> Result<Prose, RefusEdition> {
        let fragment = |morceau: &Morceau| {
            let text = match &morceau.contenu {
                Contenu::Mots(mots) => mots.clone(),
                Contenu::Champ(champ) => valeurs.text(*champ)?,
            };
            Ok(if morceau.gras { Fragment::Gras(text) } else { Fragment::Normal(text) })
        };
        self.0.iter().map(fragment).collect::<Result<_, _>>().map(Prose)
    }

    /// Without its bold: a title, a mention.
    pub(super) fn text(&self, valeurs: &Valeurs) -> Result<String, RefusEdition> {
        Ok(plain(&self.prose(valeurs)?).trim().to_owned())
    }
}

fn plain(prose: &Prose) -> String {
    let text = |fragment: &Fragment| match fragment {
        Fragment::Normal(t) | Fragment::Gras(t) | Fragment::Italique(t) => t.clone(),
    };
    prose.0.iter().map(text).collect()
}

fn has_words(prose: &Prose) -> bool {
    !plain(prose).trim().is_empty()
}

impl TryFrom<String> for Corps {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
        blocks.map(element).collect::<Result<_, _>>().map(Self)
    }
}

fn element(block: &str) -> Result<Element, String> {
    if block == "{tableau.rgpd}" {
        return Ok(Element::TableauRgpd);
    }
    if let Some(words) = block.strip_prefix("! ") {
        return read(words).map(Element::Important);
    }
    if block.starts_with("- ") {
        let point = |line: &str| line.strip_prefix("- ").ok_or_else(|| not_a_point(line)).and_then(read);
        return block.lines().map(point).collect::<Result<_, _>>().map(Element::Liste);
    }
    read(block).map(Element::Paragraphe)
}

fn not_a_point(line: &str) -> String {
    format!("«\u{a0}{line}\u{a0}» suit un point de liste sans en être un.")
}

impl TryFrom<String> for Phrase {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        read(&text)
    }
}

/// Cuts at the stars, then at the braces.
fn read(text: &str) -> Result<Phrase, String> {
    let pieces: Vec<&str> = text.split("**").collect();
    if pieces.len().is_multiple_of(2) {
        return Err(format!("un gras n’est pas refermé dans «\u{a0}{text}\u{a0}»."));
    }
    let mut morceaux = Vec::new();
    for (rank, piece) in pieces.into_iter().enumerate() {
        read_piece(piece, rank % 2 == 1, &mut morceaux)?;
    }
    Ok(Phrase(morceaux))
}

fn read_piece(piece: &str, gras: bool, morceaux: &mut Vec<Morceau>) -> Result<(), String> {
    let mut rest = piece;
    let mut push = |contenu| morceaux.push(Morceau { gras, contenu });
    while let Some((before, after)) = rest.split_once('{') {
        let (code, next) = after
            .split_once('}')
            .ok_or_else(|| format!("une accolade n’est pas refermée dans «\u{a0}{piece}\u{a0}»."))?;
        let champ = Champ::from_code(code).ok_or_else(|| format!("le champ «\u{a0}{code}\u{a0}» n’existe pas."))?;
        if !before.is_empty() {
            push(Contenu::Mots(before.replace('\n', " ")));
        }
        push(Contenu::Champ(champ));
        rest = next;
    }
    if rest.contains('}') {
        return Err(format!("une accolade n’est pas ouverte dans «\u{a0}{piece}\u{a0}»."));
    }
    if !rest.is_empty() {
        push(Contenu::Mots(rest.replace('\n', " ")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corps(text: &str) -> Result<Corps, String> {
        Corps::try_from(text.to_owned())
    }

    #[test]
    fn a_text_is_read_block_by_block() {
        let Corps(elements) =
            corps("Un **mot** et {annee}.\n\n- a ;\n- **b**.\n\n! Attention.\n\n{tableau.rgpd}\n").unwrap();
        let [Element::Paragraphe(Phrase(first)), Element::Liste(points), Element::Important(_), Element::TableauRgpd] =
            &elements[..]
        else {
            panic!("{elements:?}")
        };
        assert_eq!(first.len(), 5);
        assert_eq!(first[1], Morceau { gras: true, contenu: Contenu::Mots("mot".into()) });
        assert_eq!(first[3], Morceau { gras: false, contenu: Contenu::Champ(Champ::Annee) });
        assert_eq!(points.len(), 2);
    }

    #[test]
    fn a_placeholder_that_does_not_exist_is_refused_by_its_name() {
        assert!(corps("Le {centre.couleur}.").unwrap_err().contains("centre.couleur"));
        assert!(corps("{tarif.N9}").unwrap_err().contains("tarif.N9"));
        assert!(corps("{tarif.N3-FORFAIT}").is_ok());
    }

    #[test]
    fn what_is_not_closed_is_refused() {
        for wrong in ["un **gras", "un {annee", "un annee}", "- point\nsuite"] {
            assert!(corps(wrong).is_err(), "{wrong}");
        }
    }
}
