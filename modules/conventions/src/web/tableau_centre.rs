//! The dashboard of the centre: what waits, then how things stand. It reads summaries: the same few statements whatever
//! the number of members.

use axum::extract::State;
use kernel::{GenreCollectivite, date_longue, nombre};
use maud::html;
use time::Date;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Echeance, Echeances, Icon, Page, Tuile, tuiles},
};

use super::{
    etat_anomalies::libelle,
    etat_list::href,
    mots::{combien, en_lettres},
    tableau_figures as figures,
};
use crate::{
    domain::{NatureEcheance, StatutEtat},
    droits::{ConsulterEtats, GererTarifs, ValiderEtats, VoirTableau},
    gestes::tableau::{self, SituationGrille, TableauCentre},
    store::membres::Membre,
};

/// Deadlines shown.
const SHOWN: usize = 6;

/// Something that waits for somebody: what to do, and where.
struct Chose {
    verb: String,
    href: String,
}

pub(super) async fn show(State(house): State<House>, agent: Agent<VoirTableau>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut tableau = tableau::centre(&mut tx, house.clock(), agent.droits.visibles()).await?;
    drop(tx);
    tableau.echeances.retain(|membre| agent.droits.sees(membre.identite.id));
    Ok(view(&house, &agent, &tableau))
}

fn view(house: &House, agent: &Agent<VoirTableau>, tableau: &TableauCentre) -> Page {
    let choses = choses(agent, tableau, house.clock().today());
    let page = Page::new(&agent.shell(house), title(agent, choses.len())).lead(lead(agent, tableau)).content(tiles(
        agent,
        tableau,
        house.clock().today(),
    ));
    let money = agent.can::<ConsulterEtats>();
    let mut choses = choses.into_iter();
    let page = match choses.next() {
        Some(first) => page.primary(Action::link(first.verb, first.href)),
        None => page.primary(Action::link("Voir les collectivités", "/centre/collectivites").icon(Icon::Building2)),
    };
    let page = choses.fold(page, |page, chose| page.action(Action::link(chose.verb, chose.href)));
    page.content(html! {
        div.grille {
            div.pile {
                @if money && !tableau.annees.is_empty() {
                    (Carte::new(format!("Recettes par service, {}", tableau.annee)).content(figures::by_service(tableau)))
                    @if tableau.annees.len() > 1 { (Carte::new("Recettes par année").content(figures::by_year(tableau))) }
                }
                (Carte::new(figures::map_title(tableau)).content(figures::map(tableau)))
                (Carte::new("Couverture du territoire").content(figures::coverage(tableau)))
            }
            div.pile {
                (Carte::new("Prochaines échéances").content(echeances(tableau, house.clock().today())))
                (Carte::new("Adhérents par service").content(figures::members_by_service(tableau)))
                (aide())
            }
        }
    })
}

/// What waits, the most pressing first; each only for who may do it.
fn choses(agent: &Agent<VoirTableau>, tableau: &TableauCentre, today: Date) -> Vec<Chose> {
    let annee = tableau.annee;
    let chose = |verb: String, href: String| Some(Chose { verb, href });
    let tarifs = agent.can::<GererTarifs>();
    let mut all = vec![match tableau.grille {
        SituationGrille::Absente if tarifs => {
            chose("Importer vos tarifs".to_owned(), "/centre/tarifs/import".to_owned())
        }
        SituationGrille::AReviser(Some(mois)) if tarifs => {
            chose(format!("Saisir l’indice de {mois}"), format!("/centre/syntec?mois={}&retour={annee}", mois.iso()))
        }
        SituationGrille::AReviser(None) if tarifs => {
            chose(format!("Réviser les tarifs {annee}"), format!("/centre/tarifs/revision/{annee}"))
        }
        _ => None,
    }];
    if agent.can::<ConsulterEtats>() && tableau.a_corriger() > 0 {
        all.push(chose(format!("Corriger les anomalies {annee}"), format!("{}/anomalies", href(annee))));
    }
    if agent.can::<ValiderEtats>() && tableau.a_valider() > 0 {
        all.push(chose(format!("Valider les états {annee}"), href(annee)));
    }
    let renewals = renewals(&tableau.echeances, today).count();
    if renewals > 0 {
        all.push(chose("Préparer les renouvellements".to_owned(), "/centre/echeances".to_owned()));
    }
    all.into_iter().flatten().collect()
}

/// Conventions that end unless somebody signs.
fn renewals(membres: &[Membre], today: Date) -> impl Iterator<Item = &Membre> {
    let ends = move |m: &&Membre| {
        m.echeance.is_some_and(|e| {
            e.le >= today && matches!(e.nature, NatureEcheance::RenouvellementExpres | NatureEcheance::Terme)
        })
    };
    membres.iter().filter(ends)
}

