//! One mail of a préfecture: what comes back, about what, whatever the order and the names of its attachments.

use norme_actes::{
    Cible, Entree, FichierSigne, Mail, Message, NomEnveloppe, NomFichier, Retour, RetourRecu, Schema, read_mail,
};
use time::macros::date;

use super::{
    assert_phrase,
    echantillon::{LE, donnees, enveloppe, id, messages},
    exemple, fixture,
    prefecture::{of_prefecture, reponse, retour},
};

fn read(pieces: &[Entree]) -> Mail {
    let mail = read_mail(&pieces.iter().map(|one| (one.nom.as_str(), one.octets.as_slice())).collect::<Vec<_>>());
    for phrase in mail.fautes.iter().chain(&mail.remarques) {
        assert_phrase(phrase);
    }
    mail
}

fn mail_of(message: Message) -> Vec<Entree> {
    retour(Schema::Typologie).mail(&[reponse(message)]).unwrap()
}

fn message(racine: &str) -> Message {
    messages().into_iter().find(|message| message.racine() == racine).unwrap()
}

#[track_caller]
fn one(mail: &Mail) -> &RetourRecu {
    let [retour] = &mail.retours[..] else { panic!("{mail:?}") };
    retour
}

/// What each message is about: the key of an anomaly, no acte for a classification, the whole identifier for the rest.
fn expected(message: &Message) -> Cible {
    match message.racine() {
        "AnomalieActe" => Cible::Cle(id().cle),
        "RetourClassification" | "ReponseClassificationSansChangement" => Cible::Classification,
        _ => Cible::Acte(id()),
    }
}

#[test]
fn every_return_says_what_it_answers_in_any_order_and_under_any_name() {
    for message in of_prefecture() {
        let cible = expected(&message);
        let documents = message.fichiers().len();
        let mut pieces = mail_of(message);
        for round in 0..4 {
            let mail = read(&pieces);
            let retour = one(&mail);
            let racine = retour.message.racine();
            assert_eq!(retour.cible.as_ref(), Some(&cible), "{racine} {round}");
            assert_eq!(
                retour.siren.as_ref().map(norme_actes::NumeroSiren::as_str),
                Some("218200020"),
                "{racine} {round}"
            );
            assert_eq!(mail.enveloppe.as_ref().unwrap().contenu.destinataire.as_str(), "218200020");
            assert_eq!(mail.fautes, Vec::<String>::new(), "{racine} {round}");
            let found = retour.documents.iter().filter(|(_, piece)| piece.is_some()).count();
            // Without names, a document is only one more attachment.
            let wanted = if round == 3 { 0 } else { documents };
            assert_eq!((found, mail.autres.len()), (wanted, documents - wanted), "{racine} {round}: {mail:?}");
            match round {
                0 => pieces.reverse(),
                1 => pieces.iter_mut().for_each(decorate),
                _ => pieces.iter_mut().for_each(|one| one.nom.clear()),
            }
        }
    }
}

/// As mail programs do.
fn decorate(piece: &mut Entree) {
    let (base, extension) = piece.nom.rsplit_once('.').unwrap();
    piece.nom = format!(" \"C:\\Courrier\\Copie de {base} (2).{}\"", extension.to_uppercase());
}

#[test]
fn the_names_are_given_back_without_what_decorates_them() {
    let mut pieces = mail_of(message("CourrierSimple"));
    pieces.iter_mut().for_each(decorate);
    let mail = read(&pieces);
    let nom = one(&mail).nom.as_ref().map(NomFichier::to_string);
    assert_eq!(nom.as_deref(), Some("082-218200020-20261117-2026_112-DE-2-1_5279.xml"));
    let nom = mail.enveloppe.unwrap().nom.map(|nom| nom.to_string());
    assert_eq!(nom.as_deref(), Some("EACT--SPREF0821-218200020-20261120-9.xml"));
}

/// One product loses the anomaly when its envelope comes second.
#[test]
fn the_envelope_may_come_after_the_anomaly_or_not_at_all() {
    let mut pieces = mail_of(message("AnomalieActe"));
    pieces.swap(0, 1);
    assert_eq!(one(&read(&pieces)).cible, Some(Cible::Cle(id().cle)));
    pieces.truncate(1);
    let mail = read(&pieces);
    assert_eq!((one(&mail).siren.as_ref().unwrap().as_str(), mail.enveloppe.as_ref()), ("218200020", None));
    pieces[0].nom.clear();
    let mail = read(&pieces);
    assert_eq!(one(&mail).siren.as_ref().unwrap().as_str(), "218200020", "told by the files of the acte");
    let text =
        String::from_utf8_lossy(&pieces[0].octets).replace("218200020", "").replace("<actes:Objet>", "<actes:X>");
    pieces[0].octets = text.replace("</actes:Objet>", "</actes:X>").into_bytes();
    assert_eq!(read(&pieces).fautes, ["La pièce jointe 1 ne dit pas à quel envoi il répond."]);
}

