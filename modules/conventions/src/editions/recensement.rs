//! The census annex: every poste with the level the collectivité chooses, to be signed (CDG 82, art. 1.3).

use editique::{Bloc, Cellule, Colonne, Document, Encadre, Genre, Prose, Tableau, Ton};
use kernel::{Montant, fold};
use time::Date;

use super::{FicheCentre, FicheMembre};
use crate::domain::{Grille, NiveauPoste, Recensement, Rubrique, Service};

/// What it takes to print a census.
#[derive(Debug, Clone, Copy)]
pub struct DossierRecensement<'a> {
    pub centre: &'a FicheCentre,
    pub membre: &'a FicheMembre,
    pub recensement: &'a Recensement,
    /// The one it is compared with: the last signed before.
    pub precedent: Option<&'a Recensement>,
    /// To tell what the levels cost.
    pub grille: Option<&'a Grille>,
    /// The day it is printed.
    pub date: Date,
}

/// The annex alone, to be sent, signed and returned.
pub fn recensement(dossier: &DossierRecensement) -> Document {
    let annee = dossier.recensement.annee();
    let titre = format!("Recensement des postes informatiques {annee}");
    let mut document = Document::new(titre, dossier.centre.emetteur(), dossier.date);
    document.sous_titre = Some(dossier.membre.sous_titre());
    document.destinataire = dossier.membre.destinataire();
    document.reference = Some(format!("REC-{annee}-{}", dossier.membre.siren));
    document.lieu = Some(dossier.centre.adresse.lieu());
    document.mention = Some("Annexe à la convention générale d’adhésion (article 1.3).".to_owned());
    push_census(&mut document, dossier);
    document
}

/// The body of the annex, alone or at the end of a convention.
pub(super) fn push_census(document: &mut Document, dossier: &DossierRecensement) {
    let (census, annee) = (dossier.recensement, dossier.recensement.annee());
    document.push(Bloc::paragraphe(format!(
        "Voici les postes recensés pour {annee}, avec le niveau d’assistance de chacun. Un poste de niveau 2 comprend le \
         niveau 1\u{a0}; un poste de niveau 3 comprend le niveau 2. Pour changer un niveau, rayez la case et cochez l’autre."
    )));
    match census.signee_le() {
        Some(le) => document.push(Encadre {
            titre: format!("Annexe signée par la collectivité le {}", kernel::date_longue(le)),
            texte: vec![Prose::new(format!("Ces niveaux valent pour toute l’année {annee}."))],
            ton: Ton::Information,
        }),
        None => document.push(Encadre {
            titre: format!("À signer et à retourner au {}", dossier.centre.sigle),
            texte: vec![Prose::new(match dossier.precedent {
                Some(before) => {
                    format!("Tant que cette annexe n’est pas signée, les niveaux de {} sont maintenus.", before.annee())
                }
                None => "Tant que cette annexe n’est pas signée, les quantités souscrites sont maintenues.".to_owned(),
            })],
            ton: Ton::Important,
        }),
    }
    document.push(postes(census, dossier.precedent));
    document.push(counts(census, dossier.precedent, dossier.grille));
    if let Some(before) = dossier.precedent {
        push_changes(document, census, before);
    }
    document.push(Bloc::paragraphe(format!(
        "La collectivité arrête ainsi, pour l’année {annee}, le niveau d’assistance de chacun de ses postes."
    )));
    document.push(Bloc::Signatures(vec![dossier.membre.signataire()]));
}

