//! The work of a year, step by step: compute, check, validate, send, bill; with its figures and its list.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use db::{ListPage, Tx};
use editique::{Colonne, Tableau};
use kernel::{Exercice, GenreCollectivite, Montant, Taux, nombre};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{
        Action, ActionButton, Aide, BarChart, Breadcrumb, Carte, Choice, Column, Empty, Icon, List, ListState, Page,
        Row, Stepper, Table, Tuile, tuiles,
    },
};

use super::{
    etat_anomalies, etat_list,
    liste::{EXPORT_ROWS, Voulu, export, request},
    mots::{combien, exercice, pill},
};
use crate::{
    domain::{Service, StatutEtat, TotalService},
    droits::{CalculerEtats, ConsulterEtats, ValiderEtats},
    store::{
        envois::{self, CompteEnvois},
        resumes::{self, Resume, TotalStatut},
        tableaux::{self, CompteConstat},
    },
};

/// Everything that the page tells, beside its list.
struct Situation {
    annee: Exercice,
    statuts: Vec<TotalStatut>,
    services: BTreeMap<Service, TotalService>,
    constats: Vec<CompteConstat>,
    envois: CompteEnvois,
    /// Of the year before, if it was computed.
    before: Option<Montant>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
) -> Result<Page, WebError> {
    let annee = exercice(annee)?;
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let situation = read(&mut tx, annee).await?;
    let found = resumes::page(&mut tx, annee, &request(&state)).await?;
    drop(tx);
    state.page = found.page;
    Ok(view(&house, &agent, &situation, &state, &found))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let annee = exercice(annee)?;
    let asked = request(&ListState::from_query(agent.query()));
    let mut tx = house.db().read(agent.perimetre()).await?;
    let rows = resumes::LIST.all(&mut tx, db::params![annee.annee()], &asked, EXPORT_ROWS).await?;
    drop(tx);
    export(&house, &format!("etats-{annee}"), tableau(annee, &rows), voulu.format).await
}

async fn read(tx: &mut Tx, annee: Exercice) -> Result<Situation, WebError> {
    Ok(Situation {
        annee,
        statuts: resumes::total_by_statut(tx, annee).await?,
        services: resumes::total_by_service(tx, annee).await?,
        constats: tableaux::count_constats(tx, annee).await?,
        envois: envois::count(tx, annee).await?,
        before: resumes::total_by_year(tx).await?.get(&annee.previous()).map(|t| t.montant),
    })
}

impl Situation {
    fn count(&self, statut: StatutEtat) -> u32 {
        self.statuts.iter().filter(|t| t.statut == statut).map(|t| t.etats).sum()
    }

    fn etats(&self) -> u32 {
        self.statuts.iter().map(|t| t.etats).sum()
    }

    fn a_corriger(&self) -> u32 {
        self.statuts.iter().map(|t| t.a_corriger).sum()
    }

    fn a_valider(&self) -> u32 {
        self.count(StatutEtat::Calcule).saturating_sub(self.a_corriger())
    }

    fn total(&self) -> Montant {
        self.statuts.iter().map(|t| t.montant).sum()
    }

    /// Where the work stands: 0 to compute, 1 to check, 2 to validate, 3 being sent, 4 to bill.
    fn step(&self) -> usize {
        let valides = self.count(StatutEtat::Valide);
        match () {
            () if self.etats() == 0 => 0,
            () if self.a_corriger() > 0 => 1,
            () if self.a_valider() > 0 => 2,
            () if self.envois.edites < valides => 3,
            () => 4,
        }
    }

    fn title(&self) -> String {
        let annee = self.annee;
        match self.step() {
            0 => format!("Calculez les états {annee}"),
            1 => match self.a_corriger() {
                1 => format!("Un état {annee} est à corriger avant validation"),
                n => format!("{} états {annee} sont à corriger avant validation", nombre(i64::from(n))),
            },
            2 => format!("Les états {annee} sont prêts à valider"),
            3 => format!("Les états {annee} partent"),
            _ => format!("Les états {annee} sont validés, il reste les titres"),
        }
    }
}

