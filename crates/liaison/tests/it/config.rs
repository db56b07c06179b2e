//! Configurations are read as the administrator writes them, and futures go to the workers.

use std::convert::Infallible;

use kernel::Clock;
use liaison::{
    Boite, BoiteConfig, Depot, DepotConfig, Empreinte, Fichier, Keep, Repertoire, RepertoireConfig, Security,
};

#[test]
fn a_depot_is_read_with_its_defaults() {
    let least: DepotConfig = toml::from_str("url = \"https://depot.exemple.fr/\"").unwrap();
    assert_eq!(least, DepotConfig::new("https://depot.exemple.fr/"));
    assert_eq!((least.connexion_secondes, least.total_secondes), (60, 180));
    let whole: DepotConfig = toml::from_str(&format!(
        "url = \"https://depot.exemple.fr/\"\nsecours = \"https://secours.exemple.fr/\"\nentetes = [[\"X-User-Agent\", \"beffroi\"]]\n\
         empreintes = [\"{}\"]\n[formulaire]\nfichier = \"file\"\ntextes = [[\"name\", \"{{nom}}\"]]\n",
        "0A".repeat(32)
    ))
    .unwrap();
    assert_eq!(whole.formulaire.textes, [("name".to_owned(), "{nom}".to_owned())]);
    assert_eq!(whole.empreintes, ["0a".repeat(32).parse::<Empreinte>().unwrap()]);
    let wrong = toml::from_str::<DepotConfig>("url = \"x\"\nempreintes = [\"0A\"]").unwrap_err().to_string();
    assert!(wrong.contains("64 chiffres"), "{wrong}");
}

#[test]
fn a_mailbox_and_directories_are_read_with_their_defaults() {
    let boite: BoiteConfig =
        toml::from_str("host = \"imap.exemple.fr\"\nport = 993\nsecurity = \"tls\"\nuser = \"u\"\npassword = \"p\"")
            .unwrap();
    assert_eq!(boite, BoiteConfig::new("imap.exemple.fr", 993, Security::Tls, "u", "p"));
    assert_eq!((boite.dossier.as_str(), boite.taille_max, boite.patience_secondes), ("INBOX", 200 * 1024 * 1024, 60));
    let repertoire: RepertoireConfig = toml::from_str("envoi = \"/e\"\nretour = \"/r\"").unwrap();
    assert_eq!(repertoire.repos_secondes, 30);
}

#[test]
fn what_is_sent_and_read_can_go_from_a_worker_to_another() {
    fn goes<T: Send>(_: T) {}
    let folder = tempfile::tempdir().unwrap();
    let place = || folder.path().to_owned();
    let fichier = Fichier::from_bytes("a", "b").unwrap();
    let depot = Depot::new(&DepotConfig::new("https://depot.exemple.fr/")).unwrap();
    let boite = Boite::new(BoiteConfig::new("imap.exemple.fr", 993, Security::Tls, "u", "p")).unwrap();
    let repertoire = Repertoire::new(RepertoireConfig { envoi: place(), retour: place(), repos_secondes: 0 }).unwrap();
    let clock = Clock::system();
    let later = |keep: Keep| async move {
        tokio::task::yield_now().await;
        Ok::<_, Infallible>(keep)
    };
    goes(depot.send(&fichier));
    goes(boite.read(|_| later(Keep::Traite)));
    goes(boite.read(async |recu| later(Keep::Rejete(recu.uid.to_string())).await));
    goes(repertoire.send(&fichier));
    goes(repertoire.read(&clock, |_| later(Keep::Traite)));
}
