//! What the centre proposes to a collectivité: new versions of the models from which its fiches come, taken or kept part by
//! part; and the model that resembles a fiche written alone.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_courte;
use maud::{Markup, html};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, Aide, Alert, Breadcrumb, Carte, Column, Empty, Etat, EtatTon, FormState, Icon, Page, Row, Table, Ton,
    },
    with_fait,
};

use super::{
    acces::{contexte, find},
    mots::{combien, registre},
};
use crate::{
    domain::{Champ, EtatProposition, PropositionId, Refus, TraitementId, lignes},
    droits::{ConsulterTout, Rediger},
    gestes::propositions::{self as acts, Examen},
    store::propositions::{self, Proposition},
};

pub(super) async fn list(State(house): State<House>, agent: Agent<ConsulterTout>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = propositions::list(&mut tx, agent.id()).await?;
    drop(tx);
    let base = registre(&agent.collectivite);
    let waiting = all.iter().filter(|p| p.etat == EtatProposition::Attente).count();
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    let title = match waiting {
        0 => "Aucune mise à jour n’attend votre réponse".to_owned(),
        n => format!("{} de modèle à relire", combien(n, "mise à jour", "mises à jour")),
    };
    Ok(Page::new(&agent.shell(&house), title)
        .lead(
            "Le centre de gestion a mis à jour des modèles dont viennent vos fiches. Rien ne change sans votre accord.",
        )
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .content(Carte::untitled().content(table(&all, &base))))
}

fn table(all: &[Proposition], base: &str) -> Markup {
    if all.is_empty() {
        return html! { (Empty::new("Aucune proposition").icon(Icon::Inbox).next("Quand le centre de gestion mettra à jour un modèle que vous avez repris, vous le verrez ici.")) };
    }
    let table = Table::new("Propositions")
        .column(Column::new("nom", "Fiche"))
        .column(Column::new("version", "Version du modèle"))
        .column(Column::new("etat", "Réponse"))
        .rows(all.iter().map(|p| {
            Row::new()
                .cell(html! { a href={ (base) "/propositions/" (p.id) } { (p.nom) } })
                .cell(format!("{} → {}", p.de_version, p.version))
                .cell(answer(p))
        }));
    html! { (table) }
}

fn answer(p: &Proposition) -> Markup {
    let ton = match p.etat {
        EtatProposition::Attente => EtatTon::Attente,
        EtatProposition::Acceptee | EtatProposition::Partielle => EtatTon::Fait,
        EtatProposition::Gardee | EtatProposition::Remplacee => EtatTon::Neutre,
    };
    html! {
        (Etat::new(ton, p.etat.libelle()))
        @if let (Some(le), Some(par)) = (p.repondu_le, &p.repondu_par) {
            br; span.discret { "le " (date_courte(le.to_paris().date())) " par " (par) }
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Path((_, id)): Path<(String, PropositionId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let (p, examen) = acts::examine(&mut tx, ctx, agent.collectivite.fiche.genre, id).await?;
    drop(tx);
    let action = format!("{}/propositions/{id}", registre(&agent.collectivite));
    let open = p.etat == EtatProposition::Attente && agent.can::<Rediger>();
    let lead = html! {
        @if examen.note.is_empty() { "Le modèle a changé." } @else { (examen.note) }
        @if p.etat != EtatProposition::Attente { " " (answer(&p)) }
    };
    Ok(view(&house, &agent, &examen, (open.then_some(action.as_str()), "Garder ma fiche telle quelle")).lead(lead))
}

pub(super) async fn reply(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Path<(String, PropositionId)>,
    Formulaire(form): Formulaire,
) -> Result<Response, WebError> {
    let pris = taken(&form)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    let p = propositions::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    find(&mut tx, &house, &agent, p.traitement_id).await?;
    let etat = acts::reply(&mut tx, ctx, agent.collectivite.fiche.genre, id, &pris).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(done(&registre(&agent.collectivite), p.traitement_id, etat))
}

/// The model that resembles a fiche, beside it.
pub(super) async fn suggest(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, code)): Path<(String, TraitementId, String)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let examen = acts::suggest(&mut tx, contexte(&house, &agent), agent.collectivite.fiche.genre, (id, &code)).await?;
    drop(tx);
    let action = format!("{}/traitements/{id}/modele/{code}", registre(&agent.collectivite));
    Ok(view(&house, &agent, &examen, (Some(&action), "Ne rien prendre"))
        .lead("Le centre de gestion a un modèle qui ressemble à votre fiche. Prenez-en ce qui vous sert."))
}

pub(super) async fn adopt(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, code)): Path<(String, TraitementId, String)>,
    Formulaire(form): Formulaire,
) -> Result<Response, WebError> {
    let pris = taken(&form)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    find(&mut tx, &house, &agent, id).await?;
    let examen = acts::suggest(&mut tx, ctx, agent.collectivite.fiche.genre, (id, &code)).await?;
    let etat = acts::adopt(&mut tx, ctx, examen, &pris).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(done(&registre(&agent.collectivite), id, etat))
}

