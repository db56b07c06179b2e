//! How a membership is told: as what, since when, until when, and whether it is over.

use annuaire::appartenances::{Appartenance, FicheAppartenance};
use kernel::date_courte;
use maud::{Markup, html};
use time::Date;
use web::ui::Etat;

/// Where a membership stands today.
pub(super) fn state(fiche: &FicheAppartenance, today: Date) -> Etat {
    match fiche.jusqu_a {
        Some(last) if last < today => Etat::neutre("Terminé"),
        _ if fiche.depuis > today => Etat::attente("À venir"),
        _ => Etat::fait("En cours"),
    }
}

/// Whether it is neither over nor ended.
pub(super) fn is_open(appartenance: &Appartenance, today: Date) -> bool {
    appartenance.fiche.jusqu_a.is_none_or(|last| last >= today)
}

/// The rôle, the fonction as people say it, and the dates: one block, whatever the width.
pub(super) fn role(fiche: &FicheAppartenance) -> Markup {
    html! {
        span {
            (fiche.role.libelle())
            @if !fiche.fonction.is_empty() { " (" (fiche.fonction) ")" }
            br;
            span.discret { (dates(fiche)) }
        }
    }
}

/// « depuis le 01/01/2026 », « du 01/01/2026 au 30/06/2026 ».
fn dates(fiche: &FicheAppartenance) -> String {
    let since = date_courte(fiche.depuis);
    fiche.jusqu_a.map_or_else(|| format!("depuis le {since}"), |last| format!("du {since} au {}", date_courte(last)))
}

#[cfg(test)]
mod tests {
    use annuaire::Role;
    use maud::Render;
    use time::macros::date;

    use super::*;

    #[test]
    fn a_membership_is_over_the_day_after_its_last() {
        let fiche = |jusqu_a| FicheAppartenance { jusqu_a, ..FicheAppartenance::new(Role::Elu, date!(2026 - 03 - 01)) };
        let said = |jusqu_a, today| state(&fiche(jusqu_a), today).render().into_string();
        assert!(said(Some(date!(2026 - 06 - 30)), date!(2026 - 06 - 30)).contains("En cours"));
        assert!(said(Some(date!(2026 - 06 - 30)), date!(2026 - 07 - 01)).contains("Terminé"));
        assert!(said(None, date!(2026 - 02 - 28)).contains("À venir"));
        assert_eq!(dates(&fiche(Some(date!(2026 - 06 - 30)))), "du 01/03/2026 au 30/06/2026");
    }
}