fn view(
    house: &House,
    agent: &Agent<ConsulterEtats>,
    situation: &Situation,
    state: &ListState,
    found: &ListPage<Resume>,
) -> Page {
    let csrf = agent.shell(house).csrf;
    let page = Page::new(&agent.shell(house), situation.title())
        .lead(lead(situation))
        .breadcrumb(Breadcrumb::new().link("États annuels", etat_list::PATH))
        .content(steps(situation));
    let page = actions(page, agent, situation, &csrf);
    if situation.etats() == 0 {
        let empty = Empty::new(format!("Aucun état {} pour l’instant", situation.annee)).icon(Icon::Calculator);
        let empty = empty.next("Le calcul lit les abonnements, les recensements et la grille. Il ne prend que quelques secondes et peut être refait tant que rien n’est validé.");
        return page.content(Carte::untitled().content(empty)).aide(aide());
    }
    page.content(figures(situation)).content(html! {
        div.pile {
            div.grille {
                (Carte::new("Recettes par service").content(chart(situation)))
                (checks(situation))
            }
            (Carte::new("Collectivité par collectivité").content(list(state, found, situation.annee)))
        }
    })
}

fn lead(situation: &Situation) -> String {
    if situation.etats() == 0 {
        return "Rien n’est encore calculé pour cette année.".to_owned();
    }
    let valides = match situation.count(StatutEtat::Valide) {
        0 => "aucun n’est validé".to_owned(),
        1 => "un est validé".to_owned(),
        n => format!("{} sont validés", nombre(i64::from(n))),
    };
    let etats = combien(situation.etats(), "état", "états");
    format!(
        "{etats} pour {}\u{a0}; {valides}, {} déjà envoyés.",
        situation.total(),
        nombre(i64::from(situation.envois.envoyes))
    )
}

fn steps(situation: &Situation) -> Stepper {
    let base = etat_list::href(situation.annee);
    Stepper::new("Le travail de l’année", situation.step())
        .step("Calculer")
        .step_link("Vérifier", format!("{base}/anomalies"))
        .step("Valider")
        .step("Envoyer")
        .step_link("Titres de recettes", format!("{base}/titres"))
}

/// One primary action: that of the step.
fn actions(page: Page, agent: &Agent<ConsulterEtats>, situation: &Situation, csrf: &str) -> Page {
    let base = etat_list::href(situation.annee);
    let step = situation.step();
    let compute = |verb: &str| ActionButton::new(verb, format!("{base}/calcul"), csrf).icon(Icon::Calculator);
    let page = match (agent.can::<CalculerEtats>(), step) {
        (true, 0) => page.action(compute("Calculer les états").primary()),
        (true, 1 | 2) => page.action(compute("Recalculer")),
        _ => page,
    };
    match step {
        1 => {
            page.primary(Action::link("Voir ce qui est à corriger", format!("{base}/anomalies")).icon(Icon::ListChecks))
        }
        2 if agent.can::<ValiderEtats>() => page.primary(
            Action::link(format!("Valider les états {}", situation.annee), format!("{base}/validation"))
                .icon(Icon::BadgeCheck),
        ),
        3 | 4 => page
            .primary(Action::link("Préparer les titres de recettes", format!("{base}/titres")).icon(Icon::ReceiptEuro)),
        _ => page,
    }
}

fn figures(situation: &Situation) -> Markup {
    let annee = situation.annee;
    let moved = situation.before.and_then(|b| Taux::evolution(b.cents(), situation.total().cents()));
    let total = Tuile::new(format!("Total {annee}"), situation.total().arrondi());
    let total = match moved {
        Some(taux) => total.follow(format!("{} sur {}", taux.signe(), annee.previous())),
        None => total.follow("première année calculée"),
    };
    let anomalies = format!("{}/anomalies", etat_list::href(annee));
    let corriger = Tuile::new("À corriger", nombre(i64::from(situation.a_corriger())));
    let corriger = if situation.a_corriger() > 0 {
        corriger.link("voir les anomalies", &anomalies).urgent(true)
    } else {
        corriger.follow("rien n’empêche la validation")
    };
    tuiles([
        corriger,
        total,
        Tuile::new("À valider", nombre(i64::from(situation.a_valider())))
            .follow(format!("sur {}", combien(situation.etats(), "état", "états"))),
        Tuile::new("Validés", nombre(i64::from(situation.count(StatutEtat::Valide)))).follow(format!(
            "{} avec leur PDF, {} envoyés",
            nombre(i64::from(situation.envois.edites)),
            nombre(i64::from(situation.envois.envoyes))
        )),
    ])
}

