//! The small words of the pages: addresses, sizes, the pill of a state.

use annuaire::Collectivite;
use kernel::nombre;
use web::ui::{Etat, EtatTon};

use crate::domain::{ActeId, EtatActe};

/// The actes of a collectivité.
pub(super) fn base(collectivite: &Collectivite) -> String {
    format!("/c/{}/actes", collectivite.fiche.siren)
}

pub(super) fn page_of(collectivite: &Collectivite, id: ActeId) -> String {
    format!("{}/{id}", base(collectivite))
}

pub(super) fn pill(etat: EtatActe) -> Etat {
    let ton = match etat {
        EtatActe::Recu => EtatTon::Fait,
        EtatActe::Refuse => EtatTon::Refus,
        EtatActe::Brouillon | EtatActe::Annule => EtatTon::Neutre,
        EtatActe::Pret | EtatActe::EnCours | EtatActe::Transmis | EtatActe::AnnulationDemandee => EtatTon::Attente,
    };
    Etat::new(ton, etat.libelle())
}

/// « 1,2 Mo », « 340 ko ».
pub(super) fn taille(octets: i64) -> String {
    match octets {
        ..1024 => format!("{octets}\u{a0}octets"),
        1024..1_048_576 => format!("{}\u{a0}ko", nombre((octets + 512) / 1024)),
        _ => {
            let tenths = (octets * 10 + 524_288) / 1_048_576;
            format!("{},{}\u{a0}Mo", nombre(tenths / 10), tenths % 10)
        }
    }
}

/// « Trois », to begin a title; figures from eleven on.
pub(super) fn en_lettres(count: u32) -> String {
    const WORDS: [&str; 11] = ["Aucun", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"];
    let word = usize::try_from(count).ok().and_then(|at| WORDS.get(at));
    word.map_or_else(|| nombre(count.into()), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_as_people_say_them() {
        assert_eq!([taille(12), taille(340_000), taille(1_258_291)], ["12\u{a0}octets", "332\u{a0}ko", "1,2\u{a0}Mo"]);
    }
}
