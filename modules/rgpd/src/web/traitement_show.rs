//! A traitement: what it says, what it misses, what to do now, what happened.

use axum::extract::{Path, State};
use kernel::date_courte;
use maud::{Markup, html};
use web::{
    Agent, House, Shell, WebError,
    ui::{
        Action, ActionButton, Alert, Breadcrumb, Carte, Definitions, EtatTon, Icon, Page, Timeline, TimelineEvent, Ton,
    },
};

use super::{
    acces::find,
    mots::{combien, pill, registre},
    piece,
};
use crate::{
    domain::{
        Contenu, Etape, EtatTraitement, GenreEvenement, Manque, Modele, RoleTraitement, Traitement, TraitementId,
        lignes, manques,
    },
    droits::{ConsulterRegistre, Controler, GererRegistre, Rediger, Valider},
    gestes::modeles,
    store::{
        evenements::{self, Evenement},
        pieces, services,
        usages::{self, Usage},
        versions::{self, Version},
    },
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Path<(String, TraitementId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let history = evenements::list(&mut tx, agent.id(), id).await?;
    let validated = versions::list(&mut tx, agent.id(), id).await?;
    let services = services::list(&mut tx, agent.id()).await?;
    let joined = pieces::list(&mut tx, agent.id(), id).await?;
    let used = usages::of_traitement(&mut tx, agent.id(), id).await?;
    let near = if t.modele.is_none() && agent.can::<Rediger>() && t.etat == EtatTraitement::Brouillon {
        let library = modeles::library(&mut tx).await?;
        library.nearest(&t.contenu.nom, agent.collectivite.fiche.genre).map(|m| m.modele.clone())
    } else {
        None
    };
    drop(tx);
    let service = services.into_iter().find(|s| Some(s.id) == t.service).map(|s| s.nom);
    let there = format!("{}/traitements/{id}", registre(&agent.collectivite));
    let missing = manques(&t.contenu);
    let writes = agent.can::<Rediger>() && t.etat != EtatTraitement::Archive;
    let shell = agent.shell(&house);
    let page = Page::new(&shell, &t.contenu.nom)
        .lead(lead(&t, &missing))
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", registre(&agent.collectivite)));
    let page = actions(page, &agent, &shell, &t, &there);
    Ok(page.content(html! {
        div.grille {
            div.pile {
                (advice(&t))
                @if let Some(model) = &near { (resembles(model, &there)) }
                (parts(&t.contenu, agent.can::<Rediger>().then_some(there.as_str())))
            }
            div.pile {
                (Carte::new("Où en est-on\u{a0}?").content(situation(&t, service.as_deref())))
                (to_fill(&missing, &there, writes))
                (past(&t, &validated, &there))
                (catalogue(&used, &registre(&agent.collectivite)))
                (piece::card(&joined, &there, &shell.csrf, writes))
                (Carte::new("Ce qui s’est passé").content(timeline(&history)))
            }
        }
    }))
}

fn lead(t: &Traitement, missing: &[Manque]) -> Markup {
    let must = missing.iter().filter(|m| m.obligatoire).count();
    let must = u32::try_from(must).unwrap_or(u32::MAX);
    html! {
        "Version " (t.version) ", " (t.etat.libelle().to_lowercase()) ". "
        @match (t.etat, must) {
            (EtatTraitement::Archive | EtatTraitement::Valide, _) => {},
            (_, 0) => "Il ne manque rien pour la valider.",
            (_, must) => { "Pour la valider, " (combien(must, "réponse est attendue", "réponses sont attendues")) "." },
        }
    }
}

/// What this person can do now; the first of them is the one to do.
fn actions(page: Page, agent: &Agent<ConsulterRegistre>, shell: &Shell, t: &Traitement, there: &str) -> Page {
    let edit = Action::link("Modifier", format!("{there}/etapes/{}", Etape::Essentiel)).icon(Icon::Pencil);
    let button = |verb: &str, part: &str| ActionButton::new(verb, format!("{there}/{part}"), &shell.csrf);
    let writes = agent.can::<Rediger>() && t.etat != EtatTraitement::Archive;
    let page = match t.etat {
        EtatTraitement::Brouillon if writes => {
            page.action(button("Soumettre au délégué", "soumission").icon(Icon::Send)).primary(edit)
        }
        EtatTraitement::Soumis if agent.can::<Controler>() => {
            page.action(edit).primary(Action::link("Contrôler", format!("{there}/controle")).icon(Icon::ShieldCheck))
        }
        EtatTraitement::Controle if agent.can::<Valider>() => {
            page.primary(Action::link("Valider", format!("{there}/validation")).confirmed().icon(Icon::BadgeCheck))
        }
        EtatTraitement::Archive if agent.can::<GererRegistre>() => {
            page.action(button("Sortir des archives", "restauration").icon(Icon::Undo2))
        }
        _ if writes => page.action(edit),
        _ => page,
    };
    if agent.can::<GererRegistre>() && t.etat != EtatTraitement::Archive {
        let (verb, public) = if t.public { ("Ne pas publier", "non") } else { ("Publier", "oui") };
        let shown = ActionButton::new(verb, format!("{there}/publication?public={public}"), &shell.csrf);
        let page = page.action(shown.icon(if t.public { Icon::EyeOff } else { Icon::Eye }).quiet());
        page.action(Action::link("Archiver", format!("{there}/archivage")).icon(Icon::Archive))
    } else {
        page
    }
}

/// A model of the centre that looks like this fiche.
fn resembles(model: &Modele, there: &str) -> Markup {
    html! {
        (Alert::new(Ton::Info, html! {
            "Le centre de gestion a un modèle qui y ressemble, «\u{a0}" (model.titre) "\u{a0}»\u{a0}: "
            a href={ (there) "/modele/" (model.code) } { "voir ce qu’il apporterait" } "."
        }))
    }
}

/// What of it the shared catalogue knows.
fn catalogue(used: &[Usage], base: &str) -> Markup {
    html! {
        @if !used.is_empty() {
            (Carte::new("Au catalogue du centre de gestion").content(html! {
                ul { @for u in used { li { a href={ (base) "/catalogue/" (u.catalogue_id) } { (u.nom) } br; span.discret { (u.genre.libelle()) } } } }
            }))
        }
    }
}

fn advice(t: &Traitement) -> Markup {
    html! {
        @if !t.preconisations.is_empty() {
            (Alert::new(Ton::Info, html! { p { b { "Préconisations du délégué" } } p { (t.preconisations) } }))
        }
    }
}

/// What it says, step by step; `edit` is the address of the traitement when one may write.
pub(super) fn parts(contenu: &Contenu, edit: Option<&str>) -> Markup {
    let processor = contenu.role == RoleTraitement::SousTraitant;
    html! {
        @for etape in Etape::TOUS {
            @let told: Vec<_> = etape.champs().iter().map(|champ| (champ, lignes(contenu, *champ))).filter(|(_, l)| !l.is_empty()).collect();
            @if !told.is_empty() || (edit.is_some() && !processor) {
                @let carte = Carte::new(etape.libelle()).content(facts(&told));
                @match edit {
                    Some(there) => (carte.action(html! {
                        a href={ (there) "/etapes/" (etape) } { "Modifier" span.visually-hidden { " «\u{a0}" (etape.libelle()) "\u{a0}»" } }
                    })),
                    None => (carte),
                }
            }
        }
    }
}

fn facts(told: &[(&crate::domain::Champ, Vec<String>)]) -> Markup {
    let facts = told.iter().fold(Definitions::new(), |all, (champ, lines)| {
        all.fact(champ.libelle(), html! { @for line in lines { div { (line) } } })
    });
    html! { @if told.is_empty() { p.discret { "Rien n’est encore écrit ici." } } @else { (facts) } }
}

fn situation(t: &Traitement, service: Option<&str>) -> Definitions {
    Definitions::new()
        .fact("État", pill(t.etat))
        .fact("Version", t.version)
        .fact_or_dash("Service", service)
        .fact_or_dash("À relire", t.contenu.revision_le.map(date_courte))
        .fact("Modifié", html! { (t.modifie_le.date_heure()) ", " (t.modifie_par) })
        .fact("Page publique", if t.public { "montré, quand elle est ouverte" } else { "non montré" })
        .fact_or_dash("Modèle", t.modele.as_ref().map(|m| format!("{}, version {}", m.code, m.version)))
}

/// What is missing, why it matters, and where to fill it.
fn to_fill(missing: &[Manque], there: &str, writes: bool) -> Markup {
    let part = |obligatoire: bool| missing.iter().filter(|m| m.obligatoire == obligatoire).collect::<Vec<_>>();
    let (must, should) = (part(true), part(false));
    let list = |found: &[&Manque]| {
        html! {
            ul {
                @for manque in found {
                    li {
                        @if writes { a href={ (there) "/etapes/" (manque.champ.etape()) } { (manque.quoi) } } @else { (manque.quoi) }
                        br; span.discret { (manque.pourquoi) }
                    }
                }
            }
        }
    };
    html! {
        (Carte::new("Ce qui manque").content(html! {
            @if missing.is_empty() { p { "Rien\u{a0}: la fiche est complète." } }
            @if !must.is_empty() { p { b { "Pour pouvoir valider" } } (list(&must)) }
            @if !should.is_empty() { p { b { "Ce serait mieux avec" } } (list(&should)) }
        }))
    }
}

/// The versions already validated, and what changed since.
fn past(t: &Traitement, validated: &[Version], there: &str) -> Markup {
    html! {
        @if !validated.is_empty() {
            (Carte::new("Versions").content(html! {
                ul {
                    @if !t.scellee {
                        li {
                            "Version " (t.version) ", en cours — "
                            @if let Some(last) = validated.first() { a href={ (there) "/differences?de=" (last.numero) "&a=" (t.version) } { "ce qui change" } }
                        }
                    }
                    @for (at, version) in validated.iter().enumerate() {
                        li {
                            a href={ (there) "/versions/" (version.numero) } { "Version " (version.numero) }
                            ", validée le " (date_courte(version.valide_le.to_paris().date())) " par " (version.valide_par)
                            @if let Some(before) = validated.get(at + 1) {
                                " — " a href={ (there) "/differences?de=" (before.numero) "&a=" (version.numero) } { "ce qui a changé" span.visually-hidden { " à la version " (version.numero) } }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn timeline(history: &[Evenement]) -> Timeline {
    Timeline::new(history.iter().map(|e| {
        let ton = match e.genre {
            GenreEvenement::Valide | GenreEvenement::Controle => EtatTon::Fait,
            GenreEvenement::Renvoye => EtatTon::Refus,
            GenreEvenement::Soumis => EtatTon::Attente,
            _ => EtatTon::Neutre,
        };
        let event = TimelineEvent::new(e.le.date_heure(), e.genre.libelle()).who(&e.par).ton(ton);
        if e.texte.is_empty() { event } else { event.body(&e.texte) }
    }))
}
