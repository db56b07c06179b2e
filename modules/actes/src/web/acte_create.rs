//! A new acte: its file, its nature and what one knows of it; the rest follows on the page of its preparation.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{Id, parse_date};
use web::{
    Agent, Depot, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Page, Stepper},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    mots::{base, page_of},
};
use crate::{
    domain::{FicheActe, NUMERO_MAX, NatureActe, OBJET_MAX},
    droits::Deposer,
    gestes::{actes as acts, archives::Fichier, raccordements},
};

pub(super) const ACCEPTES: &str = ".pdf,.jpg,.jpeg,.png,.xml,.gz";

pub(super) async fn form(State(house): State<House>, agent: Agent<Deposer>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let numero = acts::suggest_number(&mut tx, ctx, NatureActe::Deliberation).await?;
    drop(tx);
    let state = FormState::default()
        .with("id", Id::<()>::new(house.clock()).to_string())
        .with("nature", NatureActe::Deliberation.code())
        .with("numero", numero);
    Ok(view(&house, &agent, &state))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Deposer>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let form = &mut depot.form;
    let id = form.value("id").parse().map_err(|_| WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned()))?;
    let nature = form.read("nature", |code| NatureActe::from_code(code).ok_or(crate::domain::Refus::SansNature));
    let decision_le = form.read_if_filled("decision_le", parse_date);
    let fiche = nature.map(|nature| FicheActe {
        numero: form.value("numero").to_owned(),
        decision_le,
        objet: form.value("objet").to_owned(),
        ..FicheActe::new(nature)
    });
    let fiche = fiche.map(FicheActe::cleaned);
    for (field, refus) in fiche.iter().flat_map(|fiche| fiche.faults(house.clock().today())) {
        form.add_error(field, refus.to_string());
    }
    let mut files = Vec::new();
    for field in ["fichier", "annexes"] {
        let received: Vec<_> = depot.files(field).cloned().collect();
        for file in received {
            let Some(nature) = nature else { continue };
            match Fichier::look(house.documents(), file, nature).await {
                Ok(file) => files.push(file),
                Err(refused) => refused.into_form(&mut depot.form, field)?,
            }
        }
    }
    if depot.file("fichier").is_none() && depot.form.error("fichier").is_none() {
        depot.form.add_error("fichier", "Joignez le fichier de l’acte\u{a0}: le PDF signé, ou son scan.");
    }
    if let Some(fiche) = fiche.filter(|_| depot.form.is_valid()) {
        let mut tx = house.db().begin(Perimetre::Collectivite(agent.id())).await?;
        let ctx = contexte(&house, &agent);
        raccordements::begin(&mut tx, &house, ctx, &agent.collectivite).await?;
        match acts::create(&mut tx, ctx, (id, fiche), &files).await {
            Ok(acte) => {
                tx.commit().await?;
                house.wake().now();
                let there = format!("{}/preparation", page_of(&agent.collectivite, acte.id));
                return Ok(Redirect::to(&with_fait(&there, "actes-depose")).into_response());
            }
            Err(refused) => refused.into_form(&mut depot.form, "")?,
        }
    }
    Ok((REFUSED, view(&house, &agent, &depot.form)).into_response())
}

fn view(house: &House, agent: &Agent<Deposer>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = base(&agent.collectivite);
    let natures =
        NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle()).help(nature.exemple()));
    let form = Form::post(&base, &shell.csrf)
        .state(state)
        .field(Field::hidden("id", state.value("id")))
        .field(
            Field::file("fichier", "Fichier de l’acte", ACCEPTES)
                .help("Le PDF signé, ou son scan. Pour un budget, le XML de votre logiciel financier."),
        )
        .field(
            Field::file("annexes", "Annexes", ACCEPTES)
                .multiple()
                .optional()
                .help("Plans, tableaux, conventions jointes\u{a0}: plusieurs fichiers d’un coup si vous voulez."),
        )
        .field(Field::radio_cards("nature", "Nature de l’acte", natures))
        .field(
            Field::textarea("objet", "Objet")
                .rows(2)
                .help("Comme sur l’acte\u{a0}: la préfecture et les habitants le liront. Exemple\u{a0}: Tarifs de la cantine pour 2027.")
                .max_length(u32::try_from(OBJET_MAX).unwrap_or(u32::MAX)),
        )
        .row([
            Field::text("numero", "Numéro")
                .short()
                .help("Majuscules, chiffres et trait bas.")
                .max_length(u32::try_from(NUMERO_MAX).unwrap_or(u32::MAX)),
            Field::date("decision_le", "Date de la décision").short().help("Le jour du vote ou de la signature."),
        ])
        .submit("Continuer")
        .cancel(&base);
    Page::new(&shell, "Déposer un acte")
        .lead("Deux pages\u{a0}: le fichier d’abord, puis la matière et la vérification avant l’envoi.")
        .breadcrumb(Breadcrumb::new().link("Actes", &base))
        .aide(
            Aide::new("Et si je me trompe\u{a0}?", "Rien ne part avant que vous ayez cliqué sur «\u{a0}Transmettre à la préfecture\u{a0}». Le brouillon s’enregistre et se corrige.")
                .example("un PDF abîmé ou protégé par un mot de passe est signalé tout de suite."),
        )
        .content(steps(0))
        .content(Carte::untitled().content(form))
}

pub(super) fn steps(current: usize) -> Stepper {
    Stepper::new("Dépôt d’un acte", current)
        .step("Le fichier")
        .step("La matière, la vérification")
        .step("La préfecture")
}
