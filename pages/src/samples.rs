//! Every page with made-up facts, and what stands around it where people meet it. The tests look at all
//! of them in every language; a demonstration shows them at an address of its own.

use identity::LevelOfAssurance;
use jiff::{SignedDuration, Timestamp};

use crate::page::Limit;
use crate::{Frame, Guard, Language, Pack, Page};

/// Words for the methods that the samples name, and a page as a method brings it.
pub const PACK: Pack = Pack {
    templates: &[
        ("sample/login.html", include_str!("../samples/login.html")),
        ("sample/contrast.html", include_str!("../samples/contrast.html")),
        ("sample/list.html", include_str!("../samples/list.html")),
    ],
    messages: &[
        (Language::Es, include_str!("../samples/es.ftl")),
        (Language::Ca, include_str!("../samples/ca.ftl")),
        (Language::Gl, include_str!("../samples/gl.ftl")),
        (Language::Eu, include_str!("../samples/eu.ftl")),
        (Language::En, include_str!("../samples/en.ftl")),
    ],
    samples,
};

fn samples() -> Vec<(&'static str, Page)> {
    let mut samples = login();
    samples.extend(contrast());
    samples
}

/// What else is printed on a card, as first asked and after mistakes.
fn contrast() -> Vec<(&'static str, Page)> {
    let asked = |what| Page::new("sample/contrast.html").with("contrast", what);
    let typed = || asked("date").with("dia", "31").with("mes", "2").with("ano", "2031");
    let support = || asked("support").with("soporte", "F00123456");
    vec![
        ("contrast-date", asked("date")),
        ("contrast-date-empty", asked("date").with_error("dia", "contrast-date-empty")),
        ("contrast-date-form", typed().with_error("dia", "contrast-date-form")),
        ("contrast-date-permanent", asked("date").with_error("dia", "contrast-date-permanent")),
        ("contrast-support", asked("support")),
        (
            "contrast-support-empty",
            asked("support").with_error("soporte", "contrast-support-empty"),
        ),
        ("contrast-support-form", support().with_error("soporte", "contrast-support-form")),
    ]
}

/// The page of a method, as first shown, after mistakes, and when no more time can be had.
fn login() -> Vec<(&'static str, Page)> {
    let page = Page::new("sample/login.html").with("tries", 2);
    let wrong = page
        .clone()
        .with("documento", "12345678Z")
        .with_error("documento", "login-document-letter")
        .with_error("clave", "login-tries");
    let last = page.clone();
    let names = list(&["login".to_owned()]);
    vec![("login", page), ("login-errors", wrong), ("login-last", last), ("samples", names)]
}

/// The page that lists these samples.
#[must_use]
pub fn list(names: &[String]) -> Page {
    Page::new("sample/list.html").with("names", names.to_vec())
}

/// Every page of the hub and of these methods, by a name of its own.
#[must_use]
pub fn all(packs: &[Pack]) -> Vec<(String, Page)> {
    let methods = packs.iter().flat_map(|pack| (pack.samples)());
    let methods = methods.map(|(name, page)| (name.to_owned(), page));
    crate::hub::samples().into_iter().chain(methods).collect()
}

/// What stands around the sample of this name: outside of a journey nothing, around what is refused the
/// agency's name, and around a step of a journey everything.
#[must_use]
pub fn around<'a>(name: &str, frame: Frame<'a>) -> Frame<'a> {
    match name {
        "refusal-unknown-agency" | "refusal-mid-journey" | "refusal-not-found" | "samples" => frame,
        _ if ["information-", "accesses", "disown"].iter().any(|one| name.starts_with(one)) => {
            frame
        }
        // Who leaves does so outside of a journey.
        _ if ["leave", "telling", "left"].iter().any(|one| name.starts_with(one)) => {
            Frame { guard: Some(guard()), ..frame }
        }
        _ if name.starts_with("returning") => Frame { agency: AGENCY, ..frame },
        "refusal-timeout" => Frame { agency: AGENCY, asks: ASKS, guard: Some(guard()), ..frame },
        "refusal-bounced" => step(frame),
        "login-last" => Frame { limit: Some(Limit { more: None, ..limit() }), ..step(frame) },
        _ if name.starts_with("refusal-") => Frame { agency: AGENCY, ..frame },
        // Their own buttons lead back to the agency.
        _ if name.starts_with("release") || name.starts_with("shortfall") => {
            Frame { cancel: None, ..step(frame) }
        }
        _ => step(frame),
    }
}

const AGENCY: Option<&str> = Some("Agencia de Ejemplo");
const ASKS: Option<LevelOfAssurance> = Some(LevelOfAssurance::Substantial);

fn step(mut frame: Frame<'_>) -> Frame<'_> {
    frame.agency = AGENCY;
    frame.asks = ASKS;
    frame.guard = Some(guard());
    frame.cancel = Some("/t/0123456789abcdef/cancelar");
    frame.limit = Some(limit());
    frame
}

fn guard() -> Guard {
    Guard::issue(b"secret of this browser", "sample", 3)
}

fn limit() -> Limit {
    Limit {
        until: Timestamp::constant(1_795_335_627, 0),
        left: SignedDuration::from_mins(15),
        more: Some("/t/0123456789abcdef/tiempo".to_owned()),
    }
}
