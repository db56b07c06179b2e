//! Preparing an acte: written, its files joined and ordered, marked ready, forgotten.

use db::Tx;
use documents::{Document, Received};
use kernel::Id;
use serde_json::{Value, json};

use super::{Contexte, Geste, GesteError, Source, mark, record};
use crate::{
    domain::{
        ANNEXES_MAX, Acte, ActeId, Canal, Classement, EtatActe, FicheActe, GenreEvenement, GroupeId, LotId, NatureActe,
        PieceActe, PieceId, Refus, next_numero,
    },
    gestes::{archives::Fichier, envois, groupes},
    store::{actes, classements, membres, pieces},
};

/// Keeps a new acte with its file and its annexes. The id is made with the form: sent twice, it is one acte.
pub async fn create(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (id, fiche): (ActeId, FicheActe),
    files: &[Fichier],
) -> Geste<Acte> {
    create_in(tx, ctx, (id, None, fiche), files).await
}

/// The same, in a lot.
pub(crate) async fn create_in(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (id, lot, fiche): (ActeId, Option<LotId>, FicheActe),
    files: &[Fichier],
) -> Geste<Acte> {
    let fiche = fiche.cleaned();
    ensure_sound(&fiche, ctx)?;
    let author = (ctx.acteur.personne, ctx.acteur.nom.as_str());
    let acte = Acte { lot, ..Acte::draft((ctx.collectivite, id), fiche, author, ctx.clock.now()) };
    let matiere = matiere(tx, ctx, &acte.fiche).await?;
    if !actes::insert(tx, &acte, &matiere).await? {
        return find(tx, ctx, id).await;
    }
    mark(tx, ctx, &acte, (GenreEvenement::Cree, ""), Source::default()).await?;
    record(tx, ctx, "actes.acte.cree", &acte, (None, Some(fields(&acte.fiche)))).await?;
    join(tx, ctx, &acte, files).await?;
    membres::recount(tx, ctx.collectivite).await?;
    Ok(acte)
}

/// The acte that this person may see; that of a group of others does not exist for them.
pub async fn find(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<Acte> {
    let acte = actes::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)?;
    match ctx.acteur.personne {
        Some(personne) if !groupes::sees(tx, ctx, (&acte, personne)).await? => Err(GesteError::NotFound),
        _ => Ok(acte),
    }
}

/// Reserves an acte to a group, or opens it to everybody who reads actes.
pub async fn reserve(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId, groupe: Option<GroupeId>) -> Geste<()> {
    let acte = find(tx, ctx, id).await?;
    if acte.groupe == groupe {
        return Ok(());
    }
    ensure_modifiable(&acte)?;
    let known = groupes::list(tx, ctx).await?;
    let named = |id: GroupeId| known.iter().find(|one| one.id == id).map(|one| one.nom.clone());
    if groupe.is_some_and(|id| named(id).is_none()) {
        return Err(Refus::GroupeInconnu.into());
    }
    let told = |id: Option<GroupeId>| Some(json!({ "groupe": id.and_then(named) }));
    let (avant, apres) = (told(acte.groupe), told(groupe));
    let saved = save(tx, ctx, Acte { groupe, ..acte }).await?;
    record(tx, ctx, "actes.acte.reserve", &saved, (avant, apres)).await
}

/// Writes it again; `revision` proves that the latest was seen. What was refused becomes a draft that may leave again.
pub async fn edit(tx: &mut Tx, ctx: Contexte<'_>, (id, revision): (ActeId, i64), fiche: FicheActe) -> Geste<Acte> {
    let before = find(tx, ctx, id).await?;
    if before.revision != revision {
        return Err(GesteError::Conflict);
    }
    ensure_modifiable(&before)?;
    let fiche = fiche.cleaned();
    ensure_sound(&fiche, ctx)?;
    let (avant, apres) = (fields(&before.fiche), fields(&fiche));
    if avant == apres && before.etat != EtatActe::Refuse {
        return Ok(before);
    }
    let after = Acte { fiche, etat: EtatActe::Brouillon, motif: String::new(), ..before };
    let saved = save(tx, ctx, after).await?;
    record(tx, ctx, "actes.acte.modifie", &saved, (Some(avant), Some(apres))).await?;
    Ok(saved)
}

/// Writes the acte again with its summary, and gives it with its new revision.
pub(crate) async fn save(tx: &mut Tx, ctx: Contexte<'_>, acte: Acte) -> Geste<Acte> {
    let matiere = matiere(tx, ctx, &acte.fiche).await?;
    let acte = Acte { modifie_le: ctx.clock.now(), ..acte };
    if !actes::save(tx, &acte, &matiere).await? {
        return Err(GesteError::Conflict);
    }
    membres::recount(tx, ctx.collectivite).await?;
    Ok(Acte { revision: acte.revision + 1, ..acte })
}

/// Joins files after those that are there; the first one of an acte without a file is the acte.
pub async fn join(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, files: &[Fichier]) -> Geste<()> {
    if files.is_empty() {
        return Ok(());
    }
    ensure_modifiable(acte)?;
    let known = pieces::list_of(tx, ctx.collectivite, acte.id).await?;
    let first = known.last().map_or(0, |piece| piece.rang + 1);
    if known.len() + files.len() > ANNEXES_MAX + 1 {
        return Err(Refus::TropDAnnexes(ANNEXES_MAX).into());
    }
    let mut rows = Vec::with_capacity(files.len());
    for (file, rang) in files.iter().zip(first..) {
        let document = keep(tx, ctx, &file.received).await?;
        rows.push(file.piece(
            (Id::new(ctx.clock), acte.id, None),
            (rang, document.id),
            acte.fiche.nature.type_general(),
        ));
        record(tx, ctx, "actes.piece.jointe", acte, (None, Some(json!({ "fichier": document.nom })))).await?;
    }
    Ok(pieces::insert_many(tx, ctx.collectivite, &rows).await?)
}

