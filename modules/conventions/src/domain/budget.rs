//! `LigneBudgetaire`: the budget line printed with a convention, and the credit that it leaves.

use kernel::Montant;

/// Where the expense is charged, as in the rapport of the délibération 2025-426 of the Pas-de-Calais.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneBudgetaire {
    /// `C06-020N02`.
    pub code_operation: String,
    /// `6281/93020`.
    pub imputation: String,
    pub libelle: String,
    /// Crédits de paiement opened.
    pub credits_paiement: Montant,
    pub disponible: Montant,
    pub proposition: Montant,
}

impl LigneBudgetaire {
    /// Disponible − proposition; negative when the credit does not suffice.
    pub fn solde(&self) -> Montant {
        self.disponible - self.proposition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_balance_is_that_of_the_source() {
        let ligne = LigneBudgetaire {
            code_operation: "C06-020N02".into(),
            imputation: "6281/93020".into(),
            libelle: "Informatique Fonctionnement".into(),
            credits_paiement: Montant::from_euros(12_000),
            disponible: Montant::from_euros(9_180),
            proposition: Montant::from_euros(7_000),
        };
        assert_eq!(ligne.solde(), Montant::from_euros(2_180));
    }
}
