//! What the journal of exchanges shows: the time by month, by delegate and by member, then one line an exchange.

use annuaire::CollectiviteLigne;
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::{combien, date_courte};
use maud::{Markup, html};
use time::Date;
use web::ui::{
    Aide, BarChart, Carte, Choice, Column, ColumnChart, Empty, Icon, List, ListState, Page, Row, Shell, Table,
};

use super::{
    PATH,
    echange_list::{Trouve, years},
    mots::page_of,
};
use crate::domain::{Echange, GenreEchange, Temps, duree, temps};

/// Members drawn: those that took most.
const DRAWN: usize = 10;
/// Months drawn: a bar must be wide enough for its hours.
const MONTHS: usize = 12;

pub(super) fn page(shell: &Shell, state: &ListState, found: &Trouve, today: Date) -> Page {
    let here = format!("{PATH}/echanges");
    let sums = temps(&found.rows);
    let total = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
    let state_shown = ListState { page: state.page.min(state.pages(total)), ..state.clone() };
    let skipped = usize::try_from(state_shown.offset()).unwrap_or(usize::MAX);
    let rows = found.rows.iter().skip(skipped).take(state_shown.per_page as usize);
    let shown = Table::new("Échanges")
        .column(Column::new("date", "Date").sortable())
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("objet", "Échange"))
        .column(Column::new("auteur", "Noté par").sortable())
        .column(Column::new("temps", "Temps").sortable().numeric())
        .rows(rows.map(|e| row(e, found)));
    let years = std::iter::once(Choice::new("toutes", "Toutes les années"))
        .chain(years(today).map(|year| Choice::new(year.to_string(), year.to_string())));
    let genres = GenreEchange::TOUS.iter().map(|genre| Choice::new(genre.code(), genre.libelle()));
    let auteurs = found.auteurs.iter().map(|nom| Choice::new(nom.clone(), nom.clone()));
    let empty = Empty::new("Aucun échange noté cette année").icon(Icon::Clock).next(
        "Ouvrez un adhérent depuis «\u{a0}Qui a besoin de moi\u{a0}» et notez-y vos visites, vos appels, vos réunions.",
    );
    let list = List::new(&state_shown, &here, shown)
        .search("Collectivité, sujet, personne")
        .filter("annee", "Année", today.year().to_string(), years)
        .filter("genre", "Moyen", "Tous", genres)
        .filter("auteur", "Noté par", "Tous", auteurs)
        .total(total, "échange", "échanges")
        .export(format!("{here}/export"))
        .empty(empty);
    let title = match sums.total {
        0 => "Échanges et temps passé".to_owned(),
        minutes => format!("{} auprès des adhérents", duree(minutes)),
    };
    let membres = u32::try_from(sums.par_membre.len()).unwrap_or(u32::MAX);
    let lead = format!(
        "{} avec {}.",
        combien(sums.echanges, "échange", "échanges"),
        combien(membres, "collectivité", "collectivités")
    );
    Page::new(shell, title).lead(lead).aide(aide()).content(html! {
        div.pile {
            @if sums.total > 0 { (charts(&sums, found)) }
            (Carte::untitled().content(list))
        }
    })
}

fn charts(sums: &Temps, found: &Trouve) -> Markup {
    let from = sums.par_mois.len().saturating_sub(MONTHS);
    let span = span(sums, from);
    let months = sums.par_mois.iter().skip(from).fold(
        ColumnChart::new(span, ["Temps"]).heading("Mois").titled(),
        |chart, (month, minutes)| {
            chart.group(format!("{:02}", u8::from(month.month())), [(signed(*minutes), duree(*minutes))])
        },
    );
    let people =
        sums.par_auteur.iter().fold(
            BarChart::new("Temps par personne", "Temps").heading("Personne").titled(),
            |chart, (nom, minutes)| chart.bar(nom, signed(*minutes), duree(*minutes)),
        );
    let mut most: Vec<_> = sums.par_membre.iter().collect();
    most.sort_by_key(|(_, minutes)| std::cmp::Reverse(**minutes));
    let members = most.into_iter().take(DRAWN).fold(
        BarChart::new("Temps par collectivité, les dix premières", "Temps").heading("Collectivité").titled(),
        |chart, (id, minutes)| {
            let nom = found.membres.get(id).map(CollectiviteLigne::nom_complet).unwrap_or_default();
            chart.bar(nom, signed(*minutes), duree(*minutes))
        },
    );
    html! {
        (Carte::untitled().content(months))
        div.colonnes { (Carte::untitled().content(people)) (Carte::untitled().content(members)) }
    }
}

fn signed(minutes: u64) -> i64 {
    i64::try_from(minutes).unwrap_or(i64::MAX)
}

/// « Temps par mois, de 01/2026 à 11/2026 »: the columns have room for the month alone.
fn span(sums: &Temps, from: usize) -> String {
    let month = |day: &Date| format!("{:02}/{}", u8::from(day.month()), day.year());
    let ends = sums.par_mois.keys().nth(from).zip(sums.par_mois.keys().next_back());
    match ends {
        Some((first, last)) if first < last => format!("Temps par mois, de {} à {}", month(first), month(last)),
        Some((only, _)) => format!("Temps par mois, {}", month(only)),
        None => "Temps par mois".to_owned(),
    }
}

fn row(e: &Echange, found: &Trouve) -> Row {
    let member = found.membres.get(&e.collectivite_id);
    Row::new()
        .cell(html! { span.insecable { (date_courte(e.fiche.le)) } })
        .cell(html! { @if let Some(m) = member { a href=(page_of(m.siren)) { (m.nom_complet()) } } })
        .cell(html! {
            div {
                (e.fiche.genre.libelle()) "\u{a0}: " (e.fiche.objet)
                @if !e.fiche.avec.is_empty() { br; span.discret { "Avec " (e.fiche.avec) } }
            }
        })
        .cell(&e.auteur_nom)
        .cell(html! { span.insecable { (duree(e.fiche.minutes.into())) } })
}

fn aide() -> Aide {
    Aide::new(
        "D’où viennent ces heures\u{a0}?",
        "De ce que chacun note sur la page d’un adhérent. Les totaux sont ceux des échanges affichés\u{a0}: filtrez, ils suivent.",
    )
    .example("choisissez «\u{a0}Visite sur place\u{a0}» pour connaître le temps passé en déplacement.")
}

pub(super) fn tableau(found: &Trouve) -> Tableau {
    let colonnes = [
        Colonne::new("Date", Genre::Date),
        Colonne::texte("Collectivité"),
        Colonne::texte("SIREN"),
        Colonne::texte("Moyen"),
        Colonne::new("Minutes", Genre::Entier),
        Colonne::texte("Sujet"),
        Colonne::texte("Avec"),
        Colonne::texte("Notes"),
        Colonne::texte("Noté par"),
    ];
    let mut tableau = Tableau::new("Échanges", colonnes);
    for e in &found.rows {
        let member = found.membres.get(&e.collectivite_id);
        tableau.push([
            Cellule::Date(e.fiche.le),
            Cellule::Texte(member.map(CollectiviteLigne::nom_complet).unwrap_or_default()),
            Cellule::Texte(member.map(|m| m.siren.to_string()).unwrap_or_default()),
            e.fiche.genre.libelle().into(),
            Cellule::Entier(e.fiche.minutes.into()),
            e.fiche.objet.clone().into(),
            e.fiche.avec.clone().into(),
            e.fiche.notes.clone().into(),
            e.auteur_nom.clone().into(),
        ]);
    }
    tableau
}
