//! Why a member needs attention: facts in, reasons out. The cockpit ranks by them, and always shows them.
//!
//! **The rule.** A member is *followed* when it subscribed to the service, or has a register, or is declared at the CNIL with
//! the centre as delegate. Of a member that is not, one thing only is told: it did not subscribe. Of the others, each fact
//! below that is true gives one reason. Members are then ranked by how many urgent reasons they have, then important ones,
//! then the rest, then by name: never by a sum in which ten trifles would outweigh one breach of the law.

use contracts::{
    conventions::{PhaseRgpd, SuiviRgpd},
    rgpd::SituationRegistre,
};
use kernel::{add_mois, combien, date_courte};
use time::Date;

use super::{Cnil, Gravite, Motif, Raison};

/// Months after which a register is asleep: it is read again each year (the yearly review that the CNIL advises) **[D]**.
const REGISTRE_MOIS: i32 = 12;
/// Months without a word after which one calls; sooner while the service is being set up **[D]**.
const ECHANGE_MOIS: i32 = 12;
const ECHANGE_MISE_EN_PLACE_MOIS: i32 = 3;

/// What is known of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faits {
    pub registre: Option<SituationRegistre>,
    pub service: Option<SuiviRgpd>,
    pub cnil: Cnil,
    /// Whether somebody is named référent RGPD in the annuaire.
    pub referent: bool,
    pub dernier_echange: Option<Date>,
}

/// How many reasons of each weight: what orders the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rang {
    pub urgents: u32,
    pub importants: u32,
    pub suivis: u32,
}

impl Rang {
    pub fn of(raisons: &[Raison]) -> Self {
        let mut rang = Self::default();
        for raison in raisons {
            match raison.motif.gravite() {
                Gravite::Urgent => rang.urgents += 1,
                Gravite::Important => rang.importants += 1,
                Gravite::Suivi => rang.suivis += 1,
            }
        }
        rang
    }
}

impl Faits {
    pub fn is_souscrit(&self) -> bool {
        self.service.as_ref().is_some_and(|s| s.depuis.is_some())
    }

    pub fn phase(&self) -> Option<PhaseRgpd> {
        self.service.as_ref().and_then(|s| s.phase)
    }

    fn traitements(&self) -> u32 {
        self.registre.as_ref().map_or(0, |r| r.traitements)
    }

    fn is_followed(&self) -> bool {
        self.is_souscrit() || self.traitements() > 0 || self.cnil.is_centre()
    }
}

/// The reasons, the heaviest first.
pub fn raisons(faits: &Faits, today: Date) -> Vec<Raison> {
    let mut found = Vec::new();
    if faits.is_followed() {
        registre(faits, today, &mut found);
        designation(faits, &mut found);
        lien(faits, today, &mut found);
    }
    service(faits, &mut found);
    found.sort_by_key(|raison| (std::cmp::Reverse(raison.motif.gravite()), raison.motif));
    found
}

fn say(found: &mut Vec<Raison>, motif: Motif, phrase: String, pour_membre: Option<String>) {
    found.push(Raison { motif, phrase, pour_membre });
}

/// Of the register: what waits for the delegate, what is due, what is missing.
fn registre(faits: &Faits, today: Date, found: &mut Vec<Raison>) {
    let Some(r) = faits.registre.as_ref().filter(|r| r.traitements > 0) else {
        let told = "Aucun traitement n’est inscrit au registre.".to_owned();
        return say(found, Motif::SansRegistre, told.clone(), Some(told));
    };
    if r.soumis > 0 {
        let waits = combien(r.soumis, "traitement attend", "traitements attendent");
        say(found, Motif::Soumis, format!("{waits} votre contrôle."), None);
    }
    if r.aipd_a_faire > 0 {
        let told = format!("{} à faire (art. 35).", combien(r.aipd_a_faire, "analyse d’impact", "analyses d’impact"));
        say(found, Motif::Aipd, told.clone(), Some(told));
    }
    if r.incomplets > 0 {
        let lacks = combien(r.incomplets, "traitement a", "traitements ont");
        let told = format!("{lacks} des réponses obligatoires manquantes.");
        say(found, Motif::Incomplets, told.clone(), Some(told));
    }
    if let Some(due) = r.revision_le.filter(|due| *due < today) {
        let told = format!("Relecture attendue depuis le {}.", date_courte(due));
        say(found, Motif::Revision, told.clone(), Some(told));
    }
    let touched = r.modifie_le.map(|instant| instant.to_paris().date());
    if let Some(last) = touched.filter(|last| add_mois(*last, REGISTRE_MOIS) <= today) {
        let told = format!("Registre inchangé depuis {} mois.", months(last, today));
        say(found, Motif::Dormant, told.clone(), Some(told));
    }
    if r.propositions > 0 {
        let waits = combien(r.propositions, "modèle proposé attend", "modèles proposés attendent");
        let told = format!("{waits} une réponse.");
        say(found, Motif::Propositions, told.clone(), Some(told));
    }
}

