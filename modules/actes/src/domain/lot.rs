//! `Lot`: several actes deposited at once, the day after a council; and the table that may come with their files.

use std::collections::HashSet;

use kernel::{Id, fold};
use tableur::{Ligne, Limites};
use time::Date;

use super::{ANNEXES_MAX, FicheActe, NUMERO_MAX, NatureActe, is_numero};

/// Marks the id of a lot.
#[derive(Debug)]
pub enum MarqueLot {}
pub type LotId = Id<MarqueLot>;

/// Actes of one lot: more than any council votes in a night, [D].
pub const ACTES_MAX: usize = 200;
/// Faults told at once: one mends them in one go, and nobody reads more.
const FAUTES_MAX: usize = 20;

/// What the rows that say nothing of it have.
#[derive(Debug, Clone, Copy)]
pub struct Commun {
    pub nature: NatureActe,
    pub decision_le: Option<Date>,
}

/// An acte of a lot, before its files are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prevu {
    pub fiche: FicheActe,
    /// The name of its file, then of its annexes.
    pub fichiers: Vec<String>,
    /// The type of document of the first; empty: the general one of its nature.
    pub type_pj: String,
}

/// The columns of the table, and the headers by which each is known.
const COLONNES: [(Colonne, &[&str]); 8] = [
    (Colonne::Fichier, &["fichier", "nom du fichier", "pdf"]),
    (Colonne::Nature, &["nature", "nature de l'acte"]),
    (Colonne::Numero, &["numero", "numero de l'acte", "numero interne"]),
    (Colonne::Date, &["date", "date de la decision", "date de decision", "date de l'acte"]),
    (Colonne::Objet, &["objet", "objet de l'acte", "titre", "intitule"]),
    (Colonne::Matiere, &["matiere", "code matiere", "classification"]),
    (Colonne::Annexes, &["annexes", "annexe", "pieces jointes"]),
    (Colonne::Type, &["type", "type de document", "typologie"]),
];
/// The model that one fills.
pub const MODELE: &str = "Fichier;Nature;Numéro;Date;Objet;Matière;Annexes;Type\r\n\
    cantine.pdf;Délibération;2026_041;15/01/2026;Tarifs de la cantine;7.10;tarifs.pdf|plan.pdf;\r\n\
    marche.pdf;Arrêté réglementaire;2026_042;16/01/2026;Stationnement pendant le marché;6.1;;\r\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colonne {
    Fichier,
    Nature,
    Numero,
    Date,
    Objet,
    Matiere,
    Annexes,
    Type,
}

/// Reads the table of a lot: CSV, XLSX or ODS. Its columns are known by their headers, in any order.
///
/// # Errors
/// Every fault found, each a sentence that names its row.
pub fn read_table(octets: &[u8], commun: Commun, today: Date) -> Result<Vec<Prevu>, Vec<String>> {
    let classeur = tableur::read(octets, &Limites::default()).map_err(|error| vec![error.to_string()])?;
    let lignes = classeur.feuilles.first().map_or(&[][..], |feuille| &feuille.lignes);
    let Some((headers, rows)) = lignes.split_first() else { return Err(vec!["Ce tableau est vide.".to_owned()]) };
    let colonnes = Colonnes::read(headers)?;
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for ligne in rows {
        let mut told = |sentence: String| faults.push(format!("Ligne {}\u{a0}: {sentence}", ligne.rang + 1));
        match colonnes.row(ligne, commun) {
            Ok(prevu) => {
                prevu.fiche.faults(today).into_iter().for_each(|(_, refus)| told(refus.to_string()));
                if prevu.fichiers.len() > ANNEXES_MAX + 1 {
                    told(format!("{ANNEXES_MAX} annexes au plus."));
                }
                read.push(prevu);
            }
            Err(sentence) => told(sentence),
        }
    }
    if rows.is_empty() {
        faults.push("Ce tableau n’a aucune ligne sous ses titres.".to_owned());
    }
    if faults.is_empty() { Ok(read) } else { Err(bounded(faults)) }
}

/// Where each column that is there stands.
struct Colonnes(Vec<(Colonne, u32)>);

impl Colonnes {
    fn read(headers: &Ligne) -> Result<Self, Vec<String>> {
        let known = |texte: &str| {
            let header = fold(texte.trim()).replace('’', "'");
            COLONNES.iter().find(|(_, names)| names.contains(&header.as_str())).map(|(colonne, _)| *colonne)
        };
        let found = headers.cellules.iter().filter_map(|cell| Some((known(&cell.texte)?, cell.colonne)));
        let colonnes = Self(found.collect());
        if colonnes.at(Colonne::Fichier).is_some() {
            return Ok(colonnes);
        }
        let sentence = "La première ligne du tableau doit nommer ses colonnes, dont «\u{a0}Fichier\u{a0}»\u{a0}: partez du modèle.";
        Err(vec![sentence.to_owned()])
    }

