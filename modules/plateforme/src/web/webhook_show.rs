//! A software that is told: what it hears, whether it answers, its secret, its deliveries.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    liste::latest_first,
    ui::{
        Action, ActionButton, Alert, Breadcrumb, Carte, Choice, Column, Confirm, Definitions, Empty, Etat, EtatTon,
        Form, FormState, Icon, List, ListState, Page, Row, Table, Ton, copyable,
    },
    with_fait,
};
use webhooks::{
    Abonnement, AbonnementId, ESSAI, EtatAbonnement, EtatLivraison, Livraison, Secret, Webhooks, abonnements,
    livraisons,
};

use super::webhook_list::{contexte, fields, into_form, path, pill, typed, web_error};
use crate::droits::RelierLogiciels;

/// The abonnement of the page; that of another does not exist.
async fn of_page(
    house: &House,
    agent: &Agent<RelierLogiciels>,
    parts: &[(String, String)],
) -> Result<Abonnement, WebError> {
    let id: AbonnementId = id_of(parts, "webhook")?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    abonnements::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)
}

/// The id of an abonnement, whatever stands before it in the address.
pub(super) fn id_of<T: std::str::FromStr>(parts: &[(String, String)], name: &str) -> Result<T, WebError> {
    let found = parts.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.parse().ok());
    found.ok_or(WebError::NotFound)
}

pub(super) type Parts = Path<Vec<(String, String)>>;

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
) -> Result<Page, WebError> {
    let id: AbonnementId = id_of(&parts, "webhook")?;
    let webhooks = house.ask::<Webhooks>()?;
    let mut state = ListState::from_query(agent.query());
    let mut asked = latest_first(&state);
    asked.filters.push(("abonnement".to_owned(), id.to_string()));
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = abonnements::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    let found = livraisons::list(&mut tx, agent.id(), &asked).await?;
    drop(tx);
    state.page = found.page;
    let shell = agent.shell(&house);
    let there = format!("{}/{id}", path(&agent));
    let list = List::new(&state, &there, deliveries(&found.rows, &webhooks, &there))
        .filter("etat", "État", "Tous", EtatLivraison::TOUS.iter().map(|etat| Choice::new(etat.code(), etat.libelle())))
        .total(found.total.into(), "livraison", "livraisons")
        .empty(
            Empty::new("Rien n’a encore été livré")
                .icon(Icon::Send)
                .next("Envoyez un essai pour voir si le logiciel répond."),
        );
    let page = Page::new(&shell, one.nom.clone())
        .lead(html! { (pill(one.etat)) " " (one.url) })
        .breadcrumb(Breadcrumb::new().link("Logiciels reliés", path(&agent)))
        .action(Action::link("Modifier", format!("{there}/modification")).icon(Icon::Pencil))
        .action(ActionButton::new("Envoyer un essai", format!("{there}/essai"), &shell.csrf).icon(Icon::Send));
    let page = match &one.motif {
        Some(why) => page.content(Alert::new(Ton::Attention, why)),
        None => page,
    };
    Ok(page.content(html! {
        div.grille {
            div.pile { (Carte::new("Livraisons").content(list)) }
            div.pile {
                (Carte::new("Ce qu’il entend").content(heard(&one, &webhooks)))
                (Carte::new("Son secret").content(secrets(&one, (&there, &shell.csrf))))
                (Carte::new("Le suivi").content(follow(&one, (&there, &shell.csrf))))
            }
        }
    }))
}

fn heard(one: &Abonnement, webhooks: &Webhooks) -> Markup {
    html! { ul { @for code in &one.evenements { li { (webhooks.libelle(code)) br; code.discret { (code) } } } } }
}

fn secrets(one: &Abonnement, (there, csrf): (&str, &str)) -> Markup {
    html! {
        p { "Il n’est montré qu’une fois, à sa création." }
        @match one.precedent_jusqu_a {
            Some(until) => {
                p { "L’ancien secret signe encore jusqu’au " (until.date_heure()) "." }
                (ActionButton::new("Retirer l’ancien secret", format!("{there}/secret/fin"), csrf).quiet())
            },
            None => (ActionButton::new("Renouveler le secret", format!("{there}/secret"), csrf).quiet()),
        }
    }
}

