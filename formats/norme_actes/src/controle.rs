//! `controle`: what the ministry would refuse in a transmission, said before it leaves.

mod acte;
mod pieces;

use time::Date;

use crate::{
    ActesError, CodeTypePj, NumeroInterne, RetourClassification, Schema, TAILLE_MAX, Transmission,
    enveloppe::check_email,
    noms::{is_application, is_trigramme},
};

/// What the control needs to know of the world: it reads no clock and no database.
#[derive(Debug, Clone, Copy)]
pub struct Contexte<'a> {
    pub aujourdhui: Date,
    /// The classification last received for this collectivité; without it, the national tables serve.
    pub classification: Option<&'a RetourClassification>,
    /// How many bytes the archive may weigh.
    pub taille_max: u64,
    pub schema: Schema,
}

/// One thing to say about a transmission.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Constat {
    /// The field concerned, by its name in the schema; `Annexe 2` for a file.
    pub champ: String,
    pub gravite: Gravite,
    /// A complete French sentence, that says what to do.
    pub phrase: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravite {
    /// It may leave; somebody should look.
    Alerte,
    /// It would be refused.
    Refus,
}

impl<'a> Contexte<'a> {
    /// The usual limits, on this day, with this classification.
    pub fn new(aujourdhui: Date, classification: Option<&'a RetourClassification>) -> Self {
        Self { aujourdhui, classification, taille_max: TAILLE_MAX, schema: Schema::default() }
    }
}

impl Constat {
    pub(crate) fn refus(champ: impl Into<String>, phrase: impl Into<String>) -> Self {
        Self { champ: champ.into(), gravite: Gravite::Refus, phrase: phrase.into() }
    }

    pub(crate) fn alerte(champ: impl Into<String>, phrase: impl Into<String>) -> Self {
        Self { champ: champ.into(), gravite: Gravite::Alerte, phrase: phrase.into() }
    }
}

/// Everything to say about a transmission, in the order of the screen; without a `Refus`, `Transmission::prepare` succeeds.
pub fn controle(transmission: &Transmission, contexte: &Contexte) -> Vec<Constat> {
    let mut constats = Vec::new();
    acte::controle(&transmission.acte, contexte, &mut constats);
    pieces::controle(transmission, contexte, &mut constats);
    emetteur(transmission, &mut constats);
    depot(transmission, contexte, &mut constats);
    constats
}

fn emetteur(transmission: &Transmission, constats: &mut Vec<Constat>) {
    let id = &transmission.emetteur.id_cl;
    let referent = transmission.emetteur.referent.as_ref().and_then(|referent| referent.email.as_ref());
    let adresses = transmission.adresses_retour.iter().chain(referent).map(|adresse| check_email(adresse).err());
    for error in id.parts().into_iter().map(Result::err).chain(adresses).flatten() {
        constats.push(match error {
            ActesError::Valeur { champ, valeur, regle } => {
                Constat::refus(champ, format!("«\u{a0}{valeur}\u{a0}» ne convient pas\u{a0}: {regle}."))
            }
            autre => Constat::refus("Emetteur", autre.to_string()),
        });
    }
    if transmission.adresses_retour.is_empty() {
        let phrase = "Indiquez au moins une adresse où la préfecture répondra.";
        constats.push(Constat::refus("AdressesRetour", phrase));
    }
    if id.siren.is_conforme() && id.siren.as_str().parse::<kernel::Siren>().is_err() {
        let phrase = format!("Le SIREN {} n’existe pas\u{a0}: un chiffre est sans doute faux.", id.siren);
        constats.push(Constat::alerte("SIREN", phrase));
    }
    let referent = transmission.emetteur.referent.iter();
    for texte in referent.flat_map(|referent| [&referent.nom, &referent.telephone]).flatten() {
        if let Err(refuses) = crate::translitere(texte) {
            constats.push(Constat::refus("Referent", crate::encodage::hors_latin1("Referent", &refuses).to_string()));
        }
    }
}

fn depot(transmission: &Transmission, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let depot = &transmission.depot;
    if !is_trigramme(&depot.trigramme) {
        let phrase = "Le trigramme de l’opérateur a trois caractères, majuscules ou chiffres.";
        constats.push(Constat::refus("Trigramme", phrase));
    }
    if !is_application(&depot.application) {
        constats
            .push(Constat::refus("Application", "Le code de l’application a quatre lettres majuscules, comme EACT."));
    }
    if depot.serie == 0 {
        constats.push(Constat::refus("Serie", "Les enveloppes d’un jour se numérotent à partir de 1."));
    }
    if depot.date != contexte.aujourdhui {
        let phrase = "La date de l’enveloppe n’est pas celle du jour\u{a0}: le nom porte la date de l’envoi.";
        constats.push(Constat::alerte("Enveloppe", phrase));
    }
}

/// The number as people should write it, and what is risky.
pub(crate) fn numero(texte: &str, constats: &mut Vec<Constat>) {
    let Ok(numero) = texte.parse::<NumeroInterne>() else {
        let phrase = format!(
            "Le numéro «\u{a0}{}\u{a0}» ne convient pas\u{a0}: {}.",
            crate::error::abrege(texte),
            NumeroInterne::REGLE
        );
        return constats.push(Constat::refus("NumeroInterne", phrase));
    };
    if !numero.is_universel() {
        let phrase = "Le numéro contient un tiret ou une espace, que l’un des deux schémas publiés refuse dans \
                      l’identifiant de l’acte\u{a0}: préférez «\u{a0}_\u{a0}».";
        constats.push(Constat::alerte("NumeroInterne", phrase));
    } else if texte.bytes().any(|octet| octet.is_ascii_lowercase()) {
        let phrase =
            "Le numéro contient des minuscules, que d’autres opérateurs refusent\u{a0}: préférez des majuscules.";
        constats.push(Constat::alerte("NumeroInterne", phrase));
    }
}

pub(crate) fn code_type_pj(champ: &str, code: &str, constats: &mut Vec<Constat>) -> bool {
    if code.parse::<CodeTypePj>().is_ok() {
        return true;
    }
    let phrase = if code.is_empty() {
        "Choisissez le type de ce document dans la typologie de la préfecture.".to_owned()
    } else {
        format!("Le type «\u{a0}{}\u{a0}» ne convient pas\u{a0}: {}.", crate::error::abrege(code), CodeTypePj::REGLE)
    };
    constats.push(Constat::refus(champ, phrase));
    false
}
