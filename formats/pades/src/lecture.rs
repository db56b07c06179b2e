//! The signatures of a file as it tells them, and whether what they say that they cover is true.

use certificats::{Hachage, Raison};
use memchr::memchr;
use pdf::{Champ, Dict, Document, Interdit, Object, PdfError, champs};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// Signatures of one file: each is hashed from the start of the file.
const SIGNATURES: usize = 64;

/// A field that is signed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signee {
    pub(crate) champ: Champ,
    pub(crate) dict: Dict,
    pub(crate) contenu: Vec<u8>,
    pub(crate) genre: Genre,
    /// None when what it says that it covers is false.
    pub(crate) plage: Option<Plage>,
    pub(crate) raisons: Vec<Raison>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    Signature,
    Horodatage,
    /// A form that is no longer made, which nothing verifies here.
    Ancien,
}

/// Fields that may not be filled after a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verrou {
    Seulement(Vec<String>),
    TousSauf(Vec<String>),
}

impl Default for Verrou {
    fn default() -> Self {
        Self::Seulement(Vec::new())
    }
}

impl Verrou {
    /// A field named locks those below it.
    pub(crate) fn locks(&self, nom: &str) -> bool {
        let is_in = |names: &[String]| {
            names.iter().any(|name| {
                nom.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::Seulement(names) => is_in(names),
            Self::TousSauf(names) => !is_in(names),
        }
    }
}

/// From the start of the file to `fin`, but for the digits of the signature, from `trou.0` to `trou.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plage {
    pub(crate) trou: (usize, usize),
    pub(crate) fin: usize,
}

impl Plage {
    /// The two parts that are signed.
    pub(crate) fn parts(self, octets: &[u8]) -> [&[u8]; 2] {
        [&octets[..self.trou.0], &octets[self.trou.1..self.fin]]
    }

    pub(crate) fn digest(self, octets: &[u8], hachage: Hachage) -> Vec<u8> {
        let mut hacheur = hachage.start();
        for part in self.parts(octets) {
            hacheur.update(part);
        }
        hacheur.finish()
    }
}

/// The signatures, in the order in which they were made.
pub(crate) fn read_all(document: &Document<'_>) -> Result<Vec<Signee>, PdfError> {
    let mut all = Vec::new();
    for champ in champs(document)?.into_iter().filter(|champ| champ.genre == b"Sig") {
        if let Some(dict) = document.find_dict(&champ.dict, "V")? {
            if all.len() == SIGNATURES {
                return Err(PdfError::TropGrand { quoi: "signatures", max: SIGNATURES });
            }
            all.push(Signee::read(document, champ, dict)?);
        }
    }
    all.sort_by_key(|one| one.plage.map_or(usize::MAX, |plage| plage.fin));
    Ok(all)
}

impl Signee {
    fn read(document: &Document<'_>, champ: Champ, dict: Dict) -> Result<Self, PdfError> {
        let contenu = document.find(&dict, "Contents")?.as_text().unwrap_or_default().to_vec();
        let kind = document.find(&dict, "SubFilter")?;
        let genre = match kind.as_name() {
            Some(b"ETSI.RFC3161") => Genre::Horodatage,
            Some(b"ETSI.CAdES.detached" | b"adbe.pkcs7.detached") => Genre::Signature,
            _ => Genre::Ancien,
        };
        let (plage, raisons) = match plage(document, &dict, &contenu)? {
            Ok(plage) => (Some(plage), Vec::new()),
            Err(texte) => (None, vec![Raison::echec("plage_fausse", texte)]),
        };
        Ok(Self { champ, dict, contenu, genre, plage, raisons })
    }

    pub(crate) fn texte(&self, document: &Document<'_>, key: &str) -> Option<String> {
        document.find(&self.dict, key).ok()?.as_text().map(pdf::texte).filter(|texte| !texte.is_empty())
    }

    /// When the signer says that it signed.
    pub(crate) fn date(&self, document: &Document<'_>) -> Option<OffsetDateTime> {
        read_date(&self.texte(document, "M")?)
    }

    /// The fields that this signer locked (ISO 32000-1, 12.8.2.4).
    pub(crate) fn verrou(&self, document: &Document<'_>) -> Result<Verrou, PdfError> {
        for reference in document.find(&self.dict, "Reference")?.as_array().unwrap_or_default() {
            let reference = document.resolve(reference)?;
            let Some(reference) = reference.as_dict() else { continue };
            if document.find(reference, "TransformMethod")?.as_name() != Some(b"FieldMDP") {
                continue;
            }
            let params = document.find_dict(reference, "TransformParams")?.unwrap_or_default();
            let fields = document.find(&params, "Fields")?;
            let fields = fields.as_array().unwrap_or_default().iter().filter_map(Object::as_text).map(pdf::texte);
            return Ok(match document.find(&params, "Action")?.as_name() {
                Some(b"Include") => Verrou::Seulement(fields.collect()),
                Some(b"Exclude") => Verrou::TousSauf(fields.collect()),
                _ => Verrou::TousSauf(Vec::new()),
            });
        }
        Ok(Verrou::default())
    }

