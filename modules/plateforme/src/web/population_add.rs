//! The populations of a millésime, typed by hand from what INSEE publishes.

use annuaire::Population;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Illisible;
use web::{
    Formulaire, House, WebError, entier_entre,
    ui::{Aide, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::sur_fiche::SurFiche;
use crate::{droits::Gerer, refus::web_error};

/// The first census that tells both populations.
const FIRST: i64 = 2006;
/// More people than any body of France has.
const MOST: i64 = 99_999_999;

pub(super) async fn form(State(house): State<House>, sur: SurFiche<Gerer>) -> Page {
    view(&house, &sur, &FormState::default())
}

pub(super) async fn add(
    State(house): State<House>,
    sur: SurFiche<Gerer>,
    Formulaire(mut state): Formulaire,
) -> Result<Response, WebError> {
    let Some(population) = read(&mut state, i64::from(house.clock().today().year())) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &sur, &state)).into_response());
    };
    let mut tx = house.db().begin(sur.perimetre()).await?;
    let acteur = &sur.agent.acteur;
    let set = annuaire::collectivites::set_population(&mut tx, house.clock(), acteur, sur.fiche.id, population).await;
    set.map_err(web_error)?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&sur.base(), "population-enregistree")).into_response())
}

/// At least one of the two figures, for a year that is not to come.
fn read(state: &mut FormState, this_year: i64) -> Option<Population> {
    let millesime = state.read("millesime", entier_entre(FIRST, this_year));
    let totale = state.read_if_filled("totale", entier_entre(0, MOST));
    let municipale = state.read_if_filled("municipale", entier_entre(0, MOST));
    if state.value("totale").is_empty() && state.value("municipale").is_empty() {
        state.add_error("totale", "Donnez au moins une des deux populations.");
    }
    let population =
        Population { millesime: i32::try_from(millesime?).ok()?, totale: small(totale), municipale: small(municipale) };
    state.is_valid().then_some(population)
}

fn small(n: Option<i64>) -> Option<u32> {
    n.and_then(|n| u32::try_from(n).ok())
}

/// Reads the same two figures from the API.
pub(crate) fn habitants(n: Option<i64>) -> Result<Option<u32>, Illisible> {
    match n {
        Some(n) if !(0..=MOST).contains(&n) => {
            Err(Illisible::new("Une population est un nombre d’habitants, de 0 à 99 999 999."))
        }
        n => Ok(small(n)),
    }
}

fn view(house: &House, sur: &SurFiche<Gerer>, state: &FormState) -> Page {
    let shell = sur.agent.shell(house);
    let base = sur.base();
    let form = Form::post(format!("{base}/populations"), &shell.csrf)
        .state(state)
        .field(
            Field::number("millesime", "Millésime")
                .help("L’année de référence de l’INSEE : 2023 pour les chiffres en vigueur au 1er janvier 2026.")
                .max_length(4),
        )
        .field(Field::number("totale", "Population totale").help("Celle des tarifs.").suffix("habitants").optional())
        .field(Field::number("municipale", "Population municipale").suffix("habitants").optional())
        .submit("Enregistrer la population")
        .cancel(base);
    Page::new(&shell, "Ajouter une population")
        .lead(format!("{}. Si ce millésime existe déjà, ses chiffres sont remplacés.", sur.fiche.nom_complet()))
        .breadcrumb(sur.breadcrumb())
        .content(Carte::untitled().content(form))
        .aide(Aide::new("Totale ou municipale ?", "La municipale compte les habitants ; la totale y ajoute ceux qui y sont comptés à part (étudiants, détenus…). Les tarifs lisent la totale.")
            .example("Montauban, millésime 2021 : 62 024 municipale, 63 528 totale."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(millesime: &str, totale: &str, municipale: &str) -> FormState {
        FormState::default().with("millesime", millesime).with("totale", totale).with("municipale", municipale)
    }

    #[test]
    fn one_figure_is_enough_and_each_is_checked() {
        assert_eq!(
            read(&mut typed("2023", "3 302", ""), 2026),
            Some(Population { millesime: 2023, totale: Some(3302), municipale: None })
        );
        for (wrong, champ) in [
            (typed("2027", "1", ""), "millesime"),
            (typed("1999", "1", ""), "millesime"),
            (typed("2023", "-1", ""), "totale"),
            (typed("2023", "", "beaucoup"), "municipale"),
            (typed("2023", "", ""), "totale"),
        ] {
            let mut state = wrong;
            assert_eq!(read(&mut state, 2026), None);
            assert!(state.error(champ).is_some(), "{champ}");
        }
    }
}
