//! The library of models, at the centre: what is offered, what is being written, what members answered.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use editique::{Cellule, Colonne, Genre, Tableau};
use kernel::GenreCollectivite;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    liste::{Voulu, export},
    ui::{
        Action, Aide, Breadcrumb, Carte, Choice, Column, Empty, Etat, Field, Form, FormState, Icon, List, ListState,
        Page, Row, Table,
    },
};

use super::{acces::contexte, mots::combien};
use crate::{
    domain::{Etape, EtatProposition, FamilleModele, ModelePublie},
    droits::GererModeles,
    gestes::modeles::{self as acts, Presentation},
    store::{
        modeles::{self, Brouillon},
        propositions::{self, Taux},
    },
};

pub(super) const PATH: &str = "/centre/rgpd/modeles";

/// The answers to the latest version of a model.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reponses {
    pub(super) acceptees: u32,
    pub(super) gardees: u32,
    pub(super) attente: u32,
}

impl Reponses {
    pub(super) fn of(rates: &[Taux], code: &str, version: u32) -> Self {
        let mut told = Self::default();
        for taux in rates.iter().filter(|t| t.modele == code && t.version == version) {
            *match taux.etat {
                EtatProposition::Acceptee | EtatProposition::Partielle => &mut told.acceptees,
                EtatProposition::Gardee => &mut told.gardees,
                EtatProposition::Attente => &mut told.attente,
                EtatProposition::Remplacee => continue,
            } += taux.combien;
        }
        told
    }

    /// `12 acceptées sur 20 proposées (60 %)`; none when nothing was proposed.
    pub(super) fn phrase(self) -> Option<String> {
        let all = self.acceptees + self.gardees + self.attente;
        (all > 0).then(|| {
            let percent = u64::from(self.acceptees) * 100 / u64::from(all);
            let taken = combien(self.acceptees, "acceptée", "acceptées");
            format!("{taken} sur {} ({percent}\u{a0}%)", combien(all, "proposée", "proposées"))
        })
    }
}

struct Vue {
    found: Vec<ModelePublie>,
    drafts: Vec<Brouillon>,
    rates: Vec<Taux>,
}

async fn load(house: &House, agent: &Agent<GererModeles>, state: &ListState) -> Result<Vue, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = acts::library(&mut tx).await?;
    let drafts = modeles::drafts(&mut tx).await?;
    let rates = propositions::rates(&mut tx).await?;
    let words = kernel::fold(&state.q);
    let famille = state.filter("famille");
    let shown = |m: &&ModelePublie| {
        let told = kernel::fold(&format!("{} {} {}", m.modele.titre, m.modele.resume, m.modele.code));
        words.split(' ').all(|word| told.contains(word)) && famille.is_none_or(|f| f == m.modele.famille.code())
    };
    Ok(Vue { found: library.all().iter().filter(shown).cloned().collect(), drafts, rates })
}

pub(super) async fn list(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let vue = load(&house, &agent, &state).await?;
    let total = u32::try_from(vue.found.len()).unwrap_or(u32::MAX);
    let families = FamilleModele::TOUS.iter().map(|f| Choice::new(f.code(), f.libelle()));
    let list = List::new(&state, PATH, table(&vue))
        .search("Un mot du modèle")
        .filter("famille", "Famille", "Toutes", families)
        .total(total.into(), "modèle", "modèles")
        .export(format!("{PATH}/export"))
        .empty(Empty::new("Aucun modèle"));
    Ok(Page::new(&agent.shell(&house), "La bibliothèque de modèles")
        .lead(format!("{} à donner aux adhérents. Publier une nouvelle version la propose à toutes les fiches qui en viennent.", combien(total, "modèle", "modèles")))
        .action(Action::link("Les déploiements", "/centre/rgpd/modeles/deploiements").icon(Icon::History))
        .action(Action::link("Écrire un modèle", format!("{PATH}/nouveau")).icon(Icon::Plus))
        .primary(Action::link("Déployer des modèles", "/centre/rgpd/modeles/deploiements/nouveau").icon(Icon::Send))
        .aide(Aide::new("Que devient ce que vous publiez\u{a0}?", "Rien ne change tout seul chez les adhérents\u{a0}: chacun voit ce qui change et accepte, ou garde, champ par champ.")
            .example("une durée de conservation qui change avec un décret."))
        .content(html! { div.pile { (drafts(&vue.drafts)) (Carte::untitled().content(list)) } }))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let vue = load(&house, &agent, &ListState::from_query(agent.query())).await?;
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Modèle"),
        Colonne::texte("Famille"),
        Colonne::texte("Pour"),
        Colonne::texte("Durées"),
        Colonne::new("Version", Genre::Entier),
        Colonne::texte("Réponses à cette version"),
    ];
    let mut tableau = Tableau::new("Modèles RGPD", colonnes);
    for ModelePublie { modele: m, version } in &vue.found {
        tableau.push([
            m.code.clone().into(),
            m.titre.clone().into(),
            m.famille.libelle().into(),
            kinds(&m.genres).into(),
            m.confiance.libelle().into(),
            Cellule::Texte(version.to_string()),
            Cellule::Texte(Reponses::of(&vue.rates, &m.code, *version).phrase().unwrap_or_default()),
        ]);
    }
    export(&house, "modeles-rgpd", tableau, voulu.format).await
}

