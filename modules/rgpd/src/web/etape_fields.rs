//! The fields of each step, with one plain sentence and an example beside each.

use db::{DbError, Tx};
use maud::{Markup, html};
use web::ui::{Aide, Bloc, Choice, Field, Form, FormState, suggestions};

use super::{
    acces::choices,
    etape_aipd, etape_listes,
    rangs::{Geste, rangs},
};
use crate::{
    domain::{
        Article9, Base, ConseilAipd, Dictionnaire, DroitPersonne, Etape, GenreCatalogue, RoleTraitement, dictionnaires,
    },
    store::{
        catalogue::{self, Nomme},
        services::Service,
    },
};

/// What the fields need to know besides the content.
pub(super) struct Entoure<'a> {
    pub services: &'a [Service],
    pub geste: &'a Geste,
    pub conseil: Option<&'a ConseilAipd>,
    /// What the shared catalogue knows, to be suggested at the steps that name tools and sous-traitants.
    pub catalogue: &'a [Nomme],
}

pub(super) fn fields<'a>(form: Form<'a>, etape: Etape, state: &FormState, entoure: &Entoure) -> Form<'a> {
    let form = form.field(Field::hidden("vu", ""));
    let known = || entoure.catalogue.iter().map(|n| n.nom.as_str());
    let form = match etape {
        Etape::Circulation => form.markup(suggestions("organismes", known())),
        Etape::Securite => form.markup(suggestions("logiciels", known())),
        _ => form,
    };
    match etape {
        Etape::Essentiel => essentiel(form, state, entoure),
        Etape::Finalites => finalites(form, state, entoure),
        Etape::Donnees => etape_listes::donnees(form, state, entoure.geste),
        Etape::Circulation => etape_listes::circulation(form, state, entoure.geste),
        Etape::Securite => etape_listes::securite(form, state, entoure.geste),
        Etape::Droits => droits(form),
        Etape::Aipd => etape_aipd::aipd(form, entoure.conseil),
    }
}

/// The ranks to show: those that are filled, one more when it was asked, and one at least when `first` says so.
pub(super) fn shown(state: &FormState, liste: &str, geste: &Geste, first: bool) -> Vec<usize> {
    let known = rangs(state, liste);
    let next = known.last().map_or(0, |last| last + 1);
    let more = *geste == Geste::Ajouter(liste.to_owned()) || (first && known.is_empty());
    known.into_iter().chain(more.then_some(next)).collect()
}

/// The button that takes a row away.
pub(super) fn remove(liste: &str, rang: usize, what: &str) -> Markup {
    html! {
        div {
            button.btn.btn-discret.btn-petit type="submit" name="geste" value={ "retirer:" (liste) ":" (rang) } {
                "Retirer " span.visually-hidden { (what) " " } (rang + 1)
            }
        }
    }
}

/// The anchor of a list and the button that adds a row to it.
pub(super) fn add(liste: &str, verb: &str) -> Markup {
    html! { div id=(liste) { button.btn.btn-secondaire type="submit" name="geste" value={ "ajouter:" (liste) } { (verb) } } }
}

/// The terms of a dictionary as choices, with their help.
pub(super) fn terms(dictionnaire: &Dictionnaire) -> Vec<Choice> {
    dictionnaire.terme.iter().map(|t| Choice::new(&t.code, &t.libelle)).collect()
}

pub(super) fn terms_explained(dictionnaire: &Dictionnaire) -> Vec<Choice> {
    let help = |t: &crate::domain::Terme| {
        if t.exemple.is_empty() { t.aide.clone() } else { format!("{} Exemple\u{a0}: {}.", t.aide, t.exemple) }
    };
    dictionnaire.terme.iter().map(|t| Choice::new(&t.code, &t.libelle).help(help(t))).collect()
}

