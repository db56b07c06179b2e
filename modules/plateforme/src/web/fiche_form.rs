//! The form of a fiche: which fields, for whom; from what was typed to what the annuaire reads.

use annuaire::{Collectivite, FicheCollectivite, FieldErrors, SaisieCollectivite};
use db::{ListRequest, Tx};
use kernel::GenreCollectivite;
use web::{
    House, WebError,
    ui::{Choice, Field, Form, FormState},
};

use super::collectivite_list::arrondissements;

/// Every field of the form, and how it is read and written in a [`SaisieCollectivite`].
type Champ = (&'static str, fn(&mut SaisieCollectivite) -> &mut String);

const IDENTITE: &[Champ] = &[
    ("genre", |s| &mut s.genre),
    ("nom", |s| &mut s.nom),
    ("siren", |s| &mut s.siren),
    ("siret", |s| &mut s.siret),
    ("code_insee", |s| &mut s.code_insee),
    ("departement", |s| &mut s.departement),
    ("arrondissement", |s| &mut s.arrondissement),
    ("epci", |s| &mut s.epci),
];
const COORDONNEES: &[Champ] = &[
    ("adresse", |s| &mut s.adresse),
    ("code_postal", |s| &mut s.code_postal),
    ("ville", |s| &mut s.ville),
    ("telephone", |s| &mut s.telephone),
    ("courriel", |s| &mut s.courriel),
    ("site", |s| &mut s.site),
    ("representant_civilite", |s| &mut s.representant_civilite),
    ("representant_prenom", |s| &mut s.representant_prenom),
    ("representant_nom", |s| &mut s.representant_nom),
    ("representant_qualite", |s| &mut s.representant_qualite),
];

/// Which part of the fiche a person writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Etendue {
    /// The centre: everything.
    Tout,
    /// The collectivité itself: how it is reached, and who represents it.
    Coordonnees,
}

impl Etendue {
    fn champs(self) -> impl Iterator<Item = &'static Champ> {
        let identite = if self == Self::Tout { IDENTITE } else { &[] };
        identite.iter().chain(COORDONNEES)
    }

    /// The names of the fields, to tell what somebody else changed.
    pub fn noms(self) -> impl Iterator<Item = &'static str> {
        self.champs().map(|(nom, _)| *nom)
    }

    /// The form as it opens on a fiche.
    pub fn state_of(self, fiche: &FicheCollectivite) -> FormState {
        let mut saisie = SaisieCollectivite::from(fiche);
        self.champs().fold(FormState::default(), |state, (nom, champ)| state.with(*nom, champ(&mut saisie).clone()))
    }

    /// The fiche that was typed. What this person does not write stays as it is.
    pub fn read(self, known: Option<&FicheCollectivite>, state: &FormState) -> Result<FicheCollectivite, FieldErrors> {
        let mut saisie = known.map(SaisieCollectivite::from).unwrap_or_default();
        for (nom, champ) in self.champs() {
            state.value(nom).clone_into(champ(&mut saisie));
        }
        saisie.read()
    }
}

/// Puts each refusal by its field.
pub(super) fn refuse(state: &mut FormState, errors: FieldErrors) {
    for (champ, phrase) in errors.0 {
        state.add_error(champ, phrase);
    }
}

/// What the form of the centre offers to choose.
pub(super) struct Choix {
    arrondissements: Vec<Choice>,
    epci: Vec<Choice>,
}

impl Choix {
    /// `known`: what the fiche says now stays among the choices, even from another département.
    pub async fn read(
        tx: &mut Tx,
        house: &House,
        centre: &Collectivite,
        known: Option<&FicheCollectivite>,
    ) -> Result<Self, WebError> {
        let mut epci: Vec<(String, String)> = Vec::new();
        for genre in GenreCollectivite::all().filter(|genre| genre.is_epci()) {
            let filters = vec![("genre".to_owned(), genre.code().to_owned()), ("actif".to_owned(), "oui".to_owned())];
            let request = ListRequest { filters, ..ListRequest::default() };
            let rows =
                annuaire::collectivites::export(tx, house.clock(), annuaire::Visibles::Toutes, &request, 1_500).await?;
            epci.extend(rows.into_iter().map(|row| (row.siren.to_string(), row.nom)));
        }
        let mut arrondissements = arrondissements(&centre.fiche.departement);
        if let Some(known) = known {
            keep(&mut arrondissements, known.arrondissement.clone().zip(known.arrondissement_nom.clone()));
            keep(&mut epci, known.epci.map(|siren| (siren.to_string(), siren.groupe())));
        }
        Ok(Self { arrondissements: choices(arrondissements), epci: choices(epci) })
    }
}

