//! The small world of the papers: both centres with their real grids, a commune, a département.

use conventions::{
    domain::{
        Abonnement, Assimilation, Bareme, Convention, Deliberation, EtatAnnuel, Faits, Grille, LigneBudgetaire,
        NaturePiece, NiveauPoste, Partie, Piece, PosteRecense, Recensement, Redevable, Regime, Service, Syntec,
        compute, import,
    },
    editions::{Adresse, FicheCentre, FicheMembre, PopulationTotale, Representant},
};
use kernel::{Clock, Exercice, GenreCollectivite, Id, Instant, Montant};
use time::{Date, macros::date};
use ubl::Tva;

pub const JOUR: Date = date!(2020 - 01 - 20);

pub fn an(annee: i32) -> Exercice {
    Exercice::new(annee).unwrap()
}

pub fn euros(text: &str) -> Montant {
    text.parse().unwrap()
}

pub fn id<T>(rank: i64) -> Id<T> {
    Id::new(&Clock::fixed(Instant::from_unix_micros(rank)))
}

fn adresse(ligne: &str, code_postal: &str, ville: &str) -> Adresse {
    Adresse { lignes: vec![ligne.into()], code_postal: code_postal.into(), ville: ville.into() }
}

fn representant(nom: &str, titre: &str, salutation: &str) -> Representant {
    Representant { nom: nom.into(), titre: titre.into(), salutation: salutation.into() }
}

pub fn cdg82() -> FicheCentre {
    FicheCentre {
        nom: "Centre de gestion de la fonction publique territoriale de Tarn-et-Garonne".into(),
        sigle: "CDG 82".into(),
        siret: Some("28820000900018".parse().unwrap()),
        adresse: adresse("23, boulevard Vincent-Auriol", "82000", "Montauban"),
        contacts: vec!["05 63 00 00 00".into(), "numerique@cdg82.example".into()],
        representant: representant("Monsieur Paul Bessières", "Président", "Monsieur le Président"),
        deliberation: Some(date!(2005 - 11 - 30)),
        tribunal: "tribunal administratif de Toulouse".into(),
        comptable: Vec::new(),
        regime: Regime::UnAnTacite,
        tva: Tva::HorsChamp,
    }
}

pub fn cdg62() -> FicheCentre {
    FicheCentre {
        nom: "Centre de gestion de la fonction publique territoriale du Pas-de-Calais".into(),
        sigle: "CDG 62".into(),
        siret: Some("28620000100019".parse().unwrap()),
        adresse: adresse("Allée du Château", "62702", "Bruay-la-Buissière Cedex"),
        contacts: vec!["juridique@cdg62.example".into()],
        representant: representant("Monsieur Henri Delattre", "Président", "Monsieur le Président"),
        deliberation: Some(date!(2025 - 04 - 03)),
        tribunal: "tribunal administratif de Lille".into(),
        comptable: vec![
            "Service de gestion comptable de Bruay-la-Buissière".into(),
            "40, rue Augustin-Caron".into(),
            "62700 Bruay-la-Buissière".into(),
        ],
        regime: Regime::TroisAnsExpres,
        tva: Tva::HorsChamp,
    }
}

pub fn albias() -> FicheMembre {
    FicheMembre {
        nom: "Commune d’Albias".into(),
        genre: GenreCollectivite::Commune,
        siren: "218200020".parse().unwrap(),
        siret: Some("21820002000012".parse().unwrap()),
        adresse: adresse("1, place de l’Hôtel-de-Ville", "82350", "Albias"),
        representant: representant("Madame Claire Vidal", "Maire", "Madame la Maire"),
        population: Some(PopulationTotale { millesime: 2017, habitants: 1_437 }),
    }
}

pub fn departement() -> FicheMembre {
    FicheMembre {
        nom: "Département du Pas-de-Calais".into(),
        genre: GenreCollectivite::Departement,
        siren: "226200012".parse().unwrap(),
        siret: Some("22620001200012".parse().unwrap()),
        adresse: adresse("Rue Ferdinand-Buisson", "62018", "Arras Cedex 9"),
        representant: representant("", "Président", "Madame, Monsieur"),
        population: None,
    }
}

/// The grid of the CDG 82, brought to 2020 and validated.
pub fn grille82() -> Grille {
    let mut grille =
        import(include_str!("../../../../data/tarifs/cdg82-2020.toml"), "Convention générale d’adhésion, version 2020")
            .unwrap();
    let syntec: Syntec = [("2018-11", "270.1"), ("2019-11", "274.5")]
        .map(|(m, i)| (m.parse().unwrap(), i.parse().unwrap()))
        .into_iter()
        .collect();
    grille.validate(an(2020), &syntec).unwrap();
    grille
}

pub fn grille62() -> Grille {
    import(include_str!("../../../../data/tarifs/cdg62-2025.toml"), "Délibération n° 2025-426").unwrap()
}

pub fn abonnement(service: Service, quantite: u32, depuis: i32) -> Abonnement {
    Abonnement::new(service, quantite, an(depuis), None).unwrap()
}

