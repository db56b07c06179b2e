//! The fields of a membership: rôle, fonction, dates; the same for the centre and for a collectivité.

use annuaire::{Role, appartenances::FicheAppartenance};
use kernel::parse_date;
use time::Date;
use web::ui::{Choice, Field, FormState};

use crate::regles::{self, Refus};

/// What each rôle is for, in one sentence.
const fn explained(role: Role) -> &'static str {
    match role {
        Role::Administrateur => "Règle tout\u{a0}: collectivités, personnes, tarifs, conventions.",
        Role::Dpd => "Conseille les collectivités de son portefeuille sur les données personnelles.",
        Role::Technicien => "Suit les postes et l’assistance de son portefeuille.",
        Role::Comptable => "Tient les conventions, les tarifs et les états annuels.",
        Role::Secretaire => "Tient l’espace de la collectivité et y invite les autres.",
        Role::Executif => "Consulte tout et signe pour la collectivité.",
        Role::Elu => "Consulte ce qui lui est ouvert.",
        Role::Agent => "Travaille dans les services qu’on lui ouvre.",
        Role::Partenaire => "Vient de l’extérieur\u{a0}: éditeur, trésorerie, prestataire.",
    }
}

/// The fields, filled with what is known.
pub(super) fn fields(exploitant: bool, known: &FicheAppartenance) -> [Field; 4] {
    let roles = regles::roles(exploitant).map(|role| Choice::new(role.code(), role.libelle()).help(explained(role)));
    let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
    [
        Field::radio_cards("role", "Rôle", roles).default_value(known.role.code()),
        Field::text("fonction", "Fonction")
            .help("Comme on la dit\u{a0}: «\u{a0}Secrétaire de mairie\u{a0}», «\u{a0}2e adjointe\u{a0}».")
            .default_value(&known.fonction)
            .autocomplete("organization-title")
            .max_length(200)
            .optional(),
        Field::date("depuis", "À partir du").default_value(day(Some(known.depuis))),
        Field::date("jusqu_a", "Jusqu’au")
            .help("Dernier jour compris\u{a0}: la fin d’un contrat, d’un mandat.")
            .default_value(day(known.jusqu_a))
            .optional(),
    ]
}

/// What was typed, over what is known; a refusal is by its field.
pub(super) fn read(typed: &mut FormState, exploitant: bool, known: &FicheAppartenance) -> Option<FicheAppartenance> {
    let allowed = |code: &str| {
        Role::from_code(code).filter(|role| regles::roles(exploitant).any(|r| r == *role)).ok_or(Refus::RoleInconnu)
    };
    let role = typed.read("role", allowed);
    let depuis = typed.read("depuis", parse_date);
    let jusqu_a = typed.read_if_filled("jusqu_a", parse_date);
    let (role, depuis) = (role?, depuis?);
    if typed.error("jusqu_a").is_some() {
        return None;
    }
    let fonction = typed.value("fonction").to_owned();
    // A rôle keeps its portefeuille; a new one has that of its kind.
    let portefeuille_entier = if role == known.role { known.portefeuille_entier } else { role == Role::Administrateur };
    Some(FicheAppartenance { role, fonction, depuis, jusqu_a, portefeuille_entier })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn known() -> FicheAppartenance {
        FicheAppartenance::new(Role::Agent, date!(2026 - 01 - 01))
    }

    #[test]
    fn a_role_of_the_centre_is_refused_in_a_member() {
        let mut typed = FormState::default().with("role", "administrateur").with("depuis", "2026-01-01");
        assert_eq!(read(&mut typed, false, &known()), None);
        assert_eq!(typed.error("role"), Some("Choisissez l’un des rôles proposés."));
    }

    #[test]
    fn another_role_takes_the_portefeuille_of_its_kind() {
        let whole =
            FicheAppartenance { portefeuille_entier: true, ..FicheAppartenance::new(Role::Dpd, date!(2026 - 01 - 01)) };
        let typed = |role: &str| FormState::default().with("role", role).with("depuis", "2026-01-01");
        assert!(read(&mut typed("dpd"), true, &whole).unwrap().portefeuille_entier);
        assert!(!read(&mut typed("agent"), true, &whole).unwrap().portefeuille_entier);
        assert!(read(&mut typed("administrateur"), true, &known()).unwrap().portefeuille_entier);
    }

    #[test]
    fn an_unreadable_end_is_refused_by_its_field() {
        let mut typed = FormState::default().with("role", "elu").with("depuis", "2026-01-01").with("jusqu_a", "demain");
        assert_eq!(read(&mut typed, false, &known()), None);
        assert!(typed.error("jusqu_a").is_some());
    }
}
