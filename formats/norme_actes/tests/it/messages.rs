//! What is written is read again, the same; what the schema would refuse is not written.

use norme_actes::{
    ActesError, AnomalieEnveloppe, Contenu, DonneesActe, Encodage, EnveloppeClMisill, FichierSigne, Matiere, Message,
    RetourClassification, Schema, Sens, Signature, TypeMessage, read,
};

use super::{
    assert_phrase,
    echantillon::{classification, donnees, enveloppe, enveloppes_recues, messages},
};

#[test]
fn every_message_comes_back_the_same() {
    for message in messages() {
        let lecture = read(&message.to_xml(Schema::Typologie).unwrap()).unwrap();
        assert_eq!((lecture.ecarts, lecture.encodage), (Vec::new(), Encodage::Latin1), "{}", message.racine());
        let plain = match message {
            // « ’ » is not of Latin-1.
            Message::RetourClassification(mut retour) => {
                retour.matieres[0].sous_matieres[0].sous_matieres[0].libelle = "Appels d'offres".to_owned();
                Message::RetourClassification(retour)
            }
            message => message,
        };
        assert_eq!(lecture.contenu, Contenu::Message(Box::new(plain)));
    }
}

#[test]
fn every_envelope_comes_back_the_same() {
    let lecture = read(&enveloppe().to_xml().unwrap()).unwrap();
    assert_eq!((lecture.contenu, lecture.ecarts), (Contenu::EnveloppeClMisill(enveloppe()), Vec::new()));
    for recue in enveloppes_recues() {
        let lecture = read(&recue.to_xml().unwrap()).unwrap();
        assert_eq!((lecture.contenu, lecture.ecarts), (Contenu::EnveloppeMisillCl(recue), Vec::new()));
    }
}

#[test]
fn the_table_of_the_protocol_has_every_message_once() {
    let types: Vec<TypeMessage> = messages().iter().filter_map(Message::type_message).collect();
    assert_eq!(types, TypeMessage::all().collect::<Vec<_>>(), "all but AnomalieEnveloppe, in the order of the codes");
    assert_eq!(TypeMessage::new(3, 4).sens(), Some(Sens::Collectivite));
    assert_eq!(TypeMessage::new(1, 2).sens(), Some(Sens::Prefecture));
    assert_eq!(TypeMessage::new(9, 9).racine(), None);
}

#[test]
fn typography_leaves_as_plain_latin_1() {
    let objet = "L’œuvre d’« été » – 5 €";
    let octets = Message::Acte(DonneesActe { objet: objet.to_owned(), ..donnees() }).to_xml(Schema::default()).unwrap();
    assert!(octets.starts_with(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"));
    let told = b"<actes:Objet>L'oeuvre d'\xab \xe9t\xe9 \xbb - 5 EUR</actes:Objet>";
    assert!(octets.windows(told.len()).any(|window| window == told), "{}", String::from_utf8_lossy(&octets));
}

fn refused(message: &Message) -> String {
    let told = message.to_xml(Schema::Typologie).unwrap_err().to_string();
    assert_phrase(&told);
    told
}

#[test]
fn what_the_schema_refuses_is_not_written() {
    let acte = |change: &dyn Fn(&mut DonneesActe)| {
        let mut acte = donnees();
        change(&mut acte);
        refused(&Message::Acte(acte))
    };
    assert!(acte(&|a| a.objet = "中国".to_owned()).contains("«\u{a0}中\u{a0}» (U+4E2D), «\u{a0}国\u{a0}» (U+56FD)"));
    assert!(acte(&|a| a.objet = "…".repeat(167)).contains("cinq cents"), "what counts is what is written");
    assert!(acte(&|a| a.objet = " ".to_owned()).contains("objet"));
    assert_eq!(acte(&|a| a.objet.clear()), "«\u{a0}Objet\u{a0}» ne peut pas être vide\u{a0}: un acte a un objet.");
    let hyphen = "082-218200020-20260401-2026-031-DE";
    assert!(acte(&|a| a.precedent_identifiant_acte = hyphen.parse().ok()).contains("ni tiret"));
    assert!(acte(&|a| a.codes_matieres = "7".parse().unwrap()).contains("CodeMatiere2"));
    assert!(acte(&|a| a.numero_interne = norme_actes::NumeroInterne::recu("é").unwrap()).contains("NumeroInterne"));
    assert!(acte(&|a| a.document.nom_fichier = String::new()).contains("NomFichier"));
    assert!(acte(&|a| a.document.signature = Some(Signature::Xml("<a/>".to_owned()))).contains("détachée"));
}

#[test]
fn what_only_a_received_message_may_lack_is_required_to_send() {
    for message in messages() {
        match message {
            Message::ArActe(mut ar) => {
                ar.acte_recu = None;
                assert!(refused(&Message::ArActe(ar)).contains("ActeRecu"));
            }
            Message::AnomalieActe(mut anomalie) => {
                anomalie.nature = "2".to_owned();
                assert!(refused(&Message::AnomalieActe(anomalie)).contains("trois chiffres"));
            }
            Message::AnomalieEnveloppe(anomalie) => {
                let unknown = AnomalieEnveloppe { nature: "999".to_owned(), ..anomalie };
                assert!(refused(&Message::AnomalieEnveloppe(unknown)).contains("001, 002"));
            }
            Message::PieceComplementaire(mut pieces) => {
                pieces.documents.clear();
                assert!(refused(&Message::PieceComplementaire(pieces)).contains("Document"));
            }
            _ => {}
        }
    }
}

#[test]
fn a_classification_has_at_most_five_levels_and_at_least_two() {
    let leaf = |sous_matieres| Matiere { code_matiere: 1, libelle: "x".to_owned(), sous_matieres };
    let six = leaf(vec![leaf(vec![leaf(vec![leaf(vec![leaf(vec![leaf(vec![])])])])])]);
    for (matieres, told) in [(vec![six], "cinq niveaux"), (vec![leaf(vec![])], "Matiere2"), (vec![], "Matiere1")] {
        let message = Message::RetourClassification(RetourClassification { matieres, ..classification() });
        assert!(refused(&message).contains(told), "{told}");
    }
}

#[test]
fn an_envelope_is_checked_before_it_is_written() {
    let broken = |change: &dyn Fn(&mut EnveloppeClMisill)| {
        let mut enveloppe = enveloppe();
        change(&mut enveloppe);
        enveloppe.to_xml().unwrap_err()
    };
    let valeur = |error: ActesError| matches!(error, ActesError::Valeur { .. });
    assert!(valeur(broken(&|e| e.adresses_retour[0] = "a+b@c.fr".to_owned())));
    assert!(valeur(broken(&|e| e.emetteur.id_cl.arrondissement = "12".to_owned())));
    assert!(valeur(broken(&|e| e.emetteur.id_cl.nature = "1".to_owned())));
    assert!(valeur(broken(&|e| e.emetteur.id_cl.departement = norme_actes::Departement::recu("82").unwrap())));
    assert!(matches!(broken(&|e| e.adresses_retour.clear()), ActesError::Manquant { .. }));
    assert!(matches!(broken(&|e| e.formulaires_envoyes.clear()), ActesError::Manquant { .. }));
    assert!(matches!(broken(&|e| e.formulaires_envoyes = vec![FichierSigne::new("")]), ActesError::Manquant { .. }));
}
