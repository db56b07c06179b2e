//! What everybody will read of an acte: its author, and a version without the names of people when it is needed.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use web::{
    Agent, Depot, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte, find},
    mots::{base, page_of},
};
use crate::{
    domain::{Acte, ActeId, NatureActe, OBJET_MAX, VersionPublique},
    droits::Publier,
    gestes::{archives::Fichier, publication as acts},
};

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let version = acts::version(&mut tx, contexte(&house, &agent), &acte).await?;
    drop(tx);
    let state = FormState::default().with("objet", &version.objet).with("auteur", &version.auteur);
    let state = if version.annexes { state.with("annexes", "oui") } else { state };
    let state = if version.document_id.is_some() { state.with("garder", "oui") } else { state };
    Ok(view(&house, &agent, (&acte, &version, &state)))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    let before = acts::version(&mut tx, contexte(&house, &agent), &acte).await?;
    let form = &depot.form;
    let kept = form.checked("garder");
    let next = VersionPublique {
        objet: form.value("objet").split_whitespace().collect::<Vec<_>>().join(" "),
        auteur: form.value("auteur").trim().to_owned(),
        annexes: form.checked("annexes"),
        document_id: before.document_id.filter(|_| kept),
        nom: if kept { before.nom.clone() } else { String::new() },
        ..before.clone()
    };
    let file = match depot.file("fichier").cloned() {
        Some(file) => match Fichier::look_pdf(house.documents(), file).await {
            Ok(file) => Some(file),
            Err(refused) => {
                refused.into_form(&mut depot.form, "fichier")?;
                None
            }
        },
        None => None,
    };
    if depot.form.is_valid() {
        match acts::set_version(&mut tx, contexte(&house, &agent), &acte, (next, file.as_ref())).await {
            Ok(()) => {
                tx.commit().await?;
                let there = page_of(&agent.collectivite, id);
                return Ok(Redirect::to(&with_fait(&there, "actes-enregistre")).into_response());
            }
            Err(refused) => refused.into_form(&mut depot.form, "auteur")?,
        }
    }
    drop(tx);
    Ok((REFUSED, view(&house, &agent, (&acte, &before, &depot.form))).into_response())
}

fn view(house: &House, agent: &Agent<Publier>, (acte, version, state): (&Acte, &VersionPublique, &FormState)) -> Page {
    let shell = agent.shell(house);
    let there = page_of(&agent.collectivite, acte.id);
    let form = Form::post(format!("{there}/publication/version"), &shell.csrf).state(state);
    let form = if acte.fiche.nature == NatureActe::ActeReglementaire {
        form.field(Field::text("auteur", "Auteur").help("Prénom, nom et qualité, tels qu’ils étaient le jour de la mise en ligne. Exemple\u{a0}: Jean Vidal, maire."))
    } else {
        form.field(Field::hidden("auteur", state.value("auteur")))
    };
    let form = form
        .field(
            Field::textarea("objet", "Objet à lire par tous")
                .rows(2)
                .optional()
                .max_length(u32::try_from(OBJET_MAX).unwrap_or(u32::MAX))
                .help(format!("Vide, c’est celui de l’acte\u{a0}: {}", acte.fiche.objet)),
        )
        .field(
            Field::file("fichier", "Fichier sans les noms", ".pdf")
                .optional()
                .help("Un PDF où les noms des personnes sont masqués\u{a0}: il remplace le fichier de l’acte sur la page publique, avec le même tampon."),
        );
    let form = if version.document_id.is_some() {
        form.field(
            Field::checkbox("garder", format!("Garder le fichier déjà choisi\u{a0}: {}", version.nom)).optional(),
        )
    } else {
        form
    };
    let form = form
        .field(Field::checkbox("annexes", "Publier aussi les annexes").optional())
        .submit("Enregistrer")
        .cancel(&there);
    Page::new(&shell, "Ce que tout le monde lira")
        .lead("La préfecture garde l’acte tel qu’il est parti\u{a0}; rien ne change pour elle.")
        .breadcrumb(Breadcrumb::new().link("Actes", base(&agent.collectivite)).link(&acte.fiche.objet, &there))
        .aide(Aide::new("Quand masquer des noms\u{a0}?", "Quand l’acte nomme une personne sans que la loi demande de le publier\u{a0}: une aide sociale, une adresse, une signature manuscrite."))
        .content(Carte::untitled().content(form))
}
