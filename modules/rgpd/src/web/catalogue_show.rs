//! A record of the catalogue: what is known of it, for the members; who uses it and its documents to write, for the centre.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{CollectiviteId, Id, date_courte, parse_date};
use maud::{Markup, html};
use web::{
    Agent, Depot, Formulaire, House, WebError,
    telechargement::serve,
    ui::{
        Action, ActionButton, Alert, Breadcrumb, Carte, Column, Definitions, Etat, Field, Form, FormState, Icon, Page,
        Row, Table, Ton,
    },
    with_fait,
};

use super::{
    acces::contexte,
    centre_catalogue::PATH,
    mots::{combien, registre},
};
use crate::{
    domain::{CatalogueId, Clause, EtatClause, GenreCatalogue, pays},
    droits::{ConsulterRegistre, GererModeles},
    gestes::catalogue as acts,
    store::{
        catalogue::{self, Nomme, PieceCatalogue, Reference},
        usages::{self, Utilisateur},
    },
};

/// For a member: what is known, and its documents to read.
pub(super) async fn member(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Path<(String, CatalogueId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let reference = acts::find(&mut tx, id).await?;
    let pieces = catalogue::pieces(&mut tx, id).await?;
    drop(tx);
    let base = registre(&agent.collectivite);
    let there = format!("{base}/catalogue/{id}");
    Ok(Page::new(&agent.shell(&house), &reference.nom)
        .lead("Ce que le centre de gestion en sait, pour tous ses adhérents.")
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .content(html! {
            div.pile {
                (alerts(&reference, house.clock().today()))
                (Carte::untitled().content(facts(&reference)))
                (contract(&reference))
                (Carte::new("Documents").content(documents_list(&pieces, &there, None)))
            }
        }))
}

/// A document of the centre, read by a member: the centre keeps it for all.
pub(super) async fn member_piece(
    State(house): State<House>,
    _agent: Agent<ConsulterRegistre>,
    Path((_, id, piece)): Path<(String, CatalogueId, Id<PieceCatalogue>)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    send(&house, (id, piece), &asked).await
}

pub(crate) async fn piece(
    State(house): State<House>,
    _agent: Agent<GererModeles>,
    Path((id, piece)): Path<(CatalogueId, Id<PieceCatalogue>)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    send(&house, (id, piece), &asked).await
}

async fn send(
    house: &House,
    (id, piece): (CatalogueId, Id<PieceCatalogue>),
    asked: &HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(Perimetre::Centre).await?;
    let centre = annuaire::collectivites::find_exploitant(&mut tx).await?.ok_or(WebError::NotFound)?;
    let known = catalogue::pieces(&mut tx, id).await?;
    let known = known.into_iter().find(|p| p.id == piece).ok_or(WebError::NotFound)?;
    serve(house, &mut tx, (centre.id, known.document_id), asked).await
}

/// For the centre: all of it.
pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
) -> Result<Page, WebError> {
    view(&house, &agent, id, &FormState::default()).await
}

pub(super) async fn add_piece(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let valable = depot.form.read_if_filled("valable_jusqu_au", parse_date);
    let file = depot.file("fichier").cloned();
    if file.is_none() && depot.form.error("fichier").is_none() {
        depot.form.add_error("fichier", "Choisissez le document.");
    }
    if let Some(file) = file.filter(|_| depot.form.is_valid()) {
        let acteur = &agent.acteur;
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let kept = documents::keep(&mut tx, house.clock(), agent.id(), &file, acteur.personne, &acteur.nom).await?;
        let typed = depot.form.value("libelle").trim();
        let libelle = if typed.is_empty() { kept.nom.clone() } else { typed.to_owned() };
        acts::join(&mut tx, contexte(&house, &agent), id, (kept.id, &libelle, valable)).await?;
        tx.commit().await?;
        return Ok(Redirect::to(&with_fait(&format!("{PATH}/{id}"), "rgpd-piece")).into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, id, &depot.form).await?).into_response())
}

pub(super) async fn remove_piece(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path((id, piece)): Path<(CatalogueId, Id<PieceCatalogue>)>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::unjoin(&mut tx, contexte(&house, &agent), id, piece).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&format!("{PATH}/{id}"), "rgpd-piece-retiree")))
}

