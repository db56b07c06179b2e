//! The register as a file, in the shape that is asked.

use axum::{
    extract::{Query, State},
    response::Response,
};
use kernel::parse_date;
use maud::{Markup, html};
use serde::Deserialize;
use web::{Agent, House, WebError, liste::attachment};

use super::acces::contexte;
use crate::{
    droits::ConsulterTout,
    gestes::exports::{self, FormatExport, Voulu},
};

/// `?format=ods&au=2026-12-31&communicable=oui`.
#[derive(Debug, Deserialize)]
pub(crate) struct Demande {
    format: String,
    #[serde(default)]
    au: String,
    #[serde(default)]
    communicable: String,
}

pub(crate) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Query(asked): Query<Demande>,
) -> Result<Response, WebError> {
    let au = if asked.au.is_empty() { None } else { Some(parse_date(&asked.au)?) };
    let format: FormatExport = asked.format.parse()?;
    let voulu = Voulu { format, au, communicable: asked.communicable == "oui" };
    let mut tx = house.db().read(agent.perimetre()).await?;
    let registre = exports::read(&mut tx, contexte(&house, &agent), &agent.collectivite, voulu).await?;
    drop(tx);
    let nom = registre.file_name();
    let services = house.clone();
    let written = tokio::task::spawn_blocking(move || registre.write(services.presse())).await;
    Ok(attachment(&nom, format.media(), written.map_err(WebError::internal)??))
}

/// Every shape of the register of a day, or of the one being written.
pub(super) fn links(base: &str, au: &str) -> Markup {
    let day = if au.is_empty() { String::new() } else { format!("&au={au}") };
    html! {
        ul {
            @for format in FormatExport::TOUS {
                li { a href={ (base) "/registre/fichier?format=" (format.code()) (day) } download { (format.libelle()) } }
            }
            li {
                a href={ (base) "/registre/fichier?format=pdf&communicable=oui" (day) } download { "Version communicable, PDF" }
                br;
                span.discret { "Sans les mesures de sécurité ni les logiciels\u{a0}: pour qui demande à lire le registre." }
            }
        }
    }
}
