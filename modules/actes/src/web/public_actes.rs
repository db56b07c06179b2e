//! The actes of a collectivité, for anybody: readable, searched, and by machines too (RSS, JSON, SCDL).

use std::collections::HashMap;

use annuaire::Collectivite;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::{Siren, combien, date_courte, date_longue, fold};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{
    House, Public, WebError,
    liste::attachment,
    telechargement::serve,
    ui::{Alert, Carte, Choice, Definitions, Empty, Field, Form, FormState, Icon, PublicPage, Ton},
};

use crate::{
    domain::{Acte, ActeId, Canal, Classement, NatureActe, PieceActe, Raccordement, VersionPublique, auteur, scdl},
    gestes::{Contexte, preuves},
    store::{actes, classements, pieces, raccordements, versions},
};

/// Actes shown on one page.
const PAR_PAGE: usize = 50;

/// What is read of a page that is open.
struct Ouvert {
    collectivite: Collectivite,
    raccordement: Raccordement,
    /// Their objet as everybody reads it.
    actes: Vec<Acte>,
    versions: HashMap<ActeId, VersionPublique>,
}

/// `?q=cantine&nature=1&page=2`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cherche {
    #[serde(default)]
    q: String,
    #[serde(default)]
    nature: String,
    #[serde(default)]
    annee: String,
    #[serde(default)]
    page: String,
}

pub(super) async fn list(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
    Query(asked): Query<Cherche>,
) -> Result<PublicPage, WebError> {
    let open = load(&house, &siren).await?;
    let base = base(&open);
    let found: Vec<&Acte> = open.actes.iter().filter(|acte| matches(acte, &asked)).collect();
    let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, found.len().div_ceil(PAR_PAGE).max(1));
    let shown = found.iter().skip((page - 1) * PAR_PAGE).take(PAR_PAGE);
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let (more, less) = (found.len() > page * PAR_PAGE, page > 1);
    Ok(dress(&open, "Délibérations et arrêtés")
        .lead(format!("{}\u{a0}: {} en ligne.", open.collectivite.nom_complet(), combien(count, "acte", "actes")))
        .content(html! {
            @for line in open.raccordement.introduction.lines() { p { (line) } }
            (Carte::untitled().content(search(&base, &asked, &years(&open.actes))))
            @if found.is_empty() {
                (Empty::new("Aucun acte ne répond").icon(Icon::FileText).next("Essayez un autre mot, ou une autre année."))
            } @else {
                (Carte::untitled().content(html! {
                    div.pile {
                        @for acte in shown {
                            div {
                                a href={ (base) "/" (acte.id) } { (acte.fiche.objet) }
                                br;
                                span.discret {
                                    (acte.fiche.nature.libelle()) " " (acte.fiche.numero)
                                    @if let Some(day) = acte.fiche.decision_le { " du " (date_longue(day)) }
                                    @if let Some(day) = acte.affiche_le { ", mis en ligne le " (date_courte(day)) }
                                }
                            }
                        }
                    }
                    nav.rang aria-label="Pages" {
                        @if less { a href=(turn(&base, &asked, page - 1)) rel="prev" { "Plus récents" } }
                        @if more { a href=(turn(&base, &asked, page + 1)) rel="next" { "Plus anciens" } }
                    }
                }))
            }
            p.discret {
                "Pour les machines\u{a0}: " a href={ (base) ".rss" } { "fil RSS" } ", " a href={ (base) ".json" } { "JSON" }
                ", " a href={ (base) "/deliberations.csv" } { "délibérations au format SCDL 2.1.5 (CSV)" } "."
            }
        }))
}

pub(super) async fn show(
    State(house): State<House>,
    _: Public,
    Path((siren, id)): Path<(String, ActeId)>,
) -> Result<PublicPage, WebError> {
    let open = load(&house, &siren).await?;
    let base = base(&open);
    let acte = open.actes.iter().find(|acte| acte.id == id).ok_or(WebError::NotFound)?;
    let mut tx = house.db().read(Perimetre::Collectivite(open.collectivite.id)).await?;
    let files = pieces::list_of(&mut tx, open.collectivite.id, id).await?;
    let known = classements::find(&mut tx, open.collectivite.id).await?;
    drop(tx);
    let codes = acte.fiche.codes_matieres();
    let matiere = codes.and_then(|codes| known?.libelle(codes)).unwrap_or_default();
    let day = |day: Option<time::Date>| day.map(date_longue);
    let version = open.version(acte);
    let files = version.files(files);
    let auteur = Some(version.auteur).filter(|auteur| !auteur.is_empty());
    let facts = Definitions::new()
        .fact("Nature", acte.fiche.nature.libelle())
        .fact("Numéro", &acte.fiche.numero)
        .fact_or_dash("Date de la décision", day(acte.fiche.decision_le))
        .fact("Matière", html! { (acte.fiche.matiere) " " (matiere) })
        .fact_or_dash("Auteur", auteur)
        .fact_or_dash("Reçu en préfecture le", day(acte.recu_le))
        .fact_or_dash("Identifiant", acte.id_acte.as_ref())
        .fact_or_dash("Mis en ligne le", day(acte.affiche_le));
    Ok(dress(&open, &acte.fiche.objet)
        .lead(html! { (open.collectivite.nom_complet()) ", " (acte.fiche.nature.libelle().to_lowercase()) " " (acte.fiche.numero) "." })
        .content(Carte::untitled().content(facts))
        .content(Carte::new("Documents").content(documents(&files, &format!("{base}/{id}"))))
        .content(html! { p { a href=(base) { "Tous les actes" } } }))
}

