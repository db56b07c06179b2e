//! A form with every field, and the same one refused.

use axum::{body::Bytes, http::StatusCode};
use web::ui::{Action, Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Page, Stepper};

pub async fn show() -> Page {
    page(&FormState::default())
}

/// Refuses always: the gallery shows what a refused form looks like, with what the body (of any kind) held.
pub async fn submit(body: Bytes) -> (StatusCode, Page) {
    let mut state = FormState::from_urlencoded(&String::from_utf8_lossy(&body)).with("envoye", "oui");
    state.add_error("", "La grille 2020 est déjà validée\u{a0}: ses tarifs ne changent plus.");
    state.required("nom", "Donnez le nom de la collectivité, tel qu’il figure sur ses délibérations.");
    state.required("regime", "Choisissez un régime\u{a0}: il fixe la durée de la convention.");
    for (name, message) in [
        ("siren", "Ce SIREN n’existe pas\u{a0}: vérifiez ses neuf chiffres."),
        ("montant", "Écrivez un montant en euros, par exemple 1\u{202f}250,50."),
        ("piece", "Le fichier pèse plus de 20\u{a0}Mo\u{a0}: réduisez-le puis recommencez."),
        ("cgu", "Cochez la case pour continuer."),
        ("niveau", "Choisissez un niveau."),
    ] {
        state.add_error(name, message);
    }
    (StatusCode::UNPROCESSABLE_ENTITY, page(&state))
}

fn page(state: &FormState) -> Page {
    let steps = Stepper::new("Étapes de l’adhésion", 1).step_link("Collectivité", "/liste").step("Convention");
    Page::new(&super::shell("/formulaire"), "Ajouter une collectivité")
        .lead("Il faut son SIREN et le nom de son référent\u{a0}; le reste peut attendre.")
        .breadcrumb(Breadcrumb::new().link("Collectivités", "/liste"))
        .aide(
            Aide::new("Où trouver le SIREN\u{a0}?", "Sur l’avis de situation de l’INSEE, ou sur une facture reçue.")
                .example("218\u{a0}200\u{a0}012 pour Albias."),
        )
        .action(Action::link("Importer un fichier", "/liste"))
        .content(steps.step("Services choisis").step("Signature"))
        .content(Carte::untitled().content(form(state)))
}

fn form(state: &FormState) -> Form<'_> {
    Form::post("/formulaire", "jeton")
        .state(state)
        .field(Field::text("nom", "Nom de la collectivité").max_length(120))
        .field(Field::number("siren", "SIREN").help("Neuf chiffres, avec ou sans espaces."))
        .row([Field::text("code_postal", "Code postal").short().input_mode("numeric"), Field::text("ville", "Commune")])
        .field(Field::radio_cards("regime", "Régime de la convention", regimes()))
        .group_explained("Services", "Ils peuvent changer chaque année.", services())
        .group("Référent", contact())
        .field(Field::file("piece", "Délibération", ".pdf").help("Un PDF de 20\u{a0}Mo au plus.").optional())
        .field(Field::checkbox("cgu", "La collectivité a délibéré pour adhérer"))
        .field(Field::hidden("origine", "galerie"))
        .submit("Ajouter la collectivité")
        .submit_also("Ajouter et recommencer", "suite", "autre")
        .cancel("/liste")
}

fn regimes() -> [Choice; 2] {
    [
        Choice::new("tacite", "Un an, tacite").help("Elle se reconduit seule chaque 1er\u{a0}janvier."),
        Choice::new("expresse", "Trois ans, expresse").help("Il faut une délibération pour la reconduire."),
    ]
}

fn services() -> [Field; 5] {
    let niveaux = || [Choice::new("N1", "Niveau 1"), Choice::new("N2", "Niveau 2"), Choice::new("N3", "Niveau 3")];
    [
        Field::select("niveau", "Niveau de service des postes", niveaux()).medium(),
        Field::number("postes", "Postes informatiques").suffix("postes").default_value("6"),
        Field::montant("montant", "Prix convenu")
            .help("Par exemple 1\u{202f}250,50. Laissez vide pour suivre la grille.")
            .optional(),
        Field::date("depuis", "À partir du").default_value("2026-01-01"),
        Field::checkboxes(
            "options",
            "Options",
            [
                Choice::new("parapheur", "Parapheur"),
                Choice::new("convocations", "Convocations")
                    .help("Envoyées aux élus par courriel, avec accusé de lecture."),
            ],
        ),
    ]
}

fn contact() -> [Field; 5] {
    [
        Field::email("courriel", "Adresse électronique"),
        Field::telephone("telephone", "Téléphone").optional(),
        Field::password("mot_de_passe", "Mot de passe provisoire").autocomplete("new-password").medium(),
        Field::textarea("notes", "Notes").optional().help("Elles ne sont lues que par les agents du centre."),
        Field::text("trigramme", "Trigramme")
            .short()
            .disabled()
            .default_value("ALB")
            .help("Il est attribué par le centre.")
            .optional(),
    ]
}
