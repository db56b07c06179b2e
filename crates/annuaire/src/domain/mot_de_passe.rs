//! Passwords: which are refused and why, and how one is kept (argon2id).

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use kernel::{fold, secret};
use zxcvbn::{Score, feedback::Warning};

use super::refus::Refus;

/// French words that the English dictionaries of zxcvbn do not know, one a line.
const MOTS_COURANTS: &str = include_str!("../../data/mots_courants.txt");
const LONGUEUR_MIN: usize = 12;
const LONGUEUR_MAX: usize = 200;

/// How dear argon2id is made: memory in kibibytes, passes, lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Durete {
    memoire: u32,
    passes: u32,
}

impl Durete {
    /// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
    pub const fn recommandee() -> Self {
        Self { memoire: 19_456, passes: 2 }
    }

    /// As cheap as argon2 allows: a test, never a server.
    pub const fn pour_les_tests() -> Self {
        Self { memoire: 8, passes: 1 }
    }

    fn argon2(self) -> Result<Argon2<'static>, argon2::Error> {
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(self.memoire, self.passes, 1, None)?))
    }
}

/// A password as the database keeps it: PHC string, `$argon2id$v=19$m=19456,t=2,p=1$…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotDePasseHache(pub(crate) String);

impl MotDePasseHache {
    /// Long on purpose: never within a transaction, never on a thread that serves.
    pub(crate) fn of(durete: Durete, mot_de_passe: &str) -> Result<Self, String> {
        let salt = secret::bytes::<16>();
        let argon2 = durete.argon2().map_err(|e| e.to_string())?;
        let hash = argon2.hash_password_with_salt(mot_de_passe.as_bytes(), &salt).map_err(|e| e.to_string())?;
        Ok(Self(hash.to_string()))
    }

    /// As long as [`MotDePasseHache::of`].
    pub(crate) fn matches(&self, mot_de_passe: &str) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(mot_de_passe.as_bytes(), &hash).is_ok())
    }

    /// Whether it was kept with another dureté than today's.
    pub(crate) fn is_outdated(&self, durete: Durete) -> bool {
        !self.0.starts_with(&format!("$argon2id$v=19$m={},t={},p=1$", durete.memoire, durete.passes))
    }
}

/// Refuses a password too short or too soon guessed. `proches` are words that somebody who knows the person would try:
/// their name, their mail, their collectivité.
pub(crate) fn check(mot_de_passe: &str, proches: &[&str]) -> Result<(), Refus> {
    let faible = |phrase: String| Err(Refus::MotDePasseFaible(phrase));
    let length = mot_de_passe.chars().count();
    if length < LONGUEUR_MIN {
        return faible(format!("Ce mot de passe est trop court : {LONGUEUR_MIN} caractères au moins."));
    }
    if length > LONGUEUR_MAX {
        return faible(format!("Ce mot de passe est trop long : {LONGUEUR_MAX} caractères au plus."));
    }
    let words: Vec<String> = proches.iter().flat_map(|text| words(text)).collect();
    let inputs: Vec<&str> = words.iter().map(String::as_str).chain(MOTS_COURANTS.lines()).collect();
    if is_made_of(mot_de_passe, &inputs) {
        return guessed(WHY_PROCHE);
    }
    let entropy = zxcvbn::zxcvbn(mot_de_passe, &inputs);
    if entropy.score() >= Score::Three {
        return Ok(());
    }
    guessed(why(entropy.feedback().and_then(zxcvbn::feedback::Feedback::warning)))
}

fn guessed(why: &str) -> Result<(), Refus> {
    let advice = "Mettez bout à bout quatre ou cinq mots sans rapport entre eux.";
    Err(Refus::MotDePasseFaible(format!("Ce mot de passe se devine vite : {why}. {advice}")))
}

/// The words of a name, longer than an article.
fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| word.len() > 2).map(str::to_owned).collect()
}

