//! The form of a PDF, to which fields of signature are added or whose fields are signed (ISO 32000-1, 12.7).

use std::collections::HashSet;

use pdf::{Champ, Dict, Document, Object, PdfError, Ref, Revision, champs};

use crate::error::PadesError;

/// What a field of signature says besides its name: printed, and not to be moved (table 165).
const FLAGS: i64 = 4 + 128;

/// The form with what is known of its fields.
pub(crate) struct Formulaire<'d, 'a> {
    document: &'d Document<'a>,
    champs: Vec<Champ>,
}

impl<'d, 'a> Formulaire<'d, 'a> {
    pub(crate) fn read(document: &'d Document<'a>) -> Result<Self, PdfError> {
        Ok(Self { document, champs: champs(document)? })
    }

    pub(crate) fn find(&self, nom: &str) -> Option<&Champ> {
        self.champs.iter().find(|champ| champ.nom == nom)
    }

    /// The field that waits for a signature under this name.
    pub(crate) fn waiting(&self, nom: &str) -> Result<Option<(Ref, &Dict)>, PadesError> {
        let Some(champ) = self.find(nom) else { return Ok(None) };
        let empty = champ.valeur.is_none();
        match champ.id {
            Some(id) if champ.genre == b"Sig" && empty => Ok(Some((id, &champ.dict))),
            _ => Err(PadesError::ChampPris { nom: nom.to_owned() }),
        }
    }

    /// A name that no field has.
    pub(crate) fn free_name(&self, prefix: &str) -> String {
        let taken: HashSet<&str> = self.champs.iter().map(|champ| champ.nom.as_str()).collect();
        let mut names = (1..=taken.len() + 1).map(|rank| format!("{prefix}{rank}"));
        names.find(|nom| !taken.contains(nom.as_str())).unwrap_or_else(|| prefix.to_owned())
    }

    /// A new field, on a page and in the form; gives its object to complete.
    pub(crate) fn add(
        &self,
        revision: &mut Revision<'_, '_>,
        nom: &str,
        page: &pdf::Page,
        rect: [f64; 4],
    ) -> Result<(Ref, Dict), PadesError> {
        let id = revision.reserve();
        let dict = Dict::default()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Sig"))
            .with("T", Object::texte(nom))
            .with("F", FLAGS)
            .with("P", page.id)
            .with("Rect", Object::array(rect));
        let mut annots = self.list(&page.dict, "Annots")?;
        annots.push(id.into());
        match page.dict.get("Annots").and_then(Object::as_ref) {
            Some(list) if self.is_alone(page, list)? => revision.replace(list, annots),
            _ => revision.replace(page.id, page.dict.clone().with("Annots", annots)),
        }
        self.update(revision, Some(id))?;
        Ok((id, dict))
    }

    /// The form says that it has signatures, and names the new field.
    pub(crate) fn update(&self, revision: &mut Revision<'_, '_>, champ: Option<Ref>) -> Result<(), PadesError> {
        let document = self.document;
        let (root, mut catalogue) = root(document, revision)?;
        let mut form = document.find_dict(&catalogue, "AcroForm")?.unwrap_or_default();
        // Signatures exist; the file may only be completed (table 219).
        form.set("SigFlags", 3_i64);
        if let Some(champ) = champ {
            let mut fields = self.list(&form, "Fields")?;
            fields.push(champ.into());
            match form.get("Fields").and_then(Object::as_ref) {
                Some(list) => revision.replace(list, fields),
                None => form.set("Fields", fields),
            }
        }
        if let Some(id) = catalogue.get("AcroForm").and_then(Object::as_ref) {
            revision.replace(id, form);
        } else {
            catalogue.set("AcroForm", form);
            revision.replace(root, catalogue);
        }
        Ok(())
    }

    fn list(&self, dict: &Dict, key: &str) -> Result<Vec<Object>, PdfError> {
        Ok(self.document.find(dict, key)?.as_array().map(<[Object]>::to_vec).unwrap_or_default())
    }

    /// No other page has the same list of annotations.
    fn is_alone(&self, page: &pdf::Page, list: Ref) -> Result<bool, PdfError> {
        let pages = pdf::pages(self.document)?;
        let owners = pages.iter().filter(|other| other.dict.get("Annots").and_then(Object::as_ref) == Some(list));
        Ok(owners.count() == 1 && page.dict.get("Annots").is_some())
    }
}

/// The catalogue as the revision leaves it, and where it is.
pub(crate) fn root(document: &Document<'_>, revision: &Revision<'_, '_>) -> Result<(Ref, Dict), PadesError> {
    let root = document.trailer().get("Root").and_then(Object::as_ref);
    let lost = || PdfError::Abime { detail: "son sommaire manque".to_owned() };
    let root = root.ok_or_else(lost)?;
    match revision.get(root)? {
        Object::Dict(catalogue) => Ok((root, catalogue)),
        _ => Err(lost().into()),
    }
}
