//! The life of a convention under both régimes.

use conventions::domain::{
    Convention, Echeance, EtatConvention, NatureEcheance, NaturePiece, Partie, Piece, Refus, Regime,
};
use kernel::{Clock, Id, Instant};
use time::{Date, macros::date};

use crate::support::an;

fn piece() -> Piece {
    Piece::new(NaturePiece::Convention, "C-2020-12").unwrap()
}

fn proposed(regime: Regime, le: Date) -> Convention {
    let clock = Clock::fixed(Instant::from_unix_micros(0));
    Convention::propose(Id::new(&clock), Id::new(&clock), "C-2020-12", regime, le, piece())
}

fn in_force(regime: Regime, since: Date) -> Convention {
    let mut convention = proposed(regime, since);
    convention.sign(Partie::Centre, since, piece()).unwrap();
    convention.sign(Partie::Membre, since, piece()).unwrap();
    convention
}

fn due(convention: &Convention, today: Date) -> Vec<(Date, NatureEcheance)> {
    convention.echeances(today).into_iter().map(|Echeance { le, nature }| (le, nature)).collect()
}

#[test]
fn the_second_signature_puts_it_in_force() {
    let mut convention = proposed(Regime::UnAnTacite, date!(2020 - 01 - 06));
    convention.sign(Partie::Centre, date!(2020 - 01 - 08), piece()).unwrap();
    assert_eq!((convention.etat(), convention.date_effet()), (EtatConvention::Signee, None));
    assert_eq!(convention.sign(Partie::Centre, date!(2020 - 01 - 09), piece()), Err(Refus::DejaSignee(Partie::Centre)));
    assert_eq!(
        convention.sign(Partie::Membre, date!(2020 - 01 - 07), piece()),
        Err(Refus::DateTropTot(date!(2020 - 01 - 08)))
    );
    convention.sign(Partie::Membre, date!(2020 - 02 - 15), piece()).unwrap();
    assert_eq!(convention.etat(), EtatConvention::EnVigueur);
    assert_eq!(convention.date_effet(), Some(date!(2020 - 02 - 15)));
    assert_eq!(convention.terme(), Some(date!(2021 - 02 - 14)));
    assert_eq!(convention.echeance(), Some(date!(2021 - 02 - 15)));
    let life: Vec<_> = convention.historique().iter().map(|c| (c.le, c.vers)).collect();
    assert_eq!(
        life,
        [
            (date!(2020 - 01 - 06), EtatConvention::Proposee),
            (date!(2020 - 01 - 08), EtatConvention::Signee),
            (date!(2020 - 02 - 15), EtatConvention::EnVigueur),
        ]
    );
}

#[test]
fn one_year_is_renewed_tacitly_on_each_anniversary() {
    let mut convention = in_force(Regime::UnAnTacite, date!(2020 - 02 - 15));
    assert_eq!(convention.advance(date!(2021 - 02 - 14)), []);
    let changes = convention.advance(date!(2023 - 01 - 01));
    assert_eq!(changes.iter().map(|c| c.le).collect::<Vec<_>>(), [date!(2021 - 02 - 15), date!(2022 - 02 - 15)]);
    assert_eq!((convention.etat(), convention.terme()), (EtatConvention::Renouvelee, Some(date!(2023 - 02 - 14))));
    assert_eq!(convention.advance(date!(2023 - 01 - 01)), [], "twice does nothing more");
    assert_eq!(convention.renew(date!(2023 - 01 - 02), piece()), Err(Refus::RenouvellementTacite));
}

#[test]
fn one_year_is_denounced_three_months_before_the_anniversary() {
    for (notified, effect) in [
        (date!(2020 - 10 - 01), date!(2021 - 01 - 01)),
        (date!(2020 - 10 - 02), date!(2022 - 01 - 01)),
        (date!(2020 - 12 - 31), date!(2022 - 01 - 01)),
    ] {
        let mut convention = in_force(Regime::UnAnTacite, date!(2020 - 01 - 01));
        assert_eq!(convention.denounce(notified, "1A 234 567 8901 2", None), Ok(effect), "notified {notified}");
        assert_eq!(convention.etat(), EtatConvention::Denoncee);
        assert_eq!(due(&convention, notified), [(effect, NatureEcheance::EffetDenonciation)]);
        assert_eq!(convention.advance(effect.previous_day().unwrap()), []);
        let end = convention.advance(effect);
        assert_eq!(end.iter().map(|c| (c.le, c.vers)).collect::<Vec<_>>(), [(effect, EtatConvention::Terminee)]);
        let last_year = an(effect.year() - 1);
        assert!(convention.is_in_force_during(last_year.periode()));
        assert!(!convention.is_in_force_during(last_year.next().periode()));
    }
}

#[test]
fn a_denunciation_needs_its_registered_letter() {
    let mut convention = in_force(Regime::UnAnTacite, date!(2020 - 01 - 01));
    assert_eq!(convention.denounce(date!(2020 - 06 - 01), " ", None), Err(Refus::RecommandeManquant));
    assert_eq!(convention.etat(), EtatConvention::EnVigueur);
}

