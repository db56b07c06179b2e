//! `Abonnement`: where other software wants to be told, of what; and `Saisie`, what a person types of it.

use db::{DbError, FromRow, Row};
use kernel::{CollectiviteId, Id, Instant, nomenclature};
use liaison::Appel;
use serde_json::Value;

use super::{Champs, GenreEvenement};

/// Characters.
const NOM: usize = 100;
const URL: usize = 500;

pub type AbonnementId = Id<Abonnement>;

nomenclature! {
    /// Whose events an abonnement hears.
    pub enum Portee: "La portée" {
        /// Those of the collectivité that owns it.
        Collectivite = "collectivite", "La collectivité";
        /// Those of every collectivité: only the centre has such ones.
        Adherents = "adherents", "Toutes les collectivités";
    }
}

nomenclature! {
    /// Where an abonnement stands.
    pub enum EtatAbonnement: "L’état" {
        Actif = "actif", "Actif";
        /// By somebody, or because its server answered that it wants nothing more (410).
        Arrete = "arrete", "Arrêté";
        /// By the house: nothing passed for days.
        Suspendu = "suspendu", "Suspendu";
    }
}

db::text_column!(Portee, code, from_code);
db::text_column!(EtatAbonnement, code, from_code);

/// An abonnement, as pages show it. Its secrets are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abonnement {
    pub collectivite_id: CollectiviteId,
    pub id: AbonnementId,
    pub portee: Portee,
    pub nom: String,
    pub url: String,
    /// Codes of [`GenreEvenement`].
    pub evenements: Vec<String>,
    pub etat: EtatAbonnement,
    /// Why it is no longer active.
    pub motif: Option<String>,
    /// Until when the replaced secret signs too.
    pub precedent_jusqu_a: Option<Instant>,
    /// Attempts that failed in a row, and since when.
    pub echecs: u32,
    pub echecs_depuis: Option<Instant>,
    /// Nothing is tried before.
    pub pause_jusqu_a: Option<Instant>,
    /// The last delivery that passed.
    pub livre_le: Option<Instant>,
    pub revision: i64,
    pub created_at: Instant,
    pub cree_par: String,
    pub modifie_le: Instant,
    pub modifie_par: String,
}

impl FromRow for Abonnement {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            portee: row.get("portee")?,
            nom: row.get("nom")?,
            url: row.get("url")?,
            evenements: codes(&row.get("evenements")?),
            etat: row.get("etat")?,
            motif: row.get("motif")?,
            precedent_jusqu_a: row.get("precedent_jusqu_a")?,
            echecs: row.get("echecs")?,
            echecs_depuis: row.get("echecs_depuis")?,
            pause_jusqu_a: row.get("pause_jusqu_a")?,
            livre_le: row.get("livre_le")?,
            revision: row.get("revision")?,
            created_at: row.get("created_at")?,
            cree_par: row.get("cree_par")?,
            modifie_le: row.get("modifie_le")?,
            modifie_par: row.get("modifie_par")?,
        })
    }
}

/// The codes kept in a column.
pub(crate) fn codes(kept: &Value) -> Vec<String> {
    let all = kept.as_array().into_iter().flatten();
    all.filter_map(|code| code.as_str().map(str::to_owned)).collect()
}

/// What a person types of an abonnement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saisie {
    /// The software that listens: « Gestion électronique des documents ».
    pub nom: String,
    pub url: String,
    /// Codes.
    pub evenements: Vec<String>,
}

/// The same, once read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Demande {
    pub nom: String,
    pub url: String,
    /// In the order of the catalogue, each once.
    pub evenements: Vec<&'static str>,
}

impl Saisie {
    /// Every field is judged: the form returns with all that is wrong.
    pub(crate) fn read(&self, catalogue: &[GenreEvenement], appel: &Appel) -> Result<Demande, Champs> {
        let mut wrong = Champs::default();
        let nom = self.nom.split_whitespace().collect::<Vec<_>>().join(" ");
        if nom.is_empty() {
            wrong.push("nom", "Donnez un nom à cet abonnement\u{a0}: par exemple celui du logiciel qui écoute.");
        } else if nom.chars().count() > NOM || nom.contains(char::is_control) {
            wrong
                .push("nom", "Ce nom est trop long ou contient un caractère invisible\u{a0}: cent caractères au plus.");
        }
        let url = self.url.trim().to_owned();
        if url.is_empty() {
            wrong.push("url", "Écrivez l’adresse du logiciel qui écoute\u{a0}: elle commence par https://");
        } else if url.len() > URL {
            wrong.push("url", "Cette adresse est trop longue\u{a0}: cinq cents caractères au plus.");
        } else if let Err(refused) = appel.check(&url) {
            wrong.push("url", refused.0);
        }
        if let Some(unknown) = self.evenements.iter().find(|code| !catalogue.iter().any(|genre| genre.code() == *code))
        {
            wrong.push("evenements", format!("L’événement «\u{a0}{unknown}\u{a0}» n’existe pas."));
        } else if self.evenements.is_empty() {
            wrong.push("evenements", "Choisissez au moins un événement.");
        }
        let wanted = |genre: &&GenreEvenement| self.evenements.iter().any(|code| code == genre.code());
        let evenements = catalogue.iter().filter(wanted).map(GenreEvenement::code).collect();
        wrong.or(Demande { nom, url, evenements })
    }
}