async fn view(
    house: &House,
    agent: &Agent<GererModeles>,
    id: CatalogueId,
    state: &FormState,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let reference = acts::find(&mut tx, id).await?;
    let pieces = catalogue::pieces(&mut tx, id).await?;
    let users = usages::users(&mut tx, id).await?;
    let software = catalogue::software_of(&mut tx, id).await?;
    let whose: Vec<CollectiviteId> = by_collectivite(&users).into_keys().collect();
    let names = annuaire::collectivites::find_many(&mut tx, &whose).await?;
    drop(tx);
    let shell = agent.shell(house);
    let there = format!("{PATH}/{id}");
    let form = Form::post(format!("{there}/pieces"), &shell.csrf)
        .id_prefix("piece-")
        .state(state)
        .field(Field::file("fichier", "Document", ".pdf,.odt,.docx,.doc,.png,.jpg,.jpeg"))
        .field(
            Field::text("libelle", "Comment l’appeler")
                .optional()
                .help("Exemple\u{a0}: Contrat cadre 2026.")
                .max_length(255),
        )
        .field(Field::date("valable_jusqu_au", "Valable jusqu’au").optional())
        .submit("Joindre");
    let seen = names.iter().filter(|c| agent.droits.sees(c.id));
    let members = u32::try_from(names.len()).unwrap_or(u32::MAX);
    Ok(Page::new(&shell, &reference.nom)
        .lead(html! { (reference.genre.libelle()) ", employé par " (combien(members, "adhérent", "adhérents")) "." })
        .breadcrumb(Breadcrumb::new().link("Catalogue", PATH))
        .primary(Action::link("Modifier", format!("{there}/fiche")).icon(Icon::Pencil))
        .content(html! {
            (alerts(&reference, house.clock().today()))
            div.grille {
                div.pile {
                    (Carte::untitled().content(facts(&reference)))
                    (contract(&reference))
                    @if !reference.fiche.notes.is_empty() { (Carte::new("Notes du délégué").content(html! { p { (reference.fiche.notes) } })) }
                    (Carte::new("Documents").content(documents_list(&pieces, &there, Some(&shell.csrf))).content(form))
                }
                div.pile {
                    @if !software.is_empty() { (Carte::new("Ses logiciels").content(named(&software))) }
                    (Carte::new("Qui l’emploie").content(html! {
                        @if users.is_empty() { p.discret { "Personne encore." } }
                        ul {
                            @for c in seen {
                                @let of = by_collectivite(&users).remove(&c.id).unwrap_or_default();
                                li {
                                    a href={ "/c/" (c.fiche.siren) "/rgpd" } { (c.nom_complet()) }
                                    br; span.discret { (of.join(", ")) }
                                }
                            }
                        }
                    }))
                }
            }
        }))
}

fn by_collectivite(users: &[Utilisateur]) -> BTreeMap<CollectiviteId, Vec<String>> {
    let mut all: BTreeMap<CollectiviteId, Vec<String>> = BTreeMap::new();
    for user in users {
        all.entry(user.collectivite_id).or_default().push(user.nom.clone());
    }
    all
}

fn named(all: &[Nomme]) -> Markup {
    html! { ul { @for n in all { li { a href={ (PATH) "/" (n.id) } { (n.nom) } } } } }
}

fn alerts(r: &Reference, today: time::Date) -> Markup {
    html! { @for alert in r.fiche.alertes(r.genre, today) { (Alert::new(Ton::Attention, alert)) } }
}

fn facts(r: &Reference) -> Definitions {
    let f = &r.fiche;
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let certified = f.certifications.iter().map(|c| c.libelle()).collect::<Vec<_>>().join(", ");
    let mut all =
        Definitions::new().fact("Genre", r.genre.libelle()).fact_or_dash("Ce qu’il fait", some(&f.description));
    if r.genre == GenreCatalogue::Logiciel {
        all = all.fact_or_dash("Éditeur", r.editeur.clone());
    } else {
        let reach = [&f.adresse, &f.courriel, &f.telephone, &f.site];
        let reach: Vec<&str> = reach.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        all = all
            .fact_or_dash("SIREN", some(&f.siren))
            .fact_or_dash("Comment le joindre", some(&reach.join(", ")))
            .fact_or_dash("Son délégué", some(&f.dpd))
            .fact_or_dash("Ses sous-traitants", some(&f.sous_traitants));
    }
    all.fact_or_dash("Hébergeur", some(&f.hebergeur))
        .fact_or_dash("Pays", some(&pays::nom(&f.pays)))
        .fact_or_dash("Garantie du transfert", some(&f.garantie))
        .fact_or_dash("Certifications", some(&certified))
        .fact_or_dash("Valables jusqu’au", f.certifications_jusqu_au.map(date_courte))
}

/// Article 28, clause by clause.
fn contract(r: &Reference) -> Markup {
    if r.genre != GenreCatalogue::Organisme {
        return html! {};
    }
    let table = Table::new("Clauses de l’article 28")
        .column(Column::new("clause", "Clause"))
        .column(Column::new("etat", "Dans son contrat"))
        .rows(Clause::TOUS.iter().map(|clause| {
            let etat = r.fiche.etat(*clause);
            let told = r.fiche.clauses.iter().find(|vue| vue.clause == *clause).map_or("", |vue| vue.remarque.as_str());
            let pill = match etat {
                EtatClause::Presente => Etat::fait(etat.libelle()),
                EtatClause::Absente => Etat::refus(etat.libelle()),
                EtatClause::AVerifier => Etat::attente(etat.libelle()),
                EtatClause::SansObjet => Etat::neutre(etat.libelle()),
            };
            Row::new()
                .cell(clause.libelle())
                .cell(html! { (pill) @if !told.is_empty() { br; span.discret { (told) } } })
        }));
    html! {
        (Carte::new("Son contrat, article 28 du RGPD").content(html! {
            @match r.fiche.contrat_lu_le {
                Some(date) => p { "Lu par le délégué le " (date_courte(date)) "." },
                None => p.discret { "Personne ne l’a encore lu." },
            }
            (table)
        }))
    }
}

fn documents_list(pieces: &[PieceCatalogue], there: &str, csrf: Option<&str>) -> Markup {
    html! {
        @if pieces.is_empty() { p.discret { "Aucun document." } }
        ul {
            @for piece in pieces {
                li {
                    div.rang {
                        a href={ (there) "/pieces/" (piece.id) } { (piece.libelle) }
                        @if let Some(csrf) = csrf {
                            (ActionButton::new("Retirer", format!("{there}/pieces/{}/retrait", piece.id), csrf).quiet().context(&piece.libelle))
                        }
                    }
                    span.discret {
                        "ajouté le " (piece.ajoutee_le.date_heure())
                        @if let Some(date) = piece.valable_jusqu_au { ", valable jusqu’au " (date_courte(date)) }
                    }
                }
            }
        }
    }
}
