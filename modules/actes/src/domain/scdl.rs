//! Délibérations in open data: the schema `scdl/deliberations` 2.1.5 (`OpenDataFrance`), column by column.

use kernel::Siret;
use norme_actes::CodesMatieres;

use super::{Acte, Classement};

/// The columns, in the order of the schema.
pub const COLONNES: [&str; 17] = [
    "COLL_NOM",
    "COLL_SIRET",
    "DELIB_ID",
    "DELIB_DATE",
    "DELIB_MATIERE_CODE",
    "DELIB_MATIERE_NOM",
    "DELIB_OBJET",
    "BUDGET_ANNEE",
    "BUDGET_NOM",
    "PREF_ID",
    "PREF_DATE",
    "VOTE_EFFECTIF",
    "VOTE_REEL",
    "VOTE_POUR",
    "VOTE_CONTRE",
    "VOTE_ABSTENTION",
    "DELIB_URL",
];
/// The first levels, as the schema spells them: lower case, with accents, whatever the préfecture writes.
const NIVEAUX: [&str; 9] = [
    "commande publique",
    "urbanisme",
    "domaine et patrimoine",
    "fonction publique",
    "institutions et vie politique",
    "libertés publiques et pouvoirs de police",
    "finances locales",
    "domaines de compétences par thèmes",
    "autres domaines de compétences",
];

/// A line of the file; `departement` is that of the préfecture (`082`), `url` where the délibération is read.
pub fn line(
    acte: &Acte,
    (nom, siret): (&str, Siret),
    (classement, departement, url): (&Classement, &str, &str),
) -> [String; 17] {
    let fiche = &acte.fiche;
    let iso = |day: Option<time::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let codes = fiche.codes_matieres().map(two_levels);
    let empty = String::new;
    [
        nom.to_owned(),
        siret.to_string(),
        fiche.numero.clone(),
        iso(fiche.decision_le),
        codes.map(|codes| codes.to_string()).unwrap_or_default(),
        codes.and_then(|codes| matiere(classement, codes)).unwrap_or_default(),
        fiche.objet.clone(),
        empty(),
        empty(),
        format!("PREF{departement}"),
        iso(acte.recu_le),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        url.to_owned(),
    ]
}

/// `7.10.1` is `7.10`: the schema knows the two national levels.
const fn two_levels(codes: CodesMatieres) -> CodesMatieres {
    CodesMatieres([codes.0[0], codes.0[1], None, None, None])
}

/// `finances locales/divers`: lower case, without comma nor parenthesis.
fn matiere(classement: &Classement, codes: CodesMatieres) -> Option<String> {
    let first = usize::try_from(codes.0[0]?).ok()?.checked_sub(1).and_then(|at| NIVEAUX.get(at))?;
    let second = classement.libelle(codes)?;
    let second = second.rsplit(" / ").next()?.to_lowercase();
    let plain: String = second.chars().filter(|c| !matches!(c, ',' | '(' | ')')).collect();
    Some(format!("{first}/{}", plain.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_matiere_is_named_as_the_schema_wants() {
        let classement = Classement::national(date!(2017 - 12 - 08));
        let told = |code: &str| matiere(&classement, two_levels(code.parse().unwrap())).unwrap();
        assert_eq!(told("7.10"), "finances locales/divers");
        assert_eq!(told("6.1.3"), "libertés publiques et pouvoirs de police/police municipale");
        assert_eq!(told("7.9"), "finances locales/prise de participation sem etc...");
        assert_eq!(COLONNES.len(), 17);
    }
}