fn title(agent: &Agent<VoirTableau>, count: usize) -> String {
    let prenom = &agent.personne.fiche.prenom;
    match count {
        0 => format!("Bonjour {prenom}, tout est en ordre"),
        1 => format!("Bonjour {prenom}, une chose vous attend"),
        n => format!("Bonjour {prenom}, {} choses vous attendent", en_lettres(n)),
    }
}

fn lead(agent: &Agent<VoirTableau>, tableau: &TableauCentre) -> String {
    let membres = tableau.collectivites.iter().filter(|c| tableau.is_membre(c.id));
    let communes = membres.clone().filter(|c| c.genre == GenreCollectivite::Commune).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let who = format!(
        "{}, dont {}.",
        combien(count(membres.count()), "adhérent", "adhérents"),
        combien(count(communes), "commune", "communes")
    );
    if !agent.can::<ConsulterEtats>() {
        return who;
    }
    format!("{who} {}", stand(tableau))
}

/// Where the états of the year stand, in a sentence.
fn stand(tableau: &TableauCentre) -> String {
    let (annee, valides) = (tableau.annee, tableau.statuts.iter().filter(|t| t.statut == StatutEtat::Valide));
    let valides: u32 = valides.map(|t| t.etats).sum();
    match (tableau.statuts.is_empty(), tableau.a_corriger(), tableau.a_valider(), valides) {
        (true, ..) => format!("Les états annuels {annee} ne sont pas encore calculés."),
        (_, 0, 0, _) => format!("Les états annuels {annee} sont validés."),
        (_, 0, _, _) => format!("Les états annuels {annee} sont calculés, il reste à les valider."),
        (_, n, ..) => format!(
            "Les états annuels {annee} sont calculés, {} à corriger.",
            if n == 1 { "un est".to_owned() } else { format!("{} sont", nombre(i64::from(n))) }
        ),
    }
}

fn tiles(agent: &Agent<VoirTableau>, tableau: &TableauCentre, today: Date) -> maud::Markup {
    let annee = tableau.annee;
    let mut all = Vec::new();
    if agent.can::<ConsulterEtats>() && !tableau.statuts.is_empty() {
        let corriger = Tuile::new(format!("À corriger, états {annee}"), nombre(i64::from(tableau.a_corriger())));
        let kinds: Vec<String> = tableau.bloquantes().take(2).map(|c| libelle(&c.code).to_lowercase()).collect();
        all.push(if kinds.is_empty() {
            corriger.follow("rien n’empêche de valider")
        } else {
            corriger.link(&kinds.join(", "), &format!("{}/anomalies", href(annee))).urgent(true)
        });
        all.push(figures::revenue(tableau));
    }
    let count = renewals(&tableau.echeances, today).count();
    let renew = Tuile::new("Conventions à renouveler", nombre(i64::try_from(count).unwrap_or(i64::MAX)));
    all.push(match renewals(&tableau.echeances, today).filter_map(|m| m.echeance).map(|e| e.le).min() {
        Some(first) => renew.link(&format!("la première avant le {}", date_longue(first)), "/centre/echeances"),
        None => renew.follow("rien à signer d’ici quatre mois"),
    });
    let membres = tableau.collectivites.iter().filter(|c| tableau.is_membre(c.id)).count();
    let adhesion = format!(
        "{}\u{a0}/\u{a0}{}",
        nombre(i64::try_from(membres).unwrap_or(0)),
        nombre(i64::try_from(tableau.collectivites.len()).unwrap_or(0))
    );
    all.push(Tuile::new("Adhérents", adhesion).link("voir les autres", "/centre/conventions?sans_convention=oui"));
    tuiles(all)
}

fn echeances(tableau: &TableauCentre, today: Date) -> Echeances {
    Echeances::new(
        tableau
            .echeances
            .iter()
            .filter_map(|membre| {
                let echeance = membre.echeance?;
                let href = match &membre.convention {
                    Some(convention) => format!("/c/{}/conventions/{}", membre.identite.siren, convention.id),
                    None => format!("/c/{}/conventions", membre.identite.siren),
                };
                let urgent = matches!(echeance.nature, NatureEcheance::RenouvellementExpres | NatureEcheance::Terme)
                    && echeance.days_left(today) <= 30;
                Some(
                    Echeance::new(echeance.le, membre.identite.nom.clone(), href)
                        .why(echeance.nature.libelle())
                        .urgent(urgent),
                )
            })
            .take(SHOWN),
    )
}

fn aide() -> Aide {
    Aide::new(
        "Qu’est-ce qui compte comme adhérent\u{a0}?",
        "Une collectivité dont la convention est en vigueur, ou dénoncée mais pas encore terminée. Les autres figurent sur la carte, en clair.",
    )
}
