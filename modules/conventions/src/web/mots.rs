//! The small words of the pages: agreed counts, numbers in letters, the pill of an état.

use kernel::Exercice;
pub(super) use kernel::combien;
use web::{
    WebError,
    ui::{Etat, EtatTon},
};

use crate::domain::StatutEtat;

/// `trois`, for the titles; figures from eleven on.
pub(super) fn en_lettres(count: usize) -> String {
    const WORDS: [&str; 11] = ["zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The statut of an état, with what prevents the rest.
pub(super) fn pill(statut: StatutEtat, bloquantes: u32) -> Etat {
    match (statut, bloquantes) {
        (StatutEtat::Calcule, 0) => Etat::new(EtatTon::Attente, "À valider"),
        (StatutEtat::Calcule, _) => Etat::new(EtatTon::Refus, "À corriger"),
        (StatutEtat::Valide, _) => Etat::new(EtatTon::Fait, "Validé"),
        (StatutEtat::Rectifie, _) => Etat::new(EtatTon::Neutre, "Rectifié"),
    }
}

/// The year of an address; what is not a year does not exist.
pub(super) fn exercice(annee: i32) -> Result<Exercice, WebError> {
    Exercice::new(annee).map_err(|_| WebError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree() {
        assert_eq!(combien(0, "état", "états"), "0\u{a0}état");
        assert_eq!(combien(1_205, "état", "états"), "1\u{202f}205\u{a0}états");
        assert_eq!((en_lettres(3), en_lettres(12)), ("trois".to_owned(), "12".to_owned()));
    }
}
