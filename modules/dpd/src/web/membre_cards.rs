//! The cards of the page of a member.

use annuaire::{Collectivite, Contact};
use contracts::conventions::ActionRgpd;
use kernel::combien;
use maud::{Markup, html};
use time::Date;
use web::ui::{
    Action, Carte, Column, Definitions, Empty, Etat, EtatTon, Field, Form, FormState, Icon, Row, Table, Timeline,
    TimelineEvent, details,
};

use super::{
    PATH,
    mots::{cnil, day, freshness, phase, reasons},
};
use crate::{
    domain::{Declaration, Echange, Membre, duree},
    gestes::cockpit::Fiche,
    store::campagnes::Recue,
};

/// Exchanges shown before the rest is folded.
const SHOWN: usize = 8;

pub(super) fn attention(membre: &Membre) -> Carte {
    Carte::new("Ce qui demande votre attention").content(html! { div { (reasons(&membre.raisons, true)) } })
}

pub(super) fn register(membre: &Membre) -> Carte {
    let Some(r) = membre.faits.registre.as_ref().filter(|r| r.traitements > 0) else {
        return Carte::new("Le registre").content(Empty::new("Aucun traitement au registre").icon(Icon::ScrollText));
    };
    let touched = r.modifie_le.map(|instant| instant.to_paris().date());
    Carte::new("Le registre").content(
        Definitions::new()
            .fact("Traitements", r.traitements)
            .fact("Validés", r.valides)
            .fact("Soumis, à contrôler", r.soumis)
            .fact("Contrôlés, à valider", r.controles)
            .fact("Brouillons", r.brouillons)
            .fact("Incomplets", r.incomplets)
            .fact("Analyses d’impact à faire", r.aipd_a_faire)
            .fact("Prochaine relecture", day(r.revision_le))
            .fact("Modifié le", day(touched)),
    )
}

/// `edit`: where the receipt is typed, when it may be.
pub(super) fn designation(fiche: &Fiche, today: Date, edit: Option<(&String, &String, &FormState)>) -> Carte {
    let receipt = fiche.recepisse.clone().unwrap_or_default();
    let numero = (!receipt.numero.is_empty()).then(|| receipt.numero.clone());
    let facts = Definitions::new()
        .fact("Publiée par la CNIL", cnil(&fiche.membre.faits.cnil))
        .fact_or_dash("Numéro", numero)
        .fact("Date d’effet", day(receipt.effet));
    let carte = Carte::new("La désignation à la CNIL").content(facts);
    let carte = if receipt.note.is_empty() { carte } else { carte.content(html! { p { (receipt.note) } }) };
    let carte = if fiche.declarations.is_empty() { carte } else { carte.content(declarations(&fiche.declarations)) };
    let carte = carte.footer(html! { p.discret { (freshness(fiche.fichier, today)) "." } });
    let Some((here, csrf, state)) = edit else { return carte };
    let form = Form::post(format!("{here}/recepisse"), csrf)
        .state(state)
        .id_prefix("recepisse-")
        .field(
            Field::text("numero", "Numéro de désignation")
                .optional()
                .default_value(receipt.numero)
                .medium()
                .help("Sur le récépissé de la CNIL, par exemple DPO-12345."),
        )
        .field(
            Field::date("effet", "Date d’effet")
                .optional()
                .default_value(receipt.effet.map(|day| day.to_string()).unwrap_or_default()),
        )
        .field(Field::textarea("note", "Note").optional().rows(2).default_value(receipt.note))
        .submit("Enregistrer le récépissé");
    // A refused form is shown, not folded.
    if state.is_valid() { carte.content(details("Saisir le récépissé", form)) } else { carte.content(form) }
}

fn declarations(declarations: &[Declaration]) -> Markup {
    let line = |d: &Declaration| {
        let since = d.le.map(|le| format!(", depuis le {}", kernel::date_courte(le))).unwrap_or_default();
        let end = d.fin.map(|fin| format!(", absente au {}", kernel::date_courte(fin))).unwrap_or_default();
        let reached = [&d.courriel, &d.telephone, &d.site].map(String::as_str);
        let reached: Vec<&str> = reached.into_iter().filter(|text| !text.is_empty()).collect();
        html! { li { (d.qui()) (since) (end) @if !reached.is_empty() { br; span.discret { (reached.join(" · ")) } } } }
    };
    details("Ce que la CNIL publie", html! { ul { @for declaration in declarations { (line(declaration)) } } })
}