fn essentiel<'a>(form: Form<'a>, state: &FormState, entoure: &Entoure) -> Form<'a> {
    let roles = RoleTraitement::TOUS.iter().map(|role| {
        Choice::new(role.code(), role.libelle()).help(match role {
            RoleTraitement::Responsable => "C’est votre service, vous décidez. C’est presque toujours le cas.",
            RoleTraitement::Conjoint => "Vous décidez à deux, avec une autre collectivité par exemple.",
            RoleTraitement::SousTraitant => "Vous le faites pour une autre collectivité, qui décide\u{a0}: une communauté qui instruit les permis de ses communes.",
        })
    });
    let mut form = form
        .field(Field::text("nom", "Nom du traitement").help("Comme vous l’appelez entre vous. Exemple\u{a0}: Restauration scolaire.").max_length(255))
        .field(Field::textarea("description", "En quelques mots").rows(3).optional().help("Ce que vous faites, pour qui, comment. Exemple\u{a0}: inscrire les enfants à la cantine, préparer les repas, facturer les familles."))
        .row([
            Field::text("reference", "Référence").optional().short().help("La vôtre, si vous numérotez vos fiches. Exemple\u{a0}: SCO-02.").max_length(60),
            Field::text("gestionnaire", "Qui s’en occupe").optional().help("Un service ou une fonction, plutôt qu’un nom.").max_length(255),
        ]);
    if !entoure.services.is_empty() {
        form = form.field(
            Field::select("service", "Service", choices(entoure.services))
                .blank("Aucun service")
                .optional()
                .help("Les agents limités à ce service verront la fiche."),
        );
    }
    form = form.field(Field::radio_cards("role", "Qui décide de ce traitement\u{a0}?", roles));
    let role = state.value("role");
    if role == RoleTraitement::SousTraitant.code() || !rangs(state, "mandants").is_empty() {
        for rang in shown(state, "mandants", entoure.geste, true) {
            let nom = |champ: &str| format!("mandants.{rang}.{champ}");
            form = form.bloc(
                Bloc::new(format!("Pour le compte de ({})", rang + 1))
                    .line([
                        Field::text(nom("nom"), "Nom").help("Celui qui décide. Exemple\u{a0}: Commune de Bioule."),
                        Field::text(nom("siren"), "SIREN").optional().input_mode("numeric"),
                    ])
                    .line([Field::text(nom("coordonnees"), "Coordonnées")
                        .optional()
                        .help("Adresse, courriel, représentant.")])
                    .foot(remove("mandants", rang, "ce responsable")),
            );
        }
        form = form.markup(add("mandants", "Ajouter un responsable"));
    }
    if role == RoleTraitement::Conjoint.code() || !rangs(state, "conjoints").is_empty() {
        for rang in shown(state, "conjoints", entoure.geste, true) {
            let nom = |champ: &str| format!("conjoints.{rang}.{champ}");
            form = form.bloc(
                Bloc::new(format!("Responsable conjoint {}", rang + 1))
                    .line([Field::text(nom("nom"), "Nom").help("Exemple\u{a0}: Caisse des écoles.")])
                    .line([
                        Field::text(nom("coordonnees"), "Coordonnées").optional(),
                        Field::text(nom("accord"), "Référence de l’accord").optional(),
                    ])
                    .foot(remove("conjoints", rang, "ce responsable conjoint")),
            );
        }
        form = form.markup(add("conjoints", "Ajouter un responsable conjoint"));
    }
    form
}

fn finalites<'a>(mut form: Form<'a>, state: &FormState, entoure: &Entoure) -> Form<'a> {
    let bases =
        || Base::TOUS.iter().map(|base| Choice::new(base.code(), format!("{} ({})", base.libelle(), base.code())));
    let conditions = || Article9::TOUS.iter().map(|a| Choice::new(a.code(), format!("{} ({})", a.libelle(), a.code())));
    for rang in shown(state, "finalites", entoure.geste, true) {
        let nom = |champ: &str| format!("finalites.{rang}.{champ}");
        let title = if rang == 0 { "But principal".to_owned() } else { format!("Autre but ({})", rang + 1) };
        let bloc = Bloc::new(title)
            .line([Field::text(nom("libelle"), "Ce que vous voulez obtenir")
                .help("Un verbe et un objet. Exemple\u{a0}: facturer les repas aux familles.")])
            .line([Field::select(nom("base"), "Ce qui l’autorise", bases()).help(
                "Une commune agit presque toujours par mission d’intérêt public (e) ou par obligation légale (c).",
            )])
            .line([Field::text(nom("texte"), "Texte qui le prévoit")
                .optional()
                .help("Loi, code ou délibération, avec l’article. Exemple\u{a0}: code de l’éducation, art. L. 131-6.")])
            .folded(
                "Données sensibles, précisions",
                [
                    vec![
                        Field::select(nom("article9"), "Condition de l’article 9", conditions())
                            .optional()
                            .blank("Pas de données sensibles")
                            .help(
                                "Seulement si ce but demande des données sensibles\u{a0}: santé, opinions, syndicat…",
                            ),
                    ],
                    vec![Field::textarea(nom("precision"), "Précisions").optional().rows(2)],
                ],
            )
            .foot(remove("finalites", rang, "ce but"));
        form = form.bloc(bloc);
    }
    form.markup(add("finalites", "Ajouter un but"))
}

