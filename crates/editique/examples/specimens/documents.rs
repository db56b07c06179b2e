//! One document of each kind that the house prints.

use editique::{Bloc, Cellule, Colonne, Document, Encadre, Forme, Genre, Orientation, Prose, Signataire, Tableau, Ton};
use kernel::Montant;
use time::macros::date;

use super::etat::{self, emetteur};

pub fn all() -> [(&'static str, Document); 6] {
    [
        ("etat", etat::document()),
        ("convention", convention()),
        ("recensement", recensement()),
        ("lettre", lettre()),
        ("deliberation", deliberation()),
        ("synthese", synthese()),
    ]
}

fn signataires() -> Vec<Signataire> {
    vec![
        Signataire {
            pour: "Pour le centre de gestion".into(),
            qualite: "Le président".into(),
            nom: "Jean-Marc Delpech".into(),
        },
        Signataire {
            pour: "Pour la commune de Montaigut-de-Quercy".into(),
            qualite: "Le maire ou la maire".into(),
            nom: String::new(),
        },
    ]
}

pub fn convention() -> Document {
    let mut convention =
        Document::new("Convention d’adhésion aux services numériques", emetteur(), date!(2020 - 01 - 14));
    convention.sous_titre =
        Some("entre le centre de gestion de Tarn-et-Garonne et la commune de Montaigut-de-Quercy".into());
    convention.reference = Some("CONV-2020-0117".into());
    convention.lieu = Some("Montauban".into());
    convention.push(Bloc::Sommaire);
    convention.push(Bloc::SautDePage);
    convention.push(Bloc::titre(1, "Dispositions générales"));
    for (numero, titre) in
        [("1er", "Objet de la convention"), ("2", "Durée et reconduction"), ("3", "Engagements des parties")]
    {
        convention.push(Bloc::article(numero, titre));
        for _ in 0..3 {
            convention.push(Bloc::paragraphe(
                "Le centre de gestion met à la disposition de la collectivité, qui l’accepte, les services désignés dans l’annexe 1. \
                 La collectivité désigne un référent, tient son registre, met en œuvre les recommandations et informe le centre de gestion \
                 dès le début de chaque projet qui comporte un traitement de données à caractère personnel.",
            ));
        }
        convention.push(Bloc::liste([
            Prose::new("assistance par téléphone, à distance et sur place ; "),
            Prose::new("formation ").bold("initiale").text(" et de remise à niveau, dans la limite de deux jours par an et par collectivité adhérente, déplacements compris ;"),
            Prose::new("veille juridique."),
        ]));
    }
    convention.push(Bloc::titre(1, "Dispositions financières"));
    convention.push(Bloc::article("4", "Tarifs"));
    convention.push(Bloc::ListeNumerotee(vec![
        "les tarifs sont ceux de la grille annexée ;".into(),
        "ils sont révisés chaque année selon l’indice Syntec de novembre ;".into(),
        "aucun prorata temporis n’est appliqué.".into(),
    ]));
    convention.push(Encadre {
        titre: "À retenir".into(),
        texte: vec![
            "La dénonciation se fait par lettre recommandée, au moins trois mois avant la date anniversaire.".into(),
        ],
        ton: Ton::Information,
    });
    convention.push(Bloc::Signatures(signataires()));
    convention.push(Bloc::SautDePage);
    convention.push(Bloc::titre(1, "Annexe 1 : services souscrits"));
    convention.push(etat::detail());
    convention
}

fn recensement() -> Document {
    let mut annexe = Document::new("Annexe de recensement des postes 2021", emetteur(), date!(2020 - 10 - 05));
    annexe.sous_titre = Some("Commune de Montaigut-de-Quercy".into());
    annexe.reference = Some("REC-2021-0117".into());
    annexe.confidentialite = Some("Diffusion restreinte".into());
    annexe.push(Bloc::paragraphe(
        Prose::new("Cochez un niveau ")
            .bold("pour chaque poste")
            .text(", signez, puis déposez cette annexe dans votre espace avant le 30 novembre 2020."),
    ));
    let colonnes = [
        Colonne::texte("Poste"),
        Colonne::texte("Emplacement"),
        Colonne::texte("Niveau en 2020"),
        Colonne::new("N1", Genre::Case),
        Colonne::new("N2", Genre::Case),
        Colonne::new("N3", Genre::Case),
    ];
    let mut tableau = Tableau::new("Postes connus du centre de gestion", colonnes).with_note(
        "N1 : antivirus et inventaire. N2 : N1, et systèmes, réseaux, bureautique. N3 : N2, et logiciels métiers.",
    );
    for rang in 1..=6_i64 {
        tableau.push([
            format!("MTG-{rang:03}").into(),
            "Secrétariat général".into(),
            "N2".into(),
            false.into(),
            (rang == 2).into(),
            false.into(),
        ]);
    }
    for _ in 0..3 {
        tableau.push([Cellule::Vide, Cellule::Vide, Cellule::Vide, false.into(), false.into(), false.into()]);
    }
    annexe.push(tableau);
    annexe.push(Bloc::Signatures(signataires()[1..].to_vec()));
    annexe
}

pub fn lettre() -> Document {
    let mut lettre =
        Document::new("Résiliation de la convention d’adhésion du 14 janvier 2018", emetteur(), date!(2020 - 09 - 01));
    lettre.forme = Forme::Courrier;
    lettre.lieu = Some("Montauban".into());
    lettre.reference = Some("CONV-2018-0117".into());
    lettre.sous_titre = Some("Lettre recommandée avec avis de réception n° 1A 189 234 5678 9".into());
    lettre.destinataire =
        ["Madame la Maire", "MAIRIE DE MONTAIGUT-DE-QUERCY", "1 place de la Mairie", "82150 MONTAIGUT-DE-QUERCY"]
            .map(Into::into)
            .to_vec();
    lettre.push(Bloc::paragraphe("Madame la Maire,"));
    lettre.push(Bloc::paragraphe(
        "Par délibération du 3 juillet 2020, votre conseil municipal a décidé de ne pas reconduire la convention citée en objet. \
         J’en prends acte : elle prendra fin le 13 janvier 2021, sans indemnité de part ni d’autre.",
    ));
    lettre.push(Bloc::paragraphe(
        "Vos données vous seront remises au plus tard le jour de la fin de la convention, dans un format ouvert, puis effacées.",
    ));
    lettre
        .push(Bloc::paragraphe("Je vous prie d’agréer, Madame la Maire, l’expression de ma considération distinguée."));
    lettre.push(Bloc::SignatureSimple(signataires()[0].clone()));
    lettre
}

fn deliberation() -> Document {
    let mut modele =
        Document::new("Adhésion aux services numériques du centre de gestion", emetteur(), date!(2020 - 02 - 03));
    modele.sous_titre = Some("Modèle de délibération du conseil municipal".into());
    modele.push(Bloc::Visas(vec![
        Prose::new("Vu le ").italic("code général des collectivités territoriales").text(", notamment ses articles L. 2121-29 et L. 2122-21 ;"),
        "Vu le code général de la fonction publique, notamment ses articles L. 452-40 et suivants, qui permettent aux centres de gestion d’assurer des missions à la demande des collectivités ;".into(),
        "Considérant que la commune a besoin d’un accompagnement pour ses outils numériques ;".into(),
    ]));
    modele.push(Bloc::paragraphe("Après en avoir délibéré, le conseil municipal, à l’unanimité,"));
    modele.push(Bloc::Formule("Décide".into()));
    modele.push(Bloc::article("1er", ""));
    modele.push(Bloc::paragraphe(
        "D’adhérer aux services numériques du centre de gestion de Tarn-et-Garonne à compter du 1er mars 2020.",
    ));
    modele.push(Bloc::article("2", ""));
    modele.push(Bloc::paragraphe(
        "D’autoriser la maire à signer la convention annexée et tout acte utile à son exécution.",
    ));
    modele.push(Bloc::SignatureSimple(signataires()[1].clone()));
    modele
}

fn synthese() -> Document {
    let mut synthese = Document::new("Synthèse des états annuels 2020", emetteur(), etat::JOUR);
    synthese.sous_titre = Some("205 collectivités, par service".into());
    synthese.orientation = Orientation::Paysage;
    let services =
        ["Postes", "Logiciels métiers", "Dématérialisation", "Sites", "Messagerie", "RGPD", "Certificats", "Total"];
    let colonnes = [Colonne::texte("Collectivité"), Colonne::entier("Habitants")].into_iter();
    let mut tableau = Tableau::new("Montants par collectivité", colonnes.chain(services.map(Colonne::montant)));
    let communes =
        ["Albias", "Beaumont-de-Lomagne", "Caussade", "Communauté de communes du Quercy vert-Aveyron", "Lafrançaise"];
    let mut totaux = [Montant::ZERO; 8];
    for (rang, commune) in (1_i64..).zip(communes.iter().cycle().take(34)) {
        let mut montants: Vec<Montant> = (1..8).map(|k| Montant::from_cents(rang * k * 7_919 % 250_000)).collect();
        montants.push(montants.iter().copied().sum());
        for (total, montant) in totaux.iter_mut().zip(&montants) {
            *total += *montant;
        }
        let debut = [Cellule::from(*commune), (rang * 397).into()].into_iter();
        tableau.push(debut.chain(montants.into_iter().map(Cellule::from)));
    }
    let debut = ["Total".into(), Cellule::Vide].into_iter();
    synthese.push(tableau.with_totaux(debut.chain(totaux.map(Cellule::from))));
    synthese
}
