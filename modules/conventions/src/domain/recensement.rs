//! `Recensement`: the annual census of the postes, an annex on which the collectivité chooses a level poste by poste
//! (CDG 82, art. 1.3).

use std::collections::BTreeMap;

use kernel::{Exercice, fold, nomenclature};
use time::Date;

use super::{Refus, Service};

/// The census of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recensement {
    pub(crate) annee: Exercice,
    pub(crate) postes: Vec<PosteRecense>,
    pub(crate) signee_le: Option<Date>,
}

/// A poste and the level chosen for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosteRecense {
    /// As the inventory names it. Two names that only differ by case, accents or spaces are one poste.
    pub nom: String,
    pub niveau: NiveauPoste,
}

nomenclature! {
    /// The level of assistance of a poste. Each includes the one before (art. 1.1, 2.1).
    pub enum NiveauPoste: "Le niveau" {
        /// The assistance "peut être souscrite pour tout ou partie des postes" (art. 1.1).
        Aucun = "AUCUN", "Hors convention";
        N1 = "N1", "Antivirus et inventaire";
        N2 = "N2", "Systèmes, réseaux et bureautique";
        N3 = "N3", "Logiciels métiers";
    }
}

/// How many postes are billed at each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effectifs {
    pub n1: u32,
    pub n2: u32,
    pub n3: u32,
}

/// What changed for a poste since another census; none = it was not, or is no longer, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcartPoste {
    pub nom: String,
    pub avant: Option<NiveauPoste>,
    pub apres: Option<NiveauPoste>,
}

impl NiveauPoste {
    pub const fn service(self) -> Option<Service> {
        match self {
            Self::Aucun => None,
            Self::N1 => Some(Service::N1),
            Self::N2 => Some(Service::N2),
            Self::N3 => Some(Service::N3),
        }
    }
}

impl Effectifs {
    pub const fn of(self, service: Service) -> u32 {
        match service {
            Service::N1 => self.n1,
            Service::N2 => self.n2,
            Service::N3 => self.n3,
            _ => 0,
        }
    }

    pub(crate) const fn add(&mut self, service: Service, quantite: u32) {
        match service {
            Service::N1 => self.n1 += quantite,
            Service::N2 => self.n2 += quantite,
            Service::N3 => self.n3 += quantite,
            _ => {}
        }
    }
}

impl Recensement {
    pub const fn new(annee: Exercice, postes: Vec<PosteRecense>) -> Self {
        Self { annee, postes, signee_le: None }
    }

    /// The census of the next year, proposed with the postes and levels of this one.
    #[must_use]
    pub fn next(&self) -> Self {
        Self::new(self.annee.next(), self.postes.clone())
    }

    pub const fn annee(&self) -> Exercice {
        self.annee
    }

    pub fn postes(&self) -> &[PosteRecense] {
        &self.postes
    }

    /// The day the collectivité signed the annex.
    pub const fn signee_le(&self) -> Option<Date> {
        self.signee_le
    }

    /// Chooses the level of a poste, adding the poste if it is new.
    pub fn set_niveau(&mut self, nom: &str, niveau: NiveauPoste) -> Result<(), Refus> {
        self.check_open()?;
        match self.postes.iter_mut().find(|p| fold(&p.nom) == fold(nom)) {
            Some(poste) => poste.niveau = niveau,
            None => self.postes.push(PosteRecense { nom: nom.trim().to_owned(), niveau }),
        }
        Ok(())
    }

    pub fn remove(&mut self, nom: &str) -> Result<(), Refus> {
        self.check_open()?;
        self.postes.retain(|p| fold(&p.nom) != fold(nom));
        Ok(())
    }

    /// The collectivité signs: the levels are those of the year.
    ///
    /// # Errors
    /// [`Refus::AnnexeVide`], [`Refus::PosteEnDouble`], [`Refus::AnnexeSignee`].
    pub fn sign(&mut self, le: Date) -> Result<(), Refus> {
        self.check_open()?;
        if self.postes.is_empty() {
            return Err(Refus::AnnexeVide);
        }
        if let Some((poste, a, b)) = self.doublons().into_iter().next() {
            return Err(Refus::PosteEnDouble { poste, niveaux: (a, b) });
        }
        self.signee_le = Some(le);
        Ok(())
    }

    /// The postes billed at each level: one poste once, at its highest, since N2 includes N1 and N3 includes N2.
    pub fn effectifs(&self) -> Effectifs {
        let mut effectifs = Effectifs::default();
        for service in self.by_poste().into_values().filter_map(|(_, niveau)| niveau.service()) {
            effectifs.add(service, 1);
        }
        effectifs
    }

