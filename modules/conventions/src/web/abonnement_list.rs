//! What a collectivité subscribes to, year by year; and one more.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Exercice, Montant, Siren};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError, entier_entre,
    ui::{Action, Aide, Carte, Choice, Column, Empty, Etat, Field, Form, FormState, Icon, Page, Row, Table},
    with_fait,
};

use super::mots::combien;
use crate::{
    domain::{Abonnement, PrixAbonnement, Service},
    droits::{ConsulterConventions, GererAbonnements},
    gestes::{
        abonnements::{self as acts, Demande},
        identites,
    },
    store::abonnements::{self, Souscription},
};

pub(super) async fn show(State(house): State<House>, agent: Agent<ConsulterConventions>) -> Result<Page, WebError> {
    let state = FormState::default();
    let can = agent.can::<GererAbonnements>();
    page(&house, &agent, (can, &state)).await
}

pub(super) async fn add(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    if let (Some(demande), true) = (read(&mut form), form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let who = identites::of(&agent.collectivite);
        match acts::add(&mut tx, house.clock(), &agent.acteur, &who, demande).await {
            Ok(_) => {
                tx.commit().await?;
                let there = path(agent.collectivite.fiche.siren);
                return Ok(Redirect::to(&with_fait(&there, "abonnement-ajoute")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "service")?,
        }
    }
    let page = page(&house, &agent, (true, &form)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) fn path(siren: Siren) -> String {
    format!("/c/{siren}/abonnements")
}

fn read(form: &mut FormState) -> Option<Demande> {
    let service = form.read("service", str::parse::<Service>);
    let quantite = form.read("quantite", entier_entre(1, 10_000)).and_then(|n| u32::try_from(n).ok());
    let depuis = form.read("depuis", str::parse::<Exercice>);
    let achat = form.read_if_filled("montant", str::parse::<Montant>);
    Some(Demande { service: service?, quantite: quantite?, depuis: depuis?, achat })
}

async fn page<P>(house: &House, agent: &Agent<P>, (can, state): (bool, &FormState)) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = abonnements::list(&mut tx, agent.id()).await?;
    drop(tx);
    let annee = Exercice::of(house.clock().today());
    let shell = agent.shell(house);
    let due = all.iter().filter(|s| s.abonnement.is_due(annee)).count();
    let here = path(agent.collectivite.fiche.siren);
    let lead = format!(
        "{}\u{a0}: {} en {annee}.",
        agent.collectivite.nom_complet(),
        combien(u32::try_from(due).unwrap_or(u32::MAX), "service souscrit", "services souscrits")
    );
    Ok(Page::new(&shell, "Les abonnements").lead(lead).aide(aide()).content(html! {
        div.pile {
            (Carte::untitled().content(table(&all, annee, (&here, can))))
            @if can { (Carte::new("Souscrire un service").content(form(&here, &shell.csrf, state, annee))) }
        }
    }))
}

fn table(all: &[Souscription], annee: Exercice, (here, can): (&str, bool)) -> Markup {
    if all.is_empty() {
        let empty = Empty::new("Aucun abonnement pour l’instant").icon(Icon::ListChecks);
        return html! { (empty.next("Souscrivez un premier service ci-dessous, ou importez-les tous depuis un tableur.")) };
    }
    let table = Table::new("Abonnements")
        .column(Column::new("service", "Service"))
        .column(Column::new("quantite", format!("Quantité {annee}")).numeric())
        .column(Column::new("depuis", "Depuis").numeric())
        .column(Column::new("prix", "Prix"))
        .column(Column::new("etat", "État"));
    let table = if can { table.column(Column::new("gestes", "Gestes")) } else { table };
    let rows = all.iter().map(|souscription| {
        let a = &souscription.abonnement;
        let row = Row::new()
            .cell(html! { (a.service().libelle()) " " span.discret { (a.service().code()) } })
            .cell(quantities(a, annee))
            .cell(a.depuis().to_string())
            .cell(price(a))
            .cell(state(a, annee));
        if can {
            row.cell(Action::link("Modifier", format!("{here}/{}", souscription.id)).icon(Icon::Pencil).quiet())
        } else {
            row
        }
    });
    html! { (table.rows(rows)) }
}

fn quantities(a: &Abonnement, annee: Exercice) -> Markup {
    let now = a.quantite(annee.max(a.depuis()));
    let changes: Vec<String> = a.quantites().iter().map(|(year, n)| format!("{n} en {year}")).collect();
    html! {
        span.insecable { (now) " " (a.service().unite().nom(now)) }
        @if changes.len() > 1 { br; span.discret { (changes.join(", ")) } }
    }
}

fn price(a: &Abonnement) -> String {
    match a.prix() {
        PrixAbonnement::Grille => "celui de la grille".to_owned(),
        PrixAbonnement::Achat(montant) => format!("{montant} la pièce"),
        PrixAbonnement::Devis(devis) => format!("devis n°\u{a0}{}", devis.numero),
    }
}

fn state(a: &Abonnement, annee: Exercice) -> Etat {
    match a.jusqu_a() {
        Some(last) if last < annee => Etat::neutre(format!("Terminé en {last}")),
        Some(last) => Etat::attente(format!("Jusqu’à fin {last}")),
        None if a.is_due(annee) => Etat::fait("En cours"),
        None if a.depuis() > annee => Etat::attente(format!("À partir de {}", a.depuis())),
        None => Etat::neutre("Facturé à la commande"),
    }
}

fn form<'f>(here: &str, csrf: &str, state: &'f FormState, annee: Exercice) -> Form<'f> {
    let services = Service::TOUS.iter().map(|s| Choice::new(s.code(), format!("{} ({})", s.libelle(), s.code())));
    Form::post(here, csrf)
        .state(state)
        .field(Field::select("service", "Service", services))
        .row([
            Field::number("quantite", "Quantité").short().default_value("1"),
            Field::number("depuis", "Première année").short().default_value(annee.to_string()),
            Field::montant("montant", "Prix d’achat")
                .optional()
                .help("Pour un certificat seulement\u{a0}: celui du bon de commande."),
        ])
        .submit("Souscrire")
}

fn aide() -> Aide {
    Aide::new(
        "Que compte la quantité\u{a0}?",
        "Les postes pour N1, N2 et N3, les utilisateurs pour la dématérialisation et ses modules, une unité pour un pack ou le délégué à la protection des données. Toute année commencée est due en entier.",
    )
    .example("trois postes de niveau 2 depuis 2019\u{a0}: N2, 3, 2019.")
}
