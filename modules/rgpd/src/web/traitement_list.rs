//! The register of a collectivité: what waits, first; then every traitement, filtered, sorted, exported.

use axum::{
    extract::{Query, State},
    response::Response,
};
use db::ListRequest;
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::date_courte;
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    liste::{EXPORT_ROWS, Voulu, export, request},
    ui::{
        Action, Aide, Alert, Bulk, Carte, Choice, Column, Empty, Etat, Icon, List, ListState, Page, Row, Table, Tabs,
        Ton,
    },
};

use super::{
    acces::{choices, limite, own_services},
    mots::{combien, en_lettres, pill, registre},
};
use crate::{
    domain::{EtatTraitement, RoleTraitement},
    droits::{ConsulterRegistre, ConsulterTout, GererRegistre, Rediger, Valider},
    store::membres,
    store::traitements::{self, Compte, LigneTraitement},
};

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterRegistre>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let base = registre(&agent.collectivite);
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = traitements::page(&mut tx, agent.id(), limite(&agent), &asked(&state)).await?;
    let counts = traitements::counts(&mut tx, agent.id()).await?;
    let services = own_services(&mut tx, &agent).await?;
    let waiting = membres::find(&mut tx, agent.id()).await?.map_or(0, |resume| resume.propositions);
    drop(tx);
    let shell = agent.shell(&house);
    let bulk = agent.can::<Rediger>().then(|| {
        Bulk::new(format!("{base}/traitements/lot"), &shell.csrf).gesture("Choisir ce qu’il faut faire", "choisir")
    });
    let table = table(&found.rows, &base, house.clock().today());
    let list = List::new(&state, &base, bulk.map_or_else(|| table.clone(), |bulk| table.clone().bulk(bulk)))
        .search("Nom, but, logiciel")
        .filter("etat", "État", "En cours", EtatTraitement::TOUS.iter().map(|e| Choice::new(e.code(), e.libelle())))
        .filter("incomplet", "Complétude", "Tous", [Choice::new("oui", "Il manque quelque chose")])
        .filter(
            "sensible",
            "Données sensibles",
            "Avec ou sans",
            [Choice::new("oui", "Avec"), Choice::new("non", "Sans")],
        );
    let list = if services.is_empty() {
        list
    } else {
        list.filter("service", "Service", "Tous les services", choices(&services))
    };
    let list = list
        .total(found.total.into(), "traitement", "traitements")
        .export(format!("{base}/export"))
        .empty(empty(&agent, &base));
    let page = Page::new(&shell, title(&agent, &counts)).lead(lead(&counts)).aide(aide());
    let page = if agent.can::<Rediger>() {
        page.action(Action::link("Modèles", format!("{base}/modeles")).icon(Icon::ListChecks))
            .primary(Action::link("Ajouter un traitement", format!("{base}/traitements/nouveau")).icon(Icon::Plus))
    } else {
        page
    };
    let page = page.action(Action::link("À une date", format!("{base}/registre")).icon(Icon::History));
    let page = if agent.can::<GererRegistre>() {
        page.action(Action::link("Importer", format!("{base}/import")).icon(Icon::Upload))
            .action(Action::link("Page publique", format!("{base}/publication")).icon(Icon::Globe))
            .action(Action::link("Services", format!("{base}/services")).icon(Icon::Users))
    } else {
        page
    };
    let page = if waiting > 0 && agent.can::<ConsulterTout>() {
        let told = combien(waiting, "mise à jour de modèle attend", "mises à jour de modèles attendent");
        page.content(Alert::new(
            Ton::Info,
            html! { (told) " votre réponse\u{a0}: " a href={ (base) "/propositions" } { "voir ce qui change" } "." },
        ))
    } else {
        page
    };
    Ok(page.content(tabs(&base, &state, &counts)).content(Carte::untitled().content(list)))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let rows = traitements::export(&mut tx, agent.id(), limite(&agent), &asked(&state), EXPORT_ROWS).await?;
    drop(tx);
    export(&house, "registre-rgpd", tableau(&rows), voulu.format).await
}

/// Archives are shown only when they are asked.
fn asked(state: &ListState) -> ListRequest {
    let mut request = request(state);
    if state.filter("etat").is_none() {
        request.filters.push(("en_cours".into(), "oui".into()));
    }
    request
}

fn of(counts: &[Compte], etat: EtatTraitement) -> u32 {
    counts.iter().filter(|c| c.etat == etat).map(|c| c.combien).sum()
}

/// What waits for this person, first.
fn title(agent: &Agent<ConsulterRegistre>, counts: &[Compte]) -> String {
    let waits = |count: u32, one: &str, many: &str| {
        (count > 0).then(|| format!("{} {}", en_lettres(count), if count < 2 { one } else { many }))
    };
    let found = if agent.can::<Valider>() {
        waits(
            of(counts, EtatTraitement::Controle),
            "traitement attend votre validation",
            "traitements attendent votre validation",
        )
    } else if agent.can::<crate::droits::Controler>() {
        waits(
            of(counts, EtatTraitement::Soumis),
            "traitement attend votre contrôle",
            "traitements attendent votre contrôle",
        )
    } else if agent.can::<Rediger>() {
        waits(of(counts, EtatTraitement::Brouillon), "traitement est à terminer", "traitements sont à terminer")
    } else {
        None
    };
    found.unwrap_or_else(|| "Le registre des traitements".to_owned())
}

fn lead(counts: &[Compte]) -> String {
    let active: u32 = counts.iter().filter(|c| c.etat != EtatTraitement::Archive).map(|c| c.combien).sum();
    let valid = of(counts, EtatTraitement::Valide);
    format!(
        "{} au registre, dont {}.",
        combien(active, "traitement", "traitements"),
        combien(valid, "validé", "validés")
    )
}

