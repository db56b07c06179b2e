//! One quote: its lines, and what may be done with it: sent by the centre, accepted or refused for the collectivité.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use kernel::date_longue;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{ActionButton, Breadcrumb, Carte, Column, Definitions, Icon, Page, Row, Table},
    with_fait,
};

use super::devis_list::{path, pill};
use crate::{
    domain::{Devis, DevisId, EtatDevis, PrixLigne, Quand},
    droits::{ConsulterConventions, GererDevis, RepondreDevis},
    gestes::devis as acts,
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, DevisId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = acts::find(&mut tx, agent.id(), id).await?;
    drop(tx);
    if one.etat() == EtatDevis::Brouillon && !agent.can::<GererDevis>() {
        return Err(WebError::NotFound);
    }
    Ok(view(&house, &agent, &one))
}

pub(super) async fn send(
    State(house): State<House>,
    agent: Agent<GererDevis>,
    Path((_, id)): Path<(String, DevisId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::send(&mut tx, house.clock(), &agent.acteur, (agent.id(), id)).await?;
    tx.commit().await?;
    Ok(back(&agent, id, "devis-envoye"))
}

pub(super) async fn accept(
    State(house): State<House>,
    agent: Agent<RepondreDevis>,
    Path((_, id)): Path<(String, DevisId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    check_sent(&acts::find(&mut tx, agent.id(), id).await?, &agent)?;
    acts::accept(&mut tx, house.clock(), &agent.acteur, (agent.id(), id)).await?;
    tx.commit().await?;
    Ok(back(&agent, id, "devis-accepte"))
}

pub(super) async fn refuse(
    State(house): State<House>,
    agent: Agent<RepondreDevis>,
    Path((_, id)): Path<(String, DevisId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    check_sent(&acts::find(&mut tx, agent.id(), id).await?, &agent)?;
    acts::refuse(&mut tx, house.clock(), &agent.acteur, (agent.id(), id)).await?;
    tx.commit().await?;
    Ok(back(&agent, id, "devis-refuse"))
}

/// What was not sent does not exist for the collectivité.
fn check_sent(one: &Devis, agent: &Agent<RepondreDevis>) -> Result<(), WebError> {
    match one.etat() {
        EtatDevis::Brouillon if !agent.can::<GererDevis>() => Err(WebError::NotFound),
        EtatDevis::Brouillon => Err(WebError::Refus("Envoyez ce devis avant d’enregistrer une réponse.".to_owned())),
        _ => Ok(()),
    }
}

fn back<P>(agent: &Agent<P>, id: DevisId, fait: &str) -> Redirect {
    Redirect::to(&with_fait(&format!("{}/{id}", path(agent.collectivite.fiche.siren)), fait))
}

fn view(house: &House, agent: &Agent<ConsulterConventions>, one: &Devis) -> Page {
    let shell = agent.shell(house);
    let list = path(agent.collectivite.fiche.siren);
    let here = format!("{list}/{}", one.id);
    let title = match one.etat() {
        EtatDevis::Brouillon => format!("Devis n°\u{a0}{} à envoyer", one.numero),
        EtatDevis::Envoye => format!("Devis n°\u{a0}{}, réponse attendue", one.numero),
        etat => format!("Devis n°\u{a0}{} {}", one.numero, etat.libelle().to_lowercase()),
    };
    let page = Page::new(&shell, title)
        .lead(format!("{}\u{a0}: {}.", agent.collectivite.nom_complet(), one.objet))
        .breadcrumb(Breadcrumb::new().link("Devis", &list))
        .content(html! {
            div.grille {
                (Carte::new("Ligne par ligne").content(lines(one)))
                (Carte::new("Ce devis").content(facts(one)))
            }
        });
    let button = |verb: &str, act: &str| ActionButton::new(verb, format!("{here}/{act}"), &shell.csrf);
    match one.etat() {
        EtatDevis::Brouillon => page.action(button("Envoyer le devis", "envoi").icon(Icon::Send).primary()),
        EtatDevis::Envoye if agent.can::<RepondreDevis>() => page
            .action(button("Accepter le devis", "acceptation").icon(Icon::Check).primary())
            .action(button("Refuser le devis", "refus").icon(Icon::X)),
        _ => page,
    }
}

fn lines(one: &Devis) -> Markup {
    let table = Table::new("Lignes du devis")
        .column(Column::new("libelle", "Prestation"))
        .column(Column::new("quand", "Quand"))
        .column(Column::new("quantite", "Quantité").numeric())
        .column(Column::new("montant", "Montant").numeric())
        .rows(one.lignes().iter().map(|ligne| {
            let quantite = match ligne.prix {
                PrixLigne::DemiJournees(n) => format!("{}\u{a0}j", days(n)),
                PrixLigne::Forfait(_) => "forfait".to_owned(),
            };
            Row::new()
                .cell(&ligne.libelle)
                .cell(ligne.quand.libelle())
                .cell(quantite)
                .cell(one.montant(ligne).to_string())
        }));
    html! { (table) }
}

/// `2,5` for five half-days.
fn days(half_days: u32) -> String {
    if half_days.is_multiple_of(2) { (half_days / 2).to_string() } else { format!("{},5", half_days / 2) }
}

fn facts(one: &Devis) -> Definitions {
    Definitions::new()
        .fact("État", pill(one.etat()))
        .fact("Service", one.service().libelle())
        .fact("Prix de la journée", one.tarif_jour.to_string())
        .fact_or_dash(format!("Total {}", one.annee), one.total(Quand::PremiereAnnee).map(|m| m.to_string()))
        .fact_or_dash("Chaque année suivante", one.total(Quand::AnneesSuivantes).map(|m| m.to_string()))
        .fact_or_dash("Réponse", one.tranche_le().map(date_longue))
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn half_days_are_told_in_days() {
        assert_eq!((days(4), days(5), days(1)), ("2".to_owned(), "2,5".to_owned(), "0,5".to_owned()));
    }
}
