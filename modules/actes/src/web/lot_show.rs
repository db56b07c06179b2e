//! A lot on one page: what each acte lacks, every field to correct, then one button that sends what can leave.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use db::Tx;
use kernel::{combien, parse_date};
use maud::{Markup, html};
use norme_actes::Gravite;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Alert, Bloc, Breadcrumb, Carte, Etat, Field, Form, FormState, Icon, Page, Ton, suggestions},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    acte_prepare::words,
    mots::{base, page_of, pill},
};
use crate::{
    domain::{Acte, Classement, FicheActe, LotId, NUMERO_MAX, OBJET_MAX, PieceActe, Refus},
    droits::{Deposer, Transmettre},
    gestes::{
        actes as acts, lots,
        transmission::{self, Rapport},
    },
    store::{classements, pieces},
};

/// An acte of the lot as the page shows it.
struct Un {
    acte: Acte,
    files: Vec<PieceActe>,
    report: Rapport,
}

struct Vue {
    lot: LotId,
    actes: Vec<Un>,
    classement: Classement,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, lot)): Path<(String, LotId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, lot).await?;
    drop(tx);
    let state = typed(&vue);
    Ok(view(&house, &agent, &vue, &state))
}

/// Keeps what is sound of every acte, or nothing.
pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, lot)): Path<(String, LotId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, lot).await?;
    let ctx = contexte(&house, &agent);
    let mut wanted = Vec::new();
    for un in vue.actes.iter().filter(|un| un.acte.etat.is_modifiable()) {
        let name = |field: &str| format!("{field}_{}", un.acte.id);
        // What was added since the page was shown has no field there.
        if form.value(&name("revision")).is_empty() {
            continue;
        }
        let revision = form.value(&name("revision")).parse().unwrap_or(0);
        let decision_le = form.read_if_filled(&name("decision_le"), parse_date);
        let matiere =
            form.read_if_filled(&name("matiere"), |typed| vue.classement.find(typed).ok_or(Refus::MatiereInconnue));
        let fiche = FicheActe {
            numero: form.value(&name("numero")).to_owned(),
            objet: form.value(&name("objet")).to_owned(),
            decision_le,
            matiere: matiere.map(|choice| choice.code).unwrap_or_default(),
            ..un.acte.fiche.clone()
        };
        let fiche = fiche.cleaned();
        for (field, refus) in fiche.faults(house.clock().today()) {
            form.add_error(name(field), refus.to_string());
        }
        wanted.push((un.acte.id, revision, fiche));
    }
    if form.is_valid() {
        for (id, revision, fiche) in wanted {
            acts::edit(&mut tx, ctx, (id, revision), fiche).await?;
        }
        tx.commit().await?;
        return Ok(Redirect::to(&with_fait(&address(&agent, lot), "actes-enregistre")).into_response());
    }
    drop(tx);
    Ok((REFUSED, view(&house, &agent, &vue, &form)).into_response())
}

/// Sends what can leave; the rest stays here, with its reason.
pub(super) async fn transmit(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, lot)): Path<(String, LotId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    lots::transmit(&house, contexte(&house, &agent), lot).await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&address(&agent, lot), "actes-lot-transmis")))
}

fn address<P>(agent: &Agent<P>, lot: LotId) -> String {
    format!("{}/lots/{lot}", base(&agent.collectivite))
}

async fn load<P>(tx: &mut Tx, house: &House, agent: &Agent<P>, lot: LotId) -> Result<Vue, WebError> {
    let ctx = contexte(house, agent);
    let mut actes = Vec::new();
    for acte in lots::find(tx, ctx, lot).await? {
        let files = pieces::list_of(tx, agent.id(), acte.id).await?;
        let report = transmission::report(tx, house, ctx, (&acte, &files)).await?;
        actes.push(Un { acte, files, report });
    }
    let known = classements::find(tx, agent.id()).await?;
    let classement = known.unwrap_or_else(|| Classement::national(house.clock().today()));
    Ok(Vue { lot, actes, classement })
}

fn typed(vue: &Vue) -> FormState {
    vue.actes.iter().fold(FormState::default(), |state, un| {
        let (id, fiche) = (un.acte.id, &un.acte.fiche);
        let matiere = fiche.codes_matieres().and_then(|codes| vue.classement.find(&codes.to_string()));
        state
            .with(format!("revision_{id}"), un.acte.revision.to_string())
            .with(format!("numero_{id}"), &fiche.numero)
            .with(format!("objet_{id}"), &fiche.objet)
            .with(format!("decision_le_{id}"), fiche.decision_le.map(|day| day.to_string()).unwrap_or_default())
            .with(format!("matiere_{id}"), matiere.map_or_else(|| fiche.matiere.clone(), |choice| words(&choice)))
    })
}

