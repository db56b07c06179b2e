//! One message of each kind, and a transmission without fault.

use norme_actes::{
    Acte, AnomalieActe, AnomalieEnveloppe, ArActe, ArAnnulation, ArReponse, Courrier, CourrierPref, DefereTa,
    DemandePieceComplementaire, Depot, DonneesActe, Emetteur, EnveloppeClMisill, EnveloppeMisillCl, FichierSigne,
    IdActe, IdCl, IdPrefecture, LettreObservations, Matiere, Message, NatureActe, Piece, PieceComplementaire, Referent,
    RetourClassification, Signature, Transmission, TypePieceJointe,
};
use time::{Date, macros::date};

pub(crate) const LE: Date = date!(2026 - 11 - 20);
pub(crate) const CLASSIFICATION: Date = date!(2026 - 01 - 05);

pub(crate) fn id() -> IdActe {
    "082-218200020-20261117-2026_112-DE".parse().unwrap()
}

pub(crate) fn emetteur() -> Emetteur {
    let id_cl = IdCl {
        siren: "218200020".parse().unwrap(),
        departement: "082".parse().unwrap(),
        arrondissement: "2".to_owned(),
        nature: "31".to_owned(),
    };
    let referent = Referent {
        nom: Some("Hélène Bonnet".to_owned()),
        telephone: Some("05 63 00 00 00".to_owned()),
        email: Some("mairie@albias.test".to_owned()),
    };
    Emetteur { id_cl, referent: Some(referent) }
}

pub(crate) fn donnees() -> DonneesActe {
    let base = "082-218200020-20261117-2026_112-DE-1-1";
    let signature = Some(Signature::Texte("MIIB\nkQYJ".to_owned()));
    DonneesActe {
        date: date!(2026 - 11 - 17),
        numero_interne: "2026_112".parse().unwrap(),
        code_nature_acte: 1,
        codes_matieres: "7.10".parse().unwrap(),
        objet: "Décision <modificative> n° 2 & \"virements\"".to_owned(),
        precedent_identifiant_acte: Some("082-218200020-20260401-2026_031-DE".parse().unwrap()),
        classification_date_version: CLASSIFICATION,
        document: FichierSigne { nom_fichier: format!("99_DE-{base}_1.pdf"), signature },
        annexes: vec![
            FichierSigne::new(format!("70_DE-{base}_2.pdf")),
            FichierSigne::new(format!("99_SE-{base}_3.xml")),
        ],
        document_papier: Some(false),
    }
}

pub(crate) fn classification() -> RetourClassification {
    let matiere = |code_matiere, libelle: &str, sous_matieres| Matiere {
        code_matiere,
        libelle: libelle.to_owned(),
        sous_matieres,
    };
    let piece =
        |code: &str, libelle: &str| TypePieceJointe { code_type_pj: code.to_owned(), libelle: libelle.to_owned() };
    let nature = |code_nature_acte, libelle: &str, abrege: &str, types_pj| NatureActe {
        code_nature_acte,
        libelle: libelle.to_owned(),
        type_abrege: abrege.parse().unwrap(),
        types_pj,
    };
    let deliberations =
        vec![piece("99_DE", "Délibération"), piece("70_DE", "Délibération"), piece("99_SE", "Signature")];
    let budgets = vec![piece("99_BU", "Document budgétaire"), piece("70_DE", "Délibération")];
    let deep = matiere(1, "Appels d’offres", vec![matiere(2, "Travaux", vec![matiere(3, "Voirie", vec![])])]);
    RetourClassification {
        date_classification: CLASSIFICATION,
        natures: vec![nature(1, "Délibérations", "DE", deliberations), nature(5, "Budgets", "BF", budgets)],
        matieres: vec![
            matiere(1, "Commande publique", vec![matiere(1, "Marchés publics", vec![deep])]),
            matiere(
                7,
                "Finances locales",
                vec![matiere(1, "Décisions budgétaires", vec![]), matiere(10, "Divers", vec![])],
            ),
        ],
    }
}

pub(crate) fn enveloppe() -> EnveloppeClMisill {
    EnveloppeClMisill {
        emetteur: emetteur(),
        adresses_retour: vec!["actes@cdg82.test".to_owned(), "mairie@albias.test".to_owned()],
        formulaires_envoyes: vec![FichierSigne::new("082-218200020-20261117-2026_112-DE-1-1_0.xml")],
    }
}

pub(crate) fn enveloppes_recues() -> Vec<EnveloppeMisillCl> {
    let departement = || "082".parse().unwrap();
    let arrondissement = "2".to_owned();
    [
        IdPrefecture::Sgar { departement: departement() },
        IdPrefecture::Pref { departement: departement() },
        IdPrefecture::SousPref { departement: departement(), arrondissement },
    ]
    .into_iter()
    .map(|emetteur| EnveloppeMisillCl {
        emetteur: Some(emetteur),
        referent: Some(Referent { nom: Some("Contrôle de légalité".to_owned()), ..Referent::default() }),
        formulaires_envoyes: vec![FichierSigne::new("082-218200020-20261117-2026_112-DE-1-2_5279.xml")],
        destinataire: "218200020".parse().unwrap(),
    })
    .collect()
}

