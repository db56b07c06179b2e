//! Every member at once: what waits, what failed, who is connected; pauses and what nobody recognised.

use std::collections::HashMap;

use annuaire::CollectiviteLigne;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use db::{ListRequest, Tx};
use kernel::{CollectiviteId, Id, Instant, combien, date_courte, fold, parse_date};
use maud::{Markup, html};
use time::Time;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Aide, Alert, Carte, Choice, Column, Empty, Etat, Field, Form, FormState, Icon, List,
        ListState, Page, Row, Table, Ton, Tuile, tuiles,
    },
    with_fait,
};

use super::acces::{REFUSED, contexte};
use crate::{
    domain::{Canal, Envoi, EtatEnvoi, Raccordement, Retour},
    droits::{Raccorder, SuivreActes},
    gestes::{Contexte, envois as acts},
    roads,
    store::{
        envois, membres,
        pauses::{self, Pause},
        raccordements, retours,
    },
};

pub(super) const PATH: &str = "/centre/actes";
/// Members: more than any département has.
const MOST: u32 = 10_000;
/// An acte that the préfecture has not answered within a day deserves a look.
const JOUR: i64 = 24 * 3_600;

/// What the page shows.
struct Vue {
    rows: Vec<Membre>,
    waiting: Vec<Envoi>,
    orphans: Vec<Retour>,
    pauses: Vec<Pause>,
    late: u32,
}

struct Membre {
    ligne: CollectiviteLigne,
    raccordement: Option<Raccordement>,
    resume: Option<membres::Resume>,
}

pub(super) async fn list(State(house): State<House>, agent: Agent<SuivreActes>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent).await?;
    drop(tx);
    Ok(view(&house, &agent, (&state, &vue), &FormState::default()))
}

async fn load<P: web::Droit>(tx: &mut Tx, house: &House, agent: &Agent<P>) -> Result<Vue, WebError> {
    let request = ListRequest { sort: Some("nom".into()), page: 1, per_page: MOST, ..ListRequest::default() };
    let visible = agent.droits.visibles();
    let all = annuaire::collectivites::export(tx, house.clock(), visible, &request, MOST).await?;
    let mut connected: HashMap<CollectiviteId, Raccordement> =
        raccordements::list(tx).await?.into_iter().map(|known| (known.collectivite_id, known)).collect();
    let mut sums: HashMap<CollectiviteId, membres::Resume> =
        membres::list(tx).await?.into_iter().map(|sum| (sum.collectivite_id, sum)).collect();
    let mut rows: Vec<Membre> = all
        .into_iter()
        .filter(|ligne| !ligne.exploitant && agent.droits.can(&P::PERMISSION, ligne.id))
        .map(|ligne| Membre { raccordement: connected.remove(&ligne.id), resume: sums.remove(&ligne.id), ligne })
        .collect();
    // Those that wait for something first, then those that began; by name among equals, as they come.
    rows.sort_by_key(|row| {
        let waits = row.resume.as_ref().map_or(0, |sum| sum.refuses + sum.sans_reponse + sum.a_repondre);
        (std::cmp::Reverse(waits), row.raccordement.is_none())
    });
    let seen = |id: CollectiviteId| rows.iter().any(|row| row.ligne.id == id);
    let mut waiting = envois::list_waiting(tx).await?;
    waiting.retain(|envoi| seen(envoi.collectivite_id));
    let late = house.clock().now().plus_seconds(-JOUR);
    let late =
        rows.iter().filter(|row| row.resume.as_ref().is_some_and(|sum| sum.plus_ancien.is_some_and(|at| at < late)));
    Ok(Vue {
        late: u32::try_from(late.count()).unwrap_or(u32::MAX),
        orphans: retours::list_orphans(tx).await?,
        pauses: pauses::list(tx, house.clock().now()).await?,
        waiting,
        rows,
    })
}

