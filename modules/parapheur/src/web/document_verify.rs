//! « Vérifier un document »: anybody gives a signed file, and reads who signed it, what it covers, why it is believed or not.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use certificats::{Certificat, Gravite, Integrite, Raison, Rapport, Verdict};
use kernel::{Instant, combien};
use maud::{Markup, html};
use web::{
    Depot, House, Public, WebError,
    ui::{Aide, Alert, Carte, Definitions, Etat, EtatTon, Field, Form, FormState, PublicPage, Ton, details},
};

use super::passage::Passage;
use crate::{domain::Bilan, gestes::verification};

const ACCEPTES: &str = ".pdf,.xml,.p7s,.p7m,.sig,.odt,.ods,.docx,.xlsx";

pub(super) async fn form(State(_): State<House>, _: Public) -> PublicPage {
    view(&FormState::default())
}

pub(super) async fn verify(
    State(house): State<House>,
    _: Public,
    _: Passage,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let Some(document) = depot.file("document").cloned() else {
        if depot.form.error("document").is_none() {
            depot.form.add_error("document", "Choisissez le document à vérifier.");
        }
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&depot.form)).into_response());
    };
    if !depot.form.is_valid() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&depot.form)).into_response());
    }
    match verification::verify(&house, &document, depot.file("signature")).await {
        Ok(bilan) => Ok(report(&bilan).into_response()),
        Err(refused) => {
            refused.into_form(&mut depot.form, "document")?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&depot.form)).into_response())
        }
    }
}

fn view(state: &FormState) -> PublicPage {
    let form = Form::post("/verifier", "")
        .state(state)
        .field(
            Field::file("document", "Document signé", ACCEPTES)
                .help("Un PDF signé, un flux PES, ou le document dont la signature est à part."),
        )
        .field(
            Field::file("signature", "Signature à part", ".p7s,.p7m,.sig,.xml,.pem,.der")
                .optional()
                .help("Si la signature est dans un autre fichier, souvent en .p7s."),
        )
        .submit("Vérifier");
    PublicPage::new("Vérifier un document")
        .wide()
        .lead("Qui l’a signé, quand, et s’il a changé depuis. Le fichier n’est ni gardé ni montré à personne.")
        .content(Carte::untitled().content(form))
        .content(Aide::new("Ce qui est vérifié", "Les octets signés, ce que la signature laisse de côté, ce qui a été ajouté après, le certificat et l’autorité qui l’a donné.").example("une mention ajoutée dans un PDF après la signature est dite."))
}

/// The three verdicts, in words that people use.
const fn words(verdict: Verdict) -> (&'static str, Ton, EtatTon) {
    match verdict {
        Verdict::Valide => ("Valide", Ton::Succes, EtatTon::Fait),
        Verdict::Indetermine => ("À confirmer", Ton::Attention, EtatTon::Attente),
        Verdict::Invalide => ("Non valide", Ton::Erreur, EtatTon::Refus),
    }
}

fn report(bilan: &Bilan) -> PublicPage {
    let count = u32::try_from(bilan.signatures.len()).unwrap_or(u32::MAX);
    let (_, ton, _) = words(bilan.verdict);
    let sentence = match bilan.verdict {
        Verdict::Valide => "Ce document est tel qu’il a été signé, et ses signataires sont reconnus.",
        Verdict::Indetermine => {
            "Rien ne prouve que ce document ait changé, mais tout n’a pas pu être confirmé\u{a0}: lisez pourquoi."
        }
        Verdict::Invalide => {
            "Ce document n’est pas tel qu’il a été signé, ou l’une de ses signatures n’est pas bonne\u{a0}: lisez pourquoi."
        }
    };
    PublicPage::new(combien(count, "signature", "signatures"))
        .wide()
        .lead(html! { (bilan.document) })
        .content(Alert::new(ton, sentence))
        .content(html! {
            @if !bilan.remarques.is_empty() { (Carte::new("Le fichier").content(reasons(&bilan.remarques))) }
            @for (rapport, certificat) in bilan.signatures.iter().zip(&bilan.certificats).take(SHOWN) { (signature(rapport, certificat.as_ref())) }
            @if bilan.signatures.len() > SHOWN { p { "Les " (combien(count, "signature", "signatures")) " ne sont pas toutes montrées\u{a0}: l’API et la ligne de commande les donnent." } }
            @if !bilan.hors_signature.is_empty() {
                (Carte::new("Ce qu’aucune signature ne couvre").content(html! { ul { @for place in &bilan.hors_signature { li { code { (place) } } } } }))
            }
            p.discret { "SHA-256 du document\u{a0}: " code { (bilan.empreinte) } }
            p { a href="/verifier" { "Vérifier un autre document" } }
        })
}

/// Signatures on one page: a PES has hundreds.
const SHOWN: usize = 50;

fn signature(rapport: &Rapport, certificat: Option<&Certificat>) -> Carte {
    let (verdict, _, ton) = words(rapport.verdict);
    let who = rapport.signataire.clone().unwrap_or_else(|| "Signataire inconnu".to_owned());
    let facts = Definitions::new()
        .fact("Verdict", Etat::new(ton, verdict))
        .fact("Les octets signés", if rapport.integrite == Integrite::Ok { "Intacts" } else { "Changés" })
        .fact_or_dash("Date", rapport.date.map(|at| Instant::from_utc(at).date_heure()))
        .fact("Couvre", &rapport.couverture)
        .fact("Format", &rapport.format)
        .fact_or_dash("Certificat donné par", certificat.map(|one| one.emetteur().to_string()));
    Carte::new(who).content(facts).content(reasons(&rapport.raisons)).content(html! {
        @if let Some(one) = certificat {
            (details("Le certificat", html! {
                p { (one.sujet().to_string()) }
                p.discret { "Valable du " (Instant::from_utc(one.validite().du).date_heure()) " au " (Instant::from_utc(one.validite().au).date_heure()) ", numéro " (one.serie_decimale()) "." }
            }))
        }
    })
}

fn reasons(all: &[Raison]) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.raisons {
                @for one in all {
                    li { (match one.gravite {
                        Gravite::Echec => Etat::refus(&one.texte),
                        Gravite::Doute => Etat::attente(&one.texte),
                        Gravite::Information => Etat::new(EtatTon::Neutre, &one.texte),
                    }) }
                }
            }
        }
    }
}
