//! The person's own menu: their account, the theme, signing out.

use maud::{Markup, html};

use super::{Icon, Personne, Shell, Theme, icon};

/// Who is signed in, with their menu; it opens without JavaScript.
pub(super) fn person_menu(shell: &Shell, personne: &Personne) -> Markup {
    html! {
        nav aria-label="Votre compte" {
            details.personne data-menu {
                summary {
                    span.initiales aria-hidden="true" { (personne.initiales()) }
                    span.nom { (personne.nom) }
                    (icon(Icon::ChevronDown))
                }
                div.volet {
                    @if !personne.role.is_empty() { p { (personne.role) } }
                    a href="/compte" { (icon(Icon::User)) "Mon compte" }
                    (theme_choice(shell))
                    form method="post" action="/deconnexion" {
                        input type="hidden" name="_csrf" value=(shell.csrf);
                        button type="submit" { (icon(Icon::LogOut)) "Se déconnecter" }
                    }
                }
            }
        }
    }
}

fn theme_choice(shell: &Shell) -> Markup {
    let choices = [
        (Theme::Clair, Icon::Sun, "Clair"),
        (Theme::Sombre, Icon::Moon, "Sombre"),
        (Theme::Systeme, Icon::SunMoon, "Auto"),
    ];
    html! {
        form method="post" action="/apparence" data-apparence {
            input type="hidden" name="_csrf" value=(shell.csrf);
            fieldset.apparence {
                legend { "Apparence" }
                @for (theme, drawing, libelle) in choices {
                    button type="submit" name="theme" value=(theme.code()) aria-pressed=(theme == shell.theme) {
                        (icon(drawing)) (libelle)
                    }
                }
            }
        }
    }
}
