//! The titres de recettes of a year: the file of the accounting software with its columns explained, the invoices for
//! Chorus Pro, the workbooks of the accountant.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use editique::Classeur;
use kernel::nombre;
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    Agent, House, WebError,
    ui::{
        Action, Aide, Alert, Breadcrumb, Carte, Column, Empty, Field, Form, FormState, Icon, Page, Row, Table, Ton,
        details,
    },
};

use super::{
    etat_list::{self, count, href},
    liste::attachment,
    mots::{combien, exercice},
};
use crate::{
    domain::EtatAnnuelId,
    droits::ConsulterEtats,
    editions::{COLONNES, Imputations},
    gestes::titres::{self, Titres},
};

/// « Autres prestations de services » of the nomenclature M57.
const ARTICLE: &str = "70688";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `?imputation=70688`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulue {
    imputation: Option<String>,
}

impl Voulue {
    fn article(&self) -> &str {
        self.imputation.as_deref().map(str::trim).filter(|text| !text.is_empty()).unwrap_or(ARTICLE)
    }

    fn imputations(&self) -> Imputations {
        Imputations { defaut: self.article().chars().take(30).collect(), ..Imputations::default() }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
    Query(voulue): Query<Voulue>,
) -> Result<Page, WebError> {
    let titres = read(&house, &agent, annee).await?;
    Ok(view(&house, &agent, &titres, &voulue))
}

pub(super) async fn csv(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
    Query(voulue): Query<Voulue>,
) -> Result<Response, WebError> {
    let titres = read(&house, &agent, annee).await?;
    let bytes = titres.csv(&voulue.imputations())?;
    Ok(attachment(&format!("titres-{annee}.csv"), "text/csv; charset=utf-8", bytes))
}

/// One UBL invoice a validated état.
pub(super) async fn invoices(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
) -> Result<Response, WebError> {
    let titres = read(&house, &agent, annee).await?;
    let archive = tokio::task::spawn_blocking(move || titres.archive()).await.map_err(WebError::internal)??;
    if archive.factures == 0 {
        return Err(WebError::Refus(format!(
            "Aucune facture ne peut être écrite. {}",
            archive.refus.first().map_or("Aucun état n’est validé.", String::as_str)
        )));
    }
    Ok(attachment(&format!("factures-{annee}.zip"), "application/zip", archive.zip))
}

pub(super) async fn bilan(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
    Query(voulue): Query<Voulue>,
) -> Result<Response, WebError> {
    let titres = read(&house, &agent, annee).await?;
    let classeur = titres.bilan(&voulue.imputations(), house.clock().today());
    workbook(&format!("bilan-titres-{annee}.xlsx"), classeur).await
}

pub(super) async fn summary(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path(annee): Path<i32>,
) -> Result<Response, WebError> {
    let titres = read(&house, &agent, annee).await?;
    let classeur = titres.recapitulatif(house.clock().today());
    workbook(&format!("recapitulatif-{annee}.xlsx"), classeur).await
}

/// The invoice of one état, for the centre.
pub(super) async fn invoice(
    State(house): State<House>,
    agent: Agent<ConsulterEtats>,
    Path((_, id)): Path<(String, EtatAnnuelId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    match titres::invoice(&mut tx, &agent.collectivite, id).await {
        Ok((numero, xml)) => Ok(attachment(&format!("{numero}.xml"), "application/xml", xml)),
        Err(crate::gestes::GesteError::Illisible(why)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, refused(&house, &agent, id, &why)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn read(house: &House, agent: &Agent<ConsulterEtats>, annee: i32) -> Result<Titres, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(titres::read(&mut tx, exercice(annee)?).await?)
}

async fn workbook(file: &str, classeur: Classeur) -> Result<Response, WebError> {
    let bytes = tokio::task::spawn_blocking(move || editique::xlsx(&classeur)).await.map_err(WebError::internal)?;
    Ok(attachment(file, XLSX, bytes.map_err(WebError::internal)?))
}

fn refused(house: &House, agent: &Agent<ConsulterEtats>, id: EtatAnnuelId, why: &str) -> Page {
    let etat = format!("/c/{}/etats/{id}", agent.collectivite.fiche.siren);
    let fiche = format!("/centre/collectivites/{}", agent.collectivite.fiche.siren);
    Page::new(&agent.shell(house), "Cette facture ne peut pas encore être écrite")
        .breadcrumb(Breadcrumb::new().link("L’état", etat))
        .content(Alert::new(Ton::Attention, why))
        .primary(Action::link("Compléter la fiche", fiche))
}

fn view(house: &House, agent: &Agent<ConsulterEtats>, titres: &Titres, voulue: &Voulue) -> Page {
    let annee = titres.annee;
    let (valides, all) = titres.counts();
    let page = Page::new(&agent.shell(house), title(titres))
        .lead(format!(
            "{} sur {}, pour {}.",
            combien(count(valides), "état validé", "états validés"),
            nombre(i64::from(count(all))),
            titres.total()
        ))
        .breadcrumb(Breadcrumb::new().link("États annuels", etat_list::PATH).link(annee.to_string(), href(annee)))
        .aide(aide());
    if valides == 0 {
        let empty = Empty::new("Aucun titre à émettre pour l’instant").icon(Icon::ReceiptEuro);
        let back = Action::link(format!("Retourner aux états {annee}"), href(annee));
        return page.content(
            Carte::untitled()
                .content(empty.next("Un titre se fonde sur un état validé\u{a0}: validez-les d’abord.").action(back)),
        );
    }
    let query = serde_urlencoded::to_string([("imputation", voulue.article())]).unwrap_or_default();
    let here = format!("{}/titres", href(annee));
    page.content(html! {
            div.pile {
                (Carte::new("Logiciel de comptabilité").content(accounting(&here, voulue)))
                (Carte::new("Chorus Pro").content(chorus(&here, titres)))
                (Carte::new("Pour vérifier").content(html! {
                    p { "Le bilan reprend chaque titre par article de recette\u{a0}; le récapitulatif, les totaux par service et par collectivité, et ce qui reste à corriger." }
                    div.rang {
                        (Action::link("Bilan des titres (Excel)", format!("{here}/bilan?{query}")).icon(Icon::FileSpreadsheet).download())
                        (Action::link("Récapitulatif (Excel)", format!("{here}/recapitulatif")).icon(Icon::FileSpreadsheet).download())
                    }
                }))
            }
        })
}

fn title(titres: &Titres) -> String {
    match titres.counts().0 {
        0 => format!("Les titres {} attendent la validation", titres.annee),
        _ => format!("Émettez les titres de recettes {}", titres.annee),
    }
}

fn accounting(here: &str, voulue: &Voulue) -> Markup {
    let state = FormState::default().with("imputation", voulue.article());
    let form = Form::get(format!("{here}/csv"))
        .state(&state)
        .field(
            Field::text("imputation", "Article de recette")
                .short()
                .help("Celui de votre budget\u{a0}: 70688 en M57. Il figure sur chaque ligne du fichier."),
        )
        .submit("Télécharger le fichier des titres (CSV)");
    let columns = Table::new("Colonnes du fichier")
        .column(Column::new("nom", "Colonne"))
        .column(Column::new("sens", "Ce qu’elle contient"));
    let columns =
        columns.rows(COLONNES.iter().map(|(nom, sens)| Row::new().cell(html! { code { (nom) } }).cell(*sens)));
    html! {
        p { "Une ligne pour chaque ligne de chaque état validé, en CSV que tout logiciel importe." }
        (form)
        (details("Les colonnes du fichier", columns))
    }
}

fn chorus(here: &str, titres: &Titres) -> Markup {
    let missing = titres.sans_siret();
    html! {
        p { "Une facture UBL 2.1 par collectivité, dans une archive à déposer sur Chorus Pro." }
        @if !missing.is_empty() {
            (Alert::new(Ton::Attention, html! {
                (combien(count(missing.len()), "fiche n’a pas de SIRET", "fiches n’ont pas de SIRET")) ", sans lequel Chorus Pro ne connaît personne\u{a0}: "
                (shortened(&missing)) "."
            }))
        }
        div.rang { (Action::link("Télécharger les factures (ZIP)", format!("{here}/factures")).icon(Icon::Download).download()) }
    }
}

/// The first names, and how many more.
fn shortened(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().take(5).copied().collect();
    match names.len().saturating_sub(5) {
        0 => shown.join(", "),
        more => format!("{} et {} autres", shown.join(", "), nombre(i64::from(count(more)))),
    }
}

fn aide() -> Aide {
    Aide::new(
        "Que faire de ce fichier\u{a0}?",
        "Importez-le dans le logiciel de comptabilité\u{a0}: il y crée les titres, que vous signez et transmettez au comptable public comme d’habitude.",
    )
    .example("l’état EA-2020-218200020-1 donne le titre d’Albias pour 2020.")
}
