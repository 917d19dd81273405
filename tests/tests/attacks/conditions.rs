//! Conditions that are passed over: no end, no audience, one that nobody knows. CVE-2016-4464 (CXF
//! Fediz) and CVE-2026-9093 (Casdoor), audience; CVE-2018-14637 (Keycloak), CVE-2026-1190 (Keycloak, a
//! confirmation without end), CVE-2026-41577 (authentik, all of them). SAML Core 2.5.1: who does not
//! know a condition cannot say that it is met. Whether the time has passed is for the caller's clock.

use saml::{Assertion, Malformed, Untrusted};

use crate::answers::{HUB, UNTIL, answered, assertion, plain_assertion};

fn with(found: &str, instead: &str) -> Result<Assertion, Untrusted> {
    let odd = plain_assertion().replacen(found, instead, 1);
    assert_ne!(odd, plain_assertion(), "{found}");
    answered(&odd).map(|response| response.assertion.unwrap())
}

fn refused(found: &str, instead: &str) -> Untrusted {
    with(found, instead).unwrap_err()
}

/// Puts something last into the conditions.
fn conditioned(more: &str) -> Result<Assertion, Untrusted> {
    with("</saml2:Conditions>", &format!("{more}</saml2:Conditions>"))
}

#[test]
fn a_condition_that_nobody_knows_is_refused() {
    for unknown in [
        "<saml2:Condition xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"x\"></saml2:Condition>",
        "<saml2:Condition></saml2:Condition>",
        "<saml2:Audience></saml2:Audience>",
        "<saml2:onetimeuse></saml2:onetimeuse>",
        "<x></x>",
        "<OneTimeUse xmlns=\"urn:x\"></OneTimeUse>",
    ] {
        assert_eq!(conditioned(unknown), Err(Malformed::Unsupported("Condition").into()));
    }
    let once = conditioned("<saml2:OneTimeUse></saml2:OneTimeUse>").unwrap();
    assert!(once.one_time_use);
    assert_eq!(conditioned("<saml2:ProxyRestriction></saml2:ProxyRestriction>"), Ok(assertion()));
}

#[test]
fn there_is_one_audience() {
    let restriction = format!(
        "<saml2:AudienceRestriction><saml2:Audience>{HUB}</saml2:Audience></saml2:AudienceRestriction>"
    );
    let repeated = Malformed::Repeated("AudienceRestriction").into();
    assert_eq!(conditioned(&restriction), Err(repeated));
    let second = "<saml2:Audience>https://evil.example/metadata</saml2:Audience></saml2:AudienceRestriction>";
    assert_eq!(
        refused("</saml2:AudienceRestriction>", second),
        Malformed::Repeated("Audience").into()
    );
    assert_eq!(refused(&restriction, ""), Malformed::Missing("AudienceRestriction").into());
    let empty = "<saml2:AudienceRestriction></saml2:AudienceRestriction>";
    assert_eq!(refused(&restriction, empty), Malformed::Missing("Audience").into());
    let other = with(&restriction, &restriction.replace(HUB, "https://evil.example/metadata"));
    assert_eq!(other.unwrap().audience, "https://evil.example/metadata");
}

#[test]
fn an_assertion_without_conditions_is_refused() {
    let start = plain_assertion().find("<saml2:Conditions").unwrap();
    let end = plain_assertion().find("</saml2:Conditions>").unwrap() + "</saml2:Conditions>".len();
    let conditions = plain_assertion()[start..end].to_owned();
    assert_eq!(refused(&conditions, ""), Malformed::Missing("Conditions").into());
    let twice = refused(&conditions, &conditions.repeat(2));
    assert_eq!(twice, Malformed::Repeated("Conditions").into());
}

/// Where the two ends differ, the earlier counts, and the confirmation always has one.
#[test]
fn there_is_an_end_and_the_earlier_counts() {
    let until = format!(" NotOnOrAfter=\"{UNTIL}\"");
    let in_conditions = |value: &str| format!("<saml2:Conditions{value}>");
    let own = in_conditions(&until);
    assert_eq!(with(&own, &in_conditions("")), Ok(assertion()));
    let later = " NotOnOrAfter=\"2036-03-02T09:20:00Z\"";
    assert_eq!(with(&own, &in_conditions(later)), Ok(assertion()));
    let earlier = with(&own, &in_conditions(" NotOnOrAfter=\"2026-03-02T09:16:00Z\"")).unwrap();
    assert_eq!(earlier.not_on_or_after, "2026-03-02T09:16:00Z".parse().unwrap());
    let of_the_confirmation = refused(&format!("{until} Recipient"), " Recipient");
    assert_eq!(of_the_confirmation, Malformed::Missing("NotOnOrAfter").into());
    let never = refused(&format!("{until} Recipient"), " NotOnOrAfter=\"never\" Recipient");
    assert_eq!(never, Malformed::Value("NotOnOrAfter").into());
}
