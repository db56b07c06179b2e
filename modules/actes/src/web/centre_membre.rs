//! A member: its connection to the préfecture, who was trained there.

use annuaire::Collectivite;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use db::Tx;
use kernel::{Siren, date_courte, parse_date};
use maud::{Markup, html};
use web::{
    Agent, Droit, Formulaire, House, WebError,
    ui::{Action, Alert, Breadcrumb, Carte, Choice, Field, Form, FormState, Icon, Page, Ton},
    with_fait,
};

use super::{
    acces::REFUSED,
    centre_suivi::{PATH, has_road},
};
use crate::{
    domain::{Canal, NatureActe, Raccordement},
    droits::{Raccorder, SuivreActes},
    gestes::{Contexte, raccordements as acts},
    store::{classements, formations, raccordements},
};

struct Vue {
    one: Collectivite,
    known: Option<Raccordement>,
    classement: Option<time::Date>,
    trained: Vec<(String, String)>,
    people: Vec<(String, String)>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<SuivreActes>,
    Path(membre): Path<String>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &agent, &membre).await?;
    drop(tx);
    let state = vue.known.as_ref().map(typed).unwrap_or_default();
    Ok(view(&house, &agent, &vue, (&state, &FormState::default())))
}

/// Opens the school to a member.
pub(super) async fn begin(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(membre): Path<String>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find(&mut tx, &agent, &membre).await?;
    let ctx = Contexte::new(house.clock(), &agent.acteur, &one);
    acts::begin(&mut tx, &house, ctx, &one).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&format!("{PATH}/{}", one.fiche.siren), "actes-raccordement")))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(membre): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let vue = load(&mut tx, &agent, &membre).await?;
    let known = vue.known.clone().ok_or(WebError::NotFound)?;
    let convention_le = form.read_if_filled("convention_le", parse_date);
    let debut_le = form.read_if_filled("debut_le", parse_date);
    let canal = Canal::from_code(form.value("canal")).unwrap_or(known.canal);
    let next = Raccordement {
        canal,
        convention_le,
        debut_le,
        natures: form.all("natures").filter_map(NatureActe::from_code).collect(),
        departement: form.value("departement").to_uppercase(),
        arrondissement: form.value("arrondissement").to_owned(),
        nature_cl: form.value("nature_cl").to_owned(),
        revision: form.value("revision").parse().unwrap_or(0),
        ..known
    };
    if next.canal == Canal::Reel {
        if next.convention_le.is_none() {
            form.add_error("convention_le", "Donnez la date de la convention avec la préfecture.");
        }
        if next.debut_le.is_none() {
            form.add_error("debut_le", "Donnez le jour à partir duquel les actes partent.");
        }
        if next.natures.is_empty() {
            form.add_error("natures", "Cochez au moins une nature.");
        }
        if !has_road(&house) {
            form.add_error("canal", "Ce serveur n’est pas relié à la préfecture\u{a0}: réglez d’abord beffroi.toml.");
        }
    }
    if form.is_valid() {
        let ctx = Contexte::new(house.clock(), &agent.acteur, &vue.one);
        match acts::set(&mut tx, &house, ctx, next).await {
            Ok(()) => {
                tx.commit().await?;
                house.wake().now();
                let there = format!("{PATH}/{}", vue.one.fiche.siren);
                return Ok(Redirect::to(&with_fait(&there, "actes-raccordement")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "")?,
        }
    }
    drop(tx);
    Ok((REFUSED, view(&house, &agent, &vue, (&form, &FormState::default()))).into_response())
}

/// Notes that somebody was trained before sending.
pub(super) async fn train(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(membre): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let vue = load(&mut tx, &agent, &membre).await?;
    let who = form.required("personne", "Choisissez la personne formée.");
    let day = form.read("formee_le", parse_date);
    let known = who.and_then(|id| vue.people.iter().find(|(known, _)| *known == id).cloned());
    if let (Some((id, nom)), Some(day)) = (known, day) {
        let ctx = Contexte::new(house.clock(), &agent.acteur, &vue.one);
        let id = id.parse().map_err(|_| WebError::NotFound)?;
        match acts::note_training(&mut tx, ctx, (id, &nom), (day, form.value("note"))).await {
            Ok(()) => {
                tx.commit().await?;
                let there = format!("{PATH}/{}", vue.one.fiche.siren);
                return Ok(Redirect::to(&with_fait(&there, "actes-formation")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "formee_le")?,
        }
    } else if form.is_valid() {
        form.add_error("personne", "Choisissez la personne formée.");
    }
    drop(tx);
    let state = vue.known.as_ref().map(typed).unwrap_or_default();
    Ok((REFUSED, view(&house, &agent, &vue, (&state, &form))).into_response())
}

/// A member in the portefeuille of who looks; else nothing that exists.
pub(super) async fn find<P: Droit>(tx: &mut Tx, agent: &Agent<P>, siren: &str) -> Result<Collectivite, WebError> {
    let siren: Siren = siren.parse().map_err(|_| WebError::NotFound)?;
    let found = annuaire::collectivites::find_by_siren(tx, siren).await?;
    let seen = |one: &Collectivite| !one.exploitant && agent.droits.can(&P::PERMISSION, one.id);
    found.filter(seen).ok_or(WebError::NotFound)
}

async fn load<P: Droit>(tx: &mut Tx, agent: &Agent<P>, siren: &str) -> Result<Vue, WebError> {
    let one = find(tx, agent, siren).await?;
    let known = raccordements::find(tx, one.id).await?;
    let classement = classements::find(tx, one.id).await?.map(|known| known.0.date_classification);
    let members = annuaire::appartenances::in_collectivite(tx, one.id).await?;
    let people: Vec<(String, String)> =
        members.into_iter().map(|member| (member.personne.to_string(), member.personne_nom)).collect();
    let trained = formations::list(tx, one.id).await?.into_iter().map(|formation| {
        let id = formation.personne_id.to_string();
        let nom = people.iter().find(|(known, _)| *known == id).map_or("Une personne partie", |(_, nom)| nom.as_str());
        (
            nom.to_owned(),
            format!("formée le {}, notée par {}. {}", date_courte(formation.formee_le), formation.par, formation.note),
        )
    });
    let trained = trained.collect();
    Ok(Vue { one, known, classement, trained, people })
}

fn typed(known: &Raccordement) -> FormState {
    let day = |day: Option<time::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let state = FormState::default()
        .with("revision", known.revision.to_string())
        .with("canal", known.canal.code())
        .with("convention_le", day(known.convention_le))
        .with("debut_le", day(known.debut_le))
        .with("departement", &known.departement)
        .with("arrondissement", &known.arrondissement)
        .with("nature_cl", &known.nature_cl);
    known.natures.iter().fold(state, |state, nature| state.with("natures", nature.code()))
}

fn view<P: Droit>(house: &House, agent: &Agent<P>, vue: &Vue, (state, training): (&FormState, &FormState)) -> Page {
    let shell = agent.shell(house);
    let there = format!("{PATH}/{}", vue.one.fiche.siren);
    let writes = agent.can::<Raccorder>();
    let page = Page::new(&shell, vue.one.nom_complet())
        .breadcrumb(Breadcrumb::new().link("Télétransmission", PATH))
        .action(Action::link("Ses actes", format!("/c/{}/actes", vue.one.fiche.siren)).icon(Icon::Send));
    let Some(known) = &vue.known else {
        let begin = web::ui::ActionButton::new("Ouvrir l’école", format!("{there}/ecole"), &shell.csrf).primary();
        return page.lead("N’a encore rien transmis.").content(Carte::new("Raccordement").content(html! {
            p { "À l’école, tout se passe comme pour de vrai et rien ne part. On y forme les agents avant la première transmission." }
            @if writes { (begin) }
        }));
    };
    let lead = match (known.canal, vue.classement) {
        (canal, Some(version)) => format!("{}, classement du {}.", canal.libelle(), date_courte(version)),
        (canal, None) => format!("{}, classement demandé.", canal.libelle()),
    };
    let page = if writes {
        page.action(Action::link("Reprendre un historique", format!("{there}/reprise")).icon(Icon::Upload))
    } else {
        page
    };
    page.lead(lead).content(html! {
        div.grille {
            div.pile {
                @if !has_road(house) { (Alert::new(Ton::Info, "Ce serveur n’est pas relié à la préfecture\u{a0}: seule l’école est ouverte.")) }
                @if writes { (Carte::new("Raccordement").content(form(state, &shell.csrf, &there))) }
            }
            div.pile { (trainings(vue, writes, (training, &shell.csrf, &there))) }
        }
    })
}

fn form(state: &FormState, csrf: &str, there: &str) -> Markup {
    let canaux = [
        Choice::new(Canal::Ecole.code(), "L’école").help("La préfecture d’exercice\u{a0}: rien ne part."),
        Choice::new(Canal::Reel.code(), "La préfecture").help("Une fois la convention signée et les agents formés."),
    ];
    let natures = NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    let form = Form::post(format!("{there}/raccordement"), csrf)
        .state(state)
        .field(Field::hidden("revision", state.value("revision")))
        .field(Field::radio_cards("canal", "Où partent les actes", canaux))
        .row([
            Field::date("convention_le", "Convention avec la préfecture du").short().optional(),
            Field::date("debut_le", "Les actes partent à compter du").short().optional(),
        ])
        .field(Field::checkboxes("natures", "Natures d’actes que la convention ouvre", natures).optional())
        .row([
            Field::text("departement", "Département").short().help("Sur trois caractères\u{a0}: 082, 02A."),
            Field::text("arrondissement", "Arrondissement").short().help("Un chiffre, celui de la convention."),
            Field::text("nature_cl", "Code de la collectivité")
                .short()
                .help("Deux chiffres, ceux de la convention\u{a0}: 31 pour une commune."),
        ])
        .submit("Enregistrer");
    html! { (form) }
}

fn trainings(vue: &Vue, writes: bool, (state, csrf, there): (&FormState, &str, &str)) -> Carte {
    let people = vue.people.iter().map(|(id, nom)| Choice::new(id.clone(), nom.clone()));
    let form = Form::post(format!("{there}/formations"), csrf)
        .state(state)
        .field(Field::select("personne", "Personne", people))
        .field(Field::date("formee_le", "Formée le").short())
        .field(Field::text("note", "Note").optional())
        .submit("Noter la formation");
    Carte::new("Personnes formées").content(html! {
        p.discret { "La convention demande que les agents soient formés avant leur première transmission." }
        @if vue.trained.is_empty() { p { "Personne pour l’instant." } }
        ul { @for (nom, told) in &vue.trained { li { b { (nom) } ", " (told) } } }
        @if writes { (form) }
    })
}
