//! The words of the stamp: what proves, on the document itself, that the préfecture has it.

use kernel::date_courte;

use super::{Acte, Canal, Refus};

/// The title of the stamp: an exercise says so, for who would take it for a proof.
pub const fn title(canal: Canal) -> &'static str {
    match canal {
        Canal::Reel => "Accusé de réception en préfecture",
        Canal::Ecole => "EXERCICE, sans valeur",
    }
}

/// The lines of the stamp: the identity, the day of the préfecture's receipt, the day of publication.
///
/// # Errors
/// An acte that the préfecture has not has no stamp.
pub fn lines(acte: &Acte) -> Result<Vec<String>, Refus> {
    let (Some(id), Some(recu)) = (&acte.id_acte, acte.recu_le) else { return Err(Refus::PasRecu) };
    let mut lines = vec![id.clone(), format!("Reçu en préfecture le {}", date_courte(recu))];
    if let Some(day) = acte.affiche_le {
        lines.push(format!("Publié le {}", date_courte(day)));
    }
    Ok(lines)
}
