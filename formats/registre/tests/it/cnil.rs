//! The CNIL's « registre simplifié ».

use std::{fs, path::PathBuf};

use registre::{Gravite, cnil_pages};
use tableur::{Case, Page, write_ods, write_xlsx};
use time::macros::date;

use super::{dicos, fiches, lecture, proprietes};

/// The official file is not redistributed: it is sought, and its absence is said.
fn official() -> Option<Vec<u8>> {
    let given = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let places = given.into_iter().chain([near]).map(|place| place.join("rgpd/registre-traitement-simplifie.ods"));
    let found = places.into_iter().find_map(|path| fs::read(path).ok());
    if found.is_none() {
        println!("SKIPPED: no rgpd/registre-traitement-simplifie.ods in BEFFROI_SCHEMAS nor in ../shared/data");
    }
    found
}

#[test]
fn the_filled_example_of_the_cnil_is_one_complete_fiche() {
    let Some(octets) = official() else { return };
    let lecture = lecture(&octets);
    // The empty model, the tutorial and the lists are no fiches.
    let [lue] = &lecture.fiches[..] else { panic!("{:?}", lecture.fiches) };
    let fiche = &lue.fiche;
    assert_eq!((fiche.nom.as_str(), fiche.reference.as_str()), ("Gestion de la paie", "1 - Exemple"));
    assert_eq!(fiche.cree_le, Some(date!(2018 - 05 - 26)));
    assert_eq!(fiche.modifie_le, Some(date!(2019 - 05 - 13)));
    assert_eq!((fiche.responsable.nom.as_str(), fiche.responsable.code_postal.as_str()), ("Louise DUPONT", "75001"));
    assert_eq!((fiche.dpd.nom.as_str(), fiche.dpd.courriel.as_str()), ("Martin HENRI", "exemple2@ets.com"));
    assert_eq!(fiche.societe_dpd.nom, "");
    let finalites: Vec<&str> = fiche.finalites.iter().map(|finalite| finalite.libelle.as_str()).collect();
    assert_eq!(
        finalites,
        [
            "Gestion de la paie",
            "Calcul des rémunérations",
            "Calcul du montant des versements adressés aux organismes sociaux",
            "Ordre de virement à la banque"
        ]
    );
    let donnees: Vec<_> = fiche
        .donnees
        .iter()
        .map(|donnee| (donnee.categorie.code.as_deref().unwrap(), donnee.detail.as_str()))
        .collect();
    assert_eq!(
        donnees,
        [
            ("etat_civil", "Noms, prénoms, adresses"),
            ("economique", "RIB"),
            ("nir", "Numéros de sécurité sociale des salariés")
        ]
    );
    for donnee in &fiche.donnees {
        assert_eq!(donnee.active.unwrap().to_string(), "5 ans");
        assert_eq!(donnee.declencheur, "le versement de la paie");
    }
    assert_eq!(fiche.personnes[0].categorie.code.as_deref(), Some("agents"));
    let destinataires: Vec<_> =
        fiche.destinataires.iter().map(|d| (d.genre.code.as_deref().unwrap(), d.nom.as_str())).collect();
    assert_eq!(
        destinataires,
        [
            ("interne", "Dir. Administrative et Financière"),
            ("partenaire", "Organismes sociaux"),
            ("hors_ue", "Banque d'Andorre")
        ]
    );
    let mesures: Vec<_> = fiche.mesures.iter().map(|mesure| mesure.mesure.code.as_deref().unwrap()).collect();
    assert_eq!(mesures, ["protection_logiciels", "sauvegarde", "autre"]);
    let [transfert] = &fiche.transferts[..] else { panic!() };
    assert_eq!((transfert.organisme.as_str(), transfert.pays.code.as_deref()), ("Banque d'Andorre", Some("AD")));
    assert_eq!(
        (transfert.garantie.code.as_deref(), transfert.lien.as_str()),
        (Some("46-2-c"), "Contrat en date du 23/01/2018")
    );
    assert_eq!(lecture.problemes, []);
    assert_eq!(*fiche, fiche.normalise(dicos()));
}

