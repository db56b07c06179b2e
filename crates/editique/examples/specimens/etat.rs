//! The specimen of an état annuel: two pages, and its workbook.

use editique::{Bloc, Cellule, Classeur, Colonne, Document, Emetteur, Encadre, Genre, Prose, Tableau, Ton};
use kernel::{Indice, Montant, Taux};
use time::{Date, macros::date};

pub const JOUR: Date = date!(2020 - 12 - 01);

/// The services: code, wording, quantity, unit price in cents.
const SERVICES: [(&str, &str, i64, i64); 9] = [
    ("N2", "Systèmes, réseaux et bureautique (antivirus et inventaire compris)", 7, 12_846),
    ("N3", "Logiciels métiers : forfait annuel de la collectivité", 1, 32_114),
    ("N3", "Logiciels métiers : postes suivis", 4, 19_269),
    ("DEMAT", "Dématérialisation : contrôle de légalité et flux comptables", 3, 9_470),
    ("MOD-PARAPHEUR", "Parapheur électronique, première année", 3, 2_000),
    ("WEB-C", "Pack Internet Confort", 1, 63_612),
    ("MEL10", "Supplément de 10 Go par boîte aux lettres", 12, 812),
    ("RGPD", "Délégué à la protection des données mutualisé, année suivante (901 à 2 000 habitants)", 1, 75_000),
    ("CERT", "Certificat électronique RGS** de la maire, au prix d’achat", 1, 21_600),
];

pub fn emetteur() -> Emetteur {
    Emetteur {
        nom: "Centre de gestion de la fonction publique territoriale\nde Tarn-et-Garonne".into(),
        lignes: vec![
            "23, boulevard Vincent-Auriol, 82000 Montauban".into(),
            "05 63 21 62 00 · numerique@cdg82.example".into(),
        ],
    }
}

fn total() -> Montant {
    SERVICES.iter().map(|(_, _, quantite, prix)| Montant::from_cents(*prix).times(*quantite)).sum()
}

pub fn detail() -> Tableau {
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Service souscrit"),
        Colonne::entier("Quantité"),
        Colonne::montant("Prix unitaire"),
        Colonne::montant("Montant"),
    ];
    let mut tableau = Tableau::new("Détail des services de l’année 2020", colonnes)
        .with_totaux(["".into(), "Total à payer, toutes taxes comprises".into(), Cellule::Vide, Cellule::Vide, total().into()])
        .with_note("Tarifs de la grille 2020, validée le 12 novembre 2019. Aucun prorata temporis n’est appliqué (convention, article 6.3).");
    for (code, libelle, quantite, prix) in SERVICES {
        let prix = Montant::from_cents(prix);
        tableau.push([code.into(), libelle.into(), quantite.into(), prix.into(), prix.times(quantite).into()]);
    }
    tableau
}

fn revision() -> Tableau {
    let colonnes = [
        Colonne::texte("Tarif"),
        Colonne::new("Valeur au", Genre::Date),
        Colonne::new("Syntec", Genre::Indice),
        Colonne::montant("Avant"),
        Colonne::montant("Après"),
        Colonne::new("Évolution", Genre::Taux),
    ];
    let mut tableau = Tableau::new("Révision des tarifs par l’indice Syntec", colonnes);
    let indice = Indice::from_centiemes(27_450);
    for (tarif, avant, apres) in
        [("N2, par poste", 12_640, 12_846), ("N3, forfait", 31_599, 32_114), ("N3, par poste", 18_960, 19_269)]
    {
        tableau.push([
            tarif.into(),
            date!(2019 - 11 - 01).into(),
            indice.into(),
            Montant::from_cents(avant).into(),
            Montant::from_cents(apres).into(),
            Taux::evolution(avant, apres).into(),
        ]);
    }
    tableau
}

fn postes() -> Tableau {
    let mut tableau = Tableau::new(
        "Postes retenus pour le calcul",
        [Colonne::texte("Poste"), Colonne::texte("Emplacement"), Colonne::texte("Niveau")],
    );
    let lieux = [
        "Accueil de la mairie",
        "Secrétariat général",
        "Bureau de la maire",
        "Agence postale",
        "École Jean-Moulin",
        "Médiathèque",
    ];
    for (rang, lieu) in (1..=11).zip(lieux.iter().cycle()) {
        tableau.push([format!("MTG-{rang:03}").into(), (*lieu).into(), if rang > 7 { "N3" } else { "N2" }.into()]);
    }
    tableau
}

pub fn document() -> Document {
    let mut etat = Document::new("État annuel des services numériques 2020", emetteur(), JOUR);
    etat.sous_titre = Some("Commune de Montaigut-de-Quercy · SIREN 218 201 242".into());
    etat.destinataire =
        ["Madame la Maire", "MAIRIE DE MONTAIGUT-DE-QUERCY", "1 place de la Mairie", "82150 MONTAIGUT-DE-QUERCY"]
            .map(Into::into)
            .to_vec();
    etat.reference = Some("ETAT-2020-0117".into());
    etat.mention = Some("État établi en application de la convention d’adhésion du 14 janvier 2018. Il sert de base au titre de recette.".into());
    etat.push(Bloc::Definitions(vec![
        ("Convention".into(), "du 14 janvier 2018, reconduite tacitement jusqu’au 13 janvier 2021".into()),
        (
            "Population totale".into(),
            Prose::new("1 437 habitants (millésime 2017, en vigueur au 1").text("er janvier 2020)"),
        ),
        ("Référente informatique".into(), "Nadège Nguyễn-Lacaze, secrétaire générale".into()),
    ]));
    etat.push(detail());
    etat.push(Encadre {
        titre: format!("Montant dû pour l’année 2020 : {}", total()),
        texte: vec![
            "Ne payez rien à la réception de cet état : un titre de recette vous parviendra par Chorus Pro.".into(),
        ],
        ton: Ton::Important,
    });
    etat.push(Bloc::titre(1, "Comment ces montants sont calculés"));
    etat.push(Bloc::paragraphe(
        Prose::new("Chaque tarif suit l’indice ").bold("Syntec").text(" de novembre : 274,5 pour 2019, contre 270,1 pour 2018. Les certificats, vendus au prix d’achat, ne sont ").italic("jamais").text(" révisés."),
    ));
    etat.push(revision());
    etat.push(postes());
    etat
}

pub fn classeur() -> Classeur {
    Classeur::new("État annuel 2020", "CDG 82", JOUR)
        .with_feuille("Détail", detail())
        .with_feuille("Révision", revision())
        .with_feuille("Postes", postes())
}
