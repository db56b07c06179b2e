//! What the API says of an acte, of its letters and of what left.

use kernel::{Instant, parse_date};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use web::WebError;

use crate::{
    domain::{Acte, Echange, Envoi, FicheActe, NatureActe, PieceActe, Refus},
    gestes::transmission::Rapport,
    store::actes::LigneActe,
};

/// An acte in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActeLigneApi {
    id: String,
    /// `brouillon`, `pret`, `en_cours`, `transmis`, `recu`, `refuse`, `annulation_demandee`, `annule`.
    etat: String,
    /// `1` to `6`, as the norm of exchange numbers them.
    nature: String,
    numero: String,
    /// `2026-11-24`.
    decision_le: Option<String>,
    objet: String,
    /// `7.10`.
    matiere: String,
    /// The identity at the préfecture.
    identifiant: Option<String>,
    transmis_le: Option<String>,
    recu_le: Option<String>,
    /// Letters of the préfecture that wait for an answer.
    a_repondre: u32,
    en_ligne: bool,
    motif: String,
}

/// An acte, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActeApi {
    id: String,
    etat: String,
    nature: String,
    numero: String,
    decision_le: Option<String>,
    objet: String,
    matiere: String,
    papier: bool,
    precedent: String,
    identifiant: Option<String>,
    transmis_le: Option<String>,
    recu_le: Option<String>,
    affiche_le: Option<String>,
    en_ligne: bool,
    motif: String,
    /// To give back when it is written again.
    revision: i64,
    fichiers: Vec<FichierApi>,
    courriers: Vec<CourrierApi>,
    envois: Vec<EnvoiApi>,
    controle: Option<ControleApi>,
}

/// A file of an acte.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FichierApi {
    id: String,
    /// 0: the acte; then its annexes.
    rang: u32,
    nom: String,
    /// `99_DE`.
    type_pj: String,
    octets: i64,
    pages: Option<u32>,
    signe: bool,
}

/// A letter of the préfecture.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CourrierApi {
    id: String,
    /// `2-1`, `3-1`, `4-1`, `5-1`.
    genre: String,
    libelle: String,
    date_courrier: String,
    texte: String,
    /// `recu`, `repondu`, `clos`.
    etat: String,
    /// Codes of the answers that it takes.
    reponses: Vec<String>,
}

/// Something that left.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnvoiApi {
    message: String,
    archive: String,
    etat: String,
    demande_le: String,
    depose_le: Option<String>,
    empreinte: String,
    fichiers: Vec<String>,
    motif: String,
}

/// What the préfecture would refuse.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ControleApi {
    accepte: bool,
    obstacles: Vec<String>,
    constats: Vec<ConstatApi>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConstatApi {
    champ: String,
    /// `alerte`, `refus`.
    gravite: String,
    phrase: String,
}

/// An acte to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActeEcrit {
    nature: String,
    #[serde(default)]
    numero: String,
    decision_le: Option<String>,
    #[serde(default)]
    objet: String,
    #[serde(default)]
    matiere: String,
    #[serde(default)]
    papier: bool,
    #[serde(default)]
    precedent: String,
    /// The one that was read, to write it again.
    pub revision: Option<i64>,
}

impl ActeEcrit {
    pub fn read(&self) -> Result<FicheActe, WebError> {
        let nature =
            NatureActe::from_code(&self.nature).ok_or_else(|| WebError::Refus(Refus::SansNature.to_string()))?;
        Ok(FicheActe {
            nature,
            numero: self.numero.clone(),
            decision_le: self.decision_le.as_deref().map(parse_date).transpose()?,
            objet: self.objet.clone(),
            matiere: self.matiere.clone(),
            papier: self.papier,
            precedent: self.precedent.clone(),
        })
    }
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn instant(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_string())
}

