//! `Faits`: what a file carries, wherever it is: every object that its root leads to is read once.

use std::collections::HashSet;

use crate::{
    document::Document,
    error::PdfError,
    object::{Data, Object, Ref, Stream},
};

/// What is met by following every reference from the root.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the file, none excludes another")]
pub(crate) struct Faits {
    pub(crate) javascript: bool,
    pub(crate) lancement: bool,
    pub(crate) fichiers_joints: bool,
    pub(crate) longueur_fausse: bool,
}

impl Faits {
    pub(crate) fn walk(document: &Document<'_>) -> Result<Self, PdfError> {
        let (mut faits, mut seen) = (Self::default(), HashSet::new());
        let mut refs: Vec<Ref> =
            ["Root", "Info"].iter().filter_map(|key| document.trailer().get(key)?.as_ref()).collect();
        let mut stack = Vec::new();
        loop {
            for id in refs.drain(..) {
                if document.is_defined(id) {
                    if seen.insert(id) {
                        stack.push(id);
                    }
                } else if document.is_repaired() {
                    // In a sound file, what leads nowhere is null; in a file made again, it is what was lost.
                    return Err(PdfError::abime(format!("l’objet {} manque", id.number)));
                }
            }
            let Some(id) = stack.pop() else { return Ok(faits) };
            let object = document.get(id)?;
            if let Object::Stream(Stream { dict, data: Data::At(at) }) = &object {
                faits.longueur_fausse |= !document.extent(dict, *at)?.1;
            }
            faits.note(&object, &mut refs);
        }
    }

    fn note(&mut self, object: &Object, refs: &mut Vec<Ref>) {
        match object {
            Object::Ref(id) => refs.push(*id),
            Object::Array(items) => items.iter().for_each(|item| self.note(item, refs)),
            Object::Dict(dict) | Object::Stream(Stream { dict, .. }) => {
                self.javascript |= dict.is("S", "JavaScript") || (dict.get("JS").is_some() && dict.get("S").is_some());
                self.lancement |= dict.is("S", "Launch");
                self.fichiers_joints |= dict.get("EF").is_some() || dict.is("Type", "EmbeddedFile");
                dict.iter().for_each(|(_, value)| self.note(value, refs));
            }
            _ => {}
        }
    }
}
