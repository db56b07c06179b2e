//! One job: how far it is while it runs, where to go when it is done. For who asked it, and for who runs the queue.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use jobs::{EtatJob, Job, JobId};
use maud::{Markup, Render, html};
use web::{
    Agent, Connecte, Droit, Formulaire, House, WebError,
    ui::{Action, ActionButton, Alert, Breadcrumb, Carte, Definitions, Icon, Page, Progress, Ton, details},
    with_fait,
};

use super::travail_list::{asked_by, pill};
use crate::droits::GererTravaux;

/// Seconds between two looks.
const REFRESH: u32 = 2;

pub(super) async fn show(
    State(house): State<House>,
    connecte: Connecte,
    Path(id): Path<JobId>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let manages = connecte.session.droits.can_centre(&GererTravaux::PERMISSION);
    let asked =
        job.asked_by.is_some_and(|who| who == connecte.session.personne.id || who == connecte.session.effective().id);
    if !manages && !asked {
        return Err(WebError::NotFound);
    }
    let mut response = view(&house, &connecte, &job, manages).into_response();
    // The block that polls is a part of the page; when all is over, the whole page has changed.
    if job.etat.is_over() && headers.contains_key("hx-request") {
        response.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
    }
    Ok(response)
}

pub(super) async fn retry(
    State(house): State<House>,
    agent: Agent<GererTravaux>,
    Path(id): Path<JobId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if jobs::retry(&mut tx, house.clock(), id).await? {
        note(&mut tx, &house, &agent, &job, "travail.relance").await?;
        tx.commit().await?;
        house.wake().now();
        return Ok(Redirect::to(&with_fait(&format!("/travaux/{id}"), "travail-relance")));
    }
    // Twice the same click: the first one has done it.
    if job.etat.is_over() && job.etat != EtatJob::Reussi {
        return Err(WebError::Conflict(
            "Un autre travail semblable est déjà en attente : laissez-le finir.".to_owned(),
        ));
    }
    Ok(Redirect::to(&format!("/travaux/{id}")))
}

pub(super) async fn cancel(
    State(house): State<House>,
    agent: Agent<GererTravaux>,
    Path(id): Path<JobId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if !jobs::cancel(&mut tx, house.clock(), id).await? {
        return Ok(Redirect::to(&format!("/travaux/{id}")));
    }
    note(&mut tx, &house, &agent, &job, "travail.annule").await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&format!("/travaux/{id}"), "travail-annule")))
}

/// The gesture goes to the centre's own chain.
pub(crate) async fn note(
    tx: &mut db::Tx,
    house: &House,
    agent: &Agent<GererTravaux>,
    job: &Job,
    action: &'static str,
) -> Result<(), WebError> {
    tx.set_perimetre(agent.perimetre()).await?;
    let ligne = journal::Ligne {
        collectivite: agent.id(),
        acteur: agent.acteur.clone(),
        action,
        objet: "travail",
        objet_id: job.id.uuid(),
        libelle: house.registry().label(&job.kind).to_owned(),
        avant: Some(serde_json::json!({ "etat": job.etat.code() })),
        apres: None,
    };
    Ok(journal::record(tx, house.clock(), ligne).await?)
}

fn view(house: &House, connecte: &Connecte, job: &Job, manages: bool) -> Page {
    let shell = connecte.shell(house);
    let label = house.registry().label(&job.kind);
    let title = match job.etat {
        EtatJob::EnAttente => format!("{label} : bientôt"),
        EtatJob::EnCours => format!("{label} : en cours"),
        EtatJob::Reussi => format!("{label} : c’est fait"),
        EtatJob::Echoue => format!("{label} : cela n’a pas marché"),
        EtatJob::Annule => format!("{label} : annulé"),
    };
    let mut page =
        Page::new(&shell, title).lead(format!("Demandé par {}, le {}.", asked_by(job), job.created_at.date_heure()));
    if manages {
        page = page.breadcrumb(Breadcrumb::new().link("Travaux", "/centre/travaux"));
        page = gestures(page, job, &shell.csrf);
    }
    if let Some((href, libelle)) = next(job) {
        page = page.primary(Action::link(libelle, href));
    }
    if !job.etat.is_over() {
        page = page.refresh_every(REFRESH);
    }
    page.content(Carte::untitled().content(progress(label, job)).content(if manages {
        facts(job)
    } else {
        html! {}
    }))
}