/// For whom a model is.
pub(super) fn kinds(genres: &[GenreCollectivite]) -> String {
    if genres.is_empty() {
        return "Toutes les collectivités".to_owned();
    }
    genres.iter().map(GenreCollectivite::libelle).collect::<Vec<_>>().join(", ")
}

fn table(vue: &Vue) -> Table {
    Table::new("Modèles")
        .column(Column::new("modele", "Modèle"))
        .column(Column::new("famille", "Famille"))
        .column(Column::new("version", "Version").numeric())
        .column(Column::new("reponses", "Réponses"))
        .rows(vue.found.iter().map(|ModelePublie { modele: m, version }| {
            let told = Reponses::of(&vue.rates, &m.code, *version);
            Row::new()
                .cell(html! {
                    a href={ (PATH) "/" (m.code) } { (m.titre) }
                    @if m.retire { " " (Etat::neutre("retiré")) }
                    br; span.discret { (m.resume) }
                })
                .cell(m.famille.libelle())
                .cell(version)
                .cell(told.phrase().unwrap_or_else(|| "—".to_owned()))
        }))
}

fn drafts(drafts: &[Brouillon]) -> Markup {
    html! {
        @if !drafts.is_empty() {
            (Carte::new("En cours d’écriture").content(html! {
                ul {
                    @for b in drafts {
                        li {
                            a href={ (PATH) "/" (b.modele.code) "/publication" } { (b.modele.titre) }
                            span.discret { ", " (b.modifie_par) ", le " (b.modifie_le.date_heure()) }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) async fn form(State(house): State<House>, agent: Agent<GererModeles>) -> Page {
    create_view(&house, &agent, &FormState::default())
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    if let Some(asked) = read(&mut form) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::create(&mut tx, contexte(&house, &agent), asked).await {
            Ok(code) => {
                tx.commit().await?;
                return Ok(Redirect::to(&format!("{PATH}/{code}/etapes/{}", Etape::Essentiel)).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "titre")?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, create_view(&house, &agent, &form)).into_response())
}

/// What a form says of a model, its content aside.
pub(super) fn read(form: &mut FormState) -> Option<Presentation> {
    let titre = form.required("titre", "Donnez un titre au modèle.");
    let famille = form.read("famille", str::parse::<FamilleModele>);
    let known: HashMap<&str, GenreCollectivite> = GenreCollectivite::all().map(|g| (g.code(), g)).collect();
    let genres = form.all("genres").filter_map(|code| known.get(code).copied()).collect();
    let presentation = Presentation {
        titre: titre?,
        famille: famille?,
        genres,
        resume: form.value("resume").to_owned(),
        retire: form.checked("retire"),
    };
    form.is_valid().then_some(presentation)
}

/// The fields of what a model says of itself.
pub(super) fn fields(form: Form<'_>) -> Form<'_> {
    let genres = GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle()));
    form.field(Field::text("titre", "Titre").help("Exemple\u{a0}: Prêt de matériel aux associations.").max_length(255))
        .field(Field::text("resume", "En une phrase").optional().max_length(500))
        .field(Field::select(
            "famille",
            "Famille",
            FamilleModele::TOUS.iter().map(|f| Choice::new(f.code(), f.libelle())),
        ))
        .field(
            Field::checkboxes("genres", "Pour quelles collectivités", genres).help("Aucune cochée\u{a0}: pour toutes."),
        )
}

fn create_view(house: &House, agent: &Agent<GererModeles>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let form = fields(Form::post(PATH, &shell.csrf).state(state)).submit("Commencer le modèle").cancel(PATH);
    Page::new(&shell, "Écrire un modèle")
        .lead("Dites ce qu’il est\u{a0}; son contenu se remplit ensuite pas à pas, et rien n’est proposé avant que vous le publiiez.")
        .breadcrumb(Breadcrumb::new().link("Modèles", PATH))
        .content(Carte::untitled().content(form))
}
