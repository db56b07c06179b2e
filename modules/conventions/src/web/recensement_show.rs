//! The census annex of a year: levels chosen poste by poste, what changed since the year before, the signature.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Exercice, Siren, date_longue, parse_date};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Aide, Alert, Carte, Choice, Column, Empty, Field, Form, FormState, Icon, Page, Row,
        Table, Tabs, Ton,
    },
    with_fait,
};

use super::mots::{combien, exercice};
use crate::{
    domain::{NiveauPoste, PosteRecense},
    droits::{ConsulterConventions, Recenser, SignerRecensement},
    gestes::recensements::{self as acts, Annexe, Changement},
};

pub(super) async fn latest(State(house): State<House>, agent: Agent<ConsulterConventions>) -> Redirect {
    Redirect::to(&path(agent.collectivite.fiche.siren, Exercice::of(house.clock().today())))
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, annee)): Path<(String, i32)>,
) -> Result<Page, WebError> {
    page(&house, &agent, exercice(annee)?, &FormState::default()).await
}

pub(super) async fn set_poste(
    State(house): State<House>,
    agent: Agent<Recenser>,
    Path((_, annee)): Path<(String, i32)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let nom = form.required("nom", "Nommez le poste, par exemple «\u{a0}Accueil\u{a0}».");
    let niveau = form.read("niveau", str::parse::<NiveauPoste>);
    let asked = nom.zip(niveau).map(|(nom, niveau)| Changement::Niveau { nom, niveau });
    change(&house, &agent, exercice(annee)?, (form, "nom"), (asked, "recensement")).await
}

pub(super) async fn remove_poste(
    State(house): State<House>,
    agent: Agent<Recenser>,
    Path((_, annee)): Path<(String, i32)>,
    Formulaire(form): Formulaire,
) -> Result<Response, WebError> {
    let asked = Changement::Retrait { nom: form.value("nom").to_owned() };
    change(&house, &agent, exercice(annee)?, (form, ""), (Some(asked), "recensement")).await
}

pub(super) async fn take_over(
    State(house): State<House>,
    agent: Agent<Recenser>,
    Path((_, annee)): Path<(String, i32)>,
    Formulaire(form): Formulaire,
) -> Result<Response, WebError> {
    change(&house, &agent, exercice(annee)?, (form, ""), (Some(Changement::Reprise), "recensement")).await
}

pub(super) async fn sign(
    State(house): State<House>,
    agent: Agent<SignerRecensement>,
    Path((_, annee)): Path<(String, i32)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let asked = form.read("signee_le", parse_date).map(|le| Changement::Signature { le });
    change(&house, &agent, exercice(annee)?, (form, "signee_le"), (asked, "recensement-signe")).await
}

async fn change<P>(
    house: &House,
    agent: &Agent<P>,
    annee: Exercice,
    (mut form, field): (FormState, &str),
    (asked, fait): (Option<Changement>, &str),
) -> Result<Response, WebError> {
    if let Some(asked) = asked.filter(|_| form.is_valid()) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::change(&mut tx, house.clock(), &agent.acteur, (agent.id(), annee), &asked).await {
            Ok(()) => {
                tx.commit().await?;
                let there = path(agent.collectivite.fiche.siren, annee);
                return Ok(Redirect::to(&with_fait(&there, fait)).into_response());
            }
            Err(refused) => refused.into_form(&mut form, field)?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(house, agent, annee, &form).await?).into_response())
}

pub(super) fn path(siren: Siren, annee: Exercice) -> String {
    format!("/c/{siren}/recensements/{annee}")
}

/// What the person may do to an annex still open.
struct Gestes<'a> {
    here: &'a str,
    csrf: &'a str,
    saisir: bool,
    signer: bool,
}

