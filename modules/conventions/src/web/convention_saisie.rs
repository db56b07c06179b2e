//! What each act of a convention asks: its words, its fields, and how they are read.

use kernel::{Montant, parse_date};
use time::Date;
use web::ui::{Choice, Field, Form, FormState};

use crate::{
    domain::{
        Assimilation as AssimilationTarif, Convention, Deliberation as Vote, EtatConvention, LigneBudgetaire, Partie,
        Regime,
    },
    gestes::conventions::Acte,
};

/// An act that a form records.
pub(super) trait Saisie: Send + Sync + 'static {
    /// The end of its address, and the code of what is told once it is done.
    const SEGMENT: &'static str;
    /// The title of its page: what there is to do.
    const TITRE: &'static str;
    /// One sentence on what it does.
    const EFFET: &'static str;
    /// The verb of its button.
    const VERBE: &'static str;
    /// The field under which a refusal of the rule is told.
    const CHAMP: &'static str;
    /// Asked once more, with its effect, before it is recorded.
    const CONFIRMEE: bool = false;

    /// Whether the act is offered on the page of this convention.
    fn is_offered(convention: &Convention) -> bool;

    fn fields<'f>(form: Form<'f>, convention: &Convention, today: Date) -> Form<'f>;

    /// None when a field is refused; the form then says why.
    fn read(form: &mut FormState) -> Option<Acte>;
}

#[derive(Debug)]
pub(super) struct Signature;
#[derive(Debug)]
pub(super) struct Denonciation;
#[derive(Debug)]
pub(super) struct Reconduction;
#[derive(Debug)]
pub(super) struct Resiliation;
#[derive(Debug)]
pub(super) struct Avenant;
#[derive(Debug)]
pub(super) struct Deliberation;
#[derive(Debug)]
pub(super) struct Assimilation;
#[derive(Debug)]
pub(super) struct Budget;

const fn is_bound(etat: EtatConvention) -> bool {
    matches!(etat, EtatConvention::EnVigueur | EtatConvention::Renouvelee)
}

fn day(name: &'static str, label: &'static str, today: Date) -> Field {
    Field::date(name, label).default_value(today.to_string())
}

fn parties(label: &'static str) -> Field {
    Field::radios("partie", label, Partie::TOUS.iter().map(|p| Choice::new(p.code(), p.libelle())))
}

impl Saisie for Signature {
    const SEGMENT: &'static str = "signature";
    const TITRE: &'static str = "Enregistrer une signature";
    const EFFET: &'static str = "La seconde signature met la convention en vigueur ce jour-là.";
    const VERBE: &'static str = "Enregistrer la signature";
    const CHAMP: &'static str = "le";

    fn is_offered(convention: &Convention) -> bool {
        matches!(convention.etat(), EtatConvention::Proposee | EtatConvention::Signee)
    }

    fn fields<'f>(form: Form<'f>, convention: &Convention, today: Date) -> Form<'f> {
        let waiting = Partie::TOUS.iter().find(|partie| convention.signature(**partie).is_none());
        form.field(parties("Qui a signé\u{a0}?").default_value(waiting.map_or("", |partie| partie.code())))
            .field(day("le", "Signée le", today))
            .field(
                Field::text("reference", "Référence de l’exemplaire signé")
                    .default_value(format!("Convention n°\u{a0}{}", convention.numero))
                    .help("Par quoi retrouver le document\u{a0}: son numéro, son classement."),
            )
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let partie = form.read("partie", str::parse::<Partie>);
        let le = form.read("le", parse_date);
        Some(Acte::Signature { partie: partie?, le: le?, reference: form.value("reference").to_owned() })
    }
}

impl Saisie for Denonciation {
    const SEGMENT: &'static str = "denonciation";
    const TITRE: &'static str = "Dénoncer la convention";
    const EFFET: &'static str =
        "Par lettre recommandée avec accusé de réception. La date d’effet se calcule depuis la notification.";
    const VERBE: &'static str = "Calculer la date d’effet";
    const CHAMP: &'static str = "recommande";
    const CONFIRMEE: bool = true;

    fn is_offered(convention: &Convention) -> bool {
        is_bound(convention.etat())
    }

