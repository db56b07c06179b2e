//! The registered letter by which one side ends the convention (CDG 82, art. 6.4; CDG 62, art. 7).

use editique::{Bloc, Document, Forme};
use time::Date;

use super::{
    FicheCentre, FicheMembre, RefusEdition,
    champ::{Depart, Valeurs},
    modele::Modele,
};
use crate::domain::{Convention, Partie, Refus, Regime};

/// A letter to print, before or after the denunciation is recorded.
#[derive(Debug, Clone, Copy)]
pub struct Denonciation<'a> {
    pub centre: &'a FicheCentre,
    pub membre: &'a FicheMembre,
    pub convention: &'a Convention,
    /// Who writes; the letter goes to the other one.
    pub auteur: Partie,
    /// The day of the letter.
    pub date: Date,
    /// The day it reaches the other side, from which its effect is counted.
    pub notification: Date,
    /// The number of the registered letter, once the post gave it.
    pub recommande: Option<&'a str>,
    /// The breach: required for three years (CDG 62, art. 7), free for a year.
    pub motif: Option<&'a str>,
}

/// The letter, its day of effect computed by [`Convention::effet_denonciation`].
///
/// # Errors
/// [`RefusEdition::SansEffet`]; [`Refus::ManquementNonDit`].
pub fn denonciation(lettre: &Denonciation) -> Result<Document, RefusEdition> {
    let (centre, membre, convention) = (lettre.centre, lettre.membre, lettre.convention);
    let effet = convention.effet_denonciation(lettre.notification).ok_or(RefusEdition::SansEffet)?;
    let motif = lettre.motif.map(str::trim).filter(|motif| !motif.is_empty());
    if convention.regime == Regime::TroisAnsExpres && motif.is_none() {
        return Err(Refus::ManquementNonDit.into());
    }
    let texte = &Modele::of(convention.regime)?.denonciation;
    let (emetteur, destinataire, recipient, corps, signataire) = match lettre.auteur {
        Partie::Centre => {
            (centre.emetteur(), membre.destinataire(), &membre.representant, &texte.du_centre, centre.signataire())
        }
        Partie::Membre => {
            (membre.emetteur(), centre.destinataire(), &centre.representant, &texte.du_membre, membre.signataire())
        }
    };
    let valeurs = Valeurs {
        convention: Some(convention),
        denonciation: Some(Depart {
            notification: lettre.notification,
            effet,
            motif,
            salutation: &recipient.salutation,
        }),
        ..Valeurs::new(centre, membre)
    };
    let mut document = Document::new(texte.objet.text(&valeurs)?, emetteur, lettre.date);
    document.forme = Forme::Courrier;
    document.destinataire = destinataire;
    document.reference = Some(convention.numero.clone());
    let adresse = if lettre.auteur == Partie::Centre { &centre.adresse } else { &membre.adresse };
    document.lieu = Some(adresse.lieu());
    let numero = lettre.recommande.map_or_else(String::new, |numero| format!(" n°\u{a0}{numero}"));
    document.sous_titre = Some(format!("Lettre recommandée avec accusé de réception{numero}"));
    document.push(Bloc::paragraphe(format!("{},", recipient.salutation)));
    document.blocs.extend(corps.blocs(&valeurs)?);
    document.push(Bloc::Paragraphe(texte.politesse.prose(&valeurs)?));
    document.push(Bloc::SignatureSimple(signataire));
    Ok(document)
}
