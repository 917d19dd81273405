//! Agencies on stock software, as Debian ships it, at the hub's own program: `mod_auth_mellon`,
//! Shibboleth, `SimpleSAMLphp` and python3-saml by redirect, pysaml2 by POST. A citizen who is `curl`
//! goes all the way by real TLS, in and out again.
//!
//! Their configuration is in `tests/interop`. Missing programs make these tests fail, never pass
//! silently.

#![cfg(test)]

mod apache;
mod leaving;
mod mellon;
mod office;
mod pysaml2;
mod python3_saml;
mod shibboleth;
mod simplesamlphp;

use std::process::Command;
use std::rc::Rc;

use http::StatusCode;
use tests::street::{House, Page, Process, Visitor, run};

/// What the citizen asked for at the agency before the agency asked who it is.
const QUERY: &str = "year=2026&class=B%20%26%20C";

/// What they read there who get in.
const PERMIT: &str = "\
who: 00000000T
name: Íñigo Muñoz Peña
how: SEGSOC
level: http://eidas.europa.eu/LoA/low
asked: year=2026&class=B%20%26%20C
";

/// An agency that is open and known to the hub.
struct Agency {
    /// What the citizen wants there, with [`QUERY`].
    permit: String,
    /// Whether its requests come by POST; else by redirect.
    by_post: bool,
    /// Where they leave.
    leave: String,
    /// Where the hub says that they leave, and answers.
    logout: String,
    /// What they read who have left there, and where.
    left: (String, &'static str),
    processes: Vec<Process>,
    house: Rc<House>,
}

/// What the agency is told in [`Agency::declined_for_registration`].
const LOWER_REGISTRATION: [&str; 2] = [
    "REGISTRATION_LEVEL_NOT_REACHED: a higher registration level is required",
    "Requester NoAuthnContext",
];

/// What the operator's record can say so that the hub declines, one after the other; the sentence that
/// the agency is told, and the codes.
const DECLINING_RECORDS: [(&[&str], [&str; 2]); 4] = [
    (
        &["--encryption", "aes256-gcm/sha1"],
        ["UNAVAILABLE: the authentication service is not available", "Responder"],
    ),
    (
        &["--encryption", "metadata", "--level", "high"],
        ["LOA_NOT_REACHED: required high, obtained none", "Requester NoAuthnContext"],
    ),
    (
        &["--methods", "certificate"],
        ["NO_AUTHENTICATOR: no authentication method is left", "Responder NoAvailableIDP"],
    ),
    (
        &["--suspended", "yes"],
        [
            "SP_NOT_ALLOWED: the service provider is not allowed to authenticate users",
            "Requester RequestDenied",
        ],
    ),
];

impl Agency {
    /// A citizen comes who was never here, and is sent back with the hub's answer at once.
    fn declined(&self, permit: &str) -> Page {
        let visitor = self.house.visitor();
        let back = visitor.press_on(visitor.get(permit));
        visitor.return_with(&back, &back.response())
    }

    /// The citizen is registered at a lower level than is asked, which turns out when they have proved
    /// who they are.
    fn declined_for_registration(&self) -> Page {
        self.set(&["--registration", "advanced"]);
        let lower = "UPDATE citizens.person SET level = 'basic'";
        run(Command::new("psql").args(["-X", "-q", self.house.database().url(), "-c", lower]));
        let (visitor, choose) = self.enter();
        let back = visitor.prove(&choose);
        visitor.return_with(&back, &back.response())
    }

    /// The operator changes the agency's record, and the hub knows it.
    fn set(&self, record: &[&str]) {
        self.house.set(record);
    }

    /// A citizen comes who was never here, and is sent on to the hub's choice of methods.
    fn enter(&self) -> (Visitor, Page) {
        let visitor = self.house.visitor();
        let page = self.ask(&visitor);
        assert!(page.url.starts_with(&format!("{}/t/", self.house.url)), "{}", page.url);
        (visitor, page)
    }

    /// A citizen who is not logged in there is sent on to the hub.
    fn ask(&self, visitor: &Visitor) -> Page {
        let page = visitor.get(&self.permit);
        if self.by_post { visitor.submit(&page, &page.answer.form("/saml/sso"), &[]) } else { page }
    }
}

/// The response that a citizen carries back: whoever carries it reads nothing about anybody.
fn sealed(back: &Page) -> String {
    let response = back.response();
    assert!(response.contains("<saml2:EncryptedAssertion"));
    for readable in ["<saml2:Assertion", "<saml2:NameID", "00000000T", "Muñoz", "europa.eu"] {
        assert!(!response.contains(readable), "{readable}");
    }
    response
}

/// Where one byte of a response may be changed on its way.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The second in which it was issued.
    Second,
    /// Whether it worked.
    Status,
    /// The wrapped key of what is encrypted.
    Key,
    /// What is encrypted.
    Content,
    /// Who a plain assertion is about.
    Citizen,
}

impl Place {
    const OF_SEALED: [Self; 4] = [Self::Second, Self::Status, Self::Key, Self::Content];
    const OF_PLAIN: [Self; 3] = [Self::Second, Self::Status, Self::Citizen];

    fn changed_in(self, response: &str) -> String {
        const VALUE: &str = "<xenc:CipherValue>";
        let after = |mark: &str| response.find(mark).unwrap() + mark.len();
        let at = match self {
            Self::Second => after(" IssueInstant=\"") + "2026-03-02T09:17:3".len(),
            Self::Status => after("status:Succe"),
            Self::Key => after(VALUE) + 100,
            Self::Content => response.rfind(VALUE).unwrap() + VALUE.len() + 100,
            Self::Citizen => after(">0000000"),
        };
        let other = if response[at..].starts_with('0') { "1" } else { "0" };
        let mut changed = response.to_owned();
        changed.replace_range(at..=at, other);
        changed
    }
}

fn assert_text(page: &Page, status: StatusCode, text: &str) {
    assert_eq!((page.answer.status, page.answer.body.as_str()), (status, text));
}
