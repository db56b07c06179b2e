//! Importing collectivités in two steps: « Vérifier » says what would happen, « Importer » does it.

use annuaire::{
    imports::{COLONNES, RapportImport, Rejet},
    national,
};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use editique::{Colonne, Tableau};
use maud::{Markup, html};
use web::{
    Agent, Depot, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Aide, Alert, Breadcrumb, Carte, Choice, Column, Field, Form, FormState, Icon, Page, Row,
        Stepper, Table, Ton, details,
    },
};

use super::{
    collectivite_list::PATH,
    liste::{Voulu, export},
};
use crate::{
    droits::Gerer,
    import::{self, Demande, Source},
};

const HERE: &str = "/centre/collectivites/import";
const CHECK: &str = "/centre/collectivites/import/verification";
/// Faults shown on the page; the file holds them all.
const SHOWN: usize = 200;

pub(super) async fn form(State(house): State<House>, agent: Agent<Gerer>) -> Page {
    choose(&house, &agent, &FormState::default())
}

/// Receives the file, then shows what it would do at an address that can be loaded again.
pub(super) async fn receive(
    State(house): State<House>,
    agent: Agent<Gerer>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let asked = Demande::read(&mut depot.form, house.clock().today().year());
    let file = depot.file("fichier").cloned();
    let needs_file = asked.as_ref().is_none_or(|demande| demande.source.has_file());
    if needs_file && file.is_none() && depot.form.error("fichier").is_none() {
        depot.form.add_error("fichier", "Choisissez le fichier à importer.");
    }
    let Some(mut demande) = asked.filter(|_| depot.form.is_valid()) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, choose(&house, &agent, &depot.form)).into_response());
    };
    if let Some(file) = file.filter(|_| needs_file) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let acteur = &agent.acteur;
        let kept = documents::keep(&mut tx, house.clock(), agent.id(), &file, acteur.personne, &acteur.nom).await?;
        tx.commit().await?;
        demande.document = Some(kept.id);
    }
    Ok(Redirect::to(&address(CHECK, &demande)).into_response())
}

/// « Vérifier »: nothing is kept.
pub(super) async fn check(State(house): State<House>, agent: Agent<Gerer>) -> Result<Response, WebError> {
    let demande = asked(&house, &agent)?;
    match import::rehearse(&house, agent.id(), &agent.acteur, &demande).await? {
        Ok(rapport) => {
            let clean = demande.source != Source::Csv || rapport.rejets.is_empty();
            let status = if clean { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok((status, report(&house, &agent, &demande, &rapport, clean)).into_response())
        }
        Err(phrase) => {
            let mut state =
                demande.fields().into_iter().fold(FormState::default(), |s, (name, value)| s.with(name, value));
            state.add_error("fichier", phrase);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, choose(&house, &agent, &state)).into_response())
        }
    }
}

/// The faults as a file, to correct beside the spreadsheet.
pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let demande = asked(&house, &agent)?;
    let rapport = import::rehearse(&house, agent.id(), &agent.acteur, &demande).await?;
    let rapport = rapport.map_err(WebError::Refus)?;
    let mut tableau =
        Tableau::new("Erreurs", [Colonne::entier("ligne"), Colonne::texte("colonne"), Colonne::texte("erreur")]);
    for rejet in &rapport.rejets {
        let ligne = rejet.ligne.and_then(|n| i64::try_from(n).ok());
        tableau.push([ligne.into(), rejet.colonne.clone().into(), rejet.phrase.as_str().into()]);
    }
    export(&house, "erreurs-import", tableau, voulu.format).await
}

/// « Importer »: the job does it, all or nothing.
pub(super) async fn run(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Formulaire(mut state): Formulaire,
) -> Result<Redirect, WebError> {
    let unread = || WebError::Unreadable("Cet import ne se lit pas : reprenez-le depuis le début.".to_owned());
    let demande = Demande::read(&mut state, house.clock().today().year()).ok_or_else(unread)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = import::ask(&mut tx, &house, agent.id(), &agent.acteur, &demande).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&format!("/travaux/{job}")))
}

fn asked(house: &House, agent: &Agent<Gerer>) -> Result<Demande, WebError> {
    let mut state = FormState::from_urlencoded(agent.query());
    Demande::read(&mut state, house.clock().today().year()).ok_or(WebError::NotFound)
}

fn address(path: &str, demande: &Demande) -> String {
    let pairs: Vec<String> = demande.fields().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{path}?{}", pairs.join("&"))
}

fn steps(current: usize) -> Stepper {
    Stepper::new("Import de collectivités", current).step("Choisir").step("Vérifier").step("Importer")
}

