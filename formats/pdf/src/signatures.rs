//! The signatures of a PDF, as its form tells them: what they cover and what they forbid. Nothing is verified here.

use std::collections::HashSet;

use crate::{
    document::Document,
    error::PdfError,
    object::{Dict, Object},
};

/// Fields of one form.
const FIELDS: usize = 100_000;

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
    pub(crate) fn read(document: &Document<'_>) -> Result<Self, PdfError> {
        let (mut signatures, mut end) = (Self::default(), 0);
        let catalogue = document.catalogue()?;
        if let Some(perms) = document.find_dict(&catalogue, "Perms")?
            && let Some(certification) = document.find_dict(&perms, "DocMDP")?
        {
            signatures.forbid(document, &certification)?;
        }
        let Some(form) = document.find_dict(&catalogue, "AcroForm")? else { return Ok(signatures) };
        visit_fields(document, &form, |field, value| {
            let Some(value) = value else {
                signatures.champs_vides += 1;
                return Ok(());
            };
            if value.is("SubFilter", "ETSI.RFC3161") || value.is("Type", "DocTimeStamp") {
                signatures.horodatages += 1;
            } else {
                signatures.nombre += 1;
            }
            signatures.forbid(document, &value)?;
            if let Some(lock) = document.find_dict(field, "Lock")?
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

/// The fields of signature, each with its value. A value may stand in the field or above it.
fn visit_fields(
    document: &Document<'_>,
    form: &Dict,
    mut each: impl FnMut(&Dict, Option<Dict>) -> Result<(), PdfError>,
) -> Result<(), PdfError> {
    let roots = document.find(form, "Fields")?;
    let mut stack: Vec<(Object, bool)> =
        roots.as_array().unwrap_or_default().iter().map(|root| (root.clone(), false)).collect();
    let mut seen = HashSet::new();
    while let Some((object, of_signature)) = stack.pop() {
        if object.as_ref().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if seen.len() + stack.len() > FIELDS {
            return Err(PdfError::TropGrand { quoi: "champs de formulaire", max: FIELDS });
        }
        let field = document.resolve(&object)?;
        let Some(field) = field.as_dict() else { continue };
        let kind = document.find(field, "FT")?;
        let of_signature = kind.as_name().map_or(of_signature, |kind| kind == b"Sig");
        let value = document.find_dict(field, "V")?.filter(|_| of_signature);
        let kids = document.find(field, "Kids")?;
        let kids = kids.as_array().unwrap_or_default();
        if value.is_some() || (of_signature && kids.is_empty()) {
            each(field, value)?;
            continue;
        }
        stack.extend(kids.iter().map(|kid| (kid.clone(), of_signature)));
    }
    Ok(())
}

/// Where the bytes that a signature covers end.
fn covered(document: &Document<'_>, signature: &Dict) -> Result<i64, PdfError> {
    let range = document.find(signature, "ByteRange")?;
    let pairs = range.as_array().unwrap_or_default().chunks_exact(2);
    let ends = pairs.filter_map(|pair| pair[0].as_integer()?.checked_add(pair[1].as_integer()?));
    Ok(ends.max().unwrap_or(0))
}
