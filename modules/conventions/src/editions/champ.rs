//! `Champ`: the placeholders that a text may name, each typed, and what fills them.

use kernel::{Exercice, Montant, date_longue, nombre};
use time::Date;

use super::{FicheCentre, FicheMembre, RefusEdition};
use crate::domain::{Assimilation, Convention, Grille, Partie, Prix, Rubrique};

/// What is written by hand on the paper.
pub(super) const A_REMPLIR: &str = "…………………";

/// Declares the enum and its table: the name in a text, `{centre.nom}`, and the value it takes.
macro_rules! champs {
    ($($(#[$doc:meta])* $champ:ident = $code:literal;)+) => {
        /// A value that a text asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Champ {
            $($(#[$doc])* $champ,)+
            /// `{tarif.N2}`: the price in force of a rubrique.
            Tarif(Rubrique),
        }

        impl Champ {
            pub(super) fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$champ),)+
                    _ => Rubrique::from_code(code.strip_prefix("tarif.")?).map(Self::Tarif),
                }
            }

            fn code(self) -> String {
                match self {
                    $(Self::$champ => $code.to_owned(),)+
                    Self::Tarif(rubrique) => format!("tarif.{rubrique}"),
                }
            }
        }
    };
}

champs! {
    CentreNom = "centre.nom";
    CentreSigle = "centre.sigle";
    CentreAdresse = "centre.adresse";
    /// « représenté par son président, Monsieur Jean Martin ».
    CentreRepresentant = "centre.representant";
    /// « délibération n° 12 du 30 novembre 2005 (conseil d’administration) ».
    CentreDeliberation = "centre.deliberation";
    CentreTribunal = "centre.tribunal";
    CentreComptable = "centre.comptable";
    MembreNom = "membre.nom";
    MembreAdresse = "membre.adresse";
    MembreSiren = "membre.siren";
    MembreRepresentant = "membre.representant";
    MembreDeliberation = "membre.deliberation";
    /// « la maire ».
    MembreSignataire = "membre.signataire";
    ConventionNumero = "convention.numero";
    ConventionEffet = "convention.effet";
    Annee = "annee";
    /// « toutes taxes comprises ».
    Prix = "prix";
    /// What the services cost in the year.
    Cout = "cout";
    /// The sentence that says as whom the member is treated; nothing otherwise.
    Assimilation = "assimilation";
    DenonciationNotification = "denonciation.notification";
    DenonciationEffet = "denonciation.effet";
    /// The breach told, or nothing.
    DenonciationMotif = "denonciation.motif";
    /// « Madame la Présidente ».
    Salutation = "destinataire.salutation";
}

/// What a document knows. What it does not is refused when a text asks for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valeurs<'a> {
    pub(super) centre: &'a FicheCentre,
    pub(super) membre: &'a FicheMembre,
    pub(super) convention: Option<&'a Convention>,
    pub(super) grille: Option<&'a Grille>,
    pub(super) annee: Option<Exercice>,
    pub(super) prix: Option<Prix>,
    pub(super) cout: Option<Montant>,
    pub(super) denonciation: Option<Depart<'a>>,
}

/// What a letter of denunciation tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depart<'a> {
    pub(super) notification: Date,
    pub(super) effet: Date,
    pub(super) motif: Option<&'a str>,
    pub(super) salutation: &'a str,
}

impl<'a> Valeurs<'a> {
    pub(super) const fn new(centre: &'a FicheCentre, membre: &'a FicheMembre) -> Self {
        Self { centre, membre, convention: None, grille: None, annee: None, prix: None, cout: None, denonciation: None }
    }

    /// The text of a placeholder.
    pub(super) fn text(&self, champ: Champ) -> Result<String, RefusEdition> {
        let known = match champ {
            Champ::Tarif(rubrique) => return self.tarif(rubrique),
            Champ::Annee => self.annee.map(|annee| annee.to_string()),
            Champ::Prix => self.prix.map(|prix| prix.libelle().to_owned()),
            Champ::Cout => self.cout.map(|cout| cout.to_string()),
            Champ::Assimilation => Some(self.assimilation()),
            Champ::ConventionNumero => self.convention.map(|c| c.numero.clone()),
            Champ::ConventionEffet => self.convention.map(|c| c.date_effet().map_or(A_REMPLIR.to_owned(), date_longue)),
            Champ::DenonciationNotification => self.denonciation.map(|d| date_longue(d.notification)),
            Champ::DenonciationEffet => self.denonciation.map(|d| date_longue(d.effet)),
            Champ::DenonciationMotif => self.denonciation.map(|d| motif(d.motif)),
            Champ::Salutation => self.denonciation.map(|d| d.salutation.to_owned()),
            _ => Some(self.of_sides(champ)),
        };
        known.ok_or_else(|| RefusEdition::ValeurInconnue(champ.code()))
    }

