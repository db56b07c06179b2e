//! The convention to sign: its opening, the chapters subscribed, its annexes.

use editique::{Bloc, Colonne, Document, Genre, Prose, Tableau};
use kernel::Exercice;
use time::Date;

use super::{
    FicheCentre, FicheMembre, RefusEdition,
    champ::Valeurs,
    convention_annexe::{budget, services, tarifs},
    modele::{Modele, TexteArticle, TexteChapitre},
    recensement::{DossierRecensement, push_census},
};
use crate::domain::{Abonnement, Chapitre, Convention, Grille, Recensement, Service};

/// What it takes to print a convention.
#[derive(Debug, Clone, Copy)]
pub struct DossierConvention<'a> {
    pub centre: &'a FicheCentre,
    pub membre: &'a FicheMembre,
    pub convention: &'a Convention,
    pub abonnements: &'a [Abonnement],
    pub grille: &'a Grille,
    /// The year whose services and tariffs are annexed.
    pub annee: Exercice,
    /// The census of that year, and that of the year before, when they are known.
    pub recensement: Option<&'a Recensement>,
    pub precedent: Option<&'a Recensement>,
    /// The day it is printed.
    pub date: Date,
}

/// The convention with its annexes.
///
/// # Errors
/// [`RefusEdition::AucunService`], [`RefusEdition::TarifAbsent`].
pub fn convention(dossier: &DossierConvention) -> Result<Document, RefusEdition> {
    let souscrits = subscribed(dossier);
    if souscrits.is_empty() {
        return Err(RefusEdition::AucunService(dossier.annee));
    }
    let modele = Modele::of(dossier.convention.regime)?;
    let valeurs = Valeurs {
        convention: Some(dossier.convention),
        grille: Some(dossier.grille),
        annee: Some(dossier.annee),
        prix: Some(dossier.grille.prix),
        ..Valeurs::new(dossier.centre, dossier.membre)
    };
    let mut document = Document::new(modele.convention.titre.clone(), dossier.centre.emetteur(), dossier.date);
    document.sous_titre = Some(dossier.membre.sous_titre());
    document.reference = Some(dossier.convention.numero.clone());
    document.lieu = Some(dossier.centre.adresse.lieu());
    document.mention = Some(format!("{} n°\u{a0}{}", modele.convention.titre, dossier.convention.numero));
    open(&mut document, modele, &valeurs)?;
    for chapitre in printed(modele, &souscrits) {
        push_chapter(&mut document, chapitre, &valeurs)?;
    }
    close(&mut document, modele, &valeurs)?;
    annexes(&mut document, dossier, &souscrits);
    Ok(document)
}

/// The chapters that a subscriber of these services signs: theirs, the first for whom has the level 3, which includes the
/// level 2 (CDG 82, art. 2.1), and the common provisions.
pub fn chapitres(services: &[Service]) -> Vec<Chapitre> {
    let is_signed = |chapitre: &&Chapitre| match chapitre {
        Chapitre::DispositionsCommunes => true,
        Chapitre::Systemes => services.iter().any(|s| s.is_assistance()),
        other => services.iter().any(|s| s.chapitre() == **other),
    };
    Chapitre::TOUS.iter().filter(is_signed).copied().collect()
}

fn subscribed(dossier: &DossierConvention) -> Vec<Service> {
    let due = dossier.abonnements.iter().filter(|a| a.is_due(dossier.annee)).map(Abonnement::service);
    let of_census = dossier.recensement.into_iter().flat_map(Recensement::postes).filter_map(|p| p.niveau.service());
    let mut all: Vec<Service> = due.chain(of_census).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn printed<'m>(modele: &'m Modele, souscrits: &[Service]) -> impl Iterator<Item = &'m TexteChapitre> {
    let signed = chapitres(souscrits);
    modele.chapitres.iter().filter(move |c| c.chapitre.is_none_or(|chapitre| signed.contains(&chapitre)))
}

