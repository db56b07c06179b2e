//! What was added to a file after a signature, by comparing what it was then with what it is (ISO 32000-1, 12.8.2.2).

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use pdf::{Champ, Dict, Difference, Document, Object, Page, PdfError, Ref, champs, pages};

/// One change, and on which page when it is of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Modification {
    pub genre: GenreModification,
    /// From 1.
    pub page: Option<usize>,
    /// The name of the field that was filled.
    pub champ: Option<String>,
}

/// From the most harmless to what no signature allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GenreModification {
    /// Title, author, dates.
    Metadonnees,
    /// Certificates, lists of revocation, answers, for later verification.
    Preuves,
    /// A time stamp of the whole.
    Horodatage,
    /// Another signature.
    Signature,
    /// A field was filled.
    Formulaire,
    AnnotationAjoutee,
    /// An annotation that was signed is no longer the same, or no longer there.
    AnnotationChangee,
    /// A field or another part of the document was added or changed, that is not seen on its pages.
    Autre,
    /// What is seen of a signature that was there.
    ApparenceDeSignature,
    /// Fonts of forms, layers, scripts, actions at opening: what is seen may depend on them.
    Affichage,
    /// What a page shows.
    Contenu,
    /// Pages added, removed or moved.
    Pages,
}

impl fmt::Display for GenreModification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Metadonnees => "des métadonnées",
            Self::Preuves => "des preuves de validation",
            Self::Horodatage => "un horodatage",
            Self::Signature => "une signature",
            Self::Formulaire => "un champ rempli",
            Self::AnnotationAjoutee => "une annotation",
            Self::AnnotationChangee => "une annotation modifiée",
            Self::Autre => "une partie du document",
            Self::ApparenceDeSignature => "l’apparence d’une signature",
            Self::Affichage => "ce qui commande l’affichage",
            Self::Contenu => "le contenu d’une page",
            Self::Pages => "des pages",
        })
    }
}

/// Keys of a page that do not change what it shows.
const DE_PAGE: [&str; 9] =
    ["Annots", "Parent", "Tabs", "StructParents", "LastModified", "Metadata", "PieceInfo", "Type", "Thumb"];
/// Keys by which an object leads back to the rest of the document.
const VERS_LE_RESTE: [&str; 8] = ["Parent", "P", "Popup", "IRT", "Pg", "StructParent", "StructParents", "Dest"];
/// Keys of the catalogue on which depends what is shown or done.
const D_AFFICHAGE: [&str; 6] = ["OCProperties", "OpenAction", "AA", "Names", "Collection", "Requirements"];
/// Keys of the catalogue that are compared apart, or that say nothing of what is seen.
const A_PART: [&str; 10] =
    ["Pages", "AcroForm", "DSS", "Extensions", "Version", "Metadata", "StructTreeRoot", "MarkInfo", "Lang", "Type"];
/// Keys of the form on which depends what its fields show.
const DE_FORMULAIRE: [&str; 5] = ["DR", "DA", "Q", "XFA", "CO"];

/// What changed from `old` to `new`, once each.
pub(crate) fn compare(old: &Document<'_>, new: &Document<'_>) -> Result<Vec<Modification>, PdfError> {
    let difference = Difference::new(old, new)?;
    if difference.is_empty() {
        return Ok(Vec::new());
    }
    let (before, after) = (pages(old)?, pages(new)?);
    let known: HashSet<Ref> = before.iter().chain(&after).map(|page| page.id).collect();
    let fields = (by_id(champs(old)?), by_id(champs(new)?));
    let mut comparison =
        Comparison { old, new, difference, known, before: fields.0, after: fields.1, found: Vec::new() };
    comparison.run(&before, &after)?;
    let mut found = comparison.found;
    found.sort();
    found.dedup();
    // What is told of a page is not told again of the document.
    let of_pages: HashSet<(GenreModification, Option<String>)> =
        found.iter().filter(|one| one.page.is_some()).map(|one| (one.genre, one.champ.clone())).collect();
    found.retain(|one| one.page.is_some() || !of_pages.contains(&(one.genre, one.champ.clone())));
    Ok(found)
}

struct Comparison<'n, 'a, 'o> {
    old: &'n Document<'o>,
    new: &'n Document<'a>,
    difference: Difference<'n, 'a>,
    /// Pages, that are compared one by one: what only leads to them is not changed with them. And all that was found to
    /// be as it was.
    known: HashSet<Ref>,
    /// Fields of both states.
    before: BTreeMap<Ref, Champ>,
    after: BTreeMap<Ref, Champ>,
    found: Vec<Modification>,
}

