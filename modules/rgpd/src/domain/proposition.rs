//! `Proposition`: a new version of a model meets a traitement that was made from an older one. The collectivité takes or
//! keeps, part by part.

use kernel::{Id, nomenclature};

use super::{Champ, Contenu, Refus};

/// The identity of a proposition.
pub type PropositionId = Id<MarqueProposition>;
/// Marks the id of a proposition.
#[derive(Debug)]
pub enum MarqueProposition {}

nomenclature! {
    /// What became of a proposition.
    pub enum EtatProposition: "L’état de la proposition" {
        Attente = "attente", "En attente";
        Acceptee = "acceptee", "Acceptée";
        Partielle = "partielle", "Acceptée en partie";
        Gardee = "gardee", "Refusée, fiche gardée";
        Remplacee = "remplacee", "Remplacée par une version plus récente";
    }
}

/// A part on which the model and the traitement differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ecart {
    pub champ: Champ,
    /// The collectivité wrote there something else than its model did: to be taken with care.
    pub personnalise: bool,
}

/// What the model changed and the traitement does not say yet. `base` is the model as it was when it was taken over; none
/// when nobody knows any more, or when the traitement came from elsewhere: then everything that differs is told, and what the
/// collectivité already wrote counts as its own.
pub fn ecarts(base: Option<&Contenu>, actuel: &Contenu, propose: &Contenu) -> Vec<Ecart> {
    let empty = Contenu::default();
    let own = |champ: Champ| match base {
        Some(base) => !champ.same(base, actuel),
        None => !champ.same(&empty, actuel),
    };
    Champ::TOUS
        .iter()
        .filter(|champ| !is_own(**champ))
        .filter(|champ| base.is_none_or(|base| !champ.same(base, propose)))
        .filter(|champ| !champ.same(actuel, propose))
        .map(|champ| Ecart { champ: *champ, personnalise: own(*champ) })
        .collect()
}

/// What a model never decides for a collectivité.
const fn is_own(champ: Champ) -> bool {
    matches!(champ, Champ::Nom | Champ::Reference | Champ::Gestionnaire | Champ::RevisionLe)
}

/// The content with what was taken, and what that makes of the proposition.
pub fn answer(
    actuel: &Contenu,
    propose: &Contenu,
    ecarts: &[Ecart],
    pris: &[Champ],
) -> Result<(Contenu, EtatProposition), Refus> {
    if pris.iter().any(|champ| !ecarts.iter().any(|ecart| ecart.champ == *champ)) {
        return Err(Refus::RienChoisi);
    }
    let mut contenu = actuel.clone();
    for champ in pris {
        champ.copy(propose, &mut contenu);
    }
    let etat = match pris.len() {
        0 => EtatProposition::Gardee,
        taken if taken == ecarts.len() => EtatProposition::Acceptee,
        _ => EtatProposition::Partielle,
    };
    Ok((contenu, etat))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(observations: &str, description: &str) -> Contenu {
        Contenu { observations: observations.into(), description: description.into(), ..Contenu::default() }
    }

    #[test]
    fn only_what_the_model_changed_is_proposed_and_what_the_collectivite_wrote_is_marked() {
        let base = of("Ancien texte", "Décrire");
        let propose = of("Nouveau texte", "Décrire mieux");
        let mut actuel = of("Ancien texte", "Chez nous, autrement");
        actuel.papier = true;
        let told = ecarts(Some(&base), &actuel, &propose);
        let expected = [
            Ecart { champ: Champ::Description, personnalise: true },
            Ecart { champ: Champ::Observations, personnalise: false },
        ];
        assert_eq!(told, expected, "the paper files are the collectivité's own");
        assert!(ecarts(Some(&base), &propose, &propose).is_empty(), "what is already said is not proposed");
    }

    #[test]
    fn without_a_base_what_is_written_is_the_collectivites_own() {
        let told = ecarts(None, &of("", "Chez nous"), &of("Texte", "Modèle"));
        assert_eq!(
            told.iter().map(|e| (e.champ, e.personnalise)).collect::<Vec<_>>(),
            [(Champ::Description, true), (Champ::Observations, false)]
        );
    }

    #[test]
    fn each_answer_has_its_name_and_takes_only_what_was_chosen() {
        let (base, propose) = (of("a", "b"), of("c", "d"));
        let told = ecarts(Some(&base), &base, &propose);
        let all = [Champ::Description, Champ::Observations];
        assert_eq!(answer(&base, &propose, &told, &all), Ok((propose.clone(), EtatProposition::Acceptee)));
        assert_eq!(answer(&base, &propose, &told, &[]), Ok((base.clone(), EtatProposition::Gardee)));
        let half = answer(&base, &propose, &told, &all[..1]).unwrap();
        assert_eq!(half, (of("a", "d"), EtatProposition::Partielle));
        assert_eq!(answer(&base, &propose, &told, &[Champ::Nom]), Err(Refus::RienChoisi));
    }
}