fn view(house: &House, agent: &Agent<Deposer>, vue: &Vue, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let (base, there) = (base(&agent.collectivite), address(agent, vue.lot));
    let (open, gone): (Vec<_>, Vec<_>) = vue.actes.iter().partition(|un| un.acte.etat.is_modifiable());
    let ready = open.iter().filter(|un| un.report.is_clear()).count();
    let many = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let title = match (open.len(), ready) {
        (0, _) => "Tout le lot est parti".to_owned(),
        (left, all) if left == all => format!("{} à transmettre", combien(many(all), "acte", "actes")),
        (left, all) => format!("{} à compléter", combien(many(left - all), "acte", "actes")),
    };
    let parts = [
        (open.len() - ready, "à compléter", "à compléter"),
        (ready, "que la préfecture accepterait", "que la préfecture accepterait"),
        (gone.len(), "déjà parti", "déjà partis"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| combien(many(count), one, more))
        .collect();
    let lead = format!("{}\u{a0}: {}.", combien(many(vue.actes.len()), "acte", "actes"), parts.join(", "));
    let listed: Vec<String> = vue.classement.choices().iter().map(words).collect();
    let page = Page::new(&shell, title).lead(lead).breadcrumb(Breadcrumb::new().link("Actes", &base));
    page.content(html! {
        (suggestions("matieres", listed.iter().map(String::as_str)))
        @for obstacle in open.first().map(|un| &un.report.obstacles).into_iter().flatten().filter(|refus| **refus != Refus::DejaLa) {
            (Alert::new(Ton::Attention, obstacle.to_string()))
        }
        @if ready > 0 && agent.can::<Transmettre>() {
            (Carte::untitled().content(html! {
                p { "Ce que la préfecture accepterait part maintenant\u{a0}; le reste attend ici." }
                (ActionButton::new(format!("Transmettre {}", combien(many(ready), "acte", "actes")), format!("{there}/envoi"), &shell.csrf).icon(Icon::Send).primary())
            }))
        }
        @if !gone.is_empty() { (Carte::new("Partis").content(html! {
            ul { @for un in &gone { li { a href=(page_of(&agent.collectivite, un.acte.id)) { (un.acte.fiche.numero) " " (un.acte.fiche.objet) } " " (pill(un.acte.etat)) } }
            }
        })) }
        @if !open.is_empty() { (Carte::new("À vérifier").content(form(&open, state, (agent, &shell.csrf, &there)))) }
    })
}

fn form<'a>(open: &[&Un], state: &'a FormState, (agent, csrf, there): (&Agent<Deposer>, &str, &str)) -> Form<'a> {
    open.iter()
        .fold(Form::post(there, csrf).state(state), |form, un| form.bloc(bloc(un, state, agent)))
        .submit("Enregistrer et vérifier")
}

fn bloc(un: &Un, state: &FormState, agent: &Agent<Deposer>) -> Bloc {
    let id = un.acte.id;
    let title = un.files.first().map_or("Sans fichier", |file| &file.nom);
    let annexes = match un.files.len() {
        0 | 1 => String::new(),
        more => format!(", {}", combien(u32::try_from(more - 1).unwrap_or(u32::MAX), "annexe", "annexes")),
    };
    let revision = format!("revision_{id}");
    Bloc::new(title)
        .explained(format!("{}{annexes}", un.acte.fiche.nature.libelle()))
        .line([Field::textarea(format!("objet_{id}"), "Objet")
            .rows(2)
            .max_length(u32::try_from(OBJET_MAX).unwrap_or(u32::MAX))])
        .line([
            Field::text(format!("numero_{id}"), "Numéro")
                .short()
                .max_length(u32::try_from(NUMERO_MAX).unwrap_or(u32::MAX)),
            Field::date(format!("decision_le_{id}"), "Date de la décision").short(),
        ])
        .line([Field::text(format!("matiere_{id}"), "Matière").list("matieres")])
        .line([Field::hidden(revision.clone(), state.value(&revision))])
        .foot(verdict(un, agent))
}

fn verdict(un: &Un, agent: &Agent<Deposer>) -> Markup {
    let page = format!("{}/preparation", page_of(&agent.collectivite, un.acte.id));
    html! {
        ul.raisons {
            @if un.report.obstacles.contains(&Refus::DejaLa) { li { (Etat::refus(Refus::DejaLa.to_string())) } }
            @for constat in &un.report.constats {
                li { (match constat.gravite { Gravite::Refus => Etat::refus(&constat.phrase), Gravite::Alerte => Etat::attente(&constat.phrase) }) }
            }
            @if un.report.is_clear() { li { (Etat::fait("La préfecture l’accepterait.")) } }
        }
        p { a href=(page) { "Ses fichiers, leurs types, son aperçu" span.visually-hidden { " (" (un.acte.fiche.objet) ")" } } }
    }
}
