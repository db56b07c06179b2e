//! Exchanges: noted, corrected, removed; and the receipt of the CNIL, typed.

use contracts::dpd::EchangeNote;
use db::Tx;
use journal::Ligne;
use kernel::date_courte;
use serde_json::{Value, json};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Echange, EchangeId, FicheEchange, NumeroDesignation, Recepisse, Refus, TEXTE_MAX},
    store::{echanges, recepisses},
};

/// Notes what happened. The id is made with the form: sent twice, it is one exchange; sent again with something else in it, it
/// is refused, so that neither is lost.
pub async fn note(tx: &mut Tx, ctx: Contexte<'_>, id: EchangeId, fiche: FicheEchange) -> Geste<()> {
    fiche.check(ctx.clock.today())?;
    let echange = Echange {
        collectivite_id: ctx.collectivite,
        id,
        fiche: trimmed(&fiche),
        auteur: ctx.acteur.personne,
        auteur_nom: ctx.acteur.nom.clone(),
        revision: 1,
        modifie_le: ctx.clock.now(),
    };
    if !echanges::insert(tx, &echange).await? {
        let kept = find(tx, ctx, id).await?;
        let same = kept.fiche == echange.fiche && kept.auteur == echange.auteur;
        return if same { Ok(()) } else { Err(GesteError::Conflict) };
    }
    let fiche = &echange.fiche;
    let told = EchangeNote {
        echange: id.uuid(),
        siren: ctx.siren,
        le: fiche.le,
        genre: fiche.genre.code().to_owned(),
        minutes: fiche.minutes,
    };
    web::tell::<_, Refus>(tx, ctx.clock, &[(ctx.collectivite, told)]).await?;
    record(tx, ctx, "dpd.echange.note", (id, fiche), (None, Some(fields(fiche)))).await
}

/// Writes it again; `revision` proves that the latest was seen.
pub async fn correct(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (id, revision): (EchangeId, i64),
    fiche: FicheEchange,
) -> Geste<()> {
    fiche.check(ctx.clock.today())?;
    let before = find(tx, ctx, id).await?;
    let fiche = trimmed(&fiche);
    if !echanges::update(tx, (ctx.collectivite, id, revision), &fiche, ctx.clock.now()).await? {
        return Err(GesteError::Conflict);
    }
    if before.fiche == fiche {
        return Ok(());
    }
    let change = (Some(fields(&before.fiche)), Some(fields(&fiche)));
    record(tx, ctx, "dpd.echange.corrige", (id, &fiche), change).await
}

/// Removes it; the journal keeps what it said.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: EchangeId) -> Geste<()> {
    let before = find(tx, ctx, id).await?;
    if !echanges::delete(tx, ctx.collectivite, id).await? {
        return Err(GesteError::NotFound);
    }
    record(tx, ctx, "dpd.echange.retire", (id, &before.fiche), (Some(fields(&before.fiche)), None)).await
}

pub async fn find(tx: &mut Tx, ctx: Contexte<'_>, id: EchangeId) -> Geste<Echange> {
    echanges::find(tx, ctx.collectivite, id).await?.ok_or(GesteError::NotFound)
}

/// Types the receipt of the CNIL, and gives it as it is kept; an empty number is one that is not known yet. The member reads the
/// number and the day in its journal; the note is of the delegate, as the exchanges are.
pub async fn set_recepisse(tx: &mut Tx, ctx: Contexte<'_>, typed: Recepisse) -> Geste<Recepisse> {
    let numero = match typed.numero.trim() {
        "" => String::new(),
        numero => numero.parse::<NumeroDesignation>()?.to_string(),
    };
    if typed.note.chars().count() > TEXTE_MAX {
        return Err(Refus::TropLong(TEXTE_MAX).into());
    }
    let next = Recepisse { numero, note: typed.note.trim().to_owned(), ..typed };
    let before = recepisses::find(tx, ctx.collectivite).await?.map(|of| of.recepisse).unwrap_or_default();
    if before == next {
        return Ok(next);
    }
    recepisses::save(tx, ctx.collectivite, &next, (&ctx.acteur.nom, ctx.clock.now())).await?;
    let fields = |r: &Recepisse| json!({ "numero": r.numero, "effet": r.effet.map(|day| day.to_string()) });
    let note = |r: &Recepisse| json!({ "note": r.note });
    let changes = [
        (ctx.collectivite, "dpd.recepisse.saisi", fields(&before), fields(&next)),
        (ctx.centre, "dpd.recepisse.note", note(&before), note(&next)),
    ];
    let lines = changes.into_iter().filter(|(_, _, avant, apres)| avant != apres);
    let ligne = |(collectivite, action, avant, apres)| Ligne {
        collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "recepisse",
        objet_id: ctx.collectivite.uuid(),
        libelle: format!("Récépissé de désignation de la CNIL, {}", ctx.siren.groupe()),
        avant: Some(avant),
        apres: Some(apres),
    };
    journal::record_many(tx, ctx.clock, lines.map(ligne).collect()).await?;
    Ok(next)
}

fn trimmed(fiche: &FicheEchange) -> FicheEchange {
    let trim = |text: &str| text.trim().to_owned();
    FicheEchange { avec: trim(&fiche.avec), objet: trim(&fiche.objet), notes: trim(&fiche.notes), ..fiche.clone() }
}

fn fields(fiche: &FicheEchange) -> Value {
    json!({ "le": fiche.le.to_string(), "genre": fiche.genre, "minutes": fiche.minutes, "avec": fiche.avec,
        "objet": fiche.objet, "notes": fiche.notes })
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    (id, fiche): (EchangeId, &FicheEchange),
    (avant, apres): (Option<Value>, Option<Value>),
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.centre,
        acteur: ctx.acteur.clone(),
        action,
        objet: "echange",
        objet_id: id.uuid(),
        libelle: format!("{} du {}, {}", fiche.genre.libelle(), date_courte(fiche.le), ctx.siren.groupe()),
        avant,
        apres,
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
