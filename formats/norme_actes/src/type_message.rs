//! `TypeMessage`: transaction and flux, `1-1` to `7-3`, that name every message of the protocol.

use std::fmt;

/// The table of the protocol: code, root element, who sends it, what it is.
const TABLE: &str = include_str!("../data/messages.csv");

/// A message of the protocol by its two numbers; numbers that the protocol does not know are kept as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeMessage {
    pub transaction: u8,
    pub flux: u8,
}

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sens {
    /// `CLMISILL`: from the collectivité to the ministry.
    Collectivite,
    /// `MISILLCL`: from the préfecture to the collectivité.
    Prefecture,
}

impl TypeMessage {
    pub const ACTE: Self = Self::new(1, 1);
    pub const ANNULATION: Self = Self::new(6, 1);
    pub const DEMANDE_CLASSIFICATION: Self = Self::new(7, 1);

    pub const fn new(transaction: u8, flux: u8) -> Self {
        Self { transaction, flux }
    }

    /// Every message of the protocol, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        rows().filter_map(|row| Self::read(row[0]))
    }

    pub fn from_racine(racine: &str) -> Option<Self> {
        rows().find(|row| row[1] == racine).and_then(|row| Self::read(row[0]))
    }

    /// The root element of the message.
    pub fn racine(self) -> Option<&'static str> {
        self.row().map(|row| row[1])
    }

    pub fn sens(self) -> Option<Sens> {
        self.row().map(|row| if row[2] == "collectivité" { Sens::Collectivite } else { Sens::Prefecture })
    }

    /// What the message is, in French.
    pub fn libelle(self) -> Option<&'static str> {
        self.row().map(|row| row[3])
    }

    fn row(self) -> Option<[&'static str; 4]> {
        rows().find(|row| Self::read(row[0]) == Some(self))
    }

    fn read(code: &str) -> Option<Self> {
        let (transaction, flux) = code.split_once('-')?;
        Some(Self::new(transaction.parse().ok()?, flux.parse().ok()?))
    }
}

impl fmt::Display for TypeMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.transaction, self.flux)
    }
}

fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    crate::tables::rows(TABLE)
}
