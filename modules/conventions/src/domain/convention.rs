//! `Convention`: its life, from the proposal to its end, each change dated and proved by a document.

use kernel::{CollectiviteId, Id, Periode, nomenclature};
use time::{Date, Duration};

use super::{Assimilation, Avenant, Deliberation, LigneBudgetaire, NaturePiece, Partie, Piece, Refus, Regime};

/// The identity of a convention.
pub type ConventionId = Id<Convention>;

/// The agreement between the centre and a collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    pub id: ConventionId,
    pub collectivite: CollectiviteId,
    pub numero: String,
    pub regime: Regime,
    /// The kind as which this member is treated for its tariff, whatever the grid says.
    pub assimilation: Option<Assimilation>,
    pub budget: Option<LigneBudgetaire>,
    pub deliberations: Vec<Deliberation>,
    pub(crate) avenants: Vec<Avenant>,
    pub(crate) etat: EtatConvention,
    pub(crate) signature_centre: Option<Date>,
    pub(crate) signature_membre: Option<Date>,
    pub(crate) date_effet: Option<Date>,
    pub(crate) periodes: u32,
    pub(crate) fin: Option<Date>,
    pub(crate) historique: Vec<Changement>,
    /// How many times it was kept: two people who change it at once do not undo each other.
    pub(crate) version: u32,
}

nomenclature! {
    /// Where a convention stands.
    pub enum EtatConvention: "L’état de convention" {
        Proposee = "proposee", "Proposée";
        /// By one side.
        Signee = "signee", "Signée par une partie";
        EnVigueur = "en_vigueur", "En vigueur";
        /// In force, in a period after the first \[D\].
        Renouvelee = "renouvelee", "Renouvelée";
        /// In force until the denunciation takes effect.
        Denoncee = "denoncee", "Dénoncée";
        /// Ended by a denunciation (CDG 82, art. 6.4).
        Terminee = "terminee", "Terminée";
        /// Three years gone by without a signed renewal (CDG 62, art. 2).
        Echue = "echue", "Échue";
        /// Ended for breach (CDG 62, art. 7) or by agreement of both sides \[D\].
        Resiliee = "resiliee", "Résiliée";
    }
}

/// A change of state, the day it happened, with its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changement {
    pub le: Date,
    /// None for the proposal.
    pub de: Option<EtatConvention>,
    pub vers: EtatConvention,
    pub piece: Piece,
    /// The breach, for a résiliation of the CDG 62 (art. 7).
    pub motif: Option<String>,
}

impl EtatConvention {
    /// The services are due.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::EnVigueur | Self::Renouvelee | Self::Denoncee)
    }
}

impl Convention {
    /// A convention handed to the member, not signed yet.
    pub fn propose(
        id: ConventionId,
        collectivite: CollectiviteId,
        numero: &str,
        regime: Regime,
        le: Date,
        piece: Piece,
    ) -> Self {
        let proposal = Changement { le, de: None, vers: EtatConvention::Proposee, piece, motif: None };
        Self {
            id,
            collectivite,
            numero: numero.to_owned(),
            regime,
            assimilation: None,
            budget: None,
            deliberations: Vec::new(),
            avenants: Vec::new(),
            etat: EtatConvention::Proposee,
            signature_centre: None,
            signature_membre: None,
            date_effet: None,
            periodes: 1,
            fin: None,
            historique: vec![proposal],
            version: 0,
        }
    }

    /// A convention that was already in force before Beffroi: both signed it on the day it took effect.
    pub fn resume(
        id: ConventionId,
        collectivite: CollectiviteId,
        numero: &str,
        regime: Regime,
        date_effet: Date,
        piece: Piece,
    ) -> Self {
        let mut convention = Self::propose(id, collectivite, numero, regime, date_effet, piece.clone());
        convention.signature_centre = Some(date_effet);
        convention.signature_membre = Some(date_effet);
        convention.date_effet = Some(date_effet);
        convention.change(date_effet, EtatConvention::EnVigueur, piece, None);
        convention
    }

    pub const fn etat(&self) -> EtatConvention {
        self.etat
    }

    /// The day from which it binds: the second signature.
    pub const fn date_effet(&self) -> Option<Date> {
        self.date_effet
    }

    pub fn signature(&self, partie: Partie) -> Option<Date> {
        match partie {
            Partie::Centre => self.signature_centre,
            Partie::Membre => self.signature_membre,
        }
    }

