//! The command line as a person types it: the binary itself, on a directory of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn run(data: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
    command.arg("--data").arg(data).args(args).env_remove("BEFFROI_DATABASE");
    command.output().unwrap()
}

fn answer(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A CDG of the Gers, with its communes.
fn gers() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let init = ["init", "--departement", "32", "--siren", "999820004", "--courriel", "cdg32@exemple.example"];
    assert!(answer(&run(folder.path(), &init)).contains("/lien/"));
    folder
}

#[test]
fn a_departement_becomes_a_centre_and_its_communes() {
    let folder = gers();
    let all: serde_json::Value =
        serde_json::from_str(&answer(&run(folder.path(), &["collectivite", "list", "--json"]))).unwrap();
    assert!(all.as_array().unwrap().len() > 450, "{}", all.as_array().unwrap().len());
    assert!(
        complaint(&run(
            folder.path(),
            &["init", "--departement", "99", "--siren", "999820004", "--courriel", "x@y.example"]
        ))
        .contains("99")
    );
    assert!(answer(&run(folder.path(), &["journal", "verify", "--json"])).contains("\"fautes\": []"));
}

#[test]
fn the_work_of_a_year_is_done_from_the_command_line() {
    let folder = gers();
    let data = folder.path();
    let all: serde_json::Value =
        serde_json::from_str(&answer(&run(data, &["collectivite", "list", "--json"]))).unwrap();
    let commune = all
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["genre"] == "commune" && c["population_totale"].as_i64() < Some(300))
        .unwrap();
    let siren = commune["siren"].as_str().unwrap();
    let grid = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tarifs/cdg82-2020.toml");
    answer(&run(data, &["tarif", "import", grid.to_str().unwrap()]));
    assert!(
        complaint(&run(data, &["tarif", "revise", "2020", "--validate"])).contains("novembre 2018"),
        "the missing month is named"
    );
    answer(&run(data, &["syntec", "set", "2018-11", "270.4"]));
    answer(&run(data, &["syntec", "set", "2019-11", "274,5"]));
    assert!(answer(&run(data, &["tarif", "revise", "2020", "--validate"])).contains("126,40"));
    let file = data.join("abonnements.csv");
    fs::write(&file, format!("siren;service;quantite;depuis\n{siren};N2;2;2019\n{siren};RGPD;1;2020\n")).unwrap();
    answer(&run(data, &["convention", "import", file.to_str().unwrap()]));
    answer(&run(data, &["etat", "compute", "2020"]));
    let shown: serde_json::Value =
        serde_json::from_str(&answer(&run(data, &["etat", "show", "2020", "--siren", siren, "--json"]))).unwrap();
    // 126.40 × 274.5 ÷ 270.4 = 128.316… → 128.32; two postes; RGPD, first year, up to 300 people.
    assert_eq!(shown[0]["total"], "656.64", "{shown}");
    assert_eq!(shown[0]["lignes"][0]["prix_unitaire"], "128.32");
    answer(&run(data, &["etat", "validate", "2020"]));
    answer(&run(data, &["worker", "--until-idle"]));
    assert!(answer(&run(data, &["journal", "verify"])).is_empty());
}

#[test]
fn a_bad_file_is_explained_line_by_line_and_nothing_is_kept() {
    let folder = gers();
    let data = folder.path();
    let file = data.join("abonnements.csv");
    fs::write(&file, "siren;service;quantite;depuis\n123;N2;2;2019\n213200116;XX;0;19\n").unwrap();
    let told = complaint(&run(data, &["convention", "import", file.to_str().unwrap()]));
    assert!(told.contains('2') && told.contains('3') && told.contains("XX"), "{told}");
    assert!(complaint(&run(data, &["convention", "import", "absent.csv"])).contains("absent.csv"));
    let exported = answer(&run(data, &["convention", "export", "2019"]));
    assert_eq!(exported.trim_start_matches('\u{feff}').lines().count(), 1, "{exported}");
}

/// A file of the format's own tests.
fn of_actes(nom: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/norme_actes/tests/it/fixtures").join(nom)
}

