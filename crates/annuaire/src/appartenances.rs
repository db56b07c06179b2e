//! Memberships: who is what, where, since when; single permissions; portefeuilles.

use db::{DbError, Row, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, GenreCollectivite, Id, PersonneId};
use serde_json::{Value, json};
use time::Date;

use crate::{
    domain::{
        champs::{Courriel, FieldErrors},
        droits::{AppartenanceActive, Permission, Role},
        nom,
        refus::{AnnuaireError, Refus, Result},
    },
    store::{appartenance as store, collectivite},
    trace::Trace,
};

/// A membership, past, present or to come, with the two names that screens show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appartenance {
    pub id: Id<AppartenanceActive>,
    pub personne: PersonneId,
    /// « Claire Vidal ».
    pub personne_nom: String,
    pub courriel: Courriel,
    pub collectivite: CollectiviteId,
    /// « Commune d’Albias ».
    pub collectivite_nom: String,
    pub fiche: FicheAppartenance,
}

/// What one writes of a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheAppartenance {
    pub role: Role,
    /// « Secrétaire de mairie », « 2e adjointe », as people say it.
    pub fonction: String,
    pub depuis: Date,
    /// The last day included; none: open.
    pub jusqu_a: Option<Date>,
    /// For a rôle of the centre: every collectivité, rather than those listed.
    pub portefeuille_entier: bool,
}

impl FicheAppartenance {
    /// An open membership; an administrator of the centre reaches everybody, the others whom they are given.
    pub fn new(role: Role, depuis: Date) -> Self {
        Self { role, fonction: String::new(), depuis, jusqu_a: None, portefeuille_entier: role == Role::Administrateur }
    }

    fn check(&self, exploitant: bool) -> Result<()> {
        if self.role.is_du_centre() && !exploitant {
            return Err(Refus::RoleDuCentre(self.role.libelle()).into());
        }
        if self.portefeuille_entier && !self.role.is_du_centre() {
            return Err(Refus::PortefeuilleHorsCentre.into());
        }
        if self.jusqu_a.is_some_and(|last| last < self.depuis) {
            return Err(FieldErrors::one("jusqu_a", "Cette date précède le début : corrigez l’une des deux.").into());
        }
        if self.fonction.chars().count() > 200 {
            return Err(FieldErrors::one("fonction", "Ce texte est trop long : 200 caractères au plus.").into());
        }
        Ok(())
    }

    fn fields(&self) -> Value {
        json!({"role": self.role.libelle(), "fonction": self.fonction, "depuis": self.depuis.to_string(),
            "jusqu_a": self.jusqu_a.map(|d| d.to_string()), "portefeuille_entier": self.portefeuille_entier})
    }
}

/// What a membership adds to its rôle, or takes from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionPropre {
    /// The code of the permission.
    pub permission: String,
    pub accordee: bool,
}

impl db::FromRow for Appartenance {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let genre: GenreCollectivite = row.get("collectivite_genre")?;
        let fiche = FicheAppartenance {
            role: row.get("role")?,
            fonction: row.get("fonction")?,
            depuis: row.get("depuis")?,
            jusqu_a: row.get("jusqu_a")?,
            portefeuille_entier: row.get("portefeuille_entier")?,
        };
        Ok(Self {
            id: row.get("id")?,
            personne: row.get("personne")?,
            personne_nom: format!("{} {}", row.get::<String>("prenom")?, row.get::<String>("nom")?),
            courriel: row.get("courriel")?,
            collectivite: row.get("collectivite")?,
            collectivite_nom: nom::nom_complet(genre, &row.get::<String>("collectivite_nom")?),
            fiche,
        })
    }
}

pub async fn add(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, collectivite): (PersonneId, CollectiviteId),
    fiche: &FicheAppartenance,
) -> Result<Appartenance> {
    let place = collectivite::find(tx, collectivite).await?.ok_or(AnnuaireError::NotFound)?;
    fiche.check(place.exploitant)?;
    crate::personnes::found(tx, personne).await?;
    if store::exists(tx, clock.today(), (personne, collectivite, fiche.role)).await? {
        return Err(Refus::AppartenanceExiste.into());
    }
    let id = Id::new(clock);
    store::insert(tx, clock, id, (personne, collectivite), fiche).await?;
    let added = found(tx, id).await?;
    trace("appartenance.ajoutee", &added).apres(fiche.fields()).write(tx, clock, acteur, collectivite).await?;
    Ok(added)
}

