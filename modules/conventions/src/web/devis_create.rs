//! Preparing a quote: days at the price of the grid, lump sums, for the first year and the following ones.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Exercice, Illisible, Montant};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::devis_list::path;
use crate::{
    domain::{LigneDevis, PrixLigne, Quand, Service},
    droits::GererDevis,
    gestes::devis::{self as acts, Brouillon},
};

/// Lines that the form offers; those left empty are passed over.
const LIGNES: usize = 6;

pub(super) async fn form(State(house): State<House>, agent: Agent<GererDevis>) -> Page {
    view(&house, &agent, &FormState::default())
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererDevis>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    if let (Some(brouillon), true) = (read(&mut form), form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::create(&mut tx, house.clock(), &agent.acteur, agent.id(), brouillon).await {
            Ok(id) => {
                tx.commit().await?;
                let there = format!("{}/{id}", path(agent.collectivite.fiche.siren));
                return Ok(Redirect::to(&with_fait(&there, "devis-prepare")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "numero")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &form)).into_response())
}

fn read(form: &mut FormState) -> Option<Brouillon> {
    let numero = form.required("numero", "Donnez un numéro au devis, par exemple D-2026-007.");
    let objet = form.required("objet", "Dites ce que le devis chiffre.");
    let service = form.read("service", str::parse::<Service>);
    let annee = form.read("annee", str::parse::<Exercice>);
    let lignes: Vec<LigneDevis> = (1..=LIGNES).filter_map(|rang| ligne(form, rang)).collect();
    if lignes.is_empty() && form.is_valid() {
        form.add_error("libelle_1", "Ajoutez au moins une ligne, en journées ou au forfait.");
    }
    Some(Brouillon { numero: numero?, objet: objet?, service: service?, annee: annee?, lignes })
}

/// A line whose three fields are empty is none.
fn ligne(form: &mut FormState, rang: usize) -> Option<LigneDevis> {
    let (libelle, jours, forfait) = (format!("libelle_{rang}"), format!("jours_{rang}"), format!("forfait_{rang}"));
    if [&libelle, &jours, &forfait].iter().all(|name| form.value(name).is_empty()) {
        return None;
    }
    let text = form.required(&libelle, "Nommez cette prestation.");
    let quand = form.read(&format!("quand_{rang}"), str::parse::<Quand>);
    let days = form.read_if_filled(&jours, half_days);
    let amount = form.read_if_filled(&forfait, str::parse::<Montant>);
    let prix = match (days, amount) {
        (Some(days), None) => Some(PrixLigne::DemiJournees(days)),
        (None, Some(amount)) => Some(PrixLigne::Forfait(amount)),
        _ => {
            if form.error(&jours).is_none() && form.error(&forfait).is_none() {
                form.add_error(jours, "Écrivez un nombre de journées, ou un forfait, et un seul des deux.");
            }
            None
        }
    };
    Some(LigneDevis::new(&text?, quand?, prix?))
}

/// `2,5` days are five half-days.
fn half_days(text: &str) -> Result<u32, Illisible> {
    let wrong = || Illisible::new("Écrivez un nombre de journées, à la demi-journée près, par exemple 2,5.");
    let (whole, part) = text.trim().split_once([',', '.']).unwrap_or((text.trim(), "0"));
    let half = match part {
        "0" => 0,
        "5" => 1,
        _ => return Err(wrong()),
    };
    let days: u32 = whole.parse().map_err(|_| wrong())?;
    Some(days).filter(|days| *days <= 1_000).map(|days| 2 * days + half).filter(|n| *n > 0).ok_or_else(wrong)
}

fn view(house: &House, agent: &Agent<GererDevis>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let list = path(agent.collectivite.fiche.siren);
    let services = [Service::Rgpd, Service::Journee].map(|s| Choice::new(s.code(), s.libelle()));
    let year = Exercice::of(house.clock().today());
    let form = Form::post(&list, &shell.csrf)
        .state(state)
        .row([
            Field::text("numero", "Numéro").short().default_value(format!("D-{year}-")),
            Field::number("annee", "Première année").short().default_value(year.to_string()),
        ])
        .field(Field::text("objet", "Objet"))
        .field(Field::radios("service", "Service", services).default_value(Service::Rgpd.code()));
    let form = (1..=LIGNES).fold(form, |form, rang| form.group(format!("Ligne {rang}"), fields(rang)));
    Page::new(&shell, "Établir un devis")
        .lead(agent.collectivite.nom_complet())
        .breadcrumb(Breadcrumb::new().link("Devis", &list))
        .aide(
            Aide::new(
                "À quel prix, la journée\u{a0}?",
                "Celui de la grille de la première année\u{a0}; il reste celui du devis.",
            )
            .example("2,5 journées à 250\u{a0}€ font 625\u{a0}€."),
        )
        .content(Carte::untitled().content(form.submit("Préparer le devis").cancel(&list)))
}

fn fields(rang: usize) -> [Field; 4] {
    let periods = Quand::TOUS.iter().map(|quand| Choice::new(quand.code(), quand.libelle()));
    [
        Field::text(format!("libelle_{rang}"), "Prestation").optional(),
        Field::select(format!("quand_{rang}"), "Quand", periods).without_blank(),
        Field::text(format!("jours_{rang}"), "Journées").optional().short().input_mode("decimal"),
        Field::montant(format!("forfait_{rang}"), "ou forfait").optional(),
    ]
}

#[cfg(test)]
mod tests {
    use super::half_days;

    #[test]
    fn days_are_read_to_the_half() {
        assert_eq!((half_days("2,5"), half_days("3"), half_days("0.5")), (Ok(5), Ok(6), Ok(1)));
        assert!(["0", "2,3", "deux", "-1", ""].iter().all(|text| half_days(text).is_err()));
    }
}
