//! The pages, as facts.

use identity::DocumentError;
use jiff::Timestamp;
use messages::Fate;
use pages::hub::Cause;
use pages::{Form, Page};

use super::pins::SENDS;
use crate::contrast::Asked;

pub(super) const DOCUMENT: &str = "documento";
pub(super) const KEY: &str = "clave";
pub(super) const PIN: &str = "pin";
/// Which button was pressed, where there are several.
pub(super) const ACTION: &str = "accion";

/// The document.
pub(super) fn document(typed: &str) -> Page {
    Page::new("pin/document.html").with(DOCUMENT, repeated(typed))
}

/// What else is printed on the document, with what was typed of it.
pub(super) fn datum(asked: Asked, typed: Option<&Form>) -> Page {
    asked.on(Page::new("pin/datum.html"), typed)
}

/// The field to which a fault of the datum is put.
pub(super) fn datum_field(asked: Asked) -> &'static str {
    match asked {
        Asked::Date => "dia",
        Asked::SupportNumber => "soporte",
    }
}

/// What is not typed twice (WCAG 2.2 SC 3.3.7); what cannot be right is not repeated.
fn repeated(typed: &str) -> &str {
    const LONGEST: usize = 32;
    let fit = typed.len() <= LONGEST && !typed.chars().any(char::is_control);
    if fit { typed } else { "" }
}

/// The button «Obtener PIN», with the choice of a user key if one is needed.
pub(super) fn obtain((keyed, salt): (bool, &str), tail: &str, own: bool) -> Page {
    let page = Page::new("pin/obtain.html").with("keyed", keyed).with("salt", salt);
    page.with("tail", tail).with("own", own)
}

/// The field for a PIN that was had beforehand.
pub(super) fn own((keyed, salt): (bool, &str), valid: Timestamp) -> Page {
    let page = Page::new("pin/own.html").with("keyed", keyed).with("salt", salt);
    page.with("valid", valid.to_string())
}

/// The end outside a journey.
pub(super) fn on_its_way(sending: &Sending<'_>, keyed: bool) -> Page {
    with_sending(Page::new("pin/sent.html").with("keyed", keyed), sending)
}

/// How far a PIN has come.
pub(super) struct Sending<'a> {
    /// The last digits of the phone.
    pub(super) tail: &'a str,
    /// The end of the PIN.
    pub(super) valid: Timestamp,
    /// From when on it can be sent (again).
    pub(super) next: Timestamp,
    /// So often it was.
    pub(super) sends: i16,
    /// What became of the last SMS.
    pub(super) fate: Option<Fate>,
}

fn with_sending(page: Page, sending: &Sending<'_>) -> Page {
    let fate = match sending.fate {
        Some(Fate::Delivered) => "delivered",
        Some(Fate::Failed) => "failed",
        Some(Fate::UnderWay | Fate::Handed) | None => "",
    };
    page.with("tail", sending.tail)
        .with("valid", sending.valid.to_string())
        .with("next", sending.next.to_string())
        .with("more", sending.sends < SENDS)
        .with("fate", fate)
}

/// The minute in which the app could have it.
pub(super) fn wait(sending: &Sending<'_>) -> Page {
    with_sending(Page::new("pin/wait.html"), sending)
}

/// The field for the PIN.
pub(super) fn code(sending: &Sending<'_>, keyed: bool, salt: &str) -> Page {
    let page = Page::new("pin/code.html").with("keyed", keyed).with("salt", salt);
    with_sending(page, sending)
}

pub(super) fn document_message(error: DocumentError) -> &'static str {
    match error {
        DocumentError::Empty => "pin-document-empty",
        DocumentError::Form => "pin-document-form",
        DocumentError::Letter => "pin-document-letter",
        DocumentError::Legal => "pin-document-legal",
    }
}