fn droits(form: Form) -> Form {
    let terms = dictionnaires();
    let rights = DroitPersonne::TOUS.iter().map(|droit| {
        let help = terms.droits.find(droit.code()).map(|t| format!("{} Exemple\u{a0}: {}.", t.aide, t.exemple));
        Field::text(format!("droit.{droit}"), droit.libelle()).optional().help(help.unwrap_or_default())
    });
    form.field(Field::checkboxes("support", "Où les personnes sont-elles informées\u{a0}?", terms_explained(&terms.supports)))
        .field(Field::textarea("mention", "Texte de la mention").optional().help("Ce que les personnes lisent\u{a0}: qui vous êtes, pourquoi, combien de temps, qui reçoit les données, leurs droits, comment joindre le délégué."))
        .field(Field::textarea("consentement", "Comment le consentement est-il recueilli\u{a0}?").optional().rows(2).help("Seulement si un but repose sur le consentement. Exemple\u{a0}: case à cocher, non cochée d’avance, datée."))
        .group_explained("Comment exerce-t-on chaque droit\u{a0}?", "Une phrase suffit\u{a0}; laissez vide ce qui ne s’applique pas.", rights)
}

/// What one wonders at this step.
pub(super) fn aide(etape: Etape) -> Aide {
    match etape {
        Etape::Essentiel => Aide::new("Qu’est-ce qu’un traitement\u{a0}?", "Tout ce que vous faites avec des informations sur des personnes, dans un logiciel ou sur papier.")
            .example("tenir la liste des inscrits à la cantine."),
        Etape::Finalites => Aide::new("Une ou plusieurs finalités\u{a0}?", "Un traitement a un but principal. Ajoutez-en un autre quand les mêmes données servent aussi à autre chose.")
            .example("inscrire les enfants, puis facturer les familles."),
        Etape::Donnees => Aide::new("Combien de temps garder\u{a0}?", "D’abord tant que le dossier sert, puis en archives tant qu’on peut vous le réclamer. Ensuite, on détruit ou on verse aux archives.")
            .example("une inscription\u{a0}: l’année scolaire, puis cinq ans en archives, destruction."),
        Etape::Circulation => Aide::new("Qui est destinataire\u{a0}?", "Tous ceux à qui les données sont montrées ou envoyées\u{a0}: vos services, le Trésor public, un prestataire.")
            .example("le service de gestion comptable, pour encaisser les factures."),
        Etape::Securite => Aide::new("Que faut-il écrire\u{a0}?", "Ce qui est vraiment fait, simplement. Votre technicien ou le centre de gestion peut vous aider.")
            .example("comptes individuels, sauvegarde chaque nuit, armoire fermée à clé."),
        Etape::Droits => Aide::new("Pourquoi informer\u{a0}?", "Chacun doit savoir ce que vous faites de ses données, au moment où il les donne.")
            .example("une mention au bas du dossier d’inscription."),
        Etape::Aipd => Aide::new("Qu’est-ce qu’une AIPD\u{a0}?", "Une analyse d’impact\u{a0}: on regarde ce qui pourrait mal tourner pour les personnes, et comment l’éviter. Elle est rarement nécessaire dans une petite commune.")
            .example("des caméras sur la voie publique, l’accompagnement social d’un CCAS."),
    }
}

/// What the catalogue may suggest at a step.
pub(super) async fn known(tx: &mut Tx, etape: Etape) -> Result<Vec<Nomme>, DbError> {
    match etape {
        Etape::Circulation => catalogue::names(tx, GenreCatalogue::Organisme).await,
        Etape::Securite => catalogue::names(tx, GenreCatalogue::Logiciel).await,
        _ => Ok(Vec::new()),
    }
}
