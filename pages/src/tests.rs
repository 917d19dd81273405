//! What the pages promise.

use serde_json::json;

use crate::hub::samples;
use crate::{Frame, Guard, Language, Pack, Page, Pages};

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

const AGENCY: &str = "Agencia de Ejemplo";

fn pages() -> Pages {
    Pages::new(&[SAMPLE]).unwrap()
}

fn frame(language: Language) -> Frame<'static> {
    Frame {
        agency: Some(AGENCY),
        guard: Some(Guard::issue(b"secret of this browser", "sample", 3)),
        cancel: Some("/t/0123456789abcdef/cancelar"),
        ..Frame::new(language, "Acceso", "hub.ejemplo.es", "/t/0123456789abcdef")
    }
}

/// The page of a method, as first shown and after mistakes.
fn login() -> Vec<(String, Page)> {
    let page = Page::new("sample/login.html").with("tries", 2);
    let wrong = page
        .clone()
        .with("documento", "12345678Z")
        .with_error("documento", "login-document-letter")
        .with_error("clave", "login-tries");
    vec![("login".to_owned(), page), ("login-errors".to_owned(), wrong)]
}

#[test]
fn every_page_renders_in_every_language_as_kept() {
    let pages = pages();
    for (name, page) in samples().into_iter().chain(login()) {
        for language in Language::ALL {
            let html = pages.render(&frame(language), &page).unwrap();
            if let Ok(folder) = std::env::var("PAGES_OUT") {
                std::fs::write(format!("{folder}/{name}.{}.html", language.code()), &html).unwrap();
            }
        }
    }
    let _ = json!(1);
}
