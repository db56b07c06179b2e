//! Fiches written in the CNIL's layout: the list of the traitements, then one sheet a fiche.

use tableur::{Case, Page, Style};

use super::{
    ACTEURS, COLONNES_ACTEURS, COMPLEMENTS, CONSERVATION, PARTIES, Partie, SANS_PRECISION, SIMPLES, SUITE, officielles,
};
use crate::{
    Champ, Dictionnaires, Fiche,
    champ::Parties,
    duree,
    fiche::{Article, Donnee},
    syntaxe,
};

/// Columns A to H, in characters.
const LARGEURS: [u16; 8] = [42, 24, 24, 14, 18, 16, 18, 30];
const DERNIERE: u16 = 8;
/// The parts of a category that its sentence of retention may say.
const DUREES: [&str; 5] = ["durée", "archivage", "à compter de", "sort", "précision"];

/// The sheets of a register. What the CNIL's file has no place for stands under it, so that reading gives the same fiches.
pub fn cnil_pages(fiches: &[Fiche], dicos: &Dictionnaires) -> Vec<Page> {
    let mut pages = vec![liste(fiches, dicos)];
    pages.extend((1..).zip(fiches).map(|(rang, fiche)| page(rang, fiche, dicos)));
    pages
}

fn liste(fiches: &[Fiche], dicos: &Dictionnaires) -> Page {
    let titles = [
        "Nom du traitement",
        "N° / RÉF",
        "Date de création de la fiche",
        "Dernière mise à jour de la fiche",
        "Finalité du traitement",
        "Données sensibles ?",
    ];
    let mut rangees = vec![titles.map(|titre| Case::texte(titre).style(Style::Section)).to_vec()];
    rangees.extend(fiches.iter().map(|fiche| {
        let finalites: Vec<&str> = fiche.finalites.iter().map(|finalite| finalite.libelle.as_str()).collect();
        let sensible = fiche.donnees.iter().any(|donnee| sensible(donnee, dicos));
        vec![
            Case::texte(&fiche.nom),
            Case::texte(&fiche.reference),
            Case::date(fiche.cree_le),
            Case::date(fiche.modifie_le),
            Case::texte(court(&finalites.join(", "))),
            Case::texte(if sensible { "Oui" } else { "Non" }),
        ]
    }));
    Page { nom: "Liste des traitements".to_owned(), largeurs: vec![40, 16, 16, 16, 60, 14], rangees, entete: true }
}

/// The list only recalls: what is long is in the fiche.
fn court(texte: &str) -> String {
    if texte.chars().count() > 1_000 { texte.chars().take(999).chain(['…']).collect() } else { texte.to_owned() }
}

fn sensible(donnee: &Donnee, dicos: &Dictionnaires) -> bool {
    let code = donnee.categorie.code.as_deref();
    code.and_then(|code| dicos.get("donnees", code)).is_some_and(|entree| entree.sensible)
}

fn page(rang: usize, fiche: &Fiche, dicos: &Dictionnaires) -> Page {
    let titre = if fiche.nom.is_empty() { "Fiche de registre" } else { &fiche.nom };
    let mut rangees = vec![
        vec![Case::texte(court(titre)).style(Style::Titre).etendue(DERNIERE)],
        vec![],
        vec![Case::texte("Description du traitement").style(Style::Section).etendue(DERNIERE)],
    ];
    for champ in SIMPLES {
        let valeur = match champ {
            Champ::CreeLe => Case::date(fiche.cree_le),
            Champ::ModifieLe => Case::date(fiche.modifie_le),
            champ => Case::texte(tete(champ, fiche)),
        };
        rangees.push(vec![label(champ.libelle()), valeur.etendue(DERNIERE - 1)]);
    }
    rangees.push(vec![]);
    acteurs(fiche, &mut rangees);
    let split = fiche.donnees.iter().position(|donnee| sensible(donnee, dicos)).unwrap_or(fiche.donnees.len());
    let apart = fiche.donnees[split..].iter().all(|donnee| sensible(donnee, dicos));
    let split = if apart { split } else { fiche.donnees.len() };
    for partie in PARTIES {
        let articles = partie.champ.articles(fiche);
        let rows = match partie.titre {
            "donnees sensibles" => &articles[split..],
            _ if partie.champ == Champ::Donnees => &articles[..split],
            _ => &articles[..],
        };
        rangees.push(vec![]);
        table(partie, rows, dicos, &mut rangees);
    }
    complements(fiche, dicos, &mut rangees);
    let nom = format!("{rang} - {}", fiche.nom);
    Page { nom, largeurs: LARGEURS.to_vec(), rangees, entete: false }
}

