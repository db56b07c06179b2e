//! The shapes of the API that several of its operations give.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    domain::Traitement,
    store::{traitements::LigneTraitement, versions::Version},
};

/// A traitement, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TraitementApi {
    id: String,
    /// `brouillon`, `soumis`, `controle`, `valide`, `archive`.
    etat: String,
    version: u32,
    /// To give back when it is written again.
    revision: i64,
    service: Option<String>,
    /// The code of the model from which it comes, and its version.
    modele: Option<String>,
    modele_version: Option<u32>,
    preconisations: String,
    public: bool,
    modifie_le: String,
    modifie_par: String,
    /// What it says: the shape of the room's README.
    #[schema(value_type = Object)]
    contenu: Value,
}

/// A traitement, as the list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TraitementLigneApi {
    id: String,
    collectivite: String,
    nom: String,
    reference: String,
    finalite: String,
    role: String,
    etat: String,
    version: u32,
    service: Option<String>,
    modele: Option<String>,
    /// How many answers the validation still needs.
    reponses_attendues: u32,
    sensible: bool,
    aipd: Option<String>,
    revision_le: Option<String>,
    modifie_le: String,
}

/// A validated version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionApi {
    traitement: String,
    version: u32,
    valide_le: String,
    valide_par: String,
    empreinte: String,
    #[schema(value_type = Object)]
    contenu: Value,
}

impl From<Traitement> for TraitementApi {
    fn from(t: Traitement) -> Self {
        Self {
            id: t.id.to_string(),
            etat: t.etat.code().to_owned(),
            version: t.version,
            revision: t.revision,
            service: t.service.map(|id| id.to_string()),
            modele_version: t.modele.as_ref().map(|m| m.version),
            modele: t.modele.map(|m| m.code),
            preconisations: t.preconisations,
            public: t.public,
            modifie_le: t.modifie_le.to_string(),
            modifie_par: t.modifie_par,
            contenu: serde_json::to_value(&t.contenu).unwrap_or_default(),
        }
    }
}

impl TraitementLigneApi {
    pub(super) fn new(row: LigneTraitement, collectivite: String) -> Self {
        Self {
            id: row.id.to_string(),
            collectivite,
            nom: row.nom,
            reference: row.reference,
            finalite: row.finalite,
            role: row.role.code().to_owned(),
            etat: row.etat.code().to_owned(),
            version: row.version,
            service: row.service,
            modele: row.modele,
            reponses_attendues: row.obligatoires,
            sensible: row.sensible,
            aipd: row.aipd.map(|decision| decision.code().to_owned()),
            revision_le: row.revision_le.map(|date| date.to_string()),
            modifie_le: row.modifie_le.to_string(),
        }
    }
}

impl From<Version> for VersionApi {
    fn from(v: Version) -> Self {
        Self {
            traitement: v.traitement_id.to_string(),
            version: v.numero,
            valide_le: v.valide_le.to_string(),
            valide_par: v.valide_par,
            empreinte: v.empreinte,
            contenu: serde_json::to_value(&v.contenu).unwrap_or_default(),
        }
    }
}