fn documents(files: &[PieceActe], there: &str) -> Markup {
    html! {
        ul {
            @for file in files {
                li {
                    a href={ (there) "/fichiers/" (file.rang) } download { (file.role()) }
                    span.discret { " (" (file.extension.to_uppercase()) ", " (super::mots::taille(file.taille)) @if file.is_pdf() { ", avec le tampon de la préfecture" } ")" }
                }
            }
        }
    }
}

/// A document as it is proven: with its stamp when it is a PDF.
pub(super) async fn download(
    State(house): State<House>,
    _: Public,
    Path((siren, id, rang)): Path<(String, ActeId, u32)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let open = load(&house, &siren).await?;
    let acte = open.actes.iter().find(|acte| acte.id == id).ok_or(WebError::NotFound)?;
    let whose = open.collectivite.id;
    let mut tx = house.db().read(Perimetre::Collectivite(whose)).await?;
    let files = pieces::list_of(&mut tx, whose, id).await?;
    let files = open.version(acte).files(files);
    let file = files.iter().find(|file| file.rang == rang).ok_or(WebError::NotFound)?;
    if !file.is_pdf() {
        return serve(&house, &mut tx, (whose, file.document_id), &asked).await;
    }
    let nobody = Acteur::systeme("public");
    let ctx = Contexte::new(house.clock(), &nobody, &open.collectivite);
    let octets = preuves::stamped(&mut tx, &house, ctx, (acte, file)).await?;
    let nom = format!("{}-{rang}.pdf", acte.id_acte.clone().unwrap_or_default());
    Ok(attachment(&nom, "application/pdf", octets))
}

