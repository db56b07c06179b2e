//! The letter that ends a convention, and the délibération that begins it.

use conventions::{
    domain::{Convention, NaturePiece, Partie, Piece, Prix, Refus, Regime},
    editions::{Denonciation, RefusEdition, deliberation, denonciation},
};
use time::macros::date;

use crate::{
    monde::{self, JOUR, an, id},
    papier::{plain, visible_text},
};

#[test]
fn the_centre_denounces_to_the_member_for_the_next_anniversary() -> Result<(), RefusEdition> {
    let (centre, membre, convention) = (monde::cdg82(), monde::albias(), monde::convention82());
    let lettre = Denonciation {
        centre: &centre,
        membre: &membre,
        convention: &convention,
        auteur: Partie::Centre,
        date: date!(2020 - 09 - 14),
        notification: date!(2020 - 09 - 16),
        recommande: Some("1A 123 456 7890 1"),
        motif: None,
    };
    let text = visible_text("denonciation-82-centre", &denonciation(&lettre)?);
    assert!(text.contains("prendra fin le 1er janvier 2021") && text.contains("82350 ALBIAS"), "{text}");
    assert!(text.contains("1A 123 456 7890 1") && !text.contains("Motif"), "{text}");
    insta::assert_snapshot!("denonciation_82_centre", text);
    // Less than three months before: the anniversary after.
    let late = denonciation(&Denonciation { notification: date!(2020 - 10 - 02), ..lettre })?;
    assert!(visible_text("denonciation-82-tardive", &late).contains("1er janvier 2022"));
    Ok(())
}

#[test]
fn the_member_denounces_to_the_centre_under_its_own_name() -> Result<(), RefusEdition> {
    let (centre, membre, convention) = (monde::cdg82(), monde::albias(), monde::convention82());
    let lettre = Denonciation {
        centre: &centre,
        membre: &membre,
        convention: &convention,
        auteur: Partie::Membre,
        date: JOUR,
        notification: JOUR,
        recommande: None,
        motif: Some("Le conseil municipal a choisi de recruter un informaticien"),
    };
    let text = visible_text("denonciation-82-membre", &denonciation(&lettre)?);
    assert!(text.contains("82000 MONTAUBAN") && text.contains("Monsieur le Président,"), "{text}");
    assert!(text.contains("Motif : Le conseil municipal a choisi de recruter un informaticien."), "{text}");
    assert!(text.contains("Madame Claire Vidal"), "{text}");
    Ok(())
}

#[test]
fn three_years_end_for_a_breach_only_the_month_after_the_notification() -> Result<(), RefusEdition> {
    let (centre, membre, convention) = (monde::cdg62(), monde::departement(), monde::convention62());
    let lettre = Denonciation {
        centre: &centre,
        membre: &membre,
        convention: &convention,
        auteur: Partie::Centre,
        date: date!(2026 - 03 - 10),
        notification: date!(2026 - 03 - 12),
        recommande: None,
        motif: Some("Aucun référent n’a été désigné (article 4)."),
    };
    let text = visible_text("denonciation-62", &denonciation(&lettre)?);
    assert!(text.contains("1er avril 2026") && text.contains("12 mars 2026"), "{text}");
    insta::assert_snapshot!("denonciation_62", text);
    let without = denonciation(&Denonciation { motif: Some("  "), ..lettre });
    assert_eq!(without, Err(Refus::ManquementNonDit.into()));
    Ok(())
}

#[test]
fn a_convention_that_never_took_effect_is_not_denounced() {
    let (centre, membre) = (monde::cdg82(), monde::albias());
    let piece = Piece::new(NaturePiece::Convention, "Projet").unwrap();
    let proposed = Convention::propose(id(1), id(2), "CV-2020-0099", Regime::UnAnTacite, JOUR, piece);
    let lettre = Denonciation {
        centre: &centre,
        membre: &membre,
        convention: &proposed,
        auteur: Partie::Centre,
        date: JOUR,
        notification: JOUR,
        recommande: None,
        motif: None,
    };
    assert_eq!(denonciation(&lettre), Err(RefusEdition::SansEffet));
}

#[test]
fn the_deliberation_of_a_commune_has_its_visas_its_cost_and_its_vote_to_fill_in() -> Result<(), RefusEdition> {
    let etat = monde::etat82();
    let document = deliberation(
        &monde::cdg82(),
        &monde::albias(),
        &monde::convention82(),
        etat.lignes(),
        (an(2020), Prix::Ttc),
        JOUR,
    )?;
    let text = visible_text("deliberation-82", &document);
    assert!(text.contains("L. 2121-29") && text.contains("2005-324") && text.contains("2016/679"), "{text}");
    assert!(text.contains(&plain(&etat.total())) && text.contains("Abstentions"), "{text}");
    assert!(text.contains("autorise la maire à signer"), "{text}");
    insta::assert_snapshot!("deliberation_82", text);
    Ok(())
}

#[test]
fn the_deliberation_of_a_departement_has_its_own_visas_and_its_budget_line() -> Result<(), RefusEdition> {
    let etat = monde::etat62();
    let document = deliberation(
        &monde::cdg62(),
        &monde::departement(),
        &monde::convention62(),
        etat.lignes(),
        (an(2025), Prix::Ht),
        JOUR,
    )?;
    let text = visible_text("deliberation-62", &document);
    assert!(text.contains("L. 3211-1") && !text.contains("2121-29") && !text.contains("2005-324"), "{text}");
    assert!(text.contains("C06-020N02") && text.contains("2 180,00 €"), "{text}");
    Ok(())
}
