//! The next version of a model: written step by step like a traitement, then published with a word of what changes.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, ActionButton, Alert, Breadcrumb, Carte, Field, Form, FormState, Icon, Page, Ton},
    with_fait,
};

use super::{
    acces::contexte,
    centre_modele_list::{PATH, fields as presentation_fields, read as read_presentation},
    difference_view,
    etape_edit::{asked_by, missing, steps, titre},
    etape_fields::{self, Entoure},
    rangs::Geste,
    saisie,
};
use crate::{
    domain::{Etape, conseil_aipd, differences},
    droits::GererModeles,
    gestes::{GesteError, modeles as acts},
    store::modeles::Brouillon,
};

type Chemin = Path<(String, String)>;

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path((code, etape)): Chemin,
) -> Result<Page, WebError> {
    let etape: Etape = etape.parse().map_err(|_| WebError::NotFound)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let draft = acts::draft(&mut tx, contexte(&house, &agent), &code).await?;
    let contenu = draft.modele.commun().unwrap_or_default();
    let state = saisie::fill(&contenu, etape).with("vu", draft.revision.to_string());
    Ok(page(&house, &agent, (&draft, etape, &asked_by(agent.query())), &state, false))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path((code, etape)): Chemin,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let etape: Etape = etape.parse().map_err(|_| WebError::NotFound)?;
    let geste = Geste::of(&form);
    let ctx = contexte(&house, &agent);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let draft = acts::draft(&mut tx, ctx, &code).await?;
    let contenu = draft.modele.commun().unwrap_or_default();
    let typed = saisie::read(&mut form, etape, &contenu, &geste);
    if form.value("vu") != draft.revision.to_string() && typed != contenu {
        form.values.retain(|(name, _)| name != "vu");
        let shown = form.with("vu", draft.revision.to_string());
        return Ok((StatusCode::CONFLICT, page(&house, &agent, (&draft, etape, &geste), &shown, true)).into_response());
    }
    if form.is_valid() {
        let written = if typed == contenu { Ok(()) } else { acts::edit(&mut tx, ctx, draft.clone(), &typed).await };
        match written {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&next(&code, etape, &geste, &form)).into_response());
            }
            Err(GesteError::Conflict) => return Err(GesteError::Conflict.into()),
            Err(refused) => refused.into_form(&mut form, "")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, (&draft, etape, &geste), &form, false)).into_response())
}

fn next(code: &str, etape: Etape, geste: &Geste, form: &FormState) -> String {
    let here = format!("{PATH}/{code}/etapes/{etape}");
    match geste {
        Geste::Continuer => match etape.next() {
            Some(next) => with_fait(&format!("{PATH}/{code}/etapes/{next}"), "rgpd-enregistre"),
            None => with_fait(&format!("{PATH}/{code}/publication"), "rgpd-enregistre"),
        },
        Geste::Rester => with_fait(&here, "rgpd-enregistre"),
        Geste::Conseil => format!("{here}?conseil=oui#conseil"),
        Geste::Retirer(liste, _) => format!("{}#{liste}", with_fait(&here, "rgpd-enregistre")),
        Geste::Ajouter(liste) if form.all(&format!("{liste}_ajout")).count() > 0 => format!("{here}#{liste}"),
        Geste::Ajouter(liste) => format!("{here}?plus={liste}#{liste}"),
    }
}

fn page(
    house: &House,
    agent: &Agent<GererModeles>,
    (draft, etape, geste): (&Brouillon, Etape, &Geste),
    state: &FormState,
    conflict: bool,
) -> Page {
    let shell = agent.shell(house);
    let there = format!("{PATH}/{}", draft.modele.code);
    let contenu = draft.modele.commun().unwrap_or_default();
    let form = Form::post(format!("{there}/etapes/{etape}"), &shell.csrf).state(state).markup(html! {
        button.visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Enregistrer" }
    });
    let advice = (*geste == Geste::Conseil).then(|| conseil_aipd(&contenu));
    let entoure = Entoure { services: &[], geste, conseil: advice.as_ref(), catalogue: &[] };
    let form = etape_fields::fields(form, etape, state, &entoure)
        .submit(if etape.next().is_some() { "Enregistrer et continuer" } else { "Enregistrer et relire" })
        .submit_also("Enregistrer", "geste", "rester")
        .cancel(&there);
    let adapted = !draft.modele.genres_adaptes().is_empty();
    Page::new(&shell, titre(etape))
        .lead(html! { "Modèle «\u{a0}" (draft.modele.titre) "\u{a0}». Rien n’est proposé aux adhérents avant que vous publiiez." })
        .breadcrumb(Breadcrumb::new().link("Modèles", PATH).link(&draft.modele.titre, &there))
        .action(Action::link("Titre et public", format!("{there}/presentation")).icon(Icon::Pencil))
        .action(Action::link("Relire et publier", format!("{there}/publication")).icon(Icon::Send))
        .aide(etape_fields::aide(etape))
        .content(steps(&there, etape))
        .content(html! {
            @if conflict {
                (Alert::new(Ton::Attention, "Ce modèle a été enregistré pendant que vous écriviez. Votre texte est encore là\u{a0}: relisez-le, puis enregistrez à nouveau."))
            }
            @if adapted {
                (Alert::new(Ton::Info, "Ce modèle est adapté pour certains genres de collectivités\u{a0}: ce qui leur est propre ne change pas ici."))
            }
        })
        .content(Carte::untitled().content(form))
        .content(missing(&contenu, etape))
}

