//! `Budget`: what a reading has spent so far, counted on the bytes and the cells that really come out.

use std::{
    cell::{Cell, RefCell},
    io::{self, Read},
};

use crate::{Limites, TableurError};

/// Shared by the streams of one file and by who keeps the cells.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) limites: Limites,
    poids: u64,
    decompresse: Cell<u64>,
    /// Since the last piece of XML was told apart.
    morceau: Cell<u64>,
    texte: Cell<u64>,
    cellules: Cell<u64>,
    /// Why a stream stopped: `io::Error` cannot carry it through the parser of XML.
    refus: RefCell<Option<TableurError>>,
}

/// A stream that counts what comes out of it.
#[derive(Debug)]
pub(crate) struct Flux<'b, R> {
    source: R,
    budget: &'b Budget,
}

impl Budget {
    pub(crate) fn new(limites: Limites, poids: usize) -> Self {
        let zero = || Cell::new(0);
        Self {
            limites,
            poids: poids as u64,
            decompresse: zero(),
            morceau: zero(),
            texte: zero(),
            cellules: zero(),
            refus: RefCell::new(None),
        }
    }

    pub(crate) fn flux<R: Read>(&self, source: R) -> Flux<'_, R> {
        Flux { source, budget: self }
    }

    /// Why a stream stopped, or that the file is damaged.
    pub(crate) fn reason(&self, detail: impl Into<String>) -> TableurError {
        self.refus.take().unwrap_or_else(|| TableurError::abime(detail))
    }

    pub(crate) fn end_morceau(&self) {
        self.morceau.set(0);
    }

    /// One more cell with its text.
    pub(crate) fn spend_cell(&self, texte: usize) -> Result<(), TableurError> {
        let cellules = self.cellules.get() + 1;
        self.cellules.set(cellules);
        if cellules > self.limites.cellules {
            return Err(TableurError::TropGrand { quoi: "cellules remplies", max: self.limites.cellules });
        }
        self.spend_text(texte)
    }

    pub(crate) fn spend_text(&self, texte: usize) -> Result<(), TableurError> {
        let total = self.texte.get() + texte as u64;
        self.texte.set(total);
        let max = self.limites.texte;
        if total > max { Err(TableurError::TropGrand { quoi: "Mo de texte", max: max >> 20 }) } else { Ok(()) }
    }

    /// A text that grows, before it is kept.
    pub(crate) fn check_len(&self, len: usize) -> Result<(), TableurError> {
        let max = self.limites.morceau;
        if len as u64 > max {
            Err(TableurError::TropGrand { quoi: "Mo dans une seule cellule", max: max >> 20 })
        } else {
            Ok(())
        }
    }

    fn spend_bytes(&self, read: u64) -> Result<(), TableurError> {
        let Limites { decompresse, franchise, ratio, morceau, .. } = self.limites;
        let total = self.decompresse.get() + read;
        self.decompresse.set(total);
        if total > decompresse || (total > franchise && total > self.poids.saturating_mul(ratio)) {
            return Err(TableurError::Bombe);
        }
        let piece = self.morceau.get() + read;
        self.morceau.set(piece);
        if piece > morceau {
            return Err(TableurError::TropGrand { quoi: "Mo dans une seule cellule", max: morceau >> 20 });
        }
        Ok(())
    }
}

impl<R: Read> Read for Flux<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.budget.spend_bytes(read as u64).map_err(|refus| {
            self.budget.refus.replace(Some(refus));
            io::Error::other("limite atteinte")
        })?;
        Ok(read)
    }
}
