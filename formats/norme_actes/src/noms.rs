//! `NomFichier`, `NomEnveloppe`, `NomArchive`: the names by which files are told apart, on both sides.

mod decore;
mod forme;

use std::{fmt, str::FromStr};

use time::Date;

pub(crate) use decore::find;
pub(crate) use forme::fault;

use crate::{
    ActesError, CleActe, CodeTypePj, Departement, IdActe, NumeroInterne, NumeroSiren, TypeMessage,
    valeurs::{check_annee, compacte, digits, en_compacte},
};

/// How errors name what files are called.
pub(crate) const NOM_ENVELOPPE: &str = "le nom de l’enveloppe";
pub(crate) const NOM_MESSAGE: &str = "le nom du message";
const FICHIER: &str = "il s’écrit comme 99_DE-044-214400152-20181012-123456-DE-1-1_1.pdf";
const ENVELOPPE: &str = "une enveloppe s’appelle comme EACT--214400152--20181012-1.xml, et se numérote à partir de 1";
const ARCHIVE: &str = "une archive s’appelle comme SIC-EACT--214400152--20181012-1.tar.gz";

/// `[<type>-]<département>-<SIREN>-<date>-<number>-<nature>-<transaction>-<flux>_<rank>.<extension>`.
///
/// Source: the official samples (`99_DE-044-214400152-20181012-123456-DE-1-1_1.pdf`, `044-214400152----1-3_1.xml`) and what both
/// homologated products write; each part has the rule of its own type. The published schema only says `xs:string`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NomFichier {
    /// The type of the document in the typology; none for a message and for what a préfecture encloses.
    pub type_pj: Option<CodeTypePj>,
    pub departement: Departement,
    pub siren: NumeroSiren,
    /// None in a message about no acte (7-1) and in an anomaly on an acte that was not identified: three empty parts.
    pub acte: Option<CleActe>,
    pub message: TypeMessage,
    /// 0 for the message when it leaves, 1 for the acte, 2 and more for annexes; any number when it comes back.
    pub rang: u32,
    pub extension: String,
}

/// `<application>--<SIREN>--<date>-<series>.xml` to the ministry, `<application>--<sender>-<SIREN>-<date>-<series>.xml` from it,
/// `ANO_` before the name of the envelope that had an anomaly.
///
/// Source: the official samples (`EACT--SPREF0441-214400152-20181012-9.xml`, `ANO_EACT--214400152--20180925-1.xml`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NomEnveloppe {
    pub anomalie: bool,
    /// Four letters: `EACT` in production, `TACT` seen in tests.
    pub application: String,
    /// `SPREF0441`: the sous-préfecture of arrondissement 1 of département 044. None to the ministry.
    pub emetteur: Option<String>,
    pub siren: NumeroSiren,
    /// The day of the sending.
    pub date: Date,
    /// From 1, in the day.
    pub serie: u32,
}

/// `<trigramme>-<envelope>.tar.gz`: the trigramme is that of the homologated operator.
///
/// Source: the official sample `SIC-EACT--210600730--20180115-1.tar.gz`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NomArchive {
    pub trigramme: String,
    pub enveloppe: NomEnveloppe,
}

impl NomFichier {
    /// The message itself, about an acte.
    pub fn of_message(id: &IdActe, message: TypeMessage) -> Self {
        Self {
            type_pj: None,
            departement: id.departement.clone(),
            siren: id.siren.clone(),
            acte: Some(id.cle.clone()),
            message,
            rang: 0,
            extension: "xml".to_owned(),
        }
    }

    /// A message about no acte: `DemandeClassification`.
    pub fn without_acte(departement: Departement, siren: NumeroSiren, message: TypeMessage) -> Self {
        Self { type_pj: None, departement, siren, acte: None, message, rang: 0, extension: "xml".to_owned() }
    }