    fn fields<'f>(form: Form<'f>, convention: &Convention, today: Date) -> Form<'f> {
        let motif = Field::textarea("manquement", "Engagements non respectés").rows(3);
        let motif = match convention.regime {
            Regime::TroisAnsExpres => {
                motif.help("Une convention de trois ans ne se dénonce que pour cela (article 7).")
            }
            Regime::UnAnTacite => motif.optional().help("Le motif est libre."),
        };
        form.field(day("notifiee_le", "Notifiée le", today).help("Le jour où le recommandé est présenté."))
            .field(Field::text("recommande", "Numéro du recommandé").medium().help("Par exemple 1A 205 123 4567 8."))
            .field(motif)
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let notifiee_le = form.read("notifiee_le", parse_date);
        let manquement = Some(form.value("manquement").to_owned()).filter(|text| !text.is_empty());
        Some(Acte::Denonciation {
            notifiee_le: notifiee_le?,
            recommande: form.value("recommande").to_owned(),
            manquement,
        })
    }
}

impl Saisie for Reconduction {
    const SEGMENT: &'static str = "reconduction";
    const TITRE: &'static str = "Reconduire la convention";
    const EFFET: &'static str = "Trois années de plus, signées deux mois avant la fin au plus tard.";
    const VERBE: &'static str = "Enregistrer la reconduction";
    const CHAMP: &'static str = "le";

    fn is_offered(convention: &Convention) -> bool {
        convention.regime == Regime::TroisAnsExpres && is_bound(convention.etat())
    }

    fn fields<'f>(form: Form<'f>, _: &Convention, today: Date) -> Form<'f> {
        form.field(day("le", "Signée le", today)).field(Field::text("reference", "Référence de la reconduction signée"))
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let le = form.read("le", parse_date);
        Some(Acte::Reconduction { le: le?, reference: form.value("reference").to_owned() })
    }
}

impl Saisie for Resiliation {
    const SEGMENT: &'static str = "resiliation";
    const TITRE: &'static str = "Résilier d’un commun accord";
    const EFFET: &'static str = "Les deux parties signent la fin de la convention, sans indemnité.";
    const VERBE: &'static str = "Préparer la résiliation";
    const CHAMP: &'static str = "le";
    const CONFIRMEE: bool = true;

    fn is_offered(convention: &Convention) -> bool {
        convention.etat().is_active()
    }

    fn fields<'f>(form: Form<'f>, _: &Convention, today: Date) -> Form<'f> {
        form.field(day("le", "Fin de la convention", today))
            .field(Field::text("reference", "Référence de l’accord signé"))
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let le = form.read("le", parse_date);
        Some(Acte::Resiliation { le: le?, reference: form.value("reference").to_owned() })
    }
}

impl Saisie for Avenant {
    const SEGMENT: &'static str = "avenants";
    const TITRE: &'static str = "Ajouter un avenant";
    const EFFET: &'static str = "Un avenant est écrit et signé comme la convention\u{a0}; il reçoit le numéro suivant.";
    const VERBE: &'static str = "Ajouter l’avenant";
    const CHAMP: &'static str = "objet";

    fn is_offered(convention: &Convention) -> bool {
        is_bound(convention.etat())
    }

    fn fields<'f>(form: Form<'f>, _: &Convention, today: Date) -> Form<'f> {
        form.field(day("le", "Signé le", today)).field(Field::textarea("objet", "Ce qu’il change").rows(3))
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let le = form.read("le", parse_date);
        Some(Acte::Avenant { le: le?, objet: form.value("objet").to_owned() })
    }
}

impl Saisie for Deliberation {
    const SEGMENT: &'static str = "deliberations";
    const TITRE: &'static str = "Ajouter une délibération";
    const EFFET: &'static str = "Le vote qui autorise une partie à signer la convention ou ce qui la change.";
    const VERBE: &'static str = "Ajouter la délibération";
    const CHAMP: &'static str = "le";

    fn is_offered(_: &Convention) -> bool {
        true
    }

