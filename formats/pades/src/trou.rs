//! `Trou`: the room kept for a signature in a revision, and the bytes around it that are signed (ISO 32000-1, 12.8.1).

use certificats::Hachage;
use memchr::memmem;
use pdf::{Dict, Object, Revision};
use serde::{Deserialize, Serialize};

use crate::error::PadesError;

/// Written in place of the offsets until they are known: no file has ten thousand million bytes here.
const LOIN: i64 = 9_999_999_999;
const MARQUE: &[u8] = b"/ByteRange [0 9999999999 9999999999 9999999999] /Contents <";

/// A revision with a hole. It is kept between two requests, without the file that it completes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trou {
    /// The file that it completes: its length and its SHA-256.
    avant: usize,
    #[serde(with = "certificats::octets")]
    empreinte: Vec<u8>,
    /// What is written after it.
    #[serde(with = "certificats::octets")]
    suite: Vec<u8>,
    /// Where the digits are in `suite`, between `<` and `>`.
    debut: usize,
    place: usize,
}

impl Trou {
    /// The entries of a dictionary of signature that make the hole, for so many bytes of signature.
    pub(crate) fn entries(dict: Dict, place: usize) -> Dict {
        dict.with("ByteRange", Object::array([0, LOIN, LOIN, LOIN])).with("Contents", Object::Hex(vec![0; place]))
    }

    /// The hole of a revision of this file, its offsets written.
    pub(crate) fn new(octets: &[u8], revision: Revision<'_, '_>, place: usize) -> Result<Self, PadesError> {
        let mut suite = revision.tail()?;
        let mut found = memmem::find_iter(&suite, MARQUE);
        let (Some(at), None) = (found.next(), found.next()) else { return Err(PadesError::PlaceIntrouvable) };
        let debut = at + MARQUE.len();
        let (before, after) = (octets.len() + debut - 1, octets.len() + debut + 2 * place + 1);
        let rest = octets.len() + suite.len() - after;
        let told = format!("[0 {before} {after} {rest}");
        let start = at + "/ByteRange ".len();
        let end = debut - " /Contents <".len() - 1;
        let told = format!("{told:<width$}", width = end - start);
        suite[start..end].copy_from_slice(told.as_bytes());
        Ok(Self { avant: octets.len(), empreinte: Hachage::Sha256.digest(octets), suite, debut, place })
    }

    /// The digest of all but the hole.
    pub(crate) fn digest(&self, octets: &[u8], hachage: Hachage) -> Result<Vec<u8>, PadesError> {
        self.is_of(octets)?;
        Ok(self.digest_unchecked(octets, hachage))
    }

    fn digest_unchecked(&self, octets: &[u8], hachage: Hachage) -> Vec<u8> {
        let mut hacheur = hachage.start();
        hacheur.update(octets);
        hacheur.update(&self.suite[..self.debut - 1]);
        hacheur.update(&self.suite[self.debut + 2 * self.place + 1..]);
        hacheur.finish()
    }

    /// The whole file, the hole filled.
    pub(crate) fn fill(&self, octets: &[u8], signature: &[u8]) -> Result<Vec<u8>, PadesError> {
        self.is_of(octets)?;
        if signature.len() > self.place {
            return Err(PadesError::PlaceInsuffisante { place: self.place });
        }
        let mut whole = Vec::with_capacity(octets.len() + self.suite.len());
        whole.extend_from_slice(octets);
        whole.extend_from_slice(&self.suite);
        let start = octets.len() + self.debut;
        for (byte, digits) in signature.iter().zip(whole[start..].chunks_exact_mut(2)) {
            const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
            digits.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 0x0F)]]);
        }
        Ok(whole)
    }

    fn is_of(&self, octets: &[u8]) -> Result<(), PadesError> {
        let end = self.place.checked_mul(2).and_then(|digits| self.debut.checked_add(digits));
        let is_whole = self.debut > 0 && end.is_some_and(|end| end < self.suite.len());
        let same = is_whole && octets.len() == self.avant && Hachage::Sha256.digest(octets) == self.empreinte;
        if same { Ok(()) } else { Err(PadesError::AutreFichier) }
    }
}
