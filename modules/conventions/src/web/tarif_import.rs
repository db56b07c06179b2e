//! Importing a grid: the file is read, checked and kept whole, or refused with the place of the fault.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use web::{
    Agent, Fichier, FormulaireFichier, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Field, Form, FormState, Page, details},
    with_fait,
};

use super::tarif_list::PATH;
use crate::{droits::GererTarifs, gestes::grilles};

const EXAMPLE: &str = include_str!("../../data/grille-exemple.toml");

pub(super) async fn form(State(house): State<House>, agent: Agent<GererTarifs>) -> Page {
    view(&house, &agent, &FormState::default())
}

pub(super) async fn import(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    mut sent: FormulaireFichier,
) -> Result<Response, WebError> {
    match keep(&house, &agent, &mut sent).await? {
        Some(annee) => {
            Ok(Redirect::to(&with_fait(&format!("{PATH}?annee={annee}"), "tarifs-importes")).into_response())
        }
        None => Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &sent.form)).into_response()),
    }
}

/// The year to show; none when the file or the form is refused, and the form then says why.
async fn keep(
    house: &House,
    agent: &Agent<GererTarifs>,
    sent: &mut FormulaireFichier,
) -> Result<Option<i32>, WebError> {
    let document = sent.form.required("document", "Indiquez le document dont viennent ces tarifs.");
    let text = read(&mut sent.form, sent.fichier.as_ref());
    let (Some(document), Some(text)) = (document, text) else { return Ok(None) };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match grilles::add(&mut tx, house.clock(), &agent.acteur, &text, &document).await {
        Ok(done) => {
            tx.commit().await?;
            Ok(done.grille.tarifs().map(|tarif| tarif.annee.annee()).max())
        }
        Err(refused) => {
            refused.into_form(&mut sent.form, "fichier")?;
            Ok(None)
        }
    }
}

fn read(form: &mut FormState, fichier: Option<&Fichier>) -> Option<String> {
    let Some(fichier) = fichier else {
        form.add_error("fichier", "Choisissez le fichier de la grille.");
        return None;
    };
    let text = fichier.texte();
    if text.is_none() {
        form.add_error("fichier", "Ce fichier n’est pas un texte en UTF-8\u{a0}: enregistrez-le dans ce codage.");
    }
    text.map(str::to_owned)
}

fn view(house: &House, agent: &Agent<GererTarifs>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let form = Form::post(format!("{PATH}/import"), &shell.csrf)
        .state(state)
        .field(Field::file("fichier", "Fichier de la grille", ".toml,text/plain").help("Un fichier TOML, de la forme que donne l’export."))
        .field(
            Field::text("document", "D’où viennent ces tarifs\u{a0}?")
                .help("Le document qui les décide\u{a0}: «\u{a0}Convention générale d’adhésion, version 2020\u{a0}», «\u{a0}Délibération 2025-426\u{a0}»."),
        )
        .submit("Importer la grille")
        .cancel(PATH);
    let example = html! { pre tabindex="0" aria-label="Exemple de fichier" { code { (EXAMPLE) } } };
    Page::new(&shell, "Importer une grille de tarifs")
        .lead("Chaque chiffre garde son origine. Une année validée ne peut plus changer.")
        .breadcrumb(Breadcrumb::new().link("Tarifs", PATH))
        .aide(
            Aide::new(
                "Que devient la grille actuelle\u{a0}?",
                "Elle est complétée\u{a0}: un tarif déjà connu pour la même année est remplacé, les autres restent.",
            )
            .example("importer les tarifs 2021 ne touche pas ceux de 2020."),
        )
        .content(Carte::untitled().content(form).content(details("À quoi ressemble ce fichier", example)))
}
