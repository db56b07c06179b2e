//! The mails of a campaign: fifty at a time, each given to the post once.

use db::Perimetre;
use jobs::{JobContext, JobError, Kind, Registry};
use kernel::combien;
use mail::{Corps, Correspondant, Mail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Services;

use crate::store::campagnes::{self, CampagneId, Envoi};

pub const ENVOI: Kind = Kind::new("dpd.campagne", "Envoi d’une campagne du délégué");

/// What is asked: which campaign, and to whom one answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Demande {
    pub campagne: CampagneId,
    /// Name and address.
    pub reponse: (String, String),
}

pub fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(ENVOI, move |ctx| run(ctx, services.clone()));
}

/// A piece and its marks commit together: after a kill, what left is not written again.
pub async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let asked: Demande = ctx.payload()?;
    loop {
        if ctx.cancelled().await? {
            return Err(JobError::Cancelled);
        }
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        let centre = annuaire::collectivites::find_exploitant(&mut tx).await?;
        let centre = centre.ok_or_else(|| JobError::Fail("Aucun centre n’est enregistré.".to_owned()))?.nom_complet();
        let campagne = campagnes::find(&mut tx, asked.campagne).await?;
        let campagne = campagne.ok_or_else(|| JobError::Fail("Cette campagne n’existe plus.".to_owned()))?;
        let piece = campagnes::list_to_write(&mut tx, asked.campagne).await?;
        if piece.is_empty() {
            let suite = format!("/centre/rgpd/campagnes/{}", asked.campagne);
            let refused = match campagne.refuses {
                0 => String::new(),
                n => format!(", {}", combien(n, "adresse refusée", "adresses refusées")),
            };
            let message = format!("{}{refused}.", combien(campagne.ecrits, "courriel écrit", "courriels écrits"));
            ctx.finish_in(&mut tx, json!({ "suite": suite, "geste": "Voir la campagne", "message": message })).await?;
            tx.commit().await?;
            return Ok(());
        }
        let mut done = campagne.faits();
        for envoi in &piece {
            let message = match mail(envoi, (&centre, &services.config().public_url), &asked) {
                // An address that the post refuses is shown on the page: the others leave.
                Err(_) => None,
                Ok(mail) => Some(mail::send(&mut tx, &ctx.clock, mail).await?),
            };
            let marked = (message, ctx.clock.now());
            campagnes::set_written(&mut tx, envoi.collectivite_id, asked.campagne, marked).await?;
            done += 1;
            ctx.progress(done, campagne.joignables, envoi.nom.clone());
        }
        ctx.checkpoint_in(&mut tx, &json!({ "faits": done })).await?;
        tx.commit().await?;
        services.wake().now();
    }
}

fn mail(envoi: &Envoi, house: (&str, &str), asked: &Demande) -> Result<Mail, kernel::Illisible> {
    let to = Correspondant::new(&envoi.destinataire, envoi.adresse.as_deref().unwrap_or_default())?;
    let mail = Mail::new(to, &envoi.objet, corps(&envoi.texte, house))?
        .pour(envoi.collectivite_id)
        .about("campagne", asked.campagne.uuid());
    let (nom, adresse) = &asked.reponse;
    Ok(match Correspondant::new(nom, adresse) {
        Ok(reply) => mail.reply_to(reply),
        Err(_) => mail,
    })
}

/// The text as its author laid it out: lines that begin with a dash are a list, the address of one of our pages alone is a
/// button.
fn corps(texte: &str, (centre, public_url): (&str, &str)) -> Corps {
    let mut corps = Corps::new(centre);
    let mut items: Vec<String> = Vec::new();
    for line in texte.lines().map(str::trim) {
        if let Some(item) = line.strip_prefix("– ").or_else(|| line.strip_prefix("- ")) {
            items.push(item.to_owned());
            continue;
        }
        if !items.is_empty() {
            corps = corps.list(std::mem::take(&mut items));
        }
        corps = match line {
            "" => corps,
            address if is_ours(address, public_url) => corps.button("Ouvrir dans Beffroi", address),
            line => corps.paragraph(line),
        };
    }
    if items.is_empty() { corps } else { corps.list(items) }
}

fn is_ours(address: &str, public_url: &str) -> bool {
    let rest = address.strip_prefix(public_url.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) && !address.contains(char::is_whitespace)
}