#[test]
fn the_official_file_comes_back_the_same_from_ods_and_from_xlsx() {
    let Some(octets) = official() else { return };
    let before = fiches(&octets);
    let pages = cnil_pages(&before, dicos());
    assert_eq!(fiches(&write_ods(&pages, &proprietes()).unwrap()), before);
    assert_eq!(fiches(&write_xlsx(&pages, &proprietes()).unwrap()), before);
}

fn case(texte: &str) -> Case {
    Case::texte(texte)
}

/// The layout of the CNIL with rows and columns moved, in a sheet of any name.
fn moved(nom: &str) -> Page {
    let rows: &[&[&str]] = &[
        &[],
        &["", "", "Un titre de la mairie"],
        &["", "", "Nom du traitement :", "", nom, "", "", "", "", "", "", "► Un guide"],
        &["", "", "N° / REF", "T-12"],
        &["", "", "ACTEURS", "Nom", "Courriel", "Adresse mél"],
        &["", "", "Responsable du traitement", "Le maire", "", "maire@exemple.fr"],
        &["", "", "Responsable(s) conjoint(s)", "Le CCAS", "", "ccas@exemple.fr"],
        &["", "", "Finalité(s) du traitement effectué"],
        &["", "", "Finalité principale", "Payer les agents"],
        &["", "", "Sous-finalité 1"],
        &["", "", "Catégories de données personnelles concernées", "", "Description", "Durée de conservation"],
        &["", "", "Vie professionnelle", "", "Grade", "Durée de la carrière"],
        &["", "", "Données de connexion (adress IP, logs, etc.)"],
        &["", "", "Horoscope", "", "Signe", "1 an"],
        &["", "", "Destinataires", "Type de destinataire", "Précisions"],
        &["", "", "Destinataire 1", "Sélectionnez un élément dans cette liste déroulante ►"],
        &["", "", "Destinataire 2", "Sous-traitants", "L’éditeur"],
    ];
    let rangees = rows.iter().map(|row| row.iter().map(|texte| case(texte)).collect()).collect();
    Page { nom: nom.to_owned(), rangees, ..Page::default() }
}

#[test]
fn fiches_are_found_by_their_labels_wherever_they_stand() {
    let notes = Page { nom: "Notes".into(), rangees: vec![vec![case("À faire"), case("demain")]], ..Page::default() };
    let pages = [notes, moved("Paie"), moved("État civil")];
    for octets in [write_ods(&pages, &proprietes()).unwrap(), write_xlsx(&pages, &proprietes()).unwrap()] {
        let lecture = lecture(&octets);
        let [paie, etat_civil] = &lecture.fiches[..] else { panic!("{:?}", lecture.fiches) };
        assert_eq!((paie.fiche.nom.as_str(), etat_civil.fiche.nom.as_str(), paie.ligne), ("Paie", "État civil", 3));
        let fiche = &paie.fiche;
        assert_eq!((fiche.reference.as_str(), fiche.responsable.courriel.as_str()), ("T-12", "maire@exemple.fr"));
        assert_eq!(
            (fiche.conjoints[0].nom.as_str(), fiche.conjoints[0].coordonnees.as_str()),
            ("Le CCAS", "ccas@exemple.fr")
        );
        assert_eq!((fiche.finalites.len(), fiche.donnees.len(), fiche.destinataires.len()), (1, 2, 1));
        assert_eq!(fiche.donnees[0].precision, "Durée de la carrière");
        assert_eq!(fiche.destinataires[0].nom, "L’éditeur");
        // « Horoscope » is of no dictionary: kept, and told at its place, in both fiches.
        let [horoscope, _] = &lecture.problemes[..] else { panic!("{:?}", lecture.problemes) };
        assert_eq!(
            (horoscope.cellule.as_str(), horoscope.valeur.as_str(), horoscope.gravite),
            ("Paie!C14", "Horoscope", Gravite::Alerte)
        );
        assert!(horoscope.message.contains("gardé") && horoscope.message.ends_with('.'));
    }
}
