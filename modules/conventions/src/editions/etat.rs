//! The état annuel as the member receives it: what is subscribed, how each amount is computed, what it sums to.

use editique::{Bloc, Cellule, Colonne, Document, Encadre, Prose, Signataire, Tableau, Ton};
use kernel::{Montant, Siren, date_longue, nombre};
use time::Date;
use ubl::Tva;

use super::{FicheCentre, FicheMembre, RefusEdition, champ::Valeurs, modele::Modele};
use crate::domain::{Convention, EtatAnnuel, Prix, StatutEtat, amounts_by_service};

/// An état and what its papers say around it.
#[derive(Debug, Clone, Copy)]
pub struct EtatEdite<'a> {
    pub membre: &'a FicheMembre,
    pub etat: &'a EtatAnnuel,
    /// The one that it corrects.
    pub rectifie: Option<&'a EtatAnnuel>,
    /// The convention in force that year.
    pub convention: Option<&'a Convention>,
}

impl EtatEdite<'_> {
    pub(super) fn siren(&self) -> &Siren {
        &self.membre.siren
    }

    /// `EA-2020-218200020-1`.
    pub fn numero(&self) -> String {
        self.etat.numero(self.siren())
    }

    /// The number of the one that it corrects.
    pub(super) fn numero_rectifie(&self) -> Option<String> {
        self.rectifie.map(|before| before.numero(self.siren()))
    }
}

/// The PDF of an état. A validated one is dated of its validation, so that printing it again gives the same bytes; another
/// is dated `le` and says that it is a draft.
///
/// # Errors
/// When a text cannot be filled, which the tests exclude.
pub fn etat(centre: &FicheCentre, edite: &EtatEdite, le: Date) -> Result<Document, RefusEdition> {
    let (etat, membre) = (edite.etat, edite.membre);
    let texte = &Modele::of(edite.convention.map_or(centre.regime, |c| c.regime))?.etat;
    let valeurs = Valeurs {
        convention: edite.convention,
        annee: Some(etat.annee),
        prix: Some(etat.prix),
        ..Valeurs::new(centre, membre)
    };
    let mut document = Document::new(
        format!("État annuel {} des services souscrits", etat.annee),
        centre.emetteur(),
        etat.valide_le().unwrap_or(le),
    );
    document.sous_titre = Some(membre.sous_titre());
    document.destinataire = membre.destinataire();
    document.reference = Some(edite.numero());
    document.lieu = Some(centre.adresse.lieu());
    document.mention = Some(texte.mention.text(&valeurs)?);
    push_status(&mut document, edite);
    document.push(Bloc::Paragraphe(texte.objet.prose(&valeurs)?));
    document.push(facts(edite));
    document.push(lines(etat));
    push_tva(&mut document, centre, etat);
    push_differences(&mut document, edite);
    document.push(Bloc::SignatureSimple(Signataire {
        pour: "Vu pour être annexé au titre de recette".into(),
        ..centre.signataire()
    }));
    document.push(Bloc::titre(2, "Comment ces montants sont calculés et payés"));
    let mut regles = texte.regles.iter().map(|regle| regle.prose(&valeurs)).collect::<Result<Vec<_>, _>>()?;
    regles.extend(tva_rule(centre, etat));
    regles.push(texte.paiement.prose(&valeurs)?);
    document.push(Bloc::Liste(regles));
    push_constats(&mut document, etat);
    Ok(document)
}

/// What is not the last word says so before anything else.
fn push_status(document: &mut Document, edite: &EtatEdite) {
    let etat = edite.etat;
    let encadre = |titre: &str, texte: String| Encadre {
        titre: titre.to_owned(),
        texte: vec![Prose::new(texte)],
        ton: Ton::Important,
    };
    match etat.statut() {
        StatutEtat::Calcule => {
            document.confidentialite = Some("Projet, non validé".into());
            document.push(encadre(
                "Projet",
                "Cet état n’est pas validé\u{a0}: ses montants peuvent encore changer.".into(),
            ));
        }
        StatutEtat::Rectifie => document.push(encadre(
            "État remplacé",
            "Cet état a été remplacé par un état rectificatif\u{a0}: ne l’utilisez plus.".into(),
        )),
        StatutEtat::Valide => {}
    }
    if let (Some(before), Some(numero)) = (edite.rectifie, edite.numero_rectifie()) {
        let du = before.valide_le().map_or_else(String::new, |le| format!(" du {}", date_longue(le)));
        let gap = etat.total() - before.total();
        document.push(encadre(
            "État rectificatif",
            format!(
                "Cet état annule et remplace l’état n°\u{a0}{numero}{du}, d’un montant de {}. Il porte le total à {}, soit \
                 une différence de {}.",
                before.total(),
                etat.total(),
                signed(gap)
            ),
        ));
    }
}

