use jiff::{SignedDuration, Timestamp};

use super::{PageError, Pages, assets};
use crate::messages::MessageError;
use crate::{FieldError, Frame, Guard, Language, Limit, Pack, Page};

const HEADING: &str =
    "{% extends \"frame.html\" %}{% block heading %}{{ t(key=\"x\") }}{% endblock %}";

/// A pack of one template and one Spanish text.
fn pack(template: (&'static str, &'static str), spanish: &'static str) -> Pack {
    let templates: &'static _ = Box::leak(Box::new([template]));
    let messages: &'static _ = Box::leak(Box::new([(Language::Es, spanish)]));
    Pack { templates, messages, samples: Vec::new }
}

fn render(language: Language, pack: Pack, page: &Page) -> String {
    let frame = Frame {
        agency: Some("Agencia"),
        guard: Some(Guard::issue(b"secret", "t", 3)),
        ..Frame::new(language, "Acceso", "hub.ejemplo.es", "/t/1")
    };
    Pages::new(&[pack]).unwrap().render(&frame, page).unwrap()
}

#[test]
fn what_a_language_lacks_is_shown_in_spanish_on_an_element_that_says_so() {
    let page = Page::new("x.html").with_error("campo", "y");
    let html = render(Language::En, pack(("x.html", HEADING), "x = Año & más\ny = Falta"), &page);
    assert!(
        html.contains("<h1 class=\"govuk-heading-l\"><span lang=\"es\">Año &amp; más</span></h1>")
    );
    assert!(html.contains("<title>Error: Año &amp; más – Acceso</title>"));
    assert!(html.contains("<a href=\"#campo\" lang=\"es\">Falta</a>"));
}

#[test]
fn what_came_from_outside_is_text_wherever_it_stands() {
    const EVIL: &str = "\"><script>alert('x')</script>";
    let template = "{% extends \"frame.html\" %}\
        {% block heading %}{{ t(key=\"x\", who=values.who) }}{% endblock %}\
        {% block main %}{% <form action={values.who}> %}\
        {{ <input name=\"campo\" label={values.who} hint={values.who} value={values.who} /> }}\
        {{ <password_input name=\"clave\" label={values.who} hint={values.who} /> }}\
        {{ <button text={values.who} name=\"n\" value={values.who} /> }}{% </form> %}\
        {{ <link href={values.who} text={values.who} /> }}{{ <inset text={values.who} /> }}\
        {{ <warning text={values.who} /> }}{{ <host_hint /> }}\
        {% <details summary={values.who}> %}{{ values.who }}{% </details> %}{% endblock %}";
    let pages =
        Pages::new(&[pack(("x.html", template), "x = Soy { $who }\ny = No, { $who }")]).unwrap();
    let page = Page { errors: vec![error("campo", "y")], ..Page::new("x.html").with("who", EVIL) };
    for language in Language::ALL {
        let frame = Frame {
            agency: Some(EVIL),
            cancel: Some(EVIL),
            other_ways: Some(EVIL),
            demonstration: true,
            ..Frame::new(language, EVIL, EVIL, EVIL)
        };
        let html = pages.render(&frame, &page).unwrap();
        assert_eq!(html.matches("<script").count(), 1, "ours, in the head");
        assert!(!html.contains("alert('x')"), "{html}");
        assert!(!html.contains("\"\">"), "{html}");
    }
}

