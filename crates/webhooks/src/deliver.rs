//! The job `webhooks.livraison`: one attempt of one delivery, and what comes of it.

use db::{Perimetre, Tx};
use jobs::{Event, JobContext, JobError, Kind, NewJob, Registry};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Id, Instant};
use liaison::ReponseAppel;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::{
    Contexte, SUSPENDU, Suspension, Webhooks,
    domain::{
        ESSAI, EtatAbonnement, EtatLivraison, LivraisonId, Secret, Tentative,
        patience::{self, Hasard},
        signature,
    },
    store::{
        abonnements,
        livraisons::{self, Depart},
    },
};

/// The attempts of a delivery are each a job; those of a job only count the kills that it met.
pub(crate) const LIVRAISON: Kind = Kind::new("webhooks.livraison", "Livraison d’un webhook");

/// The receiver wants nothing more (RFC 9110 § 15.5.11).
const GONE: u32 = 410;

#[derive(Serialize, Deserialize)]
struct Asked {
    collectivite: CollectiviteId,
    livraison: LivraisonId,
}

/// Asks for the next attempt of a delivery; while one is waited for, there is no second one.
pub(crate) fn job((collectivite, livraison): livraisons::Cle) -> NewJob {
    NewJob::new(LIVRAISON, json!(Asked { collectivite, livraison }))
        .pour(collectivite)
        .unique(format!("{}:{livraison}", LIVRAISON.name()))
}

/// Has the registry deliver.
pub fn register(registry: &mut Registry, webhooks: Webhooks) {
    registry.on(LIVRAISON, move |ctx: JobContext| {
        let webhooks = webhooks.clone();
        async move { deliver(&ctx, &webhooks).await }
    });
}

async fn deliver(ctx: &JobContext, webhooks: &Webhooks) -> Result<(), JobError> {
    let Asked { collectivite, livraison } = ctx.payload()?;
    let mut tx = ctx.db.read(Perimetre::Collectivite(collectivite)).await?;
    let depart = livraisons::depart(&mut tx, (collectivite, livraison)).await?;
    tx.rollback().await?;
    // Removed with its abonnement, or ended already.
    let Some(depart) = depart else { return Ok(()) };
    match before_leaving(&depart, ctx.clock.now()) {
        Avant::Part => {
            let issue = attempt(ctx, webhooks, &depart).await;
            settle(ctx, &depart, issue).await
        }
        Avant::Attend(next) => postpone(ctx, &depart, next).await,
        Avant::Abandonne(why) => give_up(ctx, &depart, &why).await,
    }
}

/// Whether anything is sent now.
enum Avant {
    Part,
    Attend(Instant),
    Abandonne(String),
}

fn before_leaving(depart: &Depart, now: Instant) -> Avant {
    if depart.is_try_out() {
        return Avant::Part;
    }
    if depart.etat != EtatAbonnement::Actif {
        let motif = depart.motif.clone();
        return Avant::Abandonne(motif.unwrap_or_else(|| "L’abonnement n’est plus actif.".to_owned()));
    }
    let limit = depart.demandee_le.plus_seconds(patience::DUREE);
    match depart.pause_jusqu_a.filter(|until| *until > now) {
        Some(_) if now >= limit => Avant::Abandonne("Le serveur ne répond plus depuis trois jours.".to_owned()),
        Some(until) => Avant::Attend(patience::after_pause(until, Hasard::draw()).min(limit)),
        None => Avant::Part,
    }
}

impl Depart {
    fn is_try_out(&self) -> bool {
        self.genre == ESSAI.code()
    }

    /// The secrets that sign now, the newest first. None when the key of the installation is not the one that sealed them.
    fn secrets(&self, webhooks: &Webhooks, now: Instant) -> Option<Vec<Secret>> {
        let open = |sealed| webhooks.coffre.open_sealed((self.collectivite_id, self.abonnement_id), sealed);
        let mut secrets = vec![open(&self.secret)?];
        let former = self.secret_precedent.as_ref().filter(|_| self.precedent_jusqu_a.is_some_and(|until| now < until));
        secrets.extend(former.and_then(open));
        Some(secrets)
    }
}

