//! What a file of the CNIL changes of the declarations that are kept: pure, so that it is shown before it is done.

use std::collections::{HashMap, HashSet};

use time::Date;

use super::{Declaration, DeclarationId, LigneCnil};

/// What becomes of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// In the file again, after it had ended.
    Reparue,
    Inchangee,
    /// No longer in the file.
    Terminee,
    /// Ended already.
    Passee,
}

/// What follows for one collectivité: each line of the file, and each declaration kept, with its fate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suite {
    pub nouvelles: Vec<LigneCnil>,
    /// The declarations kept, as they will be.
    pub tenues: Vec<(Sort, Declaration)>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bilan {
    pub nouvelles: u32,
    pub reparues: u32,
    pub inchangees: u32,
    pub terminees: u32,
}

impl Bilan {
    pub fn add(&mut self, suite: &Suite) {
        let of = |sort| u32::try_from(suite.tenues.iter().filter(|(s, _)| *s == sort).count()).unwrap_or(u32::MAX);
        self.nouvelles += u32::try_from(suite.nouvelles.len()).unwrap_or(u32::MAX);
        self.reparues += of(Sort::Reparue);
        self.inchangees += of(Sort::Inchangee);
        self.terminees += of(Sort::Terminee);
    }

    pub const fn changes(self) -> u32 {
        self.nouvelles + self.reparues + self.terminees
    }

    /// More ended than remain: the file is more likely cut than the members gone.
    pub const fn is_suspect(self) -> bool {
        self.terminees > 2 && self.terminees > self.nouvelles + self.reparues + self.inchangees
    }
}

impl LigneCnil {
    /// What tells a designation from another of the same collectivité.
    pub fn cle(&self) -> String {
        cle(self.organisme.map(|siren| siren.to_string()), &self.organisme_nom, self.le)
    }

    /// The declaration that it is, in the file of this day: how to reach the delegate may have changed since the last one.
    pub fn seen(&self, id: DeclarationId, jour: Date) -> Declaration {
        Declaration {
            id,
            personne: self.personne,
            le: self.le,
            organisme: self.organisme,
            organisme_nom: self.organisme_nom.clone(),
            courriel: self.courriel.clone(),
            telephone: self.telephone.clone(),
            site: self.site.clone(),
            vue_le: jour,
            fin: None,
        }
    }
}

impl Declaration {
    /// The same, of what is kept.
    pub fn cle(&self) -> String {
        cle(self.organisme.map(|siren| siren.to_string()), &self.organisme_nom, self.le)
    }
}

fn cle(organisme: Option<String>, nom: &str, le: Option<Date>) -> String {
    let who = organisme.unwrap_or_else(|| kernel::fold(nom));
    format!("{who}|{}", le.map(|le| le.to_string()).unwrap_or_default())
}

/// Compares the lines of one collectivité with what is kept of it; `jour` is the day of the file.
pub fn compare(kept: &[Declaration], lines: &[LigneCnil], jour: Date) -> Suite {
    let known: HashSet<String> = kept.iter().map(Declaration::cle).collect();
    let mut seen = HashSet::new();
    // The same line written twice is one designation.
    let fresh = |line: &&LigneCnil| seen.insert(line.cle()) && !known.contains(&line.cle());
    let nouvelles = lines.iter().filter(fresh).cloned().collect();
    let mut told: HashMap<String, &LigneCnil> = HashMap::new();
    for line in lines {
        told.entry(line.cle()).or_insert(line);
    }
    let fate = |declaration: &Declaration| match (told.get(&declaration.cle()), declaration.fin) {
        (Some(line), None) => (Sort::Inchangee, line.seen(declaration.id, jour)),
        (Some(line), Some(_)) => (Sort::Reparue, line.seen(declaration.id, jour)),
        (None, None) => (Sort::Terminee, Declaration { fin: Some(jour), ..declaration.clone() }),
        (None, Some(_)) => (Sort::Passee, declaration.clone()),
    };
    Suite { nouvelles, tenues: kept.iter().map(fate).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TypePersonne;
    use kernel::{Clock, Id, Siren};
    use proptest::prelude::*;
    use time::macros::date;

    fn line(organisme: &str, le: Date) -> LigneCnil {
        LigneCnil {
            siren: "218200020".parse().unwrap(),
            personne: TypePersonne::Morale,
            le: Some(le),
            organisme: organisme.parse::<Siren>().ok(),
            organisme_nom: format!("Organisme {organisme}"),
            courriel: String::new(),
            telephone: String::new(),
            site: String::new(),
        }
    }

    /// What is kept once `suite` is done.
    fn done(suite: &Suite, jour: Date) -> Vec<Declaration> {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let new = suite.nouvelles.iter().map(|line| line.seen(Id::new(&clock), jour));
        suite.tenues.iter().map(|(_, declaration)| declaration.clone()).chain(new).collect()
    }

    fn bilan(suite: &Suite) -> Bilan {
        let mut bilan = Bilan::default();
        bilan.add(suite);
        bilan
    }

    #[test]
    fn what_leaves_the_file_ends_and_what_comes_back_lives_again() {
        let (may, june) = (date!(2026 - 05 - 01), date!(2026 - 06 - 01));
        let first = compare(&[], &[line("999000003", may), line("999000003", may)], may);
        assert_eq!(bilan(&first), Bilan { nouvelles: 1, ..Bilan::default() });
        let kept = done(&first, may);
        let gone = compare(&kept, &[], june);
        assert_eq!(bilan(&gone), Bilan { terminees: 1, ..Bilan::default() });
        let ended = done(&gone, june);
        assert_eq!(ended[0].fin, Some(june));
        let back = compare(&ended, &[line("999000003", may)], june);
        assert_eq!(bilan(&back), Bilan { reparues: 1, ..Bilan::default() });
    }

    #[test]
    fn a_designation_seen_again_is_reached_as_the_latest_file_says() {
        let (may, june) = (date!(2026 - 05 - 01), date!(2026 - 06 - 01));
        let kept = done(&compare(&[], &[line("999000003", may)], may), may);
        let moved = LigneCnil { courriel: "dpd@cdg.example".into(), ..line("999000003", may) };
        let again = compare(&kept, &[moved], june);
        assert_eq!(bilan(&again), Bilan { inchangees: 1, ..Bilan::default() });
        assert_eq!((again.tenues[0].1.id, again.tenues[0].1.courriel.as_str()), (kept[0].id, "dpd@cdg.example"));
    }

    #[test]
    fn a_file_that_ends_more_than_it_keeps_is_suspect() {
        assert!(Bilan { terminees: 100, inchangees: 20, ..Bilan::default() }.is_suspect());
        assert!(!Bilan { terminees: 2, ..Bilan::default() }.is_suspect());
        assert!(!Bilan { terminees: 20, inchangees: 100, ..Bilan::default() }.is_suspect());
    }

    proptest! {
        #[test]
        fn the_same_file_twice_changes_nothing(lines in proptest::collection::vec((0_usize..4, 0_i64..5), 0..8)) {
            let sirens = ["999000003", "356000000", "218200020", ""];
            let lines: Vec<LigneCnil> = lines.iter().map(|(who, day)| line(sirens[*who], date!(2020 - 01 - 01) + time::Duration::days(*day))).collect();
            let jour = date!(2026 - 05 - 01);
            let once = done(&compare(&[], &lines, jour), jour);
            let again = compare(&once, &lines, jour);
            prop_assert_eq!(bilan(&again).changes(), 0);
            prop_assert_eq!(done(&again, jour), once);
        }
    }
}
