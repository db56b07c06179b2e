//! The cards of a fiche, one subject each.

use annuaire::{Collectivite, Contact, Courriel};
use maud::{Markup, html};
use web::ui::{Action, Carte, Column, Definitions, Etat, Icon, Row, Table, Timeline, TimelineEvent, details};

use super::{
    fiche_show::{Vue, titre},
    journal_list::qui,
    journal_show::changes,
    sur_fiche,
};
use crate::mots;

/// Lines of the journal shown; the others are a link away.
const HISTORY: usize = 6;
/// Members of an EPCI shown at once.
const MEMBERS: usize = 12;

pub(super) fn identite(vue: &Vue) -> Carte {
    let c = &vue.collectivite;
    let fiche = &c.fiche;
    let etat = if fiche.actif { Etat::fait("Active") } else { Etat::neutre("Désactivée") };
    let facts = Definitions::new()
        .fact("Type", fiche.genre.libelle())
        .fact("SIREN", html! { span.insecable { (fiche.siren.groupe()) } })
        .fact_or_dash("SIRET", fiche.siret.map(|s| s.to_string()))
        .fact_or_dash("Code INSEE", fiche.code_insee.map(|code| code.to_string()))
        .fact("Département", &fiche.departement)
        .fact_or_dash("Arrondissement", fiche.arrondissement_nom.as_deref())
        .fact("Taille", c.taille().libelle())
        .fact("État", etat);
    let mut card = Carte::new("Identité").content(facts);
    if vue.gestes.gerer && !c.exploitant {
        let gesture = if fiche.actif {
            Action::link("Désactiver", format!("{}/desactivation", vue.base)).icon(Icon::Archive).quiet().confirmed()
        } else {
            Action::link("Réactiver", format!("{}/reactivation", vue.base)).icon(Icon::RotateCcw).quiet().confirmed()
        };
        card = card.footer(gesture);
    }
    card
}

pub(super) fn coordonnees(vue: &Vue) -> Carte {
    let fiche = &vue.collectivite.fiche;
    let town = [fiche.code_postal.map(|code| code.to_string()), fiche.ville.clone()];
    let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines: Vec<&str> =
        fiche.adresse.iter().map(String::as_str).chain((!town.is_empty()).then_some(town.as_str())).collect();
    let address = (!lines.is_empty())
        .then(|| html! { @for (at, line) in lines.iter().enumerate() { @if at > 0 { br; } (line) } });
    let facts = Definitions::new()
        .fact_or_dash("Adresse", address)
        .fact_or_dash("Téléphone", fiche.telephone.as_deref().map(telephone))
        .fact_or_dash("Courriel", fiche.courriel.as_ref().map(|c| courriel(c.as_str())))
        .fact_or_dash(
            "Site",
            fiche.site.as_deref().map(|site| html! { a href=(site) rel="noopener noreferrer" { (site) } }),
        );
    Carte::new("Coordonnées").content(facts)
}

fn telephone(number: &str) -> Markup {
    html! { a.insecable href={ "tel:" (number.replace(' ', "")) } { (number) } }
}

/// A telephone, a mail, one under the other.
pub(super) fn joindre(number: Option<&str>, address: Option<&str>) -> Markup {
    html! {
        div {
            @if let Some(number) = number { (telephone(number)) }
            @if number.is_some() && address.is_some() { br; }
            @if let Some(address) = address { (courriel(address)) }
        }
    }
}

fn courriel(address: &str) -> Markup {
    html! { a href={ "mailto:" (address) } { (address) } }
}

pub(super) fn representant(vue: &Vue) -> Carte {
    let card = Carte::new(titre(&vue.collectivite));
    match vue.collectivite.fiche.representant.nom_complet() {
        Some(nom) => card.content(html! {
            p { b { (nom) } }
            p.discret { "Représentant légal : c’est à son nom que partent les conventions et les courriers." }
        }),
        None => card.content(html! { p.discret { "Le représentant légal n’est pas renseigné." } }),
    }
}