/// RSS 2.0: the fifty latest.
pub(super) async fn rss(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
) -> Result<Response, WebError> {
    let open = load(&house, &siren).await?;
    let here = format!("{}{}", house.config().public_url, base(&open));
    let title = format!("Actes de {}", open.collectivite.nom_complet());
    let feed = html! {
        rss version="2.0" {
            channel {
                title { (title) }
                // `link` is void in HTML: written as it is.
                (PreEscaped(format!("<link>{here}</link>")))
                description { "Délibérations et arrêtés réglementaires mis en ligne." }
                language { "fr" }
                @for acte in open.actes.iter().take(PAR_PAGE) {
                    item {
                        title { (acte.fiche.objet) }
                        (PreEscaped(format!("<link>{here}/{}</link>", acte.id)))
                        guid isPermaLink="false" { (acte.id_acte.clone().unwrap_or_default()) }
                        @if let Some(at) = acte.publie_le { pubDate { (rfc_2822(at)) } }
                        category { (acte.fiche.nature.libelle()) }
                        description { (acte.fiche.nature.libelle()) " " (acte.fiche.numero) }
                    }
                }
            }
        }
    };
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", feed.into_string());
    Ok(([(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8")], text).into_response())
}

pub(super) async fn json(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
) -> Result<Json<Value>, WebError> {
    let open = load(&house, &siren).await?;
    let here = format!("{}{}", house.config().public_url, base(&open));
    let iso = |day: Option<time::Date>| day.map(|day| day.to_string());
    let told = |acte: &Acte| {
        json!({ "identifiant": acte.id_acte, "nature": acte.fiche.nature.libelle(), "numero": acte.fiche.numero,
            "date": iso(acte.fiche.decision_le), "objet": acte.fiche.objet, "matiere": acte.fiche.matiere,
            "recu_en_prefecture_le": iso(acte.recu_le), "mis_en_ligne_le": iso(acte.affiche_le),
            "adresse": format!("{here}/{}", acte.id), "document": format!("{here}/{}/fichiers/0", acte.id) })
    };
    Ok(Json(
        json!({ "collectivite": open.collectivite.nom_complet(), "siren": open.collectivite.fiche.siren.to_string(),
        "actes": open.actes.iter().map(told).collect::<Vec<_>>() }),
    ))
}

/// The délibérations, as the schema SCDL 2.1.5 wants them.
pub(super) async fn deliberations(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
) -> Result<Response, WebError> {
    let open = load(&house, &siren).await?;
    let without =
        || WebError::Refus("Ce fichier demande le SIRET de la collectivité, que sa fiche n’a pas encore.".to_owned());
    let etablissement = open.collectivite.fiche.siret.ok_or_else(without)?;
    let mut tx = house.db().read(Perimetre::Collectivite(open.collectivite.id)).await?;
    let known = classements::find(&mut tx, open.collectivite.id).await?;
    drop(tx);
    let classement = known.unwrap_or_else(|| Classement::national(house.clock().today()));
    let here = format!("{}{}", house.config().public_url, base(&open));
    let nom = open.collectivite.nom_complet();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(scdl::COLONNES).map_err(WebError::internal)?;
    for acte in open.actes.iter().filter(|acte| acte.fiche.nature == NatureActe::Deliberation) {
        let url = format!("{here}/{}/fichiers/0", acte.id);
        let line = scdl::line(acte, (&nom, etablissement), (&classement, &open.raccordement.departement, &url));
        writer.write_record(line).map_err(WebError::internal)?;
    }
    let bytes = writer.into_inner().map_err(|e| WebError::internal(e.into_error()))?;
    Ok(attachment("deliberations.csv", "text/csv; charset=utf-8", bytes))
}

/// A page that is not open does not exist.
async fn load(house: &House, siren: &str) -> Result<Ouvert, WebError> {
    let siren: Siren = siren.parse().map_err(|_| WebError::NotFound)?;
    let mut tx: Tx = house.db().read(Perimetre::Commun).await?;
    let collectivite = annuaire::collectivites::find_by_siren(&mut tx, siren).await?.ok_or(WebError::NotFound)?;
    drop(tx);
    let mut tx = house.db().read(Perimetre::Collectivite(collectivite.id)).await?;
    let raccordement = raccordements::find(&mut tx, collectivite.id).await?;
    let raccordement = raccordement.filter(|known| known.page_ouverte).ok_or(WebError::NotFound)?;
    let mut actes = actes::list_public(&mut tx, collectivite.id, raccordement.canal).await?;
    let versions = versions::list(&mut tx, collectivite.id).await?;
    let versions: HashMap<_, _> = versions.into_iter().map(|version| (version.acte_id, version)).collect();
    for acte in &mut actes {
        if let Some(version) = versions.get(&acte.id).filter(|version| !version.objet.is_empty()) {
            acte.fiche.objet.clone_from(&version.objet);
        }
    }
    Ok(Ouvert { collectivite, raccordement, actes, versions })
}

impl Ouvert {
    fn version(&self, acte: &Acte) -> VersionPublique {
        let same = || VersionPublique::same(acte.id, auteur(&self.collectivite, acte.fiche.nature));
        self.versions.get(&acte.id).cloned().unwrap_or_else(same)
    }
}

fn base(open: &Ouvert) -> String {
    format!("/public/{}/actes", open.collectivite.fiche.siren)
}

fn matches(acte: &Acte, asked: &Cherche) -> bool {
    let text = fold(&format!("{} {}", acte.fiche.numero, acte.fiche.objet));
    let words = fold(&asked.q);
    let year = acte.fiche.decision_le.map(|day| day.year().to_string()).unwrap_or_default();
    words.split(' ').all(|word| text.contains(word))
        && (asked.nature.is_empty() || asked.nature == acte.fiche.nature.code())
        && (asked.annee.is_empty() || asked.annee == year)
}

fn years(actes: &[Acte]) -> Vec<i32> {
    let mut years: Vec<i32> = actes.iter().filter_map(|acte| Some(acte.fiche.decision_le?.year())).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
}

fn search(base: &str, asked: &Cherche, years: &[i32]) -> Markup {
    let state = FormState::default().with("q", &asked.q).with("nature", &asked.nature).with("annee", &asked.annee);
    let natures = [NatureActe::Deliberation, NatureActe::ActeReglementaire];
    let natures = natures.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    let years = years.iter().map(|year| Choice::new(year.to_string(), year.to_string()));
    let form = Form::get(base)
        .state(&state)
        .field(Field::text("q", "Chercher un mot").optional())
        .row([
            Field::select("nature", "Nature", natures).blank("Toutes").optional(),
            Field::select("annee", "Année", years).blank("Toutes").optional(),
        ])
        .submit("Chercher");
    html! { (form) }
}

fn turn(base: &str, asked: &Cherche, page: usize) -> String {
    let state = FormState::default()
        .with("q", &asked.q)
        .with("nature", &asked.nature)
        .with("annee", &asked.annee)
        .with("page", page.to_string());
    format!("{base}?{}", state.query())
}

fn rfc_2822(at: kernel::Instant) -> String {
    at.to_utc().format(&time::format_description::well_known::Rfc2822).unwrap_or_default()
}

fn dress(open: &Ouvert, title: &str) -> PublicPage {
    let page = PublicPage::new(title).wide();
    let page = match open.raccordement.canal {
        Canal::Ecole => page.content(Alert::new(
            Ton::Attention,
            "Page d’exercice\u{a0}: ces actes ne sont pas allés à la préfecture et n’ont aucune valeur.",
        )),
        Canal::Reel => page,
    };
    page.footer(html! {
        (open.collectivite.nom_complet()) ", actes publiés sous forme électronique (CGCT, articles L. 2131-1 et R. 2131-1)."
    })
}