fn view<P: web::Droit>(house: &House, agent: &Agent<P>, (asked, vue): (&ListState, &Vue), form: &FormState) -> Page {
    let shell = agent.shell(house);
    let words = fold(&asked.q);
    let shown: Vec<&Membre> = vue
        .rows
        .iter()
        .filter(|row| words.split(' ').all(|word| fold(&row.ligne.nom_complet()).contains(word)))
        .filter(|row| matches(row, asked.filter("situation")))
        .collect();
    let total = i64::try_from(shown.len()).unwrap_or(i64::MAX);
    let state = ListState { page: asked.page.min(asked.pages(total)), ..asked.clone() };
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let page_rows = shown.iter().skip(skipped).take(state.per_page as usize);
    let situations = [
        ("sans_reponse", "Sans réponse de la préfecture"),
        ("refuses", "Avec un acte refusé"),
        ("a_repondre", "Avec un courrier à répondre"),
        ("ecole", "À l’école"),
        ("reel", "Raccordées"),
        ("aucun", "Pas encore commencé"),
    ];
    let list = List::new(&state, PATH, table(page_rows.copied()))
        .search("Collectivité")
        .filter("situation", "Situation", "Toutes", situations.map(|(code, libelle)| Choice::new(code, libelle)))
        .total(total, "collectivité", "collectivités")
        .empty(Empty::new("Aucune collectivité ne répond").icon(Icon::Send).next("Changez de filtre."));
    let sum = |of: fn(&membres::Resume) -> u32| -> u32 {
        vue.rows.iter().filter_map(|row| row.resume.as_ref()).map(of).sum()
    };
    let real =
        vue.rows.iter().filter(|row| row.raccordement.as_ref().is_some_and(|known| known.canal == Canal::Reel)).count();
    let title = match vue.late {
        0 => "La télétransmission suit son cours".to_owned(),
        n => format!("{} sans réponse depuis un jour", combien(n, "collectivité", "collectivités")),
    };
    let writes = agent.can::<Raccorder>();
    Page::new(&shell, title)
        .lead(format!(
            "{} au suivi, dont {} à la préfecture.",
            combien(u32::try_from(vue.rows.len()).unwrap_or(u32::MAX), "collectivité", "collectivités"),
            combien(u32::try_from(real).unwrap_or(u32::MAX), "raccordée", "raccordées"),
        ))
        .action(Action::link("L’école", format!("{PATH}/ecole")).icon(Icon::BookOpen))
        .aide(Aide::new(
            "Que surveiller\u{a0}?",
            "Un acte sans accusé après un jour, un acte refusé, un envoi qui n’aboutit pas. Un clic sur la collectivité mène à son raccordement et à ses actes.",
        ))
        .content(html! {
            div.pile {
                @for pause in &vue.pauses { (pause_alert(pause, house.clock().now(), (writes, &shell.csrf))) }
                (tuiles([
                    Tuile::new("Sans réponse", sum(|s| s.sans_reponse)).urgent(vue.late > 0),
                    Tuile::new("Refusés", sum(|s| s.refuses)),
                    Tuile::new("Courriers à répondre", sum(|s| s.a_repondre)),
                    Tuile::new("Reçus en préfecture", sum(|s| s.recus)),
                ]))
                (queue(vue, writes, &shell.csrf))
                (orphans(&vue.orphans))
                (Carte::new("Les collectivités").content(list))
                @if writes { (Carte::new("Mettre les envois en pause").content(pause_form(form, &shell.csrf))) }
            }
        })
}

fn matches(row: &Membre, situation: Option<&str>) -> bool {
    let canal = row.raccordement.as_ref().map(|known| known.canal);
    let sum = |of: fn(&membres::Resume) -> u32| row.resume.as_ref().is_some_and(|sum| of(sum) > 0);
    match situation {
        Some("sans_reponse") => sum(|s| s.sans_reponse),
        Some("refuses") => sum(|s| s.refuses),
        Some("a_repondre") => sum(|s| s.a_repondre),
        Some("ecole") => canal == Some(Canal::Ecole),
        Some("reel") => canal == Some(Canal::Reel),
        Some("aucun") => canal.is_none(),
        _ => true,
    }
}

fn table<'a>(rows: impl Iterator<Item = &'a Membre>) -> Table {
    let count = |row: &Membre, of: fn(&membres::Resume) -> u32| row.resume.as_ref().map_or(0, of).to_string();
    Table::new("Collectivités")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("canal", "Raccordement"))
        .column(Column::new("sans_reponse", "Sans réponse").numeric())
        .column(Column::new("refuses", "Refusés").numeric())
        .column(Column::new("a_repondre", "À répondre").numeric())
        .column(Column::new("recus", "Reçus").numeric())
        .column(Column::new("dernier", "Dernier envoi"))
        .rows(rows.map(|row| {
            let last = row.resume.as_ref().and_then(|sum| sum.dernier_envoi);
            Row::new()
                .cell(html! { a href={ (PATH) "/" (row.ligne.siren) } { (row.ligne.nom_complet()) } })
                .cell(situation(row.raccordement.as_ref()))
                .cell(count(row, |s| s.sans_reponse))
                .cell(count(row, |s| s.refuses))
                .cell(count(row, |s| s.a_repondre))
                .cell(count(row, |s| s.recus))
                .cell(last.map_or_else(|| "—".to_owned(), |at| date_courte(at.to_paris().date())))
        }))
}

fn situation(known: Option<&Raccordement>) -> Etat {
    match known.map(|known| known.canal) {
        None => Etat::neutre("pas encore commencé"),
        Some(Canal::Ecole) => Etat::attente("à l’école"),
        Some(Canal::Reel) => Etat::fait("raccordée"),
    }
}

