use identity::Comparison;
use jiff::SignedDuration;
use saml::Malformed;
use saml::binding::Binding;
use saml::request::RequestedContext;

use super::{age, brought, span, wanted};

#[test]
fn what_people_find_in_a_ticket_is_taken_as_it_travelled() {
    let xml = "<a/>";
    let base64 = "PGEvPg==";
    for text in [
        xml.to_owned(),
        format!("\n {xml}\r\n"),
        base64.to_owned(),
        "PGEv\r\nPg==\n".to_owned(),
        "SAMLRequest=PGEvPg%3D%3D".to_owned(),
        "RelayState=x&SAMLRequest=PGEvPg%3D%3D\n".to_owned(),
    ] {
        assert_eq!(brought(text.as_bytes()).unwrap().binding(), Binding::Post, "{text}");
    }
    // The same, deflated.
    let query = "SAMLRequest=s0nUtwMA";
    for text in [
        query.to_owned(),
        format!("https://hub.example.test/saml/sso?{query}#top"),
        format!("/saml/sso?{query}&SigAlg=x&Signature=y\n"),
        format!("{query}&SigAlg=x&Signature=y"),
    ] {
        assert_eq!(brought(text.as_bytes()).unwrap().binding(), Binding::Redirect, "{text}");
    }
}

#[test]
fn what_is_no_message_is_refused_by_what_is_wrong_with_it() {
    for (octets, why) in [
        (&b""[..], Malformed::NotWellFormed),
        (b"a letter!", Malformed::Base64),
        (b"\xff", Malformed::NotUtf8),
        (b"<a", Malformed::NotWellFormed),
        (b"https://hub.example.test/saml/sso?SAMLRequest=%", Malformed::PercentEscape),
    ] {
        assert_eq!(brought(octets).err(), Some(why), "{octets:?}");
    }
    let endless = vec![b'A'; super::LONGEST];
    assert_eq!(brought(&endless).err(), Some(Malformed::TooLarge));
}

#[test]
fn its_age_is_told_and_what_the_hub_would_say_to_it() {
    let told = |seconds| age(SignedDuration::from_secs(seconds));
    assert_eq!(told(0), "It was made 0 seconds ago, which is in order.");
    assert_eq!(told(-60), "It was made 0 seconds ago, which is in order.");
    assert_eq!(told(360), "It was made 6 minutes ago, which is in order.");
    assert_eq!(
        told(361),
        "It was made 6 minutes ago: the hub would refuse it (5 minutes at most). Apart from that:"
    );
    assert_eq!(
        told(3 * 86_400),
        "It was made 3 days ago: the hub would refuse it (5 minutes at most). Apart from that:"
    );
    assert_eq!(
        told(-61),
        "It was made 1 minute ahead of our time: the hub would refuse it (1 minute at most). Apart from \
         that:"
    );
    assert_eq!(span(SignedDuration::from_secs(3_600)), "1 hour");
}

#[test]
fn the_levels_that_it_asks_for_are_told_by_name_where_they_have_one() {
    let asks = |comparison, classes: &[&str]| {
        let classes = classes.iter().map(|class| (*class).to_owned()).collect();
        wanted(&RequestedContext { comparison, classes })
    };
    let low = identity::LevelOfAssurance::Low.uri();
    assert_eq!(asks(Comparison::Minimum, &[low]), "It asks for at least: low.");
    assert_eq!(asks(Comparison::Exact, &[low, "urn:x"]), "It asks for exactly one of: low, urn:x.");
    assert_eq!(asks(Comparison::Better, &[low]), "It asks for more than: low.");
    assert_eq!(asks(Comparison::Maximum, &[]), "It asks for at most: nothing.");
}
