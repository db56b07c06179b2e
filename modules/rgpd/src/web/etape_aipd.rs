//! The last step: the risk, what the rule advises, what is decided.

use maud::{Markup, html};
use web::ui::{Aide, Alert, Choice, Field, Form, Ton};

use super::etape_fields::terms_explained;
use crate::domain::{ConseilAipd, DecisionAipd, aipd as rule, dictionnaires};

pub(super) fn aipd<'a>(form: Form<'a>, conseil: Option<&ConseilAipd>) -> Form<'a> {
    let kinds = rule::listes();
    let kinds = kinds
        .dispense
        .iter()
        .map(|kind| (kind, "Dispensé"))
        .chain(kinds.requise.iter().map(|kind| (kind, "Obligatoire")));
    let kinds = kinds.map(|(kind, side)| Choice::new(&kind.code, &kind.libelle).help(format!("{side}. {}", kind.aide)));
    let decisions = DecisionAipd::TOUS.iter().map(|decision| Choice::new(decision.code(), decision.libelle()));
    form.field(
        Field::checkboxes("listes", "Est-il dans l’une des deux listes de la CNIL\u{a0}?", kinds)
            .help("L’une dispense d’analyse d’impact, l’autre l’impose. Ne cochez rien si aucune ligne ne lui ressemble."),
    )
    .field(
        Field::checkboxes("criteres", "Remplit-il l’un de ces neuf critères\u{a0}?", terms_explained(&dictionnaires().criteres))
            .help("À partir de deux, l’analyse d’impact est en principe nécessaire."),
    )
    .markup(advice(conseil))
    .field(Field::radios("decision", "Ce que vous décidez", decisions).optional())
    .field(Field::textarea("motif", "Pourquoi").optional().rows(3).help("Une phrase ou deux, que vous pourriez montrer à la CNIL. Recopiez les raisons ci-dessus si elles vous conviennent."))
    .field(Field::textarea("avis_dpd", "Avis du délégué").optional().rows(2))
    .row([
        Field::date("decide_le", "Décidé le").optional(),
        Field::date("revision_le", "À relire le").optional().help("Dans un an, par exemple."),
    ])
    .field(Field::textarea("observations", "Observations").optional().rows(3))
}

/// The button that asks, and the answer with its reasons.
fn advice(conseil: Option<&ConseilAipd>) -> Markup {
    html! {
        div id="conseil" {
            @match conseil {
                None => {},
                Some(conseil) => {
                    (Alert::new(if conseil.decision == DecisionAipd::Requise { Ton::Attention } else { Ton::Info }, html! {
                        p { b { (conseil.decision.libelle()) "." } }
                        ul { @for motif in &conseil.motifs { li { (motif) } } }
                    }))
                }
            }
            button.btn.btn-secondaire type="submit" name="geste" value="conseil" { "Enregistrer et demander conseil" }
            @if conseil.is_none() {
                (Aide::new("Qui décide\u{a0}?", "Beffroi applique les deux listes de la CNIL puis les neuf critères, et dit ses raisons. C’est le responsable du traitement qui décide, après l’avis du délégué."))
            }
        }
    }
}
