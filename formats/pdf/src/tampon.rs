//! `stamp`: one revision more, that draws a stamp on every page and leaves every byte before it.

use std::{collections::BTreeMap, fmt::Write};

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat, dictionary};

use crate::{
    PdfError, Position, Tampon,
    boite::{CORPS, CORPS_TITRE, INTERLIGNE, MARGE, Texte},
    controle::open,
    page::{Rotation, Vue},
};

/// Print (4), read only (64), locked (128): ISO 32000-1, table 165.
const DRAPEAUX: i64 = 4 + 64 + 128;

/// The file with its stamp: the bytes of `octets`, then a revision in which each page has an annotation more. A signature that
/// covers `octets` still does.
///
/// # Errors
/// When the file does not open, forbids changes, or when the words cannot be written: never a file without its stamp.
pub fn stamp(octets: &[u8], tampon: &Tampon, position: Position) -> Result<Vec<u8>, PdfError> {
    let texte = tampon.texte()?;
    let document = open(octets)?;
    if is_certified(&document) {
        return Err(PdfError::Certifie);
    }
    let pages: Vec<ObjectId> = document.page_iter().collect();
    if pages.is_empty() {
        return Err(PdfError::SansPage);
    }
    let views: Vec<Vue> = pages.iter().map(|page| Vue::of(&document, *page)).collect();
    let mut revision = IncrementalDocument::create_from(octets.to_vec(), document);
    let mut drawn: BTreeMap<Rotation, ObjectId> = BTreeMap::new();
    let mut lists: Vec<ObjectId> = Vec::new();
    let words = utf16(&format!("{} {}", tampon.titre, tampon.lignes.join(" ")));
    for (page, view) in pages.iter().zip(&views) {
        let draw = || revision.new_document.add_object(appearance(&texte, view.rotation));
        let look = *drawn.entry(view.rotation).or_insert_with(draw);
        let [left, bottom, right, top] = view.place(texte.boite, position);
        let note = revision.new_document.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Stamp",
            "Rect" => vec![left.into(), bottom.into(), right.into(), top.into()],
            "F" => DRAPEAUX,
            "P" => *page,
            "Contents" => words.clone(),
            "AP" => dictionary! { "N" => look },
        });
        attach(&mut revision, *page, note, &mut lists)?;
    }
    let mut written = Vec::with_capacity(octets.len() + 4096);
    revision.save_to(&mut written).map_err(|e| PdfError::damaged(&e))?;
    Ok(written)
}

/// Adds an annotation to a page, whose list may stand in it or apart, alone or shared.
fn attach(
    revision: &mut IncrementalDocument,
    page: ObjectId,
    note: ObjectId,
    lists: &mut Vec<ObjectId>,
) -> Result<(), PdfError> {
    let known = revision.get_prev_documents().get_dictionary(page)?.get(b"Annots").ok().cloned();
    if let Some(Object::Reference(list)) = known
        && !lists.contains(&list)
        && let Ok(Object::Array(mut notes)) = revision.get_prev_documents().get_object(list).cloned()
    {
        // The list alone is written again: the page keeps its bytes.
        notes.push(note.into());
        lists.push(list);
        revision.new_document.set_object(list, Object::Array(notes));
        return Ok(());
    }
    let inside = match &known {
        Some(Object::Array(notes)) => notes.clone(),
        Some(Object::Reference(list)) => {
            let shared = revision.get_prev_documents().get_object(*list).and_then(Object::as_array);
            shared.cloned().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    revision.opt_clone_object_to_new_document(page)?;
    let dictionary = revision.new_document.get_object_mut(page).and_then(Object::as_dict_mut)?;
    let mut notes = inside;
    notes.push(note.into());
    dictionary.set("Annots", notes);
    Ok(())
}

/// What the stamp looks like: a frame on white, a title, its lines.
fn appearance(texte: &Texte, rotation: Rotation) -> Stream {
    let font = |name: &str| {
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" }
    };
    let (w, h) = (texte.boite.largeur, texte.boite.hauteur);
    let form: Dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), w.into(), h.into()],
        "Matrix" => rotation.matrice().map(Object::from).to_vec(),
        "Resources" => dictionary! {
            "Font" => dictionary! { "G" => font("Helvetica-Bold"), "N" => font("Helvetica") },
        },
    };
    Stream::new(form, drawing(texte))
}

fn drawing(texte: &Texte) -> Vec<u8> {
    let (w, h) = (texte.boite.largeur, texte.boite.hauteur);
    let mut text = String::new();
    // Writing in a text never fails.
    let _ = write!(text, "q 1 1 1 rg 0.17 0.2 0.25 RG 1 w 0.5 0.5 {} {} re B ", w - 1.0, h - 1.0);
    let mut drawn = text.into_bytes();
    let mut line = |font: &str, size: f32, rank: f32, letters: &[u8]| {
        let mut head = String::new();
        let y = h - MARGE - INTERLIGNE * rank - size + 1.0;
        let _ = write!(head, "BT 0.17 0.2 0.25 rg /{font} {size} Tf {MARGE} {y} Td (");
        drawn.extend(head.into_bytes());
        for letter in letters {
            if matches!(letter, b'(' | b')' | b'\\') {
                drawn.push(b'\\');
            }
            drawn.push(*letter);
        }
        drawn.extend(b") Tj ET ");
    };
    line("G", CORPS_TITRE, 0.0, &texte.titre);
    for (rank, letters) in (1_u16..).zip(&texte.lignes) {
        line("N", CORPS, f32::from(rank), letters);
    }
    drawn.extend(b"Q");
    drawn
}

fn utf16(words: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Whether its author certified it with no change allowed (`DocMDP`, `P` = 1).
fn is_certified(document: &Document) -> bool {
    let reached = |from: &Dictionary, key: &[u8]| -> Option<Dictionary> {
        let (_, found) = document.dereference(from.get(key).ok()?).ok()?;
        found.as_dict().ok().cloned()
    };
    let Some(signature) = document
        .catalog()
        .ok()
        .and_then(|catalog| reached(catalog, b"Perms"))
        .and_then(|perms| reached(&perms, b"DocMDP"))
    else {
        return false;
    };
    let references =
        signature.get(b"Reference").and_then(|list| document.dereference(list)).map(|(_, list)| list.clone());
    let Ok(Object::Array(references)) = references else { return false };
    references.iter().any(|reference| {
        let Ok((_, Object::Dictionary(reference))) = document.dereference(reference) else { return false };
        let asked =
            reached(reference, b"TransformParams").and_then(|params| params.get(b"P").and_then(Object::as_i64).ok());
        asked == Some(1)
    })
}
