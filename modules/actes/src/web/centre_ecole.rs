//! The school, for who teaches: the actes that it received, and what the préfecture would write about them.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use editique::{Bloc, Document, Emetteur};
use kernel::date_courte;
use maud::html;
use norme_actes::IdActe;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Column, Empty, Field, Form, FormState, Icon, Page, Row, Table},
    with_fait,
};

use super::{acces::REFUSED, centre_membre::find, centre_suivi::PATH, mots::pill};
use crate::{
    domain::{Acte, ActeId, prefecture::Initiative},
    droits::Raccorder,
    store::actes,
    transport::ecole::{ANOMALIE, ENVELOPPE, Ecole, SILENCE},
};

/// What the teacher may have written: code, words, whether a text is asked.
const LETTRES: [(&str, &str, bool); 7] = [
    ("3-1", "Demander des pièces complémentaires", true),
    ("4-1", "Écrire une lettre d’observations", true),
    ("2-1", "Écrire un courrier simple", false),
    ("5-1", "Déférer l’acte au tribunal administratif", true),
    ("1-2", "Envoyer l’accusé de réception", false),
    ("1-3", "Refuser l’acte (anomalie)", true),
    ("6-2", "Accuser réception de l’annulation", false),
];

pub(super) async fn list(State(house): State<House>, agent: Agent<Raccorder>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut rows = Vec::new();
    for acte in actes::list_at_school(&mut tx).await? {
        let one = annuaire::collectivites::find(&mut tx, acte.collectivite_id).await?;
        if let Some(one) = one.filter(|one| agent.droits.sees(one.id)) {
            rows.push((one, acte));
        }
    }
    drop(tx);
    let shell = agent.shell(&house);
    let table = Table::new("Actes reçus à l’école")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("objet", "Acte"))
        .column(Column::new("etat", "État"))
        .rows(rows.iter().map(|(one, acte)| {
            Row::new()
                .cell(one.nom_complet())
                .cell(html! { a href={ (PATH) "/ecole/" (one.fiche.siren) "/" (acte.id) } { (acte.fiche.objet) } })
                .cell(pill(acte.etat))
        }));
    Ok(Page::new(&shell, "L’école, la préfecture d’exercice")
        .lead("Elle contrôle et répond comme la vraie. Choisissez un acte pour lui faire écrire une lettre.")
        .breadcrumb(Breadcrumb::new().link("Télétransmission", PATH))
        .aide(Aide::new(
            "Faire répondre autrement\u{a0}?",
            format!("Dans l’objet d’un acte d’exercice, «\u{a0}{SILENCE}\u{a0}» fait taire la préfecture, «\u{a0}{ANOMALIE}\u{a0}» fait refuser l’acte, «\u{a0}{ENVELOPPE}\u{a0}» fait refuser l’enveloppe."),
        ))
        .content(Carte::untitled().content(html! {
            @if rows.is_empty() { (Empty::new("L’école n’a encore rien reçu").icon(Icon::BookOpen).next("Une collectivité qui commence y est d’office\u{a0}: qu’elle dépose un premier acte.")) } @else { (table) }
        })))
}

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path((membre, id)): Path<(String, ActeId)>,
) -> Result<Page, WebError> {
    let (_, acte) = load(&house, &agent, (&membre, id)).await?;
    Ok(view(&house, &agent, (&membre, &acte), &FormState::default()))
}

