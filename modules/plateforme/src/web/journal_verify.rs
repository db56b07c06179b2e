//! « Vérifier la chaîne »: what the last verification found, and asking for another.

use axum::{extract::State, response::Redirect};
use db::{ListRequest, Perimetre};
use jobs::{EtatJob, Job};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Aide, Alert, Breadcrumb, Carte, Column, Empty, Icon, Page, Row, Table, Ton},
};

use super::noms::{Noms, noms};
use crate::{
    droits::VerifierJournal,
    verification::{self, Constat},
};

pub(super) async fn show(State(house): State<House>, agent: Agent<VerifierJournal>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let last = last(&mut tx).await?;
    let constat = last.as_ref().and_then(verification::result);
    let broken = constat.iter().flat_map(|c| &c.fautes).map(|faute| faute.collectivite);
    let noms = noms(&mut tx, broken).await?;
    Ok(view(&house, &agent, last.as_ref().zip(constat.as_ref()), &noms))
}

pub(super) async fn ask(
    State(house): State<House>,
    agent: Agent<VerifierJournal>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let job = verification::ask(&mut tx, house.clock(), &agent.acteur).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&format!("/travaux/{}", job.id)))
}

/// The last verification that ended well.
async fn last(tx: &mut db::Tx) -> Result<Option<Job>, WebError> {
    let filter = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let filters = vec![filter("kind", verification::KIND.name()), filter("etat", EtatJob::Reussi.code())];
    let request = ListRequest { filters, sort: Some("fini".to_owned()), desc: true, page: 1, per_page: 1 };
    Ok(jobs::list(tx, &request).await?.rows.pop())
}

fn view(house: &House, agent: &Agent<VerifierJournal>, found: Option<(&Job, &Constat)>, noms: &Noms) -> Page {
    let shell = agent.shell(house);
    let button =
        ActionButton::new("Vérifier maintenant", verification::PAGE, &shell.csrf).icon(Icon::BadgeCheck).primary();
    let page = Page::new(&shell, title(found))
        .breadcrumb(Breadcrumb::new().link("Journal", "/centre/journal"))
        .aide(aide())
        .action(button);
    let Some((job, constat)) = found else {
        let empty = Empty::new("Aucune vérification pour l’instant").icon(Icon::BadgeCheck);
        return page.content(
            Carte::untitled().content(empty.next("Elle se fait chaque nuit ; vous pouvez aussi la demander.")),
        );
    };
    let when = job.finished_at.map(|at| format!("Le {}. ", at.date_heure())).unwrap_or_default();
    page.lead(format!("{when}{}", verification::phrase(constat))).content(constat_view(constat, noms))
}

fn title(found: Option<(&Job, &Constat)>) -> &'static str {
    match found {
        None => "Le journal n’a pas encore été vérifié",
        Some((_, constat)) if constat.nombre == 0 => "Le journal est intact",
        Some(_) => "Le journal a été altéré",
    }
}

fn constat_view(constat: &Constat, noms: &Noms) -> Markup {
    if constat.nombre == 0 {
        let sentence =
            format!("{} chaînes relues du début à la fin, aucune ligne changée, retirée ou déplacée.", constat.chaines);
        return html! { (Alert::new(Ton::Succes, sentence)) };
    }
    let table = Table::new("Fautes trouvées")
        .column(Column::new("collectivite", "Chaîne de"))
        .column(Column::new("faute", "Ce qui ne va pas"));
    let rows = constat.fautes.iter().map(|f| Row::new().cell(noms.nom(f.collectivite)).cell(&f.phrase).urgent(true));
    let hidden = constat.nombre - constat.fautes.len();
    html! {
        (Alert::new(Ton::Erreur, "Quelqu’un a changé la base sans passer par Beffroi. Conservez une copie de la base, comparez avec un export gardé ailleurs, et prévenez l’administrateur."))
        (Carte::new("Ce qui a été trouvé").content(table.rows(rows)))
        @if hidden > 0 { p.discret { "Et " (hidden) " autres." } }
    }
}

fn aide() -> Aide {
    Aide::new(
        "Que vérifie-t-on ?",
        "Chaque ligne porte l’empreinte de la précédente. On relit tout : une ligne changée, retirée ou déplacée rompt la chaîne et se voit.",
    )
    .example("si quelqu’un efface une ligne dans la base, la vérification donne le nom de la collectivité et le numéro de la ligne.")
}
