//! Prints one document of each kind into a folder, to look at them: `cargo run -p editique --example specimens -- DIR`.

mod documents;
mod etat;

use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("donnez le dossier où écrire les spécimens")?);
    fs::create_dir_all(&folder)?;
    let presse = editique::Presse::new()?;
    for (nom, document) in documents::all() {
        fs::write(folder.join(format!("{nom}.pdf")), presse.pdf(&document)?)?;
    }
    let classeur = etat::classeur();
    fs::write(folder.join("etat.xlsx"), editique::xlsx(&classeur)?)?;
    fs::write(folder.join("etat.ods"), editique::ods(&classeur)?)?;
    fs::write(folder.join("etat.csv"), editique::csv(&etat::detail())?)?;
    Ok(())
}