async fn page<P>(house: &House, agent: &Agent<P>, annee: Exercice, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let releve = acts::find(&mut tx, agent.id(), annee).await?;
    drop(tx);
    let shell = agent.shell(house);
    let siren = agent.collectivite.fiche.siren;
    let here = path(siren, annee);
    let open = releve.recensement.signee_le().is_none();
    let gestes = Gestes {
        here: &here,
        csrf: &shell.csrf,
        saisir: open && agent.can::<Recenser>(),
        signer: open && agent.can::<SignerRecensement>() && !releve.recensement.postes().is_empty(),
    };
    let years = [annee.previous(), annee, annee.next()];
    let tabs =
        years.iter().fold(Tabs::new("Années", &here), |tabs, year| tabs.tab(year.to_string(), path(siren, *year)));
    let page =
        Page::new(&shell, title(&releve, annee)).lead(lead(&agent.collectivite.nom_complet(), &releve)).aide(aide());
    let page = if releve.commencee {
        page.action(
            Action::link("Annexe à signer, en PDF", format!("{here}/annexe.pdf")).icon(Icon::FileText).download(),
        )
    } else {
        page
    };
    let today = house.clock().today().to_string();
    Ok(page.content(tabs).content(html! {
        @if let Some(error) = homeless(state, &gestes) { (Alert::new(Ton::Erreur, error.to_owned())) }
        div.grille {
            div.pile {
                (Carte::new("Postes et niveaux").content(postes(&releve, &gestes)))
                @if gestes.saisir { (Carte::new("Ajouter un poste").content(poste_form(&gestes, state))) }
            }
            div.pile {
                @if gestes.signer { (Carte::new("Faire signer l’annexe").content(sign_form(&gestes, state, &today))) }
                (Carte::new("Depuis le recensement précédent").content(changes(&releve)))
            }
        }
    }))
}

/// What is refused under a field that the page does not show: two people were there at once.
fn homeless<'f>(state: &'f FormState, gestes: &Gestes) -> Option<&'f str> {
    let of_poste = ["nom", "niveau"].into_iter().filter(|_| !gestes.saisir);
    let of_signature = Some("signee_le").filter(|_| !gestes.signer);
    std::iter::once("").chain(of_poste).chain(of_signature).find_map(|field| state.error(field))
}

fn title(releve: &Annexe, annee: Exercice) -> String {
    match (releve.recensement.signee_le(), releve.recensement.postes().is_empty()) {
        (Some(le), _) => format!("Recensement {annee} signé le {}", date_longue(le)),
        (None, true) => format!("Recensez les postes {annee}"),
        (None, false) => format!("Vérifiez les postes {annee}, puis signez l’annexe"),
    }
}

fn lead(nom: &str, releve: &Annexe) -> String {
    let counts = releve.recensement.effectifs();
    let all = u32::try_from(releve.recensement.postes().len()).unwrap_or(u32::MAX);
    format!(
        "{nom}\u{a0}: {}, dont {} au niveau 1, {} au niveau 2 et {} au niveau 3.",
        combien(all, "poste", "postes"),
        counts.n1,
        counts.n2,
        counts.n3
    )
}

fn postes(releve: &Annexe, gestes: &Gestes) -> Markup {
    let take_over = || {
        ActionButton::new("Reprendre l’année précédente", format!("{}/reprise", gestes.here), gestes.csrf)
            .icon(Icon::Copy)
    };
    if releve.recensement.postes().is_empty() {
        let empty = Empty::new("Aucun poste recensé pour l’instant").icon(Icon::MonitorCog);
        return html! {
            (empty.next("Reprenez ceux de l’année précédente, ou ajoutez-les un par un."))
            @if gestes.saisir && releve.precedent.is_some() { (take_over()) }
        };
    }
    let table =
        Table::new("Postes recensés").column(Column::new("nom", "Poste")).column(Column::new("niveau", "Niveau"));
    let table = if gestes.saisir { table.column(Column::new("gestes", "Gestes")) } else { table };
    let rows = releve.recensement.postes().iter().zip(0..).map(|(poste, rang)| {
        let row = Row::new().cell(&poste.nom);
        if !gestes.saisir {
            return row.cell(level(poste.niveau));
        }
        row.cell(level_form(gestes, poste, rang)).cell(
            ActionButton::new("Retirer", format!("{}/retrait", gestes.here), gestes.csrf)
                .icon(Icon::Trash2)
                .quiet()
                .context(&poste.nom)
                .value("nom", &poste.nom),
        )
    });
    html! {
        (table.rows(rows))
        @if gestes.saisir && releve.precedent.is_some() { (take_over()) }
    }
}