fn follow(one: &Abonnement, (there, csrf): (&str, &str)) -> Markup {
    let facts = Definitions::new()
        .fact_or_dash("Dernière livraison", one.livre_le.map(kernel::Instant::date_heure))
        .fact("Échecs de suite", one.echecs.to_string())
        .fact("Créé par", format!("{}, le {}", one.cree_par, one.created_at.date_heure()));
    html! {
        (facts)
        div.rang {
            @if one.etat == EtatAbonnement::Actif {
                (ActionButton::new("Arrêter", format!("{there}/arret"), csrf).quiet())
            } @else {
                (ActionButton::new("Réactiver", format!("{there}/reprise"), csrf).quiet())
            }
            (ActionButton::new("Renvoyer ce qui a échoué", format!("{there}/renvoi"), csrf).quiet())
            (Action::danger("Supprimer", format!("{there}/suppression")).confirmed().quiet())
        }
    }
}

fn deliveries(rows: &[Livraison], webhooks: &Webhooks, there: &str) -> Table {
    Table::new("Livraisons")
        .column(Column::new("cree", "Demandée le").sortable())
        .column(Column::new("evenement", "Événement"))
        .column(Column::new("etat", "État"))
        .column(Column::new("reponse", "Réponse"))
        .rows(rows.iter().map(|one| {
            Row::new()
                .cell(html! { a href={ (there) "/livraisons/" (one.id) } { (one.created_at.date_heure()) } })
                .cell(label(&one.genre, webhooks))
                .cell(html! { (state(one.etat)) @if one.tentatives > 1 { br; span.discret { (one.tentatives) " essais" } } })
                .cell(answer(one.statut, one.erreur.as_deref()))
        }))
}

pub(super) fn label(code: &str, webhooks: &Webhooks) -> String {
    if code == ESSAI.code() { ESSAI.libelle().to_owned() } else { webhooks.libelle(code).to_owned() }
}

pub(super) fn state(etat: EtatLivraison) -> Etat {
    let ton = match etat {
        EtatLivraison::ALivrer => EtatTon::Attente,
        EtatLivraison::Livree => EtatTon::Fait,
        EtatLivraison::Echec => EtatTon::Refus,
    };
    Etat::new(ton, etat.libelle())
}

/// « HTTP 503 », or why nothing was answered.
pub(super) fn answer(statut: Option<u32>, erreur: Option<&str>) -> String {
    match (statut, erreur) {
        (_, Some(error)) => error.to_owned(),
        (Some(code), None) => format!("HTTP {code}"),
        (None, None) => "—".to_owned(),
    }
}

/// The secret, this once.
pub(super) fn secret_page(
    house: &House,
    agent: &Agent<RelierLogiciels>,
    (one, secret): (&Abonnement, &Secret),
) -> Page {
    let base = path(agent);
    Page::new(&agent.shell(house), "Copiez le secret maintenant")
        .lead("Il ne sera plus jamais montré.")
        .breadcrumb(Breadcrumb::new().link("Logiciels reliés", &base).link(&one.nom, format!("{base}/{}", one.id)))
        .content(Carte::untitled().content(html! {
            p { "Donnez-le au logiciel " b { (one.nom) } "\u{a0}: c’est par lui qu’il reconnaît ce qui vient d’ici." }
            p { (copyable(&secret.reveal())) }
            p { (Action::link("C’est copié", format!("{base}/{}", one.id)).icon(Icon::Check)) }
        }))
}

pub(super) async fn edit(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
) -> Result<Page, WebError> {
    let one = of_page(&house, &agent, &parts).await?;
    let state =
        FormState::default().with("revision", one.revision.to_string()).with("nom", &one.nom).with("url", &one.url);
    let state = one.evenements.iter().fold(state, |state, code| state.with("evenements", code));
    edit_page(&house, &agent, (one.id, &state))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let id: AbonnementId = id_of(&parts, "webhook")?;
    let webhooks = house.ask::<Webhooks>()?;
    let revision = form.value("revision").parse().unwrap_or(0);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match abonnements::modify(&mut tx, &webhooks, contexte(&house, &agent), (id, revision), &typed(&form)).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&agent, id, "webhook-enregistre").into_response())
        }
        Err(refused) => {
            into_form(refused, &mut form)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, edit_page(&house, &agent, (id, &form))?).into_response())
        }
    }
}

