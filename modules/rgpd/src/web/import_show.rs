//! What a file would change: shown traitement by traitement, its columns corrected, then taken or given up.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Id;
use maud::{Markup, html};
use tableur::Proprietes;
use web::{
    Agent, Formulaire, House, WebError,
    liste::attachment,
    ui::{ActionButton, Alert, Breadcrumb, Carte, Column, Etat, EtatTon, Page, Row, Table, Ton, details},
    with_fait,
};

use super::{
    acces::contexte,
    import_colonnes,
    import_create::{bytes, forget},
    mots::{combien, registre},
};
use crate::{
    domain::{Bilan, Ligne, Sort},
    droits::GererRegistre,
    gestes::imports::{self as acts, Consignes, Lu, Plan},
    store::imports::{self, Import},
};

type Chemin = Path<(String, Id<Import>)>;

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
) -> Result<Response, WebError> {
    let (import, lu) = read(&house, &agent, id).await?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let plan = acts::plan(&mut tx, contexte(&house, &agent), lu).await?;
    Ok(preview(&house, &agent, (&import, &plan), None))
}

/// Says how the columns are to be read, for this file and for those of the same headers.
pub(super) async fn correct(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Formulaire(form): Formulaire,
) -> Result<Redirect, WebError> {
    let (import, lu) = read(&house, &agent, id).await?;
    let (corrected, told) = import_colonnes::read(lu.correspondances(), &form);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    imports::correct(&mut tx, agent.id(), id, &corrected).await?;
    imports::remember(&mut tx, agent.id(), &told).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&here(&agent, &import), "rgpd-colonnes")))
}

/// Takes what was seen; if the register changed meanwhile, it is shown anew.
pub(super) async fn take(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Formulaire(form): Formulaire,
) -> Result<Response, WebError> {
    let (import, lu) = read(&house, &agent, id).await?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let plan = acts::plan(&mut tx, contexte(&house, &agent), lu).await?;
    if plan.empreinte() != form.value("vu") {
        let changed = "Le registre a changé depuis que vous l’avez vu\u{a0}: vérifiez à nouveau.";
        return Ok(preview(&house, &agent, (&import, &plan), Some(changed)));
    }
    let done = acts::apply(&mut tx, contexte(&house, &agent), plan, &import.nom).await?;
    if !forget(&mut tx, &agent, &import).await? {
        return Err(WebError::NotFound);
    }
    tx.commit().await?;
    house.wake().now();
    let base = registre(&agent.collectivite);
    let there = done.lot.map_or_else(|| base.clone(), |lot| format!("{base}/lots/{lot}"));
    Ok(Redirect::to(&with_fait(&there, "rgpd-importe")).into_response())
}

pub(super) async fn give_up(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let import = imports::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    forget(&mut tx, &agent, &import).await?;
    tx.commit().await?;
    Ok(Redirect::to(&registre(&agent.collectivite)))
}

/// The file as a workbook, with what was not understood coloured in its place.
pub(super) async fn report(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
) -> Result<Response, WebError> {
    let (_, lu) = read(&house, &agent, id).await?;
    let proprietes = Proprietes {
        titre: "Ce qui n’a pas été compris".to_owned(),
        auteur: agent.collectivite.nom_complet(),
        date: house.clock().today(),
    };
    let written = tokio::task::spawn_blocking(move || lu.report(&proprietes)).await.map_err(WebError::internal)??;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attachment(&format!("registre-a-corriger-{}.xlsx", house.clock().today()), media, written))
}

/// The file that waits, read with what somebody said of its columns.
async fn read(house: &House, agent: &Agent<GererRegistre>, id: Id<Import>) -> Result<(Import, Lu), WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let import = imports::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let souvenirs = imports::remembered(&mut tx, agent.id()).await?;
    drop(tx);
    let octets = bytes(house, agent, &import).await?;
    let consignes = Consignes { corrigees: import.corrigees.clone(), souvenirs };
    let read = tokio::task::spawn_blocking(move || acts::read(&octets, &consignes)).await;
    Ok((import, read.map_err(WebError::internal)??))
}

fn here(agent: &Agent<GererRegistre>, import: &Import) -> String {
    format!("{}/imports/{}", registre(&agent.collectivite), import.id)
}

/// 200; 409 when it is not what was seen; 422 when nothing of it can be taken.
fn preview(
    house: &House,
    agent: &Agent<GererRegistre>,
    (import, plan): (&Import, &Plan),
    changed: Option<&str>,
) -> Response {
    let shell = agent.shell(house);
    let here = here(agent, import);
    let bilan = plan.bilan();
    let all_refused = bilan.changes() + bilan.inchanges == 0;
    let title = if all_refused { "Rien de ce fichier ne peut être importé" } else { "Vérifiez, puis importez" };
    let give_up = ActionButton::new("Abandonner ce fichier", format!("{here}/abandon"), &shell.csrf).quiet();
    let confirm = html! {
        p { "Rien n’est encore enregistré. Ce que le fichier laisse vide est gardé tel quel. Vous pourrez annuler l’import." }
        div.rang {
            form method="post" action={ (here) "/prise" } {
                input type="hidden" name="_csrf" value=(shell.csrf);
                input type="hidden" name="vu" value=(plan.empreinte());
                button.btn.btn-primary type="submit" { "Importer dans le registre" }
            }
            (give_up)
        }
    };
    let page = Page::new(&shell, title)
        .breadcrumb(
            Breadcrumb::new()
                .link("Registre RGPD", registre(&agent.collectivite))
                .link("Importer", format!("{}/import", registre(&agent.collectivite))),
        )
        .lead(html! { (import.nom) "\u{a0}: " (told(bilan)) })
        .content(html! {
            div.pile {
                @if let Some(changed) = changed { (Alert::new(Ton::Attention, changed.to_owned())) }
                @if bilan.changes() > 0 {
                    (Carte::untitled().content(confirm))
                } @else {
                    @if !all_refused {
                        (Alert::new(Ton::Info, "Ce que ce fichier dit de juste est déjà dans le registre\u{a0}: il n’y a rien à importer."))
                    }
                    (Carte::untitled().content(give_up))
                }
                (Carte::new("Traitement par traitement").content(table(plan)))
                @if !plan.correspondances.is_empty() {
                    (Carte::new("Comment les colonnes sont comprises").content(import_colonnes::form(&plan.correspondances, &here, &shell.csrf)))
                }
                @if !plan.problemes.is_empty() { (Carte::new("À relire dans le fichier").content(problems(plan, &here))) }
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
                .cell(html! { div { @if ligne.nom.trim().is_empty() { "Sans nom" } @else { (ligne.nom) } br; span.discret { (place) } } })
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

fn problems(plan: &Plan, here: &str) -> Markup {
    const SHOWN: usize = 200;
    let table = Table::new("Ce qui n’a pas été compris")
        .column(Column::new("cellule", "Cellule"))
        .column(Column::new("valeur", "Valeur"))
        .column(Column::new("message", "Ce qui en est fait"))
        .rows(plan.problemes.iter().take(SHOWN).map(|p| Row::new().cell(&p.cellule).cell(&p.valeur).cell(&p.message)));
    html! {
        p { a href={ (here) "/rapport" } download { "Le fichier avec ses cellules à corriger en couleur (Excel)" } }
        @if plan.problemes.len() > SHOWN { p.discret { "Les " (SHOWN) " premières sont ici, toutes sont dans le fichier." } }
        (table)
    }
}
