//! `element!`: what an element holds, told once in the order of the schema; it is read and written from that one list.

use crate::{
    SedaError,
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
    /// The names, and whether each repeats.
    const CHILDREN: &'static [(&'static str, bool)];
    fn take(&mut self, sax: &mut Sax<'_>, tag: &Tag) -> Result<(), SedaError>;
    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError>;

    /// The place of a child in the group, and whether it repeats.
    fn place(nom: &str) -> Option<(usize, bool)> {
        let at = Self::CHILDREN.iter().position(|(known, _)| *known == nom)?;
        Self::CHILDREN.get(at).map(|(_, many)| (at, *many))
    }
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
    /// The line of the list that is looked at.
    line: usize,
    /// The line of the last child, and its place in a group.
    last: Option<(usize, usize)>,
}

impl Order {
    /// A new child: the list is looked at from its top.
    pub(crate) fn restart(&mut self) {
        self.line = 0;
    }

    pub(crate) fn advance(&mut self) {
        self.line += 1;
    }

    /// The child stands at this line.
    pub(crate) fn here(&mut self, inside: usize, tags: (&Tag, &Tag), many: bool) -> Result<(), SedaError> {
        self.see((self.line, inside), tags, many)
    }

    pub(crate) fn see(
        &mut self,
        rang: (usize, usize),
        (parent, child): (&Tag, &Tag),
        many: bool,
    ) -> Result<(), SedaError> {
        match self.last.replace(rang) {
            Some(last) if last > rang => Err(parent.out_of_place(child)),
            Some(last) if last == rang && !many => Err(parent.twice(child)),
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
                'children: while let Some(child) = sax.child()? {
                    order.restart();
                    $($crate::element::element!(
                        @take $card $format [$($nom),*] $field, sax, tag, child, order, 'children
                    );)*
                    sax.skip(&child)?;
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

    (@take flat $format:ident [] $field:ident, $sax:ident, $tag:ident, $child:ident, $order:ident, $next:lifetime) => {
        if let Some((inside, many)) = <$format as $crate::element::Group>::place(&$child.nom) {
            $order.here(inside, ($tag, &$child), many)?;
            $crate::element::Group::take(&mut $field, $sax, &$child)?;
            continue $next;
        }
        $order.advance();
    };
    (@take $card:ident $format:ident [$($nom:literal),*] $field:ident, $sax:ident, $tag:ident, $child:ident, $order:ident, $next:lifetime) => {
        if [$($nom),*].contains(&$child.nom.as_str()) {
            $order.here(0, ($tag, &$child), $crate::element::element!(@many $card))?;
            let read = <$format as $crate::element::Format<_>>::read($sax, &$child)?;
            $crate::element::element!(@add $card $field, read);
            continue $next;
        }
        $order.advance();
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
            const CHILDREN: &'static [(&'static str, bool)] =
                &[$(($nom, $crate::element::element!(@many $card))),*];

            fn take(
                &mut self,
                sax: &mut $crate::sax::Sax<'_>,
                tag: &$crate::sax::Tag,
            ) -> Result<(), $crate::SedaError> {
                match tag.nom.as_str() {
                    $($nom => {
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
}

pub(crate) use {element, group};
