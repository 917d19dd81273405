//! A genuine, signed message of another kind, another version, or with contradictory parts, taken
//! for a request (type confusion between requests, responses and logouts of the same signer).

use saml::binding::Parameter;
use saml::{
    AuthnRequest, LogoutRequest, LogoutResponse, Malformed, Message, Received, Response, Untrusted,
};

use crate::answers::{self, PROVIDER, RESPONSE_ID, around, by_provider, open_as, plain_assertion};
use crate::forge::{ID, Recipe, agency, at_the_end, form, open, plain, sha256, signed, trusted};

/// Signed by the agency as it stands.
fn genuinely(message: String) -> Result<AuthnRequest, Untrusted> {
    let digest = sha256(message.as_bytes());
    open(&Recipe { message, digest, ..Recipe::right() }.xml())
}

#[test]
fn a_message_of_another_kind_is_refused() {
    for name in ["Response", "LogoutRequest", "ArtifactResolve", "authnRequest"] {
        let other = plain().replace("saml2p:AuthnRequest", &format!("saml2p:{name}"));
        assert_eq!(genuinely(other), Err(Malformed::WrongRoot.into()));
    }
}

#[test]
fn a_request_among_responses_is_refused() {
    let form = String::from_utf8(form(signed().as_bytes()))
        .unwrap()
        .replace("SAMLRequest", "SAMLResponse");
    let received = Received::from_post(form.as_bytes()).unwrap();
    let refused = received.open::<AuthnRequest>(&trusted(&[&agency().certificate])).unwrap_err();
    assert_eq!(refused, Malformed::WrongParameter.into());
}

/// One truly signed message of each kind, of a party that sends them all.
fn of_each_kind() -> [(&'static str, String); 4] {
    let request = plain().replace(crate::forge::AGENCY, PROVIDER);
    let name =
        "<saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">_ana</saml2:NameID>";
    let logout = at_the_end(&request.replace("AuthnRequest", "LogoutRequest"), name);
    let left = around("").replace("saml2p:Response", "saml2p:LogoutResponse");
    let by =
        |id: &str, message: String| Recipe { sign: by_provider, ..Recipe::over(message, id) }.xml();
    [
        ("AuthnRequest", by(ID, request)),
        ("LogoutRequest", by(ID, logout)),
        ("Response", by(RESPONSE_ID, around(&plain_assertion()))),
        ("LogoutResponse", by(RESPONSE_ID, left)),
    ]
}

/// What a message of each kind is to an endpoint that takes this one.
fn taken_as<M: Message + PartialEq + std::fmt::Debug>() {
    for (kind, xml) in of_each_kind() {
        let expected = if kind == M::NAME { None } else { Some(Malformed::WrongRoot.into()) };
        assert_eq!(open_as::<M>(&xml, &[]).err(), expected, "{kind} as {}", M::NAME);
    }
}

#[test]
fn each_kind_is_taken_for_itself_alone() {
    taken_as::<AuthnRequest>();
    taken_as::<LogoutRequest>();
    taken_as::<Response>();
    taken_as::<LogoutResponse>();
}

#[test]
fn an_answer_among_requests_is_refused() {
    let xml = answers::signed(around(&plain_assertion()));
    let form = crate::forge::form_of(Parameter::Request, xml.as_bytes());
    let received = Received::from_post(&form).unwrap();
    let refused = received.open::<Response>(&answers::keys()).unwrap_err();
    assert_eq!(refused, Malformed::WrongParameter.into());
}

#[test]
fn another_version_is_refused() {
    for version in ["1.1", "2.1", "2", "", " 2.0"] {
        let other = plain().replace("Version=\"2.0\"", &format!("Version=\"{version}\""));
        assert_eq!(genuinely(other), Err(Malformed::Version.into()));
    }
    assert_eq!(genuinely(plain().replace(" Version=\"2.0\"", "")), Err(Malformed::Version.into()));
}

#[test]
fn parts_that_come_twice_or_contradict_are_refused() {
    let issuer =
        "<saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">x</saml2:Issuer>";
    let twice = at_the_end(&plain(), issuer);
    assert_eq!(genuinely(twice), Err(Malformed::Repeated("Issuer").into()));
    let policy = "<saml2p:NameIDPolicy></saml2p:NameIDPolicy>".repeat(2);
    let twice = at_the_end(&plain(), &policy);
    assert_eq!(genuinely(twice), Err(Malformed::Repeated("NameIDPolicy").into()));
    let index = "AssertionConsumerServiceIndex=\"1\" ";
    let both = plain().replacen(
        "AssertionConsumerServiceURL",
        &format!("{index}AssertionConsumerServiceURL"),
        1,
    );
    let names = ("AssertionConsumerServiceURL", "AssertionConsumerServiceIndex");
    assert_eq!(genuinely(both), Err(Malformed::Excluding(names.0, names.1).into()));
}

#[test]
fn values_without_a_type_are_refused() {
    let instants = [
        "",
        "now",
        "2026-03-02",
        "2026-03-02T09:15:00",
        "2026-03-02t09:15:00z",
        "2026-13-02T09:15:00Z",
        "20260302T091500Z",
        "2026-03-02T09:15:00Z[UTC]",
        "2026-03-02T09:15:00.Z",
        "+002026-03-02T09:15:00Z",
    ];
    for instant in instants {
        let odd = plain().replace("2026-03-02T09:15:00Z", instant);
        assert_eq!(genuinely(odd), Err(Malformed::Value("IssueInstant").into()), "{instant}");
    }
    for flag in ["TRUE", "yes", "", "2"] {
        let odd = plain().replace("ForceAuthn=\"true\"", &format!("ForceAuthn=\"{flag}\""));
        assert_eq!(genuinely(odd), Err(Malformed::Value("ForceAuthn").into()), "{flag}");
    }
    let element = plain().replacen("</saml2:Issuer>", "<x></x></saml2:Issuer>", 1);
    assert_eq!(genuinely(element), Err(Malformed::NotText("Issuer").into()));
    let without = plain().replacen(&format!(" ID=\"{ID}\""), "", 1);
    assert_eq!(genuinely(without), Err(Untrusted::Reference));
}
