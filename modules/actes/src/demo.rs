//! The demo world of the room: a town hall at the school, with actes at each step of their life, by the very acts of the pages.

use annuaire::Collectivite;
use db::Perimetre;
use editique::{Bloc, Document, Emetteur};
use futures::stream;
use journal::Acteur;
use kernel::{Id, Siren, date_longue};
use norme_actes::IdActe;
use serde::Deserialize;
use time::Duration;
use web::Services;

use crate::{
    domain::{ActeId, Canal, EnvoiId, FicheActe, NatureActe, prefecture::Initiative},
    gestes::{
        Contexte, Geste, GesteError, actes as acts, archives::Fichier, envois, publication, raccordements,
        retours::Greffe, transmission,
    },
    roads,
    store::{self, envois as sendings},
    transport::{Colis, ecole::Ecole},
};

#[derive(Debug, Deserialize)]
struct Monde {
    acte: Vec<ActeDemo>,
}

#[derive(Debug, Deserialize)]
struct ActeDemo {
    nature: String,
    objet: String,
    matiere: String,
    /// Days between the decision and today.
    jours: i64,
    #[serde(default)]
    publie: bool,
    #[serde(default)]
    pret: bool,
    #[serde(default)]
    brouillon: bool,
    /// What the préfecture asks about it.
    #[serde(default)]
    lettre: String,
}

/// Makes the actes of the town hall where the demo's secretary works.
pub async fn make(house: &Services, accueil: Option<Siren>) -> Geste<()> {
    let Some(siren) = accueil else { return Ok(()) };
    let monde: Monde =
        toml::from_str(include_str!("../data/demo.toml")).map_err(|e| GesteError::Illisible(e.to_string()))?;
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let Some(home) = annuaire::collectivites::find_by_siren(&mut tx, siren).await? else { return Ok(()) };
    drop(tx);
    let secretaire = Acteur::systeme("Sylvie Cassagne");
    let ctx = Contexte::new(house.clock(), &secretaire, &home);
    open(house, ctx, &home).await?;
    for (one, rang) in monde.acte.iter().zip(1..) {
        let id = deposit(house, ctx, &home, (one, rang)).await?;
        if !one.pret && !one.brouillon {
            live(house, ctx, (id, one)).await?;
        }
    }
    Ok(())
}

/// The school, its classification received, the public page open.
async fn open(house: &Services, ctx: Contexte<'_>, home: &Collectivite) -> Geste<()> {
    let whose = Perimetre::Collectivite(home.id);
    let mut tx = house.db().begin(whose).await?;
    raccordements::begin(&mut tx, house, ctx, home).await?;
    tx.commit().await?;
    carry_all(house, ctx).await?;
    let mut tx = house.db().begin(whose).await?;
    let known = store::raccordements::find(&mut tx, home.id).await?.ok_or(GesteError::NotFound)?;
    let introduction =
        "Les délibérations du conseil municipal et les arrêtés du maire, tels que la préfecture les a reçus."
            .to_owned();
    let opened = crate::domain::Raccordement { page_ouverte: true, introduction, ..known };
    raccordements::set(&mut tx, house, ctx, opened).await?;
    Ok(tx.commit().await?)
}

async fn deposit(
    house: &Services,
    ctx: Contexte<'_>,
    home: &Collectivite,
    (one, rang): (&ActeDemo, u32),
) -> Geste<ActeId> {
    let nature = NatureActe::from_code(&one.nature).ok_or(GesteError::NotFound)?;
    let today = house.clock().today();
    let decision_le = today - Duration::days(one.jours);
    let fiche = FicheActe {
        numero: format!("{}_{rang:03}", decision_le.year()),
        decision_le: Some(decision_le),
        objet: one.objet.clone(),
        matiere: one.matiere.clone(),
        ..FicheActe::new(nature)
    };
    let is_budget = nature == NatureActe::DocumentBudgetaire;
    let written = if is_budget { budget(home, decision_le) } else { paper(house, home, (one, nature), decision_le)? };
    let bytes = bytes::Bytes::from(written);
    let given = stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    let nom = match nature {
        NatureActe::DocumentBudgetaire => format!("budget-{}.xml", decision_le.year()),
        _ if nature.is_publiable() => format!("acte-{rang:03}.pdf"),
        _ => format!("document-{rang:03}.pdf"),
    };
    let received = house.documents().receive(given, &nom, None).await.map_err(GesteError::internal)?;
    let file = Fichier::look(house.documents(), received, nature).await?;
    let mut tx = house.db().begin(Perimetre::Collectivite(home.id)).await?;
    let acte = acts::create(&mut tx, ctx, (Id::new(house.clock()), fiche), &[file]).await?;
    if one.pret {
        acts::set_ready(&mut tx, ctx, acte.id).await?;
    }
    tx.commit().await?;
    Ok(acte.id)
}

