//! A ministry for the tests: an HTTPS server that asks for the client's certificate, a préfecture that checks as the norm says, and
//! a Dovecot where its answers arrive as mails.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use actes::{
    domain::{
        Classement,
        prefecture::{Initiative, Pieces, Prefecture},
    },
    transport::reel::ReelConfig,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use liaison::{
    DepotConfig, Security,
    testing::{Autorite, Depose, Dovecot, Reponse, ServeurDepot},
};
use norme_actes::{DonneesActe, IdActe, Message};
use time::macros::date;

/// What the server does with the next archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Humeur {
    #[default]
    Repond,
    /// Takes it, answers by mail, and cuts the connection before saying so.
    PrendEtCoupe,
    /// Reads it all, keeps nothing and cuts.
    PerdEtCoupe,
    /// Takes it, answers by mail, and kills (SIGKILL) the process that sent it before saying so.
    PrendEtTue(u32),
    /// Reads it all, keeps nothing, and kills the process that sent it.
    PerdEtTue(u32),
    /// 503.
    Occupe,
    /// 403.
    Refuse,
}

#[derive(Debug, Default)]
struct Registre {
    humeur: Humeur,
    /// How many times each archive came.
    vus: BTreeMap<String, u32>,
    actes: BTreeMap<String, DonneesActe>,
    serie: u32,
}

pub struct Ministere {
    registre: Arc<Mutex<Registre>>,
    pub boite: Arc<Mutex<Dovecot>>,
    serveur: ServeurDepot,
    autorite: Autorite,
}

impl Ministere {
    pub async fn start() -> Self {
        let autorite = Autorite::new();
        let boite = Arc::new(Mutex::new(Dovecot::start(&autorite)));
        let registre = Arc::new(Mutex::new(Registre::default()));
        let (known, mailbox) = (Arc::clone(&registre), Arc::clone(&boite));
        let answer = move |depose: &Depose| receive(&mut known.lock().unwrap(), &mailbox.lock().unwrap(), depose);
        let serveur = ServeurDepot::start(&autorite, answer).await;
        Self { registre, boite, serveur, autorite }
    }

    pub fn config(&self) -> ReelConfig {
        let papiers = self.autorite.client("CDG 82", 365);
        ReelConfig {
            trigramme: "BEF".into(),
            application: "EACT".into(),
            adresses_retour: vec!["actes@cdg82.fr".into()],
            depot: Some(DepotConfig {
                certificat: Some(papiers.certificat),
                cle: Some(papiers.cle),
                ca: Some(self.autorite.ca()),
                ..DepotConfig::new(self.serveur.url())
            }),
            boite: Some(self.boite.lock().unwrap().config(Security::Tls)),
            expediteurs: vec!["@interieur.gouv.example".into()],
            repertoire: None,
        }
    }

    /// The same as a text, for another process.
    pub fn config_toml(&self) -> String {
        let config = self.config();
        let (depot, boite) = (config.depot.unwrap(), config.boite.unwrap());
        let path = |path: &Option<std::path::PathBuf>| path.as_ref().unwrap().display().to_string();
        format!(
            "trigramme = 'BEF'\nadresses_retour = ['actes@cdg82.fr']\n[depot]\nurl = '{}'\ncertificat = '{}'\ncle = '{}'\nca = '{}'\n\
             [boite]\nhost = '{}'\nport = {}\nsecurity = 'tls'\nuser = '{}'\npassword = '{}'\nca = '{}'\n",
            depot.url,
            path(&depot.certificat),
            path(&depot.cle),
            path(&depot.ca),
            boite.host,
            boite.port,
            boite.user,
            boite.password,
            path(&boite.ca),
        )
    }

    pub fn set(&self, humeur: Humeur) {
        self.registre.lock().unwrap().humeur = humeur;
    }

    /// How many times each archive came.
    pub fn seen(&self) -> BTreeMap<String, u32> {
        self.registre.lock().unwrap().vus.clone()
    }

    /// How many actes the préfecture has.
    pub fn actes(&self) -> usize {
        self.registre.lock().unwrap().actes.len()
    }

