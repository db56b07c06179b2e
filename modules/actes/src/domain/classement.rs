//! The classification as a page uses it: matières found by words, types of documents that suit an acte.

use kernel::fold;
use norme_actes::{CodesMatieres, Matiere, RetourClassification, matieres_nationales, natures, typologie};
use time::Date;

use super::NatureActe;

/// The classification in force at a préfecture, for one collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classement(pub RetourClassification);

/// A matière that one may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choix {
    /// `7.10`.
    pub code: String,
    /// With those above: « Finances locales / Divers ».
    pub libelle: String,
}

impl Classement {
    /// The national levels and types: what the school has, and what serves before the préfecture has answered.
    pub fn national(version: Date) -> Self {
        let natures = natures().filter_map(|(code, abrege, libelle)| {
            let types = typologie().filter(|(nature, ..)| *nature == code);
            Some(norme_actes::NatureActe {
                code_nature_acte: code,
                libelle: libelle.trim().to_owned(),
                type_abrege: abrege.parse().ok()?,
                types_pj: types
                    .map(|(_, code, libelle)| norme_actes::TypePieceJointe {
                        code_type_pj: code.to_owned(),
                        libelle: libelle.trim().to_owned(),
                    })
                    .collect(),
            })
        });
        let mut matieres: Vec<Matiere> = Vec::new();
        for (code, libelle) in matieres_nationales() {
            let Ok(codes) = code.parse::<CodesMatieres>() else { continue };
            let matiere =
                |code_matiere| Matiere { code_matiere, libelle: libelle.trim().to_owned(), sous_matieres: Vec::new() };
            match codes.niveaux() {
                [Some(one)] => matieres.push(matiere(*one)),
                [Some(one), Some(two)] => {
                    if let Some(parent) = matieres.iter_mut().find(|parent| parent.code_matiere == *one) {
                        parent.sous_matieres.push(matiere(*two));
                    }
                }
                _ => {}
            }
        }
        Self(RetourClassification { date_classification: version, natures: natures.collect(), matieres })
    }

    /// Everything that one may choose: two levels at least, and the deepest ones.
    pub fn choices(&self) -> Vec<Choix> {
        let mut found = Vec::new();
        for (codes, matiere) in self.0.all_matieres() {
            if codes.niveaux().len() >= 2 && matiere.sous_matieres.is_empty() {
                found.push(Choix { code: codes.to_string(), libelle: self.libelle(codes).unwrap_or_default() });
            }
        }
        found
    }

    /// « Finances locales / Divers », from the first level down.
    pub fn libelle(&self, codes: CodesMatieres) -> Option<String> {
        let mut level = &self.0.matieres;
        let mut words = Vec::new();
        for code in codes.niveaux() {
            let matiere = level.iter().find(|matiere| Some(matiere.code_matiere) == *code)?;
            words.push(matiere.libelle.as_str());
            level = &matiere.sous_matieres;
        }
        Some(words.join(" / "))
    }

    /// The choice that somebody typed: its code, its code and words, or words that only one choice has.
    pub fn find(&self, typed: &str) -> Option<Choix> {
        let choices = self.choices();
        let code = typed.trim().split([' ', '\u{a0}']).next().unwrap_or_default().trim_end_matches('.');
        if let Some(found) = choices.iter().find(|choice| choice.code == code) {
            return Some(found.clone());
        }
        let mut found = search(&choices, typed);
        if found.len() == 1 { found.pop().cloned() } else { None }
    }

    /// The types of documents for a file of such an acte. Only the most general ones suit any matière; the others carry the levels
    /// of the matière that they are for: a type `XY_…` is for the matière X.Y, a zero is for any.
    pub fn types(&self, nature: NatureActe, codes: Option<CodesMatieres>) -> Vec<(String, String)> {
        let Some(nature) = self.0.nature(nature.numero()) else { return Vec::new() };
        let suits = |code: &str| {
            let mut digits = code.chars().map(|c| c.to_digit(10));
            let (Some(Some(one)), Some(Some(two))) = (digits.next(), digits.next()) else { return true };
            if (one, two) == (9, 9) {
                return true;
            }
            let Some(codes) = codes else { return true };
            let level = |rank: usize| codes.0[rank].unwrap_or(0);
            (one == 0 || one == level(0)) && (two == 0 || two == level(1))
        };
        let kept = nature.types_pj.iter().filter(|known| suits(&known.code_type_pj));
        kept.map(|known| (known.code_type_pj.clone(), known.libelle.clone())).collect()
    }
}

/// Those whose words hold each word typed.
fn search<'a>(choices: &'a [Choix], typed: &str) -> Vec<&'a Choix> {
    let folded = fold(typed);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let holds = |choice: &&Choix| {
        let text = fold(&format!("{} {}", choice.code, choice.libelle));
        !words.is_empty() && words.iter().all(|word| text.contains(word))
    };
    choices.iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_matiere_is_found_by_its_code_or_its_words() {
        let classement = Classement::national(date!(2017 - 12 - 08));
        assert!(classement.choices().len() > 50);
        assert_eq!(classement.find("7.10").unwrap().code, "7.10");
        assert_eq!(classement.find("7.1 Décisions budgétaires").unwrap().code, "7.1");
        assert_eq!(classement.find("subventions accordees").map(|choice| choice.code), None);
        assert_eq!(classement.find("marches publics").unwrap().code, "1.1");
        assert_eq!(classement.find("").map(|choice| choice.code), None);
        assert!(classement.find("7").is_none(), "two levels at least");
    }

    #[test]
    fn types_follow_the_nature_and_the_matiere() {
        let classement = Classement::national(date!(2017 - 12 - 08));
        let codes = |nature, matiere: &str| -> Vec<String> {
            classement.types(nature, matiere.parse().ok()).into_iter().map(|(code, _)| code).collect()
        };
        let market = codes(NatureActe::Deliberation, "1.1");
        let town = codes(NatureActe::Deliberation, "9.1");
        assert!(market.contains(&"99_DE".to_owned()) && town.contains(&"99_DE".to_owned()));
        assert!(
            market.iter().all(|code| code.starts_with("99")
                || code.starts_with("11")
                || code.starts_with("10")
                || code.starts_with('0')),
            "{market:?}"
        );
        assert!(town.len() < codes(NatureActe::Deliberation, "").len());
    }
}
