//! People: create, update, deactivate, find, list; the first administrator.

use db::{Db, DbError, ListPage, ListRequest, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Id, PersonneId};
use serde_json::{Value, json};

use crate::{
    appartenances::{self, FicheAppartenance},
    domain::{
        champs::{Courriel, FieldErrors},
        droits::Role,
        mot_de_passe::Durete,
        personne::{FichePersonne, Personne, PersonneLigne, Theme},
        refus::{AnnuaireError, Refus, Result},
    },
    mots_de_passe,
    store::{appartenance, collectivite, jeton, personne as store, session},
    trace::Trace,
};

/// A new person, without password: invite them next ([`liens::invite`](crate::liens::invite)).
pub async fn create(tx: &mut Tx, clock: &Clock, acteur: &Acteur, fiche: &FichePersonne) -> Result<Personne> {
    refuse_double(tx, None, &fiche.courriel).await?;
    let id = Id::new(clock);
    store::insert(tx, clock, id, fiche).await?;
    let trace = Trace::new("personne.creee", "personne", id.uuid(), fiche.nom_complet()).apres(fields(fiche));
    trace.write_centre(tx, clock, acteur).await?;
    found(tx, id).await
}

/// Writes the fiche if nobody did since `version`.
pub async fn update(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (id, version): (PersonneId, i64),
    fiche: &FichePersonne,
) -> Result<Personne> {
    let before = found(tx, id).await?;
    refuse_double(tx, Some(id), &fiche.courriel).await?;
    if !store::update(tx, clock, id, version, fiche).await? {
        return Err(Refus::FicheModifiee.into());
    }
    if before.fiche != *fiche {
        let trace = Trace::new("personne.modifiee", "personne", id.uuid(), fiche.nom_complet());
        trace.changed(fields(&before.fiche), fields(fiche)).write_centre(tx, clock, acteur).await?;
    }
    found(tx, id).await
}

/// Closes an account: its sessions and tokens end at once. The last administrator stays.
pub async fn deactivate(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: PersonneId) -> Result<()> {
    let before = found(tx, id).await?;
    appartenances::refuse_last_administrateur(tx, clock, id).await?;
    store::set_actif(tx, clock, id, false).await?;
    session::delete_others(tx, id, None).await?;
    session::release(tx, id).await?;
    jeton::revoke_all(tx, clock.now(), id).await?;
    crate::store::lien::delete_all(tx, id).await?;
    let trace = Trace::new("personne.desactivee", "personne", id.uuid(), before.nom_complet());
    trace.write_centre(tx, clock, acteur).await
}

pub async fn reactivate(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: PersonneId) -> Result<()> {
    let before = found(tx, id).await?;
    store::set_actif(tx, clock, id, true).await?;
    let trace = Trace::new("personne.reactivee", "personne", id.uuid(), before.nom_complet());
    trace.write_centre(tx, clock, acteur).await
}

/// The look that a person prefers: their own affair, not journaled.
pub async fn set_theme(tx: &mut Tx, id: PersonneId, theme: Theme) -> Result<(), DbError> {
    store::set_theme(tx, id, theme).await
}

pub async fn find(tx: &mut Tx, id: PersonneId) -> Result<Option<Personne>, DbError> {
    store::find(tx, id).await
}

pub async fn find_by_courriel(tx: &mut Tx, courriel: &Courriel) -> Result<Option<Personne>, DbError> {
    store::find_by_courriel(tx, courriel).await
}

/// A page of people: all, or those who have or had a rôle in a collectivité. Filters: `q`, `genre`, `actif`, `role`.
/// Sorts: `nom`, `courriel`.
pub async fn list(
    tx: &mut Tx,
    dans: Option<CollectiviteId>,
    request: &ListRequest,
) -> Result<ListPage<PersonneLigne>, DbError> {
    store::page(tx, dans, request).await
}

/// The first administrator of an installation, who invites the others. Refused once there is one.
pub async fn create_first_admin(
    db: &Db,
    clock: &Clock,
    durete: Durete,
    fiche: &FichePersonne,
    mot_de_passe: &str,
) -> Result<Personne> {
    mots_de_passe::check(mot_de_passe, &[&fiche.nom_complet(), fiche.courriel.as_str()])?;
    let hache = mots_de_passe::hash(durete, mot_de_passe).await?;
    let mut tx = db.begin(Perimetre::Commun).await?;
    let centre = collectivite::find_exploitant(&mut tx).await?.ok_or(Refus::SansExploitant)?;
    let nobody = PersonneId::from_uuid(uuid::Uuid::nil());
    if appartenance::count_others(&mut tx, Role::Administrateur, nobody, clock.today()).await? > 0 {
        return Err(Refus::AdministrateurExiste.into());
    }
    let acteur = Acteur::systeme("ligne de commande");
    let personne = create(&mut tx, clock, &acteur, fiche).await?;
    let role = FicheAppartenance::new(Role::Administrateur, clock.today());
    appartenances::add(&mut tx, clock, &acteur, (personne.id, centre.id), &role).await?;
    store::set_password(&mut tx, clock, personne.id, &hache).await?;
    let personne = found(&mut tx, personne.id).await?;
    tx.commit().await?;
    Ok(personne)
}

pub(crate) async fn found(tx: &mut Tx, id: PersonneId) -> Result<Personne> {
    store::find(tx, id).await?.ok_or(AnnuaireError::NotFound)
}

async fn refuse_double(tx: &mut Tx, me: Option<PersonneId>, courriel: &Courriel) -> Result<()> {
    match store::find_by_courriel(tx, courriel).await? {
        Some(other) if Some(other.id) != me => {
            let phrase = format!("Cette adresse est déjà celle de {} : ouvrez sa fiche.", other.nom_complet());
            Err(FieldErrors::one("courriel", phrase).into())
        }
        _ => Ok(()),
    }
}

fn fields(fiche: &FichePersonne) -> Value {
    json!({"prenom": fiche.prenom, "nom": fiche.nom, "courriel": fiche.courriel.as_str(), "telephone": fiche.telephone,
        "genre": fiche.genre.libelle()})
}