fn label(texte: &str) -> Case {
    Case::texte(texte).style(Style::Libelle)
}

fn tete(champ: Champ, fiche: &Fiche) -> String {
    champ.articles(fiche).into_iter().flatten().map(|(_, texte)| texte).next().unwrap_or_default()
}

fn acteurs(fiche: &Fiche, rangees: &mut Vec<Vec<Case>>) {
    let mut titre = vec![Case::texte("Acteurs").style(Style::Section)];
    titre.extend(COLONNES_ACTEURS.iter().map(|(nom, _)| Case::texte(*nom).style(Style::Section)));
    rangees.push(titre);
    for champ in ACTEURS {
        let parties = champ.articles(fiche).into_iter().next().unwrap_or_default();
        let mut rangee = vec![label(champ.libelle())];
        rangee.extend(COLONNES_ACTEURS.iter().map(|(_, cle)| Case::texte(part(&parties, cle))));
        rangees.push(rangee);
    }
    for conjoint in &fiche.conjoints {
        let nom =
            if conjoint.nom.is_empty() && conjoint.coordonnees.is_empty() { SANS_PRECISION } else { &conjoint.nom };
        rangees.push(vec![
            label(Champ::Conjoints.libelle()),
            Case::texte(nom),
            Case::texte(&conjoint.coordonnees).etendue(DERNIERE - 2),
        ]);
    }
}

fn part<'p>(parties: &'p Parties, cle: &str) -> &'p str {
    parties.iter().find(|(known, _)| *known == cle).map_or("", |(_, texte)| texte)
}

fn table(partie: &Partie, articles: &[Parties], dicos: &Dictionnaires, rangees: &mut Vec<Vec<Case>>) {
    let (titre, rang, names): (&str, &str, &[&str]) = match partie.champ {
        Champ::Finalites => ("Finalité(s) du traitement effectué", "", &[""]),
        Champ::Donnees if partie.titre == "donnees sensibles" => {
            ("Données sensibles", "", &["Description", "Durée de conservation"])
        }
        Champ::Donnees => {
            ("Catégories de données personnelles concernées", "", &["Description", "Durée de conservation"])
        }
        Champ::Personnes => {
            ("Catégories de personnes concernées", "Catégorie de personnes", &["Description", "Précisions"])
        }
        Champ::Destinataires => ("Destinataires", "Destinataire", &["Type de destinataire", "Précisions"]),
        Champ::Mesures => ("Mesures de sécurité", "Mesure de sécurité", &["Type de mesure de sécurité", "Précisions"]),
        _ => (
            "Transferts hors UE",
            "Organisme destinataire",
            &["Destinataire", "Pays", "Type de Garanties", "Liens vers la documentation"],
        ),
    };
    // Each column goes as far as the next one.
    let span = |index: usize| {
        let (_, _, from) = partie.colonnes[index];
        let to = partie.colonnes.get(index + 1).map_or(u32::from(DERNIERE), |(_, _, next)| *next);
        u16::try_from(to - from).unwrap_or(1)
    };
    let mut head = vec![Case::texte(titre).style(Style::Section)];
    head.extend(names.iter().enumerate().map(|(i, nom)| Case::texte(*nom).style(Style::Section).etendue(span(i))));
    rangees.push(head);
    for (number, parties) in (1..).zip(articles) {
        let mut texts: Vec<String> = partie
            .colonnes
            .iter()
            .map(
                |(_, cle, _)| {
                    if *cle == CONSERVATION { conservation(parties, dicos) } else { part(parties, cle).to_owned() }
                },
            )
            .collect();
        if texts.iter().all(String::is_empty) {
            SANS_PRECISION.clone_into(&mut texts[0]);
        }
        let name = match partie.champ {
            Champ::Donnees => part(parties, "").to_owned(),
            Champ::Finalites if number == 1 => "Finalité principale".to_owned(),
            Champ::Finalites => format!("Sous-finalité {}", number - 1),
            _ => format!("{rang} {number}"),
        };
        let name = if name.is_empty() { SANS_PRECISION.to_owned() } else { name };
        let mut rangee = vec![label(&name)];
        rangee.extend(texts.into_iter().enumerate().map(|(i, texte)| Case::texte(texte).etendue(span(i))));
        rangees.push(rangee);
    }
}

