//! The preparation of an acte: what is missing, what the préfecture would refuse, then the button that sends.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use db::Tx;
use kernel::parse_date;
use maud::{Markup, html};
use norme_actes::{Constat, Gravite, TAILLE_MAX};
use web::{
    Agent, Depot, Formulaire, House, WebError,
    ui::{
        Action, ActionButton, Alert, Breadcrumb, Carte, Choice, Etat, Field, Form, FormState, Icon, Page, Ton,
        suggestions,
    },
    with_fait,
};

use super::{
    acces::{REFUSED, contexte, find},
    acte_create::{ACCEPTES, steps},
    mots::{base, page_of, pill, taille},
};
use crate::{
    domain::{
        Acte, ActeId, Canal, Choix, Classement, EtatActe, FicheActe, Groupe, LotId, NUMERO_MAX, NatureActe, OBJET_MAX,
        PieceActe, PieceId, Refus,
    },
    droits::{ConsulterActes, Deposer, Transmettre},
    gestes::{
        actes as acts,
        archives::Fichier,
        envois, groupes,
        transmission::{self, Rapport},
    },
    store::{classements, pieces},
};

/// What the page shows.
struct Vue {
    acte: Acte,
    files: Vec<PieceActe>,
    classement: Classement,
    report: Rapport,
    canal: Option<Canal>,
    groupes: Vec<Groupe>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, id).await?;
    drop(tx);
    if !vue.acte.etat.is_modifiable() {
        return Ok(Redirect::to(&page_of(&agent.collectivite, id)).into_response());
    }
    let state = typed(&vue);
    Ok(view(&house, &agent, &vue, &state).into_response())
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, id).await?;
    let revision = form.value("revision").parse().unwrap_or(0);
    let decision_le = form.read_if_filled("decision_le", parse_date);
    let matiere = form.read_if_filled("matiere", |typed| vue.classement.find(typed).ok_or(Refus::MatiereInconnue));
    let fiche = FicheActe {
        nature: NatureActe::from_code(form.value("nature")).unwrap_or(vue.acte.fiche.nature),
        numero: form.value("numero").to_owned(),
        decision_le,
        objet: form.value("objet").to_owned(),
        matiere: matiere.map(|choice| choice.code).unwrap_or_default(),
        papier: form.checked("papier"),
        precedent: form.value("precedent").to_owned(),
    };
    let fiche = fiche.cleaned();
    for (field, refus) in fiche.faults(house.clock().today()) {
        form.add_error(field, refus.to_string());
    }
    if form.is_valid() {
        let ctx = contexte(&house, &agent);
        match acts::edit(&mut tx, ctx, (id, revision), fiche).await {
            Ok(acte) => {
                for piece in &vue.files {
                    let code = form.value(&format!("type_{}", piece.id)).to_owned();
                    if !code.is_empty() && code != piece.type_pj {
                        acts::set_type(&mut tx, ctx, &acte, (piece.id, &code)).await?;
                    }
                }
                if !vue.groupes.is_empty() {
                    acts::reserve(&mut tx, ctx, id, form.value("groupe").parse().ok()).await?;
                }
                tx.commit().await?;
                let there = format!("{}/preparation", page_of(&agent.collectivite, id));
                return Ok(Redirect::to(&with_fait(&there, "actes-enregistre")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "")?,
        }
    }
    drop(tx);
    Ok((REFUSED, view(&house, &agent, &vue, &form)).into_response())
}

/// Sends what is saved. Twice the same click is one sending.
pub(super) async fn transmit(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let sent = transmission::transmit(&mut tx, &house, contexte(&house, &agent), id).await;
    let refused = match sent {
        Ok(()) => {
            tx.commit().await?;
            house.wake().now();
            let there = page_of(&agent.collectivite, id);
            return Ok(Redirect::to(&with_fait(&there, "actes-transmis")).into_response());
        }
        Err(refused) => refused.sentence()?,
    };
    drop(tx);
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, id).await?;
    let mut state = typed(&vue);
    state.add_error("", refused);
    Ok((REFUSED, view(&house, &agent, &vue, &state)).into_response())
}

/// Says that it is ready, for who may send.
pub(super) async fn set_ready(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set_ready(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&base(&agent.collectivite), "actes-pret")))
}

/// Files added after the first ones.
pub(super) async fn join(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let vue = load(&mut tx, &house, &agent, id).await?;
    drop(tx);
    let mut files = Vec::new();
    let received: Vec<_> = depot.files("annexes").cloned().collect();
    for file in received {
        match Fichier::look(house.documents(), file, vue.acte.fiche.nature).await {
            Ok(file) => files.push(file),
            Err(refused) => refused.into_form(&mut depot.form, "annexes")?,
        }
    }
    if files.is_empty() && depot.form.is_valid() {
        depot.form.add_error("annexes", "Choisissez un fichier.");
    }
    if depot.form.is_valid() {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let acte = find(&mut tx, &house, &agent, id).await?;
        acts::join(&mut tx, contexte(&house, &agent), &acte, &files).await?;
        tx.commit().await?;
        let there = format!("{}/preparation", page_of(&agent.collectivite, id));
        return Ok(Redirect::to(&with_fait(&there, "actes-piece")).into_response());
    }
    let mut state = typed(&vue);
    if let Some(error) = depot.form.error("annexes") {
        state.add_error("annexes", error);
    }
    Ok((REFUSED, view(&house, &agent, &vue, &state)).into_response())
}

