//! Importing collectivités: what is asked, what it would do, and the job that does it.

use annuaire::{AnnuaireError, imports, imports::RapportImport, national};
use db::{Perimetre, Tx};
use documents::DocumentId;
use jobs::{JobContext, JobError, Kind, NewJob, Registry};
use journal::Acteur;
use kernel::{Clock, CollectiviteId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{House, Services, WebError, entier_entre, ui::FormState};

pub(crate) const KIND: Kind = Kind::new("plateforme.import", "Import de collectivités").max_attempts(3);
/// Where what was imported is seen.
const PAGE: &str = "/centre/collectivites";

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    Csv,
    Communes,
    Epci,
    /// The embedded national data, without a file.
    Departement,
}

impl Source {
    pub const ALL: [Self; 4] = [Self::Csv, Self::Communes, Self::Epci, Self::Departement];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Communes => "communes",
            Self::Epci => "epci",
            Self::Departement => "departement",
        }
    }

    /// Whether the source is a file that one gives.
    pub fn has_file(self) -> bool {
        self != Self::Departement
    }
}

/// What is asked to be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Demande {
    pub source: Source,
    pub departement: String,
    pub millesime: i32,
    /// The file, a document of the centre.
    pub document: Option<DocumentId>,
}

impl Demande {
    /// Reads the fields `source`, `departement`, `millesime` and `document`; what is wrong is told by each field.
    pub fn read(state: &mut FormState, this_year: i32) -> Option<Self> {
        let known = |text: &str| Source::ALL.into_iter().find(|source| source.code() == text);
        let source = state.read("source", |text| known(text).ok_or("Choisissez ce que vous importez."));
        let departement = state.value("departement").to_uppercase();
        if national::departement_nom(&departement).is_none() {
            state.add_error("departement", "Ce département n’existe pas : écrivez par exemple 82 ou 2A.");
        }
        let millesime = state.read("millesime", entier_entre(2006, i64::from(this_year)));
        let document = state.read_if_filled("document", str::parse);
        let demande = Self { source: source?, departement, millesime: i32::try_from(millesime?).ok()?, document };
        state.is_valid().then_some(demande)
    }

    /// The same, in an address or in hidden fields.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("source", self.source.code().to_owned()),
            ("departement", self.departement.clone()),
            ("millesime", self.millesime.to_string()),
        ];
        fields.extend(self.document.map(|id| ("document", id.to_string())));
        fields
    }
}

/// What the job is given.
#[derive(Debug, Serialize, Deserialize)]
struct Travail {
    demande: Demande,
    centre: CollectiviteId,
    acteur: Acteur,
}

pub(crate) fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(KIND, move |ctx| run(services.clone(), ctx));
}

/// Asks for the import: twice the same click is one job.
pub(crate) async fn ask(
    tx: &mut Tx,
    house: &House,
    centre: CollectiviteId,
    acteur: &Acteur,
    demande: &Demande,
) -> Result<jobs::JobId, WebError> {
    let payload = json!(Travail { demande: demande.clone(), centre, acteur: acteur.clone() });
    let fields: Vec<String> = demande.fields().into_iter().map(|(_, value)| value).collect();
    let key = format!("{}:{}", KIND.name(), fields.join(":"));
    let job = NewJob::new(KIND, payload).asked_by(acteur.personne, &acteur.nom).unique(key);
    Ok(jobs::enqueue(tx, house.clock(), job).await?.id)
}

/// What the import would do, in a transaction that leaves nothing behind.
pub(crate) async fn rehearse(
    house: &House,
    centre: CollectiviteId,
    acteur: &Acteur,
    demande: &Demande,
) -> Result<Result<RapportImport, String>, WebError> {
    let Some(bytes) = bytes(house, centre, demande).await.map_err(|why| why.0)? else { return Err(WebError::NotFound) };
    let mut tx = house.db().begin(Perimetre::Centre).await?;
    let done = import(&mut tx, house.clock(), acteur, demande, bytes).await;
    tx.rollback().await?;
    match done {
        Ok(rapport) => Ok(Ok(rapport)),
        Err(AnnuaireError::Champs(errors)) => Ok(Err(AnnuaireError::Champs(errors).to_string())),
        Err(other) => Err(crate::refus::web_error(other)),
    }
}

/// The whole import and the end of its job commit together, or nothing does.
async fn run(services: Services, ctx: JobContext) -> Result<(), JobError> {
    let Travail { demande, centre, acteur } = ctx.payload()?;
    ctx.progress(0, 1, "Lecture du fichier");
    let read =
        bytes(&services, centre, &demande).await.map_err(|Unread(error)| JobError::Retry(format!("{error:?}")))?;
    let read =
        read.ok_or_else(|| JobError::Fail("Le fichier à importer n’existe plus : déposez-le de nouveau.".to_owned()))?;
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let rapport = import(&mut tx, &ctx.clock, &acteur, &demande, read).await.map_err(|error| match error {
        AnnuaireError::Db(error) => error.into(),
        other => JobError::Fail(other.to_string()),
    })?;
    if demande.source == Source::Csv && !rapport.rejets.is_empty() {
        return Err(JobError::Fail(
            "Ce fichier a des erreurs : vérifiez-le avant de l’importer. Rien n’a été importé.".to_owned(),
        ));
    }
    let result = json!({ "message": phrase(&rapport, "ont été"), "suite": PAGE, "geste": "Voir les collectivités" });
    ctx.finish_in(&mut tx, result).await?;
    Ok(tx.commit().await?)
}

