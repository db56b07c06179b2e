//! `TextePage`: the text of a page where it is drawn, to find in it the marks that say where to sign.

use std::{collections::HashMap, ops::Range, rc::Rc};

use crate::{
    contenu::Operations,
    document::Document,
    error::PdfError,
    lettres::Lettres,
    object::{Dict, Object, Ref, Stream},
    pages::Page,
    tampon::Cadre,
};

/// Bytes of the content of one page that are read, letters of one page.
const CONTENU: u64 = 32 << 20;
const LETTRES: usize = 1 << 20;
/// Drawings inside drawings, and drawings of one page.
const DEPTH: usize = 6;
const FORMES: usize = 2000;
/// Fonts kept while a page is read, bytes of its text.
const POLICES: usize = 16;
const TEXTE: usize = 4 << 20;
/// States kept by one content.
const ETATS: usize = 256;

/// The letters of a page in the order in which they are drawn. What is drawn as lines or as an image is not text.
#[derive(Debug, Default)]
pub struct TextePage {
    texte: String,
    /// Where each letter starts in `texte`, and its corners on the page as it is seen.
    lettres: Vec<(usize, [f64; 4])>,
}

impl TextePage {
    pub fn read(document: &Document<'_>, page: &Page) -> Result<Self, PdfError> {
        let mut content = Vec::new();
        let contents = document.find(&page.dict, "Contents")?;
        let parts = contents.as_array().map_or_else(|| vec![contents.as_ref().clone()], <[Object]>::to_vec);
        for part in parts {
            if let Object::Stream(stream) = document.resolve(&part)?.as_ref()
                && let Some(text) = document.text(stream, CONTENU.saturating_sub(content.len() as u64))?
            {
                content.extend(text);
                content.push(b'\n');
            }
        }
        let resources = page.attribute("Resources").map(|value| document.resolve(value)).transpose()?;
        let resources = resources.and_then(|resources| resources.as_dict().cloned()).unwrap_or_default();
        let mut lecteur = Lecteur { document, page, polices: HashMap::new(), formes: FORMES, found: Self::default() };
        lecteur.run(&content, &resources, Etat::new(), 0)?;
        Ok(lecteur.found)
    }

    pub fn texte(&self) -> &str {
        &self.texte
    }

    /// The box around a part of the text, given in bytes; none when it is not on one line.
    pub fn cadre(&self, part: &Range<usize>) -> Option<Cadre> {
        let from = self.lettres.partition_point(|(start, _)| *start < part.start);
        let to = self.lettres.partition_point(|(start, _)| *start < part.end);
        let letters = self.lettres.get(from..to)?;
        let (_, mut corners) = *letters.first()?;
        for pair in letters.windows(2) {
            let [(_, one), (_, two)] = pair else { continue };
            let size = (one[2] - one[0]).max(one[3] - one[1]).max(two[2] - two[0]).max(two[3] - two[1]);
            // From the end of a line to the next, letters are far from each other.
            let gap = |axis: usize| (two[axis] - one[axis + 2]).max(one[axis] - two[axis + 2]);
            if gap(0) > size || gap(1) > size {
                return None;
            }
            corners = [corners[0].min(two[0]), corners[1].min(two[1]), corners[2].max(two[2]), corners[3].max(two[3])];
        }
        let [left, top, right, bottom] = corners;
        Some(Cadre { gauche: left, haut: top, largeur: right - left, hauteur: bottom - top })
    }
}

/// A matrix: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy)]
struct Matrice([f64; 6]);

