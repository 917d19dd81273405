use serde_json::json;

use super::{Page, presentable};

#[test]
fn a_name_keeps_its_letters_and_loses_what_steers_text() {
    assert_eq!(presentable("Dirección General de Tráfico"), "Dirección General de Tráfico");
    assert_eq!(presentable("  Dos \n\t líneas\u{a0}y  más "), "Dos líneas y más");
    assert_eq!(presentable("abc\u{202e}fdp.\u{2066}x\u{200b}y\u{7}"), "abcfdp.xy");
    assert_eq!(presentable("\u{feff}"), "");
}

#[test]
fn a_name_is_no_longer_than_a_heading_can_be() {
    assert_eq!(presentable(&"ñ".repeat(120)), "ñ".repeat(120));
    assert_eq!(presentable(&"ñ".repeat(121)), "ñ".repeat(119) + "…");
}

#[test]
fn a_stored_page_comes_back_the_same_and_its_debug_tells_no_value() {
    let page = Page::new("a.html").with("documento", "12345678Z").with_error("documento", "wrong");
    let stored = serde_json::to_value(&page).unwrap();
    assert_eq!(
        stored,
        json!({
            "template": "a.html",
            "values": { "documento": "12345678Z" },
            "errors": [{ "field": "documento", "message": "wrong" }],
        })
    );
    assert_eq!(serde_json::from_value::<Page>(stored).unwrap(), page);
    assert_eq!(format!("{page:?}"), "Page { template: \"a.html\", .. }");
}
