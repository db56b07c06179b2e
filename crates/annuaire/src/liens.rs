//! One-time links: the invitation, and the new password.

use db::{Db, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, PersonneId, secret};

use crate::{
    domain::{
        champs::Courriel,
        courriel::CourrielAnnuaire,
        empreinte::empreinte,
        mot_de_passe::Durete,
        personne::Personne,
        refus::{Refus, Result},
    },
    mots_de_passe, personnes,
    store::{lien as store, personne},
    trace::Trace,
};

/// What the page says once a new password is asked, whether the account exists or not.
pub const PHRASE_REINITIALISATION: &str = "Si un compte porte cette adresse, un courriel vient de lui être envoyé : ouvrez-le et suivez son lien dans l’heure.";

/// How many links one may ask in an hour.
const DEMANDES_MAX: i64 = 3;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GenreLien {
    Invitation,
    Reinitialisation,
}

impl GenreLien {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reinitialisation => "reinitialisation",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Invitation, Self::Reinitialisation].into_iter().find(|genre| genre.code() == code)
    }

    /// How long it serves, in seconds: seven days, or one hour.
    const fn duree(self) -> i64 {
        match self {
            Self::Invitation => 7 * 86_400,
            Self::Reinitialisation => 3_600,
        }
    }
}
db::text_column!(GenreLien, code, from_code);

/// Invites somebody to choose a password. Former links of theirs end. Send the mail returned.
pub async fn invite(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: PersonneId) -> Result<CourrielAnnuaire> {
    let known = personnes::found(tx, id).await?;
    if !known.actif {
        return Err(Refus::CompteInactif.into());
    }
    store::delete_all(tx, id).await?;
    let (jeton, expire_le) = make(tx, clock, GenreLien::Invitation, id).await?;
    let trace = Trace::new("personne.invitee", "personne", id.uuid(), known.nom_complet());
    trace.write_centre(tx, clock, acteur).await?;
    Ok(CourrielAnnuaire::Invitation {
        a: known.fiche.courriel.to_string(),
        nom: known.nom_complet(),
        jeton,
        expire_le,
        invite_par: acteur.nom.clone(),
    })
}

/// Asks for a new password. Nothing to send for an unknown account or after three demands in an hour; the page says
/// [`PHRASE_REINITIALISATION`] all the same.
pub async fn request_reset(tx: &mut Tx, clock: &Clock, courriel: &str) -> Result<Option<CourrielAnnuaire>> {
    let Ok(courriel) = courriel.parse::<Courriel>() else { return Ok(None) };
    let known = personne::find_by_courriel(tx, &courriel).await?.filter(|p| p.actif);
    let Some(known) = known else { return Ok(None) };
    let since = clock.now().plus_seconds(-GenreLien::Reinitialisation.duree());
    if store::count_since(tx, known.id, GenreLien::Reinitialisation, since).await? >= DEMANDES_MAX {
        return Ok(None);
    }
    let (jeton, expire_le) = make(tx, clock, GenreLien::Reinitialisation, known.id).await?;
    let (a, nom) = (known.fiche.courriel.to_string(), known.nom_complet());
    Ok(Some(CourrielAnnuaire::Reinitialisation { a, nom, jeton, expire_le }))
}

/// Whose link this is, to show the form. It can be opened as often as wanted, and used once.
pub async fn open(tx: &mut Tx, clock: &Clock, jeton: &str) -> Result<(GenreLien, Personne)> {
    let found = store::find(tx, clock.now(), &empreinte("lien", jeton)).await?.ok_or(Refus::LienPerime)?;
    Ok((found.genre, personnes::found(tx, found.personne).await?))
}

/// Chooses the password. The link is used up, the sessions end, the account is unlocked; the second factor stays.
/// Then the person signs in. Send the mail returned.
pub async fn choose_password(
    db: &Db,
    clock: &Clock,
    durete: Durete,
    (jeton, mot_de_passe): (&str, &str),
) -> Result<CourrielAnnuaire> {
    let mut tx = db.read(Perimetre::Commun).await?;
    let (_, known) = open(&mut tx, clock, jeton).await?;
    mots_de_passe::check_for(&mut tx, known.id, mot_de_passe).await?;
    tx.rollback().await?;
    let hache = mots_de_passe::hash(durete, mot_de_passe).await?;
    let mut tx = db.begin(Perimetre::Commun).await?;
    if !store::consume(&mut tx, clock.now(), &empreinte("lien", jeton)).await? {
        return Err(Refus::LienPerime.into());
    }
    let acteur = Acteur::personne(known.id, known.nom_complet());
    let mail = mots_de_passe::set(&mut tx, clock, &acteur, (known.id, None), &hache).await?;
    tx.commit().await?;
    Ok(mail)
}

async fn make(tx: &mut Tx, clock: &Clock, genre: GenreLien, personne: PersonneId) -> Result<(String, kernel::Instant)> {
    let (jeton, now) = (secret::token::<32>(), clock.now());
    let expire_le = now.plus_seconds(genre.duree());
    store::insert(tx, (genre, &empreinte("lien", &jeton)), personne, (now, expire_le)).await?;
    Ok((jeton, expire_le))
}
