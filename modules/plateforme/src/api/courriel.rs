//! The mails that the house sent, sends or keeps; one sent again.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use db::Perimetre;
use mail::{Message, MessageId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{PageApi, PageQuery, Parametre},
};

use super::{APRES, PAR_PAGE, Q, refuse::Refuse};
use crate::{droits::ConsulterCourriels, web::courriel_show::send_again};

const TAG: &str = "Courriels";

const QUERY: &[Parametre] = &[
    APRES,
    PAR_PAGE,
    Q,
    Parametre { nom: "etat", description: "`a_envoyer`, `envoye`, `garde` ou `echec`." },
    Parametre { nom: "lien", description: "L’identifiant de ce dont parlent les courriels." },
];

/// A mail without what it says, which may be confidential.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CourrielLu {
    id: String,
    sujet: String,
    destinataire: String,
    adresse: String,
    etat: String,
    ecrit_le: String,
    parti_le: Option<String>,
    erreur: Option<String>,
    /// What it is about: `devis`, `etat_annuel`…
    lien_genre: Option<String>,
    lien_id: Option<String>,
}

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/courriels",
            Operation::new(TAG, "listCourriels", "Les courriels de la plateforme")
                .query(QUERY)
                .gives::<PageApi<CourrielLu>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/courriels/{courriel}/relance",
            Operation::new(TAG, "retryCourriel", "Renvoyer un courriel qui n’est pas parti").gives::<CourrielLu>(),
            retry,
        )
}

async fn list(
    State(house): State<House>,
    _: Agent<ConsulterCourriels>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<CourrielLu>>, Refuse> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = mail::after(&mut tx, &query.request(), query.after()?).await?;
    Ok(Json(PageApi::new(found, |message: &Message| message.id, CourrielLu::from)))
}

async fn retry(
    State(house): State<House>,
    agent: Agent<ConsulterCourriels>,
    Path(id): Path<MessageId>,
) -> Result<Json<CourrielLu>, Refuse> {
    if !send_again(&house, &agent, id).await? {
        let refus = "Ce courriel n’est pas en échec\u{a0}: il n’y a rien à renvoyer.".to_owned();
        return Err(WebError::Refus(refus).into());
    }
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = mail::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    Ok(Json(CourrielLu::from(found.message)))
}

impl From<Message> for CourrielLu {
    fn from(m: Message) -> Self {
        Self {
            id: m.id.to_string(),
            sujet: m.sujet,
            destinataire: m.destinataire_nom,
            adresse: m.destinataire_adresse,
            etat: m.etat.code().to_owned(),
            ecrit_le: m.created_at.to_string(),
            parti_le: m.sent_at.map(|at| at.to_string()),
            erreur: m.erreur,
            lien_genre: m.lien_genre,
            lien_id: m.lien_id.map(|id| id.to_string()),
        }
    }
}