#[test]
fn three_years_run_out_without_a_signed_renewal() {
    let mut convention = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    assert_eq!(convention.terme(), Some(date!(2028 - 11 - 16)));
    assert_eq!(
        due(&convention, date!(2026 - 01 - 01)),
        [(date!(2028 - 09 - 17), NatureEcheance::RenouvellementExpres), (date!(2028 - 11 - 16), NatureEcheance::Terme)]
    );
    assert_eq!(convention.advance(date!(2028 - 11 - 16)), []);
    convention.advance(date!(2028 - 11 - 17));
    assert_eq!(convention.etat(), EtatConvention::Echue);
    assert_eq!(due(&convention, date!(2028 - 11 - 17)), []);
    assert!(convention.is_in_force_during(an(2028).periode()) && !convention.is_in_force_during(an(2029).periode()));
    assert!(matches!(convention.renew(date!(2028 - 11 - 18), piece()), Err(Refus::ActeImpossible { .. })));
}

#[test]
fn three_years_are_renewed_two_months_before_the_end_at_the_latest() {
    let mut convention = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    assert_eq!(
        convention.clone().renew(date!(2028 - 09 - 18), piece()),
        Err(Refus::RenouvellementTardif(date!(2028 - 09 - 17)))
    );
    convention.renew(date!(2028 - 09 - 17), piece()).unwrap();
    assert_eq!((convention.etat(), convention.terme()), (EtatConvention::Renouvelee, Some(date!(2031 - 11 - 16))));
    assert_eq!(convention.advance(date!(2030 - 01 - 01)), []);
}

#[test]
fn three_years_end_for_breach_on_the_first_of_the_next_month() {
    let mut convention = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    let letter = "1A 234 567 8901 2";
    assert_eq!(convention.denounce(date!(2026 - 03 - 10), letter, None), Err(Refus::ManquementNonDit));
    let effect = convention.denounce(date!(2026 - 03 - 10), letter, Some("Pas de référent désigné"));
    assert_eq!(effect, Ok(date!(2026 - 04 - 01)));
    convention.advance(date!(2026 - 04 - 01));
    assert_eq!(convention.etat(), EtatConvention::Resiliee);
    let mut december = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    assert_eq!(december.denounce(date!(2026 - 12 - 01), letter, Some("Idem")), Ok(date!(2027 - 01 - 01)));
    let mut last_days = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    let effect = last_days.denounce(date!(2028 - 11 - 10), letter, Some("Idem"));
    assert_eq!(effect, Ok(date!(2028 - 11 - 17)), "it runs out before");
}

#[test]
fn both_sides_may_end_it_together() {
    let mut convention = in_force(Regime::UnAnTacite, date!(2020 - 01 - 01));
    convention.rescind(date!(2020 - 07 - 01), piece()).unwrap();
    assert_eq!(convention.etat(), EtatConvention::Resiliee);
    assert_eq!(convention.advance(date!(2025 - 01 - 01)), []);
    assert!(convention.is_in_force_during(an(2020).periode()) && !convention.is_in_force_during(an(2021).periode()));
    assert!(matches!(
        convention.denounce(date!(2020 - 08 - 01), "1A", None),
        Err(Refus::ActeImpossible { etat: EtatConvention::Resiliee, .. })
    ));
}

#[test]
fn what_falls_due_follows_the_calendar() {
    let convention = in_force(Regime::UnAnTacite, date!(2020 - 01 - 01));
    assert_eq!(
        due(&convention, date!(2020 - 10 - 01)),
        [
            (date!(2020 - 10 - 01), NatureEcheance::DernierJourDenonciation),
            (date!(2021 - 01 - 01), NatureEcheance::ReconductionTacite)
        ]
    );
    assert_eq!(
        due(&convention, date!(2020 - 10 - 02)),
        [
            (date!(2021 - 01 - 01), NatureEcheance::ReconductionTacite),
            (date!(2021 - 10 - 01), NatureEcheance::DernierJourDenonciation)
        ],
        "the next one, though the job did not pass yet"
    );
    assert_eq!(due(&proposed(Regime::UnAnTacite, date!(2020 - 01 - 01)), date!(2020 - 01 - 02)), []);
}

#[test]
fn amendments_are_numbered_and_written() {
    let mut convention = in_force(Regime::TroisAnsExpres, date!(2025 - 11 - 17));
    assert_eq!(convention.amend(date!(2026 - 01 - 05), "Nouveau tarif"), Ok(1));
    assert_eq!(convention.amend(date!(2026 - 02 - 05), "Nouveau référent"), Ok(2));
    assert_eq!(convention.amend(date!(2026 - 02 - 05), "  "), Err(Refus::ObjetManquant));
    assert_eq!(convention.avenants().len(), 2);
    assert!(proposed(Regime::TroisAnsExpres, date!(2025 - 11 - 17)).amend(date!(2026 - 01 - 05), "x").is_err());
}

#[test]
fn an_existing_convention_is_taken_up_in_force() {
    let clock = Clock::fixed(Instant::from_unix_micros(0));
    let reprise = Piece::new(NaturePiece::Reprise, "Import des abonnements").unwrap();
    let since = date!(2018 - 01 - 01);
    let mut convention =
        Convention::resume(Id::new(&clock), Id::new(&clock), "R-1", Regime::UnAnTacite, since, reprise);
    assert_eq!((convention.etat(), convention.date_effet()), (EtatConvention::EnVigueur, Some(since)));
    assert_eq!(convention.advance(date!(2020 - 06 - 01)).len(), 2);
    assert!(convention.is_in_force_during(an(2020).periode()) && !convention.is_in_force_during(an(2017).periode()));
}
