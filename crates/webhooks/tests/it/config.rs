//! The configuration, as the administrator writes it.

use liaison::AppelConfig;
use webhooks::{Webhooks, WebhooksConfig};

use crate::world::RECU;

#[test]
fn every_line_is_optional_and_a_wrong_one_is_told() {
    let read = |text: &str| toml::from_str::<WebhooksConfig>(text);
    assert_eq!(read("").unwrap(), WebhooksConfig::default());
    let whole = "cle = \"/etc/beffroi/webhooks.cle\"\n[appel]\nreseaux = [\"10.82.0.0/16\"]\nhttp_local = true\n\
        ca = \"/etc/beffroi/autorites.pem\"\nconnexion_secondes = 5\ntotal_secondes = 15";
    let appel = AppelConfig {
        reseaux: vec!["10.82.0.0/16".parse().unwrap()],
        http_local: true,
        ca: Some("/etc/beffroi/autorites.pem".into()),
        connexion_secondes: 5,
        total_secondes: 15,
    };
    assert_eq!(read(whole).unwrap(), WebhooksConfig { cle: Some("/etc/beffroi/webhooks.cle".into()), appel });
    for (text, why) in
        [("clef = \"x\"", "clef"), ("[appel]\nreseaux = [\"10.82\"]", "10.82.0.0/16"), ("[appel]\nproxy = 1", "proxy")]
    {
        assert!(read(text).unwrap_err().to_string().contains(why), "{text}");
    }
}

#[test]
fn authorities_or_a_key_that_do_not_read_are_told_at_start() {
    let data = tempfile::tempdir().unwrap();
    let absent = data.path().join("absent.pem");
    let appel = AppelConfig { ca: Some(absent.clone()), ..AppelConfig::default() };
    for config in [
        WebhooksConfig { appel, cle: None },
        WebhooksConfig { cle: Some(data.path().join("absent.pem/cle")), ..WebhooksConfig::default() },
    ] {
        let told = Webhooks::new(&config, data.path(), [RECU]).unwrap_err().to_string();
        assert!(told.contains("absent.pem"), "{told}");
    }
}
