//! The portefeuille of somebody of the centre: every collectivité, or those chosen one by one.

use annuaire::{
    AppartenanceActive, CollectiviteLigne,
    appartenances::{self, Appartenance},
    nom,
};
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::{ListPage, Perimetre};
use kernel::{CollectiviteId, GenreCollectivite, Id, PersonneId, nombre};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Bulk, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table},
    with_fait,
};

use super::{
    appartenance_edit::{Both, above},
    collectivite_choose::load,
    personne_guard, personne_show,
};
use crate::{droits::Gerer, faits, gestes, refus::Answer, regles};

pub(crate) async fn form(State(house): State<House>, agent: Agent<Gerer>, Path(both): Both) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let (appartenance, _) = gestes::membership(&mut tx, both).await?;
    if !appartenance.fiche.role.is_du_centre() {
        return Err(WebError::NotFound);
    }
    let listed = appartenances::portefeuille(&mut tx, appartenance.id).await?;
    let found = load(&mut tx, &house, agent.droits.visibles(), &state).await?;
    Ok(page(&house, &agent, &appartenance, &listed, &state, &found))
}

pub(crate) async fn update(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Both,
    Formulaire(typed): Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (appartenance, _) = gestes::membership(&mut tx, both).await?;
    regles::may_give_role(&agent.droits, appartenance.fiche.role).map_err(personne_guard::refused)?;
    let chosen: Vec<CollectiviteId> = typed.all("choix").filter_map(|id| id.parse().ok()).collect();
    let mut listed = appartenances::portefeuille(&mut tx, appartenance.id).await?;
    let asked = match typed.value("geste") {
        "toutes" => None,
        "liste" => Some(listed),
        "ajouter" => {
            listed.extend(chosen);
            Some(listed)
        }
        "retirer" => {
            listed.retain(|id| !chosen.contains(id));
            Some(listed)
        }
        _ => return Err(WebError::Unreadable("Choisissez un geste\u{a0}: ajouter ou retirer.".to_owned())),
    };
    appartenances::set_portefeuille(&mut tx, house.clock(), &agent.acteur, appartenance.id, asked.as_deref())
        .await
        .answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&path(both), faits::PORTEFEUILLE_ENREGISTRE)))
}

fn path((personne, id): (PersonneId, Id<AppartenanceActive>)) -> String {
    format!("{}/appartenances/{id}/portefeuille", personne_show::path(personne))
}

fn page(
    house: &House,
    agent: &Agent<Gerer>,
    appartenance: &Appartenance,
    listed: &[CollectiviteId],
    state: &ListState,
    found: &ListPage<CollectiviteLigne>,
) -> Page {
    let (shell, here) = (agent.shell(house), path((appartenance.personne, appartenance.id)));
    let whole = appartenance.fiche.portefeuille_entier;
    let lead = match (whole, listed.len()) {
        (true, _) => "Toutes les collectivités, présentes et à venir.".to_owned(),
        (false, 0) => "Aucune collectivité pour l’instant\u{a0}: cette personne ne voit que le centre.".to_owned(),
        (false, 1) => "Une collectivité.".to_owned(),
        (false, n) => format!("{} collectivités.", nombre(i64::try_from(n).unwrap_or(i64::MAX))),
    };
    let (verb, gesture) =
        if whole { ("Choisir une par une", "liste") } else { ("Confier toutes les collectivités", "toutes") };
    Page::new(&shell, format!("Les collectivités que suit {}", appartenance.personne_nom))
        .breadcrumb(above(appartenance))
        .lead(html! { (appartenance.fiche.role.libelle()) ". " (lead) })
        .action(ActionButton::new(verb, &here, &shell.csrf).value("geste", gesture).icon(Icon::Briefcase))
        .aide(
            Aide::new(
                "À quoi sert un portefeuille\u{a0}?",
                "Il dit quelles collectivités une personne du centre voit et pour lesquelles elle travaille.",
            )
            .example("deux DPD se partagent le département, l’un au nord, l’autre au sud."),
        )
        .content(Carte::untitled().content(collectivites(state, &here, &shell.csrf, (whole, listed), found)))
}

fn collectivites(
    state: &ListState,
    here: &str,
    csrf: &str,
    (whole, listed): (bool, &[CollectiviteId]),
    found: &ListPage<CollectiviteLigne>,
) -> Markup {
    let rows = found.rows.iter().map(|collectivite| {
        let nom = nom::nom_complet(collectivite.genre, &collectivite.nom);
        let held = whole || listed.contains(&collectivite.id);
        let row = Row::new().cell(&nom).cell(collectivite.ville.as_deref().unwrap_or_default()).cell(if held {
            Etat::fait("Dans le portefeuille")
        } else {
            Etat::neutre("Hors du portefeuille")
        });
        if whole { row } else { row.choice(collectivite.id.to_string(), nom) }
    });
    let mut table = Table::new("Collectivités")
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("ville", "Ville"))
        .column(Column::new("etat", "État"))
        .rows(rows);
    if !whole {
        table = table.bulk(
            Bulk::new(here, csrf)
                .gesture("Ajouter au portefeuille", "ajouter")
                .gesture("Retirer du portefeuille", "retirer"),
        );
    }
    let shown = ListState { page: found.page, ..state.clone() };
    html! {
        (List::new(&shown, here, table)
            .total(i64::from(found.total), "collectivité", "collectivités")
            .search("Nom, ville, SIREN ou code postal")
            .filter("genre", "Genre", "Tous les genres", GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle())))
            .empty(Empty::new("Aucune collectivité").icon(Icon::Building2).next("Elles s’importent depuis la page «\u{a0}Collectivités\u{a0}».")))
    }
}