pub(super) fn contacts(vue: &Vue) -> Carte {
    let base = &vue.base;
    let mut card = Carte::new("Référents et contacts").id("contacts");
    if vue.gestes.tenir {
        card = card.action(Action::link("Ajouter", format!("{base}/contacts/nouveau")).icon(Icon::UserPlus).quiet());
    }
    if vue.contacts.is_empty() {
        return card.content(html! { p.discret { "Personne n’est encore nommé." @if vue.gestes.tenir { " Ajoutez au moins le secrétariat et le référent RGPD." } } });
    }
    let table = Table::new("Référents et contacts")
        .column(Column::new("nom", "Qui"))
        .column(Column::new("fonction", "Pour quoi"))
        .column(Column::new("joindre", "Joindre"));
    card.content(table.rows(vue.contacts.iter().map(|contact| contact_row(base, contact, vue.gestes.tenir))))
}

fn contact_row(base: &str, contact: &Contact, edits: bool) -> Row {
    let fiche = &contact.fiche;
    Row::new()
        .cell(html! { @if edits { a href={ (base) "/contacts/" (contact.id) } { (fiche.nom) } } @else { (fiche.nom) } })
        .cell(html! {
            div { (fiche.fonction.libelle()) @if !fiche.note.is_empty() { br; span.discret.petit { (fiche.note) } } }
        })
        .cell(joindre(fiche.telephone.as_deref(), fiche.courriel.as_ref().map(Courriel::as_str)))
}

pub(super) fn intercommunalite(vue: &Vue) -> Markup {
    let link = |c: &Collectivite| {
        if vue.centre {
            html! { a href=(sur_fiche::base(true, c.fiche.siren)) { (c.fiche.nom) } }
        } else {
            html! { (c.fiche.nom) }
        }
    };
    html! {
        @if let Some(epci) = &vue.epci {
            (Carte::new("Intercommunalité").content(html! { p { "Membre de " (link(epci)) "." } }))
        } @else if let Some(siren) = vue.collectivite.fiche.epci {
            (Carte::new("Intercommunalité").content(html! { p.discret { "Membre de l’EPCI " (siren.groupe()) ", qui n’est pas dans l’annuaire." } }))
        }
        @if !vue.membres.is_empty() {
            (Carte::new(format!("{} communes membres", vue.membres.len())).content(html! {
                ul { @for member in vue.membres.iter().take(MEMBERS) { li { (link(member)) } } }
                @if vue.membres.len() > MEMBERS {
                    (details("Toutes les autres", html! { ul { @for member in vue.membres.iter().skip(MEMBERS) { li { (link(member)) } } } }))
                }
            }))
        }
    }
}

pub(super) fn personnes(vue: &Vue) -> Carte {
    let card = Carte::new("Personnes qui ont un compte").id("personnes");
    if vue.personnes.is_empty() {
        return card.content(html! { p.discret { "Personne ne se connecte encore pour cette collectivité." } });
    }
    card.content(html! {
        ul {
            @for a in &vue.personnes {
                li {
                    b { (a.personne_nom) } br;
                    span.discret { @if a.fiche.fonction.is_empty() { (a.fiche.role.libelle()) } @else { (a.fiche.fonction) } }
                }
            }
        }
    })
}

pub(super) fn history(vue: &Vue) -> Carte {
    let card = Carte::new("Histoire de cette fiche").id("histoire");
    if vue.histoire.is_empty() {
        return card.content(html! { p.discret { "Rien n’a encore changé." } });
    }
    let events = vue.histoire.iter().take(HISTORY).map(|ligne| {
        let event = TimelineEvent::new(ligne.fait_le.date_heure(), mots::geste(&ligne.action)).who(qui(ligne));
        if ligne.avant.is_some() { event.body(changes(ligne)) } else { event }
    });
    let siren = vue.collectivite.fiche.siren;
    let all = if vue.centre { format!("/centre/journal?collectivite={siren}") } else { format!("/c/{siren}/journal") };
    card.content(Timeline::new(events)).footer(html! { a href=(all) { "Tout le journal de cette collectivité" } })
}