/// What an attempt met.
struct Issue {
    tentative: Tentative,
    /// Seconds that the server asks to wait.
    retry_after: Option<i64>,
    /// Whether the server is to blame for what did not pass.
    du_serveur: bool,
}

impl Issue {
    fn passed(&self) -> bool {
        self.tentative.statut.is_some_and(|statut| (200..300).contains(&statut))
    }

    /// Why it did not pass.
    fn why(&self) -> String {
        let said = |statut| format!("Le serveur a répondu {statut}.");
        self.tentative.erreur.clone().or_else(|| self.tentative.statut.map(said)).unwrap_or_default()
    }
}

async fn attempt(ctx: &JobContext, webhooks: &Webhooks, depart: &Depart) -> Issue {
    let faite_le = ctx.clock.now();
    let mut tentative = Tentative {
        rang: depart.tentatives + 1,
        faite_le,
        url: depart.url.clone(),
        duree_ms: 0,
        statut: None,
        extrait: None,
        erreur: None,
    };
    let Some(secrets) = depart.secrets(webhooks, faite_le) else {
        let why = "Le secret de cet abonnement ne s’ouvre pas avec la clé de ce serveur\u{a0}: renouvelez-le.";
        tentative.erreur = Some(why.to_owned());
        return Issue { tentative, retry_after: None, du_serveur: false };
    };
    let headers = signature::headers(&secrets, depart.evenement_id, faite_le, &depart.corps);
    let answer = webhooks.appel.post(&depart.url, &headers, depart.corps.clone()).await;
    let micros = ctx.clock.now().unix_micros() - faite_le.unix_micros();
    tentative.duree_ms = u32::try_from(micros / 1_000).unwrap_or(0);
    let mut retry_after = None;
    match answer {
        Ok(ReponseAppel { statut, retry_after: asked, extrait }) => {
            (tentative.statut, tentative.extrait) = (Some(u32::from(statut)), Some(extrait));
            retry_after = asked.and_then(|text| read_retry_after(&text, faite_le));
        }
        Err(error) => tentative.erreur = Some(error.to_string()),
    }
    Issue { tentative, retry_after, du_serveur: true }
}

/// Seconds from now: a number, or a date (RFC 9110 § 10.2.3).
fn read_retry_after(text: &str, now: Instant) -> Option<i64> {
    let date = |text| OffsetDateTime::parse(text, &Rfc2822).map(|at| Instant::from_utc(at).seconds_since(now));
    text.trim().parse().ok().or_else(|| date(text.trim()).ok())
}

/// Keeps the attempt, what it makes of the delivery and of its abonnement, and asks for the next one, all at once.
async fn settle(ctx: &JobContext, depart: &Depart, issue: Issue) -> Result<(), JobError> {
    let now = ctx.clock.now();
    let tentatives_demande = depart.tentatives_demande + 1;
    let gone = issue.tentative.statut == Some(GONE);
    let (etat, next) = if issue.passed() {
        (EtatLivraison::Livree, None)
    } else {
        let again = !depart.is_try_out() && !gone;
        let next =
            patience::next_attempt(tentatives_demande, (depart.demandee_le, now), issue.retry_after, Hasard::draw());
        match next.filter(|_| again) {
            Some(next) => (EtatLivraison::ALivrer, Some(next)),
            None => (EtatLivraison::Echec, None),
        }
    };
    let mut tx = ctx.db.begin(Perimetre::Collectivite(depart.collectivite_id)).await?;
    let ids = (tentatives_demande, Id::<Tentative>::new(&ctx.clock).uuid());
    if !livraisons::settle(&mut tx, (depart.collectivite_id, depart.id), (etat, next), ids, &issue.tentative).await? {
        // Removed meanwhile: nothing is left to write.
        return Ok(());
    }
    if !depart.is_try_out() {
        judge(&mut tx, &ctx.clock, depart, &issue).await?;
    }
    ctx.finish_in(&mut tx, json!({ "etat": etat.code(), "statut": issue.tentative.statut })).await?;
    ask_again(&mut tx, ctx, depart, next).await?;
    Ok(tx.commit().await?)
}

