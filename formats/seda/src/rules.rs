//! `Management`: how long an archive is kept, what becomes of it, who may see it.

use time::Date;

use crate::{
    SedaError,
    element::{Element, Format, Nested, Order, group},
    sax::{Sax, Tag},
    valeurs::{Code, Iso, Logique, Token, codes},
    xml::Xml,
};

/// The rules of a unit, or of a whole transfer (`ManagementGroup`). A unit has those of its parent, unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Management {
    pub storage: Option<StorageRule>,
    pub appraisal: Option<AppraisalRule>,
    pub access: Option<Rules>,
    pub dissemination: Option<Rules>,
    pub reuse: Option<Rules>,
    /// Whether the service that made the archive must agree before it is given or destroyed.
    pub need_authorization: Option<bool>,
}

group!(Management {
    opt Nested "StorageRule" storage,
    opt Nested "AppraisalRule" appraisal,
    opt Nested "AccessRule" access,
    opt Nested "DisseminationRule" dissemination,
    opt Nested "ReuseRule" reuse,
    opt Logique "NeedAuthorization" need_authorization,
});

/// The codes that apply, and what becomes of those of the parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    pub rules: Vec<Rule>,
    pub inheritance: Inheritance,
}

/// A code of the list that the archival agreement chose (`AR038`, `AR048`, `DUA-10`…), and the day from which its time runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub code: String,
    pub start_date: Option<Date>,
}

/// What a unit takes of the rules of its parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Inheritance {
    #[default]
    All,
    /// None (`PreventInheritance`).
    Nothing,
    /// All but these codes (`RefNonRuleId`).
    Except(Vec<String>),
}

/// The *durée d'utilité administrative*, and what comes after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppraisalRule {
    pub rules: Rules,
    pub final_action: FinalAction,
}

/// The *durée d'utilité courante*, and what comes after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageRule {
    pub rules: Rules,
    pub final_action: StorageAction,
}

codes! {
    /// What becomes of an archive that is of no use any more (`FinalActionAppraisalCodeType`).
    FinalAction {
        Keep = "Keep",
        Destroy = "Destroy",
    }
}

codes! {
    /// What becomes of an archive that is no longer of daily use (`FinalActionStorageCodeType`).
    StorageAction {
        RestrictAccess = "RestrictAccess",
        Transfer = "Transfer",
        Copy = "Copy",
    }
}

impl Rules {
    /// One code, that runs from a day.
    pub fn from_day(code: impl Into<String>, start_date: impl Into<Option<Date>>) -> Self {
        let rule = Rule { code: code.into(), start_date: start_date.into() };
        Self { rules: vec![rule], inheritance: Inheritance::All }
    }

    /// The children that all rules have; `other` takes what is left, and says whether it knew it.
    fn read_with(
        sax: &mut Sax<'_>,
        tag: &Tag,
        mut other: impl FnMut(&mut Sax<'_>, &Tag) -> Result<bool, SedaError>,
    ) -> Result<Self, SedaError> {
        let (mut read, mut order) = (Self::default(), Order::default());
        while let Some(child) = sax.child()? {
            let rang = match child.nom.as_str() {
                "Rule" | "StartDate" => 0,
                "PreventInheritance" | "RefNonRuleId" => 1,
                _ => 2,
            };
            order.see((rang, 0), (tag, &child), true)?;
            match child.nom.as_str() {
                "Rule" => read.rules.push(Rule { code: Token::read(sax, &child)?, start_date: None }),
                "StartDate" => read.start(sax, tag, &child)?,
                "PreventInheritance" => {
                    if read.inheritance != Inheritance::All {
                        return Err(tag.out_of_place(&child));
                    }
                    if Logique::read(sax, &child)? {
                        read.inheritance = Inheritance::Nothing;
                    }
                }
                "RefNonRuleId" => {
                    let code = Token::read(sax, &child)?;
                    match &mut read.inheritance {
                        Inheritance::Except(codes) => codes.push(code),
                        Inheritance::All => read.inheritance = Inheritance::Except(vec![code]),
                        Inheritance::Nothing => return Err(tag.out_of_place(&child)),
                    }
                }
                _ if other(sax, &child)? => {}
                _ => sax.skip(&child)?,
            }
        }
        Ok(read)
    }

    fn start(&mut self, sax: &mut Sax<'_>, tag: &Tag, child: &Tag) -> Result<(), SedaError> {
        let day = if child.is_nil() { sax.text().map(|_| None)? } else { Some(Iso::read(sax, child)?) };
        match self.rules.last_mut() {
            Some(rule) if rule.start_date.is_none() => rule.start_date = day,
            _ => return Err(tag.out_of_place(child)),
        }
        Ok(())
    }
}

impl Element for Rules {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
        Self::read_with(sax, tag, |_, _| Ok(false))
    }

    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
        for rule in &self.rules {
            Token::write(xml, "Rule", &rule.code)?;
            if let Some(day) = &rule.start_date {
                Iso::write(xml, "StartDate", day)?;
            }
        }
        match &self.inheritance {
            Inheritance::All => Ok(()),
            Inheritance::Nothing => Logique::write(xml, "PreventInheritance", &true),
            Inheritance::Except(codes) if codes.is_empty() => {
                Err(SedaError::valeur("RefNonRuleId", "", "nommez au moins une règle à écarter"))
            }
            Inheritance::Except(codes) => codes.iter().try_for_each(|code| Token::write(xml, "RefNonRuleId", code)),
        }
    }
}

/// Rules that end with what becomes of the archive.
macro_rules! with_final_action {
    ($type:ident) => {
        impl Element for $type {
            fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
                let mut action = None;
                let rules = Rules::read_with(sax, tag, |sax, child| {
                    if child.nom != "FinalAction" {
                        return Ok(false);
                    }
                    match action.replace(Code::read(sax, child)?) {
                        None => Ok(true),
                        Some(_) => Err(tag.twice(child)),
                    }
                })?;
                Ok(Self { rules, final_action: tag.require(action, "FinalAction")? })
            }

            fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
                self.rules.write_inside(xml)?;
                Code::write(xml, "FinalAction", &self.final_action)
            }
        }
    };
}
with_final_action!(AppraisalRule);
with_final_action!(StorageRule);
