//! Between the form of a record of the catalogue and the record.

use kernel::parse_date;
use web::ui::{Bloc, Choice, Field, Form, FormState};

use crate::{
    domain::{CatalogueId, Certification, Clause, ClauseVue, EtatClause, FicheCatalogue, GenreCatalogue},
    gestes::catalogue::Saisie,
    store::catalogue::{Nomme, Reference},
};

/// The fields, filled.
pub(super) fn fill(r: &Reference) -> FormState {
    let f = &r.fiche;
    let date = |date: Option<time::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let mut state = FormState::default()
        .with("genre", r.genre.code())
        .with("nom", &r.nom)
        .with("editeur", r.editeur_id.map(|id| id.to_string()).unwrap_or_default())
        .with("description", &f.description)
        .with("siren", &f.siren)
        .with("adresse", &f.adresse)
        .with("site", &f.site)
        .with("courriel", &f.courriel)
        .with("telephone", &f.telephone)
        .with("dpd", &f.dpd)
        .with("hebergeur", &f.hebergeur)
        .with("pays", &f.pays)
        .with("garantie", &f.garantie)
        .with("certifications_jusqu_au", date(f.certifications_jusqu_au))
        .with("contrat_lu_le", date(f.contrat_lu_le))
        .with("sous_traitants", &f.sous_traitants)
        .with("notes", &f.notes)
        .with("retire", if r.retire { "oui" } else { "" });
    for certification in &f.certifications {
        state = state.with("certifications", certification.code());
    }
    for vue in &f.clauses {
        state = state.with(format!("clause.{}", vue.clause), vue.etat.code());
        state = state.with(format!("clause.{}.remarque", vue.clause), &vue.remarque);
    }
    state
}

/// What is typed; what does not read is told under its field.
pub(super) fn read(form: &mut FormState) -> Option<Saisie> {
    let nom = form.required("nom", "Donnez un nom à cette fiche.");
    let editeur = form.read_if_filled("editeur", str::parse::<CatalogueId>);
    let certifications_jusqu_au = form.read_if_filled("certifications_jusqu_au", parse_date);
    let contrat_lu_le = form.read_if_filled("contrat_lu_le", parse_date);
    let certifications: Vec<Certification> = form.all("certifications").filter_map(Certification::from_code).collect();
    let mut clauses = Vec::new();
    for clause in Clause::TOUS {
        let etat = EtatClause::from_code(form.value(&format!("clause.{clause}"))).unwrap_or(EtatClause::AVerifier);
        let remarque = form.value(&format!("clause.{clause}.remarque")).trim().to_owned();
        if etat != EtatClause::AVerifier || !remarque.is_empty() {
            clauses.push(ClauseVue { clause: *clause, etat, remarque });
        }
    }
    let text = |nom: &str| form.value(nom).trim().replace("\r\n", "\n");
    let fiche = FicheCatalogue {
        description: text("description"),
        siren: text("siren").replace(' ', ""),
        adresse: text("adresse"),
        site: text("site"),
        courriel: text("courriel"),
        telephone: text("telephone"),
        dpd: text("dpd"),
        hebergeur: text("hebergeur"),
        pays: text("pays"),
        garantie: text("garantie"),
        certifications,
        certifications_jusqu_au,
        clauses,
        contrat_lu_le,
        sous_traitants: text("sous_traitants"),
        notes: text("notes"),
    };
    let saisie = Saisie { nom: nom?, editeur, fiche, retire: form.checked("retire") };
    form.is_valid().then_some(saisie)
}

/// The fields of a kind of record; `editeurs`: whom a software may be of.
pub(super) fn fields<'a>(form: Form<'a>, genre: GenreCatalogue, editeurs: &[Nomme]) -> Form<'a> {
    let organisme = genre == GenreCatalogue::Organisme;
    let mut form = form
        .field(Field::hidden("genre", genre.code()))
        .field(Field::text("nom", "Nom").help("Comme on l’appelle.").max_length(255));
    if !organisme {
        let known = editeurs.iter().map(|e| Choice::new(e.id.to_string(), &e.nom));
        form = form.field(
            Field::select("editeur", "Éditeur", known.collect::<Vec<_>>()).optional().blank("Pas encore au catalogue"),
        );
    }
    form = form.field(Field::textarea("description", "Ce qu’il fait").rows(3).optional());
    if organisme {
        form = form.bloc(
            Bloc::new("Comment le joindre")
                .line([Field::text("siren", "SIREN").optional(), Field::text("site", "Site").optional()])
                .line([
                    Field::text("courriel", "Courriel").optional(),
                    Field::text("telephone", "Téléphone").optional(),
                ])
                .line([Field::text("adresse", "Adresse").optional()])
                .line([Field::text("dpd", "Son délégué à la protection des données").optional()]),
        );
    }
    let certifications = Certification::TOUS.iter().map(|c| Choice::new(c.code(), c.libelle()));
    form = form.bloc(
        Bloc::new("Où sont les données")
            .line([
                Field::text("hebergeur", "Hébergeur").optional(),
                Field::text("pays", "Pays").optional().help("Exemple\u{a0}: France."),
            ])
            .line([Field::text("garantie", "Ce qui permet le transfert, hors de l’Union européenne").optional()])
            .line([Field::checkboxes("certifications", "Certifications", certifications.collect::<Vec<_>>())])
            .line([Field::date("certifications_jusqu_au", "Valables jusqu’au").optional()]),
    );
    if organisme {
        let etats = || EtatClause::TOUS.iter().map(|e| Choice::new(e.code(), e.libelle()));
        let lines = Clause::TOUS.iter().map(|clause| {
            vec![
                Field::select(format!("clause.{clause}"), clause.libelle(), etats().collect::<Vec<_>>())
                    .without_blank(),
                Field::text(format!("clause.{clause}.remarque"), "Remarque").optional(),
            ]
        });
        form = form.bloc(
            Bloc::new("Son contrat, article 28 du RGPD")
                .explained("Lisez le contrat une fois\u{a0}: tous les adhérents profitent de cette lecture.")
                .line([Field::date("contrat_lu_le", "Contrat lu le").optional()])
                .folded("Clause par clause", lines.collect::<Vec<_>>()),
        );
        form = form.field(Field::textarea("sous_traitants", "Ses propres sous-traitants").rows(3).optional());
    }
    form.field(Field::textarea("notes", "Notes du délégué").rows(3).optional().help("Les adhérents ne les voient pas."))
        .field(Field::checkbox("retire", "Ne plus proposer cette fiche"))
}
