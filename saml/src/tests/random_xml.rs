//! Random documents that are hard to canonicalise, the same for the same seed.

use std::fmt::Write as _;

const PREFIXES: [&str; 6] = ["", "a", "b", "c", "ds", "saml2"];
/// Without `&`: libxml2 2.9 keeps `&#38;` in the names of namespaces.
const URIS: [&str; 5] = [
    "http://a.example/",
    "http://b.example/ns",
    "urn:c",
    "http://d.example/?x=1;y=%20",
    "http://www.w3.org/2000/09/xmldsig#",
];
const LOCALS: [&str; 6] = ["e", "f", "Signature", "ñandú", "x-1.2", "_u"];
const ATTRIBUTES: [&str; 6] = ["id", "b", "a", "Z", "été", "k_9"];
const INSTRUCTIONS: [&str; 3] = ["<?pi?>", "<?pi some  value ?>", "<?p-2 <a>?>"];
const PIECES: [&str; 22] = [
    "plain",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "&#13;",
    "&#xD;",
    "&#10;",
    "&#9;",
    "&amp;",
    "&lt;",
    "&gt;",
    "&quot;",
    "&apos;",
    "España",
    "漢字",
    "𝒳",
    ">",
    "&#x1F600;",
    "\u{85}",
    "&#38;lt;",
];

/// A generator by the method `SplitMix64`.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A document, and how it is to be canonicalised.
pub(crate) struct Sample {
    pub(crate) document: String,
    /// Whether an element is marked as the apex, and one below it to be left out.
    pub(crate) apex: bool,
    pub(crate) without: bool,
    pub(crate) prefixes: Vec<&'static str>,
}

pub(crate) fn sample(dice: &mut Dice) -> Sample {
    let mut maker = Maker { dice, out: String::new(), apex: false, without: false };
    if maker.dice.one_in(4) {
        maker.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }
    maker.element(&[("", "")], 0, false);
    let Maker { out: document, apex, without, .. } = maker;
    let prefixes = listed(dice);
    Sample { document, apex, without, prefixes }
}

fn listed(dice: &mut Dice) -> Vec<&'static str> {
    let mut prefixes = Vec::new();
    if dice.one_in(2) {
        for prefix in ["a", "b", "c", "ds", "saml2", "unknown", "#default"] {
            if dice.one_in(3) {
                prefixes.push(prefix);
            }
        }
    }
    prefixes
}

struct Maker<'d> {
    dice: &'d mut Dice,
    out: String,
    apex: bool,
    without: bool,
}

type Scope = Vec<(&'static str, &'static str)>;

impl Maker<'_> {
    fn element(&mut self, outer: &[(&'static str, &'static str)], depth: usize, inside: bool) {
        let (scope, declarations) = self.declare(outer);
        let (prefix, _) = scope[self.dice.below(scope.len())];
        let name = qualified(prefix, self.dice.pick(&LOCALS));
        let mut tags = declarations;
        tags.extend(self.attributes(&scope));
        let mark = self.mark(depth, inside);
        tags.extend(mark.map(|mark| format!("mark=\"{mark}\"")));
        let inside = inside || mark == Some("apex");

        write!(self.out, "<{name}").unwrap();
        while !tags.is_empty() {
            let tag = tags.swap_remove(self.dice.below(tags.len()));
            let space = self.dice.pick(&[" ", "  ", "\n", "\t "]);
            write!(self.out, "{space}{tag}").unwrap();
        }
        let children = if depth > 4 { 0 } else { self.dice.below(5) };
        if children == 0 && self.dice.one_in(2) {
            self.out.push_str(self.dice.pick(&["/>", " />"]));
            return;
        }
        self.out.push_str(self.dice.pick(&[">", " >"]));
        for _ in 0..children {
            self.content(&scope, depth, inside);
        }
        write!(self.out, "</{name}{}>", self.dice.pick(&["", " "])).unwrap();
    }

    fn content(&mut self, scope: &Scope, depth: usize, inside: bool) {
        match self.dice.below(12) {
            0 => self.out.push_str("<!-- a comment & so on -->"),
            1 => self.out.push_str(self.dice.pick(&INSTRUCTIONS)),
            2..5 => {
                for _ in 0..self.dice.below(5) {
                    self.out.push_str(self.dice.pick(&PIECES));
                }
            }
            _ => self.element(scope, depth + 1, inside),
        }
    }

    /// Declares, declares again and undeclares namespaces.
    fn declare(&mut self, outer: &[(&'static str, &'static str)]) -> (Scope, Vec<String>) {
        let mut scope = outer.to_vec();
        let mut written = Vec::new();
        for prefix in PREFIXES {
            if !self.dice.one_in(4) {
                continue;
            }
            let undeclare = prefix.is_empty() && self.dice.one_in(3);
            let uri = if undeclare { "" } else { self.dice.pick(&URIS) };
            scope.retain(|(known, _)| *known != prefix);
            scope.push((prefix, uri));
            let name =
                if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            written.push(format!("{name}=\"{uri}\""));
        }
        (scope, written)
    }

    /// Attributes of which no two mean the same.
    fn attributes(&mut self, scope: &Scope) -> Vec<String> {
        let mut meanings: Vec<(&str, &str)> = Vec::new();
        let mut written = Vec::new();
        if self.dice.one_in(8) {
            written.push(self.dice.pick(&["xml:lang=\"es\"", "xml:space='preserve'"]).to_owned());
        }
        for _ in 0..self.dice.below(5) {
            let (prefix, bound) = scope[self.dice.below(scope.len())];
            let uri = if prefix.is_empty() { "" } else { bound };
            let local = self.dice.pick(&ATTRIBUTES);
            if meanings.contains(&(uri, local)) {
                continue;
            }
            meanings.push((uri, local));
            written.push(format!("{}={}", qualified(prefix, local), self.value()));
        }
        written
    }

    fn value(&mut self) -> String {
        let mut value = String::new();
        for _ in 0..self.dice.below(4) {
            value.push_str(self.dice.pick(&PIECES));
        }
        match self.dice.below(3) {
            0 => format!("'{value}\"'"),
            1 => format!("'{value}'"),
            _ => format!("\"{value}'\""),
        }
    }

    /// At most one apex, and at most one element below it that is left out.
    fn mark(&mut self, depth: usize, inside: bool) -> Option<&'static str> {
        if !self.apex && depth > 0 && self.dice.one_in(3) {
            self.apex = true;
            Some("apex")
        } else if inside && !self.without && self.dice.one_in(3) {
            self.without = true;
            Some("without")
        } else {
            None
        }
    }
}

fn qualified(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}
