//! The quotes of a collectivité; it sees those that were sent.

use axum::extract::State;
use kernel::Siren;
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Column, Empty, Etat, EtatTon, Icon, Page, Row, Table},
};

use super::mots::combien;
use crate::{
    domain::{Devis, EtatDevis, Quand},
    droits::{ConsulterConventions, GererDevis},
    gestes::devis as acts,
    store::devis,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterConventions>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut all = devis::list(&mut tx, agent.id()).await?;
    drop(tx);
    let can = agent.can::<GererDevis>();
    all.retain(|one| acts::is_shown(one, can));
    let waiting = all.iter().filter(|one| one.etat() == EtatDevis::Envoye).count();
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    let title = match waiting {
        0 => "Les devis".to_owned(),
        n => format!("{} une réponse", combien(n, "devis attend", "devis attendent")),
    };
    let here = path(agent.collectivite.fiche.siren);
    let page = Page::new(&agent.shell(&house), title).lead(agent.collectivite.nom_complet()).aide(aide());
    let page = if can {
        page.primary(Action::link("Établir un devis", format!("{here}/nouveau")).icon(Icon::Plus))
    } else {
        page
    };
    Ok(page.content(Carte::untitled().content(html! {
        @if all.is_empty() {
            (Empty::new("Aucun devis pour l’instant").icon(Icon::Calculator).next("Un devis chiffre ce que la grille ne prévoit pas\u{a0}: une structure sans tranche, une intervention hors convention."))
        } @else {
            (table(&all, &here))
        }
    })))
}

pub(super) fn path(siren: Siren) -> String {
    format!("/c/{siren}/devis")
}

pub(super) fn pill(etat: EtatDevis) -> Etat {
    let ton = match etat {
        EtatDevis::Brouillon => EtatTon::Neutre,
        EtatDevis::Envoye => EtatTon::Attente,
        EtatDevis::Accepte => EtatTon::Fait,
        EtatDevis::Refuse => EtatTon::Refus,
    };
    Etat::new(ton, etat.libelle())
}

fn table(all: &[Devis], here: &str) -> Table {
    Table::new("Devis")
        .column(Column::new("numero", "Devis"))
        .column(Column::new("annee", "Année").numeric())
        .column(Column::new("montant", "Première année").numeric())
        .column(Column::new("etat", "État"))
        .rows(all.iter().rev().map(|one| {
            Row::new()
                .cell(html! { a href={ (here) "/" (one.id) } { (one.numero) } br; span.discret { (one.objet) } })
                .cell(one.annee.to_string())
                .cell(one.total(Quand::PremiereAnnee).map_or_else(|| "—".to_owned(), |m| m.to_string()))
                .cell(pill(one.etat()))
        }))
}

fn aide() -> Aide {
    Aide::new(
        "Que devient un devis accepté\u{a0}?",
        "Un abonnement, aux montants du devis, qui ne bougent plus\u{a0}: seul un nouveau devis les remplace.",
    )
    .example(
        "quatre journées à 250\u{a0}€ la première année, deux ensuite\u{a0}: 1 000\u{a0}€, puis 500\u{a0}€ par an.",
    )
}