/// The acte that came back is damaged: the names still tell it.
#[test]
fn a_damaged_anomaly_is_known_by_its_name() {
    let mut pieces = mail_of(message("AnomalieActe"));
    let text = String::from_utf8_lossy(&pieces[1].octets).replace("actes:Date=\"2026-11-17\"", "actes:Date=\"hier\"");
    pieces[1] = Entree { nom: "082-218200020-20261117-2026_112-DE-1-3_1.xml".to_owned(), octets: text.into_bytes() };
    let mail = read(&pieces);
    assert_eq!(one(&mail).cible, Some(Cible::Cle(id().cle)));
    assert!(one(&mail).ecarts.iter().any(|ecart| ecart.champ == "ActeRecu"));
}

/// An operator dated the names of its files by the day of the sending: the content counts.
#[test]
fn the_official_mail_is_understood() {
    let noms = ["044-214400152----1-3_1.xml", "EACT--SPREF0441-214400152-20181012-9.xml"];
    let pieces: Vec<Entree> =
        noms.iter().filter_map(|nom| Some(Entree { nom: (*nom).to_owned(), octets: exemple(nom)? })).collect();
    if pieces.len() < 2 {
        return;
    }
    let mail = read(&pieces);
    let retour = one(&mail);
    let Some(Cible::Cle(cle)) = &retour.cible else { panic!("{retour:?}") };
    assert_eq!((cle.to_string().as_str(), cle.date), ("20181001-123456-DE", date!(2018 - 10 - 01)));
    assert_eq!(retour.siren.as_ref().unwrap().as_str(), "214400152");
    assert!(mail.fautes.is_empty() && mail.remarques.is_empty() && mail.autres.is_empty());
}

#[test]
fn a_refused_envelope_is_told_by_its_name_or_by_what_it_carried() {
    let octets = fixture("anomalie-enveloppe.xml");
    let sent: NomEnveloppe = "EACT--218200020--20261120-1.xml".parse().unwrap();
    let read = |nom: &str| read(&[Entree { nom: nom.to_owned(), octets: octets.clone() }]);
    for nom in [
        "ANO_EACT--218200020--20261120-1.xml",
        "ANO_EACT--218200020--20261120-1 (3).XML",
        "fwd_ANO_EACT--218200020--20261120-1",
        "EACT--218200020--20261120-1.xml",
    ] {
        assert_eq!(one(&read(nom)).cible, Some(Cible::Enveloppe(sent.clone())), "{nom}");
    }
    let carried = "082-218200020-20261117-2026_112-DE-1-1_0.xml".parse().unwrap();
    let mail = read("anomalie.xml");
    assert_eq!(one(&mail).cible, Some(Cible::Formulaire(carried)));
    assert_eq!(one(&mail).siren.as_ref().unwrap().as_str(), "218200020");
    assert!(one(&mail).ecarts[0].phrase.contains("999"));
}

/// Who receives the mail is not who the acte is of: nothing is guessed.
#[test]
fn a_return_for_another_collectivite_than_its_envelope_is_a_fault() {
    let mut pieces = mail_of(message("ARActe"));
    let text = String::from_utf8_lossy(&pieces[0].octets).replace("218200020\"", "214400152\"");
    pieces[0].octets = text.into_bytes();
    let told = &read(&pieces).fautes[0];
    assert!(told.contains("est pour le SIREN 218200020, et l’enveloppe pour 214400152."), "{told}");
}

#[test]
fn several_messages_of_one_mail_have_each_its_documents() {
    let all: Vec<_> = of_prefecture().map(reponse).collect();
    let mut pieces = retour(Schema::Typologie).mail(&all).unwrap();
    pieces.push(Entree { nom: "signature.asc".to_owned(), octets: b"x".to_vec() });
    let mail = read(&pieces);
    assert_eq!((mail.retours.len(), mail.autres.clone(), mail.fautes.len()), (all.len(), vec![pieces.len() - 1], 0));
    for retour in &mail.retours {
        for (nom, piece) in &retour.documents {
            assert_eq!(&pieces[piece.unwrap()].nom, nom);
        }
    }
    let absent = pieces.iter().position(|one| one.nom.ends_with("5-1_1.pdf")).unwrap();
    pieces.remove(absent);
    let mail = read(&pieces);
    assert!(mail.remarques[0].contains("5-1_1.pdf\u{a0}» est annoncé par le message et n’est pas joint."));
}