    fn at(&self, of: Colonne) -> Option<u32> {
        self.0.iter().find(|(known, _)| *known == of).map(|(_, at)| *at)
    }

    /// What the row says; None when the table has not this column.
    fn cell<'a>(&self, ligne: &'a Ligne, of: Colonne) -> Option<&'a str> {
        self.at(of).map(|at| ligne.texte(at).trim())
    }

    fn row(&self, ligne: &Ligne, commun: Commun) -> Result<Prevu, String> {
        let filled = |of| self.cell(ligne, of).filter(|texte| !texte.is_empty());
        let fichier = filled(Colonne::Fichier).ok_or("le nom du fichier manque.")?;
        let nature = match filled(Colonne::Nature) {
            Some(typed) => {
                nature(typed).ok_or_else(|| format!("la nature «\u{a0}{typed}\u{a0}» n’est pas de la norme."))?
            }
            None => commun.nature,
        };
        let decision_le = match (filled(Colonne::Date), self.at(Colonne::Date).and_then(|at| ligne.cellule(at))) {
            (Some(typed), Some(cell)) => {
                Some(cell.date().ok_or_else(|| format!("la date «\u{a0}{typed}\u{a0}» ne se lit pas."))?)
            }
            _ => commun.decision_le,
        };
        let (guessed, words) = guess(fichier);
        let fiche = FicheActe {
            numero: self.cell(ligne, Colonne::Numero).map_or(guessed, str::to_owned),
            decision_le,
            objet: self.cell(ligne, Colonne::Objet).map_or(words, str::to_owned),
            matiere: filled(Colonne::Matiere).unwrap_or_default().to_owned(),
            ..FicheActe::new(nature)
        };
        let annexes = filled(Colonne::Annexes).unwrap_or_default().split('|').map(str::trim);
        let annexes = annexes.filter(|nom| !nom.is_empty());
        Ok(Prevu {
            fiche: fiche.cleaned(),
            fichiers: std::iter::once(fichier).chain(annexes).map(str::to_owned).collect(),
            type_pj: filled(Colonne::Type).unwrap_or_default().to_owned(),
        })
    }
}

/// By its number, its abbreviation (`DE`) or its words.
fn nature(typed: &str) -> Option<NatureActe> {
    let folded = fold(typed);
    NatureActe::TOUTES.into_iter().find(|nature| {
        let general = nature.type_general().trim_start_matches("99_").to_lowercase();
        nature.code() == folded || fold(nature.libelle()) == folded || general == folded
    })
}

/// A lot without a table: one acte a file, in the order of their names.
pub fn from_names(noms: &[String], commun: Commun) -> Vec<Prevu> {
    let mut noms = noms.to_vec();
    noms.sort();
    let one = |nom: String| {
        let (numero, objet) = guess(&nom);
        let fiche = FicheActe { numero, objet, decision_le: commun.decision_le, ..FicheActe::new(commun.nature) };
        Prevu { fiche: fiche.cleaned(), fichiers: vec![nom], type_pj: String::new() }
    };
    noms.into_iter().map(one).collect()
}

