//! The dashboard of a member: its services, its état, its documents, its dates, and whom to call at the centre.

use annuaire::{Collectivite, Contact};
use axum::extract::State;
use kernel::{Exercice, date_longue};
use maud::{Markup, html};
use time::Date;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Echeance, Echeances, Empty, Icon, Page, Tuile, tuiles},
};

use super::mots::combien;
use crate::{
    domain::{Convention, StatutEtat},
    droits::{ConsulterEtats, VoirTableau},
    gestes::tableau::{self, TableauMembre},
    store::etats::EtatEmis,
};

/// Dates shown.
const SHOWN: usize = 4;

pub(super) async fn show(State(house): State<House>, agent: Agent<VoirTableau>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let tableau = tableau::membre(&mut tx, agent.id()).await?;
    drop(tx);
    Ok(view(&house, &agent, &tableau))
}

fn view(house: &House, agent: &Agent<VoirTableau>, tableau: &TableauMembre) -> Page {
    let today = house.clock().today();
    let annee = Exercice::of(today);
    let last = last(tableau).filter(|_| agent.can::<ConsulterEtats>());
    let page = Page::new(&agent.shell(house), title(agent, last))
        .lead(lead(tableau, annee))
        .content(tiles(agent, tableau, last, today));
    let page = match last {
        Some(emis) => page.primary(
            Action::link(format!("Voir l’état {}", emis.etat.annee), etat_href(agent, emis)).icon(Icon::ReceiptEuro),
        ),
        None => page.primary(Action::link("Voir la fiche", format!("{}/fiche", base(agent))).icon(Icon::Landmark)),
    };
    page.content(html! {
        div.grille {
            div.pile {
                (Carte::new(format!("Vos services en {annee}")).content(services(agent, tableau, annee)))
                @if agent.can::<ConsulterEtats>() { (Carte::new("Vos documents").content(documents(agent, tableau))) }
            }
            div.pile {
                (Carte::new("Vos contacts au centre de gestion").content(html! { (switchboard(&tableau.centre)) (contacts(&tableau.contacts)) }))
                (Carte::new("À venir").content(echeances(agent, tableau, today)))
                @if !tableau.referents.is_empty() {
                    (Carte::new("Vos référents").action(Action::link("Modifier", format!("{}/fiche", base(agent))).quiet()).content(contacts(&tableau.referents)))
                }
                (aide())
            }
        }
    })
}

fn base(agent: &Agent<VoirTableau>) -> String {
    format!("/c/{}", agent.collectivite.fiche.siren)
}

fn etat_href(agent: &Agent<VoirTableau>, emis: &EtatEmis) -> String {
    format!("{}/etats/{}", base(agent), emis.etat.id)
}

/// The last état that the member may see.
fn last(tableau: &TableauMembre) -> Option<&EtatEmis> {
    tableau.etats.iter().rfind(|emis| emis.etat.statut() == StatutEtat::Valide)
}

/// The convention that binds today, else the last one.
fn convention(tableau: &TableauMembre) -> Option<&Convention> {
    tableau.conventions.iter().max_by_key(|c| (c.etat().is_active(), c.id))
}

fn title(agent: &Agent<VoirTableau>, last: Option<&EtatEmis>) -> String {
    let prenom = &agent.personne.fiche.prenom;
    match last {
        _ if agent.droits.is_du_centre() => agent.collectivite.nom_complet(),
        Some(emis) => format!("Bonjour {prenom}, votre état {} est arrivé", emis.etat.annee),
        None => format!("Bonjour {prenom}"),
    }
}

fn lead(tableau: &TableauMembre, annee: Exercice) -> String {
    let services = u32::try_from(tableau.souscrits(annee).len()).unwrap_or(u32::MAX);
    let bound = match convention(tableau).filter(|c| c.etat().is_active()).and_then(Convention::date_effet) {
        Some(effet) => format!("Votre convention court depuis le {}", date_longue(effet)),
        None => "Aucune convention n’est en vigueur".to_owned(),
    };
    format!("{bound}\u{a0}; {} cette année.", combien(services, "service souscrit", "services souscrits"))
}

fn tiles(agent: &Agent<VoirTableau>, tableau: &TableauMembre, last: Option<&EtatEmis>, today: Date) -> Markup {
    let mut all = Vec::new();
    if let Some(emis) = last {
        let tile = Tuile::new(format!("État {}", emis.etat.annee), emis.etat.total().to_string());
        all.push(tile.link("le détail, ligne par ligne", &etat_href(agent, emis)));
    }
    let etat = convention(tableau).map_or("Aucune", |c| c.etat().libelle());
    all.push(Tuile::new("Convention", etat).link("voir la convention", &format!("{}/conventions", base(agent))));
    if let Some(next) = tableau.echeances(today).first() {
        all.push(Tuile::new("Prochaine date", date_longue(next.le)).follow(next.nature.libelle()));
    }
    tuiles(all)
}

