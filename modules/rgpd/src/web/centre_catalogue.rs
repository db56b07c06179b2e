//! The shared catalogue, at the centre: the list, with the names that members typed and that lead to no record; a record,
//! who uses it, its documents.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use editique::{Colonne, Genre, Tableau};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    liste::{EXPORT_ROWS, Voulu, export, request},
    ui::{
        Action, Aide, Breadcrumb, Carte, Choice, Column, Empty, Etat, Field, Form, FormState, Icon, List, ListState,
        Page, Row, Table,
    },
    with_fait,
};

use super::{
    acces::contexte,
    catalogue_saisie::{fields, fill, read},
};
use crate::{
    domain::{CatalogueId, GenreCatalogue},
    droits::GererModeles,
    gestes::{GesteError, catalogue as acts},
    store::{
        catalogue::{self, LigneCatalogue, Nomme},
        usages::{self, Orphelin},
    },
};

pub(super) const PATH: &str = "/centre/rgpd/catalogue";

pub(super) async fn list(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = catalogue::page(&mut tx, &request(&state)).await?;
    let orphans = usages::orphans(&mut tx).await?;
    drop(tx);
    let list = List::new(&state, PATH, table(&found.rows, house.clock().today()))
        .search("Nom, éditeur, hébergeur")
        .filter("genre", "Genre", "Tous", GenreCatalogue::TOUS.iter().map(|g| Choice::new(g.code(), g.libelle())))
        .filter("retire", "Proposée", "Toutes", [Choice::new("non", "Proposée"), Choice::new("oui", "Retirée")])
        .total(found.total.into(), "fiche", "fiches")
        .export(format!("{PATH}/export"))
        .empty(
            Empty::new("Le catalogue est vide")
                .icon(Icon::Library)
                .next("Décrivez une fois l’éditeur que tous emploient\u{a0}: chaque adhérent en profite."),
        );
    Ok(Page::new(&agent.shell(&house), "Le catalogue commun")
        .lead("Éditeurs, prestataires et logiciels, décrits une fois pour tous les adhérents.")
        .action(Action::link("Ajouter un logiciel", format!("{PATH}/nouveau?genre=logiciel")).icon(Icon::Plus))
        .primary(Action::link("Ajouter un prestataire", format!("{PATH}/nouveau?genre=organisme")).icon(Icon::Plus))
        .aide(Aide::new("Comment les adhérents s’y rattachent-ils\u{a0}?", "Par le nom qu’ils écrivent dans leurs fiches. Quand ils l’appellent autrement, rapprochez ce nom de la fiche\u{a0}: tous y sont rattachés d’un coup."))
        .content(html! { div.pile { (Carte::untitled().content(list)) (orphelins(&orphans)) } }))
}

fn table(rows: &[LigneCatalogue], today: time::Date) -> Table {
    Table::new("Fiches du catalogue")
        .column(Column::new("nom", "Nom").sortable())
        .column(Column::new("ou", "Où sont les données"))
        .column(Column::new("voir", "À regarder"))
        .column(Column::new("membres", "Adhérents").sortable().numeric())
        .rows(rows.iter().map(|row| {
            let alerts = row.fiche.alertes(row.genre, today);
            Row::new()
                .cell(html! {
                    a href={ (PATH) "/" (row.id) } { (row.nom) }
                    @if row.retire { " " (Etat::neutre("retirée")) }
                    br;
                    span.discret { (row.genre.libelle()) @if let Some(editeur) = &row.editeur { ", " (editeur) } }
                })
                .cell(if row.fiche.pays.is_empty() { "—".to_owned() } else { crate::domain::pays::nom(&row.fiche.pays) })
                .cell(html! { @if alerts.is_empty() { (Etat::fait("rien")) } @for alert in &alerts { div { (Etat::attente(*alert)) } } })
                .cell(row.membres)
        }))
}

fn orphelins(orphans: &[Orphelin]) -> Markup {
    html! {
        @if !orphans.is_empty() {
            (Carte::new("Écrits par les adhérents, sans fiche").content(html! {
                (Table::new("Noms sans fiche")
                    .column(Column::new("nom", "Nom écrit"))
                    .column(Column::new("membres", "Adhérents").numeric())
                    .column(Column::new("geste", "Que faire"))
                    .rows(orphans.iter().map(|o| {
                        let query = FormState::default().with("genre", o.genre.code()).with("nom", &o.nom).query();
                        Row::new()
                            .cell(html! { (o.nom) br; span.discret { (o.genre.libelle()) } })
                            .cell(o.membres)
                            .cell(html! {
                                a href={ (PATH) "/rapprochement?" (query) } { "Rapprocher" span.visually-hidden { " «\u{a0}" (o.nom) "\u{a0}»" } }
                                " ou "
                                a href={ (PATH) "/nouveau?" (query) } { "créer sa fiche" }
                            })
                    })))
            }))
        }
    }
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let rows = catalogue::export(&mut tx, &request(&state), EXPORT_ROWS).await?;
    drop(tx);
    let colonnes = [
        Colonne::texte("Nom"),
        Colonne::texte("Genre"),
        Colonne::texte("Éditeur"),
        Colonne::texte("Pays"),
        Colonne::texte("Hébergeur"),
        Colonne::texte("À regarder"),
        Colonne::new("Adhérents", Genre::Entier),
    ];
    let mut tableau = Tableau::new("Catalogue RGPD", colonnes);
    let today = house.clock().today();
    for row in &rows {
        tableau.push([
            row.nom.clone().into(),
            row.genre.libelle().into(),
            row.editeur.clone().unwrap_or_default().into(),
            crate::domain::pays::nom(&row.fiche.pays).into(),
            row.fiche.hebergeur.clone().into(),
            row.fiche.alertes(row.genre, today).join(" ").into(),
            row.membres.to_string().into(),
        ]);
    }
    export(&house, "catalogue-rgpd", tableau, voulu.format).await
}

