//! Agencies on stock software, as Debian ships it, at the hub's own program: `mod_auth_mellon` and
//! python3-saml by redirect, pysaml2 by POST. A citizen who is `curl` goes all the way by real TLS.
//!
//! Their configuration is in `tests/interop`. Missing programs make these tests fail, never pass
//! silently.

#![cfg(test)]

mod mellon;
mod office;
mod pysaml2;
mod python3_saml;

use http::StatusCode;
use tests::street::{House, Page, Process, Visitor};

/// What the citizen asked for at the agency before the agency asked who it is.
const QUERY: &str = "year=2026&class=B%20%26%20C";

/// An agency that is open and known to the hub.
struct Agency {
    /// What the citizen wants there, with [`QUERY`].
    permit: String,
    /// Whether its requests come by POST; else by redirect.
    by_post: bool,
    process: Process,
    house: House,
}

impl Agency {
    /// A citizen comes who was never here, and is sent on to the hub's choice of methods.
    fn enter(&self) -> (Visitor, Page) {
        let visitor = self.house.visitor();
        let mut page = visitor.get(&self.permit);
        if self.by_post {
            page = visitor.submit(&page, &page.answer.form("/saml/sso"), &[]);
        }
        assert!(page.url.starts_with(&format!("{}/t/", self.house.url)), "{}", page.url);
        (visitor, page)
    }
}

/// Changes one byte in the assertion: who it is about, or where that is encrypted, one of its octets.
fn of_another_citizen(response: &str) -> String {
    if let Some((before, sealed)) = response.rsplit_once("<xenc:CipherValue>") {
        assert!(!response.contains("00000000T") && !response.contains("<saml2:Assertion"));
        let (first, rest) = sealed.split_at(1);
        let other = if first == "A" { "B" } else { "A" };
        return format!("{before}<xenc:CipherValue>{other}{rest}");
    }
    let changed = response.replacen(">00000000T<", ">00000001T<", 1);
    assert_ne!(changed, response);
    changed
}

/// Changes one byte outside the assertion: the second in which the response was issued.
fn of_another_second(response: &str) -> String {
    let (before, after) = response.split_once("IssueInstant=\"").unwrap();
    let (instant, rest) = after.split_once('"').unwrap();
    let digit = instant.rfind(|sign: char| sign.is_ascii_digit()).unwrap();
    let other = if instant[digit..].starts_with('0') { "1" } else { "0" };
    let mut instant = instant.to_owned();
    instant.replace_range(digit..=digit, other);
    format!("{before}IssueInstant=\"{instant}\"{rest}")
}

fn assert_text(page: &Page, status: StatusCode, text: &str) {
    assert_eq!((page.answer.status, page.answer.body.as_str()), (status, text));
}
