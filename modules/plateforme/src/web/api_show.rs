//! The page that tells the API to a person, and its OpenAPI description for a program.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, Render, html};
use serde_json::{Map, Value};
use web::{
    House, Public, api,
    ui::{Action, Aide, Carte, Column, Icon, Page, PublicPage, Row, Table, copyable},
};

pub(super) const DESCRIPTION: &str = "/api/v1/openapi.json";

pub(super) async fn description(State(house): State<House>, _: Public) -> Json<Value> {
    Json(document(&house))
}

pub(super) async fn show(State(house): State<House>, public: Public) -> Response {
    let document = document(&house);
    let content = content(&house, &document);
    let count = operations(&document).count();
    let (title, lead) = (
        "Faites travailler vos logiciels avec Beffroi",
        format!("{count} opérations, en JSON, décrites en OpenAPI 3.1."),
    );
    match public.shell(&house) {
        Some(shell) => Page::new(&shell, title)
            .lead(lead)
            .primary(Action::link("Télécharger la description", DESCRIPTION).icon(Icon::Download))
            .content(content)
            .into_response(),
        None => PublicPage::new(title).lead(lead).wide().content(content).into_response(),
    }
}

fn document(house: &House) -> Value {
    api::document(house.routes(), env!("CARGO_PKG_VERSION"), &house.config().public_url)
}

fn aide() -> Aide {
    Aide::new("Qu’est-ce qu’un jeton ?", "Un mot de passe pour un programme, qui ne peut faire que ce que vous choisissez et que vous pouvez retirer. Il se crée dans « Mon compte ».")
        .example("un jeton limité à « Consulter les collectivités » pour le tableau de bord de la direction.")
}

fn content(house: &House, document: &Value) -> Markup {
    let url = &house.config().public_url;
    let example = format!("curl -H 'Authorization: Bearer VOTRE_JETON' {url}/api/v1/collectivites?q=albias");
    html! {
        div.pile {
        (Carte::new("Commencer").content(html! {
            p { "Créez un jeton dans " a href="/compte" { "Mon compte" } ", puis envoyez-le à chaque demande\u{a0}:" }
            p { (copyable(&example)) }
            p { "La description complète, pour vos outils\u{a0}: " a href=(DESCRIPTION) { (DESCRIPTION) } "." }
        }))
        (Carte::new("Les règles").content(rules()))
        @for (tag, rows) in by_tag(document) { (Carte::new(tag).content(table(rows))) }
        (aide())
        }
    }
}

fn rules() -> Markup {
    html! {
        ul {
            li { b { "Erreurs." } " Elles suivent la RFC 9457 (" code { "application/problem+json" } ")\u{a0}: " code { "detail" } " est une phrase que vous pouvez montrer, " code { "errors" } " nomme les champs." }
            li { b { "Listes." } " Elles se lisent par pages\u{a0}: donnez à " code { "apres" } " la valeur de " code { "suite" } ", jusqu’à ce qu’elle manque. " code { "par_page" } " va de 1 à 500." }
            li { b { "Répéter sans risque." } " Un " code { "POST" } " qui porte " code { "Idempotency-Key" } " n’est fait qu’une fois\u{a0}; la même clé rend la même réponse." }
            li { b { "Montants et dates." } " Les montants sont des textes à deux décimales, en euros\u{a0}; les dates s’écrivent " code { "2026-11-22" } ", les instants en UTC." }
        }
    }
}

/// Method, address, and what the document says of an operation.
type Decrite<'a> = (String, String, &'a Value);

fn operations(document: &Value) -> impl Iterator<Item = Decrite<'_>> {
    let paths: Option<&Map<String, Value>> = document["paths"].as_object();
    paths.into_iter().flatten().flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(|(method, operation)| (method.to_uppercase(), path.clone(), operation))
    })
}

fn by_tag(document: &Value) -> Vec<(String, Vec<Decrite<'_>>)> {
    let mut groups: Vec<(String, Vec<_>)> = Vec::new();
    for operation in operations(document) {
        let tag = operation.2["tags"][0].as_str().unwrap_or("Autres").to_owned();
        match groups.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, rows)) => rows.push(operation),
            None => groups.push((tag, vec![operation])),
        }
    }
    groups
}

fn table(rows: Vec<Decrite<'_>>) -> Markup {
    let table = Table::new("Opérations")
        .column(Column::new("adresse", "Demande"))
        .column(Column::new("resume", "Ce qu’elle fait"))
        .column(Column::new("droit", "Droit"));
    let rows = rows.into_iter().map(|(method, path, operation)| {
        let right = operation["security"][0]["jeton"][0].as_str();
        Row::new()
            .cell(html! { div { code { (method) " " @for part in path.split_inclusive('/') { (part) wbr; } } } })
            .cell(operation["summary"].as_str().unwrap_or_default())
            .cell(html! { @match right {
                Some(code) => div { code { @for part in code.split_inclusive('.') { (part) wbr; } } },
                None => "aucun",
            } })
    });
    table.rows(rows).render()
}
