//! The actes of a collectivité: what waits, first; then every acte, filtered, sorted, exported.

use axum::{
    extract::{Query, State},
    response::Response,
};
use editique::{Cellule, Colonne, Tableau};
use kernel::{combien, date_courte};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    liste::{EXPORT_ROWS, Voulu, export, latest_first},
    ui::{Action, Aide, Alert, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table, Ton},
};

use super::{
    acces::contexte,
    mots::{base, en_lettres, pill},
};
use crate::{
    domain::{Canal, EtatActe, NatureActe},
    droits::{ConsulterActes, Deposer, Publier, Transmettre},
    gestes::groupes,
    store::{
        actes::{self, Compte, LigneActe, LotOuvert},
        raccordements,
    },
};

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterActes>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let base = base(&agent.collectivite);
    let mut tx = house.db().read(agent.perimetre()).await?;
    let regard = groupes::regard(&mut tx, contexte(&house, &agent)).await?;
    let found = actes::page(&mut tx, (agent.id(), regard), &latest_first(&state)).await?;
    let counts = actes::counts(&mut tx, agent.id()).await?;
    let connected = raccordements::find(&mut tx, agent.id()).await?;
    let to_answer = actes::count_to_answer(&mut tx, agent.id()).await?;
    let lots = actes::list_open_lots(&mut tx, (agent.id(), regard)).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let list = List::new(&state, &base, table(&found.rows, &base))
        .search("Numéro, objet, matière")
        .filter("etat", "État", "Tous", EtatActe::TOUS.iter().map(|etat| Choice::new(etat.code(), etat.libelle())))
        .filter(
            "nature",
            "Nature",
            "Toutes",
            NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle())),
        )
        .filter("a_repondre", "Courriers", "Tous", [Choice::new("oui", "À répondre")])
        .filter("publie", "En ligne", "Tous", [Choice::new("oui", "Oui")])
        .total(found.total.into(), "acte", "actes")
        .export(format!("{base}/export"))
        .empty(empty(&agent, &base));
    let page = Page::new(&shell, title(&agent, &counts, to_answer)).lead(lead(&counts)).aide(aide());
    let page = if agent.can::<Deposer>() {
        page.primary(Action::link("Déposer un acte", format!("{base}/nouveau")).icon(Icon::Plus))
            .action(Action::link("Déposer plusieurs actes", format!("{base}/lots/nouveau")).icon(Icon::Files))
    } else {
        page
    };
    let page = match connected.map(|known| known.canal) {
        None => page.content(Alert::new(
            Ton::Info,
            "Votre collectivité n’est pas encore raccordée à la préfecture\u{a0}: déposez un premier acte, il partira à l’école, la préfecture d’exercice.",
        )),
        Some(Canal::Ecole) => page.content(Alert::new(
            Ton::Attention,
            "Vous êtes à l’école\u{a0}: tout se passe comme pour de vrai, mais rien ne part à la préfecture.",
        )),
        Some(Canal::Reel) => page,
    };
    let page = if agent.can::<Deposer>() && !lots.is_empty() { page.content(open_lots(&lots, &base)) } else { page };
    Ok(page.content(beside(&agent, &base)).content(Carte::untitled().content(list)))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let regard = groupes::regard(&mut tx, contexte(&house, &agent)).await?;
    let rows = actes::export(&mut tx, (agent.id(), regard), &latest_first(&state), EXPORT_ROWS).await?;
    drop(tx);
    export(&house, "actes", tableau(&rows), voulu.format).await
}

/// What one does now and then: apart from the two gestures of every week.
fn beside(agent: &Agent<ConsulterActes>, base: &str) -> Markup {
    html! {
        nav.rang aria-label="Autour des actes" {
            (Action::link("Journal des transmissions", format!("{base}/journal")).icon(Icon::ScrollText).quiet())
            (Action::link("Être prévenu", format!("{base}/avis")).icon(Icon::Bell).quiet())
            @if agent.can::<Publier>() {
                (Action::link("Tout récupérer", format!("{base}/sauvegardes")).icon(Icon::Archive).quiet())
                (Action::link("Réglages", format!("{base}/reglages")).icon(Icon::Settings).quiet())
            }
        }
    }
}

/// The way back to a lot that is not ended.
fn open_lots(lots: &[LotOuvert], base: &str) -> Alert {
    Alert::new(
        Ton::Info,
        html! {
            @for (lot, rank) in lots.iter().zip(0..) {
                @if rank > 0 { br; }
                "Un lot déposé le " (lot.depose_le.date_heure()) " a encore "
                a href={ (base) "/lots/" (lot.lot_id) } { (combien(lot.combien, "acte à transmettre", "actes à transmettre")) } "."
            }
        },
    )
}

fn of(counts: &[Compte], etat: EtatActe) -> u32 {
    counts.iter().filter(|count| count.etat == etat).map(|count| count.combien).sum()
}