    /// A document of this message: 1 for the first.
    #[must_use]
    pub fn document(&self, type_pj: CodeTypePj, rang: u32, extension: &str) -> Self {
        Self { type_pj: Some(type_pj), rang, extension: extension.to_owned(), ..self.clone() }
    }

    /// The acte that the name tells; none when its parts are empty.
    pub fn id_acte(&self) -> Option<IdActe> {
        let cle = self.acte.clone()?;
        Some(IdActe { departement: self.departement.clone(), siren: self.siren.clone(), cle })
    }

    /// Whether it is a message that has this name, and no document of one.
    pub(crate) fn is_message(&self) -> bool {
        self.type_pj.is_none() && self.extension == "xml"
    }

    /// What the names of a message and of its documents have in common.
    pub(crate) fn base(&self) -> String {
        let cle = self.acte.as_ref().map_or_else(|| "--".to_owned(), CleActe::to_string);
        format!("{}-{}-{cle}-{}", self.departement, self.siren, self.message)
    }

    pub(crate) fn check(&self) -> Result<(), ActesError> {
        self.type_pj.as_ref().map_or(Ok(""), CodeTypePj::check)?;
        self.departement.check()?;
        self.siren.check()?;
        self.acte.as_ref().map_or(Ok(()), CleActe::check)?;
        if is_extension(&self.extension) { Ok(()) } else { Err(ActesError::nom(&self.to_string(), FICHIER)) }
    }
}

impl fmt::Display for NomFichier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.type_pj {
            write!(f, "{code}-")?;
        }
        write!(f, "{}_{}.{}", self.base(), self.rang, self.extension)
    }
}

impl FromStr for NomFichier {
    type Err = ActesError;
    fn from_str(nom: &str) -> Result<Self, ActesError> {
        fichier(nom).ok_or_else(|| forme::fichier(nom))
    }
}

fn fichier(nom: &str) -> Option<NomFichier> {
    let (base, extension) = nom.rsplit_once('.')?;
    let (base, rang) = base.rsplit_once('_')?;
    let (tete, _) = base.split_once('-')?;
    let (type_pj, base) = if tete.len() == 5 { (Some(tete.parse().ok()?), &base[6..]) } else { (None, base) };
    // Both ends have fixed parts; the number between them may hold hyphens.
    let mut debut = base.splitn(4, '-');
    let (departement, siren, date, reste) = (debut.next()?, debut.next()?, debut.next()?, debut.next()?);
    let mut fin = reste.rsplitn(4, '-');
    let (flux, transaction, nature, numero) = (fin.next()?, fin.next()?, fin.next()?, fin.next()?);
    let acte = if date.is_empty() && numero.is_empty() && nature.is_empty() {
        None
    } else {
        let numero = NumeroInterne::recu(numero).ok()?;
        Some(CleActe { date: compacte(date)?, numero, nature: nature.parse().ok()? })
    };
    Some(NomFichier {
        type_pj,
        departement: departement.parse().ok()?,
        siren: siren.parse().ok()?,
        acte,
        message: TypeMessage::new(nombre(transaction)?, nombre(flux)?),
        rang: nombre(rang)?,
        extension: is_extension(extension).then(|| extension.to_owned())?,
    })
}

impl NomEnveloppe {
    /// The name of an envelope to the ministry.
    pub fn new(application: &str, siren: NumeroSiren, date: Date, serie: u32) -> Self {
        Self { anomalie: false, application: application.to_owned(), emetteur: None, siren, date, serie }
    }

    /// The envelope that was sent, when this one tells its anomaly: its name is all that says which.
    pub fn envoyee(&self) -> Option<Self> {
        self.anomalie.then(|| Self { anomalie: false, ..self.clone() })
    }

    pub(crate) fn check(&self) -> Result<(), ActesError> {
        self.siren.check()?;
        let whole = is_application(&self.application) && self.emetteur.as_deref().is_none_or(is_emetteur);
        if !whole || self.serie == 0 {
            return Err(ActesError::nom(&self.to_string(), ENVELOPPE));
        }
        check_annee("Enveloppe", self.date)
    }
}

