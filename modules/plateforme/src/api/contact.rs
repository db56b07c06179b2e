//! Référents and contacts.

use annuaire::{Contact, SaisieContact};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use db::Perimetre;
use kernel::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi},
};

use super::{ANNUAIRE as TAG, refuse::Refuse};
use crate::droits::{LireFiche, TenirFiche};

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/collectivites/{siren}/contacts",
            Operation::new(TAG, "listContacts", "Les référents et contacts").gives::<PageApi<ContactLu>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/collectivites/{siren}/contacts",
            Operation::new(TAG, "addContact", "Ajouter un référent ou un contact")
                .takes::<ContactEcrit>()
                .gives::<ContactLu>()
                .status(201),
            add,
        )
        .api(
            "PUT",
            "/api/v1/collectivites/{siren}/contacts/{contact}",
            Operation::new(TAG, "updateContact", "Modifier un contact").takes::<ContactEcrit>().gives::<ContactLu>(),
            update,
        )
        .api(
            "DELETE",
            "/api/v1/collectivites/{siren}/contacts/{contact}",
            Operation::new(TAG, "removeContact", "Retirer un contact").status(204),
            remove,
        )
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactLu {
    id: String,
    /// `secretariat`, `referent_rgpd`, `referent_informatique`, `elu_referent`, `comptabilite`, `marches_publics`, `autre`.
    fonction: String,
    nom: String,
    courriel: Option<String>,
    telephone: Option<String>,
    note: String,
}

impl From<Contact> for ContactLu {
    fn from(contact: Contact) -> Self {
        let fiche = contact.fiche;
        Self {
            id: contact.id.to_string(),
            fonction: fiche.fonction.code().to_owned(),
            nom: fiche.nom,
            courriel: fiche.courriel.map(|courriel| courriel.to_string()),
            telephone: fiche.telephone,
            note: fiche.note,
        }
    }
}

/// A telephone or a mail at least.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactEcrit {
    fonction: String,
    nom: String,
    courriel: Option<String>,
    telephone: Option<String>,
    note: Option<String>,
}

impl From<ContactEcrit> for SaisieContact {
    fn from(c: ContactEcrit) -> Self {
        Self {
            fonction: c.fonction,
            nom: c.nom,
            courriel: c.courriel.unwrap_or_default(),
            telephone: c.telephone.unwrap_or_default(),
            note: c.note.unwrap_or_default(),
        }
    }
}

/// The contact of the address, beside the SIREN that the gate reads.
#[derive(Debug, Deserialize)]
pub(crate) struct OfContact {
    contact: Id<Contact>,
}

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<LireFiche>,
) -> Result<Json<PageApi<ContactLu>>, Refuse> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let known = annuaire::contacts::list(&mut tx, &[agent.id()]).await?;
    Ok(Json(PageApi { elements: known.into_iter().map(ContactLu::from).collect(), suite: None }))
}

pub(super) async fn add(
    State(house): State<House>,
    agent: Agent<TenirFiche>,
    Corps(body): Corps<ContactEcrit>,
) -> Result<(StatusCode, Json<ContactLu>), Refuse> {
    let fiche = SaisieContact::from(body).read()?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let added = annuaire::contacts::add(&mut tx, house.clock(), &agent.acteur, agent.id(), fiche).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

pub(super) async fn update(
    State(house): State<House>,
    agent: Agent<TenirFiche>,
    Path(OfContact { contact }): Path<OfContact>,
    Corps(body): Corps<ContactEcrit>,
) -> Result<Json<ContactLu>, Refuse> {
    let fiche = SaisieContact::from(body).read()?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    annuaire::contacts::update(&mut tx, house.clock(), &agent.acteur, (agent.id(), contact), &fiche).await?;
    let saved = annuaire::contacts::find(&mut tx, agent.id(), contact).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    Ok(Json(saved.into()))
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<TenirFiche>,
    Path(OfContact { contact }): Path<OfContact>,
) -> Result<StatusCode, Refuse> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    annuaire::contacts::remove(&mut tx, house.clock(), &agent.acteur, (agent.id(), contact)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
