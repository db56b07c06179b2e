//! Publication: what everybody may read, from when, for how long.

use annuaire::Collectivite;
use documents::DocumentId;
use kernel::{GenreCollectivite, Instant, add_mois, date_courte};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Acte, ActeId, EtatActe, NatureActe, PieceActe, Refus};

/// The population from which publication is electronic for a commune; below, its assembly chooses (CGCT L. 2131-1 III and IV).
pub const SEUIL: u32 = 3_500;
/// The least time of publication (CGCT R. 2131-1).
const MOIS: i32 = 2;

/// What the law asks of a collectivité.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// Its réglementaires and délibérations are published on its site, without a choice.
    Electronique,
    /// Posted, on paper or on the site: the assembly chooses for the whole mandate.
    AuChoix,
}

impl Regime {
    /// By kind and population: communes under the threshold, their ccas and caisses, and syndicats choose.
    pub fn of(genre: GenreCollectivite, population: Option<u32>) -> Self {
        match (genre, population) {
            (GenreCollectivite::Commune, Some(population)) if population < SEUIL => Self::AuChoix,
            _ => Self::Electronique,
        }
    }

    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Electronique => {
                "La loi demande que vos délibérations et vos arrêtés réglementaires soient publiés en ligne, deux mois au moins (CGCT, articles L. 2131-1 et R. 2131-1)."
            }
            Self::AuChoix => {
                "Sous 3\u{202f}500 habitants, votre conseil choisit\u{a0}: affichage, papier ou mise en ligne. Sans délibération, c’est la mise en ligne (CGCT, article L. 2131-1)."
            }
        }
    }
}

/// What everybody reads of an acte, where it differs from what the préfecture has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPublique {
    pub acte_id: ActeId,
    /// Without the names of people; empty: that of the acte.
    pub objet: String,
    /// `Jean Vidal, maire`, as they were on the day of posting; empty when the law asks none.
    pub auteur: String,
    /// A file in the place of that of the acte, with its name.
    pub document_id: Option<DocumentId>,
    pub nom: String,
    /// Whether the annexes are read too.
    pub annexes: bool,
}

impl VersionPublique {
    /// The very acte, with its author.
    pub const fn same(acte_id: ActeId, auteur: String) -> Self {
        Self { acte_id, objet: String::new(), auteur, document_id: None, nom: String::new(), annexes: true }
    }

    /// The files that everybody reads.
    pub fn files(&self, files: Vec<PieceActe>) -> Vec<PieceActe> {
        let shown = files.into_iter().filter(|file| file.rang == 0 || self.annexes);
        let instead = |file: PieceActe| match self.document_id.filter(|_| file.rang == 0) {
            Some(document_id) => PieceActe { document_id, nom: self.nom.clone(), extension: "pdf".to_owned(), ..file },
            None => file,
        };
        shown.map(instead).collect()
    }
}

/// Of an arrêté, its author: first name, name and quality (CGCT R. 2131-1). Empty for what an assembly votes.
pub fn auteur(collectivite: &Collectivite, nature: NatureActe) -> String {
    let representant = &collectivite.fiche.representant;
    match (nature, representant.nom_complet()) {
        (NatureActe::ActeReglementaire, Some(nom)) => {
            format!("{nom}, {}", representant.titre(collectivite.fiche.genre))
        }
        _ => String::new(),
    }
}

impl Acte {
    /// Whether it may be opened to everybody: received, regulatory or voted, never individual, never cancelled.
    pub fn is_publiable(&self) -> bool {
        self.fiche.nature.is_publiable() && self.etat == EtatActe::Recu
    }

    /// Whether everybody reads it now.
    pub fn is_en_ligne(&self) -> bool {
        self.publie_le.is_some()
            && self.retire_le.is_none()
            && self.fiche.nature.is_publiable()
            && matches!(self.etat, EtatActe::Recu | EtatActe::AnnulationDemandee)
    }

    /// Opens it: the day of posting is proven by this instant, and never changes.
    ///
    /// # Errors
    /// When it is not to be published, or was already.
    pub fn publish(&self, now: Instant, today: Date) -> Result<Self, Refus> {
        if self.publie_le.is_some() {
            return Err(Refus::DejaPublie);
        }
        if !self.is_publiable() {
            return Err(Refus::PasPubliable);
        }
        Ok(Self { affiche_le: Some(today), publie_le: Some(now), ..self.clone() })
    }

    /// Takes it away, two months after it was opened at the soonest.
    ///
    /// # Errors
    /// Before that day, or when nobody reads it.
    pub fn unpublish(&self, now: Instant, today: Date) -> Result<Self, Refus> {
        let Some(since) = self.affiche_le.filter(|_| self.is_en_ligne()) else { return Err(Refus::PasPubliable) };
        let until = add_mois(since, MOIS);
        if today < until {
            return Err(Refus::DeuxMois(date_courte(until)));
        }
        Ok(Self { retire_le: Some(now), ..self.clone() })
    }

    /// The first day on which it may be taken away.
    pub fn en_ligne_jusqu_au(&self) -> Option<Date> {
        self.affiche_le.map(|since| add_mois(since, MOIS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FicheActe, NatureActe};
    use kernel::{Clock, Id};
    use time::macros::date;

    #[test]
    fn only_what_is_received_and_for_all_is_published_and_for_two_months() {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let ids = (Id::new(&clock), Id::new(&clock));
        let draft = Acte::draft(ids, FicheActe::new(NatureActe::Deliberation), (None, ""), clock.now());
        let acte = Acte { etat: EtatActe::Transmis, ..draft };
        let today = date!(2026 - 11 - 25);
        assert_eq!(acte.publish(clock.now(), today), Err(Refus::PasPubliable));
        let personal = Acte { etat: EtatActe::Recu, fiche: FicheActe::new(NatureActe::ActeIndividuel), ..acte.clone() };
        assert_eq!(personal.publish(clock.now(), today), Err(Refus::PasPubliable));
        let open = Acte { etat: EtatActe::Recu, ..acte }.publish(clock.now(), today).unwrap();
        assert!(open.is_en_ligne());
        assert_eq!(open.publish(clock.now(), today), Err(Refus::DejaPublie));
        assert!(
            matches!(open.unpublish(clock.now(), date!(2027 - 01 - 24)), Err(Refus::DeuxMois(day)) if day == "25/01/2027")
        );
        assert!(!open.unpublish(clock.now(), date!(2027 - 01 - 25)).unwrap().is_en_ligne());
        assert!(!Acte { etat: EtatActe::Annule, ..open }.is_en_ligne(), "a cancelled acte disappears");
        assert_eq!(Regime::of(GenreCollectivite::Commune, Some(3_499)), Regime::AuChoix);
        assert_eq!(Regime::of(GenreCollectivite::Commune, Some(3_500)), Regime::Electronique);
    }
}
