//! The figures of the dashboard of the centre: each chart with its table, few colours, direct labels.

use std::collections::BTreeMap;

use annuaire::Taille;
use kernel::{Exercice, Montant, Taux, nombre};
use maud::{Markup, html};
use web::ui::{BarChart, ColumnChart, Mosaique, MosaiqueTile, Niveau, Tuile};

use crate::{
    domain::{Chapitre, coverage as cover},
    gestes::tableau::TableauCentre,
};

/// Years drawn.
const YEARS: usize = 6;
/// From this many services on, a member is among those who use some, and those who use the most.
const SOME: u32 = 3;
const MANY: u32 = 5;

/// The revenue of the year, and how it moved.
pub(super) fn revenue(tableau: &TableauCentre) -> Tuile {
    let annee = tableau.annee;
    let total = |annee: Exercice| tableau.annees.get(&annee).map(|t| t.montant);
    let now = total(annee).unwrap_or_default();
    let moved = total(annee.previous()).and_then(|before| Taux::evolution(before.cents(), now.cents()));
    let tile = Tuile::new(format!("Recettes prévues {annee}"), now.arrondi());
    match moved {
        Some(taux) => tile.follow(format!("{} sur {}", taux.signe(), annee.previous())),
        None => tile.follow("première année calculée"),
    }
}

/// The revenue of the year by chapter of the convention: fifteen services are too many bars.
pub(super) fn by_service(tableau: &TableauCentre) -> BarChart {
    let mut chapters: BTreeMap<Chapitre, Montant> = BTreeMap::new();
    for row in tableau.services.iter().filter(|row| row.annee == tableau.annee) {
        *chapters.entry(row.service.chapitre()).or_default() += row.montant;
    }
    let chart = BarChart::new(format!("Recettes {} par service", tableau.annee), "Recettes")
        .heading("Service")
        .export(format!("/centre/etats/{}/titres/recapitulatif", tableau.annee));
    chapters
        .into_iter()
        .fold(chart, |chart, (chapitre, montant)| chart.bar(short(chapitre), montant.cents(), montant.arrondi()))
}

/// The revenue of each year, the greatest chapters apart.
pub(super) fn by_year(tableau: &TableauCentre) -> ColumnChart {
    let mut years: BTreeMap<Exercice, BTreeMap<Chapitre, Montant>> = BTreeMap::new();
    let mut whole: BTreeMap<Chapitre, Montant> = BTreeMap::new();
    for row in &tableau.services {
        *years.entry(row.annee).or_default().entry(row.service.chapitre()).or_default() += row.montant;
        *whole.entry(row.service.chapitre()).or_default() += row.montant;
    }
    let mut ranked: Vec<Chapitre> = whole.keys().copied().collect();
    ranked.sort_by_key(|chapitre| std::cmp::Reverse(whole[chapitre]));
    // Four colours are told apart: the three greatest, and the rest.
    let (apart, rest) = if ranked.len() > 4 { ranked.split_at(3) } else { (&ranked[..], &[][..]) };
    let names = apart.iter().map(|c| short(*c)).chain((!rest.is_empty()).then_some("Le reste"));
    let chart = ColumnChart::new("Recettes par année", names).heading("Année");
    let skipped = years.len().saturating_sub(YEARS);
    years.into_iter().skip(skipped).fold(chart, |chart, (annee, amounts)| {
        let of = |c: &Chapitre| amounts.get(c).copied().unwrap_or_default();
        let others: Montant = rest.iter().map(of).sum();
        let values = apart.iter().map(of).chain((!rest.is_empty()).then_some(others));
        let total: Montant = amounts.values().copied().sum();
        chart.stack(annee.to_string(), total.arrondi(), values.map(|m| (m.cents(), m.arrondi())))
    })
}

pub(super) fn members_by_service(tableau: &TableauCentre) -> Markup {
    let mut rows: Vec<_> = tableau.services.iter().filter(|row| row.annee == tableau.annee).collect();
    if rows.is_empty() {
        return html! { p.discret { "Les états de l’année ne sont pas encore calculés." } };
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.collectivites));
    let chart = BarChart::new(format!("Adhérents par service, {}", tableau.annee), "Adhérents").heading("Service");
    let chart = rows.into_iter().fold(chart, |chart, row| {
        chart.bar(row.service.libelle(), i64::from(row.collectivites), nombre(i64::from(row.collectivites)))
    });
    html! { (chart) }
}

/// Members out of all, by size class.
pub(super) fn coverage(tableau: &TableauCentre) -> BarChart {
    let classes = cover(tableau.collectivites.iter().map(|c| (c.taille, tableau.is_membre(c.id))));
    let chart =
        BarChart::new("Part des collectivités adhérentes, par taille", "Adhérentes").heading("Taille").whole(100);
    Taille::all().filter_map(|taille| Some((taille, classes.get(&taille)?))).fold(chart, |chart, (taille, class)| {
        let share = i64::from(class.membres) * 100 / i64::from(class.total.max(1));
        chart.bar(
            taille.libelle(),
            share,
            format!("{} sur {}", nombre(i64::from(class.membres)), nombre(i64::from(class.total))),
        )
    })
}

pub(super) fn map_title(tableau: &TableauCentre) -> String {
    let membres = tableau.collectivites.iter().filter(|c| tableau.is_membre(c.id)).count();
    format!("Les {} adhérents, par arrondissement", nombre(i64::try_from(membres).unwrap_or(i64::MAX)))
}

/// One tile a collectivité, by arrondissement, deeper as it uses more services.
pub(super) fn map(tableau: &TableauCentre) -> Mosaique {
    // Those of no arrondissement come last.
    let mut places: BTreeMap<(bool, &str), Vec<MosaiqueTile>> = BTreeMap::new();
    for c in &tableau.collectivites {
        let place = (c.arrondissement_nom.is_none(), c.arrondissement_nom.as_deref().unwrap_or_default());
        let services = tableau.services_par_membre.get(&c.id).copied().unwrap_or(0);
        let niveau = match (tableau.is_membre(c.id), services) {
            (false, _) => Niveau::Aucun,
            (true, n) if n < SOME => Niveau::Bas,
            (true, n) if n < MANY => Niveau::Moyen,
            (true, _) => Niveau::Haut,
        };
        let tile = MosaiqueTile::new(c.nom.clone(), format!("/centre/collectivites/{}", c.siren), niveau);
        places.entry(place).or_default().push(tile);
    }
    let map = Mosaique::new("adherents")
        .legend(Niveau::Haut, "cinq services et plus")
        .legend(Niveau::Moyen, "trois ou quatre services")
        .legend(Niveau::Bas, "deux services au plus")
        .legend(Niveau::Aucun, "non adhérent");
    let title = |nom: &str| match nom {
        "" => "Hors arrondissement".to_owned(),
        nom => format!("Arrondissement {}", annuaire::nom::de(nom)),
    };
    places.into_iter().fold(map, |map, ((_, nom), tiles)| map.group(title(nom), tiles))
}

/// A chapter in two words.
const fn short(chapitre: Chapitre) -> &'static str {
    match chapitre {
        Chapitre::Systemes => "Postes N1 et N2",
        Chapitre::LogicielsMetiers => "Logiciels métiers (N3)",
        Chapitre::Dematerialisation => "Dématérialisation",
        Chapitre::MessagerieEtSites => "Sites et messagerie",
        Chapitre::ProtectionDesDonnees => "RGPD",
        Chapitre::DispositionsCommunes => "Interventions",
    }
}
