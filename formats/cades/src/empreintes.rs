//! `Empreintes`: the digests of a content that is read once, by pieces, however large it is.

use certificats::{Hachage, Hacheur};

/// Digests under way.
#[derive(Debug, Clone)]
pub struct Empreinteur(Vec<(Hachage, Hacheur)>);

/// Digests of one content, by function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Empreintes(Vec<(Hachage, Vec<u8>)>);

impl Empreinteur {
    /// `Cms::hachages` tells which functions a signature needs.
    pub fn new(hachages: &[Hachage]) -> Self {
        Self(hachages.iter().map(|hachage| (*hachage, hachage.start())).collect())
    }

    pub fn update(&mut self, octets: &[u8]) {
        for (_, hacheur) in &mut self.0 {
            hacheur.update(octets);
        }
    }

    pub fn finish(self) -> Empreintes {
        Empreintes(self.0.into_iter().map(|(hachage, hacheur)| (hachage, hacheur.finish())).collect())
    }
}

impl Empreintes {
    /// Of a content in pieces that follow each other.
    pub fn of(hachages: &[Hachage], morceaux: &[&[u8]]) -> Self {
        let mut empreinteur = Empreinteur::new(hachages);
        for morceau in morceaux {
            empreinteur.update(morceau);
        }
        empreinteur.finish()
    }

    pub fn get(&self, hachage: Hachage) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| *known == hachage).map(|(_, digest)| digest.as_slice())
    }
}
