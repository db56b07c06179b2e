//! `Duree` and the sentences of retention: read when they are certain, left as texts otherwise.

use std::{fmt, str::FromStr};

use kernel::fold;
use serde::Serialize;

use crate::{Dictionnaires, Terme, fiche::Donnee};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Duree {
    pub nombre: u32,
    pub unite: Unite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unite {
    Jours,
    Mois,
    Annees,
}

const EN_LETTRES: [&str; 13] =
    ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"];

impl fmt::Display for Duree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unite = match (self.unite, self.nombre) {
            (Unite::Jours, 0 | 1) => "jour",
            (Unite::Jours, _) => "jours",
            (Unite::Mois, _) => "mois",
            (Unite::Annees, 0 | 1) => "an",
            (Unite::Annees, _) => "ans",
        };
        write!(f, "{} {unite}", self.nombre)
    }
}

impl FromStr for Duree {
    type Err = ();

    /// `5 ans`, `un mois`, `13 mois`, `1 an`, `90 jours`.
    fn from_str(texte: &str) -> Result<Self, ()> {
        let folded = fold(texte);
        let (nombre, unite) = match folded.split_once(' ') {
            Some(parts) => parts,
            // `5ans`
            None => folded.split_at(folded.find(|c: char| !c.is_ascii_digit()).ok_or(())?),
        };
        let letters = || {
            EN_LETTRES
                .iter()
                .position(|mot| *mot == nombre.trim_end_matches("une").trim())
                .or_else(|| (nombre == "une").then_some(1))
        };
        let nombre = match nombre.parse() {
            Ok(nombre) => nombre,
            Err(_) => u32::try_from(letters().ok_or(())?).map_err(|_| ())?,
        };
        let unite = match unite {
            "jour" | "jours" | "j" => Unite::Jours,
            "mois" => Unite::Mois,
            "an" | "ans" | "annee" | "annees" => Unite::Annees,
            _ => return Err(()),
        };
        Ok(Self { nombre, unite })
    }
}

/// What a sentence of retention certainly says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conservation {
    pub active: Option<Duree>,
    pub intermediaire: Option<Duree>,
    pub declencheur: String,
    /// A code of the dictionary `sorts`.
    pub sort: Option<&'static str>,
}

const SORTS: [(&str, &[&str]); 3] = [
    (
        "conservation",
        &["conservation", "conservation definitive", "archivage definitif", "versement", "versement aux archives"],
    ),
    ("destruction", &["destruction", "suppression", "effacement", "elimination"]),
    ("tri", &["tri"]),
];
/// Words that open a duration and add nothing.
const OUVERTURES: [&str; 5] =
    ["conservation : ", "durée : ", "conservation pendant ", "pendant ", "durée de conservation : "];
const ARCHIVAGES: [&str; 8] = [
    "archivage intermédiaire pendant ",
    "archivage intermédiaire de ",
    "archivage intermédiaire ",
    "archivage pendant ",
    "archivage de ",
    "archivés ",
    "archivées ",
    "archivage ",
];

/// Reads `5 ans après la fin du contrat, puis archivage 10 ans, puis destruction`. One word too many and it is `None`:
/// a retention is never guessed.
pub fn parse_conservation(texte: &str) -> Option<Conservation> {
    let texte = texte.trim().trim_end_matches('.').replace(['\u{a0}', '\u{202f}'], " ").replace('\'', "’");
    if texte.contains(['\n', ';']) {
        return None;
    }
    let mut lue = Conservation::default();
    let normal = texte.replace(", puis ", " puis ").replace(", avant ", " puis ").replace(" avant ", " puis ");
    let normal = normal.replace(", archivage", " puis archivage");
    let mut steps = normal.split(" puis ").map(str::trim);
    let first = steps.next()?;
    if let Some(code) = sort(first) {
        lue.sort = Some(code);
    } else {
        let (duree, declencheur) = active(first)?;
        (lue.active, lue.declencheur) = (Some(duree), declencheur);
    }
    for step in steps {
        if lue.sort.is_some() {
            return None;
        }
        if let Some(code) = sort(step) {
            lue.sort = Some(code);
        } else {
            let rest = ARCHIVAGES.iter().find_map(|opening| strip(step, opening))?;
            if lue.intermediaire.replace(rest.parse().ok()?).is_some() {
                return None;
            }
        }
    }
    Some(lue)
}

fn sort(texte: &str) -> Option<&'static str> {
    let folded = fold(texte);
    SORTS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(code, _)| *code)
}

/// What follows words at the start of a text, whatever their case.
fn strip<'a>(texte: &'a str, opening: &str) -> Option<&'a str> {
    let start = texte.get(..opening.len())?;
    (start.to_lowercase() == opening).then(|| &texte[opening.len()..])
}