fn chart(situation: &Situation) -> BarChart {
    let chart = BarChart::new(format!("Recettes {} par service", situation.annee), "Recettes").heading("Service");
    situation.services.iter().fold(chart, |chart, (service, total)| {
        chart.bar(service.libelle(), total.montant.cents(), total.montant.arrondi())
    })
}

/// What there is to check, by kind, each leading to its own list.
fn checks(situation: &Situation) -> Carte {
    let href = format!("{}/anomalies", etat_list::href(situation.annee));
    let card = Carte::new("À vérifier");
    if situation.constats.is_empty() {
        return card.content(html! { p { "Aucune anomalie\u{a0}: tout est prêt." } });
    }
    let table = Table::new("Anomalies par sorte")
        .column(Column::new("sorte", "Anomalie"))
        .column(Column::new("combien", "Collectivités").numeric());
    card.content(table.rows(situation.constats.iter().map(|constat| {
        Row::new()
            .cell(html! {
                a href={ (href) "#" (constat.code) } { (etat_anomalies::libelle(&constat.code)) }
                br; (etat_anomalies::sign(constat.gravite))
            })
            .cell(nombre(i64::from(constat.collectivites)))
    })))
}

fn list<'a>(state: &'a ListState, found: &ListPage<Resume>, annee: Exercice) -> List<'a> {
    let base = etat_list::href(annee);
    List::new(state, base.clone(), table(&found.rows, annee))
        .total(i64::from(found.total), "état", "états")
        .search("Nom de la collectivité")
        .filter("genre", "Type", "Tous les types", GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle())))
        .filter("statut", "État", "Tous", StatutEtat::TOUS.iter().map(|s| Choice::new(s.code(), s.libelle())))
        .filter("a_corriger", "Anomalies", "Avec ou sans", [Choice::new("oui", "À corriger")])
        .export(format!("{base}/export"))
}

fn table(rows: &[Resume], annee: Exercice) -> Table {
    Table::new(format!("États {annee}"))
        .column(Column::new("nom", "Collectivité").sortable())
        .column(Column::new("population", "Population").numeric().sortable())
        .column(Column::new("total", "Total").numeric().sortable())
        .column(Column::new("anomalies", "Anomalies").numeric().sortable())
        .column(Column::new("statut", "État"))
        .rows(rows.iter().map(|resume| {
            let found = resume.bloquantes + resume.avertissements;
            Row::new()
                .cell(html! {
                    a href={ "/c/" (resume.siren) "/etats/" (resume.etat_id) } { (resume.nom) }
                    br; span.discret { (resume.genre.libelle()) }
                })
                .cell(resume.population.map_or_else(|| "inconnue".to_owned(), |n| nombre(i64::from(n))))
                .cell(html! { b { (resume.total) } })
                .cell(if found == 0 { "—".to_owned() } else { nombre(i64::from(found)) })
                .cell(pill(resume.statut, resume.bloquantes))
                .urgent(resume.bloquantes > 0)
        }))
}

fn tableau(annee: Exercice, rows: &[Resume]) -> Tableau {
    let colonnes = [
        Colonne::texte("siren"),
        Colonne::texte("nom"),
        Colonne::texte("genre"),
        Colonne::entier("population_totale"),
        Colonne::montant("total"),
        Colonne::texte("etat"),
        Colonne::entier("anomalies_bloquantes"),
        Colonne::entier("avertissements"),
    ];
    let mut tableau = Tableau::new(format!("États {annee}"), colonnes);
    for r in rows {
        tableau.push([
            r.siren.to_string().into(),
            r.nom.as_str().into(),
            r.genre.libelle().into(),
            r.population.into(),
            r.total.into(),
            r.statut.libelle().into(),
            i64::from(r.bloquantes).into(),
            i64::from(r.avertissements).into(),
        ]);
    }
    tableau
}

fn aide() -> Aide {
    Aide::new(
        "Par où commencer\u{a0}?",
        "Calculez\u{a0}: rien n’est envoyé ni figé. Vous verrez ensuite ce qu’il faut corriger, collectivité par collectivité, et vous pourrez recalculer autant de fois que nécessaire.",
    )
}
