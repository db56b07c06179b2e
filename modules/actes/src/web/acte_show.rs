//! An acte that left: where it stands, its proof, its files, what the préfecture wrote, what one may still do.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_courte;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Alert, Breadcrumb, Carte, Confirm, Definitions, Etat, EtatTon, Icon, Page, Timeline,
        TimelineEvent, Ton, details, follow,
    },
    with_fait,
};

use super::{
    acces::{contexte, find},
    mots::{base, page_of, pill, taille},
};
use crate::{
    domain::{Acte, ActeId, Echange, Envoi, EtatActe, EtatEnvoi, Evenement, GenreEvenement, PieceActe, Retour},
    droits::{ConsulterActes, Deposer, Publier, Transmettre},
    gestes::{actes as acts, publication, suites},
    store::{classements, echanges, envois, evenements, pieces, retours},
};

struct Vue {
    acte: Acte,
    matiere: String,
    files: Vec<PieceActe>,
    answers: Vec<PieceActe>,
    letters: Vec<Echange>,
    sendings: Vec<Envoi>,
    returns: Vec<Retour>,
    events: Vec<Evenement>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    if acte.etat.is_modifiable() && agent.can::<Deposer>() {
        return Ok(Redirect::to(&format!("{}/preparation", page_of(&agent.collectivite, id))).into_response());
    }
    let whose = agent.id();
    let known = classements::find(&mut tx, whose).await?;
    let codes = acte.fiche.codes_matieres();
    let matiere = codes.and_then(|codes| known.and_then(|known| known.libelle(codes))).unwrap_or_default();
    let vue = Vue {
        matiere,
        files: pieces::list_of(&mut tx, whose, id).await?,
        answers: pieces::list_of_answers(&mut tx, whose, id).await?,
        letters: echanges::list_of(&mut tx, whose, id).await?,
        sendings: envois::list_of(&mut tx, whose, id).await?,
        returns: retours::list_of(&mut tx, whose, id).await?,
        events: evenements::list_of(&mut tx, whose, id).await?,
        acte,
    };
    drop(tx);
    Ok(view(&house, &agent, &vue).into_response())
}

fn view(house: &House, agent: &Agent<ConsulterActes>, vue: &Vue) -> Page {
    let shell = agent.shell(house);
    let there = page_of(&agent.collectivite, vue.acte.id);
    let acte = &vue.acte;
    let page = Page::new(&shell, &acte.fiche.objet)
        .lead(html! { (acte.fiche.nature.libelle()) " " (acte.fiche.numero) " — " (pill(acte.etat)) })
        .breadcrumb(Breadcrumb::new().link("Actes", base(&agent.collectivite)));
    let page = if acte.etat == EtatActe::Recu && agent.can::<Transmettre>() {
        page.action(Action::danger("Annuler l’acte", format!("{there}/annulation")).confirmed().icon(Icon::Undo2))
    } else {
        page
    };
    let page = if acte.etat.is_acquitte() {
        page.action(Action::link("Preuve complète", format!("{there}/preuve.zip")).download().icon(Icon::Archive))
            .action(
                Action::link("Pour les archives (SEDA)", format!("{there}/versement.zip"))
                    .download()
                    .icon(Icon::Library),
            )
            .action(Action::link("Accusé de réception", format!("{there}/accuse.pdf")).download().icon(Icon::Stamp))
    } else {
        page
    };
    let letter = vue.letters.iter().find(|letter| letter.is_a_repondre()).filter(|_| agent.can::<Transmettre>());
    let page = match letter {
        Some(letter) => {
            page.primary(Action::link("Répondre", format!("{there}/courriers/{}", letter.id)).icon(Icon::Send))
        }
        None => page,
    };
    // What one waits for comes by itself: the whole page is asked again, its actions included.
    let wait = match acte.etat {
        EtatActe::EnCours => Some(3),
        EtatActe::Transmis | EtatActe::AnnulationDemandee => Some(10),
        _ => None,
    };
    let page = match wait {
        Some(seconds) => page.refresh_every(seconds),
        None => page,
    };
    page.content(html! {
        @if let Some(seconds) = wait { (follow(&there, seconds)) }
        @if let Some(alert) = alert(vue) { (alert) }
        div.grille {
            div.pile {
                @for letter in &vue.letters { (letter_card(letter, agent, &there)) }
                (files(vue, &there))
                (Carte::new("Ce qui s’est passé").content(timeline(vue, &there)))
            }
            div.pile {
                (facts(vue))
                (publication_card(vue, agent, (&shell.csrf, &there)))
                (sendings(vue))
            }
        }
    })
}

