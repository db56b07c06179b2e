//! `Issue`: what became of a file that was sent.

/// What is known of one attempt, or of the whole sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The server said that it does not want it: sending the same again changes nothing.
    Refuse,
    /// The server did not take it (absent, overloaded, unknown certificate…): later, it may.
    AReessayer,
    /// All of it was sent and no clear answer came: it was perhaps received. Sent again, it may arrive twice.
    Inconnu,
    /// It was received.
    Accepte,
}

/// One attempt, towards one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Essai {
    /// Where: a URL, or the path of a file.
    pub url: String,
    pub verdict: Verdict,
    /// The HTTP status, when the server gave one.
    pub statut: Option<u16>,
    /// A complete French sentence.
    pub message: String,
}

/// Every attempt, in order. At least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub essais: Vec<Essai>,
}

impl Issue {
    /// The best that is known: accepted somewhere, else perhaps received, else worth retrying as soon as one of the
    /// addresses is, else refused by all.
    pub fn verdict(&self) -> Verdict {
        self.essais.iter().map(|essai| essai.verdict).max().unwrap_or(Verdict::AReessayer)
    }

    /// Where it was received.
    pub fn url(&self) -> Option<&str> {
        self.essais.iter().find(|essai| essai.verdict == Verdict::Accepte).map(|essai| essai.url.as_str())
    }

    /// The sentence of every attempt, for the journal and the page.
    pub fn message(&self) -> String {
        self.essais.iter().map(|essai| essai.message.as_str()).collect::<Vec<_>>().join(" ")
    }
}
