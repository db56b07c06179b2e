//! `check`: what a PDF is, told as facts, and why it would not be taken.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use crate::{
    document::Document,
    error::PdfError,
    faits::Faits,
    flate::Fin,
    object::{Dict, Object, Ref},
    pages::{self, Page},
    signatures::Signatures,
};

/// Bytes of the contents of one page, inflated: a map drawn line by line takes a hundred million.
const CONTENTS: u64 = 256 << 20;
/// Bytes of metadata read.
const XMP: u64 = 4 << 20;

/// A PDF that every reader opens, and what it holds. Whether it is welcome is for the caller to say.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the file, none excludes another")]
pub struct Pdf {
    pub version: String,
    pub pages: usize,
    /// The sizes of its pages, in the order of the pages.
    pub formats: Vec<FormatPage>,
    pub signatures: Signatures,
    /// It has fields to fill.
    pub formulaire: bool,
    /// Its form is made for Adobe alone (XFA): others show « please wait ».
    pub xfa: bool,
    pub javascript: bool,
    /// It starts a program when something is clicked or opened.
    pub lancement: bool,
    pub fichiers_joints: bool,
    /// Its parts are named for those who hear it.
    pub balise: bool,
    /// What it claims: `2A`, `3B`… Nothing verifies it here.
    pub pdf_a: Option<String>,
    pub remarques: Vec<Remarque>,
}

/// Pages of one size, in points, as they are seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FormatPage {
    pub largeur: f64,
    pub hauteur: f64,
    pub pages: usize,
}

/// What readers repair without saying it. Its text is a French sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remarque {
    TableRefaite,
    LongueurFausse,
    ContenuDouteux {
        page: usize,
    },
    /// The tree of pages announces another number: some readers believe it.
    NombreFaux {
        annonce: i64,
    },
}

impl fmt::Display for Remarque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NombreFaux { annonce } => write!(
                f,
                "Ce PDF annonce {annonce} pages et en a un autre nombre : selon le lecteur, on n’en voit pas les mêmes."
            ),
            Self::TableRefaite => f.write_str(
                "La table des objets de ce PDF est fausse ; les lecteurs la réparent. Mieux vaut l’enregistrer à nouveau en PDF.",
            ),
            Self::LongueurFausse => f.write_str(
                "Ce PDF annonce des longueurs fausses ; les lecteurs les corrigent. Mieux vaut l’enregistrer à nouveau en PDF.",
            ),
            Self::ContenuDouteux { page } => write!(f, "Le contenu de la page {page} est incomplet ou altéré : vérifiez à l’écran qu’elle est entière."),
        }
    }
}

/// Opens it, walks all that it holds, reads the contents of its pages to their end.
pub fn check(octets: &[u8]) -> Result<Pdf, PdfError> {
    let document = Document::open(octets)?;
    let mut remarques = Vec::new();
    if document.is_repaired() {
        remarques.push(Remarque::TableRefaite);
    }
    let mut formats = Formats::default();
    let mut contents = Contents { document: &document, read: HashSet::new(), remarques: Vec::new() };
    let mut rank = 0;
    let pages = pages::visit(&document, |page| {
        rank += 1;
        formats.count(page.size());
        contents.read(&page, rank)
    })?;
    let faits = Faits::walk(&document)?;
    if faits.longueur_fausse {
        remarques.push(Remarque::LongueurFausse);
    }
    remarques.append(&mut contents.remarques);
    let annonce = pages::announced(&document)?;
    if usize::try_from(annonce).ok() != Some(pages) {
        remarques.push(Remarque::NombreFaux { annonce });
    }
    let catalogue = document.catalogue()?;
    let form = document.find_dict(&catalogue, "AcroForm")?;
    let (formulaire, xfa) = match &form {
        Some(form) => (
            document.find(form, "Fields")?.as_array().is_some_and(|fields| !fields.is_empty()),
            document.find(form, "XFA")?.as_ref() != &Object::Null,
        ),
        None => (false, false),
    };
    let mark = document.find_dict(&catalogue, "MarkInfo")?.unwrap_or_default();
    Ok(Pdf {
        version: document.version()?,
        pages,
        formats: formats.list,
        signatures: Signatures::read(&document)?,
        formulaire,
        xfa,
        javascript: faits.javascript,
        lancement: faits.lancement,
        fichiers_joints: faits.fichiers_joints,
        balise: document.find(&mark, "Marked")?.as_ref() == &Object::Bool(true),
        pdf_a: pdf_a(&document, &catalogue)?,
        remarques,
    })
}

#[derive(Default)]
struct Formats {
    list: Vec<FormatPage>,
    ranks: HashMap<(u64, u64), usize>,
}

impl Formats {
    /// Sizes that round to the same half of a point are one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from nothing to some millions")]
    fn count(&mut self, (largeur, hauteur): (f64, f64)) {
        let key = ((largeur * 2.0).round() as u64, (hauteur * 2.0).round() as u64);
        let rank = *self.ranks.entry(key).or_insert_with(|| {
            self.list.push(FormatPage { largeur, hauteur, pages: 0 });
            self.list.len() - 1
        });
        self.list[rank].pages += 1;
    }
}

/// The contents of pages, each read once.
struct Contents<'d, 'a> {
    document: &'d Document<'a>,
    read: HashSet<Ref>,
    remarques: Vec<Remarque>,
}

impl Contents<'_, '_> {
    fn read(&mut self, page: &Page, rank: usize) -> Result<(), PdfError> {
        let contents = self.document.find(&page.dict, "Contents")?;
        let parts = match contents.as_array() {
            Some(parts) => parts,
            None => page.dict.get("Contents").map(std::slice::from_ref).unwrap_or_default(),
        };
        for part in parts {
            let Some(id) = part.as_ref().filter(|id| self.read.insert(*id)) else { continue };
            let Object::Stream(stream) = self.document.get(id)? else {
                return Err(PdfError::abime(format!("le contenu de la page {rank} manque")));
            };
            match self.document.probe(&stream, CONTENTS)? {
                Some(Fin::Abimee) => {
                    return Err(PdfError::abime(format!("le contenu de la page {rank} est illisible")));
                }
                Some(Fin::Douteuse) => self.remarques.push(Remarque::ContenuDouteux { page: rank }),
                Some(Fin::Entiere) | None => {}
            }
        }
        Ok(())
    }
}

/// The part and the level that its metadata announce.
fn pdf_a(document: &Document<'_>, catalogue: &Dict) -> Result<Option<String>, PdfError> {
    let metadata = document.find(catalogue, "Metadata")?;
    let Object::Stream(stream) = metadata.as_ref() else { return Ok(None) };
    let Some(text) = document.text(stream, XMP)? else { return Ok(None) };
    let value = |key: &str| {
        let at = memchr::memmem::find(&text, key.as_bytes())? + key.len();
        let rest = text.get(at..text.len().min(at + 24))?;
        let start = rest.iter().position(u8::is_ascii_alphanumeric)?;
        let value: Vec<u8> = rest[start..].iter().copied().take_while(u8::is_ascii_alphanumeric).take(2).collect();
        String::from_utf8(value).ok()
    };
    Ok(value("pdfaid:part").map(|part| part + &value("pdfaid:conformance").unwrap_or_default()))
}
