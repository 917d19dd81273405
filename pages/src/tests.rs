//! Every page in every language, as it was last looked at.
//!
//! `cargo insta review` (or `INSTA_UPDATE=always`) takes a change; `PAGES_OUT=folder` writes the pages as
//! files, to be looked at in a browser.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::messages::{OWN, gaps};
use crate::render::TEMPLATES;
use crate::samples::{PACK, all, around};
use crate::{Frame, Language, Page, Pages, assets};

fn frame(name: &str, language: Language) -> Frame<'static> {
    around(name, Frame::new(language, "Acceso", "hub.ejemplo.es", "/t/0123456789abcdef"))
}

fn sample(wanted: &str) -> Page {
    all(&[PACK]).into_iter().find(|(name, _)| name == wanted).unwrap().1
}

fn html(pages: &Pages, name: &str, page: &Page, language: Language) -> String {
    let html = pages.render(&frame(name, language), page).unwrap();
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
    let pages = Pages::new(&[PACK]).unwrap();
    for (name, page) in all(&[PACK]) {
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
    let pages = Pages::new(&[PACK]).unwrap();
    let page = sample("login");
    for language in Language::ALL {
        let frame = Frame {
            other_ways: Some("/t/0123456789abcdef/otra"),
            demonstration: true,
            ..frame("login", language)
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
    let pages = Pages::new(&[PACK]).unwrap();
    for (name, page) in all(&[PACK]) {
        for language in Language::ALL {
            let html = pages.render(&frame(&name, language), &page).unwrap();
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
    let pages = Pages::new(&[PACK]).unwrap();
    let page = sample("release-asks");
    for language in Language::ALL {
        let frame = Frame { limit: None, ..frame("release-asks", language) };
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

/// Who makes a page and no sample of it is told so here: nobody would look at it.
#[test]
fn every_template_and_every_refusal_has_a_sample() {
    let samples = all(&[PACK]);
    let shown: BTreeSet<&str> = samples.iter().map(|(_, page)| page.template.as_str()).collect();
    let parts = ["components.html", "frame.html", "limit.html"];
    let templates = TEMPLATES.iter().chain(PACK.templates).map(|(name, _)| *name);
    let pages: BTreeSet<&str> = templates.filter(|name| !parts.contains(name)).collect();
    assert_eq!(shown, pages);

    let told: BTreeSet<String> = samples
        .iter()
        .filter_map(|(_, page)| Some(page.values.get("message")?.as_str()?.to_owned()))
        .collect();
    let spanish = OWN.iter().find(|(language, _)| *language == Language::Es).unwrap().1;
    let keys = spanish.lines().filter_map(|line| Some(line.split_once(" =")?.0));
    for key in keys.filter(|key| key.starts_with("refusal-")) {
        assert!(told.contains(key), "no sample shows {key}");
    }
    let names: BTreeSet<&str> = samples.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), samples.len(), "each has a name of its own");
}

/// Whatever a page can say, somebody has looked at it.
#[test]
fn every_message_is_shown_by_a_sample() {
    let pages = Pages::new(&[PACK]).unwrap();
    let shown: String = all(&[PACK])
        .iter()
        .map(|(name, page)| {
            let frame = Frame {
                demonstration: true,
                other_ways: Some("/otra"),
                ..frame(name, Language::Es)
            };
            pages.render(&frame, page).unwrap()
        })
        .collect();
    let spanish = OWN.iter().find(|(language, _)| *language == Language::Es).unwrap().1;
    let plain = |text: &str| text.replace('\'', "&#39;").replace('"', "&quot;");
    let mut is_notice = false;
    let unseen: Vec<&str> = spanish
        .lines()
        .filter_map(|line| line.split_once(" = "))
        // What goes to phones and mailboxes is on no page.
        .filter(|(key, _)| {
            is_notice = if key.starts_with(' ') { is_notice } else { key.starts_with("notice-") };
            !is_notice
        })
        .filter(|(_, text)| {
            text.split(['{', '}']).step_by(2).any(|part| !shown.contains(&plain(part)))
        })
        .map(|(key, _)| key.trim())
        .collect();
    assert_eq!(unseen, Vec::<&str>::new());
}

/// The words are for people: what the agency is told in SAML stands on none of them.
#[test]
fn no_page_shows_a_saml_status_or_level() {
    let pages = Pages::new(&[PACK]).unwrap();
    for (name, page) in all(&[PACK]) {
        let html = pages.render(&frame(&name, Language::Es), &page).unwrap();
        let main = part(&html, "main");
        for word in ["urn:oasis", "eidas.europa.eu/LoA", "StatusCode", "AuthnFailed", "BASIC"] {
            assert!(!main.contains(word), "{name} shows {word}");
        }
    }
}

/// «lang="es"» stands on what had to be said in Spanish; nothing of ours has to.
#[test]
fn no_page_falls_back_to_spanish() {
    let pages = Pages::new(&[PACK]).unwrap();
    for (name, page) in all(&[PACK]) {
        for language in Language::ALL {
            let html = pages.render(&frame(&name, language), &page).unwrap();
            assert!(!part(&html, "main").contains("lang="), "{name} {language:?}");
        }
    }
    assert_eq!(gaps(PACK.messages), Vec::<String>::new());
}
