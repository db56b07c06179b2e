//! The revision of a year: every computation before it is kept, then the validation that freezes the grid.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::{Perimetre, Tx};
use kernel::{Exercice, Taux};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, Aide, Alert, Breadcrumb, Carte, Column, Confirm, Icon, Page, Row, Stepper, Table, Ton},
    with_fait,
};

use super::{
    mots::{combien, exercice},
    tarif_list::PATH,
};
use crate::{
    domain::{ClauseRevision, Grille, LigneRevision, Mois, Refus},
    droits::{ConsulterTarifs, GererTarifs},
    gestes::grilles,
    store::syntec,
};

/// What the page shows.
struct Apercu {
    annee: Exercice,
    grille: Grille,
    lines: Result<Vec<LigneRevision>, Refus>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTarifs>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let apercu = read(&mut tx, exercice(annee)?).await?;
    Ok(view(&house, &agent, &apercu))
}

pub(super) async fn confirm(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let Apercu { annee, lines, .. } = read(&mut tx, exercice(annee)?).await?;
    let lines = lines.map_err(|refus| WebError::Refus(refus.to_string()))?;
    let shell = agent.shell(&house);
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let confirm = Confirm::new(format!("Valider les tarifs {annee}\u{a0}?"), here(annee, "/validation"), &shell.csrf)
        .consequence(html! {
            p { (combien(count, "calcul est gardé", "calculs sont gardés")) " avec leurs indices. Les tarifs " (annee) " et ceux des années d’avant ne changeront plus\u{a0}: les états annuels se calculeront avec eux." }
        })
        .button(format!("Valider les tarifs {annee}"))
        .cancel(here(annee, ""));
    let page = Page::new(&shell, format!("Valider les tarifs {annee}"));
    Ok(page
        .breadcrumb(Breadcrumb::new().link("Tarifs", PATH).link("Révision", here(annee, "")))
        .content(Carte::untitled().content(confirm)))
}

pub(super) async fn validate(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Path(annee): Path<i32>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let annee = exercice(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    grilles::validate(&mut tx, house.clock(), &agent.acteur, annee).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&format!("{PATH}?annee={annee}"), "tarifs-valides")))
}

async fn read(tx: &mut Tx, annee: Exercice) -> Result<Apercu, WebError> {
    let grille = grilles::current(tx).await?;
    let values = syntec::list(tx).await?;
    let lines = match grille.preview(annee, &values) {
        Err(Refus::GrilleSansRevision) => Ok(Vec::new()),
        lines => lines,
    };
    Ok(Apercu { annee, grille, lines })
}

fn here(annee: Exercice, rest: &str) -> String {
    format!("{PATH}/revision/{annee}{rest}")
}

fn view(house: &House, agent: &Agent<ConsulterTarifs>, apercu: &Apercu) -> Page {
    let Apercu { annee, grille, lines } = apercu;
    let page =
        Page::new(&agent.shell(house), title(apercu)).breadcrumb(Breadcrumb::new().link("Tarifs", PATH)).aide(aide());
    match lines {
        Err(refus) => page
            .lead("Rien n’a changé.")
            .content(Alert::new(Ton::Attention, refus.to_string()))
            .primary(way_out(refus, *annee)),
        Ok(lines) => {
            let count = combien(u32::try_from(lines.len()).unwrap_or(u32::MAX), "calcul", "calculs");
            let page = page
                .lead(match grille.clause {
                    ClauseRevision::Syntec => format!(
                        "{count}, une ligne par tarif et par année, arrondis au centime. Rien n’est encore enregistré."
                    ),
                    ClauseRevision::Aucune => {
                        "Cette grille n’a pas de clause de révision\u{a0}: valider la fige telle qu’elle est."
                            .to_owned()
                    }
                })
                .content(
                    Stepper::new("Révision des tarifs", 1)
                        .step_link("Indices Syntec", "/centre/syntec")
                        .step("Vérifier")
                        .step("Valider"),
                )
                .content(Carte::untitled().content(computed(lines, *annee)));
            if agent.can::<GererTarifs>() {
                let validate = Action::link(format!("Valider les tarifs {annee}"), here(*annee, "/validation"));
                page.primary(validate.icon(Icon::BadgeCheck).confirmed())
            } else {
                page
            }
        }
    }
}

fn title(Apercu { annee, grille, lines }: &Apercu) -> String {
    match (lines, grille.clause) {
        (Err(Refus::IndiceManquant(mois)), _) => format!("Il manque l’indice de {mois}"),
        (Err(Refus::GrilleValidee(_)), _) => format!("Les tarifs {annee} sont déjà validés"),
        (Err(_), _) => format!("Les tarifs {annee} ne peuvent pas être révisés"),
        (Ok(_), ClauseRevision::Syntec) => format!("Vérifiez les tarifs {annee}, puis validez-les"),
        (Ok(_), ClauseRevision::Aucune) => format!("Validez les tarifs {annee}"),
    }
}

fn way_out(refus: &Refus, annee: Exercice) -> Action {
    match refus {
        Refus::IndiceManquant(mois) => record(*mois, annee),
        _ => Action::link("Voir les tarifs", format!("{PATH}?annee={annee}")),
    }
}

fn record(mois: Mois, annee: Exercice) -> Action {
    Action::link(format!("Saisir l’indice de {mois}"), format!("/centre/syntec?mois={}&retour={annee}", mois.iso()))
        .icon(Icon::Plus)
}

fn computed(lines: &[LigneRevision], annee: Exercice) -> Markup {
    if lines.is_empty() {
        return html! { (Alert::new(Ton::Info, format!("Tous les tarifs sont déjà à leur valeur {annee}\u{a0}: il n’y a rien à calculer."))) };
    }
    let table = Table::new(format!("Révision des tarifs {annee}"))
        .column(Column::new("tarif", "Tarif"))
        .column(Column::new("annee", "Année").numeric())
        .column(Column::new("calcul", "Calcul").numeric())
        .column(Column::new("evolution", "Évolution").numeric());
    let rows = lines.iter().map(|line| {
        let moved = Taux::evolution(line.calcul.base.cents(), line.montant().cents()).map(Taux::signe);
        Row::new()
            .cell(line.cle.libelle())
            .cell(line.annee.to_string())
            .cell(line.calcul.to_string())
            .cell(html! { span.insecable { (moved.unwrap_or_default()) } })
    });
    html! {
        (table.rows(rows))
        @if let Some(first) = lines.first() { (indices(first)) }
    }
}

fn indices(line: &LigneRevision) -> Markup {
    let (apres, avant) = (line.calcul.apres, line.calcul.avant);
    html! {
        p.discret {
            "Indice Syntec\u{a0}: " (apres.1) " en " (apres.0) ", " (avant.1) " en " (avant.0) ". "
            a href="/centre/syntec" { "Voir les indices" }
        }
    }
}

fn aide() -> Aide {
    Aide::new(
        "Pourquoi une ligne par année\u{a0}?",
        "La convention révise chaque année le tarif de l’année précédente, arrondi au centime. Un tarif resté plusieurs années sans révision passe donc par chacune d’elles.",
    )
    .example("126,40\u{a0}€ × 274,5 ÷ 270,1 = 128,46\u{a0}€.")
}
