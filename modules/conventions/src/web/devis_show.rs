//! One quote: its lines, and what may be done with it: sent by the centre, accepted or refused for the collectivité.

use axum::{
    extract::{Path, State},
    response::{Redirect, Response},
};
use kernel::date_longue;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, ActionButton, Breadcrumb, Carte, Column, Definitions, Icon, Page, Row, Table},
    with_fait,
};

use super::{
    convention_pdf::{ascii, print},
    devis_list::{path, pill},
};
use crate::{
    domain::{Devis, DevisId, EtatDevis, Quand},
    droits::{ConsulterConventions, GererDevis, RepondreDevis},
    editions,
    gestes::{devis as acts, fiches, grilles},
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, DevisId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = acts::find_shown(&mut tx, (agent.id(), id), agent.can::<GererDevis>()).await?;
    drop(tx);
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
    acts::check_sent(&mut tx, (agent.id(), id), agent.can::<GererDevis>()).await?;
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
    acts::check_sent(&mut tx, (agent.id(), id), agent.can::<GererDevis>()).await?;
    acts::refuse(&mut tx, house.clock(), &agent.acteur, (agent.id(), id)).await?;
    tx.commit().await?;
    Ok(back(&agent, id, "devis-refuse"))
}

/// The quote on paper, a draft for the centre only.
pub(super) async fn pdf(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, DevisId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = acts::find_shown(&mut tx, (agent.id(), id), agent.can::<GererDevis>()).await?;
    let (centre, prix) = (fiches::centre(&mut tx).await?, grilles::current(&mut tx).await?.prix);
    drop(tx);
    let membre = fiches::membre(&agent.collectivite);
    let document = editions::devis(&centre, &membre, &one, prix, house.clock().today());
    print(&house, document, &format!("devis-{}.pdf", ascii(&one.numero))).await
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
    let page = page.action(Action::link("Devis en PDF", format!("{here}/devis.pdf")).icon(Icon::Download).download());
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
            Row::new()
                .cell(&ligne.libelle)
                .cell(ligne.quand.libelle())
                .cell(ligne.prix.quantite())
                .cell(one.montant(ligne).to_string())
        }));
    html! { (table) }
}

fn facts(one: &Devis) -> Definitions {
    Definitions::new()
        .fact("État", pill(one.etat()))
        .fact("Service", one.service().libelle())
        .fact("Prix de la journée", one.tarif_jour.to_string())
        .fact_or_dash(format!("Total {}", one.annee), one.total(Quand::PremiereAnnee).map(|m| m.to_string()))
        .fact_or_dash("Chaque année suivante", one.total(Quand::AnneesSuivantes).map(|m| m.to_string()))
        .fact_or_dash("Envoyé", one.envoye_le().map(date_longue))
        .fact_or_dash("Réponse", one.tranche_le().map(date_longue))
}
