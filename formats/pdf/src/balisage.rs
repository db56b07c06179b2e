//! What is laid on pages told by the tags of a file that has some, as PDF/UA asks (ISO 14289-1, 7.18).
//!
//! Tags are help for those who hear the page: where a tree is not as the standard wants it, the file is left as it is.

use crate::{
    document::Document,
    error::PdfError,
    object::{Dict, Object, Ref},
    revision::Revision,
};

/// Where annotations go in the tree of tags.
#[derive(Debug)]
pub struct Balisage {
    /// The root of the tree.
    root: Ref,
    /// The element under which they are: the document, or the root when there are several.
    parent: Ref,
    /// The index by which objects find their element.
    index: (Option<Ref>, Dict),
    next: i64,
    elements: Vec<Ref>,
}

impl Balisage {
    /// None for a file without tags, or whose tags are not understood.
    pub fn read(document: &Document<'_>) -> Result<Option<Self>, PdfError> {
        let catalogue = document.catalogue()?;
        let Some(root) = catalogue.get("StructTreeRoot").and_then(Object::as_ref) else { return Ok(None) };
        let Object::Dict(tree) = document.get(root)? else { return Ok(None) };
        let Some(index) = document.find_dict(&tree, "ParentTree")? else { return Ok(None) };
        let told = document.find(&tree, "ParentTreeNextKey")?.as_integer().unwrap_or(0);
        let Some(last) = last_key(document, &index)? else { return Ok(None) };
        let Some(next) = last.checked_add(1).map(|next| next.max(told)).filter(|next| *next < 1 << 30) else {
            return Ok(None);
        };
        document.keep(tree.count() + index.count())?;
        let index = (tree.get("ParentTree").and_then(Object::as_ref), index);
        let parent = top(document, &tree)?.unwrap_or(root);
        Ok(Some(Self { root, parent, index, next, elements: Vec::new() }))
    }

    /// The element of one annotation, of this kind (`Annot`, `Form`); gives the key by which the annotation finds it, its
    /// `StructParent`.
    pub fn add(
        &mut self,
        revision: &mut Revision<'_, '_>,
        genre: &str,
        page: Ref,
        annotation: Ref,
        texte: &Object,
    ) -> i64 {
        let reference = Dict::default().with("Type", Object::name("OBJR")).with("Obj", annotation).with("Pg", page);
        let element = Dict::default()
            .with("Type", Object::name("StructElem"))
            .with("S", Object::name(genre))
            .with("P", self.parent)
            .with("Pg", page)
            .with("Alt", texte.clone())
            .with("K", reference);
        self.elements.push(revision.add(element));
        let known = i64::try_from(self.elements.len()).unwrap_or(i64::MAX);
        self.next + known - 1
    }

    /// Writes the tree and its index with the new elements.
    pub fn finish(self, document: &Document<'_>, revision: &mut Revision<'_, '_>) -> Result<(), PdfError> {
        let Some(last) = i64::try_from(self.elements.len()).ok().filter(|count| *count > 0) else { return Ok(()) };
        let last = self.next + last - 1;
        let pairs =
            (self.next..).zip(&self.elements).flat_map(|(key, element)| [Object::Integer(key), (*element).into()]);
        let pairs: Vec<Object> = pairs.collect();
        let (place, mut index) = self.index;
        if let Some(kids) = document.find(&index, "Kids")?.as_array() {
            let limits = Object::array([self.next, last]);
            let leaf = revision.add(Dict::default().with("Limits", limits).with("Nums", pairs));
            index.set("Kids", [kids, &[leaf.into()]].concat());
        } else {
            let known = document.find(&index, "Nums")?.as_array().unwrap_or_default().to_vec();
            index.set("Nums", [known, pairs].concat());
        }
        let index = match place {
            Some(id) => {
                revision.replace(id, index);
                id
            }
            None => revision.add(index),
        };
        if let Object::Dict(tree) = revision.get(self.root)? {
            revision.replace(self.root, tree.with("ParentTree", index).with("ParentTreeNextKey", last + 1));
        }
        if let Object::Dict(parent) = revision.get(self.parent)? {
            let mut kids = match document.find(&parent, "K")?.as_ref() {
                Object::Array(kids) => kids.clone(),
                _ => parent.get("K").cloned().into_iter().collect(),
            };
            document.keep(kids.len() + self.elements.len())?;
            kids.extend(self.elements.into_iter().map(Object::from));
            revision.replace(self.parent, parent.with("K", kids));
        }
        Ok(())
    }
}

/// The only element at the top, when it is the document.
fn top(document: &Document<'_>, tree: &Dict) -> Result<Option<Ref>, PdfError> {
    let kids = document.find(tree, "K")?;
    let only = match kids.as_array() {
        Some([only]) => Some(only),
        Some(_) => None,
        None => tree.get("K"),
    };
    let Some(id) = only.and_then(Object::as_ref) else { return Ok(None) };
    let element = document.get(id)?;
    Ok(Some(id).filter(|_| matches!(&element, Object::Dict(dict) if dict.is("S", "Document"))))
}

/// The greatest key of a tree of numbers, from its leaves or from the limits of its branches; minus one when it is empty.
fn last_key(document: &Document<'_>, index: &Dict) -> Result<Option<i64>, PdfError> {
    let kids = document.find(index, "Kids")?;
    let Some(kids) = kids.as_array() else {
        let nums = document.find(index, "Nums")?;
        let keys = nums.as_array().unwrap_or_default().chunks_exact(2).map(|pair| pair[0].as_integer());
        return Ok(keys.collect::<Option<Vec<i64>>>().map(|keys| keys.into_iter().max().unwrap_or(-1)));
    };
    let mut last = -1;
    for kid in kids {
        let kid = document.resolve(kid)?;
        let Some(kid) = kid.as_dict() else { return Ok(None) };
        let limits = document.find(kid, "Limits")?;
        let Some([_, end]) = limits.as_array() else { return Ok(None) };
        let Some(end) = end.as_integer() else { return Ok(None) };
        last = last.max(end);
    }
    Ok(Some(last))
}
