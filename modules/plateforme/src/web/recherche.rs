//! One box for the whole house: collectivités, people, pages of the menu.

use annuaire::{CollectiviteLigne, PersonneLigne};
use axum::extract::{Query, State};
use db::{ListRequest, Perimetre};
use kernel::fold;
use maud::{Markup, Render, html};
use serde::Deserialize;
use web::{
    Acces, Connecte, Droit, House, WebError,
    ui::{Action, Carte, Empty, Icon, MenuItem, Page, Shell, icon},
};

use super::sur_fiche;
use crate::droits::Consulter;

/// The page of a person, in whatever room it is: the search leads there for who may open it.
const PERSONNE: &str = "/centre/personnes/{id}";

/// People shown; a longer word finds the others.
const SHOWN: u32 = 10;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Cherche {
    #[serde(default)]
    q: String,
}

/// What answers the words.
#[derive(Default)]
struct Trouve {
    pages: Vec<MenuItem>,
    collectivites: Vec<CollectiviteLigne>,
    personnes: Vec<PersonneLigne>,
}

pub(super) async fn search(
    State(house): State<House>,
    connecte: Connecte,
    Query(Cherche { q }): Query<Cherche>,
) -> Result<Page, WebError> {
    let (words, shell) = (q.trim(), connecte.shell(&house));
    let droits = &connecte.session.droits;
    let mut found = Trouve::default();
    if !fold(words).is_empty() {
        let mut tx = house.db().read(Perimetre::Commun).await?;
        found.pages = pages(&shell, words);
        found.collectivites = annuaire::collectivites::search(&mut tx, house.clock(), droits.visibles(), words).await?;
        if sees_people(&house, &connecte) {
            found.personnes = annuaire::personnes::list(&mut tx, None, &people(words)).await?.rows;
        }
    }
    Ok(view(&shell, words, &found, droits.can_centre(&Consulter::PERMISSION)))
}

/// The entries of this person's own menu whose words begin with those typed.
fn pages(shell: &Shell, words: &str) -> Vec<MenuItem> {
    let typed = fold(words);
    let matches = |item: &MenuItem| {
        let known = fold(&item.libelle);
        typed.split(' ').all(|word| known.split(' ').any(|part| part.starts_with(word)))
    };
    shell.menu.groups.iter().flat_map(|group| &group.items).filter(|item| matches(item)).cloned().collect()
}

/// Whether a page shows people, and this person may open it.
fn sees_people(house: &House, connecte: &Connecte) -> bool {
    let route = house.routes().iter().find(|route| route.method == "GET" && route.path == PERSONNE);
    let Some(Acces::Permission(code)) = route.map(|route| route.acces) else { return false };
    house.permissions().iter().any(|p| p.code == code && connecte.session.droits.can_centre(p))
}

/// The first active people whose name or mail holds the words.
fn people(words: &str) -> ListRequest {
    let filters = vec![("q".to_owned(), words.to_owned()), ("actif".to_owned(), "oui".to_owned())];
    ListRequest { filters, page: 1, per_page: SHOWN, ..ListRequest::default() }
}

fn view(shell: &Shell, words: &str, found: &Trouve, centre: bool) -> Page {
    let total = found.pages.len() + found.collectivites.len() + found.personnes.len();
    let title = match (words.is_empty(), total) {
        (true, _) => "Que cherchez-vous ?".to_owned(),
        (false, 0) => format!("Rien pour « {words} »"),
        (false, 1) => format!("Une réponse pour « {words} »"),
        (false, many) => format!("{many} réponses pour « {words} »"),
    };
    let page = Page::new(shell, title).search(words);
    if total == 0 {
        return page.content(Carte::untitled().content(nothing()));
    }
    page.content(html! {
        div.pile {
            (group("Collectivités", &found.collectivites, |row| collectivite(row, centre)))
            (group("Personnes", &found.personnes, personne))
            (group("Pages", &found.pages, menu_item))
        }
    })
}

fn nothing() -> Markup {
    Empty::new("Écrivez quelques lettres")
        .icon(Icon::Search)
        .next("Un nom de collectivité, un SIREN, un code postal, une personne ou une page : Beffroi ne tient pas compte des accents.")
        .action(Action::link("Revenir à l’accueil", "/"))
        .render()
}

fn group<T>(title: &str, rows: &[T], show: impl Fn(&T) -> Markup) -> Markup {
    html! {
        @if !rows.is_empty() {
            (Carte::new(title).content(html! { ul { @for row in rows { li { (show(row)) } } } }))
        }
    }
}

fn collectivite(row: &CollectiviteLigne, centre: bool) -> Markup {
    let place = [row.code_postal.map(|code| code.to_string()), row.ville.clone()];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        a href=(sur_fiche::base(centre, row.siren)) { (row.nom_complet()) }
        " " span.discret { "SIREN\u{a0}" (row.siren.groupe()) @if !place.is_empty() { " · " (place) } }
    }
}

fn personne(row: &PersonneLigne) -> Markup {
    html! {
        a href=(PERSONNE.replace("{id}", &row.id.to_string())) { (row.prenom) " " (row.nom) }
        " " span.discret { (row.courriel) }
    }
}

fn menu_item(item: &MenuItem) -> Markup {
    html! { a href=(item.href) { (icon(item.icone)) " " (item.libelle) } }
}