/// Of the designation (art. 37(7)): the receipt is proof enough until a later file tells otherwise. Who has a convention
/// without this service designates whom they like.
fn designation(faits: &Faits, found: &mut Vec<Raison>) {
    if faits.service.is_some() && !faits.is_souscrit() && !faits.cnil.is_centre() {
        return;
    }
    match &faits.cnil {
        Cnil::Inconnue | Cnil::Recepisse { .. } | Cnil::Centre { .. } => {}
        Cnil::Absente { fichier } => {
            let told = format!("La CNIL n’a aucune désignation (fichier du {}).", date_courte(*fichier));
            let member = "Votre délégué n’est pas encore désigné auprès de la CNIL.".to_owned();
            say(found, Motif::NonDesigne, told, Some(member));
        }
        Cnil::Terminee { fin, centre } => {
            let whose = if *centre { "de ce centre" } else { "d’un autre délégué" };
            let told = format!("La désignation {whose} a disparu du fichier du {}.", date_courte(*fin));
            let member = "La désignation de votre délégué n’est plus publiée par la CNIL.".to_owned();
            say(found, Motif::NonDesigne, told, Some(member));
        }
        Cnil::Autre { qui } => {
            let told = format!("La CNIL connaît un autre délégué\u{a0}: {qui}.");
            say(found, Motif::AutreDelegue, told.clone(), Some(told));
        }
        Cnil::Doublon { autres } => {
            let told = match autres.first() {
                Some(other) => format!("Deux délégués à la CNIL\u{a0}: ce centre, et {other}."),
                None => "Ce centre est déclaré deux fois à la CNIL.".to_owned(),
            };
            say(found, Motif::Doublon, told, Some("La CNIL a reçu plusieurs désignations de votre part.".to_owned()));
        }
    }
}

/// Of the link between them: somebody to call, and a word now and then.
fn lien(faits: &Faits, today: Date, found: &mut Vec<Raison>) {
    if !faits.referent {
        let member = "Nous ne connaissons pas votre référent RGPD.".to_owned();
        say(found, Motif::SansReferent, "Aucun référent RGPD dans l’annuaire.".to_owned(), Some(member));
    }
    let setting_up = faits.phase() == Some(PhaseRgpd::MiseEnPlace);
    let most = if setting_up { ECHANGE_MISE_EN_PLACE_MOIS } else { ECHANGE_MOIS };
    let told = match faits.dernier_echange {
        None => Some("Aucun échange noté.".to_owned()),
        Some(last) if add_mois(last, most) <= today => {
            let phase = if setting_up { ", en pleine mise en place" } else { "" };
            Some(format!("Aucun échange depuis {} mois{phase}.", months(last, today)))
        }
        Some(_) => None,
    };
    if let Some(told) = told {
        say(found, Motif::SansEchange, told, None);
    }
}