pub(super) async fn presentation(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let draft = acts::draft(&mut tx, contexte(&house, &agent), &code).await?;
    let m = &draft.modele;
    let state = FormState::default()
        .with("titre", &m.titre)
        .with("resume", &m.resume)
        .with("famille", m.famille.code())
        .with("retire", if m.retire { "oui" } else { "" });
    let state = m.genres.iter().fold(state, |state, genre| state.with("genres", genre.code()));
    Ok(presentation_view(&house, &agent, &draft, &state))
}

pub(super) async fn save_presentation(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let ctx = contexte(&house, &agent);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let draft = acts::draft(&mut tx, ctx, &code).await?;
    if let Some(asked) = read_presentation(&mut form) {
        match acts::present(&mut tx, ctx, draft.clone(), asked).await {
            Ok(()) => {
                tx.commit().await?;
                let there = format!("{PATH}/{code}/publication");
                return Ok(Redirect::to(&with_fait(&there, "rgpd-enregistre")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "titre")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, presentation_view(&house, &agent, &draft, &form)).into_response())
}

fn presentation_view(house: &House, agent: &Agent<GererModeles>, draft: &Brouillon, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let there = format!("{PATH}/{}", draft.modele.code);
    let form = presentation_fields(Form::post(format!("{there}/presentation"), &shell.csrf).state(state))
        .field(Field::checkbox("retire", "Ne plus proposer ce modèle"))
        .submit("Enregistrer")
        .cancel(&there);
    Page::new(&shell, "Titre et public du modèle")
        .breadcrumb(Breadcrumb::new().link("Modèles", PATH).link(&draft.modele.titre, &there))
        .content(Carte::untitled().content(form))
}

/// What publishing would propose.
pub(super) async fn review(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
) -> Result<Page, WebError> {
    review_view(&house, &agent, &code, &FormState::default()).await
}

pub(super) async fn publish(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match acts::publish(&mut tx, contexte(&house, &agent), &code, form.value("note")).await {
        Ok(_) => {
            tx.commit().await?;
            house.wake().now();
            Ok(Redirect::to(&with_fait(&format!("{PATH}/{code}"), "rgpd-modele-publie")).into_response())
        }
        Err(refused) => {
            drop(tx);
            refused.into_form(&mut form, "note")?;
            let page = review_view(&house, &agent, &code, &form).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub(super) async fn abandon(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::abandon(&mut tx, contexte(&house, &agent), &code).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(PATH, "rgpd-modele-abandonne")))
}

async fn review_view(
    house: &House,
    agent: &Agent<GererModeles>,
    code: &str,
    state: &FormState,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let draft = acts::draft(&mut tx, contexte(house, agent), code).await?;
    let library = acts::library(&mut tx).await?;
    let latest = library.find(code);
    drop(tx);
    let shell = agent.shell(house);
    let there = format!("{PATH}/{code}");
    let now = draft.modele.commun().unwrap_or_default();
    let before = latest.and_then(|latest| latest.modele.commun()).unwrap_or_default();
    let changed = differences(&before, &now);
    let same = latest.is_some_and(|latest| latest.modele == draft.modele);
    let form = Form::post(format!("{there}/publication"), &shell.csrf).state(state);
    let form = if latest.is_some() {
        form.field(
            Field::text("note", "Ce qui change, en une phrase")
                .help("Les adhérents le lisent avant de répondre.")
                .max_length(500),
        )
    } else {
        form
    };
    Ok(Page::new(&shell, "Relire et publier")
        .lead(html! { "Modèle «\u{a0}" (draft.modele.titre) "\u{a0}»." })
        .breadcrumb(Breadcrumb::new().link("Modèles", PATH).link(&draft.modele.titre, &there))
        .action(Action::link("Reprendre l’écriture", format!("{there}/etapes/{}", Etape::Essentiel)).icon(Icon::Pencil))
        .content(html! {
            div.pile {
                @if same {
                    (Alert::new(Ton::Info, "Rien ne change encore dans ce modèle."))
                } @else {
                    (Carte::new("Ce qui change").content(difference_view::table(&changed, ("Aujourd’hui", "Après publication"))))
                    (Carte::new("Publier").content(form.submit("Publier cette version")))
                    (Carte::untitled().content(ActionButton::new("Abandonner cette version", format!("{there}/abandon"), &shell.csrf).quiet()))
                }
            }
        }))
}
