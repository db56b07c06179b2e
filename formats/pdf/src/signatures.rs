//! The signatures of a PDF, as its form tells them: what they cover and what they forbid. Nothing is verified here.

use std::{collections::HashSet, rc::Rc};

use crate::{
    document::Document,
    error::PdfError,
    object::{Dict, Object, Ref},
};

/// Fields of one form.
const FIELDS: usize = 100_000;
/// Bytes of the name of one field.
const NOM: usize = 4096;

/// What the signatures of a file say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures {
    /// Fields with a signature, time stamps left out.
    pub nombre: usize,
    /// Time stamps of the whole document.
    pub horodatages: usize,
    /// Fields that wait for one.
    pub champs_vides: usize,
    /// The last one covers the file to its end: nothing was added since.
    pub couvrent_tout: bool,
    pub interdit: Option<Interdit>,
}

/// What a signer forbids (`DocMDP`, ISO 32000-1, 12.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interdit {
    /// Any change.
    Tout,
    /// All but filling its form and signing.
    ToutSaufFormulaire,
    /// All but that and annotations.
    ToutSaufAnnotations,
}

impl Interdit {
    fn of(level: i64) -> Self {
        match level {
            1 => Self::Tout,
            3 => Self::ToutSaufAnnotations,
            _ => Self::ToutSaufFormulaire,
        }
    }
}

impl Signatures {
    pub fn read(document: &Document<'_>) -> Result<Self, PdfError> {
        let (mut signatures, mut end) = (Self::default(), 0);
        let catalogue = document.catalogue()?;
        if let Some(perms) = document.find_dict(&catalogue, "Perms")?
            && let Some(certification) = document.find_dict(&perms, "DocMDP")?
        {
            signatures.forbid(document, &certification)?;
        }
        let Some(form) = document.find_dict(&catalogue, "AcroForm")? else { return Ok(signatures) };
        visit_fields(document, &form, |champ| {
            if champ.genre != b"Sig" {
                return Ok(());
            }
            let Some(value) = document.find_dict(&champ.dict, "V")? else {
                signatures.champs_vides += 1;
                return Ok(());
            };
            if value.is("SubFilter", "ETSI.RFC3161") || value.is("Type", "DocTimeStamp") {
                signatures.horodatages += 1;
            } else {
                signatures.nombre += 1;
            }
            signatures.forbid(document, &value)?;
            if let Some(lock) = document.find_dict(&champ.dict, "Lock")?
                && let Some(level) = document.find(&lock, "P")?.as_integer()
            {
                signatures.keep(Interdit::of(level));
            }
            end = end.max(covered(document, &value)?);
            Ok(())
        })?;
        let octets = document.octets();
        let rest = octets.get(usize::try_from(end).unwrap_or(usize::MAX)..).unwrap_or_default();
        signatures.couvrent_tout = end > 0 && rest.iter().all(u8::is_ascii_whitespace);
        Ok(signatures)
    }

    /// Signatures and time stamps.
    pub fn total(&self) -> usize {
        self.nombre + self.horodatages
    }

    fn forbid(&mut self, document: &Document<'_>, signature: &Dict) -> Result<(), PdfError> {
        let references = document.find(signature, "Reference")?;
        for reference in references.as_array().unwrap_or_default() {
            let reference = document.resolve(reference)?;
            let Some(reference) = reference.as_dict() else { continue };
            if document.find(reference, "TransformMethod")?.as_name() != Some(b"DocMDP") {
                continue;
            }
            let params = document.find_dict(reference, "TransformParams")?.unwrap_or_default();
            self.keep(Interdit::of(document.find(&params, "P")?.as_integer().unwrap_or(2)));
        }
        Ok(())
    }

    fn keep(&mut self, interdit: Interdit) {
        self.interdit = Some(self.interdit.map_or(interdit, |known| known.min(interdit)));
    }
}

