//! PDF as readers see them: checked, stamped and joined, with qpdf and poppler as judges.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod balises;
mod chiffres;
mod controle;
mod difference;
mod fabrique;
mod hostile;
mod juges;
mod officiels;
mod reparation;
mod reunion;
mod revision;
mod signataire;
mod signes;
mod tampon;
mod texte;

use pdf::{Pages, Position, Tampon};

pub(crate) fn tampon() -> Tampon {
    Tampon {
        titre: "Acte télétransmis".into(),
        lignes: vec![
            "082-218200020-20261117-2026_112-DE".into(),
            "Reçu le 17 novembre 2026".into(),
            "Publié le 18/11/2026, n° 12 d’été".into(),
        ],
    }
}

pub(crate) fn en_haut_a_droite() -> Position {
    Position { x: 0.95, y: 0.02, pages: Pages::Toutes }
}
