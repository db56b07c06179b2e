//! A simulated préfecture: what it refuses, what it answers, and the mails that it writes.

use norme_actes::{
    ActesError, ArchiveWriter, Contenu, Contexte, DonneesActe, Entree, FichierSigne, IdPrefecture, Message,
    NomEnveloppe, NomFichier, Paquet, Recu, RefusEnveloppe, Reponse, Retour, Schema, Sens, TAILLE_MAX, Transmission,
    TypeMessage, read, receive,
};
use time::macros::date;

use super::{
    assert_phrase,
    echantillon::{CLASSIFICATION, LE, classification, donnees, emetteur, enveloppe, id, messages, transmission},
    exemple, official,
    paquet::fichiers,
    schemas::{LARGE, TYPOLOGIE, refusal},
};

const ARCHIVE: &str = "BEF-EACT--218200020--20261120-1.tar.gz";

pub(crate) fn retour(schema: Schema) -> Retour {
    Retour {
        application: "EACT".to_owned(),
        emetteur: IdPrefecture::SousPref { departement: "082".parse().unwrap(), arrondissement: "1".to_owned() },
        referent: None,
        destinataire: "218200020".parse().unwrap(),
        departement: "082".parse().unwrap(),
        date: LE,
        serie: 9,
        schema,
    }
}

pub(crate) fn reponse(message: Message) -> Reponse {
    let document = |one: &FichierSigne| Entree { nom: one.nom_fichier.clone(), octets: b"%PDF-1.7".to_vec() };
    Reponse { documents: message.fichiers().into_iter().map(document).collect(), message, numero: 5279 }
}

/// Every message that a préfecture sends in an envelope.
pub(crate) fn of_prefecture() -> impl Iterator<Item = Message> {
    messages()
        .into_iter()
        .filter(|message| message.type_message().and_then(TypeMessage::sens) == Some(Sens::Prefecture))
}

