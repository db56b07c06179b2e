//! The mails of the reception, in plain French: what the annuaire tells becomes a letter, sent with the act.

use annuaire::{CourrielAnnuaire, FichePersonne, Personne};
use db::{Perimetre, Tx};
use kernel::{Illisible, Instant};
use mail::{Corps, Correspondant, Mail};
use web::{House, WebError};

use crate::gestes::Arrivee;

/// Writes the mail in the transaction of its act: both are kept, or neither.
pub(crate) async fn send(
    tx: &mut Tx,
    house: &House,
    courriel: impl Into<Option<CourrielAnnuaire>>,
) -> Result<(), WebError> {
    let Some(courriel) = courriel.into() else { return Ok(()) };
    let letter = Letter { public_url: &house.config().public_url, signature: signature(tx).await? };
    let mail = letter.write(&courriel).map_err(|refused| WebError::Refus(refused.0))?;
    let mail = if carries_a_key(&courriel) { mail.confidential() } else { mail };
    mail::send(tx, house.clock(), mail).await?;
    Ok(())
}

/// The same for an act that the annuaire committed by itself, since argon2 never runs within a transaction.
pub(crate) async fn send_alone(house: &House, courriel: Option<CourrielAnnuaire>) -> Result<(), WebError> {
    if courriel.is_some() {
        let mut tx = house.db().begin(Perimetre::Commun).await?;
        send(&mut tx, house, courriel).await?;
        tx.commit().await?;
        house.wake().now();
    }
    Ok(())
}

/// Tells somebody who already has an account that a collectivité counts on them.
pub(crate) async fn send_rattachement(
    tx: &mut Tx,
    house: &House,
    personne: &Personne,
    collectivite: &str,
    par: &str,
) -> Result<(), WebError> {
    let letter = Letter { public_url: &house.config().public_url, signature: signature(tx).await? };
    let corps = letter
        .greeted(&personne.nom_complet())
        .paragraph(format!("{par} vous a donné accès à l’espace de la structure suivante\u{a0}: {collectivite}."))
        .paragraph("Vous vous connectez comme d’habitude, avec la même adresse et le même mot de passe.")
        .button("Ouvrir Beffroi", letter.public_url);
    let mail =
        addressed(personne.fiche.courriel.as_str(), &personne.nom_complet(), "Un nouvel espace s’ouvre à vous", corps);
    mail::send(tx, house.clock(), mail.map_err(|refused| WebError::Refus(refused.0))?).await?;
    Ok(())
}

/// Tells somebody that they were brought in: an invitation to choose a password, or one more place for who has one.
pub(crate) async fn send_arrivee(tx: &mut Tx, house: &House, arrivee: &Arrivee, par: &str) -> Result<(), WebError> {
    match &arrivee.invitation {
        Some(invitation) => send(tx, house, invitation.clone()).await,
        None => send_rattachement(tx, house, &arrivee.personne, &arrivee.appartenance.collectivite_nom, par).await,
    }
}

/// Whether a mail can go to this person: what mail servers accept is narrower than what names an account.
pub(crate) fn can_reach(fiche: &FichePersonne) -> Result<(), Illisible> {
    Correspondant::new(&fiche.nom_complet(), fiche.courriel.as_str()).map(|_| ())
}

async fn signature(tx: &mut Tx) -> Result<String, WebError> {
    let centre = annuaire::collectivites::find_exploitant(tx).await?;
    Ok(centre.map_or_else(|| "Beffroi".to_owned(), |centre| centre.nom_complet()))
}

const fn carries_a_key(courriel: &CourrielAnnuaire) -> bool {
    matches!(courriel, CourrielAnnuaire::Invitation { .. } | CourrielAnnuaire::Reinitialisation { .. })
}

fn addressed(adresse: &str, nom: &str, subject: &str, corps: Corps) -> Result<Mail, Illisible> {
    Mail::new(Correspondant::new(nom, adresse)?, subject, corps)
}

/// Who writes, and where the links lead.
struct Letter<'a> {
    public_url: &'a str,
    signature: String,
}