/// Whether nothing much is left of a password once the words that one would try are taken out: `clairevidal82`, which
/// zxcvbn counts as three independent choices.
fn is_made_of(mot_de_passe: &str, words: &[&str]) -> bool {
    let whole = fold(mot_de_passe).replace(' ', "");
    let mut longest_first = words.to_vec();
    longest_first.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = longest_first.iter().fold(whole.clone(), |text, word| text.replace(word, ""));
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    let others = rest.chars().count() - digits
        + mot_de_passe.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).count();
    // Eight digits are a date.
    rest != whole && others < 4 && digits <= 8
}

const WHY_PROCHE: &str = "il est fait de mots courants, de votre nom ou de celui de la collectivité";

const fn why(warning: Option<Warning>) -> &'static str {
    use Warning as W;
    match warning {
        Some(W::StraightRowsOfKeysAreEasyToGuess | W::ShortKeyboardPatternsAreEasyToGuess) => {
            "les touches voisines du clavier sont essayées en premier"
        }
        Some(W::RepeatsLikeAaaAreEasyToGuess | W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => {
            "les répétitions ne protègent pas"
        }
        Some(W::ThisIsATop10Password | W::ThisIsATop100Password | W::ThisIsACommonPassword) => {
            "il est dans la liste des mots de passe les plus courants"
        }
        Some(W::ThisIsSimilarToACommonlyUsedPassword) => "il ressemble à un mot de passe très courant",
        Some(W::SequencesLikeAbcAreEasyToGuess) => "les suites comme abc ou 6543 sont essayées en premier",
        Some(W::RecentYearsAreEasyToGuess) => "les années récentes sont essayées en premier",
        Some(W::DatesAreOftenEasyToGuess) => "les dates sont essayées en premier",
        Some(W::AWordByItselfIsEasyToGuess) => "un mot seul ne suffit pas",
        Some(W::NamesAndSurnamesByThemselvesAreEasyToGuess | W::CommonNamesAndSurnamesAreEasyToGuess) => {
            "les noms et prénoms sont essayés en premier"
        }
        None => WHY_PROCHE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_passwords_are_refused_and_the_reason_told() {
        let refused =
            |typed: &str| match check(typed, &["Claire Vidal", "c.vidal@montauban.fr", "Commune de Montauban"]) {
                Err(Refus::MotDePasseFaible(phrase)) => phrase,
                other => panic!("{typed}: {other:?}"),
            };
        assert!(refused("Court1!").contains("12 caractères"));
        assert!(refused("aaaaaaaaaaaaaaaa").contains("répétitions"));
        for typed in [
            "password1234",
            "azertyuiop12",
            "MotDePasse2026",
            "Montauban82000",
            "clairevidal82",
            "qwertyuiop123",
            "Mairie2026!!",
        ] {
            assert!(refused(typed).contains("se devine vite"), "{typed}");
        }
        assert!(refused(&"x".repeat(300)).contains("trop long"));
    }

    #[test]
    fn four_unrelated_words_pass() {
        for typed in ["cheval agrafe correct pile", "girafe-tournevis-62-omelette", "Vx9#kTq2!mWz7"] {
            assert_eq!(check(typed, &["Claire Vidal"]), Ok(()), "{typed}");
        }
    }

    #[test]
    fn a_kept_password_matches_only_itself() {
        let kept = MotDePasseHache::of(Durete::pour_les_tests(), "cheval agrafe").unwrap();
        assert!(kept.matches("cheval agrafe") && !kept.matches("cheval agraf"));
        assert_ne!(kept, MotDePasseHache::of(Durete::pour_les_tests(), "cheval agrafe").unwrap(), "each its salt");
        assert!(kept.is_outdated(Durete::recommandee()) && !kept.is_outdated(Durete::pour_les_tests()));
        assert!(!MotDePasseHache("not a PHC string".into()).matches("cheval agrafe"));
    }
}
