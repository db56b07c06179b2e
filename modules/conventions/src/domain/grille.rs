//! `Grille`: the dated tariffs of a centre, and what it takes to revise and validate them.

use std::{collections::BTreeMap, fmt};

use kernel::{Exercice, GenreCollectivite, Montant, nomenclature};

use super::{Assimilation, Calcul, CleTarif, Origine, Refus, Rubrique, Syntec, Tarif};

/// The tariffs of one centre de gestion, every year together: a tariff of a past year can always be found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grille {
    pub centre: Centre,
    pub prix: Prix,
    pub clause: ClauseRevision,
    pub assimilations: BTreeMap<GenreCollectivite, Assimilation>,
    tarifs: BTreeMap<CleTarif, BTreeMap<Exercice, Tarif>>,
    validee: Option<Exercice>,
}

/// The centre that states the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    pub nom: String,
    pub sigle: String,
}

nomenclature! {
    /// What the figures of a grid include.
    pub enum Prix: "La nature de prix" {
        /// CDG 82, art. 6.3: "toutes taxes et frais de déplacements compris".
        Ttc = "ttc", "toutes taxes comprises";
        /// CDG 62, art. 5: "Coût Annuel HT".
        Ht = "ht", "hors taxes";
    }
}

nomenclature! {
    /// How the figures move from one year to the next.
    pub enum ClauseRevision: "La clause de révision" {
        /// CDG 82, art. 6.3: every year, in the proportion of the Syntec index.
        Syntec = "syntec", "révision annuelle sur l’indice Syntec";
        /// CDG 62: no clause; a new price is an avenant (art. 8).
        Aucune = "aucune", "sans révision";
    }
}

/// One line of the preview of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LigneRevision {
    pub cle: CleTarif,
    pub annee: Exercice,
    pub calcul: Calcul,
}

impl Grille {
    pub fn new(centre: Centre, prix: Prix, clause: ClauseRevision) -> Self {
        Self { centre, prix, clause, assimilations: BTreeMap::new(), tarifs: BTreeMap::new(), validee: None }
    }

    /// The last year whose grid is validated; its tariffs and those of the years before no longer change.
    pub const fn validee(&self) -> Option<Exercice> {
        self.validee
    }

    /// The grid as kept, with its last validated year: for the store.
    #[must_use]
    pub fn with_validee(mut self, annee: Option<Exercice>) -> Self {
        self.validee = annee;
        self
    }

    /// Every row, by key then by year.
    pub fn tarifs(&self) -> impl Iterator<Item = &Tarif> {
        self.tarifs.values().flat_map(BTreeMap::values)
    }

    /// The row of one key stated for one year.
    pub(crate) fn stated(&self, cle: CleTarif, annee: Exercice) -> Option<&Tarif> {
        self.tarifs.get(&cle)?.get(&annee)
    }

    pub(crate) fn push(&mut self, tarif: Tarif) {
        self.tarifs.entry(tarif.cle).or_default().insert(tarif.annee, tarif);
    }

    /// The price in force in a year: the row of that year, else the last one before \[D\]: an état computed with it
    /// carries an anomaly as long as the grid is to be revised ([`Grille::is_a_reviser`]).
    pub fn tarif(&self, rubrique: Rubrique, annee: Exercice) -> Option<&Tarif> {
        let years = self.tarifs.get(&CleTarif::Rubrique(rubrique))?;
        years.range(..=annee).next_back().map(|(_, tarif)| tarif)
    }

    /// True when the row is stated for a year before and the clause says that it should have moved since.
    pub fn is_a_reviser(&self, tarif: &Tarif, annee: Exercice) -> bool {
        self.clause == ClauseRevision::Syntec && tarif.annee < annee
    }

    pub(crate) fn assimilation(&self, genre: GenreCollectivite) -> Option<Assimilation> {
        self.assimilations.get(&genre).copied()
    }

    /// The cells of the DPD's grid in force in a year: all of them from the last year for which one is stated.
    pub(crate) fn cases_rgpd(&self, annee: Exercice) -> impl Iterator<Item = &Tarif> {
        let cells = || self.tarifs().filter(|t| matches!(t.cle, CleTarif::Rgpd(_)));
        let stated = cells().map(|t| t.annee).filter(|a| *a <= annee).max();
        cells().filter(move |t| Some(t.annee) == stated)
    }

