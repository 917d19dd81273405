use identity::LevelOfAssurance;

use super::{StepUp, StepUpReason};
use crate::samples::{PACK, around};
use crate::{Frame, Language, Pages};

fn html(page: StepUp) -> String {
    let frame = Frame::new(Language::Es, "Zaguán", "hub.ejemplo.es", "/t/1/subir");
    Pages::new(&[PACK]).unwrap().render(&around("step-up", frame), &page.into()).unwrap()
}

fn sample() -> StepUp {
    StepUp::samples().remove(0).1
}

#[test]
fn a_method_that_adds_what_is_missing_says_so_and_another_says_what_it_needs() {
    let html = html(sample());
    let help = |id: &str, text: &str| {
        html.contains(&format!("<p class=\"app-choice__hint\" id=\"help-{id}\">{text}</p>"))
    };
    assert!(help("sample", "Solo te falta el código que te enviamos al móvil."));
    assert!(help("another", "Con un certificado instalado en este equipo, o tu DNI en un lector."));
    assert_eq!(html.matches("action=\"/t/0123456789abcdef/elegir\"").count(), 2);
    assert_eq!(html.matches("action=\"/t/0123456789abcdef/no-soy\"").count(), 1);
}

#[test]
fn the_level_reached_is_said_as_what_it_was_or_as_what_it_still_counts_for() {
    let said = |because, reached, text: &str| {
        let html = html(StepUp { because, reached, ..sample() });
        assert!(html.contains(text), "{because:?} {reached:?}");
    };
    let low = Some(LevelOfAssurance::Low);
    said(StepUpReason::Level, low, "Hasta ahora has demostrado quién eres con nivel bajo.");
    for because in [StepUpReason::Age, StepUpReason::Method] {
        said(because, low, "Lo que has demostrado hasta ahora vale aquí como nivel bajo.");
    }
    for because in [StepUpReason::Level, StepUpReason::Age, StepUpReason::Method] {
        said(because, None, "Lo que has demostrado hasta ahora no vale para este servicio.");
    }
}

#[test]
fn the_level_needed_is_said_once() {
    let html = html(sample());
    assert!(html.contains("Este servicio pide un nivel de seguridad sustancial."));
    assert!(!html.contains("app-asks"));
}
