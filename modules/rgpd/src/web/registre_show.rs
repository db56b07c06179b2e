//! The register as it was in force on a day; its seals, and their proof.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Id, date_courte, date_longue, parse_date};
use maud::{Markup, html};
use serde::Deserialize;
use time::Date;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Aide, Alert, Breadcrumb, Carte, Column, Definitions, Empty, Field, Form, FormState, Icon, Page, Row, Table,
        Ton, details,
    },
    with_fait,
};

use super::{
    acces::contexte,
    mots::{combien, registre},
    registre_export,
};
use crate::{
    droits::{ConsulterTout, GererRegistre},
    gestes::registre as acts,
    store::{
        scelles::{self, Scelle},
        versions::Version,
    },
};

/// `?au=2026-11-25`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulu {
    au: Option<String>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Query(asked): Query<Voulu>,
) -> Result<Response, WebError> {
    let today = house.clock().today();
    let mut state = FormState::default().with("au", asked.au.unwrap_or_else(|| today.to_string()));
    let au = state.read("au", parse_date);
    let status = if au.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, view(&house, &agent, au.unwrap_or(today), &state).await?).into_response())
}

pub(super) async fn seal(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Formulaire(form): Formulaire,
) -> Result<Redirect, WebError> {
    let au = parse_date(form.value("au"))?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let id = acts::seal(&mut tx, contexte(&house, &agent), au).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&format!("{}/scelles/{id}", registre(&agent.collectivite)), "rgpd-scelle")))
}

pub(super) async fn verify(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Path((_, id)): Path<(String, Id<Scelle>)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let scelle = scelles::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let intact = acts::verify(&mut tx, contexte(&house, &agent), &scelle).await?;
    let base = registre(&agent.collectivite);
    let facts = Definitions::new()
        .fact("Registre au", date_longue(scelle.au))
        .fact("Traitements en vigueur", scelle.traitements)
        .fact("Scellé", html! { "le " (scelle.scelle_le.date_heure()) " par " (scelle.scelle_par) })
        .fact("Empreinte (SHA-256)", html! { code { (scelle.empreinte) } });
    let told = if intact {
        Alert::new(
            Ton::Succes,
            "Vérifié à l’instant\u{a0}: le registre de ce jour-là est exactement celui qui a été scellé.",
        )
    } else {
        Alert::new(
            Ton::Erreur,
            "Le registre de ce jour-là n’est plus celui qui a été scellé. Prévenez le centre de gestion\u{a0}: le journal dira ce qui a changé.",
        )
    };
    Ok(Page::new(&agent.shell(&house), format!("Registre scellé au {}", date_courte(scelle.au)))
        .breadcrumb(
            Breadcrumb::new()
                .link("Registre RGPD", &base)
                .link("À une date", format!("{base}/registre?au={}", scelle.au)),
        )
        .content(told)
        .content(Carte::untitled().content(facts)))
}

async fn view(house: &House, agent: &Agent<ConsulterTout>, au: Date, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let versions = acts::at(&mut tx, contexte(house, agent), au).await?;
    let seals = scelles::list(&mut tx, agent.id()).await?;
    drop(tx);
    let base = registre(&agent.collectivite);
    let shell = agent.shell(house);
    let count = u32::try_from(versions.len()).unwrap_or(u32::MAX);
    let ask =
        Form::get(format!("{base}/registre")).state(state).field(Field::date("au", "Au")).submit("Voir ce registre");
    let sealed = seals.iter().find(|s| s.au == au);
    let may_seal = agent.can::<GererRegistre>() && sealed.is_none() && count > 0 && au <= house.clock().today();
    Ok(Page::new(&shell, format!("Le registre au {}", date_courte(au)))
        .lead(format!("{} en vigueur ce jour-là, tels qu’ils étaient validés.", combien(count, "traitement", "traitements")))
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .aide(
            Aide::new("Pourquoi sceller\u{a0}?", "Une fois par an, on fige l’empreinte du registre\u{a0}: elle prouve plus tard, à la CNIL ou à un auditeur, ce qu’il contenait.")
                .example("le registre au 31 décembre, scellé en janvier."),
        )
        .content(html! {
            div.pile {
                (Carte::untitled().content(ask))
                (Carte::new("Traitements en vigueur").content(table(&versions, &base)))
                (Carte::new("Ce registre en fichier").content(html! {
                    (registre_export::links(&base, &au.to_string()))
                    (details("Le registre en cours d’écriture, brouillons compris", registre_export::links(&base, "")))
                }))
                (Carte::new("Registres scellés").content(html! {
                    @if seals.is_empty() { p.discret { "Aucun pour l’instant." } } @else { (seal_list(&seals, &base)) }
                    @if may_seal {
                        (Form::post(format!("{base}/scelles"), &shell.csrf).id_prefix("sceau-").field(Field::hidden("au", au.to_string())).submit(format!("Sceller le registre au {}", date_courte(au))))
                    }
                }))
            }
        }))
}

fn table(versions: &[Version], base: &str) -> Markup {
    if versions.is_empty() {
        return html! { (Empty::new("Aucun traitement n’était validé").icon(Icon::History).next("Un traitement entre en vigueur le jour où le maire ou le président le valide.")) };
    }
    let table = Table::new("Traitements en vigueur")
        .column(Column::new("nom", "Traitement"))
        .column(Column::new("version", "Version").numeric())
        .column(Column::new("valide", "Validée"))
        .rows(versions.iter().map(|v| {
            Row::new()
                .cell(html! { a href={ (base) "/traitements/" (v.traitement_id) "/versions/" (v.numero) } { (v.contenu.nom) } })
                .cell(v.numero)
                .cell(html! { (date_courte(v.valide_le.to_paris().date())) br; span.discret { (v.valide_par) } })
        }));
    html! { (table) }
}

fn seal_list(seals: &[Scelle], base: &str) -> Markup {
    html! {
        ul {
            @for seal in seals {
                li {
                    a href={ (base) "/scelles/" (seal.id) } { "Registre au " (date_courte(seal.au)) }
                    ", " (combien(seal.traitements, "traitement", "traitements")) ", scellé le " (date_courte(seal.scelle_le.to_paris().date())) " par " (seal.scelle_par)
                }
            }
        }
    }
}
