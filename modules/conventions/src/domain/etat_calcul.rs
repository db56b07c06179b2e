//! The computation of an état annuel: what is subscribed, by the grid of the year (CDG 82, art. 6.3; CDG 62, art. 5).

use kernel::{Exercice, Montant};
use serde::Serialize;

use super::{
    Abonnement, Anomalie, CleTarif, Effectifs, Grille, PrixAbonnement, PrixRgpd, Recensement, Redevable, Rubrique,
    Service, Tarif, is_premiere_annee, recensement_en_vigueur,
};

/// What the computation must know of a collectivité, for one year.
#[derive(Debug, Clone, Copy)]
pub struct Faits<'a> {
    pub redevable: Redevable,
    /// A convention is in force at least one day of the year.
    pub en_convention: bool,
    pub abonnements: &'a [Abonnement],
    /// Every census, of any year, signed or not.
    pub recensements: &'a [Recensement],
}

/// One line: `{"service", "libelle", "quantite", "prix_unitaire", "montant"}`, amounts as text with two decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LigneEtat {
    pub service: Service,
    pub libelle: String,
    pub quantite: u32,
    pub prix_unitaire: Montant,
    pub montant: Montant,
    /// The computation and the origin of the price, in French: `3 postes × 126,40 € (tarif 2020)`.
    #[serde(skip)]
    pub explication: String,
}

/// What a year costs a collectivité, and what is doubtful in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calculation {
    pub lignes: Vec<LigneEtat>,
    pub anomalies: Vec<Anomalie>,
}

impl Calculation {
    pub fn total(&self) -> Montant {
        self.lignes.iter().map(|l| l.montant).sum()
    }
}

/// Computes the lines of a year, in the order of the catalogue. Nothing is reduced pro rata (CDG 82, art. 6.3).
pub fn compute(faits: &Faits, grille: &Grille, annee: Exercice) -> Calculation {
    let mut work = Work { faits, grille, annee, done: Calculation::default() };
    work.assistance();
    work.dematerialisation();
    work.modules();
    work.pack();
    work.options();
    work.rgpd();
    work.certificats();
    work.journees();
    let due = faits.abonnements.iter().any(|a| a.is_due(annee)) || !work.done.lignes.is_empty();
    if due && !faits.en_convention {
        work.done.anomalies.insert(0, Anomalie::SansConvention(annee));
    }
    work.done
}

struct Work<'a> {
    faits: &'a Faits<'a>,
    grille: &'a Grille,
    annee: Exercice,
    done: Calculation,
}

impl<'a> Work<'a> {
    /// N1 × T1 + N2 × T2 (art. 1.4), F + N3 × T3 (art. 2.2).
    fn assistance(&mut self) {
        let effectifs = self.effectifs();
        self.at_grid_price(Service::N1, Rubrique::PosteN1, None, effectifs.n1);
        self.at_grid_price(Service::N2, Rubrique::PosteN2, None, effectifs.n2);
        if effectifs.n3 > 0 {
            self.at_grid_price(Service::N3, Rubrique::ForfaitN3, Some(Rubrique::ForfaitN3.libelle()), 1);
        }
        self.at_grid_price(Service::N3, Rubrique::PosteN3, None, effectifs.n3);
    }

    /// The last word on the postes: the census in force, unless an abonnement changed in a later year \[D\].
    fn effectifs(&mut self) -> Effectifs {
        let (faits, annee) = (self.faits, self.annee);
        let assistance = || faits.abonnements.iter().filter(|a| a.service().is_assistance());
        let last_word = assistance().filter_map(|a| a.last_word(annee)).max();
        let of_year = faits.recensements.iter().find(|r| r.annee() == annee);
        let in_force = recensement_en_vigueur(faits.recensements, annee)
            .filter(|census| last_word.is_none_or(|year| census.annee() >= year));
        for census in in_force.into_iter().chain(of_year.filter(|c| c.signee_le().is_none())) {
            for (poste, a, b) in census.doublons() {
                self.push(Anomalie::DeuxNiveaux { poste, niveaux: (a, b) });
            }
        }
        let retenue = in_force.map(Recensement::annee);
        if retenue.is_some_and(|year| year < annee) || of_year.is_some_and(|c| c.signee_le().is_none()) {
            self.push(Anomalie::AnnexeNonSignee { annee, retenue });
        }
        in_force.map_or_else(
            || {
                let mut sum = Effectifs::default();
                for abonnement in assistance().filter(|a| a.is_due(annee)) {
                    sum.add(abonnement.service(), abonnement.quantite(annee));
                }
                sum
            },
            Recensement::effectifs,
        )
    }

    /// The installation once, the first year; the users every year (art. 3.7).
    fn dematerialisation(&mut self) {
        if self.is_premiere_annee(Service::Demat) {
            let libelle = "Dématérialisation des procédures, frais d’installation";
            self.at_grid_price(Service::Demat, Rubrique::InstallationDemat, Some(libelle), 1);
        }
        let users = self.quantite(Service::Demat);
        let libelle = "Dématérialisation des procédures, par utilisateur";
        self.at_grid_price(Service::Demat, Rubrique::UtilisateurDemat, Some(libelle), users);
    }

    /// "La 1ère année seulement, pour chaque module installé" (art. 3.7).
    fn modules(&mut self) {
        for service in [Service::ModuleParapheur, Service::ModuleConvocations] {
            if self.is_premiere_annee(service) {
                let users = self.quantite(service);
                self.at_grid_price(service, Rubrique::UtilisateurModule, None, users);
            }
        }
    }