/// What Albias subscribes to: every chapter but the websites.
pub fn abonnements() -> Vec<Abonnement> {
    vec![
        abonnement(Service::N1, 2, 2018),
        abonnement(Service::N2, 3, 2018),
        abonnement(Service::N3, 2, 2018),
        abonnement(Service::Demat, 3, 2019),
        abonnement(Service::ModuleParapheur, 3, 2020),
        abonnement(Service::Rgpd, 1, 2019),
        Abonnement::new(Service::Certificat, 1, an(2020), Some(euros("216.00"))).unwrap(),
    ]
}

pub fn convention82() -> Convention {
    let piece = Piece::new(NaturePiece::Reprise, "Convention du 1er janvier 2018").unwrap();
    let mut convention =
        Convention::resume(id(1), id(2), "CV-2018-0002", Regime::UnAnTacite, date!(2018 - 01 - 01), piece);
    convention.advance(JOUR);
    convention
}

pub fn convention62() -> Convention {
    let piece = Piece::new(NaturePiece::Convention, "Délibération n° 2025-426").unwrap();
    let mut convention =
        Convention::resume(id(1), id(2), "CJN-2025-062", Regime::TroisAnsExpres, date!(2025 - 11 - 17), piece);
    convention.assimilation = Some(Assimilation { bareme: Bareme::Epci, au_dessus_de: Some(200_000) });
    convention.deliberations.push(Deliberation {
        partie: Partie::Membre,
        assemblee: "commission permanente".into(),
        le: date!(2025 - 11 - 17),
        numero: Some("2025-426".into()),
        objet: "Adhésion au conseil juridique numérique".into(),
    });
    convention.budget = Some(LigneBudgetaire {
        code_operation: "C06-020N02".into(),
        imputation: "6281/93020".into(),
        libelle: "Informatique Fonctionnement".into(),
        credits_paiement: euros("12000"),
        disponible: euros("9180"),
        proposition: euros("7000"),
    });
    convention
}

pub fn recensement(annee: i32, postes: &[(&str, NiveauPoste)]) -> Recensement {
    let poste = |(nom, niveau): &(&str, NiveauPoste)| PosteRecense { nom: (*nom).to_owned(), niveau: *niveau };
    Recensement::new(an(annee), postes.iter().map(poste).collect())
}

/// The census of Albias: one poste moves up, one leaves, two come.
pub fn recensements() -> (Recensement, Recensement) {
    use NiveauPoste::{Aucun, N1, N2, N3};
    let mut before = recensement(
        2019,
        &[
            ("Accueil de la mairie", N2),
            ("Secrétariat général", N3),
            ("Bureau de la maire", N1),
            ("École Jean-Moulin", N1),
            ("Médiathèque", N2),
        ],
    );
    before.sign(date!(2019 - 01 - 15)).unwrap();
    let now = recensement(
        2020,
        &[
            ("Accueil de la mairie", N3),
            ("Secrétariat général", N3),
            ("Bureau de la maire", N1),
            ("Médiathèque", N2),
            ("Agence postale", N2),
            ("Salle des fêtes", Aucun),
        ],
    );
    (before, now)
}

pub fn redevable(membre: &FicheMembre, convention: &Convention) -> Redevable {
    Redevable {
        genre: membre.genre,
        population: membre.population.map(|p| p.habitants),
        assimilation: convention.assimilation,
    }
}

/// The état of a member for a year, computed by the domain.
pub fn etat(
    membre: &FicheMembre,
    convention: &Convention,
    abonnements: &[Abonnement],
    grille: &Grille,
    annee: i32,
) -> EtatAnnuel {
    let faits = Faits { redevable: redevable(membre, convention), en_convention: true, abonnements, recensements: &[] };
    EtatAnnuel::new(id(10), id(2), an(annee), grille.prix, compute(&faits, grille, an(annee)))
}

/// The état 2020 of Albias, validated.
pub fn etat82() -> EtatAnnuel {
    let mut etat = etat(&albias(), &convention82(), &abonnements(), &grille82(), 2020);
    etat.validate(JOUR).unwrap();
    etat
}

/// The same, corrected: one poste of level 2 more, no parapheur.
pub fn etat82_corrected() -> (EtatAnnuel, EtatAnnuel) {
    let mut first = etat82();
    let mut changed = abonnements();
    changed.retain(|a| a.service() != Service::ModuleParapheur);
    changed[1].set_quantite(an(2020), 4).unwrap();
    let convention = convention82();
    let faits = Faits {
        redevable: redevable(&albias(), &convention),
        en_convention: true,
        abonnements: &changed,
        recensements: &[],
    };
    let mut second = first.correct(id(11), compute(&faits, &grille82(), an(2020))).unwrap();
    second.validate(date!(2020 - 03 - 02)).unwrap();
    (first, second)
}

pub fn etat62() -> EtatAnnuel {
    let rgpd = [abonnement(Service::Rgpd, 1, 2025)];
    let mut etat = etat(&departement(), &convention62(), &rgpd, &grille62(), 2025);
    etat.validate(date!(2025 - 12 - 01)).unwrap();
    etat
}
