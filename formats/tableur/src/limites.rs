//! What a file may cost before it is refused.

/// The ceilings of a reading. The default ones keep it under 256 MB of memory and a few seconds, whatever the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Bytes of the file itself.
    pub fichier: u64,
    /// Bytes that come out of decompression, all parts together.
    pub decompresse: u64,
    /// How many times its weight a file may inflate to, beyond `franchise`.
    pub ratio: u64,
    /// Bytes that may always be inflated, whatever the ratio: small files of styles compress very well.
    pub franchise: u64,
    /// Bytes of one piece of XML: a tag, or the text between two tags.
    pub morceau: u64,
    /// Bytes of text kept, each cell counted.
    pub texte: u64,
    /// Cells that hold something.
    pub cellules: u64,
    pub feuilles: u64,
    /// The rank of the last column that may hold something.
    pub colonnes: u32,
    pub fusions: u64,
    /// Files of the archive.
    pub pieces: u64,
    /// Elements of XML one in the other.
    pub profondeur: usize,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            fichier: 32 << 20,
            decompresse: 400 << 20,
            ratio: 200,
            franchise: 16 << 20,
            morceau: 4 << 20,
            texte: 64 << 20,
            cellules: 1_000_000,
            feuilles: 1_000,
            colonnes: 16_384,
            fusions: 10_000,
            pieces: 5_000,
            profondeur: 128,
        }
    }
}