/// What has not reached the préfecture.
fn queue(vue: &Vue, writes: bool, csrf: &str) -> Markup {
    let name = |id: CollectiviteId| {
        vue.rows.iter().find(|row| row.ligne.id == id).map(|row| row.ligne.nom_complet()).unwrap_or_default()
    };
    html! {
        @if !vue.waiting.is_empty() {
            (Carte::new("Ce qui n’est pas arrivé à la préfecture").content(html! {
                ul {
                    @for envoi in &vue.waiting {
                        li {
                            (name(envoi.collectivite_id)) "\u{a0}: " (envoi.libelle()) ", demandé le " (envoi.demande_le.date_heure()) " "
                            @match envoi.etat { EtatEnvoi::Echoue => (Etat::refus(envoi.etat.libelle())), _ => (Etat::attente(envoi.etat.libelle())) }
                            @if !envoi.motif.is_empty() { br; span.discret { (envoi.motif) } }
                            @if writes { (ActionButton::new("Renvoyer la même archive", format!("{PATH}/envois/{}/{}", envoi.collectivite_id, envoi.id), csrf).quiet().context(&envoi.archive)) }
                        }
                    }
                }
            }))
        }
    }
}

fn orphans(orphans: &[Retour]) -> Markup {
    html! {
        @if !orphans.is_empty() {
            (Carte::new("Messages que personne n’a reconnus").content(html! {
                ul { @for one in orphans { li { (one.recu_le.date_heure()) "\u{a0}: " (one.resume) } } }
            }))
        }
    }
}

fn pause_alert(pause: &Pause, now: Instant, (writes, csrf): (bool, &str)) -> Alert {
    let until =
        pause.fin.map_or_else(|| "jusqu’à nouvel ordre".to_owned(), |at| format!("jusqu’au {}", at.date_heure()));
    let begun = pause.debut <= now;
    let (ton, when, gesture) = if begun {
        (Ton::Attention, "Rien ne part, depuis le ", "Reprendre les envois")
    } else {
        (Ton::Info, "Rien ne partira à partir du ", "Renoncer à cette pause")
    };
    Alert::new(
        ton,
        html! {
            (when) (pause.debut.date_heure()) ", " (until) "\u{a0}: " (pause.motif) " "
            @if writes { (ActionButton::new(gesture, format!("{PATH}/pauses/{}/fin", pause.id), csrf).quiet()) }
        },
    )
}

fn pause_form(state: &FormState, csrf: &str) -> Markup {
    let form = Form::post(format!("{PATH}/pauses"), csrf)
        .state(state)
        .field(Field::text("motif", "Pourquoi").help("Exemple\u{a0}: travaux annoncés par la préfecture."))
        .row([
            Field::date("jour", "À partir du").short().optional().help("Rien\u{a0}: tout de suite."),
            Field::text("heure", "à").short().optional().help("Exemple\u{a0}: 22:30."),
        ])
        .field(
            Field::number("heures", "Pendant combien d’heures")
                .short()
                .optional()
                .help("Rien\u{a0}: jusqu’à ce que quelqu’un reprenne."),
        )
        .submit("Mettre en pause");
    html! { (form) }
}

pub(super) async fn pause(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let motif = form.required("motif", "Dites pourquoi les envois s’arrêtent.");
    let hours = form.read_if_filled("heures", web::entier_entre(1, 720));
    let now = house.clock().now();
    let jour = form.read_if_filled("jour", parse_date);
    let heure = form.read_if_filled("heure", read_hour);
    let debut = jour.map_or(now, |jour| Instant::from_paris(jour, heure.unwrap_or(Time::MIDNIGHT)).max(now));
    let (Some(motif), true) = (motif, form.is_valid()) else {
        let mut tx = house.db().read(agent.perimetre()).await?;
        let vue = load(&mut tx, &house, &agent).await?;
        return Ok((REFUSED, view(&house, &agent, (&ListState::default(), &vue), &form)).into_response());
    };
    let pause = Pause {
        id: Id::new(house.clock()),
        debut,
        fin: hours.map(|hours| debut.plus_seconds(hours * 3_600)),
        motif,
        par: agent.acteur.nom.clone(),
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    crate::gestes::pauses::begin(&mut tx, contexte(&house, &agent), &pause).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(PATH, "actes-pause")).into_response())
}

/// `22:30`, `22h30`, `8`.
fn read_hour(typed: &str) -> Result<Time, &'static str> {
    let wrong = "Cette heure ne se lit pas\u{a0}: écrivez par exemple 22:30.";
    let (hour, minute) = typed.trim().split_once([':', 'h']).unwrap_or((typed.trim(), "0"));
    let minute = if minute.is_empty() { "0" } else { minute };
    let (hour, minute) = (hour.trim().parse().map_err(|_| wrong)?, minute.trim().parse().map_err(|_| wrong)?);
    Time::from_hms(hour, minute, 0).map_err(|_| wrong)
}

pub(super) async fn resume(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(id): Path<Id<Pause>>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    crate::gestes::pauses::end(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(PATH, "actes-reprise")))
}

/// Sends the same archive again.
pub(super) async fn resend(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path((whose, id)): Path<(CollectiviteId, crate::domain::EnvoiId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    agent.ensure_sees(whose)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = annuaire::collectivites::find(&mut tx, whose).await?.ok_or(WebError::NotFound)?;
    acts::resend(&mut tx, Contexte::new(house.clock(), &agent.acteur, &one), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(PATH, "actes-relance")))
}

/// Whether this installation reaches the true préfecture.
pub(super) fn has_road(house: &House) -> bool {
    roads::of(house, Canal::Reel).is_ok()
}