#[test]
fn every_return_is_written_as_the_ministry_does() {
    let mut told = Vec::new();
    for message in of_prefecture() {
        let mail = retour(Schema::Typologie).mail(&[reponse(message.clone())]).unwrap();
        let Contenu::EnveloppeMisillCl(enveloppe) = read(&mail[0].octets).unwrap().contenu else { panic!() };
        assert_eq!(enveloppe.formulaires_envoyes, [FichierSigne::new(mail[1].nom.clone())]);
        assert!(
            matches!(read(&mail[1].octets).unwrap().contenu, Contenu::Message(read) if read.racine() == message.racine())
        );
        told.push(mail.into_iter().map(|one| one.nom).collect::<Vec<_>>().join("  "));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn every_return_is_valid_in_the_schema_it_is_written_for() {
    let (Some(typologie), Some(large)) = (official(TYPOLOGIE), official(LARGE)) else { return };
    for (schema, own) in [(Schema::Typologie, &typologie), (Schema::Large, &large)] {
        let all: Vec<Reponse> = of_prefecture().map(reponse).collect();
        for one in retour(schema).mail(&all).unwrap().iter().filter(|one| one.octets.starts_with(b"<?xml")) {
            assert_eq!(refusal(own, &one.octets), None, "{} in {schema:?}", one.nom);
        }
        let anomalie = Retour::anomalie_enveloppe(&envoyee(), &refused(&archive(&[])).anomalie(LE)).unwrap();
        assert_eq!(refusal(own, &anomalie.octets), None, "{schema:?}");
    }
}

/// The only official mail that is at hand: its names, and its envelope.
#[test]
fn the_names_are_those_of_the_official_mail() {
    let Some(octets) = exemple("EACT--SPREF0441-214400152-20181012-9.xml") else { return };
    let Contenu::EnveloppeMisillCl(enveloppe) = read(&octets).unwrap().contenu else { panic!() };
    let retour = Retour {
        emetteur: enveloppe.emetteur.unwrap(),
        destinataire: enveloppe.destinataire,
        departement: "044".parse().unwrap(),
        date: date!(2018 - 10 - 12),
        ..retour(Schema::Typologie)
    };
    assert_eq!(retour.nom_enveloppe().to_string(), "EACT--SPREF0441-214400152-20181012-9.xml");
    let anomalie = of_prefecture().find(|message| message.racine() == "AnomalieActe").unwrap();
    assert_eq!(retour.nom_message(&anomalie, 1).unwrap().to_string(), "044-214400152----1-3_1.xml");
}

#[test]
fn a_return_that_contradicts_itself_is_not_written() {
    let told = |retour: Retour, reponses: &[Reponse]| retour.mail(reponses).unwrap_err();
    let all: Vec<Reponse> = of_prefecture().map(reponse).collect();
    let of = |racine| all.iter().find(|one| one.message.racine() == racine).unwrap().clone();
    let plain = || retour(Schema::Typologie);
    assert!(matches!(told(plain(), &[]), ActesError::Manquant { .. }));
    let other = Retour { destinataire: "214400152".parse().unwrap(), ..plain() };
    assert!(matches!(told(other, &[of("ARActe")]), ActesError::Contradiction { .. }));
    let other = Retour { departement: "044".parse().unwrap(), ..plain() };
    assert!(matches!(told(other, &[of("ARActe")]), ActesError::Contradiction { .. }));
    for message in messages().into_iter().filter(|one| one.racine() == "Acte" || one.racine() == "AnomalieEnveloppe") {
        assert!(told(plain(), &[reponse(message)]).to_string().contains("les messages qui sont les siens"));
    }
    let alone = Reponse { documents: Vec::new(), ..of("CourrierSimple") };
    assert_eq!(told(plain(), &[alone]), ActesError::PiecesManquantes { attendus: 1, recus: 0 });
    let renamed = Reponse { documents: vec![Entree { nom: "x.pdf".to_owned(), octets: vec![] }], ..of("DefereTA") };
    assert!(matches!(told(plain(), &[renamed]), ActesError::Contradiction { .. }));
    assert!(matches!(told(plain(), &[of("ARActe"), of("ARActe")]), ActesError::Doublon { .. }));
    assert!(matches!(told(Retour { serie: 0, ..plain() }, &[of("ARActe")]), ActesError::Nom { .. }));
    let other = NomEnveloppe { siren: "214400152".parse().unwrap(), ..envoyee() };
    let anomalie = refused(&archive(&[])).anomalie(LE);
    assert!(matches!(Retour::anomalie_enveloppe(&other, &anomalie), Err(ActesError::Contradiction { .. })));
}

fn envoyee() -> NomEnveloppe {
    "EACT--218200020--20261120-1.xml".parse().unwrap()
}

/// The archive of a transmission without fault.
fn sent(transmission: &Transmission) -> Vec<u8> {
    let paquet = transmission.prepare(&Contexte::new(LE, None)).unwrap();
    paquet.write(Vec::new(), fichiers(&["%PDF-1.7", "%PDF-1.4"]), TAILLE_MAX).unwrap()
}

/// An archive whose envelope is that of the samples, and whose other files are these.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let enveloppe = enveloppe().to_xml().unwrap();
    let mut tar = ArchiveWriter::new(Vec::new(), TAILLE_MAX);
    for (nom, octets) in [("EACT--218200020--20261120-1.xml", enveloppe.as_slice())].iter().chain(files) {
        tar.add(nom, octets.len() as u64, *octets).unwrap();
    }
    tar.finish().unwrap()
}

fn refused(octets: &[u8]) -> RefusEnveloppe {
    let refus = receive(ARCHIVE, octets, CLASSIFICATION).unwrap_err();
    assert_phrase(&refus.detail);
    *refus
}

/// What comes of an archive that holds this acte, under its name, and these files.
fn with_acte(acte: DonneesActe, files: &[&str]) -> Result<Recu, Box<RefusEnveloppe>> {
    let xml = Message::Acte(acte).to_xml(Schema::Typologie).unwrap();
    let mut all: Vec<(&str, &[u8])> = vec![("082-218200020-20261117-2026_112-DE-1-1_0.xml", &xml)];
    all.extend(files.iter().map(|nom| (*nom, &b"%PDF"[..])));
    receive(ARCHIVE, &archive(&all), CLASSIFICATION)
}

#[test]
fn an_archive_of_ours_is_taken_and_acknowledged() {
    let recu = receive(ARCHIVE, &sent(&transmission()), CLASSIFICATION).unwrap();
    assert_eq!((recu.archive.to_string().as_str(), recu.enveloppe.emetteur), (ARCHIVE, emetteur()));
    let [formulaire] = &recu.formulaires[..] else { panic!() };
    assert_eq!((formulaire.documents.len(), formulaire.documents[1].1, &formulaire.refus), (2, 8, &None));
    let Some(Message::ArActe(ar)) = formulaire.reponse(LE, &classification()) else { panic!() };
    assert_eq!((ar.id_acte, ar.date_reception), (id(), LE));
}

/// Message 1-3, code 002, with the ministry's own words.
#[test]
fn an_old_classification_is_an_anomaly_of_the_acte() {
    let recu = receive(ARCHIVE, &sent(&transmission()), date!(2026 - 11 - 01)).unwrap();
    let new = norme_actes::RetourClassification { date_classification: date!(2026 - 11 - 01), ..classification() };
    let Some(Message::AnomalieActe(anomalie)) = recu.formulaires[0].reponse(LE, &new) else { panic!() };
    assert_eq!(anomalie.nature, "002");
    let detail = anomalie.detail.as_deref().unwrap();
    assert_eq!(detail, "ODT-VERIF-01 : Votre acte a été transmis avec une date de classification qui n'est pas à jour");
    assert!(norme_actes::verification(detail).is_some());
    assert_eq!(anomalie.classification_date_version_en_cours, Some(date!(2026 - 11 - 01)));
    assert!(retour(Schema::Typologie).mail(&[reponse(Message::AnomalieActe(anomalie))]).is_ok());
}

#[test]
fn the_official_archive_is_taken() {
    let nom = "SIC-EACT--210600730--20180115-1.tar.gz";
    let Some(octets) = exemple(nom) else { return };
    let recu = receive(nom, &octets, date!(2017 - 04 - 19)).unwrap();
    assert_eq!(recu.formulaires[0].documents.len(), 1, "{recu:?}");
}

#[test]
fn what_is_wrong_with_the_envelope_refuses_it_whole() {
    let octets = sent(&transmission());
    let detail = |nom: &str, octets: &[u8]| receive(nom, octets, CLASSIFICATION).unwrap_err();
    assert_eq!(detail("archive.tar.gz", &octets).nom, None);
    assert_eq!(detail("BEF-EACT--SPREF0821-218200020-20261120-1.tar.gz", &octets).nom, None, "a mail is no archive");
    let renamed = detail("BEF-EACT--218200020--20261120-2.tar.gz", &octets);
    assert_eq!(renamed.detail, "«\u{a0}EACT--218200020--20261120-2.xml\u{a0}» est annoncé et manque dans l’archive.");
    assert_eq!(renamed.nom.unwrap().serie, 2);
    assert!(refused(&octets[..octets.len() - 4]).detail.contains("abîmée"));
    assert!(refused(b"x").detail.contains("n’est pas une archive"));
    let absent = refused(&archive(&[]));
    assert_eq!(
        absent.detail,
        "«\u{a0}082-218200020-20261117-2026_112-DE-1-1_0.xml\u{a0}» est annoncé et manque dans l’archive."
    );
    let anomalie = Retour::anomalie_enveloppe(absent.nom.as_ref().unwrap(), &absent.anomalie(LE)).unwrap();
    assert_eq!(anomalie.nom, "ANO_EACT--218200020--20261120-1.xml");
    let nom = "082-218200020-20261117-2026_112-DE-1-1_0.xml";
    let told = |octets: &[u8]| refused(&archive(&[(nom, octets)])).detail;
    assert!(told(b"<oups").contains("bien formé"));
    assert!(told(&enveloppe().to_xml().unwrap()).contains("n’est pas un message"));
    assert!(told(&Message::Annulation(id()).to_xml(Schema::Large).unwrap()).contains("«\u{a0}6-1\u{a0}»"));
    let ar = of_prefecture().next().unwrap().to_xml(Schema::Typologie).unwrap();
    assert!(told(&ar).contains("une collectivité n’envoie que ses propres messages"));
}

#[test]
fn an_acte_that_is_not_the_one_of_its_name_refuses_the_envelope() {
    let files = ["99_DE-082-218200020-20261117-2026_112-DE-1-1_1.pdf"];
    let detail = |acte| with_acte(acte, &files).unwrap_err().detail;
    assert!(detail(DonneesActe { date: LE, ..donnees() }).contains("annonce «\u{a0}20261120-2026_112-DE\u{a0}»"));
    assert!(detail(DonneesActe { code_nature_acte: 2, ..donnees() }).contains("2026_112-AR"));
}

#[test]
fn a_file_that_is_missing_is_an_anomaly_and_one_that_is_not_announced_a_refusal() {
    let noms: Vec<String> =
        [&donnees().document].into_iter().chain(&donnees().annexes).map(|one| one.nom_fichier.clone()).collect();
    let noms: Vec<&str> = noms.iter().map(String::as_str).collect();
    assert_eq!(with_acte(donnees(), &noms).unwrap().formulaires[0].refus, None);
    let refus = with_acte(donnees(), &noms[..2]).unwrap().formulaires[0].refus.clone().unwrap();
    assert_eq!(refus.detail, format!("«\u{a0}{}\u{a0}» est annoncé et manque dans l’archive.", noms[2]));
    let more = with_acte(donnees(), &[noms[0], noms[1], noms[2], "note.txt"]).unwrap_err();
    assert_eq!(more.detail, "«\u{a0}note.txt\u{a0}» est dans l’archive sans être annoncé.");
    let twice = DonneesActe { annexes: vec![donnees().document], ..donnees() };
    assert!(with_acte(twice, &noms[..1]).unwrap().formulaires[0].refus.as_ref().unwrap().detail.contains("deux fois"));
    let renamed = DonneesActe { document: FichierSigne::new("acte.pdf"), annexes: vec![], ..donnees() };
    assert!(with_acte(renamed, &["acte.pdf"]).unwrap().formulaires[0].refus.is_some());
}

/// Each message of a collectivité, and what comes back at once.
#[test]
fn every_message_of_a_collectivite_has_its_answer() {
    let mut told = Vec::new();
    for message in
        messages().into_iter().filter(|one| one.type_message().and_then(TypeMessage::sens) == Some(Sens::Collectivite))
    {
        let kind = message.type_message().unwrap();
        let nom = match message.racine() {
            "DemandeClassification" => {
                NomFichier::without_acte("082".parse().unwrap(), "218200020".parse().unwrap(), kind)
            }
            _ => NomFichier::of_message(&id(), kind),
        };
        let pieces: Vec<NomFichier> = message.fichiers().iter().map(|one| one.nom_fichier.parse().unwrap()).collect();
        let adresses = ["actes@cdg82.test".to_owned()];
        let paquet = Paquet::new(&transmission().depot, &emetteur(), &adresses, nom, pieces).unwrap();
        let paquet = paquet.with_message(&message, Schema::default()).unwrap();
        let files = &["%PDF", "%PDF", "<a/>"][..message.fichiers().len()];
        let octets = paquet.write(Vec::new(), fichiers(files.to_vec().leak()), TAILLE_MAX).unwrap();
        let recu = receive(ARCHIVE, &octets, CLASSIFICATION).unwrap();
        let answer = recu.formulaires[0].reponse(LE, &classification());
        if let Some(answer) = &answer {
            assert!(retour(Schema::default()).mail(&[reponse(answer.clone())]).is_ok());
        }
        told.push(format!(
            "{kind} → {}",
            answer.and_then(|one| one.type_message()).map_or("rien".to_owned(), |one| one.to_string())
        ));
    }
    insta::assert_snapshot!(told.join("\n"));
}
