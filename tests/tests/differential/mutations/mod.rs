//! What is done to messages. Each mutation is small and has a name; a case combines some of them.
//!
//! Most know the structure (where the elements, attributes and signatures stand), because a change
//! at a random octet hardly ever leaves anything that both sides take.

#![expect(
    clippy::unnecessary_wraps,
    reason = "those that always apply look like those that do not"
)]

mod attributes;
mod elements;
mod identifiers;
mod namespaces;
mod octets;
mod signatures;
mod writing;

use std::ops::Range;

use crate::dice::Dice;
use crate::markup::{Element, scan};

pub(crate) struct Mutation {
    pub(crate) name: &'static str,
    change: Change,
}

enum Change {
    Octets(fn(&mut Dice, &mut Vec<u8>)),
    /// Nothing where the mutation has nothing to work on.
    Text(fn(&mut Dice, &Scene<'_>) -> Option<String>),
}

/// A message to be mutated, and another genuine one to take pieces from.
struct Scene<'t> {
    text: &'t str,
    elements: Vec<Element>,
    other: &'t str,
}

impl Mutation {
    const fn octets(name: &'static str, change: fn(&mut Dice, &mut Vec<u8>)) -> Self {
        Self { name, change: Change::Octets(change) }
    }

    const fn text(name: &'static str, change: fn(&mut Dice, &Scene<'_>) -> Option<String>) -> Self {
        Self { name, change: Change::Text(change) }
    }

    /// The message after it, or nothing if it did not apply or changed nothing.
    pub(crate) fn apply(&self, dice: &mut Dice, message: &[u8], other: &str) -> Option<Vec<u8>> {
        if message.is_empty() {
            return None;
        }
        let changed = match self.change {
            Change::Octets(change) => {
                let mut octets = message.to_vec();
                change(dice, &mut octets);
                octets
            }
            Change::Text(change) => {
                let text = std::str::from_utf8(message).ok()?;
                let elements = scan(text);
                if elements.is_empty() {
                    return None;
                }
                change(dice, &Scene { text, elements, other })?.into_bytes()
            }
        };
        (changed != message).then_some(changed)
    }
}

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Mutation> {
    [
        &octets::ALL[..],
        &elements::ALL,
        &signatures::ALL,
        &identifiers::ALL,
        &namespaces::ALL,
        &attributes::ALL,
        &writing::ALL,
    ]
    .into_iter()
    .flatten()
}

impl Scene<'_> {
    fn root(&self) -> &Element {
        &self.elements[0]
    }

    fn any(&self, dice: &mut Dice) -> &Element {
        &self.elements[dice.below(self.elements.len())]
    }

    /// Any but the root.
    fn inner(&self, dice: &mut Dice) -> Option<&Element> {
        dice.one_of(&self.elements[1..])
    }

    fn name<'s>(&'s self, element: &'s Element) -> &'s str {
        element.name(self.text)
    }

    /// The first element with this local name.
    fn named(&self, local: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.local(self.text) == local)
    }

    fn piece(&self, range: Range<usize>) -> &str {
        &self.text[range]
    }

    /// Between two children of an element or beside its only text; the element may be any.
    fn between_tags(&self, dice: &mut Dice) -> Option<usize> {
        let element = self.any(dice);
        let content = element.content.clone()?;
        let mut places = vec![content.start, content.end];
        places.extend(
            self.elements
                .iter()
                .filter(|child| child.open.start >= content.start && child.end <= content.end)
                .flat_map(|child| [child.open.start, child.end]),
        );
        dice.one_of(&places).copied()
    }

    /// The content of an element that holds text alone and some of it.
    fn text_content(&self, dice: &mut Dice) -> Option<Range<usize>> {
        let contents: Vec<Range<usize>> = self
            .elements
            .iter()
            .filter_map(|element| element.content.clone())
            .filter(|content| !content.is_empty() && !self.text[content.clone()].contains('<'))
            .collect();
        dice.one_of(&contents).cloned()
    }

    /// A place inside a stretch, between two characters.
    fn place_in(&self, dice: &mut Dice, range: &Range<usize>) -> usize {
        let mut at = range.start + dice.below(range.len() + 1);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The value of some attribute, the more interesting ones rather.
    fn value(&self, dice: &mut Dice) -> Option<Range<usize>> {
        let values: Vec<Range<usize>> = self
            .elements
            .iter()
            .flat_map(|element| &element.attributes)
            .map(|attribute| attribute.value.clone())
            .collect();
        if dice.one_in(3) {
            dice.one_of(&self.root().attributes).map(|attribute| attribute.value.clone())
        } else {
            dice.one_of(&values).cloned()
        }
    }
}

/// The prefix of a name with its colon; nothing where there is none.
fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| &name[..=prefix.len()])
}