    /// What every paper knows: the two sides.
    fn of_sides(&self, champ: Champ) -> String {
        let (centre, membre) = (self.centre, self.membre);
        match champ {
            Champ::CentreNom => centre.nom.clone(),
            Champ::CentreSigle => centre.sigle.replace(' ', "\u{a0}"),
            Champ::CentreAdresse => centre.adresse.on_one_line(),
            Champ::CentreRepresentant => format!("représenté par {}", centre.representant.with_possessive()),
            Champ::CentreDeliberation => self.deliberation(Partie::Centre),
            Champ::CentreTribunal => centre.tribunal.clone(),
            Champ::CentreComptable if centre.comptable.is_empty() => format!("comptable public du {}", centre.sigle),
            Champ::CentreComptable => centre.comptable.join(", "),
            Champ::MembreNom => membre.nom.clone(),
            Champ::MembreAdresse => membre.adresse.on_one_line(),
            Champ::MembreSiren => membre.siren.groupe(),
            Champ::MembreRepresentant => {
                format!("{} par {}", membre.represente(), membre.representant.with_possessive())
            }
            Champ::MembreDeliberation => self.deliberation(Partie::Membre),
            Champ::MembreSignataire => membre.representant.with_article(),
            _ => String::new(),
        }
    }

    /// The price in force, with its year when the revision is still to be made.
    fn tarif(&self, rubrique: Rubrique) -> Result<String, RefusEdition> {
        let unknown = || RefusEdition::ValeurInconnue(Champ::Tarif(rubrique).code());
        let (grille, annee) = self.grille.zip(self.annee).ok_or_else(unknown)?;
        let libelle = rubrique.libelle();
        let tarif = grille.tarif(rubrique, annee).ok_or(RefusEdition::TarifAbsent { libelle, annee })?;
        Ok(if grille.is_a_reviser(tarif, annee) {
            format!("{} (tarif {}, à réviser pour {annee})", tarif.montant, tarif.annee)
        } else {
            tarif.montant.to_string()
        })
    }

    /// The vote that authorises a side, as the convention names it, else as the centre states it, else to fill in.
    fn deliberation(&self, partie: Partie) -> String {
        let named = self.convention.and_then(|c| c.deliberations.iter().find(|d| d.partie == partie));
        let stated = self.centre.deliberation.filter(|_| partie == Partie::Centre);
        match (named, stated) {
            (Some(vote), _) => {
                let numero = vote.numero.as_ref().map_or(String::new(), |n| format!(" n°\u{a0}{n}"));
                let assemblee =
                    if vote.assemblee.is_empty() { String::new() } else { format!(" ({})", vote.assemblee) };
                format!("délibération{numero} du {}{assemblee}", date_longue(vote.le))
            }
            (None, Some(le)) => format!("délibération du conseil d’administration en date du {}", date_longue(le)),
            (None, None) => {
                let assemblee =
                    if partie == Partie::Membre { self.membre.assemblee() } else { "du conseil d’administration" };
                format!("délibération {assemblee} n°\u{a0}………… en date du {A_REMPLIR}")
            }
        }
    }

    /// The convention's own assimilation comes before that of the grid (CDG 62, art. 5).
    fn assimilation(&self) -> String {
        let own = self.convention.and_then(|c| c.assimilation);
        let of_grid = || self.grille.and_then(|g| g.assimilation(self.membre.genre));
        own.or_else(of_grid).map_or_else(String::new, |a: Assimilation| {
            let size = a.au_dessus_de.map(|n| format!(" de plus de {}\u{a0}habitants", nombre(n.into())));
            let bareme = format!("«\u{a0}{}{}\u{a0}»", a.bareme.libelle(), size.unwrap_or_default());
            format!("Pour l’application de cette grille, la collectivité est assimilée au barème {bareme}.")
        })
    }
}

fn motif(told: Option<&str>) -> String {
    told.map_or_else(String::new, |motif| {
        let end = if motif.ends_with(['.', '!', '?', '…']) { "" } else { "." };
        format!("Motif\u{a0}: {motif}{end}")
    })
}