    /// What this signer forbids to those who come after.
    pub(crate) fn interdit(&self, document: &Document<'_>) -> Result<Option<Interdit>, PdfError> {
        let level = |dict: &Dict| -> Result<Option<i64>, PdfError> { Ok(document.find(dict, "P")?.as_integer()) };
        let mut found = match document.find_dict(&self.champ.dict, "Lock")? {
            Some(lock) => level(&lock)?,
            None => None,
        };
        for reference in document.find(&self.dict, "Reference")?.as_array().unwrap_or_default() {
            let reference = document.resolve(reference)?;
            let Some(reference) = reference.as_dict() else { continue };
            if document.find(reference, "TransformMethod")?.as_name() == Some(b"DocMDP") {
                let params = document.find_dict(reference, "TransformParams")?.unwrap_or_default();
                let told = level(&params)?.unwrap_or(2);
                found = Some(found.map_or(told, |known| known.min(told)));
            }
        }
        Ok(found.map(|level| match level {
            1 => Interdit::Tout,
            3 => Interdit::ToutSaufAnnotations,
            _ => Interdit::ToutSaufFormulaire,
        }))
    }
}

/// The two parts of the file that are signed: all of it up to somewhere, but exactly the digits of this signature.
fn plage(document: &Document<'_>, dict: &Dict, contenu: &[u8]) -> Result<Result<Plage, &'static str>, PdfError> {
    let twice = |key: &[u8]| dict.iter().filter(|(name, _)| *name == key).count() != 1;
    if twice(b"ByteRange") || twice(b"Contents") {
        return Ok(Err("Cette signature dit plusieurs fois ce qu’elle couvre, ou ne le dit pas."));
    }
    let range = document.find(dict, "ByteRange")?;
    let numbers = range.as_array().unwrap_or_default().iter();
    let numbers: Option<Vec<usize>> = numbers.map(|number| usize::try_from(number.as_integer()?).ok()).collect();
    let octets = document.octets();
    let found = match numbers.as_deref() {
        Some([0, before, after, rest]) => after
            .checked_add(*rest)
            .filter(|end| before < after && *end <= octets.len())
            .map(|fin| (*before, *after, fin)),
        _ => None,
    };
    let Some((before, after, fin)) = found else {
        return Ok(Err("Cette signature ne couvre pas le fichier depuis son début, ou annonce plus qu’il n’y a."));
    };
    let hole = &octets[before..after];
    let is_text = hole.first() == Some(&b'<') && memchr(b'>', hole) == Some(hole.len() - 1);
    if !is_text || digits(&hole[1..hole.len() - 1]) != contenu {
        return Ok(Err(
            "Cette signature laisse hors d’elle autre chose que sa propre valeur : le document a pu y être changé.",
        ));
    }
    Ok(Ok(Plage { trou: (before, after), fin }))
}

/// As readers take a string of hexadecimal digits.
fn digits(hole: &[u8]) -> Vec<u8> {
    let mut values = hole.iter().filter_map(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(hole.len() / 2);
    while let Some(high) = values.next() {
        out.push(u8::try_from(high << 4 | values.next().unwrap_or(0)).unwrap_or(0));
    }
    out
}

/// `D:20261117093000+01'00'` and what is shorter (ISO 32000-1, 7.9.4).
fn read_date(texte: &str) -> Option<OffsetDateTime> {
    let texte = texte.strip_prefix("D:").unwrap_or(texte);
    let number = |from: usize, default: u8| -> Option<u8> {
        texte.get(from..from + 2).map_or(Some(default), |two| two.parse().ok())
    };
    let year = texte.get(..4)?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(number(4, 1)?).ok()?, number(6, 1)?).ok()?;
    let time = Time::from_hms(number(8, 0)?, number(10, 0)?, number(12, 0)?).ok()?;
    let zone: String = texte.get(14..).unwrap_or_default().chars().filter(|letter| *letter != '\'').collect();
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let part = |from: usize| zone.get(from..from + 2).and_then(|two| two.parse::<i8>().ok()).unwrap_or(0);
    let offset = UtcOffset::from_hms(sign * part(1), sign * part(3), 0).ok()?;
    Some(date.with_time(time).assume_offset(offset))
}

/// The value of a key as it is written, for two states of a file to be compared.
pub(crate) fn written(document: &Document<'_>, dict: &Dict, key: &str) -> Result<Object, PdfError> {
    Ok(document.find(dict, key)?.into_owned())
}
