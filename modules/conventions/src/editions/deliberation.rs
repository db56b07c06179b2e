//! The model of délibération by which the member authorises the signature of its convention.

use editique::{Bloc, Cellule, Colonne, Document, Genre, Tableau};
use kernel::{Exercice, Montant};
use time::Date;

use super::{
    FicheCentre, FicheMembre, RefusEdition,
    champ::{A_REMPLIR, Valeurs},
    convention_annexe::budget,
    modele::TexteDeliberation,
};
use crate::domain::{Convention, LigneEtat, Prix, Service};

/// The draft that the secretary of the member completes and votes: session, visas, decision, vote, all to be filled in.
///
/// `lignes` are those of the état of the first year, computed by the domain.
///
/// # Errors
/// [`RefusEdition::AucunService`].
pub fn deliberation(
    centre: &FicheCentre,
    membre: &FicheMembre,
    convention: &Convention,
    lignes: &[LigneEtat],
    (annee, prix): (Exercice, Prix),
    le: Date,
) -> Result<Document, RefusEdition> {
    if lignes.is_empty() {
        return Err(RefusEdition::AucunService(annee));
    }
    let texte = TexteDeliberation::get()?;
    let valeurs = Valeurs {
        convention: Some(convention),
        annee: Some(annee),
        prix: Some(prix),
        cout: Some(lignes.iter().map(|ligne| ligne.montant).sum()),
        ..Valeurs::new(centre, membre)
    };
    let services: Vec<Service> = lignes.iter().map(|ligne| ligne.service).collect();
    let concerned =
        |line: &&super::modele::TexteConditionnel| line.concerns(membre.genre, convention.regime, &services);
    let mut document = Document::new(texte.titre.text(&valeurs)?, membre.emetteur(), le);
    document.sous_titre = Some(format!("Extrait du registre des délibérations {}", membre.assemblee()));
    document.confidentialite = Some("Modèle à compléter".into());
    document.mention = Some(texte.recours.text(&valeurs)?);
    document.push(seance(membre));
    let visas = texte.visas.iter().filter(concerned).map(|visa| visa.texte.prose(&valeurs));
    document.push(Bloc::Visas(visas.collect::<Result<_, _>>()?));
    document.push(Bloc::Formule("Après en avoir délibéré, décide".into()));
    for (rank, article) in texte.articles.iter().filter(concerned).enumerate() {
        let numero = if rank == 0 { "1er".to_owned() } else { (rank + 1).to_string() };
        document.push(Bloc::article(numero, ""));
        document.push(Bloc::Paragraphe(article.texte.prose(&valeurs)?));
    }
    document.push(services_table(lignes, annee, prix));
    if let Some(ligne) = &convention.budget {
        document.push(budget(ligne));
    }
    document.push(vote());
    document.push(Bloc::SignatureSimple(membre.signataire()));
    Ok(document)
}

/// What the minutes of a session say, left to the pen.
fn seance(membre: &FicheMembre) -> Bloc {
    let blank = |nom: &str| (nom.to_owned(), A_REMPLIR.repeat(3).into());
    Bloc::Definitions(vec![
        ("Délibération n°".into(), A_REMPLIR.into()),
        ("Séance du".into(), A_REMPLIR.into()),
        ("Présidence".into(), membre.signataire().nom.into()),
        blank("Secrétaire"),
        blank("Présents"),
        blank("Excusés et pouvoirs"),
        blank("Absents"),
    ])
}

fn services_table(lignes: &[LigneEtat], annee: Exercice, prix: Prix) -> Tableau {
    let colonnes = [
        Colonne::texte("Service").part(1),
        Colonne::entier("Quantité"),
        Colonne::montant("Prix unitaire"),
        Colonne::montant("Montant"),
    ];
    let total: Montant = lignes.iter().map(|ligne| ligne.montant).sum();
    let totaux = [format!("Total {annee}, {}", prix.libelle()).into(), Cellule::Vide, Cellule::Vide, total.into()];
    let mut tableau = Tableau::new("Services souscrits", colonnes).with_totaux(totaux);
    for ligne in lignes {
        tableau.push([
            ligne.libelle.as_str().into(),
            ligne.quantite.into(),
            ligne.prix_unitaire.into(),
            ligne.montant.into(),
        ]);
    }
    tableau
}

/// The vote, as a délibération tells it (source 003): voices, and those who took no part.
fn vote() -> Tableau {
    let colonnes = [
        Colonne::texte("Vote").part(4),
        Colonne::new("Voix", Genre::Entier),
        Colonne::texte("Membres ou groupes").part(5),
    ];
    let mut tableau = Tableau::new("Résultat du vote", colonnes);
    for sens in ["Pour", "Contre", "Abstentions", "Absents sans pouvoir", "Intéressés, n’ont pas pris part au vote"]
    {
        tableau.push([sens.into(), Cellule::Vide, Cellule::Vide]);
    }
    tableau
}
