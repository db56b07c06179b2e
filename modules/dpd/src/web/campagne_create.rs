//! Writing to many: the members that the cockpit's filters choose, a subject, a text with fields, what one of them reads.

use annuaire::Collectivite;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Tx;
use kernel::{Id, combien};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Alert, Breadcrumb, Carte, Definitions, Field, Form, FormState, ListState, Page, Ton, details},
    with_fait,
};

use super::{PATH, choix, sees};
use crate::{
    domain::{CHAMPS, Modele, Refus, Tri},
    droits::Ecrire,
    gestes::{
        GesteError,
        campagnes::{self as acts, Auteur, Joint},
        cockpit::{self, Vue},
    },
    store::campagnes::Envoi,
};

const TEXTE: &str = "Bonjour,\n\nVoici ce qui attend {collectivite} pour la protection des données\u{a0}:\n\n{motifs}\n\n\
                     Votre registre s’ouvre ici\u{a0}:\n{lien}\n\nJe reste à votre disposition.\n\n{dpd}";

/// Whom one writes to, and how they were chosen.
pub(crate) struct Destinataires {
    pub centre: Collectivite,
    pub joints: Vec<Joint>,
    /// In words.
    pub choix: String,
    /// The query of the cockpit, kept in the form.
    query: String,
}

pub(super) async fn form(State(house): State<House>, agent: Agent<Ecrire>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let to = chosen(&mut tx, &house, &agent, agent.query()).await?;
    drop(tx);
    let state = FormState::default();
    Ok(view(&house, &agent, &to, (&state, None)))
}

/// « Relire » shows what the first of them would read; « Envoyer » makes the campaign, once.
pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Ecrire>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let to = chosen(&mut tx, &house, &agent, form.value("choix")).await?;
    match act(&mut tx, &house, &agent, &to, &form).await {
        Ok(Suite::Relue(example)) => {
            drop(tx);
            Ok(view(&house, &agent, &to, (&form, example.as_ref())).into_response())
        }
        Ok(Suite::Partie(id)) => {
            tx.commit().await?;
            house.wake().now();
            Ok(Redirect::to(&with_fait(&format!("{PATH}/campagnes/{id}"), "dpd-campagne")).into_response())
        }
        Err(refused) => {
            drop(tx);
            let field = match &refused {
                GesteError::Refus(Refus::CampagneSansObjet) => "objet",
                GesteError::Refus(Refus::PersonneAEcrire | Refus::AucuneAdresse) => "",
                _ => "texte",
            };
            refused.into_form(&mut form, field)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &to, (&form, None))).into_response())
        }
    }
}

enum Suite {
    Relue(Option<Envoi>),
    Partie(crate::store::campagnes::CampagneId),
}

async fn act(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<Ecrire>,
    to: &Destinataires,
    form: &FormState,
) -> Result<Suite, GesteError> {
    let modele = Modele::new(form.value("objet"), form.value("texte"))?;
    let courriel = agent.personne.fiche.courriel.as_str();
    let auteur = Auteur { acteur: &agent.acteur, courriel };
    let write = |joint: &Joint| acts::write(house, (&to.centre, auteur), joint, &modele);
    if form.value("geste") == "relire" {
        // One who would receive it, if there is any.
        let example = to.joints.iter().find(|joint| joint.adresse.is_some()).or(to.joints.first());
        return Ok(Suite::Relue(example.map(write).transpose()?));
    }
    let envois = to.joints.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    let id = acts::create(tx, house, auteur, (form.value("cle"), &to.choix), (&modele, &envois)).await?;
    Ok(Suite::Partie(id))
}

/// Those whom the filters of the cockpit choose, every filter read.
pub(crate) async fn chosen(
    tx: &mut Tx,
    house: &House,
    agent: &Agent<Ecrire>,
    query: &str,
) -> Result<Destinataires, WebError> {
    let state = ListState::from_query(query);
    let of = choix::portefeuilles(tx, agent).await?;
    choix::ensure_reads(&state, &of).map_err(|refus| WebError::Refus(refus.to_string()))?;
    let asked = choix::read(tx, agent, &state).await?;
    let Vue { centre, mut membres, .. } = cockpit::load(tx, house, agent.droits.visibles()).await?;
    membres.retain(|membre| sees(agent, membre.id) && asked.keeps(membre));
    Tri::Attention.apply(&mut membres, false);
    let choix = choix::words(&asked, &of, &state);
    // The query alone, as the cockpit reads it.
    let query = state.href("").trim_start_matches('?').to_owned();
    Ok(Destinataires { centre, joints: acts::reach(tx, membres).await?, choix, query })
}

