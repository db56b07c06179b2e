//! The fiche of a collectivité: in the centre's directory, and in its own space.

use annuaire::{Collectivite, Contact, Population, appartenances::Appartenance};
use axum::extract::State;
use db::Tx;
use journal::LigneEcrite;
use kernel::{GenreCollectivite, nombre};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Alert, Carte, Column, ColumnChart, Icon, Page, Row, Table, Ton, details},
};

use super::{
    fiche_cards::{contacts, coordonnees, history, identite, intercommunalite, personnes, representant},
    sur_fiche::SurFiche,
};
use crate::droits::{Consulter, ConsulterJournal, Gerer, LireFiche, TenirFiche};

/// Millésimes drawn: more would be too thin for a phone.
const DRAWN: usize = 6;

/// Everything that the fiche shows, read with a constant number of statements.
pub(super) struct Vue {
    pub collectivite: Collectivite,
    /// Where its pages stand.
    pub base: String,
    pub centre: bool,
    pub populations: Vec<Population>,
    pub epci: Option<Collectivite>,
    pub membres: Vec<Collectivite>,
    pub contacts: Vec<Contact>,
    pub personnes: Vec<Appartenance>,
    /// The latest first; empty for who may not read the journal.
    pub histoire: Vec<LigneEcrite>,
    pub gestes: Gestes,
}

/// What this person may do here.
#[derive(Clone, Copy)]
pub(super) struct Gestes {
    pub gerer: bool,
    pub tenir: bool,
    pub journal: bool,
}

pub(super) async fn show_centre(State(house): State<House>, sur: SurFiche<Consulter>) -> Result<Page, WebError> {
    show(&house, sur).await
}

pub(super) async fn show_own(State(house): State<House>, sur: SurFiche<LireFiche>) -> Result<Page, WebError> {
    show(&house, sur).await
}

async fn show<P>(house: &House, sur: SurFiche<P>) -> Result<Page, WebError> {
    let gestes = gestes(&sur.agent);
    let mut tx = house.db().read(sur.perimetre()).await?;
    let vue = read(&mut tx, house, &sur, gestes).await?;
    Ok(view(house, &sur, &vue))
}

fn gestes<P>(agent: &Agent<P>) -> Gestes {
    Gestes {
        gerer: agent.is_centre() && agent.can::<Gerer>(),
        tenir: agent.can::<TenirFiche>(),
        journal: agent.can::<ConsulterJournal>(),
    }
}

async fn read<P>(tx: &mut Tx, house: &House, sur: &SurFiche<P>, gestes: Gestes) -> Result<Vue, WebError> {
    let collectivite = Collectivite::clone(&sur.fiche);
    let id = collectivite.id;
    let populations = annuaire::collectivites::populations(tx, id).await?;
    let epci = match collectivite.fiche.epci {
        Some(siren) => annuaire::collectivites::find_by_siren(tx, siren).await?,
        None => None,
    };
    let membres = if collectivite.fiche.genre.is_epci() {
        annuaire::collectivites::members(tx, collectivite.fiche.siren).await?
    } else {
        Vec::new()
    };
    let contacts = annuaire::contacts::list(tx, &[id]).await?;
    let today = house.clock().today();
    let mut personnes = annuaire::appartenances::in_collectivite(tx, id).await?;
    personnes.retain(|a| a.fiche.depuis <= today && a.fiche.jusqu_a.is_none_or(|last| last >= today));
    let histoire = if gestes.journal { journal::of_objet(tx, id, id.uuid()).await? } else { Vec::new() };
    let (base, centre) = (sur.base(), sur.is_centre());
    Ok(Vue { collectivite, base, centre, populations, epci, membres, contacts, personnes, histoire, gestes })
}