fn done(base: &str, id: TraitementId, etat: EtatProposition) -> Response {
    let fait = if etat == EtatProposition::Gardee { "rgpd-garde" } else { "rgpd-accepte" };
    Redirect::to(&with_fait(&format!("{base}/traitements/{id}"), fait)).into_response()
}

/// The parts that are ticked; `tout_garder` keeps the fiche.
fn taken(form: &FormState) -> Result<Vec<Champ>, WebError> {
    if form.value("geste") == "garder" {
        return Ok(Vec::new());
    }
    let pris = form.all("champs").map(str::parse::<Champ>).collect::<Result<Vec<_>, _>>()?;
    if pris.is_empty() { Err(WebError::Refus(Refus::RienChoisi.to_string())) } else { Ok(pris) }
}

fn view<P>(house: &House, agent: &Agent<P>, examen: &Examen, (action, keep): (Option<&str>, &str)) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let t = &examen.traitement;
    let there = format!("{base}/traitements/{}", t.id);
    let page = Page::new(&shell, format!("«\u{a0}{}\u{a0}»\u{a0}: ce que propose le modèle", t.contenu.nom))
        .breadcrumb(
            Breadcrumb::new()
                .link("Registre RGPD", &base)
                .link("Propositions", format!("{base}/propositions"))
                .link(&t.contenu.nom, &there),
        )
        .action(Action::link("Voir la fiche", &there).icon(Icon::Eye))
        .aide(
            Aide::new("Que cocher\u{a0}?", "Cochez ce que vous prenez du modèle. Ce que vous aviez réécrit n’est pas coché d’avance\u{a0}: vous le perdriez.")
                .example("la durée de conservation change avec un décret\u{a0}: cochez «\u{a0}Données\u{a0}»."),
        );
    if examen.ecarts.is_empty() {
        return page
            .content(Alert::new(Ton::Info, "Votre fiche dit déjà tout ce que propose le modèle."))
            .content(html! { @if let Some(action) = action { (keep_form(action, keep, &shell.csrf)) } });
    }
    page.content(Carte::untitled().content(html! {
        form method="post" action=[action] {
            input type="hidden" name="_csrf" value=(shell.csrf);
            div.pile { @for ecart in &examen.ecarts { (part(examen, ecart.champ, ecart.personnalise, action.is_some())) } }
            @if action.is_some() {
                div.rang {
                    button.btn.btn-primary type="submit" { "Prendre ce qui est coché" }
                    button.btn.btn-secondaire type="submit" name="geste" value="garder" { (keep) }
                }
            }
        }
    }))
}

fn keep_form(action: &str, keep: &str, csrf: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="_csrf" value=(csrf);
            button.btn.btn-secondaire type="submit" name="geste" value="garder" { (keep) }
        }
    }
}

/// A part: both texts, and the box that takes the model's.
fn part(examen: &Examen, champ: Champ, own: bool, open: bool) -> Markup {
    let told = |contenu| {
        let lines = lignes(contenu, champ);
        html! { @if lines.is_empty() { span.discret { "— rien —" } } @for line in &lines { div { (line) } } }
    };
    let id = format!("champ-{champ}");
    html! {
        fieldset.bloc {
            legend { (champ.libelle()) @if own { " " (Etat::attente("vous l’avez réécrit")) } }
            div.colonnes {
                div { b { "Votre fiche" } (told(&examen.traitement.contenu)) }
                div { b { "Le modèle" } (told(&examen.propose)) }
            }
            @if open {
                div.option.seule {
                    input type="checkbox" id=(id) name="champs" value=(champ) checked[!own];
                    label for=(id) { "Prendre le texte du modèle" span.visually-hidden { " pour «\u{a0}" (champ.libelle()) "\u{a0}»" } }
                }
            }
        }
    }
}