    fn fields<'f>(form: Form<'f>, _: &Convention, today: Date) -> Form<'f> {
        form.field(parties("Qui a délibéré\u{a0}?").default_value(Partie::Membre.code()))
            .field(Field::text("assemblee", "Assemblée").help("Par exemple «\u{a0}Conseil municipal\u{a0}»."))
            .row([day("le", "Date", today), Field::text("numero", "Numéro").optional().short()])
            .field(Field::text("objet", "Objet"))
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let partie = form.read("partie", str::parse::<Partie>);
        let assemblee = form.required("assemblee", "Indiquez l’assemblée qui a délibéré.");
        let le = form.read("le", parse_date);
        let objet = form.required("objet", "Indiquez l’objet de la délibération.");
        let numero = Some(form.value("numero").to_owned()).filter(|numero| !numero.is_empty());
        Some(Acte::Deliberation(Vote { partie: partie?, assemblee: assemblee?, le: le?, numero, objet: objet? }))
    }
}

impl Saisie for Assimilation {
    const SEGMENT: &'static str = "assimilation";
    const TITRE: &'static str = "Assimiler à un autre barème";
    const EFFET: &'static str =
        "Cette collectivité paie alors le délégué à la protection des données comme si elle était d’un autre genre.";
    const VERBE: &'static str = "Enregistrer l’assimilation";
    const CHAMP: &'static str = "assimilation";

    fn is_offered(_: &Convention) -> bool {
        true
    }

    fn fields<'f>(form: Form<'f>, convention: &Convention, _: Date) -> Form<'f> {
        let known = convention.assimilation.map(|a| a.to_string()).unwrap_or_default();
        form.field(
            Field::text("assimilation", "Barème").optional().medium().default_value(known).help(
                "Par exemple «\u{a0}epci > 200000\u{a0}» ou «\u{a0}ccas\u{a0}». Vide\u{a0}: aucune assimilation.",
            ),
        )
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let assimilation = form.read_if_filled("assimilation", str::parse::<AssimilationTarif>);
        form.is_valid().then_some(Acte::Assimilation(assimilation))
    }
}

impl Saisie for Budget {
    const SEGMENT: &'static str = "budget";
    const TITRE: &'static str = "Imputer au budget";
    const EFFET: &'static str =
        "La ligne budgétaire imprimée avec la convention\u{a0}: son solde est le disponible moins la proposition.";
    const VERBE: &'static str = "Enregistrer la ligne budgétaire";
    const CHAMP: &'static str = "proposition";

    fn is_offered(_: &Convention) -> bool {
        true
    }

    fn fields<'f>(form: Form<'f>, convention: &Convention, _: Date) -> Form<'f> {
        let known = convention.budget.as_ref();
        let text = |get: fn(&LigneBudgetaire) -> &String| known.map(get).cloned().unwrap_or_default();
        let amount = |get: fn(&LigneBudgetaire) -> Montant| known.map(get).map(Montant::decimal).unwrap_or_default();
        form.row([
            Field::text("code_operation", "Code opération").short().default_value(text(|b| &b.code_operation)),
            Field::text("imputation", "Imputation").short().default_value(text(|b| &b.imputation)),
        ])
        .field(Field::text("libelle", "Libellé").default_value(text(|b| &b.libelle)))
        .row([
            Field::montant("credits_paiement", "Crédits de paiement").default_value(amount(|b| b.credits_paiement)),
            Field::montant("disponible", "Disponible").default_value(amount(|b| b.disponible)),
            Field::montant("proposition", "Proposition").default_value(amount(|b| b.proposition)),
        ])
    }

    fn read(form: &mut FormState) -> Option<Acte> {
        let code_operation =
            form.required("code_operation", "Indiquez le code de l’opération, par exemple C06-020N02.");
        let imputation = form.required("imputation", "Indiquez l’imputation, par exemple 6281/93020.");
        let libelle = form.required("libelle", "Indiquez le libellé de l’opération.");
        let credits_paiement = form.read("credits_paiement", str::parse::<Montant>);
        let disponible = form.read("disponible", str::parse::<Montant>);
        let proposition = form.read("proposition", str::parse::<Montant>);
        Some(Acte::Budget(Some(LigneBudgetaire {
            code_operation: code_operation?,
            imputation: imputation?,
            libelle: libelle?,
            credits_paiement: credits_paiement?,
            disponible: disponible?,
            proposition: proposition?,
        })))
    }
}