impl Comparison<'_, '_, '_> {
    fn note(&mut self, genre: GenreModification, page: Option<usize>) {
        self.found.push(Modification { genre, page, champ: None });
    }

    fn run(&mut self, old_pages: &[Page], new_pages: &[Page]) -> Result<(), PdfError> {
        self.catalogue()?;
        self.fields()?;
        let ids = |pages: &[Page]| pages.iter().map(|page| page.id).collect::<Vec<_>>();
        if ids(old_pages) != ids(new_pages) {
            self.note(GenreModification::Pages, None);
            return Ok(());
        }
        for (rank, (old, new)) in old_pages.iter().zip(new_pages).enumerate() {
            if self.content_changed(old, new)? {
                self.note(GenreModification::Contenu, Some(rank + 1));
            }
            self.annotations(old, new, rank + 1)?;
        }
        if self.old.trailer().get("Info") != self.new.trailer().get("Info")
            || self.new.trailer().get("Info").and_then(Object::as_ref).is_some_and(|id| self.difference.is_changed(id))
        {
            self.note(GenreModification::Metadonnees, None);
        }
        Ok(())
    }

    fn content_changed(&mut self, old: &Page, new: &Page) -> Result<bool, PdfError> {
        let shown = |page: &Page| {
            let all = page.heritage.iter().chain(page.dict.iter());
            let kept = all.filter(|(key, _)| !DE_PAGE.iter().any(|name| name.as_bytes() == *key));
            kept.map(|(key, value)| (key.to_vec(), value.clone())).collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (shown(old), shown(new));
        if before != after {
            return Ok(true);
        }
        for value in after.values() {
            if self.difference.reaches(value, &VERS_LE_RESTE, &mut self.known)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn annotations(&mut self, old: &Page, new: &Page, page: usize) -> Result<(), PdfError> {
        let was = self.old.find(&old.dict, "Annots")?.as_array().unwrap_or_default().to_vec();
        let is = self.new.find(&new.dict, "Annots")?.as_array().unwrap_or_default().to_vec();
        if was.iter().any(|annotation| !is.contains(annotation)) {
            self.note(GenreModification::AnnotationChangee, Some(page));
        }
        for annotation in &is {
            if !was.contains(annotation) {
                self.added(annotation, page)?;
            } else if self.difference.reaches(annotation, &VERS_LE_RESTE, &mut self.known)? {
                self.changed(annotation, page)?;
            }
        }
        Ok(())
    }

    fn added(&mut self, annotation: &Object, page: usize) -> Result<(), PdfError> {
        let value = self.new.resolve(annotation)?;
        let Some(dict) = value.as_dict() else { return Ok(()) };
        let genre = match (dict.is("Subtype", "Widget"), self.kind(dict)?.as_slice()) {
            // One that is signed is judged itself; one that is not, and is seen, hides something or tells a lie.
            (true, b"Sig") if self.is_signed(annotation) || dict.get("AP").is_none() => {
                match annotation.as_ref().and_then(|id| self.after.get(&id)) {
                    Some(champ) => self.signature(champ)?,
                    None => GenreModification::Signature,
                }
            }
            // A field that was in the form already, shown since on a page.
            (true, _) if annotation.as_ref().is_some_and(|id| self.before.contains_key(&id)) => {
                GenreModification::Affichage
            }
            (true, _) => GenreModification::Autre,
            (false, _) => GenreModification::AnnotationAjoutee,
        };
        self.note(genre, Some(page));
        Ok(())
    }

    fn changed(&mut self, annotation: &Object, page: usize) -> Result<(), PdfError> {
        let value = self.new.resolve(annotation)?;
        let dict = value.as_dict().cloned().unwrap_or_default();
        let genre = if dict.is("Subtype", "Widget") {
            let known = annotation.as_ref().and_then(|id| self.before.get(&id));
            let was_signed = match known {
                Some(champ) => self.old.find_dict(&champ.dict, "V")?.is_some(),
                None => false,
            };
            match self.kind(&dict)?.as_slice() {
                b"Sig" if was_signed => GenreModification::ApparenceDeSignature,
                b"Sig" => GenreModification::Signature,
                _ if self.is_moved(annotation)? || !self.is_filled(annotation)? => GenreModification::AnnotationChangee,
                _ => {
                    let champ = known.map(|champ| champ.nom.clone());
                    self.found.push(Modification { genre: GenreModification::Formulaire, page: Some(page), champ });
                    return Ok(());
                }
            }
        } else {
            GenreModification::AnnotationChangee
        };
        self.note(genre, Some(page));
        Ok(())
    }

    fn is_signed(&self, annotation: &Object) -> bool {
        annotation.as_ref().and_then(|id| self.after.get(&id)).is_some_and(|champ| champ.valeur.is_some())
    }

    /// Signed by somebody, or stamped.
    fn signature(&self, champ: &Champ) -> Result<GenreModification, PdfError> {
        let stamped = value(self.new, champ)?;
        let stamped =
            stamped.as_ref().and_then(Object::as_dict).is_some_and(|dict| dict.is("SubFilter", "ETSI.RFC3161"));
        let is_seen = champ.dict.get("AP").is_some();
        Ok(if stamped && !is_seen { GenreModification::Horodatage } else { GenreModification::Signature })
    }

    /// Its value changed, or its state for those that are ticked: not what it shows alone.
    fn is_filled(&self, annotation: &Object) -> Result<bool, PdfError> {
        let Some(id) = annotation.as_ref() else { return Ok(true) };
        let (Some(was), Some(is)) = (self.before.get(&id), self.after.get(&id)) else { return Ok(false) };
        Ok(value(self.old, was)? != value(self.new, is)? || was.dict.get("AS") != is.dict.get("AS"))
    }

    /// Filling a field does not move it.
    fn is_moved(&self, annotation: &Object) -> Result<bool, PdfError> {
        let (was, is) = (self.old.resolve(annotation)?, self.new.resolve(annotation)?);
        let (Some(was), Some(is)) = (was.as_dict(), is.as_dict()) else { return Ok(true) };
        Ok(was.get("Rect") != is.get("Rect") || was.get("Subtype") != is.get("Subtype"))
    }

    fn kind(&self, dict: &Dict) -> Result<Vec<u8>, PdfError> {
        let mut dict = dict.clone();
        for _ in 0..16 {
            if let Some(kind) = self.new.find(&dict, "FT")?.as_name() {
                return Ok(kind.to_vec());
            }
            let Some(parent) = self.new.find_dict(&dict, "Parent")? else { break };
            dict = parent;
        }
        Ok(Vec::new())
    }

    /// Fields that no page shows are looked at here; the others are with their annotation.
    fn fields(&mut self) -> Result<(), PdfError> {
        let mut found = Vec::new();
        for (id, champ) in &self.after {
            let is_signature = champ.genre == b"Sig";
            let (genre, champ) = match self.before.get(id) {
                None if is_signature => (self.signature(champ)?, None),
                None => (GenreModification::Autre, None),
                Some(known) if value(self.old, known)? != value(self.new, champ)? => match is_signature {
                    true if known.valeur.is_some() => (GenreModification::ApparenceDeSignature, None),
                    true => (GenreModification::Signature, None),
                    false => (GenreModification::Formulaire, Some(champ.nom.clone())),
                },
                Some(known) if known.genre != champ.genre || known.nom != champ.nom => (GenreModification::Autre, None),
                Some(_) => continue,
            };
            found.push(Modification { genre, page: None, champ });
        }
        self.found.extend(found);
        if self.before.keys().any(|id| !self.after.contains_key(id)) {
            self.note(GenreModification::AnnotationChangee, None);
        }
        Ok(())
    }

    fn catalogue(&mut self) -> Result<(), PdfError> {
        let (old, new) = (self.old.catalogue()?, self.new.catalogue()?);
        let keys = |dict: &Dict| dict.iter().map(|(key, _)| key.to_vec()).collect::<Vec<_>>();
        let mut all = keys(&old);
        all.extend(keys(&new));
        all.sort();
        all.dedup();
        for key in all {
            let key = String::from_utf8_lossy(&key).into_owned();
            if self.entry_changed(&old, &new, &key)? {
                self.judge_entry(&old, &new, &key)?;
            }
        }
        Ok(())
    }

    fn entry_changed(&mut self, old: &Dict, new: &Dict, key: &str) -> Result<bool, PdfError> {
        let (was, is) = (old.get(key), new.get(key));
        let leads = match is {
            Some(value) => self.difference.reaches(value, &VERS_LE_RESTE, &mut self.known)?,
            None => false,
        };
        Ok(leads || was != is)
    }

    fn judge_entry(&mut self, old: &Dict, new: &Dict, key: &str) -> Result<(), PdfError> {
        match key {
            "DSS" => self.note(GenreModification::Preuves, None),
            "AcroForm" => self.form(old, new)?,
            "Metadata" => self.note(GenreModification::Metadonnees, None),
            // Added by who certifies; who signed before did not see it.
            "Perms" if old.get("Perms").is_none() => self.note(GenreModification::Signature, None),
            key if D_AFFICHAGE.contains(&key) => self.note(GenreModification::Affichage, None),
            key if A_PART.contains(&key) => {}
            _ => self.note(GenreModification::Autre, None),
        }
        Ok(())
    }

    fn form(&mut self, old: &Dict, new: &Dict) -> Result<(), PdfError> {
        let was = self.old.find_dict(old, "AcroForm")?.unwrap_or_default();
        let Some(is) = self.new.find_dict(new, "AcroForm")? else {
            self.note(GenreModification::Affichage, None);
            return Ok(());
        };
        let told = self.new.find(&is, "NeedAppearances")?;
        let is_redrawn = told.as_ref() == &Object::Bool(true)
            && self.old.find(&was, "NeedAppearances")?.as_ref() != &Object::Bool(true);
        for key in DE_FORMULAIRE {
            // What the first field of a file brings with it was not there to be changed.
            if was.get(key).is_some() && self.entry_changed(&was, &is, key)? {
                self.note(GenreModification::Affichage, None);
            }
        }
        if is_redrawn || (was.get("XFA").is_none() && is.get("XFA").is_some()) {
            self.note(GenreModification::Affichage, None);
        }
        Ok(())
    }
}

fn value(document: &Document<'_>, champ: &Champ) -> Result<Option<Object>, PdfError> {
    champ.valeur.as_ref().map(|valeur| Ok(document.resolve(valeur)?.into_owned())).transpose()
}

fn by_id(champs: Vec<Champ>) -> BTreeMap<Ref, Champ> {
    champs.into_iter().filter_map(|champ| Some((champ.id?, champ))).collect()
}
