//! The register of a collectivité, for anybody: readable, and by machines too.

use annuaire::Collectivite;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::Siren;
use maud::{Markup, PreEscaped, html};
use web::{
    House, Public, WebError,
    ui::{Carte, Definitions, Empty, Icon, PublicPage},
};

use super::mots::combien;
use crate::{
    domain::{Champ, Publication, RoleTraitement, TraitementId, lignes},
    gestes::{
        Contexte,
        exports::jsonld,
        publication::{self as acts, Publie},
    },
    store::publications,
};

/// What is read of a register that is open.
struct Ouvert {
    collectivite: Collectivite,
    publication: Publication,
    traitements: Vec<Publie>,
    dpd: Delegue,
}

/// Whom to write to.
#[derive(Debug, Clone, Default)]
struct Delegue {
    nom: String,
    courriel: String,
    telephone: String,
}

pub(super) async fn list(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
) -> Result<PublicPage, WebError> {
    let open = load(&house, &siren).await?;
    let base = format!("/public/{}/registre", open.collectivite.fiche.siren);
    let count = u32::try_from(open.traitements.len()).unwrap_or(u32::MAX);
    let machine = machine_text(&house, &open)?;
    Ok(page(&open, "Ce que nous faisons de vos données")
        .lead(format!("{}\u{a0}: {} au registre.", open.collectivite.nom_complet(), combien(count, "traitement", "traitements")))
        .content(html! {
            @if !open.publication.introduction.is_empty() {
                @for line in open.publication.introduction.lines() { p { (line) } }
            }
            @if open.traitements.is_empty() {
                (Empty::new("Le registre est en cours d’écriture").icon(Icon::ShieldCheck).next("Les traitements paraîtront ici dès qu’ils seront validés."))
            }
            @for (titre, role) in [("Nos traitements", false), ("Ce que nous faisons pour d’autres", true)] {
                @let here: Vec<&Publie> = open.traitements.iter().filter(|p| (p.contenu.role == RoleTraitement::SousTraitant) == role).collect();
                @if !here.is_empty() {
                    (Carte::new(titre).content(html! {
                        ul {
                            @for p in here {
                                li {
                                    a href={ (base) "/" (p.id) } { (p.contenu.nom) }
                                    @if let Some(f) = p.contenu.finalites.first() { br; span.discret { (f.libelle) } }
                                }
                            }
                        }
                    }))
                }
            }
            (rights(&open))
            p.discret { a href={ (base) ".jsonld" } { "Ce registre pour les machines (JSON-LD, vocabulaire DPV)" } }
            script type="application/ld+json" { (PreEscaped(machine)) }
        }))
}

pub(super) async fn show(
    State(house): State<House>,
    _: Public,
    Path((siren, id)): Path<(String, TraitementId)>,
) -> Result<PublicPage, WebError> {
    let open = load(&house, &siren).await?;
    let p = open.traitements.iter().find(|p| p.id == id).ok_or(WebError::NotFound)?;
    let facts = Champ::TOUS
        .iter()
        .filter(|champ| !matches!(champ, Champ::Nom | Champ::Role))
        .map(|champ| (champ, lignes(&p.contenu, *champ)))
        .filter(|(_, lines)| !lines.is_empty())
        .fold(Definitions::new(), |all, (champ, lines)| {
            all.fact(champ.libelle(), html! { @for line in &lines { div { (line) } } })
        });
    let back = format!("/public/{}/registre", open.collectivite.fiche.siren);
    Ok(page(&open, &p.contenu.nom)
        .lead(html! { (open.collectivite.nom_complet()) ", " (p.contenu.role.libelle().to_lowercase()) "." })
        .content(Carte::untitled().content(facts))
        .content(rights(&open))
        .content(html! { p { a href=(back) { "Tous les traitements" } } }))
}

/// `application/ld+json`.
pub(super) async fn machine(
    State(house): State<House>,
    _: Public,
    Path(siren): Path<String>,
) -> Result<Response, WebError> {
    let open = load(&house, &siren).await?;
    let told = machine_value(&house, &open)?;
    Ok(([(header::CONTENT_TYPE, "application/ld+json")], told.to_string()).into_response())
}

/// A register that is not open does not exist.
async fn load(house: &House, siren: &str) -> Result<Ouvert, WebError> {
    let siren: Siren = siren.parse().map_err(|_| WebError::NotFound)?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let collectivite = annuaire::collectivites::find_by_siren(&mut tx, siren).await?.ok_or(WebError::NotFound)?;
    drop(tx);
    let mut tx = house.db().read(Perimetre::Collectivite(collectivite.id)).await?;
    let publication = publications::find(&mut tx, collectivite.id).await?;
    if !publication.ouverte {
        return Err(WebError::NotFound);
    }
    let nobody = Acteur::systeme("public");
    let ctx = Contexte::new(house.clock(), &nobody, &collectivite);
    let traitements = acts::shown(&mut tx, ctx, &publication).await?;
    let dpd = delegue(&mut tx).await?;
    Ok(Ouvert { collectivite, publication, traitements, dpd })
}

/// The shared délégué: the centre.
async fn delegue(tx: &mut Tx) -> Result<Delegue, WebError> {
    let Some(centre) = annuaire::collectivites::find_exploitant(tx).await? else {
        return Ok(Delegue::default());
    };
    Ok(Delegue {
        nom: centre.nom_complet(),
        courriel: centre.fiche.courriel.as_ref().map(ToString::to_string).unwrap_or_default(),
        telephone: centre.fiche.telephone.unwrap_or_default(),
    })
}

fn page(open: &Ouvert, title: &str) -> PublicPage {
    PublicPage::new(title).wide().footer(
        html! { (open.collectivite.nom_complet()) ", registre des activités de traitement (RGPD, article 30)." },
    )
}

fn rights(open: &Ouvert) -> Markup {
    let Delegue { nom, courriel, telephone } = &open.dpd;
    html! {
        (Carte::new("Vos droits").content(html! {
            p { "Vous pouvez demander à voir vos données, à les corriger, à les effacer ou à vous opposer à leur emploi. Écrivez au délégué à la protection des données\u{a0}; il répond en un mois." }
            @if !nom.is_empty() {
                p {
                    b { (nom) }
                    @if !courriel.is_empty() { br; a href={ "mailto:" (courriel) } { (courriel) } }
                    @if !telephone.is_empty() { br; (telephone) }
                }
            }
            p { "Si la réponse ne vous convient pas, vous pouvez vous adresser à la CNIL." }
        }))
    }
}

fn machine_value(house: &House, open: &Ouvert) -> Result<serde_json::Value, WebError> {
    let id = format!("{}/public/{}/registre", house.config().public_url, open.collectivite.fiche.siren);
    let contenus: Vec<_> = open.traitements.iter().map(|p| &p.contenu).collect();
    Ok(jsonld(&contenus, &id, &open.collectivite.nom_complet())?)
}

/// The text that stands in the page: no sequence of it can end the element where it is.
fn machine_text(house: &House, open: &Ouvert) -> Result<String, WebError> {
    Ok(machine_value(house, open)?.to_string().replace('<', "\\u003c"))
}
