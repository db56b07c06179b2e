//! One convention: where it stands, what falls due, what it comprises, what each side promised, its papers, its history.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_longue;
use maud::html;
use time::Date;
use web::{
    Agent, Droit, House, WebError,
    ui::{Action, Aide, Breadcrumb, Carte, Empty, Icon, Page},
};

use super::{
    convention_list::{PATH, base},
    convention_saisie::{
        Assimilation, Avenant, Budget, Deliberation, Denonciation, Reconduction, Resiliation, Saisie, Signature,
    },
    convention_view as view,
};
use crate::{
    domain::{Convention, ConventionId, EtatConvention},
    droits::{ConsulterConventions, GererConventions, SuivreConventions, SuivreEngagements},
    gestes::engagements::{self, Tenue},
    store::{
        abonnements::{self, Souscription},
        conventions,
    },
};

/// Everything that the page tells.
pub(super) struct Dossier {
    pub convention: Convention,
    /// The other ones of the same collectivité: before it, or waiting to be signed.
    pub others: Vec<Convention>,
    pub souscriptions: Vec<Souscription>,
    pub tenues: Vec<Tenue>,
    pub today: Date,
    /// The address of the page.
    pub here: String,
    /// The address of the space of the collectivité.
    pub espace: String,
}

/// What the person may do here.
#[derive(Debug, Clone)]
pub(super) struct Gestes {
    pub gerer: bool,
    pub suivre: bool,
    pub csrf: String,
}

/// The convention in force of a collectivité, else its last one.
pub(super) async fn latest(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = conventions::list(&mut tx, agent.id()).await?;
    drop(tx);
    let base = base(agent.collectivite.fiche.siren);
    match all.iter().max_by_key(|c| (c.etat().is_active(), c.id)) {
        Some(convention) => Ok(Redirect::to(&format!("{base}/{}", convention.id)).into_response()),
        None => Ok(nothing(&house, &agent).into_response()),
    }
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let (mut found, others): (Vec<_>, Vec<_>) =
        conventions::list(&mut tx, agent.id()).await?.into_iter().partition(|convention| convention.id == id);
    let convention = found.pop().ok_or(WebError::NotFound)?;
    let souscriptions = abonnements::list(&mut tx, agent.id()).await?;
    let tenues = engagements::list(&mut tx, agent.id(), id).await?;
    drop(tx);
    let siren = agent.collectivite.fiche.siren;
    let dossier = Dossier {
        here: format!("{}/{id}", base(siren)),
        espace: format!("/c/{siren}"),
        today: house.clock().today(),
        convention,
        others,
        souscriptions,
        tenues,
    };
    Ok(page(&house, &agent, &dossier))
}

fn nothing(house: &House, agent: &Agent<ConsulterConventions>) -> Page {
    let empty = Empty::new("Aucune convention pour l’instant").icon(Icon::FileSignature);
    let empty = if agent.can::<GererConventions>() {
        let propose = format!("{PATH}/nouvelle?collectivite={}", agent.collectivite.fiche.siren);
        empty
            .next("Proposez-en une à cette collectivité.")
            .action(Action::link("Proposer une convention", propose).icon(Icon::Plus))
    } else {
        empty.next("Le centre de gestion vous la proposera\u{a0}; demandez-la-lui.")
    };
    Page::new(&agent.shell(house), "Les conventions")
        .lead(agent.collectivite.nom_complet())
        .content(Carte::untitled().content(empty))
}

