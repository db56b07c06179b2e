//! The quote as the collectivité receives it: what is to be done, at what price, the first year and the following ones.

use editique::{Bloc, Cellule, Colonne, Document, Encadre, Prose, Tableau, Ton};
use kernel::date_longue;
use time::Date;

use super::{FicheCentre, FicheMembre};
use crate::domain::{Devis, EtatDevis, Prix, Quand};

/// The PDF of a quote, dated of the day it left; before that, of the day given, as a draft.
pub fn devis(centre: &FicheCentre, membre: &FicheMembre, one: &Devis, prix: Prix, le: Date) -> Document {
    let mut document =
        Document::new(format!("Devis n°\u{a0}{}", one.numero), centre.emetteur(), one.envoye_le().unwrap_or(le));
    document.sous_titre = Some(membre.sous_titre());
    document.destinataire = membre.destinataire();
    document.reference = Some(one.numero.clone());
    document.lieu = Some(centre.adresse.lieu());
    if one.etat() == EtatDevis::Brouillon {
        document.confidentialite = Some("Projet, non envoyé".into());
    }
    if let Some(encadre) = answer(one) {
        document.push(encadre);
    }
    document.push(Bloc::Definitions(vec![
        ("Objet".into(), one.objet.as_str().into()),
        ("Service".into(), one.service().libelle().into()),
        ("Prix de la journée".into(), format!("{}, {}", one.tarif_jour, prix.libelle()).into()),
    ]));
    for quand in Quand::TOUS.iter().copied() {
        document.blocs.extend(lines(one, quand, prix));
    }
    document.push(Bloc::titre(2, "Si vous acceptez"));
    document.push(Bloc::liste(conditions(one)));
    document.push(Bloc::Signatures(vec![centre.signataire(), membre.signataire()]));
    document
}

/// What was answered stands before anything else.
fn answer(one: &Devis) -> Option<Encadre> {
    let le = one.tranche_le().map(date_longue)?;
    let titre = if one.etat() == EtatDevis::Accepte { "Devis accepté" } else { "Devis refusé" };
    Some(Encadre {
        titre: titre.into(),
        texte: vec![Prose::new(format!("Réponse de la collectivité, le {le}."))],
        ton: Ton::Important,
    })
}

/// The lines of a period, with their total; none without any.
fn lines(one: &Devis, quand: Quand, prix: Prix) -> Option<Bloc> {
    let total = one.total(quand)?;
    let titre = match quand {
        Quand::PremiereAnnee => format!("Première année ({})", one.annee),
        Quand::AnneesSuivantes => format!("Chaque année à partir de {}", one.annee.next()),
    };
    let colonnes = [Colonne::texte("Prestation").part(1), Colonne::texte("Quantité"), Colonne::montant("Montant")];
    let totaux = [format!("Total, {}", prix.libelle()).into(), Cellule::Vide, total.into()];
    let mut tableau = Tableau::new(titre, colonnes).with_totaux(totaux);
    for ligne in one.lignes().iter().filter(|ligne| ligne.quand == quand) {
        tableau.push([ligne.libelle.as_str().into(), ligne.prix.quantite().into(), one.montant(ligne).into()]);
    }
    Some(tableau.into())
}

fn conditions(one: &Devis) -> Vec<String> {
    let mut said = vec![
        "L’accord engage la collectivité\u{a0}: il est donné par son maire ou son président, dans Beffroi, ou sur ce document \
         daté, signé et retourné."
            .to_owned(),
        "Ces montants deviennent ceux de l’état annuel\u{a0}; ils restent ceux du devis tant qu’un nouveau devis ne les \
         remplace pas."
            .to_owned(),
    ];
    if one.total(Quand::AnneesSuivantes).is_none() {
        said.push("Ce devis ne vaut que pour sa première année.".to_owned());
    }
    said
}
