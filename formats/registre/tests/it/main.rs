//! Registers are read from the files that people have, and come back from those that are written.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod bureautique;
mod cnil;
mod contenu;
mod echange;
mod echantillon;
mod etalons;
mod madis;
mod tables;

use std::sync::LazyLock;

use registre::{Dictionnaires, Fiche, Lecture};
use tableur::{Limites, Proprietes};
use time::macros::date;

/// Read once: the files are long for a debug build.
pub(crate) fn dicos() -> &'static Dictionnaires {
    static DICOS: LazyLock<Dictionnaires> = LazyLock::new(|| Dictionnaires::embarques().unwrap());
    &DICOS
}

pub(crate) fn proprietes() -> Proprietes {
    Proprietes { titre: "Registre".into(), auteur: "Commune de Montaigut".into(), date: date!(2026 - 11 - 25) }
}

pub(crate) fn lecture(octets: &[u8]) -> Lecture {
    registre::read(&tableur::read(octets, &Limites::default()).unwrap(), &[], dicos())
}

pub(crate) fn fiches(octets: &[u8]) -> Vec<Fiche> {
    lecture(octets).fiches.into_iter().map(|lue| lue.fiche).collect()
}

#[test]
fn every_label_of_a_dictionary_names_its_own_code() {
    let dicos = dicos();
    for (nom, _) in registre::EMBARQUES {
        assert!(!dicos.termes(nom).is_empty());
        for entree in dicos.termes(nom) {
            assert_eq!(dicos.find(nom, &entree.libelle).unwrap().code, entree.code, "{nom}");
            assert_eq!(dicos.find(nom, &entree.code).unwrap().code, entree.code, "{nom}");
        }
    }
}

#[test]
fn the_words_of_the_cnil_file_are_known() {
    let dicos = dicos();
    for (nom, words, code) in [
        ("donnees", "État civil, identité, données d'identification, images…", "etat_civil"),
        ("donnees", "Vie personnelle (habitudes de vie, situation familiale, etc.)", "vie_personnelle"),
        (
            "donnees",
            "Informations d'ordre économique et financier (revenus, situation financière, situation fiscale, etc.)",
            "economique",
        ),
        ("donnees", "Données de connexion (adress IP, logs, etc.)", "connexion"),
        ("donnees", "Données de localisation (déplacements, données GPS, GSM, etc.)", "localisation"),
        ("donnees", "Numéro de Sécurité Sociale (ou NIR)", "nir"),
        ("donnees", "Données révélant l'origine raciale ou ethnique", "origine"),
        ("donnees", "Données révélant les opinions politiques", "opinions"),
        ("donnees", "Données révélant les convictions religieuses ou philosophiques\u{a0}", "convictions"),
        ("donnees", "Données révélant l'appartenance syndicale", "syndicat"),
        ("donnees", "Données génétiques", "genetique"),
        ("donnees", "Données biométriques aux fins d'identifier une personne physique de manière unique", "biometrie"),
        ("donnees", "Données concernant la santé", "sante"),
        ("donnees", "Données concernant la vie sexuelle ou l'orientation sexuelle", "vie_sexuelle"),
        ("donnees", "Données relatives à des condamnations pénales ou infractions", "infractions"),
        ("personnes", "Salariés", "agents"),
        ("personnes", "Fournisseurs", "fournisseurs"),
        ("personnes", "Candidats", "candidats"),
        ("personnes", "Autres (préciser)", "autre"),
        ("destinataires", "Service interne qui traite les données", "interne"),
        ("destinataires", "Sous-traitants", "sous_traitant"),
        ("destinataires", "Destinataires dans des pays tiers ou organisations internationales", "hors_ue"),
        ("destinataires", "Partenaires institutionnels ou commerciaux", "partenaire"),
        ("mesures", "Mesures de traçabilité", "tracabilite"),
        ("mesures", "Mesures de protection des logiciels", "protection_logiciels"),
        ("mesures", "Sauvegarde des données", "sauvegarde"),
        ("mesures", "Chiffrement des données", "chiffrement"),
        ("mesures", "Contrôle d'accès des utilisateurs", "controle_acces"),
        ("mesures", "Contrôle des sous-traitants", "sous_traitance"),
        ("mesures", "Autres mesures (à préciser)", "autre"),
        ("garanties", "Clauses contractuelles types (CCT)", "46-2-c"),
        ("garanties", "Règles d'entreprise contraignantes (BCR)", "47"),
        ("garanties", "Pays adéquat", "45"),
        ("garanties", "Code de conduite", "46-2-e"),
        ("garanties", "Certification", "46-2-f"),
        ("pays", "Andorre", "AD"),
        ("pays", "Ile de Man", "IM"),
        ("pays", "Iles FEROE", "FO"),
        ("pays", "Etats-Unis", "US"),
    ] {
        assert_eq!(dicos.find(nom, words).map(|entree| entree.code.as_str()), Some(code), "{words}");
    }
    // The Privacy Shield fell in 2020, and article 49 without a letter is no mechanism.
    assert!(
        dicos.find("garanties", "Privacy shield").is_none()
            && dicos.find("garanties", "Dérogations (art 49)").is_none()
    );
}