#[test]
fn a_mail_that_brings_nothing_says_why() {
    let told = |nom: &str, octets: &[u8]| {
        let mail = read(&[Entree { nom: nom.to_owned(), octets: octets.to_vec() }]);
        assert_eq!((mail.retours.len(), mail.autres.len()), (0, 1));
        mail.fautes.join(" ")
    };
    assert_eq!(read(&[]).fautes, ["Ce courrier ne contient aucun message d’ACTES."]);
    assert_eq!(told("multi-canal.html", b"<html/>"), "Ce courrier ne contient aucun message d’ACTES.");
    let octets = fixture("ar-acte.xml");
    assert!(
        told("", &octets[..400]).starts_with("La pièce jointe 1 ne se lit pas. Ce fichier n’est pas un XML bien formé")
    );
    assert!(told("082-218200020-20261117-2026_112-DE-1-2_7.xml", b"").contains("Ce fichier est vide."));
    let of_collectivite = Message::Acte(donnees()).to_xml(Schema::Typologie).unwrap();
    assert!(told("x.xml", &of_collectivite).contains("n’est pas d’une préfecture"));
    assert!(told("x.xml", &enveloppe().to_xml().unwrap()).contains("n’est pas d’une préfecture"));
    let alone = &mail_of(message("ARActe"))[0];
    let mail = read(std::slice::from_ref(alone));
    assert!(mail.enveloppe.is_some() && !mail.fautes.is_empty(), "an envelope without its message brings nothing");
}

/// A document may be an XML of its own, even one that is called as a message is.
#[test]
fn a_document_in_xml_is_a_document() {
    let Message::CourrierSimple(mut courrier) = message("CourrierSimple") else { panic!() };
    courrier.document.nom_fichier = "082-218200020-20261117-2026_112-DE-2-1_1.xml".to_owned();
    let mut pieces = mail_of(Message::CourrierSimple(courrier));
    pieces[2].octets = b"<lettre/>".to_vec();
    let mail = read(&pieces);
    assert_eq!((one(&mail).documents[0].1, mail.fautes.len()), (Some(2), 0), "{mail:?}");
}

#[test]
fn a_name_that_tells_another_acte_than_the_content_is_told() {
    let mut pieces = mail_of(message("ARActe"));
    pieces[1].nom = "082-218200020-20261117-2026_113-DE-1-2_7.xml".to_owned();
    let mail = read(&pieces);
    assert_eq!(one(&mail).cible, Some(Cible::Acte(id())), "the content counts");
    assert!(mail.remarques[0].contains("l’acte 20261117-2026_113-DE, et par son contenu 20261117-2026_112-DE."));
}

/// Thousands of documents that are not there, in a hostile letter.
#[test]
fn many_documents_cost_little() {
    let Message::DefereTa(mut defere) = message("DefereTA") else { panic!() };
    let nom = |n: usize| FichierSigne::new(format!("{}{n}.pdf", "a-".repeat(90)));
    defere.pieces_jointes = (0..5_000).map(nom).collect();
    let octets = Message::DefereTa(defere).to_xml(Schema::Typologie).unwrap();
    let autre = Entree { nom: "b-".repeat(99), octets: b"%PDF".to_vec() };
    let mut pieces = vec![Entree { nom: "x.xml".to_owned(), octets }];
    pieces.resize(60, autre);
    let start = std::time::Instant::now();
    let mail = read(&pieces);
    assert_eq!((mail.autres.len(), one(&mail).documents.len(), mail.remarques.len()), (59, 5_000, 1));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_name_is_sought_in_bounded_time() {
    let start = std::time::Instant::now();
    for nom in ["-".repeat(1 << 20), "a-".repeat(100), "0-9_".repeat(49), "é-".repeat(66)] {
        read(&vec![Entree { nom, octets: fixture("ar-acte.xml") }; 20]);
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn the_answer_of_a_simulated_prefecture_is_understood() {
    let nom: NomEnveloppe = "EACT--218200020--20261120-1.xml".parse().unwrap();
    let Message::AnomalieEnveloppe(anomalie) = message("AnomalieEnveloppe") else { panic!() };
    let anomalie = norme_actes::AnomalieEnveloppe { date: Some(LE), ..anomalie };
    let piece = Retour::anomalie_enveloppe(&nom, &anomalie).unwrap();
    assert_eq!(one(&read(&[piece])).cible, Some(Cible::Enveloppe(nom)));
}