struct Unread(WebError);

impl From<db::DbError> for Unread {
    fn from(error: db::DbError) -> Self {
        Self(error.into())
    }
}

/// The bytes of the file; empty for a source without one, none when the file is not there.
async fn bytes(services: &Services, centre: CollectiviteId, demande: &Demande) -> Result<Option<Vec<u8>>, Unread> {
    let Some(id) = demande.document else {
        return Ok((!demande.source.has_file()).then(Vec::new));
    };
    let mut tx = services.db().read(Perimetre::Centre).await?;
    let read = services.documents().read(&mut tx, centre, id).await;
    read.map_err(|error| match error {
        documents::OpenError::Refus(refus) => Unread(WebError::Refus(refus.to_string())),
        documents::OpenError::Db(error) => error.into(),
        documents::OpenError::Io(error) => Unread(WebError::internal(error)),
    })
}

async fn import(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    demande: &Demande,
    bytes: Vec<u8>,
) -> Result<RapportImport, AnnuaireError> {
    let (departement, millesime) = (demande.departement.as_str(), demande.millesime);
    let text = |bytes| {
        String::from_utf8(bytes)
            .map_err(|_| wrong("Ce fichier n’est pas du texte en UTF-8 : enregistrez-le de nouveau."))
    };
    match demande.source {
        Source::Csv => imports::import_csv(tx, clock, acteur, &bytes, departement, millesime).await,
        Source::Communes => {
            imports::import_communes(tx, clock, acteur, &text(bytes)?, Some(departement), millesime).await
        }
        Source::Epci => imports::import_epci(tx, clock, acteur, &text(bytes)?, Some(departement), millesime).await,
        Source::Departement => {
            let found = national::departement(departement).ok_or_else(|| wrong("Ce département n’existe pas."))?;
            imports::import_departement(tx, clock, acteur, &found, millesime).await
        }
    }
}

fn wrong(phrase: &str) -> AnnuaireError {
    AnnuaireError::Champs(annuaire::FieldErrors::one("fichier", phrase))
}

/// « 195 collectivités ont été créées, 3 modifiées, 7 inchangées. »; `verb` is « seront » or « ont été ».
pub(crate) fn phrase(rapport: &RapportImport, verb: &str) -> String {
    let n = |count: usize| kernel::nombre(i64::try_from(count).unwrap_or(i64::MAX));
    let one = if verb == "seront" { "sera" } else { "a été" };
    let created = match rapport.crees {
        0 => format!("Aucune collectivité ne {one} créée").replace("ne a été", "n’a été"),
        1 => format!("Une collectivité {one} créée"),
        many => format!("{} collectivités {verb} créées", n(many)),
    };
    let plural = |count: usize, word: &str| format!("{} {word}{}", n(count), if count < 2 { "" } else { "s" });
    format!("{created}, {}, {}.", plural(rapport.modifies, "modifiée"), plural(rapport.inchanges, "inchangée"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_sentence() {
        let rapport = |crees, modifies, inchanges| RapportImport { crees, modifies, inchanges, rejets: Vec::new() };
        assert_eq!(phrase(&rapport(0, 1, 0), "ont été"), "Aucune collectivité n’a été créée, 1 modifiée, 0 inchangée.");
        assert_eq!(phrase(&rapport(1, 0, 2), "seront"), "Une collectivité sera créée, 0 modifiée, 2 inchangées.");
        assert_eq!(
            phrase(&rapport(195, 2, 3), "seront"),
            "195 collectivités seront créées, 2 modifiées, 3 inchangées."
        );
        assert_eq!(phrase(&rapport(0, 0, 0), "seront"), "Aucune collectivité ne sera créée, 0 modifiée, 0 inchangée.");
    }

    #[test]
    fn what_is_asked_survives_the_address() {
        let mut state = FormState::default();
        for (name, value) in [
            ("source", "csv"),
            ("departement", "2a"),
            ("millesime", "2023"),
            ("document", "019a0000-0000-7000-8000-000000000000"),
        ] {
            state = state.with(name, value);
        }
        let demande = Demande::read(&mut state, 2026).unwrap();
        assert_eq!(demande.departement, "2A");
        let again = demande.fields().into_iter().fold(FormState::default(), |s, (name, value)| s.with(name, value));
        assert_eq!(Demande::read(&mut again.clone(), 2026), Some(demande));
        let mut wrong = FormState::default().with("source", "xls").with("departement", "99").with("millesime", "3000");
        assert_eq!(Demande::read(&mut wrong, 2026), None);
        assert_eq!(wrong.errors.len(), 3);
    }
}