pub(super) async fn form(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let asked = FormState::from_urlencoded(agent.query());
    let genre = GenreCatalogue::from_code(asked.value("genre")).unwrap_or(GenreCatalogue::Organisme);
    let editeurs = editeurs(&house, &agent).await?;
    Ok(create_view(&house, &agent, genre, &editeurs, &asked))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let genre: GenreCatalogue = form.value("genre").parse()?;
    if let Some(saisie) = read(&mut form) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::add(&mut tx, contexte(&house, &agent), genre, saisie).await {
            Ok(id) => {
                tx.commit().await?;
                return Ok(Redirect::to(&with_fait(&format!("{PATH}/{id}"), "rgpd-catalogue")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "nom")?,
        }
    }
    let editeurs = editeurs(&house, &agent).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, create_view(&house, &agent, genre, &editeurs, &form)).into_response())
}

pub(super) async fn edit_form(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let reference = acts::find(&mut tx, id).await?;
    drop(tx);
    let editeurs = editeurs(&house, &agent).await?;
    let state = fill(&reference).with("revision", reference.revision.to_string());
    Ok(edit_view(&house, &agent, (id, reference.genre, &reference.nom), &editeurs, &state))
}

pub(super) async fn edit(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let reference = acts::find(&mut tx, id).await?;
    let who = (id, reference.genre, reference.nom.clone());
    if form.value("revision") != reference.revision.to_string() {
        return Err(GesteError::Conflict.into());
    }
    if let Some(saisie) = read(&mut form) {
        match acts::edit(&mut tx, contexte(&house, &agent), reference, saisie).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&with_fait(&format!("{PATH}/{id}"), "rgpd-catalogue")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "nom")?,
        }
    }
    drop(tx);
    let editeurs = editeurs(&house, &agent).await?;
    let page = edit_view(&house, &agent, (who.0, who.1, &who.2), &editeurs, &form);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Which record is a name that members typed?
pub(super) async fn bring_form(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let asked = FormState::from_urlencoded(agent.query());
    bring_view(&house, &agent, &asked).await
}

pub(super) async fn bring(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let chosen = form.read("fiche", str::parse::<CatalogueId>);
    if let Some(id) = chosen {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::bring(&mut tx, contexte(&house, &agent), id, form.value("nom")).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(Redirect::to(&with_fait(&format!("{PATH}/{id}"), "rgpd-rapproche")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "fiche")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, bring_view(&house, &agent, &form).await?).into_response())
}

async fn editeurs(house: &House, agent: &Agent<GererModeles>) -> Result<Vec<Nomme>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(catalogue::names(&mut tx, GenreCatalogue::Organisme).await?)
}

fn create_view(
    house: &House,
    agent: &Agent<GererModeles>,
    genre: GenreCatalogue,
    editeurs: &[Nomme],
    state: &FormState,
) -> Page {
    let shell = agent.shell(house);
    let form = fields(Form::post(PATH, &shell.csrf).state(state), genre, editeurs).submit("Ajouter").cancel(PATH);
    let title = match genre {
        GenreCatalogue::Organisme => "Ajouter un prestataire",
        GenreCatalogue::Logiciel => "Ajouter un logiciel",
    };
    Page::new(&shell, title)
        .lead("Ce que vous écrivez ici sert à tous les adhérents.")
        .breadcrumb(Breadcrumb::new().link("Catalogue", PATH))
        .content(Carte::untitled().content(form))
}

fn edit_view(
    house: &House,
    agent: &Agent<GererModeles>,
    (id, genre, nom): (CatalogueId, GenreCatalogue, &str),
    editeurs: &[Nomme],
    state: &FormState,
) -> Page {
    let shell = agent.shell(house);
    let there = format!("{PATH}/{id}");
    let form = Form::post(format!("{there}/fiche"), &shell.csrf).state(state).field(Field::hidden("revision", ""));
    let form = fields(form, genre, editeurs).submit("Enregistrer").cancel(&there);
    Page::new(&shell, format!("Modifier «\u{a0}{nom}\u{a0}»"))
        .breadcrumb(Breadcrumb::new().link("Catalogue", PATH).link(nom, &there))
        .content(Carte::untitled().content(form))
}

async fn bring_view(house: &House, agent: &Agent<GererModeles>, state: &FormState) -> Result<Page, WebError> {
    let genre = GenreCatalogue::from_code(state.value("genre")).unwrap_or(GenreCatalogue::Organisme);
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = catalogue::names(&mut tx, genre).await?;
    drop(tx);
    let shell = agent.shell(house);
    let choices = known.iter().map(|n| Choice::new(n.id.to_string(), &n.nom));
    let form = Form::post(format!("{PATH}/rapprochement"), &shell.csrf)
        .state(state)
        .field(Field::hidden("genre", genre.code()))
        .field(Field::hidden("nom", ""))
        .field(Field::select("fiche", "C’est", choices.collect::<Vec<_>>()))
        .submit("Rapprocher")
        .cancel(PATH);
    Ok(Page::new(&shell, format!("Qui est «\u{a0}{}\u{a0}»\u{a0}?", state.value("nom")))
        .lead("Tous les adhérents qui écrivent ce nom seront rattachés à la fiche que vous choisissez, et ceux qui l’écriront demain.")
        .breadcrumb(Breadcrumb::new().link("Catalogue", PATH))
        .content(Carte::untitled().content(form)))
}
