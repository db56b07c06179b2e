//! The register as a file: in the CNIL's layout, to edit offline, to print, to read by a machine.

use annuaire::{Collectivite, FonctionContact};
use db::Tx;
use editique::{Bloc, Document, Emetteur, Presse, Prose};
use kernel::{date_courte, date_longue, nomenclature};
use registre::{Dictionnaires, Fiche};
use serde_json::{Value, json};
use tableur::Proprietes;
use time::Date;

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Champ, Contenu, fiche, lignes},
    store::{traitements, versions},
};

nomenclature! {
    /// How a register leaves.
    pub enum FormatExport: "Le format" {
        Ods = "ods", "Modèle de la CNIL, LibreOffice";
        Xlsx = "xlsx", "Modèle de la CNIL, Excel";
        Plat = "plat", "Tableau à compléter hors ligne, Excel";
        Csv = "csv", "Tableau CSV";
        Pdf = "pdf", "Document PDF";
        Docx = "docx", "Document Word";
        Json = "json", "JSON";
        JsonLd = "jsonld", "JSON-LD (vocabulaire DPV)";
    }
}

/// What is asked of an export.
#[derive(Debug, Clone, Copy)]
pub struct Voulu {
    pub format: FormatExport,
    /// The register in force that day; none: the one being written today, drafts included.
    pub au: Option<Date>,
    /// The version that anybody may ask for: the measures of security and the tools are withheld (CRPA art. L. 311-5).
    pub communicable: bool,
}

/// A register read, ready to be written: nothing more is asked of the database.
#[derive(Debug)]
pub struct Registre {
    nom: String,
    siren: String,
    date: Date,
    voulu: Voulu,
    contenus: Vec<Contenu>,
    fiches: Vec<Fiche>,
    dicos: Dictionnaires,
}

impl FormatExport {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Plat => "xlsx",
            Self::JsonLd => "jsonld",
            other => other.code(),
        }
    }

    pub const fn media(self) -> &'static str {
        match self {
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Xlsx | Self::Plat => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Json => "application/json",
            Self::JsonLd => "application/ld+json",
        }
    }
}

/// The dictionaries of the files, which are embedded: that they read is a test of their crate.
pub(super) fn dicos() -> Geste<Dictionnaires> {
    Dictionnaires::embarques().map_err(GesteError::internal)
}

/// Reads what is asked, with the names that the CNIL's layout wants.
pub async fn read(tx: &mut Tx, ctx: Contexte<'_>, collectivite: &Collectivite, voulu: Voulu) -> Geste<Registre> {
    let mut contenus: Vec<Contenu> = match voulu.au {
        Some(au) => {
            let end = super::registre::end_of(au);
            versions::list_in_force(tx, ctx.collectivite, end).await?.into_iter().map(|v| v.contenu).collect()
        }
        None => traitements::list_all(tx, ctx.collectivite).await?.into_iter().map(|t| t.contenu).collect(),
    };
    if voulu.communicable {
        contenus.iter_mut().for_each(withhold);
    }
    let dicos = dicos()?;
    let contacts = annuaire::contacts::list(tx, &[collectivite.id]).await?;
    let centre = annuaire::collectivites::find_exploitant(tx).await?;
    let fiches: Result<Vec<_>, _> = contenus.iter().map(|contenu| fiche(contenu, &dicos)).collect();
    let fiches = fiches.map_err(GesteError::internal)?;
    let mut registre = Registre {
        nom: collectivite.nom_complet(),
        siren: collectivite.fiche.siren.to_string(),
        date: voulu.au.unwrap_or_else(|| ctx.clock.today()),
        voulu,
        contenus,
        fiches,
        dicos,
    };
    let referent = contacts.iter().find(|c| c.fiche.fonction == FonctionContact::ReferentRgpd);
    for fiche in &mut registre.fiches {
        fiche.responsable.nom.clone_from(&registre.nom);
        fiche.responsable.adresse = collectivite.fiche.adresse.join(", ");
        fiche.responsable.ville = collectivite.fiche.ville.clone().unwrap_or_default();
        fiche.responsable.telephone = collectivite.fiche.telephone.clone().unwrap_or_default();
        if let Some(centre) = &centre {
            fiche.societe_dpd.nom = centre.nom_complet();
        }
        if let Some(referent) = referent {
            fiche.representant.nom.clone_from(&referent.fiche.nom);
        }
    }
    Ok(registre)
}

