//! `nomenclature!`: a closed list whose terms have a code (kept, exchanged) and a libellé (shown).

/// Declares the enum and all that goes with its table: `TOUS`, `code()`, `libelle()`, `Display` and serde by the code,
/// `FromStr` that answers an unknown code with the codes that exist.
///
/// The string after the colon is the beginning of that refusal: `"Le service"`.
#[macro_export]
macro_rules! nomenclature {
    (
        $(#[$doc:meta])*
        pub enum $name:ident: $sujet:literal {
            $($(#[$term_doc:meta])* $term:ident = $code:literal, $libelle:literal;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$term_doc])* $term,)+
        }

        impl $name {
            /// Every term, in the order of the table.
            pub const TOUS: &'static [Self] = &[$(Self::$term),+];

            /// The code, as it is stored and exchanged.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$term => $code,)+
                }
            }

            /// The term of a code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::TOUS.iter().copied().find(|term| term.code() == code)
            }

            /// The words for the screen.
            pub const fn libelle(self) -> &'static str {
                match self {
                    $(Self::$term => $libelle,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Illisible;
            fn from_str(s: &str) -> Result<Self, $crate::Illisible> {
                let code = s.trim();
                Self::from_code(code).ok_or_else(|| {
                    $crate::Illisible::new(format!(
                        "{} «\u{a0}{code}\u{a0}» n’existe pas\u{a0}: écrivez l’un de {}.",
                        $sujet,
                        [$($code),+].join(", ")
                    ))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    nomenclature! {
        /// Two terms.
        pub enum Couleur: "La couleur" {
            Brique = "brique", "Brique";
            Ardoise = "ardoise", "Ardoise";
        }
    }

    #[test]
    fn an_unknown_code_is_answered_with_those_that_exist() {
        assert_eq!("ardoise".parse(), Ok(Couleur::Ardoise));
        let refused = "bleu".parse::<Couleur>().unwrap_err().0;
        assert!(refused.starts_with("La couleur «\u{a0}bleu\u{a0}» n’existe pas"), "{refused}");
        assert!(refused.ends_with("brique, ardoise."), "{refused}");
        assert_eq!(serde_json::to_string(&Couleur::Brique).unwrap(), r#""brique""#);
        assert_eq!(Couleur::TOUS.len(), 2);
        assert_eq!(Couleur::Brique.to_string(), Couleur::Brique.code());
        assert_eq!(Couleur::Brique.libelle(), "Brique");
    }
}