pub(super) async fn unjoin(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    acts::unjoin(&mut tx, contexte(&house, &agent), &acte, piece).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{}/preparation", page_of(&agent.collectivite, id))))
}

pub(super) async fn raise(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let acte = find(&mut tx, &house, &agent, id).await?;
    acts::raise(&mut tx, contexte(&house, &agent), &acte, piece).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{}/preparation", page_of(&agent.collectivite, id))))
}

async fn load<P>(tx: &mut Tx, house: &House, agent: &Agent<P>, id: ActeId) -> Result<Vue, WebError> {
    let ctx = contexte(house, agent);
    let acte = find(tx, house, agent, id).await?;
    let files = pieces::list_of(tx, agent.id(), id).await?;
    let report = transmission::report(tx, house, ctx, (&acte, &files)).await?;
    let known = classements::find(tx, agent.id()).await?;
    let classement = known.unwrap_or_else(|| Classement::national(house.clock().today()));
    let canal = envois::canal(tx, ctx).await?;
    let groupes = groupes::list(tx, ctx).await?;
    Ok(Vue { acte, files, classement, report, canal, groupes })
}

/// The acte as its form shows it.
fn typed(vue: &Vue) -> FormState {
    let fiche = &vue.acte.fiche;
    let matiere = fiche.codes_matieres().and_then(|codes| vue.classement.find(&codes.to_string()));
    let state = FormState::default()
        .with("revision", vue.acte.revision.to_string())
        .with("nature", fiche.nature.code())
        .with("numero", &fiche.numero)
        .with("decision_le", fiche.decision_le.map(|day| day.to_string()).unwrap_or_default())
        .with("objet", &fiche.objet)
        .with("matiere", matiere.map_or_else(|| fiche.matiere.clone(), |choice| words(&choice)))
        .with("precedent", &fiche.precedent)
        .with("groupe", vue.acte.groupe.map(|id| id.to_string()).unwrap_or_default());
    let state = if fiche.papier { state.with("papier", "oui") } else { state };
    vue.files.iter().fold(state, |state, file| state.with(format!("type_{}", file.id), &file.type_pj))
}

pub(super) fn words(choice: &Choix) -> String {
    format!("{} {}", choice.code, choice.libelle)
}

fn view<P>(house: &House, agent: &Agent<P>, vue: &Vue, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let (base, there) = (base(&agent.collectivite), page_of(&agent.collectivite, vue.acte.id));
    let title = if vue.acte.fiche.objet.is_empty() { "Acte sans objet" } else { &vue.acte.fiche.objet };
    let choices = vue.classement.choices();
    let listed: Vec<String> = choices.iter().map(words).collect();
    let form = form(vue, state, (&shell.csrf, &there));
    let page = Page::new(&shell, title)
        .lead(html! { (vue.acte.fiche.nature.libelle()) " — " (pill(vue.acte.etat)) })
        .breadcrumb(way(&base, vue.acte.lot))
        .action(Action::danger("Supprimer", format!("{there}/suppression")).confirmed().icon(Icon::Trash2));
    page.content(steps(1)).content(html! {
        (suggestions("matieres", listed.iter().map(String::as_str)))
        div.grille {
            div.pile {
                @if vue.acte.etat == EtatActe::Refuse && !vue.acte.motif.is_empty() {
                    (Alert::new(Ton::Erreur, html! { "Refusé\u{a0}: " (vue.acte.motif) }))
                }
                (Carte::new("Ce que la préfecture doit savoir").content(form))
            }
            div.pile {
                div #verification data-suite { (verification(vue, agent.can::<Transmettre>(), (&shell.csrf, &there))) }
                (files(vue, state, (&shell.csrf, &there)))
            }
        }
    })
}

/// By the lot with which it came.
fn way(base: &str, lot: Option<LotId>) -> Breadcrumb {
    let way = Breadcrumb::new().link("Actes", base);
    lot.map_or(way.clone(), |lot| way.link("Le lot", format!("{base}/lots/{lot}")))
}

