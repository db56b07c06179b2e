//! A register that comes from a file: what it would change is shown first, then kept.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{Markup, html};
use web::{
    Agent, FormulaireFichier, House, WebError,
    ui::{
        Aide, Alert, Breadcrumb, Carte, Column, Etat, EtatTon, Field, Form, FormState, Page, Row, Table, Ton, details,
    },
    with_fait,
};

use super::{
    acces::contexte,
    mots::{combien, registre},
};
use crate::{
    domain::{Bilan, Ligne, Sort},
    droits::GererRegistre,
    gestes::imports::{self as acts, Plan},
};

pub(super) async fn form(State(house): State<House>, agent: Agent<GererRegistre>) -> Page {
    view(&house, &agent, &FormState::default())
}

/// Without `confirme`, tells what would happen; the file comes back as a hidden field, to be kept without choosing it again.
/// What is confirmed is what was seen: if the register changed meanwhile, it is shown anew.
pub(super) async fn import(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    mut sent: FormulaireFichier,
) -> Result<Response, WebError> {
    let octets = match &sent.fichier {
        Some(fichier) => fichier.bytes.clone(),
        None => STANDARD.decode(sent.form.value("contenu")).unwrap_or_default(),
    };
    let contenu = STANDARD.encode(&octets);
    let read = tokio::task::spawn_blocking(move || acts::read(&octets)).await.map_err(WebError::internal)?;
    let lu = match read {
        Ok(lu) => lu,
        Err(why) => {
            let none = "Choisissez le fichier du registre.";
            let why = if contenu.is_empty() { none.to_owned() } else { why.sentence()? };
            sent.form.add_error("fichier", why);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &sent.form)).into_response());
        }
    };
    if sent.form.value("confirme").is_empty() {
        let mut tx = house.db().read(agent.perimetre()).await?;
        let plan = acts::plan(&mut tx, contexte(&house, &agent), lu).await?;
        return Ok(preview(&house, &agent, &plan, &contenu, None));
    }
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let plan = acts::plan(&mut tx, contexte(&house, &agent), lu).await?;
    if plan.bilan().changes() > 0 && plan.empreinte() != sent.form.value("confirme") {
        let changed = "Le registre a changé depuis que vous l’avez vu\u{a0}: vérifiez à nouveau.";
        return Ok(preview(&house, &agent, &plan, &contenu, Some(changed)));
    }
    acts::apply(&mut tx, contexte(&house, &agent), plan).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&registre(&agent.collectivite), "rgpd-importe")).into_response())
}

