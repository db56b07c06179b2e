//! The fields of the steps made of lists: persons and data, recipients and transfers, tools and measures.

use maud::html;
use web::ui::{Bloc, Choice, Field, Form, FormState, details};

use super::{
    etape_fields::{add, remove, shown, terms, terms_explained},
    rangs::Geste,
};
use crate::domain::{
    Dictionnaire, EtatMesure, Garantie, GenreDestinataire, SortFinal, UniteDuree, dictionnaires, pays,
};

/// Several terms of a dictionary at once: ticked, then added as rows.
fn several<'a>(form: Form<'a>, liste: &str, label: &str, dictionnaire: &Dictionnaire, verb: &str) -> Form<'a> {
    form.bloc(
        Bloc::new(label)
            .folded(
                "Choisir dans la liste",
                [vec![Field::checkboxes(
                    format!("{liste}_ajout"),
                    "Cochez, puis ajoutez",
                    terms_explained(dictionnaire),
                )]],
            )
            .foot(add(liste, verb)),
    )
}

pub(super) fn donnees<'a>(mut form: Form<'a>, state: &FormState, geste: &Geste) -> Form<'a> {
    let d = dictionnaires();
    for rang in shown(state, "personnes", geste, false) {
        let nom = |champ: &str| format!("personnes.{rang}.{champ}");
        let what = d.personnes.libelle(state.value(&nom("categorie"))).to_owned();
        form = form.bloc(
            Bloc::new(if what.is_empty() { format!("Personnes {}", rang + 1) } else { what })
                .line([
                    Field::select(nom("categorie"), "De qui s’agit-il\u{a0}?", terms(&d.personnes)),
                    Field::text(nom("detail"), "Précisez").optional(),
                    Field::number(nom("nombre"), "Combien, à peu près").optional(),
                ])
                .line([Field::checkbox(
                    nom("vulnerables"),
                    "Ce sont des personnes vulnérables (enfants, malades, personnes âgées…)",
                )])
                .foot(remove("personnes", rang, "ces personnes")),
        );
    }
    form = several(form, "personnes", "Ajouter des personnes", &d.personnes, "Ajouter ces personnes");
    for rang in shown(state, "donnees", geste, false) {
        form = form.bloc(donnee(state, rang));
    }
    form = several(form, "donnees", "Ajouter des données", &d.donnees, "Ajouter ces données");
    form.field(Field::checkboxes("collecte", "Comment les recevez-vous\u{a0}?", terms_explained(&d.collecte))).field(
        Field::text("origine", "Précisez l’origine")
            .optional()
            .help("Exemple\u{a0}: dossier d’inscription rempli par les parents."),
    )
}

fn donnee(state: &FormState, rang: usize) -> Bloc {
    let d = dictionnaires();
    let nom = |champ: &str| format!("donnees.{rang}.{champ}");
    let terme = d.donnees.find(state.value(&nom("categorie")));
    let unites = || UniteDuree::TOUS.iter().map(|unite| Choice::new(unite.code(), unite.libelle()));
    let sorts = SortFinal::TOUS.iter().map(|sort| Choice::new(sort.code(), sort.libelle()));
    let example = terme.filter(|t| !t.exemple.is_empty()).map(|t| format!("Exemple\u{a0}: {}.", t.exemple));
    let bloc = Bloc::new(terme.map_or_else(|| format!("Données {}", rang + 1), |t| t.libelle.clone()));
    let bloc = match terme {
        Some(terme) if terme.sensible || terme.nir || terme.infractions => bloc.explained(&terme.aide),
        _ => bloc,
    };
    bloc.line([
        Field::select(nom("categorie"), "Catégorie", terms(&d.donnees)),
        Field::text(nom("detail"), "Lesquelles").optional().help(example.unwrap_or_default()),
    ])
    .line([
        Field::number(nom("active"), "Gardées au bureau pendant").optional(),
        Field::select(nom("active_unite"), "Unité", unites()).without_blank(),
        Field::text(nom("declencheur"), "À compter de").optional().help("Exemple\u{a0}: la fin de l’année scolaire."),
    ])
    .folded(
        "Archives, durée en toutes lettres, provenance",
        [
            vec![
                Field::number(nom("intermediaire"), "Puis en archives pendant").optional(),
                Field::select(nom("intermediaire_unite"), "Unité pour les archives", unites()).without_blank(),
                Field::select(nom("sort"), "Ensuite", sorts).optional().blank("Je ne sais pas"),
            ],
            vec![
                Field::text(nom("precision"), "Si un nombre ne suffit pas")
                    .optional()
                    .help("Exemple\u{a0}: jusqu’à la désinscription."),
                Field::text(nom("reference"), "Texte qui fixe la durée").optional(),
            ],
            vec![Field::text(nom("source"), "D’où viennent-elles").optional()],
            vec![Field::checkbox(nom("obligatoire"), "La personne est obligée de les donner")],
        ],
    )
    .foot(remove("donnees", rang, "ces données"))
}