    pub fn historique(&self) -> &[Changement] {
        &self.historique
    }

    pub fn avenants(&self) -> &[Avenant] {
        &self.avenants
    }

    /// The date anniversary: the first day after the period that is running (or was the last).
    pub fn echeance(&self) -> Option<Date> {
        self.date_effet.map(|effet| self.regime.echeance(effet, self.periodes))
    }

    /// The last day of the period that is running.
    pub fn terme(&self) -> Option<Date> {
        self.echeance().and_then(Date::previous_day)
    }

    /// The first day on which it no longer binds, once known.
    pub fn fin(&self) -> Option<Date> {
        match (self.fin, self.regime) {
            (Some(fin), _) => Some(fin),
            (None, Regime::UnAnTacite) => None,
            (None, Regime::TroisAnsExpres) => self.echeance(),
        }
    }

    /// In force at least one day of the span: nothing is ever reduced pro rata (CDG 82, art. 6.3), one day is enough.
    pub fn is_in_force_during(&self, periode: Periode) -> bool {
        self.date_effet.is_some_and(|effet| {
            let last = self.fin().map_or(Date::MAX, |fin| fin - Duration::DAY);
            effet <= periode.fin() && last >= periode.debut() && last >= effet
        })
    }

    /// One side signs; the second signature puts the convention in force that day ("à partir de la date de la signature
    /// par les deux parties", CDG 82, art. 6.4; "à compter de sa signature", CDG 62, art. 2).
    pub fn sign(&mut self, partie: Partie, le: Date, piece: Piece) -> Result<(), Refus> {
        if !matches!(self.etat, EtatConvention::Proposee | EtatConvention::Signee) {
            return Err(self.impossible("être signée"));
        }
        if self.signature(partie).is_some() {
            return Err(Refus::DejaSignee(partie));
        }
        self.check_date(le)?;
        match partie {
            Partie::Centre => self.signature_centre = Some(le),
            Partie::Membre => self.signature_membre = Some(le),
        }
        if self.signature_centre.is_some() && self.signature_membre.is_some() {
            self.date_effet = Some(le);
            self.change(le, EtatConvention::EnVigueur, piece, None);
        } else {
            self.change(le, EtatConvention::Signee, piece, None);
        }
        Ok(())
    }

    /// The day on which a denunciation notified on `notifiee_le` would take effect: the first day no longer bound.
    ///
    /// One year, tacit: the first anniversary at least three months away (CDG 82, art. 6.4); too late for one, it takes
    /// effect at the next \[D\]. Three years: "le 1er jour du mois suivant la notification" (CDG 62, art. 7), unless the
    /// convention runs out before.
    pub fn effet_denonciation(&self, notifiee_le: Date) -> Option<Date> {
        let (effet, echeance) = (self.date_effet?, self.echeance()?);
        match self.regime {
            Regime::UnAnTacite => {
                self.regime.first_echeance(effet, |anniversaire| notifiee_le <= self.regime.dernier_jour(anniversaire))
            }
            Regime::TroisAnsExpres => Some(first_of_next_month(notifiee_le).min(echeance)),
        }
    }

    /// Either side denounces, by registered letter. A convention of three years is only denounced for a breach, that is
    /// told (CDG 62, art. 7). No indemnity either way. Answers the day of effect.
    pub fn denounce(&mut self, notifiee_le: Date, recommande: &str, manquement: Option<&str>) -> Result<Date, Refus> {
        self.check_bound("être dénoncée")?;
        let piece = Piece::new(NaturePiece::CourrierRecommande, recommande)?;
        let motif = manquement.map(str::trim).filter(|m| !m.is_empty()).map(str::to_owned);
        if self.regime == Regime::TroisAnsExpres && motif.is_none() {
            return Err(Refus::ManquementNonDit);
        }
        self.check_date(notifiee_le)?;
        let effet = self.effet_denonciation(notifiee_le).ok_or_else(|| self.impossible("être dénoncée"))?;
        self.fin = Some(effet);
        self.change(notifiee_le, EtatConvention::Denoncee, piece, motif);
        Ok(effet)
    }

    /// Both sides agree to end it, on `le`, by a signed document \[D\]: neither source forbids what both parties want.
    pub fn rescind(&mut self, le: Date, piece: Piece) -> Result<(), Refus> {
        if !self.etat.is_active() {
            return Err(self.impossible("être résiliée"));
        }
        self.check_date(le)?;
        self.fin = Some(self.fin.map_or(le, |fin| fin.min(le)));
        self.change(le, EtatConvention::Resiliee, piece, None);
        Ok(())
    }

