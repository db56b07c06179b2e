//! The pre-flight: what would be refused is said before it leaves, field by field.

use norme_actes::{CodesMatieres, Contexte, Gravite, Transmission, controle};
use time::macros::date;

use super::{
    assert_phrase,
    echantillon::{LE, classification, transmission},
};

fn told(change: impl Fn(&mut Transmission)) -> Vec<(Gravite, String, String)> {
    let mut transmission = transmission();
    change(&mut transmission);
    let classification = classification();
    let constats = controle(&transmission, &Contexte::new(LE, Some(&classification)));
    for constat in &constats {
        assert_phrase(&constat.phrase);
    }
    let prepared = transmission.prepare(&Contexte::new(LE, Some(&classification)));
    let refused = constats.iter().any(|constat| constat.gravite == Gravite::Refus);
    assert_eq!(prepared.is_err(), refused, "what nothing refuses is built: {constats:?} {:?}", prepared.err());
    constats.into_iter().map(|constat| (constat.gravite, constat.champ, constat.phrase)).collect()
}

#[track_caller]
fn one(gravite: Gravite, champ: &str, part: &str, change: impl Fn(&mut Transmission)) {
    let constats = told(change);
    let found = constats.iter().any(|(g, c, phrase)| (*g, c.as_str()) == (gravite, champ) && phrase.contains(part));
    assert!(found, "{constats:?}");
}

fn refus(champ: &str, part: &str, change: impl Fn(&mut Transmission)) {
    one(Gravite::Refus, champ, part, change);
}

fn alerte(champ: &str, part: &str, change: impl Fn(&mut Transmission)) {
    one(Gravite::Alerte, champ, part, change);
}

#[test]
fn nothing_is_said_of_a_transmission_without_fault() {
    assert_eq!(told(|_| ()), []);
}

#[test]
fn the_acte_is_controlled() {
    refus("NumeroInterne", "quinze caractères", |t| t.acte.numero_interne = "n° 12".to_owned());
    refus("NumeroInterne", "quinze caractères", |t| t.acte.numero_interne = String::new());
    alerte("NumeroInterne", "préférez «\u{a0}_\u{a0}»", |t| t.acte.numero_interne = "2026-112".to_owned());
    alerte("NumeroInterne", "minuscules", |t| t.acte.numero_interne = "d112".to_owned());
    refus("Date", "21 novembre 2026, dans le futur", |t| t.acte.date = date!(2026 - 11 - 21));
    alerte("Date", "est-ce bien", |t| t.acte.date = date!(1926 - 11 - 20));
    refus("CodeNatureActe", "de 1 à 6", |t| t.acte.code_nature_acte = 9);
    refus("CodeNatureActe", "ne connaît pas la nature 2", |t| t.acte.code_nature_acte = 2);
    refus("Objet", "Donnez un objet", |t| t.acte.objet = "  ".to_owned());
    refus("Objet", "cinq cents", |t| t.acte.objet = "é".repeat(501));
    refus("Objet", "«\u{a0}中\u{a0}» (U+4E2D)", |t| t.acte.objet = "中".to_owned());
    refus("PrecedentIdentifiantActe", "044-214400152", |t| t.acte.precedent_identifiant_acte = Some("12".to_owned()));
    refus("PrecedentIdentifiantActe", "ni tiret ni espace", |t| {
        t.acte.precedent_identifiant_acte = Some("082-218200020-20260401-2026-031-DE".to_owned());
    });
    refus("ClassificationDateVersion", "5 janvier 2026", |t| {
        t.acte.classification_date_version = date!(2025 - 01 - 01);
    });
}

#[test]
fn the_matiere_is_one_of_the_classification() {
    refus("CodeMatiere", "deux premiers niveaux", |t| t.acte.codes_matieres = "7".parse().unwrap());
    refus("CodeMatiere", "saute un niveau", |t| t.acte.codes_matieres = "1.1.1.0.1".parse().unwrap());
    refus("CodeMatiere", "zéro", |t| t.acte.codes_matieres = CodesMatieres::new(7, 0));
    refus("CodeMatiere", "9.1 n’est pas dans la classification", |t| {
        t.acte.codes_matieres = CodesMatieres::new(9, 1);
    });
    assert_eq!(told(|t| t.acte.codes_matieres = CodesMatieres::new(7, 1)), []);
    let mut alone = transmission();
    alone.acte.codes_matieres = CodesMatieres::new(9, 9);
    let constats = controle(&alone, &Contexte::new(LE, None));
    assert!(constats.iter().any(|constat| constat.phrase.contains("nomenclature nationale")), "{constats:?}");
    assert!(constats.iter().any(|constat| constat.phrase.contains("demandez-la")), "{constats:?}");
}

