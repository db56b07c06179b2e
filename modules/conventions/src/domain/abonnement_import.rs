//! The CSV of abonnements, `siren;service;quantite;depuis[;montant]`: all of it is read, or nothing is kept.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    fmt,
};

use csv::{ReaderBuilder, StringRecord, Trim};
use kernel::{Exercice, Montant, Siren};

use super::{Abonnement, Refus, Service};

/// A line that reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneImport {
    /// In the file, the header being line 1.
    pub ligne: u64,
    pub siren: Siren,
    pub abonnement: Abonnement,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErreurImport {
    pub ligne: u64,
    pub colonne: Colonne,
    /// A complete French sentence.
    pub message: String,
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colonne {
    Siren,
    Service,
    Quantite,
    Depuis,
    Montant,
}

const COLONNES: [Colonne; 5] = [Colonne::Siren, Colonne::Service, Colonne::Quantite, Colonne::Depuis, Colonne::Montant];

impl Colonne {
    pub const fn nom(self) -> &'static str {
        match self {
            Self::Siren => "siren",
            Self::Service => "service",
            Self::Quantite => "quantite",
            Self::Depuis => "depuis",
            Self::Montant => "montant",
        }
    }
}

/// Reads the file, in UTF-8, with or without byte order mark. The column `montant` may be left out.
///
/// # Errors
/// Every line that is wrong, each told once, in the order of the file. A column that nobody asked for, a header that
/// lacks one, are told on line 1.
pub fn read_csv(bytes: &[u8]) -> Result<Vec<LigneImport>, Vec<ErreurImport>> {
    let first = |message: &str| vec![ErreurImport::new(1, Colonne::Siren, message)];
    let text = std::str::from_utf8(bytes).map_err(|_| first("Enregistrez ce fichier en UTF-8, puis recommencez."))?;
    // The reader counts the lines of Windows from the wrong end.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return Err(first("Ce fichier est vide\u{a0}: sa première ligne nomme les colonnes."));
    };
    let places = Places::read(&header)?;
    let (mut lines, mut errors, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for (record, fallback) in records.zip(2..) {
        let Ok(record) = record else {
            errors.push(ErreurImport::new(fallback, Colonne::Siren, "Cette ligne ne se lit pas."));
            continue;
        };
        let line = record.position().map_or(fallback, csv::Position::line);
        match places.line(line, &record).and_then(|read| check_once(read, &mut seen)) {
            Ok(read) => lines.push(read),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(lines) } else { Err(errors) }
}

/// The lines whose SIREN nobody knows.
pub fn check_known(lines: &[LigneImport], known: &BTreeSet<Siren>) -> Result<(), Vec<ErreurImport>> {
    let unknown: Vec<_> = lines.iter().filter(|line| !known.contains(&line.siren)).collect();
    let error = |line: &&LigneImport| {
        let message = format!("Aucune collectivité n’a le SIREN {}\u{a0}: ajoutez-la d’abord.", line.siren.groupe());
        ErreurImport::new(line.ligne, Colonne::Siren, &message)
    };
    if unknown.is_empty() { Ok(()) } else { Err(unknown.iter().map(error).collect()) }
}

/// Where each column is in the file.
struct Places([Option<usize>; 5]);

impl Places {
    fn read(header: &StringRecord) -> Result<Self, Vec<ErreurImport>> {
        let mut errors = Vec::new();
        let names = COLONNES.map(Colonne::nom);
        for name in header.iter().filter(|name| !names.contains(name)) {
            let message = format!(
                "La colonne «\u{a0}{name}\u{a0}» n’est pas attendue\u{a0}: les colonnes sont {}.",
                names.join(", ")
            );
            errors.push(ErreurImport::new(1, Colonne::Siren, &message));
        }
        let places = COLONNES.map(|colonne| header.iter().position(|name| name == colonne.nom()));
        for (colonne, place) in COLONNES.into_iter().zip(places) {
            if place.is_none() && colonne != Colonne::Montant {
                errors.push(ErreurImport::new(1, colonne, "Cette colonne manque dans la première ligne."));
            }
        }
        if errors.is_empty() { Ok(Self(places)) } else { Err(errors) }
    }

    fn line(&self, ligne: u64, record: &StringRecord) -> Result<LigneImport, ErreurImport> {
        let get = |colonne: Colonne| {
            let place = COLONNES.iter().zip(self.0).find(|(c, _)| **c == colonne).and_then(|(_, place)| place);
            place.and_then(|i| record.get(i)).unwrap_or("")
        };
        let wrong = |colonne| move |message: String| ErreurImport::new(ligne, colonne, &message);
        if record.len() > self.0.iter().flatten().count() {
            return Err(wrong(Colonne::Montant)("Cette ligne a plus de valeurs que de colonnes.".to_owned()));
        }
        let siren: Siren = get(Colonne::Siren).parse().map_err(|e: kernel::Illisible| wrong(Colonne::Siren)(e.0))?;
        let service: Service =
            get(Colonne::Service).parse().map_err(|e: kernel::Illisible| wrong(Colonne::Service)(e.0))?;
        let quantite = match get(Colonne::Quantite) {
            "" if service.is_unique() || service.is_ponctuel() => 1,
            text => text
                .parse()
                .map_err(|_| wrong(Colonne::Quantite)("La quantité est un nombre entier, par exemple 3.".to_owned()))?,
        };
        let depuis: Exercice =
            get(Colonne::Depuis).parse().map_err(|e: kernel::Illisible| wrong(Colonne::Depuis)(e.0))?;
        let achat: Option<Montant> = match get(Colonne::Montant) {
            "" => None,
            text => Some(text.parse().map_err(|e: kernel::Illisible| wrong(Colonne::Montant)(e.0))?),
        };
        let abonnement = Abonnement::new(service, quantite, depuis, achat).map_err(|refus| {
            let colonne = match refus {
                Refus::PrixManquant | Refus::PrixDeGrille(_) => Colonne::Montant,
                _ => Colonne::Quantite,
            };
            wrong(colonne)(refus.to_string())
        })?;
        Ok(LigneImport { ligne, siren, abonnement })
    }
}

/// What must not come twice: two packs, the DPD or a module of one collectivité; else the same service of the same year.
#[derive(PartialEq, Eq, Hash)]
enum Seen {
    Pack(Siren),
    Once(Siren, Service),
    Year(Siren, Service, Exercice),
}

fn check_once(read: LigneImport, seen: &mut HashMap<Seen, u64>) -> Result<LigneImport, ErreurImport> {
    let (siren, service) = (read.siren, read.abonnement.service());
    let key = match service {
        _ if service.is_ponctuel() => return Ok(read),
        _ if service.is_pack() => Seen::Pack(siren),
        Service::Rgpd | Service::ModuleParapheur | Service::ModuleConvocations => Seen::Once(siren, service),
        _ => Seen::Year(siren, service, read.abonnement.depuis()),
    };
    match seen.entry(key) {
        Entry::Vacant(free) => {
            free.insert(read.ligne);
            Ok(read)
        }
        Entry::Occupied(before) => {
            let message = format!(
                "La ligne {} souscrit déjà {} pour cette collectivité\u{a0}: gardez une seule des deux.",
                before.get(),
                if service.is_pack() { "un pack Internet" } else { service.code() }
            );
            Err(ErreurImport::new(read.ligne, Colonne::Service, &message))
        }
    }
}

impl ErreurImport {
    pub(super) fn new(ligne: u64, colonne: Colonne, message: &str) -> Self {
        Self { ligne, colonne, message: message.to_owned() }
    }
}

/// `Ligne 12, colonne « siren » : Un SIREN a neuf chiffres, par exemple 218 201 218.`
impl fmt::Display for ErreurImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ligne {}, colonne «\u{a0}{}\u{a0}»\u{a0}: {}", self.ligne, self.colonne.nom(), self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "siren;service;quantite;depuis;montant\n";

    fn errors(body: &str) -> Vec<(u64, &'static str)> {
        read_csv(format!("{HEADER}{body}").as_bytes()).unwrap_err().iter().map(|e| (e.ligne, e.colonne.nom())).collect()
    }

    #[test]
    fn a_right_file_is_read_whole() {
        let lines = read_csv(
            "\u{feff}siren;service;quantite;depuis\r\n216200014;N2;3;2019\r\n216 200 022;RGPD;;2020\r\n".as_bytes(),
        )
        .unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.ligne, l.siren.as_str(), l.abonnement.service().code())).collect();
        assert_eq!(seen, [(2, "216200014", "N2"), (3, "216200022", "RGPD")]);
        assert_eq!(lines[1].abonnement.quantite(Exercice::new(2020).unwrap()), 1);
    }

    #[test]
    fn each_wrong_line_is_told_with_its_column_and_nothing_is_kept() {
        let body = "216200014;N2;3;2019;\n\
                    216200015;N2;3;2019;\n\
                    216200014;N9;3;2019;\n\
                    216200014;N1;deux;2019;\n\
                    216200014;N1;0;2019;\n\
                    216200014;DEMAT;2;19;\n\
                    216200014;CERT;1;2020;\n\
                    216200014;CERT;1;2020;douze\n\
                    216200014;DOM;1;2020;15\n\
                    216200014;WEB-D;2;2020;\n\
                    216200014;DOM;1;2020;;;\n";
        assert_eq!(
            errors(body),
            [
                (3, "siren"),
                (4, "service"),
                (5, "quantite"),
                (6, "quantite"),
                (7, "depuis"),
                (8, "montant"),
                (9, "montant"),
                (10, "montant"),
                (11, "quantite"),
                (12, "montant"),
            ]
        );
    }

    #[test]
    fn what_comes_twice_is_refused_but_certificates() {
        let body = "216200014;WEB-D;1;2019;\n216200014;WEB-C;1;2020;\n216200014;N1;1;2020;\n216200014;N1;2;2020;\n\
                    216200014;CERT;1;2020;80\n216200014;CERT;1;2020;80\n216200022;WEB-D;1;2019;\n";
        assert_eq!(errors(body), [(3, "service"), (5, "service")]);
    }

    #[test]
    fn a_wrong_header_is_told() {
        let said = read_csv(b"siren;service;nombre\n").unwrap_err();
        let text: Vec<String> = said.iter().map(ToString::to_string).collect();
        assert_eq!(text.len(), 3, "{text:?}");
        assert!(text[0].contains("«\u{a0}nombre\u{a0}»"), "{text:?}");
        assert!(read_csv(b"").is_err() && read_csv(&[0xff, 0xfe]).is_err());
    }

    #[test]
    fn an_unknown_siren_is_told_by_its_line() {
        let lines = read_csv(format!("{HEADER}216200014;N1;1;2020;\n216200022;N1;1;2020;\n").as_bytes()).unwrap();
        let known = BTreeSet::from(["216200014".parse().unwrap()]);
        let said = check_known(&lines, &known).unwrap_err();
        assert_eq!(said.iter().map(|e| e.ligne).collect::<Vec<_>>(), [3]);
    }
}