/// What waits for this person, the most pressing first.
fn title(agent: &Agent<ConsulterActes>, counts: &[Compte], to_answer: u32) -> String {
    let told = |count: u32, one: &str, many: &str| {
        (count > 0).then(|| format!("{} {}", en_lettres(count), if count < 2 { one } else { many }))
    };
    let sends = agent.can::<Transmettre>();
    told(of(counts, EtatActe::Refuse), "acte est refusé\u{a0}: corrigez-le", "actes sont refusés\u{a0}: corrigez-les")
        .or_else(|| told(to_answer, "courrier de la préfecture attend", "courriers de la préfecture attendent"))
        .or_else(|| {
            told(of(counts, EtatActe::Pret), "acte est prêt à transmettre", "actes sont prêts à transmettre")
                .filter(|_| sends)
        })
        .or_else(|| told(of(counts, EtatActe::Brouillon), "acte est à terminer", "actes sont à terminer"))
        .unwrap_or_else(|| "Les actes et la préfecture".to_owned())
}

fn lead(counts: &[Compte]) -> String {
    let all: u32 = counts.iter().map(|count| count.combien).sum();
    let waiting = of(counts, EtatActe::EnCours) + of(counts, EtatActe::Transmis);
    format!(
        "{}, dont {} en préfecture et {}.",
        combien(all, "acte", "actes"),
        combien(of(counts, EtatActe::Recu), "reçu", "reçus"),
        combien(waiting, "en attente de réponse", "en attente de réponse"),
    )
}

fn table(rows: &[LigneActe], base: &str) -> Table {
    Table::new("Actes")
        .column(Column::new("decision", "Décision").sortable())
        .column(Column::new("objet", "Acte").sortable())
        .column(Column::new("numero", "Numéro").sortable())
        .column(Column::new("etat", "État").sortable())
        .column(Column::new("recu", "Reçu en préfecture"))
        .rows(rows.iter().map(|row| {
            Row::new()
                .cell(html! { span.insecable { (row.decision_le.map_or_else(|| "—".to_owned(), date_courte)) } })
                .cell(what(row, base))
                .cell(html! { span.insecable { (if row.numero.is_empty() { "—" } else { &row.numero }) } })
                .cell(html! {
                    (pill(row.etat))
                    @if row.a_repondre > 0 { br; (Etat::attente("courrier à répondre")) }
                    @if row.publie_le.is_some() && row.retire_le.is_none() { br; span.discret { "en ligne" } }
                })
                .cell(html! { span.insecable { (row.recu_le.map_or_else(|| "—".to_owned(), date_courte)) } })
        }))
}

fn what(row: &LigneActe, base: &str) -> Markup {
    let page = if row.etat.is_modifiable() { "preparation" } else { "" };
    let href = if page.is_empty() { format!("{base}/{}", row.id) } else { format!("{base}/{}/{page}", row.id) };
    html! {
        div {
            a href=(href) { (if row.objet.is_empty() { "Sans objet" } else { &row.objet }) }
            br;
            span.discret { (row.nature.libelle()) @if !row.matiere.is_empty() { ", matière " (row.matiere) } }
        }
    }
}

fn empty(agent: &Agent<ConsulterActes>, base: &str) -> Empty {
    let empty = Empty::new("Aucun acte").icon(Icon::Send);
    if agent.can::<Deposer>() {
        empty
            .next("Déposez le PDF d’une délibération ou d’un arrêté\u{a0}: Beffroi dit ce que la préfecture refuserait, avant l’envoi.")
            .action(Action::link("Déposer un acte", format!("{base}/nouveau")).icon(Icon::Plus))
    } else {
        empty.next("Les actes apparaîtront ici dès que votre collectivité en aura déposé.")
    }
}

fn aide() -> Aide {
    Aide::new(
        "Pourquoi transmettre\u{a0}?",
        "Une délibération ou un arrêté réglementaire ne s’applique qu’une fois transmis au préfet et publié (CGCT, article L. 2131-1). L’accusé de réception en donne la preuve et la date.",
    )
    .example("la délibération d’hier soir, transmise ce matin, s’applique dès sa publication.")
}

fn tableau(rows: &[LigneActe]) -> Tableau {
    let colonnes = [
        Colonne::texte("Numéro"),
        Colonne::texte("Nature"),
        Colonne::texte("Décision du"),
        Colonne::texte("Objet"),
        Colonne::texte("Matière"),
        Colonne::texte("État"),
        Colonne::texte("Identifiant"),
        Colonne::texte("Transmis le"),
        Colonne::texte("Reçu en préfecture le"),
        Colonne::texte("En ligne depuis le"),
        Colonne::texte("Motif"),
        Colonne::texte("Déposé par"),
    ];
    let mut tableau = Tableau::new("Actes", colonnes);
    for row in rows {
        let text = |found: Option<String>| Cellule::Texte(found.unwrap_or_default());
        tableau.push([
            row.numero.clone().into(),
            row.nature.libelle().into(),
            text(row.decision_le.map(date_courte)),
            row.objet.clone().into(),
            row.matiere.clone().into(),
            row.etat.libelle().into(),
            text(row.id_acte.clone()),
            text(row.transmis_le.map(kernel::Instant::date_heure)),
            text(row.recu_le.map(date_courte)),
            text(row.publie_le.filter(|_| row.retire_le.is_none()).map(|at| date_courte(at.to_paris().date()))),
            row.motif.clone().into(),
            row.cree_par_nom.clone().into(),
        ]);
    }
    tableau
}