/// A row a poste, its level ticked.
fn postes(census: &Recensement, before: Option<&Recensement>) -> Tableau {
    let case = |niveau: NiveauPoste| Colonne::new(short(niveau), Genre::Case);
    let last_year = before.map(|b| Colonne::texte(format!("En {}", b.annee())));
    let colonnes = std::iter::once(Colonne::texte("Poste").part(1))
        .chain(NiveauPoste::TOUS.iter().map(|niveau| case(*niveau)))
        .chain(last_year);
    let mut tableau = Tableau::new(format!("Postes recensés en {}", census.annee()), colonnes);
    for poste in census.postes() {
        let ticks = NiveauPoste::TOUS.iter().map(|niveau| Cellule::Case(*niveau == poste.niveau));
        let known = before.map(|b| {
            let same = b.postes().iter().find(|p| fold(&p.nom) == fold(&poste.nom));
            Cellule::from(same.map_or("nouveau", |p| short(p.niveau)))
        });
        tableau.push(std::iter::once(poste.nom.as_str().into()).chain(ticks).chain(known));
    }
    tableau
}

fn short(niveau: NiveauPoste) -> &'static str {
    match niveau {
        NiveauPoste::Aucun => "Hors convention",
        NiveauPoste::N1 => "Niveau 1",
        NiveauPoste::N2 => "Niveau 2",
        NiveauPoste::N3 => "Niveau 3",
    }
}

/// The postes billed at each level, beside those of the census before, and what they cost by the grid.
fn counts(census: &Recensement, before: Option<&Recensement>, grille: Option<&Grille>) -> Tableau {
    let annee = census.annee();
    let old = before.map(|b| Colonne::entier(b.annee().to_string()));
    let priced = grille.map(|_| [Colonne::montant("Prix du poste"), Colonne::montant("Coût annuel")]);
    let colonnes = std::iter::once(Colonne::texte("Niveau").part(1))
        .chain(old)
        .chain([Colonne::entier(annee.to_string())])
        .chain(priced.into_iter().flatten());
    let mut tableau = Tableau::new("Postes par niveau", colonnes);
    let price = |rubrique| grille.and_then(|g| g.tarif(rubrique, annee)).map(|t| t.montant);
    let (now, then) = (census.effectifs(), before.map(Recensement::effectifs));
    let mut total = Montant::ZERO;
    let levels = [
        (Service::N1, Rubrique::PosteN1, None),
        (Service::N2, Rubrique::PosteN2, None),
        (Service::N3, Rubrique::PosteN3, price(Rubrique::ForfaitN3)),
    ];
    for (service, rubrique, forfait) in levels {
        let count = now.of(service);
        let cost = price(rubrique).map(|p| p.times(count.into()) + forfait.filter(|_| count > 0).unwrap_or_default());
        total += cost.unwrap_or_default();
        let amounts = grille.map(|_| [Cellule::from(price(rubrique)), cost.into()]);
        let label = match forfait {
            Some(forfait) => format!("{}, plus le forfait de {forfait}", service.libelle()),
            None => service.libelle().to_owned(),
        };
        tableau.push(
            std::iter::once(label.into())
                .chain(then.map(|t| t.of(service).into()))
                .chain([count.into()])
                .chain(amounts.into_iter().flatten()),
        );
    }
    let sum = |e: crate::domain::Effectifs| e.n1 + e.n2 + e.n3;
    let totals = std::iter::once("Total".into())
        .chain(then.map(|t| sum(t).into()))
        .chain([sum(now).into()])
        .chain(grille.map(|_| [Cellule::Vide, total.into()]).into_iter().flatten());
    tableau.with_totaux(totals)
}

fn push_changes(document: &mut Document, census: &Recensement, before: &Recensement) {
    let changes = census.compare(before);
    if changes.is_empty() {
        document.push(Bloc::paragraphe(format!("Rien n’a changé depuis le recensement {}.", before.annee())));
        return;
    }
    let colonnes = [
        Colonne::texte("Poste").part(2),
        Colonne::texte(format!("En {}", before.annee())).part(1),
        Colonne::texte(format!("En {}", census.annee())).part(1),
    ];
    let mut tableau = Tableau::new(format!("Ce qui change depuis {}", before.annee()), colonnes);
    let told = |niveau: Option<NiveauPoste>| niveau.map_or("—", short);
    for ecart in changes {
        tableau.push([ecart.nom.as_str().into(), told(ecart.avant).into(), told(ecart.apres).into()]);
    }
    document.push(tableau);
}
