//! The members and where their convention stands.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{Query, State},
    response::Response,
};
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::{CollectiviteId, Exercice, GenreCollectivite, Siren, date_courte, nombre};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Choice, Column, Empty, Etat, EtatTon, Icon, List, ListState, Page, Row, Table},
};

use super::{
    liste::{EXPORT_ROWS, Voulu, export, request},
    mots::combien,
};
use crate::{
    domain::{EtatConvention, NatureEcheance, Service},
    droits::{GererConventions, SuivreConventions},
    store::{
        abonnements::{self, ServiceSouscrit},
        conventions,
        membres::{self, Membre},
    },
};

pub(super) const PATH: &str = "/centre/conventions";

/// What each member of the page subscribes to.
type Services = HashMap<CollectiviteId, Vec<Service>>;

pub(super) async fn list(State(house): State<House>, agent: Agent<SuivreConventions>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = membres::page(&mut tx, &request(&state)).await?;
    let services = services(abonnements::list_services(&mut tx, &ids(&found.rows)).await?);
    let counts = conventions::count_by_etat(&mut tx).await?;
    drop(tx);
    let counts: BTreeMap<EtatConvention, u32> = counts.into_iter().map(|c| (c.etat, c.combien)).collect();
    let table = table(&found.rows, &services);
    let list = List::new(&state, PATH, table)
        .search("Nom de la collectivité")
        .filter("etat", "État de la convention", "Tous les états", etats())
        .filter("genre", "Genre", "Tous les genres", genres())
        .filter("sans_convention", "Convention", "Avec ou sans convention", [Choice::new("oui", "Sans convention")])
        .total(found.total.into(), "collectivité", "collectivités")
        .export(format!("{PATH}/export"))
        .empty(empty());
    let page = Page::new(&agent.shell(&house), title(&counts)).lead(lead(&counts)).aide(aide());
    let page = if agent.can::<GererConventions>() {
        page.primary(Action::link("Proposer une convention", format!("{PATH}/nouvelle")).icon(Icon::Plus))
            .action(Action::link("Importer des abonnements", "/centre/abonnements/import").icon(Icon::Upload))
    } else {
        page
    };
    let year = Exercice::of(house.clock().today());
    let census = Action::link(format!("Recensement des postes {year}"), format!("/centre/recensements/{year}"));
    Ok(page.action(census.icon(Icon::MonitorCog)).content(Carte::untitled().content(list)))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<SuivreConventions>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let rows: Vec<Membre> = membres::LIST.all(&mut tx, db::params![], &request(&state), EXPORT_ROWS).await?;
    let services = services(abonnements::list_services(&mut tx, &ids(&rows)).await?);
    drop(tx);
    export(&house, "conventions", tableau(&rows, &services), voulu.format).await
}

fn ids(rows: &[Membre]) -> Vec<CollectiviteId> {
    rows.iter().map(|membre| membre.identite.id).collect()
}

fn services(found: Vec<ServiceSouscrit>) -> Services {
    let mut by_member = Services::new();
    for ServiceSouscrit { collectivite_id, service } in found {
        by_member.entry(collectivite_id).or_default().push(service);
    }
    for list in by_member.values_mut() {
        list.sort_unstable();
    }
    by_member
}

/// What waits, first.
fn title(counts: &BTreeMap<EtatConvention, u32>) -> String {
    let waiting: u32 =
        [EtatConvention::Proposee, EtatConvention::Signee].iter().filter_map(|etat| counts.get(etat)).sum();
    match waiting {
        0 => "Toutes les conventions proposées sont signées".to_owned(),
        n => format!("{} signature", combien(n, "convention attend une", "conventions attendent une")),
    }
}

fn lead(counts: &BTreeMap<EtatConvention, u32>) -> String {
    let active: u32 = counts.iter().filter(|(etat, _)| etat.is_active()).map(|(_, n)| n).sum();
    let denounced = counts.get(&EtatConvention::Denoncee).copied().unwrap_or(0);
    format!(
        "{} en vigueur, dont {}.",
        combien(active, "convention", "conventions"),
        combien(denounced, "dénoncée", "dénoncées")
    )
}

fn table(rows: &[Membre], services: &Services) -> Table {
    Table::new("Conventions des collectivités")
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("population", "Population").sortable().numeric())
        .column(Column::new("etat", "Convention").sortable())
        .column(Column::new("echeance", "Prochaine échéance").sortable())
        .column(Column::new("services", "Services"))
        .rows(rows.iter().map(|membre| {
            let codes = services.get(&membre.identite.id).map_or(&[][..], Vec::as_slice);
            Row::new()
                .cell(who(membre))
                .cell(membre.identite.population.map_or("—".to_owned(), |n| nombre(n.into())))
                .cell(state(membre))
                .cell(due(membre))
                .cell(html! { span.discret { (words(codes)) } })
        }))
}

