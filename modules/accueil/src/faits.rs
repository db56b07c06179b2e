//! What a redirect of this room tells on the page it leads to.

use web::Fait;

pub(crate) const MOT_DE_PASSE_CHOISI: &str = "mot-de-passe-choisi";
pub(crate) const DECONNECTE: &str = "deconnecte";
pub(crate) const PROFIL_ENREGISTRE: &str = "profil-enregistre";
pub(crate) const MOT_DE_PASSE_CHANGE: &str = "mot-de-passe-change";
pub(crate) const SECOND_FACTEUR_RETIRE: &str = "double-authentification-retiree";
pub(crate) const SECOND_FACTEUR_OTE: &str = "double-authentification-otee";
pub(crate) const SESSION_FERMEE: &str = "session-fermee";
pub(crate) const SESSIONS_FERMEES: &str = "autres-sessions-fermees";
pub(crate) const JETON_REVOQUE: &str = "jeton-revoque";
pub(crate) const RETOUR: &str = "retour-a-son-compte";
pub(crate) const INVITEE: &str = "personne-invitee";
pub(crate) const INVITATION_ENVOYEE: &str = "invitation-renvoyee";
pub(crate) const PERSONNE_ENREGISTREE: &str = "personne-enregistree";
pub(crate) const DESACTIVEE: &str = "compte-desactive";
pub(crate) const REACTIVEE: &str = "compte-reactive";
pub(crate) const DEVERROUILLEE: &str = "compte-deverrouille";
pub(crate) const RATTACHEE: &str = "personne-rattachee";
pub(crate) const ROLE_CHANGE: &str = "role-change";
pub(crate) const DETACHEE: &str = "personne-retiree";
pub(crate) const PERMISSIONS_ENREGISTREES: &str = "permissions-enregistrees";
pub(crate) const PORTEFEUILLE_ENREGISTRE: &str = "portefeuille-enregistre";

pub(crate) const FAITS: &[Fait] = &[
    Fait { code: MOT_DE_PASSE_CHOISI, phrase: "Votre mot de passe est enregistré\u{a0}: connectez-vous." },
    Fait { code: DECONNECTE, phrase: "Vous êtes déconnecté. À bientôt\u{a0}!" },
    Fait { code: PROFIL_ENREGISTRE, phrase: "Votre profil est enregistré." },
    Fait {
        code: MOT_DE_PASSE_CHANGE,
        phrase: "Votre mot de passe est changé\u{a0}; vos autres appareils sont déconnectés.",
    },
    Fait { code: SECOND_FACTEUR_RETIRE, phrase: "La double authentification est retirée de votre compte." },
    Fait { code: SECOND_FACTEUR_OTE, phrase: "La double authentification de cette personne est retirée." },
    Fait { code: SESSION_FERMEE, phrase: "Cet appareil est déconnecté." },
    Fait { code: SESSIONS_FERMEES, phrase: "Tous vos autres appareils sont déconnectés." },
    Fait { code: JETON_REVOQUE, phrase: "Ce jeton est révoqué\u{a0}: il ne sert plus à rien." },
    Fait { code: RETOUR, phrase: "Vous agissez de nouveau en votre nom." },
    Fait {
        code: INVITEE,
        phrase: "La personne est invitée\u{a0}: un courriel lui demande de choisir son mot de passe.",
    },
    Fait {
        code: INVITATION_ENVOYEE,
        phrase: "Un courriel est parti\u{a0}: son lien permet de choisir un mot de passe.",
    },
    Fait { code: PERSONNE_ENREGISTREE, phrase: "La fiche est enregistrée." },
    Fait { code: DESACTIVEE, phrase: "Le compte est désactivé et ses appareils sont déconnectés." },
    Fait { code: REACTIVEE, phrase: "Le compte est réactivé." },
    Fait {
        code: DEVERROUILLEE,
        phrase: "Le compte est déverrouillé\u{a0}: la personne peut se connecter dès maintenant.",
    },
    Fait { code: RATTACHEE, phrase: "La personne est rattachée à la collectivité." },
    Fait { code: ROLE_CHANGE, phrase: "Le rôle est enregistré." },
    Fait { code: DETACHEE, phrase: "La personne ne travaille plus pour cette collectivité." },
    Fait { code: PERMISSIONS_ENREGISTREES, phrase: "Les permissions sont enregistrées." },
    Fait { code: PORTEFEUILLE_ENREGISTRE, phrase: "Le portefeuille est enregistré." },
];
