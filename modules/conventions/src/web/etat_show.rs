//! The états of a collectivité, and one of them: its lines explained, its files, its history. The member sees what is
//! validated; the centre sees everything.

use axum::extract::{Path, State};
use kernel::{date_longue, nombre};
use maud::{Markup, html};
use web::{
    Agent, Droit, House, WebError,
    ui::{
        Action, Aide, Alert, Breadcrumb, Carte, Column, Definitions, Empty, EtatTon, Icon, Page, Row, Table, Timeline,
        TimelineEvent, Ton,
    },
};

use super::{
    etat_anomalies::{libelle, sign},
    mots::pill,
};
use crate::{
    domain::{EtatAnnuelId, StatutEtat},
    droits::{CalculerEtats, ConsulterEtats, ValiderEtats},
    store::{
        envois::{self, Envoi},
        etats::{self, EtatEmis},
    },
};

/// An état with its family: the other versions of its year, and what left with each.
struct Dossier {
    emis: EtatEmis,
    versions: Vec<EtatEmis>,
    envois: Vec<Envoi>,
}

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterEtats>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut all = etats::list(&mut tx, agent.id()).await?;
    drop(tx);
    all.retain(|emis| may_see(&agent, emis));
    all.reverse();
    Ok(page_of_all(&house, &agent, &all))
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path((_, id)): Path<(String, EtatAnnuelId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut all = etats::list(&mut tx, agent.id()).await?;
    let envois = envois::list(&mut tx, agent.id()).await?;
    drop(tx);
    all.retain(|emis| may_see(&agent, emis));
    let emis = all.iter().find(|emis| emis.etat.id == id).cloned().ok_or(WebError::NotFound)?;
    all.retain(|other| other.etat.annee == emis.etat.annee);
    Ok(view(&house, &agent, &Dossier { emis, versions: all, envois }))
}

/// What is only computed is the centre's own business.
fn may_see(agent: &Agent<ConsulterEtats>, emis: &EtatEmis) -> bool {
    emis.etat.statut() != StatutEtat::Calcule || is_centre(agent)
}

fn is_centre(agent: &Agent<ConsulterEtats>) -> bool {
    agent.droits.can_centre(&ConsulterEtats::PERMISSION)
}

fn base(agent: &Agent<ConsulterEtats>) -> String {
    format!("/c/{}/etats", agent.collectivite.fiche.siren)
}

fn page_of_all(house: &House, agent: &Agent<ConsulterEtats>, all: &[EtatEmis]) -> Page {
    let page = Page::new(&agent.shell(house), "Vos états annuels").lead(agent.collectivite.nom_complet()).aide(aide());
    if all.is_empty() {
        let empty = Empty::new("Aucun état pour l’instant").icon(Icon::ReceiptEuro);
        return page.content(Carte::untitled().content(
            empty.next("Le centre de gestion l’établit une fois par an\u{a0}; vous le recevrez par courriel."),
        ));
    }
    let base = base(agent);
    let table = Table::new("États annuels")
        .column(Column::new("etat", "État"))
        .column(Column::new("total", "Total").numeric())
        .column(Column::new("statut", "Où il en est"))
        .rows(all.iter().map(|EtatEmis { identite, etat }| {
            Row::new()
                .cell(html! { a href={ (base) "/" (etat.id) } { "État " (etat.annee) } br; span.discret { (etat.numero(&identite.siren)) } })
                .cell(html! { b { (etat.total()) } })
                .cell(pill(etat.statut(), u32::try_from(etat.bloquantes()).unwrap_or(u32::MAX)))
        }));
    page.content(Carte::untitled().content(table))
}