/// Contents as JSON-LD, for the public page.
pub fn jsonld(contenus: &[&Contenu], id: &str, titre: &str) -> Geste<Value> {
    let dicos = dicos()?;
    let fiches = contenus.iter().map(|contenu| fiche(contenu, &dicos)).collect::<Result<Vec<_>, _>>();
    Ok(registre::jsonld(&fiches.map_err(GesteError::internal)?, id, titre, &dicos))
}

/// Takes away what is not for everybody, and says so in the fiche itself: every format tells it.
fn withhold(contenu: &mut Contenu) {
    contenu.mesures.clear();
    contenu.outils.clear();
    let told =
        "Version communicable à toute personne\u{a0}: les mesures de sécurité et les logiciels n’y figurent pas.";
    let observations = [contenu.observations.trim(), told];
    contenu.observations = observations.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
}

impl Registre {
    /// `registre-rgpd-218200020-2026-11-25.ods`.
    pub fn file_name(&self) -> String {
        let extension = self.voulu.format.extension();
        format!("registre-rgpd-{}-{}.{extension}", self.siren, self.date)
    }

    /// The whole file. Computes: apart from what serves the pages.
    pub fn write(&self, presse: &Presse) -> Geste<Vec<u8>> {
        let proprietes =
            Proprietes { titre: format!("{}, {}", self.titre(), self.nom), auteur: self.nom.clone(), date: self.date };
        let written = match self.voulu.format {
            FormatExport::Ods => tableur::write_ods(&registre::cnil_pages(&self.fiches, &self.dicos), &proprietes),
            FormatExport::Xlsx => tableur::write_xlsx(&registre::cnil_pages(&self.fiches, &self.dicos), &proprietes),
            FormatExport::Plat => tableur::write_xlsx(&[registre::plat_page(&self.fiches)], &proprietes),
            FormatExport::Csv => registre::csv(&self.fiches),
            FormatExport::Docx => registre::docx(&self.fiches, &proprietes),
            FormatExport::Pdf => return presse.pdf(&self.document()).map_err(GesteError::internal),
            FormatExport::Json => return pretty(&self.json()),
            FormatExport::JsonLd => {
                let id = format!("urn:siren:{}:registre-rgpd:{}", self.siren, self.date);
                return pretty(&registre::jsonld(&self.fiches, &id, &proprietes.titre, &self.dicos));
            }
        };
        written.map_err(GesteError::internal)
    }

    const fn titre(&self) -> &'static str {
        if self.voulu.communicable {
            "Registre des activités de traitement, version communicable"
        } else {
            "Registre des activités de traitement"
        }
    }

    fn json(&self) -> Value {
        json!({
            "siren": self.siren,
            "nom": self.nom,
            "au": self.date.to_string(),
            "communicable": self.voulu.communicable,
            "traitements": self.contenus,
        })
    }

    /// A table of contents, then a chapter a traitement.
    fn document(&self) -> Document {
        let emetteur = Emetteur { nom: self.nom.clone(), ..Emetteur::default() };
        let mut document = Document::new(self.titre(), emetteur, self.date);
        let count = self.contenus.len();
        document.sous_titre = Some(format!(
            "{} · {count} traitement{} au {}",
            self.nom,
            if count > 1 { "s" } else { "" },
            date_longue(self.date)
        ));
        document.mention = Some("Règlement (UE) 2016/679, article 30.".to_owned());
        document.push(Bloc::Sommaire);
        for contenu in &self.contenus {
            document.push(Bloc::titre(1, contenu.nom.as_str()));
            let facts: Vec<(String, Prose)> = Champ::TOUS
                .iter()
                .filter(|champ| **champ != Champ::Nom)
                .map(|champ| (champ.libelle().to_owned(), lignes(contenu, *champ)))
                .filter(|(_, lines)| !lines.is_empty())
                .map(|(libelle, lines)| (libelle, lines.join("\n").into()))
                .collect();
            document.push(Bloc::Definitions(facts));
        }
        if self.contenus.is_empty() {
            document
                .push(Bloc::paragraphe(format!("Aucun traitement n’était en vigueur le {}.", date_courte(self.date))));
        }
        document
    }
}

fn pretty(value: &Value) -> Geste<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(GesteError::internal)
}
