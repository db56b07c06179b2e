//! The packet: an envelope, its message and its files agree, and leave in one archive.

use norme_actes::{
    ActesError, Contexte, Depot, DonneesActe, Fichier, FichierSigne, IdActe, Limites, Message, NomFichier, Paquet,
    Schema, TAILLE_MAX, TypeMessage, read, read_archive,
};

use super::echantillon::{LE, classification, donnees, emetteur, id, transmission};

pub(crate) fn paquet() -> Paquet {
    transmission().prepare(&Contexte::new(LE, Some(&classification()))).unwrap()
}

pub(crate) fn fichiers(textes: &'static [&'static str]) -> impl Iterator<Item = Fichier<&'static [u8]>> {
    textes.iter().map(|texte| Fichier { taille: texte.len() as u64, source: texte.as_bytes() })
}

#[test]
fn a_transmission_becomes_an_archive_in_the_order_of_the_protocol() {
    let paquet = paquet();
    assert_eq!(paquet.archive().to_string(), "BEF-EACT--218200020--20261120-1.tar.gz");
    let octets = paquet.write(Vec::new(), fichiers(&["%PDF-1", "%PDF-2"]), TAILLE_MAX).unwrap();
    let entrees = read_archive(octets.as_slice(), &Limites::default()).unwrap();
    let noms: Vec<&str> = entrees.iter().map(|entree| entree.nom.as_str()).collect();
    assert_eq!(
        noms,
        [
            "EACT--218200020--20261120-1.xml",
            "082-218200020-20261117-2026_112-DE-1-1_0.xml",
            "99_DE-082-218200020-20261117-2026_112-DE-1-1_1.pdf",
            "70_DE-082-218200020-20261117-2026_112-DE-1-1_2.pdf",
        ]
    );
    assert_eq!(entrees[3].octets, b"%PDF-2");
    assert!(read(&entrees[0].octets).is_ok() && read(&entrees[1].octets).is_ok());
    let again = paquet.write(Vec::new(), fichiers(&["%PDF-1", "%PDF-2"]), TAILLE_MAX).unwrap();
    assert_eq!(octets, again, "the same files give the same bytes");
}

#[test]
fn an_address_given_twice_is_written_once() {
    let mut twice = transmission();
    twice.adresses_retour = vec!["a@b.fr".to_owned(), "c@d.fr".to_owned(), "a@b.fr".to_owned()];
    let paquet = twice.prepare(&Contexte::new(LE, Some(&classification()))).unwrap();
    let text = String::from_utf8_lossy(paquet.enveloppe()).into_owned();
    assert_eq!((text.matches("a@b.fr").count(), text.matches("c@d.fr").count()), (1, 1), "{text}");
}

#[test]
fn an_answer_leaves_with_its_document() {
    let nom = NomFichier::of_message(&id(), TypeMessage::new(2, 2));
    let document = nom.document("99_DE".parse().unwrap(), 1, "pdf");
    let depot = &transmission().depot;
    let adresses = ["actes@cdg82.test".to_owned()];
    let message = super::echantillon::messages().into_iter().find_map(|message| match message {
        Message::ReponseCourrierSimple(mut courrier) => {
            courrier.document.nom_fichier = document.to_string();
            Some(Message::ReponseCourrierSimple(courrier))
        }
        _ => None,
    });
    let build = |pieces| Paquet::new(depot, &emetteur(), &adresses, nom.clone(), pieces).unwrap();
    let message = message.unwrap();
    let paquet = build(vec![document.clone()]).with_message(&message, Schema::default()).unwrap();
    assert!(paquet.write(Vec::new(), fichiers(&["réponse"]), TAILLE_MAX).is_ok());
    let missing = build(Vec::new()).with_message(&message, Schema::default()).unwrap_err();
    assert_eq!(missing, ActesError::PiecesManquantes { attendus: 1, recus: 0 });
    let other = build(vec![document]).with_message(&Message::Annulation(id()), Schema::default()).unwrap_err();
    assert!(matches!(other, ActesError::PiecesManquantes { .. }));
    let nom = NomFichier::of_message(&id(), TypeMessage::ANNULATION);
    let annulation = Paquet::new(depot, &emetteur(), &adresses, nom, Vec::new()).unwrap();
    assert!(annulation.with_message(&Message::Annulation(id()), Schema::default()).is_ok());
}