fn error(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

#[test]
fn an_agency_name_cannot_turn_the_text_around_it() {
    let pages = Pages::new(&[pack(("x.html", HEADING), "x = y")]).unwrap();
    let frame = Frame {
        agency: Some("Agencia\u{202e}aicnegA\u{0}"),
        ..Frame::new(Language::Es, "Acceso", "hub.ejemplo.es", "/")
    };
    let html = pages.render(&frame, &Page::new("x.html")).unwrap();
    assert!(html.contains("<bdi dir=\"auto\">AgenciaaicnegA</bdi>"));
}

#[test]
fn every_form_carries_the_guard() {
    let template = "{% extends \"frame.html\" %}{% block heading %}x{% endblock %}\
        {% block main %}{% <form> %}{{ <button text=\"x\" /> }}{% </form> %}{% endblock %}";
    let html = render(Language::Es, pack(("x.html", template), "x = y"), &Page::new("x.html"));
    assert_eq!(
        html.matches("<form method=\"post\" action=\"&#x2F;t&#x2F;1\" novalidate>").count()
            + html.matches("<form method=\"post\" action=\"/t/1\" novalidate>").count(),
        1
    );
    assert_eq!(html.matches("<input type=\"hidden\" name=\"version\" value=\"3\">").count(), 1);
    assert_eq!(html.matches("<input type=\"hidden\" name=\"sello\"").count(), 1);
}

#[test]
fn a_typed_password_is_never_sent_back() {
    let template = "{% extends \"frame.html\" %}{% block heading %}x{% endblock %}\
        {% block main %}{{ <password_input name=\"clave\" label=\"x\" /> }}{% endblock %}";
    let page = Page::new("x.html").with("clave", "Secreta-123").with_error("clave", "x");
    let html = render(Language::Es, pack(("x.html", template), "x = y"), &page);
    assert!(!html.contains("Secreta-123"));
}

/// 24 October 2026 is summer time, 25 October is not; 1:00 UTC is the change.
#[test]
fn times_are_those_of_madrid() {
    let template = "{% extends \"frame.html\" %}{% block heading %}x{% endblock %}\
        {% block main %}[{{ clock(at=values.at) }}] [{{ moment(at=values.at) }}]{% endblock %}";
    let at = |language, at: &str| {
        let at: Timestamp = at.parse().unwrap();
        let page = Page::new("x.html").with("at", at.to_string());
        let html = render(language, pack(("x.html", template), "x = y"), &page);
        let from = html.find("<h1").unwrap();
        html[from..].lines().find(|line| line.starts_with('[')).unwrap().to_owned()
    };
    assert_eq!(
        at(Language::Es, "2026-10-25T00:59:59Z"),
        "[2:59] [25 de octubre de 2026, 2:59 (hora peninsular)]"
    );
    assert_eq!(
        at(Language::Ca, "2026-10-25T01:00:00Z"),
        "[2:00] [25 d’octubre de 2026, 2:00 (hora peninsular)]"
    );
    assert_eq!(
        at(Language::Eu, "2026-03-29T01:00:00Z"),
        "[3:00] [2026/3/29, 3:00 (penintsulako ordua)]"
    );
    assert_eq!(
        at(Language::En, "2026-12-31T23:05:00Z"),
        "[0:05] [1 January 2027, 0:05 (time in mainland Spain)]"
    );
}

#[test]
fn a_day_is_that_of_madrid() {
    let template = "{% extends \"frame.html\" %}{% block heading %}x{% endblock %}\
        {% block main %}[{{ date(at=\"2026-12-31T23:05:00Z\") }}]{% endblock %}";
    for (language, day) in [
        (Language::Es, "[1 de enero de 2027]"),
        (Language::Ca, "[1 de gener de 2027]"),
        (Language::Gl, "[1 de xaneiro de 2027]"),
        (Language::Eu, "[2027/1/1]"),
        (Language::En, "[1 January 2027]"),
    ] {
        let html = render(language, pack(("x.html", template), "x = y"), &Page::new("x.html"));
        assert!(html.contains(day), "{language:?}");
    }
}

#[test]
fn a_template_that_would_not_be_escaped_is_refused() {
    let refused = Pages::new(&[pack(("x.txt", "{{ values.x }}"), "x = y")]).err();
    assert!(matches!(&refused, Some(PageError::NotHtml(name)) if name == "x.txt"), "{refused:?}");
    let refused = Pages::new(&[pack((".html", ""), "x = y")]).err();
    assert!(matches!(&refused, Some(PageError::NotHtml(name)) if name == ".html"), "{refused:?}");
}

#[test]
fn a_method_cannot_replace_a_template_or_a_message_of_ours() {
    let refused = Pages::new(&[pack(("frame.html", ""), "x = y")]).err();
    assert!(
        matches!(&refused, Some(PageError::Twice(name)) if name == "frame.html"),
        "{refused:?}"
    );
    let refused = Pages::new(&[pack(("x.html", ""), "continue = Otra cosa")]).err();
    assert!(
        matches!(
            &refused,
            Some(PageError::Message(MessageError::Twice { language: Language::Es, problem }))
                if problem == "Attempt to override an existing message: \"continue\"."
        ),
        "{refused:?}"
    );
}

#[test]
fn a_page_whose_words_are_missing_is_an_error_and_not_a_hole() {
    let pages = Pages::new(&[pack(("x.html", HEADING), "z = y")]).unwrap();
    let frame = Frame::new(Language::Es, "Acceso", "hub.ejemplo.es", "/");
    let missing = pages.render(&frame, &Page::new("x.html")).err();
    assert!(matches!(missing, Some(PageError::Template(_))), "{missing:?}");
    let unknown = pages.render(&frame, &Page::new("refusal.html").with_error("x", "nobody")).err();
    assert!(
        matches!(&unknown, Some(PageError::Message(MessageError::Missing { key })) if key == "nobody"),
        "{unknown:?}"
    );
}

#[test]
fn a_page_loads_our_files_and_holds_no_code_or_style() {
    let html = render(Language::Es, pack(("x.html", HEADING), "x = y"), &Page::new("x.html"));
    for asset in [assets::STYLE, assets::SCRIPT, assets::ICON] {
        assert!(html.contains(&format!("\"{}\"", asset.path)), "{}", asset.path);
    }
    assert_eq!(html.matches("<script").count(), 1);
    assert!(
        html.contains(&format!(
            "<script type=\"module\" src=\"{}\"></script>",
            assets::SCRIPT.path
        ))
    );
    for banned in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
        assert!(!html.contains(banned), "{banned}");
    }
}

fn limited(more: Option<&str>) -> String {
    let pages = Pages::new(&[pack(("x.html", HEADING), "x = y")]).unwrap();
    let limit = Limit {
        until: "2026-11-27T10:05:59Z".parse().unwrap(),
        left: SignedDuration::from_secs(899),
        more: more.map(str::to_owned),
    };
    let frame = Frame {
        limit: Some(limit),
        ..Frame::new(Language::Es, "Acceso", "hub.ejemplo.es", "/t/1/clave")
    };
    pages.render(&frame, &Page::new("x.html")).unwrap()
}

#[test]
fn a_step_says_until_when_it_is_open_and_more_time_is_a_form_of_its_own() {
    let html = limited(Some("/t/1/tiempo"));
    assert!(html.contains(">Puedes estar en este paso hasta las 11:05.</p>"), "{html}");
    assert!(html.contains("<form method=\"post\" action=\"/t/1/tiempo\" id=\"limit-form\""));
    assert!(html.contains("data-left=\"899\""));
    assert!(html.contains("<button type=\"submit\" form=\"limit-form\""));
}

#[test]
fn a_step_that_cannot_be_longer_says_so_and_offers_nothing() {
    let html = limited(None);
    let told = "hasta las 11:05. No se puede alargar más. Si no llegas a tiempo, empieza de nuevo en la \
                página del organismo.</p>";
    assert!(html.contains(told), "{html}");
    assert_eq!(html.matches("<form").count(), 0);
    assert!(html.contains("Este paso se cierra a las 11:05 y no se puede alargar más."));
}
