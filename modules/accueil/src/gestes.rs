//! Bringing somebody in, from a page or from the API: the account, its place, the mail that tells them.

use annuaire::{
    Acteur, AnnuaireError, AppartenanceActive, Collectivite, CourrielAnnuaire, FichePersonne, FieldErrors, Personne,
    appartenances::{self, Appartenance, FicheAppartenance},
    collectivites, liens, personnes,
};
use db::Tx;
use kernel::{Clock, Id, PersonneId, Siren};
use web::WebError;

/// Somebody brought in, and how they are told.
#[derive(Debug)]
pub(crate) struct Arrivee {
    pub personne: Personne,
    pub appartenance: Appartenance,
    /// The invitation; none for who has a password already: they are told that one more place is theirs.
    pub invitation: Option<CourrielAnnuaire>,
}

/// A new person. Refused when the mail is somebody's: the centre opens their fiche instead.
pub(crate) async fn bring_new(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    place: &Collectivite,
    (fiche, membership): (&FichePersonne, &FicheAppartenance),
) -> Result<Arrivee, AnnuaireError> {
    let personne = personnes::create(tx, clock, acteur, fiche).await?;
    settle(tx, clock, acteur, place, personne, membership).await
}

/// A new person, or the one who has this mail already: their fiche stays as they wrote it.
pub(crate) async fn bring(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    place: &Collectivite,
    (fiche, membership): (&FichePersonne, &FicheAppartenance),
) -> Result<Arrivee, AnnuaireError> {
    let personne = match personnes::find_by_courriel(tx, &fiche.courriel).await? {
        Some(known) if known.actif => known,
        Some(_) => return Err(FieldErrors::one("courriel", COMPTE_DESACTIVE).into()),
        None => personnes::create(tx, clock, acteur, fiche).await?,
    };
    settle(tx, clock, acteur, place, personne, membership).await
}

/// The collectivité that an address or a form names.
pub(crate) async fn place(tx: &mut Tx, siren: &str) -> Result<Collectivite, WebError> {
    let siren: Siren = siren.parse().map_err(|_| WebError::NotFound)?;
    collectivites::find_by_siren(tx, siren).await?.ok_or(WebError::NotFound)
}

/// The membership, if it is that of the person of the address; and whether it is at the centre.
pub(crate) async fn membership(
    tx: &mut Tx,
    (personne, id): (PersonneId, Id<AppartenanceActive>),
) -> Result<(Appartenance, bool), WebError> {
    let found = appartenances::find(tx, id).await?.filter(|a| a.personne == personne).ok_or(WebError::NotFound)?;
    let place = collectivites::find(tx, found.collectivite).await?.ok_or(WebError::NotFound)?;
    Ok((found, place.exploitant))
}

const COMPTE_DESACTIVE: &str = "Ce compte est désactivé\u{a0}: demandez à votre centre de gestion de le réactiver.";

async fn settle(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    place: &Collectivite,
    personne: Personne,
    membership: &FicheAppartenance,
) -> Result<Arrivee, AnnuaireError> {
    let appartenance = appartenances::add(tx, clock, acteur, (personne.id, place.id), membership).await?;
    let invitation =
        if personne.a_un_mot_de_passe { None } else { Some(liens::invite(tx, clock, acteur, personne.id).await?) };
    Ok(Arrivee { personne, appartenance, invitation })
}