/// A préfecture that finds another SIREN or another acte in a message than in its name refuses the envelope.
#[test]
fn a_packet_that_contradicts_itself_is_not_made() {
    let (depot, adresses) = (transmission().depot, ["actes@cdg82.test".to_owned()]);
    let nom = NomFichier::of_message(&id(), TypeMessage::ANNULATION);
    let new = |nom, pieces| Paquet::new(&depot, &emetteur(), &adresses, nom, pieces);
    let told = |paquet: Result<Paquet, ActesError>| paquet.unwrap_err().to_string();
    let other: IdActe = "044-214400152-20261117-2026_112-DE".parse().unwrap();
    let siren = NomFichier { siren: other.siren.clone(), ..nom.clone() };
    assert_eq!(
        told(new(siren.clone(), vec![])),
        "Le paquet se contredit\u{a0}: l’enveloppe annonce «\u{a0}218200020\u{a0}», et le nom du message «\u{a0}214400152\u{a0}»."
    );
    let departement = NomFichier { departement: other.departement.clone(), ..nom.clone() };
    assert!(told(new(departement, vec![])).contains("«\u{a0}082\u{a0}», et le nom du message «\u{a0}044\u{a0}»"));
    let piece = siren.document("99_DE".parse().unwrap(), 1, "pdf");
    assert!(told(new(nom.clone(), vec![piece])).contains("celui d’un fichier «\u{a0}082-214400152-"));
    let with = |nom: &NomFichier, message: &Message| {
        told(new(nom.clone(), vec![]).unwrap().with_message(message, Schema::Large))
    };
    assert!(
        with(&nom, &Message::Annulation(other)).contains("annonce «\u{a0}044-214400152-20261117-2026_112-DE\u{a0}»")
    );
    assert!(
        with(&nom, &Message::DemandeClassification(None))
            .contains("annonce «\u{a0}7-1\u{a0}», et le nom du message «\u{a0}6-1\u{a0}»")
    );
    let empty = NomFichier { acte: None, ..nom };
    assert!(with(&empty, &Message::Annulation(id())).contains("et le nom du message «\u{a0}aucun acte\u{a0}»"));
}

/// Message 1-1 has no `IDActe`: its date, its number and its nature tell it.
#[test]
fn an_acte_is_the_one_that_its_name_tells() {
    let nom = NomFichier::of_message(&id(), TypeMessage::ACTE);
    let pieces = vec![nom.document("99_DE".parse().unwrap(), 1, "pdf")];
    let make = |acte: DonneesActe| {
        let adresses = ["actes@cdg82.test".to_owned()];
        let acte = DonneesActe { document: FichierSigne::new(pieces[0].to_string()), annexes: Vec::new(), ..acte };
        let paquet = Paquet::new(&transmission().depot, &emetteur(), &adresses, nom.clone(), pieces.clone()).unwrap();
        paquet.with_message(&Message::Acte(acte), Schema::default())
    };
    assert!(make(donnees()).unwrap().message().is_some());
    for wrong in [
        DonneesActe { numero_interne: "2026_113".parse().unwrap(), ..donnees() },
        DonneesActe { date: LE, ..donnees() },
        DonneesActe { code_nature_acte: 2, ..donnees() },
    ] {
        assert!(matches!(make(wrong), Err(ActesError::Contradiction { .. })));
    }
}

#[test]
fn a_packet_without_its_message_does_not_leave() {
    let nom = NomFichier::of_message(&id(), TypeMessage::ANNULATION);
    let adresses = ["actes@cdg82.test".to_owned()];
    let paquet = Paquet::new(&transmission().depot, &emetteur(), &adresses, nom, Vec::new()).unwrap();
    assert_eq!(paquet.message(), None);
    assert_eq!(paquet.write(Vec::new(), fichiers(&[]), TAILLE_MAX), Err(ActesError::SansMessage));
}

#[test]
fn envelopes_are_numbered_from_one() {
    let depot = Depot { serie: 0, ..transmission().depot };
    assert!(depot.archive("218200020".parse().unwrap()).unwrap_err().to_string().contains("à partir de 1"));
}

#[test]
fn a_packet_without_its_files_does_not_leave() {
    for (textes, recus) in [(&["un"][..], 1), (&["un", "deux", "trois"][..], 3)] {
        let error = paquet().write(Vec::new(), fichiers(textes), TAILLE_MAX).unwrap_err();
        assert_eq!(error, ActesError::PiecesManquantes { attendus: 2, recus });
    }
}