/// The category that these parts tell.
fn donnee(parties: &Parties, dicos: &Dictionnaires) -> Donnee {
    let mut donnee = Donnee::default();
    for (cle, texte) in parties {
        let _ = donnee.put(cle, texte, dicos);
    }
    donnee
}

/// The sentence of retention, or its precision; only if reading it gives nothing that the category does not say.
fn conservation(parties: &Parties, dicos: &Dictionnaires) -> String {
    let donnee = donnee(parties, dicos);
    let faithful = |texte: &String| {
        let lue = said(texte, dicos);
        DUREES.iter().all(|cle| lue.get(cle).is_empty() || lue.get(cle) == donnee.get(cle))
    };
    [duree::phrase(&donnee), donnee.precision.clone()]
        .into_iter()
        .filter(|texte| !texte.is_empty())
        .find(faithful)
        .unwrap_or_default()
}

/// What is read of a sentence of retention.
fn said(texte: &str, dicos: &Dictionnaires) -> Donnee {
    let mut lue = Donnee::default();
    duree::put(&mut lue, texte, dicos);
    lue
}

fn complements(fiche: &Fiche, dicos: &Dictionnaires, rangees: &mut Vec<Vec<Case>>) {
    let mut rows: Vec<(String, String)> = Vec::new();
    for champ in Champ::ALL.iter().copied() {
        let official = SIMPLES.contains(&champ) || champ.is_acteur();
        let tabled = champ == Champ::Conjoints || PARTIES.iter().any(|partie| partie.champ == champ);
        let articles = champ.articles(fiche);
        match () {
            () if official => {}
            () if tabled => {
                let lines: Vec<String> = (1_usize..)
                    .zip(&articles)
                    .filter_map(|(rang, parties)| rest(champ, rang, parties, dicos))
                    .collect();
                rows.push((format!("{}{SUITE}", champ.libelle()), lines.join("\n")));
            }
            () if champ.is_liste() => {
                let lines: Vec<String> =
                    articles.iter().map(|parties| syntaxe::write(part(parties, ""), parties, &[])).collect();
                rows.push((champ.libelle().to_owned(), lines.join("\n")));
            }
            () => rows.push((champ.libelle().to_owned(), tete(champ, fiche))),
        }
    }
    rows.retain(|(_, texte)| !texte.is_empty());
    if rows.is_empty() {
        return;
    }
    rangees.push(vec![]);
    rangees.push(vec![Case::texte(COMPLEMENTS).style(Style::Section).etendue(DERNIERE)]);
    rangees.extend(rows.into_iter().map(|(nom, texte)| vec![label(&nom), Case::texte(texte).etendue(DERNIERE - 1)]));
}

/// The parts of an item that its row in the CNIL's table does not say.
fn rest(champ: Champ, rang: usize, parties: &Parties, dicos: &Dictionnaires) -> Option<String> {
    let mut skipped = if champ == Champ::Conjoints { vec!["", "coordonnées"] } else { officielles(champ) };
    if champ == Champ::Donnees {
        let lue = said(&conservation(parties, dicos), dicos);
        skipped.extend(DUREES.iter().filter(|cle| lue.get(cle) == part(parties, cle)));
    }
    let line = syntaxe::write(&rang.to_string(), parties, &skipped);
    line.contains(" | ").then_some(line)
}
