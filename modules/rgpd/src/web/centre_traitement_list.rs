//! The traitements of every member, for the délégué: what waits for a check first.

use std::collections::HashMap;

use annuaire::Visibles;
use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListRequest, Tx};
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::{CollectiviteId, Siren, date_courte};
use maud::html;
use web::{
    Agent, House, WebError,
    liste::{EXPORT_ROWS, Voulu, export, request},
    ui::{Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table},
};

use super::mots::{combien, pill};
use crate::{
    domain::{DecisionAipd, EtatTraitement},
    droits::SuivreRgpd,
    store::traitements::{self, LigneTraitement},
};

const PATH: &str = "/centre/rgpd/traitements";

/// Whose register a row is of.
type Noms = HashMap<CollectiviteId, (String, Siren)>;

pub(super) async fn list(State(house): State<House>, agent: Agent<SuivreRgpd>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = asked(&mut tx, &house, &agent, &state).await?;
    let found = traitements::page_centre(&mut tx, &asked).await?;
    let noms = names(&mut tx, &found.rows).await?;
    drop(tx);
    let list = List::new(&state, PATH, table(&found.rows, &noms, house.clock().today()))
        .search("Nom, but, logiciel")
        .filter("etat", "État", "En cours", EtatTraitement::TOUS.iter().map(|e| Choice::new(e.code(), e.libelle())))
        .filter("incomplet", "Complétude", "Tous", [Choice::new("oui", "Il manque quelque chose")])
        .filter(
            "aipd",
            "Analyse d’impact",
            "Toutes",
            DecisionAipd::TOUS.iter().map(|d| Choice::new(d.code(), d.libelle())),
        )
        .filter(
            "sensible",
            "Données sensibles",
            "Avec ou sans",
            [Choice::new("oui", "Avec"), Choice::new("non", "Sans")],
        )
        .total(found.total.into(), "traitement", "traitements")
        .export(format!("{PATH}/export"))
        .empty(Empty::new("Aucun registre n’est commencé").icon(Icon::ShieldCheck));
    let title = if state.filter("etat") == Some("soumis") { "À contrôler" } else { "Les traitements des adhérents" };
    Ok(Page::new(&agent.shell(&house), title)
        .lead(format!("{} dans les registres que vous suivez.", combien(found.total, "traitement", "traitements")))
        .content(Carte::untitled().content(list)))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<SuivreRgpd>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = asked(&mut tx, &house, &agent, &state).await?;
    let rows = traitements::export_centre(&mut tx, &asked, EXPORT_ROWS).await?;
    let noms = names(&mut tx, &rows).await?;
    drop(tx);
    export(&house, "traitements-adherents", tableau(&rows, &noms), voulu.format).await
}

/// What the list asks; archives are shown only when they are asked.
async fn asked(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<SuivreRgpd>,
    state: &ListState,
) -> Result<ListRequest, WebError> {
    let mut request = request(state);
    if state.filter("etat").is_none() {
        request.filters.push(("en_cours".into(), "oui".into()));
    }
    within(tx, house, agent, request).await
}

/// The same, within the portefeuille.
pub(crate) async fn within(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<SuivreRgpd>,
    mut request: ListRequest,
) -> Result<ListRequest, WebError> {
    // What the address says of the portefeuille is not what the rights say.
    request.filters.retain(|(name, _)| name != "portefeuille");
    if agent.droits.visibles() != Visibles::Toutes {
        let every = ListRequest::default();
        let own = annuaire::collectivites::export(tx, house.clock(), agent.droits.visibles(), &every, EXPORT_ROWS);
        let ids: Vec<String> = own.await?.iter().map(|c| c.id.to_string()).collect();
        // Nobody in the portefeuille: an id that nobody has.
        let ids = if ids.is_empty() { uuid::Uuid::nil().to_string() } else { ids.join(",") };
        request.filters.push(("portefeuille".into(), ids));
    }
    Ok(request)
}

async fn names(tx: &mut Tx, rows: &[LigneTraitement]) -> Result<Noms, WebError> {
    let mut ids: Vec<CollectiviteId> = rows.iter().map(|row| row.collectivite_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = annuaire::collectivites::find_many(tx, &ids).await?;
    Ok(found.into_iter().map(|c| (c.id, (c.nom_complet(), c.fiche.siren))).collect())
}

fn table(rows: &[LigneTraitement], noms: &Noms, today: time::Date) -> Table {
    Table::new("Traitements des adhérents")
        .column(Column::new("nom", "Traitement").sortable())
        .column(Column::new("collectivite", "Collectivité"))
        .column(Column::new("etat", "État").sortable())
        .column(Column::new("manques", "Ce qui manque").sortable())
        .column(Column::new("revision", "À relire").sortable())
        .column(Column::new("modifie", "Modifié").sortable())
        .rows(rows.iter().map(|row| {
            let who = noms.get(&row.collectivite_id);
            let late = row.revision_le.is_some_and(|date| date < today);
            Row::new()
                .cell(html! {
                    @match who {
                        Some((_, siren)) => a href={ "/c/" (siren) "/rgpd/traitements/" (row.id) } { (row.nom) },
                        None => (row.nom),
                    }
                    @if !row.finalite.is_empty() { br; span.discret { (row.finalite) } }
                })
                .cell(who.map_or_else(|| "—".to_owned(), |(nom, _)| nom.clone()))
                .cell(pill(row.etat))
                .cell(match row.obligatoires {
                    0 => "—".to_owned(),
                    n => combien(n, "réponse attendue", "réponses attendues"),
                })
                .cell(html! {
                    @match row.revision_le {
                        None => "—",
                        Some(date) => { span.insecable { (date_courte(date)) } @if late { br; (Etat::refus("à relire")) } },
                    }
                })
                .cell(html! { span.insecable { (date_courte(row.modifie_le.to_paris().date())) } br; span.discret { (row.modifie_par) } })
        }))
}

fn tableau(rows: &[LigneTraitement], noms: &Noms) -> Tableau {
    let colonnes = [
        Colonne::texte("Collectivité"),
        Colonne::texte("SIREN"),
        Colonne::texte("Traitement"),
        Colonne::texte("Référence"),
        Colonne::texte("Finalité principale"),
        Colonne::texte("État"),
        Colonne::new("Version", Genre::Entier),
        Colonne::texte("Données sensibles"),
        Colonne::texte("Analyse d’impact"),
        Colonne::new("Réponses attendues", Genre::Entier),
        Colonne::texte("À relire le"),
        Colonne::texte("Modifié le"),
    ];
    let mut tableau = Tableau::new("Traitements des adhérents", colonnes);
    for row in rows {
        let who = noms.get(&row.collectivite_id);
        tableau.push([
            Cellule::Texte(who.map(|(nom, _)| nom.clone()).unwrap_or_default()),
            Cellule::Texte(who.map(|(_, siren)| siren.to_string()).unwrap_or_default()),
            row.nom.clone().into(),
            row.reference.clone().into(),
            row.finalite.clone().into(),
            row.etat.libelle().into(),
            Cellule::Texte(row.version.to_string()),
            if row.sensible { "Oui" } else { "Non" }.into(),
            Cellule::Texte(row.aipd.map(|decision| decision.libelle().to_owned()).unwrap_or_default()),
            Cellule::Texte(row.obligatoires.to_string()),
            Cellule::Texte(row.revision_le.map(date_courte).unwrap_or_default()),
            date_courte(row.modifie_le.to_paris().date()).into(),
        ]);
    }
    tableau
}
