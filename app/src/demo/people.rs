//! The people of the demo: one for each rôle, the same each time.

use annuaire::{
    Collectivite, FichePersonne, GenrePersonne, Role, Visibles,
    appartenances::{self, FicheAppartenance},
    personnes,
};
use anyhow::{Context, Result, anyhow};
use db::{ListRequest, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Siren};

use super::Centre;
use crate::open::Opened;

/// The password of every account of the demo, which its sign-in page tells.
pub use accueil::DEMO_MOT_DE_PASSE as PASSWORD;

/// Somebody of the demo. `commune` is the INSEE code of their town hall; none: the centre.
struct Someone {
    departement: &'static str,
    prenom: &'static str,
    nom: &'static str,
    role: Role,
    fonction: &'static str,
    commune: Option<&'static str>,
}

const fn someone(
    departement: &'static str,
    prenom: &'static str,
    nom: &'static str,
    role: Role,
    fonction: &'static str,
    commune: Option<&'static str>,
) -> Someone {
    Someone { departement, prenom, nom, role, fonction, commune }
}

/// Albias 82002, Caussade 82037, Montauban 82121; Achicourt 62004, Arras 62041.
const PEOPLE: &[Someone] = &[
    someone("82", "Claire", "Arnaud", Role::Administrateur, "Responsable du pôle informatique", None),
    someone("82", "Paul", "Roques", Role::Comptable, "Comptable", None),
    someone("82", "Hugo", "Marty", Role::Dpd, "Délégué à la protection des données", None),
    someone("82", "Inès", "Delmas", Role::Technicien, "Technicienne", None),
    someone("82", "Sylvie", "Cassagne", Role::Secretaire, "Secrétaire de mairie", Some("82002")),
    someone("82", "Jean", "Pujol", Role::Executif, "Maire", Some("82002")),
    someone("82", "Nadia", "Ferrand", Role::Elu, "Deuxième adjointe", Some("82002")),
    someone("82", "Thomas", "Escudier", Role::Agent, "Agent d’accueil", Some("82037")),
    someone("82", "Lucie", "Vidal", Role::Partenaire, "Éditeur de logiciels", Some("82121")),
    someone("62", "Camille", "Lefebvre", Role::Administrateur, "Responsable du conseil juridique numérique", None),
    someone("62", "Marc", "Delattre", Role::Comptable, "Comptable", None),
    someone("62", "Sofia", "Caron", Role::Dpd, "Déléguée à la protection des données", None),
    someone("62", "Yanis", "Duquesne", Role::Technicien, "Technicien", None),
    someone("62", "Marie", "Hennebelle", Role::Secretaire, "Secrétaire de mairie", Some("62004")),
    someone("62", "Bernard", "Dupuis", Role::Executif, "Maire", Some("62004")),
    someone("62", "Julie", "Bailleul", Role::Elu, "Première adjointe", Some("62004")),
];

impl Someone {
    fn courriel(&self) -> String {
        let plain = |text: &str| kernel::fold(text).replace(' ', "-");
        format!("{}.{}@cdg{}.example", plain(self.prenom), plain(self.nom), self.departement)
    }

    fn fiche(&self) -> Result<FichePersonne> {
        let genre = match self.role {
            Role::Executif | Role::Elu => GenrePersonne::Elu,
            Role::Partenaire => GenrePersonne::Partenaire,
            _ => GenrePersonne::Agent,
        };
        Ok(FichePersonne {
            prenom: self.prenom.to_owned(),
            nom: self.nom.to_owned(),
            courriel: self.courriel().parse().map_err(|e: kernel::Illisible| anyhow!(e.0))?,
            telephone: None,
            genre,
        })
    }
}

fn of(departement: &str) -> impl Iterator<Item = &'static Someone> {
    PEOPLE.iter().filter(move |one| one.departement == departement)
}

/// The accounts, with what each is: for the terminal and the sign-in page.
pub(super) fn accounts(departement: &str) -> Vec<(String, String)> {
    of(departement).map(|one| (one.courriel(), format!("{} {}, {}", one.prenom, one.nom, one.fonction))).collect()
}

pub(super) async fn make(tx: &mut Tx, opened: &Opened, exploitant: &Collectivite, centre: &Centre) -> Result<()> {
    let (clock, acteur) = (opened.services.clock(), Acteur::systeme("démonstration"));
    for one in of(centre.departement) {
        let place = match one.commune {
            None => exploitant.id,
            Some(code) => commune(tx, clock, code).await?,
        };
        let personne = personnes::create(tx, clock, &acteur, &one.fiche()?).await?;
        let fiche = FicheAppartenance {
            fonction: one.fonction.to_owned(),
            portefeuille_entier: one.role.is_du_centre(),
            ..FicheAppartenance::new(one.role, clock.today())
        };
        appartenances::add(tx, clock, &acteur, (personne.id, place), &fiche).await?;
    }
    Ok(())
}

/// Where the secretary of the demo works: the rooms show their whole life there.
pub(super) async fn secretary_home(opened: &Opened, centre: &Centre) -> Result<Option<Siren>> {
    let Some(code) = of(centre.departement).find(|one| one.role == Role::Secretaire).and_then(|one| one.commune) else {
        return Ok(None);
    };
    let mut tx = opened.services.db().read(Perimetre::Centre).await?;
    let id = commune(&mut tx, opened.services.clock(), code).await?;
    let found = annuaire::collectivites::find(&mut tx, id).await?;
    Ok(found.map(|collectivite| collectivite.fiche.siren))
}

async fn commune(tx: &mut Tx, clock: &Clock, code: &str) -> Result<CollectiviteId> {
    let filters = vec![("code_insee".to_owned(), code.to_owned())];
    let request = ListRequest { filters, per_page: 1, ..ListRequest::default() };
    let found = annuaire::collectivites::list(tx, clock, Visibles::Toutes, &request).await?;
    found.rows.first().map(|c| c.id).with_context(|| format!("la commune {code} manque"))
}

/// Everybody follows their invitation and chooses the password of the demo, as a person would.
pub(super) async fn choose_passwords(opened: &Opened, centre: &Centre) -> Result<()> {
    let services = &opened.services;
    let acteur = Acteur::systeme("démonstration");
    for one in of(centre.departement) {
        let mut tx = services.db().begin(Perimetre::Centre).await?;
        let typed = one.fiche()?.courriel;
        let personne =
            personnes::find_by_courriel(&mut tx, &typed).await?.context("un compte de la démonstration manque")?;
        let mail = annuaire::liens::invite(&mut tx, services.clock(), &acteur, personne.id).await?;
        tx.commit().await?;
        let annuaire::CourrielAnnuaire::Invitation { jeton, .. } = mail else { continue };
        let (db, clock, durete) = (services.db(), services.clock(), services.config().durete);
        annuaire::liens::choose_password(db, clock, durete, (&jeton, PASSWORD)).await?;
    }
    Ok(())
}
