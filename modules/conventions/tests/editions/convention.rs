//! The convention on paper: the chapters subscribed and no other.

use conventions::{
    domain::{Abonnement, Chapitre, Convention, NaturePiece, Piece, Regime, Service},
    editions::{DossierConvention, RefusEdition, chapitres, convention},
};
use time::macros::date;

use crate::{
    monde::{self, JOUR, abonnement, an, id},
    papier::visible_text,
};

fn printed(nom: &str, abonnements: &[Abonnement]) -> Result<String, RefusEdition> {
    let (centre, membre, signed, grille) = (monde::cdg82(), monde::albias(), monde::convention82(), monde::grille82());
    let dossier = DossierConvention {
        centre: &centre,
        membre: &membre,
        convention: &signed,
        abonnements,
        grille: &grille,
        annee: an(2020),
        recensement: None,
        precedent: None,
        date: JOUR,
    };
    convention(&dossier).map(|document| visible_text(nom, &document))
}

#[test]
fn only_the_chapters_subscribed_are_printed() -> Result<(), RefusEdition> {
    let text = printed("convention-rgpd", &[abonnement(Service::Rgpd, 1, 2020)])?;
    assert!(text.contains("V — Accompagnement") && text.contains("VI — Dispositions communes"), "{text}");
    for absent in
        ["I — Assistance", "II — Assistance", "III — Accompagnement", "IV — Assistance", "Article 1.1", "Article 3.1"]
    {
        assert!(!text.contains(&format!(" {absent}")) && !text.contains(&format!("\n{absent}")), "{absent} in\n{text}");
    }
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in\n{text}"));
    assert!(at("Article 5.6") < at("Article 6.1") && at("Article 6.5") < at("Annexe 1 —"), "{text}");
    Ok(())
}

#[test]
fn the_level_3_brings_the_chapter_of_the_level_2_that_it_includes() {
    use Chapitre::{DispositionsCommunes, LogicielsMetiers, Systemes};
    assert_eq!(chapitres(&[Service::N3]), [Systemes, LogicielsMetiers, DispositionsCommunes]);
    assert_eq!(chapitres(&[Service::N1]), [Systemes, DispositionsCommunes]);
    assert_eq!(chapitres(&[Service::Domaine]), [Chapitre::MessagerieEtSites, DispositionsCommunes]);
    assert_eq!(chapitres(Service::TOUS), Chapitre::TOUS);
}

#[test]
fn the_whole_convention_of_the_cdg_82_reads_as_the_source() -> Result<(), RefusEdition> {
    let (centre, membre, signed, grille) = (monde::cdg82(), monde::albias(), monde::convention82(), monde::grille82());
    let (before, now) = monde::recensements();
    let all: Vec<Abonnement> = Service::TOUS
        .iter()
        .filter(|s| !matches!(s, Service::Certificat | Service::WebDecouverte | Service::WebExpert))
        .map(|service| abonnement(*service, 1, 2020))
        .collect();
    let dossier = DossierConvention {
        centre: &centre,
        membre: &membre,
        convention: &signed,
        abonnements: &all,
        grille: &grille,
        annee: an(2020),
        recensement: Some(&now),
        precedent: Some(&before),
        date: JOUR,
    };
    let text = visible_text("convention-82", &convention(&dossier)?);
    // T2, F, T3 brought from 2019 to 2020 by Syntec; the DPD of 901 to 2 000 inhabitants.
    for figure in ["40,00 €", "128,46 €", "321,14 €", "192,69 €", "1 200,00 €", "750,00 €"] {
        assert!(text.contains(figure), "{figure} in\n{text}");
    }
    insta::assert_snapshot!("convention_82", text);
    Ok(())
}

#[test]
fn the_convention_of_the_cdg_62_has_ten_articles_its_assimilation_and_its_budget_line() -> Result<(), RefusEdition> {
    let (centre, membre, signed, grille) =
        (monde::cdg62(), monde::departement(), monde::convention62(), monde::grille62());
    let dossier = DossierConvention {
        centre: &centre,
        membre: &membre,
        convention: &signed,
        abonnements: &[abonnement(Service::Rgpd, 1, 2025)],
        grille: &grille,
        annee: an(2025),
        recensement: None,
        precedent: None,
        date: date!(2025 - 11 - 17),
    };
    let text = visible_text("convention-62", &convention(&dossier)?);
    for figure in ["EPCI de plus de 200 000 habitants", "7 000,00 €", "2 180,00 €", "n° 2025-426"] {
        assert!(text.contains(figure), "{figure} in\n{text}");
    }
    insta::assert_snapshot!("convention_62", text);
    Ok(())
}

#[test]
fn a_convention_still_to_sign_leaves_room_for_the_pen() -> Result<(), RefusEdition> {
    let (centre, membre, grille) = (monde::cdg82(), monde::albias(), monde::grille82());
    let piece = Piece::new(NaturePiece::Convention, "Projet").unwrap();
    let proposed = Convention::propose(id(1), id(2), "CV-2020-0099", Regime::UnAnTacite, JOUR, piece);
    let dossier = DossierConvention {
        centre: &centre,
        membre: &membre,
        convention: &proposed,
        abonnements: &[abonnement(Service::N1, 1, 2020)],
        grille: &grille,
        annee: an(2020),
        recensement: None,
        precedent: None,
        date: JOUR,
    };
    let text = visible_text("convention-projet", &convention(&dossier)?);
    assert!(text.contains("délibération du conseil municipal n° …"), "{text}");
    assert!(text.contains("en date du 30 novembre 2005"), "{text}");
    Ok(())
}

#[test]
fn the_annex_tells_where_each_figure_comes_from() -> Result<(), RefusEdition> {
    let text = printed("convention-n2", &[abonnement(Service::N2, 1, 2020), abonnement(Service::Rgpd, 1, 2020)])?;
    let annex = text.split_once("Annexe 1 — Services souscrits et tarifs\n").unwrap().1;
    for words in
        ["Révision Syntec", "126,40 € × 274,5 ÷ 270,1", "Origine : Convention générale d’adhésion, version 2020."]
    {
        assert!(annex.contains(words), "{words} in\n{annex}");
    }
    assert!(!annex.contains("Pack Internet") && !annex.contains("niveau 3"), "{annex}");
    Ok(())
}

#[test]
fn a_convention_without_service_is_refused() {
    assert_eq!(printed("vide", &[]), Err(RefusEdition::AucunService(an(2020))));
    let later = abonnement(Service::Rgpd, 1, 2021);
    assert_eq!(printed("plus-tard", &[later]), Err(RefusEdition::AucunService(an(2020))));
}