#[test]
fn a_file_is_recognised_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let inspect =
        |path: &Path, more: &[&str]| run(folder.path(), &[&["inspect", path.to_str().unwrap()], more].concat());
    let told = answer(&inspect(&of_actes("ar-acte.xml"), &[]));
    assert!(told.contains("Message ACTES 1-2") && told.contains("Reçu le : 20 novembre 2026"), "{told}");
    let json: serde_json::Value =
        serde_json::from_str(&answer(&inspect(&of_actes("anomalie-enveloppe.xml"), &["--json"]))).unwrap();
    assert_eq!((json["format"].as_str(), json["faits"][0]["libelle"].as_str()), (Some("ACTES"), Some("Anomalie")));
    assert_eq!(json["remarques"].as_array().unwrap().len(), 1, "{json}");
    assert!(!folder.path().join("beffroi.db").exists(), "nothing is opened to read a file");
}

#[test]
fn a_file_that_nobody_knows_or_that_is_wrong_ends_in_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inconnu.bin");
    fs::write(&file, b"\x00\x01").unwrap();
    let inspect = |path: &Path| complaint(&run(folder.path(), &["inspect", path.to_str().unwrap()]));
    assert!(inspect(&file).contains("n’est pas d’un format connu"));
    assert!(inspect(Path::new("absent.xml")).contains("absent.xml ne se lit pas"));
    let message = folder.path().join("082-218200020-20261117-2026_112-DE-1-2_7.xml");
    fs::write(&message, b"<actes:ARActe").unwrap();
    let told = inspect(&message);
    assert!(told.contains("✗ ") && told.contains("n’est pas un XML"), "{told}");
    let text = String::from_utf8_lossy(&fs::read(of_actes("ar-acte.xml")).unwrap()).replace("Subvention", "&#27;[31m");
    fs::write(&message, text.replace("ISO-8859-1", "UTF-8")).unwrap();
    let told = answer(&run(folder.path(), &["inspect", message.to_str().unwrap()]));
    assert!(told.contains("\u{fffd}[31m") && !told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn a_wrong_setting_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("beffroi.toml"), "inconnu = 1\n").unwrap();
    assert!(complaint(&run(folder.path(), &["migrate"])).contains("inconnu"));
    fs::remove_file(folder.path().join("beffroi.toml")).unwrap();
    assert!(complaint(&run(folder.path(), &["--database", "mysql://x", "migrate"])).contains("sqlite:"));
}

#[test]
fn help_completions_and_manual_are_french_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    assert!(answer(&run(folder.path(), &["--help"])).contains("Les états annuels"));
    assert!(answer(&run(folder.path(), &["completions", "bash"])).contains("beffroi"));
    assert!(answer(&run(folder.path(), &["man"])).contains(".TH beffroi"));
}

#[test]
fn the_designations_of_the_cnil_are_tried_then_imported() {
    let folder = gers();
    let auch = "213200132";
    let file = folder.path().join("cnil.csv");
    let head = "SIREN organisme désignant;Date de la désignation;SIREN organisme désigné;Nom organisme désigné";
    fs::write(&file, format!("{head}\n{auch};25/05/2018;999820004;CDG 32\n552081317;25/05/2018;;\n")).unwrap();
    let file = file.to_str().unwrap();
    let told = |output: &Output| -> serde_json::Value { serde_json::from_str(&answer(output)).unwrap() };
    let tried = told(&run(folder.path(), &["dpd", "designations", file, "--dry-run", "--json"]));
    assert_eq!((&tried["nouvelles"], &tried["enregistre"]), (&1.into(), &false.into()));
    let done = told(&run(folder.path(), &["dpd", "designations", file, "--json"]));
    assert_eq!((&done["lignes"], &done["adherents"], &done["nouvelles"]), (&2.into(), &1.into(), &1.into()));
    let again = told(&run(folder.path(), &["dpd", "designations", file, "--json"]));
    assert_eq!((&again["nouvelles"], &again["inchangees"]), (&0.into(), &1.into()));
    fs::write(file, "siren;nom\n").unwrap();
    let wrong = complaint(&run(folder.path(), &["dpd", "designations", file]));
    assert!(wrong.contains("n’est pas celui des désignations de la CNIL"), "{wrong}");
}
