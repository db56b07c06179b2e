//! The single permissions of a membership: what its rôle gives, what is added, what is taken away.

use annuaire::appartenances::{self, Appartenance, PermissionPropre};
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::Perimetre;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, Permission, WebError,
    ui::{Aide, Carte, Etat, Form, Page},
    with_fait,
};

use super::{
    appartenance_edit::{Both, above},
    personne_guard, personne_show,
};
use crate::{droits::Gerer, faits, gestes, refus::Answer, regles};

pub(crate) async fn form(State(house): State<House>, agent: Agent<Gerer>, Path(both): Both) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let (appartenance, _) = gestes::membership(&mut tx, both).await?;
    let own = appartenances::permissions(&mut tx, appartenance.id).await?;
    Ok(page(&house, &agent, &appartenance, &own))
}

/// Writes what changed, and only what this agent may give.
pub(crate) async fn update(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(both): Both,
    Formulaire(typed): Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let (appartenance, _) = gestes::membership(&mut tx, both).await?;
    regles::may_give_role(&agent.droits, appartenance.fiche.role).map_err(personne_guard::refused)?;
    let own = appartenances::permissions(&mut tx, appartenance.id).await?;
    for permission in house.permissions().iter().filter(|p| regles::may_give_permission(&agent.droits, p)) {
        let asked = match typed.value(permission.code) {
            "oui" => Some(true),
            "non" => Some(false),
            "role" => None,
            // Not on the form: unchanged.
            _ => continue,
        };
        if asked != now(&own, permission) {
            let change = (permission, asked);
            appartenances::set_permission(&mut tx, house.clock(), &agent.acteur, appartenance.id, change)
                .await
                .answer()?;
        }
    }
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(appartenance.personne), faits::PERMISSIONS_ENREGISTREES)))
}

/// What the membership says of a permission: added, taken, or nothing but its rôle.
fn now(own: &[PermissionPropre], permission: &Permission) -> Option<bool> {
    own.iter().find(|p| p.permission == permission.code).map(|p| p.accordee)
}

fn page(house: &House, agent: &Agent<Gerer>, appartenance: &Appartenance, own: &[PermissionPropre]) -> Page {
    let (shell, here) = (agent.shell(house), personne_show::path(appartenance.personne));
    let corrected = own.len();
    let lead = match corrected {
        0 => "Rien que ce que donne le rôle.".to_owned(),
        1 => "Une permission corrige ce que donne le rôle.".to_owned(),
        _ => format!("{corrected} permissions corrigent ce que donne le rôle."),
    };
    let mut form =
        Form::post(format!("{here}/appartenances/{}/permissions", appartenance.id), &shell.csrf).cancel(&here);
    for permission in house.permissions() {
        form = form.markup(choice(agent, appartenance, permission, now(own, permission)));
    }
    Page::new(&shell, format!("Ce que peut faire {}", appartenance.personne_nom))
        .breadcrumb(above(appartenance))
        .lead(html! { (appartenance.fiche.role.libelle()) ", " b { (appartenance.collectivite_nom) } ". " (lead) })
        .aide(
            Aide::new("Faut-il y toucher\u{a0}?", "Presque jamais\u{a0}: le rôle suffit. Une permission ajoutée ou retirée ne vaut que pour ce rattachement.")
                .example("retirer «\u{a0}Inviter et retirer les personnes\u{a0}» à une secrétaire stagiaire."),
        )
        .content(Carte::untitled().content(form))
}

/// One permission: three answers, and what the rôle says by itself.
fn choice(agent: &Agent<Gerer>, appartenance: &Appartenance, permission: &Permission, now: Option<bool>) -> Markup {
    let of_role = permission.roles.contains(&appartenance.fiche.role);
    let locked = !regles::may_give_permission(&agent.droits, permission);
    let answers = [
        ("role", None, if of_role { "Comme le rôle\u{a0}: oui" } else { "Comme le rôle\u{a0}: non" }),
        ("oui", Some(true), "Toujours"),
        ("non", Some(false), "Jamais"),
    ];
    let id = |code: &str| format!("{}-{code}", permission.code.replace('.', "-"));
    html! {
        fieldset.champ disabled[locked] {
            legend {
                (permission.libelle) " "
                @match now {
                    Some(true) => (Etat::fait("Ajoutée")),
                    Some(false) => (Etat::refus("Retirée")),
                    None => {},
                }
            }
            @if locked { p.aide-champ { "Vous n’avez pas cette permission vous-même\u{a0}: vous ne pouvez pas la donner." } }
            div.rang {
                @for (code, value, libelle) in answers {
                    div.option {
                        input type="radio" id=(id(code)) name=(permission.code) value=(code) checked[now == value];
                        label for=(id(code)) { (libelle) }
                    }
                }
            }
        }
    }
}