pub(super) async fn write(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path((membre, id)): Path<(String, ActeId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let (one, acte) = load(&house, &agent, (&membre, id)).await?;
    let texte = form.value("texte").to_owned();
    let chosen = LETTRES.iter().find(|(code, ..)| *code == form.value("lettre"));
    if chosen.is_none() {
        form.add_error("lettre", "Choisissez ce que la préfecture écrit.");
    }
    if chosen.is_some_and(|(.., asks)| *asks) && texte.is_empty() {
        form.add_error("texte", "Écrivez ce qu’elle demande, ou pourquoi.");
    }
    let what = chosen.filter(|_| form.is_valid()).map(|(code, ..)| initiative(code, texte.clone()));
    let identity = acte.id_acte.as_deref().and_then(|id| id.parse::<IdActe>().ok());
    if let (Some(what), Some(identity)) = (what, identity) {
        let letter = letter(&house, &acte, &texte).await?;
        let mut tx = house.db().begin(Perimetre::Collectivite(one.id)).await?;
        Ecole::new((*house).clone()).write(&mut tx, one.id, &identity, (&what, &letter)).await?;
        tx.commit().await?;
        return Ok(Redirect::to(&with_fait(&format!("{PATH}/ecole"), "actes-ecole")).into_response());
    }
    Ok((REFUSED, view(&house, &agent, (&membre, &acte), &form)).into_response())
}

fn initiative(code: &str, texte: String) -> Initiative {
    match code {
        "1-2" => Initiative::AccuseReception,
        "1-3" => Initiative::Anomalie { nature: "003".to_owned(), detail: texte },
        "2-1" => Initiative::CourrierSimple,
        "3-1" => Initiative::DemandePieceComplementaire { description: texte },
        "4-1" => Initiative::LettreObservations { motif: texte },
        "5-1" => Initiative::DefereTa { motif: texte },
        _ => Initiative::AccuseAnnulation,
    }
}

/// The letter on paper, marked as an exercise.
async fn letter(house: &House, acte: &Acte, texte: &str) -> Result<Vec<u8>, WebError> {
    let emetteur =
        Emetteur { nom: "Préfecture d’exercice".to_owned(), lignes: vec!["École de Beffroi".to_owned()] };
    let mut document = Document::new("Lettre d’exercice", emetteur, house.clock().today());
    document.sous_titre = Some(acte.fiche.objet.clone());
    document.mention = Some("EXERCICE\u{a0}: cette lettre ne vient pas d’une vraie préfecture.".to_owned());
    document.push(Bloc::paragraphe(if texte.is_empty() { "Courrier d’exercice." } else { texte }));
    let services = house.clone();
    let printed = tokio::task::spawn_blocking(move || services.presse().pdf(&document)).await;
    printed.map_err(WebError::internal)?.map_err(WebError::internal)
}

async fn load(
    house: &House,
    agent: &Agent<Raccorder>,
    (membre, id): (&str, ActeId),
) -> Result<(annuaire::Collectivite, Acte), WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find(&mut tx, agent, membre).await?;
    let acte = actes::find(&mut tx, one.id, id).await?.ok_or(WebError::NotFound)?;
    Ok((one, acte))
}

fn view(house: &House, agent: &Agent<Raccorder>, (membre, acte): (&str, &Acte), state: &FormState) -> Page {
    let shell = agent.shell(house);
    let choices = LETTRES.iter().map(|(code, libelle, _)| Choice::new(*code, *libelle));
    let form = Form::post(format!("{PATH}/ecole/{membre}/{}", acte.id), &shell.csrf)
        .state(state)
        .field(Field::radios("lettre", "Ce que la préfecture écrit", choices))
        .field(
            Field::textarea("texte", "Son texte")
                .rows(3)
                .optional()
                .help("Les pièces demandées, le motif. Exemple\u{a0}: le plan de situation manque."),
        )
        .submit("Faire écrire la préfecture")
        .cancel(format!("{PATH}/ecole"));
    let day = acte.fiche.decision_le.map(date_courte).unwrap_or_default();
    Page::new(&shell, &acte.fiche.objet)
        .lead(html! { (acte.fiche.nature.libelle()) " " (acte.fiche.numero) " du " (day) " — " (pill(acte.etat)) })
        .breadcrumb(Breadcrumb::new().link("Télétransmission", PATH).link("L’école", format!("{PATH}/ecole")))
        .content(Carte::untitled().content(form))
}
