//! `Sauvegarde`: an acte with everything that was ever known of it, as one file of a backup; what another house reads again.

use documents::DocumentId;
use kernel::{CollectiviteId, Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::Date;

use super::{Acte, Echange, Envoi, Evenement, PieceActe, Retour, VersionPublique};

/// The shape of this file: what is read again must be it.
pub const FORMAT: u32 = 1;
/// The name of the file of an acte, in its folder.
pub const FICHE: &str = "acte.json";

/// Everything of an acte. Its files stand beside, in the same folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sauvegarde {
    pub format: u32,
    pub siren: String,
    pub acte: Acte,
    /// The name of the group that sees it alone.
    pub groupe: Option<String>,
    /// Those of the acte, then those of the answers.
    pub pieces: Vec<PieceActe>,
    pub echanges: Vec<Echange>,
    pub envois: Vec<Envoi>,
    pub retours: Vec<Retour>,
    pub evenements: Vec<Evenement>,
    /// What everybody reads of it, when it was settled.
    pub version: Option<VersionPublique>,
    pub fichiers: Vec<FichierSauve>,
    /// The lines of the journal about it, the first one first.
    pub journal: Vec<Value>,
}

/// A file of the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FichierSauve {
    pub document: DocumentId,
    /// From the folder of the acte: `fichiers/01-deliberation.pdf`.
    pub chemin: String,
    /// As it was deposited.
    pub nom: String,
    /// In hexadecimal.
    pub sha256: String,
}

impl Sauvegarde {
    /// The folder of an acte in a backup: its identity, or its id while it has none.
    pub fn dossier(acte: &Acte) -> String {
        acte.id_acte.clone().unwrap_or_else(|| acte.id.to_string())
    }

    /// The same, of the collectivité as this house knows it, its documents under their new ids.
    #[must_use]
    pub fn moved(self, whose: CollectiviteId, document: impl Fn(DocumentId) -> Option<DocumentId>) -> Option<Self> {
        let pieces =
            self.pieces.into_iter().map(|piece| Some(PieceActe { document_id: document(piece.document_id)?, ..piece }));
        let envois = self.envois.into_iter().map(|envoi| Envoi {
            collectivite_id: whose,
            document_id: envoi.document_id.and_then(&document),
            ..envoi
        });
        let retours = self.retours.into_iter().map(|mut retour| {
            retour.collectivite_id = whose;
            for file in &mut retour.fichiers {
                file.document = file.document.as_ref().and_then(|id| Some(document(id.parse().ok()?)?.to_string()));
            }
            retour
        });
        Some(Self {
            acte: Acte { collectivite_id: whose, groupe: None, ..self.acte },
            pieces: pieces.collect::<Option<_>>()?,
            echanges: self.echanges.into_iter().map(|one| Echange { collectivite_id: whose, ..one }).collect(),
            envois: envois.collect(),
            retours: retours.collect(),
            version: self
                .version
                .map(|one| VersionPublique { document_id: one.document_id.and_then(&document), ..one }),
            ..self
        })
    }
}

/// Marks the id of a backup.
#[derive(Debug)]
pub enum MarqueDemande {}
pub type DemandeId = Id<MarqueDemande>;

/// What the volumes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forme {
    /// Everything, for oneself or another house.
    Complete,
    /// Transfers SEDA 2.1 of what the préfecture received, for the archives.
    Archives,
}

impl Forme {
    pub const TOUTES: [Self; 2] = [Self::Complete, Self::Archives];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Archives => "archives",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|forme| forme.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Complete => "Tout, pour soi ou un autre logiciel",
            Self::Archives => "Un versement aux archives (SEDA 2.1)",
        }
    }
}
db::text_column!(Forme, code, from_code);

/// A backup asked by somebody: every acte, or those decided in a period; made in volumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demande {
    pub collectivite_id: CollectiviteId,
    pub id: DemandeId,
    pub forme: Forme,
    pub du: Option<Date>,
    pub au: Option<Date>,
    pub demandee_le: Instant,
    pub demandee_par: String,
    /// Actes to take, and taken.
    pub total: u32,
    pub faits: u32,
    pub finie_le: Option<Instant>,
    pub volumes: Vec<Volume>,
}

impl Demande {
    /// One of which nothing is done.
    pub fn new(
        (collectivite_id, id): (CollectiviteId, DemandeId),
        (forme, du, au): (Forme, Option<Date>, Option<Date>),
        (demandee_le, demandee_par): (Instant, &str),
    ) -> Self {
        Self {
            collectivite_id,
            id,
            forme,
            du,
            au,
            demandee_le,
            demandee_par: demandee_par.to_owned(),
            total: 0,
            faits: 0,
            finie_le: None,
            volumes: Vec::new(),
        }
    }
}

/// A volume of a backup: an archive that opens without the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    pub nom: String,
    pub document: DocumentId,
    pub actes: u32,
    /// In bytes.
    pub taille: i64,
    pub sha256: String,
}

/// Bytes as hexadecimal text.
pub(super) mod hexa {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(octets: &[u8], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex::encode(octets))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