    /// The préfecture writes about an acte that it has.
    pub fn write(&self, id: &str, what: &Initiative, courrier: &[u8]) {
        let mut registre = self.registre.lock().unwrap();
        let id: IdActe = id.parse().unwrap();
        let school = prefecture(&mut registre, id.siren.as_str());
        let pieces = school.write(&id, what, (&registre.actes[&id.to_string()], courrier)).unwrap();
        self.boite.lock().unwrap().deliver(&mail(&pieces));
    }

    /// Somebody else writes the same to the mailbox.
    pub fn forge(&self, id: &str, what: &Initiative, courrier: &[u8]) {
        let mut registre = self.registre.lock().unwrap();
        let id: IdActe = id.parse().unwrap();
        let school = prefecture(&mut registre, id.siren.as_str());
        let pieces = school.write(&id, what, (&registre.actes[&id.to_string()], courrier)).unwrap();
        let forged =
            String::from_utf8(mail(&pieces)).unwrap().replace("actes@interieur.gouv.example", "actes@autre.example");
        self.boite.lock().unwrap().deliver(forged.as_bytes());
    }

    /// How many messages a folder of the mailbox holds.
    pub fn filed(&self, folder: &str) -> usize {
        self.boite.lock().unwrap().messages(folder).len()
    }
}

fn prefecture(registre: &mut Registre, siren: &str) -> Prefecture {
    registre.serie += 1;
    Prefecture {
        departement: "082".into(),
        siren: siren.into(),
        classification: Classement::national(date!(2017 - 12 - 08)).0,
        jour: date!(2026 - 11 - 25),
        serie: registre.serie,
    }
}

/// The ministry takes each archive once, whatever how many times it comes: its name tells it.
fn receive(registre: &mut Registre, boite: &Dovecot, depose: &Depose) -> Reponse {
    let humeur = std::mem::take(&mut registre.humeur);
    match humeur {
        Humeur::Occupe => return Reponse::Statut(503, "occupé"),
        Humeur::Refuse => return Reponse::Statut(403, "non"),
        Humeur::PerdEtCoupe => return Reponse::Couper,
        Humeur::PerdEtTue(victim) => {
            kill(victim);
            return Reponse::Couper;
        }
        Humeur::Repond | Humeur::PrendEtCoupe | Humeur::PrendEtTue(_) => {}
    }
    assert!(depose.client.as_deref().is_some_and(|client| client.contains("CDG 82")), "who sends is known");
    let times = registre.vus.entry(depose.nom.clone()).or_default();
    *times += 1;
    if *times == 1 {
        let recu = norme_actes::receive(&depose.nom, &depose.octets, date!(2017 - 12 - 08)).unwrap();
        for form in &recu.formulaires {
            if let (Message::Acte(acte), Some(id)) = (&form.message, form.nom.id_acte()) {
                assert!(registre.actes.insert(id.to_string(), acte.clone()).is_none(), "{id} was sent twice");
            }
            let school = prefecture(registre, recu.enveloppe.emetteur.id_cl.siren.as_str());
            if let Some(pieces) = school.answer(form).unwrap() {
                boite.deliver(&mail(&pieces));
            }
        }
    }
    match humeur {
        Humeur::PrendEtCoupe => Reponse::Couper,
        Humeur::PrendEtTue(victim) => {
            kill(victim);
            Reponse::Couper
        }
        _ => Reponse::ok(),
    }
}

/// SIGKILL: nothing of it runs any more when this returns.
fn kill(process: u32) {
    let killed = std::process::Command::new("kill").args(["-9", &process.to_string()]).status();
    assert!(killed.unwrap().success());
}

/// A mail as the ministry sends them: its files attached, in base64.
fn mail(pieces: &Pieces) -> Vec<u8> {
    let mut text = String::from(
        "From: actes@interieur.gouv.example\r\nTo: actes@cdg82.fr\r\nSubject: ACTES\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"bord\"\r\n\r\n--bord\r\nContent-Type: text/plain\r\n\r\nVoir les pièces jointes.\r\n",
    );
    for (nom, octets) in pieces {
        let lines: Vec<String> = STANDARD
            .encode(octets)
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        text.push_str("--bord\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n");
        text.push_str("Content-Disposition: attachment; filename=\"");
        text.push_str(nom);
        text.push_str("\"\r\n\r\n");
        text.push_str(&lines.join("\r\n"));
        text.push_str("\r\n");
    }
    text.push_str("--bord--\r\n");
    text.into_bytes()
}
