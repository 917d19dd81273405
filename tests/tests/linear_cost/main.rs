//! What a hostile message costs grows with its size and no faster, and each octet costs little.
//!
//! Counted in instructions by callgrind, never in time, so that it holds on any machine and at any
//! load. A family is one kind of hostility; three of its members, each twice as large as the one
//! before, go through the entrance that they would come in by (see `tests/src/bin/gauge.rs`). What
//! the first doubling adds is the price of an octet. The second doubling adds twice as many octets,
//! and may not pay more for each; and no price may be above [`DEAREST`], because a quantity that has
//! a limit can make every octet dear without ever showing in the growth.

#![cfg(test)]

mod agency;
mod message;
mod metadata;
mod signature;
mod wire;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, process, thread};

use ::metadata::MetadataError;
use saml::Untrusted;

/// Instructions that one octet may cost.
const DEAREST: f64 = 3500.0;
/// How much dearer an octet may be in the second doubling than in the first: sorting costs a
/// logarithm, and memory grows by leaps. What is quadratic is twice as dear.
const DEARER: f64 = 1.3;
/// Instructions that say nothing either way: what two messages of one size may differ by.
const NOISE: f64 = 40_000.0;

const QUADRATIC: Family = Family::new("each octet compared with all others", 1000, |n| Sample {
    entrance: "quadratic",
    size: n,
    octets: vec![b'x'; n],
    end: format!("{} pairs", n * n),
});

#[test]
fn the_cost_of_a_hostile_message_is_linear_in_its_size() {
    let families = [message::FAMILIES, signature::FAMILIES, wire::FAMILIES, metadata::FAMILIES];
    let measured = measure(&families.concat());
    let failed = measured.iter().any(|family| family.verdict().is_some());
    let table: Vec<String> = measured.iter().map(Measured::to_string).collect();
    assert!(!failed, "\n{HEADING}\n{}", table.join("\n"));
    eprintln!("{HEADING}\n{}", table.join("\n"));
}

#[test]
fn a_quadratic_cost_is_noticed() {
    assert_eq!(measure(&[QUADRATIC])[0].verdict(), Some("dearer with size"));
}

/// One kind of hostility, in any size.
#[derive(Clone, Copy)]
pub(crate) struct Family {
    name: &'static str,
    /// How much of it there is in the largest of the three.
    largest: usize,
    make: Make,
}

#[derive(Clone, Copy)]
enum Make {
    Sample(fn(usize) -> Sample),
    Opens(fn(usize) -> String),
    Fails(fn(usize) -> (String, Untrusted)),
    Read(fn(usize) -> String),
    Refuse(fn(usize) -> (String, MetadataError)),
    Lint(fn(usize) -> (String, usize)),
    Aggregate(fn(usize) -> (String, usize, usize)),
}

/// One message as it is sent, and how it must end.
pub(crate) struct Sample {
    entrance: &'static str,
    octets: Vec<u8>,
    /// Octets; where the message is deflated, those of the message if they are more.
    size: usize,
    end: String,
}

impl Family {
    pub(crate) const fn new(name: &'static str, largest: usize, make: fn(usize) -> Sample) -> Self {
        Self { name, largest, make: Make::Sample(make) }
    }

    /// Requests that the agency signs, so that they open.
    pub(crate) const fn opens(
        name: &'static str,
        largest: usize,
        request: fn(usize) -> String,
    ) -> Self {
        Self { name, largest, make: Make::Opens(request) }
    }

    /// Requests, and what they are refused with.
    pub(crate) const fn fails(
        name: &'static str,
        largest: usize,
        request: fn(usize) -> (String, Untrusted),
    ) -> Self {
        Self { name, largest, make: Make::Fails(request) }
    }

    /// Metadata that is taken.
    pub(crate) const fn read(name: &'static str, largest: usize, xml: fn(usize) -> String) -> Self {
        Self { name, largest, make: Make::Read(xml) }
    }

    /// Metadata that is not, and why.
    pub(crate) const fn refuse(
        name: &'static str,
        largest: usize,
        xml: fn(usize) -> (String, MetadataError),
    ) -> Self {
        Self { name, largest, make: Make::Refuse(xml) }
    }

    /// Metadata that is judged, and how much there is to say about it.
    pub(crate) const fn lint(
        name: &'static str,
        largest: usize,
        xml: fn(usize) -> (String, usize),
    ) -> Self {
        Self { name, largest, make: Make::Lint(xml) }
    }

    /// An aggregate, how many of its members are taken, and how much there is to say about it.
    pub(crate) const fn aggregate(
        name: &'static str,
        largest: usize,
        xml: fn(usize) -> (String, usize, usize),
    ) -> Self {
        Self { name, largest, make: Make::Aggregate(xml) }
    }

    fn samples(&self) -> [Sample; 3] {
        [self.largest / 4, self.largest / 2, self.largest].map(|much| self.sample(much))
    }

    fn sample(&self, much: usize) -> Sample {
        match self.make {
            Make::Sample(make) => make(much),
            Make::Opens(request) => {
                Sample::post(wire::form(&agency::genuine(&request(much))), Ok(()))
            }
            Make::Fails(request) => {
                let (request, cause) = request(much);
                Sample::post(wire::form(&request), Err(cause))
            }
            Make::Read(xml) => {
                Sample::metadata("read", xml(much), ended(Ok::<_, MetadataError>(())))
            }
            Make::Refuse(xml) => {
                let (xml, cause) = xml(much);
                Sample::metadata("read", xml, ended(Err(cause)))
            }
            Make::Lint(xml) => {
                let (xml, findings) = xml(much);
                Sample::metadata("lint", xml, format!("{findings} findings"))
            }
            Make::Aggregate(xml) => {
                let (xml, taken, findings) = xml(much);
                Sample::metadata("aggregate", xml, format!("Ok(({taken}, {findings}))"))
            }
        }
    }
}

