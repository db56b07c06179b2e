//! The guided entry of a traitement, one step a page: saved at any moment, without JavaScript, and never over what somebody
//! else has just written.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::date_courte;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Alert, Breadcrumb, Carte, Form, FormState, Page, Stepper, Ton, details},
    with_fait,
};

use super::{
    acces::{contexte, find, may_attach, own_services},
    difference_view,
    etape_fields::{self, Entoure},
    mots::registre,
    rangs::Geste,
    saisie,
};
use crate::{
    domain::{
        Champ, Contenu, Difference, Etape, EtatTraitement, ServiceId, Traitement, TraitementId, conseil_aipd,
        differences, empreinte, manques,
    },
    droits::Rediger,
    gestes::{GesteError, traitements},
    store::{catalogue::Nomme, services::Service},
};

type Chemin = Path<(String, TraitementId, String)>;

/// What the page shows around the fields.
struct Vue<'a> {
    etape: Etape,
    traitement: &'a Traitement,
    services: &'a [Service],
    geste: &'a Geste,
    catalogue: &'a [Nomme],
    /// What somebody else wrote meanwhile.
    conflit: Option<Vec<Difference>>,
}

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, etape)): Chemin,
) -> Result<Page, WebError> {
    let etape: Etape = etape.parse().map_err(|_| WebError::NotFound)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let services = own_services(&mut tx, &agent).await?;
    let catalogue = etape_fields::known(&mut tx, etape).await?;
    drop(tx);
    let geste = asked_by(agent.query());
    let state = filled(&t, &t.contenu, etape);
    let vue = Vue { etape, traitement: &t, services: &services, geste: &geste, catalogue: &catalogue, conflit: None };
    Ok(page(&house, &agent, &vue, &state))
}

/// `?plus=finalites`: one more empty row; `?conseil=oui`: what the rule advises.
pub(super) fn asked_by(query: &str) -> Geste {
    let state = FormState::from_urlencoded(query);
    match state.value("plus") {
        "" if state.checked("conseil") => Geste::Conseil,
        "" => Geste::Rester,
        liste => Geste::Ajouter(liste.to_owned()),
    }
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, etape)): Chemin,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let etape: Etape = etape.parse().map_err(|_| WebError::NotFound)?;
    let geste = Geste::of(&form);
    loop {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let t = find(&mut tx, &house, &agent, id).await?;
        let services = own_services(&mut tx, &agent).await?;
        let catalogue = etape_fields::known(&mut tx, etape).await?;
        form.errors.clear();
        let typed = saisie::read(&mut form, etape, &t.contenu, &geste);
        let service = service(&mut form, &agent, &services, etape, t.service);
        let vue =
            |conflit| Vue { etape, traitement: &t, services: &services, geste: &geste, catalogue: &catalogue, conflit };
        if seen(&t.contenu, etape) != form.value("vu") && typed != t.contenu {
            let shown = with_seen(&form, &t.contenu, etape);
            let changed = differences(&t.contenu, &typed);
            return Ok((StatusCode::CONFLICT, page(&house, &agent, &vue(Some(changed)), &shown)).into_response());
        }
        if form.is_valid() {
            match traitements::edit(&mut tx, contexte(&house, &agent), t.clone(), typed, service).await {
                Ok(()) => {
                    tx.commit().await?;
                    house.wake().now();
                    return Ok(Redirect::to(&next(&agent, id, etape, &geste, &form)).into_response());
                }
                // Somebody passed between the reading and the writing: what they wrote is read again.
                Err(GesteError::Conflict) => continue,
                Err(refused) => {
                    form.add_error(if etape == Etape::Essentiel { "reference" } else { "" }, refused.sentence()?);
                }
            }
        }
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &vue(None), &form)).into_response());
    }
}

/// The service is chosen on the first step; elsewhere it stays.
fn service(
    form: &mut FormState,
    agent: &Agent<Rediger>,
    own: &[Service],
    etape: Etape,
    kept: Option<ServiceId>,
) -> Option<ServiceId> {
    if etape != Etape::Essentiel {
        return kept;
    }
    let chosen = form.read_if_filled("service", str::parse::<ServiceId>);
    if chosen != kept
        && let Err(refused) = may_attach(agent, own, chosen)
    {
        form.add_error("service", refused);
    }
    chosen
}

fn next(agent: &Agent<Rediger>, id: TraitementId, etape: Etape, geste: &Geste, form: &FormState) -> String {
    let there = format!("{}/traitements/{id}", registre(&agent.collectivite));
    let here = format!("{there}/etapes/{etape}");
    match geste {
        Geste::Continuer => match etape.next() {
            Some(next) => with_fait(&format!("{there}/etapes/{next}"), "rgpd-enregistre"),
            None => with_fait(&there, "rgpd-enregistre"),
        },
        Geste::Rester => with_fait(&here, "rgpd-enregistre"),
        Geste::Conseil => format!("{here}?conseil=oui#conseil"),
        Geste::Retirer(liste, _) => format!("{}#{liste}", with_fait(&here, "rgpd-enregistre")),
        Geste::Ajouter(liste) => {
            let more = form.all(&format!("{liste}_ajout")).count();
            let asked = if more == 0 { format!("?plus={liste}") } else { String::new() };
            format!("{here}{asked}#{liste}")
        }
    }
}

/// What this step showed: the proof that one has read what one is about to replace.
fn seen(contenu: &Contenu, etape: Etape) -> String {
    let told: Vec<_> = etape.champs().iter().map(|champ| champ.of(contenu)).collect();
    empreinte(&told)
}

