//! Everybody who has an account, wherever they work.

use annuaire::{Collectivite, GenrePersonne, PersonneLigne, Role, collectivites, personnes};
use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListPage, ListRequest, Perimetre, Tx};
use editique::{Colonne, Tableau};
use kernel::{Siren, nombre};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table},
};

use super::liste;
use crate::droits::Gerer;

pub(super) const HERE: &str = "/centre/personnes";
/// The filter that the database does not know by its name: people are listed *in* a collectivité.
const COLLECTIVITE: &str = "collectivite";

pub(crate) async fn list(State(house): State<House>, agent: Agent<Gerer>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let dans = collectivite(&mut tx, &state).await?;
    let found = personnes::list(&mut tx, dans.as_ref().map(|c| c.id), &liste::request(&state)).await?;
    Ok(page(&house, &agent, &state, dans.as_ref(), &found))
}

/// The same people, every page of them, as a file.
pub(crate) async fn download(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Query(voulu): Query<liste::Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let dans = collectivite(&mut tx, &state).await?.map(|c| c.id);
    let mut asked = ListRequest { page: 1, per_page: 1_000, ..liste::request(&state) };
    let mut rows = Vec::new();
    loop {
        let found = personnes::list(&mut tx, dans, &asked).await?;
        rows.extend(found.rows);
        if asked.page >= found.pages {
            break;
        }
        asked.page += 1;
    }
    drop(tx);
    liste::export(&house, "personnes", tableau(&rows), voulu.format).await
}

/// The people of one collectivité: `?collectivite=218200020`. One that does not exist has nobody to show.
async fn collectivite(tx: &mut Tx, state: &ListState) -> Result<Option<Collectivite>, WebError> {
    let Some(text) = state.filter(COLLECTIVITE) else { return Ok(None) };
    let siren: Siren = text.parse().map_err(|_| WebError::NotFound)?;
    collectivites::find_by_siren(tx, siren).await?.ok_or(WebError::NotFound).map(Some)
}

fn page(
    house: &House,
    agent: &Agent<Gerer>,
    state: &ListState,
    dans: Option<&Collectivite>,
    found: &ListPage<PersonneLigne>,
) -> Page {
    let shown = ListState { page: found.page, ..state.clone() };
    let where_ = dans.map_or_else(String::new, |c| format!(" pour {}", c.nom_complet()));
    let plural = if found.total > 1 { "s" } else { "" };
    let lead = format!("{} compte{plural}{where_}.", nombre(i64::from(found.total)));
    Page::new(&agent.shell(house), "Qui travaille dans Beffroi")
        .lead(lead)
        .action(Action::link("Voir par collectivité", "/centre/personnes/par-collectivite").icon(Icon::Building2))
        .primary(Action::link("Inviter quelqu’un", "/centre/personnes/nouvelle").icon(Icon::UserPlus))
        .aide(
            Aide::new("Qui invite qui\u{a0}?", "Le centre de gestion invite les siens et la première personne de chaque collectivité\u{a0}; celle-ci invite ensuite ses collègues et ses élus.")
                .example("vous invitez la secrétaire d’Albias, qui invite son maire."),
        )
        .content(Carte::untitled().content(rows(&shown, found)))
}

fn rows(state: &ListState, found: &ListPage<PersonneLigne>) -> Markup {
    let rows = found.rows.iter().map(|personne| {
        let compte = if personne.actif { Etat::fait("Actif") } else { Etat::neutre("Désactivé") };
        Row::new()
            .cell(html! { a href={ (HERE) "/" (personne.id) } { (personne.prenom) " " (personne.nom) } })
            .cell(personne.courriel.as_str())
            .cell(personne.genre.libelle())
            .cell(compte)
    });
    let table = Table::new("Personnes")
        .column(Column::new("nom", "Nom").sortable())
        .column(Column::new("courriel", "Courriel").sortable())
        .column(Column::new("genre", "Genre"))
        .column(Column::new("actif", "Compte"))
        .rows(rows);
    html! {
        (List::new(state, HERE, table)
            .total(i64::from(found.total), "personne", "personnes")
            .search("Nom ou courriel")
            .filter("role", "Rôle", "Tous les rôles", Role::all().map(|r| Choice::new(r.code(), r.libelle())))
            .filter("genre", "Genre", "Tous les genres", GenrePersonne::ALL.map(|g| Choice::new(g.code(), g.libelle())))
            .filter("actif", "Compte", "Tous les comptes", [Choice::new("oui", "Actif"), Choice::new("non", "Désactivé")])
            .export("/centre/personnes/export")
            .empty(Empty::new("Personne pour l’instant").icon(Icon::Users).next("Invitez la première personne.")))
    }
}

fn tableau(rows: &[PersonneLigne]) -> Tableau {
    let columns = ["Nom", "Prénom", "Courriel", "Téléphone", "Genre", "Compte", "Double authentification"];
    let mut tableau = Tableau::new("Personnes", columns.map(Colonne::texte));
    for p in rows {
        tableau.push([
            p.nom.as_str().into(),
            p.prenom.as_str().into(),
            p.courriel.as_str().into(),
            p.telephone.as_deref().into(),
            p.genre.libelle().into(),
            if p.actif { "actif" } else { "désactivé" }.into(),
            if p.a_un_second_facteur { "oui" } else { "non" }.into(),
        ]);
    }
    tableau
}