fn view(house: &House, agent: &Agent<ConsulterEtats>, dossier: &Dossier) -> Page {
    let EtatEmis { identite, etat } = &dossier.emis;
    let nom = annuaire::nom::nom_complet(identite.genre, &identite.nom);
    let page = Page::new(&agent.shell(house), title(dossier))
        .lead(format!("{nom}\u{a0}: {} {}.", etat.total(), etat.prix.libelle()))
        .breadcrumb(trail(agent, dossier))
        .content(html! {
            (told(agent, dossier))
            div.grille {
                div.pile {
                    (Carte::new("Ligne par ligne").content(lines(dossier)))
                    @if is_centre(agent) && !etat.constats().is_empty() { (Carte::new("À vérifier").content(constats(dossier))) }
                }
                div.pile {
                    (Carte::new("Cet état").content(facts(dossier)))
                    (Carte::new("Son histoire").content(history(agent, dossier)))
                    (aide())
                }
            }
        });
    actions(page, agent, dossier)
}

fn title(Dossier { emis, .. }: &Dossier) -> String {
    let etat = &emis.etat;
    match (etat.statut(), etat.bloquantes(), etat.rectifie()) {
        (StatutEtat::Calcule, 0, None) => format!("L’état {} est prêt à valider", etat.annee),
        (StatutEtat::Calcule, 0, Some(_)) => format!("L’état rectificatif {} est prêt à valider", etat.annee),
        (StatutEtat::Calcule, ..) => format!("L’état {} est à corriger", etat.annee),
        (StatutEtat::Valide, _, None) => format!("État annuel {}", etat.annee),
        (StatutEtat::Valide, _, Some(_)) => format!("État annuel {} rectifié", etat.annee),
        (StatutEtat::Rectifie, ..) => format!("Ancien état {}", etat.annee),
    }
}

fn trail(agent: &Agent<ConsulterEtats>, Dossier { emis, .. }: &Dossier) -> Breadcrumb {
    if is_centre(agent) {
        let annee = emis.etat.annee;
        return Breadcrumb::new()
            .link("États annuels", "/centre/etats")
            .link(annee.to_string(), format!("/centre/etats/{annee}"));
    }
    Breadcrumb::new().link("États annuels", base(agent))
}

/// What to know before reading: it was replaced, or its files are not ready.
fn told(agent: &Agent<ConsulterEtats>, dossier: &Dossier) -> Markup {
    let etat = &dossier.emis.etat;
    let next = dossier.versions.iter().find(|other| other.etat.rectifie() == Some(etat.id));
    let waiting = etat.statut() == StatutEtat::Valide && dossier.envoi(etat.id).is_none();
    html! {
        @if etat.statut() == StatutEtat::Rectifie {
            (Alert::new(Ton::Attention, html! {
                "Cet état a été remplacé"
                @match next {
                    Some(next) => { " par " a href={ (base(agent)) "/" (next.etat.id) } { (next.etat.numero(&next.identite.siren)) } "." },
                    None => "\u{a0}: le rectificatif est en préparation.",
                }
            }))
        } @else if waiting {
            (Alert::new(Ton::Info, "Le PDF et le tableur de cet état sont en cours d’édition\u{a0}: rechargez la page dans un instant."))
        }
    }
}

impl Dossier {
    fn envoi(&self, id: EtatAnnuelId) -> Option<&Envoi> {
        self.envois.iter().find(|envoi| envoi.etat_id == id)
    }
}

fn actions(page: Page, agent: &Agent<ConsulterEtats>, dossier: &Dossier) -> Page {
    let etat = &dossier.emis.etat;
    let (siren, here) = (agent.collectivite.fiche.siren, format!("{}/{}", base(agent), etat.id));
    let mut page = page;
    if let Some(envoi) = dossier.envoi(etat.id) {
        let file = |id| format!("/c/{siren}/documents/{id}");
        page = page
            .action(Action::link("Tableur", file(envoi.xlsx)).icon(Icon::FileSpreadsheet).download())
            .primary(Action::link("Télécharger le PDF", file(envoi.pdf)).icon(Icon::Download).download());
    }
    let validated = etat.statut() == StatutEtat::Valide;
    if validated && is_centre(agent) {
        page = page.action(
            Action::link("Facture Chorus Pro (UBL)", format!("{here}/facture")).icon(Icon::ReceiptEuro).download(),
        );
    }
    if validated && agent.can::<CalculerEtats>() {
        page = page.action(Action::link("Rectifier", format!("{here}/rectification")).icon(Icon::Pencil).confirmed());
    }
    if etat.statut() == StatutEtat::Calcule && etat.bloquantes() == 0 && agent.can::<ValiderEtats>() {
        page = page
            .primary(Action::link("Valider cet état", format!("{here}/validation")).icon(Icon::BadgeCheck).confirmed());
    }
    page
}

