//! Importing abonnements from a CSV: tried first, with its report by line and column; then kept whole, or not at all.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    Agent, FormulaireFichier, House, WebError,
    ui::{Aide, Alert, Breadcrumb, Carte, Column, Field, Form, FormState, Page, Row, Table, Ton, details},
    with_fait,
};

use super::{
    convention_list::PATH,
    liste::attachment,
    mots::{combien, exercice},
};
use crate::{
    domain::{ErreurImport, Service},
    droits::GererAbonnements,
    gestes::abonnements::{self as acts, RapportImport},
    jobs::abonnement_import::BilanImport,
};

/// `?annee=2026`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulue {
    annee: Option<i32>,
}

pub(super) async fn form(State(house): State<House>, agent: Agent<GererAbonnements>) -> Page {
    view(&house, &agent, &FormState::default(), None)
}

/// With `essai`, tells what would happen; the file comes back as a hidden field, to be kept without choosing it again.
pub(super) async fn import(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    mut sent: FormulaireFichier,
) -> Result<Response, WebError> {
    let (nom, bytes) = match &sent.fichier {
        Some(fichier) => (fichier.nom.clone(), fichier.bytes.clone()),
        None => (sent.form.value("nom").to_owned(), sent.form.value("contenu").as_bytes().to_vec()),
    };
    if bytes.is_empty() {
        sent.form.add_error("fichier", "Choisissez le fichier des abonnements.");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &sent.form, None)).into_response());
    }
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let rapport = acts::import(&mut tx, house.clock(), &agent.acteur, &bytes, &nom).await?;
    if !rapport.erreurs.is_empty() {
        let page = view(&house, &agent, &FormState::default(), Some(report(&rapport)));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if sent.form.value("confirme") == "oui" {
        tx.commit().await?;
        return Ok(Redirect::to(&with_fait(PATH, "abonnements-importes")).into_response());
    }
    drop(tx);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(confirm(&house, &agent, &rapport.bilan, (&nom, &text)).into_response())
}

/// What is subscribed, in the shape of the import.
pub(super) async fn export(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Query(voulue): Query<Voulue>,
) -> Result<Response, WebError> {
    let annee = voulue.annee.map(exercice).transpose()?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let text = acts::export(&mut tx, house.clock(), annee).await?;
    let nom = annee.map_or_else(|| "abonnements.csv".to_owned(), |annee| format!("abonnements-{annee}.csv"));
    Ok(attachment(&nom, "text/csv; charset=utf-8", text))
}

fn confirm(house: &House, agent: &Agent<GererAbonnements>, bilan: &BilanImport, (nom, text): (&str, &str)) -> Page {
    let shell = agent.shell(house);
    let page = Page::new(&shell, "Vérifiez, puis importez").breadcrumb(trail()).lead(told(bilan));
    if bilan.changes() == 0 {
        return page.content(Alert::new(
            Ton::Info,
            "Tout ce que dit ce fichier est déjà enregistré\u{a0}: il n’y a rien à importer.",
        ));
    }
    page.content(Carte::new(nom.to_owned()).content(html! {
        p { "Rien n’est encore enregistré." }
        // The house reads this form as one with a file: the token stands in it as in any other.
        form method="post" action="/centre/abonnements/import" enctype="multipart/form-data" {
            input type="hidden" name="_csrf" value=(shell.csrf);
            input type="hidden" name="confirme" value="oui";
            input type="hidden" name="nom" value=(nom);
            input type="hidden" name="contenu" value=(text);
            button.btn.btn-primary type="submit" { "Importer les abonnements" }
        }
    }))
}

fn told(bilan: &BilanImport) -> String {
    format!(
        "{}, {}, {}\u{a0}; {}.",
        combien(bilan.nouveaux, "abonnement nouveau", "abonnements nouveaux"),
        combien(bilan.quantites, "quantité changée", "quantités changées"),
        combien(bilan.conventions, "convention reprise", "conventions reprises"),
        combien(bilan.deja, "ligne déjà enregistrée", "lignes déjà enregistrées"),
    )
}

fn report(rapport: &RapportImport) -> Markup {
    let count = u32::try_from(rapport.erreurs.len()).unwrap_or(u32::MAX);
    let row = |erreur: &ErreurImport| {
        Row::new().cell(erreur.ligne.to_string()).cell(erreur.colonne.nom()).cell(&erreur.message).urgent(true)
    };
    let table = Table::new("Erreurs du fichier")
        .column(Column::new("ligne", "Ligne"))
        .column(Column::new("colonne", "Colonne"))
        .column(Column::new("message", "Ce qu’il faut corriger"))
        .rows(rapport.erreurs.iter().map(row));
    html! {
        (Alert::new(Ton::Erreur, format!("Rien n’est importé\u{a0}: {} à corriger dans le fichier.", combien(count, "erreur", "erreurs"))))
        (Carte::new("Ce qu’il faut corriger").content(table))
    }
}

fn trail() -> Breadcrumb {
    Breadcrumb::new().link("Conventions", PATH)
}

fn view(house: &House, agent: &Agent<GererAbonnements>, state: &FormState, report: Option<Markup>) -> Page {
    let shell = agent.shell(house);
    let form = Form::post("/centre/abonnements/import", &shell.csrf)
        .state(state)
        .field(
            Field::file("fichier", "Fichier des abonnements", ".csv,text/csv")
                .help("Un CSV en UTF-8, séparé par des points-virgules."),
        )
        .submit("Vérifier le fichier")
        .cancel(PATH);
    let example = "siren;service;quantite;depuis;montant\n218200020;N2;3;2019;\n218200020;RGPD;1;2020;\n218200020;CERT;2;2020;90,00\n";
    let codes: Vec<&str> = Service::TOUS.iter().map(|s| s.code()).collect();
    Page::new(&shell, "Importer les abonnements")
        .lead("Une ligne par abonnement. Le fichier est vérifié en entier avant que rien ne soit enregistré.")
        .breadcrumb(trail())
        .action(web::ui::Action::link("Exporter les abonnements", "/centre/abonnements/export").icon(web::ui::Icon::Download).download())
        .aide(
            Aide::new("Et si j’importe deux fois\u{a0}?", "Rien ne change la seconde fois\u{a0}: une ligne déjà connue est passée. Une collectivité sans convention en reçoit une, en vigueur au 1er janvier de sa première année.")
                .example("218200020;N2;3;2019\u{a0}: trois postes de niveau 2 depuis 2019."),
        )
        .content(html! {
            div.pile {
                @if let Some(report) = report { (report) }
                (Carte::untitled().content(form).content(details("À quoi ressemble ce fichier", html! {
                    pre tabindex="0" aria-label="Exemple de fichier" { code { (example) } }
                    p { "Services\u{a0}: " (codes.join(", ")) "." }
                })))
            }
        })
}
