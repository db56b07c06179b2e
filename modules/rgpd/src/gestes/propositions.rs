//! Propositions: a new version of a model, offered to those who hold it, and their answer, part by part.

use db::Tx;
use journal::Ligne;
use kernel::{GenreCollectivite, Id};
use serde_json::json;

use super::{Contexte, Geste, GesteError, modeles, traitements as acts};
use crate::{
    domain::{
        Champ, Contenu, Ecart, EtatProposition, OrigineModele, PropositionId, Refus, Traitement, TraitementId, answer,
        ecarts,
    },
    store::{
        membres, modeles as store,
        propositions::{self, Preneur, Proposition},
    },
};

/// A proposition and what it would change.
#[derive(Debug, Clone)]
pub struct Examen {
    pub traitement: Traitement,
    /// What the model says to this kind of collectivité.
    pub propose: Contenu,
    pub ecarts: Vec<Ecart>,
    pub origine: OrigineModele,
    /// What the centre said of this version.
    pub note: String,
}

/// Offers a version to a part of those that hold an older one; gives the last of them, none when nobody is left.
pub async fn offer(
    tx: &mut Tx,
    clock: &kernel::Clock,
    (code, version): (&str, u32),
    after: TraitementId,
) -> Geste<Option<(TraitementId, usize)>> {
    let takers: Vec<Preneur> = propositions::takers(tx, (code, version), after).await?;
    let Some(last) = takers.last().map(|taker| taker.traitement_id) else { return Ok(None) };
    let mut whose: Vec<_> = takers.iter().map(|taker| taker.collectivite_id).collect();
    whose.sort_unstable();
    whose.dedup();
    let offered: Vec<_> = takers.into_iter().map(|taker| (Id::new(clock), taker)).collect();
    propositions::insert(tx, (code, version), clock.now(), &offered).await?;
    membres::recount(tx, &whose).await?;
    Ok(Some((last, offered.len())))
}

/// What a proposition would change.
pub async fn examine(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    genre: GenreCollectivite,
    id: PropositionId,
) -> Geste<(Proposition, Examen)> {
    let p = propositions::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    let t = acts::find(tx, ctx, p.traitement_id).await?;
    let origine = OrigineModele { code: p.modele.clone(), version: p.version };
    Ok((p, look(tx, genre, t, origine).await?))
}

/// What the model that resembles a traitement would bring to it.
pub async fn suggest(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    genre: GenreCollectivite,
    (id, code): (TraitementId, &str),
) -> Geste<Examen> {
    let t = acts::find(tx, ctx, id).await?;
    let library = modeles::library(tx).await?;
    let offered = library.offered(code, genre).ok_or(GesteError::NotFound)?;
    let origine = OrigineModele { code: code.to_owned(), version: offered.version };
    look(tx, genre, t, origine).await
}

async fn look(tx: &mut Tx, genre: GenreCollectivite, t: Traitement, origine: OrigineModele) -> Geste<Examen> {
    let propose =
        modeles::contenu_of(tx, (&origine.code, origine.version), genre).await?.ok_or(GesteError::NotFound)?;
    let base = match t.modele.as_ref().filter(|modele| modele.code == origine.code) {
        Some(modele) => modeles::contenu_of(tx, (&modele.code, modele.version), genre).await?,
        None => None,
    };
    let ecarts = ecarts(base.as_ref(), &t.contenu, &propose);
    let note = store::find(tx, &origine.code, origine.version).await?.map(|v| v.note).unwrap_or_default();
    Ok(Examen { traitement: t, propose, ecarts, origine, note })
}

/// The answer of a collectivité: the parts that it takes; none, it keeps its fiche.
pub async fn reply(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    genre: GenreCollectivite,
    id: PropositionId,
    pris: &[Champ],
) -> Geste<EtatProposition> {
    let (p, examen) = examine(tx, ctx, genre, id).await?;
    if p.etat != EtatProposition::Attente {
        return Err(Refus::DejaRepondu.into());
    }
    let etat = adopt(tx, ctx, examen, pris).await?;
    let told = (ctx.clock.now(), ctx.acteur.nom.as_str());
    if !propositions::answer(tx, (ctx.collectivite, id), etat, pris, told).await? {
        return Err(Refus::DejaRepondu.into());
    }
    membres::recount(tx, &[ctx.collectivite]).await?;
    let taken: Vec<&str> = pris.iter().map(|champ| champ.code()).collect();
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action: "rgpd.proposition.repondue",
        objet: "proposition",
        objet_id: id.uuid(),
        libelle: format!("Modèle «\u{a0}{}\u{a0}», version {}", p.modele, p.version),
        avant: None,
        apres: Some(json!({"etat": etat.code(), "acceptes": taken})),
    };
    journal::record(tx, ctx.clock, ligne).await?;
    Ok(etat)
}

/// Takes from a model what was chosen.
pub async fn adopt(tx: &mut Tx, ctx: Contexte<'_>, examen: Examen, pris: &[Champ]) -> Geste<EtatProposition> {
    let Examen { traitement, propose, ecarts, origine, .. } = examen;
    let (contenu, etat) = answer(&traitement.contenu, &propose, &ecarts, pris)?;
    acts::follow_model(tx, ctx, traitement, contenu, origine).await?;
    Ok(etat)
}

/// How many wait for the answer of a collectivité.
pub async fn waiting(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<u32> {
    Ok(membres::find(tx, ctx.collectivite).await?.map_or(0, |resume| resume.propositions))
}