fn lines(Dossier { emis, .. }: &Dossier) -> Markup {
    let etat = &emis.etat;
    if etat.lignes().is_empty() {
        return html! { p { "Aucun service n’est facturé cette année." } };
    }
    let table = Table::new(format!("Lignes de l’état {}", etat.annee))
        .column(Column::new("service", "Service"))
        .column(Column::new("quantite", "Quantité").numeric())
        .column(Column::new("prix", "Prix unitaire").numeric())
        .column(Column::new("montant", "Montant").numeric());
    let rows = etat.lignes().iter().map(|ligne| {
        Row::new()
            .cell(html! { (ligne.libelle) br; span.discret { (ligne.explication) } })
            .cell(nombre(i64::from(ligne.quantite)))
            .cell(ligne.prix_unitaire.to_string())
            .cell(html! { b { (ligne.montant) } })
    });
    let foot =
        Row::new().cell(format!("Total {}", etat.prix.libelle())).cell("").cell("").cell(etat.total().to_string());
    html! { (table.rows(rows).foot(foot)) }
}

fn constats(Dossier { emis, .. }: &Dossier) -> Markup {
    html! {
        ul {
            @for constat in emis.etat.constats() {
                li { b { (libelle(&constat.code)) } " " (sign(constat.gravite)) br; (constat.message) }
            }
        }
    }
}

fn facts(dossier: &Dossier) -> Definitions {
    let EtatEmis { identite, etat } = &dossier.emis;
    Definitions::new()
        .fact("Numéro", etat.numero(&identite.siren))
        .fact("Où il en est", pill(etat.statut(), u32::try_from(etat.bloquantes()).unwrap_or(u32::MAX)))
        .fact("SIREN", identite.siren.groupe())
        .fact_or_dash("Population totale retenue", identite.population.map(|n| nombre(i64::from(n))))
        .fact("Prix", etat.prix.libelle())
}

/// Every version of the year, each a link, with its validation and its mail.
fn history(agent: &Agent<ConsulterEtats>, dossier: &Dossier) -> Timeline {
    let here = dossier.emis.etat.id;
    let events = dossier.versions.iter().map(|EtatEmis { identite, etat }| {
        let (when, ton) = match (etat.valide_le(), etat.statut()) {
            (Some(le), StatutEtat::Valide) => (format!("Validé le {}", date_longue(le)), EtatTon::Fait),
            (Some(le), _) => (format!("Validé le {}, remplacé depuis", date_longue(le)), EtatTon::Neutre),
            (None, _) => ("Calculé, pas encore validé".to_owned(), EtatTon::Attente),
        };
        let sent = dossier.envoi(etat.id).map(|envoi| match envoi.courriels {
            0 => "Aucune adresse connue\u{a0}: remettez-le à la collectivité.".to_owned(),
            n => format!(
                "Envoyé à {} le {}.",
                if n == 1 { "une adresse".to_owned() } else { format!("{n} adresses") },
                envoi.fait_le.date_heure()
            ),
        });
        let total = format!("{}, {}", etat.numero(&identite.siren), etat.total());
        let body = html! {
            @if etat.id == here { b { (total) } } @else { a href={ (base(agent)) "/" (etat.id) } { (total) } }
            @if let Some(sent) = sent { br; (sent) }
        };
        TimelineEvent::new(when, format!("Version {}", etat.version())).body(body).ton(ton)
    });
    Timeline::new(events)
}

fn aide() -> Aide {
    Aide::new(
        "Comment lire cet état\u{a0}?",
        "Chaque ligne dit combien, à quel prix, et d’où vient ce prix. Rien n’est réduit au prorata en cours d’année (article 6.3 de la convention).",
    )
    .example("3\u{a0}postes × 128,46\u{a0}€ (tarif 2020) = 385,38\u{a0}€.")
}