fn edit_page(
    house: &House,
    agent: &Agent<RelierLogiciels>,
    (id, state): (AbonnementId, &FormState),
) -> Result<Page, WebError> {
    let webhooks = house.ask::<Webhooks>()?;
    let shell = agent.shell(house);
    let there = format!("{}/{id}", path(agent));
    let form = Form::post(format!("{there}/modification"), &shell.csrf)
        .state(state)
        .field(web::ui::Field::hidden("revision", state.value("revision")));
    Ok(Page::new(&shell, "Modifier le logiciel relié")
        .breadcrumb(Breadcrumb::new().link("Logiciels reliés", path(agent)))
        .content(Carte::untitled().content(fields(form, &webhooks).submit("Enregistrer").cancel(&there))))
}

fn back(agent: &Agent<RelierLogiciels>, id: AbonnementId, fait: &str) -> Redirect {
    Redirect::to(&with_fait(&format!("{}/{id}", path(agent)), fait))
}

pub(super) async fn rotate(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
    _: Formulaire,
) -> Result<Page, WebError> {
    let id: AbonnementId = id_of(&parts, "webhook")?;
    let webhooks = house.ask::<Webhooks>()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let secret = abonnements::rotate(&mut tx, &webhooks, ctx, id).await.map_err(web_error)?;
    let one = abonnements::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    Ok(secret_page(&house, &agent, (&one, &secret)))
}

/// A gesture on an abonnement that needs no form.
macro_rules! gesture {
    ($name:ident, $act:path, $fait:literal) => {
        pub(super) async fn $name(
            State(house): State<House>,
            agent: Agent<RelierLogiciels>,
            Path(parts): Parts,
            _: Formulaire,
        ) -> Result<Redirect, WebError> {
            let id: AbonnementId = id_of(&parts, "webhook")?;
            let mut tx = house.db().begin(agent.perimetre()).await?;
            $act(&mut tx, contexte(&house, &agent), id).await.map_err(web_error)?;
            tx.commit().await?;
            house.wake().now();
            Ok(back(&agent, id, $fait))
        }
    };
}

gesture!(end_rotation, abonnements::end_rotation, "webhook-enregistre");
gesture!(stop, abonnements::stop, "webhook-arrete");
gesture!(activate, abonnements::activate, "webhook-repris");
gesture!(resend_failed, livraisons::resend_failed, "webhook-renvoi");

pub(super) async fn try_out(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let id: AbonnementId = id_of(&parts, "webhook")?;
    let siren = agent.collectivite.fiche.siren;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    livraisons::try_out(&mut tx, contexte(&house, &agent), siren, id).await.map_err(web_error)?;
    tx.commit().await?;
    house.wake().now();
    Ok(back(&agent, id, "webhook-essai"))
}

pub(super) async fn ask_removal(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
) -> Result<Page, WebError> {
    let one = of_page(&house, &agent, &parts).await?;
    let shell = agent.shell(&house);
    let there = format!("{}/{}", path(&agent), one.id);
    let confirm = Confirm::new("Ne plus prévenir ce logiciel\u{a0}?", format!("{there}/suppression"), &shell.csrf)
        .consequence("Son secret et ses livraisons sont oubliés. Le journal garde la trace.")
        .button("Supprimer")
        .cancel(&there)
        .danger();
    Ok(Page::new(&shell, "Supprimer le logiciel relié").lead(one.nom).content(confirm))
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Path(parts): Parts,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let id: AbonnementId = id_of(&parts, "webhook")?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    abonnements::remove(&mut tx, contexte(&house, &agent), id).await.map_err(web_error)?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&path(&agent), "webhook-supprime")))
}
