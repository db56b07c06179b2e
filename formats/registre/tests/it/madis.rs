//! The CSV export of Madis: its headers are facts of its data model, the fixture is ours.

use super::lecture;

const ENTETES: &[&str] = &[
    "Nom de la structure",
    "SIREN",
    "Code INSEE",
    "Nom",
    "Registre public",
    "Est exempté d’AIPD",
    "Statut",
    "Finalités",
    "En tant que",
    "Coordonnées du responsable de traitement",
    "Gestionnaire",
    "État",
    "Base légale",
    "Justification de la base légale",
    "Observations",
    "Personnes concernées - Particuliers",
    "Personnes concernées - Particuliers - Commentaire",
    "Personnes concernées - Salariés",
    "Personnes concernées - Salariés - Commentaire",
    "Personnes concernées - Élus",
    "Personnes concernées - Élus - Commentaire",
    "Détails - Nombre de personnes concernées",
    "Catégorie de données",
    "Autres catégories",
    "Détails - Origine des données",
    "Détails - Moyens de la collecte",
    "Mentions légales apposées",
    "Catégorie de destinataires",
    "Sous-traitants",
    "Logiciels et supports",
    "Détails - Délai de conservation",
    "Mesures de sécurité et confidentialité - Contrôle d’accès",
    "Mesures de sécurité et confidentialité - Contrôle d’accès - Commentaire",
    "Mesures de sécurité et confidentialité - Mise à jour",
    "Mesures de sécurité et confidentialité - Mise à jour - Commentaire",
    "Traitement spécifique - Surveillance systématique",
    "Traitement spécifique - Personnes vulnérables",
];
const LIGNE: &[&str] = &[
    "Commune de Montaigut",
    "216200014",
    "82125",
    "Paie",
    "Oui",
    "Oui",
    "Terminé",
    "Payer les agents",
    "Responsable de traitement",
    "",
    "Service RH",
    "Actif",
    "L’obligation légale",
    "Code général de la fonction publique",
    "À revoir",
    "Non",
    "",
    "Oui",
    "titulaires et contractuels",
    "Oui",
    "",
    "42",
    "Nom, Prénom; Numéro de Sécurité Sociale; Revenus",
    "Horoscope",
    "Dossier de l’agent",
    "Formulaire papier; Contrat",
    "Oui",
    "Trésorerie",
    "Éditeur Untel",
    "Logiciel de paie",
    "10 ans",
    "Oui",
    "mots de passe",
    "Non",
    "",
    "Non",
    "Oui",
];

#[test]
fn an_export_of_madis_is_read_with_its_choices_and_comments() {
    let quoted = |cells: &[&str]| cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";");
    assert_eq!(ENTETES.len(), LIGNE.len());
    let octets = format!("{}\n{}\n", quoted(ENTETES), quoted(LIGNE));
    let lecture = lecture(octets.as_bytes());
    let [lue] = &lecture.fiches[..] else { panic!("{lecture:?}") };
    let fiche = &lue.fiche;
    assert_eq!(
        (fiche.nom.as_str(), fiche.role.code.as_deref(), fiche.aipd.code.as_deref()),
        ("Paie", Some("responsable"), Some("exemptee"))
    );
    assert_eq!(fiche.finalites[0].base.code.as_deref(), Some("c"));
    assert_eq!(fiche.finalites[0].texte, "Code général de la fonction publique");
    let personnes: Vec<_> =
        fiche.personnes.iter().map(|p| (p.categorie.code.as_deref().unwrap(), p.detail.as_str(), p.nombre)).collect();
    assert_eq!(personnes, [("agents", "titulaires et contractuels", Some(42)), ("elus", "", Some(42))]);
    let donnees: Vec<_> = fiche.donnees.iter().map(|d| d.categorie.code.as_deref().unwrap_or("?")).collect();
    assert_eq!(donnees, ["etat_civil", "nir", "economique", "?"]);
    assert!(fiche.donnees.iter().all(|donnee| donnee.active.unwrap().nombre == 10));
    let collecte: Vec<_> = fiche.collecte.iter().map(|c| c.moyen.code.as_deref().unwrap()).collect();
    assert_eq!(collecte, ["formulaire_papier", "contrat"]);
    let mesures: Vec<_> =
        fiche.mesures.iter().map(|m| (m.mesure.code.as_deref().unwrap(), m.detail.as_str())).collect();
    assert_eq!(mesures, [("controle_acces", "mots de passe")]);
    assert_eq!(fiche.criteres[0].critere.code.as_deref(), Some("vulnerables"));
    assert_eq!(
        (fiche.outils[0].nom.as_str(), fiche.sous_traitants[0].nom.as_str()),
        ("Logiciel de paie", "Éditeur Untel")
    );
    // What no field takes is with the observations.
    for kept in ["À revoir", "216200014", "Terminé"] {
        assert!(fiche.observations.contains(kept), "{}", fiche.observations);
    }
}