fn services(agent: &Agent<VoirTableau>, tableau: &TableauMembre, annee: Exercice) -> Markup {
    let due = tableau.souscrits(annee);
    if due.is_empty() {
        let empty = Empty::new("Aucun service souscrit cette année").icon(Icon::Handshake);
        let empty = empty.next("Estimez le prix de ceux qui vous intéressent, puis appelez le centre de gestion.");
        return html! { (empty.action(Action::link("Ouvrir le simulateur", "/public/simulateur").icon(Icon::Calculator))) };
    }
    html! {
        ul {
            @for souscription in due {
                @let abonnement = &souscription.abonnement;
                @let quantite = abonnement.quantite(annee);
                li {
                    b { (abonnement.service().libelle()) }
                    br;
                    span.discret {
                        @if !abonnement.service().is_unique() { (quantite) "\u{a0}" (abonnement.service().unite().nom(quantite)) ", " }
                        "depuis " (abonnement.depuis())
                    }
                }
            }
        }
        div.rang { (Action::link("Voir les abonnements", format!("{}/abonnements", base(agent)))) (Action::link("Simuler un changement", "/public/simulateur").icon(Icon::Calculator)) }
    }
}

fn documents(agent: &Agent<VoirTableau>, tableau: &TableauMembre) -> Markup {
    let sent = tableau.etats.iter().rev().filter_map(|emis| {
        tableau.envois.iter().find(|envoi| envoi.etat_id == emis.etat.id).map(|envoi| (emis, envoi))
    });
    let sent: Vec<_> = sent.collect();
    html! {
        @if sent.is_empty() {
            p.discret { "Aucun document pour l’instant. Vos états annuels viendront ici en PDF, dès leur validation." }
        } @else {
            ul {
                @for (emis, envoi) in sent {
                    li {
                        a href={ (base(agent)) "/documents/" (envoi.pdf) } { "État annuel " (emis.etat.annee) " (PDF)" }
                        ", " a href={ (base(agent)) "/documents/" (envoi.xlsx) } { "en tableur" span.visually-hidden { ", état " (emis.etat.annee) } }
                        @if emis.etat.statut() == StatutEtat::Rectifie { " " span.discret { "remplacé depuis" } }
                    }
                }
            }
        }
    }
}

/// The centre itself, whoever answers.
fn switchboard(centre: &Collectivite) -> Markup {
    let fiche = &centre.fiche;
    html! {
        p {
            b { (centre.nom_complet()) }
            @if let Some(telephone) = &fiche.telephone { br; a href={ "tel:" (telephone.replace(' ', "")) } { (telephone) } }
            @if let Some(courriel) = &fiche.courriel { br; a href={ "mailto:" (courriel) } { (courriel) } }
        }
    }
}

fn contacts(contacts: &[Contact]) -> Markup {
    html! {
        @for contact in contacts {
            @let fiche = &contact.fiche;
            p {
                b { (fiche.nom) } br;
                span.discret { (fiche.fonction.libelle()) }
                @if let Some(telephone) = &fiche.telephone { br; a href={ "tel:" (telephone.replace(' ', "")) } { (telephone) } }
                @if let Some(courriel) = &fiche.courriel { br; a href={ "mailto:" (courriel) } { (courriel) } }
            }
        }
    }
}

fn echeances(agent: &Agent<VoirTableau>, tableau: &TableauMembre, today: Date) -> Echeances {
    let href = format!("{}/conventions", base(agent));
    let next = tableau.echeances(today).into_iter().take(SHOWN);
    Echeances::new(next.map(|e| {
        let left = u32::try_from(e.days_left(today)).unwrap_or(0);
        Echeance::new(e.le, e.nature.libelle(), href.clone())
            .why(format!("dans {}", combien(left, "jour", "jours")))
            .urgent(left <= 30)
    }))
}

fn aide() -> Aide {
    Aide::new(
        "Une question sur un service\u{a0}?",
        "Appelez votre contact au centre de gestion\u{a0}: du lundi au vendredi, de 8\u{a0}h\u{a0}30 à 12\u{a0}h et de 13\u{a0}h\u{a0}30 à 17\u{a0}h.",
    )
}
