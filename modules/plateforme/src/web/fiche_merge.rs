//! Two people had the same fiche open: what the other one wrote, and what becomes of one's own answers.

use annuaire::Collectivite;
use journal::LigneEcrite;
use maud::{Markup, Render, html};
use web::ui::{FormState, Timeline, TimelineEvent};

use super::{fiche_form::Etendue, journal_list::qui, journal_show::differences};
use crate::mots;

/// The acts that make a new version of a fiche.
const WRITES: [&str; 2] = ["collectivite.modifiee", "collectivite.importee"];

/// The lines written since the form was opened, the latest first.
#[derive(Debug)]
pub(super) struct Meanwhile(Vec<LigneEcrite>);

impl Render for Meanwhile {
    fn render(&self) -> Markup {
        let events = self.0.iter().map(|ligne| {
            TimelineEvent::new(ligne.fait_le.date_heure(), mots::geste(&ligne.action))
                .who(qui(ligne))
                .body(differences(ligne))
        });
        html! { (Timeline::new(events)) }
    }
}

/// Field by field: what was not touched takes the new value; what both wrote differently is told by the field.
/// `lines` are those of the fiche, the latest first; `read` is the version that the form had. It then has the present one.
pub(super) fn merge(
    state: &mut FormState,
    etendue: Etendue,
    now: &Collectivite,
    lines: Vec<LigneEcrite>,
    read: i64,
) -> Meanwhile {
    let written = lines.into_iter().filter(|ligne| WRITES.contains(&ligne.action.as_str()));
    let since: Vec<LigneEcrite> = written.take(usize::try_from(now.version - read).unwrap_or(0)).collect();
    let present = etendue.state_of(&now.fiche);
    for nom in etendue.noms() {
        let (typed, current) = (state.value(nom).to_owned(), present.value(nom));
        match before(&since, nom) {
            Some(before) if same(&typed, &before) => set(state, nom, current),
            Some(_) if !same(&typed, current) => {
                let other = if current.is_empty() {
                    "a vidé ce champ".to_owned()
                } else {
                    format!("a écrit « {current} »")
                };
                state.add_error(
                    nom,
                    format!("Quelqu’un {other} entre-temps : gardez votre réponse, ou reprenez la sienne."),
                );
            }
            _ => {}
        }
    }
    set(state, "version", &now.version.to_string());
    Meanwhile(since)
}

/// The value that a field had before the first of these lines that changed it; none if no line did.
/// The journal tells the representative as one name: what it was, piece by piece, is then unknown.
fn before(since: &[LigneEcrite], nom: &str) -> Option<String> {
    let told = match nom {
        "representant_qualite" => "qualite",
        _ if nom.starts_with("representant_") => "representant",
        _ => nom,
    };
    let changed = since.iter().rev().flat_map(LigneEcrite::differences).find(|d| d.champ == told)?;
    if told == "representant" { Some("\u{0}".to_owned()) } else { Some(changed.avant.unwrap_or_default()) }
}

/// A browser sends the lines of a text with carriage returns.
fn same(typed: &str, stored: &str) -> bool {
    typed.lines().eq(stored.lines())
}

fn set(state: &mut FormState, nom: &str, value: &str) {
    match state.values.iter_mut().find(|(known, _)| known == nom) {
        Some((_, kept)) => value.clone_into(kept),
        None => state.values.push((nom.to_owned(), value.to_owned())),
    }
}