/// What the page says first, when something is to be known.
fn alert(vue: &Vue) -> Option<Alert> {
    let acte = &vue.acte;
    match acte.etat {
        EtatActe::EnCours => Some(Alert::new(
            Ton::Info,
            "L’envoi est en cours\u{a0}: cette page se met à jour toute seule, vous pouvez la quitter.",
        )),
        EtatActe::Transmis => Some(Alert::new(
            Ton::Info,
            "La préfecture a le fichier et n’a pas encore répondu\u{a0}: sa réponse vient d’ordinaire en quelques minutes.",
        )),
        EtatActe::Refuse => Some(Alert::new(Ton::Erreur, html! { "Refusé\u{a0}: " (acte.motif) })),
        EtatActe::Recu if !acte.motif.is_empty() => {
            Some(Alert::new(Ton::Attention, html! { "L’annulation n’a pas eu lieu\u{a0}: " (acte.motif) }))
        }
        _ if acte.is_exercice() => {
            Some(Alert::new(Ton::Attention, "Acte d’exercice\u{a0}: il n’est pas allé à la vraie préfecture."))
        }
        _ => None,
    }
}

fn facts(vue: &Vue) -> Carte {
    let acte = &vue.acte;
    let day = |day: Option<time::Date>| day.map(date_courte);
    let definitions = Definitions::new()
        .fact_or_dash("Décision du", day(acte.fiche.decision_le))
        .fact("Numéro", &acte.fiche.numero)
        .fact("Matière", html! { (acte.fiche.matiere) @if !vue.matiere.is_empty() { " " (vue.matiere) } })
        .fact_or_dash("Identifiant", acte.id_acte.as_ref().map(|id| html! { code { (id) } }))
        .fact_or_dash("Transmis le", acte.transmis_le.map(kernel::Instant::date_heure))
        .fact_or_dash("Reçu en préfecture le", day(acte.recu_le))
        .fact("Déposé par", &acte.cree_par_nom);
    Carte::new("L’acte").content(definitions)
}

fn files(vue: &Vue, there: &str) -> Carte {
    let stamped = vue.acte.etat == EtatActe::Recu || vue.acte.etat == EtatActe::AnnulationDemandee;
    Carte::new("Fichiers").content(html! {
        ul {
            @for file in &vue.files {
                li {
                    (file.role()) "\u{a0}: "
                    a href={ (there) "/pieces/" (file.id) } { (file.nom) }
                    span.discret { " (" (taille(file.taille)) ")" }
                    @if file.is_budget() { br; a href={ (there) "/pieces/" (file.id) "/budget" } { "Lire le budget en tableaux" } }
                    @if stamped && file.is_pdf() {
                        br; a href={ (there) "/pieces/" (file.id) "/tampon" } download { "Avec le tampon de la préfecture" }
                    }
                }
            }
            @for file in &vue.answers {
                li { "Réponse\u{a0}: " a href={ (there) "/pieces/" (file.id) } { (file.nom) } }
            }
        }
    })
}

fn letter_card(letter: &Echange, agent: &Agent<ConsulterActes>, there: &str) -> Carte {
    let page = format!("{there}/courriers/{}", letter.id);
    let carte = Carte::new(letter.genre.libelle()).content(html! {
        p { "Du " (date_courte(letter.date_courrier)) ", reçu le " (letter.recu_le.date_heure()) "." }
        @if !letter.texte.is_empty() { blockquote { (letter.texte) } }
        @match (letter.reponse, letter.ar_reponse_le) {
            (Some(reponse), Some(day)) => p { (Etat::fait(format!("{}, reçu en préfecture le {}", reponse.libelle(), date_courte(day)))) },
            (Some(reponse), None) => p { (Etat::attente(format!("{}, par {}", reponse.libelle(), letter.repondu_par))) },
            (None, _) => {},
        }
    });
    if letter.is_a_repondre() && agent.can::<Transmettre>() {
        carte.footer(html! { a href=(page) { "Répondre à cette lettre" } })
    } else {
        carte
    }
}

fn timeline(vue: &Vue, there: &str) -> Timeline {
    Timeline::new(vue.events.iter().map(|event| {
        let ton = match event.genre {
            GenreEvenement::Recu | GenreEvenement::ReponseRecue | GenreEvenement::Publie => EtatTon::Fait,
            GenreEvenement::Refuse | GenreEvenement::EnvoiEchoue => EtatTon::Refus,
            GenreEvenement::CourrierRecu => EtatTon::Attente,
            _ => EtatTon::Neutre,
        };
        let files = event.retour_id.and_then(|id| vue.returns.iter().find(|retour| retour.id == id));
        TimelineEvent::new(event.le.date_heure(), event.genre.libelle()).who(&event.par).ton(ton).body(html! {
            @if !event.texte.is_empty() { span { (event.texte) } }
            @if let Some(retour) = files {
                ul { @for (rank, file) in retour.fichiers.iter().enumerate() {
                    li { @if file.document.is_some() { a href={ (there) "/retours/" (retour.id) "/" (rank) } download { (file.nom) } } @else { (file.nom) " (refusé par l’antivirus)" } }
                } }
            }
        })
    }))
}