fn view(
    house: &House,
    agent: &Agent<Ecrire>,
    to: &Destinataires,
    (state, example): (&FormState, Option<&Envoi>),
) -> Page {
    let shell = agent.shell(house);
    let count = u32::try_from(to.joints.len()).unwrap_or(u32::MAX);
    let reached = to.joints.iter().filter(|joint| joint.adresse.is_some()).count();
    let reached = u32::try_from(reached).unwrap_or(u32::MAX);
    let cle = match state.value("cle") {
        "" => Id::<()>::new(house.clock()).to_string(),
        known => known.to_owned(),
    };
    let form = Form::post(format!("{PATH}/campagnes"), &shell.csrf)
        .state(state)
        .field(Field::hidden("cle", cle))
        .field(Field::hidden("choix", &to.query))
        .field(Field::text("objet", "Objet").max_length(200).default_value("{collectivite}\u{a0}: votre registre RGPD"))
        .field(Field::textarea("texte", "Texte").rows(14).max_length(10_000).default_value(TEXTE).help(
            "Une ligne qui commence par un tiret devient une liste\u{a0}; l’adresse d’une page de Beffroi seule sur sa ligne, un bouton.",
        ))
        .submit(format!("Envoyer à {}", combien(reached, "adhérent", "adhérents")))
        .submit_also("Relire pour l’un d’eux", "geste", "relire")
        .cancel(PATH);
    Page::new(&shell, format!("Écrire à {}", combien(count, "adhérent", "adhérents")))
        .lead(format!("{}. Le courriel part au référent RGPD, sinon à l’adresse de la collectivité.", to.choix))
        .breadcrumb(Breadcrumb::new().link("Qui a besoin de moi", PATH).link("Campagnes", format!("{PATH}/campagnes")))
        .aide(aide())
        .content(html! {
            div.pile {
                @if let Some(example) = example { (read_by(example)) }
                (silent(&to.joints))
                (Carte::untitled().content(form))
                @if count > 0 { (details("À qui", readers(&to.joints))) }
            }
        })
}

/// Who would receive nothing, before one writes.
fn silent(joints: &[Joint]) -> Markup {
    let without: Vec<&str> =
        joints.iter().filter(|joint| joint.adresse.is_none()).map(|joint| joint.membre.nom.as_str()).collect();
    let count = u32::try_from(without.len()).unwrap_or(u32::MAX);
    html! {
        @if count > 0 {
            (Alert::new(Ton::Attention, html! {
                p { (combien(count, "collectivité n’a", "collectivités n’ont")) " aucune adresse connue\u{a0}: elles ne recevront rien." }
                (details("Lesquelles", html! { ul { @for nom in &without { li { (nom) } } } }))
            }))
        }
    }
}

fn readers(joints: &[Joint]) -> Markup {
    let reached = joints.iter().filter_map(|joint| Some((joint, joint.adresse.as_ref()?)));
    html! {
        ul { @for (joint, adresse) in reached {
            li { (joint.membre.nom) "\u{a0}: " (joint.destinataire) " " span.discret { (adresse) } }
        } }
    }
}

/// What one of them reads.
fn read_by(envoi: &Envoi) -> Markup {
    let to = match &envoi.adresse {
        Some(adresse) => format!("{} <{adresse}>", envoi.destinataire),
        None => "Personne\u{a0}: aucune adresse n’est connue".to_owned(),
    };
    let facts = Definitions::new().fact("À", to).fact("Objet", &envoi.objet);
    html! {
        (Carte::new(format!("Ce que lira {}", envoi.nom)).content(facts).content(html! {
            @for line in envoi.texte.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
        }))
    }
}

fn aide() -> Aide {
    Aide::new("Les champs", html! { dl { @for (nom, sens) in CHAMPS { dt { code { "{" (nom) "}" } } dd { (sens) } } } })
}