    /// Signs three more years, two months before the end at the latest (CDG 62, art. 2).
    pub fn renew(&mut self, le: Date, piece: Piece) -> Result<(), Refus> {
        self.check_bound("être renouvelée")?;
        if self.regime == Regime::UnAnTacite {
            return Err(Refus::RenouvellementTacite);
        }
        self.check_date(le)?;
        let echeance = self.echeance().ok_or_else(|| self.impossible("être renouvelée"))?;
        let limite = self.regime.dernier_jour(echeance);
        if le > limite {
            return Err(Refus::RenouvellementTardif(limite));
        }
        self.periodes += 1;
        self.change(le, EtatConvention::Renouvelee, piece, None);
        Ok(())
    }

    /// Adds a written amendment (CDG 62, art. 8; kept for the CDG 82 too \[D\]), which changes no state. Answers its number.
    pub fn amend(&mut self, le: Date, objet: &str) -> Result<u32, Refus> {
        self.check_bound("recevoir un avenant")?;
        if objet.trim().is_empty() {
            return Err(Refus::ObjetManquant);
        }
        self.check_date(le)?;
        let numero = self.avenants.last().map_or(1, |last| last.numero + 1);
        self.avenants.push(Avenant { numero, le, objet: objet.trim().to_owned() });
        Ok(numero)
    }

    /// What the calendar alone does up to `today`: tacit renewals on the day of the term, three years that run out,
    /// denunciations that take effect. Answers the changes made; doing it twice does nothing more.
    pub fn advance(&mut self, today: Date) -> Vec<Changement> {
        let before = self.historique.len();
        while let Some(echeance) = self.echeance() {
            match (self.etat, self.fin, self.regime) {
                (EtatConvention::Denoncee, Some(fin), regime) if fin <= echeance => {
                    if today >= fin {
                        let vers = if regime == Regime::UnAnTacite {
                            EtatConvention::Terminee
                        } else {
                            EtatConvention::Resiliee
                        };
                        self.change(fin, vers, self.last_piece(), None);
                    }
                    break;
                }
                _ if today < echeance => break,
                (EtatConvention::Denoncee, ..) => self.periodes += 1,
                (EtatConvention::EnVigueur | EtatConvention::Renouvelee, _, Regime::UnAnTacite) => {
                    self.periodes += 1;
                    let reference = "Reconduction tacite (article 6.4)".to_owned();
                    let piece = Piece { nature: NaturePiece::Reconduction, reference };
                    self.change(echeance, EtatConvention::Renouvelee, piece, None);
                }
                (EtatConvention::EnVigueur | EtatConvention::Renouvelee, _, Regime::TroisAnsExpres) => {
                    self.change(echeance, EtatConvention::Echue, self.last_piece(), None);
                }
                _ => break,
            }
        }
        self.historique[before..].to_vec()
    }

    fn change(&mut self, le: Date, vers: EtatConvention, piece: Piece, motif: Option<String>) {
        self.historique.push(Changement { le, de: Some(self.etat), vers, piece, motif });
        self.etat = vers;
    }

    fn last_piece(&self) -> Piece {
        self.historique.last().map_or_else(
            || Piece { nature: NaturePiece::Convention, reference: self.numero.clone() },
            |changement| changement.piece.clone(),
        )
    }

    fn check_bound(&self, acte: &'static str) -> Result<(), Refus> {
        match self.etat {
            EtatConvention::EnVigueur | EtatConvention::Renouvelee => Ok(()),
            _ => Err(self.impossible(acte)),
        }
    }

    /// An act never comes before the last one by hand; what the calendar did since does not count.
    fn check_date(&self, le: Date) -> Result<(), Refus> {
        let last = self.historique.iter().rev().find(|c| c.piece.nature != NaturePiece::Reconduction).map(|c| c.le);
        match last {
            Some(last) if le < last => Err(Refus::DateTropTot(last)),
            _ => Ok(()),
        }
    }

    fn impossible(&self, acte: &'static str) -> Refus {
        Refus::ActeImpossible { etat: self.etat, acte }
    }
}

fn first_of_next_month(day: Date) -> Date {
    let first = day.replace_day(1).unwrap_or(day);
    kernel::add_mois(first, 1)
}