    /// The postes that appear twice, with two of their levels.
    pub fn doublons(&self) -> Vec<(String, NiveauPoste, NiveauPoste)> {
        let mut seen: BTreeMap<String, NiveauPoste> = BTreeMap::new();
        let twice =
            |p: &PosteRecense| seen.insert(fold(&p.nom), p.niveau).map(|before| (p.nom.clone(), before, p.niveau));
        self.postes.iter().filter_map(twice).collect()
    }

    /// What changed since `before`, in the order of the names; what stayed is left out.
    pub fn compare(&self, before: &Self) -> Vec<EcartPoste> {
        let (old, new) = (before.by_poste(), self.by_poste());
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        names
            .into_iter()
            .filter_map(|key| {
                let (avant, apres) = (old.get(key), new.get(key));
                let (nom, _) = apres.or(avant)?;
                let (avant, apres) = (avant.map(|p| p.1), apres.map(|p| p.1));
                (avant != apres).then(|| EcartPoste { nom: (*nom).to_owned(), avant, apres })
            })
            .collect()
    }

    fn by_poste(&self) -> BTreeMap<String, (&str, NiveauPoste)> {
        let mut postes: BTreeMap<String, (&str, NiveauPoste)> = BTreeMap::new();
        for p in &self.postes {
            let entry = postes.entry(fold(&p.nom)).or_insert((&p.nom, p.niveau));
            entry.1 = entry.1.max(p.niveau);
        }
        postes
    }

    fn check_open(&self) -> Result<(), Refus> {
        if self.signee_le.is_some() { Err(Refus::AnnexeSignee(self.annee)) } else { Ok(()) }
    }
}

/// The census whose levels hold in a year: until the annex of the year is signed, that of the last year signed \[D\].
pub fn recensement_en_vigueur(recensements: &[Recensement], annee: Exercice) -> Option<&Recensement> {
    recensements.iter().filter(|r| r.signee_le.is_some() && r.annee <= annee).max_by_key(|r| r.annee)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn census(annee: i32, postes: &[(&str, NiveauPoste)]) -> Recensement {
        let postes =
            postes.iter().map(|(nom, niveau)| PosteRecense { nom: (*nom).to_owned(), niveau: *niveau }).collect();
        Recensement::new(Exercice::new(annee).unwrap(), postes)
    }

    #[test]
    fn no_poste_is_counted_twice() {
        use NiveauPoste::{Aucun, N1, N2, N3};
        let census =
            census(2020, &[("Accueil", N1), ("ACCUEIL ", N2), ("Mairie", N3), ("École", N1), ("Salle", Aucun)]);
        assert_eq!(census.effectifs(), Effectifs { n1: 1, n2: 1, n3: 1 });
        assert_eq!(census.doublons(), [("ACCUEIL ".to_owned(), N1, N2)]);
    }

    #[test]
    fn an_annex_with_a_poste_at_two_levels_is_not_signed() {
        let mut census = census(2020, &[("Accueil", NiveauPoste::N1), ("accueil", NiveauPoste::N2)]);
        assert!(matches!(census.sign(date!(2020 - 01 - 10)), Err(Refus::PosteEnDouble { .. })));
        census.remove("Accueil").unwrap();
        assert_eq!(census.sign(date!(2020 - 01 - 10)), Err(Refus::AnnexeVide));
        census.set_niveau("Accueil", NiveauPoste::N2).unwrap();
        census.sign(date!(2020 - 01 - 10)).unwrap();
        assert_eq!(census.set_niveau("Accueil", NiveauPoste::N1), Err(Refus::AnnexeSignee(census.annee())));
    }

    #[test]
    fn the_last_signed_annex_stands() {
        let mut old = census(2019, &[("Accueil", NiveauPoste::N1)]);
        old.sign(date!(2019 - 01 - 10)).unwrap();
        let mut all = vec![old.clone(), old.next()];
        let year = Exercice::new(2020).unwrap();
        assert_eq!(recensement_en_vigueur(&all, year).unwrap().annee(), year.previous());
        all[1].sign(date!(2020 - 03 - 01)).unwrap();
        assert_eq!(recensement_en_vigueur(&all, year).unwrap().annee(), year);
        assert_eq!(recensement_en_vigueur(&all, Exercice::new(2018).unwrap()), None);
    }

    #[test]
    fn two_years_are_compared_poste_by_poste() {
        use NiveauPoste::{N1, N2};
        let before = census(2019, &[("Accueil", N1), ("Bibliothèque", N2), ("Cantine", N1)]);
        let after = census(2020, &[("Accueil", N2), ("bibliotheque", N2), ("Dojo", N1)]);
        let ecart = |nom: &str, avant, apres| EcartPoste { nom: nom.into(), avant, apres };
        assert_eq!(
            after.compare(&before),
            [ecart("Accueil", Some(N1), Some(N2)), ecart("Cantine", Some(N1), None), ecart("Dojo", None, Some(N1))]
        );
    }
}
