use super::*;

#[test]
fn of_a_phone_its_last_three_digits_are_shown() {
    assert_eq!(end_of("+34600000123"), "123");
    assert_eq!(end_of("12"), "12");
    assert_eq!(end_of(""), "");
}

#[test]
fn spaces_dots_and_hyphens_in_a_code_do_not_count() {
    assert_eq!(typed_digits(" 1234 5678 ").as_deref(), Some("12345678"));
    assert_eq!(typed_digits("12-34.56-78").as_deref(), Some("12345678"));
    for typed in ["", "1234567", "123456789", "1234567a", "１２３４５６７８"] {
        assert_eq!(typed_digits(typed), None, "{typed}");
    }
}

#[test]
fn a_message_speaks_the_language_of_the_account_before_the_one_that_is_read() {
    let wants =
        |language: &str| Contact { language: Some(language.to_owned()), ..Contact::default() };
    assert_eq!(spoken(&wants("gl"), Language::En), Language::Gl);
    assert_eq!(spoken(&wants("fr"), Language::En), Language::En);
    assert_eq!(spoken(&Contact::default(), Language::Eu), Language::Eu);
}
