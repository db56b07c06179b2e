//! The parts of the page of a convention.

use kernel::{Exercice, date_courte, date_longue};
use maud::{Markup, html};
use web::ui::{
    Action, Choice, Column, Definitions, Echeance, Echeances, Etat, EtatTon, Field, Form, Icon, Row, Stepper, Table,
    Timeline, TimelineEvent, details,
};

use super::{
    convention_pdf::denounced,
    convention_show::{Dossier, Gestes},
};
use crate::{
    domain::{Convention, EtatConvention, EtatEngagement, LigneBudgetaire, Partie},
    gestes::engagements::Tenue,
};

/// Days before an échéance from which it is shown as urgent.
const URGENT: i64 = 30;

pub(super) fn steps(convention: &Convention) -> Stepper {
    let (current, last) = match convention.etat() {
        EtatConvention::Proposee => (0, "Terminée"),
        EtatConvention::Signee => (1, "Terminée"),
        EtatConvention::EnVigueur | EtatConvention::Renouvelee => (2, "Terminée"),
        EtatConvention::Denoncee => (3, "Terminée"),
        EtatConvention::Terminee => (5, "Terminée"),
        EtatConvention::Echue => (5, "Échue"),
        EtatConvention::Resiliee => (5, "Résiliée"),
    };
    let ended = convention.historique().iter().any(|c| c.vers == EtatConvention::Denoncee);
    let stepper = Stepper::new("Vie de la convention", if ended || current < 5 { current } else { 4 })
        .step("Proposée")
        .step("Signée par une partie")
        .step("En vigueur");
    if ended { stepper.step("Dénoncée").step(last) } else { stepper.step(last) }
}

pub(super) fn due(dossier: &Dossier) -> Markup {
    let due = dossier.convention.echeances(dossier.today);
    if due.is_empty() {
        return html! { p.discret { "Rien n’échoit pour l’instant." } };
    }
    let told = due.into_iter().map(|echeance| {
        let left = echeance.days_left(dossier.today);
        let why = match left {
            0 => "c’est aujourd’hui".to_owned(),
            1 => "demain".to_owned(),
            n => format!("dans {n}\u{a0}jours"),
        };
        Echeance::new(echeance.le, echeance.nature.libelle(), &dossier.here).why(why).urgent(left <= URGENT)
    });
    html! { (Echeances::new(told)) }
}

pub(super) fn facts(c: &Convention) -> Definitions {
    let day = |date: Option<time::Date>| date.map(date_longue);
    let facts = Definitions::new()
        .fact("État", super::convention_list::pill(c.etat()))
        .fact_or_dash("Signée par la collectivité", day(c.signature(Partie::Membre)))
        .fact_or_dash("Signée par le centre", day(c.signature(Partie::Centre)))
        .fact_or_dash("Prise d’effet", day(c.date_effet()))
        .fact_or_dash("Fin de la période", day(c.terme()))
        .fact_or_dash("Ne s’applique plus à partir du", day(c.fin()));
    match c.assimilation {
        Some(assimilation) => facts.fact("Assimilée à", assimilation.to_string()),
        None => facts,
    }
}

pub(super) fn abonnements_link(dossier: &Dossier) -> Action {
    Action::link("Tous les abonnements", format!("{}/abonnements", dossier.espace)).icon(Icon::ListChecks).quiet()
}

/// What is due this year.
pub(super) fn services(dossier: &Dossier) -> Markup {
    let annee = Exercice::of(dossier.today);
    let due: Vec<_> = dossier.souscriptions.iter().filter(|s| s.abonnement.is_due(annee)).collect();
    if due.is_empty() {
        return html! { p.discret { "Aucun service n’est souscrit pour " (annee) "." } };
    }
    let table = Table::new(format!("Services souscrits en {annee}"))
        .column(Column::new("service", "Service"))
        .column(Column::new("quantite", "Quantité").numeric())
        .column(Column::new("depuis", "Depuis").numeric())
        .rows(due.into_iter().map(|s| {
            let a = &s.abonnement;
            let quantite = a.quantite(annee);
            Row::new()
                .cell(html! { (a.service().libelle()) " " span.discret { (a.service().code()) } })
                .cell(html! { span.insecable { (quantite) " " (a.service().unite().nom(quantite)) } })
                .cell(a.depuis().to_string())
        }));
    html! { (table) }
}

/// Both sides, each promise with its state; whoever follows them changes it in place.
pub(super) fn engagements(dossier: &Dossier, gestes: &Gestes) -> Markup {
    let kept = dossier.tenues.iter().filter(|t| t.etat() == EtatEngagement::Tenu).count();
    html! {
        p { (kept) " tenus sur " (dossier.tenues.len()) "." }
        @for partie in Partie::TOUS {
            @let of_side: Vec<&Tenue> = dossier.tenues.iter().filter(|t| t.engagement.partie == *partie).collect();
            @if !of_side.is_empty() {
                h3 { (partie.libelle()) " s’engage à" }
                (promises(&of_side))
            }
        }
        @if gestes.suivre && !dossier.tenues.is_empty() {
            (details("Mettre à jour un engagement", html! {
                @for tenue in &dossier.tenues { (promise_form(dossier, gestes, tenue)) }
            }))
        }
    }
}

