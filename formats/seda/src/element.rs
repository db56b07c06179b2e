//! `element!`: what an element holds, told once in the order of the schema; it is read and written from that one list.

use crate::{
    SedaError,
    error::abrege,
    sax::{Sax, Tag},
    xml::Xml,
};

/// A value that is an element with children.
pub(crate) trait Element: Sized {
    /// Reads up to the end of the element that `tag` opened.
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError>;
    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError>;
    /// The `id` that the element carries, for those that have one.
    fn id(&self) -> Option<&str> {
        None
    }
}

/// Children that the schema repeats in several elements, without an element around them.
pub(crate) trait Group: Default {
    const NOMS: &'static [&'static str];
    fn take(&mut self, sax: &mut Sax<'_>, tag: &Tag) -> Result<(), SedaError>;
    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError>;
}

/// How a value stands in an element.
pub(crate) trait Format<V> {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<V, SedaError>;
    fn write(xml: &mut Xml, nom: &'static str, valeur: &V) -> Result<(), SedaError>;
}

/// An element inside another.
pub(crate) enum Nested {}

impl<E: Element> Format<E> for Nested {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<E, SedaError> {
        E::read(sax, tag)
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &E) -> Result<(), SedaError> {
        xml.within(nom, valeur.id(), |xml| valeur.write_inside(xml))
    }
}

/// Where one stands in the list of children: what comes too late, or twice, is refused as the schema would.
#[derive(Default)]
pub(crate) struct Order {
    last: Option<(usize, usize)>,
}

impl Order {
    pub(crate) fn see(&mut self, rang: (usize, usize), (ou, quoi): (&str, &str), many: bool) -> Result<(), SedaError> {
        let (ou, quoi) = (|| ou.to_owned(), || abrege(quoi));
        match self.last.replace(rang) {
            Some(last) if last > rang => Err(SedaError::Desordre { ou: ou(), quoi: quoi() }),
            Some(last) if last == rang && !many => Err(SedaError::Double { ou: ou(), quoi: quoi() }),
            _ => Ok(()),
        }
    }
}

/// `one` is required, `opt` may be absent, `many` repeats, `flat` is a group, `old` is read and never written.
macro_rules! element {
    ($type:ident $(($id:ident))? { $($card:ident $format:ident $($nom:literal)|* $field:ident,)* }) => {
        impl $crate::element::Element for $type {
            fn read(
                sax: &mut $crate::sax::Sax<'_>,
                tag: &$crate::sax::Tag,
            ) -> Result<Self, $crate::SedaError> {
                let mut order = $crate::element::Order::default();
                $(let mut $field = $crate::element::element!(@slot $card $format);)*
                while let Some(child) = sax.child()? {
                    let mut rang = 0_usize;
                    $($crate::element::element!(
                        @take $card $format [$($nom),*] $field, sax, tag, child, order, rang
                    );)*
                    if rang < usize::MAX {
                        sax.skip(&child)?;
                    }
                }
                Ok(Self {
                    $($id: tag.require_id()?,)?
                    $($field: $crate::element::element!(@end $card $field [$($nom),*] tag),)*
                })
            }

            fn write_inside(&self, xml: &mut $crate::xml::Xml) -> Result<(), $crate::SedaError> {
                $($crate::element::element!(@write $card $format [$($nom),*] self.$field, xml);)*
                Ok(())
            }

            $(fn id(&self) -> Option<&str> {
                Some(&self.$id)
            })?
        }
    };
    (@slot many $format:ident) => { Vec::new() };
    (@slot flat $format:ident) => { <$format as Default>::default() };
    (@slot $card:ident $format:ident) => { None };

    (@take flat $format:ident [] $field:ident, $sax:ident, $tag:ident, $child:ident, $order:ident, $rang:ident) => {
        if $rang < usize::MAX {
            $rang += 1;
            let inside = <$format as $crate::element::Group>::NOMS.iter().position(|nom| *nom == $child.nom);
            if let Some(inside) = inside {
                // Whether a child of the group repeats is for the group to say.
                $order.see(($rang, inside), (&$tag.nom, &$child.nom), true)?;
                $crate::element::Group::take(&mut $field, $sax, &$child)?;
                $rang = usize::MAX;
            }
        }
    };
    (@take $card:ident $format:ident [$($nom:literal),*] $field:ident, $sax:ident, $tag:ident, $child:ident, $order:ident, $rang:ident) => {
        if $rang < usize::MAX {
            $rang += 1;
            if [$($nom),*].contains(&$child.nom.as_str()) {
                let many = $crate::element::element!(@many $card);
                $order.see(($rang, 0), (&$tag.nom, &$child.nom), many)?;
                let read = <$format as $crate::element::Format<_>>::read($sax, &$child)?;
                $crate::element::element!(@add $card $field, read);
                $rang = usize::MAX;
            }
        }
    };
    (@many many) => { true };
    (@many $card:ident) => { false };

    (@add many $field:expr, $read:ident) => { $field.push($read) };
    (@add $card:ident $field:expr, $read:ident) => { $field = Some($read) };

    (@end one $field:ident [$nom:literal] $tag:ident) => { $tag.require($field, $nom)? };
    (@end $card:ident $field:ident [$($nom:literal),*] $tag:ident) => { $field };

    (@write old $format:ident [$($nom:literal),*] $field:expr, $xml:ident) => {};
    (@write flat $format:ident [] $field:expr, $xml:ident) => {
        $crate::element::Group::write_inside(&$field, $xml)?
    };
    (@write one $format:ident [$nom:literal] $field:expr, $xml:ident) => {
        <$format as $crate::element::Format<_>>::write($xml, $nom, &$field)?
    };
    // An option and a list are gone through alike.
    (@write $card:ident $format:ident [$nom:literal] $field:expr, $xml:ident) => {
        for valeur in $field.iter() {
            <$format as $crate::element::Format<_>>::write($xml, $nom, valeur)?;
        }
    };
}

/// The same for a group, all of whose children may be absent.
macro_rules! group {
    ($type:ident { $($card:ident $format:ident $nom:literal $field:ident,)* } $(, $check:ident)?) => {
        impl $crate::element::Group for $type {
            const NOMS: &'static [&'static str] = &[$($nom),*];

            fn take(
                &mut self,
                sax: &mut $crate::sax::Sax<'_>,
                tag: &$crate::sax::Tag,
            ) -> Result<(), $crate::SedaError> {
                match tag.nom.as_str() {
                    $($nom => {
                        $crate::element::group!(@once $card self.$field, sax, tag);
                        let read = <$format as $crate::element::Format<_>>::read(sax, tag)?;
                        $crate::element::element!(@add $card self.$field, read);
                    })*
                    _ => sax.skip(tag)?,
                }
                Ok(())
            }

            fn write_inside(&self, xml: &mut $crate::xml::Xml) -> Result<(), $crate::SedaError> {
                $($check(self)?;)?
                $($crate::element::element!(@write $card $format [$nom] self.$field, xml);)*
                Ok(())
            }
        }
    };
    (@once many $field:expr, $sax:ident, $tag:ident) => {};
    (@once opt $field:expr, $sax:ident, $tag:ident) => {
        if $field.is_some() {
            return Err($sax.twice($tag));
        }
    };
}

pub(crate) use {element, group};
