//! The stamp laid on the pages, as an annotation of each: nothing that the file had is changed.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use crate::{
    balisage::Balisage,
    document::Document,
    encre::{self, PLUME},
    error::PdfError,
    object::{Data, Dict, Object, Ref, Stream},
    pages::{self, Page},
    police::deflate,
    revision::Revision,
    signatures::{Interdit, Signatures},
    tampon::{Boite, Pages, Position, Tampon},
};

/// Printed, not to be edited, moved nor emptied (ISO 32000-1, table 165: bits 3, 7, 8 and 10).
const FLAGS: i64 = 4 + 64 + 128 + 512;
/// The same file, stamped: all of it or an error. The bytes that were given are the beginning of those that come back.
pub fn stamp(octets: &[u8], tampon: &Tampon, position: &Position) -> Result<Vec<u8>, PdfError> {
    let boite = tampon.boite()?;
    if !(0.0..=1.0).contains(&position.x) || !(0.0..=1.0).contains(&position.y) {
        return Err(PdfError::HorsPage);
    }
    let document = Document::open(octets)?;
    let signatures = Signatures::read(&document)?;
    refuse_certified(&signatures)?;
    let mut pages = pages::list(&document)?;
    if position.pages == Pages::Premiere {
        pages.truncate(1);
    }
    let shared = shared_lists(&pages);
    let mut encrier = Encrier::new(Revision::new(&document), boite, tampon)?;
    // What a signature covers is changed as little as can be: its tags stay as they are.
    if signatures.total() == 0 {
        encrier.balisage = Balisage::read(&document).ok().flatten();
    }
    let mut done = HashSet::new();
    for (rank, page) in pages.iter().enumerate() {
        if done.insert(page.id) {
            let annotation = encrier.annotation(page, position, rank + 1)?;
            encrier.attach(&document, page, annotation, &shared)?;
        }
    }
    if let Some(balisage) = encrier.balisage.take() {
        balisage.finish(&document, &mut encrier.revision)?;
    }
    encrier.revision.write()
}

/// Annotations are taken by a signature, but by those that forbid them.
fn refuse_certified(signatures: &Signatures) -> Result<(), PdfError> {
    match signatures.interdit {
        Some(Interdit::Tout) => Err(PdfError::Certifie { interdit: "toute modification" }),
        Some(Interdit::ToutSaufFormulaire) => Err(PdfError::Certifie { interdit: "toute annotation" }),
        Some(Interdit::ToutSaufAnnotations) | None => Ok(()),
    }
}

/// How many pages have each list of annotations: one that several pages share cannot take the stamp of each.
fn shared_lists(pages: &[Page]) -> HashMap<Ref, usize> {
    let mut shared = HashMap::new();
    for id in pages.iter().filter_map(|page| page.dict.get("Annots")?.as_ref()) {
        *shared.entry(id).or_insert(0) += 1;
    }
    shared
}

/// The stamp drawn once, and its copies: one a quarter of turn.
struct Encrier<'d, 'a> {
    revision: Revision<'d, 'a>,
    boite: Boite,
    /// What it says, for those who hear the page.
    texte: Object,
    dessin: Vec<u8>,
    resources: Option<Ref>,
    formes: HashMap<u8, Ref>,
    balisage: Option<Balisage>,
}

impl<'d, 'a> Encrier<'d, 'a> {
    fn new(revision: Revision<'d, 'a>, boite: Boite, tampon: &Tampon) -> Result<Self, PdfError> {
        let lignes = [&tampon.titre].into_iter().chain(&tampon.lignes);
        let texte = lignes.map(|ligne| ligne.trim()).filter(|ligne| !ligne.is_empty()).collect::<Vec<_>>().join("\n");
        let dessin = deflate(&draw(&boite)?);
        let texte = Object::texte(&texte);
        Ok(Self { revision, boite, texte, dessin, resources: None, formes: HashMap::new(), balisage: None })
    }

