//! The fiche of a person: name, mail, telephone.

use annuaire::{AnnuaireError, FichePersonne, GenrePersonne, Personne, SaisiePersonne, personnes};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::PersonneId;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::{personne_guard, personne_show};
use crate::{courriels, droits::Gerer, faits, refus::Answer};

pub(crate) async fn form(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    Ok(page(&house, &agent, &personne, &FormState::default()))
}

pub(crate) async fn update(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    // Who changes the mail of an account can take it: an administrator's is changed by another one only.
    personne_guard::ensure_may_touch(&mut tx, &house, &agent, id).await?;
    let version = typed.value("version").parse().unwrap_or_default();
    let refused =
        |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &personne, typed)).into_response();
    let Some(fiche) = read(&mut typed)? else { return Ok(refused(&typed)) };
    let saved = personnes::update(&mut tx, house.clock(), &agent.acteur, (id, version), &fiche).await;
    if saved.or_error(&mut typed)?.is_none() {
        return Ok(refused(&typed));
    }
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::PERSONNE_ENREGISTREE)).into_response())
}

/// The fields of a person, filled with what is known.
pub(super) fn fields(known: Option<&FichePersonne>) -> [Field; 5] {
    let text = |of: fn(&FichePersonne) -> &str| known.map(of).unwrap_or_default();
    let genres = GenrePersonne::ALL.map(|genre| Choice::new(genre.code(), genre.libelle()));
    [
        Field::text("prenom", "Prénom").default_value(text(|f| &f.prenom)).autocomplete("off"),
        Field::text("nom", "Nom").default_value(text(|f| &f.nom)).autocomplete("off"),
        Field::email("courriel", "Courriel")
            .help("La sienne propre, pas celle de l’accueil\u{a0}: elle nomme le compte et reçoit l’invitation.")
            .default_value(text(|f| f.courriel.as_str()))
            .autocomplete("off"),
        Field::telephone("telephone", "Téléphone")
            .default_value(known.and_then(|f| f.telephone.as_deref()).unwrap_or_default())
            .autocomplete("off")
            .optional(),
        Field::radios("genre", "Cette personne est", genres).default_value(known.map_or("agent", |f| f.genre.code())),
    ]
}

/// What was typed of a person. An address to which no mail can go is refused by its field.
pub(super) fn read(typed: &mut FormState) -> Result<Option<FichePersonne>, WebError> {
    let of = |name: &str| typed.value(name).to_owned();
    let saisie = SaisiePersonne {
        prenom: of("prenom"),
        nom: of("nom"),
        courriel: of("courriel"),
        telephone: of("telephone"),
        genre: of("genre"),
    };
    let fiche = saisie.read().map_err(AnnuaireError::from).or_error(typed)?;
    Ok(fiche.filter(|fiche| courriels::can_reach(fiche).map_err(|why| typed.add_error("courriel", why.0)).is_ok()))
}

fn page(house: &House, agent: &Agent<Gerer>, personne: &Personne, typed: &FormState) -> Page {
    let (shell, here) = (agent.shell(house), personne_show::path(personne.id));
    let [prenom, nom, courriel, telephone, genre] = fields(Some(&personne.fiche));
    let form = Form::post(format!("{here}/modification"), &shell.csrf)
        .state(typed)
        .field(Field::hidden("version", personne.version.to_string()))
        .row([prenom, nom])
        .field(courriel)
        .field(telephone)
        .field(genre)
        .cancel(&here);
    Page::new(&shell, format!("Modifier la fiche de {}", personne.nom_complet()))
        .breadcrumb(personne_show::above(personne))
        .content(Carte::untitled().content(form))
}
