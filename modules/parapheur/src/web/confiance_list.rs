//! Whom the installation trusts to say who signs.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::{ListPage, Perimetre};
use maud::html;
use web::{
    Agent, Depot, Formulaire, House, WebError,
    liste::request,
    ui::{
        ActionButton, Aide, Carte, Column, Empty, Etat, Field, Form, FormState, Icon, List, ListState, Page, Row, Table,
    },
    with_fait,
};

use crate::{
    droits::GererConfiance,
    gestes::{Contexte, GesteError, confiance},
    store::autorites::{self, Autorite},
};

const PATH: &str = "/centre/confiance";
/// A national list in PEM, at most.
const FICHIER_MAX: u64 = 16 << 20;

pub(super) async fn list(State(house): State<House>, agent: Agent<GererConfiance>) -> Result<Page, WebError> {
    view(&house, &agent, &FormState::default()).await
}

pub(super) async fn import(
    State(house): State<House>,
    agent: Agent<GererConfiance>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let files: Vec<_> = depot.files("certificats").cloned().collect();
    if files.is_empty() && depot.form.error("certificats").is_none() {
        depot.form.add_error("certificats", "Choisissez un fichier de certificats.");
    }
    let ctx = Contexte::new(house.clock(), &agent.acteur, &agent.collectivite);
    let mut tx = house.db().begin(Perimetre::Centre).await?;
    for file in &files {
        if file.taille > FICHIER_MAX {
            depot.form.add_error(
                "certificats",
                "Ce fichier est trop gros pour une liste de certificats\u{a0}: 16 Mo au plus.",
            );
            break;
        }
        let chemin = house.documents().place_of(file);
        let octets = tokio::fs::read(chemin).await.map_err(GesteError::internal)?;
        if let Err(refused) = confiance::import(&mut tx, ctx, (&file.nom, &octets)).await {
            refused.into_form(&mut depot.form, "certificats")?;
        }
    }
    if depot.form.is_valid() {
        tx.commit().await?;
        return Ok(Redirect::to(&with_fait(PATH, "parapheur-autorites")).into_response());
    }
    drop(tx);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &depot.form).await?).into_response())
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<GererConfiance>,
    Path(empreinte): Path<String>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let ctx = Contexte::new(house.clock(), &agent.acteur, &agent.collectivite);
    let mut tx = house.db().begin(Perimetre::Centre).await?;
    confiance::remove(&mut tx, ctx, &empreinte).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(PATH, "parapheur-autorite-retiree")))
}

async fn view(house: &House, agent: &Agent<GererConfiance>, state: &FormState) -> Result<Page, WebError> {
    let mut asked = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found: ListPage<Autorite> = autorites::page(&mut tx, &request(&asked)).await?;
    drop(tx);
    asked.page = found.page;
    let shell = agent.shell(house);
    let list =
        List::new(&asked, PATH, table(house, &found.rows, &shell.csrf))
            .search("Nom de l’autorité")
            .total(found.total.into(), "autorité", "autorités")
            .empty(Empty::new("Aucune autorité").icon(Icon::BadgeCheck).next(
                "Sans autorité, aucune signature n’est reconnue\u{a0}: importez celles de la liste RGS ou eIDAS.",
            ));
    let form =
        Form::post(PATH, &shell.csrf)
            .state(state)
            .field(Field::file("certificats", "Certificats", ".pem,.crt,.cer,.der").multiple().help(
                "En PEM (plusieurs à la suite si vous voulez) ou en DER. Ceux qui sont déjà là ne changent rien.",
            ))
            .submit("Reconnaître ces autorités");
    Ok(Page::new(&shell, "Qui dit la vérité sur les signataires\u{a0}?")
        .lead("Une signature est reconnue quand une de ces autorités a donné le certificat de qui signe.")
        .aide(Aide::new("Où les prendre", "Sur le site de l’ANSSI (RGS) ou dans la liste de confiance française (eIDAS)\u{a0}: des certificats publics, que vous comparez avant de les importer."))
        .content(html! {
            div.pile {
                (Carte::untitled().content(list))
                (Carte::new("Ajouter des autorités").content(form))
            }
        }))
}

fn table(house: &House, rows: &[Autorite], csrf: &str) -> Table {
    let now = house.clock().now();
    Table::new("Autorités de confiance")
        .column(Column::new("sujet", "Autorité").sortable())
        .column(Column::new("fin", "Jusqu’au").sortable())
        .column(Column::new("source", "Importée de"))
        .column(Column::new("geste", "Retirer"))
        .rows(rows.iter().map(|one| {
            Row::new()
                .cell(html! { div { (one.sujet) br; span.discret { code { (one.empreinte) } } } })
                .cell(html! { span.insecable { (one.fin.date_heure()) } @if one.fin < now { br; (Etat::refus("finie")) } })
                .cell(html! { (one.source) br; span.discret { "par " (one.importee_par) ", le " (one.importee_le.date_heure()) } })
                .cell(ActionButton::new("Retirer", format!("{PATH}/{}/retrait", one.empreinte), csrf).quiet().context(&one.sujet))
        }))
}