impl fmt::Display for NomEnveloppe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { anomalie, application, emetteur, siren, date, serie } = self;
        let date = en_compacte(*date);
        f.write_str(if *anomalie { "ANO_" } else { "" })?;
        match emetteur {
            None => write!(f, "{application}--{siren}--{date}-{serie}.xml"),
            Some(emetteur) => write!(f, "{application}--{emetteur}-{siren}-{date}-{serie}.xml"),
        }
    }
}

impl FromStr for NomEnveloppe {
    type Err = ActesError;
    fn from_str(nom: &str) -> Result<Self, ActesError> {
        enveloppe(nom).ok_or_else(|| forme::enveloppe(nom))
    }
}

fn enveloppe(nom: &str) -> Option<NomEnveloppe> {
    let (anomalie, reste) = nom.strip_prefix("ANO_").map_or((false, nom), |reste| (true, reste));
    let (application, reste) = reste.strip_suffix(".xml")?.split_once("--")?;
    let (emetteur, siren, suite) = if let Some((siren, suite)) = reste.split_once("--") {
        (None, siren, suite)
    } else {
        let (emetteur, reste) = reste.split_once('-')?;
        let (siren, suite) = reste.split_once('-')?;
        (Some(emetteur.to_owned()), siren, suite)
    };
    let (date, serie) = suite.split_once('-')?;
    let valid = is_application(application) && emetteur.as_deref().is_none_or(is_emetteur);
    valid.then_some(())?;
    Some(NomEnveloppe {
        anomalie,
        application: application.to_owned(),
        emetteur,
        siren: siren.parse().ok()?,
        date: compacte(date)?,
        serie: nombre(serie)?,
    })
}

impl NomArchive {
    pub(crate) fn check(&self) -> Result<(), ActesError> {
        self.enveloppe.check()?;
        // Archives go to the ministry only: what comes back is a mail.
        let sent = !self.enveloppe.anomalie && self.enveloppe.emetteur.is_none();
        if sent && is_trigramme(&self.trigramme) { Ok(()) } else { Err(ActesError::nom(&self.to_string(), ARCHIVE)) }
    }
}

impl fmt::Display for NomArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let enveloppe = self.enveloppe.to_string();
        write!(f, "{}-{}.tar.gz", self.trigramme, enveloppe.trim_end_matches(".xml"))
    }
}

impl FromStr for NomArchive {
    type Err = ActesError;
    fn from_str(nom: &str) -> Result<Self, ActesError> {
        let wrong = || forme::archive(nom);
        let (trigramme, reste) = nom.strip_suffix(".tar.gz").and_then(|n| n.split_once('-')).ok_or_else(wrong)?;
        let enveloppe = enveloppe(&format!("{reste}.xml")).filter(|_| is_trigramme(trigramme)).ok_or_else(wrong)?;
        Ok(Self { trigramme: trigramme.to_owned(), enveloppe })
    }
}

/// A number as names write it: digits, no needless zero.
fn nombre<T: FromStr>(texte: &str) -> Option<T> {
    let plain = digits(texte) && (texte == "0" || !texte.starts_with('0'));
    plain.then(|| texte.parse().ok()).flatten()
}

fn is_extension(texte: &str) -> bool {
    (1..=8).contains(&texte.len()) && texte.bytes().all(|o| o.is_ascii_alphanumeric())
}

pub(crate) fn is_application(texte: &str) -> bool {
    texte.len() == 4 && texte.bytes().all(|o| o.is_ascii_uppercase())
}

pub(crate) fn is_trigramme(texte: &str) -> bool {
    texte.len() == 3 && texte.bytes().all(|o| o.is_ascii_uppercase() || o.is_ascii_digit())
}

fn is_emetteur(texte: &str) -> bool {
    (1..=16).contains(&texte.len()) && texte.bytes().all(|o| o.is_ascii_uppercase() || o.is_ascii_digit())
}