/// What the attempt tells of the server: it answers, it must be left in peace, it is given up.
async fn judge(tx: &mut Tx, clock: &Clock, depart: &Depart, issue: &Issue) -> Result<(), JobError> {
    let (cle, now) = ((depart.collectivite_id, depart.abonnement_id), clock.now());
    if issue.passed() {
        let breath = patience::breath(issue.tentative.duree_ms, now);
        return Ok(abonnements::note_passed(tx, cle, (now, breath)).await?);
    }
    if !issue.du_serveur {
        return Ok(());
    }
    let Some(found) = abonnements::note_failed(tx, cle, now).await? else { return Ok(()) };
    if issue.tentative.statut == Some(GONE) {
        let motif = "Le serveur a répondu 410\u{a0}: il ne veut plus rien recevoir.".to_owned();
        return end(tx, clock, depart, (EtatAbonnement::Arrete, "webhook.arrete"), motif).await;
    }
    if patience::is_hopeless(found.echecs, found.echecs_depuis, now) {
        let motif = format!(
            "Aucune livraison n’a abouti depuis le {} ({} échecs de suite). Le dernier\u{a0}: {}",
            found.echecs_depuis.date_heure(),
            found.echecs,
            issue.why()
        );
        return end(tx, clock, depart, (EtatAbonnement::Suspendu, "webhook.suspendu"), motif).await;
    }
    Ok(abonnements::pause(tx, cle, Some(patience::pause(found.echecs, now))).await?)
}

/// The house itself ends an abonnement: written in the journal, and told.
async fn end(
    tx: &mut Tx,
    clock: &Clock,
    depart: &Depart,
    (etat, action): (EtatAbonnement, &'static str),
    motif: String,
) -> Result<(), JobError> {
    let (collectivite, abonnement) = (depart.collectivite_id, depart.abonnement_id);
    abonnements::set_etat(tx, (collectivite, abonnement), etat, Some(&motif)).await?;
    let acteur = Acteur::systeme("Beffroi");
    let told = json!({ "etat": etat.libelle(), "motif": motif });
    let ctx = Contexte { clock, acteur: &acteur, collectivite };
    ctx.record(tx, action, (abonnement, &depart.nom), (None, Some(told))).await?;
    let payload = json!(Suspension { abonnement, nom: depart.nom.clone(), motif });
    jobs::tell(tx, clock, &Event { collectivite, kind: SUSPENDU, payload }).await?;
    Ok(())
}

async fn postpone(ctx: &JobContext, depart: &Depart, next: Instant) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(depart.collectivite_id)).await?;
    livraisons::postpone(&mut tx, (depart.collectivite_id, depart.id), next).await?;
    ctx.finish_in(&mut tx, json!({ "attend": next })).await?;
    ask_again(&mut tx, ctx, depart, Some(next)).await?;
    Ok(tx.commit().await?)
}

async fn give_up(ctx: &JobContext, depart: &Depart, why: &str) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(depart.collectivite_id)).await?;
    livraisons::give_up(&mut tx, (depart.collectivite_id, depart.id), why, ctx.clock.now()).await?;
    ctx.finish_in(&mut tx, json!({ "etat": EtatLivraison::Echec.code() })).await?;
    Ok(tx.commit().await?)
}

/// The job of this attempt must have ended, in this transaction: there is never a second one beside it.
async fn ask_again(tx: &mut Tx, ctx: &JobContext, depart: &Depart, next: Option<Instant>) -> Result<(), JobError> {
    if let Some(next) = next {
        jobs::enqueue(tx, &ctx.clock, job((depart.collectivite_id, depart.id)).at(next)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let now = "2026-11-22T08:00:00Z".parse().unwrap();
        assert_eq!(read_retry_after(" 120 ", now), Some(120));
        assert_eq!(read_retry_after("Sun, 22 Nov 2026 08:05:00 GMT", now), Some(300));
        assert_eq!(read_retry_after("Sun, 22 Nov 2026 07:00:00 GMT", now), Some(-3_600));
        for unreadable in ["", "bientôt", "1e9", "99999999999999999999"] {
            assert_eq!(read_retry_after(unreadable, now), None, "{unreadable}");
        }
    }
}