    /// One pack a year (art. 4.3); of two, the one that contains the other, and an anomaly.
    fn pack(&mut self) {
        let packs = [
            (Service::WebExpert, Rubrique::PackExpert),
            (Service::WebConfort, Rubrique::PackConfort),
            (Service::WebDecouverte, Rubrique::PackDecouverte),
        ];
        let mut due = packs.into_iter().filter(|(service, _)| self.quantite(*service) > 0);
        let Some((retenu, rubrique)) = due.next() else { return };
        let others: Vec<Service> = due.map(|(service, _)| service).collect();
        self.at_grid_price(retenu, rubrique, None, 1);
        for ecarte in others {
            self.push(Anomalie::DeuxPacks { retenu, ecarte });
        }
    }

    /// Domains and mailboxes (art. 4.3).
    fn options(&mut self) {
        for (service, rubrique) in
            [(Service::Domaine, Rubrique::Domaine), (Service::Mel5, Rubrique::Mel5), (Service::Mel10, Rubrique::Mel10)]
        {
            let quantite = self.quantite(service);
            self.at_grid_price(service, rubrique, None, quantite);
        }
    }

    /// The shared DPD, by population and phase (CDG 82, art. 5.6; CDG 62, art. 5), or by its quote.
    fn rgpd(&mut self) {
        let Some(abonnement) =
            self.due(Service::Rgpd).max_by_key(|a| (matches!(a.prix(), PrixAbonnement::Devis(_)), a.depuis()))
        else {
            return;
        };
        let premiere = self.is_premiere_annee(Service::Rgpd);
        if let PrixAbonnement::Devis(prix) = abonnement.prix() {
            let first = abonnement.depuis() == self.annee;
            match if first { Some(prix.premiere_annee) } else { prix.annees_suivantes } {
                Some(montant) => self.line(Service::Rgpd, None, 1, montant, &format!("devis n°\u{a0}{}", prix.numero)),
                None => self.push(Anomalie::DevisManquant(Service::Rgpd)),
            }
            return;
        }
        match self.grille.rgpd(&self.faits.redevable, premiere, self.annee) {
            PrixRgpd::Tarif(tarif) => self.priced(Service::Rgpd, Some(&tarif.cle.libelle()), tarif, 1),
            PrixRgpd::SurDevis => self.push(Anomalie::DevisManquant(Service::Rgpd)),
            PrixRgpd::PopulationManquante => self.push(Anomalie::PopulationManquante),
            PrixRgpd::Absent => {
                let libelle = Service::Rgpd.libelle().to_owned();
                self.push(Anomalie::TarifAbsent { libelle, annee: self.annee });
            }
        }
    }

    /// At cost: the price of each order form (art. 3.1), never of the grid.
    fn certificats(&mut self) {
        for abonnement in self.due(Service::Certificat) {
            if let PrixAbonnement::Achat(prix) = abonnement.prix() {
                self.line(Service::Certificat, None, abonnement.quantite(self.annee), *prix, "bon de commande");
            }
        }
    }

    /// Days outside the convention (art. 6.2): at the price of the day, or by their quote.
    fn journees(&mut self) {
        let mut quantite = 0;
        for abonnement in self.due(Service::Journee) {
            match abonnement.prix() {
                PrixAbonnement::Devis(prix) => {
                    let devis = format!("devis n°\u{a0}{}", prix.numero);
                    let libelle = format!("{}, {devis}", Service::Journee.libelle());
                    self.line(Service::Journee, Some(&libelle), 1, prix.premiere_annee, &devis);
                }
                _ => quantite += abonnement.quantite(self.annee),
            }
        }
        self.at_grid_price(Service::Journee, Rubrique::Journee, None, quantite);
    }

    fn due(&self, service: Service) -> impl Iterator<Item = &'a Abonnement> + use<'a> {
        let annee = self.annee;
        self.faits.abonnements.iter().filter(move |a| a.service() == service && a.is_due(annee))
    }

    fn quantite(&self, service: Service) -> u32 {
        self.due(service).map(|a| a.quantite(self.annee)).sum()
    }

    fn is_premiere_annee(&self, service: Service) -> bool {
        is_premiere_annee(self.faits.abonnements, service, self.annee)
    }

    /// A line at the price of the grid; none without quantity, an anomaly without price.
    fn at_grid_price(&mut self, service: Service, rubrique: Rubrique, libelle: Option<&str>, quantite: u32) {
        if quantite == 0 {
            return;
        }
        if let Some(tarif) = self.grille.tarif(rubrique, self.annee) {
            self.priced(service, libelle, tarif, quantite);
        } else {
            let libelle = rubrique.libelle().to_owned();
            self.push(Anomalie::TarifAbsent { libelle, annee: self.annee });
        }
    }

    fn priced(&mut self, service: Service, libelle: Option<&str>, tarif: &Tarif, quantite: u32) {
        if self.grille.is_a_reviser(tarif, self.annee) {
            let cle: CleTarif = tarif.cle;
            self.push(Anomalie::GrilleNonRevisee { cle, annee: tarif.annee });
        }
        self.line(service, libelle, quantite, tarif.montant, &format!("tarif {}", tarif.annee));
    }

    fn line(&mut self, service: Service, libelle: Option<&str>, quantite: u32, prix: Montant, source: &str) {
        let unite = service.unite().nom(quantite);
        let explication = match libelle {
            None => format!("{quantite}\u{a0}{unite} × {prix} ({source})"),
            Some(_) => format!("{quantite} × {prix} ({source})"),
        };
        self.done.lignes.push(LigneEtat {
            service,
            libelle: libelle.unwrap_or(service.libelle()).to_owned(),
            quantite,
            prix_unitaire: prix,
            montant: prix.times(quantite.into()),
            explication,
        });
    }

    fn push(&mut self, anomalie: Anomalie) {
        if !self.done.anomalies.contains(&anomalie) {
            self.done.anomalies.push(anomalie);
        }
    }
}
