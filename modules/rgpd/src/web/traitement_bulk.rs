//! Several traitements at once: submitted, given to a service, to be read again on a day, shown or not, archived.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::parse_date;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Alert, Breadcrumb, Carte, Choice, Field, Form, FormState, Page, Ton},
    with_fait,
};

use super::{
    acces::{choices, contexte, limite, may_attach, own_services},
    mots::{combien, registre},
};
use crate::{
    domain::{EtatTraitement, Refus, Traitement, TraitementId},
    droits::{GererRegistre, Rediger},
    gestes::{
        GesteError,
        traitements::{self as acts, Acte},
    },
    store::services::{self, Service},
};

/// What can be done to several.
const GESTES: &[(&str, &str, &str)] = &[
    ("soumettre", "Soumettre au délégué", "Ceux qui sont en brouillon partent au contrôle."),
    ("service", "Rattacher à un service", "Ils changent de service, sans rien perdre."),
    ("relecture", "Fixer la prochaine relecture", "Une même date pour tous."),
    ("gestionnaire", "Nommer un gestionnaire", "La personne ou le service qui s’en occupe."),
    ("montrer", "Montrer sur la page publique", ""),
    ("cacher", "Ne pas montrer sur la page publique", ""),
    ("archiver", "Archiver", "Ils sortent du registre et restent lisibles."),
];

/// The ticked rows come here; then what to do with them.
pub(super) async fn apply(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let ids: Vec<TraitementId> = form.all("choix").map(str::parse).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Err(WebError::Refus(Refus::RienDeCoche.to_string()));
    }
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let own = own_services(&mut tx, &agent).await?;
    let rows = visible(&mut tx, &agent, &ids).await?;
    if form.value("geste") == "choisir" || form.value("quoi").is_empty() {
        if form.value("geste") != "choisir" {
            form.add_error("quoi", "Choisissez ce qu’il faut faire.");
        }
        let status = if form.is_valid() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok((status, view(&house, &agent, &rows, &own, &form)).into_response());
    }
    match act(&mut tx, &house, &agent, (&rows, &own), &mut form).await {
        Ok(()) if form.is_valid() => {
            tx.commit().await?;
            house.wake().now();
            Ok(Redirect::to(&with_fait(&registre(&agent.collectivite), "rgpd-lot-fait")).into_response())
        }
        Ok(()) => Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &rows, &own, &form)).into_response()),
        Err((row, refused)) => {
            let nom = row.map(|t| format!("«\u{a0}{}\u{a0}»\u{a0}: ", t.contenu.nom)).unwrap_or_default();
            form.add_error("quoi", format!("{nom}{}", refused.sentence()?));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &rows, &own, &form)).into_response())
        }
    }
}

/// Those of these that this person sees; one that is not theirs does not exist.
async fn visible(tx: &mut db::Tx, agent: &Agent<Rediger>, ids: &[TraitementId]) -> Result<Vec<Traitement>, WebError> {
    let rows = crate::store::traitements::list_many(tx, agent.id(), ids).await?;
    let own = match limite(agent) {
        None => None,
        Some(personne) => Some(services::of_personne(tx, agent.id(), personne).await?),
    };
    let seen = |t: &Traitement| own.as_ref().is_none_or(|own| t.service.is_some_and(|service| own.contains(&service)));
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if rows.len() != wanted.len() || !rows.iter().all(seen) {
        return Err(WebError::NotFound);
    }
    Ok(rows)
}

type Refusal<'a> = (Option<&'a Traitement>, GesteError);

/// All or nothing: the first that cannot be done is told, by its name.
async fn act<'a>(
    tx: &mut db::Tx,
    house: &House,
    agent: &Agent<Rediger>,
    (rows, own): (&'a [Traitement], &[Service]),
    form: &mut FormState,
) -> Result<(), Refusal<'a>> {
    let ctx = contexte(house, agent);
    let quoi = form.value("quoi").to_owned();
    let manager = agent.can::<GererRegistre>();
    let date = if quoi == "relecture" { form.read("relecture", parse_date) } else { None };
    let service = if quoi == "service" { form.read("service", str::parse) } else { None };
    if quoi == "service"
        && let Err(refused) = may_attach(agent, own, service)
    {
        form.add_error("service", refused);
    }
    if !form.is_valid() {
        return Ok(());
    }
    let gestionnaire = form.value("gestionnaire").trim().to_owned();
    let motif = form.value("motif").to_owned();
    for t in rows {
        let (row, mut contenu) = (t.clone(), t.contenu.clone());
        let done = match quoi.as_str() {
            "soumettre" if t.etat != EtatTraitement::Brouillon => Ok(()),
            "soumettre" => acts::act(tx, ctx, row, Acte::Soumission).await,
            "service" => acts::edit(tx, ctx, row, contenu, service).await,
            "relecture" => {
                contenu.revision_le = date;
                acts::edit(tx, ctx, row, contenu, t.service).await
            }
            "gestionnaire" => {
                contenu.gestionnaire.clone_from(&gestionnaire);
                acts::edit(tx, ctx, row, contenu, t.service).await
            }
            "montrer" | "cacher" if manager => acts::mark(tx, ctx, row, Some(quoi == "montrer")).await,
            "archiver" if manager => acts::act(tx, ctx, row, Acte::Archivage { motif: motif.clone() }).await,
            _ => Err(GesteError::NotFound),
        };
        done.map_err(|refused| (Some(t), refused))?;
    }
    Ok(())
}

fn view(house: &House, agent: &Agent<Rediger>, rows: &[Traitement], own: &[Service], state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let manager = agent.can::<GererRegistre>();
    let allowed = |code: &str| match code {
        "montrer" | "cacher" | "archiver" => manager,
        "service" => !own.is_empty(),
        _ => true,
    };
    let gestes = GESTES.iter().filter(|(code, ..)| allowed(code));
    let gestes = gestes.map(|(code, libelle, help)| Choice::new(*code, *libelle).help(*help));
    let mut form = Form::post(format!("{base}/traitements/lot"), &shell.csrf).state(state);
    for t in rows {
        form = form.markup(html! { input type="hidden" name="choix" value=(t.id); });
    }
    form = form.field(Field::radio_cards("quoi", "Que faire\u{a0}?", gestes.collect::<Vec<_>>()));
    if !own.is_empty() {
        form = form.field(Field::select("service", "Service, pour les rattacher", choices(own)).optional());
    }
    form = form
        .field(Field::date("relecture", "Date, pour fixer la relecture").optional())
        .field(Field::text("gestionnaire", "Nom, pour nommer un gestionnaire").optional().max_length(255));
    if manager {
        form = form.field(Field::text("motif", "Pourquoi, pour archiver").optional().max_length(1_000));
    }
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let validated = rows.iter().filter(|t| t.etat == EtatTraitement::Valide).count();
    Page::new(&shell, format!("{} d’un coup", combien(count, "traitement", "traitements")))
        .lead(rows.iter().take(8).map(|t| t.contenu.nom.as_str()).collect::<Vec<_>>().join(", ") + if rows.len() > 8 { "…" } else { "." })
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .content(html! {
            @if validated > 0 {
                (Alert::new(Ton::Attention, "Certains sont validés\u{a0}: changer leur relecture ou leur gestionnaire ouvre leur version suivante, à valider à nouveau."))
            }
        })
        .content(Carte::untitled().content(form.submit("Faire").cancel(&base)))
}
