//! What a caller decides of each thing read, and the account of a whole reading.

/// What becomes of a message or a file that the caller has read. An error instead leaves it where it is, for the next reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// Stored: it goes to what is done.
    Traite,
    /// It will never be understood: it goes to the rejects, with this reason in the account.
    Rejete(String),
}

/// A message or a file that did not go as the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ecart {
    /// The UID of a message, the name of a file.
    pub nom: String,
    /// A complete French sentence, or the caller's own words.
    pub raison: String,
}

/// The account of one reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Releve {
    /// How many were stored and filed.
    pub traites: usize,
    /// Those moved to the rejects.
    pub rejetes: Vec<Ecart>,
    /// Those left in place, that the next reading presents again.
    pub laisses: Vec<Ecart>,
}

impl Releve {
    pub(crate) fn leave(&mut self, nom: &impl ToString, raison: &impl ToString) {
        self.laisses.push(Ecart { nom: nom.to_string(), raison: raison.to_string() });
    }

    /// Notes what was filed.
    pub(crate) fn file(&mut self, nom: &impl ToString, keep: Keep) {
        match keep {
            Keep::Traite => self.traites += 1,
            Keep::Rejete(raison) => self.rejetes.push(Ecart { nom: nom.to_string(), raison }),
        }
    }
}
