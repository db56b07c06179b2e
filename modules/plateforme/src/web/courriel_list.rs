//! The mails that the house sent, sends or keeps.

use axum::{
    extract::{Query, State},
    response::Response,
};
use db::{ListPage, Perimetre};
use editique::{Colonne, Tableau};
use mail::{EtatMessage, Message};
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Aide, Carte, Choice, Column, Empty, Etat, EtatTon, Icon, List, ListState, Page, Row, Table},
};

use super::liste::{EXPORT_ROWS, Voulu, export, latest_first};
use crate::droits::ConsulterCourriels;

pub(super) const PATH: &str = "/centre/courriels";

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterCourriels>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let asked = latest_first(&state);
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = mail::list(&mut tx, &asked).await?;
    let counts = mail::counts(&mut tx).await?;
    state.page = found.page;
    Ok(view(&house, &agent, &state, &found, &counts))
}

/// The same mails as a table, without what they say.
pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterCourriels>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let rows = mail::export(&mut tx, &latest_first(&state), EXPORT_ROWS).await?;
    drop(tx);
    export(&house, "courriels", tableau(&rows), voulu.format).await
}

fn tableau(rows: &[Message]) -> Tableau {
    let colonnes = ["Objet", "Destinataire", "Adresse", "Écrit le", "Parti le", "État", "Erreur"];
    let mut tableau = Tableau::new("Courriels", colonnes.map(Colonne::texte));
    for m in rows {
        tableau.push([
            m.sujet.as_str().into(),
            m.destinataire_nom.as_str().into(),
            m.destinataire_adresse.as_str().into(),
            m.created_at.date_heure().into(),
            m.sent_at.map(kernel::Instant::date_heure).into(),
            m.etat.libelle().into(),
            m.erreur.clone().into(),
        ]);
    }
    tableau
}

fn view(
    house: &House,
    agent: &Agent<ConsulterCourriels>,
    state: &ListState,
    found: &ListPage<Message>,
    counts: &[(EtatMessage, u32)],
) -> Page {
    let of = |etat| counts.iter().find(|(known, _)| *known == etat).map_or(0, |(_, count)| *count);
    let title = match of(EtatMessage::Echec) {
        0 => "Tous les courriels sont partis ou en chemin".to_owned(),
        1 => "Un courriel n’est pas parti".to_owned(),
        many => format!("{many} courriels ne sont pas partis"),
    };
    let list = List::new(state, PATH, table(&found.rows))
        .total(i64::from(found.total), "courriel", "courriels")
        .search("Objet ou destinataire")
        .filter("etat", "État", "Tous les états", EtatMessage::all().map(|e| Choice::new(e.code(), e.libelle())))
        .export(format!("{PATH}/export"))
        .empty(
            Empty::new("Aucun courriel pour l’instant")
                .icon(Icon::Mail)
                .next("Les invitations, les rappels et les états annuels envoyés apparaîtront ici."),
        );
    Page::new(&agent.shell(house), title)
        .lead(lead(house, of(EtatMessage::Envoye), of(EtatMessage::AEnvoyer), of(EtatMessage::Garde)))
        .content(html! { div.pile { (Carte::untitled().content(list)) (aide(house)) } })
}

fn lead(house: &House, sent: u32, waiting: u32, kept: u32) -> String {
    let [sent, waiting, kept] = [sent, waiting, kept].map(|n| kernel::nombre(i64::from(n)));
    if house.config().demo {
        return format!("{kept} gardés ici : la démonstration n’envoie rien.");
    }
    format!("{sent} envoyés, {waiting} à envoyer.")
}

fn aide(house: &House) -> Aide {
    if house.config().demo {
        return Aide::new(
            "Où partent les courriels ?",
            "Nulle part : dans la démonstration, ils restent sur cette page. Ouvrez-en un pour suivre ses liens.",
        );
    }
    Aide::new("Et si un courriel ne part pas ?", "Beffroi réessaie plusieurs fois. Ce que le serveur refuse pour de bon attend ici : corrigez l’adresse, puis renvoyez.")
        .example("une boîte pleine est réessayée toute seule ; une adresse inconnue ne l’est pas.")
}

fn table(rows: &[Message]) -> Table {
    Table::new("Courriels")
        .column(Column::new("sujet", "Objet"))
        .column(Column::new("destinataire", "Destinataire").sortable())
        .column(Column::new("cree", "Écrit le").sortable())
        .column(Column::new("etat", "État"))
        .rows(rows.iter().map(|m| {
            Row::new()
                .cell(html! { a href={ (PATH) "/" (m.id) } { (m.sujet) } })
                .cell(html! { div { (m.destinataire_nom) br; span.discret { (m.destinataire_adresse) } } })
                .cell(m.created_at.date_heure())
                .cell(pill(m.etat))
        }))
}

pub(super) fn pill(etat: EtatMessage) -> Etat {
    let ton = match etat {
        EtatMessage::AEnvoyer => EtatTon::Attente,
        EtatMessage::Envoye => EtatTon::Fait,
        EtatMessage::Garde => EtatTon::Neutre,
        EtatMessage::Echec => EtatTon::Refus,
    };
    Etat::new(ton, etat.libelle())
}
