//! Base64 that readers disagree on: characters outside the alphabet skipped, padding missing, bits
//! left over. Line breaks are tolerated, because many senders put them in.

use saml::Malformed;

use crate::forge::{form, open_form, open_redirect, request, signed};

#[test]
fn broken_base64_is_refused() {
    for value in
        ["%%", "A%3D", "A", "AA%3D", "AB%3D%3D", "QQ%3D%3DQQ%3D%3D", "A-_A", "AA%00A", "%3D", "ÿ"]
    {
        let cause = if value == "%%" { Malformed::PercentEscape } else { Malformed::Base64 };
        let text = format!("SAMLRequest={value}");
        assert_eq!(open_form(text.as_bytes()), Err(cause.into()), "{value}");
        assert_eq!(open_redirect(&text), Err(cause.into()), "{value}");
    }
}

#[test]
fn line_breaks_are_not_an_error() {
    let form = String::from_utf8(form(signed().as_bytes())).unwrap();
    let (start, rest) = form.split_at(76);
    let (middle, end) = rest.split_at(76);
    assert!(!start.ends_with('%') && !middle.ends_with('%'));
    let broken = format!("{start}%0D%0A{middle}%0A{end}%0D%0A");
    assert_eq!(open_form(broken.as_bytes()), Ok(request()));
}
