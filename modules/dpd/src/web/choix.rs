//! What the address asks of the cockpit, and the same in words.

use std::collections::HashSet;

use annuaire::{Portefeuille, Role, appartenances};
use contracts::conventions::PhaseRgpd;
use db::{DbError, Tx};
use kernel::{CollectiviteId, GenreCollectivite};
use web::{
    Agent, Droit,
    ui::{Choice, List, ListState},
};

use crate::domain::{Choix, Cnil, Motif, Refus};

/// « Le mien ».
const MINE: &str = "moi";

/// A portefeuille that one may choose.
pub(crate) struct DeQui {
    code: String,
    nom: String,
}

/// Whose portefeuilles there are: one's own, then those of the other delegates, as long as they are limited. One statement.
pub(crate) async fn portefeuilles<P: Droit>(tx: &mut Tx, agent: &Agent<P>) -> Result<Vec<DeQui>, DbError> {
    let mine = limited(agent).map(|_| DeQui { code: MINE.to_owned(), nom: "Le mien".to_owned() });
    let people = appartenances::in_collectivite(tx, agent.id()).await?;
    let open = |a: &appartenances::Appartenance| a.fiche.role == Role::Dpd && a.fiche.jusqu_a.is_none();
    let others =
        people.into_iter().filter(|a| open(a) && !a.fiche.portefeuille_entier && a.personne != agent.droits.personne());
    let others = others.map(|a| DeQui { code: a.id.to_string(), nom: a.personne_nom });
    Ok(mine.into_iter().chain(others).collect())
}

/// What the address asks; what does not read is not asked. One statement at most.
pub(crate) async fn read<P: Droit>(tx: &mut Tx, agent: &Agent<P>, state: &ListState) -> Result<Choix, DbError> {
    let phase = state.filter("phase");
    let portefeuille = match state.filter("portefeuille") {
        None => None,
        Some(MINE) => limited(agent),
        Some(id) => match id.parse() {
            Ok(id) => Some(appartenances::portefeuille(tx, id).await?.into_iter().collect()),
            Err(_) => None,
        },
    };
    Ok(Choix {
        mots: state.q.clone(),
        motif: state.filter("motif").and_then(Motif::from_code),
        a_voir: state.filter("a_voir").is_some(),
        genre: state.filter("genre").and_then(GenreCollectivite::from_code),
        phase: phase.and_then(PhaseRgpd::from_code),
        souscrit: match phase {
            Some("aucune") => Some(false),
            Some("souscrit") => Some(true),
            _ => None,
        },
        cnil: state.filter("cnil").map(str::to_owned),
        portefeuille,
    })
}

/// Refuses what [`read`] would pass over: a mail never leaves to people whom nobody chose.
pub(crate) fn ensure_reads(state: &ListState, of: &[DeQui]) -> Result<(), Refus> {
    let reads = |name: &str, value: &str| match name {
        "motif" => Motif::from_code(value).is_some(),
        "genre" => GenreCollectivite::from_code(value).is_some(),
        "phase" => matches!(value, "aucune" | "souscrit") || PhaseRgpd::from_code(value).is_some(),
        "cnil" => Cnil::TOUS.iter().any(|(code, _)| *code == value),
        "portefeuille" => of.iter().any(|one| one.code == value),
        "a_voir" => true,
        _ => false,
    };
    match state.filters.iter().find(|(name, value)| !reads(name, value)) {
        None => Ok(()),
        Some((name, value)) => Err(Refus::FiltreInconnu(format!("{name}={value}"))),
    }
}

/// The filters above the list.
pub(super) fn filters<'a>(list: List<'a>, of: &[DeQui]) -> List<'a> {
    let phases = PhaseRgpd::TOUS.iter().map(|phase| Choice::new(phase.code(), phase.libelle()));
    let more = [Choice::new("souscrit", "Service souscrit"), Choice::new("aucune", "Service non souscrit")];
    let list = list
        .search("Nom ou SIREN")
        .filter("motif", "Raison", "Toutes les raisons", Motif::TOUS.iter().map(|m| Choice::new(m.code(), m.libelle())))
        .filter("phase", "Service", "Souscrit ou non", more.into_iter().chain(phases))
        .filter("cnil", "Désignation", "Toutes", Cnil::TOUS.map(|(code, words)| Choice::new(code, words)))
        .filter("genre", "Genre", "Tous", GenreCollectivite::all().map(|g| Choice::new(g.code(), g.libelle())));
    if of.is_empty() {
        return list;
    }
    let whose = of.iter().map(|one| Choice::new(one.code.clone(), one.nom.clone()));
    list.filter("portefeuille", "Portefeuille", "Tous mes adhérents", whose)
}

/// What was chosen, in words, for the history of the campaigns.
pub(crate) fn words(choix: &Choix, of: &[DeQui], state: &ListState) -> String {
    let cnil = Cnil::TOUS.iter().find(|(code, _)| Some(*code) == choix.cnil.as_deref());
    let whose = of.iter().find(|one| Some(one.code.as_str()) == state.filter("portefeuille"));
    let parts = [
        (!choix.mots.is_empty()).then(|| format!("«\u{a0}{}\u{a0}»", choix.mots)),
        choix.motif.map(|motif| motif.libelle().to_owned()),
        choix.a_voir.then(|| "Au moins une raison".to_owned()),
        choix.phase.map(|phase| phase.libelle().to_owned()),
        choix.souscrit.map(|yes| if yes { "Service souscrit" } else { "Service non souscrit" }.to_owned()),
        cnil.map(|(_, words)| format!("Désignation\u{a0}: {}", words.to_lowercase())),
        choix.genre.map(|genre| genre.pluriel().to_owned()),
        whose.map(|one| format!("Portefeuille\u{a0}: {}", one.nom)),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    if said.is_empty() { "Tous les adhérents".to_owned() } else { said.join("\u{a0}; ") }
}

/// One's own portefeuille at the centre; none when it is everybody.
fn limited<P: Droit>(agent: &Agent<P>) -> Option<HashSet<CollectiviteId>> {
    let mut all = HashSet::new();
    for place in agent.droits.appartenances().iter().filter(|a| a.exploitant && a.role.is_du_centre()) {
        match &place.portefeuille {
            Portefeuille::Toutes if place.role == Role::Dpd => return None,
            Portefeuille::Toutes => {}
            Portefeuille::Seulement(listed) => all.extend(listed.iter().copied()),
        }
    }
    (!all.is_empty()).then_some(all)
}
