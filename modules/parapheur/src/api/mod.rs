//! Verification over the API.

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use certificats::{Integrite, Raison, Rapport, Verdict};
use documents::Received;
use futures::stream;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;
use web::{Connecte, House, Operation, Routes, WebError, api::Corps};

use crate::gestes::verification;

/// A signed document, and its signature when it stands apart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AVerifier {
    document: FichierApi,
    #[serde(default)]
    signature: Option<FichierApi>,
}

/// A file; larger ones go by the page or the command line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FichierApi {
    nom: String,
    /// In base64.
    contenu: String,
}

/// What is said of it.
#[derive(Debug, Serialize, ToSchema)]
struct BilanApi {
    document: String,
    /// SHA-256, in hexadecimal.
    empreinte: String,
    /// `valide`, `indetermine`, `invalide`: the worst of the signatures.
    verdict: &'static str,
    signatures: Vec<SignatureApi>,
    remarques: Vec<String>,
    /// What no signature covers.
    hors_signature: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SignatureApi {
    /// `PAdES-B-T`, `XAdES-B-B`…
    format: String,
    /// `ok`, `ko`.
    integrite: &'static str,
    /// `valide`, `indetermine`, `invalide`.
    verdict: &'static str,
    signataire: Option<String>,
    /// RFC 3339.
    date: Option<String>,
    couverture: String,
    raisons: Vec<String>,
}

pub(crate) fn routes() -> Routes {
    let verify = Operation::new("Signatures", "verifierSignature", "Vérifier les signatures d’un document")
        .takes::<AVerifier>()
        .gives::<BilanApi>();
    Routes::new().api("POST", "/api/v1/verification", verify, check)
}

async fn check(
    State(house): State<House>,
    _: Connecte,
    Corps(asked): Corps<AVerifier>,
) -> Result<Json<BilanApi>, WebError> {
    let document = receive(&house, asked.document).await?;
    let signature = match asked.signature {
        Some(signature) => Some(receive(&house, signature).await?),
        None => None,
    };
    let bilan = verification::verify(&house, &document, signature.as_ref()).await?;
    Ok(Json(BilanApi {
        verdict: verdict(bilan.verdict),
        signatures: bilan.signatures.into_iter().map(told).collect(),
        remarques: sentences(bilan.remarques),
        document: bilan.document,
        empreinte: bilan.empreinte,
        hors_signature: bilan.hors_signature,
    }))
}

fn told(rapport: Rapport) -> SignatureApi {
    SignatureApi {
        integrite: if rapport.integrite == Integrite::Ok { "ok" } else { "ko" },
        verdict: verdict(rapport.verdict),
        date: rapport.date.and_then(|at| at.format(&Rfc3339).ok()),
        format: rapport.format,
        signataire: rapport.signataire,
        couverture: rapport.couverture,
        raisons: sentences(rapport.raisons),
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valide => "valide",
        Verdict::Indetermine => "indetermine",
        Verdict::Invalide => "invalide",
    }
}

fn sentences(all: Vec<Raison>) -> Vec<String> {
    all.into_iter().map(|one| one.texte).collect()
}

async fn receive(house: &House, given: FichierApi) -> Result<Received, WebError> {
    let wrong = |_| WebError::Refus(format!("«\u{a0}{}\u{a0}» n’est pas en base64.", given.nom));
    let bytes = Bytes::from(STANDARD.decode(&given.contenu).map_err(wrong)?);
    let once = stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    Ok(house.documents().receive(once, &given.nom, None).await?)
}