/// A field of a form, at the end of its branch: it has no field below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Champ {
    /// None when it is written in the list itself.
    pub id: Option<Ref>,
    /// Its name with those of the fields above it, separated by points.
    pub nom: String,
    pub dict: Dict,
    /// `Sig`, `Tx`, `Btn`, `Ch`.
    pub genre: Vec<u8>,
    /// Its value, as written in it or in a field above it.
    pub valeur: Option<Rc<Object>>,
}

/// The fields of the form, in no particular order.
pub fn champs(document: &Document<'_>) -> Result<Vec<Champ>, PdfError> {
    let mut champs = Vec::new();
    if let Some(form) = document.find_dict(&document.catalogue()?, "AcroForm")? {
        visit_fields(document, &form, |champ| {
            document.keep(champ.dict.count())?;
            champs.push(champ);
            Ok(())
        })?;
    }
    Ok(champs)
}

/// A branch of the tree of fields, with what it has from above.
#[derive(Clone)]
struct Branche {
    object: Object,
    genre: Vec<u8>,
    nom: String,
    valeur: Option<Rc<Object>>,
}

/// The fields of a form. A kind may stand in the field or above it.
fn visit_fields(
    document: &Document<'_>,
    form: &Dict,
    mut each: impl FnMut(Champ) -> Result<(), PdfError>,
) -> Result<(), PdfError> {
    let roots = document.find(form, "Fields")?;
    let root =
        |object: &Object| Branche { object: object.clone(), genre: Vec::new(), nom: String::new(), valeur: None };
    let mut stack: Vec<Branche> = roots.as_array().unwrap_or_default().iter().map(root).collect();
    let mut seen = HashSet::new();
    while let Some(Branche { object, genre, nom, valeur }) = stack.pop() {
        if object.as_ref().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if seen.len() + stack.len() > FIELDS {
            return Err(PdfError::TropGrand { quoi: "champs de formulaire", max: FIELDS });
        }
        let field = document.resolve(&object)?;
        let Some(field) = field.as_dict() else { continue };
        let genre = document.find(field, "FT")?.as_name().map_or(genre, <[u8]>::to_vec);
        let own = document.find(field, "T")?.as_text().map(texte);
        let nom = match own {
            Some(own) if nom.is_empty() => own,
            Some(own) => bounded(format!("{nom}.{own}"))?,
            None => nom,
        };
        let own = field.get("V").filter(|value| **value != Object::Null);
        let is_signed = own.is_some() && genre == b"Sig";
        let valeur = own.map(|value| Rc::new(value.clone())).or(valeur);
        let kids = document.find(field, "Kids")?;
        let kids = kids.as_array().unwrap_or_default();
        if is_signed || kids.is_empty() {
            each(Champ { id: object.as_ref(), nom, dict: field.clone(), genre, valeur })?;
            continue;
        }
        stack.extend(kids.iter().map(|kid| Branche {
            object: kid.clone(),
            genre: genre.clone(),
            nom: nom.clone(),
            valeur: valeur.clone(),
        }));
    }
    Ok(())
}

/// Names that grow at each level are made to fill the memory.
fn bounded(nom: String) -> Result<String, PdfError> {
    if nom.len() > NOM { Err(PdfError::TropGrand { quoi: "lettres dans un nom de champ", max: NOM }) } else { Ok(nom) }
}

/// A text of a PDF: UTF-16 when it says so, else close to Latin-1.
pub fn texte(octets: &[u8]) -> String {
    match octets {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> =
                rest.chunks_exact(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => octets.iter().copied().map(char::from).collect(),
    }
}

/// Where the bytes that a signature covers end.
fn covered(document: &Document<'_>, signature: &Dict) -> Result<i64, PdfError> {
    let range = document.find(signature, "ByteRange")?;
    let pairs = range.as_array().unwrap_or_default().chunks_exact(2);
    let ends = pairs.filter_map(|pair| pair[0].as_integer()?.checked_add(pair[1].as_integer()?));
    Ok(ends.max().unwrap_or(0))
}
