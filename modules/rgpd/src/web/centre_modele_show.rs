//! A model, at the centre: what it says, its versions, who answered what, and who holds it.

use axum::extract::{Path, State};
use maud::{Markup, html};
use web::{
    Agent, House, WebError,
    ui::{Action, Alert, Breadcrumb, Carte, Column, Definitions, Etat, Icon, Page, Row, Table, Ton},
};

use super::{
    centre_modele_list::{PATH, Reponses, kinds},
    mots::combien,
    traitement_show::parts,
};
use crate::{
    domain::{Etape, Modele, ModelePublie},
    droits::GererModeles,
    gestes::modeles as acts,
    store::{
        modeles::{self, VersionModele},
        propositions::{self, Taux},
        traitements,
    },
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(code): Path<String>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = acts::library(&mut tx).await?;
    let model = library.find(&code).ok_or(WebError::NotFound)?;
    let published = modeles::versions(&mut tx, &code).await?;
    let draft = modeles::draft(&mut tx, &code).await?;
    let rates = propositions::rates(&mut tx).await?;
    let held = traitements::count_of_modele(&mut tx, &code).await?;
    drop(tx);
    let there = format!("{PATH}/{code}");
    let m = &model.modele;
    let contenu = m.commun().unwrap_or_default();
    let page = Page::new(&agent.shell(&house), &m.titre)
        .lead(&m.resume)
        .breadcrumb(Breadcrumb::new().link("Modèles", PATH))
        .primary(Action::link("Modifier", format!("{there}/etapes/{}", Etape::Essentiel)).icon(Icon::Pencil))
        .action(
            Action::link("Déployer", format!("/centre/rgpd/modeles/deploiements/nouveau?modeles={code}"))
                .icon(Icon::Send),
        );
    Ok(page.content(html! {
        div.grille {
            div.pile {
                @if let Some(draft) = &draft {
                    (Alert::new(Ton::Info, html! {
                        "Une version est en cours d’écriture, par " (draft.modifie_par) "\u{a0}: "
                        a href={ (there) "/publication" } { "voir ce qui change et publier" } "."
                    }))
                }
                (parts(&contenu, None))
            }
            div.pile {
                (Carte::new("Ce modèle").content(situation(model, held)))
                (Carte::new("Versions").content(versions(&published, model, &rates)))
                (sources(m))
            }
        }
    }))
}

fn situation(ModelePublie { modele: m, version }: &ModelePublie, held: u32) -> Definitions {
    let adapted = m.genres_adaptes();
    Definitions::new()
        .fact("Version", version)
        .fact("Famille", m.famille.libelle())
        .fact("Pour", kinds(&m.genres))
        .fact("Durées", m.confiance.libelle())
        .fact("Chez les adhérents", combien(held, "fiche en vient", "fiches en viennent"))
        .fact_or_dash("Adapté pour", (!adapted.is_empty()).then(|| kinds(&adapted)))
        .fact("Proposé", if m.retire { Etat::neutre("non, il est retiré") } else { Etat::fait("oui") })
}

fn versions(published: &[VersionModele], latest: &ModelePublie, rates: &[Taux]) -> Markup {
    if published.is_empty() {
        return html! { p { "Version " (latest.version) ", celle de la bibliothèque d’origine. Rien n’a encore été publié par le centre." } };
    }
    let table = Table::new("Versions du modèle")
        .column(Column::new("version", "Version").numeric())
        .column(Column::new("note", "Ce qui change"))
        .column(Column::new("reponses", "Réponses"))
        .rows(published.iter().map(|v| {
            let told = Reponses::of(rates, &v.modele.code, v.version);
            Row::new()
                .cell(v.version)
                .cell(html! { div { (v.note) br; span.discret { (v.publie_par) ", le " (v.publie_le.date_heure()) } } })
                .cell(html! {
                    (told.phrase().unwrap_or_else(|| "—".to_owned()))
                    @if told.attente > 0 { br; span.discret { (combien(told.attente, "attend", "attendent")) } }
                })
        }));
    html! { (table) }
}

fn sources(m: &Modele) -> Markup {
    html! {
        @if !m.sources.is_empty() {
            (Carte::new("D’où cela vient").content(html! {
                ul {
                    @for source in &m.sources {
                        li { (source.texte) br; span.discret { (source.champ) ", " (source.confiance.libelle().to_lowercase()) } }
                    }
                }
            }))
        }
    }
}
