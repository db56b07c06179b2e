//! Deployments: models chosen, collectivités chosen, what it would do, then a job; and what each one did.

use annuaire::{Collectivite, Visibles};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::{ListRequest, Tx};
use kernel::{CollectiviteId, GenreCollectivite, Siren, nombre};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    liste::EXPORT_ROWS,
    ui::{
        Action, Aide, Alert, Bloc, Breadcrumb, Carte, Choice, Column, Confirm, Definitions, Empty, Etat, Field, Form,
        FormState, Icon, Page, Row, Table, Ton,
    },
};

use super::{acces::contexte, mots::combien};
use crate::{
    domain::{Bibliotheque, DeploiementId, FamilleModele},
    droits::GererModeles,
    gestes::{
        deploiements::{self as acts, Prevision},
        modeles,
    },
    store::{
        deploiements::{self, Deploiement},
        lots::{self, Lot},
    },
};

const PATH: &str = "/centre/rgpd/modeles/deploiements";
const MODELES: &str = "/centre/rgpd/modeles";

pub(super) async fn list(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = deploiements::list(&mut tx).await?;
    drop(tx);
    Ok(Page::new(&agent.shell(&house), "Modèles donnés aux adhérents")
        .lead("Chaque déploiement donne des modèles à plusieurs collectivités d’un coup, jamais deux fois, et s’annule d’un coup.")
        .breadcrumb(Breadcrumb::new().link("Modèles", MODELES))
        .primary(Action::link("Déployer des modèles", format!("{PATH}/nouveau")).icon(Icon::Send))
        .content(Carte::untitled().content(table(&all))))
}

fn table(all: &[Deploiement]) -> Markup {
    if all.is_empty() {
        return html! { (Empty::new("Aucun déploiement").icon(Icon::Send).next("Choisissez des modèles et des collectivités\u{a0}: leurs registres commencent remplis.")) };
    }
    let table = Table::new("Déploiements")
        .column(Column::new("quand", "Déploiement"))
        .column(Column::new("modeles", "Modèles").numeric())
        .column(Column::new("collectivites", "Collectivités").numeric())
        .column(Column::new("crees", "Fiches créées").numeric())
        .column(Column::new("etat", "État"))
        .rows(all.iter().map(|d| {
            Row::new()
                .cell(html! { div { a href={ (PATH) "/" (d.id) } { (d.demande_le.date_heure()) } br; span.discret { (d.demande_par) } } })
                .cell(d.modeles.len())
                .cell(d.collectivites.len())
                .cell(d.crees)
                .cell(state(d))
        }));
    html! { (table) }
}

fn state(d: &Deploiement) -> Etat {
    match (d.annule_le, d.termine_le) {
        (Some(_), _) => Etat::neutre("annulé"),
        (None, Some(_)) => Etat::fait("terminé"),
        (None, None) => Etat::attente("en cours"),
    }
}

pub(super) async fn form(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let state = FormState::from_urlencoded(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = modeles::library(&mut tx).await?;
    Ok(choose(&house, &agent, &library, &state, None))
}

/// Without `confirme`, tells what would happen.
pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let codes: Vec<String> = form.all("modeles").map(str::to_owned).collect();
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let library = modeles::library(&mut tx).await?;
    let to = targets(&mut tx, &house, &agent, &mut form).await?;
    if codes.is_empty() {
        form.add_error("modeles", "Cochez au moins un modèle.");
    }
    if to.is_empty() && form.is_valid() {
        form.add_error("genres", "Aucune collectivité ne correspond\u{a0}: cochez un genre, ou collez des SIREN.");
    }
    if !form.is_valid() {
        let page = choose(&house, &agent, &library, &form, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if !form.checked("confirme") {
        let told = acts::foresee(&mut tx, &codes, &to).await?;
        return Ok(choose(&house, &agent, &library, &form, Some((told, to.len()))).into_response());
    }
    let ids: Vec<CollectiviteId> = to.iter().map(|c| c.id).collect();
    let (_, job) = acts::ask(&mut tx, contexte(&house, &agent), &codes, &ids).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&format!("/travaux/{job}")).into_response())
}

/// The collectivités of the chosen kinds, or those whose SIREN are given, within the portefeuille.
async fn targets(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<GererModeles>,
    form: &mut FormState,
) -> Result<Vec<Collectivite>, WebError> {
    let genres: Vec<String> = form.all("genres").map(str::to_owned).collect();
    let typed = form.value("sirens").to_owned();
    let request = ListRequest::default();
    let visible: Visibles = agent.droits.visibles();
    let all = annuaire::collectivites::export(tx, house.clock(), visible, &request, EXPORT_ROWS).await?;
    let mut wanted: Vec<CollectiviteId> = Vec::new();
    for word in typed.split([' ', '\n', '\r', ',', ';', '\t']).filter(|word| !word.is_empty()) {
        let known = word.parse::<Siren>().ok().and_then(|siren| all.iter().find(|c| c.siren == siren && !c.exploitant));
        match known {
            Some(c) => wanted.push(c.id),
            None => form
                .add_error("sirens", format!("«\u{a0}{word}\u{a0}» n’est pas le SIREN d’un adhérent que vous suivez.")),
        }
    }
    let of_kind = all.iter().filter(|c| !c.exploitant && genres.iter().any(|genre| genre == c.genre.code()));
    wanted.extend(of_kind.map(|c| c.id));
    wanted.sort_unstable();
    wanted.dedup();
    Ok(annuaire::collectivites::find_many(tx, &wanted).await?)
}

