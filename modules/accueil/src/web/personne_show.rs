//! One person: who they are, where they work, the state of their account.

use annuaire::{
    Personne,
    appartenances::{self, Appartenance},
    identification, personnes,
};
use axum::extract::{Path, State};
use db::Perimetre;
use kernel::{Instant, PersonneId};
use maud::{Markup, html};
use time::Date;
use web::{
    Agent, House, WebError,
    ui::{Action, ActionButton, Aide, Breadcrumb, Carte, Definitions, Empty, Etat, Icon, Page, Shell, details},
};

use super::{appartenance_words, personne_list};
use crate::{
    droits::{AgirPour, Gerer},
    refus::Answer,
};

pub(crate) async fn show(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let memberships = appartenances::of_personne(&mut tx, id).await?;
    let locked = identification::locked_until(&mut tx, house.clock(), &personne).await.answer()?;
    Ok(page(&house, &agent, &personne, &memberships, locked))
}

/// The address of a person's page.
pub(super) fn path(id: PersonneId) -> String {
    format!("{}/{id}", personne_list::HERE)
}

/// The pages above the pages of a person.
pub(super) fn above(personne: &Personne) -> Breadcrumb {
    Breadcrumb::new().link("Personnes", personne_list::HERE).link(personne.nom_complet(), path(personne.id))
}

fn page(
    house: &House,
    agent: &Agent<Gerer>,
    personne: &Personne,
    memberships: &[Appartenance],
    locked: Option<Instant>,
) -> Page {
    let (shell, today) = (agent.shell(house), house.clock().today());
    let here = path(personne.id);
    let open = memberships.iter().filter(|a| appartenance_words::is_open(a, today)).count();
    let works = match open {
        0 => "ne travaille aujourd’hui pour aucune collectivité".to_owned(),
        1 => "travaille pour une collectivité".to_owned(),
        _ => format!("tient {open} rôles"),
    };
    let mut page = Page::new(&shell, personne.nom_complet())
        .breadcrumb(Breadcrumb::new().link("Personnes", personne_list::HERE))
        .lead(html! { (personne.fiche.genre.libelle()) " · " (works) ". " (account(personne, locked)) })
        .primary(Action::link("Modifier la fiche", format!("{here}/modification")).icon(Icon::Pencil))
        .aide(
            Aide::new("Rôle ou permission\u{a0}?", "Le rôle donne d’un coup ce que fait d’habitude un secrétaire, un élu, un agent. Les permissions corrigent au cas par cas.")
                .example("un agent de Caussade à qui l’on ajoute «\u{a0}Gérer les conventions\u{a0}»."),
        );
    if agent.can::<AgirPour>() && personne.actif && personne.id != agent.personne.id {
        page = page.action(
            Action::link("Agir pour cette personne", format!("{here}/agir-pour"))
                .confirmed()
                .icon(Icon::ArrowLeftRight),
        );
    }
    page.content(html! {
        div.pile {
            (Carte::new("Où elle travaille")
                .action(Action::link("Rattacher à une collectivité", format!("{here}/appartenances/nouvelle")).icon(Icon::Plus))
                .content(places(memberships, today)))
            (Carte::new("Fiche").content(facts(personne)))
            (Carte::new("Compte").content(gestures(&shell, agent, personne, locked)))
        }
    })
}

fn account(personne: &Personne, locked: Option<Instant>) -> Etat {
    match (personne.actif, locked, personne.a_un_mot_de_passe) {
        (false, ..) => Etat::neutre("Compte désactivé"),
        (true, Some(until), _) => Etat::refus(format!("Verrouillé jusqu’au {}", until.date_heure())),
        (true, None, false) => Etat::attente("Invitation en attente"),
        (true, None, true) => Etat::fait("Compte actif"),
    }
}

fn facts(personne: &Personne) -> Definitions {
    let mail = &personne.fiche.courriel;
    Definitions::new()
        .fact("Courriel", html! { a href={ "mailto:" (mail) } { (mail) } })
        .fact_or_dash("Téléphone", personne.fiche.telephone.as_deref())
        .fact("Double authentification", if personne.a_un_second_facteur { "Active" } else { "Pas active" })
        .fact("Compte créé le", personne.created_at.date_heure())
}

fn places(memberships: &[Appartenance], today: Date) -> Markup {
    if memberships.is_empty() {
        return html! {
            (Empty::new("Aucun rattachement").icon(Icon::Building2).next("Sans rôle dans une collectivité, cette personne ne voit rien en se connectant."))
        };
    }
    let (open, over): (Vec<_>, Vec<_>) = memberships.iter().partition(|a| appartenance_words::is_open(a, today));
    html! {
        div.pile {
            @for a in &open { (place(a, today)) }
            @if open.is_empty() { p { "Aucun rattachement en cours\u{a0}: cette personne ne voit rien en se connectant." } }
        }
        @if !over.is_empty() {
            (details("Rattachements terminés", html! { div.pile { @for a in &over { (place(a, today)) } } }))
        }
    }
}

/// One place, and what can be done with it while it lasts.
fn place(a: &Appartenance, today: Date) -> Markup {
    let (fiche, at) = (&a.fiche, format!("{}/appartenances/{}", path(a.personne), a.id));
    html! {
        div {
            div.rang { h3 { (a.collectivite_nom) } (appartenance_words::state(fiche, today)) }
            p { (appartenance_words::role(fiche)) }
            @if appartenance_words::is_open(a, today) {
                div.rang {
                    (Action::link("Modifier", format!("{at}/modification")).quiet())
                    (Action::link("Permissions", format!("{at}/permissions")).quiet())
                    @if fiche.role.is_du_centre() { (Action::link("Portefeuille", format!("{at}/portefeuille")).quiet()) }
                    (Action::danger("Retirer", format!("{at}/retrait")).quiet())
                }
            }
        }
    }
}

/// What can be done with the account itself.
fn gestures(shell: &Shell, agent: &Agent<Gerer>, personne: &Personne, locked: Option<Instant>) -> Markup {
    let here = path(personne.id);
    let post = |verb: &str, what: &str| ActionButton::new(verb, format!("{here}/{what}"), &shell.csrf);
    html! {
        div.rang {
            @if !personne.actif { (post("Réactiver le compte", "reactivation").icon(Icon::LockOpen)) }
            @if locked.is_some() { (post("Déverrouiller maintenant", "deverrouillage").icon(Icon::LockOpen)) }
            @if personne.actif {
                @let verb = if personne.a_un_mot_de_passe { "Envoyer un lien pour choisir un mot de passe" } else { "Renvoyer l’invitation" };
                (post(verb, "invitation").icon(Icon::Mail))
                @if personne.a_un_second_facteur && personne.id != agent.personne.id {
                    (Action::danger("Retirer la double authentification", format!("{here}/double-authentification/retrait")))
                }
                @if personne.id != agent.personne.id { (Action::danger("Désactiver le compte", format!("{here}/desactivation"))) }
            }
        }
    }
}