/// Of the convention: what was agreed, and whether it still holds.
fn service(faits: &Faits, found: &mut Vec<Raison>) {
    let ended = faits.service.as_ref().and_then(|s| s.convention.as_ref()).filter(|c| c.finie);
    if let (Some(convention), true) = (ended, faits.is_followed()) {
        let told = format!("Convention {}.", convention.etat.to_lowercase());
        say(found, Motif::ConventionFinie, told, Some("Votre convention avec le centre a pris fin.".to_owned()));
    }
    if !faits.is_souscrit() {
        say(found, Motif::NonSouscrit, "Le service du délégué n’est pas souscrit cette année.".to_owned(), None);
        if faits.cnil.is_centre() {
            let told = "La CNIL a ce centre pour délégué, mais le service n’est pas souscrit.".to_owned();
            say(found, Motif::DesigneSansService, told, None);
        }
    }
    let broken = faits.service.as_ref().map_or(0, |s| s.actions.non_tenus);
    if broken > 0 && faits.is_souscrit() {
        let told = format!("{}.", combien(broken, "engagement n’est pas tenu", "engagements ne sont pas tenus"));
        say(found, Motif::NonTenu, told, None);
    }
}

/// Whole months from one day to another.
fn months(from: Date, to: Date) -> i32 {
    let apart = (to.year() - from.year()) * 12 + i32::from(u8::from(to.month())) - i32::from(u8::from(from.month()));
    if add_mois(from, apart) > to { apart - 1 } else { apart }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::conventions::{Avancement, ConventionTenue};
    use kernel::{Clock, CollectiviteId, Exercice, Id};
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 25);

    fn whose() -> CollectiviteId {
        Id::from_uuid(uuid::Uuid::nil())
    }

    fn registre() -> SituationRegistre {
        SituationRegistre {
            collectivite: whose(),
            traitements: 12,
            brouillons: 0,
            soumis: 0,
            controles: 0,
            valides: 12,
            incomplets: 0,
            aipd_a_faire: 0,
            revision_le: Some(date!(2027 - 06 - 01)),
            modifie_le: Some("2026-10-01T08:00:00Z".parse().unwrap()),
            propositions: 0,
        }
    }

    fn service(phase: PhaseRgpd) -> SuiviRgpd {
        let convention =
            ConventionTenue { convention: uuid::Uuid::nil(), etat: "En vigueur".into(), active: true, finie: false };
        SuiviRgpd {
            collectivite: whose(),
            depuis: Exercice::new(2020).ok(),
            phase: Some(phase),
            convention: Some(convention),
            actions: Avancement::default(),
        }
    }

    /// Nothing to say.
    fn quiet() -> Faits {
        Faits {
            registre: Some(registre()),
            service: Some(service(PhaseRgpd::Accompagnement)),
            cnil: Cnil::Centre { le: None },
            referent: true,
            dernier_echange: Some(date!(2026 - 06 - 01)),
        }
    }

    fn told(faits: &Faits) -> Vec<&'static str> {
        raisons(faits, TODAY).iter().map(|r| r.motif.code()).collect()
    }

    #[test]
    fn a_member_in_order_needs_nothing() {
        assert_eq!(told(&quiet()), [""; 0]);
    }

    #[test]
    fn what_waits_for_the_delegate_comes_first_and_is_not_told_to_the_member() {
        let r = SituationRegistre { soumis: 3, incomplets: 1, aipd_a_faire: 2, propositions: 1, ..registre() };
        let found = raisons(&Faits { registre: Some(r), referent: false, ..quiet() }, TODAY);
        let codes: Vec<_> = found.iter().map(|r| r.motif.code()).collect();
        assert_eq!(codes, ["soumis", "aipd", "incomplets", "sans_referent", "propositions"]);
        assert_eq!(found[0].phrase, "3\u{a0}traitements attendent votre contrôle.");
        assert_eq!(found[0].pour_membre, None);
        assert_eq!(Rang::of(&found), Rang { urgents: 2, importants: 2, suivis: 1 });
    }

    #[test]
    fn a_register_sleeps_after_a_year_and_a_reading_is_late_the_day_after() {
        let touched = |le: &str| SituationRegistre { modifie_le: le.parse().ok(), ..registre() };
        let with = |r| Faits { registre: Some(r), ..quiet() };
        assert_eq!(told(&with(touched("2025-11-25T08:00:00Z"))), ["dormant"]);
        assert_eq!(told(&with(touched("2025-11-26T08:00:00Z"))), [""; 0]);
        let due = |day| with(SituationRegistre { revision_le: Some(day), ..registre() });
        assert_eq!(told(&due(TODAY)), [""; 0]);
        assert_eq!(told(&due(date!(2026 - 11 - 24))), ["revision"]);
    }

    #[test]
    fn while_the_service_is_set_up_one_calls_every_three_months() {
        let last = Some(date!(2026 - 08 - 20));
        let early = Faits { service: Some(service(PhaseRgpd::MiseEnPlace)), dernier_echange: last, ..quiet() };
        assert_eq!(told(&early), ["sans_echange"]);
        assert!(raisons(&early, TODAY)[0].phrase.contains("depuis 3 mois, en pleine mise en place"));
        assert_eq!(told(&Faits { dernier_echange: last, ..quiet() }), [""; 0]);
        assert_eq!(told(&Faits { dernier_echange: None, ..quiet() }), ["sans_echange"]);
    }

    #[test]
    fn of_a_member_that_is_not_followed_one_thing_is_told() {
        let stranger = Faits {
            registre: None,
            service: None,
            cnil: Cnil::Absente { fichier: TODAY },
            referent: false,
            dernier_echange: None,
        };
        assert_eq!(told(&stranger), ["non_souscrit"]);
        let mut elsewhere = service(PhaseRgpd::Accompagnement);
        (elsewhere.depuis, elsewhere.phase) = (None, None);
        let own = Faits { service: Some(elsewhere), cnil: Cnil::Autre { qui: "La Poste".into() }, ..quiet() };
        assert_eq!(told(&own), ["non_souscrit"], "it designates whom it likes");
        let declared = Faits { cnil: Cnil::Centre { le: None }, ..stranger };
        assert!(told(&declared).starts_with(&["designe_sans_service", "sans_registre"]), "{:?}", told(&declared));
    }

    #[test]
    fn the_end_of_a_convention_and_each_state_of_the_designation_have_their_reason() {
        let mut ended = service(PhaseRgpd::Accompagnement);
        ended.convention =
            ended.convention.map(|c| ConventionTenue { etat: "Échue".into(), active: false, finie: true, ..c });
        let found = raisons(&Faits { service: Some(ended), ..quiet() }, TODAY);
        assert_eq!(found[0].phrase, "Convention échue.");
        let with = |cnil| told(&Faits { cnil, ..quiet() });
        assert_eq!(with(Cnil::Absente { fichier: TODAY }), ["non_designe"]);
        assert_eq!(with(Cnil::Terminee { fin: TODAY, centre: true }), ["non_designe"]);
        assert_eq!(with(Cnil::Autre { qui: "La Poste".into() }), ["autre_delegue"]);
        assert_eq!(with(Cnil::Doublon { autres: vec![] }), ["doublon"]);
        assert_eq!(with(Cnil::Recepisse { effet: None }), [""; 0]);
    }

    #[test]
    fn months_are_counted_whole() {
        assert_eq!(months(date!(2025 - 11 - 26), TODAY), 11);
        assert_eq!(months(date!(2025 - 11 - 25), TODAY), 12);
        assert_eq!(months(date!(2026 - 01 - 31), date!(2026 - 02 - 28)), 1);
    }

    proptest! {
        #[test]
        fn a_worse_fact_never_lowers_the_rank(soumis in 0_u32..3, aipd in 0_u32..3, incomplets in 0_u32..3, referent: bool, back in 0_i64..900) {
            let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
            let faits = Faits {
                registre: Some(SituationRegistre { soumis, aipd_a_faire: aipd, incomplets, ..registre() }),
                referent,
                dernier_echange: Some(clock.today() - time::Duration::days(back)),
                ..quiet()
            };
            let before = Rang::of(&raisons(&faits, TODAY));
            let worse = Faits {
                registre: faits.registre.clone().map(|r| SituationRegistre { soumis: 1, aipd_a_faire: 1, ..r }),
                referent: false,
                dernier_echange: None,
                cnil: Cnil::Absente { fichier: TODAY },
                ..faits.clone()
            };
            prop_assert!(Rang::of(&raisons(&worse, TODAY)) >= before);
            let each = raisons(&faits, TODAY);
            prop_assert!(each.windows(2).all(|two| two[0].motif.gravite() >= two[1].motif.gravite()));
            prop_assert!(each.iter().all(|r| r.phrase.ends_with('.')));
        }
    }
}
