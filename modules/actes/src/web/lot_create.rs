//! Several actes at once: their files, or an archive of them, with a table of what they are when one has it.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use documents::Received;
use kernel::{Id, parse_date};
use web::{
    Agent, Depot, House, WebError,
    ui::{Action, Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Icon, Page},
};

use super::{
    acces::{REFUSED, contexte},
    mots::base,
};
use crate::{
    domain::{
        LotId, NatureActe, Refus,
        lot::{self, Commun, Prevu},
    },
    droits::Deposer,
    gestes::{GesteError, lots, raccordements},
};

const ACCEPTES: &str = ".pdf,.jpg,.jpeg,.png,.xml,.zip,.csv,.ods,.xlsx";
/// A table of a lot is read whole.
const TABLE_MAX: u64 = 2 << 20;

pub(super) async fn form(State(house): State<House>, agent: Agent<Deposer>) -> Result<Page, WebError> {
    let state = FormState::default()
        .with("id", Id::<()>::new(house.clock()).to_string())
        .with("nature", NatureActe::Deliberation.code());
    Ok(view(&house, &agent, &state))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Deposer>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let form = &mut depot.form;
    let id: LotId =
        form.value("id").parse().map_err(|_| WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned()))?;
    let nature = form.read("nature", |code| NatureActe::from_code(code).ok_or(Refus::SansNature));
    let decision_le = form.read_if_filled("decision_le", parse_date);
    let given: Vec<Received> = depot.files("fichiers").cloned().collect();
    if given.is_empty() && depot.form.error("fichiers").is_none() {
        depot.form.add_error("fichiers", "Choisissez les fichiers, ou une archive ZIP.");
    }
    let commun = nature.map(|nature| Commun { nature, decision_le });
    if let Some(commun) = commun.filter(|_| depot.form.is_valid()) {
        match ready(&house, given, commun).await {
            Ok(Ok(all)) => {
                let mut tx = house.db().begin(agent.perimetre()).await?;
                let ctx = contexte(&house, &agent);
                raccordements::begin(&mut tx, &house, ctx, &agent.collectivite).await?;
                lots::create(&mut tx, ctx, id, &all).await?;
                tx.commit().await?;
                house.wake().now();
                return Ok(Redirect::to(&format!("{}/lots/{id}", base(&agent.collectivite))).into_response());
            }
            Ok(Err(faults)) => faults.into_iter().for_each(|fault| depot.form.add_error("fichiers", fault)),
            Err(refused) => refused.into_form(&mut depot.form, "fichiers")?,
        }
    }
    Ok((REFUSED, view(&house, &agent, &depot.form)).into_response())
}

/// The actes that the files make; or every fault.
async fn ready(
    house: &House,
    given: Vec<Received>,
    commun: Commun,
) -> Result<Result<Vec<lots::Pret>, Vec<String>>, GesteError> {
    let mut files = Vec::new();
    let mut table = None;
    let mut sort = |file: Received| {
        if is_table(&file.nom) { table = Some(file) } else { files.push(file) }
    };
    for file in given {
        if file.nom.to_lowercase().ends_with(".zip") {
            let max = house.config().max_upload;
            lots::unpack(house.documents(), &file, max).await?.into_iter().for_each(&mut sort);
        } else {
            sort(file);
        }
    }
    let prevus = match table {
        Some(table) => match read(house, &table, commun).await? {
            Ok(prevus) => prevus,
            Err(faults) => return Ok(Err(faults)),
        },
        None => lot::from_names(&files.iter().map(|file| file.nom.clone()).collect::<Vec<_>>(), commun),
    };
    lots::look(house.documents(), prevus, &files).await
}

fn is_table(nom: &str) -> bool {
    let nom = nom.to_lowercase();
    [".csv", ".ods", ".xlsx", ".txt"].iter().any(|end| nom.ends_with(end))
}

async fn read(house: &House, table: &Received, commun: Commun) -> Result<Result<Vec<Prevu>, Vec<String>>, GesteError> {
    if table.taille > TABLE_MAX {
        return Ok(Err(vec!["Ce tableau est trop long\u{a0}: 2 Mo au plus.".to_owned()]));
    }
    let file = house.documents().open_received(table).await.map_err(GesteError::internal)?;
    let today = house.clock().today();
    let read = tokio::task::spawn_blocking(move || {
        let mut octets = Vec::new();
        std::io::Read::read_to_end(&mut &file, &mut octets)?;
        Ok::<_, std::io::Error>(lot::read_table(&octets, commun, today))
    });
    read.await.map_err(GesteError::internal)?.map_err(GesteError::internal)
}

/// The table to fill.
pub(super) async fn model(_: State<House>, _: Agent<Deposer>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"actes.csv\""),
    ];
    // The mark by which spreadsheets know the encoding.
    (headers, format!("\u{feff}{}", lot::MODELE)).into_response()
}

fn view(house: &House, agent: &Agent<Deposer>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = base(&agent.collectivite);
    let natures = NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    let form = Form::post(format!("{base}/lots"), &shell.csrf)
        .state(state)
        .field(Field::hidden("id", state.value("id")))
        .field(
            Field::file("fichiers", "Fichiers des actes", ACCEPTES)
                .multiple()
                .help("Tous les PDF d’un coup, ou une archive ZIP. Ajoutez un tableau (CSV, Excel, ODS) si vous en avez un\u{a0}: il dit le numéro, l’objet, la matière et les annexes."),
        )
        .group_explained(
            "Ce qu’ils ont en commun",
            "Pour tout ce que le tableau ne dit pas.",
            [
                Field::select("nature", "Nature", natures).without_blank(),
                Field::date("decision_le", "Date de la décision").optional().help("Le jour de la séance."),
            ],
        )
        .submit("Déposer ces actes")
        .cancel(&base);
    Page::new(&shell, "Déposer plusieurs actes")
        .lead("Le lendemain du conseil\u{a0}: tous les actes ensemble, corrigés sur une seule page, puis transmis.")
        .breadcrumb(Breadcrumb::new().link("Actes", &base))
        .action(Action::link("Modèle de tableau", format!("{base}/lots/modele.csv")).download().icon(Icon::Download))
        .aide(
            Aide::new("Sans tableau", "Chaque fichier fait un acte. Beffroi lit le numéro et l’objet dans son nom quand il le peut, et vous les corrigez sur la page suivante.")
                .example("2026-041 Tarifs de la cantine.pdf donne le numéro 2026_041 et l’objet «\u{a0}Tarifs de la cantine\u{a0}»."),
        )
        .content(Carte::untitled().content(form))
}