fn view<P>(house: &House, sur: &SurFiche<P>, vue: &Vue) -> Page {
    let fiche = &vue.collectivite.fiche;
    let mut page = Page::new(&sur.agent.shell(house), fiche.nom_complet()).lead(lead(&vue.collectivite));
    if vue.centre {
        page = page.breadcrumb(web::ui::Breadcrumb::new().link("Collectivités", "/centre/collectivites"));
        if !vue.collectivite.exploitant {
            page =
                page.action(Action::link("Ouvrir son espace", format!("/c/{}", fiche.siren)).icon(Icon::ExternalLink));
        }
    }
    if vue.gestes.gerer || vue.gestes.tenir {
        let verb = if vue.gestes.gerer { "Modifier la fiche" } else { "Modifier les coordonnées" };
        page = page.primary(Action::link(verb, format!("{}/modification", vue.base)).icon(Icon::Pencil));
    }
    if !fiche.actif {
        page = page.content(Alert::new(
            Ton::Attention,
            "Cette collectivité est désactivée : elle n’apparaît plus dans les états ni dans les comptes.",
        ));
    }
    page.content(html! {
        div.grille {
            div.pile {
                (coordonnees(vue)) (contacts(vue)) (populations(vue)) (intercommunalite(vue))
                @if vue.gestes.journal { (history(vue)) }
            }
            div.pile { (identite(vue)) (representant(vue)) (personnes(vue)) (aide(vue)) }
        }
    })
}

fn lead(c: &Collectivite) -> String {
    let people = c.population.and_then(|p| Some((p.totale?, p.millesime)));
    let people = people.map(|(n, year)| format!("{} habitants (population totale {year})", nombre(i64::from(n))));
    let arrondissement =
        c.fiche.arrondissement_nom.as_ref().map(|nom| format!("arrondissement {}", annuaire::nom::de(nom)));
    let parts = [Some(c.fiche.genre.libelle().to_owned()), people, arrondissement];
    format!("{}.", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn aide(vue: &Vue) -> Aide {
    if vue.centre {
        return Aide::new("À quoi sert la fiche ?", "Tout ce que la maison sait d’une collectivité, écrit une fois : les courriers, les états et les tarifs le lisent ici.")
            .example("la population totale décide de la tranche de tarif ; ajoutez celle de chaque millésime quand l’INSEE la publie.");
    }
    Aide::new(
        "Qui lit cette fiche ?",
        "Le centre de gestion vous écrit et vous appelle d’après elle : gardez-la à jour.",
    )
    .example("la nouvelle secrétaire prend son poste lundi : ajoutez-la aux référents.")
}

fn populations(vue: &Vue) -> Carte {
    let path = format!("{}/populations/nouvelle", vue.base);
    let mut card = Carte::new("Populations").id("populations");
    if vue.gestes.gerer {
        card = card.action(Action::link("Ajouter un millésime", path).icon(Icon::Plus).quiet());
    }
    if vue.populations.is_empty() {
        return card.content(html! { p.discret { "Aucune population connue." @if vue.gestes.gerer { " Sans elle, le tarif ne peut pas être calculé." } } });
    }
    card.content(chart(&vue.populations)).content(in_force(&vue.populations))
}

/// The population of the tariffs, drawn; both in a table.
fn chart(populations: &[Population]) -> Markup {
    let chart = ColumnChart::new("Population totale par millésime", ["Population totale"]).heading("Millésime");
    let text = |n: u32| nombre(i64::from(n));
    let shown = populations.iter().take(DRAWN).rev().filter_map(|p| Some((p.millesime, p.totale?)));
    let drawn = shown.fold(chart, |chart, (year, n)| chart.group(year.to_string(), [(i64::from(n), text(n))]));
    let table = Table::new("Populations par millésime")
        .column(Column::new("millesime", "Millésime"))
        .column(Column::new("totale", "Totale").numeric())
        .column(Column::new("municipale", "Municipale").numeric());
    let cell = |n: Option<u32>| n.map_or_else(|| "—".to_owned(), text);
    let rows = populations.iter().map(|p| Row::new().cell(p.millesime).cell(cell(p.totale)).cell(cell(p.municipale)));
    html! { (drawn) (details("Totale et municipale, année par année", table.rows(rows))) }
}

fn in_force(populations: &[Population]) -> Markup {
    let latest = populations.first().and_then(|p| Some((p.millesime, p.en_vigueur()?)));
    html! {
        @if let Some((millesime, day)) = latest {
            p.discret.petit { "Le millésime " (millesime) " est en vigueur depuis le " (kernel::date_longue(day)) "." }
        }
    }
}

/// « Maire » or « Président », as the card is titled.
pub(super) fn titre(c: &Collectivite) -> String {
    let genre: GenreCollectivite = c.fiche.genre;
    c.fiche.representant.titre(genre)
}
