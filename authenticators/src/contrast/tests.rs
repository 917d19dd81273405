use super::*;

fn form(body: &str) -> Form {
    Form::parse(body.as_bytes()).unwrap()
}

fn read(asked: Asked, body: &str) -> Result<String, (String, String)> {
    let read = asked.read(&form(body));
    read.map(|datum| datum.as_str().to_owned()).map_err(|wrong| (wrong.field, wrong.message))
}

#[test]
fn three_fields_are_a_date_and_one_is_a_support_number() {
    assert_eq!(read(Asked::Date, "dia=+1+&mes=2&ano=2030").as_deref(), Ok("01-02-2030"));
    assert_eq!(read(Asked::Date, "dia=01-02-2030").as_deref(), Ok("01-02-2030"), "pasted whole");
    assert_eq!(read(Asked::SupportNumber, "soporte=e1234567").as_deref(), Ok("E01234567"));
}

#[test]
fn each_mistake_has_its_field_and_its_words() {
    for (asked, body, field, message) in [
        (Asked::Date, "", "dia", "contrast-date-empty"),
        (Asked::Date, "dia=&mes=+&ano=", "dia", "contrast-date-empty"),
        (Asked::Date, "dia=31&mes=2&ano=2030", "dia", "contrast-date-form"),
        (Asked::Date, "dia=31&mes=&ano=2030", "dia", "contrast-date-form"),
        (Asked::Date, "dia=1&mes=2&ano=30", "dia", "contrast-date-form"),
        (Asked::Date, "dia=01&mes=01&ano=9999", "dia", "contrast-date-permanent"),
        (Asked::SupportNumber, "", "soporte", "contrast-support-empty"),
        (Asked::SupportNumber, "soporte=F01234567", "soporte", "contrast-support-form"),
        (Asked::SupportNumber, "dia=1&mes=2&ano=2030", "soporte", "contrast-support-empty"),
    ] {
        let wrong = Err((field.to_owned(), message.to_owned()));
        assert_eq!(read(asked, body), wrong, "{body}");
    }
}

#[test]
fn a_page_repeats_what_can_be_part_of_a_datum_and_nothing_else() {
    let typed = form("dia=31&mes=2%00&ano=20300000000000000&soporte=E1&clave=secreto");
    let page = Asked::Date.on(Page::new("a.html"), Some(&typed));
    let values = serde_json::json!({ "contrast": "date", "dia": "31", "mes": "", "ano": "" });
    assert_eq!(serde_json::Value::Object(page.values), values);
    let page = Asked::SupportNumber.on(Page::new("a.html"), None);
    let values = serde_json::json!({ "contrast": "support", "soporte": "" });
    assert_eq!(serde_json::Value::Object(page.values), values);
}

#[test]
fn only_documents_that_bear_a_datum_are_asked_for_it() {
    let asked = ["12345678Z", "X1234567L", "K1234567L"]
        .map(|text| SpanishId::parse(text).map(|document| Asked::of(document.kind())));
    assert_eq!(asked, [Ok(Some(Asked::Date)), Ok(Some(Asked::SupportNumber)), Ok(None)]);
}