fn level(niveau: NiveauPoste) -> String {
    match niveau {
        NiveauPoste::Aucun => niveau.libelle().to_owned(),
        _ => format!("{niveau}\u{a0}: {}", niveau.libelle()),
    }
}

fn levels() -> impl Iterator<Item = Choice> {
    NiveauPoste::TOUS.iter().map(|niveau| Choice::new(niveau.code(), level(*niveau)))
}

/// The level of one poste, changed in place.
fn level_form(gestes: &Gestes, poste: &PosteRecense, rang: u32) -> Markup {
    let form = Form::post(format!("{}/postes", gestes.here), gestes.csrf)
        .id_prefix(format!("poste-{rang}"))
        .field(Field::hidden("nom", &poste.nom))
        .field(
            Field::select("niveau", format!("Niveau de {}", poste.nom), levels())
                .without_blank()
                .default_value(poste.niveau.code()),
        )
        .submit("Changer");
    html! { (form) }
}

fn poste_form<'f>(gestes: &Gestes, state: &'f FormState) -> Form<'f> {
    Form::post(format!("{}/postes", gestes.here), gestes.csrf)
        .state(state)
        .id_prefix("nouveau")
        .field(
            Field::text("nom", "Nom du poste")
                .medium()
                .help("Celui de l’inventaire, par exemple «\u{a0}Accueil\u{a0}»."),
        )
        .field(Field::select("niveau", "Niveau", levels()).default_value(NiveauPoste::N1.code()))
        .submit("Ajouter le poste")
}

fn sign_form<'f>(gestes: &Gestes, state: &'f FormState, today: &str) -> Form<'f> {
    Form::post(format!("{}/signature", gestes.here), gestes.csrf)
        .state(state)
        .id_prefix("signature")
        .field(
            Field::date("signee_le", "Signée le")
                .default_value(today)
                .help("Une fois signée, l’annexe ne change plus avant l’année suivante."),
        )
        .submit("Enregistrer la signature")
}

fn changes(releve: &Annexe) -> Markup {
    let Some(precedent) = &releve.precedent else {
        return html! { p.discret { "Aucun recensement d’une année d’avant n’est connu." } };
    };
    let changes = releve.recensement.compare(precedent);
    if changes.is_empty() {
        return html! { p.discret { "Rien n’a changé depuis " (precedent.annee()) "." } };
    }
    let told = |niveau: Option<NiveauPoste>| niveau.map_or_else(|| "—".to_owned(), |n| n.to_string());
    let table = Table::new(format!("Changements depuis {}", precedent.annee()))
        .column(Column::new("nom", "Poste"))
        .column(Column::new("avant", precedent.annee().to_string()))
        .column(Column::new("apres", releve.recensement.annee().to_string()))
        .rows(changes.iter().map(|c| Row::new().cell(&c.nom).cell(told(c.avant)).cell(told(c.apres))));
    html! { (table) }
}

fn aide() -> Aide {
    Aide::new(
        "Quel niveau choisir\u{a0}?",
        "Le niveau 1 protège et inventorie le poste, le niveau 2 y ajoute l’assistance bureautique, le niveau 3 celle des logiciels métiers. Tant que l’annexe n’est pas signée, les niveaux de l’année précédente valent.",
    )
    .example("le poste de la comptabilité, où tourne le logiciel de paie, se met au niveau 3.")
}
