use jiff::Timestamp;

use super::{Carrier, Leave, Left, LeftSession, Telling, Told, ToldOutcome, WayBack};
use crate::samples::PACK;
use crate::{Frame, Guard, Language, Page, PageKind, Pages};

const SLO: &str = "https://sede.ejemplo.es:8443/saml/slo";
const ORIGIN: &str = "https://sede.ejemplo.es:8443";

fn html(page: impl Into<Page>) -> String {
    let frame = Frame::new(Language::Es, "Zaguán", "hub.ejemplo.es", "/salir");
    let frame = Frame { guard: Some(Guard::issue(b"secret", "leaving", 1)), ..frame };
    Pages::new(&[PACK]).unwrap().render(&frame, &page.into()).unwrap()
}

fn link() -> Carrier {
    Carrier::Link(format!("{SLO}?SAMLRequest=abc&Signature=def"))
}

fn form() -> Carrier {
    let fields = vec![("SAMLRequest".to_owned(), "PHg+".to_owned())];
    Carrier::Form { action: SLO.to_owned(), fields }
}

fn telling(to: Carrier, waits: bool) -> Telling {
    Telling {
        agency: "Sede".to_owned(),
        to,
        skip: "/salir/1/saltar".to_owned(),
        waits,
        probe: SLO.to_owned(),
        done: Vec::new(),
        to_come: Vec::new(),
    }
}

fn told(outcome: ToldOutcome, link: &str) -> Told {
    Told { agency: "Sede".to_owned(), outcome, link: Some(link.to_owned()) }
}

fn left(told: Vec<Told>, back: Option<WayBack>) -> Left {
    Left { session: LeftSession::Ended, told, back, by_certificate: false, everywhere: false }
}

fn leave(elsewhere: Option<usize>) -> Leave {
    Leave {
        action: "/salir".to_owned(),
        masked_name: Some("C*** E***".to_owned()),
        since: Some(Timestamp::constant(1_795_335_627, 0)),
        agencies: Vec::new(),
        elsewhere,
    }
}

#[test]
fn a_form_to_an_agency_is_named_in_the_headers_and_a_link_is_not() {
    let asked = |form_action: &[&str]| PageKind::Telling {
        origin: Some(ORIGIN.to_owned()),
        form_action: form_action.iter().map(|&origin| origin.to_owned()).collect(),
    };
    assert_eq!(telling(form(), false).kind(), asked(&[ORIGIN]));
    assert_eq!(telling(link(), false).kind(), asked(&[]));
}

#[test]
fn the_end_names_whom_it_answers_and_asks_nobody() {
    let back = |to| Some(WayBack { agency: "Sede".to_owned(), to, by_itself: true });
    let kind = |form_action: Vec<String>| PageKind::Telling { origin: None, form_action };
    assert_eq!(left(Vec::new(), None).kind(), PageKind::Input);
    assert_eq!(left(Vec::new(), back(link())).kind(), kind(Vec::new()));
    assert_eq!(left(Vec::new(), back(form())).kind(), kind(vec![ORIGIN.to_owned()]));
}

#[test]
fn the_script_presses_what_tells_the_agency_once_that_answers() {
    for to in [link(), form()] {
        let html = html(telling(to, false));
        assert!(html.contains(&format!(" data-auto-continue data-probe=\"{SLO}\">Avisar a Sede<")));
        assert_eq!(html.matches("data-auto-continue").count(), 1);
        assert_eq!(html.matches("hidden data-probe-failed").count(), 1);
    }
}

#[test]
fn who_came_back_presses_for_themselves_and_going_on_is_the_main_way() {
    for to in [link(), form()] {
        let html = html(telling(to, true));
        assert!(!html.contains("data-auto-continue") && !html.contains("data-probe"));
        let buttons: Vec<&str> = html.split("class=\"govuk-button").skip(1).collect();
        assert!(buttons[0].starts_with('"') && buttons[0].contains(">Seguir sin Sede<"));
        assert!(buttons[1].starts_with(" govuk-button--secondary\""));
        assert!(buttons[1].contains(">Avisar a Sede<"));
    }
}

