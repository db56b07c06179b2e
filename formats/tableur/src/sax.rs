//! `Sax`: the events of a hostile XML, one piece at a time: no entity of its own, no abyss.

use std::{
    borrow::Cow,
    io::{BufReader, Read},
};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::{
    TableurError,
    budget::{Budget, Flux},
};

pub(crate) struct Sax<'b, R: Read> {
    reader: Reader<BufReader<Flux<'b, R>>>,
    tampon: Vec<u8>,
    profondeur: usize,
    budget: &'b Budget,
}

/// Names are local: workbooks choose their prefixes as they please.
pub(crate) enum Trait<'a> {
    Start(Balise<'a>),
    End(String),
    Text(Cow<'a, str>),
    Fin,
}

pub(crate) struct Balise<'a>(BytesStart<'a>);

impl<'b, R: Read> Sax<'b, R> {
    pub(crate) fn new(flux: Flux<'b, R>, budget: &'b Budget) -> Self {
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, flux));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, tampon: Vec::new(), profondeur: 0, budget }
    }

    pub(crate) fn next(&mut self) -> Result<Trait<'_>, TableurError> {
        self.tampon.clear();
        // A large piece is given back, so that one does not pay for it until the end.
        self.tampon.shrink_to(64 << 10);
        self.budget.end_morceau();
        let event = match self.reader.read_event_into(&mut self.tampon) {
            Ok(event) => event,
            Err(error) => return Err(self.budget.reason(error.to_string())),
        };
        Ok(match event {
            Event::Start(start) | Event::Empty(start) => {
                self.profondeur += 1;
                let max = self.budget.limites.profondeur;
                if self.profondeur > max {
                    return Err(TableurError::TropGrand { quoi: "balises imbriquées", max: max as u64 });
                }
                Trait::Start(Balise(start))
            }
            Event::End(end) => {
                self.profondeur = self.profondeur.saturating_sub(1);
                Trait::End(local(end.name().into_inner()).to_owned())
            }
            Event::Text(text) => Trait::Text(text.xml10_content()),
            Event::CData(text) => Trait::Text(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    Ok(None) => predefined(&reference.xml10_content()).map(str::to_owned),
                    Err(error) => return Err(TableurError::abime(error.to_string())),
                };
                Trait::Text(known.ok_or(TableurError::Entites)?.into())
            }
            Event::DocType(_) => return Err(TableurError::Entites),
            Event::Eof if self.profondeur > 0 => return Err(TableurError::abime("le texte s’arrête au milieu")),
            Event::Eof => Trait::Fin,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Trait::Text("".into()),
        })
    }

    /// A text that grows piece by piece is refused before it is too long.
    pub(crate) fn check_len(&self, len: usize) -> Result<(), TableurError> {
        self.budget.check_len(len)
    }

    /// Passes over what an element that was just opened holds.
    pub(crate) fn skip(&mut self) -> Result<(), TableurError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Trait::Start(_) => open += 1,
                Trait::End(_) => open -= 1,
                Trait::Fin => return Err(TableurError::abime("le texte s’arrête au milieu")),
                Trait::Text(_) => {}
            }
        }
        Ok(())
    }
}

impl Balise<'_> {
    pub(crate) fn nom(&self) -> String {
        local(self.0.name().into_inner()).to_owned()
    }

    pub(crate) fn is(&self, nom: &str) -> bool {
        let full = self.0.name().into_inner();
        full.rsplit(':').next() == Some(nom)
    }

    /// The value of an attribute, whatever its prefix, save those of extensions that repeat what the standard says.
    pub(crate) fn attribut(&self, nom: &str) -> Result<Option<String>, TableurError> {
        for attribut in self.0.attributes() {
            let attribut = attribut.map_err(|error| TableurError::abime(error.to_string()))?;
            let full = attribut.key.into_inner();
            if full.rsplit(':').next() == Some(nom) && !full.starts_with("calcext:") {
                let value = attribut.normalized_value(XmlVersion::Implicit1_0);
                return value.map(|value| Some(value.into_owned())).map_err(|_| TableurError::Entites);
            }
        }
        Ok(None)
    }

    /// An attribute that counts: 1 when it is absent.
    pub(crate) fn nombre(&self, nom: &str) -> Result<u32, TableurError> {
        let Some(value) = self.attribut(nom)? else { return Ok(1) };
        value.trim().parse().map_err(|_| TableurError::abime(format!("{nom} ne se lit pas")))
    }
}

fn local(full: &str) -> &str {
    full.rsplit(':').next().unwrap_or_default()
}

fn predefined(nom: &str) -> Option<&'static str> {
    Some(match nom {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => return None,
    })
}