impl From<LigneActe> for ActeLigneApi {
    fn from(row: LigneActe) -> Self {
        Self {
            id: row.id.to_string(),
            etat: row.etat.code().to_owned(),
            nature: row.nature.code().to_owned(),
            numero: row.numero,
            decision_le: day(row.decision_le),
            objet: row.objet,
            matiere: row.matiere,
            identifiant: row.id_acte,
            transmis_le: instant(row.transmis_le),
            recu_le: day(row.recu_le),
            a_repondre: row.a_repondre,
            en_ligne: row.publie_le.is_some() && row.retire_le.is_none(),
            motif: row.motif,
        }
    }
}

/// Everything that is told of an acte.
pub(super) fn told(
    acte: &Acte,
    (files, letters, sendings): (&[PieceActe], &[Echange], &[Envoi]),
    report: Option<Rapport>,
) -> ActeApi {
    let fiche = &acte.fiche;
    ActeApi {
        id: acte.id.to_string(),
        etat: acte.etat.code().to_owned(),
        nature: fiche.nature.code().to_owned(),
        numero: fiche.numero.clone(),
        decision_le: day(fiche.decision_le),
        objet: fiche.objet.clone(),
        matiere: fiche.matiere.clone(),
        papier: fiche.papier,
        precedent: fiche.precedent.clone(),
        identifiant: acte.id_acte.clone(),
        transmis_le: instant(acte.transmis_le),
        recu_le: day(acte.recu_le),
        affiche_le: day(acte.affiche_le),
        en_ligne: acte.is_en_ligne(),
        motif: acte.motif.clone(),
        revision: acte.revision,
        fichiers: files.iter().map(FichierApi::from).collect(),
        courriers: letters.iter().map(CourrierApi::from).collect(),
        envois: sendings.iter().map(EnvoiApi::from).collect(),
        controle: report.map(ControleApi::from),
    }
}

impl From<&PieceActe> for FichierApi {
    fn from(piece: &PieceActe) -> Self {
        Self {
            id: piece.id.to_string(),
            rang: piece.rang,
            nom: piece.nom.clone(),
            type_pj: piece.type_pj.clone(),
            octets: piece.taille,
            pages: piece.pages,
            signe: piece.signee,
        }
    }
}

impl From<&Echange> for CourrierApi {
    fn from(letter: &Echange) -> Self {
        let takes = if letter.is_a_repondre() { letter.genre.reponses() } else { &[] };
        Self {
            id: letter.id.to_string(),
            genre: letter.genre.code().to_owned(),
            libelle: letter.genre.libelle().to_owned(),
            date_courrier: letter.date_courrier.to_string(),
            texte: letter.texte.clone(),
            etat: letter.etat.code().to_owned(),
            reponses: takes.iter().map(|reponse| reponse.code().to_owned()).collect(),
        }
    }
}

impl From<&Envoi> for EnvoiApi {
    fn from(envoi: &Envoi) -> Self {
        Self {
            message: envoi.message.clone(),
            archive: envoi.archive.clone(),
            etat: envoi.etat.code().to_owned(),
            demande_le: envoi.demande_le.to_string(),
            depose_le: instant(envoi.depose_le),
            empreinte: envoi.empreinte.clone(),
            fichiers: envoi.fichiers.clone(),
            motif: envoi.motif.clone(),
        }
    }
}

impl From<Rapport> for ControleApi {
    fn from(report: Rapport) -> Self {
        let gravite = |constat: &norme_actes::Constat| match constat.gravite {
            norme_actes::Gravite::Alerte => "alerte",
            norme_actes::Gravite::Refus => "refus",
        };
        Self {
            accepte: report.is_clear(),
            obstacles: report.obstacles.iter().map(ToString::to_string).collect(),
            constats: report
                .constats
                .iter()
                .map(|constat| ConstatApi {
                    champ: constat.champ.clone(),
                    gravite: gravite(constat).to_owned(),
                    phrase: constat.phrase.clone(),
                })
                .collect(),
        }
    }
}