fn choose(
    house: &House,
    agent: &Agent<GererModeles>,
    library: &Bibliotheque,
    state: &FormState,
    told: Option<(Prevision, usize)>,
) -> Page {
    let shell = agent.shell(house);
    let genres = GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle()));
    let chosen = |famille: FamilleModele| {
        let here = library.all().iter().filter(move |m| m.modele.famille == famille && !m.modele.retire);
        here.map(|m| Choice::new(&m.modele.code, &m.modele.titre)).collect::<Vec<_>>()
    };
    let mut form = Form::post(PATH, &shell.csrf).state(state);
    for famille in FamilleModele::TOUS {
        let choices = chosen(*famille);
        if !choices.is_empty() {
            let count = u32::try_from(choices.len()).unwrap_or(u32::MAX);
            let field = Field::checkboxes("modeles", "Cochez", choices);
            let told = combien(count, "modèle", "modèles");
            form = form.bloc(Bloc::new(famille.libelle()).folded(told, [vec![field]]));
        }
    }
    let form = form.bloc(
        Bloc::new("À qui\u{a0}?").line([Field::checkboxes("genres", "Toutes celles de ces genres", genres)]).line([
            Field::textarea("sirens", "Ou celles-ci")
                .rows(3)
                .optional()
                .help("Leurs SIREN, séparés par des espaces ou des retours à la ligne."),
        ]),
    );
    let form = form.submit("Voir ce que cela ferait");
    Page::new(&shell, "Déployer des modèles")
        .lead("Chaque collectivité reçoit en brouillon les modèles qui la concernent et qu’elle n’a pas encore.")
        .breadcrumb(Breadcrumb::new().link("Modèles", MODELES).link("Déploiements", PATH))
        .aide(Aide::new("Et si elle en a déjà\u{a0}?", "Une collectivité qui a déjà une fiche venue d’un modèle la garde telle quelle\u{a0}: rien n’est écrit deux fois.")
            .example("trente modèles d’un coup à toutes les communes."))
        .content(html! {
            @if let Some((told, count)) = told { (foreseen(state, told, count, &shell.csrf)) }
        })
        .content(Carte::untitled().content(form))
}

fn foreseen(state: &FormState, told: Prevision, count: usize, csrf: &str) -> Markup {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    html! {
        (Carte::new(format!("{} à créer chez {}", combien(told.crees, "fiche", "fiches"), combien(count, "collectivité", "collectivités"))).content(html! {
            p {
                "Déjà là, laissées telles quelles\u{a0}: " (nombre(told.deja.into())) ". "
                "Sans objet pour le genre de la collectivité\u{a0}: " (nombre(told.sans_objet.into())) "."
            }
            @if told.crees > 0 {
                form method="post" action=(PATH) {
                    input type="hidden" name="_csrf" value=(csrf);
                    input type="hidden" name="confirme" value="oui";
                    @for (name, value) in state.values.iter().filter(|(name, _)| matches!(name.as_str(), "modeles" | "genres" | "sirens")) {
                        input type="hidden" name=(name) value=(value);
                    }
                    button.btn.btn-primary type="submit" { "Déployer" }
                }
            }
        }))
    }
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<DeploiementId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let d = deploiements::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let served = lots::of_deploiement(&mut tx, id).await?;
    let ids: Vec<CollectiviteId> = served.iter().map(|lot| lot.collectivite_id).collect();
    let names = annuaire::collectivites::find_many(&mut tx, &ids).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let there = format!("{PATH}/{id}");
    let running = d.termine_le.is_none() && d.annule_le.is_none();
    let page = Page::new(&shell, format!("Déploiement du {}", d.demande_le.date_heure()))
        .breadcrumb(Breadcrumb::new().link("Modèles", MODELES).link("Déploiements", PATH));
    let facts = Definitions::new()
        .fact("État", state(&d))
        .fact("Demandé par", &d.demande_par)
        .fact("Modèles", d.modeles.iter().map(|m| m.code.as_str()).collect::<Vec<_>>().join(", "))
        .fact("Collectivités", d.collectivites.len())
        .fact("Fiches créées", d.crees)
        .fact("Déjà là, laissées telles quelles", d.deja);
    let undo = Confirm::new("Annuler ce déploiement\u{a0}?", format!("{there}/annulation"), &shell.csrf)
        .consequence(html! { p { "Les fiches créées sont retirées, sauf celles que quelqu’un a retravaillées." } })
        .button("Annuler le déploiement")
        .cancel(&there);
    Ok(page.content(html! {
        div.pile {
            @if running { (Alert::new(Ton::Info, "Le travail est en cours\u{a0}: rechargez la page pour voir où il en est.")) }
            (Carte::untitled().content(facts))
            (Carte::new("Collectivités servies").content(served_list(&served, &names)))
            @if d.termine_le.is_some() && d.annule_le.is_none() { (Carte::untitled().content(undo)) }
        }
    }))
}

fn served_list(served: &[Lot], names: &[Collectivite]) -> Markup {
    if served.is_empty() {
        return html! { p.discret { "Aucune pour l’instant." } };
    }
    let table = Table::new("Collectivités servies")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("crees", "Fiches créées").numeric())
        .rows(served.iter().map(|lot| {
            let who = names.iter().find(|c| c.id == lot.collectivite_id);
            Row::new()
                .cell(html! {
                    @match who {
                        Some(c) => a href={ "/c/" (c.fiche.siren) "/rgpd" } { (c.nom_complet()) },
                        None => "—",
                    }
                })
                .cell(lot.crees)
        }));
    html! { (table) }
}

pub(super) async fn undo(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<DeploiementId>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = acts::ask_undo(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&format!("/travaux/{job}")))
}