/// Every page, blank and with each thing that can be wrong, and the refusals.
pub(super) fn samples() -> Vec<(&'static str, Page)> {
    const SALT: &str = "0123456789abcdef0123456789abcdef";
    let at = Timestamp::constant(1_795_335_627, 0);
    let number = |field, message| document("12345678Z").with_error(field, message);
    let printed = |asked, message| datum(asked, None).with_error(datum_field(asked), message);
    let obtained = |message| obtain((true, SALT), "123", false).with_error(KEY, message);
    let sending = |sends, fate| Sending { tail: "123", valid: at, next: at, sends, fate };
    let sent = |sends, fate| code(&sending(sends, fate), true, SALT);
    let wrong = |field, message| sent(1, None).with("tries", 2).with_error(field, message);
    let early =
        |message| wait(&sending(0, None)).with("until", at.to_string()).with_error(ACTION, message);
    let refused = |message: &str, until| {
        let cause = Cause::Method { message: message.to_owned(), until, other_ways: None };
        pages::hub::Refusal { cause, reference: "7K3Q-9F2M-XW".to_owned(), at }.into()
    };
    vec![
        ("pin", document("")),
        ("pin-document-empty", number(DOCUMENT, "pin-document-empty")),
        ("pin-document-form", number(DOCUMENT, "pin-document-form")),
        ("pin-document-letter", number(DOCUMENT, "pin-document-letter")),
        ("pin-document-legal", number(DOCUMENT, "pin-document-legal")),
        ("pin-datum", datum(Asked::Date, None)),
        ("pin-datum-support", datum(Asked::SupportNumber, None)),
        ("pin-datum-wrong", printed(Asked::Date, "pin-datum-wrong")),
        ("pin-datum-away", printed(Asked::SupportNumber, "pin-datum-away")),
        ("pin-obtain", obtain((false, SALT), "123", false)),
        ("pin-obtain-key", obtain((true, SALT), "123", false)),
        ("pin-obtain-own", obtain((false, SALT), "123", true)),
        ("pin-own", own((true, SALT), at)),
        ("pin-own-wrong", own((true, SALT), at).with("tries", 1).with_error(PIN, "pin-wrong-key")),
        ("pin-on-its-way", on_its_way(&sending(1, None), true)),
        ("pin-on-its-way-last", on_its_way(&sending(SENDS, None), false)),
        ("pin-key-empty", obtained("pin-key-empty")),
        ("pin-key-form", obtained("pin-key-form")),
        ("pin-over", obtain((false, SALT), "123", false).with_error(ACTION, "pin-over")),
        (
            "pin-tries-over",
            obtain((false, SALT), "123", false).with_error(ACTION, "pin-tries-over"),
        ),
        ("pin-wait", wait(&sending(0, None))),
        ("pin-early", early("pin-early")),
        ("pin-sms-spent", early("pin-sms-spent")),
        ("pin-code", code(&sending(1, None), false, SALT)),
        ("pin-code-key", sent(1, None)),
        ("pin-code-delivered", sent(2, Some(Fate::Delivered))),
        ("pin-code-failed", sent(SENDS, Some(Fate::Failed))),
        ("pin-code-empty", wrong(PIN, "pin-empty").with_error(KEY, "pin-key-empty")),
        ("pin-code-form", wrong(PIN, "pin-form")),
        ("pin-code-wrong", wrong(PIN, "pin-wrong")),
        ("pin-code-wrong-key", wrong(PIN, "pin-wrong-key")),
        ("pin-sends-over", wrong(ACTION, "pin-sends-over").with("until", at.to_string())),
        ("refusal-pin-no-datum", refused("pin-no-datum", None)),
        ("refusal-pin-datum-spent", refused("pin-datum-spent", Some(at))),
        ("refusal-pin-unregistered", refused("pin-unregistered", None)),
        ("refusal-pin-inactive", refused("pin-inactive", None)),
        ("refusal-pin-no-phone", refused("pin-no-phone", None)),
        ("refusal-pin-blocked", refused("pin-blocked", Some(at))),
        ("refusal-pin-held", refused("pin-held", None)),
    ]
}
