//! Messages, from the wire to what they say and back.

use std::fmt::Debug;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::ContentCipher;
use jiff::Timestamp;
use saml::binding::{Binding, Parameter, post_value};
use saml::gate::Limits;
use saml::namespaces::{ASSERTION, SIGNATURE};
use saml::read::{is, parse_gated};
use saml::{
    Assertion, AuthnRequest, Dialect, LogoutRequest, LogoutResponse, Malformed, Manner, Message,
    Received, Response, Status, Untrusted, Verified, decline, respond, write,
};

use super::genuine::{self, Genuine};
use super::parties;
use super::signing::sign;

/// The query of HTTP-Redirect.
pub fn redirect(query: &[u8]) -> bool {
    std::str::from_utf8(query).is_ok_and(|query| arrive(|| Received::from_redirect(query)))
}

/// The form of HTTP-POST.
pub fn post(form: &[u8]) -> bool {
    arrive(|| Received::from_post(form))
}

/// The form as kits of the dialect `clave2` post it.
pub fn clave2_post(form: &[u8]) -> bool {
    arrive(|| Received::from_clave2_post(form))
}

/// A message by HTTP-POST, before it became base64: games with signatures are played here.
pub fn signature(xml: &[u8]) -> bool {
    let answers = parse_gated(xml, &Limits::MESSAGE)
        .is_ok_and(|document| document.root_element().tag_name().name().ends_with("Response"));
    let parameter = if answers { Parameter::Response } else { Parameter::Request };
    arrive(|| posted(parameter, xml))
}

/// An `AuthnRequest`, signed here.
pub fn request(xml: &[u8]) -> bool {
    read_when_signed::<AuthnRequest>(xml)
}

/// A `Response`, signed here.
pub fn response(xml: &[u8]) -> bool {
    read_when_signed::<Response>(xml)
}

/// A `LogoutRequest` or its answer, signed here.
pub fn logout(xml: &[u8]) -> bool {
    read_when_signed::<LogoutRequest>(xml) || read_when_signed::<LogoutResponse>(xml)
}

/// What is encrypted inside a signed message: an assertion in a response, or a name in a request to
/// log out.
pub fn encrypted(plain: &[u8]) -> bool {
    let sealed = sealed(plain);
    let is_name = parse_gated(plain, &Limits::MESSAGE)
        .is_ok_and(|document| is(document.root_element(), ASSERTION, "NameID"));
    if is_name {
        return read_when_signed::<LogoutRequest>(leaving(&sealed).as_bytes());
    }
    let Some(around_sealed) = sign(answering("EncryptedAssertion", &sealed).as_bytes()) else {
        return false;
    };
    let Ok(opened) = open::<Response>(|| posted(Parameter::Response, &around_sealed)) else {
        return false;
    };
    assert_says_the_same_in_plain(&opened, plain);
    true
}

/// The `EncryptedData` in a signed response, and what stands beside it. Nobody but us can open what
/// was sealed for us, and only one assertion ever was.
pub fn encrypted_data(xml: &[u8]) -> bool {
    let Ok(xml) = std::str::from_utf8(xml) else {
        return false;
    };
    let Some(signed) = sign(answering("EncryptedAssertion", xml).as_bytes()) else {
        return false;
    };
    let Ok(opened) = open::<Response>(|| posted(Parameter::Response, &signed)) else {
        return false;
    };
    let genuine = Response::all().into_iter().filter_map(|one| one.assertion);
    let said: Vec<Assertion> = genuine.collect();
    let said_now = opened.message().assertion.as_ref().is_some_and(|now| said.contains(now));
    assert!(said_now, "an assertion that nobody sealed");
    true
}

/// Looks at a message as the house does, and holds it against what is genuine.
fn arrive(receive: impl Fn() -> Result<Received, Malformed>) -> bool {
    let Ok(received) = receive() else {
        return false;
    };
    let _ = (received.claims(), format!("{received:?}"));
    opens_as::<AuthnRequest>(&receive)
        || opens_as::<LogoutRequest>(&receive)
        || opens_as::<Response>(&receive)
        || opens_as::<LogoutResponse>(&receive)
}