fn choose(house: &House, agent: &Agent<Gerer>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let departement = &agent.collectivite.fiche.departement;
    let form = Form::post(HERE, &shell.csrf)
        .state(state)
        .field(Field::radio_cards("source", "Que voulez-vous importer ?", sources(departement)).default_value("csv"))
        .field(
            Field::file("fichier", "Fichier", ".csv,.json,.txt")
                .optional()
                .help("Inutile pour les données nationales."),
        )
        .row([
            Field::text("departement", "Département").default_value(departement).short().help("Par exemple 82 ou 2A."),
            Field::number("millesime", "Millésime des populations")
                .default_value(national::MILLESIME.to_string())
                .help("L’année de référence de l’INSEE."),
        ])
        .submit("Vérifier")
        .cancel(PATH);
    Page::new(&shell, "Importer des collectivités")
        .lead("Rien n’est importé avant que vous ayez vu ce qui va changer.")
        .breadcrumb(Breadcrumb::new().link("Collectivités", PATH))
        .content(steps(0))
        .content(Carte::untitled().content(form).content(details("Les colonnes d’un fichier CSV", columns())))
        .aide(aide())
}

fn sources(departement: &str) -> Vec<Choice> {
    let nom = national::departement_nom(departement).unwrap_or_else(|| departement.to_owned());
    vec![
        Choice::new("csv", "Un tableau CSV").help("Le vôtre, une collectivité par ligne. Ce qu’il dit remplace ce qui est connu ; ses cases vides ne changent rien."),
        Choice::new("departement", format!("Les communes et EPCI du département ({nom})")).help("Données nationales fournies avec Beffroi. Ce que vous avez saisi reste."),
        Choice::new("communes", "Un fichier communes.json").help("Le découpage administratif, par département."),
        Choice::new("epci", "Un fichier epci.json").help("Les intercommunalités et leurs membres."),
    ]
}

fn columns() -> Markup {
    html! {
        p { "Séparées par des points-virgules ou des virgules, dans l’ordre que vous voulez. " b { "siren" } ", " b { "nom" } " et " b { "genre" } " sont obligatoires." }
        p { @for (at, nom) in COLONNES.iter().enumerate() { @if at > 0 { ", " } code { (nom) } } "." }
    }
}

fn aide() -> Aide {
    Aide::new("Et si mon fichier a des erreurs ?", "Chacune est montrée avec sa ligne et sa colonne, et rien n’est importé à moitié : corrigez le fichier, puis déposez-le de nouveau.")
        .example("« Ligne 12, colonne siren : un chiffre est sans doute faux. »")
}

fn report(house: &House, agent: &Agent<Gerer>, demande: &Demande, rapport: &RapportImport, clean: bool) -> Page {
    let shell = agent.shell(house);
    let title = match (clean, rapport.rejets.len()) {
        (true, _) => "Voici ce qui va changer".to_owned(),
        (false, 1) => "Une erreur à corriger".to_owned(),
        (false, many) => format!("{many} erreurs à corriger"),
    };
    let page = Page::new(&shell, title)
        .breadcrumb(Breadcrumb::new().link("Collectivités", PATH).link("Importer", HERE))
        .content(steps(1));
    let page = if clean {
        let fields = demande.fields().into_iter();
        let button =
            ActionButton::new("Importer", format!("{HERE}/execution"), &shell.csrf).icon(Icon::Upload).primary();
        let button = fields.fold(button, |button, (name, value)| button.value(name, value));
        page.lead(import::phrase(rapport, "seront"))
            .action(Action::link("Choisir un autre fichier", HERE))
            .action(button)
    } else {
        page.lead("Rien n’a été importé. Corrigez ces lignes dans votre fichier, puis déposez-le de nouveau.")
            .primary(Action::link("Déposer le fichier corrigé", HERE))
    };
    page.content(faults(demande, &rapport.rejets, clean))
}

fn faults(demande: &Demande, rejets: &[Rejet], clean: bool) -> Markup {
    if rejets.is_empty() {
        return html! { (Alert::new(Ton::Succes, "Aucune erreur. Cliquez sur « Importer » : tout est enregistré d’un coup, ou rien.")) };
    }
    let table = Table::new("Erreurs")
        .column(Column::new("ligne", "Ligne"))
        .column(Column::new("colonne", "Colonne"))
        .column(Column::new("erreur", "Ce qui ne va pas"));
    let rows = rejets.iter().take(SHOWN).map(|rejet| {
        Row::new()
            .cell(html! { @match rejet.ligne { Some(ligne) => (ligne), None => "—" } })
            .cell(html! { @match &rejet.colonne { Some(colonne) => code { (colonne) }, None => "—" } })
            .cell(&rejet.phrase)
    });
    let file = |format: &str| format!("{}&format={format}", address(&format!("{HERE}/erreurs"), demande));
    let title = if clean { "Ce qui ne sera pas repris" } else { "Ligne par ligne" };
    html! {
        (Carte::new(title).action(Action::link("Télécharger (Excel)", file("xlsx")).icon(Icon::Download).download().quiet()).content(table.rows(rows)))
        @if rejets.len() > SHOWN { p.discret { "Et " (rejets.len() - SHOWN) " autres, dans le fichier." } }
    }
}