/// The number and the objet that the name of a file seems to tell: `2026-041 Tarifs de la cantine.pdf`. Both are corrected on the
/// page.
pub fn guess(nom: &str) -> (String, String) {
    let stem = nom.rsplit_once('.').map_or(nom, |(stem, _)| stem).trim();
    let (head, rest) = stem.split_once([' ', '\u{a0}']).unwrap_or((stem, ""));
    let numero = head.to_uppercase().replace(['-', '.'], "_");
    let digits = numero.chars().filter(char::is_ascii_digit).count();
    let tells = digits >= 2 && numero.len() <= NUMERO_MAX && is_numero(&numero);
    let (numero, words) = if tells { (numero, rest) } else { (String::new(), stem) };
    let words = words.trim_start_matches(['-', '–', '_', ' ']).replace('_', " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let objet = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    (numero, objet)
}

/// By which the name typed in the table and that of the file are one: case and accents are not looked at.
pub fn key(nom: &str) -> String {
    fold(nom.trim())
}

/// What does not hold between the table and the files.
///
/// # Errors
/// Every fault found, each a sentence.
pub fn match_files(prevus: &[Prevu], noms: &[String]) -> Result<(), Vec<String>> {
    let mut faults = Vec::new();
    let known: HashSet<String> = noms.iter().map(|nom| key(nom)).collect();
    if known.len() < noms.len() {
        faults.push("Deux fichiers portent le même nom\u{a0}: renommez l’un d’eux.".to_owned());
    }
    let mut named = HashSet::new();
    for nom in prevus.iter().flat_map(|prevu| &prevu.fichiers) {
        if !known.contains(&key(nom)) {
            faults.push(format!("Le fichier «\u{a0}{nom}\u{a0}» est dans le tableau, mais il n’est pas joint."));
        } else if !named.insert(key(nom)) {
            faults.push(format!("Le fichier «\u{a0}{nom}\u{a0}» est nommé deux fois dans le tableau."));
        }
    }
    for nom in noms.iter().filter(|nom| !named.contains(&key(nom))) {
        faults.push(format!("Le fichier «\u{a0}{nom}\u{a0}» est joint, mais aucune ligne du tableau ne le nomme."));
    }
    if prevus.len() > ACTES_MAX {
        faults.push(format!("Un lot a {ACTES_MAX} actes au plus\u{a0}: déposez-le en plusieurs fois."));
    }
    if faults.is_empty() { Ok(()) } else { Err(bounded(faults)) }
}

fn bounded(mut faults: Vec<String>) -> Vec<String> {
    let more = faults.len().saturating_sub(FAUTES_MAX);
    if more > 0 {
        faults.truncate(FAUTES_MAX);
        faults.push(format!("Et {more} autres."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const COMMUN: Commun = Commun { nature: NatureActe::Deliberation, decision_le: Some(date!(2026 - 01 - 15)) };
    const TODAY: Date = date!(2026 - 11 - 25);

    #[test]
    fn the_name_of_a_file_tells_its_number_and_its_objet() {
        let told = |nom| {
            let (numero, objet) = guess(nom);
            format!("{numero}/{objet}")
        };
        assert_eq!(told("2026-041 Tarifs de la cantine.pdf"), "2026_041/Tarifs de la cantine");
        assert_eq!(told("DEL2026_12 - motion_la_poste.pdf"), "DEL2026_12/Motion la poste");
        assert_eq!(told("délibération cantine.pdf"), "/Délibération cantine");
        assert_eq!(told("scan.pdf"), "/Scan");
    }

    #[test]
    fn the_model_reads() {
        let read = read_table(MODELE.as_bytes(), COMMUN, TODAY).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].fichiers, ["cantine.pdf", "tarifs.pdf", "plan.pdf"]);
        assert_eq!(read[0].fiche.matiere, "7.10");
        assert_eq!(
            (read[1].fiche.nature, read[1].fiche.decision_le),
            (NatureActe::ActeReglementaire, Some(date!(2026 - 01 - 16)))
        );
    }

    #[test]
    fn columns_come_in_any_order_and_what_is_not_said_is_common() {
        let text = "Intitulé;PDF\nMotion pour la poste;motion.pdf\n";
        let read = read_table(text.as_bytes(), COMMUN, TODAY).unwrap();
        let fiche = &read[0].fiche;
        assert_eq!(
            (fiche.objet.as_str(), fiche.nature, fiche.decision_le),
            ("Motion pour la poste", COMMUN.nature, COMMUN.decision_le)
        );
    }

    #[test]
    fn each_fault_names_its_row() {
        let text = "Fichier;Nature;Numéro;Date\na.pdf;Décret;;\nb.pdf;;2026-1;\nc.pdf;;;31/02/2026\n;;;\n;DE;;\n";
        let faults = read_table(text.as_bytes(), COMMUN, TODAY).unwrap_err();
        let begins: Vec<_> = faults.iter().map(|fault| fault.split('\u{a0}').next().unwrap()).collect();
        assert_eq!(begins, ["Ligne 2", "Ligne 3", "Ligne 4", "Ligne 6"], "{faults:?}");
        assert!(read_table(b"Nom;Date\nx;y\n", COMMUN, TODAY).unwrap_err()[0].contains("Fichier"));
        assert!(read_table(b"%PDF-1.7", COMMUN, TODAY).unwrap_err()[0].contains("PDF"));
    }

    #[test]
    fn the_table_and_the_files_agree() {
        let prevus = read_table(b"Fichier;Annexes\na.pdf;b.pdf\n", COMMUN, TODAY).unwrap();
        let noms = |all: &[&str]| all.iter().map(|nom| (*nom).to_owned()).collect::<Vec<_>>();
        assert!(match_files(&prevus, &noms(&["a.pdf", "b.pdf"])).is_ok());
        let faults = match_files(&prevus, &noms(&["a.pdf", "c.pdf"])).unwrap_err();
        assert!(faults[0].contains("b.pdf") && faults[1].contains("c.pdf"), "{faults:?}");
        assert!(match_files(&prevus, &noms(&["a.pdf", "b.pdf", "b.pdf"])).is_err());
    }
}