/// Whether it opens as a message of this kind; then it was said by the party, all of it.
fn opens_as<M: Genuine + Debug>(receive: impl Fn() -> Result<Received, Malformed>) -> bool {
    let kept = |keys| {
        let received = receive().ok()?;
        let binding = received.binding();
        let (message, signer, relay_state) =
            received.open_with::<M>(keys, parties::decryption()).ok()?.into_parts();
        assert_eq!(&signer, parties::trusted().signer());
        // Only the redirect binding signs it.
        if binding == Binding::Redirect {
            assert_eq!(relay_state, Some(genuine::relay_state()));
        }
        Some(message)
    };
    let Some(message) = kept(parties::forgiven()) else {
        return false;
    };
    let strictly = kept(parties::trusted());
    assert!(strictly.is_none_or(|strictly| strictly == message), "forgiving changes what is read");
    assert!(M::all().contains(&message), "nobody has said this: {message:?}");
    true
}

/// Whether it can be read once it is signed; then it can be written as well, and reads the same.
fn read_when_signed<M: Rewritten + Debug>(xml: &[u8]) -> bool {
    let Some(signed) = sign(xml) else {
        return false;
    };
    let opened = match open::<M>(|| posted(M::PARAMETER, &signed)) {
        Ok(opened) => opened,
        Err(cause) => {
            assert!(!is_about_our_signature(&cause) || holds_signature(xml), "signed, but {cause}");
            return false;
        }
    };
    let (said, _, _) = opened.into_parts();
    if let Some(written) = said.write() {
        match open::<M>(|| posted(M::PARAMETER, &written)) {
            Ok(again) => assert!(said.as_written() == *again.message(), "read otherwise: {said:?}"),
            Err(cause) => assert!(is_about_quantity(&cause), "written, but {cause}"),
        }
    }
    true
}

fn open<M: Message>(
    receive: impl Fn() -> Result<Received, Malformed>,
) -> Result<Verified<M>, Untrusted> {
    receive()?.open_with(parties::trusted(), parties::decryption())
}

fn is_about_our_signature(cause: &Untrusted) -> bool {
    use Untrusted as U;
    matches!(cause, U::Unsigned | U::Keys(_) | U::Signature | U::Digest | U::SignatureStructure)
}

/// What another party writes in few octets or declarations may take us more.
fn is_about_quantity(cause: &Untrusted) -> bool {
    use Malformed as M;
    let Untrusted::Malformed(cause) = cause else {
        return false;
    };
    matches!(
        cause,
        M::TooLarge | M::TooDeep | M::TooManyElements | M::TooManyAttributes | M::TooManyNamespaces
    )
}

fn holds_signature(xml: &[u8]) -> bool {
    parse_gated(xml, &Limits::MESSAGE).is_ok_and(|document| {
        document.descendants().any(|element| is(element, SIGNATURE, "Signature"))
    })
}

fn posted(parameter: Parameter, xml: &[u8]) -> Result<Received, Malformed> {
    let value = post_value(xml).replace('+', "%2B");
    Received::from_post(format!("{}={value}", parameter.name()).as_bytes())
}

/// A message that the house can write.
trait Rewritten: Message + Clone + PartialEq {
    /// Written and signed; or nothing, where what was encrypted cannot be written in plain.
    fn write(&self) -> Option<Vec<u8>>;
    /// As it reads once it was written: in whole seconds.
    fn as_written(&self) -> Self;
}

impl Rewritten for AuthnRequest {
    fn write(&self) -> Option<Vec<u8>> {
        Some(write::sign(self.to_element(), 1, parties::ec()).unwrap().to_bytes())
    }

    fn as_written(&self) -> Self {
        let mut written = self.clone();
        written.issue_instant = whole(self.issue_instant);
        if let Some(conditions) = &mut written.conditions {
            conditions.not_before = conditions.not_before.map(whole);
            conditions.not_on_or_after = conditions.not_on_or_after.map(whole);
        }
        written
    }
}

impl Rewritten for LogoutRequest {
    fn write(&self) -> Option<Vec<u8>> {
        let element = self.to_element(None).unwrap();
        Some(write::sign(element, 1, parties::ec()).unwrap().to_bytes())
    }

    fn as_written(&self) -> Self {
        let mut written = self.clone();
        written.issue_instant = whole(self.issue_instant);
        written.not_on_or_after = self.not_on_or_after.map(whole);
        written
    }
}

impl Rewritten for LogoutResponse {
    fn write(&self) -> Option<Vec<u8>> {
        let element = self.to_element(Dialect::Strict);
        Some(write::sign(element, 1, parties::ec()).unwrap().to_bytes())
    }

