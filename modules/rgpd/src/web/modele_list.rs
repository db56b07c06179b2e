//! The library of models: a traitement already filled, taken over in one click.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        ActionButton, Aide, Breadcrumb, Carte, Column, Empty, Field, Form, FormState, Icon, ListState, Page, Row, Table,
    },
    with_fait,
};

use super::{
    acces::{contexte, limite, may_attach, own_services},
    mots::{combien, registre},
};
use crate::{
    domain::{Confiance, FamilleModele, ModelePublie, OrigineModele},
    droits::Rediger,
    gestes::{
        modeles,
        traitements::{self as acts, Avec},
    },
    store::traitements,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Rediger>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let taken = traitements::codes_of_modeles(&mut tx, agent.id()).await?;
    let library = modeles::library(&mut tx).await?;
    drop(tx);
    let words = kernel::fold(&state.q);
    let found: Vec<&ModelePublie> = library.of(agent.collectivite.fiche.genre).filter(|m| matches(m, &words)).collect();
    let shell = agent.shell(&house);
    let base = registre(&agent.collectivite);
    let typed = FormState::default().with("q", state.q.clone());
    let search = Form::get(format!("{base}/modeles"))
        .state(&typed)
        .field(Field::text("q", "Un mot").optional())
        .submit("Chercher");
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    Ok(Page::new(&shell, "Partir d’un modèle")
        .lead(format!("{} pour votre collectivité. Reprenez-en un, ajustez-le, puis confirmez ce qui est vrai chez vous.", combien(count, "modèle", "modèles")))
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .aide(
            Aide::new("Que vaut un modèle\u{a0}?", "C’est une fiche préparée, avec ses textes et ses durées. Les mesures y sont prévues\u{a0}: vous confirmez celles qui sont en place.")
                .example("«\u{a0}durées à valider\u{a0}» veut dire qu’elles viennent de la pratique des archives."),
        )
        .content(html! {
            div.pile {
                (Carte::untitled().content(search))
                @if found.is_empty() {
                    (Empty::new("Aucun modèle ne correspond").icon(Icon::ListChecks).next("Essayez un autre mot, ou ajoutez un traitement sans modèle."))
                }
                @for famille in FamilleModele::TOUS {
                    @let here: Vec<&&ModelePublie> = found.iter().filter(|m| m.modele.famille == *famille).collect();
                    @if !here.is_empty() { (Carte::new(famille.libelle()).content(table(&here, &taken, &base, &shell.csrf))) }
                }
            }
        }))
}

/// Makes a draft of the model, and opens it.
pub(super) async fn take(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, code)): Path<(String, String)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let genre = agent.collectivite.fiche.genre;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let library = modeles::library(&mut tx).await?;
    let model = library.offered(&code, genre).ok_or(WebError::NotFound)?;
    let contenu = model.modele.contenu(genre).ok_or(WebError::NotFound)?;
    let own = own_services(&mut tx, &agent).await?;
    // Whoever is limited to services works in the first of theirs; the fiche lets them choose another.
    let service = own.first().filter(|_| limite(&agent).is_some()).map(|service| service.id);
    may_attach(&agent, &own, service).map_err(|refus| WebError::Refus(refus.to_owned()))?;
    let avec = Avec { service, modele: Some(OrigineModele { code, version: model.version }) };
    let id = acts::create(&mut tx, contexte(&house, &agent), contenu, avec).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&format!("{}/traitements/{id}", registre(&agent.collectivite)), "rgpd-modele")))
}

fn matches(ModelePublie { modele: model, .. }: &ModelePublie, words: &str) -> bool {
    let told = kernel::fold(&format!("{} {} {}", model.titre, model.resume, model.code));
    words.split(' ').all(|word| told.contains(word))
}

fn table(models: &[&&ModelePublie], taken: &[String], base: &str, csrf: &str) -> Table {
    let button = |model: &crate::domain::Modele| -> Markup {
        let take = ActionButton::new("Reprendre", format!("{base}/modeles/{}", model.code), csrf)
            .icon(Icon::Plus)
            .quiet()
            .context(&model.titre);
        html! { div.rang { (take) } @if taken.contains(&model.code) { span.discret { "déjà dans votre registre" } } }
    };
    Table::new("Modèles")
        .column(Column::new("modele", "Modèle"))
        .column(Column::new("confiance", "Durées"))
        .column(Column::new("geste", "Que faire"))
        .rows(models.iter().map(|ModelePublie { modele: model, .. }| {
            let sure = if model.confiance == Confiance::A { "de la loi ou de la CNIL" } else { "à valider" };
            Row::new()
                .cell(html! { div { b { (model.titre) } br; span.discret { (model.resume) } } })
                .cell(sure)
                .cell(button(model))
        }))
}