fn filled(t: &Traitement, contenu: &Contenu, etape: Etape) -> FormState {
    let service = t.service.map(|id| id.to_string()).unwrap_or_default();
    with_seen(&saisie::fill(contenu, etape).with("service", service), &t.contenu, etape)
}

fn with_seen(form: &FormState, kept: &Contenu, etape: Etape) -> FormState {
    let mut form = form.clone();
    form.values.retain(|(name, _)| name != "vu");
    form.with("vu", seen(kept, etape))
}

fn page(house: &House, agent: &Agent<Rediger>, vue: &Vue, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let (t, etape) = (vue.traitement, vue.etape);
    let there = format!("{}/traitements/{}", registre(&agent.collectivite), t.id);
    let action = format!("{there}/etapes/{etape}");
    let form = Form::post(&action, &shell.csrf).state(state).markup(html! {
        // Enter in a field saves; it never presses a button that takes a row away.
        button.visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Enregistrer" }
    });
    let advice = (*vue.geste == Geste::Conseil).then(|| conseil_aipd(&t.contenu));
    let entoure =
        Entoure { services: vue.services, geste: vue.geste, conseil: advice.as_ref(), catalogue: vue.catalogue };
    let form = etape_fields::fields(form, etape, state, &entoure)
        .submit(if etape.next().is_some() { "Enregistrer et continuer" } else { "Enregistrer et voir la fiche" })
        .submit_also("Enregistrer", "geste", "rester")
        .cancel(&there);
    let page = Page::new(&shell, titre(etape))
        .lead(html! { (nom(t)) ". Enregistrez quand vous voulez\u{a0}: rien n’est obligatoire pour garder un brouillon." })
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", registre(&agent.collectivite)).link(nom(t), &there))
        .aide(etape_fields::aide(etape))
        .content(steps(&there, etape));
    let page = match &vue.conflit {
        None => page,
        Some(changed) => page.content(conflict(t, changed, &action)),
    };
    page.content(reopening(t)).content(Carte::untitled().content(form)).content(missing(&t.contenu, etape))
}

fn nom(t: &Traitement) -> String {
    t.contenu.nom.clone()
}

pub(super) const fn titre(etape: Etape) -> &'static str {
    match etape {
        Etape::Essentiel => "Quel est ce traitement\u{a0}?",
        Etape::Finalites => "À quoi sert-il, et qu’est-ce qui l’autorise\u{a0}?",
        Etape::Donnees => "De qui, et quelles données\u{a0}?",
        Etape::Circulation => "Qui reçoit ces données\u{a0}?",
        Etape::Securite => "Comment sont-elles protégées\u{a0}?",
        Etape::Droits => "Comment les personnes sont-elles informées\u{a0}?",
        Etape::Aipd => "Y a-t-il un risque élevé\u{a0}?",
    }
}

pub(super) fn steps(there: &str, current: Etape) -> Stepper {
    let at = Etape::TOUS.iter().position(|etape| *etape == current).unwrap_or(0);
    let stepper = Stepper::new("Étapes de la fiche", at);
    Etape::TOUS.iter().fold(stepper, |all, etape| all.step_link(etape.libelle(), format!("{there}/etapes/{etape}")))
}

fn reopening(t: &Traitement) -> maud::Markup {
    let told = match t.etat {
        EtatTraitement::Valide => {
            format!("La version {} est validée et ne changera pas\u{a0}: ce que vous enregistrez ouvre la version {}.", t.version, t.version + 1)
        }
        EtatTraitement::Soumis | EtatTraitement::Controle => {
            "Ce traitement est chez le délégué ou le responsable\u{a0}: si vous le changez, il redevient un brouillon à soumettre.".to_owned()
        }
        EtatTraitement::Archive => "Ce traitement est archivé\u{a0}: sortez-le des archives pour le modifier.".to_owned(),
        EtatTraitement::Brouillon => return html! {},
    };
    html! { (Alert::new(Ton::Attention, told)) }
}

/// Two people at once: what each wrote, side by side, and nothing lost.
fn conflict(t: &Traitement, changed: &[Difference], action: &str) -> maud::Markup {
    html! {
        (Alert::new(Ton::Attention, html! {
            p {
                "Cette étape a été enregistrée pendant que vous écriviez. Le dernier enregistrement de la fiche est de "
                b { (t.modifie_par) } ", le " (t.modifie_le.date_heure()) "."
            }
            p { "Rien n’est perdu\u{a0}: votre texte est encore dans le formulaire. Comparez, corrigez, puis enregistrez\u{a0}; ou "
                a href=(action) { "gardez ce qui est enregistré" } "." }
        }))
        (Carte::new("Les deux textes").content(difference_view::table(changed, ("Ce qui est enregistré", "Ce que vous avez écrit"))))
    }
}

/// What this step still misses, with its reasons.
pub(super) fn missing(contenu: &Contenu, etape: Etape) -> maud::Markup {
    let here: Vec<_> = manques(contenu).into_iter().filter(|m| m.champ.etape() == etape).collect();
    if here.is_empty() {
        return html! {};
    }
    let list = html! {
        ul { @for manque in &here { li { b { (manque.quoi) } " " span.discret { (manque.pourquoi) } } } }
    };
    let reading = contenu.revision_le.map(|date| format!("Relecture prévue le {}.", date_courte(date)));
    html! {
        (Carte::untitled().content(details("Ce qui manque encore à cette étape", html! {
            (list)
            @if let (Some(reading), true) = (reading, etape.champs().contains(&Champ::RevisionLe)) { p.discret { (reading) } }
        })))
    }
}
