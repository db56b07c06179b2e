//! Proposing a convention to a collectivité.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{Siren, date_longue, parse_date};
use serde::Deserialize;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::convention_list::{PATH, base};
use crate::{
    domain::{ClauseRevision, Deliberation, Partie, Regime},
    droits::GererConventions,
    gestes::{
        GesteError,
        conventions::{self as acts, Proposition},
        identites,
    },
    store::grilles,
};

/// `?collectivite=218200020`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulue {
    collectivite: Option<String>,
}

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Query(voulue): Query<Voulue>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let regime = match grilles::find(&mut tx).await?.map(|grille| grille.clause) {
        Some(ClauseRevision::Aucune) => Regime::TroisAnsExpres,
        _ => Regime::UnAnTacite,
    };
    drop(tx);
    let today = house.clock().today();
    let siren = voulue.collectivite.unwrap_or_default();
    let state = FormState::default()
        .with("collectivite", siren)
        .with("regime", regime.code())
        .with("le", today.to_string())
        .with("numero", format!("{}-", today.year()));
    Ok(view(&house, &agent, &state))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let siren = form.read("collectivite", str::parse::<Siren>);
    let proposition = read(&mut form);
    if let (Some(siren), Some(proposition), true) = (siren, proposition, form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let who = match identites::find(&mut tx, siren).await {
            Err(GesteError::NotFound) => {
                form.add_error(
                    "collectivite",
                    "Aucune collectivité n’a ce SIREN\u{a0}: ajoutez-la d’abord à l’annuaire.",
                );
                None
            }
            found => Some(found?),
        };
        if let Some(who) = who {
            agent.ensure_sees(who.id)?;
            match acts::propose(&mut tx, house.clock(), &agent.acteur, &who, proposition).await {
                Ok(id) => {
                    tx.commit().await?;
                    let there = format!("{}/{id}", base(siren));
                    return Ok(Redirect::to(&with_fait(&there, "convention-proposee")).into_response());
                }
                Err(refused) => refused.into_form(&mut form, "numero")?,
            }
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &form)).into_response())
}

fn read(form: &mut FormState) -> Option<Proposition> {
    let numero = form.required("numero", "Donnez un numéro à la convention, par exemple 2026-014.");
    let regime = form.read("regime", str::parse::<Regime>);
    let le = form.read("le", parse_date);
    let vote = form.read_if_filled("deliberation_le", parse_date);
    let deliberation = vote.map(|le| Deliberation {
        partie: Partie::Centre,
        assemblee: "Conseil d’administration du centre de gestion".to_owned(),
        le,
        numero: Some(form.value("deliberation_numero").to_owned()).filter(|numero| !numero.is_empty()),
        objet: format!("Autorisation de signer les conventions, du {}", date_longue(le)),
    });
    Some(Proposition { numero: numero?, regime: regime?, le: le?, deliberation })
}

fn view(house: &House, agent: &Agent<GererConventions>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let regimes = Regime::TOUS.iter().map(|regime| Choice::new(regime.code(), capital(regime.libelle())));
    let form = Form::post(PATH, &shell.csrf)
        .state(state)
        .field(
            Field::text("collectivite", "SIREN de la collectivité")
                .short()
                .input_mode("numeric")
                .help("Neuf chiffres, par exemple 218 200 020."),
        )
        .field(Field::text("numero", "Numéro de la convention").short().help("Le vôtre, par exemple 2026-014."))
        .field(Field::radios("regime", "Régime", regimes))
        .field(Field::date("le", "Proposée le"))
        .group_explained(
            "Délibération du centre",
            "Celle qui autorise son président à signer, si elle est connue.",
            [
                Field::date("deliberation_le", "Date").optional(),
                Field::text("deliberation_numero", "Numéro").optional().short(),
            ],
        )
        .submit("Proposer la convention")
        .cancel(PATH);
    Page::new(&shell, "Proposer une convention")
        .lead("Elle prendra effet le jour où la seconde partie la signera.")
        .breadcrumb(Breadcrumb::new().link("Conventions", PATH))
        .aide(
            Aide::new("Quel régime choisir\u{a0}?", "Celui qu’écrit la convention\u{a0}: un an, renouvelé chaque année sans rien signer, ou trois ans, reconduits par une signature.")
                .example("le CDG 82 conclut pour un an, le CDG 62 pour trois ans."),
        )
        .content(Carte::untitled().content(form))
}

fn capital(text: &str) -> String {
    super::tarif_list::capital(text)
}