fn open(document: &mut Document, modele: &Modele, valeurs: &Valeurs) -> Result<(), RefusEdition> {
    let [centre, membre] = &modele.convention.entre;
    document.push(Bloc::Formule("Entre".into()));
    document.push(Bloc::Paragraphe(centre.prose(valeurs)?));
    document.push(Bloc::paragraphe("d’une part,"));
    document.push(Bloc::Formule("Et".into()));
    document.push(Bloc::Paragraphe(membre.prose(valeurs)?));
    document.push(Bloc::paragraphe("d’autre part,"));
    if !modele.convention.visas.is_empty() {
        let visas = modele.convention.visas.iter().map(|visa| visa.prose(valeurs));
        document.push(Bloc::Visas(visas.collect::<Result<_, _>>()?));
    }
    document.push(Bloc::Formule("Il est convenu ce qui suit".into()));
    document.push(Bloc::titre(1, "Préambule"));
    document.blocs.extend(modele.convention.preambule.blocs(valeurs)?);
    if modele.chapitres.len() > 1 {
        document.push(Bloc::Sommaire);
    }
    Ok(())
}

fn push_chapter(document: &mut Document, chapitre: &TexteChapitre, valeurs: &Valeurs) -> Result<(), RefusEdition> {
    match chapitre.chapitre {
        Some(chapitre) => document.push(Bloc::titre(1, format!("{} — {}", chapitre.code(), chapitre.libelle()))),
        None => document.push(Bloc::titre(1, "Articles")),
    }
    if let Some(preambule) = &chapitre.preambule {
        document.blocs.extend(preambule.blocs(valeurs)?);
    }
    chapitre.articles.iter().try_for_each(|article| push_article(document, article, valeurs))
}

fn push_article(document: &mut Document, article: &TexteArticle, valeurs: &Valeurs) -> Result<(), RefusEdition> {
    document.push(heading(article));
    if let Some(texte) = &article.texte {
        document.blocs.extend(texte.blocs(valeurs)?);
    }
    if let Some(texte) = &article.tableau {
        let column = |(rank, libelle): (usize, &String)| match rank {
            0 => Colonne::texte(libelle.as_str()).part(10),
            _ => Colonne::new(libelle.as_str(), Genre::Texte).part(2),
        };
        let mut tableau = Tableau::new("", texte.colonnes.iter().enumerate().map(column));
        for ligne in &texte.lignes {
            tableau.push(ligne.iter().map(|cellule| cellule.as_str().into()));
        }
        document.push(tableau);
    }
    Ok(())
}

/// The articles of a chapter (1.1) are headings of the table of contents; what stands under them (3.2.1) and the articles
/// of a convention without chapters are not.
fn heading(article: &TexteArticle) -> Bloc {
    match article.numero.matches('.').count() {
        1 => Bloc::titre(2, format!("Article {} — {}", article.numero, article.titre)),
        _ => Bloc::article(article.numero.clone(), article.titre.clone()),
    }
}

fn close(document: &mut Document, modele: &Modele, valeurs: &Valeurs) -> Result<(), RefusEdition> {
    document.push(Bloc::titre(1, "Signatures"));
    document.push(Bloc::Paragraphe(modele.convention.fait.prose(valeurs)?));
    document.push(Bloc::Signatures(vec![valeurs.centre.signataire(), valeurs.membre.signataire()]));
    Ok(())
}

fn annexes(document: &mut Document, dossier: &DossierConvention, souscrits: &[Service]) {
    document.push(Bloc::SautDePage);
    document.push(Bloc::titre(1, "Annexe 1 — Services souscrits et tarifs"));
    document.push(services(dossier.abonnements, dossier.annee));
    document.blocs.extend(tarifs(dossier.grille, dossier.annee, souscrits).into_iter().map(Bloc::from));
    let mut numero = 2;
    if let Some(recensement) = dossier.recensement {
        document.push(Bloc::SautDePage);
        document.push(Bloc::titre(
            1,
            format!("Annexe {numero} — Recensement des postes informatiques {}", recensement.annee()),
        ));
        push_census(
            document,
            &DossierRecensement {
                centre: dossier.centre,
                membre: dossier.membre,
                recensement,
                precedent: dossier.precedent,
                grille: Some(dossier.grille),
                date: dossier.date,
            },
        );
        numero += 1;
    }
    if let Some(ligne) = &dossier.convention.budget {
        document.push(Bloc::titre(1, format!("Annexe {numero} — Imputation budgétaire de la collectivité")));
        let words = Prose::new("La dépense est imputée sur le budget de la collectivité comme suit\u{a0}:");
        document.push(Bloc::Paragraphe(words));
        document.push(budget(ligne));
    }
}