#[test]
fn the_files_are_controlled() {
    refus("Document", "Choisissez le type", |t| t.document.code_type_pj = String::new());
    refus("Annexe 1", "cinq caractères", |t| t.annexes[0].code_type_pj = "99-DE".to_owned());
    refus("Document", "typologie de la préfecture pour la nature 1", |t| t.document.code_type_pj = "99_AR".to_owned());
    alerte("Annexe 1", "d’une autre matière que 1.1", |t| t.acte.codes_matieres = CodesMatieres::new(1, 1));
    refus("Document", "«\u{a0}.docx\u{a0}» n’est pas accepté", |t| t.document.extension = "docx".to_owned());
    refus("Document", "nature 5", |t| t.document.extension = "xml".to_owned());
    refus("Annexe 1", "PDF, JPG, PNG ou XML", |t| t.annexes[0].extension = "odt".to_owned());
    refus("Document", "n’est pas un PDF", |t| t.document.debut = b"PK\x03\x04".to_vec());
    refus("Annexe 1", "vide", |t| t.annexes[0].taille = 0);
    refus("Annexes", "les 150\u{a0}Mo d’une archive", |t| t.annexes[0].taille = 150 << 20);
    refus("Annexes", "150\u{a0}Mo", |t| t.annexes[0].taille = u64::MAX);
    refus("Annexe 1", "Signature", |t| t.annexes[0].signature = Some("中".to_owned()));
    assert_eq!(told(|t| t.document.extension = "PDF".to_owned()), [], "capitals are lowered");
    alerte("Document", "Transmettez plutôt un PDF", |t| {
        t.document.extension = "JPEG".to_owned();
        t.document.debut = b"\xff\xd8\xff\xe0".to_vec();
    });
}

#[test]
fn a_budget_is_a_sealed_xml_of_7_1_or_a_pdf() {
    let budget = |t: &mut Transmission| {
        t.acte.code_nature_acte = 5;
        t.acte.codes_matieres = CodesMatieres::new(7, 1);
        t.document.code_type_pj = "99_BU".to_owned();
        t.document.extension = "xml".to_owned();
        t.document.debut = b"\xef\xbb\xbf  <?xml".to_vec();
        t.document.scelle = Some(true);
    };
    assert_eq!(told(budget), []);
    let with = |more: &'static dyn Fn(&mut Transmission)| {
        move |t: &mut Transmission| {
            budget(t);
            more(t);
        }
    };
    refus("Document", "n’est pas scellé", with(&|t| t.document.scelle = Some(false)));
    refus("CodeMatiere", "7.1", with(&|t| t.acte.codes_matieres = CodesMatieres::new(7, 10)));
    refus("Annexe 1", "joignez un PDF", with(&|t| t.annexes[0].extension = "xml".to_owned()));
    alerte(
        "Annexe 1",
        "Joignez plutôt un PDF",
        with(&|t| {
            t.annexes[0].extension = "png".to_owned();
            t.annexes[0].debut = b"\x89PNG".to_vec();
        }),
    );
    alerte("Annexes", "délibération", with(&|t| t.annexes.clear()));
    refus("Document", "PDF ou XML scellé", with(&|t| t.document.extension = "png".to_owned()));
}

#[test]
fn the_sender_and_the_envelope_are_controlled() {
    refus("Departement", "082", |t| t.emetteur.id_cl.departement = norme_actes::Departement::recu("82").unwrap());
    refus("Arrondissement", "un seul chiffre", |t| t.emetteur.id_cl.arrondissement = "10".to_owned());
    refus("Nature", "deux chiffres", |t| t.emetteur.id_cl.nature = "3".to_owned());
    alerte("SIREN", "n’existe pas", |t| t.emetteur.id_cl.siren = "123456789".parse().unwrap());
    refus("Email", "«\u{a0}a+b@c.fr\u{a0}»", |t| t.adresses_retour.push("a+b@c.fr".to_owned()));
    refus("AdressesRetour", "au moins une", |t| t.adresses_retour.clear());
    refus("Referent", "U+4E2D", |t| t.emetteur.referent.as_mut().unwrap().nom = Some("中".to_owned()));
    refus("Trigramme", "trois caractères", |t| t.depot.trigramme = "beffroi".to_owned());
    refus("Application", "quatre lettres", |t| t.depot.application = "ACTES".to_owned());
    refus("Serie", "à partir de 1", |t| t.depot.serie = 0);
    alerte("Enveloppe", "date de l’envoi", |t| t.depot.date = date!(2026 - 11 - 19));
}
