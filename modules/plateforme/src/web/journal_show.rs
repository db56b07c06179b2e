//! One line of the journal, with before and after side by side.

use axum::extract::{Path, State};
use journal::{Ligne, LigneEcrite};
use kernel::{CollectiviteId, Id};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Breadcrumb, Carte, Column, Definitions, Page, Row, Table, details},
};

use super::journal_list::qui;
use crate::{droits::ConsulterJournal, mots};

/// At the centre: any chain of the portefeuille.
pub(super) async fn show_centre(
    State(house): State<House>,
    agent: Agent<ConsulterJournal>,
    Path((chaine, ligne)): Path<(CollectiviteId, Id<Ligne>)>,
) -> Result<Page, WebError> {
    agent.ensure_sees(chaine)?;
    show(&house, &agent, chaine, ligne).await
}

/// In its own space: its own chain.
pub(super) async fn show_own(
    State(house): State<House>,
    agent: Agent<ConsulterJournal>,
    Path((_, ligne)): Path<(String, Id<Ligne>)>,
) -> Result<Page, WebError> {
    show(&house, &agent, agent.id(), ligne).await
}

async fn show(
    house: &House,
    agent: &Agent<ConsulterJournal>,
    chaine: CollectiviteId,
    ligne: Id<Ligne>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = journal::find(&mut tx, chaine, ligne).await?.ok_or(WebError::NotFound)?;
    let owner = annuaire::collectivites::find(&mut tx, chaine).await?.ok_or(WebError::NotFound)?;
    let siren = owner.fiche.siren;
    let path = if agent.is_centre() { "/centre/journal".to_owned() } else { format!("/c/{siren}/journal") };
    let of_chain = if agent.is_centre() { format!("&collectivite={siren}") } else { String::new() };
    let links = Links { objet: format!("{path}?objet_id={}{of_chain}", found.objet_id), path, of_chain };
    Ok(view(house, agent, &found, &owner.nom_complet(), &links))
}

struct Links {
    path: String,
    objet: String,
    of_chain: String,
}

/// Where a line is shown: under the list `path`.
pub(super) fn path_of(path: &str, centre: bool, ligne: &LigneEcrite) -> String {
    if centre { format!("{path}/{}/{}", ligne.collectivite_id, ligne.id) } else { format!("{path}/{}", ligne.id) }
}

fn view(house: &House, agent: &Agent<ConsulterJournal>, ligne: &LigneEcrite, owner: &str, links: &Links) -> Page {
    let facts = Definitions::new()
        .fact("Quand", ligne.fait_le.date_heure())
        .fact("Par qui", who(ligne, links))
        .fact("Objet", html! { (ligne.libelle) " · " a href=(links.objet) { "toute son histoire" } })
        .fact("Collectivité", owner);
    let proof = Definitions::new()
        .fact("Numéro dans la chaîne", kernel::nombre(ligne.seq))
        .fact("Empreinte de cette ligne", html! { code { (ligne.empreinte) } })
        .fact_or_dash(
            "Empreinte de la précédente",
            (!ligne.precedente.is_empty()).then(|| html! { code { (ligne.precedente) } }),
        );
    Page::new(&agent.shell(house), mots::geste(&ligne.action))
        .lead(format!("{}, le {}, par {}.", ligne.libelle, ligne.fait_le.date_heure(), qui(ligne)))
        .breadcrumb(Breadcrumb::new().link("Journal", &links.path))
        .content(html! {
            div.pile {
                (Carte::new("Avant et après").content(differences(ligne)))
                (Carte::new("Qui et quand").content(facts).content(details("La preuve", proof)))
            }
        })
}

fn who(ligne: &LigneEcrite, links: &Links) -> Markup {
    html! {
        (qui(ligne))
        @if let Some(personne) = ligne.personne {
            " · " a href={ (links.path) "?personne=" (personne) (links.of_chain) } { "tout ce que cette personne a fait" }
        }
    }
}

/// The fields in a few words, for a timeline.
pub(super) fn changes(ligne: &LigneEcrite) -> Markup {
    let text = |value: Option<String>| value.filter(|text| !text.is_empty()).map(|text| mots::valeur(&text));
    html! {
        @for (at, d) in ligne.differences().into_iter().enumerate() {
            @if at > 0 { br; }
            span.discret { (mots::nom(&d.champ)) "\u{a0}: " }
            @if let Some(avant) = text(d.avant) { (avant) " → " }
            (text(d.apres).unwrap_or_else(|| "vide".to_owned()))
        }
    }
}

/// The fields side by side.
pub(super) fn differences(ligne: &LigneEcrite) -> Markup {
    let rows = ligne.differences();
    if rows.is_empty() {
        return html! { p.discret { "Cette ligne ne change aucun champ." } };
    }
    let text = |value: Option<String>| html! { @match value { Some(text) if !text.is_empty() => (mots::valeur(&text)), _ => span.discret { "vide" } } };
    let table = Table::new("Champs changés")
        .column(Column::new("champ", "Champ"))
        .column(Column::new("avant", "Avant"))
        .column(Column::new("apres", "Après"));
    html! { (table.rows(rows.into_iter().map(|d| Row::new().cell(mots::nom(&d.champ)).cell(text(d.avant)).cell(text(d.apres))))) }
}
