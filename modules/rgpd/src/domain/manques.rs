//! `manques`: what a traitement does not say yet, and why it matters. A list, never a percentage.

use super::{
    Article9, Base, Champ, Contenu, DecisionAipd, Donnee, EtatMesure, Finalite, Garantie, GenreDestinataire,
    RoleTraitement, Terme, conseil_aipd, dictionnaires, pays,
};

/// Something missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manque {
    /// Where to fill it.
    pub champ: Champ,
    /// What to do, in one sentence.
    pub quoi: String,
    /// Why it matters, with its article.
    pub pourquoi: &'static str,
    /// Without it the traitement cannot be validated.
    pub obligatoire: bool,
}

/// What collects the findings.
struct Releve(Vec<Manque>);

impl Releve {
    fn must(&mut self, missing: bool, champ: Champ, quoi: impl Into<String>, pourquoi: &'static str) {
        self.add(missing, champ, quoi, pourquoi, true);
    }

    fn should(&mut self, missing: bool, champ: Champ, quoi: impl Into<String>, pourquoi: &'static str) {
        self.add(missing, champ, quoi, pourquoi, false);
    }

    fn add(&mut self, missing: bool, champ: Champ, quoi: impl Into<String>, pourquoi: &'static str, obligatoire: bool) {
        if missing {
            self.0.push(Manque { champ, quoi: quoi.into(), pourquoi, obligatoire });
        }
    }
}

