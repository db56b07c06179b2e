//! Takes the national data set from the npm package and embeds it, compact and compressed.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a build stops where it fails")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};
use serde::{Deserialize, de::DeserializeOwned};

const PACKAGE: &str = "node_modules/@etalab/decoupage-administratif/data";

#[derive(Deserialize)]
struct Territoire {
    code: String,
    nom: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    departement: String,
    #[serde(rename = "chefLieu", default)]
    chef_lieu: String,
}

#[derive(Deserialize)]
struct Commune {
    code: String,
    nom: String,
    #[serde(rename = "type")]
    genre: String,
    departement: Option<String>,
    arrondissement: Option<String>,
    siren: Option<String>,
    #[serde(rename = "codesPostaux", default)]
    codes_postaux: Vec<String>,
    population: Option<u32>,
    #[serde(rename = "typeLiaison")]
    liaison: Option<u8>,
}

#[derive(Deserialize)]
struct Epci {
    code: String,
    nom: String,
    #[serde(rename = "type")]
    genre: String,
    #[serde(rename = "populationTotale")]
    totale: u32,
    #[serde(rename = "populationMunicipale")]
    municipale: u32,
    membres: Vec<Membre>,
}

#[derive(Deserialize)]
struct Membre {
    code: String,
    #[serde(rename = "populationTotale")]
    totale: u32,
}

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("../..");
    let data = root.join(PACKAGE);
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", data.display());
    if !data.join("communes.json").exists() {
        println!("cargo::error=the national data set is missing ({PACKAGE}): run `make prepare` (npm ci) first");
        return;
    }
    let communes: Vec<Commune> =
        read::<Vec<Commune>>(&data, "communes").into_iter().filter(|c| c.genre == "commune-actuelle").collect();
    let text = compact(&data, &communes);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    fs::write(out.join("national.bin"), encoder.finish().unwrap()).unwrap();
    fs::write(out.join("aspires.txt"), aspires(&communes)).unwrap();
}

fn read<T: DeserializeOwned>(data: &Path, name: &str) -> T {
    let path = data.join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// One line an object, fields parted by tabs; the first letter tells the kind. Read by `src/national.rs`.
fn compact(data: &Path, communes: &[Commune]) -> String {
    let mut text = String::new();
    for region in read::<Vec<Territoire>>(data, "regions") {
        writeln!(text, "R\t{}\t{}", region.code, region.nom).unwrap();
    }
    for d in read::<Vec<Territoire>>(data, "departements") {
        writeln!(text, "D\t{}\t{}\t{}\t{}", d.code, d.region, d.chef_lieu, d.nom).unwrap();
    }
    for a in read::<Vec<Territoire>>(data, "arrondissements") {
        writeln!(text, "A\t{}\t{}\t{}", a.code, a.departement, a.nom).unwrap();
    }
    let epci = read::<Vec<Epci>>(data, "epci");
    let departements: BTreeMap<&str, &str> =
        communes.iter().filter_map(|c| Some((c.code.as_str(), c.departement.as_deref()?))).collect();
    let mut member_of = BTreeMap::new();
    for (rank, e) in epci.iter().enumerate() {
        let departement = main_departement(e, &departements);
        writeln!(text, "E\t{}\t{}\t{departement}\t{}\t{}\t{}", e.code, e.genre, e.totale, e.municipale, e.nom).unwrap();
        member_of.extend(e.membres.iter().map(|m| (m.code.as_str(), (rank, m.totale))));
    }
    for c in communes {
        let (rank, totale) = member_of
            .get(c.code.as_str())
            .map_or_else(Default::default, |(rank, totale)| (rank.to_string(), totale.to_string()));
        let arrondissement = c.arrondissement.as_deref().unwrap_or_default();
        let municipale = c.population.map(|p| p.to_string()).unwrap_or_default();
        let (siren, postaux) = (short_siren(c), c.codes_postaux.join(" "));
        let departement = c.departement.as_deref().unwrap_or_default();
        writeln!(
            text,
            "C\t{}\t{departement}\t{siren}\t{arrondissement}\t{rank}\t{municipale}\t{totale}\t{postaux}\t{}",
            c.code, c.nom
        )
        .unwrap();
    }
    text
}

/// Most SIREN of communes are `21`, the département, `0`, the number of the commune, and Luhn's key: then `=` and the key.
fn short_siren(commune: &Commune) -> String {
    let Some(siren) = &commune.siren else { return String::new() };
    let usual = format!("21{}0{}", &commune.code[..2], &commune.code[2..]);
    siren.strip_prefix(&usual).map_or_else(|| siren.clone(), |key| format!("={key}"))
}

/// The département where most of its people live: the data set does not tell the seat.
fn main_departement(epci: &Epci, departements: &BTreeMap<&str, &str>) -> String {
    let mut people: BTreeMap<&str, u64> = BTreeMap::new();
    for membre in &epci.membres {
        let departement = departements.get(membre.code.as_str()).copied().unwrap_or_default();
        *people.entry(departement).or_default() += u64::from(membre.totale);
    }
    people.into_iter().max_by_key(|(_, count)| *count).map(|(departement, _)| departement.to_owned()).expect("a member")
}

/// First words in H or Y that refuse elision (`typeLiaison` 0: « de »), folded, sorted, one a line.
fn aspires(communes: &[Commune]) -> String {
    let first = |nom: &str| {
        let word = nom.split([' ', '-', '\'']).next().unwrap_or_default().to_lowercase();
        word.chars().map(plain).collect::<String>()
    };
    let of = |liaison: u8| -> BTreeSet<String> {
        let kept = communes.iter().filter(|c| c.liaison == Some(liaison) && c.nom.starts_with(['H', 'Y']));
        kept.map(|c| first(&c.nom).replace('œ', "oe")).collect()
    };
    let elided = of(1);
    of(0).into_iter().filter(|word| !elided.contains(word)).collect::<Vec<_>>().join("\n")
}

fn plain(c: char) -> char {
    match c {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'à' | 'â' => 'a',
        'ô' => 'o',
        'î' | 'ï' => 'i',
        'û' | 'ü' => 'u',
        other => other,
    }
}