/// The two registers: art. 30(1) and art. 30(2).
fn tabs(base: &str, state: &ListState, counts: &[Compte]) -> Tabs {
    let processor = |c: &&Compte| c.role == RoleTraitement::SousTraitant && c.etat != EtatTraitement::Archive;
    let second: u32 = counts.iter().filter(processor).map(|c| c.combien).sum();
    let first: u32 =
        counts.iter().filter(|c| !processor(c) && c.etat != EtatTraitement::Archive).map(|c| c.combien).sum();
    let (one, two) = (format!("{base}?article_30_1=oui"), format!("{base}?role=sous_traitant"));
    let current = match (state.filter("article_30_1"), state.filter("role")) {
        (Some(_), _) => one.clone(),
        (_, Some("sous_traitant")) => two.clone(),
        _ => base.to_owned(),
    };
    Tabs::new("Les deux registres", current)
        .tab_count("Tout", base, (first + second).into())
        .tab_count("Responsable (art. 30.1)", one, first.into())
        .tab_count("Sous-traitant (art. 30.2)", two, second.into())
}

fn table(rows: &[LigneTraitement], base: &str, today: time::Date) -> Table {
    Table::new("Traitements du registre")
        .column(Column::new("nom", "Traitement").sortable())
        .column(Column::new("etat", "État").sortable())
        .column(Column::new("manques", "Ce qui manque").sortable())
        .column(Column::new("service", "Service"))
        .column(Column::new("revision", "À relire").sortable())
        .column(Column::new("modifie", "Modifié").sortable())
        .rows(rows.iter().map(|row| {
            let late = row.revision_le.is_some_and(|date| date < today);
            Row::new()
                .choice(row.id.to_string(), &row.nom)
                .cell(who(row, base))
                .cell(html! { (pill(row.etat)) @if row.version > 1 { br; span.discret { "version " (row.version) } } })
                .cell(missing(row))
                .cell(row.service.clone().unwrap_or_else(|| "—".into()))
                .cell(html! {
                    @match row.revision_le {
                        None => "—",
                        Some(date) => { span.insecable { (date_courte(date)) } @if late { br; (Etat::refus("à relire")) } },
                    }
                })
                .cell(html! { span.insecable { (date_courte(row.modifie_le.to_paris().date())) } br; span.discret { (row.modifie_par) } })
        }))
}

fn who(row: &LigneTraitement, base: &str) -> Markup {
    html! {
        a href={ (base) "/traitements/" (row.id) } { (row.nom) }
        @if !row.reference.is_empty() { " " span.discret { (row.reference) } }
        @if !row.finalite.is_empty() { br; span.discret { (row.finalite) } }
        @if row.sensible { br; (Etat::attente("données sensibles")) }
    }
}

fn missing(row: &LigneTraitement) -> Markup {
    html! {
        @match (row.obligatoires, row.conseils) {
            (0, 0) => (Etat::fait("rien ne manque")),
            (0, advised) => { (Etat::fait("prêt à valider")) br; span.discret { (combien(advised, "conseil", "conseils")) } },
            (must, _) => (Etat::attente(combien(must, "réponse attendue", "réponses attendues"))),
        }
    }
}

fn empty(agent: &Agent<ConsulterRegistre>, base: &str) -> Empty {
    let empty = Empty::new("Le registre est vide").icon(Icon::ShieldCheck);
    if agent.can::<Rediger>() {
        empty
            .next("Partez d’un modèle du centre de gestion\u{a0}: l’essentiel est déjà écrit, il reste à vérifier.")
            .action(Action::link("Ajouter un traitement", format!("{base}/traitements/nouveau")).icon(Icon::Plus))
    } else {
        empty
            .next("Les traitements apparaîtront ici dès que votre collectivité ou le centre de gestion en aura ajouté.")
    }
}

fn aide() -> Aide {
    Aide::new(
        "À quoi sert ce registre\u{a0}?",
        "Toute collectivité doit pouvoir dire ce qu’elle fait des données des gens (article 30 du RGPD). Vous décrivez, le délégué contrôle, le maire ou le président valide.",
    )
    .example("la cantine, la paie, l’état civil\u{a0}: une fiche chacun.")
}

fn tableau(rows: &[LigneTraitement]) -> Tableau {
    let colonnes = [
        Colonne::texte("Traitement"),
        Colonne::texte("Référence"),
        Colonne::texte("Finalité principale"),
        Colonne::texte("Rôle"),
        Colonne::texte("État"),
        Colonne::new("Version", Genre::Entier),
        Colonne::texte("Service"),
        Colonne::texte("Données sensibles"),
        Colonne::texte("Analyse d’impact"),
        Colonne::new("Réponses attendues", Genre::Entier),
        Colonne::texte("À relire le"),
        Colonne::texte("Modifié le"),
        Colonne::texte("Modifié par"),
    ];
    let mut tableau = Tableau::new("Registre RGPD", colonnes);
    for row in rows {
        let text = |found: Option<String>| Cellule::Texte(found.unwrap_or_default());
        tableau.push([
            row.nom.clone().into(),
            row.reference.clone().into(),
            row.finalite.clone().into(),
            row.role.libelle().into(),
            row.etat.libelle().into(),
            Cellule::Texte(row.version.to_string()),
            text(row.service.clone()),
            if row.sensible { "Oui" } else { "Non" }.into(),
            text(row.aipd.map(|decision| decision.libelle().to_owned())),
            Cellule::Texte(row.obligatoires.to_string()),
            text(row.revision_le.map(date_courte)),
            date_courte(row.modifie_le.to_paris().date()).into(),
            row.modifie_par.clone().into(),
        ]);
    }
    tableau
}
