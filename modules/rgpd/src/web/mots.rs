//! The small words of the pages: addresses, agreed counts, the pill of a state.

use annuaire::Collectivite;
pub(super) use kernel::combien;
use kernel::nombre;
use web::ui::{Etat, EtatTon};

use crate::domain::EtatTraitement;

/// The register of a collectivité.
pub(super) fn registre(collectivite: &Collectivite) -> String {
    format!("/c/{}/rgpd", collectivite.fiche.siren)
}

/// `Trois`, to begin a title; figures from eleven on.
pub(super) fn en_lettres(count: u32) -> String {
    const WORDS: [&str; 11] = ["Aucun", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];
    let word = usize::try_from(count).ok().and_then(|at| WORDS.get(at));
    word.map_or_else(|| nombre(count.into()), |word| (*word).to_owned())
}

pub(super) fn pill(etat: EtatTraitement) -> Etat {
    let ton = match etat {
        EtatTraitement::Valide => EtatTon::Fait,
        EtatTraitement::Soumis | EtatTraitement::Controle => EtatTon::Attente,
        EtatTraitement::Brouillon | EtatTraitement::Archive => EtatTon::Neutre,
    };
    Etat::new(ton, etat.libelle())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree() {
        assert_eq!(combien(1_u32, "traitement", "traitements"), "1\u{a0}traitement");
        assert_eq!(combien(1_205_u32, "traitement", "traitements"), "1\u{202f}205\u{a0}traitements");
        assert_eq!((en_lettres(3), en_lettres(12)), ("Trois".to_owned(), "12".to_owned()));
    }
}