/// What is missing: first what the validation needs, in the order of the steps, then what is only advised.
pub fn manques(contenu: &Contenu) -> Vec<Manque> {
    let mut releve = Releve(Vec::new());
    acteurs(contenu, &mut releve);
    finalites(contenu, &mut releve);
    let processor = contenu.role == RoleTraitement::SousTraitant;
    if !processor {
        personnes(contenu, &mut releve);
        donnees(contenu, &mut releve);
    }
    circulation(contenu, &mut releve);
    securite(contenu, &mut releve);
    if !processor {
        droits(contenu, &mut releve);
        risques(contenu, &mut releve);
    }
    releve.should(
        contenu.revision_le.is_none(),
        Champ::RevisionLe,
        "Fixez la date à laquelle relire cette fiche.",
        "Un registre se tient à jour\u{a0}: une relecture par an suffit le plus souvent (art. 5.2 et 30).",
    );
    let mut found = releve.0;
    found.sort_by_key(|manque| !manque.obligatoire);
    found
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn acteurs(c: &Contenu, releve: &mut Releve) {
    releve.must(
        blank(&c.nom),
        Champ::Nom,
        "Donnez un nom au traitement.",
        "C’est par lui qu’on le retrouve dans le registre.",
    );
    releve.must(
        c.role == RoleTraitement::SousTraitant && c.pour_le_compte_de.iter().all(|m| blank(&m.nom)),
        Champ::PourLeCompteDe,
        "Dites pour le compte de qui vous agissez.",
        "Le registre d’un sous-traitant nomme chaque responsable pour lequel il agit (art. 30.2.a).",
    );
    releve.must(
        c.role == RoleTraitement::Conjoint && c.conjoints.iter().all(|j| blank(&j.nom)),
        Champ::Conjoints,
        "Nommez l’autre responsable.",
        "Des responsables conjoints figurent l’un et l’autre au registre (art. 30.1.a).",
    );
    releve.should(
        c.conjoints.iter().any(|j| !blank(&j.nom) && blank(&j.accord)),
        Champ::Conjoints,
        "Indiquez la référence de l’accord entre responsables conjoints.",
        "Un accord dit qui fait quoi, et les personnes peuvent en demander l’essentiel (art. 26).",
    );
}

fn finalites(c: &Contenu, releve: &mut Releve) {
    let told: Vec<&Finalite> = c.finalites.iter().filter(|f| !blank(&f.libelle)).collect();
    releve.must(
        told.is_empty(),
        Champ::Finalites,
        "Dites à quoi sert le traitement.",
        "Les données ne se recueillent que pour un but dit d’avance (art. 5.1.b et 30.1.b).",
    );
    if c.role == RoleTraitement::SousTraitant {
        return;
    }
    for f in told {
        let named = |what: &str| format!("«\u{a0}{}\u{a0}»\u{a0}: {what}", f.libelle.trim());
        releve.must(
            f.base.is_none(),
            Champ::Finalites,
            named("choisissez ce qui l’autorise."),
            "Un but n’est licite que s’il a l’une des six bases légales (art. 6.1).",
        );
        releve.should(
            matches!(f.base, Some(Base::ObligationLegale | Base::MissionPublique)) && blank(&f.texte),
            Champ::Finalites,
            named("indiquez le texte qui la fonde."),
            "L’obligation légale et la mission publique viennent d’un texte (art. 6.3).",
        );
        releve.should(
            f.base == Some(Base::InteretLegitime),
            Champ::Finalites,
            named("préférez une autre base que l’intérêt légitime."),
            "Une autorité publique ne l’invoque pas dans l’exécution de ses missions (art. 6.1, dernière phrase).",
        );
        releve.should(
            f.base.zip(f.article9).is_some_and(|(base, article9)| !is_coherent(base, article9)),
            Champ::Finalites,
            named("le consentement explicite ne va pas avec cette base\u{a0}: choisissez une autre condition."),
            "Un consentement que la personne ne peut pas refuser n’en est pas un (considérant 43).",
        );
        releve.should(
            f.base == Some(Base::Consentement) && blank(&c.information.consentement),
            Champ::Information,
            named("dites comment le consentement est recueilli."),
            "Il faut pouvoir prouver que la personne a consenti (art. 7.1).",
        );
    }
}

fn personnes(c: &Contenu, releve: &mut Releve) {
    releve.must(
        c.personnes.iter().all(|p| blank(&p.categorie) && blank(&p.detail)),
        Champ::Personnes,
        "Dites de qui sont les données.",
        "Le registre décrit les catégories de personnes concernées (art. 30.1.c).",
    );
}

fn donnees(c: &Contenu, releve: &mut Releve) {
    let told: Vec<&Donnee> = c.donnees.iter().filter(|d| !blank(&d.categorie) || !blank(&d.detail)).collect();
    releve.must(
        told.is_empty(),
        Champ::Donnees,
        "Dites quelles données sont utilisées.",
        "Le registre décrit les catégories de données (art. 30.1.c).",
    );
    for d in &told {
        let name = if blank(&d.categorie) { d.detail.trim() } else { dictionnaires().donnees.libelle(&d.categorie) };
        releve.must(
            !d.conservation.is_told(),
            Champ::Donnees,
            format!("«\u{a0}{name}\u{a0}»\u{a0}: dites combien de temps elles sont gardées."),
            "Des données ne se gardent pas sans limite (art. 5.1.e et 30.1.f).",
        );
    }
    let any =
        |flag: fn(&Terme) -> bool| told.iter().filter_map(|d| dictionnaires().donnees.find(&d.categorie)).any(flag);
    releve.must(
        any(|terme| terme.sensible) && !c.finalites.iter().any(|f| f.article9.is_some()),
        Champ::Finalites,
        "Des données sensibles sont utilisées\u{a0}: choisissez la condition qui le permet.",
        "Les données sensibles sont interdites, sauf l’une des dix conditions de l’article 9.2.",
    );
    releve.should(
        any(|terme| terme.infractions || terme.nir) && c.finalites.iter().all(|f| blank(&f.texte)),
        Champ::Finalites,
        "Le NIR ou des infractions sont utilisés\u{a0}: indiquez le texte qui le permet.",
        "Leur usage est réservé à ce que prévoit un texte (art. 10\u{a0}; décret n°\u{a0}2019-341).",
    );
    releve.should(
        c.origine.collecte.is_empty() && blank(&c.origine.precision),
        Champ::Origine,
        "Dites d’où viennent les données.",
        "Si elles ne viennent pas de la personne, il faut le lui dire (art. 14).",
    );
}

fn circulation(c: &Contenu, releve: &mut Releve) {
    releve.must(
        c.role != RoleTraitement::SousTraitant && c.destinataires.iter().all(|d| blank(&d.nom)),
        Champ::Destinataires,
        "Dites qui reçoit les données, même à l’intérieur de la collectivité.",
        "Le registre décrit les catégories de destinataires (art. 30.1.d).",
    );
    let named = c.destinataires.iter().any(|d| d.genre == GenreDestinataire::SousTraitant && !blank(&d.nom));
    releve.should(
        named && c.sous_traitants.iter().all(|s| blank(&s.nom)),
        Champ::SousTraitants,
        "Un sous-traitant reçoit des données\u{a0}: ajoutez-le à la liste des sous-traitants.",
        "Un contrat écrit le lie à la collectivité (art. 28).",
    );
    for t in c.transferts.iter().filter(|t| !blank(&t.organisme) || !blank(&t.pays)) {
        let name = if blank(&t.organisme) { &t.pays } else { &t.organisme };
        let said = |what: &str| format!("Transfert vers «\u{a0}{}\u{a0}»\u{a0}: {what}", name.trim());
        releve.must(
            blank(&t.pays),
            Champ::Transferts,
            said("indiquez le pays."),
            "Le registre identifie le pays tiers (art. 30.1.e).",
        );
        releve.must(
            t.garantie.is_none(),
            Champ::Transferts,
            said("choisissez la garantie qui le permet."),
            "Des données ne quittent l’Union européenne qu’avec une garantie (art. 44 à 49).",
        );
        let known = pays::find(&t.pays);
        releve.should(
            t.garantie == Some(Garantie::Adequation) && known.is_some_and(|pays| pays.adequation.is_none()),
            Champ::Transferts,
            said("ce pays n’a pas de décision d’adéquation connue\u{a0}: vérifiez la garantie."),
            "Une décision de la Commission européenne désigne les pays où les données vont librement (art. 45).",
        );
    }
}

fn securite(c: &Contenu, releve: &mut Releve) {
    releve.must(
        !c.mesures.iter().any(|m| m.etat == EtatMesure::EnPlace && (!blank(&m.mesure) || !blank(&m.detail))),
        Champ::Mesures,
        "Indiquez au moins une mesure de sécurité en place.",
        "Le registre décrit les mesures de sécurité (art. 30.1.g, 30.2.d et 32).",
    );
    releve.should(
        c.outils.iter().all(|o| blank(&o.nom)) && !c.papier,
        Champ::Outils,
        "Dites avec quel logiciel, ou sur quel papier.",
        "Pour savoir où sont les données le jour où quelqu’un les demande, ou les vole.",
    );
}

fn droits(c: &Contenu, releve: &mut Releve) {
    releve.should(
        c.information.support.is_empty() && blank(&c.information.mention),
        Champ::Information,
        "Dites comment les personnes sont informées.",
        "Elles doivent savoir ce que vous faites de leurs données (art. 13 et 14).",
    );
    releve.should(
        c.droits.is_empty(),
        Champ::Droits,
        "Dites comment les personnes exercent leurs droits.",
        "Une demande attend une réponse dans le mois (art. 12.3).",
    );
}

fn risques(c: &Contenu, releve: &mut Releve) {
    let advice = conseil_aipd(c).decision;
    let decided = c.aipd.decision;
    releve.add(
        decided.is_none(),
        Champ::Aipd,
        "Décidez si une analyse d’impact est nécessaire.",
        "La décision de ne pas en faire s’écrit aussi (art. 35\u{a0}; WP\u{a0}248).",
        advice == DecisionAipd::Requise,
    );
    let refused = matches!(decided, Some(DecisionAipd::NonRequise | DecisionAipd::Exemptee));
    releve.must(
        refused && advice == DecisionAipd::Requise && blank(&c.aipd.motif),
        Champ::Aipd,
        "Expliquez pourquoi l’analyse d’impact n’est pas faite.",
        "Deux critères ou plus, ou la liste de la CNIL, la rendent en principe nécessaire (art. 35).",
    );
    releve.should(
        decided == Some(DecisionAipd::Requise),
        Champ::Aipd,
        "Faites l’analyse d’impact, puis indiquez-le ici.",
        "Elle se fait avant de commencer (art. 35.1).",
    );
    releve.should(
        decided.is_some() && blank(&c.aipd.avis_dpd),
        Champ::Aipd,
        "Demandez l’avis du délégué sur l’analyse d’impact.",
        "Le responsable demande conseil au délégué (art. 35.2).",
    );
}

/// Whether a condition of article 9 goes with a base: « consentement explicite » with another base is a mistake.
const fn is_coherent(base: Base, article9: Article9) -> bool {
    !matches!(
        (base, article9),
        (Base::Contrat | Base::ObligationLegale | Base::MissionPublique, Article9::Consentement)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole() -> Contenu {
        toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap()
    }

    fn must(contenu: &Contenu) -> usize {
        manques(contenu).iter().filter(|m| m.obligatoire).count()
    }

    #[test]
    fn an_empty_traitement_misses_what_article_30_asks() {
        let found: Vec<Champ> =
            manques(&Contenu::default()).iter().filter(|m| m.obligatoire).map(|m| m.champ).collect();
        assert_eq!(
            found,
            [Champ::Nom, Champ::Finalites, Champ::Personnes, Champ::Donnees, Champ::Destinataires, Champ::Mesures]
        );
    }

    #[test]
    fn the_whole_example_can_be_validated() {
        let wanted: Vec<String> = manques(&whole()).into_iter().filter(|m| m.obligatoire).map(|m| m.quoi).collect();
        assert_eq!(wanted, Vec::<String>::new());
    }

    #[test]
    fn the_register_of_a_processor_asks_for_whom_and_not_for_the_persons() {
        let mut c = Contenu { role: RoleTraitement::SousTraitant, ..Contenu::default() };
        let champs = |c: &Contenu| manques(c).iter().filter(|m| m.obligatoire).map(|m| m.champ).collect::<Vec<_>>();
        assert_eq!(champs(&c), [Champ::Nom, Champ::PourLeCompteDe, Champ::Finalites, Champ::Mesures]);
        c.pour_le_compte_de = whole().pour_le_compte_de;
        assert_eq!(champs(&c), [Champ::Nom, Champ::Finalites, Champ::Mesures]);
    }

    #[test]
    fn sensitive_data_ask_for_a_condition_of_article_9() {
        let mut c = whole();
        c.finalites[0].article9 = None;
        assert!(manques(&c)[0].quoi.starts_with("Des données sensibles"));
    }

    #[test]
    fn legitimate_interest_is_questioned_and_a_transfer_without_guarantee_stops() {
        let mut c = whole();
        c.finalites[1].base = Some(Base::InteretLegitime);
        assert_eq!(must(&c), 0);
        assert!(manques(&c).iter().any(|m| m.quoi.contains("intérêt légitime")));
        c.transferts[0].garantie = None;
        assert_eq!(must(&c), 1);
        c.transferts[0].garantie = Some(Garantie::Adequation);
        c.transferts[0].pays = "Maroc".into();
        assert!(manques(&c).iter().any(|m| m.quoi.contains("décision d’adéquation")));
    }

    #[test]
    fn explicit_consent_does_not_go_with_a_public_task() {
        assert!(!is_coherent(Base::MissionPublique, Article9::Consentement));
        assert!(is_coherent(Base::Consentement, Article9::Consentement));
    }

    proptest! {
        /// W1: nothing counted twice, nothing forgotten. A part taken from the whole example never adds to what is missing
        /// from that part, and taking every part leaves nothing that stops.
        #[test]
        fn filling_parts_of_a_traitement_only_ever_helps(order in Just(Champ::TOUS.to_vec()).prop_shuffle()) {
            let (whole, mut filled) = (whole(), Contenu::default());
            for champ in order {
                champ.copy(&whole, &mut filled);
                let left = manques(&filled);
                let mut told: Vec<&str> = left.iter().map(|m| m.quoi.as_str()).collect();
                told.sort_unstable();
                told.dedup();
                prop_assert_eq!(told.len(), left.len(), "the same thing is asked twice");
                prop_assert!(left.iter().all(|m| !m.quoi.is_empty() && !m.pourquoi.is_empty()));
                prop_assert!(left.iter().is_sorted_by_key(|m| !m.obligatoire));
                let simple = [Champ::Nom, Champ::Personnes, Champ::Destinataires, Champ::Mesures];
                prop_assert!(!simple.contains(&champ) || left.iter().all(|m| m.champ != champ));
            }
            prop_assert_eq!(must(&filled), 0);
            prop_assert_eq!(filled, whole);
        }
    }
}
