use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};

use super::Language;

fn negotiated(cookie: Option<&str>, accept: Option<&str>) -> Language {
    let mut headers = HeaderMap::new();
    if let Some(cookie) = cookie {
        headers.insert(COOKIE, cookie.parse().unwrap());
    }
    if let Some(accept) = accept {
        headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
    }
    Language::negotiate(&headers)
}

#[test]
fn the_cookie_wins_over_what_the_browser_prefers() {
    assert_eq!(negotiated(Some("a=1; __Host-l=gl; b=2"), Some("en")), Language::Gl);
    assert_eq!(negotiated(Some("__Host-l=xx"), Some("en")), Language::En);
    assert_eq!(negotiated(Some("x__Host-l=gl"), None), Language::Es);
}

#[test]
fn the_heaviest_language_that_we_speak_is_chosen() {
    assert_eq!(negotiated(None, Some("fr, en;q=0.5, eu;q=0.9")), Language::Eu);
    assert_eq!(negotiated(None, Some("ca-ES, es;q=0.9")), Language::Ca);
    assert_eq!(negotiated(None, Some("ca;q=0, en;q=0.1")), Language::En);
    assert_eq!(negotiated(None, Some("en;q=x, fr")), Language::Es);
    assert_eq!(negotiated(None, Some("gl, en")), Language::Gl);
    assert_eq!(negotiated(None, None), Language::Es);
}

#[test]
fn an_address_asks_for_one_of_ours_or_for_nothing() {
    assert_eq!(Language::asked_in("lang=eu"), Some(Language::Eu));
    assert_eq!(Language::asked_in("a=b&lang=EN"), Some(Language::En));
    assert_eq!(Language::asked_in("lang=de"), None);
    assert_eq!(Language::asked_in("xlang=eu"), None);
    assert_eq!(Language::asked_in(""), None);
}

#[test]
fn the_cookie_of_each_language_names_it() {
    for language in Language::ALL {
        assert_eq!(
            language.cookie(),
            format!(
                "__Host-l={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
                language.code()
            )
        );
        assert_eq!(Language::from_code(language.code()), Some(language));
    }
}