pub(super) fn circulation<'a>(mut form: Form<'a>, state: &FormState, geste: &Geste) -> Form<'a> {
    let genres = || GenreDestinataire::TOUS.iter().map(|genre| Choice::new(genre.code(), genre.libelle()));
    for rang in shown(state, "destinataires", geste, true) {
        let nom = |champ: &str| format!("destinataires.{rang}.{champ}");
        form = form.bloc(
            Bloc::new(format!("Destinataire {}", rang + 1))
                .line([
                    Field::text(nom("nom"), "Nom").help("Exemple\u{a0}: service de gestion comptable."),
                    Field::select(nom("genre"), "Genre", genres()).without_blank(),
                ])
                .line([Field::text(nom("precision"), "Pourquoi, dans quel cas").optional()])
                .foot(remove("destinataires", rang, "ce destinataire")),
        );
    }
    form = form.markup(add("destinataires", "Ajouter un destinataire"));
    for rang in shown(state, "sous_traitants", geste, false) {
        let nom = |champ: &str| format!("sous_traitants.{rang}.{champ}");
        form = form.field(Field::hidden(nom("catalogue"), "")).bloc(
            Bloc::new(format!("Sous-traitant {}", rang + 1))
                .line([
                    Field::text(nom("nom"), "Nom").list("organismes").help("L’éditeur, l’hébergeur, le prestataire."),
                    Field::text(nom("precision"), "Ce qu’il fait")
                        .optional()
                        .help("Exemple\u{a0}: hébergement et maintenance."),
                ])
                .foot(remove("sous_traitants", rang, "ce sous-traitant")),
        );
    }
    form = form.markup(add("sous_traitants", "Ajouter un sous-traitant"));
    for rang in shown(state, "transferts", geste, false) {
        form = form.bloc(transfert(rang));
    }
    form.markup(add("transferts", "Ajouter un transfert hors de l’Union européenne")).markup(details(
        "Pays reconnus par la Commission européenne",
        html! {
            p { "Les données y vont librement (art. 45 du RGPD). Liste connue au 25/11/2026\u{a0}: vérifiez-la avant de vous y fier." }
            ul {
                @for pays in pays::tous().iter().filter(|pays| pays.adequation.is_some()) {
                    li { (pays.nom) @if let Some(reserve) = &pays.reserve { ", " (reserve) } }
                }
            }
        },
    ))
}

fn transfert(rang: usize) -> Bloc {
    let nom = |champ: &str| format!("transferts.{rang}.{champ}");
    let garanties = Garantie::TOUS.iter().map(|garantie| Choice::new(garantie.code(), garantie.libelle()));
    Bloc::new(format!("Transfert {}", rang + 1))
        .line([
            Field::text(nom("organisme"), "Organisme qui reçoit")
                .help("Exemple\u{a0}: l’assistance téléphonique de l’éditeur."),
            Field::text(nom("pays"), "Pays").help("Exemple\u{a0}: Andorre, États-Unis."),
        ])
        .line([Field::select(nom("garantie"), "Ce qui le permet", garanties)])
        .line([
            Field::text(nom("lien"), "Où trouver le document").optional().input_mode("url"),
            Field::text(nom("precision"), "Précisions").optional(),
        ])
        .foot(remove("transferts", rang, "ce transfert"))
}

pub(super) fn securite<'a>(mut form: Form<'a>, state: &FormState, geste: &Geste) -> Form<'a> {
    let d = dictionnaires();
    for rang in shown(state, "outils", geste, true) {
        let nom = |champ: &str| format!("outils.{rang}.{champ}");
        form = form.field(Field::hidden(nom("catalogue"), "")).bloc(
            Bloc::new(format!("Logiciel ou support {}", rang + 1))
                .line([Field::text(nom("nom"), "Nom")
                    .list("logiciels")
                    .optional()
                    .help("Exemple\u{a0}: portail famille, tableur, cahier d’accueil.")])
                .foot(remove("outils", rang, "ce logiciel")),
        );
    }
    form = form
        .markup(add("outils", "Ajouter un logiciel ou un support"))
        .field(Field::checkbox("papier", "Des dossiers papier existent aussi"));
    let etats = || EtatMesure::TOUS.iter().map(|etat| Choice::new(etat.code(), etat.libelle()));
    for rang in shown(state, "mesures", geste, false) {
        let nom = |champ: &str| format!("mesures.{rang}.{champ}");
        let terme = d.mesures.find(state.value(&nom("mesure")));
        let example = terme.filter(|t| !t.exemple.is_empty()).map(|t| format!("Exemple\u{a0}: {}.", t.exemple));
        form = form.bloc(
            Bloc::new(terme.map_or_else(|| format!("Mesure {}", rang + 1), |t| t.libelle.clone()))
                .line([
                    Field::select(nom("mesure"), "Mesure", terms(&d.mesures)),
                    Field::select(nom("etat"), "État", etats()).without_blank(),
                ])
                .line([Field::text(nom("detail"), "Ce qui est fait").optional().help(example.unwrap_or_default())])
                .foot(remove("mesures", rang, "cette mesure")),
        );
    }
    several(form, "mesures", "Ajouter des mesures", &d.mesures, "Ajouter ces mesures")
}