fn active(texte: &str) -> Option<(Duree, String)> {
    let texte = OUVERTURES.iter().find_map(|opening| strip(texte, opening)).unwrap_or(texte);
    if let Ok(duree) = texte.parse() {
        return Some((duree, String::new()));
    }
    for (link, article) in [
        (" à compter du ", "le "),
        (" à partir du ", "le "),
        (" à compter des ", "les "),
        (" à partir des ", "les "),
        (" à compter de : ", ""),
        (" à compter de ", ""),
        (" à partir de ", ""),
        (" à compter d’", ""),
        (" après ", ""),
    ] {
        if let Some((duree, declencheur)) = texte.split_once(link) {
            let declencheur = declencheur.trim();
            let simple = !declencheur.is_empty() && !declencheur.contains([',', '(', ':']) && !has_duree(declencheur);
            return simple.then(|| Some((duree.parse().ok()?, format!("{article}{declencheur}"))))?;
        }
    }
    None
}

/// A second duration makes the sentence uncertain.
fn has_duree(texte: &str) -> bool {
    let words: Vec<String> = texte.split_whitespace().map(fold).collect();
    words.windows(2).any(|pair| pair.join(" ").parse::<Duree>().is_ok())
}

/// The sentence that says the retention of a category, without its reference and precision.
pub fn phrase(donnee: &Donnee) -> String {
    let mut out = donnee.active.map(|duree| duree.to_string()).unwrap_or_default();
    if !donnee.declencheur.is_empty() {
        let lower = donnee.declencheur.to_lowercase();
        let rest = |article: &str| donnee.declencheur[article.len()..].to_owned();
        let link = match () {
            () if lower.starts_with("le ") => format!(" à compter du {}", rest("le ")),
            () if lower.starts_with("les ") => format!(" à compter des {}", rest("les ")),
            () if lower.starts_with("la ") || lower.starts_with("l’") => {
                format!(" à compter de {}", donnee.declencheur)
            }
            () => format!(" à compter de : {}", donnee.declencheur),
        };
        out.push_str(&link);
    }
    let mut steps = vec![out.trim().to_owned()];
    steps.extend(donnee.intermediaire.map(|duree| format!("archivage {duree}")));
    steps.push(match donnee.sort.code.as_deref() {
        Some("conservation") => "conservation définitive".to_owned(),
        Some(code) => code.to_owned(),
        None => String::new(),
    });
    steps.retain(|step| !step.is_empty());
    let mut phrase = steps.join(", puis ");
    if let Some(first) = phrase.get(..1).map(str::to_uppercase) {
        phrase.replace_range(..1, &first);
    }
    phrase
}

/// Puts what a text says of a retention into a category: its parts when they are certain, else the text itself.
pub(crate) fn put(donnee: &mut Donnee, texte: &str, dicos: &Dictionnaires) {
    match parse_conservation(texte) {
        Some(lue) => {
            donnee.active = lue.active;
            donnee.intermediaire = lue.intermediaire;
            donnee.declencheur = lue.declencheur;
            donnee.sort = lue.sort.map(|code| Terme::of_code(code, "sorts", dicos)).unwrap_or_default();
        }
        None => texte.trim().clone_into(&mut donnee.precision),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texte: &str) -> Option<(String, String, String, &'static str)> {
        let lue = parse_conservation(texte)?;
        let told = |duree: Option<Duree>| duree.map(|duree| duree.to_string()).unwrap_or_default();
        Some((told(lue.active), told(lue.intermediaire), lue.declencheur, lue.sort.unwrap_or_default()))
    }

    #[test]
    fn a_certain_sentence_is_read() {
        for (texte, active, intermediaire, declencheur, sort) in [
            ("5 ans à compter du versement de la paie", "5 ans", "", "le versement de la paie", ""),
            ("5 ans après la fin du contrat, puis archivage 10 ans", "5 ans", "10 ans", "la fin du contrat", ""),
            ("Trois mois", "3 mois", "", "", ""),
            ("1 an.", "1 an", "", "", ""),
            ("13 mois puis suppression", "13 mois", "", "", "destruction"),
            ("Conservation définitive", "", "", "", "conservation"),
            ("10 ans à compter de la clôture de l'exercice, puis tri", "10 ans", "", "la clôture de l’exercice", "tri"),
            (
                "2 ans après le dernier contact, puis archivage intermédiaire de 3 ans, puis destruction",
                "2 ans",
                "3 ans",
                "le dernier contact",
                "destruction",
            ),
        ] {
            let expected = (active.to_owned(), intermediaire.to_owned(), declencheur.to_owned(), sort);
            assert_eq!(read(texte), Some(expected), "{texte}");
        }
    }

    #[test]
    fn an_uncertain_sentence_stays_a_text() {
        for texte in [
            "",
            "Durée du mandat",
            "5 ans ou 10 ans selon le cas",
            "5 ans maximum",
            "5 ans (10 ans en cas de contentieux)",
            "1 an et 1 jour",
            "Jusqu’à désinscription",
            "5 ans après la fin du contrat, 10 ans pour les pièces comptables",
            "5 ans puis 10 ans",
            "5 ans ; 10 ans",
            "tri puis destruction",
            "5 ans à compter de la fin du contrat ou 10 ans",
        ] {
            assert_eq!(read(texte), None, "{texte}");
        }
    }
}