/// Sent, answered, perhaps asked about and published.
async fn live(house: &Services, ctx: Contexte<'_>, (id, one): (ActeId, &ActeDemo)) -> Geste<()> {
    let whose = Perimetre::Collectivite(ctx.collectivite);
    let mut tx = house.db().begin(whose).await?;
    transmission::transmit(&mut tx, house, ctx, id).await?;
    tx.commit().await?;
    carry_all(house, ctx).await?;
    let mut tx = house.db().begin(whose).await?;
    if one.publie {
        publication::publish(&mut tx, ctx, id).await?;
    }
    if !one.lettre.is_empty() {
        let acte = acts::find(&mut tx, ctx, id).await?;
        let identity: IdActe =
            acte.id_acte.as_deref().unwrap_or_default().parse().map_err(crate::domain::Refus::from)?;
        let asked = Initiative::DemandePieceComplementaire { description: one.lettre.clone() };
        let letter = include_bytes!("../data/page.pdf");
        Ecole::new(house.clone()).write(&mut tx, ctx.collectivite, &identity, (&asked, letter)).await?;
    }
    tx.commit().await?;
    carry_all(house, ctx).await
}

/// What the jobs would do: every sending that waits leaves, and every answer is read, until nothing moves.
async fn carry_all(house: &Services, ctx: Contexte<'_>) -> Geste<()> {
    let road = roads::of(house, Canal::Ecole)?;
    let greffe = Greffe { services: house.clone(), canal: Canal::Ecole };
    loop {
        let mut tx = house.db().read(Perimetre::Centre).await?;
        let waiting: Vec<EnvoiId> = sendings::list_waiting(&mut tx).await?.into_iter().map(|envoi| envoi.id).collect();
        drop(tx);
        for id in &waiting {
            let envoi = envois::prepare(house, ctx, *id).await?;
            let mut tx = house.db().begin(Perimetre::Collectivite(ctx.collectivite)).await?;
            let document = envoi.document_id.ok_or(GesteError::NotFound)?;
            let opened = house.documents().open(&mut tx, ctx.collectivite, document).await;
            let contenu = opened.map_err(GesteError::internal)?.ok_or(GesteError::NotFound)?;
            tx.commit().await?;
            let colis =
                Colis { collectivite: ctx.collectivite, nom: envoi.archive.clone(), taille: contenu.size(), contenu };
            let depose = road.send(colis).await.map_err(GesteError::internal)?;
            let mut tx = house.db().begin(Perimetre::Collectivite(ctx.collectivite)).await?;
            envois::settle(&mut tx, ctx, envoi, &depose).await?;
            tx.commit().await?;
        }
        let bilan = road.retrieve(&greffe).await.map_err(GesteError::internal)?;
        if waiting.is_empty() && bilan.lus == 0 {
            return Ok(());
        }
    }
}

/// The budget of the year, as a financial software writes it.
fn budget(home: &Collectivite, decision_le: time::Date) -> Vec<u8> {
    let siret = home.fiche.siret.map(|siret| siret.to_string()).unwrap_or_default();
    include_str!("../data/budget.xml")
        .replace("{jour}", &decision_le.to_string())
        .replace("{exercice}", &decision_le.year().to_string())
        .replace("{collectivite}", &home.nom_complet())
        .replace("{siret}", &siret)
        .into_bytes()
}

/// The acte on paper.
fn paper(
    house: &Services,
    home: &Collectivite,
    (one, nature): (&ActeDemo, NatureActe),
    decision_le: time::Date,
) -> Geste<Vec<u8>> {
    let emetteur = Emetteur { nom: home.nom_complet(), lignes: home.fiche.adresse.clone() };
    let mut document = Document::new(nature.libelle(), emetteur, decision_le);
    document.sous_titre = Some(one.objet.replace(" #anomalie", ""));
    let opening = match nature {
        NatureActe::Deliberation => {
            format!("Le conseil municipal, réuni le {}, après en avoir délibéré,", date_longue(decision_le))
        }
        _ => format!("Le maire, le {},", date_longue(decision_le)),
    };
    document.push(Bloc::paragraphe(opening));
    document.push(Bloc::article("1", "Objet"));
    document.push(Bloc::paragraphe(format!("{}.", one.objet.replace(" #anomalie", ""))));
    document.push(Bloc::article("2", "Exécution"));
    document.push(Bloc::paragraphe("Le présent acte est transmis au représentant de l’État dans le département."));
    house.presse().pdf(&document).map_err(GesteError::internal)
}