/// 200; 409 when it is not what was seen; 422 when nothing of it can be taken.
fn preview(house: &House, agent: &Agent<GererRegistre>, plan: &Plan, contenu: &str, changed: Option<&str>) -> Response {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let bilan = plan.bilan();
    let all_refused = bilan.changes() + bilan.inchanges == 0;
    let title = if all_refused { "Rien de ce fichier ne peut être importé" } else { "Vérifiez, puis importez" };
    let confirm = html! {
        p { "Rien n’est encore enregistré. Ce que le fichier laisse vide est gardé tel quel." }
        form method="post" action={ (base) "/import" } enctype="multipart/form-data" {
            input type="hidden" name="_csrf" value=(shell.csrf);
            input type="hidden" name="confirme" value=(plan.empreinte());
            input type="hidden" name="contenu" value=(contenu);
            button.btn.btn-primary type="submit" { "Importer dans le registre" }
        }
    };
    let page = Page::new(&shell, title).breadcrumb(trail(&base)).lead(told(bilan)).content(html! {
        div.pile {
            @if let Some(changed) = changed { (Alert::new(Ton::Attention, changed.to_owned())) }
            @if bilan.changes() > 0 {
                (Carte::untitled().content(confirm))
            } @else if !all_refused {
                (Alert::new(Ton::Info, "Ce que ce fichier dit de juste est déjà dans le registre\u{a0}: il n’y a rien à importer."))
            }
            (Carte::new("Traitement par traitement").content(table(plan)))
            @if !plan.problemes.is_empty() { (Carte::new("À relire dans le fichier").content(problems(plan))) }
        }
    });
    let status = match changed {
        Some(_) => StatusCode::CONFLICT,
        None if all_refused => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    (status, page).into_response()
}

fn told(bilan: Bilan) -> String {
    let refused = match bilan.rejetes {
        0 => String::new(),
        n => format!("\u{a0}; {}", combien(n, "refusé", "refusés")),
    };
    format!(
        "{}, {}, {}{refused}.",
        combien(bilan.crees, "nouveau traitement", "nouveaux traitements"),
        combien(bilan.modifies, "modifié", "modifiés"),
        combien(bilan.inchanges, "déjà à jour", "déjà à jour"),
    )
}

fn table(plan: &Plan) -> Table {
    Table::new("Traitements du fichier")
        .column(Column::new("nom", "Traitement"))
        .column(Column::new("sort", "Ce qui se passera"))
        .rows(plan.lignes.iter().map(|ligne| {
            let place = format!("{}, ligne {}", ligne.feuille, ligne.ligne);
            Row::new()
                .cell(html! { div { (ligne.nom) br; span.discret { (place) } } })
                .cell(what(ligne))
                .urgent(matches!(ligne.sort, Sort::Rejete(_)))
        }))
}

fn what(ligne: &Ligne) -> Markup {
    let pill = |ton, text: &str| Etat::new(ton, text.to_owned());
    match &ligne.sort {
        Sort::Cree(_) => html! { (pill(EtatTon::Fait, "Ajouté, en brouillon")) },
        Sort::Inchange => html! { (pill(EtatTon::Neutre, "Déjà à jour")) },
        Sort::Rejete(why) => html! { div { (pill(EtatTon::Refus, "Refusé")) br; span.discret { (why) } } },
        Sort::Modifie(_, _, changes) => html! {
            div {
                (pill(EtatTon::Attente, "Modifié"))
                (details(&combien(u32::try_from(changes.len()).unwrap_or(u32::MAX), "champ change", "champs changent"), html! {
                    dl { @for change in changes {
                        dt { (change.champ.libelle()) }
                        dd { del { (change.avant) } " " ins { (change.apres) } }
                    } }
                }))
            }
        },
    }
}

fn problems(plan: &Plan) -> Table {
    const SHOWN: usize = 200;
    Table::new("Ce qui n’a pas été compris")
        .column(Column::new("cellule", "Cellule"))
        .column(Column::new("valeur", "Valeur"))
        .column(Column::new("message", "Ce qui en est fait"))
        .rows(plan.problemes.iter().take(SHOWN).map(|p| Row::new().cell(&p.cellule).cell(&p.valeur).cell(&p.message)))
}

fn view(house: &House, agent: &Agent<GererRegistre>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let form = Form::post(format!("{base}/import"), &shell.csrf)
        .state(state)
        .field(
            Field::file("fichier", "Fichier du registre", ".ods,.xlsx,.csv")
                .help("ODS, XLSX ou CSV, 1,4\u{a0}Mo au plus."),
        )
        .submit("Vérifier le fichier")
        .cancel(&base);
    Page::new(&shell, "Importer un registre")
        .lead("Un fichier Excel, LibreOffice ou CSV devient un registre vivant. Rien n’est enregistré avant que vous l’ayez vu.")
        .breadcrumb(trail(&base))
        .aide(
            Aide::new(
                "Quels fichiers sont compris\u{a0}?",
                "Le registre simplifié de la CNIL, une fiche par feuille\u{a0}; un tableau d’un traitement par ligne, quels que \
                 soient ses titres\u{a0}; un export de Madis\u{a0}; et ce que Beffroi exporte, que vous pouvez compléter hors ligne.",
            )
            .example("exportez le tableau à compléter, remplissez-le dans Excel, importez-le\u{a0}: Beffroi montre ce qui change."),
        )
        .content(Carte::untitled().content(form))
}

fn trail(base: &str) -> Breadcrumb {
    Breadcrumb::new().link("Registre RGPD", base)
}
