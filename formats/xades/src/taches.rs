//! Second reading: the digests of all that signatures cover, at once, and what none of them covers.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
    io::{self, Read, Write},
    ops::Range,
    rc::Rc,
};

use c14n::{C14nError, Canonicalizer, Event, Method, Reader, Start};
use certificats::{Hachage, Hacheur};

use crate::{
    chemin::Chemin,
    couverture::{Cadre, Couverture},
    error::XadesError,
    noms::DS,
};

/// Canonical forms written at once: a file that forty people sign whole has forty.
const ENSEMBLE: usize = 64;
/// Bytes kept of what is not digested, lists of what is signed and values: two thousand for each signature.
const GARDES: usize = 128 << 20;
/// Bytes of all the canonical forms of one file: they may be longer than the file, and are many.
const FORMES: usize = 16 << 30;

/// A canonical form to digest, or to keep.
#[derive(Debug, Clone)]
pub(crate) struct Tache {
    pub(crate) cible: Cible,
    /// The signature that is left out, by its first byte.
    pub(crate) hors: Option<u64>,
    pub(crate) methode: Method,
    pub(crate) sortie: Sortie,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cible {
    Document,
    Id(String),
    /// The element whose tag starts there.
    Octet(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sortie {
    Empreinte(Hachage),
    Octets,
}

/// What a task found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resultat {
    /// The digest, or the form itself; of the first element when several have the identifier.
    pub(crate) octets: Vec<u8>,
    pub(crate) chemin: String,
    pub(crate) place: Range<u64>,
    /// Elements that the target designates.
    pub(crate) trouves: usize,
}

/// Where a canonical form goes, and what all of them may still write.
#[derive(Debug)]
struct Puits {
    kept: Garde,
    reste: Rc<Reste>,
}

#[derive(Debug)]
enum Garde {
    Empreinte(Hacheur),
    Octets(Vec<u8>),
}

#[derive(Debug)]
struct Reste {
    formes: Cell<usize>,
    gardes: Cell<usize>,
}

impl Reste {
    /// What stops a form that could not be written.
    fn explain(&self, error: C14nError) -> XadesError {
        match (self.formes.get(), self.gardes.get()) {
            (0, _) => XadesError::TropGrand { quoi: "octets à vérifier", max: FORMES },
            (_, 0) => XadesError::TropGrand { quoi: "octets dans les signatures", max: GARDES },
            _ => error.into(),
        }
    }
}

impl Write for Puits {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let spend = |left: &Cell<usize>| {
            let after = left.get().checked_sub(octets.len());
            left.set(after.unwrap_or(0));
            after.map(|_| ()).ok_or_else(|| io::Error::other("ces signatures portent sur trop d’octets"))
        };
        spend(&self.reste.formes)?;
        match &mut self.kept {
            Garde::Empreinte(hacheur) => hacheur.update(octets),
            Garde::Octets(kept) => {
                spend(&self.reste.gardes)?;
                kept.extend_from_slice(octets);
            }
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A form that is being written.
#[derive(Debug)]
struct EnCours {
    tache: usize,
    depth: usize,
    forme: Canonicalizer<Puits>,
    /// The depth of the signature that is being left out.
    hors: Option<usize>,
}

/// Digests everything that is asked, in one reading of the file.
pub(crate) fn run(source: impl Read, taches: &[Tache]) -> Result<(Vec<Resultat>, Couverture), XadesError> {
    let mut lecture = Lecture::new(taches);
    let mut reader = Reader::new(source)?;
    lecture.document()?;
    while let Some(event) = reader.next()? {
        lecture.push(&event)?;
    }
    let over = reader.offset();
    lecture.finish(over)
}

struct Lecture<'a> {
    taches: &'a [Tache],
    resultats: Vec<Resultat>,
    ids: HashMap<&'a str, Vec<usize>>,
    /// The tasks that start at a byte, the nearest last.
    octets: Vec<(u64, usize)>,
    en_cours: Vec<EnCours>,
    reste: Rc<Reste>,
    chemin: Chemin,
    /// The depth of the signature where one is: what it holds is not of the document.
    signature: Option<usize>,
    cadre: Cadre,
    entier: bool,
    /// The last event was a text that is not blank; a comment came right after one.
    texte: bool,
    commente: bool,
    commentaires: BTreeMap<String, usize>,
}

impl<'a> Lecture<'a> {
    fn new(taches: &'a [Tache]) -> Self {
        let mut ids: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut octets = Vec::new();
        for (rank, tache) in taches.iter().enumerate() {
            match &tache.cible {
                Cible::Document => {}
                Cible::Id(id) => ids.entry(id).or_default().push(rank),
                Cible::Octet(at) => octets.push((*at, rank)),
            }
        }
        octets.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            taches,
            resultats: vec![Resultat::default(); taches.len()],
            ids,
            octets,
            en_cours: Vec::new(),
            reste: Rc::new(Reste { formes: Cell::new(FORMES), gardes: Cell::new(GARDES) }),
            chemin: Chemin::default(),
            signature: None,
            cadre: Cadre::default(),
            entier: taches.iter().any(|tache| tache.cible == Cible::Document),
            texte: false,
            commente: false,
            commentaires: BTreeMap::new(),
        }
    }

    fn document(&mut self) -> Result<(), XadesError> {
        let whole = |rank: &usize| self.taches[*rank].cible == Cible::Document;
        for rank in (0..self.taches.len()).filter(whole).collect::<Vec<_>>() {
            self.begin(rank, 0)?;
        }
        Ok(())
    }

    fn push(&mut self, event: &Event<'_>) -> Result<(), XadesError> {
        match event {
            Event::Start(start) => {
                self.chemin.enter(start.local());
                self.start(start)?;
            }
            Event::Comment(_) => self.commente |= self.texte,
            Event::Text(text) if !text.trim_ascii().is_empty() => {
                if self.commente
                    && !self.en_cours.is_empty()
                    && self.signature.is_none()
                    && self.commentaires.len() < 50
                {
                    *self.commentaires.entry(self.chemin.text(0)).or_default() += 1;
                }
                (self.texte, self.commente) = (true, false);
            }
            _ => {}
        }
        for en_cours in self.en_cours.iter_mut().filter(|en_cours| en_cours.hors.is_none()) {
            en_cours.forme.push(event).map_err(|error| self.reste.explain(error))?;
        }
        match event {
            Event::End(end) => {
                self.end(end.span.end)?;
                (self.texte, self.commente) = (false, false);
            }
            Event::Start(_) => (self.texte, self.commente) = (false, false),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &Start<'_>) -> Result<(), XadesError> {
        let at = start.span().start;
        let depth = self.chemin.depth();
        if start.is(DS, "Signature") {
            for en_cours in self.en_cours.iter_mut().filter(|one| self.taches[one.tache].hors == Some(at)) {
                en_cours.hors.get_or_insert(depth);
            }
            self.signature.get_or_insert(depth);
        }
        let before = self.en_cours.len();
        while let Some((_, rank)) = self.octets.pop_if(|(place, _)| *place == at) {
            self.found(rank, at)?;
        }
        if !self.ids.is_empty() {
            for attribute in start.attributes() {
                if matches!(attribute.name(), b"Id" | b"ID" | b"id" | b"xml:id")
                    && let Ok(id) = std::str::from_utf8(attribute.value())
                {
                    for rank in self.ids.get(id).cloned().unwrap_or_default() {
                        self.found(rank, at)?;
                    }
                }
            }
        }
        if self.signature.is_none() {
            let covers = self.en_cours[before..].iter().any(|one| matches!(self.taches[one.tache].cible, Cible::Id(_)));
            let inside = before > 0 || self.entier;
            self.cadre.enter(start.local(), covers, inside);
        }
        Ok(())
    }

    fn found(&mut self, rank: usize, at: u64) -> Result<(), XadesError> {
        self.resultats[rank].trouves += 1;
        if self.resultats[rank].trouves == 1 {
            self.resultats[rank].place = at..at;
            self.resultats[rank].chemin = self.chemin.text(0);
            self.begin(rank, self.chemin.depth())?;
        }
        Ok(())
    }

    fn begin(&mut self, rank: usize, depth: usize) -> Result<(), XadesError> {
        if self.en_cours.len() == ENSEMBLE {
            return Err(XadesError::TropGrand { quoi: "signatures qui se recouvrent", max: ENSEMBLE });
        }
        let tache = &self.taches[rank];
        let kept = match tache.sortie {
            Sortie::Empreinte(hachage) => Garde::Empreinte(hachage.start()),
            Sortie::Octets => Garde::Octets(Vec::new()),
        };
        let forme = Canonicalizer::new(tache.methode.clone(), Puits { kept, reste: Rc::clone(&self.reste) });
        self.en_cours.push(EnCours { tache: rank, depth, forme, hors: None });
        Ok(())
    }

    fn end(&mut self, at: u64) -> Result<(), XadesError> {
        let depth = self.chemin.depth();
        for en_cours in &mut self.en_cours {
            en_cours.hors.take_if(|hors| *hors == depth);
        }
        // Those that started last end first.
        while let Some(en_cours) = self.en_cours.pop_if(|en_cours| en_cours.depth == depth) {
            self.close(en_cours, at)?;
        }
        if self.signature.is_none() {
            self.cadre.leave(&self.chemin);
        } else {
            self.signature.take_if(|signature| *signature == depth);
        }
        self.chemin.leave();
        Ok(())
    }

    fn close(&mut self, en_cours: EnCours, at: u64) -> Result<(), XadesError> {
        let resultat = &mut self.resultats[en_cours.tache];
        resultat.place.end = at;
        let written = en_cours.forme.finish().map_err(|error| self.reste.explain(error))?;
        resultat.octets = match written.kept {
            Garde::Empreinte(hacheur) => hacheur.finish(),
            Garde::Octets(octets) => octets,
        };
        Ok(())
    }

    fn finish(mut self, over: u64) -> Result<(Vec<Resultat>, Couverture), XadesError> {
        for en_cours in std::mem::take(&mut self.en_cours) {
            self.resultats[en_cours.tache].trouves = 1;
            self.close(en_cours, over)?;
        }
        Ok((self.resultats, self.cadre.finish(self.entier, self.commentaires)))
    }
}