fn form<'a>(vue: &'a Vue, state: &'a FormState, (csrf, there): (&str, &str)) -> Form<'a> {
    let natures = NatureActe::TOUTES.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    let codes = vue.acte.fiche.codes_matieres();
    let types = vue.classement.types(vue.acte.fiche.nature, codes);
    let form = Form::post(format!("{there}/preparation"), csrf)
        .state(state)
        .field(Field::hidden("revision", state.value("revision")))
        .field(
            Field::text("matiere", "Matière")
                .list("matieres")
                .help("Tapez quelques mots ou le code, puis choisissez. Exemple\u{a0}: subventions, marchés, 7.5."),
        )
        .field(Field::textarea("objet", "Objet").rows(2).max_length(u32::try_from(OBJET_MAX).unwrap_or(u32::MAX)))
        .row([
            Field::text("numero", "Numéro").short().max_length(u32::try_from(NUMERO_MAX).unwrap_or(u32::MAX)),
            Field::date("decision_le", "Date de la décision").short(),
            Field::select("nature", "Nature", natures).without_blank(),
        ]);
    let form = vue.files.iter().fold(form, |form, file| {
        let known = types.iter().any(|(code, _)| *code == file.type_pj);
        let listed = types.iter().map(|(code, libelle)| Choice::new(code.clone(), format!("{libelle} ({code})")));
        let other = (!known).then(|| Choice::new(file.type_pj.clone(), file.type_pj.clone()));
        let label = format!("Type de document\u{a0}: {}", file.nom);
        form.field(Field::select(format!("type_{}", file.id), label, other.into_iter().chain(listed)).without_blank())
    });
    let form = if vue.groupes.is_empty() {
        form
    } else {
        let groups = vue.groupes.iter().map(|one| Choice::new(one.id.to_string(), format!("{} seulement", one.nom)));
        form.field(
            Field::select("groupe", "Qui le voit", groups).blank("Tous ceux qui consultent les actes").optional(),
        )
    };
    let form = form
        .field(
            Field::text("precedent", "Identifiant de l’acte modifié").optional().help(
                "Si cet acte en modifie un autre déjà transmis. Exemple\u{a0}: 082-218200020-20261117-2026_112-DE.",
            ),
        )
        .field(Field::checkbox("papier", "D’autres documents suivent sur papier").optional());
    form.keeps_itself().submit("Enregistrer et vérifier")
}

/// What would be refused, and what deserves a look.
fn verification(vue: &Vue, sends: bool, (csrf, there): (&str, &str)) -> Markup {
    let total: i64 = vue.files.iter().map(|file| file.taille).sum();
    let max = i64::try_from(TAILLE_MAX).unwrap_or(i64::MAX);
    let title = if vue.report.is_clear() { "La préfecture l’accepterait" } else { "Avant de transmettre" };
    html! {
        (Carte::new(title).content(html! {
            ul.raisons {
                @for obstacle in &vue.report.obstacles { li { (Etat::refus(obstacle.to_string())) } }
                @for constat in &vue.report.constats { li { (line(constat)) } }
                @if vue.report.is_clear() { li { (Etat::fait("Rien de ce qu’elle contrôle n’est faux.")) } }
            }
            p.discret { (taille(total)) " sur " (taille(max)) " au plus." }
            @if vue.report.is_clear() && sends {
                (ActionButton::new("Transmettre à la préfecture", format!("{there}/envoi"), csrf).icon(Icon::Send).primary())
            } @else if vue.report.is_clear() && vue.acte.etat != EtatActe::Pret {
                (ActionButton::new("C’est prêt, à transmettre", format!("{there}/pret"), csrf).icon(Icon::Check).primary())
            }
            @if vue.canal == Some(Canal::Ecole) { p.discret { "À l’école\u{a0}: rien ne part à la vraie préfecture." } }
        }))
    }
}

fn line(constat: &Constat) -> Etat {
    match constat.gravite {
        Gravite::Refus => Etat::refus(&constat.phrase),
        Gravite::Alerte => Etat::attente(&constat.phrase),
    }
}

fn files(vue: &Vue, state: &FormState, (csrf, there): (&str, &str)) -> Markup {
    let add = Form::post(format!("{there}/pieces"), csrf)
        .state(state)
        .field(Field::file("annexes", "Ajouter des annexes", ACCEPTES).multiple().optional())
        .submit("Ajouter");
    html! {
        (Carte::new("Fichiers").content(html! {
            ul {
                @for file in &vue.files {
                    li {
                        a href={ (there) "/pieces/" (file.id) } { (file.nom) }
                        br;
                        span.discret { (file.role()) ", " (taille(file.taille)) @if let Some(pages) = file.pages { ", " (kernel::combien(pages, "page", "pages")) } @if file.signee { ", signé" } }
                        @if file.is_budget() { br; a href={ (there) "/pieces/" (file.id) "/budget" } { "Lire le budget en tableaux" } }
                        div.rang {
                            @if file.rang > 1 { (ActionButton::new("Monter", format!("{there}/pieces/{}/remontee", file.id), csrf).quiet().context(&file.nom)) }
                            (ActionButton::new("Retirer", format!("{there}/pieces/{}/retrait", file.id), csrf).quiet().context(&file.nom))
                        }
                    }
                }
            }
            (add)
        }))
    }
}

/// Whoever reads the acte reads its files.
pub(crate) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id, piece)): Path<(String, ActeId, PieceId)>,
    asked: axum::http::HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let piece = pieces::find(&mut tx, agent.id(), (id, piece)).await?.ok_or(WebError::NotFound)?;
    web::telechargement::serve(&house, &mut tx, (agent.id(), piece.document_id), &asked).await
}