/// Where the result stands: only a page of ours.
fn next(job: &Job) -> Option<(String, String)> {
    let result = job.result.as_ref().filter(|_| job.etat == EtatJob::Reussi)?;
    let href = result.get("suite")?.as_str().filter(|href| href.starts_with('/') && !href.starts_with("//"))?;
    let libelle = result.get("geste").and_then(|text| text.as_str()).unwrap_or("Voir le résultat");
    Some((href.to_owned(), libelle.to_owned()))
}

fn progress(label: &str, job: &Job) -> Markup {
    let over = job.etat.is_over();
    let (done, total) = match (job.progress_done, job.progress_total) {
        (Some(done), Some(total)) => (i64::from(done), i64::from(total)),
        _ => (i64::from(job.etat == EtatJob::Reussi), 1),
    };
    let bar = Progress::new(label, if job.etat == EtatJob::Reussi { total } else { done }, total);
    bar.detail(detail(job)).finished(over).poll(format!("/travaux/{}", job.id), REFRESH).render()
}

fn detail(job: &Job) -> Markup {
    let told = job.result.as_ref().and_then(|r| r.get("message")).and_then(|m| m.as_str());
    match job.etat {
        EtatJob::EnAttente if job.attempts > 0 => {
            let why = job.last_error.as_deref().unwrap_or_default();
            html! { (Alert::new(Ton::Attention, format!("Un essai a échoué, un autre se fera le {}. {why}", job.run_at.date_heure()))) }
        }
        EtatJob::EnAttente => {
            html! { p { "Ce travail commencera dans un instant. Vous pouvez quitter cette page et y revenir." } }
        }
        EtatJob::EnCours => html! { p { (job.progress_message.as_deref().unwrap_or("En cours…")) } },
        EtatJob::Reussi => {
            let followed = next(job).map(|(href, libelle)| html! { " " a href=(href) { (libelle) } });
            html! { (Alert::new(Ton::Succes, html! { (told.unwrap_or("Terminé.")) @if let Some(link) = followed { (link) } })) }
        }
        EtatJob::Echoue => {
            let why = job.last_error.as_deref().unwrap_or("La raison n’est pas connue.");
            html! { (Alert::new(Ton::Erreur, html! { (why) " Rien n’a été fait à moitié." })) }
        }
        EtatJob::Annule => html! { (Alert::new(Ton::Info, "Ce travail a été annulé.")) },
    }
}

fn gestures(page: Page, job: &Job, csrf: &str) -> Page {
    let path = format!("/travaux/{}", job.id);
    match job.etat {
        EtatJob::Echoue | EtatJob::Annule => {
            page.action(ActionButton::new("Relancer", format!("{path}/relance"), csrf).icon(Icon::RotateCcw).primary())
        }
        EtatJob::EnAttente | EtatJob::EnCours if !job.cancel_asked => {
            page.action(ActionButton::new("Annuler ce travail", format!("{path}/annulation"), csrf).icon(Icon::Ban))
        }
        _ => page,
    }
}

/// For who runs the queue.
fn facts(job: &Job) -> Markup {
    let when = |at: Option<kernel::Instant>| at.map(kernel::Instant::date_heure);
    let facts = Definitions::new()
        .fact("État", pill(job))
        .fact("Sorte", html! { code { (job.kind) } })
        .fact("Essais", format!("{} sur {}", job.attempts, job.max_attempts))
        .fact_or_dash("Commencé le", when(job.started_at))
        .fact_or_dash("Fini le", when(job.finished_at))
        .fact_or_dash("Serveur", job.locked_by.as_deref())
        .fact("Demande", html! { code { (job.payload) } });
    details("Le détail pour l’administrateur", facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn done(result: serde_json::Value) -> Job {
        let at = kernel::Instant::from_unix_micros(0);
        Job {
            id: JobId::from_uuid(uuid::Uuid::nil()),
            kind: "essai".into(),
            etat: EtatJob::Reussi,
            pour: None,
            payload: json!({}),
            priority: 0,
            run_at: at,
            attempts: 1,
            max_attempts: 1,
            locked_by: None,
            locked_until: None,
            cancel_asked: false,
            last_error: None,
            progress_done: None,
            progress_total: None,
            progress_message: None,
            result: Some(result),
            asked_by: None,
            asked_by_nom: String::new(),
            created_at: at,
            started_at: None,
            finished_at: None,
        }
    }

    #[test]
    fn a_result_only_leads_to_a_page_of_ours() {
        assert_eq!(next(&done(json!({ "suite": "/centre/etats" }))).unwrap().0, "/centre/etats");
        for elsewhere in ["//autre.fr/x", "https://autre.fr", "javascript:alert(1)", ""] {
            assert!(next(&done(json!({ "suite": elsewhere }))).is_none(), "{elsewhere}");
        }
    }
}