/// The phase, and the check list of both sides.
pub(super) fn actions(membre: &Membre, actions: &[ActionRgpd]) -> Carte {
    let service = membre.faits.service.as_ref();
    let facts = Definitions::new()
        .fact("Service", phase(membre.faits.phase()))
        .fact_or_dash("Souscrit depuis", service.and_then(|s| s.depuis).map(|year| year.to_string()))
        .fact_or_dash("Convention", service.and_then(|s| s.convention.as_ref()).map(|c| c.etat.clone()));
    let carte = Carte::new("La convention et ses engagements").content(facts);
    let convention = service.and_then(|s| s.convention.as_ref());
    let carte = match convention {
        None => carte,
        Some(c) => {
            let there = format!("/c/{}/conventions/{}#engagements", membre.siren, c.convention);
            carte.action(Action::link("Tenir à jour", there).quiet())
        }
    };
    if actions.is_empty() {
        return carte;
    }
    let kept = actions.iter().filter(|a| a.etat == "tenu").count();
    let table = Table::new("Engagements du service")
        .column(Column::new("texte", "Engagement"))
        .column(Column::new("partie", "Qui"))
        .column(Column::new("etat", "État"))
        .rows(actions.iter().map(action));
    carte.content(details(&format!("{kept} tenus sur {}", actions.len()), table))
}

fn action(action: &ActionRgpd) -> Row {
    let ton = match action.etat.as_str() {
        "tenu" => EtatTon::Fait,
        "en_cours" => EtatTon::Attente,
        "non_tenu" => EtatTon::Refus,
        _ => EtatTon::Neutre,
    };
    Row::new()
        .cell(html! { (action.texte) " " span.discret { "art. " (action.article) } })
        .cell(&action.partie)
        .cell(html! { div { (Etat::new(ton, action.libelle.clone())) @if !action.note.is_empty() { br; span.discret { (action.note) } } } })
}

pub(super) fn contacts(one: &Collectivite, contacts: &[Contact]) -> Carte {
    let fiche = &one.fiche;
    let facts = Definitions::new()
        .fact_or_dash("Représentant", fiche.representant.nom_complet())
        .fact_or_dash("Courriel", fiche.courriel.as_ref().map(ToString::to_string))
        .fact_or_dash("Téléphone", fiche.telephone.clone());
    let facts = contacts.iter().fold(facts, |facts, c| {
        let reached = [c.fiche.courriel.as_ref().map(ToString::to_string), c.fiche.telephone.clone()];
        let reached: Vec<String> = reached.into_iter().flatten().collect();
        facts.fact(c.fiche.fonction.libelle(), html! { (c.fiche.nom) br; span.discret { (reached.join(" · ")) } })
    });
    let there = format!("/c/{}/fiche/contacts/nouveau", fiche.siren);
    Carte::new("Contacts").action(Action::link("Ajouter", there).quiet()).content(facts)
}

/// The latest first, with the time they took.
pub(super) fn exchanges(echanges: &[Echange], here: &str, notes: bool) -> Carte {
    let total: u64 = echanges.iter().map(|e| u64::from(e.fiche.minutes)).sum();
    let count = u32::try_from(echanges.len()).unwrap_or(u32::MAX);
    let carte = Carte::new("Échanges");
    if echanges.is_empty() {
        let empty = Empty::new("Aucun échange noté").icon(Icon::Phone);
        return carte
            .content(empty.next("Notez vos visites et vos appels\u{a0}: le temps passé s’additionne tout seul."));
    }
    let event = |e: &Echange| {
        let title = format!("{}\u{a0}: {}", e.fiche.genre.libelle(), e.fiche.objet);
        let when = format!("{}, {}", kernel::date_courte(e.fiche.le), duree(e.fiche.minutes.into()));
        let with = if e.fiche.avec.is_empty() { String::new() } else { format!("Avec {}. ", e.fiche.avec) };
        TimelineEvent::new(when, title).who(e.auteur_nom.clone()).body(html! {
            (with) (e.fiche.notes)
            @if notes { " " a href={ (here) "/echanges/" (e.id) } { "Corriger" span.visually-hidden { " l’échange du " (kernel::date_courte(e.fiche.le)) } } }
        })
    };
    let (first, rest) = echanges.split_at(echanges.len().min(SHOWN));
    let carte = carte
        .content(html! { p.discret { (combien(count, "échange", "échanges")) ", " (duree(total)) " en tout." } })
        .content(Timeline::new(first.iter().map(event)));
    if rest.is_empty() {
        return carte;
    }
    let more = combien(u32::try_from(rest.len()).unwrap_or(u32::MAX), "échange plus ancien", "échanges plus anciens");
    carte.content(details(&more, Timeline::new(rest.iter().map(event))))
}

pub(super) fn mails(recues: &[Recue]) -> Markup {
    html! {
        @if !recues.is_empty() {
            (Carte::new("Campagnes reçues").content(html! {
                ul { @for one in recues {
                    li {
                        a href={ (PATH) "/campagnes/" (one.id) } { (one.objet) }
                        br;
                        span.discret { (one.par) @match one.ecrit_le { Some(le) => { ", le " (le.date_heure()) }, None => ", pas encore écrite" } }
                    }
                } }
            }))
        }
    }
}
