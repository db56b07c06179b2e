//! The journal of a collectivité as a file that is verified without the database.

use db::{DbError, Tx};
use kernel::CollectiviteId;

use crate::{
    Faute, LigneEcrite,
    store::{self, Tete},
    verify::verify_lignes,
};

/// JSON Lines: one line of the journal a line, then `{"seq":…,"empreinte":…}`, the end of the chain at that moment.
pub async fn write_export(tx: &mut Tx, collectivite: CollectiviteId) -> Result<String, DbError> {
    let mut out = String::new();
    let mut last = Tete { collectivite_id: collectivite, seq: 0, empreinte: String::new() };
    loop {
        let lignes = store::after(tx, collectivite, last.seq).await?;
        if lignes.is_empty() {
            break;
        }
        for ligne in lignes {
            out.push_str(&serde_json::to_string(&ligne).unwrap_or_default());
            out.push('\n');
            (last.seq, last.empreinte) = (ligne.seq, ligne.empreinte);
        }
    }
    out.push_str(&serde_json::json!({"seq": last.seq, "empreinte": last.empreinte}).to_string());
    out.push('\n');
    Ok(out)
}

/// Reads an export back and verifies its chain.
///
/// # Errors
/// A French sentence naming the first line that does not read.
pub fn read_export(text: &str) -> Result<(Vec<LigneEcrite>, Vec<Faute>), kernel::Illisible> {
    #[derive(serde::Deserialize)]
    struct Fin {
        seq: i64,
        empreinte: String,
    }
    let unreadable = |n: usize| kernel::Illisible::new(format!("La ligne {} de l’export ne se lit pas.", n + 1));
    let texts: Vec<&str> = text.lines().collect();
    let (last, before) = texts.split_last().ok_or_else(|| kernel::Illisible::new("L’export est vide."))?;
    let fin: Fin = serde_json::from_str(last).map_err(|_| {
        kernel::Illisible::new("L’export est incomplet : sa dernière ligne, la fin de la chaîne, manque.")
    })?;
    let lignes: Vec<LigneEcrite> = before
        .iter()
        .enumerate()
        .map(|(n, line)| serde_json::from_str(line).map_err(|_| unreadable(n)))
        .collect::<Result<_, _>>()?;
    let fautes = verify_lignes(&lignes, Some((fin.seq, &fin.empreinte)));
    Ok((lignes, fautes))
}
