//! `Groupe`: objects kept together in one deflated stream (ISO 32000-1, 7.5.7).

use crate::{
    error::PdfError,
    object::{Dict, Object},
    syntax::Parser,
    table::{OBJECTS, Source},
};

/// Bytes of one group once inflated.
const INFLATED: u64 = 32 << 20;

#[derive(Debug)]
pub(crate) struct Groupe {
    pub(crate) octets: Vec<u8>,
    /// The number of each object, and where it begins.
    pub(crate) index: Vec<(u32, usize)>,
}

impl Groupe {
    pub(crate) fn read(source: Source<'_>, dict: &Dict, octets: &[u8]) -> Result<Self, PdfError> {
        let broken = || PdfError::abime("un groupe d’objets est mal formé");
        let octets = source.decode(dict, octets, INFLATED)?;
        let natural =
            |key: &str| dict.get(key).and_then(|value| usize::try_from(value.as_integer()?).ok()).ok_or_else(broken);
        let (count, first) = (natural("N")?, natural("First")?);
        if count > OBJECTS {
            return Err(PdfError::TropGrand { quoi: "objets", max: OBJECTS });
        }
        let mut parser = Parser::new(&octets, 0);
        let mut index: Vec<(u32, usize)> = Vec::new();
        for _ in 0..count {
            let (number, offset) = parser.natural().zip(parser.natural()).ok_or_else(broken)?;
            let at = usize::try_from(offset).ok().and_then(|offset| offset.checked_add(first)).ok_or_else(broken)?;
            if index.last().is_some_and(|(_, before)| *before > at) {
                return Err(broken());
            }
            index.push((number.try_into().map_err(|_| broken())?, at));
        }
        Ok(Self { octets, index })
    }

    /// The object `number`, and how many bytes it takes.
    pub(crate) fn get(&self, number: u32, index: u32) -> Result<(Object, usize), PdfError> {
        let told = usize::try_from(index).ok().and_then(|index| self.index.get(index));
        let told = told.filter(|entry| entry.0 == number).or_else(|| self.index.iter().find(|entry| entry.0 == number));
        let Some((_, at)) = told.filter(|entry| entry.1 <= self.octets.len()) else { return Ok((Object::Null, 0)) };
        let mut parser = Parser::new(&self.octets, *at);
        let object = parser.object()?;
        Ok((object, parser.at - at))
    }
}
