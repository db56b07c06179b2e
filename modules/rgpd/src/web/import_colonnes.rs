//! The columns of a table that comes from elsewhere: how they are understood, and how somebody says that they should be.

use maud::Markup;
use registre::{Cible, Colonne, Correspondance, cibles};
use web::ui::{Bloc, Choice, Field, Form, FormState};

use maud::Render;

/// Keeps the column with the observations.
const RIEN: &str = "rien";
/// What it was understood as, when no choice of the list says it.
const TEL_QUEL: &str = "tel_quel";

/// The form, a choice a column.
pub(super) fn form(found: &[Correspondance], here: &str, csrf: &str) -> Markup {
    let all = cibles();
    let choices = || {
        let known = all.iter().map(|cible| Choice::new(value(cible), label(cible)));
        std::iter::once(Choice::new(RIEN, "Dans les observations")).chain(known)
    };
    let mut state = FormState::default();
    let mut blocs = Vec::new();
    for (sheet, correspondance) in found.iter().enumerate() {
        let mut fields = Vec::new();
        for column in &correspondance.colonnes {
            let nom = name(sheet, column);
            let said = match &column.cible {
                None => RIEN.to_owned(),
                Some(cible) if all.contains(cible) => value(cible),
                Some(_) => TEL_QUEL.to_owned(),
            };
            let as_is = column.cible.iter().filter(|_| said == TEL_QUEL);
            let as_is = as_is.map(|cible| Choice::new(TEL_QUEL, label(cible)));
            let help = if column.exemple.is_empty() {
                "Cette colonne est vide.".to_owned()
            } else {
                format!("Exemple\u{a0}: {}", column.exemple)
            };
            let title = if column.entete.trim().is_empty() {
                format!("Colonne {}", column.colonne)
            } else {
                column.entete.clone()
            };
            fields.push(vec![
                Field::select(&nom, title, as_is.chain(choices()).collect::<Vec<_>>()).without_blank().help(help),
            ]);
            state = state.with(nom, said);
        }
        let unsure = correspondance.colonnes.iter().filter(|c| c.confiance < 100).count();
        let title = format!("Feuille «\u{a0}{}\u{a0}»", correspondance.feuille);
        let told = match unsure {
            0 => "Toutes les colonnes sont reconnues par leur titre.".to_owned(),
            1 => "Une colonne est à vérifier.".to_owned(),
            n => format!("{n} colonnes sont à vérifier."),
        };
        blocs.push(Bloc::new(title).explained(&told).folded("Colonne par colonne", fields));
    }
    let form = Form::post(format!("{here}/colonnes"), csrf).id_prefix("col-").state(&state);
    let form = blocs.into_iter().fold(form, Form::bloc);
    form.submit("Relire le fichier ainsi").render()
}

/// The sheets as they are to be read, and the columns of which something was said.
pub(super) fn read(found: &[Correspondance], form: &FormState) -> (Vec<Correspondance>, Vec<Colonne>) {
    let all = cibles();
    let (mut sheets, mut told) = (found.to_vec(), Vec::new());
    for (sheet, correspondance) in sheets.iter_mut().enumerate() {
        for column in &mut correspondance.colonnes {
            let said = form.value(&name(sheet, column));
            let cible = match said {
                "" | TEL_QUEL => continue,
                RIEN => None,
                said => match all.iter().find(|cible| value(cible) == said) {
                    Some(cible) => Some(cible.clone()),
                    None => continue,
                },
            };
            if cible != column.cible {
                column.cible = cible;
                column.confiance = 100;
                told.push(column.clone());
            }
        }
    }
    (sheets, told)
}

fn name(sheet: usize, column: &Colonne) -> String {
    format!("colonne.{sheet}.{}", column.colonne)
}

fn value(cible: &Cible) -> String {
    format!("{}|{}", cible.champ.code(), cible.cle)
}

fn label(cible: &Cible) -> String {
    match (cible.cle.as_str(), &cible.choix) {
        (_, Some(choix)) => format!("{}\u{a0}: {choix}", cible.champ.libelle()),
        ("", None) => cible.champ.libelle().to_owned(),
        (cle, None) => format!("{}\u{a0}: {cle}", cible.champ.libelle()),
    }
}