pub async fn update(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    id: Id<AppartenanceActive>,
    fiche: &FicheAppartenance,
) -> Result<()> {
    let before = found(tx, id).await?;
    let place = collectivite::find(tx, before.collectivite).await?.ok_or(AnnuaireError::NotFound)?;
    fiche.check(place.exploitant)?;
    let ends = fiche.jusqu_a.is_some_and(|last| last < clock.today()) || fiche.depuis > clock.today();
    if before.fiche.role == Role::Administrateur && (fiche.role != Role::Administrateur || ends) {
        refuse_last_administrateur(tx, clock, before.personne).await?;
    }
    store::update(tx, id, fiche).await?;
    let line = trace("appartenance.modifiee", &before).changed(before.fiche.fields(), fiche.fields());
    line.write(tx, clock, acteur, before.collectivite).await?;
    Ok(())
}

/// The person leaves: yesterday was their last day, so that today nothing is allowed any more.
pub async fn end(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: Id<AppartenanceActive>) -> Result<()> {
    let before = found(tx, id).await?;
    if before.fiche.role == Role::Administrateur {
        refuse_last_administrateur(tx, clock, before.personne).await?;
    }
    let last = clock.today().previous_day().unwrap_or(Date::MIN);
    store::end(tx, id, last).await?;
    let line = trace("appartenance.terminee", &before).apres(json!({"jusqu_a": last.to_string()}));
    line.write(tx, clock, acteur, before.collectivite).await?;
    Ok(())
}

/// Adds a permission to a membership, takes it away, or goes back to what the rôle says (`None`).
pub async fn set_permission(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    id: Id<AppartenanceActive>,
    (permission, accordee): (&Permission, Option<bool>),
) -> Result<()> {
    let membership = found(tx, id).await?;
    store::set_permission(tx, id, permission.code, accordee).await?;
    let action = match accordee {
        Some(true) => "permission.accordee",
        Some(false) => "permission.retiree",
        None => "permission.retablie",
    };
    let line = trace(action, &membership).apres(json!({"permission": permission.libelle}));
    line.write(tx, clock, acteur, membership.collectivite).await?;
    Ok(())
}

/// The collectivités that a rôle of the centre reaches: all, or those listed.
pub async fn set_portefeuille(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    id: Id<AppartenanceActive>,
    listed: Option<&[CollectiviteId]>,
) -> Result<()> {
    let before = found(tx, id).await?;
    if !before.fiche.role.is_du_centre() {
        return Err(Refus::PortefeuilleHorsCentre.into());
    }
    let mut unique = listed.unwrap_or_default().to_vec();
    unique.sort_unstable();
    unique.dedup();
    let known = collectivite::find_many(tx, &unique).await?;
    if known.len() != unique.len() {
        return Err(AnnuaireError::NotFound);
    }
    let fiche = FicheAppartenance { portefeuille_entier: listed.is_none(), ..before.fiche.clone() };
    store::update(tx, id, &fiche).await?;
    store::set_portefeuille(tx, id, &unique).await?;
    let noms: Vec<String> = known.iter().map(crate::Collectivite::nom_complet).collect();
    let apres = json!({"portefeuille_entier": listed.is_none(), "portefeuille": noms});
    trace("portefeuille.modifie", &before).apres(apres).write(tx, clock, acteur, before.collectivite).await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Option<Appartenance>, DbError> {
    store::find(tx, id).await
}

pub async fn of_personne(tx: &mut Tx, personne: PersonneId) -> Result<Vec<Appartenance>, DbError> {
    store::of_personne(tx, personne).await
}

pub async fn in_collectivite(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Appartenance>, DbError> {
    store::in_collectivite(tx, collectivite).await
}

pub async fn permissions(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Vec<PermissionPropre>, DbError> {
    store::permissions(tx, id).await
}

/// The collectivités listed; whether all are reached is in the fiche.
pub async fn portefeuille(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Vec<CollectiviteId>, DbError> {
    store::portefeuille(tx, id).await
}

/// Somebody must remain who can let others in.
pub(crate) async fn refuse_last_administrateur(tx: &mut Tx, clock: &Clock, personne: PersonneId) -> Result<()> {
    let today = clock.today();
    let holds = |a: &Appartenance| {
        let fiche = &a.fiche;
        fiche.role == Role::Administrateur && fiche.depuis <= today && fiche.jusqu_a.is_none_or(|last| last >= today)
    };
    if store::of_personne(tx, personne).await?.iter().any(holds)
        && store::count_others(tx, Role::Administrateur, personne, today).await? == 0
    {
        return Err(Refus::DernierAdministrateur.into());
    }
    Ok(())
}

async fn found(tx: &mut Tx, id: Id<AppartenanceActive>) -> Result<Appartenance> {
    store::find(tx, id).await?.ok_or(AnnuaireError::NotFound)
}

fn trace(action: &'static str, of: &Appartenance) -> Trace {
    Trace::new(action, "appartenance", of.id.uuid(), format!("{}, {}", of.personne_nom, of.collectivite_nom))
}