pub(crate) async fn keep(tx: &mut Tx, ctx: Contexte<'_>, received: &Received) -> Geste<Document> {
    let who = (ctx.acteur.personne, ctx.acteur.nom.as_str());
    Ok(documents::keep(tx, ctx.clock, ctx.collectivite, received, who.0, who.1).await?)
}

/// Says what kind of document a file is.
pub async fn set_type(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, (piece, code): (PieceId, &str)) -> Geste<()> {
    ensure_modifiable(acte)?;
    if pieces::find(tx, ctx.collectivite, (acte.id, piece)).await?.is_none() {
        return Err(GesteError::NotFound);
    }
    Ok(pieces::set_type(tx, ctx.collectivite, (acte.id, piece), code.trim()).await?)
}

/// Takes a file away; those after it move up.
pub async fn unjoin(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, piece: PieceId) -> Geste<()> {
    ensure_modifiable(acte)?;
    let known = pieces::list_of(tx, ctx.collectivite, acte.id).await?;
    let gone = known.iter().find(|known| known.id == piece).ok_or(GesteError::NotFound)?;
    pieces::delete(tx, ctx.collectivite, (acte.id, piece)).await?;
    documents::delete(tx, ctx.collectivite, gone.document_id).await?;
    for (kept, rang) in known.iter().filter(|kept| kept.id != piece).zip(0..) {
        pieces::set_rang(tx, ctx.collectivite, (acte.id, kept.id), rang).await?;
    }
    record(tx, ctx, "actes.piece.retiree", acte, (Some(json!({ "fichier": gone.nom })), None)).await
}

/// Moves an annexe one place up: the order is that of the préfecture.
pub async fn raise(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte, piece: PieceId) -> Geste<()> {
    ensure_modifiable(acte)?;
    let known = pieces::list_of(tx, ctx.collectivite, acte.id).await?;
    let at = known.iter().position(|known| known.id == piece).ok_or(GesteError::NotFound)?;
    if at < 2 {
        return Ok(());
    }
    let set =
        async |tx: &mut Tx, of: &PieceActe, rang| pieces::set_rang(tx, ctx.collectivite, (acte.id, of.id), rang).await;
    set(tx, &known[at], known[at - 1].rang).await?;
    Ok(set(tx, &known[at - 1], known[at].rang).await?)
}

/// Says that it is ready, for who may send.
pub async fn set_ready(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = find(tx, ctx, id).await?;
    if acte.etat == EtatActe::Pret {
        return Ok(());
    }
    ensure_modifiable(&acte)?;
    let ready = save(tx, ctx, Acte { etat: EtatActe::Pret, ..acte }).await?;
    mark(tx, ctx, &ready, (GenreEvenement::Pret, ""), Source::default()).await?;
    record(tx, ctx, "actes.acte.pret", &ready, (None, None)).await
}

/// Forgets an acte that never left, with its files.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = find(tx, ctx, id).await?;
    let files = pieces::list_of(tx, ctx.collectivite, id).await?;
    if !acte.etat.is_modifiable() || !actes::delete(tx, ctx.collectivite, id).await? {
        return Err(Refus::not_modifiable(acte.etat).into());
    }
    for file in &files {
        documents::delete(tx, ctx.collectivite, file.document_id).await?;
    }
    membres::recount(tx, ctx.collectivite).await?;
    record(tx, ctx, "actes.acte.supprime", &acte, (Some(fields(&acte.fiche)), None)).await
}

/// The number that the next acte of this nature would bear.
pub async fn suggest_number(tx: &mut Tx, ctx: Contexte<'_>, nature: NatureActe) -> Geste<String> {
    let canal = envois::canal(tx, ctx).await?.unwrap_or(Canal::Ecole);
    let last = actes::last_number(tx, ctx.collectivite, (nature, canal)).await?;
    Ok(next_numero(last.as_deref(), ctx.clock.today().year()))
}

/// The classification of the collectivité, or the national levels while it has none.
pub async fn classement(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<Option<Classement>> {
    Ok(classements::find(tx, ctx.collectivite).await?)
}

/// The words of its matière, for the search.
pub(crate) async fn matiere(tx: &mut Tx, ctx: Contexte<'_>, fiche: &FicheActe) -> Geste<String> {
    let Some(codes) = fiche.codes_matieres() else { return Ok(String::new()) };
    let known = classement(tx, ctx).await?.and_then(|known| known.libelle(codes));
    Ok(known.unwrap_or_default())
}

fn ensure_sound(fiche: &FicheActe, ctx: Contexte<'_>) -> Geste<()> {
    match fiche.faults(ctx.clock.today()).into_iter().next() {
        Some((_, refus)) => Err(refus.into()),
        None => Ok(()),
    }
}

fn ensure_modifiable(acte: &Acte) -> Geste<()> {
    if acte.etat.is_modifiable() { Ok(()) } else { Err(Refus::not_modifiable(acte.etat).into()) }
}

fn fields(fiche: &FicheActe) -> Value {
    json!({ "nature": fiche.nature.libelle(), "numero": fiche.numero, "decision_le": fiche.decision_le.map(|day| day.to_string()),
        "objet": fiche.objet, "matiere": fiche.matiere, "papier": fiche.papier, "precedent": fiche.precedent })
}