impl Sample {
    pub(crate) fn post(form: String, end: Result<(), Untrusted>) -> Self {
        Self { entrance: "post", size: form.len(), octets: form.into_bytes(), end: ended(end) }
    }

    pub(crate) fn redirect(query: String, inflated: usize, end: Result<(), Untrusted>) -> Self {
        let size = query.len().max(inflated);
        Self { entrance: "redirect", size, octets: query.into_bytes(), end: ended(end) }
    }

    fn metadata(entrance: &'static str, xml: String, end: String) -> Self {
        Self { entrance, size: xml.len(), octets: xml.into_bytes(), end }
    }
}

fn ended<E: std::fmt::Debug>(end: Result<(), E>) -> String {
    end.map_or_else(|cause| format!("Err({cause:?})"), |()| "Ok(())".to_owned())
}

const HEADING: &str = "      octets  instructions  per octet, in the first and second doubling";

/// What the three of a family cost.
struct Measured {
    name: &'static str,
    sizes: [f64; 3],
    instructions: [f64; 3],
}

impl Measured {
    /// The price of an octet in each of the two doublings.
    fn prices(&self) -> [f64; 2] {
        let price = |i: usize| {
            let more = (self.sizes[i + 1] - self.sizes[i]).max(1.0);
            (self.instructions[i + 1] - self.instructions[i]) / more
        };
        [price(0), price(1)]
    }

    /// What is wrong, if anything.
    fn verdict(&self) -> Option<&'static str> {
        let [first, second] = self.prices();
        let noise = NOISE / (self.sizes[2] - self.sizes[1]).max(1.0);
        if second > DEARER * first.max(0.0) + noise {
            Some("dearer with size")
        } else if second > DEAREST {
            Some("dear")
        } else {
            None
        }
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ([first, second], name) = (self.prices(), self.name);
        let (size, instructions) = (self.sizes[2], self.instructions[2]);
        let verdict = self.verdict().unwrap_or("");
        write!(f, "{size:12} {instructions:13} {first:10.1} {second:10.1}  {name} {verdict}")
    }
}

/// Counts two halves of the families at once, each in a gauge of its own.
fn measure(families: &[Family]) -> Vec<Measured> {
    let (one, other) = families.split_at(families.len() / 2);
    thread::scope(|scope| {
        let one = scope.spawn(|| measure_in_turn(one, "one"));
        let other = measure_in_turn(other, "other");
        one.join().unwrap().into_iter().chain(other).collect()
    })
}

fn measure_in_turn(families: &[Family], half: &str) -> Vec<Measured> {
    let folder = Folder::new(&format!("gauge-{}-{half}-{}", process::id(), families.len()));
    let mut named: Vec<(&str, Sample)> =
        wire::warm_up().into_iter().map(|sample| ("warming up", sample)).collect();
    let warm = named.len();
    for family in families {
        named.extend(family.samples().map(|sample| (family.name, sample)));
    }
    let counted = folder.run(&named);
    for ((name, sample), (end, _)) in named.iter().zip(&counted) {
        assert_eq!(*end, sample.end, "{name}, {} octets", sample.size);
    }
    // Four thousand million instructions are too many, however many more they are.
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let threes = named[warm..].as_chunks::<3>().0.iter().zip(counted[warm..].as_chunks::<3>().0);
    threes
        .map(|(samples, counts)| Measured {
            name: samples[0].0,
            sizes: samples.each_ref().map(|(_, sample)| number(sample.size as u64)),
            instructions: counts.each_ref().map(|(_, count)| number(*count)),
        })
        .collect()
}

/// What is handed to the gauge and what callgrind hands back; gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(folder.join("trusted")).unwrap();
        fs::create_dir_all(folder.join("cases")).unwrap();
        Self(folder)
    }

    /// How each ended, and how many instructions it took.
    fn run(&self, samples: &[(&str, Sample)]) -> Vec<(String, u64)> {
        for (i, certificate) in agency::trusted().iter().enumerate() {
            fs::write(self.0.join(format!("trusted/{i}")), certificate).unwrap();
        }
        for (i, (_, sample)) in samples.iter().enumerate() {
            let file = format!("cases/{i:04}.{}", sample.entrance);
            fs::write(self.0.join(file), &sample.octets).unwrap();
        }
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--collect-atstart=no"])
            .args(["--toggle-collect=gauge::measured", "--dump-after=gauge::measured"])
            .arg(format!("--callgrind-out-file={}", self.0.join("count").display()))
            .arg(env!("CARGO_BIN_EXE_gauge"))
            .arg(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("valgrind runs; tasks/setup installs it");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let ends = String::from_utf8(output.stdout).unwrap();
        let ends: Vec<&str> = ends.lines().collect();
        assert_eq!(ends.len(), samples.len(), "{said}");
        ends.into_iter().zip(1..).map(|(end, part)| (end.to_owned(), self.count(part))).collect()
    }

    /// The total of one dump; callgrind numbers them from 1.
    fn count(&self, part: usize) -> u64 {
        let text = fs::read_to_string(self.0.join(format!("count.{part}"))).unwrap();
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        total.unwrap().parse().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
