//! Every page in every language, as it was last looked at.
//!
//! `cargo insta review` (or `INSTA_UPDATE=always`) takes a change; `PAGES_OUT=folder` writes the pages as
//! files, to be looked at in a browser.

use std::fmt::Write;
use std::fs;

use crate::hub::samples;
use crate::messages::gaps;
use crate::{Frame, Guard, Language, Pack, Page, Pages, assets};

/// Words and a template as a method brings them.
const SAMPLE: Pack = Pack {
    templates: &[("sample/login.html", include_str!("tests/login.html"))],
    messages: &[
        (Language::Es, include_str!("tests/es.ftl")),
        (Language::Ca, include_str!("tests/ca.ftl")),
        (Language::Gl, include_str!("tests/gl.ftl")),
        (Language::Eu, include_str!("tests/eu.ftl")),
        (Language::En, include_str!("tests/en.ftl")),
    ],
};

fn frame(language: Language, agency: Option<&str>) -> Frame<'_> {
    Frame {
        agency,
        guard: Some(Guard::issue(b"secret of this browser", "sample", 3)),
        cancel: agency.map(|_| "/t/0123456789abcdef/cancelar"),
        ..Frame::new(language, "Acceso", "hub.ejemplo.es", "/t/0123456789abcdef")
    }
}

/// The page of a method, as first shown and after mistakes.
fn login() -> [(String, Page); 2] {
    let page = Page::new("sample/login.html").with("tries", 2);
    let wrong = page
        .clone()
        .with("documento", "12345678Z")
        .with_error("documento", "login-document-letter")
        .with_error("clave", "login-tries");
    [("login".to_owned(), page), ("login-errors".to_owned(), wrong)]
}

/// Each page as it is met: with the agency's name where there is one.
fn met(name: &str) -> Option<&'static str> {
    let outside =
        ["information", "refusal-unknown-agency", "refusal-mid-journey", "refusal-not-found"];
    let nameless = outside.iter().any(|start| name.starts_with(start));
    (!nameless).then_some("Agencia de Ejemplo")
}

fn html(pages: &Pages, name: &str, page: &Page, language: Language) -> String {
    let html = pages.render(&frame(language, met(name)), page).unwrap();
    if let Ok(folder) = std::env::var("PAGES_OUT") {
        fs::write(format!("{folder}/{name}.{}.html", language.code()), &html).unwrap();
    }
    html
}

fn assert_kept(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("tests/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// One file for each page: its title and main part in the five languages, one below the other.
#[test]
fn every_page_says_in_every_language_what_it_last_said() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    for (name, page) in samples().into_iter().chain(login()) {
        let mut kept = String::new();
        for language in Language::ALL {
            let html = html(&pages, &name, &page, language);
            let (title, main) = (part(&html, "title"), part(&html, "main"));
            writeln!(
                kept,
                "== {}
{title}
{main}",
                language.code()
            )
            .unwrap();
        }
        assert_kept(&name, &kept);
    }
}

/// The element with this name, empty lines left out.
fn part(html: &str, element: &str) -> String {
    let from = html.find(&format!("<{element}")).unwrap();
    let end = format!("</{element}>");
    let to = html.find(&end).unwrap() + end.len();
    let lines: Vec<&str> = html[from..to].lines().filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}

#[test]
fn the_frame_around_the_pages_is_what_it_last_was() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    let [(_, page), _] = login();
    for language in Language::ALL {
        let frame = Frame {
            other_ways: Some("/t/0123456789abcdef/otra"),
            demonstration: true,
            ..frame(language, Some("Agencia de Ejemplo"))
        };
        let html = pages.render(&frame, &page).unwrap();
        if let Ok(folder) = std::env::var("PAGES_OUT") {
            fs::write(format!("{folder}/frame.{}.html", language.code()), &html).unwrap();
        }
        let (before, rest) = html.split_once("<main").unwrap();
        let (_, after) = rest.split_once("<div class=\"app-ways-out\">").unwrap();
        let around = format!("{before}<main…>\n<div class=\"app-ways-out\">{after}")
            .replace(assets::STYLE.path, "{style}")
            .replace(assets::SCRIPT.path, "{script}")
            .replace(assets::ICON.path, "{icon}");
        assert_kept(&format!("frame-{}", language.code()), &around);
    }
}

#[test]
fn every_page_has_one_heading_and_the_title_repeats_it() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    for (name, page) in samples().into_iter().chain(login()) {
        for language in Language::ALL {
            let html = pages.render(&frame(language, met(&name)), &page).unwrap();
            assert_eq!(html.matches("<h1").count(), 1, "{name}");
            let heading = part(&html, "h1")
                .replace("<h1 class=\"govuk-heading-l\">", "")
                .replace("</h1>", "");
            assert!(part(&html, "title").contains(&heading), "{name} {language:?}");
            assert!(html.starts_with("<!doctype html>\n<html lang=\""), "{name}");
        }
    }
}

#[test]
fn the_release_page_is_one_form_in_which_nothing_is_ticked() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    let (name, page) = samples().into_iter().find(|(name, _)| name == "release-asks").unwrap();
    for language in Language::ALL {
        let frame = Frame { cancel: None, ..frame(language, met(&name)) };
        let html = pages.render(&frame, &page).unwrap();
        let form = part(&html, "form");
        assert_eq!(html.matches("<form").count(), 1);
        assert_eq!(form.matches("type=\"checkbox\"").count(), 3);
        assert!(!form.contains("checked"));
        for answer in ["enviar", "no"] {
            let button = format!("name=\"respuesta\" value=\"{answer}\"");
            assert_eq!(form.matches(&button).count(), 1, "{answer}");
        }
    }
}

/// The words are for people: what the agency is told in SAML stands on none of them.
#[test]
fn no_page_shows_a_saml_status_or_level() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    for (name, page) in samples() {
        let html = pages.render(&frame(Language::Es, met(&name)), &page).unwrap();
        let main = part(&html, "main");
        for word in ["urn:oasis", "eidas.europa.eu/LoA", "StatusCode", "AuthnFailed", "BASIC"] {
            assert!(!main.contains(word), "{name} shows {word}");
        }
    }
}

/// «lang="es"» stands on what had to be said in Spanish; nothing of ours has to.
#[test]
fn no_page_falls_back_to_spanish() {
    let pages = Pages::new(&[SAMPLE]).unwrap();
    for (name, page) in samples().into_iter().chain(login()) {
        for language in Language::ALL {
            let html = pages.render(&frame(language, met(&name)), &page).unwrap();
            assert!(!part(&html, "main").contains("lang="), "{name} {language:?}");
        }
    }
    assert_eq!(gaps(SAMPLE.messages), Vec::<String>::new());
}