    fn as_written(&self) -> Self {
        let mut written = self.clone();
        written.envelope.issued = whole(self.envelope.issued);
        written
    }
}

impl Rewritten for Response {
    fn write(&self) -> Option<Vec<u8>> {
        let manner = Manner::new(Dialect::Clave2, parties::ec());
        let Some(assertion) = &self.assertion else {
            return Some(decline(&self.envelope, &self.status, manner).unwrap());
        };
        // Where it was encrypted, it may have had the `ID` of the response around it.
        if assertion.id == self.envelope.response_id {
            return None;
        }
        Some(respond(&self.envelope, assertion, manner).unwrap())
    }

    fn as_written(&self) -> Self {
        let mut written = self.clone();
        written.envelope.issued = whole(self.envelope.issued);
        if let Some(assertion) = &mut written.assertion {
            written.status = Status::success();
            assertion.not_before = assertion.not_before.map(whole);
            assertion.not_on_or_after = whole(assertion.not_on_or_after);
            assertion.authn_instant = whole(assertion.authn_instant);
        }
        written
    }
}

fn whole(at: Timestamp) -> Timestamp {
    let second = at.as_nanosecond().div_euclid(1_000_000_000);
    Timestamp::from_second(i64::try_from(second).unwrap()).unwrap()
}

/// The `EncryptedData` of any octets, with one key that is wrapped once.
fn sealed(plain: &[u8]) -> String {
    const KEY: [u8; 16] = *b"worthless secret";
    static WRAPPED: OnceLock<String> = OnceLock::new();
    let recipient = parties::recipient();
    let wrapped = WRAPPED.get_or_init(|| {
        let public = recipient.certificate.public_key().unwrap();
        STANDARD.encode(public.wrap_key(recipient.transport, &KEY).unwrap())
    });
    let content = ContentCipher::Aes128Gcm.seal(&KEY, [7; 12], plain).unwrap();
    let content = STANDARD.encode(content);
    format!(
        "<x:EncryptedData xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\">\
         <x:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes128-gcm\"/>\
         <k:KeyInfo xmlns:k=\"http://www.w3.org/2000/09/xmldsig#\"><x:EncryptedKey>\
         <x:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>\
         <x:CipherData><x:CipherValue>{wrapped}</x:CipherValue></x:CipherData></x:EncryptedKey></k:KeyInfo>\
         <x:CipherData><x:CipherValue>{content}</x:CipherValue></x:CipherData></x:EncryptedData>"
    )
}

/// A response around the content of an element of the namespace of assertions; around the bare
/// content, where the element is not named.
fn answering(wrapper: &str, inside: &str) -> String {
    let (issuer, consumer, asked) = (genuine::ISSUER, genuine::CONSUMER, genuine::ASKED);
    let inside = match wrapper {
        "" => inside.to_owned(),
        name => format!("<saml2:{name}>{inside}</saml2:{name}>"),
    };
    format!(
        "<saml2p:Response xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_outer\" Version=\"2.0\" \
         IssueInstant=\"2026-03-02T09:17:31Z\" Destination=\"{consumer}\" InResponseTo=\"{asked}\">\
         <saml2:Issuer>{issuer}</saml2:Issuer><saml2p:Status><saml2p:StatusCode \
         Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></saml2p:Status>{inside}</saml2p:Response>"
    )
}

fn leaving(sealed: &str) -> String {
    format!(
        "<saml2p:LogoutRequest xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_outer\" \
         Version=\"2.0\" IssueInstant=\"2026-03-02T09:17:31Z\"><saml2:EncryptedID \
         xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{sealed}</saml2:EncryptedID>\
         </saml2p:LogoutRequest>"
    )
}

/// An assertion says the same whether it was encrypted or not, unless it is only whole on its own: it
/// has a declaration, a signature, or an `ID` of the response around it.
fn assert_says_the_same_in_plain(opened: &Verified<Response>, plain: &[u8]) {
    let text = std::str::from_utf8(plain).expect("what is read is UTF-8");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.starts_with("<?") || text.contains("_outer") || holds_signature(plain) {
        return;
    }
    let Some(signed) = sign(answering("", text).as_bytes()) else {
        return;
    };
    let in_plain = match open::<Response>(|| posted(Parameter::Response, &signed)) {
        Ok(in_plain) => in_plain,
        Err(cause) => return assert!(is_about_quantity(&cause), "in plain it would be {cause}"),
    };
    assert!(in_plain.message() == opened.message(), "encryption changes what is read");
}