fn keep(choices: &mut Vec<(String, String)>, known: Option<(String, String)>) {
    if let Some(known) = known.filter(|(value, _)| !choices.iter().any(|(other, _)| other == value)) {
        choices.push(known);
    }
}

fn choices(pairs: Vec<(String, String)>) -> Vec<Choice> {
    pairs.into_iter().map(|(value, label)| Choice::new(value, label)).collect()
}

/// The fields of identity, for the centre.
pub(super) fn identite(form: Form<'_>, choix: Choix) -> Form<'_> {
    let genres = GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle()));
    form.group(
        "Identité",
        [
            Field::select("genre", "Type", genres).medium(),
            Field::text("nom", "Nom").help("Sans le type : « Albias », et non « Commune d’Albias ».").max_length(200),
            Field::text("siren", "SIREN")
                .help("Neuf chiffres. Il est sur l’avis de situation de l’INSEE.")
                .short()
                .input_mode("numeric"),
            Field::text("siret", "SIRET du siège").optional().medium().input_mode("numeric"),
            Field::text("code_insee", "Code INSEE")
                .help("Pour une commune : cinq caractères, par exemple 82002.")
                .optional()
                .short(),
            Field::text("departement", "Département")
                .help("Par exemple 82 ou 2A. Inutile si le code INSEE est donné.")
                .optional()
                .short(),
            Field::select("arrondissement", "Arrondissement", choix.arrondissements)
                .optional()
                .blank("Aucun ou inconnu")
                .medium(),
            Field::select("epci", "Intercommunalité", choix.epci)
                .optional()
                .blank("Aucune")
                .help("L’EPCI à fiscalité propre dont elle est membre."),
        ],
    )
}

/// The fields that both write.
pub(super) fn coordonnees(form: Form<'_>) -> Form<'_> {
    let civilites = [Choice::new("madame", "Madame"), Choice::new("monsieur", "Monsieur")];
    form.group(
        "Coordonnées",
        [
            Field::textarea("adresse", "Adresse").rows(3).optional().help("Les lignes au-dessus du code postal."),
            Field::text("code_postal", "Code postal")
                .optional()
                .short()
                .input_mode("numeric")
                .autocomplete("postal-code"),
            Field::text("ville", "Ville").optional().medium().autocomplete("address-level2"),
            Field::telephone("telephone", "Téléphone").optional().help("Par exemple 05 63 31 00 00."),
            Field::email("courriel", "Courriel").optional().help("Celui de l’accueil, par exemple mairie@albias.fr."),
            Field::text("site", "Site").optional().input_mode("url").autocomplete("url"),
        ],
    )
    .group_explained(
        "Représentant légal",
        "Le maire ou le président : c’est à son nom que partent les conventions et les courriers.",
        [
            Field::select("representant_civilite", "Civilité", civilites).optional().blank("Non précisée").short(),
            Field::text("representant_prenom", "Prénom").optional().medium().autocomplete("off"),
            Field::text("representant_nom", "Nom").optional().medium().autocomplete("off"),
            Field::text("representant_qualite", "Qualité")
                .optional()
                .medium()
                .help("Seulement si ce n’est pas « Maire » ou « Président »."),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fiche() -> FicheCollectivite {
        let typed = SaisieCollectivite {
            genre: "commune".into(),
            nom: "Albias".into(),
            siren: "218200020".into(),
            code_insee: "82002".into(),
            telephone: "0563310000".into(),
            ..SaisieCollectivite::default()
        };
        typed.read().unwrap()
    }

    #[test]
    fn a_form_given_back_untouched_changes_nothing() {
        for etendue in [Etendue::Tout, Etendue::Coordonnees] {
            assert_eq!(etendue.read(Some(&fiche()), &etendue.state_of(&fiche())), Ok(fiche()));
        }
    }

    #[test]
    fn a_member_cannot_write_its_identity() {
        let typed = Etendue::Coordonnees.state_of(&fiche()).with("siren", "200053668").with("nom", "Ailleurs");
        let read = Etendue::Coordonnees.read(Some(&fiche()), &typed).unwrap();
        assert_eq!((read.nom.as_str(), read.siren), ("Albias", fiche().siren));
    }
}
