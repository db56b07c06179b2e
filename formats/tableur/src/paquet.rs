//! `Paquet`: the archive of an XLSX or ODS workbook, opened with measure.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use crate::{TableurError, budget::Budget, sax::Sax};

/// The end of a zip: signature, and where its count of files stands.
const FIN: &[u8] = b"PK\x05\x06";
const COMPTE: usize = 10;

#[derive(Debug)]
pub(crate) struct Paquet<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    budget: &'b Budget,
}

impl<'b> Paquet<'b> {
    pub(crate) fn open(octets: &'b [u8], budget: &'b Budget) -> Result<Self, TableurError> {
        let max = budget.limites.pieces;
        let many = || TableurError::TropGrand { quoi: "fichiers internes", max };
        // The list of files is read whole by the library: its length is looked at first.
        let fin = octets.windows(FIN.len()).rposition(|window| window == FIN);
        let compte = fin.and_then(|at| octets.get(at + COMPTE..at + COMPTE + 2));
        let Some(&[low, high]) = compte else { return Err(TableurError::abime("la fin du fichier manque")) };
        if u64::from(u16::from_le_bytes([low, high])) > max {
            return Err(many());
        }
        let archive = ZipArchive::new(Cursor::new(octets)).map_err(|error| refusal(&error))?;
        if archive.len() as u64 > max { Err(many()) } else { Ok(Self { archive, budget }) }
    }

    pub(crate) fn holds(&self, nom: &str) -> bool {
        self.archive.index_for_name(nom).is_some()
    }

    /// The events of one of its files.
    pub(crate) fn sax(&mut self, nom: &str) -> Result<Sax<'b, impl Read + use<'_, 'b>>, TableurError> {
        let fichier = self.archive.by_name(nom).map_err(|error| refusal(&error))?;
        self.budget.end_morceau();
        Ok(Sax::new(self.budget.flux(fichier), self.budget))
    }

    /// The first bytes of one of its files.
    pub(crate) fn start_of(&mut self, nom: &str, len: u64) -> Result<Vec<u8>, TableurError> {
        let fichier = self.archive.by_name(nom).map_err(|error| refusal(&error))?;
        let mut octets = Vec::new();
        fichier.take(len).read_to_end(&mut octets).map_err(|error| TableurError::abime(error.to_string()))?;
        Ok(octets)
    }
}

fn refusal(error: &ZipError) -> TableurError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => TableurError::Protege,
        ZipError::FileNotFound => TableurError::abime("une partie du classeur manque"),
        other => TableurError::abime(other.to_string()),
    }
}
