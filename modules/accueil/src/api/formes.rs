//! The JSON of the people: what is sent and what is answered.

use annuaire::{
    Droits, FichePersonne, Personne, PersonneLigne, Role, SaisiePersonne,
    appartenances::{Appartenance, FicheAppartenance},
};
use kernel::parse_date;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Permission, api::Problem};

use crate::{courriels, gestes::Arrivee, refus::problem_of, regles};

/// A person who has an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonneApi {
    pub id: Uuid,
    pub prenom: String,
    pub nom: String,
    pub courriel: String,
    pub telephone: Option<String>,
    /// `agent`, `elu` ou `partenaire`.
    pub genre: &'static str,
    pub actif: bool,
    pub double_authentification: bool,
}

/// Un rôle dans une collectivité.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AppartenanceApi {
    pub id: Uuid,
    pub personne: Uuid,
    pub personne_nom: String,
    pub courriel: String,
    pub collectivite: Uuid,
    pub collectivite_nom: String,
    pub role: &'static str,
    pub fonction: String,
    /// `2026-01-01`.
    pub depuis: String,
    /// Dernier jour compris ; absent tant que rien ne finit.
    pub jusqu_a: Option<String>,
}

/// Qui l’on est, où, et ce que l’on peut y faire.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoiApi {
    pub id: Uuid,
    pub prenom: String,
    pub nom: String,
    pub courriel: String,
    pub places: Vec<MaPlaceApi>,
}

/// L’une de ses places.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MaPlaceApi {
    pub siren: String,
    pub nom: String,
    pub role: &'static str,
    /// Les permissions qu’on y a, portées du jeton comprises.
    pub permissions: Vec<&'static str>,
}

/// La place d’une personne dans une collectivité.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PlaceApi {
    /// La collectivité.
    pub siren: String,
    #[serde(flatten)]
    pub role: RoleApi,
}

/// Un rôle, sa fonction et ses dates.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct RoleApi {
    /// `secretaire`, `executif`, `elu`, `agent`, `partenaire` ; au centre aussi `administrateur`, `dpd`, `technicien`, `comptable`.
    pub role: String,
    #[serde(default)]
    pub fonction: String,
    /// Aujourd’hui si rien n’est dit.
    pub depuis: Option<String>,
    pub jusqu_a: Option<String>,
}

/// Une personne à inviter dans une collectivité.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SaisieMembreApi {
    pub prenom: String,
    pub nom: String,
    pub courriel: String,
    #[serde(default)]
    pub telephone: String,
    /// `agent`, `elu` ou `partenaire`.
    pub genre: String,
    #[serde(flatten)]
    pub role: RoleApi,
}

/// Une personne à inviter, et où.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SaisieArriveeApi {
    /// La collectivité.
    pub siren: String,
    #[serde(flatten)]
    pub membre: SaisieMembreApi,
}

/// La personne invitée et sa place.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArriveeApi {
    pub personne: PersonneApi,
    pub appartenance: AppartenanceApi,
}

impl RoleApi {
    /// Reads the rôle, or says by each field what is wrong.
    pub fn read(&self, exploitant: bool, today: Date) -> Result<FicheAppartenance, Problem> {
        let mut errors = Vec::new();
        let mut date = |field: &str, text: &Option<String>| {
            let read = text.as_deref().map(parse_date).transpose();
            read.map_err(|why| errors.push((field.to_owned(), why.0))).ok().flatten()
        };
        let (depuis, jusqu_a) = (date("depuis", &self.depuis), date("jusqu_a", &self.jusqu_a));
        let role = Role::from_code(&self.role).filter(|role| regles::roles(exploitant).any(|r| r == *role));
        if role.is_none() {
            errors.push(("role".to_owned(), regles::Refus::RoleInconnu.to_string()));
        }
        match role {
            Some(role) if errors.is_empty() => {
                let fiche = FicheAppartenance::new(role, depuis.unwrap_or(today));
                Ok(FicheAppartenance { fonction: self.fonction.trim().to_owned(), jusqu_a, ..fiche })
            }
            _ => Err(Problem::fields(errors)),
        }
    }
}

impl SaisieMembreApi {
    /// Reads the person, or says by each field what is wrong.
    pub fn read(&self) -> Result<FichePersonne, Problem> {
        let saisie = SaisiePersonne {
            prenom: self.prenom.clone(),
            nom: self.nom.clone(),
            courriel: self.courriel.clone(),
            telephone: self.telephone.clone(),
            genre: self.genre.clone(),
        };
        let fiche = saisie.read().map_err(problem_of)?;
        courriels::can_reach(&fiche).map_err(|why| Problem::fields([("courriel".to_owned(), why.0)]))?;
        Ok(fiche)
    }
}

impl MoiApi {
    pub fn new(personne: Personne, droits: &Droits, permissions: &[Permission]) -> Self {
        let place = |a: &annuaire::AppartenanceActive| MaPlaceApi {
            siren: a.siren.to_string(),
            nom: a.nom.clone(),
            role: a.role.code(),
            permissions: permissions.iter().filter(|p| droits.can(p, a.collectivite)).map(|p| p.code).collect(),
        };
        Self {
            id: personne.id.uuid(),
            places: droits.appartenances().iter().map(place).collect(),
            courriel: personne.fiche.courriel.to_string(),
            prenom: personne.fiche.prenom,
            nom: personne.fiche.nom,
        }
    }
}

impl From<PersonneLigne> for PersonneApi {
    fn from(p: PersonneLigne) -> Self {
        Self {
            id: p.id.uuid(),
            courriel: p.courriel.to_string(),
            prenom: p.prenom,
            nom: p.nom,
            telephone: p.telephone,
            genre: p.genre.code(),
            actif: p.actif,
            double_authentification: p.a_un_second_facteur,
        }
    }
}

impl From<Personne> for PersonneApi {
    fn from(p: Personne) -> Self {
        Self {
            id: p.id.uuid(),
            courriel: p.fiche.courriel.to_string(),
            prenom: p.fiche.prenom,
            nom: p.fiche.nom,
            telephone: p.fiche.telephone,
            genre: p.fiche.genre.code(),
            actif: p.actif,
            double_authentification: p.a_un_second_facteur,
        }
    }
}

impl From<Appartenance> for AppartenanceApi {
    fn from(a: Appartenance) -> Self {
        Self {
            id: a.id.uuid(),
            personne: a.personne.uuid(),
            personne_nom: a.personne_nom,
            courriel: a.courriel.to_string(),
            collectivite: a.collectivite.uuid(),
            collectivite_nom: a.collectivite_nom,
            role: a.fiche.role.code(),
            fonction: a.fiche.fonction,
            depuis: a.fiche.depuis.to_string(),
            jusqu_a: a.fiche.jusqu_a.map(|d| d.to_string()),
        }
    }
}

impl From<Arrivee> for ArriveeApi {
    fn from(arrivee: Arrivee) -> Self {
        Self { personne: arrivee.personne.into(), appartenance: arrivee.appartenance.into() }
    }
}