fn page(house: &House, agent: &Agent<ConsulterConventions>, dossier: &Dossier) -> Page {
    let shell = agent.shell(house);
    let gestes = Gestes {
        gerer: agent.can::<GererConventions>(),
        suivre: agent.can::<SuivreEngagements>(),
        csrf: shell.csrf.clone(),
    };
    let convention = &dossier.convention;
    let page = Page::new(&shell, title(convention))
        .lead(format!("{}, convention n°\u{a0}{}, {}.", agent.collectivite.nom_complet(), convention.numero, convention.regime.libelle()))
        .content(html! {
            (view::steps(convention))
            div.grille {
                div.pile {
                    (Carte::new("Services souscrits").action(view::abonnements_link(dossier)).content(view::services(dossier)))
                    (Carte::new("Engagements").id("engagements").content(view::engagements(dossier, &gestes)))
                    (Carte::new("Histoire").content(view::history(convention)))
                }
                div.pile {
                    (Carte::new("Prochaines échéances").content(view::due(dossier)))
                    (Carte::new("Cette convention").content(view::facts(convention)))
                    (Carte::new("Documents").content(view::papers(dossier)))
                    (Carte::new("Délibérations et avenants").content(view::votes(convention)))
                    @if let Some(budget) = &convention.budget { (Carte::new("Ligne budgétaire").content(view::budget(budget))) }
                    @if !dossier.others.is_empty() { (Carte::new("Autres conventions").content(view::others(dossier))) }
                    (aide(convention))
                }
            }
        });
    let page = if agent.droits.can_centre(&SuivreConventions::PERMISSION) {
        page.breadcrumb(Breadcrumb::new().link("Conventions", PATH))
    } else {
        page
    };
    if gestes.gerer { actions(page, dossier) } else { page }
}

fn title(convention: &Convention) -> String {
    match (convention.etat(), convention.fin(), convention.date_effet()) {
        (EtatConvention::Proposee, ..) => "Convention à signer par les deux parties".to_owned(),
        (EtatConvention::Signee, ..) => "Convention à signer par l’autre partie".to_owned(),
        (EtatConvention::Denoncee, Some(fin), _) => format!("Convention dénoncée, jusqu’au {}", date_longue(fin)),
        (EtatConvention::EnVigueur | EtatConvention::Renouvelee, _, Some(effet)) => {
            format!("Convention en vigueur depuis le {}", date_longue(effet))
        }
        (etat, ..) => format!("Convention {}", etat.libelle().to_lowercase()),
    }
}

fn actions(page: Page, dossier: &Dossier) -> Page {
    let page = offered::<Reconduction>(page, dossier, Icon::RotateCcw);
    let page = offered::<Deliberation>(page, dossier, Icon::Gavel);
    let page = offered::<Avenant>(page, dossier, Icon::PenLine);
    let page = offered::<Budget>(page, dossier, Icon::Wallet);
    let page = offered::<Assimilation>(page, dossier, Icon::ArrowLeftRight);
    let page = offered::<Resiliation>(page, dossier, Icon::Handshake);
    let page = offered::<Denonciation>(page, dossier, Icon::Ban);
    if Signature::is_offered(&dossier.convention) {
        page.primary(
            Action::link(Signature::TITRE, format!("{}/{}", dossier.here, Signature::SEGMENT)).icon(Icon::PenLine),
        )
    } else {
        page
    }
}

fn offered<S: Saisie>(page: Page, dossier: &Dossier, icone: Icon) -> Page {
    if !S::is_offered(&dossier.convention) {
        return page;
    }
    page.action(Action::link(S::TITRE, format!("{}/{}", dossier.here, S::SEGMENT)).icon(icone))
}

fn aide(convention: &Convention) -> Aide {
    use crate::domain::Regime;
    match convention.regime {
        Regime::UnAnTacite => Aide::new(
            "Comment y mettre fin\u{a0}?",
            "Par lettre recommandée, trois mois au moins avant la date anniversaire (article 6.4). Sans lettre, elle se renouvelle d’elle-même pour un an.",
        )
        .example("pour une convention du 1er janvier, la lettre arrive le 1er octobre au plus tard."),
        Regime::TroisAnsExpres => Aide::new(
            "Comment la prolonger\u{a0}?",
            "En signant une reconduction de trois ans, deux mois avant la fin au plus tard (article 2). Sans signature, elle s’arrête.",
        )
        .example("une convention du 17 novembre 2025 se reconduit avant le 17 septembre 2028."),
    }
}