    fn annotation(&mut self, page: &Page, position: &Position, rank: usize) -> Result<Ref, PdfError> {
        let cadre = self.boite.place(page.size(), position).ok_or_else(|| self.too_small(rank))?;
        let forme = self.forme(page);
        let id = self.revision.reserve();
        let mut dict = Dict::default()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Stamp"))
            .with("Rect", Object::array(page.rect(cadre)))
            .with("F", FLAGS)
            .with("P", page.id)
            .with("Contents", self.texte.clone())
            .with("NM", Object::Text(format!("beffroi-tampon-{rank}").into_bytes()))
            .with("AP", Dict::default().with("N", forme));
        if let Some(balisage) = &mut self.balisage {
            dict.set("StructParent", balisage.add(&mut self.revision, "Annot", page.id, id, &self.texte));
        }
        self.revision.replace(id, dict);
        Ok(id)
    }

    /// The annotation is added to those of the page: in their list when it is an object of this page alone, else in the
    /// page; there too when the page must say that its annotations are read in the order of its tags.
    fn attach(
        &mut self,
        document: &Document<'_>,
        page: &Page,
        annotation: Ref,
        shared: &HashMap<Ref, usize>,
    ) -> Result<(), PdfError> {
        let annots = document.find(&page.dict, "Annots")?;
        document.keep(annots.count())?;
        let mut list = annots.as_array().map(<[Object]>::to_vec).unwrap_or_default();
        list.push(annotation.into());
        let mut dict = page.dict.clone();
        let untold = self.balisage.is_some() && dict.get("Tabs").is_none();
        if untold {
            dict.set("Tabs", Object::name("S"));
        }
        match dict.get("Annots").and_then(Object::as_ref) {
            Some(id) if annots.as_array().is_some() && shared.get(&id) == Some(&1) => {
                self.revision.replace(id, list);
                if untold {
                    self.revision.replace(page.id, dict);
                }
            }
            _ => self.revision.replace(page.id, dict.with("Annots", list)),
        }
        Ok(())
    }

    fn too_small(&self, page: usize) -> PdfError {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some tens of millimetres")]
        let mm = |points: f64| (points * 25.4 / 72.0).ceil() as u32;
        PdfError::PageTropPetite { page, largeur: mm(self.boite.largeur), hauteur: mm(self.boite.hauteur) }
    }

    /// The drawing, turned so that it is upright on a page that readers turn.
    fn forme(&mut self, page: &Page) -> Ref {
        if let Some(forme) = self.formes.get(&page.quarts) {
            return *forme;
        }
        let resources = self.resources();
        let dict = Dict::default()
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Form"))
            .with("BBox", Object::array([0.0, 0.0, self.boite.largeur, self.boite.hauteur]))
            .with("Matrix", Object::array(page.matrix()))
            .with("Resources", resources)
            .with("Filter", Object::name("FlateDecode"));
        let forme = self.revision.add(Stream { dict, data: Data::New(self.dessin.clone()) });
        self.formes.insert(page.quarts, forme);
        forme
    }

    fn resources(&mut self) -> Ref {
        if let Some(resources) = self.resources {
            return resources;
        }
        let resources = encre::resources(&mut self.revision);
        *self.resources.insert(self.revision.add(resources))
    }
}

/// A frame and its lines, marked as decoration of the page: the annotation says the same in words.
fn draw(boite: &Boite) -> Result<Vec<u8>, PdfError> {
    let mut dessin = format!("/Artifact BMC\nq\n{PLUME}1 w\n");
    // A string takes all that is written to it.
    let _ = writeln!(dessin, "1 1 {:.2} {:.2} re S\nBT", boite.largeur - 2.0, boite.hauteur - 2.0);
    for texte in &boite.textes {
        let y = boite.hauteur - texte.y;
        dessin += &encre::show(&texte.texte, texte.gras, texte.taille, (texte.x, y))?;
    }
    dessin.push_str("ET\nQ\nEMC\n");
    Ok(dessin.into_bytes())
}