impl Letter<'_> {
    fn write(&self, courriel: &CourrielAnnuaire) -> Result<Mail, Illisible> {
        use CourrielAnnuaire as C;
        let (nom, subject, corps) = match courriel {
            C::Invitation { nom, jeton, expire_le, invite_par, .. } => {
                (nom, "Votre invitation à Beffroi", self.invitation(nom, jeton, *expire_le, invite_par))
            }
            C::Reinitialisation { nom, jeton, expire_le, .. } => {
                (nom, "Choisissez un nouveau mot de passe", self.reinitialisation(nom, jeton, *expire_le))
            }
            C::MotDePasseChange { nom, le, .. } => {
                (nom, "Votre mot de passe a été changé", self.mot_de_passe_change(nom, *le))
            }
            C::CompteVerrouille { nom, jusqu_a, adresse, .. } => {
                (nom, "Votre compte est verrouillé pour un moment", self.verrouille(nom, *jusqu_a, adresse))
            }
            C::SecondFacteurChange { nom, actif, le, .. } => {
                let subject = if *actif {
                    "La double authentification est active"
                } else {
                    "La double authentification est retirée"
                };
                (nom, subject, self.second_facteur(nom, *actif, *le))
            }
        };
        addressed(courriel.destinataire(), nom, subject, corps)
    }

    fn greeted(&self, nom: &str) -> Corps {
        Corps::new(&self.signature).paragraph(format!("Bonjour {nom},"))
    }

    fn lien(&self, jeton: &str) -> String {
        format!("{}/lien/{jeton}", self.public_url)
    }

    fn invitation(&self, nom: &str, jeton: &str, expire_le: Instant, par: &str) -> Corps {
        self.greeted(nom)
            .paragraph(format!(
                "{par} vous invite à utiliser Beffroi, les services numériques que le centre de gestion partage avec ses collectivités."
            ))
            .paragraph("Pour ouvrir votre compte, il vous reste à choisir un mot de passe.")
            .button("Choisir mon mot de passe", self.lien(jeton))
            .small(format!(
                "Ce lien est personnel, sert une seule fois et s’éteint le {}. Passé ce moment, demandez une nouvelle invitation.",
                moment(expire_le)
            ))
    }

    fn reinitialisation(&self, nom: &str, jeton: &str, expire_le: Instant) -> Corps {
        self.greeted(nom)
            .paragraph("Un nouveau mot de passe a été demandé pour votre compte Beffroi.")
            .button("Choisir un nouveau mot de passe", self.lien(jeton))
            .small(format!("Ce lien sert une seule fois et s’éteint le {}.", moment(expire_le)))
            .small("Vous n’avez rien demandé\u{a0}? Ne faites rien\u{a0}: votre mot de passe actuel reste le bon.")
    }

    fn mot_de_passe_change(&self, nom: &str, le: Instant) -> Corps {
        self.greeted(nom)
            .paragraph(format!("Votre mot de passe de Beffroi a été changé le {}.", moment(le)))
            .paragraph("Si c’est vous, tout va bien. Sinon, choisissez-en un autre tout de suite et prévenez votre centre de gestion.")
            .button("Ce n’était pas moi", format!("{}/mot-de-passe-oublie", self.public_url))
    }

    fn verrouille(&self, nom: &str, jusqu_a: Instant, adresse: &str) -> Corps {
        let from = if adresse.is_empty() { String::new() } else { format!(", depuis l’adresse {adresse}") };
        self.greeted(nom)
            .paragraph(format!("Trop de mots de passe faux ont été essayés sur votre compte{from}."))
            .paragraph(format!("Par précaution, il est verrouillé jusqu’au {}. Il se rouvrira de lui-même.", moment(jusqu_a)))
            .paragraph("Si vous aviez oublié votre mot de passe, choisissez-en un autre. Si ce n’était pas vous, prévenez votre centre de gestion.")
            .button("Choisir un nouveau mot de passe", format!("{}/mot-de-passe-oublie", self.public_url))
    }

    fn second_facteur(&self, nom: &str, actif: bool, le: Instant) -> Corps {
        let told = if actif {
            format!(
                "Depuis le {}, votre compte demande un code de votre téléphone en plus du mot de passe.",
                moment(le)
            )
        } else {
            format!("Depuis le {}, votre compte ne demande plus de code en plus du mot de passe.", moment(le))
        };
        self.greeted(nom).paragraph(told).paragraph(
            "Si ce n’est pas vous, changez votre mot de passe tout de suite et prévenez votre centre de gestion.",
        )
    }
}

/// « 22/11/2026 à 09:00 », on the clocks of France.
fn moment(at: Instant) -> String {
    at.date_heure()
}
