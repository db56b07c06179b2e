//! What the cockpit shows: the title that says what there is to do, tiles that are filters, one line a member.

use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::combien;
use maud::{Markup, html};
use web::ui::{Aide, Column, Empty, Icon, List, ListState, Row, Table, Tuile, tuiles};

use super::{
    PATH,
    choix::{DeQui, filters},
    mots::{cnil, day, page_of, phase, reasons},
};
use crate::domain::{Membre, Motif, duree};

/// Who waits, first.
pub(super) fn title(membres: &[&Membre]) -> String {
    let urgent = membres.iter().filter(|m| m.rang.urgents > 0).count();
    match u32::try_from(urgent).unwrap_or(u32::MAX) {
        0 if membres.iter().any(|m| m.rang.importants > 0) => "Rien d’urgent, quelques points à suivre".to_owned(),
        0 => "Tous vos adhérents sont à jour".to_owned(),
        n => combien(n, "adhérent a besoin de vous", "adhérents ont besoin de vous"),
    }
}

pub(super) fn lead(membres: &[&Membre]) -> String {
    let count =
        |keep: &dyn Fn(&Membre) -> bool| u32::try_from(membres.iter().filter(|m| keep(m)).count()).unwrap_or(u32::MAX);
    format!(
        "{}, dont {} au service du délégué.",
        combien(count(&|_| true), "adhérent", "adhérents"),
        kernel::nombre(count(&|m| m.faits.is_souscrit()).into()),
    )
}

/// Each figure is a filter; those chosen elsewhere remain.
pub(super) fn tiles(membres: &[&Membre], state: &ListState) -> Markup {
    let shown =
        [Motif::Soumis, Motif::Aipd, Motif::NonDesigne, Motif::AutreDelegue, Motif::SansRegistre, Motif::SansEchange];
    tuiles(shown.map(|motif| {
        let count = membres.iter().filter(|m| m.has(motif)).count();
        let tile = Tuile::new(motif.libelle(), count);
        if count == 0 {
            return tile;
        }
        let there = state.href_with_filter(PATH, "motif", Some(motif.code()));
        tile.link("Les voir", &there).urgent(motif == Motif::Soumis)
    }))
}

pub(super) fn list<'a>(state: &'a ListState, of: &[DeQui], shown: &[Membre], total: i64) -> List<'a> {
    let table = Table::new("Adhérents et ce qui demande attention")
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("attention", "Pourquoi"))
        .column(Column::new("traitements", "Registre").sortable())
        .column(Column::new("cnil", "Désignation"))
        .column(Column::new("echange", "Dernier échange").sortable())
        .rows(shown.iter().map(row));
    let empty = Empty::new("Aucun adhérent dans votre portefeuille")
        .icon(Icon::ShieldCheck)
        .next("Un administrateur du centre vous confie des collectivités depuis la page «\u{a0}Personnes\u{a0}».");
    filters(List::new(state, PATH, table), of)
        .total(total, "adhérent", "adhérents")
        .export(format!("{PATH}/export"))
        .empty(empty)
}

fn row(membre: &Membre) -> Row {
    let since = membre.faits.service.as_ref().and_then(|s| s.depuis);
    Row::new()
        .cell(html! {
            div {
                a href=(page_of(membre.siren)) { (membre.nom) }
                br;
                span.discret { (phase(membre.faits.phase())) @if let Some(since) = since { ", depuis " (since) } }
            }
        })
        .cell(html! { div { (reasons(&membre.raisons, false)) } })
        .cell(html! {
            div {
                @match &membre.faits.registre {
                    Some(r) if r.traitements > 0 => {
                        (combien(r.traitements, "traitement", "traitements")) br;
                        span.discret { (combien(r.valides, "validé", "validés")) }
                    },
                    _ => "—",
                }
            }
        })
        .cell(html! { div { (cnil(&membre.faits.cnil)) } })
        .cell(html! {
            div {
                (day(membre.faits.dernier_echange))
                @if membre.minutes > 0 { br; span.discret.insecable { (duree(membre.minutes)) " en tout" } }
            }
        })
}

pub(super) fn aide() -> Aide {
    Aide::new(
        "Dans quel ordre\u{a0}?",
        "D’abord ceux qui attendent quelque chose de vous ou à qui manque une obligation légale, puis ce qui est à prévoir. \
         Chaque raison est écrite\u{a0}: il n’y a pas de note.",
    )
    .example("trois traitements soumis passent avant un registre non relu.")
}

pub(super) fn tableau(membres: &[Membre]) -> Tableau {
    let entier = |libelle: &str| Colonne::new(libelle, Genre::Entier);
    let date = |libelle: &str| Colonne::new(libelle, Genre::Date);
    let colonnes = [
        Colonne::texte("Collectivité"),
        Colonne::texte("SIREN"),
        Colonne::texte("Genre"),
        entier("Population"),
        Colonne::texte("Service"),
        Colonne::texte("Depuis"),
        Colonne::texte("Raisons"),
        entier("Traitements"),
        entier("Validés"),
        entier("Soumis"),
        entier("Incomplets"),
        entier("Analyses d’impact à faire"),
        date("À relire le"),
        Colonne::texte("Désignation CNIL"),
        date("Dernier échange"),
        entier("Minutes"),
    ];
    let mut tableau = Tableau::new("Suivi RGPD", colonnes);
    for m in membres {
        let r = m.faits.registre.as_ref();
        let count = |of: fn(&contracts::rgpd::SituationRegistre) -> u32| Cellule::Entier(r.map_or(0, of).into());
        let date = |day: Option<time::Date>| day.map_or(Cellule::Vide, Cellule::Date);
        let told: Vec<&str> = m.raisons.iter().map(|raison| raison.phrase.as_str()).collect();
        let since = m.faits.service.as_ref().and_then(|s| s.depuis).map(|year| year.to_string());
        tableau.push([
            m.nom.clone().into(),
            m.siren.to_string().into(),
            m.genre.libelle().into(),
            m.population.map_or(Cellule::Vide, |p| Cellule::Entier(p.into())),
            phase(m.faits.phase()).into(),
            Cellule::Texte(since.unwrap_or_default()),
            Cellule::Texte(told.join(" ")),
            count(|r| r.traitements),
            count(|r| r.valides),
            count(|r| r.soumis),
            count(|r| r.incomplets),
            count(|r| r.aipd_a_faire),
            date(r.and_then(|r| r.revision_le)),
            m.faits.cnil.libelle().into(),
            date(m.faits.dernier_echange),
            Cellule::Entier(i64::try_from(m.minutes).unwrap_or(i64::MAX)),
        ]);
    }
    tableau
}