impl Matrice {
    const UNE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Object]) -> Option<Self> {
        let mut values = [0.0; 6];
        for (value, operand) in values.iter_mut().zip(operands.get(..6)?) {
            *value = operand.as_f64().filter(|value| value.is_finite())?;
        }
        Some(Self(values))
    }

    const fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then `other`.
    fn then(self, other: Self) -> Self {
        let (one, two) = (self.0, other.0);
        let row = |left: f64, right: f64| [left * two[0] + right * two[2], left * two[1] + right * two[3]];
        let ([xx, xy], [yx, yy], [dx, dy]) = (row(one[0], one[1]), row(one[2], one[3]), row(one[4], one[5]));
        Self([xx, xy, yx, yy, dx + two[4], dy + two[5]])
    }

    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let own = self.0;
        (own[0] * x + own[2] * y + own[4], own[1] * x + own[3] * y + own[5])
    }
}

/// What operators change.
#[derive(Debug, Clone)]
struct Etat {
    page: Matrice,
    texte: Matrice,
    ligne: Matrice,
    police: Option<Rc<Lettres>>,
    taille: f64,
    entre_lettres: f64,
    entre_mots: f64,
    /// Horizontal, as a share.
    echelle: f64,
    interligne: f64,
    montee: f64,
}

impl Etat {
    fn new() -> Self {
        Self {
            page: Matrice::UNE,
            texte: Matrice::UNE,
            ligne: Matrice::UNE,
            police: None,
            taille: 0.0,
            entre_lettres: 0.0,
            entre_mots: 0.0,
            echelle: 1.0,
            interligne: 0.0,
            montee: 0.0,
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.ligne = Matrice::shift(x, y).then(self.ligne);
        self.texte = self.ligne;
    }

    /// Operators that change the state alone; false for the others.
    fn set(&mut self, operator: &[u8], operands: &[Object]) -> bool {
        let number = |rank: usize| operands.get(rank).and_then(Object::as_f64).filter(|value| value.is_finite());
        let one = number(0).unwrap_or(0.0);
        match operator {
            b"cm" => self.page = Matrice::of(operands).unwrap_or(Matrice::UNE).then(self.page),
            b"BT" => (self.texte, self.ligne) = (Matrice::UNE, Matrice::UNE),
            b"Tc" => self.entre_lettres = one,
            b"Tw" => self.entre_mots = one,
            b"Tz" => self.echelle = one / 100.0,
            b"TL" => self.interligne = one,
            b"Ts" => self.montee = one,
            b"Td" => self.next_line(one, number(1).unwrap_or(0.0)),
            b"TD" => {
                self.interligne = -number(1).unwrap_or(0.0);
                self.next_line(one, number(1).unwrap_or(0.0));
            }
            b"Tm" => {
                self.ligne = Matrice::of(operands).unwrap_or(Matrice::UNE);
                self.texte = self.ligne;
            }
            b"T*" => self.next_line(0.0, -self.interligne),
            _ => return false,
        }
        true
    }
}

struct Lecteur<'d, 'a> {
    document: &'d Document<'a>,
    page: &'d Page,
    polices: HashMap<Ref, Rc<Lettres>>,
    formes: usize,
    found: TextePage,
}

impl Lecteur<'_, '_> {
    fn run(&mut self, content: &[u8], resources: &Dict, etat: Etat, depth: usize) -> Result<(), PdfError> {
        let (mut etat, mut kept) = (etat, Vec::new());
        for (operands, operator) in Operations::new(content) {
            if etat.set(operator, &operands) {
                continue;
            }
            match operator {
                b"q" if kept.len() < ETATS => kept.push(etat.clone()),
                b"Q" => etat = kept.pop().unwrap_or(etat),
                b"Tf" => {
                    etat.police = self.police(resources, operands.first())?;
                    etat.taille = operands.get(1).and_then(Object::as_f64).unwrap_or(0.0);
                }
                b"Tj" => self.show(&mut etat, operands.first()),
                b"'" => {
                    etat.next_line(0.0, -etat.interligne);
                    self.show(&mut etat, operands.first());
                }
                b"\"" => {
                    etat.next_line(0.0, -etat.interligne);
                    self.show(&mut etat, operands.get(2));
                }
                b"TJ" => {
                    for part in operands.first().and_then(Object::as_array).unwrap_or_default() {
                        if let Some(back) = part.as_f64() {
                            let x = -back / 1000.0 * etat.taille * etat.echelle;
                            etat.texte = Matrice::shift(x, 0.0).then(etat.texte);
                        }
                        self.show(&mut etat, Some(part));
                    }
                }
                b"Do" if depth < DEPTH => self.forme(resources, operands.first(), &etat, depth)?,
                _ => {}
            }
            if self.is_full() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn resource(&self, resources: &Dict, kind: &str, name: Option<&Object>) -> Result<Option<Object>, PdfError> {
        let Some(name) = name.and_then(Object::as_name) else { return Ok(None) };
        let Some(list) = self.document.find_dict(resources, kind)? else { return Ok(None) };
        Ok(list.get(&String::from_utf8_lossy(name)).cloned())
    }

    fn police(&mut self, resources: &Dict, name: Option<&Object>) -> Result<Option<Rc<Lettres>>, PdfError> {
        let Some(font) = self.resource(resources, "Font", name)? else { return Ok(None) };
        if let Some(known) = font.as_ref().and_then(|id| self.polices.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let value = self.document.resolve(&font)?;
        let Some(dict) = value.as_dict() else { return Ok(None) };
        let police = Rc::new(Lettres::read(self.document, dict)?);
        if self.polices.len() == POLICES {
            self.polices.clear();
        }
        if let Some(id) = font.as_ref() {
            self.polices.insert(id, Rc::clone(&police));
        }
        Ok(Some(police))
    }

    fn forme(&mut self, resources: &Dict, name: Option<&Object>, etat: &Etat, depth: usize) -> Result<(), PdfError> {
        let Some(object) = self.resource(resources, "XObject", name)? else { return Ok(()) };
        let object = self.document.resolve(&object)?;
        let Object::Stream(Stream { dict, .. }) = object.as_ref() else { return Ok(()) };
        if !dict.is("Subtype", "Form") || self.formes == 0 {
            return Ok(());
        }
        self.formes -= 1;
        let Object::Stream(stream) = object.as_ref() else { return Ok(()) };
        let Some(content) = self.document.text(stream, CONTENU)? else { return Ok(()) };
        let matrix = self.document.find(dict, "Matrix")?;
        let matrix = matrix.as_array().and_then(Matrice::of).unwrap_or(Matrice::UNE);
        let own = self.document.find_dict(dict, "Resources")?;
        let inside = Etat { page: matrix.then(etat.page), ..etat.clone() };
        self.run(&content, own.as_ref().unwrap_or(resources), inside, depth + 1)
    }

    fn show(&mut self, etat: &mut Etat, texte: Option<&Object>) {
        let (Some(octets), Some(police)) = (texte.and_then(Object::as_text), etat.police.clone()) else { return };
        for (code, letter, width) in police.decode(octets) {
            if self.is_full() {
                return;
            }
            let spaces = etat.entre_lettres + if police.is_blank(code) { etat.entre_mots } else { 0.0 };
            let width = width / 1000.0 * etat.taille;
            self.note(etat, letter, width * etat.echelle);
            etat.texte = Matrice::shift((width + spaces) * etat.echelle, 0.0).then(etat.texte);
        }
    }

    fn is_full(&self) -> bool {
        self.found.lettres.len() > LETTRES || self.found.texte.len() > TEXTE
    }

    /// A letter stands a quarter of its size below its line, and three quarters above.
    fn note(&mut self, etat: &Etat, letter: &str, width: f64) {
        let whole = etat.texte.then(etat.page);
        let (low, high) = (etat.montee - 0.25 * etat.taille, etat.montee + 0.75 * etat.taille);
        let corners = [(0.0, low), (width, low), (0.0, high), (width, high)].map(|(x, y)| {
            let (x, y) = whole.apply(x, y);
            self.page.point(x, y)
        });
        let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for (x, y) in corners {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
        self.found.lettres.push((self.found.texte.len(), bounds));
        self.found.texte.push_str(letter);
    }
}