fn facts(edite: &EtatEdite) -> Bloc {
    let membre = edite.membre;
    let mut facts: Vec<(String, Prose)> = Vec::new();
    if let Some(convention) = edite.convention {
        let effet = convention
            .date_effet()
            .map_or_else(String::new, |le| format!(", en vigueur depuis le {}", date_longue(le)));
        facts.push(("Convention".into(), format!("n°\u{a0}{}{effet}", convention.numero).into()));
    }
    if let Some(population) = membre.population {
        let habitants = nombre(population.habitants.into());
        let text = format!("{habitants}\u{a0}habitants (INSEE, millésime {})", population.millesime);
        facts.push(("Population totale".into(), text.into()));
    }
    if let Some(siret) = membre.siret {
        facts.push(("SIRET".into(), siret.as_str().into()));
    }
    Bloc::Definitions(facts)
}

/// The lines, each with its computation under its name.
fn lines(etat: &EtatAnnuel) -> Tableau {
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Service souscrit et calcul").part(1),
        Colonne::entier("Quantité"),
        Colonne::montant("Prix unitaire"),
        Colonne::montant("Montant"),
    ];
    let label = match etat.prix {
        Prix::Ttc => "Total, toutes taxes comprises",
        Prix::Ht => "Total, hors taxes",
    };
    let totaux = ["".into(), label.into(), Cellule::Vide, Cellule::Vide, etat.total().into()];
    let mut tableau = Tableau::new(format!("Détail des services {}", etat.annee), colonnes).with_totaux(totaux);
    for ligne in etat.lignes() {
        tableau.push([
            ligne.service.code().into(),
            format!("{}\n{}", ligne.libelle, ligne.explication).into(),
            ligne.quantite.into(),
            ligne.prix_unitaire.into(),
            ligne.montant.into(),
        ]);
    }
    if etat.lignes().is_empty() {
        tableau = tableau.with_note(format!("Aucun service n’est dû pour {}.", etat.annee));
    }
    tableau
}

/// What is added to prices without taxes.
fn push_tva(document: &mut Document, centre: &FicheCentre, etat: &EtatAnnuel) {
    if let (Prix::Ht, Tva::Taux(taux)) = (etat.prix, centre.tva) {
        let tva = etat.total().part(taux);
        document.push(Bloc::Definitions(vec![
            (format!("TVA à {taux}"), tva.to_string().into()),
            ("Total, toutes taxes comprises".into(), Prose::default().bold((etat.total() + tva).to_string())),
        ]));
    }
}

/// Why nothing is added to them.
fn tva_rule(centre: &FicheCentre, etat: &EtatAnnuel) -> Option<Prose> {
    let is_exempt = etat.prix == Prix::Ht && centre.tva == Tva::HorsChamp;
    is_exempt.then(|| {
        "La TVA n’est pas applicable (article 256 B du code général des impôts)\u{a0}: le total est le montant dû."
            .into()
    })
}

/// A correction shows what changed, service by service.
fn push_differences(document: &mut Document, edite: &EtatEdite) {
    let (Some(before), etat) = (edite.rectifie, edite.etat) else { return };
    let (old, new) = (amounts_by_service(before.lignes()), amounts_by_service(etat.lignes()));
    let mut services: Vec<_> = old.keys().chain(new.keys()).copied().collect();
    services.sort_unstable();
    services.dedup();
    let colonnes = [
        Colonne::texte("Service").part(1),
        Colonne::montant("Avant"),
        Colonne::montant("Après"),
        Colonne::montant("Différence"),
    ];
    let totaux = ["Total".into(), before.total().into(), etat.total().into(), (etat.total() - before.total()).into()];
    let mut tableau = Tableau::new("Ce que la rectification change", colonnes).with_totaux(totaux);
    for service in services {
        let amount = |of: &std::collections::BTreeMap<_, Montant>| of.get(&service).copied().unwrap_or_default();
        let (avant, apres) = (amount(&old), amount(&new));
        if avant != apres {
            tableau.push([service.libelle().into(), avant.into(), apres.into(), (apres - avant).into()]);
        }
    }
    document.push(tableau);
}

/// A draft tells all that is doubtful; a validated état what was retained.
fn push_constats(document: &mut Document, etat: &EtatAnnuel) {
    if !etat.constats().is_empty() {
        document.push(Bloc::titre(2, "À savoir"));
        document.push(Bloc::liste(etat.constats().iter().map(|constat| constat.message.as_str())));
    }
}

fn signed(gap: Montant) -> String {
    if gap > Montant::ZERO { format!("+{gap}") } else { gap.to_string() }
}