fn publication_card(vue: &Vue, agent: &Agent<ConsulterActes>, (csrf, there): (&str, &str)) -> Markup {
    let acte = &vue.acte;
    html! {
        @if acte.fiche.nature.is_publiable() && acte.etat.is_acquitte() {
            (Carte::new("Publication").content(html! {
                @match (acte.affiche_le, acte.is_en_ligne()) {
                    (Some(day), true) => {
                        p { (Etat::fait(format!("En ligne depuis le {}", date_courte(day)))) }
                        p { a href={ "/public/" (agent.collectivite.fiche.siren) "/actes/" (acte.id) } { "Voir la page publique" } }
                        @if let Some(until) = acte.en_ligne_jusqu_au() { p.discret { "Deux mois au moins\u{a0}: jusqu’au " (date_courte(until)) "." } }
                        @if agent.can::<Publier>() { p { a href={ (there) "/publication/version" } { "Masquer des noms" } } }
                        @if agent.can::<Publier>() { (ActionButton::new("Retirer de la page publique", format!("{there}/publication/retrait"), csrf).quiet()) }
                    },
                    (Some(day), false) => p { "Mis en ligne le " (date_courte(day)) ", retiré depuis." },
                    (None, _) => {
                        p { "Pas encore en ligne." }
                        @if agent.can::<Publier>() { p { a href={ (there) "/publication/version" } { "Choisir ce que tout le monde lira" } } }
                        @if agent.can::<Publier>() && acte.is_publiable() { (ActionButton::new("Mettre en ligne", format!("{there}/publication"), csrf).icon(Icon::Globe).primary()) }
                    },
                }
            }))
        }
    }
}

/// The log of the ministry: what left, when, under which name.
fn sendings(vue: &Vue) -> Markup {
    html! {
        (details("Ce qui est parti à la préfecture", html! {
            ul {
                @for envoi in &vue.sendings {
                    li {
                        (envoi.libelle()) " — "
                        @match envoi.etat {
                            EtatEnvoi::Depose => (Etat::fait(envoi.etat.libelle())),
                            EtatEnvoi::Echoue => (Etat::refus(envoi.etat.libelle())),
                            _ => (Etat::attente(envoi.etat.libelle())),
                        }
                        br; code { (envoi.archive) }
                        br; span.discret {
                            "demandé le " (envoi.demande_le.date_heure()) " par " (envoi.agent.nom)
                            @if let Some(at) = envoi.depose_le { ", déposé le " (at.date_heure()) }
                            @if !envoi.empreinte.is_empty() { ", SHA-256 " code { (envoi.empreinte) } }
                            @if !envoi.motif.is_empty() { ". " (envoi.motif) }
                        }
                    }
                }
            }
        }))
    }
}

pub(super) async fn ask_cancel(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let there = page_of(&agent.collectivite, id);
    let confirm = Confirm::new(
        "Demander l’annulation à la préfecture\u{a0}?",
        format!("{there}/annulation"),
        &shell.csrf,
    )
    .consequence(
        "L’acte annulé quitte la page publique, et son numéro ne sert plus. La préfecture répond par un accusé.",
    )
    .button("Demander l’annulation")
    .cancel(&there)
    .danger();
    Ok(Page::new(&shell, "Annuler l’acte").lead(acte.fiche.objet).content(confirm))
}

pub(super) async fn cancel(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    suites::cancel(&mut tx, &house, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&page_of(&agent.collectivite, id), "actes-annulation")))
}

pub(super) async fn ask_removal(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let there = page_of(&agent.collectivite, id);
    let confirm =
        Confirm::new("Supprimer ce brouillon et ses fichiers\u{a0}?", format!("{there}/suppression"), &shell.csrf)
            .consequence("Rien n’est parti à la préfecture. Le journal garde la trace de la suppression.")
            .button("Supprimer")
            .cancel(format!("{there}/preparation"))
            .danger();
    Ok(Page::new(&shell, "Supprimer le brouillon").lead(acte.fiche.objet).content(confirm))
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&base(&agent.collectivite), "actes-supprime")))
}

pub(super) async fn publish(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    publication::publish(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&page_of(&agent.collectivite, id), "actes-publie")))
}

pub(super) async fn unpublish(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    publication::unpublish(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&page_of(&agent.collectivite, id), "actes-retire")))
}