    /// The rows in force in a year, by key.
    pub fn en_vigueur(&self, annee: Exercice) -> Vec<&Tarif> {
        let rubriques = Rubrique::TOUS.iter().filter_map(|r| self.tarif(*r, annee));
        rubriques.chain(self.cases_rgpd(annee)).collect()
    }

    /// Adds the rows of an imported grid; a row already known for the same year is replaced.
    ///
    /// # Errors
    /// [`Refus::AutreCentre`]; [`Refus::GrilleValidee`] when it would change or add a row of a validated year; nothing is then changed.
    pub fn complete(&mut self, imported: Self) -> Result<(), Refus> {
        if imported.centre.sigle != self.centre.sigle {
            return Err(Refus::AutreCentre { attendu: self.centre.sigle.clone(), trouve: imported.centre.sigle });
        }
        let validee = self.validee;
        let frozen = |tarif: &&Tarif| validee.is_some_and(|v| tarif.annee <= v);
        let same = |t: &Tarif| self.stated(t.cle, t.annee).is_some_and(|known| known.montant == t.montant);
        if let Some(changed) = imported.tarifs().filter(frozen).find(|tarif| !same(tarif)) {
            return Err(Refus::GrilleValidee(validee.unwrap_or(changed.annee)));
        }
        for tarif in imported.tarifs().filter(|tarif| !frozen(tarif)) {
            self.push(tarif.clone());
        }
        self.assimilations.extend(imported.assimilations);
        Ok(())
    }

    /// What it takes to bring every tariff to `annee`, one year at a time, each rounded (CDG 82, art. 6.3).
    ///
    /// Certificates are not rows of the grid: they are sold at their purchase price and never revised (art. 3.1, 6.3).
    ///
    /// # Errors
    /// [`Refus::GrilleSansRevision`], [`Refus::GrilleValidee`], [`Refus::IndiceManquant`].
    pub fn preview(&self, annee: Exercice, syntec: &Syntec) -> Result<Vec<LigneRevision>, Refus> {
        self.check_open(annee)?;
        if self.clause == ClauseRevision::Aucune {
            return Err(Refus::GrilleSansRevision);
        }
        let mut lines = Vec::new();
        for tarif in self.en_vigueur(annee) {
            let (mut montant, mut year) = (tarif.montant, tarif.annee);
            while year < annee {
                year = year.next();
                let calcul = syntec.revise(montant, year)?;
                montant = calcul.resultat();
                lines.push(LigneRevision { cle: tarif.cle, annee: year, calcul });
            }
        }
        Ok(lines)
    }

    /// Keeps the revision of a year and freezes the grid up to it. A grid without clause is frozen as it is.
    ///
    /// # Errors
    /// Those of [`Grille::preview`]; the grid is then unchanged.
    pub fn validate(&mut self, annee: Exercice, syntec: &Syntec) -> Result<Vec<LigneRevision>, Refus> {
        self.check_open(annee)?;
        let lines = match self.clause {
            ClauseRevision::Syntec => self.preview(annee, syntec)?,
            ClauseRevision::Aucune => Vec::new(),
        };
        for line in &lines {
            self.push(line.tarif());
        }
        self.validee = Some(annee);
        Ok(lines)
    }

    fn check_open(&self, annee: Exercice) -> Result<(), Refus> {
        match self.validee {
            Some(validee) if annee <= validee => Err(Refus::GrilleValidee(validee)),
            _ => Ok(()),
        }
    }
}

impl LigneRevision {
    pub fn montant(&self) -> Montant {
        self.calcul.resultat()
    }

    /// The row that this line adds to the grid.
    pub fn tarif(&self) -> Tarif {
        Tarif { cle: self.cle, annee: self.annee, montant: self.montant(), origine: Origine::Revision(self.calcul) }
    }
}

/// `2020 · Poste de niveau 2, par an : 126,40 € × 274,5 ÷ 270,1 = 128,46 €`.
impl fmt::Display for LigneRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} · {}\u{a0}: {}", self.annee, self.cle.libelle(), self.calcul)
    }
}
