//! The tables of the domain, as the schemas and the ministry's own messages give them: natures, matières, typology, anomalies.

/// Codes and abbreviations of natures, as `RetourClassification` gives them.
const NATURES: &str = include_str!("../data/natures.csv");
/// Levels 1 and 2, that are the same everywhere; each préfecture has its own below.
const MATIERES: &str = include_str!("../data/matieres.csv");
/// The typology of a classification of 2017-12-08: nature, code, label.
const TYPOLOGIE: &str = include_str!("../data/typologie.csv");
/// The codes of anomalies seen in returns: message or `ODT-VERIF`, code, meaning.
const ANOMALIES: &str = include_str!("../data/anomalies.csv");

/// How the préfecture's checks are named in the detail of an anomaly.
const VERIFICATION: &str = "ODT-VERIF";

/// Code, abbreviation and label of every nature.
pub fn natures() -> impl Iterator<Item = (u32, &'static str, &'static str)> {
    rows(NATURES).filter_map(|[code, abrege, libelle]| Some((code.parse().ok()?, abrege, libelle)))
}

/// Code (`7.10`) and label of every matière of levels 1 and 2.
pub fn matieres_nationales() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(MATIERES).map(|[code, libelle]| (code, libelle))
}

/// Nature, code and label of every document type known when no classification was received yet.
pub fn typologie() -> impl Iterator<Item = (u32, &'static str, &'static str)> {
    rows(TYPOLOGIE).filter_map(|[nature, code, libelle]| Some((nature.parse().ok()?, code, libelle)))
}

/// What the code of an anomaly means, where it was seen: the schema numbers them and says no more. `5` and `005` are one.
pub fn anomalie(racine: &str, code: &str) -> Option<&'static str> {
    let number = |code: &str| code.parse::<u16>().ok();
    let code = number(code)?;
    rows(ANOMALIES).find(|[message, known, _]| *message == racine && number(known) == Some(code)).map(|row| row[2])
}

/// What the check that the detail of an anomaly names means (`ODT-VERIF-01 : …`), where it was seen: it says more than the code.
pub fn verification(detail: &str) -> Option<&'static str> {
    let numero = detail.split_once(VERIFICATION)?.1.strip_prefix('-')?;
    let end = numero.find(|c: char| !c.is_ascii_digit()).unwrap_or(numero.len());
    anomalie(VERIFICATION, &numero[..end])
}

/// The rows of a table of `N` columns.
pub(crate) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter_map(|line| {
        let mut cells = [""; N];
        let mut parts = line.splitn(N, ';');
        for cell in &mut cells {
            *cell = parts.next()?;
        }
        Some(cells)
    })
}