/// All of them, in the order of their codes.
pub(crate) fn messages() -> Vec<Message> {
    let date_reception = date!(2026 - 11 - 20);
    let ends = vec![
        Message::Annulation(id()),
        Message::ArAnnulation(ArAnnulation { id_acte: id(), date_reception }),
        Message::DemandeClassification(Some(CLASSIFICATION)),
        Message::RetourClassification(classification()),
        Message::ReponseClassificationSansChangement(CLASSIFICATION),
        Message::AnomalieEnveloppe(AnomalieEnveloppe {
            date: Some(LE),
            nature: "002".to_owned(),
            detail: None,
            enveloppe_recue: Some(enveloppe()),
        }),
    ];
    [transmissions(date_reception), courriers(), ends].concat()
}

fn transmissions(date_reception: Date) -> Vec<Message> {
    vec![
        Message::Acte(donnees()),
        Message::ArActe(ArActe {
            id_acte: id(),
            date_reception,
            acte_recu: Some(donnees()),
            classification_date_version_en_cours: Some(CLASSIFICATION),
        }),
        Message::AnomalieActe(AnomalieActe {
            date: Some(LE),
            nature: "002".to_owned(),
            detail: Some("ODT-VERIF-01 : date de classification".to_owned()),
            acte_recu: Some(donnees()),
            classification_date_version_en_cours: Some(CLASSIFICATION),
        }),
    ]
}

fn courriers() -> Vec<Message> {
    let infos = || CourrierPref { id_acte: id(), date_courrier_pref: date!(2026 - 12 - 01) };
    let document = |code: &str| FichierSigne::new(format!("082-218200020-20261117-2026_112-DE-{code}_1.pdf"));
    let courrier = |code: &str| Courrier { infos: infos(), document: document(code) };
    let ar = || ArReponse { date_reception: date!(2026 - 12 - 09), infos_courrier_pref: infos() };
    vec![
        Message::CourrierSimple(courrier("2-1")),
        Message::ReponseCourrierSimple(courrier("2-2")),
        Message::DemandePieceComplementaire(DemandePieceComplementaire {
            infos: infos(),
            description_pieces: "Le plan de situation\net l'avis du service".to_owned(),
            document: document("3-1"),
        }),
        Message::ArDemandePieceComplementaire(infos()),
        Message::RefusPieceComplementaire(courrier("3-3")),
        Message::PieceComplementaire(PieceComplementaire {
            infos: infos(),
            documents: vec![document("3-4"), FichierSigne::new("21_DA-082-218200020-20261117-2026_112-DE-3-4_2.pdf")],
        }),
        Message::ArPieceComplementaire(ar()),
        Message::LettreObservations(LettreObservations {
            infos: infos(),
            motif: "Défaut de motivation".to_owned(),
            document: document("4-1"),
        }),
        Message::ArLettreObservations(infos()),
        Message::RejetLettreObservations(courrier("4-3")),
        Message::ReponseLettreObservations(courrier("4-4")),
        Message::ArReponseRejetLettreObservations(ar()),
        Message::DefereTa(DefereTa {
            id_acte: id(),
            date_depot: date!(2027 - 01 - 15),
            nature_illegalite: "Incompétence".to_owned(),
            pieces_jointes: vec![document("5-1")],
        }),
    ]
}

/// A délibération and its annexe, that nothing stops.
pub(crate) fn transmission() -> Transmission {
    let piece = |code: &str, debut: &[u8]| Piece {
        code_type_pj: code.to_owned(),
        extension: "pdf".to_owned(),
        taille: 100_000,
        debut: debut.to_owned(),
        ..Piece::default()
    };
    Transmission {
        depot: Depot { trigramme: "BEF".to_owned(), application: "EACT".to_owned(), date: LE, serie: 1 },
        emetteur: emetteur(),
        adresses_retour: vec!["actes@cdg82.test".to_owned()],
        acte: Acte {
            date: date!(2026 - 11 - 17),
            numero_interne: "2026_112".to_owned(),
            code_nature_acte: 1,
            codes_matieres: "7.10".parse().unwrap(),
            objet: "Subvention à l’école".to_owned(),
            precedent_identifiant_acte: None,
            classification_date_version: CLASSIFICATION,
            document_papier: false,
        },
        document: piece("99_DE", b"%PDF-1.7"),
        annexes: vec![piece("70_DE", b"%PDF-1.4")],
    }
}