fn who(membre: &Membre) -> Markup {
    let Membre { identite, convention, .. } = membre;
    let nom = annuaire::nom::nom_complet(identite.genre, &identite.nom);
    html! {
        @match convention {
            Some(convention) => a href={ (base(identite.siren)) "/" (convention.id) } { (nom) },
            None => a href={ (PATH) "/nouvelle?collectivite=" (identite.siren) } { (nom) },
        }
        br; span.discret { (identite.siren.groupe()) }
    }
}

fn state(membre: &Membre) -> Markup {
    match &membre.convention {
        None => html! { (Etat::neutre("Sans convention")) },
        Some(convention) => html! {
            (pill(convention.etat))
            @if let Some(effet) = convention.date_effet { br; span.discret { "depuis le " (date_courte(effet)) } }
        },
    }
}

fn due(membre: &Membre) -> Markup {
    match &membre.echeance {
        None => html! { "—" },
        Some(echeance) => {
            html! { span.insecable { (date_courte(echeance.le)) } br; span.discret { (short(echeance.nature)) } }
        }
    }
}

fn words(services: &[Service]) -> String {
    let codes: Vec<&str> = services.iter().map(|s| s.code()).collect();
    if codes.is_empty() { "—".to_owned() } else { codes.join(", ") }
}

/// The pages of the conventions of a collectivité.
pub(super) fn base(siren: Siren) -> String {
    format!("/c/{siren}/conventions")
}

pub(super) fn pill(etat: EtatConvention) -> Etat {
    let ton = match etat {
        EtatConvention::EnVigueur | EtatConvention::Renouvelee => EtatTon::Fait,
        EtatConvention::Proposee | EtatConvention::Signee => EtatTon::Attente,
        EtatConvention::Denoncee | EtatConvention::Resiliee => EtatTon::Refus,
        EtatConvention::Terminee | EtatConvention::Echue => EtatTon::Neutre,
    };
    Etat::new(ton, etat.libelle())
}

/// In a few words, for a narrow column.
pub(super) const fn short(nature: NatureEcheance) -> &'static str {
    match nature {
        NatureEcheance::DernierJourDenonciation => "dernier jour pour dénoncer",
        NatureEcheance::ReconductionTacite => "reconduction tacite",
        NatureEcheance::RenouvellementExpres => "dernier jour pour reconduire",
        NatureEcheance::Terme => "terme",
        NatureEcheance::EffetDenonciation => "fin, par dénonciation",
    }
}

fn etats() -> Vec<Choice> {
    EtatConvention::TOUS.iter().map(|etat| Choice::new(etat.code(), etat.libelle())).collect()
}

fn genres() -> Vec<Choice> {
    GenreCollectivite::all().map(|genre| Choice::new(genre.code(), genre.libelle())).collect()
}

fn empty() -> Empty {
    let empty = Empty::new("Aucun adhérent pour l’instant").icon(Icon::FileSignature);
    empty.next(
        "Proposez une convention à une collectivité, ou importez les abonnements que vous tenez déjà dans un tableur.",
    )
}

fn aide() -> Aide {
    Aide::new(
        "Quand une convention est-elle en vigueur\u{a0}?",
        "Le jour où la seconde partie la signe. Elle se renouvelle ensuite selon son régime\u{a0}: chaque année sans rien faire, ou tous les trois ans par une reconduction signée.",
    )
    .example("signée par Albias le 3 mars et par le centre le 12, elle prend effet le 12 mars.")
}

fn tableau(rows: &[Membre], services: &Services) -> Tableau {
    let colonnes = [
        Colonne::texte("SIREN"),
        Colonne::texte("Collectivité"),
        Colonne::texte("Genre"),
        Colonne::new("Population totale", Genre::Entier),
        Colonne::texte("État de la convention"),
        Colonne::texte("Régime"),
        Colonne::texte("Date d’effet"),
        Colonne::texte("Prochaine échéance"),
        Colonne::texte("Ce qui échoit"),
        Colonne::texte("Services"),
    ];
    let mut tableau = Tableau::new("Conventions", colonnes);
    for Membre { identite, convention, echeance } in rows {
        let text = |found: Option<String>| Cellule::Texte(found.unwrap_or_default());
        let codes = services.get(&identite.id).map_or(&[][..], Vec::as_slice);
        tableau.push([
            identite.siren.to_string().into(),
            annuaire::nom::nom_complet(identite.genre, &identite.nom).into(),
            identite.genre.libelle().into(),
            text(identite.population.map(|n| n.to_string())),
            text(convention.map(|c| c.etat.libelle().to_owned())),
            text(convention.map(|c| c.regime.libelle().to_owned())),
            text(convention.and_then(|c| c.date_effet).map(date_courte)),
            text(echeance.map(|e| date_courte(e.le))),
            text(echeance.map(|e| e.nature.libelle().to_owned())),
            words(codes).into(),
        ]);
    }
    tableau
}