fn promises(tenues: &[&Tenue]) -> Table {
    Table::new("Engagements")
        .column(Column::new("texte", "Engagement"))
        .column(Column::new("etat", "Où il en est"))
        .rows(tenues.iter().map(|tenue| {
            let suivi = tenue.suivi.as_ref();
            Row::new()
            .cell(html! { (tenue.engagement.texte) " " span.discret { "article " (tenue.engagement.article) } })
            .cell(html! {
                (promise_pill(tenue.etat()))
                @if let Some(suivi) = suivi {
                    br; span.discret { (date_courte(suivi.le)) @if !suivi.note.is_empty() { "\u{a0}: " (suivi.note) } }
                }
            })
        }))
}

fn promise_form(dossier: &Dossier, gestes: &Gestes, tenue: &Tenue) -> Markup {
    let code = &tenue.engagement.code;
    let states = EtatEngagement::TOUS.iter().map(|etat| Choice::new(etat.code(), etat.libelle()));
    let note = tenue.suivi.as_ref().map(|suivi| suivi.note.clone()).unwrap_or_default();
    let form = Form::post(format!("{}/engagements/{code}", dossier.here), &gestes.csrf)
        .id_prefix(code.clone())
        .row([
            Field::select("etat", "Où il en est", states).without_blank().default_value(tenue.etat().code()),
            Field::text("note", "Note").optional().default_value(note),
        ])
        .submit("Mettre à jour");
    html! { p { b { (tenue.engagement.texte) } } (form) }
}

fn promise_pill(etat: EtatEngagement) -> Etat {
    let ton = match etat {
        EtatEngagement::Tenu => EtatTon::Fait,
        EtatEngagement::EnCours | EtatEngagement::ATenir => EtatTon::Attente,
        EtatEngagement::NonTenu => EtatTon::Refus,
        EtatEngagement::SansObjet => EtatTon::Neutre,
    };
    Etat::new(ton, etat.libelle())
}

pub(super) fn papers(dossier: &Dossier) -> Markup {
    let Dossier { here, espace, today, convention, .. } = dossier;
    let annee = Exercice::of(*today);
    let paper = |libelle: &str, href: String| Action::link(libelle, href).icon(Icon::FileText).quiet().download();
    html! {
        ul {
            li { (paper("Convention et annexes, en PDF", format!("{here}/convention.pdf?annee={annee}"))) }
            li { (paper("Modèle de délibération, en PDF", format!("{here}/deliberation.pdf?annee={annee}"))) }
            li { (paper("Annexe de recensement, en PDF", format!("{espace}/recensements/{annee}/annexe.pdf"))) }
            @if denounced(convention).is_some() {
                li { (paper("Lettre de dénonciation, du centre", format!("{here}/denonciation.pdf?auteur=centre"))) }
                li { (paper("Lettre de dénonciation, de la collectivité", format!("{here}/denonciation.pdf?auteur=membre"))) }
            }
        }
    }
}

pub(super) fn votes(convention: &Convention) -> Markup {
    html! {
        @if convention.deliberations.is_empty() && convention.avenants().is_empty() {
            p.discret { "Aucune délibération n’est encore enregistrée." }
        }
        ul {
            @for vote in &convention.deliberations {
                li {
                    (vote.assemblee) ", le " (date_longue(vote.le))
                    @if let Some(numero) = &vote.numero { " (n°\u{a0}" (numero) ")" }
                    br; span.discret { (vote.partie.libelle()) "\u{a0}: " (vote.objet) }
                }
            }
            @for avenant in convention.avenants() {
                li { "Avenant n°\u{a0}" (avenant.numero) ", le " (date_longue(avenant.le)) br; span.discret { (avenant.objet) } }
            }
        }
    }
}

/// The latest first.
pub(super) fn others(dossier: &Dossier) -> Markup {
    html! {
        ul {
            @for other in dossier.others.iter().rev() {
                li {
                    a href={ (dossier.espace) "/conventions/" (other.id) } { "n°\u{a0}" (other.numero) } " "
                    (super::convention_list::pill(other.etat()))
                }
            }
        }
    }
}

pub(super) fn budget(ligne: &LigneBudgetaire) -> Definitions {
    Definitions::new()
        .fact("Opération", format!("{} {}", ligne.code_operation, ligne.libelle))
        .fact("Imputation", &ligne.imputation)
        .fact("Crédits de paiement", ligne.credits_paiement.to_string())
        .fact("Disponible", ligne.disponible.to_string())
        .fact("Proposition", ligne.proposition.to_string())
        .fact("Solde", html! { b { (ligne.solde()) } })
}

/// The latest first.
pub(super) fn history(convention: &Convention) -> Timeline {
    Timeline::new(convention.historique().iter().rev().map(|changement| {
        let ton = match changement.vers {
            EtatConvention::EnVigueur | EtatConvention::Renouvelee => EtatTon::Fait,
            EtatConvention::Denoncee | EtatConvention::Resiliee | EtatConvention::Echue => EtatTon::Refus,
            EtatConvention::Proposee | EtatConvention::Signee => EtatTon::Attente,
            EtatConvention::Terminee => EtatTon::Neutre,
        };
        let piece = format!("{}, {}", changement.piece.nature.libelle(), changement.piece.reference);
        TimelineEvent::new(date_longue(changement.le), changement.vers.libelle()).ton(ton).body(html! {
            (piece)
            @if let Some(motif) = &changement.motif { br; (motif) }
        })
    }))
}
