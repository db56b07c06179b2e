//! Who signed the census annex of a year, who did not; and the reminder to those.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use kernel::{Exercice, date_courte};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Breadcrumb, Carte, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table, Tabs},
    with_fait,
};

use super::{
    convention_list,
    liste::request,
    mots::{combien, exercice},
    recensement_show::path,
};
use crate::{
    droits::{GererAbonnements, SuivreConventions},
    jobs::recensement_rappel,
    store::recensements::{self, Suivi},
};

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<SuivreConventions>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let annee = exercice(annee)?;
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = recensements::page(&mut tx, annee, &request(&state)).await?;
    let (signees, attendues) = recensements::count(&mut tx, annee).await?;
    drop(tx);
    let here = there(annee);
    let waiting = attendues.saturating_sub(signees);
    let title = match waiting {
        0 => format!("Toutes les annexes {annee} sont signées"),
        n => format!("{} à signer pour {annee}", combien(n, "annexe reste", "annexes restent")),
    };
    let table = List::new(&state, &here, table(&found.rows, annee))
        .search("Nom de la collectivité")
        .filter("signature", "Signature", "Signées ou non", [web::ui::Choice::new("oui", "À signer")])
        .total(found.total.into(), "collectivité", "collectivités")
        .empty(
            Empty::new("Aucune collectivité n’a de poste")
                .icon(Icon::MonitorCog)
                .next("Les annexes attendues sont celles des collectivités qui ont souscrit N1, N2 ou N3."),
        );
    let years = [annee.previous(), annee, annee.next()];
    let tabs = years.iter().fold(Tabs::new("Années", &here), |tabs, year| tabs.tab(year.to_string(), there(*year)));
    let shell = agent.shell(&house);
    let page = Page::new(&shell, title)
        .lead(format!("{} sur {attendues}.", combien(signees, "annexe signée", "annexes signées")))
        .breadcrumb(Breadcrumb::new().link("Conventions", convention_list::PATH))
        .aide(aide())
        .content(tabs)
        .content(Carte::untitled().content(table));
    if waiting > 0 && agent.can::<GererAbonnements>() {
        let remind = ActionButton::new("Relancer celles qui n’ont pas signé", format!("{here}/rappel"), &shell.csrf);
        return Ok(page.action(remind.icon(Icon::Bell).primary()));
    }
    Ok(page)
}

/// Asked twice before it ends, it is sent once.
pub(super) async fn remind(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path(annee): Path<i32>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    recensement_rappel::ask(&mut tx, house.clock(), &agent.acteur, annee).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&there(annee), "recensement-rappel")))
}

fn there(annee: Exercice) -> String {
    format!("/centre/recensements/{annee}")
}

fn table(rows: &[Suivi], annee: Exercice) -> Table {
    Table::new(format!("Annexes de recensement {annee}"))
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("signature", "Annexe"))
        .rows(rows.iter().map(|suivi| {
            let nom = annuaire::nom::nom_complet(suivi.genre, &suivi.nom);
            let etat = match (suivi.signee_le, suivi.commencee) {
                (Some(le), _) => Etat::fait(format!("Signée le {}", date_courte(le))),
                (None, true) => Etat::attente("À signer"),
                (None, false) => Etat::neutre("Pas encore commencée"),
            };
            Row::new().cell(html! { a href=(path(suivi.siren, annee)) { (nom) } }).cell(etat)
        }))
}

fn aide() -> Aide {
    Aide::new(
        "Et si une collectivité ne signe pas\u{a0}?",
        "Les niveaux de sa dernière annexe signée valent, et l’état annuel le signale. Le rappel part à son secrétariat, avec le lien vers sa page.",
    )
    .example("sans annexe 2026, Albias est facturée aux niveaux de 2025.")
}