#[test]
fn what_goes_to_an_agency_carries_its_fields_and_no_guard_of_ours() {
    let html = html(telling(form(), false));
    let (_, rest) = html.split_once(&format!("<form method=\"post\" action=\"{SLO}\">")).unwrap();
    let (form, _) = rest.split_once("</form>").unwrap();
    assert!(form.contains("<input type=\"hidden\" name=\"SAMLRequest\" value=\"PHg+\">"));
    assert_eq!(form.matches("<input").count(), 1);
}

#[test]
fn the_end_says_out_of_everything_only_if_every_agency_ended() {
    let heading = |page: Left| Page::from(page).values["key"].clone();
    let at = "https://a.es/";
    let ended = || told(ToldOutcome::Ended, at);
    assert_eq!(heading(left(Vec::new(), None)), "left");
    assert_eq!(heading(left(vec![ended(), ended()], None)), "left");
    for outcome in [ToldOutcome::NoAnswer, ToldOutcome::Refused, ToldOutcome::Unsupported] {
        assert_eq!(heading(left(vec![ended(), told(outcome, at)], None)), "left-partial");
    }
    let without = |told| Left { session: LeftSession::None, ..left(told, None) };
    assert_eq!(heading(without(Vec::new())), "left-nothing");
    assert_eq!(heading(without(vec![ended()])), "left");
    assert_eq!(heading(without(vec![told(ToldOutcome::NoAnswer, at)])), "left-partial");
}

#[test]
fn only_what_may_be_open_has_a_link_and_only_to_an_address_of_the_web() {
    let links = |outcome, link: &str| {
        html(left(vec![told(outcome, link)], None)).matches(">Abrir Sede para").count()
    };
    assert_eq!(links(ToldOutcome::NoAnswer, "https://a.es/x"), 1);
    assert_eq!(links(ToldOutcome::Ended, "https://a.es/x"), 0);
    for hostile in ["javascript:alert(1)", "data:text/html,x", "//a.es/", ""] {
        assert_eq!(links(ToldOutcome::Refused, hostile), 0, "{hostile}");
    }
}

#[test]
fn the_way_back_is_pressed_only_where_it_was_told_to() {
    let page = |by_itself| {
        let back = WayBack { agency: "Sede".to_owned(), to: form(), by_itself };
        html(left(Vec::new(), Some(back)))
    };
    assert!(page(true).contains(" data-auto-continue>Volver a Sede<"));
    assert!(!page(false).contains("data-auto-continue"));
    assert!(!page(true).contains("data-probe"));
}

#[test]
fn other_browsers_have_a_button_where_there_is_something_to_end() {
    let button = "name=\"respuesta\" value=\"todas\"";
    assert!(html(leave(Some(1))).contains("Tienes 1 sesión abierta en otro navegador."));
    let several = html(leave(Some(2)));
    assert!(several.contains("Tienes 2 sesiones abiertas en otros navegadores."));
    assert_eq!(several.matches(button).count(), 1);
    for nothing in [None, Some(0)] {
        let html = html(leave(nothing));
        assert!(!html.contains(button) && !html.contains("<ul class=\"govuk-list"));
        assert_eq!(html.matches("name=\"respuesta\" value=\"salir\"").count(), 1);
    }
}

#[test]
fn a_message_to_an_agency_is_not_in_its_debug() {
    assert_eq!(format!("{:?}", link()), format!("Link(Some({ORIGIN:?}))"));
    assert_eq!(format!("{:?}", form()), format!("Form(Some({ORIGIN:?}))"));
}

#[test]
fn names_lose_what_steers_text_and_are_escaped() {
    let evil = "<b>A\u{202e}B</b>";
    let page = Telling { agency: evil.to_owned(), ..telling(link(), false) };
    let html = html(Telling { to_come: vec![evil.to_owned()], ..page });
    assert!(!html.contains('\u{202e}') && !html.contains("<b>"));
    assert!(html.contains("&lt;b&gt;AB&lt;"));
}
